"""Charts of many articles: outlets side by side, and change over time.

As in `plots`: an empty frame gives the sentence "Nothing found."; a missing column raises UserError.
"""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.colors import to_rgba

from readout.charts.canvas import (
    INK,
    SIZE,
    SOFT,
    Interval,
    box,
    chart,
    colour,
    cut,
    dot,
    draw_intervals,
    fit,
    grid,
    inches,
    is_narrow,
    name_rows,
    row_height,
    scale,
    text_width,
    write,
)
from readout.frames import records
from readout.wording import MINUS, count, day_in_words, signed, with_article

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from readout.wording import Row


_NAME = 2.0  # inches for a name beside its row
_OUTLETS, _ACTORS = 12, 5  # rows of a chart that has one for each outlet; actors that it shows
_COLUMNS = 8  # outlets of the matrix of ties
_OVER_STORIES = "line: nine in ten results with other stories · hollow: fewer than ten stories · coloured: not 0"
_PANEL = 0.74  # inches of one of several lines above each other


@chart("outlet", "day", "articles", "gap")
def days(frame: pd.DataFrame, ax: Axes, *, top: int = 12) -> None:
    """Draw on which days each outlet has articles, a row an outlet; a line runs through a gap.

    Args:
        frame: Columns: outlet; day (of a week or month its first); articles; gap (true or false).
        top: How many outlets, those with most articles.
        ax: Axes to draw into; a new figure without them.
    """
    sizes = frame.groupby("outlet")["articles"].sum().sort_values(ascending=False, kind="stable").head(top)
    first, last, most = frame["day"].min(), frame["day"].max(), frame["articles"].max()
    places = {day: at for at, day in enumerate(sorted(frame["day"].unique()))}
    named = dict(enumerate((str(outlet), f"{size:,}") for outlet, size in sizes.items()))
    left, right = name_rows(ax, named, -0.5, len(places) - 0.5, room=_NAME)
    high = 0.4 if is_narrow(ax) else 0.62  # on a phone the name stands above the boxes
    for y, rows in enumerate(frame[frame["outlet"] == outlet] for outlet in sizes.index):
        ax.hlines(y, -0.5, len(places) - 0.5, color=(*INK, 0.1), linewidth=0.6)
        for row in records(rows[rows["articles"] > 0]):
            box(ax, places[row["day"]], y, 0.8, high, (*INK, 0.3 + 0.6 * row["articles"] / most))
        for _, run in groupby(records(rows), key=lambda row: bool(row["gap"])):
            stretch = list(run)
            if stretch[0]["gap"]:
                ends = (places[stretch[0]["day"]] - 0.4, places[stretch[-1]["day"]] + 0.4)
                ax.hlines(y, *ends, color=[colour(-1)], linewidth=2)
    foot = len(sizes) - 0.5
    for x, day, side in ((-0.5, first, "left"), (len(places) - 0.5, last, "right")):
        write(ax, x, foot, day_in_words(day), dy=-0.1, ha=side, color=SOFT)
    note = "a box: articles, the darker the more · a line: a gap · number: articles"
    height = row_height(ax) * (len(sizes) + 0.2)
    fit(ax, (-0.5, len(places) - 0.5), (foot, -0.7), height, left=left, right=right, below=0.24, note=note)


@chart("actor", "outlet", "period", "articles", "of")
def attention(frame: pd.DataFrame, ax: Axes, *, top: int = 8) -> None:
    """Draw the share of an outlet's articles that name an actor, a line an outlet, above the grey mean of all.

    Args:
        frame: Columns: actor (the first is drawn); outlet; period; articles; of (all articles of the outlet then).
        top: How many outlets, those with the highest share.
        ax: Axes to draw into; a new figure without them.
    """
    rows = frame[frame["actor"] == frame["actor"].iloc[0]]
    sums = rows.groupby("outlet")[["articles", "of"]].sum()
    shares = (sums["articles"] / sums["of"]).sort_values(ascending=False, kind="stable").head(top)
    whole = rows.groupby("period")[["articles", "of"]].sum()
    lines = {outlet: rows[rows["outlet"] == outlet].set_index("period") for outlet in shares.index}
    values = {outlet: line["articles"] / line["of"] for outlet, line in lines.items()}
    most = max(float(value.max()) for value in values.values()) or 1.0
    words = [f"{share:.0%}" for share in shares]
    who = with_article(rows["actor"].iloc[0])
    note = f"share of its articles that name {who} · grey: all outlets · number: over the whole time"
    marks = {0.0: "0%", most: f"{most:.0%}"}
    _panels(ax, values, whole["articles"] / whole["of"], words, marks, note)


