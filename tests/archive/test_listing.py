"""The runs of a reports folder, which anybody may have written; what `--keep` removes, and what it never does."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from readout_app.archive import listing
from readout_app.archive.listing import list_runs, prune_runs
from support.past_runs import folder, past


def test_an_outlet_has_one_name_however_its_credit_is_written(tmp_path: Path) -> None:
    credits = ["READOUT WIRE (Reuters)", "Readout Wire", "readout wire (written for us)", None, None]
    for number, credit in enumerate(credits):
        url = f"https://www.wire.example/{number}" if number in (1, 3) else None
        past(tmp_path, f"run {number}", article={"source": credit, "url": url})
    assert {run.folder: run.outlet for run in list_runs(tmp_path)[0]} == {
        **{f"run {number}": "Readout Wire" for number in range(4)},
        "run 4": "",
    }


def test_what_is_no_run_folder_is_left_out(tmp_path: Path) -> None:
    run = past(tmp_path, "run")
    past(tmp_path, ".staging-1-2")
    (tmp_path / "latest").symlink_to(run)
    (tmp_path / "mine").mkdir()
    (tmp_path / "README.md").write_text("hello")
    runs, unreadable = list_runs(tmp_path)
    assert ([run.folder for run in runs], unreadable) == (["run"], {})


def test_texts_are_one_short_line_without_unseen_characters(tmp_path: Path) -> None:
    past(tmp_path, "a", article={"title": "A\u202e b\n\tc\x00\uffff  d\u200b", "source": "s" * 500})
    past(tmp_path, "b", article={"title": "\u202e\u200b"})
    untitled, run = list_runs(tmp_path)[0]
    assert (run.title, run.outlet, untitled.title) == ("A b c d", "s" * 99 + "…", "Untitled")


def test_an_address_has_no_character_that_could_mean_something(tmp_path: Path) -> None:
    past(tmp_path, os.fsdecode(b'javascript:"<#?%\xff'))
    assert list_runs(tmp_path)[0][0].page == "javascript%3A%22%3C%23%3F%25%FF/report.html"


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
