"""How long a warm `readout report` takes, beside the stock tools on an empty notebook.

Prints the median seconds of interleaved repeats, and the ratio of the report to the sum of a stock
`papermill` and a stock `jupyter nbconvert --to html`: below 1 is faster than doing nothing with those.

    python tests/benchmarks/report_speed.py [--repeats 5] [--notebook briefing]
"""

import argparse
import json
import os
import statistics
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path

SCRIPTS = Path(sysconfig.get_path("scripts"))
CELL = {
    "cell_type": "code",
    "id": "parameters",
    "metadata": {"tags": ["parameters"]},
    "source": 'article: str = ""',
    "outputs": [],
    "execution_count": None,
}
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def main() -> None:
    """Runs each command once to warm up and then by turns, and prints a line for each."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--notebook", default="briefing")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands = _commands(Path(folder), asked.notebook)
        for command in commands.values():
            _seconds(command, folder)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(asked.repeats):
            for name, command in commands.items():
                times[name].append(_seconds(command, folder))
    medians = {name: statistics.median(each) for name, each in times.items()}
    for name, each in times.items():
        print(f"{medians[name]:6.2f} s  {name}  ({min(each):.2f} to {max(each):.2f})")
    report, _, papermill, nbconvert = medians.values()
    ratio = report / (papermill + nbconvert)
    print(f"{ratio:6.2f}    report / (papermill + nbconvert), {os.cpu_count()} cores, {asked.repeats} times")


def _commands(folder: Path, notebook: str) -> dict[str, list[str]]:
    """What is compared; the stock tools get a notebook that does nothing."""
    empty = folder / "empty.ipynb"
    content = {"cells": [CELL], "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    empty.write_text(json.dumps(content), encoding="utf-8")
    readout = [str(SCRIPTS / "readout"), "report", "--again", "--out", str(folder / "reports"), "--notebook"]
    return {
        f"readout report --notebook {notebook}": [*readout, notebook],
        "readout report --notebook empty.ipynb": [*readout, str(empty)],
        "papermill empty.ipynb out.ipynb": [str(SCRIPTS / "papermill"), str(empty), str(folder / "out.ipynb")],
        "jupyter nbconvert --to html empty.ipynb": [
            *(str(SCRIPTS / "jupyter"), "nbconvert", "--to", "html", str(empty))
        ],
    }


def _seconds(command: list[str], folder: str) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
