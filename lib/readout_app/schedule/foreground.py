"""Watching: the moments at which something may be due, for a program that stays; it can be the only one."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from readout_app.messages import say
from readout_app.schedule.config import Watch, read
from readout_app.schedule.due import following, waiting
from readout_app.schedule.history import FOLDER

Watches = tuple[Watch, ...]
Moment = tuple[Watches, datetime]

_now = partial(datetime.now, UTC)
_MINUTE = 60.0  # a machine that sleeps stops a sleeping program's time, not the clock on its wall


def moments(
    file: Path, *, clock: Callable[[], datetime] = _now, sleep: Callable[[float], object] = time.sleep
) -> Iterator[Moment]:
    """The watches of the file and the time (UTC): at once, then at each slot of a watch, without an end.

    Slots that pass while the caller is busy, or the machine asleep, become one moment; a clock that was set back
    makes one too. A file that has changed counts within a minute; where it is wrong then, that is said, and its
    watches stay as they were. Raises ValueError where it is wrong from the start.
    """
    seen = _seen(file)
    return _moments(file, seen, read(file), clock, sleep)


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Lets one process at a time watch for a reports folder.

    Raises OSError, with one line, where another does, or where the folder cannot be written.
    """
    lock = FileLock(out / FOLDER / ".lock", timeout=0)  # no watch has a name like that
    try:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise BlockingIOError(
            f"{out}: another readout schedule watch is at work there; end it, or give another folder with --out"
        ) from None
    except OSError as error:
        raise OSError(
            f"{out}: cannot be written ({error.strerror}); give another folder with --out"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _moments(
    file: Path,
    seen: object,
    watches: Watches,
    clock: Callable[[], datetime],
    sleep: Callable[[float], object],
) -> Iterator[Moment]:
    while True:
        last = clock()
        yield watches, last
        first = min(watches, key=lambda watch: following(watch, last))
        wake, told = following(first, last), False
        while True:
            seen, anew = _changed(file, seen)
            now = clock()
            if anew or not last <= now < wake:
                break
            if not told:
                say(f"{first.name}: {waiting(first, None, now)}")
                told = True
            last = now
            sleep(min(_MINUTE, (wake - now).total_seconds()))
        watches = anew or watches


def _changed(file: Path, seen: object) -> tuple[object, Watches | None]:
    """How the file looks now, and its watches if it has changed and is right; where it is wrong, that is said."""
    current = _seen(file)
    if current == seen:
        return seen, None
    try:
        watches = read(file)
    except ValueError as error:
        say(f"{error}; until then the watches stay as they were")
        return current, None
    say(f"{file.name}: it has changed, and counts as it is now")
    return current, watches


def _seen(file: Path) -> object:
    """What changes when the file does; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
