"""Check pages and run folders without a browser: pages for safety and form, files against what their run left.

What a page may hold is a list (templates/html.tsv, which the page renderer reads too), so that what nobody thought of
is refused. What a page does once it is opened, and whether everyone can use it, needs a browser: `browser_checks`.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes
from xml.etree.ElementTree import Element

import tinycss2
from tinyhtml5.parser import HTMLParser
from tinyhtml5.treebuilder import TreeBuilder

from readout.errors import UserError
from readout.text import one_line
from readout.wording import count
from readout_app.archive.browser_checks import opened_faults
from readout_app.runs.folder import artefact_faults, is_inside
from readout_app.runs.manifest import MANIFEST
from readout_app.templates import POLICY, allowed_html

LIMIT = 1_000_000  # bytes of a page
_DEEPEST = 200  # elements in each other; the time to read a page grows with the square of it
_LINE = ">line"  # no attribute of a page can have a name with this character
_SVG = "{http://www.w3.org/2000/svg}"
_TURNS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_LOADING = ("src", "image", "image-set", "cross-fade", "-webkit-image-set", "-webkit-cross-fade")
_OUTSIDE = "brings in something from outside the page; hold it as data:image/…"

Fault = tuple[Element, str]


def check_paths(
    paths: Iterable[Path],
    checked: Counter[str] | None = None,
    *,
    limit: int = LIMIT,
    in_browser: bool = True,
    on_page: Callable[[], object] = lambda: None,
) -> Iterator[str]:
    """Yield each fault of the pages and run folders, as a line that starts with the path of what it is in.

    Of a run folder the files are held against the hashes in its manifest, then its page is checked. Pages without
    a fault are opened last, all in one browser; what could run something is not opened. `checked` counts `folders`,
    `pages` and what was `opened`; `on_page` is called when a page is done.

    Raises:
        UserError: a page cannot be read, or the browser does not start.
    """
    checked, good = Counter[str]() if checked is None else checked, list[Path]()
    for path in paths:
        page = path
        if path.is_dir():
            checked["folders"] += 1
            yield from (f"{path}: {fault}" for fault in artefact_faults(path))
            page = path / "report.html"
            if not page.is_file() or page.is_symlink():
                yield f"{page}: the page is missing; make the report again"
                on_page()
                continue
        checked["pages"] += 1
        faults = page_faults(page, limit=limit)
        yield from (f"{page}: {fault}" for fault in faults)
        if faults or not in_browser:
            on_page()
        else:
            good.append(page)
    for page, faults in zip(good, opened_faults(good) if good else (), strict=True):
        checked["opened"] += 1
        yield from (f"{page}: {fault}" for fault in faults)
        on_page()


def describe_checked(checked: Counter[str], faults: int) -> str:
    """Say in a line what `check_paths` has checked, and that it has so many faults."""
    folders = checked["folders"]
    hashes = f", {count(folders, 'run folder')} for {'its' if folders == 1 else 'their'} hashes" if folders else ""
    opened = f"{checked['opened']:,} opened in a browser" if checked["opened"] else "none opened in a browser"
    pages = f"{count(checked['pages'], 'page')} checked for safety and form"
    return f"{pages}{hashes}, {opened}: {count(faults, 'fault')}"


def require_page_or_run(path: Path) -> None:
    """Raise UserError where the path is neither a file nor a run folder."""
    if path.is_dir() and not (path / MANIFEST).exists():
        raise UserError(f"{path}: the folder has no {MANIFEST}; give a run folder, or the path of a page")
    if not path.exists():
        raise UserError(f"{path}: it does not exist; give the path of a page or of a run folder")
    if not (path.is_dir() or path.is_file()):
        raise UserError(f"{path}: it is a pipe or a device, which may never end; give the path of a page")


def page_faults(page: Path, *, limit: int = LIMIT) -> list[str]:
    """Return each fault of the page as a line, in the order of the page: where, which rule, what to do, which tag.

    `line 7: element: a page has no use for it; take it out: <script src="x.js">`. Of a page of more than `limit`
    bytes only that is reported. Raises UserError where the page cannot be read.
    """
    try:
        size = page.stat().st_size
        if size > limit:
            return [f"line 1: size: the page has {size:,} bytes; at most {limit:,} are allowed"]
        content = page.read_bytes()
    except OSError as error:
        raise UserError(f"{page}: it cannot be read ({error.strerror}); give the path of a page") from error
    try:
        root, errors = parse_page(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return [f"line {line}: charset: the page is not UTF-8; save it as UTF-8"]
    except UserError as error:
        return [str(error)]
    faults = [(line, f"well-formed: {error}; mend it") for line, error in errors]
    rules = (_unsafe, partial(_bad_links, folder=page.parent), _policy, _charset, _doubled_ids, _turned_text)
    for node, fault in chain.from_iterable(rule(root) for rule in rules):
        faults.append((_line(node), f"{fault}: {_tag(node)}"))
    in_order = sorted(faults, key=lambda fault: fault[0])
    return list(dict.fromkeys(f"line {line}: {fault}" for line, fault in in_order))


# The page as a tree


class _LineTree(TreeBuilder):  # type: ignore[misc]  # tinyhtml5 has no types
    """tinyhtml5's tree builder, which also notes on which line each element stands.

    An element of ElementTree has no room for its line but in its attributes; each element is made from the token of
    its tag, by these two methods and by no other. They also refuse a page that is nested too deep, and one that makes
    many more elements than it has tags (at most `room`): elements that are not closed open again in each paragraph.
    """

    def __init__(self, parser: HTMLParser, room: int) -> None:
        self.parser, self._room = parser, room
        super().__init__(namespace_html_elements=False)

    def create_element(self, token: dict[str, Any]) -> Any:
        return super().create_element(self._with_line(token))

    def insert_element_normal(self, token: dict[str, Any]) -> Any:
        return super().insert_element_normal(self._with_line(token))

    def _with_line(self, token: dict[str, Any]) -> dict[str, Any]:
        line = self.parser.tokenizer.stream.position()[0]
        if len(self.open_elements) > _DEEPEST:
            raise UserError(f"line {line}: well-formed: more than {_DEEPEST} elements stand in each other")
        self._room -= 1
        if self._room < 0:
            raise UserError(f"line {line}: well-formed: elements are not closed, and open again and again; close them")
        return token | {"data": {_LINE: str(line), **(token["data"] or {})}}


class _LineParser(HTMLParser):  # type: ignore[misc]
    """tinyhtml5's parser on a `_LineTree`."""

    def __init__(self, room: int) -> None:
        super().__init__(namespace_html_elements=False)
        self.tree = _LineTree(self, room)
        self.phases: dict[str, Any] = {name: type(phase)(self, self.tree) for name, phase in self.phases.items()}


