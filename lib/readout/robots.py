"""What a site asks of programs: what its robots.txt says (RFC 9309), and time between two requests."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from readout.guard import OwnNetwork

AGENT = "Readout"
LEAST_PAUSE, LONGEST_PAUSE = 1.0, 10.0  # seconds between two requests to one host
KEPT, KEPT_FAILURE = 86_400.0, 600.0  # seconds that what was found is believed

_lock = threading.Lock()
_read: dict[str, "_Rules"] = {}
_turns: dict[str, float] = {}


@dataclass(frozen=True)
class _Rules:
    """What a site's robots.txt says, until when; or in a line why it could not be read."""

    until: float
    parser: RobotFileParser
    problem: str = ""


def admit(url: str, fetch: Callable[[str], str], sleep: Callable[[float], None]) -> None:
    """Waits until the host may be asked again, by its Crawl-delay within `LEAST_PAUSE` and `LONGEST_PAUSE`.

    `fetch` gives the text of a robots.txt, "" where the site has none. Raises ValueError with one line where the
    site refuses the page, or where its robots.txt cannot be read: then nobody knows.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    home = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    rules = _read.get(home)
    if rules is None or time.monotonic() > rules.until:
        _turn(host, LEAST_PAUSE, sleep)
        rules = _read[home] = _rules(f"{home}/robots.txt", fetch)
    if rules.problem:
        raise ValueError(f"has a robots.txt that {rules.problem}; try again later")
    if not rules.parser.can_fetch(AGENT, url):
        raise ValueError("is closed to programs by the site's robots.txt; save the page and give the file")
    asked = float(rules.parser.crawl_delay(AGENT) or 0)
    _turn(host, min(max(asked, LEAST_PAUSE), LONGEST_PAUSE), sleep)


def _rules(url: str, fetch: Callable[[str], str]) -> _Rules:
    now, parser = time.monotonic(), RobotFileParser()
    try:
        text = fetch(url)
    except OwnNetwork:
        raise
    except ValueError as problem:
        return _Rules(now + KEPT_FAILURE, parser, str(problem).partition(";")[0])
    try:
        parser.parse(text.splitlines())
    except ValueError:  # numbers and addresses that are none
        return _Rules(now + KEPT_FAILURE, parser, "cannot be understood")
    return _Rules(now + KEPT, parser)


def _turn(host: str, pause: float, sleep: Callable[[float], None]) -> None:
    """Waits for the host's turn, and lets the next one come after the pause."""
    with _lock:
        now = time.monotonic()
        turn = max(now, _turns.get(host, now))
        _turns[host] = turn + pause
    if turn > now:
        sleep(turn - now)
