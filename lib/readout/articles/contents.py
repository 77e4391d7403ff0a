"""What a source holds: one article, or the many of an export or a table, each by its number."""

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from readout.articles import limits
from readout.articles.blocked import describe_block, refusal_of
from readout.articles.credits import Content, Metadata, hash_input
from readout.articles.exports import split_export
from readout.articles.files import RawArticle, decode_text, find_file, read_raw, sniff_file
from readout.articles.formats import parse_markdown, split_front_matter, strip_markup
from readout.articles.layout import mark_indents
from readout.articles.webpages import parse_html
from readout.errors import UserError

TABLES = ("csv", "jsonl", "parquet")
DOCUMENTS = ("pdf", "docx", "mail")
_LIGHT = 200_000  # bytes
_Result = TypeVar("_Result")


def split_place(name: str) -> tuple[str, int | None]:
    """Return the file and the number that a place names ("export.txt#3"); any other name itself, and None."""
    match = re.fullmatch(r"(.+)#([1-9][0-9]{0,8})", name, re.DOTALL)
    if match is None or "://" in name:
        return name, None
    try:
        is_place = not find_file(name).exists() and find_file(match[1]).is_file()
    except (OSError, ValueError):
        is_place = False
    return (match[1], int(match[2])) if is_place else (name, None)


def count_contents(path: str, columns: Mapping[str, str] | None = None) -> int:
    """Return how many articles a file holds; 0 for one that is no export and no table, and so is one article itself."""
    kind, is_many = sniff_file(find_file(path))
    if not is_many or kind == "mail":
        return 0
    contents = read_contents(path, columns)
    return len(contents) if kind in TABLES or len(contents) > 1 else 0


def read_contents(path: str, columns: Mapping[str, str] | None = None) -> Sequence[Content]:
    """Return the articles of a file; it is read once, and again when it has changed.

    Raises ValueError with what is wrong and what to do, OSError where the file cannot be read.
    """
    about = find_file(path).stat()
    return _read_cached(path, about.st_mtime_ns, about.st_size, tuple((columns or {}).items()))


@lru_cache(maxsize=2)
def _read_cached(path: str, _time: int, _size: int, columns: tuple[tuple[str, str], ...]) -> Sequence[Content]:
    return read_within(split_contents, read_raw(path), dict(columns))


def read_within(
    function: Callable[..., _Result], raw: RawArticle, *rest: object, load: Callable[[], object] | None = None
) -> _Result:
    """Return `function(raw, *rest)`, worked out within limits of time and memory that fit the kind and the size.

    What is plain text and has up to 200 KB is read in this process: no rule for it takes long. `load` is called before
    it (`limits.call`). Raises UserError where a limit is passed.
    """
    if raw.kind == "json" or (raw.kind in ("text", "csv", "jsonl") and len(raw.data) <= _LIGHT):
        return function(raw, *rest)
    seconds, megabytes = limits.SECONDS, limits.MEGABYTES
    if raw.kind in DOCUMENTS:  # with hundreds of pages
        seconds, megabytes = 60.0, 2048
    elif raw.kind in TABLES or (raw.kind == "text" and not raw.url):  # with thousands of articles
        seconds, megabytes = seconds + 3 * len(raw.data) / 1e6, megabytes + 16 * len(raw.data) // 1_000_000
    if raw.kind == "parquet":
        load = load_parquet
    try:
        return limits.call(function, raw, *rest, seconds=seconds, megabytes=megabytes, load=load)
    except limits.LimitError as problem:
        advice = "give it in parts" if raw.kind in TABLES else "save the text of the article alone as a .txt file"
        raise UserError(f"{problem}; {advice}") from None


def load_parquet() -> None:
    """Import what reads Parquet, which maps more memory than a table may take; where it is missing, reading says so."""
    with contextlib.suppress(ImportError):
        import pyarrow.parquet  # noqa: F401 - late: an extra


def split_contents(raw: RawArticle, columns: Mapping[str, str] | None = None) -> Sequence[Content]:
    """Return the articles in the bytes of a source; raises ValueError with what is wrong and what to do."""
    if raw.kind in TABLES:
        from readout.articles.tables import parse_rows  # late: csv is for tables only

        return parse_rows(raw.data, raw.kind, columns or {})
    if raw.kind in DOCUMENTS:
        metadata, kind, text = _read_document(raw)
    else:
        metadata, kind, text = Metadata(), raw.kind, decode_text(raw.data, raw.charset)
    if kind == "html":
        found, prose = parse_html(text, raw.url)
        if blocked := describe_block(found.title or "", prose):
            raise UserError(refusal_of(blocked, found.title or ""))
    elif kind == "markdown":
        given, prose = split_front_matter(_break_lines(text).lstrip())
        heading, prose = parse_markdown(prose)
        found = given.filled_from(heading)
    else:
        text = _break_lines(text)
        if articles := split_export(text):
            return articles
        found, prose = split_front_matter(text.lstrip("\n"))
        prose = mark_indents(strip_markup(prose))
    metadata = metadata.filled_from(found)
    return [Content(replace(metadata, url=raw.url or metadata.url), prose, hash_input(raw.data))]


def _read_document(raw: RawArticle) -> tuple[Metadata, str, str]:
    """What the head of a mail says, the kind of the text in a document, and the text."""
    from readout.articles import documents  # late: few need it

    if raw.kind == "mail":
        return documents.read_mail(raw.data)
    if raw.kind == "pdf":
        metadata, text = documents.read_pdf(raw.data)
        return metadata, "text", text
    paragraphs = documents.read_docx(raw.data)
    text = "\n\n".join(text for _, text in paragraphs)
    if not split_export(text):  # in an export the headlines are headings
        kept = (p for n, (is_heading, p) in enumerate(paragraphs) if not is_heading or not n or p.endswith("?"))
        text = "\n\n".join(kept)
    return Metadata(), "text", text


def _break_lines(text: str) -> str:
    """The text with plain line breaks, and a plain hyphen where a word is divided at one."""
    return re.sub(r"(?<=\w)[\u00ad\u2010\u00ac]\n", "-\n", re.sub(r"\r\n?", "\n", text))


def require_one(contents: Sequence[Content], number: int | None, name: str) -> Content:
    """Return the article of that number, or the only one; raises UserError where there is no such one."""
    if number is None and len(contents) == 1:
        return contents[0]
    if number is None:
        how = (
            "save it as a file, and give that"
            if name == "-"
            else f"give one of them as {name}#1, or the file to readout report"
        )
        raise UserError(f"holds {len(contents):,} articles; {how}")
    if number > len(contents):
        raise UserError(f"holds {len(contents):,} articles; give a number up to that")
    return contents[number - 1]
