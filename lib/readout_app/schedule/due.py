"""What is due: a watch whose newest slot has not run."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from readout_app.schedule import slots

if TYPE_CHECKING:
    from readout_app.schedule.config import Watch

_DAY = timedelta(days=1)
_COUNTED = 1000  # missed slots; of more, nobody asks how many


@dataclass(frozen=True)
class Due:
    """A run that is due: its `slot` (UTC), how many slots before it were `missed` (1,000 at most), and `why` in words.

    One run makes up for the missed ones too.
    """

    slot: datetime
    missed: int
    why: str


def slot(watch: "Watch", now: datetime) -> datetime:
    """The newest slot of the watch at or before `now` (aware), in UTC."""
    return slots.newest(watch.every, watch.zone, now)


def following(watch: "Watch", now: datetime) -> datetime:
    """The first slot of the watch after `now` (aware), in UTC."""
    return next(slots.after(watch.every, watch.zone, now))


def due(watch: "Watch", last: datetime | None, now: datetime) -> Due | None:
    """What is due at `now` (aware), where `last` is the slot that ran last; None where nothing is.

    A slot that has run is not due again, also where the clock was set back. A last slot more than a day ahead
    of `now` was written by a clock that was wrong, and counts for nothing: the watch would rest until then.
    """
    newest = slot(watch, now)
    if last is None:
        return Due(newest, 0, f"due: it has never run; its slot is that of {_words(watch, newest)}")
    if last > now + _DAY:
        why = f"its last slot, {_words(watch, last)}, lies in the future: the clock was wrong then"
        return Due(newest, 0, f"due: {why}")
    if newest <= last:
        return None
    passed = takewhile(lambda one: one < newest, slots.after(watch.every, watch.zone, last))
    missed = sum(1 for _ in islice(passed, _COUNTED))
    return Due(newest, missed, f"due: the slot of {_words(watch, newest)} has not run{_made_up(missed)}")


def waiting(watch: "Watch", last: datetime | None, now: datetime) -> str:
    """When a watch that is not due runs next: "next on 25 November 2026, 06:30 (Europe/Berlin)"."""
    return f"next on {_words(watch, following(watch, max(now, last or now)))}"


def _made_up(missed: int) -> str:
    if not missed:
        return ""
    if missed == 1:
        return "; 1 slot missed before it becomes one run with it"
    return f"; {'at least ' * (missed == _COUNTED)}{missed:,} slots missed before it become one run with it"


def _words(watch: "Watch", moment: datetime) -> str:
    at = moment.astimezone(ZoneInfo(watch.zone))
    return f"{at.day} {at:%B} {at.year}, {at:%H:%M} ({watch.zone})"
