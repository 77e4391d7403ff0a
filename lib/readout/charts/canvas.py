"""What every chart is drawn with: axes with margins in inches, text that fits, dots and boxes.

A chart is 6.4 inches wide, or 3.4 for a phone; black on nothing, with two signal colours that never stand without
a sign or a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from inspect import Parameter, Signature, signature
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib.pyplot as plt
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform, ScaledTranslation

from readout.errors import UserError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WIDTH, NARROW = 6.4, 3.4  # inches of a chart on a page, and on a phone
ROW, LINE, EDGE = 0.29, 0.16, 0.07  # inches of a row, of a line of small text, and at the sides of the data
NAME = 2.6  # inches for a name beside its row, at most
SIZE, SMALL = 9.5, 8.5  # points, of names and of what is written about them
HOSTILE, FRIENDLY = "#d55e00", "#0072b2"  # Okabe and Ito 2008: colour-blind readers can tell them apart
INK = (0.0, 0.0, 0.0)  # shades are made of it by opacity, which works on a dark page too
SOFT = (*INK, 0.76)
_DOT = Path.circle(radius=0.5)
_LEAN = 0.71  # sine and cosine of the slope of the names above a matrix
_EM = 100.0  # points at which letters are measured
_LEFT_TO_RIGHT = "\u200e"  # what stands behind a name that runs from right to left keeps its place


class ChartFigure(Figure):
    """A figure whose chart can be drawn again at the width of a phone.

    On a phone the letters of a chart of 6.4 inches would be 6 pixels high. So a page has each chart twice, and its
    style sheet shows the drawing that fits.
    """

    redraw: Callable[[Axes], Axes] | None = None


def chart(*columns: str) -> Callable[[Callable[..., None]], Callable[..., Axes]]:
    """Let a plot of a frame with these columns return axes: those that a caller gives (`ax`), or new ones.

    An empty frame is not plotted, but said to be so; a column that is missing raises UserError. A new figure can
    draw itself again at another width.
    """

    def decorate(plot: Callable[..., None]) -> Callable[..., Axes]:
        @wraps(plot)
        def draw(frame: pd.DataFrame, *, ax: Axes | None = None, **options: Any) -> Axes:
            axes = bare_axes(ax)
            if missing := [column for column in columns if column not in frame and not frame.empty]:
                needs = f"this chart needs {', '.join(columns)}"
                raise UserError(f'the frame: the column "{missing[0]}" is missing; {needs}')
            if frame.empty:
                say_nothing(axes)
            else:
                plot(frame, axes, **options)
            if isinstance(figure := axes.get_figure(root=True), ChartFigure):
                figure.redraw = None if ax else lambda other: draw(frame, ax=other, **options)
            return axes

        data, place, *options = signature(plot).parameters.values()
        place = place.replace(kind=Parameter.KEYWORD_ONLY, default=None)
        draw.__signature__ = Signature([data, *options, place])  # type: ignore[attr-defined]
        return draw

    return decorate


def bare_axes(ax: Axes | None = None, width: float = WIDTH) -> Axes:
    """Return axes without frame and ticks: those given, or new ones that fill a figure of this width."""
    if ax is None:
        ax = plt.figure(FigureClass=ChartFigure, figsize=(width, 1)).add_axes((0, 0, 1, 1))
    ax.set_frame_on(False)
    ax.set(xticks=[], yticks=[])
    return ax


def say_nothing(ax: Axes) -> None:
    """Write that there is nothing to draw."""
    write(ax, 0, 0.5, "Nothing found.", size=SIZE, transform=ax.transAxes)


def inches(ax: Axes) -> float:
    """Return the inches that a chart has from left to right."""
    return float(ax.bbox.width / ax.figure.dpi)


def is_narrow(ax: Axes) -> bool:
    """Whether there is too little room for words beside what they name, as on a phone."""
    return inches(ax) < 0.75 * WIDTH


def fit(
    ax: Axes,
    x: tuple[float, float],
    y: tuple[float, float],
    height: float,
    *,
    left: float = EDGE,
    right: float = EDGE,
    above: float = 0.0,
    below: float = 0.0,
    note: str = "",
) -> None:
    """Place the data (`x` from left to right, `y` from bottom to top) inside margins in inches.

    The figure becomes as high as the data (`height` inches), the margins and the note below them, which breaks
    where a · stands; axes that a caller gave keep their size.
    """
    lines = _note_lines(note, inches(ax) - 0.06)
    for at, line in enumerate(reversed(lines)):
        write(ax, 0, 0, line, dx=0.02, dy=LINE * (at + 0.6), color=SOFT, transform=ax.transAxes)
    below += LINE * len(lines) + 0.04
    unit, step = (x[1] - x[0]) / (inches(ax) - left - right), (y[1] - y[0]) / height
    ax.set_xlim(x[0] - left * unit, x[1] + right * unit)
    ax.set_ylim(y[0] - below * step, y[1] + above * step)
    if isinstance(figure := ax.get_figure(root=True), ChartFigure):
        figure.set_figheight(height + above + below)


def grid(ax: Axes, rows: Sequence[str], columns: Sequence[str], *, height: float, slot: float, note: str) -> None:
    """Write the names of a matrix, whose cells are 1 by 1 with the first at (0, 0), and fit it to the axes.

    A row is `height` inches, and on a phone higher where its name takes two lines; a cell is at least `slot`
    inches wide on a phone. The names of the columns lean over the corner, so that a matrix is as wide as its cells
    and the names of its rows.
    """
    width, narrow = inches(ax) - 0.03, is_narrow(ax)
    slot = slot if narrow else 0.4
    longest = max(text_width(clean_label(name), SIZE) for name in rows) + 0.1
    room = min(longest, (0.45 if narrow else 0.6) * width, width - slot * len(columns))
    if narrow and longest > room:
        height = max(height, 0.36)
    cell, size = min(0.42, (width - room) / len(columns)), SIZE if slot > 0.3 else SMALL
    heads = [cut(name, 1.6 if narrow else 2.0, size) for name in columns]
    rise = _LEAN * max(text_width(name, size) for name in heads) + 0.18
    left = max(room, *(rise - (x + 0.5) * cell for x in range(len(heads))))
    for y, name in enumerate(rows):
        write(ax, -0.5, y, name, dx=-0.08, size=SIZE, room=room - 0.1, lines=1 + narrow, ha="right")
    for x, name in enumerate(heads):
        write(ax, x, -0.5, name, dy=0.1, size=size, rotation=-45, rotation_mode="anchor", ha="right")
    right = inches(ax) - left - cell * len(columns)
    span, depth = (-0.5, len(columns) - 0.5), (len(rows) - 0.5, -0.5)
    fit(ax, span, depth, height * len(rows), left=left, right=right, above=rise, note=note)


def scale(ax: Axes, y: float, marks: Mapping[float, Sequence[str]], *, inside: bool = False) -> None:
    """Write what three places mean, in lines below `y`; the words of the outer two stay `inside` the data."""
    sides = ("left", "center", "right") if inside else ("center",) * 3
    for (place, lines), side in zip(marks.items(), sides, strict=True):
        for at, line in enumerate(lines):
            write(ax, place, y, line, dy=-0.1 - LINE * at, ha=side, color=SOFT)


class Interval(NamedTuple):
    """A row of `draw_intervals`: its name, its value and how far that may be off, and the words behind it."""

    name: str
    value: float
    low: float | None
    high: float | None
    words: str
    sign: float
    hollow: bool


def draw_intervals(ax: Axes, lines: Sequence[str | Interval], marks: Mapping[float, Sequence[str]], note: str) -> None:
    """Draw values with their intervals on one axis, a row each; a line that is text is a heading."""
    rows = {y: line for y, line in enumerate(lines) if isinstance(line, Interval)}
    low, high, narrow = min(marks), max(marks), is_narrow(ax)
    places = {y: (row.name, row.words) for y, row in rows.items()}
    up, down = (0.15, 0.35) if narrow else (0.3, 0.5)  # on a phone a name stands above each row
    ax.vlines([0] * len(rows), [y - up for y in rows], [y + down for y in rows], color=SOFT, linewidth=0.8)
    left, right = name_rows(ax, places, low, high)
    for y, line in enumerate(lines):
        if isinstance(line, str):
            write(ax, low, y, line, dx=0.02 - left, room=inches(ax) - 0.1, size=SIZE, weight="bold")
    for y, row in rows.items():
        ax.hlines(y, low, high, color=(*INK, 0.12), linewidth=0.6)
        if row.low is not None and row.high is not None and row.low == row.low:  # only NaN differs from itself
            ax.hlines(y, row.low, row.high, color=(*INK, 0.28), linewidth=3)
        dot(ax, row.value, y, row.sign, hollow=row.hollow, size=43)
    foot = len(lines) - 0.5
    scale(ax, foot, marks, inside=narrow)
    height = row_height(ax) * (len(lines) + 0.2)
    fit(ax, (low, high), (foot, -0.7), height, left=left, right=right, below=0.4, note=note)


def name_rows(
    ax: Axes, rows: Mapping[int, tuple[str, str]], start: float, end: float, *, room: float = NAME
) -> tuple[float, float]:
    """Write a name on the left of each row and words on its right, on a phone above it; return the margins."""
    if is_narrow(ax):
        for y, (name, words) in rows.items():
            write(ax, start, y - 0.44, cut(name, inches(ax) - text_width(words) - 0.25, SIZE), size=SIZE)
            write(ax, end, y - 0.44, words, ha="right")
        return EDGE, EDGE
    names = {y: cut(name, room, SIZE) for y, (name, _) in rows.items()}
    for y, (_, words) in rows.items():
        write(ax, start, y, names[y], dx=-0.12, size=SIZE, ha="right")
        write(ax, end, y, words, dx=0.12)
    widths = (
        max(text_width(name, SIZE) for name in names.values()),
        max(text_width(words) for _, words in rows.values()),
    )
    return widths[0] + 0.16, widths[1] + 0.16


def row_height(ax: Axes) -> float:
    """Return the inches of a row: more on a phone, where its name stands above it."""
    return (1.6 if is_narrow(ax) else 1) * ROW


def colour(sign: float) -> Any:
    """Return the colour of a sign: vermilion below 0, blue above, grey for 0."""
    return HOSTILE if sign < 0 else FRIENDLY if sign > 0 else SOFT


def dot(ax: Axes, x: float, y: float, sign: float, *, hollow: bool, size: float) -> None:
    """Draw a dot in the colour of a sign, of an area of `size` square points."""
    look = {"facecolors": "none" if hollow else [colour(sign)], "edgecolors": [colour(sign)], "linewidths": 1.3}
    place = {"offsets": [(x, y)], "offset_transform": ax.transData, "transform": IdentityTransform()}
    # what `scatter` makes, at a fifth of its time
    ax.add_collection(PathCollection([_DOT], sizes=[size], zorder=3, **look, **place), autolim=False)


def box(ax: Axes, x: float, y: float, width: float, height: float, colour: Any) -> None:
    """Draw a filled rectangle without an edge, around its middle."""
    ax.add_patch(Rectangle((x - width / 2, y - height / 2), width, height, facecolor=colour, linewidth=0))


# Text: measured, cut, broken into lines, placed and written


def write(
    ax: Axes,
    x: float,
    y: float,
    text: object,
    *,
    dx: float = 0.0,
    dy: float = 0.0,
    size: float = SMALL,
    room: float = 9.0,
    lines: int = 1,
    **look: Any,
) -> None:
    """Write text beside (`dx`, `dy` inches) a place, in at most `lines` lines of `room` inches; never mathematics.

    Each line is a text of its own, which keeps its side in whatever typeface the reader has.
    """
    where = look.pop("transform", ax.transData)
    parts = wrap_label(text, room, size, lines, look.get("weight", "normal"))
    for at, line in enumerate(parts):
        up = dy + ((len(parts) - 1) / 2 - at) * 1.2 * size / 72
        place = where + ScaledTranslation(dx, up, ax.figure.dpi_scale_trans)
        ax.text(x, y, line, fontsize=size, va="center", transform=place, parse_math=False, **look)


def clean_label(name: object) -> str:
    """Return the name on one line of characters that can be drawn, marked if it runs from right to left."""
    plain = (letter if letter.isprintable() or letter == _LEFT_TO_RIGHT else " " for letter in str(name))
    line = " ".join("".join(plain).split()).rstrip(_LEFT_TO_RIGHT)
    leftward = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in line)
    return line + _LEFT_TO_RIGHT if leftward else line


def text_width(line: str, size: float = SMALL, weight: str = "normal") -> float:
    """Return the inches of a line in DejaVu Sans, which is wider than the typefaces that pages are shown in.

    The text of a chart stays text, in the reader's own typeface: outlines would be foreign to the page, and
    scripts that DejaVu Sans lacks would be boxes.
    """
    return sum(_advance(letter, weight) for letter in line) * size / 72


@cache
def _advance(letter: str, weight: str) -> float:
    """How wide a letter is, in parts of its size; "東", which the typeface lacks, is at most as wide as its box."""
    font = _font(weight)
    if not font.get_char_index(ord(letter)):
        return 1.15
    return font.load_char(ord(letter), LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / _EM


@cache
def _font(weight: str) -> FT2Font:
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    font.set_size(_EM, 72)
    return font


def cut(name: object, room: float, size: float = SMALL, weight: str = "normal") -> str:
    """Return the name on one line of at most `room` inches, with … for what does not fit."""
    line = clean_label(name)
    if text_width(line, size, weight) <= room + 1e-6:
        return line
    end = _fitting(line, room - text_width("…", size, weight), size, weight)
    return clean_label(line[:end].rstrip() + "…")


def wrap_label(text: object, room: float, size: float = SMALL, lines: int = 9, weight: str = "normal") -> list[str]:
    """Break the text into at most `lines` lines of `room` inches, between words if it can; the last is cut."""
    rest, broken = clean_label(text), list[str]()
    while rest and len(broken) < lines - 1:
        end = _fitting(rest, room, size, weight)
        if end < len(rest):
            gap = rest.rfind(" ", 0, end + 1)
            end = gap if gap > end / 3 else max(end, 1)
        broken.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*broken, cut(rest, room, size, weight)] if rest else broken


def _fitting(line: str, room: float, size: float, weight: str) -> int:
    """How many of the first letters of a line fit into `room` inches."""
    ends = accumulate(text_width(letter, size, weight) for letter in line)
    return sum(end <= room + 1e-6 for end in ends)


def _note_lines(note: str, room: float) -> list[str]:
    lines = [""]
    for part in note.split(" · "):
        joined = f"{lines[-1]} · {part}" if lines[-1] else part
        lines[-1:] = [joined] if text_width(joined) <= room else [lines[-1], *wrap_label(part, room)]
    return [line for line in lines if line]


class Label(NamedTuple):
    """A text at the top of a pole: the pole's place, from where to where the text goes (inches), and its line."""

    pole: float
    start: float
    end: float
    line: int
    text: str


