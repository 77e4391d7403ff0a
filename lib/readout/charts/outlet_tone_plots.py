"""The tone and the attention of outlets, also over time: charts of many articles, each with its description."""

from __future__ import annotations

from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING

from readout.charts.canvas import INK, SIZE, SOFT, Interval, chart, draw_intervals, fit, inches, text_width, write
from readout.frames import records
from readout.wording import MINUS, agree, capitalize, count, day_in_words, is_plural, signed, with_article

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from readout.wording import Row

_OUTLETS, _ACTORS = 12, 5  # rows of a chart that has one for each outlet; actors that it shows
_OVER_STORIES = "line: nine in ten results with other stories · hollow: fewer than ten stories · coloured: not 0"
_PANEL = 0.74  # inches of one of several lines above each other


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


def describe_attention(frame: pd.DataFrame) -> str:
    """Describe in which share of its articles each outlet names the first actor: the most and the least."""
    if frame.empty:
        return "No actor was found in an article with a date."
    rows = frame[frame["actor"] == frame["actor"].iloc[0]]
    sums = rows.groupby("outlet")[["articles", "of"]].sum()
    shares = (sums["articles"] / sums["of"]).sort_values(ascending=False, kind="stable")
    actor = str(rows["actor"].iloc[0])
    who = f"{capitalize(with_article(actor))} {'are' if is_plural(actor) else 'is'} named"
    if shares.iloc[0] == shares.iloc[-1]:
        each = shares.index[0] if len(shares) == 1 else "each outlet"
        return f"{who} in {shares.iloc[0]:.0%} of the articles of {each}."
    ends = [shares[shares == shares.iloc[at]] for at in (0, -1)]
    most, least = (
        f"{end.index[0] if len(end) == 1 else count(len(end), 'outlet')} ({end.iloc[0]:.0%})" for end in ends
    )
    return f"{who} in the largest share of the articles of {most}, in the smallest of {least}."


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


def describe_tone_by_outlet(frame: pd.DataFrame) -> str:
    """Describe the most hostile and the most friendly tone that ten stories or more bear out."""
    if frame.empty:
        return "No tone towards anyone was found."
    sure = records(frame.dropna(subset="low"))
    if not sure:
        return "No outlet has ten stories on one actor. So no interval is given, and no outlet is put first."
    ends = (pick(sure, key=itemgetter("tone")) for pick in (min, max))
    low, high = (f"{row['outlet']} towards {with_article(row['actor'])} ({signed(row['tone'])})" for row in ends)
    return f"Of those with ten stories or more, the most hostile tone is that of {low}, the friendliest {high}."


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


def describe_tone_differences(frame: pd.DataFrame) -> str:
    """Describe how many pairs of outlets differ in the stories that both carry, and the clearest."""
    if frame.empty:
        return "No two outlets carry two stories on one actor."
    clear, tested = frame[frame["clear"]], int(frame["low"].notna().sum())
    if not tested:
        return "No two outlets carry ten stories on one actor. So no interval is given."
    pairs = count(tested, "pair")
    often = f"Of {pairs} with ten shared stories or more, about {0.1 * tested:.0f} would look so by chance."
    few = f"Only {pairs} {'has' if tested == 1 else 'have'} ten shared stories or more."
    chance = often if tested >= 5 else few
    if clear.empty:
        return f"No pair of outlets clearly differs. {chance}"
    row = records(clear.sort_values("difference", kind="stable"))[0]
    return (
        f"{count(len(clear), 'pair')} of outlets clearly {agree('differ', len(clear) > 1)}. In "
        f"{count(row['stories'], 'story', 'stories')} that both carry, {row['outlet']} is more hostile than "
        f"{row['other']} towards {with_article(row['actor'])} ({signed(row['difference'])}). {chance}"
    )


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


def describe_tone_over_time(frame: pd.DataFrame) -> str:
    """Describe of which actor the tone moved most between the first and the second half of the time."""
    if frame.empty or frame["period"].nunique() < 2:
        return "There is no more than one period, so nothing can change."
    times = sorted(frame["period"].unique())
    late = frame["period"] >= times[(len(times) + 1) // 2]
    after, before = (half.groupby("actor")["tone"].mean() for half in (frame[late], frame[~late]))
    moves = (after - before).dropna()
    if moves.empty:
        return "No actor is named in both halves of the time."
    actor = moves.abs().idxmax()
    side = "friendlier" if moves[actor] > 0 else "more hostile"
    moved = f"the tone towards {with_article(actor)} moved most: {side} by {abs(moves[actor]):.2f}"
    return f"From the first half of the time to the second, {moved}."


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


def _interval(name: str, row: Row, value: str) -> Interval:
    """A row with the interval of its value over stories, coloured where that leaves out 0."""
    known = row["low"] == row["low"]  # only NaN differs from itself
    sign = row[value] if known and not row["low"] <= 0 <= row["high"] else 0
    words = count(row["stories"], "story", "stories")
    return Interval(name, row[value], row["low"], row["high"], words, sign, not known)
