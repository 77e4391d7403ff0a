"""One chart per question: a frame in, an `Axes` out; nothing is saved or shown, and no setting is changed.

A chart without axes of its own is 6.4 inches wide, and a report draws it again at 3.4 for a phone. An empty frame
gives the sentence "Nothing found."; a missing column raises ValueError.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pandas as pd

from readout.charts.canvas import (
    INK,
    ROW,
    SOFT,
    across,
    blank,
    box,
    chart,
    colour,
    dot,
    grid,
    grow,
    note,
    nothing,
    scale,
    slim,
    tint,
    write,
)
from readout.charts.text_fit import SIZE, broken, clean, cut, flags, length
from readout.frames import records
from readout.wording import MINUS, NEUTRAL, acts_in_words, count, day_in_words, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes

_MOST = 10  # rows and columns of the matrix of ties
_NAME = 2.6  # inches for a name beside its row
_LEFT = 0.75  # inches left of the tone arc, for what its heights mean
_TALL, _LEVEL, _LEVELS = (
    1.75,
    0.17,
    6,
)  # inches of the tone arc, and of each line of names above it; most lines
_EVENT = 0.52  # inches of an act whose words take one line


@chart
def tone(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The polarity (-1 to +1) of each sentence in its order, with shaded bands where a quoted voice speaks.

    Columns: polarity, voice ("author" or the speaker's name); words if there are any. From ten sentences on, a
    line shows the mean of five; the most negative and the most positive sentence carry their number and strongest
    word.
    """
    ax = blank(ax)
    if nothing(frame, ax, "polarity", "voice"):
        return ax
    polarity = [float(value) for value in frame["polarity"]]
    size, most = len(polarity), max(0.5, 1.15 * max(map(abs, polarity)))
    levels = _bands(ax, [str(voice) for voice in frame["voice"]], 1.2 * most)
    ax.plot([0.4, size + 0.6], [0, 0], color=SOFT, linewidth=0.8)
    signs = [0 if abs(value) < NEUTRAL else value for value in polarity]
    ax.vlines(range(1, size + 1), 0, polarity, color=[colour(sign) for sign in signs], linewidth=1.4)
    for at, (value, sign) in enumerate(zip(polarity, signs, strict=True), 1):
        dot(ax, at, value, sign, hollow=not sign, size=max(9, min(34, 190 * across(ax) / size)))
    if size >= 10:
        smooth = pd.Series(polarity).rolling(5, center=True, min_periods=3).mean()
        ax.plot(range(1, size + 1), smooth, color=(*INK, 0.5), linewidth=1.3)
    for value in (min(0.0, *polarity), max(0.0, *polarity)):
        if abs(value) >= NEUTRAL:
            _extreme(ax, frame, polarity.index(value), value + (0.17 if value > 0 else -0.17) * most)
    level = 2.4 * most * _LEVEL / _TALL
    ax.set(xlim=(0.4, size + 0.6), ylim=(-most * 1.2, most * 1.2 + level * levels))
    ax.set_yticks(
        [-most, 0, most], labels=[f"{signed(-most)}\nnegative", "neutral", f"{signed(most)}\npositive"]
    )
    step = next(
        each for each in (5, 10, 20, 50, 100, 200, 500, size) if size / each <= (9 if slim(ax) else 12)
    )
    ax.set_xticks(sorted({1, *range(step, size + 1, step)}))
    said = f"sentence{' · line: mean of five' if size >= 10 else ''} · shaded: a quoted voice"
    grow(ax, _TALL + _LEVEL * levels + 0.4 + 0.16 * note(ax, said, room=across(ax) - _LEFT))
    return ax


