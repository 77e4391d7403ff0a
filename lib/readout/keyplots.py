"""Charts of keyphrases, a frame in, an `Axes` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readout.drawing import INK, ROW, SIZE, SMALL, SOFT, blank, box, dot, nothing, records, write

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CHANCE = (
    3.84  # a log-likelihood ratio that chance gives one pair in twenty (chi-squared, one degree of freedom)
)


def keyphrases(frame: pd.DataFrame, length: int, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """The first `top` keyphrases as bars of their score, and where each falls in `length` characters of text.

    Columns: phrase, score (higher is better), count, mentions (spans). Thin lines cut the text into fifths.
    """
    rows = frame.head(top)
    ax = blank(ax, 0.6 + ROW * max(len(rows), 2))
    if nothing(rows, ax, "phrase", "score", "count", "mentions"):
        return ax
    best = max(1e-9, *(float(score) for score in rows["score"]))
    ax.vlines(
        [1.35 + 0.25 * part for part in range(6)], -0.5, len(rows) - 0.5, color=(*INK, 0.2), linewidth=0.6
    )
    for y, row in enumerate(records(rows)):
        width = max(row["score"], 0) / best
        box(ax, width / 2, y, width, 0.6, (*INK, 0.34))
        write(ax, -0.03, y, row["phrase"], ha="right", va="center", size=SIZE)
        write(ax, width + 0.03, y, f"{row['score']:.2f}", va="center")
        ax.hlines(y, 1.35, 2.6, color=(*INK, 0.2), linewidth=0.8)
        places = [1.35 + 1.25 * start / max(length, 1) for start, _ in row["mentions"]]
        ax.vlines(places, y - 0.3, y + 0.3, color=INK, linewidth=1.4)
        write(ax, 2.66, y, f"{row['count']}×", va="center")
    for x, text, side in ((0, "score", "left"), (1.35, "start of the text", "left"), (2.6, "end", "right")):
        write(ax, x, -0.62, text, ha=side, va="bottom", color=SOFT)
    ax.set(xlim=(-0.02, 2.62), ylim=(len(rows) - 0.4, -0.6), xticks=[], yticks=[])
    return ax


def together(frame: pd.DataFrame, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """In how many sentences actors (columns) stand with keyphrases (rows); the first `top` of each.

    Columns: actor, phrase, count (of sentences), score (log-likelihood ratio). A filled dot is a pair that meets
    at least twice, and more often than chance gives one pair in twenty; it grows with the count beside it.
    """
    rows = records(frame)
    actors, phrases = (
        list(dict.fromkeys(str(row.get(end)) for row in rows))[:top] for end in ("actor", "phrase")
    )
    ax = blank(ax, 1.5 + ROW * max(len(phrases), 2))
    if nothing(frame, ax, "actor", "phrase", "count", "score"):
        return ax
    for y, phrase in enumerate(phrases):
        write(ax, -0.6, y, phrase, ha="right", va="center", size=SIZE)
        ax.hlines(y, -0.4, len(actors) - 0.4, color=(*INK, 0.15), linewidth=0.6)
    for x, actor in enumerate(actors):
        write(ax, x - 0.08, -0.7, actor, rotation=32, rotation_mode="anchor", size=SIZE)
    for row in rows:
        if row["actor"] in actors and row["phrase"] in phrases:
            x, y = actors.index(row["actor"]), phrases.index(row["phrase"])
            beyond = row["count"] > 1 and row["score"] >= CHANCE
            dot(ax, x, y, 0, hollow=not beyond, size=22 * min(row["count"], 8))
            write(ax, x + 0.24, y, str(row["count"]), va="center", color=SOFT)
    ax.set(xlim=(-0.5, max(len(actors), 8) - 0.5), ylim=(len(phrases) - 0.4, -0.6), xticks=[], yticks=[])
    said = "number and size: sentences with both · filled: more often than chance would have it"
    ax.set_xlabel(said, fontsize=SMALL, color=SOFT, loc="left")
    return ax
