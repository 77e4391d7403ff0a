"""The files of the model are those that were noted."""

import json
from pathlib import Path

import pytest

from readout.errors import UserError
from readout.nlp import model_files
from readout.nlp.model_files import MODEL, WEIGHTS, model_file, note_hashes, weights_hash

OTHER = r"^acts.npz: this file of the model is not the one that came with it; install readout-news again$"


def test_each_file_that_ships_is_held_to_its_hash() -> None:
    names = {path.name for path in MODEL.iterdir()} - {"hashes.json"}
    assert set(json.loads((MODEL / "hashes.json").read_text())) == names >= {*WEIGHTS, "ties.json", "reader.json"}
    assert [model_file(name) for name in sorted(names)] == [MODEL / name for name in sorted(names)]


def test_a_changed_file_is_refused_until_its_hash_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "MODEL", tmp_path)
    for name in WEIGHTS:
        (tmp_path / name).write_bytes(name.encode())
    note_hashes(tmp_path)
    first = weights_hash()
    assert model_file("acts.npz").read_bytes() == b"acts.npz"
    model_file.cache_clear()
    (tmp_path / "acts.npz").write_bytes(b"acts.npy")
    with pytest.raises(UserError, match=OTHER):
        model_file("acts.npz")
    note_hashes(tmp_path)
    assert model_file("acts.npz").read_bytes() == b"acts.npy"
    assert weights_hash() != first
    (tmp_path / "acts.npz").unlink()
    model_file.cache_clear()
    with pytest.raises(UserError, match=OTHER):
        model_file("acts.npz")
    for cached in (model_file, weights_hash, model_files._noted):
        cached.cache_clear()
