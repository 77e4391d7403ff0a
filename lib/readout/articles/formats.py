"""Front matter, Markdown and HTML, each turned into what is known of the article and its plain prose."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from readout.articles.credits import Head, author, day
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


def front_matter(text: str) -> tuple[Head, str]:
    """What the YAML between two lines of `---` at the very start says, and the text after it.

    Values are taken as they are written ("No" is a title, not false). Raises ValueError when the lines are
    no `key: value` pairs or never end.
    """
    lines = text.split("\n", FRONT_MATTER_LINES)
    if lines[0].strip() != "---":
        return Head(), text
    end = next((number for number, line in enumerate(lines) if number and line.strip() in ("---", "...")), 0)
    if not end:
        if ":" not in "".join(lines[1:2]):
            return Head(), text  # a rule as ornament
        raise UserError("has front matter that does not end; close it with a line of ---")
    if sum(map(len, lines[:end])) > FRONT_MATTER_LENGTH:
        raise UserError("has front matter of more than 20,000 characters; keep title, date and the like")
    head = _head(_pairs("\n".join(lines[1:end])))
    return head, "\n".join(lines[end + 1 :])


def markdown(text: str) -> tuple[Head, str]:
    """Title (the first heading, where no prose stands before it) and paragraphs of a Markdown text.

    Headings, tables, code and pictures are left out; links and emphasis leave their words.
    """
    import mistune  # late: only Markdown needs it

    try:
        blocks: Any = mistune.create_markdown(renderer=None, plugins=["table"])(text)
        paragraphs = list(_blocks(blocks))
    except RecursionError:
        raise UserError("is nested too deeply; give the article as plain text") from None
    title = None
    if paragraphs and paragraphs[0][0] == "heading":
        title = paragraphs[0][1]
    prose = [text for kind, text in paragraphs if kind == "paragraph" and text.strip()]
    return Head(title=title or None), "\n\n".join(prose)


def page(text: str, url: str | None) -> tuple[Head, str]:
    """Metadata and paragraphs of the article in an HTML page, by trafilatura (Barbaresi 2021).

    Headings, captions, tables and comments are left out. Raises ValueError where no article is found.
    """
    import trafilatura  # late: only HTML needs it, and it takes 0.4 s to import

    try:
        found = trafilatura.bare_extraction(
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
    paragraphs = [] if found is None or found.body is None else list(_elements(found.body))
    if not paragraphs:
        raise UserError("no article text found; save its text as a .txt file")
    deck = found.description if _is_new(found.description, paragraphs) else None
    by = author((found.author or "").replace(";", " and"))
    known = Head(
        title=found.title,
        deck=deck,
        published=day(found.date or ""),
        source=found.sitename,
        url=url or found.url,
    )
    return known.filled(by), "\n\n".join(paragraphs)


def _pairs(text: str) -> Mapping[str, Any]:
    import yaml  # late: only front matter needs it

    try:
        # BaseLoader makes strings, lists and dicts of strings, and nothing else.
        found = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise UserError(
            f"has front matter that is no YAML{where}; put values that hold a colon in quotes"
        ) from None
    if not isinstance(found, dict):
        raise UserError("has front matter without keys; write one `key: value` a line")
    return found


def _head(pairs: Mapping[str, Any]) -> Head:
    values: dict[str, Any] = {}
    for key, value in pairs.items():
        field = FRONT_MATTER.get(str(key).lower())
        if field is None or not value:
            continue
        names = value if field == "byline" and isinstance(value, list) else [value]
        names = [name.get("name") if isinstance(name, dict) else name for name in names]
        if not all(isinstance(name, str) for name in names):
            raise UserError(f"has front matter whose {key} is not text; write it as one line of text")
        values.setdefault(field, " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])))
    values["published"] = day(values.get("published", ""))
    by = author(values.pop("byline", ""))
    return Head(**values).filled(by)


def _blocks(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The kind ("heading", "paragraph") and words of each block that holds prose, in order."""
    for block in blocks:
        if block["type"] in ("paragraph", "block_text"):
            yield "paragraph", "".join(_inline(block["children"]))
        elif block["type"] == "heading":
            yield "heading", "".join(_inline(block["children"]))
        elif block["type"] in ("block_quote", "list", "list_item"):
            yield from _blocks(block["children"])


def _inline(parts: list[dict[str, Any]]) -> Iterator[str]:
    for part in parts:
        if part["type"] in ("softbreak", "linebreak"):
            yield " "
        elif part["type"] in ("text", "codespan"):
            yield html.unescape(part["raw"])
        elif part["type"] not in ("image", "inline_html"):
            yield from _inline(part.get("children", []))


def _elements(body: Any) -> Iterator[str]:
    """The words of each paragraph, quotation and item of a list; those that hold others give way to them."""
    prose = ("p", "quote", "item")
    for part in body:
        if part.tag not in ("head", "graphic", "table"):
            inner = [one for one in part.iter(*prose) if next(one.iterdescendants(*prose), None) is None]
            for one in inner or [part]:
                yield from _broken(one)
        if part.tail and part.tail.strip():
            yield " ".join(part.tail.split())


def _broken(element: Any) -> Iterator[str]:
    """The words of an element; a line break ends a paragraph where it ends a sentence."""
    for line in element.iter("lb"):
        line.tail = f"\u2028{line.tail or ''}"
    text = re.sub(r"(?<![.?!…:\"”’)])\s*\u2028", " ", "".join(element.itertext()))
    yield from (" ".join(piece.split()) for piece in text.split("\u2028") if piece.strip())


def _is_new(description: str | None, paragraphs: list[str]) -> bool:
    """Whether a description says more than the first words of the article, which many pages repeat in it."""
    if not description or len(description.split()) > 60:
        return False
    start = " ".join(description.rstrip(" .…").casefold().split())
    return start not in " ".join(" ".join(paragraphs[:3]).casefold().split())
