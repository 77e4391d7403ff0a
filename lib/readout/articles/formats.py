"""Front matter, Markdown and HTML, each turned into what is known of the article and its plain prose."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from readout.articles.credits import Metadata, parse_author, parse_date
from readout.errors import UserError

FRONT_MATTER_LINES, FRONT_MATTER_LENGTH = 100, 20_000
FRONT_MATTER = {
    "title": "title",
    "deck": "deck",
    "description": "deck",
    "subtitle": "deck",
    "date": "published",
    "published": "published",
    "source": "source",
    "byline": "byline",
    "author": "byline",
    "authors": "byline",
    "url": "url",
}


def split_front_matter(text: str) -> tuple[Metadata, str]:
    """Return what the YAML between two lines of `---` at the very start says, and the text after it.

    Values are taken as they are written ("No" is a title, not false). Raises ValueError when the lines are
    no `key: value` pairs or never end.
    """
    lines = text.split("\n", FRONT_MATTER_LINES)
    if lines[0].strip() != "---":
        return Metadata(), text
    end = next((number for number, line in enumerate(lines) if number and line.strip() in ("---", "...")), 0)
    if not end:
        if ":" not in "".join(lines[1:2]):
            return Metadata(), text  # a rule as ornament
        raise UserError("has front matter that does not end; close it with a line of ---")
    if sum(map(len, lines[:end])) > FRONT_MATTER_LENGTH:
        raise UserError("has front matter of more than 20,000 characters; keep title, date and the like")
    pairs = _load_pairs("\n".join(lines[1:end]))
    return _metadata_of(pairs), "\n".join(lines[end + 1 :])


def parse_markdown(text: str) -> tuple[Metadata, str]:
    """Return title (the first heading, where no prose stands before it) and paragraphs of a Markdown text.

    Headings, tables, code and pictures are left out; links and emphasis leave their words.
    """
    import mistune  # late: only Markdown needs it

    try:
        blocks: Any = mistune.create_markdown(renderer=None, plugins=["table"])(text)
        paragraphs = list(_prose_blocks(blocks))
    except RecursionError:
        raise UserError("is nested too deeply; give the article as plain text") from None
    title = None
    if paragraphs and paragraphs[0][0] == "heading":
        title = paragraphs[0][1]
    prose = [text for kind, text in paragraphs if kind == "paragraph" and text.strip()]
    return Metadata(title=title or None), "\n\n".join(prose)


def parse_html(text: str, url: str | None) -> tuple[Metadata, str]:
    """Return metadata and paragraphs of the article in an HTML page, by trafilatura (Barbaresi 2021).

    Headings, captions, tables and comments are left out. Raises ValueError where no article is found.
    """
    import trafilatura  # late: only HTML needs it, and it takes 0.4 s to import

    try:
        document = trafilatura.bare_extraction(
            text,
            url=url,
            favor_precision=True,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            # Without this, any date of the prose is taken for the day of publication.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as problem:  # hostile markup finds bugs in any parser
        raise UserError(
            f"could not be taken apart as HTML ({type(problem).__name__}); save its text as a .txt file"
        ) from None
    paragraphs = [] if document is None or document.body is None else list(_element_texts(document.body))
    if not paragraphs:
        raise UserError("no article text found; save its text as a .txt file")
    deck = document.description if _says_more(document.description, paragraphs) else None
    by = parse_author((document.author or "").replace(";", " and"))
    metadata = Metadata(
        title=document.title,
        deck=deck,
        published=parse_date(document.date or ""),
        source=document.sitename,
        url=url or document.url,
    )
    return metadata.filled_from(by), "\n\n".join(paragraphs)


def _load_pairs(text: str) -> Mapping[str, Any]:
    import yaml  # late: only front matter needs it

    try:
        # BaseLoader makes strings, lists and dicts of strings, and nothing else.
        pairs = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise UserError(
            f"has front matter that is no YAML{where}; put values that hold a colon in quotes"
        ) from None
    if not isinstance(pairs, dict):
        raise UserError("has front matter without keys; write one `key: value` a line")
    return pairs


def _metadata_of(pairs: Mapping[str, Any]) -> Metadata:
    lines: dict[str, str] = {}
    for key, value in pairs.items():
        field = FRONT_MATTER.get(str(key).lower())
        if field and value:
            values = value if field == "byline" and isinstance(value, list) else [value]
            lines.setdefault(field, _join_names(key, values))
    metadata = Metadata(
        title=lines.get("title"),
        deck=lines.get("deck"),
        published=parse_date(lines.get("published", "")),
        source=lines.get("source"),
        url=lines.get("url"),
    )
    return metadata.filled_from(parse_author(lines.get("byline", "")))


def _join_names(key: str, values: list[Any]) -> str:
    """One line of the values: ["Jane Doe", {"name": "John Roe"}] is "Jane Doe and John Roe"."""
    names = [value.get("name") if isinstance(value, dict) else value for value in values]
    if not all(isinstance(name, str) for name in names):
        raise UserError(f"has front matter whose {key} is not text; write it as one line of text")
    *others, last = [name for name in names if name] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _prose_blocks(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The kind ("heading", "paragraph") and words of each block that holds prose, in order."""
    for block in blocks:
        if block["type"] in ("paragraph", "block_text"):
            yield "paragraph", "".join(_inline_texts(block["children"]))
        elif block["type"] == "heading":
            yield "heading", "".join(_inline_texts(block["children"]))
        elif block["type"] in ("block_quote", "list", "list_item"):
            yield from _prose_blocks(block["children"])


def _inline_texts(parts: list[dict[str, Any]]) -> Iterator[str]:
    for part in parts:
        if part["type"] in ("softbreak", "linebreak"):
            yield " "
        elif part["type"] in ("text", "codespan"):
            yield html.unescape(part["raw"])
        elif part["type"] not in ("image", "inline_html"):
            yield from _inline_texts(part.get("children", []))


def _element_texts(body: Any) -> Iterator[str]:
    """The words of each paragraph, quotation and item of a list; those that hold others give way to them."""
    prose = ("p", "quote", "item")
    for part in body:
        if part.tag not in ("head", "graphic", "table"):
            innermost = [e for e in part.iter(*prose) if next(e.iterdescendants(*prose), None) is None]
            for element in innermost or [part]:
                yield from _split_at_breaks(element)
        if part.tail and part.tail.strip():
            yield " ".join(part.tail.split())


def _split_at_breaks(element: Any) -> Iterator[str]:
    """The words of an element; a line break ends a paragraph where it ends a sentence."""
    for line in element.iter("lb"):
        line.tail = f"\u2028{line.tail or ''}"
    text = re.sub(r"(?<![.?!…:\"”’)])\s*\u2028", " ", "".join(element.itertext()))
    yield from (" ".join(piece.split()) for piece in text.split("\u2028") if piece.strip())


def _says_more(description: str | None, paragraphs: list[str]) -> bool:
    """Whether a description says more than the first words of the article, which many pages repeat in it."""
    if not description or len(description.split()) > 60:
        return False
    start = " ".join(description.rstrip(" .…").casefold().split())
    return start not in " ".join(" ".join(paragraphs[:3]).casefold().split())
