"""Outlets side by side: charts of many articles, each with its description."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from matplotlib.colors import to_rgba

from readout.charts.canvas import (
    INK,
    SOFT,
    box,
    chart,
    colour,
    cut,
    dot,
    fit,
    grid,
    is_narrow,
    name_rows,
    row_height,
    scale,
    write,
)
from readout.frames import records
from readout.wording import (
    MINUS,
    agree,
    capitalize,
    count,
    day_in_words,
    english_list,
    is_plural,
    span_in_words,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

_NAME = 2.0  # inches for a name beside its row
_COLUMNS = 8  # outlets of the matrix of ties


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


def describe_days(frame: pd.DataFrame) -> str:
    """Describe how many articles there are, from when to when, and which outlets have gaps."""
    if frame.empty:
        return "No article says on which day it appeared."
    sizes = frame.groupby("outlet")["articles"].sum()
    gaps = sorted({*frame[frame["gap"]]["outlet"]})
    dated, most = count(int(sizes.sum()), "dated article"), f"{sizes.idxmax()} has the most ({sizes.max():,})"
    most = most if sizes.min() < sizes.max() or len(sizes) == 1 else f"Each has {sizes.max():,}"
    lacking = f" {english_list(gaps[:3])}{' and others' * (len(gaps) > 3)} {'has' if len(gaps) == 1 else 'have'} gaps."
    return (
        f"{dated} from {count(len(sizes), 'outlet')}, {span_in_words(frame['day'])}. "
        f"{most}.{lacking if gaps else ' No outlet has a gap.'}"
    )


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


def describe_presence(frame: pd.DataFrame) -> str:
    """Describe who is in most stories, and which actor's share differs most between outlets."""
    if frame.empty:
        return "No actor was found."
    ranges = frame.groupby("actor", sort=False)["share"].agg(lambda each: each.max() - each.min())
    wide = frame[frame["actor"] == ranges.idxmax()]
    low, high = records(wide.nsmallest(1, "share"))[0], records(wide.nlargest(1, "share"))[0]
    first = frame["actor"].iloc[0]
    most = f"{capitalize(with_article(first))} {'are' if is_plural(first) else 'is'} named most often."
    if frame["outlet"].nunique() < 2 or not ranges.max():
        return most
    return (
        f"{most} Outlets differ most on {with_article(low['actor'])}: {high['share']:.0%} of the stories of "
        f"{high['outlet']}, {low['share']:.0%} of those of {low['outlet']}."
    )


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


def describe_ties_by_outlet(frame: pd.DataFrame) -> str:
    """Describe the tie that most stories report, and a pair on which outlets contradict each other."""
    if frame.empty:
        return "No tie between two actors was found."
    stories = frame.groupby(["source", "target", "label"], sort=False)["stories"]
    sums = stories.agg(["sum", "size"]).reset_index()  # a copy counts for each outlet, so the sum only ranks
    first = records(sums.sort_values("sum", ascending=False, kind="stable"))[0]
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    most = (
        f"Reported most: {with_article(first['source'])} {verb} {with_article(first['target'])}, "
        f"according to {count(first['size'], 'outlet')}."
    )
    labels = frame.groupby(["source", "target"], sort=False)["label"].nunique()
    both = [f"{one} towards {other}" for one, other in labels[labels > 1].index]
    return f"{most} Both signs are reported of {english_list(both[:3])}." if both else most


def _write_sign(ax: Axes, x: int, y: int, stories: Mapping[str, int], most: int) -> None:
    """Write what an outlet says of a pair, and in how many stories, on a ground the darker the more these are."""
    against, behind = stories.get("opposes", 0), stories.get("supports", 0)
    if total := against + behind:
        side, sign = (-1, MINUS) if not behind else (1, "+") if not against else (0, "±")
        shade = (0.1 if side else 0.05) + 0.4 * min(1.0, total / most)
        box(ax, x, y, 0.95, 0.95, to_rgba(colour(side), shade))
        write(ax, x, y, f"{sign}{total}", ha="center", weight="bold")
