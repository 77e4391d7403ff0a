"""How many reports a minute `readout report` makes of many articles, beside the stock commands on the same work.

The stock side runs `papermill` and then `jupyter nbconvert --to html` on the same notebook for each article, as many
at once as Readout has workers. Both sides take turns; prints the medians of reports a minute, and their ratio.

    python tests/benchmarks/batch_speed.py [--copies 4] [--workers 2] [--repeats 3] [--notebook briefing]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from report_speed import SCRIPTS

from readout.resources import shipped
from readout_app.runs.run import find_notebook


def main() -> None:
    """Times both sides by turns."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--copies", type=int, default=4, help="of each bundled article")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--notebook", default="briefing")
    asked = options.parse_args()
    rates: dict[str, list[float]] = {"readout report": [], "papermill and nbconvert": []}
    with tempfile.TemporaryDirectory() as place:
        articles = _articles(Path(place) / "articles", asked.copies)
        for turn in range(asked.repeats):
            for name, side in zip(rates, (_readout, _stock), strict=True):
                started = time.perf_counter()
                side(articles, Path(place) / f"{turn}", asked.notebook, asked.workers)
                rates[name].append(60 * len(articles) / (time.perf_counter() - started))
    print(f"{len(articles)} articles, {asked.workers} at once, {os.cpu_count()} cores, {asked.repeats} times")
    for name, each in rates.items():
        print(f"{statistics.median(each):6.1f} a minute  {name}  ({min(each):.1f} to {max(each):.1f})")
    ours, stock = (statistics.median(each) for each in rates.values())
    print(f"{ours / stock:6.2f}           as many")


def _articles(folder: Path, copies: int) -> list[Path]:
    """The bundled articles, each so many times, no two the same."""
    folder.mkdir()
    made = []
    for path in sorted(shipped("articles").iterdir()):
        if path.name[0].isdigit():
            for number in range(copies):
                copy = folder / f"{number}-{path.name}"
                copy.write_text(path.read_text(encoding="utf-8") + f"\nCopy {number}.\n", encoding="utf-8")
                made.append(copy)
    return made


def _readout(articles: list[Path], out: Path, notebook: str, workers: int) -> None:
    command = [str(SCRIPTS / "readout"), "report", str(articles[0].parent), "--workers", str(workers)]
    _run([*command, "--notebook", notebook, "--out", str(out)])


def _stock(articles: list[Path], out: Path, notebook: str, workers: int) -> None:
    out.mkdir(exist_ok=True)

    def one(article: Path) -> None:
        executed = out / f"{article.stem}.ipynb"
        _run([str(SCRIPTS / "papermill"), str(find_notebook(notebook)), str(executed), "-p", "article", str(article)])
        _run([str(SCRIPTS / "jupyter"), "nbconvert", "--to", "html", str(executed)])

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, articles))


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")


if __name__ == "__main__":
    main()
