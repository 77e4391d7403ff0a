import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.runfolder import name, place, slug, staging


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. may close its embassy", "us-may-close-its-embassy"),
        ("Iran’s “vow”: {no} ../reply/", "irans-vow-no-reply"),
        ("Größe   und Façade", "grosse-und-facade"),
        ("a" * 60, "a" * 48),
        ("one " * 20, "one-one-one-one-one-one-one-one-one-one-one-one"),
        ("伊朗", ""),
    ],
)
def test_a_slug_is_lower_case_words(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(), st.integers(1, 60))
def test_a_slug_is_a_short_name_for_a_file(text: str, longest: int) -> None:
    made = slug(text, longest=longest)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert len(made) <= longest


def test_a_run_is_named_by_day_title_notebook_and_inputs() -> None:
    assert name(date(2020, 9, 29), "The embassy", "briefing", ["a", {"top": 5}]) == (
        "2020-09-29-the-embassy-briefing-7dc59391"
    )
    assert name(None, "伊朗", "{my} notes", []) == "undated-untitled-my-notes-4f53cda1"
    assert name(None, "x", "y", {"a": 1, "b": 2}) == name(None, "x", "y", {"b": 2, "a": 1})


def test_a_staging_folder_is_gone_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / "new" / "reports"
    with staging(out) as folder:
        (folder / "part").write_text("x")
        assert folder.parent == out
        assert folder.name.startswith(f".staging-{os.getpid()}-")
    assert list(out.iterdir()) == []


def test_a_staging_folder_is_gone_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), staging(tmp_path):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    out = tmp_path / "file"
    out.write_text("")
    with pytest.raises(ValueError) as caught, staging(out):  # noqa: PT011
        pass
    assert str(caught.value) == (
        f"{out}: the report cannot be written there (File exists); "
        "free some space or choose another folder with --out"
    )


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\(No space left on device\); free some space"), staging(tmp_path):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_finished_folder_takes_its_place(tmp_path: Path) -> None:
    for content in ("old", "new"):
        with staging(tmp_path) as folder:
            (folder / "report.html").write_text(content)
            place(folder, tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert (tmp_path / "run" / "report.html").read_text() == "new"


def test_the_old_folder_stays_where_the_new_one_cannot_be_placed(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "report.html").write_text("old")
    with pytest.raises(FileNotFoundError):
        place(tmp_path / "missing", tmp_path / "run")
    assert (tmp_path / "run" / "report.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.fixture(scope="module")
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(folder: Path, *, age: float) -> Path:
    """A folder that was last written `age` seconds ago."""
    folder.mkdir()
    (folder / "part").write_text(folder.name)
    os.utime(folder, (time.time() - age, time.time() - age))
    return folder


def test_what_a_killed_run_has_left_is_cleared_away(tmp_path: Path, dead: int) -> None:
    left(tmp_path / f".staging-{dead}-0a", age=7200)
    left(tmp_path / f".old-{dead}-0a-run", age=7200)
    left(tmp_path / f".old-{dead}-0b-lost", age=7200)
    kept = [
        left(tmp_path / f".staging-{os.getpid()}-0a", age=7200),
        left(tmp_path / f".staging-{dead}-0c", age=60),
        left(tmp_path / ".staging-mine", age=7200),
        left(tmp_path / "run", age=0),
    ]
    with staging(tmp_path) as folder:
        pass
    assert not folder.exists()
    assert set(tmp_path.iterdir()) == {*kept, tmp_path / "lost"}
    assert (tmp_path / "lost" / "part").read_text() == f".old-{dead}-0b-lost"
