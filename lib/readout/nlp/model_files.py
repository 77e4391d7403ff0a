"""The files of the model, held to the hashes that were noted when it was made."""

import hashlib
import json
from functools import cache
from pathlib import Path

from readout.errors import UserError
from readout.resources import FOLDER

MODEL = FOLDER / "reader"
WEIGHTS = ("encoder.onnx", "words.bin", "words.onnx", "tone.onnx", "stance.onnx", "acts.npz")
_HASHES = "hashes.json"


@cache
def model_file(name: str) -> Path:
    """Return the path of a file of the model; it is held to its hash once in a process.

    Raises UserError where it is another than the one that was noted: its figures would be nobody's.
    """
    path = MODEL / name
    try:
        is_good = _hash_file(path) == _noted().get(name)
    except (OSError, ValueError):
        is_good = False
    if not is_good:
        raise UserError(f"{name}: this file of the model is not the one that came with it; install readout-news again")
    return path


def model_files() -> list[Path]:
    """Return all files of the model, each held to its hash (see `model_file`)."""
    return [model_file(name) for name in _noted()]


@cache
def weights_hash() -> str:
    """Return what tells these weights from others: the SHA-256 of their hashes."""
    return hashlib.sha256("".join(_noted()[name] for name in WEIGHTS).encode()).hexdigest()


def note_hashes(folder: Path = MODEL) -> None:
    """Note the hash of each file of a model, after a step of its making."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != _HASHES)
    hashes = {path.name: _hash_file(path) for path in files}
    (folder / _HASHES).write_text(json.dumps(hashes, indent=1) + "\n", "utf-8")
    for known in (model_file, weights_hash, _noted):
        known.cache_clear()


@cache
def _noted() -> dict[str, str]:
    found: dict[str, str] = json.loads((MODEL / _HASHES).read_text("utf-8"))
    return found


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
