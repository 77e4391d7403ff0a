"""Fetching from a server on this machine, which misbehaves in many ways; no other is ever asked."""

import asyncio
import gzip
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import ClassVar

import pytest

from readout.articles import fetch, guard
from readout.articles.fetch import Response, Validators, get
from readout.articles.files import MAX_BYTES
from support.errors import problem_of
from support.web_server import PUBLIC, Answers, Server, World, address, serving

SAVE = "or save the page from a browser and give the file"
OWN = "; allow that with private = true, or --private"
OTHER = "93.184.216.35"
KNOWN = Validators('"v1"', "Tue, 29 Sep 2020 10:00:00 GMT")


WORDS = b"It rained on the town. " * 50
_BARE = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip": gzip.compress(WORDS),
    "gzip-twice": gzip.compress(WORDS[:100]) + gzip.compress(WORDS[100:]),
    "gzip-many": gzip.compress(b"") * 40_000 + gzip.compress(WORDS),
    "gzip-padded": gzip.compress(WORDS) + b"\0" * 20,
    "deflate": zlib.compress(WORDS),
    "deflate-bare": _BARE.compress(WORDS) + _BARE.flush(),
    "gzip-not": WORDS,
    "deflate-not": WORDS,
    "br": WORDS,
    "gzip-bomb": gzip.compress(bytes(MAX_BYTES + 1)),
}