def place_labels(labels: Sequence[tuple[float, str]], width: float, max_lines: int) -> list[Label]:
    """Place labels above a row of points so that none overlap; leave out those that do not fit.

    No label covers another, nor a pole that goes higher. The first labels stand on the right of their poles, the
    others on the left; of all such splits the one is taken that shows most of the labels.

    Args:
        labels: The place of each pole in inches, in order, and its text.
        width: Inches from left to right.
        max_lines: Lines above the points, at most.
    """
    splits = range(len(labels), -1, -(1 + len(labels) // 40))  # of a long row not all are tried
    ways = (_split_labels(labels, split, width, max_lines) for split in splits)
    return max(ways, key=lambda way: (len(way), sum(label.end - label.start for label in way)))


def _split_labels(labels: Sequence[tuple[float, str]], split: int, width: float, max_lines: int) -> list[Label]:
    """The labels with the first `split` on the right of their poles, placed from the middle outwards."""
    placed: list[Label] = []
    for at in [*reversed(range(split)), *range(split, len(labels))]:
        pole, text = labels[at]
        room = min(width - pole if at < split else pole, 2.0)
        text = cut(text, room)
        size = text_width(text) + 0.1
        start, end = (pole, pole + size) if at < split else (pole - size, pole)
        ways = (Label(pole, start, end, line, text) for line in range(max_lines))
        free = (way for way in ways if not any(_clash(way, other) for other in placed))
        if room >= 0.5 and (label := next(free, None)):
            placed.append(label)
    return placed


def _clash(label: Label, other: Label) -> bool:
    """Whether two labels cover each other, or the lower the pole of the higher."""
    low, high = sorted((label, other), key=lambda each: each.line)
    if low.line == high.line:
        return low.start < high.end and high.start < low.end
    return low.start < high.pole < low.end
