import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from readout import __version__
from readout_app.cli import main
from readout_app.runs import manifest
from readout_app.runs.batch import Batch
from readout_app.runs.run import find
from support.articles import ARTICLE


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


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("", {}),
        ("-", {"top": 3}),
        ("-p.txt", {"aliases": ""}),
        ('Bob\'s "embassy" & co.txt', {"targets": ["Iran's", 'a "b" c', "日本"]}),
        ("https://example.org/?a=1&b=$HOME", {"targets": ["-p", "*"]}),
    ],
)
def test_the_command_of_a_page_asks_for_the_same_page(
    source: str, values: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Batch, tuple[str, ...]]] = []

    def make(batch: Batch, given: tuple[str, ...], *_: object) -> int:
        asked.append((batch, given))
        return 0

    monkeypatch.setattr("readout_app.cli_report.make", make)
    path = find("briefing")
    command = manifest.facts(path, path.read_bytes(), ARTICLE, values, {}, source)["command"]
    outcome = CliRunner().invoke(main, shlex.split(command)[1:])
    assert (outcome.exit_code, outcome.output) == (0, "")
    [(batch, given)] = asked
    assert (batch.notebook, batch.given) == (path, values)
    assert [one.removeprefix("./") for one in given] == [source]
