"""Front matter, Markdown, and markup in plain text, turned into what is known of the article and its plain prose."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from readout.articles.credits import Metadata, parse_author, parse_date
from readout.errors import UserError
from readout.wording import english_list

SHORTCODES = "gallery|button|embed|video|audio|playlist|soundcloud|youtube|twitter|instagram|tweet|vc_\\w+|et_pb_\\w+"
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


def strip_markup(text: str) -> str:
    """Return a plain text without what came along from a page: entities, tags, shortcodes, codes of shares.

    Tags of blocks part paragraphs.
    """
    for _ in range(2):  # feeds escape them twice
        if re.search(r"&(?:[a-z]{2,8}|#x?[0-9a-f]{2,6});", text, re.IGNORECASE):
            text = html.unescape(text)
    if "[/caption]" in text:
        text = re.sub(r"\[caption\b[^\]]{0,500}\].{0,2000}?\[/caption\]", "", text, flags=re.DOTALL)
    text = re.sub(r"\[button\b[^\]\n]{0,500}\][^\[\n]{0,80}\[/button\]", "", text)  # with its label
    text = re.sub(rf"\[/?(?:{SHORTCODES})(?:\s[^\]\n]{{0,500}})?/?\]", "", text)
    attributes = r"(?: [\w-]{1,40}=(?:'[^'\n]{0,100}'|\"[^\"\n]{0,100}\")){1,8}"
    text = re.sub(rf"\[/?[a-z][\w-]{{1,40}}{attributes} ?/?\]", "", text)
    text = re.sub(r"\{\{[<%][^\n]{0,500}?[>%]\}\}|\{%[^\n]{0,500}?%\}", "", text)  # of Hugo, and of Jekyll
    text = re.sub(r" ?<[A-Z0-9]{1,6}\.[A-Z]{1,3}>", "", text)  # "Holden <HLD.T>"
    if "-->" in text:
        text = re.sub(r"<!--.{0,2000}?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"<(?:/?(?:p|div|blockquote|h[1-6]|li|ul|ol)|br)(?:\s[^<>]{0,500})?/?>", "\n\n", text)
    return re.sub(r"</?(?:a|b|i|em|strong|span|img|font|u|figure|small|sup|sub)(?:\s[^<>]{0,500})?/?>", "", text)


def _load_pairs(text: str) -> Mapping[str, Any]:
    import yaml  # late: only front matter needs it

    try:
        # BaseLoader makes strings, lists and dicts of strings, and nothing else.
        pairs = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise UserError(f"has front matter that is no YAML{where}; put values that hold a colon in quotes") from None
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
    return english_list(filter(None, names))


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
