"""Slots: the moments at which something that runs every day, hour or by a cron line has to run.

A slot is a time on the clock on the wall of a zone. One in an hour that does not exist (the clock goes forward)
comes right after the jump; one in an hour that comes twice (the clock goes back) comes the first time only.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from readout.errors import UserError

_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_EPOCH, _MONDAY = datetime(1970, 1, 1), datetime(1969, 12, 29)
_FIELDS = "minute 0-59, hour 0-23, day of month 1-31, month 1-12 or jan-dec, day of week 0-7 or sun-sat"
_NO_SUCH_DAY = "no day is like that; mind how long the months are"


def check(every: str) -> None:
    """Raises ValueError where `every` is neither a period ("30m", "6h", "1d", "2w") nor a cron line of five fields."""
    if _step(every):
        return
    if len(every.split()) != 5 or len(every) > 100:
        raise UserError(
            f'"{every}" is neither a period, such as 30m, 6h, 1d or 1w, nor a cron line of five fields, '
            "such as 30 6 * * mon-fri"
        )
    try:
        slots = CronSim(every, datetime(2000, 1, 1))
        if next(slots, None) is None:
            raise UserError(f'"{every}": {_NO_SUCH_DAY}')
    except CronSimError as error:
        raise UserError(f'"{every}": {_wrong(every, str(error))}') from None


def newest(every: str, zone: str, now: datetime) -> datetime:
    """The newest slot at or before `now` (aware), in UTC."""
    where = ZoneInfo(zone)
    first = now.astimezone(where).replace(
        fold=0
    )  # in the hour that comes twice: what the clock showed at most
    shown = now.astimezone(UTC).replace(tzinfo=None) + (first.utcoffset() or timedelta())
    return next(slot for wall in _back(every, shown) if (slot := _moment(wall, where)) <= now)


def after(every: str, zone: str, now: datetime) -> Iterator[datetime]:
    """The slots after `now` (aware), in UTC, each once, without an end."""
    where = ZoneInfo(zone)
    passed = now
    for wall in _on(every, now.astimezone(where).replace(tzinfo=None, fold=0)):
        slot = _moment(wall, where)
        if slot > passed:
            yield slot
            passed = slot


def _step(every: str) -> timedelta | None:
    """The length of a period; None where it is none. Four digits at most: years stay in the calendar."""
    found = re.fullmatch(r"([1-9][0-9]{0,3})([mhdw])", every)
    return int(found[1]) * _UNITS[found[2]] if found else None


def _wrong(every: str, error: str) -> str:
    """What is wrong with a cron line, from the library's "Bad day-of-month"."""
    field = error.removeprefix("Bad ").replace("-", " ")
    if field == "day of month" and re.fullmatch(r"[0-9]+", day := every.split()[2]) and 0 < int(day) < 32:
        return _NO_SUCH_DAY
    return f"the {field} of this cron line is wrong; its fields are {_FIELDS}"


def _back(every: str, wall: datetime) -> Iterator[datetime]:
    """The slots at or before a time on the wall, newest first; times on the wall have no zone."""
    step = _step(every)
    if step is None:
        yield from CronSim(every, wall.replace(microsecond=0) + timedelta(seconds=1), reverse=True)
        return
    origin = _origin(every)
    for number in count((wall - origin) // step, -1):
        yield origin + number * step


def _on(every: str, wall: datetime) -> Iterator[datetime]:
    """The slots after a time on the wall, in their order."""
    step = _step(every)
    if step is None:
        yield from CronSim(every, wall)
        return
    origin = _origin(every)
    for number in count((wall - origin) // step + 1):
        yield origin + number * step


def _origin(every: str) -> datetime:
    """Where periods are counted from, so that they do not hang on when a watch was first run."""
    return _MONDAY if every.endswith("w") else _EPOCH


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock on the wall first shows the time or, where it jumps over it, jumps."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first
    before = second.astimezone(zone).utcoffset()
    seconds = range(int(second.timestamp()), int(first.timestamp()) + 1)
    jump = bisect_left(seconds, True, key=lambda at: datetime.fromtimestamp(at, zone).utcoffset() != before)
    return datetime.fromtimestamp(seconds[jump], UTC)
