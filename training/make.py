"""Makes the reader, from labelled sentences to the files that Readout ships: the one command of MODEL_CARD.md.

    python -m training.make BENCHMARKS --base NAME_OR_PATH --out FOLDER [options of train.py]

Trains two teachers for tone and stance (side by side, a core each), then the reader that learns from them; writes
its files into the library's resources, finds temperatures and thresholds, trains the head for sides, counts how
often results are right, and fills in MODEL_CARD.md. FOLDER keeps the weights of each epoch and the logs.
"""

import os
import subprocess
import sys
from pathlib import Path

from training.base import folder_of

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "lib" / "readout" / "resources" / "reader"
TAUGHT = ["--epochs", "3", "--rate", "6e-5", "--whole", "--without", "names", "nominal", "own", "syntax"]
TEACHERS = (["--seed", "1"], ["--seed", "2", "--blind"])
STUDENT = ["--epochs", "5", "--rate", "8e-5", "--seed", "3"]


def main(arguments: list[str]) -> None:
    """The steps, each in a process of its own; the first that fails ends it."""
    benchmarks, base, out, more = _parted(arguments)
    folders = [f"{out}/teacher{n}" for n in range(1, len(TEACHERS) + 1)]
    fixed = [*_step("train"), benchmarks, "--base", base]
    started = [
        subprocess.Popen(
            [*fixed, "--out", folder, *TAUGHT, *options, *more],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        for folder, options in zip(folders, TEACHERS, strict=True)
    ]
    ended = [teacher.wait() for teacher in started]
    if any(ended):
        sys.exit("a teacher was not trained; what it said stands above")
    learned = [f"{folder}/reader.pt" for folder in folders]
    for step in (
        [*fixed, "--out", out, *STUDENT, "--teachers", *learned, *more],
        [*_step("export"), out, "--base", base, "--out", str(SHIPPED)],
        _step("acts_head"),
        [*_step("calibrate"), benchmarks],
        _step("verdict"),
        [*_step("rates"), benchmarks],
        [*_step("card"), out, benchmarks],
    ):
        subprocess.run(step, check=True, cwd=ROOT)


def _parted(arguments: list[str]) -> tuple[str, str, str, list[str]]:
    """The benchmarks, the folder of the base encoder, where to train, and the options for train.py."""
    benchmarks, *rest = arguments
    base, out = (rest[rest.index(name) + 1] for name in ("--base", "--out"))
    for name in ("--base", "--out"):
        at = rest.index(name)
        del rest[at : at + 2]
    return str(Path(benchmarks).resolve()), str(folder_of(base)), str(Path(out).resolve()), rest


def _step(name: str) -> list[str]:
    return [sys.executable, "-m", f"training.{name}"]


if __name__ == "__main__":
    if {"--base", "--out"} - set(sys.argv) or len(sys.argv) < 6:
        sys.exit(__doc__)
    main(sys.argv[1:])
