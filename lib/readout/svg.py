"""An SVG drawing made fit to stand inside a page: text as text, ink in the page's own colour, no styles."""

import hashlib
import re
from collections.abc import Iterator
from xml.etree import ElementTree

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
    """The drawing as one `<svg>` element of flat paths and texts, named by its title and described by `alt`.

    Black becomes `currentColor`; the two signal colours keep their value and get a class (`fill-hostile`,
    `stroke-friendly`), so that a style sheet can choose their shade. The same drawing gives the same bytes.
    Raises ValueError where it holds anything but lines, shapes and text.
    """
    root = ElementTree.fromstring(drawing)
    shapes = {node.get("id"): node for node in root.iter() if _tag(node) == "path"}
    leaves = [_plain(node, shapes) for node in _leaves(root)]
    key = hashlib.sha256(f"{title}\0{alt}\0{drawing}".encode()).hexdigest()[:10]
    box = root.get("viewBox", "0 0 1 1")
    names = {"role": "img", "aria-labelledby": f"t{key} d{key}"}
    page = ElementTree.Element("svg", {"class": "chart", "viewBox": box, **names})
    ElementTree.SubElement(page, "title", id=f"t{key}").text = title
    ElementTree.SubElement(page, "desc", id=f"d{key}").text = alt
    page.extend(leaf for leaf in leaves if leaf is not None)
    return ElementTree.tostring(page, encoding="unicode")


def _leaves(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """What is drawn, in its order; groups hold nothing of their own, definitions are drawn where used."""
    for child in node:
        if _tag(child) in ("g", "svg"):
            yield from _leaves(child)
        elif _tag(child) not in ("defs", "metadata"):
            yield child


def _plain(
    node: ElementTree.Element, shapes: dict[str | None, ElementTree.Element]
) -> ElementTree.Element | None:
    """A copy of the shape that needs no definition, style sheet or namespace; None for an unseen one."""
    tag, style = _tag(node), _style(node)
    if tag == "use":
        shape = shapes[next(value for name, value in node.items() if name.endswith("href"))[1:]]
        move = f"translate({node.get('x', '0')} {node.get('y', '0')})"
        return _element("path", style | _style(shape), d=shape.get("d", ""), transform=move)
    if tag == "path":
        unseen = style.get("fill") == "none" and "stroke" not in style
        return None if unseen else _element("path", style, d=node.get("d", ""))
    if tag == "text":
        place = {name: node.get(name, "") for name in ("x", "y", "transform") if node.get(name)}
        if place.get("transform", "").startswith("rotate(-0 "):
            del place["transform"]
        leaf = _element("text", style, **place)
        leaf.text = node.text
        return leaf
    raise ValueError(f"the drawing: it holds <{tag}>; draw with lines, shapes and text only")


def _element(tag: str, style: dict[str, str], **attributes: str) -> ElementTree.Element:
    """An element whose style is written as attributes, in a fixed order, with short numbers."""
    look = {name: style[name].removesuffix("px") for name in _KEPT if name in style}
    classes = [f"{part}-{_CLASSES[look[part]]}" for part in ("fill", "stroke") if look.get(part) in _CLASSES]
    if tag == "text" or "fill" not in look:
        look.setdefault("fill", "currentColor")
    for part in ("fill", "stroke"):
        if look.get(part) == "#000000":
            look[part] = "currentColor"
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
