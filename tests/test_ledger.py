import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout.ledger import fault, last


def written(out: Path, content: object) -> Path:
    path = out / ".watches" / "daily" / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_the_last_slot_is_read_in_utc(tmp_path: Path) -> None:
    written(tmp_path, {"schema": 1, "watch": "daily", "slot": "2026-11-24T06:30:00+01:00", "items": []})
    assert last(tmp_path, "daily") == datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    assert fault(tmp_path, "daily") == ""


def test_a_watch_that_has_not_run_has_no_slot(tmp_path: Path) -> None:
    assert (last(tmp_path / "no", "daily"), fault(tmp_path / "no", "daily")) == (None, "")


SLOT = "its slot is not a time with its offset from UTC"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "it is not JSON"),
        ('{"schema": 1, "slot": "2026', "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it is not of schema 1"),
        ({"schema": 2, "slot": "2026-11-24T06:30:00+01:00"}, "it is not of schema 1"),
        ({"schema": 1}, SLOT),
        ({"schema": 1, "slot": 3}, SLOT),
        ({"schema": 1, "slot": "yesterday"}, SLOT),
        ({"schema": 1, "slot": "2026-11-24T06:30:00"}, SLOT),
        ({"schema": 1, "slot": "0001-01-01T00:00:00+14:00"}, SLOT),
    ],
)
def test_a_broken_file_counts_as_never_run_and_is_said(tmp_path: Path, content: object, message: str) -> None:
    path = written(tmp_path, content)
    assert last(tmp_path, "daily") is None
    assert fault(tmp_path, "daily") == f"{path}: {message}; the watch counts as never run"


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    path = tmp_path / ".watches" / "daily" / "manifest.json"
    path.mkdir(parents=True)
    assert last(tmp_path, "daily") is None
    assert (
        fault(tmp_path, "daily")
        == f"{path}: it cannot be read (Is a directory); the watch counts as never run"
    )