@chart("actor", "period", "stories", "tone")
def tone_over_time(frame: pd.DataFrame, ax: Axes, *, top: int = 5) -> None:
    """Draw the tone towards each actor over time, a line an actor, above the grey mean of the actors shown.

    Args:
        frame: Columns: actor; period; stories; tone (-1 hostile to +1 friendly).
        top: How many actors, the first of the frame.
        ax: Axes to draw into; a new figure without them.
    """
    names = list(dict.fromkeys(frame["actor"]))[:top]
    values = {name: frame[frame["actor"] == name].set_index("period")["tone"] for name in names}
    whole = frame[frame["actor"].isin(names)].groupby("period")["tone"].mean()
    most = ceil(10 * max(0.2, *(float(value.abs().max()) for value in values.values()))) / 10
    words = [signed(float(value.mean())) for value in values.values()]
    note = "up: friendlier, down: more hostile · grey: all actors shown · number: the mean"
    _panels(ax, values, whole, words, {-most: signed(-most), most: signed(most)}, note)


@chart("actor", "outlet", "stories", "share")
def presence(frame: pd.DataFrame, ax: Axes, *, top: int = 10) -> None:
    """Draw in which share of its stories each outlet names each actor: a row an actor, a dot an outlet.

    Args:
        frame: Columns: actor; outlet; stories; share (0 to 1, of the outlet's stories).
        top: How many actors, the first of the frame.
        ax: Axes to draw into; a new figure without them.
    """
    names = list(dict.fromkeys(frame["actor"]))[:top]
    groups = [frame[frame["actor"] == name] for name in names]
    most = max(0.1, float(frame[frame["actor"].isin(names)]["share"].max()))
    ends = [group["share"].agg(["idxmax", "min", "max"]) for group in groups]
    words = ["–".join(dict.fromkeys(f"{100 * end[side]:.0f}" for side in ("min", "max"))) + "%" for end in ends]
    if not is_narrow(ax):
        firsts = (f", most: {frame['outlet'][end['idxmax']]}" * bool(end["min"] < end["max"]) for end in ends)
        words = [cut(line + first, 2.4) for line, first in zip(words, firsts, strict=True)]
    left, right = name_rows(ax, dict(enumerate(zip(names, words, strict=True))), 0, most, room=_NAME)
    for y, group in enumerate(groups):
        ax.hlines(y, 0, most, color=(*INK, 0.12), linewidth=0.6)
        ax.hlines(y, group["share"].min(), group["share"].max(), color=(*INK, 0.28), linewidth=2)
        for share in group["share"]:
            dot(ax, share, y, 0, hollow=share < group["share"].max(), size=34)
    foot = len(names) - 0.5
    marks = {share: (f"{share:.0%}",) for share in (0, most / 2, most)}
    scale(ax, foot, marks, inside=True)
    height = row_height(ax) * (len(names) + 0.2)
    note = "a dot: an outlet, by the share of its stories that name the actor · filled: the most"
    fit(ax, (0, most), (foot, -0.7), height, left=left, right=right, below=0.24, note=note)


@chart("actor", "outlet", "stories", "tone", "low", "high")
def tone_by_outlet(frame: pd.DataFrame, ax: Axes, *, top: int = 5) -> None:
    """Draw the tone of each outlet towards each actor, from hostile (-1) to friendly (+1), with its interval.

    Args:
        frame: Columns: actor; outlet; stories; tone (-1 to +1); low and high (or nothing below ten stories).
        top: How many actors, the first of the frame; of each at most twelve outlets, those with most stories.
        ax: Axes to draw into; a new figure without them.
    """
    lines: list[str | Interval] = []
    for actor in list(dict.fromkeys(frame["actor"]))[: min(top, _ACTORS)]:
        rows = frame[frame["actor"] == actor].nlargest(_OUTLETS, "stories").sort_values("tone", kind="stable")
        lines += [actor, *(_interval(row["outlet"], row, "tone") for row in records(rows))]
    marks = {-1.0: (f"{MINUS}1", "hostile"), 0.0: ("0", "neutral"), 1.0: ("+1", "friendly")}
    draw_intervals(ax, lines, marks, _OVER_STORIES)


@chart("actor", "outlet", "other", "stories", "difference", "low", "high", "clear")
def tone_differences(frame: pd.DataFrame, ax: Axes, *, top: int = 10) -> None:
    """Draw how much more hostile one outlet is than another towards an actor, in the stories that both carry.

    Args:
        frame: Columns: actor; outlet; other; stories; difference (tone of `outlet` minus tone of `other`); low and
            high (or nothing below ten stories); clear (whether the interval leaves out 0).
        top: How many pairs, the first of the frame.
        ax: Axes to draw into; a new figure without them.
    """
    lines: list[str | Interval] = []
    for actor, rows in frame.head(top).groupby("actor", sort=False):
        pairs = ((f"{row['outlet']} {MINUS} {row['other']}", row) for row in records(rows))
        lines += [str(actor), *(_interval(name, row, "difference") for name, row in pairs)]
    most = ceil(10 * max(0.2, *frame.head(top)[["difference", "low", "high"]].abs().max().dropna())) / 10
    marks = {-most: (signed(-most), "more hostile"), 0: ("0", "alike"), most: (signed(most), "friendlier")}
    draw_intervals(ax, lines, marks, _OVER_STORIES)


