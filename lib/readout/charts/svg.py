"""An SVG drawing made fit to stand inside a page: text as text, ink in the page's own colour, no styles."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from readout.errors import UserError

HOSTILE, FRIENDLY = "#d55e00", "#0072b2"  # Okabe and Ito 2008: told apart by colour-blind readers
_CLASSES = {HOSTILE: "hostile", FRIENDLY: "friendly"}
_KEPT = (
    *(
        "fill",
        "fill-opacity",
        "font-size",
        "font-style",
        "font-weight",
        "opacity",
        "stroke",
        "stroke-dasharray",
    ),
    *("stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor"),
)


def inline(drawing: str, *, title: str, alt: str) -> str:
    """The drawing as one `<svg>` element of flat shapes and texts, named by its title and described by `alt`.

    What is black takes the ink of the page (`currentColor`); the two signal colours keep their value and get a
    class (`fill-hostile`, `stroke-friendly`), so that a style sheet can choose their shade. The same drawing gives
    the same bytes.
    Raises ValueError where it holds anything but lines, shapes and text.
    """
    root = ElementTree.fromstring(drawing)
    shapes = {node.get("id"): node for node in root.iter() if _tag(node) == "path"}
    leaves = [_plain(node, shapes) for node in _leaves(root)]
    key = hashlib.sha256(f"{title}\0{alt}\0{drawing}".encode()).hexdigest()[:10]
    box = root.get("viewBox", "0 0 1 1")
    names = {"role": "img", "aria-labelledby": f"t{key} d{key}"}
    page = ElementTree.Element("svg", {"class": "chart", "viewBox": box, "fill": "currentColor", **names})
    ElementTree.SubElement(page, "title", id=f"t{key}").text = title
    ElementTree.SubElement(page, "desc", id=f"d{key}").text = alt
    page.extend(_joined(leaf for leaf in leaves if leaf is not None))
    return ElementTree.tostring(page, encoding="unicode")


def _leaves(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """What is drawn, in its order; groups hold nothing of their own, definitions are drawn where used."""
    for child in node:
        if _tag(child) in ("g", "svg"):
            yield from _leaves(child)
        elif _tag(child) not in ("defs", "metadata"):
            yield child


def _joined(leaves: Iterable[ElementTree.Element]) -> list[ElementTree.Element]:
    """The shapes, of which those that follow each other in the same look become one path."""
    joined: list[ElementTree.Element] = []
    for leaf in leaves:
        last = joined[-1] if joined else leaf
        if leaf.tag == "path" and leaf is not last and last.attrib | {"d": ""} == leaf.attrib | {"d": ""}:
            last.set("d", f"{last.get('d')} {leaf.get('d')}")
        else:
            joined.append(leaf)
    return joined


def _plain(
    node: ElementTree.Element, shapes: dict[str | None, ElementTree.Element]
) -> ElementTree.Element | None:
    """A copy of the shape that needs no definition, style sheet or namespace; None for an unseen one."""
    tag, style = _tag(node), _style(node)
    if tag == "use":
        shape = shapes[next(value for name, value in node.items() if name.endswith("href"))[1:]]
        return _shape(
            shape.get("d", ""), style | _style(shape), float(node.get("x", 0)), float(node.get("y", 0))
        )
    if tag == "path":
        unseen = style.get("fill") == "none" and "stroke" not in style
        return None if unseen else _shape(node.get("d", ""), style)
    if tag == "text":
        place = {name: node.get(name, "") for name in ("x", "y", "transform") if node.get(name)}
        if place.get("transform", "").startswith("rotate(-0 "):
            del place["transform"]
        leaf = _element("text", style, **place)
        leaf.text = node.text
        return leaf
    raise UserError(f"the drawing: it holds <{tag}>; draw with lines, shapes and text only")


def _shape(path: str, style: dict[str, str], x: float = 0, y: float = 0) -> ElementTree.Element:
    """The path moved by x and y; a dot, which is eight curves from its foot, as the circle it is."""
    if path.count("C") == 8:
        ends = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
        foot, top = ends[1], ends[25]
        middle = {"cx": ends[0] + x, "cy": (foot + top) / 2 + y, "r": abs(foot - top) / 2}
        return _element("circle", style, **{name: f"{value:.4f}" for name, value in middle.items()})
    move = {"transform": f"translate({x:.4f} {y:.4f})"} if x or y else {}
    return _element("path", style, d=path, **move)


def _element(tag: str, style: dict[str, str], **attributes: str) -> ElementTree.Element:
    """An element whose style is written as attributes, in a fixed order, with short numbers."""
    look = {name: style[name].removesuffix("px") for name in _KEPT if name in style}
    classes = [f"{part}-{_CLASSES[look[part]]}" for part in ("fill", "stroke") if look.get(part) in _CLASSES]
    if look.get("text-anchor") == "start":
        del look["text-anchor"]
    if look.get("fill") == "#000000":
        del look["fill"]  # the drawing's own
    if look.get("stroke") == "#000000":
        look["stroke"] = "currentColor"
    if classes:
        look["class"] = " ".join(classes)
    return ElementTree.Element(tag, {name: _short(value) for name, value in attributes.items()} | look)


def _style(node: ElementTree.Element) -> dict[str, str]:
    parts = (part.split(":", 1) for part in node.get("style", "").split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in parts}


def _short(text: str) -> str:
    """The text with its numbers at two decimals and its white space single."""
    rounded = re.sub(r"-?\d+\.\d+", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), text)
    return " ".join(rounded.split())


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
