"""Watching with a clock of the test's own, whose time passes in sleep only; and one process for real."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from readout_app.schedule.foreground import Moment, alone, moments
from support.articles import STORY
from support.notebooks import notebook
from support.runs import gone, written

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Clock:
    """A clock on the wall; what `then` says happens at the end of the next sleeps, one at each."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.slept: list[float] = []
        self.then: list[Callable[[], object]] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        if self.then:
            self.then.pop(0)()

    def set(self, now: datetime) -> None:
        self.now = now


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON + timedelta(minutes=58, seconds=30))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedules.toml"
    write(path, hourly="1h")
    return path


def write(path: Path, **watches: str) -> None:
    tables = (f'[watch.{name}]\nsources = ["in"]\nevery = "{every}"\n' for name, every in watches.items())
    path.write_text("".join(tables))


def watching(file: Path, clock: Clock) -> Iterator[Moment]:
    return moments(file, clock=clock, sleep=clock.sleep)


def times(found: Iterator[Moment], count: int) -> list[datetime]:
    return [now for _, now in islice(found, count)]


def test_what_is_due_now_comes_first_and_then_each_slot_to_the_second(file: Path, clock: Clock) -> None:
    found = times(watching(file, clock), 3)
    assert found == [NOON + timedelta(minutes=58, seconds=30), NOON + HOUR, NOON + 2 * HOUR]
    assert clock.slept == [60, 30, *[60] * 60]


def test_the_first_slot_of_any_watch_counts_and_is_said_once(
    file: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    write(file, hourly="1h", daily="30 13 * * *")
    assert times(watching(file, clock), 4)[1:] == [NOON + HOUR, NOON + 1.5 * HOUR, NOON + 2 * HOUR]
    assert capsys.readouterr().err == (
        "readout: hourly: next on 24 November 2026, 13:00 (UTC)\n"
        "readout: daily: next on 24 November 2026, 13:30 (UTC)\n"
        "readout: hourly: next on 24 November 2026, 14:00 (UTC)\n"
    )


def test_slots_that_pass_while_the_caller_is_busy_are_one(file: Path, clock: Clock) -> None:
    found = watching(file, clock)
    next(found)
    clock.now = NOON + 4.5 * HOUR
    assert times(found, 2) == [NOON + 4.5 * HOUR, NOON + 5 * HOUR]


def test_a_machine_that_slept_does_at_once_what_came_due(file: Path, clock: Clock) -> None:
    clock.then = [lambda: clock.set(NOON + 9.25 * HOUR)]
    assert times(watching(file, clock), 3)[1:] == [NOON + 9.25 * HOUR, NOON + 10 * HOUR]


def test_a_clock_that_was_wrong_and_is_set_back_holds_nothing_up(file: Path, clock: Clock) -> None:
    right = NOON - timedelta(days=400, minutes=10)
    clock.then = [lambda: clock.set(right)]
    assert times(watching(file, clock), 3)[1:] == [right, right + timedelta(minutes=10)]


def test_a_file_that_has_changed_counts_within_a_minute(
    file: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    write(file, yearly="0 0 1 1 *")
    found = watching(file, clock)
    next(found)
    clock.then = [int, int, lambda: write(file, other="5m", more="1h")]
    watches, now = next(found)
    assert [watch.name for watch in watches] == ["other", "more"]
    assert now == NOON + timedelta(minutes=61, seconds=30)
    assert times(found, 1) == [NOON + timedelta(minutes=65)]
    assert capsys.readouterr().err.splitlines()[:2] == [
        "readout: yearly: next on 1 January 2027, 00:00 (UTC)",
        "readout: schedules.toml: it has changed, and counts as it is now",
    ]


def test_a_file_that_has_changed_counts_after_a_long_run(file: Path, clock: Clock) -> None:
    found = watching(file, clock)
    next(found)
    write(file, other="1w")
    clock.now = NOON + 9 * HOUR
    watches, now = next(found)
    assert ([watch.name for watch in watches], now) == (["other"], NOON + 9 * HOUR)


def test_a_file_that_is_wrong_is_said_once_and_the_last_good_one_stays(
    file: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    found = watching(file, clock)
    next(found)
    clock.then = [lambda: write(file, hourly="1y"), *[int] * 40, file.unlink]
    names = [[watch.name for watch in watches] for watches, _ in islice(found, 2)]
    assert names == [["hourly"], ["hourly"]]
    write(file, mended="1h")
    watches, now = next(found)
    assert ([watch.name for watch in watches], now) == (["mended"], NOON + 2 * HOUR)
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if ": next on " not in line] == [
        'readout: schedules.toml: line 3: watch.hourly.every: "1y" is neither a period, such as 30m, 6h, 1d or 1w, '
        "nor a cron line of five fields, such as 30 6 * * mon-fri; until then the watches stay as they were",
        f"readout: {file}: cannot be read (No such file or directory); write it, or name another file with --file; "
        "until then the watches stay as they were",
        "readout: schedules.toml: it has changed, and counts as it is now",
    ]


def test_a_file_that_is_wrong_from_the_start_is_refused(file: Path) -> None:
    file.write_text("")
    with pytest.raises(ValueError, match=r"^schedules\.toml: it names no watch; add a table "):
        moments(file)


def test_one_watches_for_a_folder_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path / "out"):
        with pytest.raises(BlockingIOError) as held, alone(tmp_path / "out"):
            pass
        with alone(tmp_path / "other"):
            pass
    assert str(held.value) == (
        f"{tmp_path}/out: another readout schedule watch is at work there; end it, or give another folder with --out"
    )
    with alone(tmp_path / "out"):
        pass


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OSError, match="cannot be written") as found, alone(tmp_path / "out"):
        pass
    assert str(found.value) == (
        f"{tmp_path}/out: cannot be written (Not a directory); give another folder with --out"
    )


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_and_cancels_what_runs(tmp_path: Path, number: signal.Signals, status: int) -> None:
    held, out = tmp_path / "held", tmp_path / "out"
    cell = f"import os, time\nprint(os.getpid(), file=open({str(held)!r}, 'a', 1))\ntime.sleep(300)"
    path = notebook(tmp_path / "n.ipynb", cell)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "story.txt").write_text(f"A headline\n\n{STORY} {STORY}\n")
    file = tmp_path / "schedules.toml"
    file.write_text(f'[watch.news]\nsources = ["in"]\nevery = "1d"\nnotebook = "{path}"\n')
    command = [
        sys.executable,
        "-m",
        "readout_app",
        "schedule",
        "watch",
        "--file",
        str(file),
        "--out",
        str(out),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ)
    written(held, lambda text: text.endswith("\n"))
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.startswith(f"readout: {out}: another readout schedule watch is at work there; ")
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (status, "")
    assert gone(int(held.read_text()))
    (cancelled,) = out.glob("[!l]*/manifest.json")
    assert json.loads(cancelled.read_text())["status"] == "cancelled"
    with alone(out):
        pass