@chart
def targets(frame: pd.DataFrame, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """Tone towards the first `top` targets on one axis from hostile (-1) to friendly (+1), worst first.

    Columns: target, label, negative, neutral, positive (probabilities), low, high, evidence. A dot is positive
    minus negative; its line runs from low to high, in which nine in ten draws lie, and is missing where a single
    passage names the target. A hollow dot is unsure.
    """
    rows, ax = frame.head(top), blank(ax)
    if nothing(rows, ax, "target", "label", "negative", "positive", "low", "high", "evidence"):
        return ax
    narrow = slim(ax)
    edge, left, right = (1.02, "left", "right") if narrow else (1.06, "right", "left")
    ordered = sorted(records(rows), key=lambda row: float(row["positive"] - row["negative"]))
    said = [f"{row['label']}, {count(len(row['evidence']), 'passage')}" for row in ordered]
    room = [across(ax) - length(words) - 0.1 if narrow else _NAME for words in said]
    names = [cut(row["target"], most, SIZE) for row, most in zip(ordered, room, strict=True)]
    ax.vlines(0, -0.25, len(rows) - 0.5, color=SOFT, linewidth=0.8)
    ax.hlines(range(len(rows)), -1, 1, color=(*INK, 0.12), linewidth=0.6)
    for y, (row, name, words) in enumerate(zip(ordered, names, said, strict=True)):
        value, label = row["positive"] - row["negative"], row["label"]
        if not pd.isna(row["low"]):
            ax.hlines(y, row["low"], row["high"], color=(*INK, 0.28), linewidth=3)
        sign = {"negative": -1, "positive": 1}.get(label, 0)
        dot(ax, value, y, sign, hollow=label == "unsure", size=46)
        over = y - 0.42 if narrow else y
        write(ax, -edge, over, name, ha=left, va="center", size=SIZE)
        write(ax, edge, over, words, ha=right, va="center")
    before, after = (0, 0) if narrow else (max(length(n, SIZE) for n in names) + 0.06, max(map(length, said)))
    unit = (across(ax) - before - after) / (2.04 if narrow else 2.12)
    start, end = -edge - before / unit, edge + after / unit
    ax.set(xlim=(start, end), ylim=(len(rows) - 0.5, -0.7), yticks=[])
    scale(ax, [-1, 0, 1], [f"{MINUS}1\nhostile", "0\nneutral", "+1\nfriendly"], inside=narrow)
    told = note(
        ax, "dot: friendly less hostile · line: nine in ten draws, none from one passage · hollow: unsure"
    )
    grow(ax, 0.5 + (1.6 if narrow else 1) * ROW * max(len(rows), 2) + 0.16 * told)
    return ax


@chart
def ties(frame: pd.DataFrame, *, top: int = 20, ax: Axes | None = None) -> Axes:
    """Who stands how towards whom: rows speak or act, columns are spoken of; the `top` surest ties of
    at most ten by ten actors.

    Columns: source, target, label ("opposes" or "supports"), confidence (0 to 1). A cell holds − or +, the
    larger and darker the surer; a pair with both signs has a cell in two halves.
    """
    ax = blank(ax)
    if nothing(frame, ax, "source", "target", "label", "confidence"):
        return ax
    rows = sorted(records(frame), key=lambda row: -float(row["confidence"]))[:top]
    order = list(dict.fromkeys(str(row[end]) for row in rows for end in ("source", "target")))
    sources, aims = (
        [n for n in order if n in {str(row[end]) for row in rows}][:_MOST] for end in ("source", "target")
    )
    for y, source in enumerate(sources):
        for x, aim in enumerate(aims):
            box(ax, x, y, 0.95, 0.95, (*INK, 0.14 if source == aim else 0.05))
            pair = [row for row in reversed(rows) if (row["source"], row["target"]) == (source, aim)]
            _cell(ax, x, y, {row["label"]: row for row in pair})
    said = f"rows speak or act, columns are spoken of · {MINUS} opposes, + supports · larger: surer"
    grid(ax, sources, aims, high=0.34 if slim(ax) else 0.4, slot=0.22, said=said)
    return ax


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
    said = [broken(_event(row), across(ax) - 0.1, most=3) for row in rows]
    steps = [(0.36 + 0.16 * len(words)) / _EVENT for words in said]
    places = list(accumulate([0.0, *steps[:-1]]))
    ax.hlines(places, line, 1, color=(*INK, 0.12), linewidth=0.6)
    for row, when, words, y in zip(rows, days, said, places, strict=True):
        sign = float(row["sign"])
        dot(ax, line + (1 - line) * (when - first) / span, y, sign, hollow=not sign, size=46)
        write(ax, 0, y, day_in_words(row["date"]), va="center", size=SIZE, weight="bold")
        for at, part in enumerate(words):
            write(ax, 0, y + (0.23 + 0.16 * at) / _EVENT, part, va="center")
    ax.set(xlim=(-0.01, 1.03), ylim=(sum(steps) - 0.12 / _EVENT, -0.15 / _EVENT), xticks=[], yticks=[])
    told = note(ax, f"earlier on the left, later on the right · {MINUS} hostile, + friendly, hollow: neither")
    grow(ax, 0.23 + _EVENT * sum(steps) + 0.16 * told)
    return ax


def _event(row: dict[str, Any]) -> str:
    sign = {-1: f"{MINUS} ", 1: "+ "}.get(row["sign"], "")
    who, whom = clean(row["source"]), clean(row["target"])
    return f"{sign}{who} → {whom}: {acts_in_words([row])}"


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


def heaviest(rows: Sequence[Mapping[str, Any]], top: int, words: int) -> dict[str, list[dict[str, Any]]]:
    """The heaviest words of each of the first `top` targets, most hostile first."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: -abs(float(row.get("contribution", 0)))):
        if round(abs(float(row.get("contribution", 0))), 2):
            found.setdefault(str(row.get("target")), {}).setdefault(str(row.get("word")).lower(), dict(row))
    order = [name for name in dict.fromkeys(str(row.get("target")) for row in rows) if name in found][:top]
    return {
        name: sorted(list(found[name].values())[:words], key=lambda row: float(row["contribution"]))
        for name in order
    }


def _lines(groups: Mapping[str, Sequence[dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    for target, rows in groups.items():
        yield target, None
        yield from ((target, row) for row in rows)


def _cell(ax: Axes, x: int, y: int, signs: dict[str, dict[str, Any]]) -> None:
    """The mark of one pair: a field per sign, its size and depth the confidence, the sign in it."""
    for at, (label, row) in enumerate(sorted(signs.items())):
        sure = min(max(float(row["confidence"]), 0), 1)
        side, middle = 0.4 + 0.5 * sure, x + (at - (len(signs) - 1) / 2) * 0.47
        hostile = label == "opposes"
        ink = tint(-1 if hostile else 1, 0.15 + 0.4 * sure)
        box(ax, middle, y, side / len(signs), side, ink)
        write(ax, middle, y, MINUS if hostile else "+", ha="center", va="center", size=12, weight="bold")


def _extreme(ax: Axes, frame: pd.DataFrame, at: int, y: float) -> None:
    """Writes the number of a sentence (its place is `at`) and the word that weighs most in it, if any does."""
    words = frame["words"].iloc[at] if "words" in frame else []
    word, weight = max(words, key=lambda one: abs(one[1]), default=("", 0))
    text = f"{at + 1} “{cut(word, 1.2)}”" if weight else str(at + 1)
    room, half = across(ax) - _LEFT, length(text) / 2
    x = (at + 0.5) * room / len(frame)
    side = "left" if x < half else "right" if room - x < half else "center"
    write(ax, at + 1, y, text, ha=side, va="center")


def _bands(ax: Axes, voices: Sequence[str], most: float) -> int:
    """Shades the stretches of quoted voices and names each above its band; returns how many lines that takes."""
    inch = (across(ax) - _LEFT) / len(voices)
    runs = [run for run in _runs(voices) if run[2] != "author"]
    for first, last, _ in runs:
        box(ax, (first + last) / 2, 0, last - first + 0.9, 2 * most, (*INK, 0.09))
    named = flags([((first - 0.95) * inch, voice) for first, _, voice in runs], inch * len(voices), _LEVELS)
    for flag in named:
        foot, pole = most * (1 + 2 * _LEVEL / _TALL * (flag.line + 0.1)), flag.pole / inch + 0.5
        ax.vlines(pole, most, foot + most * _LEVEL, color=SOFT, lw=0.6)
        right = flag.start == flag.pole
        write(ax, pole + (0.04 if right else -0.04) / inch, foot, flag.name, ha="left" if right else "right")
    return max((flag.line + 1 for flag in named), default=0)


def _runs(voices: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Stretches of one voice, as first and last sentence, counted from 1."""
    first = 1
    for at, voice in enumerate(voices, 1):
        if at == len(voices) or voices[at] != voice:
            yield first, at, voice
            first = at + 1
