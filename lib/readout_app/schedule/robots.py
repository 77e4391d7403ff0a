"""What a site asks of programs: what its robots.txt says (RFC 9309), and time between two requests."""

import math
import re
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from readout.articles import fetch, limits
from readout.articles.fetch import AGENT, FetchError
from readout.articles.guard import OwnNetworkError
from readout.errors import UserError

LEAST_PAUSE, LONGEST_PAUSE = 1.0, 10.0  # seconds between two requests to one host
KEPT, KEPT_FAILURE = 86_400.0, 600.0  # seconds that a robots.txt, or why it cannot be read, is believed
MAX_LENGTH = 500 * 1024  # characters of a robots.txt that count (RFC 9309, 2.5)
MAX_SITES = 500  # whose rules are kept: feeds lead to any number

_USER_AGENT = re.compile(r"\s*user(?:-|\s*)agent[\s:]+([^#]*)", re.IGNORECASE)
_lock = threading.Lock()
_sites: dict[str, "_Site"] = {}
_turns: dict[str, float] = {}  # when a host may be asked next


class _Site:
    """What a site's robots.txt says, until when; or in a line why it could not be read.

    Its text is kept, not what is made of that, which can be many times as large.
    """

    def __init__(self) -> None:
        self.reading = threading.Lock()
        self.until, self.text, self.problem = -math.inf, "", ""


def make_admit(*, private: bool = False, sleep: Callable[[float], None] = time.sleep) -> Callable[[str], None]:
    """Return what `fetch.get` is to call before it asks for an address.

    It waits until the host may be asked again, by its Crawl-delay within `LEAST_PAUSE` and `LONGEST_PAUSE`, and raises
    ValueError with one line where the site's robots.txt closes the page, or cannot be read: then nobody knows.
    """

    def admit(url: str) -> None:
        host = urlsplit(url).hostname or ""
        text = _robots_of(url, host, private, sleep)
        try:
            is_open, delay = limits.call(ask_rules, text, url) if text else (True, 0.0)
        except limits.LimitError as problem:
            raise UserError(f"has a robots.txt that {problem}; save the page and give the file") from None
        if not is_open:
            raise UserError("is closed to programs by the site's robots.txt; save the page and give the file")
        pause = min(max(LEAST_PAUSE, delay), LONGEST_PAUSE)
        _wait_for_turn(host, pause, sleep)

    return admit


def ask_rules(text: str, url: str) -> tuple[bool, float]:
    """Return whether a robots.txt lets this program read an address, and the seconds that it asks to wait for."""
    rules = _parse(text)
    return bool(rules.can_fetch(url, AGENT)), float(rules.crawl_delay(AGENT) or 0.0)


def _robots_of(url: str, host: str, private: bool, sleep: Callable[[float], None]) -> str:
    """The robots.txt of the site of an address, fetched once a day."""
    parts = urlsplit(url)
    home = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    with _lock:
        while len(_sites) >= MAX_SITES and home not in _sites:
            del _sites[next(iter(_sites))]
        site = _sites.setdefault(home, _Site())
    with site.reading:  # once for all who want to know at the same time
        if time.monotonic() > site.until:
            _wait_for_turn(host, LEAST_PAUSE, sleep)
            _read(site, f"{home}/robots.txt", private, sleep)
    if site.problem:
        raise UserError(f"{site.problem}; try again later")
    return site.text


def _read(site: _Site, url: str, private: bool, sleep: Callable[[float], None]) -> None:
    site.text = site.problem = ""
    try:
        data = fetch.get(url, private=private, sleep=sleep).data
        site.text = data.decode("utf-8-sig", "replace")[:MAX_LENGTH]
    except OwnNetworkError:
        raise
    except ValueError as problem:
        status = problem.status if isinstance(problem, FetchError) else None
        if status is None or status == 429 or not 400 <= status < 500:  # else the site has none to give
            reason = str(problem).partition(";")[0]
            site.problem = reason if status == 0 else f"has a robots.txt that {reason}"
    site.until = time.monotonic() + (KEPT_FAILURE if site.problem else KEPT)


def _parse(text: str) -> Protego:
    """The rules of a robots.txt, which Protego reads as search engines do: with `*` and `$`, the longest match wins.

    Programs that are not meant get one name, as Protego copies each rule of a group to every name in it: for one of
    14,000 names and as many rules that would never end.
    """
    return Protego.parse("\n".join(map(_without_other_names, text.splitlines())))


def _without_other_names(line: str) -> str:
    match = _USER_AGENT.match(line)
    name = match[1].strip().replace("*", "").lower() if match else ""
    return line if AGENT.lower().startswith(name) else "User-agent: other"


def _wait_for_turn(host: str, pause: float, sleep: Callable[[float], None]) -> None:
    """Waits for the host's turn, and lets the next one come after the pause."""
    with _lock:
        now = time.monotonic()
        turn = max(now, _turns.get(host, now))
        _turns[host] = turn + pause
    if turn > now:
        sleep(turn - now)
