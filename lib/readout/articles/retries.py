"""Trying again: what another try may mend, and the pauses between tries."""

import contextlib
import email.utils
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from readout.errors import UserError

SAVE = "or save the page from a browser and give the file"
LONGEST_PAUSE = 60.0  # seconds; a server that asks for more is not asked again

T = TypeVar("T")


class Trouble(UserError):
    """Why there is no answer, with its status; if `passing`, another try may bring one, `after` these seconds."""

    def __init__(self, line: str, *, status: int = 0, passing: bool = False, after: float = 0.0) -> None:
        super().__init__(line)
        self.status, self.passing, self.after = status, passing, after


def retried(work: Callable[[], T], tries: int, sleep: Callable[[float], None]) -> T:
    """What `work` gives, tried at most `tries` times.

    The pauses are of 0.5 to 1 s, then twice that, and so on, so that many who failed at once do not all come back
    at once. Raises the last Trouble.
    """
    for done in range(1, tries):
        try:
            return work()
        except Trouble as trouble:
            pause = max(random.uniform(0.5, 1.0) * 2 ** (done - 1), trouble.after)
            if not trouble.passing or pause > LONGEST_PAUSE:
                raise
        sleep(pause)
    return work()


def refused(status: int, phrase: str, retry_after: str) -> Trouble:
    """What an answer of another status than 200 says; busy servers (429, 5xx) may answer later."""
    return Trouble(
        f"answers {status} {phrase}".rstrip() + f"; check the address, {SAVE}",
        status=status,
        passing=status == 429 or status >= 500,
        after=_seconds(retry_after.strip()),
    )


def _seconds(value: str) -> float:
    """The seconds that a Retry-After asks for, as a number or a date; 0 where it says neither."""
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    with contextlib.suppress(ValueError, OverflowError):
        moment = email.utils.parsedate_to_datetime(value)
        return max((moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
    return 0.0
