"""Makes the reader, from labelled sentences to the files that Readout ships: the one command of MODEL_CARD.md.

    python -m training.make BENCHMARKS --base NAME_OR_PATH --out FOLDER [options of train.py]

Trains two teachers for tone and stance (side by side, a core each), then the reader that learns from them; writes
its files into the library's resources, trains the small heads, finds temperatures and thresholds, counts how often
results are right, and fills in MODEL_CARD.md. FOLDER keeps the weights of each epoch and the logs.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from readout.nlp.encoder import MODEL
from training.base import find_base

ROOT = Path(__file__).parents[1]
TAUGHT = ["--epochs", "3", "--rate", "6e-5", "--whole", "--without", "names", "nominal", "own", "syntax"]
TEACHERS = (["--seed", "1"], ["--seed", "2", "--blind"])
STUDENT = ["--epochs", "5", "--rate", "8e-5", "--seed", "3"]


def main(arguments: Sequence[str] | None = None) -> None:
    """The steps, each in a process of its own; the first that fails ends it."""
    parser = argparse.ArgumentParser(description="Makes the reader.")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--base", required=True, help="name or folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    options, more = parser.parse_known_args(arguments)
    benchmarks, out, base = (
        str(options.benchmarks.resolve()),
        options.out.resolve(),
        str(find_base(options.base)),
    )
    train = [*_step("train"), benchmarks, "--base", base]
    folders = [out / f"teacher{n}" for n in range(1, len(TEACHERS) + 1)]
    started = [
        subprocess.Popen(
            [*train, "--out", str(folder), *TAUGHT, *own, *more],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        for folder, own in zip(folders, TEACHERS, strict=True)
    ]
    ended = [teacher.wait() for teacher in started]
    if any(ended):
        sys.exit("a teacher was not trained; what it reported stands above")
    teachers = [str(folder / "reader.pt") for folder in folders]
    for step in (
        [*train, "--out", str(out), *STUDENT, "--teachers", *teachers, *more],
        [*_step("export"), str(out), "--base", base, "--out", str(MODEL)],
        [*_step("small_heads"), "acts"],
        [*_step("calibrate"), benchmarks],
        [*_step("small_heads"), "sides"],
        [*_step("evaluate"), benchmarks],
        [*_step("card"), str(out), benchmarks],
    ):
        subprocess.run(step, check=True, cwd=ROOT)


def _step(name: str) -> list[str]:
    return [sys.executable, "-m", f"training.{name}"]


if __name__ == "__main__":
    main()
