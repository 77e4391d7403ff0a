"""What a site's robots.txt closes is not fetched, and each host is left time between two requests."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest

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
    with serving(Site) as running:
        yield running


def problem(work: Callable[[], object]) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        work()
    return str(caught.value)


def polite(server: Server, path: str, slept: list[float]) -> Response:
    return get(
        address(server) + path,
        private=True,
        admit=robots.polite(private=True, sleep=slept.append),
        sleep=slept.append,
    )


@pytest.mark.parametrize(
    ("rules", "pause"),
    [
        ((404, b""), 1),
        ((403, b"no"), 1),
        ((200, b"User-agent: *\nDisallow: /to/\n"), 1),
        ((200, b"User-agent: *\nDisallow: /\n\nUser-agent: readout\nDisallow:\nCrawl-delay: 5\n"), 5),
        ((200, b"User-agent: *\nCrawl-delay: 600\n"), 10),
    ],
)
def test_a_host_is_left_time_between_requests(
    server: Server, monkeypatch: pytest.MonkeyPatch, rules: tuple[int, bytes], pause: float
) -> None:
    monkeypatch.setattr(Site, "rules", rules)
    slept: list[float] = []
    for name in "ab":
        assert polite(server, f"/page/{name}", slept).media_type == "text/html"
    assert Site.asked == ["/robots.txt", "/page/a", "/page/b"]
    # The sleeps are not slept here, so that the second adds up with the first.
    assert slept == [pytest.approx(1, abs=0.5), pytest.approx(1 + pause, abs=0.5)]


@pytest.mark.parametrize("path", ["/page/a", "/to//page/a"])
def test_a_closed_page_is_not_asked_for(server: Server, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(Site, "rules", (200, b"User-agent: Readout\nDisallow: /page/\n"))
    expected = "is closed to programs by the site's robots.txt; save the page and give the file"
    assert problem(lambda: polite(server, path, [])) == expected
    assert "/page/a" not in Site.asked
    assert get(f"{address(server)}/page/a", private=True).media_type == "text/html"  # a person's own wish


@pytest.mark.parametrize(
    ("rules", "expected", "times"),
    [
        ((503, b""), "answers 503 Service Unavailable", 3),
        ((200, "User-agent: *\nCrawl-delay: ²".encode()), "cannot be understood", 1),
        ((200, b"User-agent: *\nDisallow: //[x"), "cannot be understood", 1),
    ],
)
def test_robots_that_cannot_be_read(
    server: Server, monkeypatch: pytest.MonkeyPatch, rules: tuple[int, bytes], expected: str, times: int
) -> None:
    monkeypatch.setattr(Site, "rules", rules)
    for _ in range(2):
        found = problem(lambda: polite(server, "/page/a", []))
        assert found == f"has a robots.txt that {expected}; try again later"
    assert Site.asked == ["/robots.txt"] * times


def test_of_a_site_that_is_down_nothing_is_said_of_its_robots() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    down = f"http://127.0.0.1:{port}/a"
    said = problem(
        lambda: get(
            down, private=True, admit=robots.polite(private=True, sleep=lambda _: None), sleep=lambda _: None
        )
    )
    assert said.startswith("cannot be reached (")


def test_robots_are_read_again_after_a_day(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "KEPT", -1.0)
    for _ in range(2):
        polite(server, "/page/a", [])
    assert Site.asked == ["/robots.txt", "/page/a"] * 2


def test_many_who_ask_at_once_have_the_robots_read_once(server: Server) -> None:
    with ThreadPoolExecutor(8) as threads:
        for path in "abcdefgh":
            threads.submit(polite, server, f"/page/{path}", [])
    assert sorted(Site.asked) == [*(f"/page/{path}" for path in "abcdefgh"), "/robots.txt"]


def test_as_much_of_robots_is_kept_as_there_is_room_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Site, "rules", (200, b"User-agent: *\nDisallow: /page/b\nDisallow: /page/a\n"))
    monkeypatch.setattr(robots, "LONGEST", 33)
    monkeypatch.setattr(robots, "_MOST", 1)
    assert polite(server, "/page/a", []).media_type == "text/html"
    with pytest.raises(ValueError, match="closed to programs"):
        polite(server, "/page/b", [])
    elsewhere = address(server).replace("127.0.0.1", "localhost")
    get(
        f"{elsewhere}/page/a",
        private=True,
        admit=robots.polite(private=True, sleep=lambda _: None),
        sleep=lambda _: None,
    )
    assert list(robots._sites) == [elsewhere]


def test_robots_lead_nowhere_private(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(server, monkeypatch)
    world.names["paper.example"] = [["10.0.0.1"]]
    admit = robots.polite(sleep=lambda _: None)
    expected = (
        "leads to an address of your own network (10.0.0.1); allow that with private = true, or --private"
    )
    assert problem(lambda: get("http://paper.example/a", admit=admit)) == expected
