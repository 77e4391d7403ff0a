"""Fetching a page, a feed, or a robots.txt: the one place that asks the network for anything.

No address leads into the user's own network without leave: its host is looked up once, all that the look-up gives is
checked, and the connection goes to the very address that was checked.
"""

import contextlib
import email.utils
import os
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import anyio
import anyio.to_thread
import httpx
import tenacity
from anyio.from_thread import start_blocking_portal

from readout.articles import guard
from readout.articles.files import MAX_BYTES
from readout.errors import UserError

AGENT = "Readout"
MAX_REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 10.0, 30.0  # of one try
LONGEST_PAUSE = 60.0  # seconds; a server that asks for more is not asked again
SAVE = "or save the page from a browser and give the file"

_GROWING_PAUSE = tenacity.wait_exponential(multiplier=0.5, max=LONGEST_PAUSE) + tenacity.wait_random(0, 0.5)
_NO_CONNECTION_KEPT = httpx.Limits(max_keepalive_connections=0)


class FetchError(UserError):
    """Why an address gives nothing: with the status of an answer (0 without one), and whether it is worth another try.

    `retry_after`: the seconds that the server asks to wait for.
    """

    def __init__(self, line: str, *, status: int = 0, transient: bool = False, retry_after: float = 0.0) -> None:
        super().__init__(line)
        self.status, self.transient, self.retry_after = status, transient, retry_after


