import contextlib
import os
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout_app.runs.folder import (
    LOCKS,
    file_slug,
    is_whole,
    name_run,
    place_folder,
    point_link,
    remove_folder,
    stage,
    write_whole,
)
from readout_app.runs.manifest import sha256
from support import past_runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. may close its embassy", "us-may-close-its-embassy"),
        ("Iran’s “vow”: {no} ../reply/", "irans-vow-no-reply"),
        ("Größe   und Façade", "grosse-und-facade"),
        ("a" * 60, "a" * 48),
        ("one " * 20, "one-one-one-one-one-one-one-one-one-one-one-one"),
        ("伊朗", ""),
        ("Łódź, Đakovo and Ærø", "lodz-dakovo-and-aero"),
    ],
)
def test_a_slug_is_lower_case_words(text: str, expected: str) -> None:
    assert file_slug(text) == expected


@given(st.text(), st.integers(1, 60))
def test_a_slug_is_a_short_name_for_a_file(text: str, longest: int) -> None:
    made = file_slug(text, longest=longest)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert len(made) <= longest


def test_a_run_is_named_by_day_title_notebook_and_inputs() -> None:
    assert name_run(date(2020, 9, 29), "The embassy", "briefing", ["a", {"top": 5}]) == (
        "2020-09-29-the-embassy-briefing-7dc59391"
    )
    assert name_run(None, "伊朗", "{my} notes", []) == "undated-untitled-my-notes-4f53cda1"
    assert name_run(None, "x", "y", {"a": 1, "b": 2}) == name_run(None, "x", "y", {"b": 2, "a": 1})


def names(folder: Path) -> list[str]:
    """What lies in the folder, but for the locks."""
    return sorted(path.name for path in folder.iterdir() if path.name != LOCKS)


@pytest.mark.parametrize(
    ("error", "raised", "said"),
    [
        (None, None, ""),
        (KeyboardInterrupt(), KeyboardInterrupt, ""),
        (OSError(28, "No space left on device"), ValueError, r"\(No space left on device\); free some space"),
    ],
)
def test_a_staging_folder_is_gone_at_the_end(
    tmp_path: Path, error: BaseException | None, raised: type[BaseException] | None, said: str
) -> None:
    out = tmp_path / "new" / "reports"
    with (
        pytest.raises(raised, match=said or None) if raised else contextlib.nullcontext(),
        stage(out / "run") as folder,
    ):
        (folder / "part").write_text("x")
        assert folder == out / ".staging-run"
        if error:
            raise error
    assert names(out) == []


def test_a_file_is_on_the_disk_before_it_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, found = tmp_path / "a", list[str]()
    path.write_text("old")

    def sync(descriptor: int) -> None:
        found.extend((path.read_text(), path.with_name("new").read_text()))
        assert os.path.samestat(os.fstat(descriptor), path.with_name("new").stat())

    monkeypatch.setattr(os, "fsync", sync)
    write_whole(path, b"new", beside="new")
    assert (found, path.read_text()) == (["old", "new"], "new")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    out = tmp_path / "file"
    out.write_text("")
    with pytest.raises(ValueError) as caught, stage(out / "run"):  # noqa: PT011
        pass
    assert str(caught.value) == (
        f"{out}: the report cannot be written there (Not a directory); choose another folder with --out"
    )


def test_a_finished_folder_takes_its_place(tmp_path: Path) -> None:
    for content in ("old", "new"):
        with stage(tmp_path / "run") as folder:
            (folder / "report.html").write_text(content)
            place_folder(folder, tmp_path / "run")
    assert names(tmp_path) == ["run"]
    assert (tmp_path / "run" / "report.html").read_text() == "new"


def test_the_old_folder_stays_where_the_new_one_cannot_be_placed(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "report.html").write_text("old")
    with pytest.raises(FileNotFoundError):
        place_folder(tmp_path / "missing", tmp_path / "run")
    assert (tmp_path / "run" / "report.html").read_text() == "old"
    assert names(tmp_path) == ["run"]


