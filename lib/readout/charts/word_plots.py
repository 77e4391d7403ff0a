"""The chart of the words that make a tone, a frame in, an `Axes` out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from readout.charts.canvas import (
    ROW,
    SOFT,
    across,
    blank,
    box,
    chart,
    colour,
    grow,
    note,
    nothing,
    records,
    scale,
    write,
)
from readout.charts.text_fit import SIZE, cut
from readout.wording import signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

Row = dict[str, Any]


@chart
def contributions(frame: pd.DataFrame, *, top: int = 5, words: int = 4, ax: Axes | None = None) -> Axes:
    """For each of the first `top` targets the `words` words that weigh most, as bars left and right of zero.

    Columns: target, word, contribution (-2 makes it more hostile, to +2 more friendly). Of a word that comes more
    than once the heaviest place counts; what rounds to zero is not drawn.
    """
    groups = heaviest(records(frame), top, words)
    lines = list(_lines(groups))
    ax = blank(ax)
    if nothing(frame, ax, "target", "word", "contribution") or nothing(frame.head(len(lines)), ax):
        return ax
    most = max(abs(row["contribution"]) for rows in groups.values() for row in rows)
    bars = [y for y, (_, row) in enumerate(lines) if row]
    ax.vlines([0] * len(bars), [y - 0.5 for y in bars], [y + 0.5 for y in bars], color=SOFT, linewidth=0.8)
    for y, (target, row) in enumerate(lines):
        if row is None:
            write(ax, -1.05 * most, y, target, room=across(ax) - 0.1, va="center", size=SIZE, weight="bold")
            continue
        weight = float(row["contribution"])
        box(ax, weight / 2, y, abs(weight), 0.6, colour(weight))
        side, beyond = ("left", 0.03) if weight < 0 else ("right", -0.03)
        label = f"{cut(row['word'], across(ax) / 2 - 0.6)} {signed(weight)}"
        write(ax, beyond * most, y, label, ha=side, va="center")
    ax.set(xlim=(-1.05 * most, 1.05 * most), ylim=(len(lines) - 0.4, -0.6), yticks=[])
    scale(ax, [-most, 0, most], ["more hostile", "0", "more friendly"], inside=True)
    told = note(ax, "how much a word moves the tone towards its actor, from −2 to +2")
    grow(ax, 0.3 + ROW * max(len(lines), 2) + 0.16 * told)
    return ax


def heaviest(rows: Sequence[Mapping[str, Any]], top: int, words: int) -> dict[str, list[Row]]:
    """The heaviest words of each of the first `top` targets, most hostile first."""
    found: dict[str, dict[str, Row]] = {}
    for row in sorted(rows, key=lambda row: -abs(float(row.get("contribution", 0)))):
        if round(abs(float(row.get("contribution", 0))), 2):
            found.setdefault(str(row.get("target")), {}).setdefault(str(row.get("word")).lower(), dict(row))
    order = [name for name in dict.fromkeys(str(row.get("target")) for row in rows) if name in found][:top]
    return {
        name: sorted(list(found[name].values())[:words], key=lambda row: float(row["contribution"]))
        for name in order
    }


def _lines(groups: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, Row | None]]:
    for target, rows in groups.items():
        yield target, None
        yield from ((target, row) for row in rows)
