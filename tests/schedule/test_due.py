from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout_app.schedule.config import Watch
from readout_app.schedule.due import Due, due, following, slot, waiting

WEEKDAYS = Watch("daily", ("articles",), "30 6 * * mon-fri", zone="Europe/Berlin")
HOURLY = Watch("hourly", ("articles",), "1h")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOW = utc("2026-11-24 15:00")  # a Tuesday
SLOT = utc("2026-11-24 05:30")
SAID = "24 November 2026, 06:30 (Europe/Berlin)"


@pytest.mark.parametrize(
    ("last", "missed", "why"),
    [
        (None, 0, f"it has never run; its slot is that of {SAID}"),
        ("2026-11-23 05:30", 0, f"the slot of {SAID} has not run"),
        (
            "2026-11-20 05:30",
            1,
            f"the slot of {SAID} has not run; 1 slot missed before it becomes one run with it",
        ),
        (
            "2026-11-18 05:30",
            3,
            f"the slot of {SAID} has not run; 3 slots missed before it become one run with it",
        ),
        (  # since the clock was wrong
            "2099-01-01 05:30",
            0,
            "its last slot, 1 January 2099, 06:30 (Europe/Berlin), lies in the future: the clock was wrong then",
        ),
    ],
)
def test_what_is_due_says_why(last: str | None, missed: int, why: str) -> None:
    assert due(WEEKDAYS, last and utc(last), NOW) == Due(SLOT, missed, f"due: {why}")


def test_of_many_missed_slots_the_first_thousand_are_counted() -> None:
    found = due(HOURLY, utc("2020-01-01 00:00"), NOW)
    assert found == Due(
        utc("2026-11-24 15:00"),
        1000,
        "due: the slot of 24 November 2026, 15:00 (UTC) has not run; "
        "at least 1,000 slots missed before it become one run with it",
    )


def test_what_has_run_is_not_due_again() -> None:
    assert due(WEEKDAYS, SLOT, NOW) is None
    assert due(WEEKDAYS, SLOT, utc("2026-11-25 05:29")) is None
    assert waiting(WEEKDAYS, SLOT, NOW) == "next on 25 November 2026, 06:30 (Europe/Berlin)"


def test_a_clock_set_back_repeats_nothing() -> None:
    back = utc("2026-11-24 03:00")
    assert due(WEEKDAYS, SLOT, back) is None
    assert waiting(WEEKDAYS, SLOT, back) == "next on 25 November 2026, 06:30 (Europe/Berlin)"


def test_a_watch_that_never_ran_waits_for_its_next_slot() -> None:
    assert waiting(HOURLY, None, NOW) == "next on 24 November 2026, 16:00 (UTC)"


WATCHES = st.builds(
    lambda every, zone: Watch("any", ("articles",), every, zone=zone),
    st.sampled_from(["20m", "1h", "1d", "30 2 * * *", "*/30 * * * *", "0 */6 * * *"]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe"]),
)
STARTS = st.sampled_from(["2026-03-28 10:00", "2026-10-24 10:00", "2026-04-04 03:00", "2026-03-07 20:00"])
STEPS = st.lists(st.integers(-300, 900), max_size=60)  # minutes between triggers; the clock may go back


@given(WATCHES, STARTS.map(utc), STEPS)
def test_each_slot_runs_once_at_any_triggers(watch: Watch, now: datetime, steps: list[int]) -> None:
    done: list[datetime] = []
    made_up, latest = 0, now
    for step in [0, *steps]:
        now += timedelta(minutes=step)
        latest = max(latest, now)
        now = max(now, latest - timedelta(days=1))  # further back: the clock was wrong, see above
        last = done[-1] if done else None
        if found := due(watch, last, now):
            assert found.slot == slot(watch, now) <= now
            done.append(found.slot)
            made_up += found.missed
        assert due(watch, done[-1], now) is None
    assert done == sorted(set(done))
    passed, at = 0, done[0]
    while (at := following(watch, at)) <= done[-1]:
        passed += 1
    assert len(done) - 1 + made_up == passed  # each slot since the first has run or was made up for