def parse_page(text: str) -> tuple[Element, list[tuple[int, str]]]:
    """Return the root of the page, and each error of grammar: its line and its name in the HTML standard.

    The page is read as a browser reads it. Browsers mend errors in silence, so only a page without any is read alike
    by all. HTML's elements have plain tags, those of a drawing have their namespace. Raises UserError, which says
    where, for elements nested so deep that reading them would take hours.
    """
    parser = _LineParser(2 * text.count("<") + 10)  # the bodies of tables, and the like, have no tags
    root: Element = parser.parse(text)
    return root, [
        (place[0], code + (f" ({', '.join(map(str, data.values()))})" if data else ""))
        for place, code, data in parser.errors
    ]


def _elements(root: Element) -> Iterator[Element]:
    return (node for node in root.iter() if isinstance(node.tag, str))  # the tag of a comment is a function


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2].lower()


def _attributes(node: Element) -> list[tuple[str, str]]:
    """The attributes in lower case, those of another namespace by their last name: `xlink:href` as `href`."""
    return [(key.rpartition("}")[2].lower(), value) for key, value in node.items() if key != _LINE]


def _line(node: Element) -> int:
    """The line, from 1, on which the element's opening tag ends."""
    return int(node.get(_LINE, "1"))


def _tag(node: Element) -> str:
    attributes = "".join(f' {key}="{value}"' for key, value in _attributes(node))
    return one_line(f"<{_name(node)}{attributes}>", limit=60)


