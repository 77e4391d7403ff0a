"""What every chart is drawn with: blank axes, dots, boxes and words, and the drawing as SVG.

A chart is 6.4 inches wide, or 3.4 for a phone; black on nothing, with two signal colours that never stand without
a sign or a word.
"""

import io
import warnings
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, ParamSpec, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform, ScaledTranslation

from readout.charts.svg import FRIENDLY, HOSTILE
from readout.charts.text_fit import SIZE, SMALL, broken, clean, cut, length
from readout.errors import UserError

WIDTH, NARROW, ROW = 6.4, 3.4, 0.29  # inches
INK = (0.0, 0.0, 0.0)  # shades are made of it by opacity, so that they hold on a dark page too
SOFT = (*INK, 0.76)
_PAD = 0.042  # inches that the layout keeps free on every side
_DOT = Path.circle(radius=0.5)
_LEAN = 0.71  # sine and cosine of the slope of the names above a matrix

Given = ParamSpec("Given")


class Sheet(Figure):
    """A figure as high as its chart asks for, and from which the chart can be drawn again at another width."""

    again: Callable[[Axes], Axes] | None = None


def chart(plot: Callable[Given, Axes]) -> Callable[Given, Axes]:
    """The plot, whose new axes can draw themselves again for a phone; those given to it (`ax`) stay as they are."""

    @wraps(plot)
    def drawn(*args: Given.args, **options: Given.kwargs) -> Axes:
        ax = plot(*args, **options)
        figure = ax.get_figure(root=True)
        if isinstance(figure, Sheet):
            same = cast("Callable[..., Axes]", partial(plot, *args, **options))
            figure.again = None if options.get("ax") else lambda other: same(ax=other)
        return ax

    return drawn


def blank(ax: Axes | None) -> Axes:
    """Bare axes: those given, or new ones of the page's width."""
    if ax is None:
        ax = plt.figure(FigureClass=Sheet, figsize=(WIDTH, 0.5), layout="constrained").add_subplot()
    ax.set_frame_on(False)
    ax.tick_params(length=0, labelsize=SMALL, labelcolor=SOFT, pad=4)
    return ax


def grow(ax: Axes, height: float) -> None:
    """Gives the figure its height in inches, unless the axes are someone else's."""
    figure = ax.get_figure(root=True)
    if isinstance(figure, Sheet):
        figure.set_figheight(height)


