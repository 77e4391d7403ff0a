"""What `--keep` removes, and what it never does."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from readout_app.archive import retention
from readout_app.archive.retention import prune
from support.past_runs import folder, past


def made(out: Path, number: int, **changes: Any) -> Path:
    """The run of that day of January; a failed one where it is asked for."""
    status = changes.get("status", "done")
    name = f"undated-us-briefing-{number:08x}{'' if status == 'done' else '-failed'}"
    return past(out, name, started=f"2026-01-{number:02}T10:00:00+00:00", **changes)


def left(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


def test_keeps_the_newest_of_a_series(tmp_path: Path) -> None:
    runs = [made(tmp_path, number) for number in (3, 1, 4, 2)]
    assert prune(tmp_path, 2) == [runs[3], runs[1]]
    assert left(tmp_path) == [runs[0].name, runs[2].name]


def test_parameters_and_versions_make_no_series_of_their_own(tmp_path: Path) -> None:
    old = made(tmp_path, 1, parameters={"top": 3}, versions={"readout": "0.0.9"})
    made(tmp_path, 2)
    assert prune(tmp_path, 1) == [old]


def test_notebooks_and_articles_are_series_of_their_own(tmp_path: Path) -> None:
    made(tmp_path, 1)
    made(tmp_path, 2, notebook={"name": "stance"})
    made(tmp_path, 3, article={"id": "another"})
    assert prune(tmp_path, 1) == []


def test_what_stands_at_one_address_is_one_series_though_it_is_edited(tmp_path: Path) -> None:
    old = made(tmp_path, 1, article={"id": "first", "url": "https://wire.example/1"})
    made(tmp_path, 2, article={"id": "second", "url": "https://wire.example/1"})
    made(tmp_path, 3, article={"id": "third", "url": "https://wire.example/2"})
    assert prune(tmp_path, 1) == [old]


def test_files_of_one_name_are_not_one_series(tmp_path: Path) -> None:
    made(tmp_path, 1, article={"id": "first", "input": "article.txt"})
    made(tmp_path, 2, article={"id": "second", "input": "article.txt"})
    assert prune(tmp_path, 1) == []


def test_the_last_good_run_stays_however_many_failed_after_it(tmp_path: Path) -> None:
    worse, good = made(tmp_path, 1), made(tmp_path, 2)
    failed = [made(tmp_path, number, status="failed", error="x", summary=None) for number in (3, 4, 5)]
    assert prune(tmp_path, 1) == [failed[1], failed[0], worse]
    assert left(tmp_path) == [good.name, failed[2].name]


def test_failed_runs_of_a_series_without_a_good_one_are_thinned_too(tmp_path: Path) -> None:
    failed = [made(tmp_path, number, status="cancelled", summary=None) for number in (1, 2)]
    assert prune(tmp_path, 1) == [failed[0]]


@pytest.mark.parametrize("keep", [0, -3])
def test_keeping_none_is_refused(tmp_path: Path, keep: int) -> None:
    made(tmp_path, 1)
    with pytest.raises(ValueError, match=f"^--keep {keep}: the newest run is never removed; give 1 or more$"):
        prune(tmp_path, keep)
    assert len(left(tmp_path)) == 1


def test_what_is_no_run_folder_is_not_touched(tmp_path: Path) -> None:
    made(tmp_path, 9)
    kept = past(tmp_path, "kept for the meeting", started="2020-01-01T10:00:00+00:00")
    broken = folder(tmp_path, "undated-us-briefing-0000000a", "{")
    elsewhere = made(tmp_path.parent / f"{tmp_path.name}-other", 1)
    (tmp_path / "undated-us-briefing-0000000b").symlink_to(elsewhere)
    (tmp_path / "index.html").write_text("mine")
    before = left(tmp_path)
    assert prune(tmp_path, 1) == []
    assert left(tmp_path) == before
    assert all((path / "manifest.json").exists() for path in (kept, broken, elsewhere))


def test_links_in_a_run_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("keep me")
    out = tmp_path / "out"
    old = made(out, 1)
    (old / "link").symlink_to(outside)
    made(out, 2)
    assert prune(out, 1) == [old]
    assert (outside / "precious.txt").read_text() == "keep me"


def test_cut_off_at_any_point_it_leaves_no_part_of_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = made(tmp_path, 1), made(tmp_path, 2)

    def killed(path: Path, **_: Any) -> None:
        (path / "report.html").unlink()  # it had begun
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        prune(tmp_path, 1)
    assert not old.exists()
    assert [name for name in left(tmp_path) if not name.startswith(".")] == [new.name]


def test_a_run_that_was_asked_for_again_stays_however_old(tmp_path: Path) -> None:
    asked, old = made(tmp_path, 1), made(tmp_path, 2)
    made(tmp_path, 3)
    assert prune(tmp_path, 1, spared=[asked]) == [old]
    assert asked.exists()


def test_only_the_series_that_are_named_lose_any(tmp_path: Path) -> None:
    old, new = made(tmp_path, 1), made(tmp_path, 2)
    for number in (3, 4):
        made(tmp_path, number, article={"id": "another"})
    assert prune(tmp_path, 1, among=[new.name, "gone"]) == [old]
    assert prune(tmp_path, 1, among=[]) == []


@pytest.mark.parametrize("link", ["latest", "latest-successful"])
def test_a_link_to_the_latest_run_is_not_left_hanging(tmp_path: Path, link: str) -> None:
    old = made(tmp_path, 1)
    made(tmp_path, 2)
    (tmp_path / link).symlink_to(old.name)
    assert prune(tmp_path, 1) == []
    (tmp_path / link).unlink()
    assert prune(tmp_path, 1) == [old]


def test_a_run_that_has_taken_the_name_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = made(tmp_path, 1)
    made(tmp_path, 2)
    listed = retention.listing(tmp_path)
    shutil.rmtree(old)
    made(tmp_path, 1, seconds=99)
    monkeypatch.setattr(retention, "listing", lambda _: listed)
    assert prune(tmp_path, 1) == []
    assert '"seconds": 99' in (old / "manifest.json").read_text()