# Safety: nothing runs, nothing is loaded, no link leads astray


def _unsafe(root: Element) -> Iterator[Fault]:
    """Elements and attributes that are not on the list, and all that is loaded from outside the page."""
    allowed = {element.lower(): {name.lower() for name in names} for element, names in allowed_html("page").items()}
    for node in _elements(root):
        name = _name(node)
        if name not in allowed:
            yield node, "element: a page has no use for it; take it out"
            continue
        yield from ((node, fault) for fault in _unsafe_attributes(node, allowed[name] | allowed["*"]))
        if name == "style":
            if len(node):  # a browser does not read what stands in them, and joins what they part
                yield node, "style: elements or comments stand in it; take them out"
            text = (node.text or "") + "".join(inner.tail or "" for inner in node)
            yield from ((node, fault) for fault in _loading_styles(text))


def _unsafe_attributes(node: Element, allowed: set[str]) -> Iterator[str]:
    name = _name(node)
    for key, value in _attributes(node):
        if key in ("href", "src") and not _stays_in_page(name, key, value):
            yield f"loads: {key} {_OUTSIDE}"
        elif key not in allowed and not key.startswith(("aria-", "data-")):
            yield f"attribute: a page has no use for {one_line(key)}; take it out"
        elif key == "style" or (node.tag.startswith(_SVG) and re.search(r"[(\\]", value)):
            yield from _loading_styles(value)
    if _http_equiv(node) not in ("", "content-security-policy"):
        yield "loads: http-equiv tells the browser what to do; take it out"
    if name == "input" and node.get("type", "").lower() not in ("checkbox", "radio"):
        yield "element: of inputs a page holds check boxes and radio buttons; take it out"


def _stays_in_page(name: str, key: str, value: str) -> bool:
    """Whether an address loads nothing from outside; where a link leads is up to `_bad_links`."""
    if name == "a" and key == "href":
        return True
    return _is_image(value) if name in ("img", "image") else _as_browser_reads(value).startswith("#")


def _is_image(address: str) -> bool:
    return re.match(r"data:image/[\w.+-]+[;,]", _as_browser_reads(address), re.IGNORECASE) is not None


def _loading_styles(css: str) -> Iterator[str]:
    """What a style sheet, or the style of one element, would load."""
    tokens = tinycss2.parse_component_value_list(css)
    for token in tokens:  # those within blocks and functions are added on the way
        tokens += getattr(token, "content", None) or getattr(token, "arguments", None) or ()
        function = token.lower_name if token.type == "function" else ""
        if token.type == "at-keyword" and token.lower_value == "import":
            yield "loads: @import brings in a style sheet; put its rules into the page"
        elif function in _LOADING:
            yield f"loads: {function}() {_OUTSIDE} in url()"
        elif token.type == "url" or function == "url":
            quoted = (part.value for part in getattr(token, "arguments", ()) if part.type == "string")
            address = token.value if token.type == "url" else next(quoted, "")
            if not _is_image(address) and not address.startswith("#"):
                yield f"loads: {one_line(address, limit=40)} in the style {_OUTSIDE}"


