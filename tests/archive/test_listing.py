"""The runs of a reports folder, which anybody may have written; what `--keep` removes, and what it never does."""

import json
import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout_app.archive import listing
from readout_app.archive.listing import UnreadableRun, list_runs, prune_runs
from readout_app.runs.manifest import Summary
from support.past_runs import SUMMARY, folder, manifest, past


def reasons(out: Path) -> dict[str, str]:
    runs, unreadable = list_runs(out)
    assert runs == []
    return {run.folder: run.reason for run in unreadable}


def test_a_run_says_what_the_catalogue_shows(tmp_path: Path) -> None:
    past(tmp_path, "a run")
    [run], unreadable = list_runs(tmp_path)
    assert unreadable == []
    assert (run.folder, run.page) == ("a run", "a%20run/report.html")
    assert run.started == datetime(2026, 11, 3, 13, 5, 9, 120_000, UTC)
    assert run.day == date(2020, 9, 29)
    assert (run.title, run.source, run.notebook) == ("US may close its embassy", "Wire", "briefing")
    assert run.summary == Summary(**SUMMARY)


def test_newest_first_whatever_the_offset(tmp_path: Path) -> None:
    past(tmp_path, "b", started="2026-01-01T10:00:00+00:00")
    past(tmp_path, "c", started="2026-01-01T10:30:00+05:00")
    past(tmp_path, "a", started="2026-01-01T10:00:00+00:00")
    assert [run.folder for run in list_runs(tmp_path)[0]] == ["b", "a", "c"]


def test_an_undated_article_stands_under_the_day_of_its_run(tmp_path: Path) -> None:
    past(tmp_path, article={"published": None})
    assert list_runs(tmp_path)[0][0].day == date(2026, 11, 3)


def test_a_run_says_how_it_stopped(tmp_path: Path) -> None:
    past(tmp_path, "a-failed", status="failed", error="ValueError: no tone", cell=4, summary=None)
    past(tmp_path, "b-failed", status="timed out", error=None, summary=None)
    runs = list_runs(tmp_path)[0]
    assert [run.failure for run in runs] == [
        "timed out: no reason is recorded",
        "failed in cell 4: ValueError: no tone",
    ]
    assert not any(run.done for run in runs)


def test_a_run_of_an_older_version_has_no_summary_and_no_cell(tmp_path: Path) -> None:
    old = manifest()
    del old["summary"], old["cell"], old["article"]["input"]
    folder(tmp_path, "old", json.dumps(old))
    [run], _ = list_runs(tmp_path)
    assert (run.summary, run.cell) == (Summary(), None)


def test_what_is_no_run_folder_is_left_out(tmp_path: Path) -> None:
    run = past(tmp_path, "run")
    past(tmp_path, ".staging-1-2")
    (tmp_path / "latest").symlink_to(run)
    (tmp_path / "mine").mkdir()
    (tmp_path / "README.md").write_text("hello")
    runs, unreadable = list_runs(tmp_path)
    assert ([run.folder for run in runs], unreadable) == (["run"], [])


def test_what_cannot_be_read_has_its_reason(tmp_path: Path) -> None:
    folder(tmp_path, "broken", "{")
    past(tmp_path, "wrong", article={"published": "last week"})
    (past(tmp_path, "pageless") / "report.html").unlink()
    found = reasons(tmp_path)
    assert found.pop("wrong").startswith("manifest.json: article.published: ")
    assert found == {"broken": "manifest.json is not JSON", "pageless": "report.html is missing"}


def test_texts_are_one_short_line_without_unseen_characters(tmp_path: Path) -> None:
    past(tmp_path, "a", article={"title": "A\u202e b\n\tc\x00\uffff  d\u200b", "source": "s" * 500})
    past(tmp_path, "b", article={"title": "\u202e\u200b"})
    untitled, run = list_runs(tmp_path)[0]
    assert (run.title, run.source, untitled.title) == ("A b c d", "s" * 99 + "…", "Untitled")


def test_an_address_has_no_character_that_could_mean_something(tmp_path: Path) -> None:
    past(tmp_path, os.fsdecode(b'javascript:"<#?%\xff'))
    assert list_runs(tmp_path)[0][0].page == "javascript%3A%22%3C%23%3F%25%FF/report.html"


@given(st.binary(max_size=40) | st.recursive(st.none() | st.text() | st.floats(), st.lists).map(repr))
def test_any_content_is_a_run_or_a_reason(tmp_path_factory: pytest.TempPathFactory, content: str | bytes) -> None:
    out = tmp_path_factory.mktemp("out")
    folder(out, "any", content)
    runs, unreadable = list_runs(out)
    assert (runs, [type(run) for run in unreadable]) == ([], [UnreadableRun])


# What --keep removes


def dated(out: Path, day: int, **changes: Any) -> Path:
    """A run of that day of January."""
    status = changes.get("status", "done")
    name = f"undated-us-briefing-{day:08x}{'' if status == 'done' else '-failed'}"
    return past(out, name, started=f"2026-01-{day:02}T10:00:00+00:00", **changes)


