"""Who is for or against whom, and who did what when: charts of one article, each with its description."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING

from matplotlib.colors import to_rgba

from readout.charts.canvas import (
    INK,
    LINE,
    SIZE,
    box,
    chart,
    clean_label,
    colour,
    dot,
    fit,
    grid,
    inches,
    is_narrow,
    text_width,
    wrap_label,
    write,
)
from readout.frames import records
from readout.wording import MINUS, acts_in_words, agree, count, day_in_words, is_plural, with_article

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from readout.wording import Row

_ACTORS = 10  # rows and columns of the matrix of ties


@chart("source", "target", "label", "confidence")
def ties(frame: pd.DataFrame, ax: Axes, *, top: int = 20) -> None:
    """Draw who stands how towards whom as a matrix of at most ten by ten actors.

    Rows speak or act, columns are spoken of. A cell has − or +, the larger and darker the surer; a pair with both has
    a cell in two halves.

    Args:
        frame: Columns: source; target; label ("opposes" or "supports"); confidence (0 to 1).
        top: How many ties, the surest.
        ax: Axes to draw into; a new figure without them.
    """
    rows = sorted(records(frame), key=lambda row: -float(row["confidence"]))[:top]
    order = list(dict.fromkeys(str(row[end]) for row in rows for end in ("source", "target")))
    sources, aims = (
        [name for name in order if name in {str(row[end]) for row in rows}][:_ACTORS] for end in ("source", "target")
    )
    for y, source in enumerate(sources):
        for x, aim in enumerate(aims):
            box(ax, x, y, 0.95, 0.95, (*INK, 0.14 if source == aim else 0.05))
            pair = [row for row in reversed(rows) if (row["source"], row["target"]) == (source, aim)]
            _cell(ax, x, y, {row["label"]: row for row in pair})
    note = f"rows speak or act on columns · {MINUS} opposes, + supports · larger: surer"
    grid(ax, sources, aims, height=0.34 if is_narrow(ax) else 0.4, slot=0.22, note=note)


def describe_ties(frame: pd.DataFrame, *, top: int = 20, noun: str = "tie") -> str:
    """Describe the surest ties: how many oppose and support someone, and the surest of all; `noun` names a row."""
    rows = sorted(records(frame), key=lambda row: -float(row["confidence"]))[:top]
    if not rows:
        return "No tie between two actors was found."
    hostile = sum(row["label"] == "opposes" for row in rows)
    friendly, first = len(rows) - hostile, rows[0]
    kinds = [f"{number} {agree(verb, number != 1)}" for number, verb in ((hostile, "oppose"), (friendly, "support"))]
    said = ", ".join(kinds) if hostile and friendly else f"all {'oppose' if hostile else 'support'}"
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    surest = f"{with_article(first['source'])} {verb} {with_article(first['target'])}"
    said = f"{said}. The surest: {surest}" if len(rows) > 1 else surest
    return f"{_counted(rows, frame, 'surest', noun)}: {said}."


@chart("date", "source", "target", "act", "sign")
def timeline(frame: pd.DataFrame, ax: Axes, *, top: int = 10) -> None:
    """Draw the first dated acts in the order of time: the date, where it falls, who did what to whom.

    A hollow dot is an act that is neither hostile nor friendly; − or + stands before the words of the others.

    Args:
        frame: Columns: date (ISO); source; target; act; sign (-1 hostile, 0, +1 friendly).
        top: How many acts, the earliest.
        ax: Axes to draw into; a new figure without them.
    """
    rows = sorted(records(frame), key=lambda row: str(row["date"]))[:top]
    words = [wrap_label(_act(row), inches(ax) - 0.1, lines=3) for row in rows]
    *places, foot = accumulate([0.0, *(0.36 + LINE * len(lines) for lines in words)])  # in inches
    days = [date.fromisoformat(row["date"]).toordinal() for row in rows]
    span = max(days[-1] - days[0], 1)
    left = max(text_width(day_in_words(row["date"]), SIZE, "bold") for row in rows) + 0.2
    ax.hlines(places, 0, 1, color=(*INK, 0.12), linewidth=0.6)
    for row, day, lines, y in zip(rows, days, words, places, strict=True):
        dot(ax, (day - days[0]) / span, y, float(row["sign"]), hollow=not row["sign"], size=46)
        write(ax, 0, y, day_in_words(row["date"]), dx=0.02 - left, size=SIZE, weight="bold")
        for at, line in enumerate(lines):
            write(ax, 0, y + 0.23 + LINE * at, line, dx=0.02 - left)
    note = f"earlier on the left, later on the right · {MINUS} hostile, + friendly, hollow: neither"
    fit(ax, (0, 1), (foot - 0.12, -0.1), foot - 0.02, left=left, note=note)


def describe_timeline(frame: pd.DataFrame, *, top: int | None = None) -> str:
    """Describe the dated acts: when they were, how many are hostile, and the earliest; all of them without `top`."""
    rows = sorted(records(frame), key=lambda row: str(row["date"]))[:top]
    if not rows:
        return "No act between two actors has a date in the article."
    first, last = rows[0], rows[-1]
    hostile = sum(row["sign"] < 0 for row in rows)
    when = f"on {day_in_words(first['date'])}"
    if first["date"] != last["date"]:
        when = f"from {day_in_words(first['date'])} to {day_in_words(last['date'])}"
    earliest = f"{acts_in_words([first])}, by {with_article(first['source'])} towards {with_article(first['target'])}"
    said = f", {hostile or 'none'} of them hostile. The earliest" if len(rows) > 1 else ""
    return f"{_counted(rows, frame, 'first', 'dated act')}, {when}{said}: {earliest}."


def _cell(ax: Axes, x: int, y: int, signs: Mapping[str, Row]) -> None:
    """Draw the mark of a pair: a field for each sign, its size and depth the confidence, the sign in it."""
    for at, (label, row) in enumerate(sorted(signs.items())):
        sure = min(max(float(row["confidence"]), 0), 1)
        side, middle = 0.4 + 0.5 * sure, x + (at - (len(signs) - 1) / 2) * 0.47
        hostile = label == "opposes"
        box(ax, middle, y, side / len(signs), side, to_rgba(colour(-1 if hostile else 1), 0.15 + 0.4 * sure))
        write(ax, middle, y, MINUS if hostile else "+", ha="center", size=12, weight="bold")


def _counted(rows: Sequence[Row], frame: pd.DataFrame, which: str, noun: str) -> str:
    """The rows that are drawn, and of how many: "3 ties", "The surest 20 of 35 ties", "The surest of 35 ties"."""
    if len(rows) == len(frame):
        return count(len(rows), noun)
    return f"The {which} {f'{len(rows)} ' if len(rows) > 1 else ''}of {count(len(frame), noun)}"


def _act(row: Row) -> str:
    sign = {-1: f"{MINUS} ", 1: "+ "}.get(row["sign"], "")
    return f"{sign}{clean_label(row['source'])} → {clean_label(row['target'])}: {acts_in_words([row])}"
