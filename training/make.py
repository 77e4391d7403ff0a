"""Makes the reader, from labelled sentences to the files that Readout ships: the one command of MODEL_CARD.md.

    python -m training.make BENCHMARKS --base NAME_OR_PATH --out FOLDER [options of train.py]

Trains the encoder with its heads, writes its files into the library's resources, trains what stands on them, finds
temperatures and thresholds, counts how often results are right, and fills in MODEL_CARD.md. FOLDER keeps the
state after each pass, so that a training that was cut off goes on there, and the logs.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from readout.nlp.model_files import MODEL
from training.base import find_base

ROOT = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> None:
    """The steps, each in a process of its own; the first that fails ends it."""
    parser = argparse.ArgumentParser(description="Makes the reader.")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--base", required=True, help="name or folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    options, more = parser.parse_known_args(arguments)
    benchmarks, out = str(options.benchmarks.resolve()), options.out.resolve()
    base = str(find_base(options.base, out / "base"))
    for step in (
        [*_step("train"), benchmarks, "--base", base, "--out", str(out), *more],
        [*_step("export"), str(out), "--base", base, "--out", str(MODEL)],
        _step("acts"),
        [*_step("calibrate"), benchmarks],
        _step("ties"),
        [*_step("evaluate"), benchmarks],
        [*_step("card"), str(out), benchmarks],
    ):
        subprocess.run(step, check=True, cwd=ROOT)


def _step(name: str) -> list[str]:
    return [sys.executable, "-m", f"training.{name}"]


if __name__ == "__main__":
    main()
