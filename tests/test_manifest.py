import json
from pathlib import Path

import pytest

from readout import __version__, manifest


def test_the_code_has_a_version_and_a_hash_that_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert manifest.code() == manifest.code()
    assert manifest.code().startswith(f"{__version__} ")
    package = tmp_path / "readout"
    (package / "resources").mkdir(parents=True)
    (package / "a.py").write_text("x = 1")
    monkeypatch.setattr(manifest, "FOLDER", package / "resources")
    before = manifest.code.__wrapped__()
    (package / "a.py").write_text("x = 2")
    assert manifest.code.__wrapped__() != before


def left(folder: Path, **changes: object) -> Path:
    """A run folder of one file."""
    (folder / "report.html").write_text("page")
    content = {"artefacts": {"report.html": manifest.sha256(b"page")}} | changes
    (folder / "manifest.json").write_text(json.dumps(content))
    return folder


def test_a_run_is_whole_if_all_it_left_is_there_unchanged(tmp_path: Path) -> None:
    assert manifest.whole(left(tmp_path), ["report.html"])
    assert not manifest.whole(tmp_path, ["report.html", "report.pdf"])
    (tmp_path / "report.html").write_text("another")
    assert not manifest.whole(tmp_path, ["report.html"])
    assert not manifest.whole(tmp_path / "nowhere", [])


@pytest.mark.parametrize("artefacts", [None, [], "x", {"report.html": None}, {"gone": "0"}, {"": "0"}])
def test_a_strange_manifest_is_not_whole(tmp_path: Path, artefacts: object) -> None:
    assert not manifest.whole(left(tmp_path, artefacts=artefacts), ["report.html"])
