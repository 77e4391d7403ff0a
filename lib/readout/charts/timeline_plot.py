"""The chart of dated acts, a frame in, an `Axes` out."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from readout.charts.canvas import INK, across, blank, chart, dot, grow, note, nothing, records, slim, write
from readout.charts.text_fit import SIZE, broken, clean
from readout.wording import MINUS, acts_in_words, day_in_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


_ROW = 0.52  # inches of an act whose words take one line


@chart
def timeline(frame: pd.DataFrame, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """The first `top` dated acts in the order of time, one a row: the date, where it falls, who did what to whom.

    Columns: date (ISO), source, target, act, sign (-1 hostile, 0, +1 friendly). A hollow dot is an act that is
    neither; − or + stands before the words of the others.
    """
    ax = blank(ax)
    if nothing(frame, ax, "date", "source", "target", "act", "sign"):
        return ax
    rows = sorted(records(frame), key=lambda row: str(row["date"]))[:top]
    days = [date.fromisoformat(row["date"]).toordinal() for row in rows]
    first, span = days[0], max(days[-1] - days[0], 1)
    line = 0.56 if slim(ax) else 0.32  # where the line of time begins, right of the dates
    said = [broken(_said(row), across(ax) - 0.1, most=3) for row in rows]
    steps = [(0.36 + 0.16 * len(words)) / _ROW for words in said]
    places = list(accumulate([0.0, *steps[:-1]]))
    ax.hlines(places, line, 1, color=(*INK, 0.12), linewidth=0.6)
    for row, when, words, y in zip(rows, days, said, places, strict=True):
        sign = float(row["sign"])
        dot(ax, line + (1 - line) * (when - first) / span, y, sign, hollow=not sign, size=46)
        write(ax, 0, y, day_in_words(row["date"]), va="center", size=SIZE, weight="bold")
        for at, part in enumerate(words):
            write(ax, 0, y + (0.23 + 0.16 * at) / _ROW, part, va="center")
    ax.set(xlim=(-0.01, 1.03), ylim=(sum(steps) - 0.12 / _ROW, -0.15 / _ROW), xticks=[], yticks=[])
    told = note(ax, f"earlier on the left, later on the right · {MINUS} hostile, + friendly, hollow: neither")
    grow(ax, 0.23 + _ROW * sum(steps) + 0.16 * told)
    return ax


def _said(row: dict[str, Any]) -> str:
    sign = {-1: f"{MINUS} ", 1: "+ "}.get(row["sign"], "")
    who, whom = clean(row["source"]), clean(row["target"])
    return f"{sign}{who} → {whom}: {acts_in_words([row])}"
