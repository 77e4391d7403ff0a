"""The gate: what every report page has to be, as far as that can be seen without a browser.

Safe to open (nothing runs, nothing is loaded: `safety`), well formed, of bounded size, and fit for everyone:
named, in a stated language, its headings in order, its pictures and drawings told in words, and no text in it
able to turn what stands beside it around.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from xml.etree.ElementTree import Element

from readout.errors import UserError
from readout_app import messages as console
from readout_app.archive import safety_checks as safety
from readout_app.archive.html_tree import SVG, attributes, elements, excerpt, line, name, parse, text_of
from readout_app.archive.safety_checks import Fault

LIMIT = 1_000_000  # bytes

_BY_ID = {
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-labelledby",
    "aria-owns",
    "for",
    "headers",
}
_STOCK = "no description has been provided for this image"  # nbconvert's
_NO_ALT = (
    rf"\W*|alt|chart|diagram|figure|graph|graphic|image|img|photo|picture|plot|{_STOCK}|\S+\.[a-z]{{3,4}}"
)
_INLINE = re.compile(
    r"a|abbr|b|br|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|tspan|u|var|wbr"
)
_TURNS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")


def faults(page: Path, *, limit: int = LIMIT) -> list[str]:
    """Each fault of the page in one line, in the order of the page: where, which rule, what to do, which tag.

    `line 7: script: a page runs nothing; take it out: <script src="x.js">`. Of a page of more than `limit`
    bytes only that is said. Raises ValueError where the page cannot be read.
    """
    try:
        content = page.read_bytes()
    except OSError as error:
        raise UserError(f"{page}: it cannot be read ({error.strerror}); give the path of a page") from error
    if len(content) > limit:
        return [f"line 1: size: the page has {len(content):,} bytes; at most {limit:,} are allowed"]
    try:
        root, errors = parse(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        return [f"line {number}: charset: the page is not UTF-8; save it as UTF-8"]
    except ValueError as error:
        return [str(error)]
    found = [(place, f"well-formed: {error}; mend it") for place, error in errors]
    links = partial(safety.links, folder=page.parent)
    rules = (safety.runs_or_loads, links, safety.policy, _named, _ids, _pictures, _headings, _turned)
    for node, fault in chain.from_iterable(rule(root) for rule in rules):
        found.append((line(node), f"{fault}: {excerpt(node)}"))
    ordered = sorted(found, key=lambda one: one[0])
    return list(dict.fromkeys(f"line {place}: {fault}" for place, fault in ordered))


def _named(root: Element) -> Iterator[Fault]:
    """The language, the title and the charset, each stated."""
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", root.get("lang", "")):
        yield root, 'language: the page does not say which it is in; write <html lang="en">'
    if not any(text_of(node) for node in root.iterfind("head/title")):
        yield root, "title: there is none, or an empty one; write one in the head"
    stated = [node.get("charset", "").lower() for node in root.iterfind("head/meta[@charset]")]
    if stated != ["utf-8"]:
        yield root, 'charset: the page does not say it is UTF-8; write <meta charset="utf-8"> once'


def _ids(root: Element) -> Iterator[Fault]:
    """Ids are borne once, and what an element names by its id is there."""
    borne = Counter(name for node in elements(root) if (name := node.get("id")) is not None)
    for node in elements(root):
        if borne[node.get("id", "")] > 1:
            yield node, f"id: {borne[node.get('id', '')]} elements have it; give each its own"
        for key, value in attributes(node):
            missing = [one for one in value.split() if one not in borne] if key in _BY_ID else []
            if missing:
                yield node, f"id: {key} names {console.line(' '.join(missing))}, which is not there; mend one"


def _pictures(root: Element) -> Iterator[Fault]:
    """Every image has words in its place; every drawing has a title and a description, or is hidden."""
    inner = set(root.iterfind(f".//{SVG}svg//{SVG}svg"))
    for node in elements(root):
        if node.tag == "img" and re.fullmatch(_NO_ALT, node.get("alt", "").strip().rstrip(".").lower()):
            yield node, "alt: it does not say what the image shows; write that in a sentence"
        elif node.tag == f"{SVG}svg" and node not in inner and node.get("aria-hidden") != "true":
            names = node.get("aria-labelledby", "").split()
            told = {name(one) for one in node.iter() if one.get("id") in names and text_of(one)}
            if node.get("role") != "img":
                yield node, 'svg: it is not told as an image; add role="img", or aria-hidden="true"'
            if missing := [part for part in ("title", "desc") if part not in told]:
                yield node, f"svg: aria-labelledby leads to no {' and no '.join(missing)} with words; add it"


def _headings(root: Element) -> Iterator[Fault]:
    """One h1, and no level left out on the way down."""
    levels = [(node, int(node.tag[1])) for node in elements(root) if re.fullmatch(r"h[1-6]", node.tag)]
    first = [node for node, level in levels if level == 1]
    if not first:
        yield root, "headings: there is no h1; make the headline one"
    for node in first[1:]:
        yield node, "headings: it is a second h1; make it an h2"
    before = 0
    for node, level in levels:
        if level > before + 1:
            yield node, f"headings: level {before + 1} is left out before it; make it an h{before + 1}"
        before = level


def _turned(root: Element) -> Iterator[Fault]:
    """Signs that turn the direction of text (UAX 9) are closed in the block or the attribute they stand in.

    A browser ends them with the block; until there, they would turn words of ours that follow.
    """
    for node in elements(root):
        block = [] if _INLINE.fullmatch(name(node)) else [_own_text(node)]
        if any(_unbalanced(text) for text in (*block, *(value for _, value in attributes(node)))):
            yield node, "bidi: a sign that turns the direction of text is left open in it; close it"


def _own_text(node: Element) -> str:
    """The text of a block with what is inline in it; another block in it stands for itself."""
    parts = [node.text or ""]
    for child in node:
        if isinstance(child.tag, str) and _INLINE.fullmatch(name(child)):
            parts.append(_own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _unbalanced(text: str) -> bool:
    waiting: list[str] = []
    for sign in text:
        if sign in _TURNS:
            waiting.append(_TURNS[sign])
        elif sign in ("\u202c", "\u2069") and (not waiting or waiting.pop() != sign):
            return True
    return bool(waiting)
