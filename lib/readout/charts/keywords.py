"""Charts of keyphrases, a frame in, an `Axes` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readout.charts.canvas import (
    INK,
    ROW,
    SOFT,
    across,
    blank,
    box,
    chart,
    dot,
    grid,
    grow,
    nothing,
    slim,
    write,
)
from readout.charts.text_fit import SIZE, cut
from readout.charts.text_fit import length as inches
from readout.frames import records

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CHANCE = (
    3.84  # a log-likelihood ratio that chance gives one pair in twenty (chi-squared, one degree of freedom)
)

_FIFTHS = [
    1.35 + 0.25 * part for part in range(6)
]  # where the text stands, right of the bars, which end at 1


@chart
def keyphrases(frame: pd.DataFrame, *, length: int, top: int = 10, ax: Axes | None = None) -> Axes:
    """The first `top` keyphrases as bars of their score, and where each falls in `length` characters of text.

    Columns: phrase, score (higher is better), count, mentions (spans). Thin lines cut the text into fifths.
    """
    rows, ax = frame.head(top), blank(ax)
    if nothing(rows, ax, "phrase", "score", "count", "mentions"):
        return ax
    narrow, best = slim(ax), max(1e-9, *(float(score) for score in rows["score"]))
    half, reach, head = (0.2, 0.2, -0.9) if narrow else (0.3, 0.5, -0.85)  # in rows
    names = [cut(name, across(ax) - 0.5 if narrow else 2.6, SIZE) for name in rows["phrase"]]
    feet = [y for y in range(len(rows)) for _ in _FIFTHS]
    cuts = _FIFTHS * len(rows), [y - reach for y in feet], [y + reach for y in feet]
    ax.vlines(*cuts, color=(*INK, 0.2), linewidth=0.6)
    ax.hlines(range(len(rows)), _FIFTHS[0], _FIFTHS[-1], color=(*INK, 0.2), linewidth=0.8)
    for y, (row, name) in enumerate(zip(records(rows), names, strict=True)):
        width = max(row["score"], 0) / best
        box(ax, width / 2, y, width, 2 * half, (*INK, 0.34))
        places = [1.35 + 1.25 * start / max(length, 1) for start, _ in row["mentions"]]
        ax.vlines(places, y - half, y + half, color=INK, linewidth=1.4)
        left, right, over = (
            ((0, "left"), (2.6, "right"), y - 0.48) if narrow else ((-0.03, "right"), (2.66, "left"), y)
        )
        write(ax, left[0], over, name, ha=left[1], va="center", size=SIZE)
        write(ax, width + 0.03, y, f"{row['score']:.2f}", va="center")
        write(ax, right[0], over, f"{row['count']}×", ha=right[1], va="center")
    for x, text, side in ((0, "score", "left"), (1.35, "start of the text", "left"), (2.6, "end", "right")):
        write(ax, x, head, text, ha=side, va="center", color=SOFT)
    before, after = (0, 0) if narrow else (max(inches(name, SIZE) for name in names) + 0.14, 0.4)
    unit = (across(ax) - before - after) / 2.64
    ax.set(
        xlim=(-0.02 - before / unit, 2.62 + after / unit),
        ylim=(len(rows) - 0.5, head - (0.2 if narrow else 0.3)),
        xticks=[],
        yticks=[],
    )
    grow(ax, 0.3 + (1.6 if narrow else 1) * ROW * max(len(rows), 2))
    return ax


@chart
def together(frame: pd.DataFrame, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """In how many sentences actors (columns) stand with keyphrases (rows); the first `top` of each, at most eight.

    Columns: actor, phrase, count (of sentences), score (log-likelihood ratio). A filled dot is a pair that meets
    at least twice, and more often than chance gives one pair in twenty; it grows with the count beside it.
    """
    ax = blank(ax)
    if nothing(frame, ax, "actor", "phrase", "count", "score"):
        return ax
    rows = records(frame)
    actors, phrases = (
        list(dict.fromkeys(str(row[end]) for row in rows))[: min(top, 8)] for end in ("actor", "phrase")
    )
    ax.hlines(range(len(phrases)), -0.4, len(actors) - 0.6, color=(*INK, 0.15), linewidth=0.6)
    for row in rows:
        if row["actor"] in actors and row["phrase"] in phrases:
            x, y = actors.index(row["actor"]), phrases.index(row["phrase"])
            beyond = row["count"] > 1 and row["score"] >= CHANCE
            dot(
                ax,
                x - 0.3,
                y,
                0,
                hollow=not beyond,
                size=16 + (5 if slim(ax) else 18) * min(row["count"] - 1, 5),
            )
            write(ax, x - 0.05, y, str(row["count"]), va="center", color=SOFT)
    said = "number and size: sentences with both · filled: more often than chance would have it"
    grid(ax, phrases, actors, high=ROW, slot=0.26, said=said)
    return ax