class Handler(Answers):
    """Answers as the path says: /flaky/500,500,200, /to/…, and the names below."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("http:"):
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

    def _door(self, _value: str) -> None:
        if self.headers["Cookie"]:
            self.answer(f"let in with {self.headers['Cookie']}".encode())
        else:
            self.answer(status=302, Location="/door/", Set_Cookie="key=1")

    def _hop(self, value: str) -> None:
        self.answer(b"here", *([200] if value == "0" else [302]), Location=f"/hop/{int(value) - 1}")

    def _endless(self, _value: str) -> None:
        self.answer()
        while not self.ended.is_set():
            self.wfile.write(b"word " * 10_000)

    def _silent(self, _value: str) -> None:
        self.ended.wait()

    def _tagged(self, _value: str) -> None:
        same = self.headers["If-None-Match"] == '"v1"' and self.headers["If-Modified-Since"] == KNOWN.last_modified
        self.answer(b"" if same else b"page", 304 if same else 200, ETag='"v1"', Last_Modified=KNOWN.last_modified)

    def _unasked(self, _value: str) -> None:
        self.answer(status=304)

    def _badtag(self, _value: str) -> None:
        self.answer(b"page", ETag='"caf\xe9"', Last_Modified="x" * 500)

    def _short(self, _value: str) -> None:
        self.answer(b"half", Content_Length="8")

    def _packed(self, value: str) -> None:
        form, _, part = value.partition("/")
        self.answer(PACKED[form][: int(part or 10**6)], Content_Encoding=form.partition("-")[0])

    def _image(self, _value: str) -> None:
        self.answer(Content_Type="image/png")

    def _garbage(self, _value: str) -> None:
        self.wfile.write(b"\x00\xff\x1f\r\n\r\n")

    def _hangup(self, _value: str) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def _trickle(self, _value: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.ended.wait(0.01):
            self.wfile.write(b"X: x\r\n")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(Handler, "asked", [])
    with serving(Handler) as running:
        yield running


@pytest.fixture
def world(server: Server, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(server, monkeypatch)


problem = problem_of


# --- the user's own network


def test_this_machine_is_asked_where_it_may_be(server: Server) -> None:
    port = server.server_address[1]
    found = problem(lambda: get(f"http://127.1:{port}/page/a"))
    assert found == f"leads to an address of your own network (127.0.0.1){OWN}"
    assert Handler.asked == []
    assert get(f"http://127.1:{port}/page/a", private=True).data == f"a for 127.1:{port}".encode()


@pytest.mark.parametrize("outer", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_public_addresses_are_dialled_as_they_were_checked(world: World, outer: str) -> None:
    world.names["paper.example"] = [[outer]]
    found = get("http://paper.example/page/a#part")
    assert found == Response(b"a for paper.example", "text/html", "http://paper.example/page/a", charset="utf-8")
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
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=paper"
    more = ["-addext", "subjectAltName=DNS:paper.example", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *more], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(fetch, "trusted_certificates", fetch.trusted_certificates.__wrapped__)
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


@pytest.mark.parametrize(
    ("variable", "value", "mend"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9", "pip install 'httpx[socks]' for such a proxy, or unset it"),
        ("HTTP_PROXY", "socks4://me:pw@127.0.0.1:9", "mend it, or unset it"),
        ("HTTPS_PROXY", "http://[::1", "mend it, or unset it"),
        ("NO_PROXY", "[::1]", "write names and addresses without brackets, parted by commas, or unset it"),
    ],
)
def test_a_proxy_that_is_no_use_is_named_by_its_variable(
    server: Server, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, mend: str
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv(variable, value)
    expected = f"cannot be asked for: {variable} of the environment is no use; {mend}"
    assert problem(lambda: get(f"{address(server)}/page/a", private=True)) == expected


# --- compressed answers


@pytest.mark.parametrize("form", ["gzip", "gzip-twice", "gzip-many", "gzip-padded", "deflate", "deflate-bare"])
def test_a_body_is_unpacked_whatever_its_form(server: Server, form: str) -> None:
    assert get(f"{address(server)}/packed/{form}", private=True).data == WORDS


@pytest.mark.parametrize("path", ["gzip/5", "gzip/30", "gzip/50", "deflate/20", "deflate-bare/20", "gzip-twice/60"])
def test_a_compressed_body_that_is_cut_off_is_tried_again_and_never_taken_for_whole(server: Server, path: str) -> None:
    found = problem(lambda: get(f"{address(server)}/packed/{path}", private=True, sleep=lambda _: None))
    assert found == f"ended too early; try again later, {SAVE}"
    assert len(Handler.asked) == 3


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
        ("/flaky/299", f"answers 299; check the address, {SAVE}", 1),
        ("/hop/6", "redirects more than 5 times; check the address", 6),
        ("/to/ftp://localhost/a", "leads to no http or https address; save the page and give the file", 1),
        ("/image/", "is image/png, not a page of text; give the address of an article", 1),
        ("/packed/br", "is compressed in a way not asked for; save the page and give the file", 1),
        ("/packed/gzip-bomb", "is larger than 5 MB; give the article alone", 1),
        ("/packed/gzip-not", "is not compressed as its server says; save the page and give the file", 1),
        ("/packed/deflate-not", "is not compressed as its server says; save the page and give the file", 1),
        ("/endless/", "is larger than 5 MB; give the article alone", 1),
        (
            "/short/",
            "cannot be reached (peer closed connection without sending complete message body "
            "(received 4 bytes, expected 8)); check the address and the connection",
            3,
        ),
        (
            "/hangup/",
            "cannot be reached (Server disconnected without sending a response.); check the address and the connection",
            3,
        ),
    ],
)
def test_tries_come_to_an_end(server: Server, path: str, expected: str, times: int) -> None:
    slept: list[float] = []
    url = address(server) + path
    assert problem(lambda: get(url, private=True, media_types={"text/html"}, sleep=slept.append)) == expected
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


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("trickle", "TOTAL_SECONDS"),
        ("silent", "TOTAL_SECONDS"),
        ("silent", "READ_SECONDS"),
        ("endless", "TOTAL_SECONDS"),
    ],
)
def test_a_server_that_takes_too_long_is_not_waited_for(
    path: str, limit: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, limit, 0.2)
    monkeypatch.setattr(fetch, "MAX_BYTES", 10**12)
    threads = threading.active_count()
    expected = f"did not answer in time; try again later, {SAVE}"
    assert problem(lambda: get(f"{address(server)}/{path}/", private=True, tries=1)) == expected
    assert threading.active_count() <= threads + 1  # the server's, and none of ours


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        *(
            (given, "is no http or https address; save the page and give the file")
            for given in ("ftp://localhost/a.txt", "file:///a.txt", "gopher://a", "http://")
        ),
        *((given, "cannot be reached (") for given in ("http://[::1", "http://a\x00b/", "http://xn--a/")),
        ("http://127.0.0.1:1/a", f"cannot be reached ([Errno 111] {os.strerror(111)}); check the address and"),
    ],
)
def test_addresses_that_lead_nowhere(given: str, expected: str) -> None:
    assert problem(lambda: get(given, private=True, tries=1)).startswith(expected)


def test_a_look_up_that_takes_too_long_is_not_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.2)
    monkeypatch.setattr(guard, "public_addresses", lambda *_: ended.wait(30))
    started = time.monotonic()
    assert problem(lambda: get("http://paper.example/page/a", tries=1)).startswith("did not answer in time")
    assert time.monotonic() - started < 10
    ended.set()
    assert world.dialled == []


def test_a_notebook_may_fetch_although_its_thread_runs_an_event_loop(server: Server) -> None:
    async def cell() -> Response:
        return get(f"{address(server)}/page/a", private=True)

    assert asyncio.run(cell()).media_type == "text/html"


def test_redirects_are_followed_with_cookies_and_no_password_is_kept(server: Server) -> None:
    assert get(f"{address(server)}/door/", private=True).data == b"let in with key=1"
    url = address(server).replace("//", "//me:secret@")
    assert get(f"{url}/hop/5#part", private=True) == Response(b"here", "", f"{address(server)}/hop/0")


# --- only what is new


def test_what_is_known_is_not_sent_again(server: Server) -> None:
    url = f"{address(server)}/tagged/"
    assert get(url, private=True) == Response(b"page", "", url, KNOWN)
    assert get(url, private=True, validators=KNOWN) == Response(b"", "", url, KNOWN, unchanged=True)
    assert get(url, private=True, validators=Validators('"v0"')) == Response(b"page", "", url, KNOWN)


def test_an_answer_that_was_not_asked_for(server: Server) -> None:
    url = f"{address(server)}/unasked/"
    assert problem(lambda: get(url, private=True)) == f"answers 304 Not Modified; check the address, {SAVE}"
    assert get(url, private=True, validators=KNOWN) == Response(b"", "", url, KNOWN, unchanged=True)


def test_marks_that_could_not_be_sent_back_are_not_kept(server: Server) -> None:
    assert get(f"{address(server)}/badtag/", private=True).validators == Validators()
