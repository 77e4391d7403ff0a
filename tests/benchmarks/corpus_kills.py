"""Kills the adding of articles to a corpus at random moments, and counts what was lost, doubled or left by half.

The articles are saved results of runs, so that the time goes into writing; a quarter of them changes after half of the
kills. After each kill the corpus is read as it lies.

    python tests/benchmarks/corpus_kills.py [--kills 50] [--articles 400] [--seed 7]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from readout.corpus.corpus import Corpus
from support.results import results

BATCH = 5
_ADD = f"""
import sys
from readout.corpus.corpus import Corpus
print("ready", flush=True)
Corpus(sys.argv[1]).add(sys.argv[2], batch={BATCH})
"""


def main() -> None:
    """Prints what the kills left."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("kills", 50), ("articles", 400), ("seed", 7)):
        options.add_argument(f"--{name}", type=int, default=default)
    with tempfile.TemporaryDirectory() as place:
        print(add_through_kills(Path(place), **vars(options.parse_args())))


def add_through_kills(folder: Path, *, kills: int, articles: int, seed: int) -> dict[str, int]:
    """Add articles through so many kills and then to the end; return how many were lost, doubled or half there."""
    chance, corpus, runs = random.Random(seed), Corpus(folder / "corpus"), folder / "runs"
    counts = {"kills": 0, "lost": 0, "doubled": 0, "half": 0}
    wanted = {at: at for at in range(articles)}  # what each address holds now
    for at, version in wanted.items():
        _save(runs, at, version)
    there: set[str] = set()
    while counts["kills"] < kills:
        if counts["kills"] == kills // 2:
            _add(folder, None)
            for at in chance.sample(range(articles), articles // 4):
                wanted[at] = articles + at
                _save(runs, at, wanted[at])
            there = set()
        counts["kills"] += _add(folder, chance.uniform(0.0, 0.02 * articles / BATCH))
        now = _check(corpus, counts)
        counts["lost"] += len(there - now)
        there = now if counts["kills"] < kills // 2 else there
    _add(folder, None)
    counts["lost"] += len({f"Case {version}" for version in wanted.values()} ^ _check(corpus, counts))
    return counts


def _save(runs: Path, at: int, version: int) -> None:
    """The results of a run; dates lie in three months."""
    (runs / f"{at}").mkdir(parents=True, exist_ok=True)
    found = results(version, url=f"https://example.org/{at}", day=f"2024-0{1 + at % 3}-05")
    (runs / f"{at}" / "results.json").write_text(json.dumps(found), encoding="utf-8")


def _add(folder: Path, seconds: float | None) -> bool:
    """Add what is not there yet; return whether it was killed, so long after it began."""
    command = [sys.executable, "-c", _ADD, str(folder / "corpus"), str(folder / "runs")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        if seconds is not None:
            time.sleep(seconds)
            process.kill()
    return process.returncode != 0


def _check(corpus: Corpus, counts: dict[str, int]) -> set[str]:
    """Count what is doubled or half there; return the titles that are there."""
    listed = corpus.sql("SELECT id, title, url FROM articles").fetchall()
    counts["doubled"] += len(listed) - len({url for *_, url in listed})
    for table, number in (("sentences", 2), ("actors", 1), ("attributions", 1), ("targets", 1), ("ties", 1)):
        rows = dict(corpus.sql(f"SELECT article, count(*) FROM {table} GROUP BY article").fetchall())
        counts["half"] += sum(rows.pop(article, 0) != number for article, *_ in listed) + len(rows)
    return {title for _, title, _ in listed}


if __name__ == "__main__":
    main()
