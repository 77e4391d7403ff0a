from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout_app.schedule.slots import after, check, newest

BERLIN = "Europe/Berlin"  # 2026: clock forward on 29 March at 01:00 UTC, back on 25 October at 01:00 UTC
EVERY = [
    *("1m", "7m", "30m", "1h", "5h", "1d", "3d", "1w", "2w"),
    *("30 6 * * mon-fri", "*/20 2 * * *", "0 0 29 2 *", "15 2 25 10 *", "0 0 * * sun"),
]
ZONES = ["UTC", BERLIN, "America/New_York", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia"]
MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def some(every: str, zone: str, since: str, number: int) -> list[str]:
    """The first slots after a moment, in UTC."""
    return [f"{slot:%Y-%m-%d %H:%M}" for slot in islice(after(every, zone, utc(since)), number)]


@pytest.mark.parametrize(
    ("every", "zone", "now", "slot"),
    [
        ("1d", "UTC", "2026-11-24 15:00", "2026-11-24 00:00"),
        ("1d", "UTC", "2026-11-24 00:00", "2026-11-24 00:00"),
        ("1d", "UTC", "2026-11-23 23:59:59.999", "2026-11-23 00:00"),
        ("1d", BERLIN, "2026-11-24 15:00", "2026-11-23 23:00"),
        ("1w", "UTC", "2026-11-24 15:00", "2026-11-23 00:00"),  # a Monday
        ("6h", BERLIN, "2026-11-24 10:59", "2026-11-24 05:00"),
        ("15m", "Asia/Kathmandu", "2026-11-24 10:59", "2026-11-24 10:45"),  # UTC+05:45
        ("2d", "UTC", "1970-01-04 12:00", "1970-01-03 00:00"),
        ("30 6 * * mon-fri", BERLIN, "2026-11-23 05:29:59", "2026-11-20 05:30"),
        ("30 6 * * mon-fri", BERLIN, "2026-11-23 05:30", "2026-11-23 05:30"),
        ("0 0 29 2 *", "UTC", "2027-02-28 23:00", "2024-02-29 00:00"),
        ("0 0 29 2 *", "UTC", "2028-02-29 00:00", "2028-02-29 00:00"),
        ("0 0 * 2 mon#5", "UTC", "2026-01-01 00:00", "2016-02-29 00:00"),
    ],
)
def test_the_newest_slot(every: str, zone: str, now: str, slot: str) -> None:
    assert newest(every, zone, utc(now)) == utc(slot)


@pytest.mark.parametrize(
    ("every", "since", "slots"),
    [
        (  # 02:30 does not exist on 29 March: right after the jump, at 03:00
            "30 2 * * *",
            "2026-03-28 00:00",
            ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"],
        ),
        (  # three slots in that hour and the one at 03:00 are one
            "*/20 2,3 * * *",
            "2026-03-29 00:00",
            ["2026-03-29 01:00", "2026-03-29 01:20", "2026-03-29 01:40", "2026-03-30 00:00"],
        ),
        (  # 02:30 comes twice on 25 October: the first time
            "30 2 * * *",
            "2026-10-24 01:00",
            ["2026-10-25 00:30", "2026-10-26 01:30"],
        ),
        ("1h", "2026-03-28 23:30", ["2026-03-29 00:00", "2026-03-29 01:00", "2026-03-29 02:00"]),
        ("1h", "2026-10-24 23:30", ["2026-10-25 00:00", "2026-10-25 02:00", "2026-10-25 03:00"]),
        ("1d", "2026-03-28 00:00", ["2026-03-28 23:00", "2026-03-29 22:00"]),
        ("1d", "2026-10-24 00:00", ["2026-10-24 22:00", "2026-10-25 23:00"]),
    ],
)
def test_daylight_saving(every: str, since: str, slots: list[str]) -> None:
    assert some(every, BERLIN, since, len(slots)) == slots


@pytest.mark.parametrize(
    "now", ["2026-10-25 00:30", "2026-10-25 00:59", "2026-10-25 01:10", "2026-10-25 01:59"]
)
def test_in_the_hour_that_comes_twice_the_first_counts(now: str) -> None:
    assert newest("30 2 * * *", BERLIN, utc(now)) == utc("2026-10-25 00:30")
    assert some("30 2 * * *", BERLIN, now, 1) == ["2026-10-26 01:30"]


def test_a_midnight_and_a_day_that_do_not_exist() -> None:
    # Havana goes from 00:00 to 01:00 on 8 March 2026; Apia had no 30 December 2011
    assert some("1d", "America/Havana", "2026-03-07 12:00", 2) == ["2026-03-08 05:00", "2026-03-09 04:00"]
    assert some("1d", "Pacific/Apia", "2011-12-29 12:00", 2) == ["2011-12-30 10:00", "2011-12-31 10:00"]


def test_leap_days() -> None:
    assert some("0 0 29 2 *", "UTC", "2026-11-24 00:00", 2) == ["2028-02-29 00:00", "2032-02-29 00:00"]
    assert some("1d", "UTC", "2028-02-28 00:00", 2) == ["2028-02-29 00:00", "2028-03-01 00:00"]
    assert some("0 0 29 2 *", "UTC", "2096-03-01 00:00", 1) == ["2104-02-29 00:00"]


@given(st.sampled_from(EVERY), st.sampled_from(ZONES), MOMENTS)
def test_no_slot_lies_between_the_newest_and_the_next(every: str, zone: str, now: datetime) -> None:
    last, (following, later) = newest(every, zone, now), islice(after(every, zone, now), 2)
    assert last <= now < following < later
    assert newest(every, zone, following) == following
    assert newest(every, zone, following - timedelta(microseconds=1)) == last
    assert next(after(every, zone, last)) == following


FIELDS = "minute 0-59, hour 0-23, day of month 1-31, month 1-12 or jan-dec, day of week 0-7 or sun-sat"
NEITHER = (
    "is neither a period, such as 30m, 6h, 1d or 1w, nor a cron line of five fields, such as 30 6 * * mon-fri"
)
NO_SUCH_DAY = "no day is like that; mind how long the months are"


@pytest.mark.parametrize(
    ("every", "message"),
    [
        ("60 6 * * *", f"the minute of this cron line is wrong; its fields are {FIELDS}"),
        ("0 24 * * *", f"the hour of this cron line is wrong; its fields are {FIELDS}"),
        ("0 6 32 * *", f"the day of month of this cron line is wrong; its fields are {FIELDS}"),
        ("0 6 0 * *", f"the day of month of this cron line is wrong; its fields are {FIELDS}"),
        ("0 6 * 13 *", f"the month of this cron line is wrong; its fields are {FIELDS}"),
        ("0 6 * * fri-mon", f"the day of week of this cron line is wrong; its fields are {FIELDS}"),
        ("0 6 30 2 *", NO_SUCH_DAY),
        ("0 6 31 4,6 *", NO_SUCH_DAY),
    ],
)
def test_a_cron_line_out_of_range(every: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        check(every)
    assert str(caught.value) == f'"{every}": {message}'


@pytest.mark.parametrize(
    "every",
    [
        "",
        "daily",
        "@daily",
        "0d",
        "1.5d",
        "1D",
        "10000d",
        "1 d",
        "0 6 * *",
        "0 0 6 * * *",
        "1," * 60 + "1 * * * *",
    ],
)
def test_what_is_neither_period_nor_cron_line(every: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        check(every)
    assert str(caught.value) == f'"{every}" {NEITHER}'


@given(st.text("0123456789*/-,#LlWw monfri", max_size=30))
def test_what_is_let_through_has_slots(every: str) -> None:
    try:
        check(every)
    except ValueError:
        return
    now = utc("2026-11-24 15:00")
    assert newest(every, BERLIN, now) <= now < next(after(every, BERLIN, now))
