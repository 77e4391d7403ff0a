"""Makes the reader, from labelled sentences to the files that Readout ships: the one command of MODEL_CARD.md.

    python training/make.py BENCHMARKS --base NAME_OR_PATH --out FOLDER [options of train.py]

Trains two teachers for tone and stance (side by side, a core each), then the reader that learns from them; writes
its files into the library's resources, finds temperatures and thresholds, counts how often results are right, and
fills in MODEL_CARD.md. FOLDER keeps the weights of each epoch and the logs.
"""

import os
import subprocess
import sys
from pathlib import Path

from base import folder_of

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "lib" / "readout" / "resources" / "reader"
TAUGHT = ["--epochs", "3", "--rate", "6e-5", "--whole", "--without", "names", "nominal", "own", "syntax"]
TEACHERS = (["--seed", "1"], ["--seed", "2", "--blind"])
STUDENT = ["--epochs", "5", "--rate", "8e-5", "--seed", "3"]


def main(arguments: list[str]) -> None:
    """The steps, each in a process of its own; the first that fails ends it."""
    benchmarks, out = arguments[0], arguments[arguments.index("--out") + 1]
    base = str(folder_of(arguments[arguments.index("--base") + 1]))
    arguments[arguments.index("--base") + 1] = base
    folders = [f"{out}/teacher{n}" for n in range(1, len(TEACHERS) + 1)]
    started = [
        subprocess.Popen(
            [*_step("train.py"), benchmarks, "--base", base, "--out", folder, *TAUGHT, *options],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        for folder, options in zip(folders, TEACHERS, strict=True)
    ]
    ended = [teacher.wait() for teacher in started]
    if any(ended):
        sys.exit("a teacher was not trained; what it said stands above")
    learned = [f"{folder}/reader.pt" for folder in folders]
    for step in (
        ["train.py", *STUDENT, "--teachers", *learned, *_last(arguments)],
        ["export.py", out, "--base", base, "--out", str(SHIPPED)],
        ["calibrate.py", benchmarks],
        ["rates.py", benchmarks],
        ["card.py", out, benchmarks],
    ):
        subprocess.run([*_step(step[0]), *step[1:]], check=True)


def _step(name: str) -> list[str]:
    return [sys.executable, str(HERE / name)]


def _last(arguments: list[str]) -> list[str]:
    """The user's options, which count before ours; the folder of data behind a sign that ends a list."""
    return [*arguments[1:], "--", arguments[0]]


if __name__ == "__main__":
    if {"--base", "--out"} - set(sys.argv) or len(sys.argv) < 6:
        sys.exit(__doc__)
    main(sys.argv[1:])
