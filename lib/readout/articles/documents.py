"""PDF files, Word files and mails, each turned into what is known of the article and its text."""

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from readout.articles.credits import Metadata
from readout.articles.layout import is_headline
from readout.errors import UserError

EXTRA = "pip install 'readout-news[documents]'"
PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—]?\s*[0-9]{1,4}\s*[-–—]?(?:\s*(?:of|/)\s*[0-9]{1,4})?", re.IGNORECASE)


def read_pdf(data: bytes) -> tuple[Metadata, str]:
    """Return the headline of a PDF and its lines, page after page, without the heads and numbers that pages repeat.

    Raises UserError where it holds no text, and where the extra that reads it is not installed.
    """
    try:
        from pypdf import PdfReader  # late: an extra
        from pypdf.errors import PyPdfError
    except ImportError:
        raise UserError(f"is a PDF, which needs pypdf; {EXTRA}") from None
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it complains of each odd thing that it mends
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UserError("is a PDF with a password; save it without one, or its text as .txt")
        pages = [page.extract_text() for page in reader.pages]
    except UserError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as problem:
        raise UserError(f"is no PDF that can be read ({type(problem).__name__}); save its text as .txt") from None
    lines = [[line.strip() for line in page.split("\n") if line.strip()] for page in pages]
    kept = [line for page in _without_heads(lines) for line in page]
    if not kept:
        raise UserError("is a PDF without text, such as a scan; recognize its text, and save it as .txt")
    title, number = _find_title(reader.pages[0], kept)
    return Metadata(title=title), "\n".join(kept[number:])


def _find_title(page: Any, lines: Sequence[str]) -> tuple[str | None, int]:
    """The headline, and how many lines it has: those at the top in the largest letters, else the first if short."""
    sizes: dict[float, list[str]] = {}

    def note(text: str, _page: Any, place: Sequence[float], _font: Any, size: float) -> None:
        if text.strip():
            sizes.setdefault(round(abs(place[3] or 1) * size, 1), []).append(text)

    page.extract_text(visitor_text=note)
    largest = _letters("".join(sizes[max(sizes)])) if len(sizes) > 1 else ""
    number = 0
    while number < min(6, len(lines)) and _letters(lines[number]) and _letters(lines[number]) in largest:
        number += 1
    if not number and len(lines) > 1 and is_headline(lines[0]) and not lines[1][:1].islower():
        number = int(len(lines[0]) < 0.8 * max(map(len, lines)))
    return " ".join(lines[:number]) or None, number


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _without_heads(pages: Sequence[list[str]]) -> list[list[str]]:
    """The lines of each page but for page numbers, and for those first and last ones that several pages share."""
    edges = Counter(_shape(line) for page in pages for line in {*page[:2], *page[-2:]})
    repeated = {line for line, count in edges.items() if len(pages) > 1 and 2 * count > len(pages)}

    def is_head(page: Sequence[str], n: int) -> bool:
        is_edge = n < 2 or n >= len(page) - 2
        return is_edge and bool(PAGE_NUMBER.fullmatch(page[n]) or _shape(page[n]) in repeated)

    return [[line for n, line in enumerate(page) if not is_head(page, n)] for page in pages]


def _shape(line: str) -> str:
    return re.sub(r"[0-9]+", "0", line.casefold())


def read_docx(data: bytes) -> list[tuple[bool, str]]:
    """Return the paragraphs of a Word file, in order, each with whether it is a heading; cells are paragraphs too.

    Raises UserError where it is none, and where the extra that reads it is not installed.
    """
    try:
        from docx import Document  # late: an extra
    except ImportError:
        raise UserError(f"is a Word file, which needs python-docx; {EXTRA}") from None
    try:
        paragraphs = [each for each in _blocks(Document(io.BytesIO(data))) if each.text.strip()]
        styles = ((each.style.name if each.style else "") or "" for each in paragraphs)
        is_heading = (name.startswith(("Heading", "Title", "Subtitle")) for name in styles)
        return list(zip(is_heading, (each.text for each in paragraphs), strict=True))
    except Exception as problem:  # what is no Word file fails in zipfile, lxml or docx
        line = f"is no Word file that can be read ({type(problem).__name__}); save it as .txt"
        raise UserError(line) from None


def _blocks(part: Any) -> list[Any]:
    blocks: list[Any] = []
    for block in part.iter_inner_content():
        if hasattr(block, "rows"):
            cells = {id(cell._tc): cell for row in block.rows for cell in row.cells}  # those that span stand once
            blocks += [inner for cell in cells.values() for inner in _blocks(cell)]
        else:
            blocks.append(block)
    return blocks


def read_mail(data: bytes) -> tuple[Metadata, str, str]:
    """Return what the head of a mail says, the kind of its text ("html" or "text"), and the text.

    Attachments are not read. Raises UserError for a mail without text.
    """
    message = message_from_bytes(data, policy=policy.default)
    texts = {}
    for kind in ("plain", "html"):
        part = message.get_body((kind,)) if isinstance(message, EmailMessage) else None
        texts[kind] = _content(part) if part else ""
    if not any(map(str.strip, texts.values())):
        raise UserError("is a mail without text; give what is attached to it as a file")
    # The plain part of a newsletter is often one line: "View this in a browser".
    kind = "plain" if len(texts["plain"].split()) >= 50 or not texts["html"] else "html"
    name, address = parseaddr(str(message.get("From", "")))
    try:
        published = parsedate_to_datetime(str(message["Date"])).date() if message["Date"] else None
    except (ValueError, TypeError):
        published = None
    subject = re.sub(r"^(?:(?:fwd?|re|aw|wg):\s*)+", "", str(message.get("Subject", "")), flags=re.IGNORECASE)
    metadata = Metadata(title=subject or None, published=published, source=name or address or None)
    return metadata, "text" if kind == "plain" else kind, texts[kind]


def _content(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a charset that nobody knows
        return (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