def _bad_links(root: Element, folder: Path) -> Iterator[Fault]:
    """Links to anything but a place in the page, an address of the web or a mail address.

    A catalogue, which calls itself one in its head, stands in the `folder` of what it lists and is not mailed without
    it: its links may also lead to files in that folder, as long as these exist.
    """
    generators = (node.get("content") for node in root.iterfind("head/meta[@name='generator']"))
    beside = folder if "Readout catalogue" in generators else None
    ids = {node.get("id", "") for node in _elements(root)} - {""}
    for node in _elements(root):
        for address in (_as_browser_reads(value) for key, value in _attributes(node) if key == "href"):
            fault = ""
            if not address.startswith("#"):
                fault = _bad_address(address, node.get("rel", ""), beside) if _name(node) == "a" else ""
            elif not {address[1:], unquote(address[1:])} & ids:
                fault = f"fragment: no element has the id {one_line(address[1:])}; mend the link"
            if fault:
                yield node, fault


def _bad_address(address: str, rel: str, beside: Path | None) -> str:
    """What is wrong with a link to this address outside the page; empty where nothing is."""
    scheme, colon, _ = address.partition(":")
    if colon and re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme, re.IGNORECASE):
        scheme = scheme.lower()
        if scheme not in ("http", "https", "mailto"):
            return f"address: it leads to {scheme}:; lead to http, https, mailto or a #place only"
        if scheme != "mailto" and not {"noopener", "noreferrer"} <= set(rel.lower().split()):
            return 'link: it leads outside the page; add rel="noopener noreferrer"'
        return ""
    if beside is None:
        return "address: it is relative, and leads nowhere once the page is mailed; write it whole"
    name = os.fsdecode(unquote_to_bytes(address.partition("#")[0]))
    with suppress(OSError):  # a name that no file can have
        if is_inside(beside, name) and (beside / name).is_file():
            return ""
    return "address: no such file stands beside or below the page; run readout index"


def _as_browser_reads(address: str) -> str:
    """The address without line breaks, tabs and what surrounds it (URL Standard)."""
    return re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(0x21))))


def _policy(root: Element) -> Iterator[Fault]:
    """The content security policy where it is missing, another than ours, or after something that could load."""
    for node in _elements(root):
        if _http_equiv(node) == "content-security-policy":
            if node.get("content") != POLICY:
                yield node, f'policy: it is not the one that reports have; write content="{POLICY}"'
            return
        if _name(node) not in ("html", "head", "title", "meta"):
            break
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield root, f"policy: the head does not start with it; add {meta}"


def _http_equiv(node: Element) -> str:
    return node.get("http-equiv", "").lower() if _name(node) == "meta" else ""


# Form: what no browser would complain of


def _charset(root: Element) -> Iterator[Fault]:
    declared = [node.get("charset", "").lower() for node in root.iterfind("head/meta[@charset]")]
    if declared != ["utf-8"]:
        yield root, 'charset: the page does not say it is UTF-8; write <meta charset="utf-8"> once'


def _doubled_ids(root: Element) -> Iterator[Fault]:
    """Ids that several elements have: a link to a sentence leads to the first of them only."""
    counts = Counter(node.get("id") for node in _elements(root))
    for node in _elements(root):
        if "id" in node.keys() and counts[node.get("id")] > 1:  # noqa: SIM118  # an Element
            yield node, f"id: {counts[node.get('id')]} elements have it; give each its own"


def _turned_text(root: Element) -> Iterator[Fault]:
    """Characters that turn the direction of text (UAX 9) and are not closed in the text or attribute they stand in.

    They would turn words of ours that follow, up to the end of the block.
    """
    for node in _elements(root):
        texts = (node.text, *(child.tail for child in node), *(value for _, value in _attributes(node)))
        if any(_is_left_open(text or "") for text in texts):
            yield node, "bidi: a character that turns the direction of text is left open in it; close it"


def _is_left_open(text: str) -> bool:
    closers: list[str] = []
    for character in text:
        if character in _TURNS:
            closers.append(_TURNS[character])
        elif character in ("\u202c", "\u2069") and (not closers or closers.pop() != character):
            return True
    return bool(closers)
