"""What a site asks of programs: what its robots.txt says (RFC 9309), and time between two requests."""

import math
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from readout.articles import fetch as web
from readout.articles.fetch import FetchError, OwnNetworkError
from readout.errors import UserError

LEAST_PAUSE, LONGEST_PAUSE = 1.0, 10.0  # seconds between two requests to one host
KEPT, KEPT_FAILURE = 86_400.0, 600.0  # seconds that what was found is believed
LONGEST = 500 * 1024  # characters of a robots.txt that count (RFC 9309, 2.5)
_MOST = 500  # sites whose rules are kept: feeds lead to any number

_lock = threading.Lock()
_sites: dict[str, "_Site"] = {}
_turns: dict[str, float] = {}


class _Site:
    """What a site's robots.txt says, until when; or in a line why it could not be read.

    Its text is kept, not what was made of that, which can be many times as large.
    """

    def __init__(self) -> None:
        self.asking = threading.Lock()
        self.until, self.text, self.problem = -math.inf, "", ""


def polite(*, private: bool = False, sleep: Callable[[float], None] = time.sleep) -> Callable[[str], None]:
    """What `web.get` is to call before it asks: obeys the robots.txt of each site, and waits for a host's turn."""
    return lambda url: admit(url, lambda home: _fetched(home, private, sleep), sleep)


def admit(url: str, fetch: Callable[[str], str], sleep: Callable[[float], None]) -> None:
    """Waits until the host may be asked again, by its Crawl-delay within `LEAST_PAUSE` and `LONGEST_PAUSE`.

    `fetch` gives the text of a robots.txt, "" where the site has none. Raises ValueError with one line where the
    site refuses the page, or where its robots.txt cannot be read: then nobody knows.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    home = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    site = _site(home)
    with site.asking:  # once for all who want to know at the same time
        if time.monotonic() > site.until:
            _turn(host, LEAST_PAUSE, sleep)
            _read(site, f"{home}/robots.txt", fetch)
    if site.problem:
        raise UserError(f"{site.problem}; try again later")
    rules = _rules(site.text)
    if not rules.can_fetch(web.AGENT, url):
        raise UserError("is closed to programs by the site's robots.txt; save the page and give the file")
    asked = float(rules.crawl_delay(web.AGENT) or 0)
    _turn(host, min(max(asked, LEAST_PAUSE), LONGEST_PAUSE), sleep)


def _fetched(url: str, private: bool, sleep: Callable[[float], None]) -> str:
    """The text of a robots.txt; none where the server says that there is none to be had."""
    try:
        return web.get(url, private=private, sleep=sleep).data.decode("utf-8", "replace")
    except FetchError as trouble:
        if 400 <= trouble.status < 500 and trouble.status != 429:
            return ""
        raise


def _site(home: str) -> _Site:
    with _lock:
        while len(_sites) >= _MOST and home not in _sites:
            del _sites[next(iter(_sites))]
        return _sites.setdefault(home, _Site())


def _read(site: _Site, url: str, fetch: Callable[[str], str]) -> None:
    try:
        site.text, site.problem = fetch(url)[:LONGEST], ""
        _rules(site.text)
    except OwnNetworkError:
        raise
    except ValueError as problem:
        said = str(problem).partition(";")[0]
        down = isinstance(problem, FetchError) and not problem.status
        site.problem = said if down else f"has a robots.txt that {said}"
    site.until = time.monotonic() + (KEPT_FAILURE if site.problem else KEPT)


def _rules(text: str) -> RobotFileParser:
    parser = RobotFileParser()
    try:
        parser.parse(text.splitlines())
    except ValueError:  # numbers and addresses that are none
        raise UserError("cannot be understood") from None
    return parser


def _turn(host: str, pause: float, sleep: Callable[[float], None]) -> None:
    """Waits for the host's turn, and lets the next one come after the pause."""
    with _lock:
        now = time.monotonic()
        turn = max(now, _turns.get(host, now))
        _turns[host] = turn + pause
    if turn > now:
        sleep(turn - now)
