"""How long the catalogue takes, and how large it is: prints a table.

    python tests/benchmarks/catalogue.py [RUNS] [ROUNDS] [--keep DIR]

RUNS (default 5,000) made-up run folders, of four notebooks and twenty sources over six years, are written to a new
folder (or DIR, which then stays). Times are the best of ROUNDS (default 3) in this process: a first rebuild, one after
one more run, and a pruning that finds nothing to remove.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from readout_app.archive.catalogue import rebuild_catalogue
from readout_app.archive.listing import prune_runs
from readout_app.runs import folder as runfolder
from support.past_runs import past

SOURCES = [f"{kind} {place}" for kind in ("Post", "Wire", "Daily", "Radio") for place in "NSEWX"]
NAMES = ["Washington", "Tehran", "Baghdad", "the Supreme Court", "militias", "the prime minister", "senators"]
WORDS = ["rocket attack", "embassy", "truce", "sanctions", "court", "budget", "climate", "election", "port", "talks"]
NOTEBOOKS = ["briefing"] * 5 + ["stance", "sentiment", "keywords"]
ERRORS = [
    ("failed", "ValueError: the article has no sentence", 4),
    ("timed out", "cell 6 took longer than 600 seconds", 6),
    ("out of memory", "the run needed more than 2 GB", 5),
    ("cancelled", "ended by a TERM signal", None),
]


def made(out: Path, runs: int, seed: int = 7) -> None:
    """The run folders; the same seed makes the same."""
    chance = random.Random(seed)
    articles: list[dict[str, object]] = []
    for number in range(runs):
        if not articles or chance.random() < 0.7:
            articles.append(article(chance, len(articles)))
        one(out, chance, chance.choice(articles[-30:]), number)


def article(chance: random.Random, number: int) -> dict[str, object]:
    """What a manifest says of an article."""
    published = date(2021, 1, 1) + timedelta(days=chance.randrange(2140))
    title = " ".join(chance.choices(WORDS, k=chance.randint(3, 13))).capitalize()
    return {
        "id": f"{number:016x}",
        "title": title,
        "published": published.isoformat() if chance.random() < 0.95 else None,
        "source": chance.choice(SOURCES) if chance.random() < 0.95 else None,
    }


def one(out: Path, chance: random.Random, story: dict[str, object], number: int) -> None:
    """One run over the article."""
    started = datetime(2021, 1, 2, tzinfo=UTC) + timedelta(minutes=617 * number)
    notebook = chance.choice(NOTEBOOKS)
    found = {
        "tie": f"{chance.choice(NAMES)} oppose {chance.choice(NAMES)}".capitalize() if chance.random() < 0.9 else None,
        "keyphrases": [" ".join(chance.choices(WORDS, k=2)) for _ in range(5)],
    }
    status, error, cell = chance.choice(ERRORS) if chance.random() < 0.06 else ("done", None, None)
    name = runfolder.name_run(None, str(story["title"]), notebook, number) + ("" if status == "done" else "-failed")
    past(
        out,
        name,
        status=status,
        error=error,
        cell=cell,
        started=started.isoformat(),
        ended=(started + timedelta(seconds=4)).isoformat(),
        article=story,
        notebook={"name": notebook},
        summary=found if status == "done" else None,
        stderr="a line of a library's warnings\n" * chance.choice([0, 0, 0, 40]),
    )


def best(rounds: int, work: Callable[[], object]) -> str:
    """The seconds of the quickest round: by the clock, and of the processor."""
    times = []
    for _ in range(rounds):
        began, busy = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - began, time.process_time() - busy))
    return " | ".join(f"{min(column):.2f}" for column in zip(*times, strict=True))


def measured(out: Path, runs: int, rounds: int) -> None:
    """Prints the table."""
    made(out, runs)
    first = best(1, lambda: rebuild_catalogue(out))
    past(out, "undated-one-more-briefing-00000000")
    again = best(rounds, lambda: rebuild_catalogue(out))
    pruned = best(rounds, lambda: prune_runs(out, 10**6))
    print(f"{runs:,} runs, best of {rounds}\n")
    print("| what | seconds | of the processor |\n| --- | --- | --- |")
    print(f"| first rebuild | {first} |\n| rebuild after one more run | {again} |")
    print(f"| pruning, nothing to remove | {pruned} |\n\n| file | kB |\n| --- | --- |")
    for path in (*sorted(out.glob("*.html")), out / "feed.xml"):
        print(f"| {path.name} | {path.stat().st_size / 1000:,.0f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=5000)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    if asked.keep:
        measured(asked.keep, asked.runs, asked.rounds)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measured(Path(folder), asked.runs, asked.rounds)
