"""The bytes of an article, from where it lies: a file, standard input, or an http(s) address."""

import codecs
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from readout.articles.exports import may_be_export
from readout.errors import UserError

if TYPE_CHECKING:
    from readout.articles.fetch import Response

MAX_BYTES = 5_000_000  # of a page also after decompression
_START = 65_536  # bytes of a text that tell whether it is an export
MAX_COLLECTION = 500_000_000  # of a file with many articles
KIND_OF_ENDING = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
}
UNREAD = {  # kinds that people have articles in, and what to do with them
    **dict.fromkeys((".doc", ".rtf", ".odt", ".pages", ".wpd"), "save it as .docx or .txt"),
    **dict.fromkeys((".epub", ".mobi"), "save the article as .txt or .html"),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), "save the table as .csv"),
    **dict.fromkeys((".zip", ".gz", ".tar", ".7z"), "unpack it and give the files"),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive"), "save the page as .html"),
    ".msg": "save the mail as .eml",
}
MEDIA_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "application/json": "json",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark this begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True)
class RawArticle:
    """What lies at a source: its bytes, what they are, and where an address led to in the end.

    `charset` is what a server says of them ("" for nothing).

    `kind` is one of the values of `KIND_OF_ENDING`; `url` is None for a file and for standard input.
    """

    data: bytes
    kind: str
    url: str | None = None
    charset: str = ""


def read_raw(source: str, *, private: bool = False) -> RawArticle:
    """Return the bytes at a path, at an http(s) address, or on standard input ("-").

    An address is fetched once. It may lead into the user's own network with `private` only, even one that a person
    typed: nobody can see in a name, or in a list that was handed on, where it leads. Raises ValueError with what
    is wrong and what to do; the caller puts the source's name before it.
    """
    if source == "-":
        return _read_standard_input()
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source):
        from readout.articles import fetch  # late: only addresses need it, and httpx takes 0.15 s to import

        return raw_from_response(fetch.get(source, private=private, tries=1, media_types=MEDIA_TYPES))
    return _read_file(Path(source))


def is_path(source: str) -> bool:
    """Return whether a source is a path: no address, no "-" (standard input), no "" (the bundled article)."""
    return source not in ("", "-") and "://" not in source


def find_file(path: str | Path) -> Path:
    """Return the path with `~` for a home folder; what is not there may, in a notebook, lie beside its folder.

    A kernel works in the folder of its notebook: `data/story.md` is meant as seen from the folder around it.
    """
    found = Path(os.path.expanduser(path))  # noqa: PTH111 - Path's own ends in an error for an unknown user
    above = Path("..") / found
    return above if is_in_notebook() and not found.exists() and above.exists() else found


def is_in_notebook() -> bool:
    """Whether this process is a kernel; one that only has its modules is none."""
    kernels = sys.modules.get("ipykernel.kernelapp")
    return bool(kernels and kernels.IPKernelApp.initialized())


def raw_from_response(response: "Response") -> RawArticle:
    """Return the page that came from an address; its kind is what the server says, else what it looks like."""
    kind = MEDIA_TYPES.get(response.media_type) or _guess_kind(response.data)
    if kind == "text":
        kind = KIND_OF_ENDING.get(Path(urlsplit(response.url).path).suffix.lower(), "text")
    return RawArticle(response.data, kind, response.url, response.charset)