def left(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


def test_the_newest_of_a_series_stay(tmp_path: Path) -> None:
    runs = [dated(tmp_path, day) for day in (3, 1, 4, 2)]
    assert prune_runs(tmp_path, 2) == [runs[3], runs[1]]
    assert left(tmp_path) == [runs[0].name, runs[2].name]


@pytest.mark.parametrize(
    ("first", "second", "one_series"),
    [
        ({"parameters": {"top": 3}, "versions": {"readout": "0.0.9"}}, {}, True),
        ({}, {"notebook": {"name": "stance"}}, False),
        ({}, {"article": {"id": "another"}}, False),
        # what stands at an address may be edited; files of one name are not one article
        ({"article": {"id": "first", "url": "https://w/1"}}, {"article": {"url": "https://w/1"}}, True),
        ({"article": {"url": "https://w/1"}}, {"article": {"url": "https://w/2"}}, False),
        ({"article": {"id": "first", "input": "a.txt"}}, {"article": {"input": "a.txt"}}, False),
    ],
)
def test_a_series_is_one_notebook_over_one_article(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any], one_series: bool
) -> None:
    old = dated(tmp_path, 1, **first)
    dated(tmp_path, 2, **second)
    assert prune_runs(tmp_path, 1) == ([old] if one_series else [])


def test_the_last_good_run_stays_however_many_failed_after_it(tmp_path: Path) -> None:
    worse, good = dated(tmp_path, 1), dated(tmp_path, 2)
    failed = [dated(tmp_path, day, status="failed", error="x", summary=None) for day in (3, 4, 5)]
    assert prune_runs(tmp_path, 1) == [failed[1], failed[0], worse]
    assert left(tmp_path) == [good.name, failed[2].name]


def test_a_run_of_a_clock_that_was_wrong_is_as_old_as_its_file(tmp_path: Path) -> None:
    wrong = past(tmp_path, "undated-us-briefing-00000099", started="2099-01-01T10:00:00+00:00")
    os.utime(wrong / "manifest.json", (1_000_000_000, 1_000_000_000))
    old, new = dated(tmp_path, 1), dated(tmp_path, 2)
    assert prune_runs(tmp_path, 1) == [old, wrong]
    assert left(tmp_path) == [new.name]


def test_failed_runs_of_a_series_without_a_good_one_are_thinned_too(tmp_path: Path) -> None:
    failed = [dated(tmp_path, day, status="cancelled", summary=None) for day in (1, 2)]
    assert prune_runs(tmp_path, 1) == [failed[0]]


@pytest.mark.parametrize("keep", [0, -3])
def test_keeping_none_is_refused(tmp_path: Path, keep: int) -> None:
    dated(tmp_path, 1)
    with pytest.raises(ValueError, match=f"^--keep {keep}: the newest run is never removed; give 1 or more$"):
        prune_runs(tmp_path, keep)
    assert len(left(tmp_path)) == 1


def test_what_is_no_run_folder_is_not_removed(tmp_path: Path) -> None:
    dated(tmp_path, 9)
    kept = past(tmp_path, "kept for the meeting", started="2020-01-01T10:00:00+00:00")
    broken = folder(tmp_path, "undated-us-briefing-0000000a", "{")
    elsewhere = dated(tmp_path.parent / f"{tmp_path.name}-other", 1)
    (tmp_path / "undated-us-briefing-0000000b").symlink_to(elsewhere)
    (tmp_path / "index.html").write_text("mine")
    before = left(tmp_path)
    assert prune_runs(tmp_path, 1) == []
    assert left(tmp_path) == before
    assert all((path / "manifest.json").exists() for path in (kept, broken, elsewhere))


def test_links_in_a_run_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("keep me")
    old = dated(tmp_path / "out", 1)
    (old / "link").symlink_to(outside)
    dated(tmp_path / "out", 2)
    assert prune_runs(tmp_path / "out", 1) == [old]
    assert (outside / "precious.txt").read_text() == "keep me"


def test_cut_off_at_any_point_it_leaves_no_part_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = dated(tmp_path, 1), dated(tmp_path, 2)

    def killed(path: Path, **_: Any) -> None:
        (path / "report.html").unlink()  # it had begun
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        prune_runs(tmp_path, 1)
    assert not old.exists()
    assert [name for name in left(tmp_path) if not name.startswith(".")] == [new.name]


def test_a_run_that_was_asked_for_again_stays_however_old(tmp_path: Path) -> None:
    spared, old = dated(tmp_path, 1), dated(tmp_path, 2)
    dated(tmp_path, 3)
    assert prune_runs(tmp_path, 1, spared=[spared]) == [old]
    assert spared.exists()


def test_only_the_series_that_are_named_lose_any(tmp_path: Path) -> None:
    old, new = dated(tmp_path, 1), dated(tmp_path, 2)
    for day in (3, 4):
        dated(tmp_path, day, article={"id": "another"})
    assert prune_runs(tmp_path, 1, among=[new.name, "gone"]) == [old]
    assert prune_runs(tmp_path, 1, among=[]) == []


@pytest.mark.parametrize("link", ["latest", "latest-successful"])
def test_a_link_to_the_latest_run_is_not_left_hanging(tmp_path: Path, link: str) -> None:
    old = dated(tmp_path, 1)
    dated(tmp_path, 2)
    (tmp_path / link).symlink_to(old.name)
    assert prune_runs(tmp_path, 1) == []
    (tmp_path / link).unlink()
    assert prune_runs(tmp_path, 1) == [old]


def test_a_run_that_has_taken_the_name_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = dated(tmp_path, 1)
    dated(tmp_path, 2)
    runs = list_runs(tmp_path)
    shutil.rmtree(old)
    dated(tmp_path, 1, seconds=99.0)
    monkeypatch.setattr(listing, "list_runs", lambda _: runs)
    assert prune_runs(tmp_path, 1) == []
    assert '"seconds": 99' in (old / "manifest.json").read_text()