def across(ax: Axes) -> float:
    """The inches that a chart has from left to right: the figure inside its edges, or the axes that someone gave."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    width = float(figure.get_figwidth())
    return width - 2 * _PAD if isinstance(figure, Sheet) else width * ax.get_position().width


def slim(ax: Axes) -> bool:
    """Whether there is too little room for words beside what they name, as on a phone."""
    return across(ax) < 0.75 * WIDTH


def nothing(frame: pd.DataFrame, ax: Axes, *columns: str) -> bool:
    """Says so in the axes if the frame is empty; raises ValueError if it is not and lacks a column."""
    if frame.empty:
        ax.set(xticks=[], yticks=[])
        write(ax, 0, 0.5, "Nothing found.", va="center", size=SIZE, transform=ax.transAxes)
        return True
    for column in columns:
        if column not in frame:
            raise UserError(
                f'the frame: the column "{column}" is missing; this chart needs {", ".join(columns)}'
            )
    return False


def colour(sign: float) -> Any:
    """The colour of a sign: vermilion below 0, blue above, grey for 0."""
    return HOSTILE if sign < 0 else FRIENDLY if sign > 0 else SOFT


def tint(sign: float, opacity: float) -> Any:
    """The colour of a sign, let through."""
    return mpl.colors.to_rgba(colour(sign), opacity)


def dot(ax: Axes, x: float, y: float, sign: float, *, hollow: bool, size: float) -> None:
    """A dot in the colour of a sign, of an area of `size` square points."""
    look = {
        "facecolors": "none" if hollow else [colour(sign)],
        "edgecolors": [colour(sign)],
        "linewidths": 1.3,
    }
    place = {"offsets": [(x, y)], "offset_transform": ax.transData, "transform": IdentityTransform()}
    # what `scatter` makes, at a fifth of its time
    ax.add_collection(PathCollection([_DOT], sizes=[size], zorder=3, **look, **place), autolim=False)


def box(ax: Axes, x: float, y: float, width: float, height: float, colour: Any) -> None:
    """A filled rectangle without an edge, around its middle."""
    ax.add_patch(Rectangle((x - width / 2, y - height / 2), width, height, facecolor=colour, linewidth=0))


def note(ax: Axes, text: str, *, room: float | None = None) -> int:
    """What the chart shows, in small words below it, broken where a · stands; returns in how many lines."""
    most, lines = room or across(ax), [""]
    for part in text.split(" · "):
        joined = f"{lines[-1]} · {part}" if lines[-1] else part
        lines[-1:] = [joined] if length(joined) <= most else [lines[-1], *broken(part, most)]
    lines = [line for line in lines if line]
    ax.set_xlabel("\n".join(lines), fontsize=SMALL, color=SOFT, loc="left", parse_math=False)
    return len(lines)


def write(
    ax: Axes,
    x: float,
    y: float,
    text: object,
    *,
    size: float = SMALL,
    room: float = 9,
    most: int = 1,
    **look: Any,
) -> None:
    """Text as it stands, in at most `most` lines of `room` inches: never mathematics, never cut by the axes.

    Each line is drawn for itself, so that it keeps its side in whatever typeface the reader has.
    """
    lines = broken(text, room / (1.12 if "weight" in look else 1), size, most)
    where = look.pop("transform", ax.transData)
    free: dict[str, Any] = {"parse_math": False, "clip_on": False, "in_layout": False}
    for at, line in enumerate(lines):
        up = ((len(lines) - 1) / 2 - at) * 1.2 * size / 72
        place = where + ScaledTranslation(0, up, ax.figure.dpi_scale_trans) if up else where
        ax.text(x, y, line, fontsize=size, transform=place, **free, **look)


def scale(ax: Axes, places: Sequence[float], labels: Sequence[str], *, inside: bool) -> None:
    """What three places mean, below the axes; the words of the outer two stay within the axes if `inside`."""
    ax.set_xticks(places, labels=labels)
    if inside:
        first, _, last = ax.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")


def grid(
    ax: Axes, rows: Sequence[str], columns: Sequence[str], *, high: float, slot: float, said: str
) -> None:
    """The names of a matrix, whose cells are 1 by 1 with the first at (0, 0), and what it shows (`said`) below.

    Rows are `high` inches, and on a phone higher where their names take two lines; there a cell is at least `slot`
    inches wide; the names of the columns lean over the
    corner, so that a matrix is as wide as its cells and the names of its rows.
    """
    inside, slot = across(ax), slot if slim(ax) else 0.4
    room = min(
        max(length(clean(name), SIZE) for name in rows) + 0.1, 0.45 * inside, inside - slot * len(columns)
    )
    cell, size = min(0.42, (inside - room) / len(columns)), SIZE if slot > 0.3 else SMALL
    most = 2 if slim(ax) else 1
    high = (
        max(high, 0.36) if any(length(clean(name), SIZE) > room - 0.1 for name in rows) and most > 1 else high
    )
    heads = [cut(name, 1.6, size) for name in columns]
    rise = _LEAN * max(length(name, size) for name in heads) + 0.16
    left = max(room, *(rise - (x + 0.5) * cell for x, _ in enumerate(heads)))
    for y, name in enumerate(rows):
        write(ax, -0.5 - 0.08 / cell, y, name, size=SIZE, room=room - 0.1, most=most, ha="right", va="center")
    lean: dict[str, Any] = {"rotation": -45, "rotation_mode": "anchor", "ha": "right", "va": "center"}
    for x, name in enumerate(heads):
        write(ax, x, -0.5 - 0.1 / high, name, size=size, **lean)
    start = -0.5 - left / cell
    ax.set(
        xlim=(start, start + inside / cell), ylim=(len(rows) - 0.45, -0.5 - rise / high), xticks=[], yticks=[]
    )
    grow(ax, rise + high * len(rows) + 0.2 + 0.16 * note(ax, said))


def svgs(ax: Axes) -> dict[str, str]:
    """The figure of these axes as SVG documents: "wide" and "narrow", or one for axes that someone gave: "scroll"."""
    figure = ax.get_figure(root=True)
    if not isinstance(figure, Sheet) or figure.again is None:
        return {"scroll": svg(ax)}
    phone = Sheet(figsize=(NARROW, 0.5), layout="constrained").add_subplot()
    return {"wide": svg(ax), "narrow": svg(figure.again(phone))}


def svg(ax: Axes) -> str:
    """The figure of these axes as an SVG document whose text is text; the figure is closed, so it shows once.

    The same axes give the same bytes: fixed ids, no date, no name of a program.
    """
    figure, page = ax.get_figure(root=True), io.StringIO()
    assert figure is not None
    bare: dict[str, None] = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "readout"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's own fonts have it
        if isinstance(figure, Sheet):  # in one pass, where `savefig` makes two
            figure.set_facecolor("none")
            FigureCanvasSVG(figure).print_svg(page, metadata=bare)  # type: ignore[no-untyped-call]
        else:
            figure.savefig(page, format="svg", transparent=True, metadata=bare)
    plt.close(figure)
    return page.getvalue()