@dataclass(frozen=True)
class Validators:
    """The version that a server gave, in its own words (HTTP's ETag and Last-Modified), to ask for a newer one only.

    `read_at`: when it was read, in seconds since 1970, for servers that send neither; 0 where nobody has noted it.
    """

    etag: str | None = None
    last_modified: str | None = None
    read_at: float = 0.0

    @property
    def can_revalidate(self) -> bool:
        """Whether the server can be asked for a newer version only."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True)
class Response:
    """What lies at an address: its bytes, their media type and charset ("" where none is given), where it led to.

    `unchanged`: it is the version of the validators that were sent, and comes without bytes.
    """

    data: bytes
    media_type: str
    url: str
    validators: Validators = Validators()
    unchanged: bool = False
    charset: str = ""


@dataclass(frozen=True)
class _Options:
    """How each hop of a redirected address is asked for."""

    private: bool
    validators: Validators
    admit: Callable[[str], None] | None
    media_types: Container[str] | None


def get(
    address: str,
    *,
    private: bool = False,
    validators: Validators | None = None,
    tries: int = 3,
    admit: Callable[[str], None] | None = None,
    media_types: Container[str] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Response:
    """Return what an http(s) address gives, after five redirects at most.

    Args:
        private: may it lead into the user's own network, and through the proxies of the environment? They look names
            up themselves, so that nothing shows where they lead.
        validators: the version that was read last; only a newer one is sent.
        tries: how often, with growing pauses, no connection, no answer in time, 429 and 5xx are tried.
        admit: called with each address before it is asked for; it may wait, or refuse with a ValueError.
        media_types: those that are taken; None takes all.

    Raises ValueError with what is wrong and what to do; the caller puts the source's name before it.
    """
    options = _Options(private, validators or Validators(), admit, media_types)
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(tries),
        retry=tenacity.retry_if_exception(
            lambda problem: (
                isinstance(problem, FetchError) and problem.transient and problem.retry_after <= LONGEST_PAUSE
            )
        ),
        wait=_pause,
        sleep=sleep,
        reraise=True,
    )
    return retrying(_try_once, address, options)


class PinnedTransport(httpx.AsyncBaseTransport):
    """Connects to the very address that was checked, so that no name leads elsewhere a moment later.

    Host, server name and certificate are held to the name.
    """

    def __init__(self) -> None:
        # A connection that is kept would be found again by its address, whatever name its certificate bears.
        self._inner = httpx.AsyncHTTPTransport(verify=trusted_certificates(), limits=_NO_CONNECTION_KEPT)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        guard.refuse_proxy(request.url.scheme, host)
        try:
            # in a thread that is left alone when the time is over: nothing ends a look-up
            addresses = await anyio.to_thread.run_sync(guard.public_addresses, host, port, abandon_on_cancel=True)
        except OSError as problem:
            raise httpx.ConnectError(str(problem)) from None
        for address in addresses[:-1]:
            with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._inner.handle_async_request(_readdressed(request, address, host))
        return await self._inner.handle_async_request(_readdressed(request, addresses[-1], host))


@cache
def trusted_certificates() -> ssl.SSLContext:
    """The certificates to trust, read once: that takes 20 ms, more than all else in a request."""
    return httpx.create_ssl_context()


# --- trying again


def _pause(state: tenacity.RetryCallState) -> float:
    """Seconds before the next try: by chance, so that many who failed at once do not all come back at once."""
    problem = state.outcome.exception() if state.outcome else None
    return max(_GROWING_PAUSE(state), problem.retry_after if isinstance(problem, FetchError) else 0.0)


def _try_once(address: str, options: _Options) -> Response:
    try:
        return _follow(address, options)
    except (httpx.TimeoutException, TimeoutError):
        raise FetchError(f"did not answer in time; try again later, {SAVE}", transient=True) from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as problem:
        raise FetchError(
            f"cannot be reached ({_reason(problem)}); check the address and the connection",
            transient=isinstance(problem, httpx.NetworkError | httpx.RemoteProtocolError),
        ) from None


def _reason(problem: Exception) -> str:
    """Why a connection failed, without the bytes that came: they may be part of what was sent, secrets and all."""
    cause: BaseException = problem
    while deeper := cause.__cause__ or cause.__context__:
        cause = deeper
    if isinstance(cause, OSError) and not isinstance(cause, ssl.SSLError | socket.gaierror) and cause.errno:
        return f"[Errno {cause.errno}] {os.strerror(cause.errno)}"
    return str(problem).partition(": bytearray(")[0][:100] or type(problem).__name__


def _refusal(answer: httpx.Response) -> FetchError:
    """What an answer of another status than 200 says; busy servers (429, 5xx) may answer later."""
    status = answer.status_code
    return FetchError(
        f"answers {status} {httpx.codes.get_reason_phrase(status)}".rstrip() + f"; check the address, {SAVE}",
        status=status,
        transient=status == 429 or status >= 500,
        retry_after=_seconds(answer.headers.get("Retry-After", "").strip()),
    )


def _seconds(value: str) -> float:
    """The seconds that a Retry-After asks for, as a number or a date; 0 where it says neither."""
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    with contextlib.suppress(ValueError, OverflowError):
        moment = email.utils.parsedate_to_datetime(value)
        return max((moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
    return 0.0


# --- one try


def _follow(address: str, options: _Options) -> Response:
    """What an address gives in the end; waiting for leave does not count against the time."""
    client, seconds = _client(options), TOTAL_SECONDS
    request = client.build_request("GET", address)
    for hop in range(MAX_REDIRECTS + 1):
        if request.url.scheme not in ("http", "https"):
            what = "leads to" if hop else "is"
            raise UserError(f"{what} no http or https address; save the page and give the file")
        if options.admit and request.url.host:
            options.admit(str(request.url))
        started = time.monotonic()
        # an event loop in a thread of its own, as a notebook's thread runs one already
        with start_blocking_portal() as portal:
            answer = portal.call(_send, client, request, options, seconds)
        if isinstance(answer, Response):
            return answer
        request, seconds = answer, seconds - (time.monotonic() - started)
    raise UserError(f"redirects more than {MAX_REDIRECTS} times; check the address")


def _client(options: _Options) -> httpx.AsyncClient:
    """A client that keeps cookies, but no connection: nothing of it is bound to one event loop, or left to close."""
    headers = {"User-Agent": f"{AGENT} (article reader)", "Accept-Encoding": "gzip, deflate"}
    conditions = {"If-None-Match": options.validators.etag, "If-Modified-Since": options.validators.last_modified}
    try:
        return httpx.AsyncClient(
            headers=headers | {name: value for name, value in conditions.items() if value},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            verify=trusted_certificates(),
            limits=_NO_CONNECTION_KEPT,
            transport=None if options.private else PinnedTransport(),
        )
    except (ImportError, ValueError, httpx.InvalidURL) as problem:
        raise UserError(_describe_proxy(problem)) from None


def _describe_proxy(problem: Exception) -> str:
    """Which variable of the environment names a proxy that is no use, and what to do; its value may hold a password."""
    mend = "mend it, or unset it"
    if isinstance(problem, ImportError):
        mend = "pip install 'httpx[socks]' for such a proxy, or unset it"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        value = os.environ.get(name.lower()) or os.environ.get(name) or ""
        try:
            proxy = httpx.Proxy(value if "://" in value else f"http://{value}")
        except (ValueError, httpx.InvalidURL):
            break
        if isinstance(problem, ImportError) and proxy.url.scheme.startswith("socks"):
            break
    else:
        name, mend = "NO_PROXY", "write names and addresses without brackets, parted by commas, or unset it"
    return f"cannot be asked for: {name} of the environment is no use; {mend}"


async def _send(
    client: httpx.AsyncClient, request: httpx.Request, options: _Options, seconds: float
) -> Response | httpx.Request:
    """The response to a request, or the request that it redirects to.

    The time-outs of httpx are for each read and leave out the look-up of the name; a server that sends one byte now
    and then would hold the caller for hours.
    """
    with anyio.fail_after(seconds):
        answer = await client.send(request, stream=True)
        try:
            return answer.next_request or await _receive(answer, options)
        finally:
            await answer.aclose()


async def _receive(answer: httpx.Response, options: _Options) -> Response:
    """The body of an answer, refused as early as its head or its size allows."""
    url = str(answer.url.copy_with(username=None, password=None, fragment=None))
    validators = Validators(_validator(answer, "ETag"), _validator(answer, "Last-Modified"))
    if answer.status_code == 304 and options.validators.can_revalidate:
        version = validators if validators.can_revalidate else options.validators
        return Response(b"", "", url, version, unchanged=True)
    if answer.status_code != 200:
        raise _refusal(answer)
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and options.media_types is not None and media_type not in options.media_types:
        raise UserError(f"is {media_type[:80]}, not a page of text; give the address of an article")
    data = bytearray()
    async for chunk in answer.aiter_raw():
        data += _bounded(chunk, MAX_BYTES - len(data))
    unpacked = unpack_body(bytes(data), answer.headers.get("Content-Encoding", "identity").strip().lower())
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", answer.headers.get("Content-Type", ""), re.I)
    return Response(unpacked, media_type, url, validators, charset=charset[1] if charset else "")


def unpack_body(data: bytes, encoding: str) -> bytes:
    """Return the body of an answer, unpacked no further than is allowed: a small one may grow a thousandfold."""
    bits = {"gzip": 31, "x-gzip": 31, "deflate": 15}.get(encoding, 0)
    if not bits and encoding != "identity":
        raise UserError("is compressed in a way not asked for; save the page and give the file")
    if not bits or not data:
        return data
    if encoding == "deflate" and data[0] & 15 != 8:
        bits = -15  # without the head that it should have
    unpacking, unpacked, at = zlib.decompressobj(bits), bytearray(), 0
    while at < len(data) and len(unpacked) <= MAX_BYTES:
        piece = data[at : at + 4096]  # what is left of a piece is copied, for each of thousands of files in a row
        try:
            unpacked += unpacking.decompress(piece, MAX_BYTES + 1 - len(unpacked))
        except zlib.error:
            raise UserError("is not compressed as its server says; save the page and give the file") from None
        at += len(piece) - len(unpacking.unused_data) - len(unpacking.unconsumed_tail)
        if unpacking.eof:
            if not data.startswith(b"\x1f\x8b", at):  # gzip may be several files in a row
                break
            unpacking = zlib.decompressobj(bits)
    if not unpacking.eof and len(unpacked) <= MAX_BYTES:
        raise FetchError(f"ended too early; try again later, {SAVE}", transient=True)
    return _bounded(bytes(unpacked), MAX_BYTES)


def _bounded(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise UserError("is larger than 5 MB; give the article alone")
    return data


def _validator(answer: httpx.Response, name: str) -> str | None:
    """A header as it may be sent back; None where it is none or could not be sent."""
    value = answer.headers.get(name, "")
    return value if re.fullmatch(r"[!-~](?:[ -~]{0,198}[!-~])?", value) else None


def _readdressed(request: httpx.Request, address: str, host: str) -> httpx.Request:
    """The request to an address instead of a host, whose name the certificate must bear."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
