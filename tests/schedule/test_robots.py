"""What a site's robots.txt closes is not fetched, and each host is left time between two requests."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import ClassVar

import pytest

from readout.articles import limits
from readout.articles.fetch import Response, get
from readout_app.schedule import robots
from support.web_server import Answers, Server, World, address, serving


class Site(Answers):
    """Answers /page/… with a page, /to/… with a redirect, and /robots.txt with its `rules`."""

    asked: ClassVar[list[str]] = []
    rules: tuple[int, bytes] = (404, b"")

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/robots.txt":
            self.answer(self.rules[1], self.rules[0])
        else:
            super().do_GET()

    def _page(self, _value: str) -> None:
        self.answer(b"page", Content_Type="text/html")

    def _to(self, value: str) -> None:
        self.answer(status=302, Location=value)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(Site, "asked", [])
    monkeypatch.setattr(robots, "_sites", {})
    monkeypatch.setattr(robots, "_turns", {})
    monkeypatch.setattr(limits, "call", lambda function, *given: function(*given))  # it takes time to begin
    with serving(Site) as running:
        yield running


def problem(work: Callable[[], object]) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        work()
    return str(caught.value)


def politely(server: Server, path: str, slept: list[float] | None = None) -> Response:
    sleep = (slept if slept is not None else []).append
    admit = robots.make_admit(private=True, sleep=sleep)
    return get(address(server) + path, private=True, admit=admit, sleep=sleep)


@pytest.mark.parametrize(
    ("rules", "pause"),
    [
        ((404, b""), 1),
        ((403, b"no"), 1),
        ((200, b"User-agent: *\nDisallow: /to/\n"), 1),
        ((200, b"User-agent: *\nDisallow: /\n\nUser-agent: readout\nDisallow:\nCrawl-delay: 5\n"), 5),
        ((200, b"User-agent: *\nCrawl-delay: 600\n"), 10),
        ((200, "User-agent: *\nCrawl-delay: ²\nDisallow: //[x".encode()), 1),
    ],
)
def test_a_host_is_left_time_between_requests(
    server: Server, monkeypatch: pytest.MonkeyPatch, rules: tuple[int, bytes], pause: float
) -> None:
    monkeypatch.setattr(Site, "rules", rules)
    now = time.monotonic()
    monkeypatch.setattr(robots, "time", SimpleNamespace(monotonic=lambda: now))
    slept: list[float] = []
    for name in "ab":
        assert politely(server, f"/page/{name}", slept).media_type == "text/html"
    assert Site.asked == ["/robots.txt", "/page/a", "/page/b"]
    # The sleeps are not slept here, so that the second adds up with the first; the clock stands still.
    assert slept == [1, 1 + pause]


CLOSED = "is closed to programs by the site's robots.txt; save the page and give the file"


@pytest.mark.parametrize(
    ("path", "rules", "is_open"),
    [
        ("/page/a", "User-agent: Readout\nDisallow: /page/", False),
        ("/to//page/a", "User-agent: Readout\nDisallow: /page/", False),
        ("/page/a?print=1", "User-agent: *\nDisallow: /*?print=", False),
        ("/page/a?id=1", "User-agent: *\nDisallow: /*?print=\nDisallow: /*.pdf$", True),
        ("/page/a.pdf", "User-agent: *\nDisallow: /*.pdf$", False),
        ("/page/a.pdf?id=1", "User-agent: *\nDisallow: /*.pdf$", True),
        ("/page/a", "User-agent: bot\nUser-agent: *\nAllow: /\nDisallow: /page/", False),
        ("/page/a", "User-agent: *\nDisallow: /\nAllow: /page/", True),
        ("/page/a", "User-agent: bot\nDisallow: /\n\nUser-agent: *\nDisallow: /to/", True),
    ],
)
def test_a_closed_page_is_not_asked_for(
    server: Server, monkeypatch: pytest.MonkeyPatch, path: str, rules: str, is_open: bool
) -> None:
    monkeypatch.setattr(Site, "rules", (200, rules.encode()))
    if is_open:
        assert politely(server, path).media_type == "text/html"
    else:
        assert problem(lambda: politely(server, path)) == CLOSED
        assert not [one for one in Site.asked if one.startswith("/page/")]
        assert get(address(server) + path, private=True).media_type == "text/html"  # a person's own wish


def test_rules_for_many_names_are_read_in_good_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = "".join(f"User-agent: {n}\n" for n in range(14_000))
    rules += "User-agent: *\n" + "".join(f"Disallow: /page/{n}\n" for n in range(12_000))
    monkeypatch.setattr(Site, "rules", (200, rules.encode()))
    started = time.monotonic()
    assert problem(lambda: politely(server, "/page/7")).startswith("is closed")
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("rules", "expected", "times"),
    [((503, b""), "answers 503 Service Unavailable", 3), ((200, b"#" * 5_000_001), "is larger than 5 MB", 1)],
)
def test_robots_that_cannot_be_read(
    server: Server, monkeypatch: pytest.MonkeyPatch, rules: tuple[int, bytes], expected: str, times: int
) -> None:
    monkeypatch.setattr(Site, "rules", rules)
    for _ in range(2):
        found = problem(lambda: politely(server, "/page/a"))
        assert found == f"has a robots.txt that {expected}; try again later"
    assert Site.asked == ["/robots.txt"] * times


def test_of_a_site_that_is_down_nothing_is_said_of_its_robots() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        down = f"http://127.0.0.1:{free.getsockname()[1]}/a"
    admit = robots.make_admit(private=True, sleep=lambda _: None)
    assert problem(lambda: get(down, private=True, admit=admit)).startswith("cannot be reached (")


def test_many_who_ask_at_once_have_the_robots_read_once(server: Server) -> None:
    with ThreadPoolExecutor(8) as threads:
        for path in "abcdefgh":
            threads.submit(politely, server, f"/page/{path}")
    assert sorted(Site.asked) == [*(f"/page/{path}" for path in "abcdefgh"), "/robots.txt"]


def test_as_much_of_robots_is_kept_as_there_is_room_for(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "rules", (200, b"User-agent: *\nDisallow: /page/b\nDisallow: /page/a\n"))
    monkeypatch.setattr(robots, "MAX_LENGTH", 33)
    monkeypatch.setattr(robots, "MAX_SITES", 1)
    assert politely(server, "/page/a").media_type == "text/html"
    assert problem(lambda: politely(server, "/page/b")).startswith("is closed")
    elsewhere = address(server).replace("127.0.0.1", "localhost")
    admit = robots.make_admit(private=True, sleep=lambda _: None)
    get(f"{elsewhere}/page/a", private=True, admit=admit)
    assert list(robots._sites) == [elsewhere]


def test_robots_lead_nowhere_private(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(server, monkeypatch)
    world.names["paper.example"] = [["10.0.0.1"]]
    admit = robots.make_admit(sleep=lambda _: None)
    expected = "leads to an address of your own network (10.0.0.1); allow that with private = true, or --private"
    assert problem(lambda: get("http://paper.example/a", admit=admit)) == expected


def test_robots_are_read_again_after_a_day(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "KEPT", -1.0)
    for _ in range(2):
        politely(server, "/page/a")
    assert Site.asked == ["/robots.txt", "/page/a"] * 2
