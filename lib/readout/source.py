"""The bytes of an article, from where it lies: a file, standard input, or an http(s) address."""

import codecs
import re
import sys
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

LIMIT = 5_000_000  # bytes, also after decompression
REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 10.0, 30.0
KINDS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
}
MEDIA_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "application/json": "json",
}
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Raw:
    """What lies at a source: its bytes, what they are, and where an address led to in the end.

    `kind` is "html", "markdown", "text" or "json"; `url` is None for a file and for standard input.
    """

    data: bytes
    kind: str
    url: str | None = None


def load(source: str) -> Raw:
    """The bytes at a path, at an http(s) address, or on standard input ("-").

    Raises ValueError with what is wrong and what to do; whoever asked puts the source's name before it.
    """
    if source == "-":
        return _standard_input()
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source):
        return _address(source)
    return _file(Path(source))


def decode(data: bytes) -> str:
    """Text of the bytes: UTF-8 or what the byte order mark says, else the encoding that fits best.

    Raises ValueError when there is nothing, no text, or text in no encoding that fits.
    """
    if not data.strip():
        raise ValueError("is empty; give a file with an article in it")
    try:
        for mark, encoding in BYTE_ORDER_MARKS:
            if data.startswith(mark):
                return data.decode(encoding)
        if b"\0" in data:
            raise ValueError("is binary, not text; save the article as text or HTML")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _other_encoding(data)


def _other_encoding(data: bytes) -> str:
    # Detectors see East Asian and Mac encodings in English text with a few odd bytes, so the two common
    # cases are settled first: UTF-8 with a damaged byte, and the Windows encoding of curly quotes.
    repaired = data.decode("utf-8", "replace")
    damaged = repaired.count("\ufffd")
    sound = len(re.findall(r"[^\x00-\x7f\ufffd]", repaired))
    if sound > 10 * damaged:
        return repaired
    try:
        if len(data) > 10 * len(data.translate(None, bytes(range(128)))):
            return data.decode("cp1252")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes  # late: only odd files need it

    best = from_bytes(data).best()
    if best is None:
        raise ValueError("cannot be decoded as text; save it as UTF-8")
    return str(best)


def _file(path: Path) -> Raw:
    try:
        path = path.expanduser()
        if path.is_dir():
            raise ValueError("is a folder; name an article in it")
        if not path.exists():
            raise ValueError("does not exist; check the path")
        kind = KINDS.get(path.suffix.lower())
        if kind is None:
            raise ValueError("is of an unknown kind; give a .txt, .md, .html or .json file")
        with path.open("rb") as file:
            return Raw(_bounded(file.read(LIMIT + 1)), kind)
    except (OSError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise ValueError(f"cannot be read ({reason}); check the file and its permissions") from None


def _standard_input() -> Raw:
    if not hasattr(sys.stdin, "buffer"):
        raise ValueError("cannot be read here; give a file or an address")
    data = _bounded(sys.stdin.buffer.read(LIMIT + 1))
    return Raw(data, _sniffed(data))


def _bounded(data: bytes) -> bytes:
    if len(data) > LIMIT:
        raise ValueError("is larger than 5 MB; give the article alone")
    return data


def _sniffed(data: bytes) -> str:
    head = data[:1000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "json" if re.match(rb'\{\s*"', head) else "text"


def _address(address: str) -> Raw:
    """The page at an address, in a thread of its own.

    The library's time-outs are for each read and leave out the look-up of the name; a server that sends
    one byte now and then would hold the caller for hours.
    """
    future: Future[Raw] = Future()

    def fetch() -> None:
        try:
            future.set_result(_follow(address, time.monotonic() + TOTAL_SECONDS))
        except BaseException as problem:
            future.set_exception(problem)

    threading.Thread(target=fetch, daemon=True).start()
    try:
        return future.result(timeout=TOTAL_SECONDS)
    except TimeoutError:
        raise ValueError(
            "did not answer in time; try again later, or save the page from a browser and give the file"
        ) from None


def _follow(address: str, deadline: float) -> Raw:
    import httpx  # late: only addresses need it, and it takes 0.15 s to import

    # gzip and deflate alone, because their gain per chunk is bounded (about 1,000 times 64 KiB).
    headers = {"User-Agent": "Readout (article reader)", "Accept-Encoding": "gzip, deflate"}
    limits = httpx.Timeout(min(READ_SECONDS, TOTAL_SECONDS), connect=CONNECT_SECONDS)
    try:
        with httpx.Client(timeout=limits, headers=headers) as client:
            request = client.build_request("GET", address)
            for hop in range(REDIRECTS + 1):
                if request.url.scheme not in ("http", "https"):
                    what = "leads to" if hop else "is"
                    raise ValueError(f"{what} no http or https address; save the page and give the file")
                answer = client.send(request, stream=True)
                try:
                    if answer.next_request is None:
                        return _taken(answer, deadline)
                    request = answer.next_request
                finally:
                    answer.close()
        raise ValueError(f"redirects more than {REDIRECTS} times; check the address")
    except httpx.TimeoutException:
        raise TimeoutError from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as problem:
        reason = str(problem)[:100] or type(problem).__name__
        raise ValueError(f"cannot be reached ({reason}); check the address and the connection") from None


def _taken(answer: "httpx.Response", deadline: float) -> Raw:
    """The body of an answer, refused as early as its head or its size allows."""
    import httpx

    if answer.status_code != 200:
        phrase = httpx.codes.get_reason_phrase(answer.status_code)
        raise ValueError(
            f"answers {answer.status_code} {phrase}".rstrip()
            + "; check the address, or save the page from a browser and give the file"
        )
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and media_type not in MEDIA_TYPES:
        raise ValueError(f"is {media_type[:80]}, not a page of text; give the address of an article")
    if answer.headers.get("Content-Encoding", "identity").lower() not in ("identity", "gzip", "deflate"):
        raise ValueError("is compressed in a way not asked for; save the page and give the file")
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > LIMIT:
            break
        if time.monotonic() > deadline:
            raise TimeoutError
    final = answer.url.copy_with(username=None, password=None, fragment=None)
    body = _bounded(bytes(data))
    kind = MEDIA_TYPES[media_type] if media_type else _sniffed(body)
    if kind == "text":
        kind = KINDS.get(Path(final.path).suffix.lower(), "text")
    return Raw(body, kind, str(final))
