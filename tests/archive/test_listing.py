"""Manifests are read as what they are: files that anyone may have written."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout_app.archive.listing import Unreadable, listing, plain
from support.past_runs import folder, manifest, past


def reasons(out: Path) -> dict[str, str]:
    runs, unreadable = listing(out)
    assert runs == []
    return {one.folder: one.reason for one in unreadable}


def test_says_what_the_catalogue_shows(tmp_path: Path) -> None:
    past(tmp_path, "a run")
    [run], unreadable = listing(tmp_path)
    assert unreadable == []
    assert run.folder == "a run"
    assert run.page == "a%20run/report.html"
    assert run.started == datetime(2026, 11, 3, 13, 5, 9, 120_000, UTC)
    assert run.day == date(2020, 9, 29)
    assert (run.title, run.source, run.notebook) == ("US may close its embassy", "Wire", "briefing")
    assert (run.polarity, run.arc) == (-0.12, (0.1, -0.5, 0.0))
    assert run.tie == "Iran-backed militias oppose the US"
    assert run.keyphrases == ("rocket attack", "embassy")


def test_newest_first_whatever_the_offset(tmp_path: Path) -> None:
    past(tmp_path, "b", started="2026-01-01T10:00:00+00:00")
    past(tmp_path, "c", started="2026-01-01T10:30:00+05:00")
    past(tmp_path, "a", started="2026-01-01T10:00:00+00:00")
    assert [run.folder for run in listing(tmp_path)[0]] == ["b", "a", "c"]


def test_an_undated_article_stands_under_the_day_of_its_run(tmp_path: Path) -> None:
    past(tmp_path, article={"published": None})
    assert listing(tmp_path)[0][0].day == date(2026, 11, 3)


def test_says_how_a_run_stopped(tmp_path: Path) -> None:
    past(tmp_path, "a-failed", status="failed", error="ValueError: no tone", cell=4, summary=None)
    past(tmp_path, "b-failed", status="timed out", error=None, summary=None)
    assert [run.stop for run in listing(tmp_path)[0]] == [
        "timed out: no reason is recorded",
        "failed in cell 4: ValueError: no tone",
    ]
    assert not any(run.done for run in listing(tmp_path)[0])


def test_a_manifest_of_an_older_version_has_no_summary_and_no_cell(tmp_path: Path) -> None:
    old = manifest()
    del old["summary"], old["cell"], old["article"]["input"]
    folder(tmp_path, "old", json.dumps(old))
    [run], _ = listing(tmp_path)
    assert (run.polarity, run.arc, run.tie, run.keyphrases, run.cell) == (None, (), "", (), None)


def test_what_is_no_run_folder_is_left_out(tmp_path: Path) -> None:
    run = past(tmp_path, "run")
    past(tmp_path, ".staging-1-2")
    (tmp_path / "latest").symlink_to(run)
    (tmp_path / "mine").mkdir()
    (tmp_path / "README.md").write_text("hello")
    runs, unreadable = listing(tmp_path)
    assert [one.folder for one in runs] == ["run"]
    assert unreadable == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "manifest.json is not JSON"),
        ('{"schema": 1, "status"', "manifest.json is not JSON"),
        (b"\xff\xfe\x00", "manifest.json is not JSON"),
        ("[" * 100_000, "manifest.json is not JSON"),
        ('{"schema": 1, "seconds": NaN}', "manifest.json is not JSON"),
        ("[1]", "manifest.json is not an object"),
        ("{}", "manifest.json is not of schema 1"),
        ('{"schema": true}', "manifest.json is not of schema 1"),
        (json.dumps(manifest(schema=2)), "manifest.json is not of schema 1"),
        (" " * (4 * 1024 * 1024 + 1), "manifest.json is larger than 4 MB"),
    ],
)
def test_a_broken_manifest_has_its_reason(tmp_path: Path, content: str | bytes, reason: str) -> None:
    folder(tmp_path, "broken", content)
    assert reasons(tmp_path) == {"broken": reason}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"status": "completed"},
            "manifest.json: status is none of done, failed, timed out, out of memory, cancelled",
        ),
        (
            {"status": ["done"]},
            "manifest.json: status is none of done, failed, timed out, out of memory, cancelled",
        ),
        ({"started": None}, "manifest.json: started is not a time with its offset from UTC"),
        ({"started": "2026-11-03T14:05:09"}, "manifest.json: started is not a time with its offset from UTC"),
        ({"started": "yesterday"}, "manifest.json: started is not a time with its offset from UTC"),
        (
            {"ended": "0001-01-01T00:00:00+14:00"},
            "manifest.json: ended is not a time with its offset from UTC",
        ),
        ({"ended": 5}, "manifest.json: ended is not a time with its offset from UTC"),
        ({"article": {"id": ""}}, "manifest.json: id is missing"),
        ({"article": {"title": ["x"]}}, "manifest.json: title is not text"),
        ({"article": {"published": "last week"}}, "manifest.json: published is not a date"),
        ({"notebook": {"name": None}}, "manifest.json: name is missing"),
        ({"error": {}}, "manifest.json: error is not text"),
    ],
)
def test_a_wrong_value_has_its_reason(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    past(tmp_path, "wrong", **changes)
    assert reasons(tmp_path) == {"wrong": reason}


def test_a_part_that_is_no_object_has_its_reason(tmp_path: Path) -> None:
    folder(tmp_path, "wrong", json.dumps(manifest() | {"article": "a headline"}))
    assert reasons(tmp_path) == {"wrong": "manifest.json: article is not an object"}


def test_only_a_plain_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(manifest()))
    for name, make in (
        ("link", lambda path: path.symlink_to(secret)),
        ("pipe", os.mkfifo),
        ("dir", Path.mkdir),
    ):
        place = folder(tmp_path / "out", name, "")
        (place / "manifest.json").unlink()
        make(place / "manifest.json")
    assert reasons(tmp_path / "out") == dict.fromkeys(["dir", "link", "pipe"], "manifest.json is not a file")


def test_a_run_without_its_page_is_not_linked(tmp_path: Path) -> None:
    (past(tmp_path, "run") / "report.html").unlink()
    assert reasons(tmp_path) == {"run": "report.html is missing"}


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ({"polarity": 2}, (None, (), "", ())),
        ({"polarity": True, "tone": [0.5, True]}, (None, (), "", ())),
        ({"tone": [0.1] * 25}, (None, (), "", ())),
        ({"tone": {"0": 0.1}, "tie": 3, "keyphrases": "abc"}, (None, (), "", ())),
        ({"polarity": 0, "keyphrases": ["a", 3, "", None, "b", "c"]}, (0.0, (), "", ("a", "b"))),
        (["polarity"], (None, (), "", ())),
    ],
)
def test_of_a_summary_only_what_has_its_type_is_taken(tmp_path: Path, summary: Any, shown: Any) -> None:
    past(tmp_path, summary=summary)
    [run], _ = listing(tmp_path)
    assert (run.polarity, run.arc, run.tie, run.keyphrases) == shown


def test_texts_are_one_short_line_without_unseen_signs(tmp_path: Path) -> None:
    past(tmp_path, article={"title": "A\u202e b\n\tc\x00\ud800\uffff  d\u200b", "source": "s" * 500})
    [run], _ = listing(tmp_path)
    assert run.title == "A b c d"
    assert run.source == "s" * 99 + "…"


def test_a_title_of_unseen_signs_only_is_untitled(tmp_path: Path) -> None:
    past(tmp_path, article={"title": "\u202e\u200b"})
    assert listing(tmp_path)[0][0].title == "Untitled"


def test_an_address_holds_no_sign_that_could_mean_something(tmp_path: Path) -> None:
    name = os.fsdecode(b'javascript:"<#?%\xff')
    past(tmp_path, name)
    assert listing(tmp_path)[0][0].page == "javascript%3A%22%3C%23%3F%25%FF/report.html"


@given(st.text())
def test_plain_text_is_one_line_of_at_most_so_many_characters(text: str) -> None:
    cut = plain(text, 10)
    assert len(cut) <= 10
    assert cut == " ".join(cut.split())
    cut.encode()


@given(st.binary(max_size=40) | st.recursive(st.none() | st.text() | st.floats(), st.lists).map(repr))
def test_any_content_is_a_run_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    out = tmp_path_factory.mktemp("out")
    folder(out, "any", content)
    runs, unreadable = listing(out)
    assert runs == []
    assert [type(one) for one in unreadable] == [Unreadable]