def decode_text(data: bytes, charset: str = "") -> str:
    """Return the text of the bytes: UTF-8 or what the byte order mark says, else the encoding that is declared.

    That is `charset`, as the server says, else what an HTML page says; where it does not fit, the one that fits best
    is taken. Raises ValueError when there is nothing, no text, or text in no encoding that fits.
    """
    if not data.strip():
        raise UserError("is empty; give a file with an article in it")
    try:
        for mark, encoding in BYTE_ORDER_MARKS.items():
            if data.startswith(mark):
                return data.decode(encoding)
        if b"\0" in data:
            return _decode_wide(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_declared(data, charset) or _decode_other(data)


def _decode_wide(data: bytes) -> str:
    """The text of UTF-16 without a mark, which English has a zero in every second byte; anything else is no text."""
    zeros = [data[first:20_000:2].count(0) for first in (0, 1)]
    if max(zeros) > 4 * min(zeros) and 4 * max(zeros) > len(data[:20_000]):
        return data.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le")
    raise UserError("is binary, not text; save the article as text or HTML")


def _decode_declared(data: bytes, charset: str) -> str:
    """The text in the encoding that a server or a page declares; "" where none is, or it does not fit."""
    declared = re.search(
        rb"""<(?:meta[^<>]{1,200}?charset|\?xml[^<>]{1,100}?encoding)=["']?\s*([\w.:-]{2,40})""", data[:5000], re.I
    )
    for name in (charset, declared[1].decode("ascii", "replace") if declared else ""):
        # On the web the names of Latin-1 mean Windows-1252 (WHATWG).
        name = "cp1252" if name.lower() in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name
        try:
            if name and codecs.lookup(name).name not in ("utf-8", "utf-7"):
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return ""


def _decode_other(data: bytes) -> str:
    # Detectors see East Asian and Mac encodings in English text with a few odd bytes, so the two common
    # cases are settled first: UTF-8 with a damaged byte, and the Windows encoding of curly quotes.
    repaired = data.decode("utf-8", "replace")
    damaged = repaired.count("\ufffd")
    if len(re.findall(r"[^\x00-\x7f\ufffd]", repaired)) > 10 * damaged:
        return repaired
    try:
        if len(data) > 10 * len(data.translate(None, bytes(range(128)))):
            return data.decode("cp1252")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes  # late: only odd files need it

    best = from_bytes(data).best()
    if best is None:
        raise UserError("cannot be decoded as text; save it as UTF-8")
    return str(best)


def _read_file(path: Path) -> RawArticle:
    try:
        path = find_file(path)
        if path.is_dir():
            raise UserError("is a folder; name an article in it")
        if not path.exists():
            raise UserError(f"{_absence(path)}; check the path")
        if not path.is_file():
            raise UserError("is a pipe or a device, which may never end; give a file")
        kind, is_many = sniff_file(path)
        with open(path, "rb", opener=open_at_once) as file:
            most = MAX_COLLECTION if is_many else MAX_BYTES + 1
            data = file.read(most)
        return RawArticle(data if is_many else _bounded(data), kind)
    except (OSError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UserError(f"cannot be read ({reason}); check the file and its permissions") from None


def sniff_file(path: Path) -> tuple[str, bool]:
    """Return the kind of a file, and whether it may hold many articles, or pages, by its ending and its start."""
    kind = kind_of_file(path)
    if kind in ("text", "json"):
        with open(path, "rb", opener=open_at_once) as file:
            start = file.read(_START)
        # JSON may be a list of objects, as programs write many articles
        if kind == "json" and re.match(rb"\[\s*\{", start[:1000].removeprefix(codecs.BOM_UTF8).lstrip()):
            kind = "jsonl"
        if kind == "text":
            return kind, may_be_export(start.decode("utf-8", "replace"))
    return kind, kind in ("csv", "jsonl", "parquet", "pdf", "docx", "mail")


def kind_of_file(path: Path) -> str:
    """Return the kind that a file's ending tells; raises UserError, with what to do, for one that is not read."""
    ending = path.suffix.lower()
    if ending in UNREAD:
        raise UserError(f"is a {ending} file, which is not read; {UNREAD[ending]}")
    if ending not in KIND_OF_ENDING:
        raise UserError("is of an unknown kind; give a .txt, .md, .html, .pdf, .docx or .eml file")
    return KIND_OF_ENDING[ending]


def read_list(path: Path) -> str:
    """Return the text of a list or a table that the user wrote; raises UserError where it cannot be read."""
    try:
        with open(path, "rb", opener=open_at_once) as file:
            return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path}: it is not UTF-8 text; save it as UTF-8") from None
    except OSError as problem:
        raise UserError(f"{path}: cannot be read ({problem.strerror}); check the path") from None
    except UserError as problem:
        raise UserError(f"{path}: {problem}") from None


def open_at_once(path: str, flags: int) -> int:
    """Open a file that may have become a pipe since it was looked at, and refuse it then: it may never end."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UserError("is a pipe or a device, which may never end; give a file")
    return descriptor


def _absence(path: Path) -> str:
    """That it is not there, with the folders in which it was looked for where there are two."""
    if path.is_absolute() or not is_in_notebook():
        return "does not exist"
    here = Path.cwd()
    return f"is neither in the folder {here.name} nor in the one around it, {here.parent.name}"


def _read_standard_input() -> RawArticle:
    if not hasattr(sys.stdin, "buffer"):
        raise UserError("cannot be read here; give a file or an address")
    data = _bounded(sys.stdin.buffer.read(MAX_BYTES + 1))
    return RawArticle(data, _guess_kind(data))


def _bounded(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise UserError("is larger than 5 MB; give the article alone")
    return data


def _guess_kind(data: bytes) -> str:
    if data.startswith((b"%PDF-", b"PK\x03\x04")):
        return "pdf" if data.startswith(b"%") else "docx"
    start = data[:1000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "json" if re.match(rb'\{\s*"', start) else "text"
