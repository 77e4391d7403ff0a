"""A chart as SVG inside a page: text as text, ink in the page's own colour, no styles."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from readout.charts.canvas import FRIENDLY, HOSTILE, NARROW, ChartFigure, bare_axes
from readout.errors import UserError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CLASSES = {HOSTILE: "hostile", FRIENDLY: "friendly"}
_LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "z"}
_ANCHORS = {"center": "middle", "right": "end"}


def drawings(ax: Axes, *, title: str) -> dict[str, str]:
    """Return the figure of these axes as SVG: "wide" and "narrow", or "scroll" alone for axes that a caller gave.

    The figure is closed, so that a notebook shows it once.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    if not isinstance(figure, ChartFigure) or figure.redraw is None:
        if figure.get_layout_engine() is None and any(each.get_subplotspec() for each in figure.axes):
            figure.set_layout_engine("constrained")  # else long labels are cut at the edge
        return {"scroll": inline(figure, title=title)}
    phone = figure.redraw(bare_axes(width=NARROW)).get_figure(root=True)
    assert phone is not None
    return {"wide": inline(figure, title=title), "narrow": inline(phone, title=title)}


def inline(figure: Figure, *, title: str) -> str:
    """Return the figure as one `<svg>` element of flat shapes and texts, named by its title.

    What is black takes the ink of the page (`currentColor`); the two signal colours keep their value and get a
    class (`fill-hostile`, `stroke-friendly`), so that a style sheet can choose their shade. Equal figures give
    equal bytes. The figure is closed.

    Raises:
        UserError: The figure holds a picture, or shades that run into each other.
    """
    figure.set_dpi(72)
    figure.set_facecolor("none")
    for ax in figure.axes:
        ax.set_facecolor("none")
    width, height = (72 * float(side) for side in figure.get_size_inches())
    renderer = SvgRenderer(width, height)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's own fonts have it
        figure.draw(renderer)
    plt.close(figure)
    box = f"0 0 {_number(width)} {_number(height)}"
    names = {"role": "img", "aria-label": title}  # the caption below says the finding
    page = ElementTree.Element("svg", {"class": "chart", "viewBox": box, "fill": "currentColor", **names})
    page.extend(renderer.elements)
    return ElementTree.tostring(page, encoding="unicode")


class SvgRenderer(RendererBase):
    """Matplotlib's drawing calls as a list of SVG elements, in points.

    Matplotlib's own writer of SVG makes definitions with ids, groups and style attributes. In a page with several
    drawings ids would meet, and a style sheet could not give the colours of a dark page.
    """

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self.elements: list[ElementTree.Element] = []

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the drawing in points."""
        return self.width, self.height

    def draw_path(self, gc: Any, path: Path, transform: Any, rgbFace: Any = None) -> None:
        """Add a path, or the circle that a dot is; paths of one look that follow each other become one."""
        look = _look(gc, rgbFace)
        if look == {"fill": "none"}:
            return
        shape = path.transformed(transform + Affine2D().scale(1, -1).translate(0, self.height))
        if np.count_nonzero(shape.codes == Path.CURVE4) == 24:  # eight curves
            frame = shape.get_extents()
            middle = {"cx": (frame.x0 + frame.x1) / 2, "cy": (frame.y0 + frame.y1) / 2, "r": frame.width / 2}
            self._add("circle", {name: _number(value) for name, value in middle.items()} | look)
            return
        line = _path_data(shape)
        last = self.elements[-1] if self.elements else None
        if last is not None and last.tag == "path" and last.attrib == {"d": last.get("d", "")} | look:
            last.set("d", f"{last.get('d')} {line}")
        else:
            self._add("path", {"d": line} | look)

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Add a line of text, which keeps its side (start, middle or end) in any typeface; formulas are paths."""
        if ismath:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        side = ""
        if mtext is not None and (not angle or mtext.get_rotation_mode() == "anchor"):
            side = _ANCHORS.get(mtext.get_ha(), "")
            x, y = self._anchor(x, y, angle, mtext)
        look = {"x": _number(x), "y": _number(y), "font-size": _number(prop.get_size_in_points())}
        if angle:
            look["transform"] = f"rotate({_number(-angle % 360)} {look['x']} {look['y']})"
        if prop.get_weight() not in ("normal", 400):
            look["font-weight"] = str(prop.get_weight())
        if side:
            look["text-anchor"] = side
        self._add("text", look | _look(gc, gc.get_rgb(), stroked=False)).text = s

    def draw_image(self, *_: Any, **__: Any) -> None:
        """Refuse what is no line, shape or text."""
        raise UserError("the drawing: it holds <image>; draw with lines, shapes and text only")

    draw_gouraud_triangles = draw_image

    def _add(self, tag: str, look: dict[str, str]) -> ElementTree.Element:
        self.elements.append(ElementTree.Element(tag, look))
        return self.elements[-1]

    def _anchor(self, x: float, y: float, angle: float, text: Any) -> tuple[float, float]:
        """Where the text is anchored, on the base line that starts at (x, y)."""
        place, from_top = text.get_transform().transform(text.get_unitless_position())
        from_top = self.height - from_top
        down = math.sin(math.radians(angle)), math.cos(math.radians(angle))
        offset = down[0] * (x - place) + down[1] * (y - from_top)
        return place + offset * down[0], from_top + offset * down[1]


def _look(gc: Any, face: Any, *, stroked: bool = True) -> dict[str, str]:
    """Fill and stroke as attributes; the drawing's own fill is the ink of the page."""
    look: dict[str, str] = {}
    classes = []
    for use, rgba in (("fill", face), ("stroke", gc.get_rgb() if stroked and gc.get_linewidth() else None)):
        if rgba is None:
            look |= {"fill": "none"} if use == "fill" else {}
            continue
        colour = to_hex(rgba)
        if colour != "#000000" or use == "stroke":
            look[use] = "currentColor" if colour == "#000000" else colour
        if (alpha := gc.get_alpha() if gc.get_forced_alpha() else [*rgba, 1.0][3]) != 1:
            look[f"{use}-opacity"] = _number(alpha)
        classes += [f"{use}-{_CLASSES[colour]}"] if colour in _CLASSES else []
    if "stroke" in look:
        look["stroke-width"] = _number(gc.get_linewidth())
        if gc.get_capstyle() != "butt":
            look["stroke-linecap"] = {"projecting": "square"}.get(gc.get_capstyle(), "round")
        if gc.get_dashes()[1] is not None:
            look["stroke-dasharray"] = " ".join(map(_number, gc.get_dashes()[1]))
    return look | ({"class": " ".join(classes)} if classes else {})


def _path_data(path: Path) -> str:
    return " ".join(
        " ".join([_LETTERS[code], *([] if code == Path.CLOSEPOLY else map(_number, points))])
        for points, code in path.iter_segments(simplify=False)
    )


def _number(value: float) -> str:
    return f"{round(float(value), 2) + 0.0:.2f}".rstrip("0").rstrip(".")  # + 0.0: never "-0"
