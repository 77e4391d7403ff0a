"""A page of HTML as a browser would build it: its elements with their lines, and its errors of grammar."""

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

from readout.errors import UserError
from readout_app import messages as console

SVG = "{http://www.w3.org/2000/svg}"
_LINE = ">line"  # no attribute of a page can bear a name with this sign
_DEEPEST = 200  # elements in each other; the time to read a page grows with the square of it
_SHOWN = 60  # characters of a tag that a message shows


def parse(text: str) -> tuple[Element, list[tuple[int, str]]]:
    """The root of the page, and each error of grammar: its line and its name, as the HTML standard has them.

    Elements of HTML have plain tags; those of a drawing bear their namespace. Browsers mend such errors in
    silence: only of a page without any can one be sure that all read it alike. Raises ValueError, which says
    where, for elements nested so deep that reading them would take hours.
    """
    parser = HTMLParser(namespace_html_elements=False)
    for method in ("insert_element_normal", "create_element"):
        setattr(parser.tree, method, _with_line(parser, getattr(parser.tree, method)))
    root: Element = parser.parse(text)
    errors = [
        (place[0], code + (f" ({', '.join(map(str, more.values()))})" if more else ""))
        for place, code, more in parser.errors
    ]
    return root, errors


def elements(root: Element) -> Iterator[Element]:
    """The root and all elements in it, in the order of the page."""
    return (node for node in root.iter() if isinstance(node.tag, str))  # the tag of a comment is a function


def name(node: Element) -> str:
    """The element's name in lower case, without its namespace."""
    return node.tag.rpartition("}")[2].lower()


def attributes(node: Element) -> list[tuple[str, str]]:
    """The attributes in lower case, those of another namespace by their last name: `xlink:href` as `href`."""
    return [(key.rpartition("}")[2].lower(), value) for key, value in node.items() if key != _LINE]


def line(node: Element) -> int:
    """The line, from 1, on which the element's opening tag ends."""
    return int(node.get(_LINE, "1"))


def excerpt(node: Element) -> str:
    """The element's opening tag on one line, cut where it is long."""
    told = "".join(f' {key}="{value}"' for key, value in attributes(node))
    tag = console.line(f"<{name(node)}{told}>")
    return tag if len(tag) <= _SHOWN else f"{tag[: _SHOWN - 1]}…"


def text_of(node: Element) -> str:
    """The text in the element, its white space single."""
    return " ".join("".join(node.itertext()).split())


def _with_line(parser: Any, method: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """The parser's method that makes an element, which notes now on which line the parser stands."""

    def made(token: dict[str, Any]) -> Any:
        number = parser.tokenizer.stream.position()[0]
        if len(parser.tree.open_elements) > _DEEPEST:
            raise UserError(f"line {number}: well-formed: more than {_DEEPEST} elements stand in each other")
        token["data"] = {_LINE: str(number), **(token["data"] or {})}
        return method(token)

    return made
