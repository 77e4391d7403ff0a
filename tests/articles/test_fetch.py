"""Fetching from a server on this machine, which misbehaves in many ways; no other is ever asked."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from readout.articles import fetch as web
from readout.articles import files as source
from readout.articles import pinned_transport as pinned
from readout.articles.fetch import Answer, Known, get
from readout_app.schedule import robots
from support.web_server import Answers, Server, address, serving

SAVE = "or save the page from a browser and give the file"
OWN = "; allow that with private = true, or --private"
PUBLIC, OTHER = "93.184.216.34", "93.184.216.35"
KNOWN = Known('"v1"', "Tue, 29 Sep 2020 10:00:00 GMT")


class Handler(Answers):
    """Answers as the path says: /flaky/500,500,200, /to/…, and the names below."""

    asked: ClassVar[list[str]] = []
    rules: tuple[int, bytes] = (404, b"")

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/robots.txt":
            self.answer(self.rules[1], self.rules[0])
        elif self.path.startswith("http:"):
            self.answer(b"by proxy")
        else:
            super().do_GET()

    def _page(self, value: str) -> None:
        self.answer(f"{value} for {self.headers['Host']}".encode(), Content_Type="text/html; charset=utf-8")

    def _flaky(self, value: str) -> None:
        codes = value.split(",")
        self.answer(b"here", int(codes[min(self.asked.count(self.path), len(codes)) - 1]))

    def _later(self, value: str) -> None:
        again = self.asked.count(self.path) > 1
        self.answer(b"here", 200 if again else 429, Retry_After=value.replace("_", " "))

    def _to(self, value: str) -> None:
        self.answer(status=302, Location=value)

    def _loop(self, _value: str) -> None:
        self.answer(status=302, Location="/loop/")

    def _tagged(self, _value: str) -> None:
        same = self.headers["If-None-Match"] == '"v1"' and self.headers["If-Modified-Since"] == KNOWN.modified
        self.answer(b"" if same else b"page", 304 if same else 200, ETag='"v1"', Last_Modified=KNOWN.modified)

    def _unasked(self, _value: str) -> None:
        self.answer(status=304)

    def _badtag(self, _value: str) -> None:
        self.answer(b"page", ETag='"caf\xe9"', Last_Modified="x" * 500)

    def _short(self, _value: str) -> None:
        self.answer(b"half", Content_Length="8")

    def _garbage(self, _value: str) -> None:
        self.wfile.write(b"\x00\xff\x1f\r\n\r\n")

    def _hangup(self, _value: str) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def _trickle(self, _value: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.ended.wait(0.01):
            self.wfile.write(b"X: x\r\n")


class World:
    """Names and what each look-up of them gives in turn; what is dialled ends at the server on this machine."""

    def __init__(self, server: Server) -> None:
        self.port = server.server_address[1]
        self.names: dict[str, list[list[str]]] = {"paper.example": [[PUBLIC]]}
        self.looked: list[str] = []
        self.dialled: list[str] = []
        self.dead: set[str] = set()

    def look(self, host: str, port: int, *_rest: Any, **_named: Any) -> list[Any]:
        self.looked.append(host)
        turns = self.names[host]
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    def dial(self, to: tuple[str, int], *_rest: Any, **_named: Any) -> socket.socket:
        self.dialled.append(to[0])
        if to[0] in self.dead:
            raise ConnectionRefusedError(111, "Connection refused")
        link = socket.socket()
        link.connect(("127.0.0.1", self.port))
        return link


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(Handler, "asked", [])
    monkeypatch.setattr(robots, "_sites", {})
    monkeypatch.setattr(robots, "_turns", {})
    with serving(Handler) as running:
        yield running


@pytest.fixture
def world(server: Server, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(server)
    monkeypatch.setattr(socket, "getaddrinfo", made.look)
    monkeypatch.setattr(socket, "create_connection", made.dial)
    return made


def problem(work: Callable[[], object]) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        work()
    return str(caught.value)


def test_an_article_and_a_page_may_be_equally_large() -> None:
    assert web.LIMIT == source.LIMIT


# --- the user's own network


@pytest.mark.parametrize(
    "inner",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%lo",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "2002:a00:1::1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2001:0:a00:1::1",
    ],
)
def test_no_way_into_the_own_network(world: World, inner: str) -> None:
    world.names["paper.example"] = [[PUBLIC, inner]]
    expected = f"leads to an address of your own network ({inner}){OWN}"
    assert problem(lambda: get("http://paper.example/page/a")) == expected
    assert world.dialled == []


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.1", "0x7f000001"]
)
def test_names_and_numbers_of_this_machine(server: Server, host: str) -> None:
    port = server.server_address[1]
    found = problem(lambda: get(f"http://{host}:{port}/page/a"))
    assert found in [f"leads to an address of your own network ({one}){OWN}" for one in ("127.0.0.1", "::1")]
    assert Handler.asked == []
    assert get(f"http://{host}:{port}/page/a", private=True).data == f"a for {host}:{port}".encode()


@pytest.mark.parametrize("outer", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_public_addresses_are_dialled_as_they_were_checked(world: World, outer: str) -> None:
    world.names["paper.example"] = [[outer]]
    found = get("http://paper.example/page/a#part")
    assert found == Answer(b"a for paper.example", "text/html", "http://paper.example/page/a")
    assert (world.looked, world.dialled) == (["paper.example"], [outer])


def test_a_name_that_changes_after_the_check_is_not_looked_up_again(world: World) -> None:
    world.names["paper.example"] = [[PUBLIC], ["127.0.0.1"]]
    assert get("http://paper.example/page/a").data == b"a for paper.example"
    assert world.dialled == [PUBLIC]
    expected = f"leads to an address of your own network (127.0.0.1){OWN}"
    assert problem(lambda: get("http://paper.example/page/a")) == expected
    assert world.dialled == [PUBLIC]


@pytest.mark.parametrize("to", ["http://10.0.0.1/admin", "//router.example/", "/page/a"])
def test_each_redirect_is_checked_anew(world: World, to: str) -> None:
    world.names |= {"paper.example": [[PUBLIC], ["10.0.0.1"]], "10.0.0.1": [["10.0.0.1"]]}
    world.names["router.example"] = [["10.0.0.1"]]
    expected = f"leads to an address of your own network (10.0.0.1){OWN}"
    assert problem(lambda: get(f"http://paper.example/to/{to}")) == expected
    assert world.dialled == [PUBLIC]
    assert Handler.asked == [f"/to/{to}"]


def test_the_next_address_is_tried_where_one_is_dead(world: World) -> None:
    world.names["paper.example"] = [[PUBLIC, OTHER]]
    world.dead = {PUBLIC}
    assert get("http://paper.example/page/a").data == b"a for paper.example"
    assert world.dialled == [PUBLIC, OTHER]


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl")
def test_a_certificate_is_held_to_the_name(
    server: Server, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=paper"
    )
    more = ["-addext", "subjectAltName=DNS:paper.example", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *more], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(pinned, "trusted", pinned.trusted.__wrapped__)
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    world.names["other.example"] = [[PUBLIC]]
    assert get("https://paper.example/page/a").data == b"a for paper.example"
    assert (world.dialled, names) == ([PUBLIC], ["paper.example"])
    refused = problem(lambda: get("https://other.example/page/a", tries=1))
    assert refused.startswith("cannot be reached ([SSL: CERTIFICATE_VERIFY_FAILED]")


def test_proxies_are_for_private_use(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{world.port}")
    expected = f"would be asked for through a proxy, which may lead into your own network{OWN}"
    assert problem(lambda: get("http://paper.example/page/a")) == expected
    assert (world.looked, world.dialled) == ([], [])
    assert get("http://paper.example/page/a", private=True).data == b"by proxy"
    monkeypatch.setenv("no_proxy", "paper.example")
    assert get("http://paper.example/page/a").data == b"a for paper.example"


# --- trying again


def test_what_passes_is_tried_again_after_growing_pauses(server: Server) -> None:
    slept: list[float] = []
    found = get(f"{address(server)}/flaky/500,503,200", private=True, sleep=slept.append)
    assert (found.data, len(slept)) == (b"here", 2)
    assert 0.5 <= slept[0] <= 1.0 <= slept[1] <= 2.0


@pytest.mark.parametrize(
    ("path", "expected", "times"),
    [
        ("/flaky/500", f"answers 500 Internal Server Error; check the address, {SAVE}", 3),
        ("/flaky/404", f"answers 404 Not Found; check the address, {SAVE}", 1),
        ("/later/3600", f"answers 429 Too Many Requests; check the address, {SAVE}", 1),
        ("/loop/", "redirects more than 5 times; check the address", 6),
        (
            "/short/",
            "cannot be reached (peer closed connection without sending complete message body "
            "(received 4 bytes, expected 8)); check the address and the connection",
            3,
        ),
        (
            "/hangup/",
            "cannot be reached (Server disconnected without sending a response.); "
            "check the address and the connection",
            3,
        ),
    ],
)
def test_tries_come_to_an_end(server: Server, path: str, expected: str, times: int) -> None:
    slept: list[float] = []
    assert problem(lambda: get(address(server) + path, private=True, sleep=slept.append)) == expected
    assert len(Handler.asked) == times


def test_garbage_is_no_answer(server: Server) -> None:
    slept: list[float] = []
    found = problem(lambda: get(f"{address(server)}/garbage/", private=True, tries=2, sleep=slept.append))
    assert found == "cannot be reached (illegal status line); check the address and the connection"
    assert len(slept) == 1


def test_as_long_is_waited_as_the_server_asks(server: Server) -> None:
    slept: list[float] = []
    in_half_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    for asked in ("7", in_half_a_minute.replace(" ", "_"), "soon"):
        assert get(f"{address(server)}/later/{asked}", private=True, sleep=slept.append).data == b"here"
    assert slept[0] == 7
    assert 25 < slept[1] <= 30
    assert 0.5 <= slept[2] <= 1


def test_a_thread_that_is_given_up_ends(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "TOTAL_SECONDS", 0.2)
    expected = f"did not answer in time; try again later, {SAVE}"
    assert problem(lambda: get(f"{address(server)}/trickle/", private=True, tries=1)) == expected
    for thread in threading.enumerate():
        if thread.name == "fetching 127.0.0.1":
            thread.join(10)
            assert not thread.is_alive()


# --- only what is new


def test_what_is_known_is_not_sent_again(server: Server) -> None:
    url = f"{address(server)}/tagged/"
    assert get(url, private=True) == Answer(b"page", "", url, KNOWN)
    assert get(url, private=True, known=KNOWN) == Answer(b"", "", url, KNOWN, unchanged=True)
    assert get(url, private=True, known=Known('"v0"')) == Answer(b"page", "", url, KNOWN)


def test_an_answer_that_was_not_asked_for(server: Server) -> None:
    url = f"{address(server)}/unasked/"
    assert problem(lambda: get(url, private=True)) == f"answers 304 Not Modified; check the address, {SAVE}"
    assert get(url, private=True, known=KNOWN) == Answer(b"", "", url, KNOWN, unchanged=True)


def test_marks_that_could_not_be_sent_back_are_not_kept(server: Server) -> None:
    assert get(f"{address(server)}/badtag/", private=True).known == Known()


# --- what the site asks of programs


def polite(server: Server, path: str, slept: list[float]) -> Answer:
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
    monkeypatch.setattr(Handler, "rules", rules)
    slept: list[float] = []
    for name in "ab":
        assert polite(server, f"/page/{name}", slept).media_type == "text/html"
    assert Handler.asked == ["/robots.txt", "/page/a", "/page/b"]
    # The sleeps are not slept here, so that the second adds up with the first.
    assert slept == [pytest.approx(1, abs=0.5), pytest.approx(1 + pause, abs=0.5)]


@pytest.mark.parametrize("path", ["/page/a", "/to//page/a"])
def test_a_closed_page_is_not_asked_for(server: Server, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(Handler, "rules", (200, b"User-agent: Readout\nDisallow: /page/\n"))
    expected = "is closed to programs by the site's robots.txt; save the page and give the file"
    assert problem(lambda: polite(server, path, [])) == expected
    assert "/page/a" not in Handler.asked
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
    monkeypatch.setattr(Handler, "rules", rules)
    for _ in range(2):
        found = problem(lambda: polite(server, "/page/a", []))
        assert found == f"has a robots.txt that {expected}; try again later"
    assert Handler.asked == ["/robots.txt"] * times


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
    assert Handler.asked == ["/robots.txt", "/page/a"] * 2


def test_many_who_ask_at_once_have_the_robots_read_once(server: Server) -> None:
    with ThreadPoolExecutor(8) as threads:
        for path in "abcdefgh":
            threads.submit(polite, server, f"/page/{path}", [])
    assert sorted(Handler.asked) == [*(f"/page/{path}" for path in "abcdefgh"), "/robots.txt"]


def test_as_much_of_robots_is_kept_as_there_is_room_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "rules", (200, b"User-agent: *\nDisallow: /page/b\nDisallow: /page/a\n"))
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


def test_robots_lead_nowhere_private(world: World) -> None:
    world.names["paper.example"] = [["10.0.0.1"]]
    expected = f"leads to an address of your own network (10.0.0.1){OWN}"
    assert (
        problem(
            lambda: get(
                "http://paper.example/a", admit=robots.polite(sleep=lambda _: None), sleep=lambda _: None
            )
        )
        == expected
    )
