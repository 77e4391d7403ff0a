"""What a manifest says, as it is written and as it is read: anybody may have written one."""

import json
import os
import re
import shlex
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from readout import __version__
from readout.analysis import Analysis
from readout_app.cli import main
from readout_app.runs import manifest
from readout_app.runs.batch import Batch
from readout_app.runs.manifest import Manifest, Summary, describe_provenance, hash_notebook, summarize
from readout_app.runs.run import find_notebook
from support import past_runs
from support.articles import ARTICLE
from support.errors import problem_of
from support.notebooks import code, prose


def test_the_code_has_a_version_and_a_hash_that_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert manifest.code_version() == manifest.code_version()
    assert manifest.code_version().startswith(f"{__version__} ")
    package = tmp_path / "readout"
    (package / "resources").mkdir(parents=True)
    (package / "a.py").write_text("x = 1")
    monkeypatch.setattr(manifest, "FOLDER", package / "resources")
    before = manifest.code_version.__wrapped__()
    (package / "a.py").write_text("x = 2")
    assert manifest.code_version.__wrapped__() != before


CELLS = [prose("# Mine", id="a"), {**code(tags=["parameters"], id="b"), "source": ["top = 10\n", "x = 1"]}]


def hashed(*changes: tuple[int, str, Any]) -> str:
    cells = deepcopy(CELLS)
    for at, key, value in changes:
        cells[at][key] = value
    return hash_notebook(json.dumps({"cells": cells, "metadata": {}}).encode())


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ((1, "outputs", [{"output_type": "stream", "name": "stdout", "text": "10"}]), True),
        ((1, "execution_count", 3), True),
        ((1, "source", "top = 10\nx = 1"), True),
        ((1, "id", "c"), True),
        ((1, "metadata", {"tags": ["parameters"], "collapsed": False, "scrolled": True}), True),
        ((1, "source", "top = 3\nx = 1"), False),
        ((0, "source", "# Yours"), False),
        ((0, "cell_type", "raw"), False),
        ((1, "metadata", {}), False),
        ((0, "attachments", {"a.png": {"image/png": "AA=="}}), False),
    ],
)
def test_a_notebook_that_was_run_and_saved_keeps_its_hash(change: tuple[int, str, Any], is_same: bool) -> None:
    assert (hashed(change) == hashed()) is is_same


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

    def make(batches: list[Batch], given: tuple[str, ...], *_: object) -> int:
        asked.extend((batch, given) for batch in batches)
        return 0

    monkeypatch.setattr("readout_app.cli_report.make_reports", make)
    path = find_notebook("briefing")
    command = describe_provenance(path, path.read_bytes(), ARTICLE, values, {}, source).command
    outcome = CliRunner().invoke(main, shlex.split(command)[1:])
    assert (outcome.exit_code, outcome.output) == (0, "")
    [(batch, given)] = asked
    assert (batch.notebook, batch.given) == (path, values)
    assert [one.removeprefix("./") for one in given] == [source]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    past_runs.past(tmp_path, "run")
    found = Manifest.read(tmp_path / "run")
    assert found.started == datetime(2026, 11, 3, 13, 5, 9, 120_000, UTC)
    assert (found.article.published, found.summary) == (date(2020, 9, 29), Summary(**past_runs.SUMMARY))
    found.write(tmp_path)
    assert Manifest.read(tmp_path) == found


def test_a_manifest_of_an_older_version_is_read(tmp_path: Path) -> None:
    old = past_runs.manifest()
    for key in ("summary", "cell", "seconds", "versions", "artefacts"):
        del old[key]
    del old["article"]["input"]
    past_runs.folder(tmp_path, "old", json.dumps(old | {"platform": "Linux", "later": 1}))
    found = Manifest.read(tmp_path / "old")
    assert (found.status, found.cell, found.summary, found.artefacts) == ("done", None, None, {})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"schema": 1, "status"', "manifest.json is not JSON"),
        (b"\xff\xfe\x00", "manifest.json is not JSON"),
        ("[" * 100_000, "manifest.json is not JSON"),
        ("[1]", "manifest.json: input should be an object"),
        (json.dumps(past_runs.manifest(schema=2)), "manifest.json: schema: input should be 1"),
        (
            json.dumps(past_runs.manifest(status="completed")),
            "manifest.json: status: input should be 'done', 'failed', 'timed out', 'out of memory' or 'cancelled'",
        ),
        (
            json.dumps(past_runs.manifest(ended="2026-11-03T14:05:09")),
            "manifest.json: ended: input should have timezone info",
        ),
        (
            json.dumps(past_runs.manifest(ended="0001-01-01T00:00:00+14:00")),
            "manifest.json: ended: value error, it is out of range",
        ),
        (
            json.dumps(past_runs.manifest(article={"id": " "})),
            r"manifest.json: article.id: string should match pattern '\S'",
        ),
        (" " * (4 * 1024 * 1024 + 1), "manifest.json is larger than 4 MB"),
    ],
)
def test_what_is_no_manifest_is_refused_with_its_reason(tmp_path: Path, content: str | bytes, reason: str) -> None:
    assert problem_of(Manifest.read, past_runs.folder(tmp_path, "run", content)) == reason


