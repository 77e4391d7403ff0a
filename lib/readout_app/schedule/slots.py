"""Slots: the moments at which a watch has to run, and whether its newest one has.

`every` is a period or a cron line, by the clock of a zone. Cron lines are read as Debian's cron reads them (cronsim):
at a fixed time in an hour that the clock jumps over, a slot comes right after the jump; in an hour that comes twice it
comes the first time, as do periods of several hours. A cron line whose minute or hour starts with `*` runs on through
both, as do periods of an hour or less.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from readout.errors import UserError
from readout.wording import day_in_words

_VALID = (
    "give a period, which is a part of an hour (30m) or of a day (6h), 1d or 1w, or a cron line of five fields: "
    "minute 0-59, hour 0-23, day of month 1-31, month 1-12 or jan-dec, day of week 0-7 or sun-sat"
)
_COUNTED = 1000  # missed slots; of more, nobody asks how many


class DueSlot(NamedTuple):
    """A run that is due: its `slot` (UTC), and `why` in words. One run makes up for the slots missed before it."""

    slot: datetime
    why: str


def cron_line(every: str) -> str:
    """Return a period as the cron line that it stands for, and a cron line as it is; raises UserError for all else."""
    number, unit = int(re.match("[0-9]{0,2}", every)[0] or 0), every.lstrip("0123456789")  # type: ignore[index]
    line = every
    if unit in ("m", "h") and number and (60 if unit == "m" else 24) % number == 0:
        # Not "0 */2 * * *": that would come twice in an hour that comes twice.
        hours = "*" if number == 1 else f"0-23/{number}"
        line = f"*/{number} * * * *" if unit == "m" else f"0 {hours} * * *"
    line = {"1d": "0 0 * * *", "1w": "0 0 * * mon"}.get(every, line)
    if len(line.split()) != 5:
        raise UserError(f'"{every}" is no period and no cron line; {_VALID}')
    try:
        if next(CronSim(line, datetime(2000, 1, 1)), None) is None:
            raise CronSimError("Bad day-of-month")
    except CronSimError as error:
        what = str(error).removeprefix("Bad ").replace("-", " ")
        raise UserError(f'"{every}" has a {what} that never comes; {_VALID}') from None
    return line


def newest_slot(every: str, zone: str, now: datetime) -> datetime:
    """Return the newest slot at or before `now` (aware), in UTC."""
    second = now.astimezone(ZoneInfo(zone)).replace(microsecond=0) + timedelta(seconds=1)
    earlier = (slot.astimezone(UTC) for slot in CronSim(cron_line(every), second, reverse=True))
    slot = next(slot for slot in earlier if slot <= now)
    # In an hour that comes twice, cronsim looks back from its first coming.
    for later in takewhile(lambda slot: slot <= now, slots_after(every, zone, slot)):
        slot = later
    return slot


def slots_after(every: str, zone: str, now: datetime) -> Iterator[datetime]:
    """Yield the slots after `now` (aware), in UTC, each once, without an end."""
    passed = now
    for local in CronSim(cron_line(every), now.astimezone(ZoneInfo(zone))):
        slot = local.astimezone(UTC)
        if slot > passed:
            yield slot
            passed = slot


def due(every: str, zone: str, last: datetime | None, now: datetime) -> DueSlot | None:
    """Return what is due at `now` (aware), where `last` is the slot that ran last; None where nothing is.

    A slot that has run is not due again, also where the clock was set back. A last slot more than a day ahead
    of `now` was written by a clock that was wrong, and counts for nothing: the watch would rest until then.
    """
    newest = newest_slot(every, zone, now)
    if last is None:
        return DueSlot(newest, f"due: it has never run; its slot is that of {moment_in_words(newest, zone)}")
    if last > now + timedelta(days=1):
        when = f"its last slot, {moment_in_words(last, zone)}"
        return DueSlot(newest, f"due: {when}, lies in the future: the clock was wrong then")
    if newest <= last:
        return None
    between = takewhile(lambda slot: slot < newest, slots_after(every, zone, last))
    missed = sum(1 for _ in islice(between, _COUNTED))
    why = f"due: the slot of {moment_in_words(newest, zone)} has not run"
    if missed:
        least, plural = "at least " if missed == _COUNTED else "", "" if missed == 1 else "s"
        becomes = "becomes" if missed == 1 else "become"
        why += f"; {least}{missed:,} slot{plural} missed before it {becomes} one run with it"
    return DueSlot(newest, why)


def describe_next(every: str, zone: str, last: datetime | None, now: datetime) -> str:
    """Say when a watch that is not due runs next: "next on 25 November 2026, 06:30 (Europe/Berlin)"."""
    return f"next on {moment_in_words(next(slots_after(every, zone, max(now, last or now))), zone)}"


def moment_in_words(moment: datetime, zone: str) -> str:
    """Return a moment by the clock of a zone: "25 November 2026, 06:30 (Europe/Berlin)"."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_in_words(local)}, {local:%H:%M} ({zone})"