@chart("source", "target", "label", "outlet", "stories")
def ties_by_outlet(frame: pd.DataFrame, ax: Axes, *, top: int = 10) -> None:
    """Draw who is for or against whom according to whom: a row a pair of actors, a column an outlet.

    A cell has the sign and the number of stories that say so, and is the darker the more. ± is an outlet that says
    both.

    Args:
        frame: Columns: source; target; label ("opposes" or "supports"); outlet; stories.
        top: How many pairs, the first of the frame; at most eight outlets, those with most such stories.
        ax: Axes to draw into; a new figure without them.
    """
    rows = records(frame)
    pairs = list(dict.fromkeys((row["source"], row["target"]) for row in rows))[:top]
    shown = frame[[(row["source"], row["target"]) in pairs for row in rows]]
    outlets = [*shown.groupby("outlet")["stories"].sum().sort_values(ascending=False, kind="stable").index]
    outlets = outlets[: _COLUMNS if not is_narrow(ax) else 6]
    for y, pair in enumerate(pairs):
        for x, outlet in enumerate(outlets):
            box(ax, x, y, 0.95, 0.95, (*INK, 0.05))
            says = [row for row in rows if (row["source"], row["target"], row["outlet"]) == (*pair, outlet)]
            _write_sign(ax, x, y, {row["label"]: int(row["stories"]) for row in says}, shown["stories"].max())
    names = [f"{source} → {target}" for source, target in pairs]
    note = f"rows: who towards whom · {MINUS} opposes, + supports, ± both · number: stories that say so"
    grid(ax, names, outlets, height=0.4, slot=0.3, note=note)


def _interval(name: str, row: Row, value: str) -> Interval:
    """A row with the interval of its value over stories, coloured where that leaves out 0."""
    known = row["low"] == row["low"]  # only NaN differs from itself
    sign = row[value] if known and not row["low"] <= 0 <= row["high"] else 0
    words = count(row["stories"], "story", "stories")
    return Interval(name, row[value], row["low"], row["high"], words, sign, not known)


def _panels(
    ax: Axes,
    lines: Mapping[str, pd.Series[float]],
    mean: pd.Series[float],
    words: Sequence[str],
    marks: Mapping[float, str],
    note: str,
) -> None:
    """Draw lines over time one above the other on one scale, each with the same grey line behind it.

    `words` stand at the end of each name, `marks` (two values and their text) at the side of the first.
    """
    low, high = min(0.0, *marks), max(marks)
    times = sorted({*mean.index}.union(*(line.index for line in lines.values())))
    place = {time: at for at, time in enumerate(times)}
    last = max(len(times) - 1, 1)
    side = max(map(text_width, marks.values())) + 0.12
    for y, ((name, line), word) in enumerate(zip(lines.items(), words, strict=True)):
        foot = y + 1 - 0.1
        for values, shade, width, dots in ((mean, 0.25, 2.5, 0.0), (line, 0.85, 1.4, 2.5)):
            known = values.dropna().sort_index()
            up = [foot - 0.5 * (float(value) - low) / (high - low) for value in known]
            along = [place[time] for time in known.index]
            ax.plot(along, up, color=(*INK, shade), lw=width, marker="o", ms=dots)
        zero = foot + 0.5 * low / (high - low)
        ax.plot([0, last], [zero, zero], color=(*INK, 0.25), linewidth=0.6)
        write(ax, 0, y + 0.2, name, dx=-side, room=inches(ax) - text_width(word) - 0.4, size=SIZE)
        write(ax, last, y + 0.2, word, ha="right")
        for value, text in marks.items():
            at = foot - 0.5 * (value - low) / (high - low)
            write(ax, 0, at, text, dx=-0.08, ha="right", color=SOFT)
    for x, time, where in ((0, times[0], "left"), (last, times[-1], "right")):
        if time is times[0] or len(times) > 1:
            write(ax, x, len(lines), day_in_words(time), dy=-0.1, ha=where, color=SOFT)
    height = _PANEL * len(lines)
    fit(ax, (0, last), (len(lines), 0), height, left=side, right=0.12, below=0.24, note=note)


def _write_sign(ax: Axes, x: int, y: int, stories: Mapping[str, int], most: int) -> None:
    """Write what an outlet says of a pair, and in how many stories, on a ground the darker the more these are."""
    against, behind = stories.get("opposes", 0), stories.get("supports", 0)
    if total := against + behind:
        side, sign = (-1, MINUS) if not behind else (1, "+") if not against else (0, "±")
        shade = (0.1 if side else 0.05) + 0.4 * min(1.0, total / most)
        box(ax, x, y, 0.95, 0.95, to_rgba(colour(side), shade))
        write(ax, x, y, f"{sign}{total}", ha="center", weight="bold")
