"""Fetching a page, a feed, or a robots.txt: the one place that asks the network for anything."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Container
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import httpx

from readout.articles.pinned_transport import Pinned, trusted
from readout.articles.retries import SAVE, Trouble, refused, retried
from readout.errors import UserError

LIMIT = 5_000_000  # bytes, also after decompression
REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 10.0, 30.0  # of one try
AGENT = "Readout"
TYPES = frozenset(
    {
        *("text/html", "application/xhtml+xml", "text/markdown", "text/plain"),
        *("application/json", "application/xml", "text/xml"),
    }
)


@dataclass(frozen=True)
class Known:
    """What a server said of the version that it gave (ETag, Last-Modified), to be asked for a newer one only.

    `read`: when that was, in seconds since 1970, for whom the server says neither; 0 where nobody has noted it.
    """

    etag: str | None = None
    modified: str | None = None
    read: float = 0.0

    @property
    def said(self) -> bool:
        """Whether the server can be asked for a newer version only."""
        return bool(self.etag or self.modified)


@dataclass(frozen=True)
class Answer:
    """What lies at an address: its bytes, their media type ("" where none is named), and where it led in the end.

    `unchanged`: it is as it was when `known` was told, and comes without bytes.
    """

    data: bytes
    media_type: str
    url: str
    known: Known = Known()
    unchanged: bool = False


@dataclass(frozen=True)
class _Ask:
    """How to ask, on every hop."""

    private: bool
    known: Known
    admit: Callable[[str], None] | None
    types: Container[str] | None


def get(
    address: str,
    *,
    private: bool = False,
    known: Known | None = None,
    tries: int = 3,
    admit: Callable[[str], None] | None = None,
    types: Container[str] | None = TYPES,
    sleep: Callable[[float], None] = time.sleep,
) -> Answer:
    """What an http(s) address gives, after five redirects at most.

    Every address that a name leads to must be of the public internet, unless `private`. Proxies of the environment
    are used with `private` only: they look names up themselves, so that nothing says where they lead. Of `known`
    versions only a newer one is sent. No connection, no answer in time, 429 and 5xx are tried `tries` times, with
    growing pauses. `admit` is called with each address before it is asked; it may wait, or refuse with a ValueError.
    `types` are the media types that are taken, None for all.

    Raises ValueError with what is wrong and what to do; whoever asked puts the source's name before it.
    """
    ask = _Ask(private, known or Known(), admit, types)
    return retried(lambda: _tried(address, ask), tries, sleep)


def _tried(address: str, ask: _Ask) -> Answer:
    try:
        with _client(ask) as client:
            return _follow(client, address, ask)
    except (httpx.TimeoutException, TimeoutError):
        raise Trouble(f"did not answer in time; try again later, {SAVE}", passing=True) from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as problem:
        # without the bytes that came: they may be part of what was asked, secrets and all
        reason = str(problem).partition(": bytearray(")[0][:100] or type(problem).__name__
        raise Trouble(
            f"cannot be reached ({reason}); check the address and the connection",
            passing=isinstance(problem, httpx.NetworkError | httpx.RemoteProtocolError),
        ) from None


def _client(ask: _Ask) -> httpx.Client:
    # gzip and deflate alone, because their gain per chunk is bounded (about 1,000 times 64 KiB).
    headers = {"User-Agent": f"{AGENT} (article reader)", "Accept-Encoding": "gzip, deflate"}
    asked = {"If-None-Match": ask.known.etag, "If-Modified-Since": ask.known.modified}
    headers |= {name: value for name, value in asked.items() if value}
    limits = httpx.Timeout(min(READ_SECONDS, TOTAL_SECONDS), connect=CONNECT_SECONDS)
    transport = None if ask.private else Pinned()
    return httpx.Client(timeout=limits, headers=headers, verify=trusted(), transport=transport)


def _follow(client: httpx.Client, address: str, ask: _Ask) -> Answer:
    request, left = client.build_request("GET", address), TOTAL_SECONDS
    for hop in range(REDIRECTS + 1):
        if request.url.scheme not in ("http", "https"):
            what = "leads to" if hop else "is"
            raise UserError(f"{what} no http or https address; save the page and give the file")
        if ask.admit and request.url.host:
            ask.admit(str(request.url))
        started = time.monotonic()
        found = _in_time(client, request, ask, left)
        if isinstance(found, Answer):
            return found
        request, left = found, left - (time.monotonic() - started)
    raise UserError(f"redirects more than {REDIRECTS} times; check the address")


def _in_time(
    client: httpx.Client, request: httpx.Request, ask: _Ask, seconds: float
) -> Answer | httpx.Request:
    """The answer, or the request that it redirects to, by a thread of its own.

    The library's time-outs are for each read and leave out the look-up of the name; a server that sends
    one byte now and then would hold the caller for hours.
    """
    future: Future[Answer | httpx.Request] = Future()
    sockets = list[socket.socket]()

    def fetch() -> None:
        try:
            future.set_result(_asked(client, request, ask, time.monotonic() + seconds, sockets))
        except BaseException as problem:
            future.set_exception(problem)

    threading.Thread(target=fetch, name=f"fetching {request.url.host}", daemon=True).start()
    try:
        return future.result(timeout=max(seconds, 0))
    except BaseException:
        for one in sockets:  # so that the thread ends, too
            with contextlib.suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)
        raise


def _asked(
    client: httpx.Client, request: httpx.Request, ask: _Ask, deadline: float, sockets: list[socket.socket]
) -> Answer | httpx.Request:
    def opened(event: str, info: dict[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            sockets.append(info["return_value"].get_extra_info("socket"))
            if time.monotonic() > deadline:
                raise TimeoutError

    request.extensions = {**request.extensions, "trace": opened}
    answer = client.send(request, stream=True)
    try:
        return answer.next_request or _taken(answer, ask, deadline)
    finally:
        answer.close()


def _taken(answer: httpx.Response, ask: _Ask, deadline: float) -> Answer:
    """The body of an answer, refused as early as its head or its size allows."""
    final = str(answer.url.copy_with(username=None, password=None, fragment=None))
    known = Known(_token(answer, "ETag"), _token(answer, "Last-Modified"))
    if answer.status_code == 304 and ask.known.said:
        return Answer(b"", "", final, known if known.said else ask.known, unchanged=True)
    if answer.status_code != 200:
        phrase = httpx.codes.get_reason_phrase(answer.status_code)
        raise refused(answer.status_code, phrase, answer.headers.get("Retry-After", ""))
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and ask.types is not None and media_type not in ask.types:
        raise UserError(f"is {media_type[:80]}, not a page of text; give the address of an article")
    if answer.headers.get("Content-Encoding", "identity").lower() not in ("identity", "gzip", "deflate"):
        raise UserError("is compressed in a way not asked for; save the page and give the file")
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > LIMIT:
            raise UserError("is larger than 5 MB; give the article alone")
        if time.monotonic() > deadline:
            raise TimeoutError
    return Answer(bytes(data), media_type, final, known)


def _token(answer: httpx.Response, name: str) -> str | None:
    """A header as it may be sent back; None where it is none or could not be sent."""
    value = answer.headers.get(name, "")
    return value if re.fullmatch(r"[!-~](?:[ -~]{0,198}[!-~])?", value) else None
