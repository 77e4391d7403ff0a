"""The chart of dated acts, a frame in, an `Axes` out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from readout.drawing import INK, ROW, SIZE, blank, clean, dot, note, nothing, records, write
from readout.wording import MINUS, acts, day

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_LINE = 0.32  # where the line of time begins, right of the dates


def timeline(frame: pd.DataFrame, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """The first `top` dated acts in the order of time, one a row: the date, where it falls, who did what to whom.

    Columns: date (ISO), source, target, act, sign (-1 hostile, 0, +1 friendly). A hollow dot is an act that is
    neither; − or + stands before the words of the others.
    """
    rows = sorted(records(frame), key=lambda row: str(row.get("date")))[:top]
    ax = blank(ax, 0.6 + 1.8 * ROW * max(len(rows), 1))
    if nothing(frame, ax, "date", "source", "target", "act", "sign"):
        return ax
    days = [date.fromisoformat(row["date"]).toordinal() for row in rows]
    first, span = days[0], max(days[-1] - days[0], 1)
    for y, (row, when) in enumerate(zip(rows, days, strict=True)):
        sign = float(row["sign"])
        ax.hlines(y, _LINE, 1, color=(*INK, 0.12), linewidth=0.6)
        dot(ax, _LINE + (1 - _LINE) * (when - first) / span, y, sign, hollow=not sign, size=46)
        write(ax, 0, y, day(row["date"]), va="center", size=SIZE, weight="bold")
        write(ax, 0, y + 0.45, _said(row), most=70, va="center")
    ax.set(xlim=(-0.01, 1.03), ylim=(len(rows) - 0.3, -0.4), xticks=[], yticks=[])
    note(ax, f"earlier on the left, later on the right · {MINUS} hostile, + friendly, hollow: neither")
    return ax


def _said(row: dict[str, Any]) -> str:
    sign = {-1: f"{MINUS} ", 1: "+ "}.get(row["sign"], "")
    who, whom = clean(row["source"]), clean(row["target"])
    return f"{sign}{who} → {whom}: {acts([row])}"