def test_what_killed_runs_have_left_is_cleared_away_and_what_was_set_aside_put_back(tmp_path: Path) -> None:
    for left in (".staging-other", ".old-run", ".old-lost", ".gone-run-0a", "run", ".staging-busy", ".mine"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "part").write_text(left)
    busy = tmp_path / LOCKS / "busy.lock"
    busy.parent.mkdir()
    holder = f"import filelock\nheld = filelock.FileLock({str(busy)!r})\nheld.acquire()\nprint(flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        with stage(tmp_path / "run"):
            assert names(tmp_path) == [".mine", ".staging-busy", ".staging-run", "lost", "run"]
        process.communicate(b"\n")
    assert (tmp_path / "lost" / "part").read_text() == ".old-lost"
    assert (tmp_path / "run" / "part").read_text() == "run"


def test_who_comes_second_waits(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom readout_app.runs.folder import place_folder, stage\n"
        f"target = Path({str(tmp_path)!r}) / 'run'\n"
        "print('asks', flush=True)\n"
        "with stage(target) as folder:\n    print('finds', target.exists(), flush=True)\n"
    )
    with stage(tmp_path / "run") as folder:
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline() == "asks\n"
        place_folder(folder, tmp_path / "run")
    said, _ = process.communicate(timeout=60)
    assert said == "finds True\n"


def test_a_removed_folder_leaves_its_place_at_once(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "part").write_text("x")
    remove_folder(tmp_path / "run")
    remove_folder(tmp_path / "never")
    assert names(tmp_path) == []


def test_a_link_leads_to_the_newest(tmp_path: Path) -> None:
    (tmp_path / ".latest-0a1b2c3d").symlink_to("killed")
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        point_link(tmp_path / "latest", tmp_path / run)
        assert (tmp_path / "latest").resolve() == tmp_path / run
    assert names(tmp_path) == ["first", "latest", "second"]


def test_a_link_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()  # a folder of the user's own
    point_link(tmp_path / "latest", tmp_path / "run")
    assert names(tmp_path) == ["latest"]


def test_a_reader_finds_the_old_or_the_new_after_the_writer_was_killed(tmp_path: Path) -> None:
    """A writer replaces a run of two files again and again, and is killed five times in the middle of it."""
    target = tmp_path / "run"
    script = (
        "import sys\nfrom pathlib import Path\nfrom readout_app.runs.folder import place_folder, stage\n"
        f"target, number = Path({str(target)!r}), int(sys.argv[1]) * 1000\n"
        "print(flush=True)\n"
        "while True:\n"
        "    number += 1\n"
        "    with stage(target) as folder:\n"
        "        (folder / 'one').write_text(str(number))\n"
        "        (folder / 'two').write_text(str(number))\n"
        "        place_folder(folder, target)\n"
    )
    chance = random.Random(5)
    for kill in range(5):
        process = subprocess.Popen([sys.executable, "-c", script, str(kill)], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1 + chance.random() / 20)
        process.kill()
        process.wait()
        process.stdout.close()
        with stage(target):  # where the old one was just set aside, the next run puts it back
            pass
        assert (target / "one").read_text() == (target / "two").read_text()
    with stage(target):
        assert names(tmp_path) == [".staging-run", "run"]


def test_a_run_is_whole_if_all_it_left_is_there_unchanged(tmp_path: Path) -> None:
    run = past_runs.past(tmp_path, "run", artefacts={"report.html": sha256(b"<!doctype html>")})
    assert is_whole(run, ["report.html"])
    assert not is_whole(run, ["report.html", "report.pdf"])
    (run / "report.html").write_text("another")
    assert not is_whole(run, ["report.html"])
    assert not is_whole(tmp_path / "nowhere", [])


@pytest.mark.parametrize("artefacts", [None, [], "x", {"report.html": None}, {"gone": "0"}, {"": "0"}, {}])
def test_a_strange_manifest_is_not_whole(tmp_path: Path, artefacts: object) -> None:
    assert not is_whole(past_runs.past(tmp_path, "run", artefacts=artefacts), ["report.html"])
