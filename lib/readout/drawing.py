"""What every chart is drawn with: blank axes, dots, boxes and words, and the drawing as SVG.

A chart is 6.4 inches wide, black on nothing, with two signal colours that never stand without a sign or a word.
"""

import io
import warnings
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from readout.svg import FRIENDLY, HOSTILE

WIDTH, ROW = 6.4, 0.29  # inches
SIZE, SMALL = 9.5, 8.5  # points; a page shows them at about one and a half times that
INK = (0.0, 0.0, 0.0)  # shades are made of it by opacity, so that they hold on a dark page too
SOFT = (*INK, 0.76)
GLYPH = 0.56 * SMALL / 72  # inches that a letter takes, on average


def blank(ax: Axes | None, height: float) -> Axes:
    """Bare axes: those given, or new ones of the page's width."""
    if ax is None:
        _, ax = plt.subplots(figsize=(WIDTH, height), layout="constrained")
    ax.set_frame_on(False)
    ax.tick_params(length=0, labelsize=SMALL, labelcolor=SOFT, pad=4)
    return ax


def nothing(frame: pd.DataFrame, ax: Axes, *columns: str) -> bool:
    """Says so in the axes if the frame is empty; raises ValueError if it is not and lacks a column."""
    if frame.empty:
        ax.set(xticks=[], yticks=[])
        write(ax, 0, 0.5, "Nothing found.", va="center", size=SIZE, transform=ax.transAxes)
        return True
    for column in columns:
        if column not in frame:
            raise ValueError(
                f'the frame: the column "{column}" is missing; this chart needs {", ".join(columns)}'
            )
    return False


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts by column."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def colour(sign: float) -> Any:
    """The colour of a sign: vermilion below 0, blue above, grey for 0."""
    return HOSTILE if sign < 0 else FRIENDLY if sign > 0 else SOFT


def tint(sign: float, opacity: float) -> Any:
    """The colour of a sign, let through."""
    return mpl.colors.to_rgba(colour(sign), opacity)


def dot(ax: Axes, x: float, y: float, sign: float, *, hollow: bool, size: float) -> None:
    """A dot in the colour of a sign."""
    inside = "none" if hollow else [colour(sign)]
    ax.scatter([x], [y], s=size, facecolor=inside, edgecolor=[colour(sign)], linewidth=1.3, zorder=3)


def box(ax: Axes, x: float, y: float, width: float, height: float, colour: Any) -> None:
    """A filled rectangle without an edge, around its middle."""
    ax.add_patch(Rectangle((x - width / 2, y - height / 2), width, height, facecolor=colour, linewidth=0))


def note(ax: Axes, text: str) -> None:
    """What the chart shows, in small words below it."""
    ax.set_xlabel(text, fontsize=SMALL, color=SOFT)


def write(
    ax: Axes, x: float, y: float, text: str, *, size: float = SMALL, most: int = 30, **look: Any
) -> None:
    """Text as it stands: never read as mathematics, never cut at the edge of the axes."""
    ax.text(x, y, clean(text, most), fontsize=size, parse_math=False, clip_on=False, **look)


def clean(name: str, most: int = 30) -> str:
    """The name on one line, without signs that a drawing cannot hold, cut where it would not fit."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in str(name)).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def svg(ax: Axes) -> str:
    """The figure of these axes as an SVG document whose text is text; the figure is closed, so it shows once.

    The same axes give the same bytes: fixed ids, no date, no name of a program.
    """
    figure, page = ax.get_figure(root=True), io.StringIO()
    assert figure is not None
    bare: dict[str, None] = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "readout"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's own fonts have it
        figure.savefig(page, format="svg", transparent=True, metadata=bare)
    plt.close(figure)
    return page.getvalue()
