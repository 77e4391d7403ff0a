"""Measure the notebook `coverage` on a finished corpus: `python tests/benchmarks/coverage_speed.py [ARTICLES]`.

The tables of so many articles (20,000 where none is given) are made directly, without any analysis: 40 outlets over a
year, 300 actors, one article in ten a copy of another. Then the notebook is run over them as a report. What is printed:
seconds, processor seconds and the largest memory of the processes that ran it, and seconds of each table by itself.
"""

import json
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from readout.corpus.corpus import Corpus
from readout.corpus.coverage import TABLES
from readout.corpus.rows import SCHEMAS
from readout.corpus.storage import FORMAT, MANIFEST
from readout_app.runs.collection import Collection
from readout_app.runs.run import find_notebook, run

OUTLETS, ACTORS, PHRASES, BATCH = 40, 300, 8_000, 1_000
FIRST = date(2025, 1, 1)


def make_corpus(folder: Path, articles: int) -> None:
    """Write a corpus of made-up findings."""
    rng = np.random.default_rng(0)
    texts = [rng.integers(1 << 62, size=rng.integers(60, 160)) for _ in range(articles)]
    for at in rng.choice(np.arange(1, articles), articles // 10, replace=False):  # copies, some of them cut
        texts[at] = texts[at // 2][: rng.integers(50, 160)]
    parts = []
    for batch, start in enumerate(range(0, articles, BATCH), 1):
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
        for at in range(start, min(start + BATCH, articles)):
            add_article(rows, rng, at, texts[at], FIRST + timedelta(days=365 * at // articles))
        for name, lines in rows.items():
            if lines:
                file = f"{name}/month=2025-01/part-{batch:06}.parquet"
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(pa.Table.from_pylist(lines, SCHEMAS[name]), folder / file, compression="zstd")
                parts.append(file)
    (folder / MANIFEST).write_text(json.dumps({"format": FORMAT, "parts": parts}), encoding="utf-8")


def add_article(rows: dict[str, Any], rng: np.random.Generator, at: int, shingles: Any, day: date) -> None:
    """Add the rows of one article."""
    key = f"{at:016x}"
    about = {"id": key, "outlet": f"Outlet {at % OUTLETS}", "title": f"Article {at}", "published": day, "words": 450}
    url = f"https://outlet{at % OUTLETS}.example/{at}"
    rows["articles"].append(
        {**about, "url": url, "seen": datetime.now(UTC), "shingles": sorted(shingles.tolist()), "batch": 1}
    )
    span = {"article": key, "start": 0, "end": 90}
    who = [f"Person {number}" for number in {*(ACTORS * rng.random(12) ** 2).astype(int).tolist()}]
    for name in who:
        rows["actors"].append({**span, "id": name.lower(), "name": name, "kind": "person", "mentions": [[0, 5]]})
        low, high = sorted(rng.random(2))
        shares = {"negative": low, "neutral": high - low, "positive": 1 - high}
        rows["targets"].append({**span, "target": name, "label": "unsure", **shares})
    for source, target in pairwise(who[:4]):
        tie = {"source": source, "target": target, "confidence": 0.8, "text": "They said so. " * 6}
        rows["ties"].append({**span, **tie, "label": "opposes" if rng.random() < 0.6 else "supports"})
    for name in who[:4]:
        kind = ("named", "unnamed", "vague")[rng.integers(3)]
        rows["attributions"].append({**span, "speaker": name, "source_kind": kind, "content": [[0, 80]]})
    for number in (PHRASES * rng.random(20) ** 2).astype(int):
        rows["keywords"].append({**span, "phrase": f"phrase {number}", "score": 0.5, "count": 1})


def main(articles: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        make_corpus(folder / "corpus", articles)
        print(f"{articles:,} articles made in {time.perf_counter() - started:.0f} s")
        clock, cpu = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        made = run(find_notebook("coverage"), Collection(corpus=folder / "corpus"), {}, folder / "reports")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime
        print(f"report: {made.error or 'done'}, {time.perf_counter() - clock:.0f} s, {seconds:.0f} processor seconds")
        print(f"largest process: {used.ru_maxrss / 1024:,.0f} MiB; page: {made.page.stat().st_size / 1e6:.2f} MB")
        started = time.perf_counter()
        found = Corpus(folder / "corpus").coverage()
        print(f"{'stories and actors':<20} {time.perf_counter() - started:6.1f} s")
        for table in TABLES:
            started = time.perf_counter()
            rows = len(getattr(found, table))
            print(f"{table:<20} {time.perf_counter() - started:6.1f} s {rows:9,} rows")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
