"""What in a page could run, load or lead astray.

The rules say what is allowed, so that what nobody has thought of is refused: elements and attributes by a list,
addresses by their kind, the content security policy by the one that reports have. Each function gives the faulty
elements, each with what is wrong with it and what to do.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes
from xml.etree.ElementTree import Element

import tinycss2

from readout.resources import table, values
from readout_app import TEMPLATES
from readout_app import messages as console
from readout_app.archive.html_tree import SVG, attributes, elements, name
from readout_app.runs.folder import is_inside

Fault = tuple[Element, str]

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_FRAME = {  # what a page holds besides what `clean` lets through (html.tsv)
    **dict.fromkeys(("html", "head", "title", "body", "main", "footer", "bdi"), frozenset[str]()),
    **{"a": {"rel", "type"}, "image": {"href"}, "input": {"type"}, "style": {"type"}},
    "meta": {"charset", "content", "http-equiv", "name"},
}
_IN_STYLES = {"cross-fade", "image", "image-set", "src", "url", "-webkit-cross-fade", "-webkit-image-set"}
_OUTSIDE = "brings in something from outside the page; hold it as data:image/…"


def runs_or_loads(root: Element) -> Iterator[Fault]:
    """Scripts, event handlers, elements that a page has no use for, and all that comes from outside."""
    allowed = _allowed()
    for node in elements(root):
        kind = name(node)
        if kind == "script":
            yield node, "script: a page runs nothing; take it out"
        elif kind not in allowed:
            yield node, "element: a page has no use for it; take it out"
        else:
            yield from ((node, fault) for fault in _attributes(node, allowed[kind]))
            if kind == "style":
                yield from ((node, fault) for fault in _style("".join(node.itertext())))


def links(root: Element, folder: Path) -> Iterator[Fault]:
    """Links to anything but a place in the page, an address of the web or a letter.

    A catalogue, which calls itself one in its head, stands in the `folder` of what it lists, and is not mailed
    without that: its links may also lead to files in that folder, as long as these are there.
    """
    beside = folder if _is_catalogue(root) else None
    names = {node.get("id", "") for node in elements(root)} - {""}
    for node in elements(root):
        for address in (_as_read(value) for key, value in attributes(node) if key == "href"):
            place = address.removeprefix("#")
            if place == address:
                fault = _link(address, node.get("rel", ""), beside) if name(node) == "a" else ""
            else:
                there = {place, unquote(place)} & names
                fault = (
                    "" if there else f"fragment: no element has the id {console.line(place)}; mend the link"
                )
            if fault:
                yield node, fault


def policy(root: Element) -> Iterator[Fault]:
    """The content security policy where it is missing, late, or in some directive weaker than `POLICY`."""
    early = True
    for node in elements(root):
        if _equiv(node) == "content-security-policy":
            late = ["something that could load comes before it; put it right after the charset"]
            faults = _weaker(node.get("content", "")) if early else late
            yield from ((node, f"policy: {fault}") for fault in faults)
            return
        early &= name(node) in ("html", "head", "title") or (name(node) == "meta" and not _equiv(node))
    yield root, f'policy: there is none; add <meta http-equiv="Content-Security-Policy" content="{POLICY}">'


def _allowed() -> dict[str, set[str]]:
    """The elements that a page may hold, and the attributes of each, all in lower case."""
    rows = {
        row["element"].lower(): set(values(row["attributes"].lower())) for row in table("html", TEMPLATES)
    }
    everywhere, _ = rows.pop("*"), rows.pop("style")  # the row `style` is of properties
    return {kind: everywhere | rows.get(kind, set()) | _FRAME.get(kind, set()) for kind in rows | _FRAME}


def _attributes(node: Element, allowed: set[str]) -> Iterator[str]:
    kind = name(node)
    for key, value in attributes(node):
        if key.startswith("on"):
            yield f"handler: {key} runs code; take it out"
        elif key in ("href", "src") and not _held(kind, key, value):
            yield f"loads: {key} {_OUTSIDE}"
        elif key not in allowed and not key.startswith(("aria-", "data-")):
            yield f"attribute: a page has no use for {console.line(key)}; take it out"
        elif key == "style" or (node.tag.startswith(SVG) and re.search(r"[(\\]", value)):
            yield from _style(value)
    if (equiv := _equiv(node)) not in ("", "content-security-policy"):
        yield f"loads: http-equiv={console.line(equiv)} tells the browser what to do; take it out"
    if kind == "input" and node.get("type", "").lower() not in ("checkbox", "radio"):
        yield "element: of inputs a page holds check boxes and radio buttons; take it out"


def _held(kind: str, key: str, value: str) -> bool:
    """Whether the attribute stays within the page; the links of `a` have rules of their own."""
    if kind == "a" and key == "href":
        return True
    return _is_image(value) if kind in ("img", "image") else _as_read(value).startswith("#")


def _is_image(address: str) -> bool:
    return re.match(r"data:image/[\w.+-]+[;,]", _as_read(address), re.IGNORECASE) is not None


def _style(text: str) -> Iterator[str]:
    """What a style sheet, or the style of one element, would load."""
    for token in _tokens(tinycss2.parse_component_value_list(text)):
        given = []
        if token.type == "at-keyword" and token.lower_value == "import":
            yield "loads: @import brings in a style sheet; put its rules into the page"
        elif token.type == "url":
            given = [token.value]
        elif token.type == "function" and token.lower_name in _IN_STYLES:
            parts = [part for part in _tokens(token.arguments) if part.type in ("string", "function")]
            given = [part.value if part.type == "string" else part.name for part in parts]
        for address in given:
            if not _is_image(address) and not address.startswith("#"):
                yield f"loads: {console.line(address)[:40]} in the style {_OUTSIDE}"


def _tokens(tokens: Iterable[Any]) -> Iterator[Any]:
    """The tokens and those within their blocks and functions."""
    waiting = list(tokens)
    for token in waiting:
        yield token
        waiting.extend(getattr(token, "content", None) or getattr(token, "arguments", None) or ())


def _is_catalogue(root: Element) -> bool:
    made = (node.get("content") for node in root.iterfind("head/meta[@name='generator']"))
    return "Readout catalogue" in made


def _link(address: str, rel: str, beside: Path | None) -> str:
    """What is wrong with a link to this address, which is no place in the page; empty where nothing is."""
    found = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
    scheme = found[1].lower() if found else ""
    if scheme in ("http", "https") and not {"noopener", "noreferrer"} <= set(rel.lower().split()):
        return 'link: it leads outside the page; add rel="noopener noreferrer"'
    if scheme in ("http", "https", "mailto"):
        return ""
    if scheme:
        return f"address: it leads to {scheme}:; lead to http, https, mailto or a #place only"
    if beside:
        there = _stands(beside, os.fsdecode(unquote_to_bytes(address.partition("#")[0])))
        return "" if there else "address: no such file stands beside or below the page; run readout index"
    return "address: it is relative, and leads nowhere once the page is mailed; write it whole, with https://"


def _stands(folder: Path, name: str) -> bool:
    try:
        return is_inside(folder, name) and (folder / name).is_file()
    except OSError:  # a name that no file can bear
        return False


def _as_read(address: str) -> str:
    """The address as a browser reads it: without line breaks, tabs and what surrounds it (URL Standard)."""
    return re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(0x21))))


def _equiv(node: Element) -> str:
    return node.get("http-equiv", "").lower() if name(node) == "meta" else ""


def _weaker(content: str) -> list[str]:
    """Each way in which the policy allows what ours forbids; what is not said falls to default-src (CSP 3)."""
    ours, theirs = _directives(POLICY), _directives(content)
    missing = {"default-src", "base-uri", "form-action"} - set(theirs)
    faults = [f"{directive} is missing; add {directive} 'none'" for directive in sorted(missing)]
    for directive, sources in theirs.items():
        if more := sorted(sources - ours.get(directive, set()) - {"'none'"}):
            faults.append(
                f"{directive} allows {console.line(' '.join(more))}, which no report needs; take it out"
            )
    return faults


def _directives(content: str) -> dict[str, set[str]]:
    """The directives with their sources, all in lower case; of two of one name the first counts."""
    found: dict[str, set[str]] = {}
    for words in (part.lower().split() for part in content.split(";")):
        if words:
            found.setdefault(words[0], set(words[1:]))
    return found
