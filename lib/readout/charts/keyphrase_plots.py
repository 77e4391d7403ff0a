"""What an article is about: charts of one article, each with its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readout.charts.canvas import (
    EDGE,
    INK,
    ROW,
    SIZE,
    SOFT,
    box,
    chart,
    cut,
    dot,
    fit,
    grid,
    inches,
    is_narrow,
    text_width,
    write,
)
from readout.frames import records
from readout.wording import count, english_list, times_in_words, with_article

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from readout.wording import Row

# a log-likelihood ratio that chance gives one pair in twenty (chi-squared, one degree of freedom)
_CHANCE = 3.84
_START, _END = 1.35, 2.6  # where the text is drawn, right of the bars of keyphrases, which end at 1


@chart("phrase", "score", "count", "mentions")
def keyphrases(frame: pd.DataFrame, ax: Axes, *, length: int, top: int = 10) -> None:
    """Draw the first keyphrases as bars of their score, and where each falls in the text, which is cut into fifths.

    Args:
        frame: Columns: phrase; score (higher is better); count; mentions (spans, in characters).
        length: Characters of the text.
        top: How many keyphrases, the first of the frame.
        ax: Axes to draw into; a new figure without them.
    """
    rows = frame.head(top)
    narrow, best = is_narrow(ax), max(1e-9, *(float(score) for score in rows["score"]))
    half, reach = (0.2, 0.2) if narrow else (0.3, 0.5)  # of a bar and of a cut, in rows
    names = [cut(name, inches(ax) - 0.6 if narrow else 2.6, SIZE) for name in rows["phrase"]]
    cuts = [_START + (_END - _START) * fifth / 5 for fifth in range(6)]
    ax.hlines(range(len(rows)), _START, _END, color=(*INK, 0.2), linewidth=0.8)
    for y, (row, name) in enumerate(zip(records(rows), names, strict=True)):
        ax.vlines(cuts, y - reach, y + reach, color=(*INK, 0.2), linewidth=0.6)
        width = max(row["score"], 0) / best
        box(ax, width / 2, y, width, 2 * half, (*INK, 0.34))
        places = [_START + (_END - _START) * start / max(length, 1) for start, _ in row["mentions"]]
        ax.vlines(places, y - half, y + half, color=INK, linewidth=1.4)
        write(ax, width, y, f"{row['score']:.2f}", dx=0.06)
        if narrow:  # above the bar and the text
            write(ax, 0, y - 0.48, name, size=SIZE)
            write(ax, _END, y - 0.48, f"{row['count']}×", ha="right")
        else:
            write(ax, 0, y, name, dx=-0.08, size=SIZE, ha="right")
            write(ax, _END, y, f"{row['count']}×", dx=0.08)
    head = -0.7 if narrow else -0.5
    for x, text, side in ((0, "score", "left"), (_START, "start of the text", "left"), (_END, "end", "right")):
        write(ax, x, head, text, dy=0.1, ha=side, color=SOFT)
    left = EDGE if narrow else max(text_width(name, SIZE) for name in names) + 0.1
    height = (1.6 if narrow else 1) * ROW * (len(rows) - 0.5 - head)
    fit(ax, (0, _END), (len(rows) - 0.5, head), height, left=left, right=EDGE if narrow else 0.45, above=0.2)


def describe_keyphrases(frame: pd.DataFrame, *, top: int = 10) -> str:
    """Describe the keyphrases: the first ones, and which stand in all parts of the text (spread of 1)."""
    rows = records(frame.head(top))
    if not rows:
        return "No keyphrase was found."
    others = english_list(f"“{row['phrase']}”" for row in rows[1:4])
    wide = [f"“{row['phrase']}”" for row in rows if row["spread"] == 1]
    stand = f" In all parts of the text: {english_list(wide[:3])}." if wide else ""
    follow = f" Then come {others}." if len(rows) > 2 else f" Then comes {others}." if others else ""
    return f"The first keyphrase is “{rows[0]['phrase']}”, found {times_in_words(rows[0]['count'])}.{follow}{stand}"


@chart("actor", "phrase", "count", "score")
def together(frame: pd.DataFrame, ax: Axes, *, top: int = 10) -> None:
    """Draw in how many sentences actors (columns) stand with keyphrases (rows), at most eight of each.

    A filled dot is a pair that meets at least twice, and more often than chance gives one pair in twenty; it grows
    with the count beside it.

    Args:
        frame: Columns: actor; phrase; count (of sentences); score (log-likelihood ratio).
        top: How many actors and keyphrases, the first of the frame.
        ax: Axes to draw into; a new figure without them.
    """
    rows = records(frame)
    actors, phrases = (list(dict.fromkeys(str(row[end]) for row in rows))[: min(top, 8)] for end in ("actor", "phrase"))
    ax.hlines(range(len(phrases)), -0.4, len(actors) - 0.6, color=(*INK, 0.15), linewidth=0.6)
    for row in rows:
        if row["actor"] in actors and row["phrase"] in phrases:
            x, y = actors.index(row["actor"]), phrases.index(row["phrase"])
            hollow = row["count"] < 2 or row["score"] < _CHANCE
            size = 16 + (5 if is_narrow(ax) else 18) * min(row["count"] - 1, 5)
            dot(ax, x - 0.3, y, 0, hollow=hollow, size=size)
            write(ax, x - 0.05, y, str(row["count"]), color=SOFT)
    note = "number and size: sentences with both · filled: more often than by chance"
    grid(ax, phrases, actors, height=ROW, slot=0.26, note=note)


def describe_together(frame: pd.DataFrame) -> str:
    """Describe which actor and keyphrase stand together most often, and which most beyond chance."""
    if frame.empty:
        return "No actor stands in one sentence with a keyphrase that names no actor."
    again = [row for row in records(frame) if row["count"] > 1]
    if not again:
        return "No actor and keyphrase stand together in more than one sentence."
    beyond = max(again, key=lambda row: float(row["score"]))
    often = f"The most frequent pair: {_pair(again[0])}."
    return often if beyond is again[0] else f"{often} The pair that is least likely by chance: {_pair(beyond)}."


def _pair(row: Row) -> str:
    return f"{with_article(row['actor'])} with “{row['phrase']}”, in {count(row['count'], 'sentence')}"
