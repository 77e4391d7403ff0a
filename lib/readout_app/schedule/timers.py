"""What a timer runs, and at which minutes of the hour it looks."""

import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path

from readout.errors import UserError
from readout_app.schedule.config import Watch
from readout_app.schedule.slots import after

MARK = "# Written by readout schedule install; written anew by the same command with --write."
MOST = 12  # minutes to name one by one
_LOOKED_AT = 200  # slots of each watch, to see at which minutes of the hour they come


@dataclass(frozen=True)
class Job:
    """What is run: `readout schedule run` for the `file`, reports going to `out`; both paths from the root."""

    file: Path
    out: Path
    watches: tuple[Watch, ...]
    python: str = sys.executable


def words(job: Job) -> list[str]:
    """The words after `readout`; raises ValueError for a path that cannot be written in one line."""
    return ["schedule", "run", "--file", one_line(job.file), "--out", one_line(job.out)]


def one_line(path: Path) -> str:
    """The path; raises ValueError where it has line breaks or the like."""
    if not str(path).isprintable():
        raise UserError(f"{str(path)!r}: a path with line breaks or the like cannot be written there")
    return str(path)


def minutes(watches: Iterable[Watch], now: datetime, zone: tzinfo | None = UTC) -> list[int]:
    """At which minutes of the hour slots come, by the clock of the zone (None: the machine's).

    Where these are many: each so many minutes that none is left out.
    """
    slots = (islice(after(one.every, one.zone, now), _LOOKED_AT) for one in watches)
    found = {slot.astimezone(zone).minute for some in slots for slot in some}
    return sorted(found) if len(found) <= MOST else list(range(0, 60, math.gcd(60, *found)))


def named(minutes: list[int], first: str) -> str:
    """The minutes as "0,30", or as "*/5" where they are many and evenly spread; `first` stands before the "/"."""
    if len(minutes) <= MOST:
        return ",".join(str(minute) for minute in minutes)
    return f"{first}/{minutes[1]}"