def test_only_a_plain_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "manifest.json")
    with pytest.raises(ValueError, match=r"^manifest\.json is not a file$"):
        Manifest.read(tmp_path)
    with pytest.raises(FileNotFoundError):
        Manifest.read(tmp_path / "nowhere")


def results(**changes: Any) -> dict[str, Any]:
    tie = {"source": "Iran-backed militias", "target": "US", "label": "opposes", "confidence": 0.9}
    found: dict[str, Any] = {
        "actors": [{"name": "Iran-backed militias", "kind": "group"}, {"name": "US", "kind": "place"}],
        "stance": {"ties": [{**tie, "label": "supports", "confidence": 0.4}, tie]},
        "keywords": [{"phrase": word} for word in ("truce", "embassy", "rocket", "Iran", "US", "Iraq")],
    }
    return found | changes


def test_a_summary_says_tie_and_keyphrases() -> None:
    assert summarize(results()) == Summary(
        tie="Iran-backed militias oppose the US", keyphrases=["truce", "embassy", "rocket", "Iran", "US"]
    )


def test_the_tie_of_a_summary_is_the_one_that_the_page_leads_with() -> None:
    """What rests on two sentences comes before what is surer and rests on one."""
    ties = [row | {"evidence": [[0, 9]]} for row in results()["stance"]["ties"]]
    ties.append(ties[0] | {"source": "Ann", "target": "Bob", "confidence": 0.5, "evidence": [[0, 9], [20, 29]]})
    assert summarize(results(stance={"ties": ties})).tie == "Ann supports Bob"


def test_the_summary_of_the_bundled_article(analysed: Callable[[str], Analysis]) -> None:
    found = analysed("")
    summary = summarize(found)
    assert re.search(" (oppose|support)s? ", summary.tie)
    assert summary.keyphrases == [row["phrase"] for row in found["keywords"][:5]]


@pytest.mark.parametrize("odd", [None, [], {}, "text", 3, {"sentences": {}, "stance": [], "sentiment": 1}])
def test_what_is_missing_or_of_another_type_is_left_out(odd: object) -> None:
    assert summarize(odd) == Summary()


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("stance", {"ties": [results()["stance"]["ties"][0] | {"confidence": float("nan")}]}, "tie"),
        ("stance", {"ties": [results()["stance"]["ties"][0] | {"confidence": "0.9"}]}, "tie"),
        ("stance", {"ties": [{"source": "A", "target": "B", "label": "likes", "confidence": 1}]}, "tie"),
        ("stance", {"ties": [{"source": " ", "target": "B", "label": "opposes", "confidence": 1}]}, "tie"),
        ("stance", {"ties": [*results()["stance"]["ties"], {}]}, "tie"),
        ("keywords", [{"phrase": "truce"}, "embassy"], "keyphrases"),
    ],
)
def test_a_wrong_value_leaves_its_part_out_and_no_other(key: str, value: object, part: str) -> None:
    expected = summarize(results()).model_copy(update={part: getattr(Summary(), part)})
    assert summarize(results(**{key: value})) == expected


@pytest.mark.parametrize(
    ("key", "value"), [("tie", 0.5), ("tie", None), ("keyphrases", "embassy"), ("keyphrases", ["embassy", None])]
)
def test_of_a_summary_in_a_file_what_has_its_type_is_taken(tmp_path: Path, key: str, value: object) -> None:
    past_runs.past(tmp_path, "run", summary=past_runs.SUMMARY | {key: value})
    summary = Manifest.read(tmp_path / "run").summary
    assert summary == Summary(**past_runs.SUMMARY).model_copy(update={key: getattr(Summary(), key)})


def test_long_and_broken_texts_are_one_line() -> None:
    keyphrases = summarize(results(keywords=[{"phrase": "x" * 10_000}, {"phrase": "a\u202e\nb"}])).keyphrases
    assert keyphrases == ["x" * 59 + "…", "a b"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["stance", "ties", "confidence", "keywords", "phrase"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_has_a_summary(anything: object) -> None:
    assert isinstance(summarize(anything), Summary)
