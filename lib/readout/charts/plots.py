"""One chart for each question; a report draws each at two widths.

An empty frame gives the sentence "Nothing found."; a missing column raises UserError. Nothing is saved or shown, and
no setting is changed.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate, groupby
from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.colors import to_rgba

from readout.charts.canvas import (
    EDGE,
    INK,
    LINE,
    ROW,
    SIZE,
    SOFT,
    Interval,
    box,
    chart,
    clean_label,
    colour,
    cut,
    dot,
    draw_intervals,
    fit,
    grid,
    inches,
    is_narrow,
    place_labels,
    say_nothing,
    scale,
    text_width,
    wrap_label,
    write,
)
from readout.frames import records
from readout.wording import (
    MINUS,
    NEUTRAL,
    acts_in_words,
    count,
    day_in_words,
    name_speaker,
    net_tone,
    signed,
    tone_label,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from readout.wording import Row

# a log-likelihood ratio that chance gives one pair in twenty (chi-squared, one degree of freedom)
CHANCE = 3.84
_START, _END = 1.35, 2.6  # where the text is drawn, right of the bars of keyphrases, which end at 1
_ACTORS = 10  # rows and columns of the matrix of ties
_DOTS = 40  # in an inch of the tone arc; more would hide each other, and make most of a page
_ARC, _VOICE, _VOICES = 1.75, 0.17, 6  # inches of the tone arc and of a line of voices above it; most lines


@chart("polarity", "voice")
def tone(frame: pd.DataFrame, ax: Axes) -> None:
    """Draw the polarity of each sentence in its order, with shaded bands where a quoted voice speaks.

    From ten sentences on, a line shows the mean of five; the most negative and the most positive sentence carry
    their number and strongest word.

    Args:
        frame: Columns: polarity (-1 negative to +1 positive); voice ("author" or the speaker's name); words if
            there are any (pairs of a word and its weight).
        ax: Axes to draw into; a new figure without them.

    Example:
        >>> sentences = pd.DataFrame({"polarity": [0.0, -0.4], "voice": ["author", "Rouhani"]})
        >>> "Rouhani" in [text.get_text() for text in tone(sentences).texts]
        True
    """
    polarity = [float(value) for value in frame["polarity"]]
    size, peak = len(polarity), ceil(10 * max(0.5, *map(abs, polarity))) / 10
    left, most = _write_heights(ax, peak), 1.15 * peak
    inch = (size + 0.2) / (inches(ax) - left - EDGE)  # sentences of an inch
    lines = _bands(ax, [name_speaker(voice) for voice in frame["voice"]], 1.2 * most, inch)
    ax.plot([0.4, size + 0.6], [0, 0], color=SOFT, linewidth=0.8)
    signs = [0 if abs(value) < NEUTRAL else value for value in polarity]
    ax.vlines(range(1, size + 1), 0, polarity, color=[colour(sign) for sign in signs], linewidth=1.4)
    has_room = size <= _DOTS * inches(ax)
    for at, (value, sign) in enumerate(zip(polarity, signs, strict=True) if has_room else (), 1):
        dot(ax, at, value, sign, hollow=not sign, size=max(9, min(34, 190 * inches(ax) / size)))
    if size >= 10:
        smooth = pd.Series(polarity).rolling(5, center=True, min_periods=3).mean()
        ax.plot(range(1, size + 1), smooth, color=(*INK, 0.5), linewidth=1.3)
    for value in (min(0.0, *polarity), max(0.0, *polarity)):
        if abs(value) >= NEUTRAL:
            _extreme(ax, frame, polarity.index(value), value, inch)
    for number in _ticks(size, 9 if is_narrow(ax) else 12):
        write(ax, number, -1.2 * most, str(number), dy=-0.1, ha="center", color=SOFT)
    note = f"sentence{' · line: mean of five' if size >= 10 else ''} · shaded: a quoted voice"
    span, high = (0.4, size + 0.6), (-1.2 * most, 1.2 * most)
    fit(ax, span, high, _ARC, left=left, above=0.04 + _VOICE * lines, below=0.2, note=note)


@chart("target", "label", "negative", "positive", "low", "high", "evidence")
def targets(frame: pd.DataFrame, ax: Axes, *, top: int = 10) -> None:
    """Draw the tone towards each target on an axis from hostile (-1) to friendly (+1), worst first.

    A dot is positive minus negative; its line runs from low to high, in which nine in ten draws lie, and is missing
    where a single passage names the target. A hollow dot is unsure.

    Args:
        frame: Columns: target; label; negative and positive (probabilities); low and high (-1 to +1, or nothing);
            evidence (spans).
        top: How many targets, the first of the frame.
        ax: Axes to draw into; a new figure without them.
    """
    lines = [
        Interval(
            *(row["target"], net_tone(row), row["low"], row["high"]),
            words=f"{tone_label(row['label'])}, {count(len(row['evidence']), 'sentence')}",
            sign={"negative": -1, "positive": 1}.get(row["label"], 0),
            hollow=row["label"] == "unsure",
        )
        for row in sorted(records(frame.head(top)), key=net_tone)
    ]
    marks = {-1.0: (f"{MINUS}1", "hostile"), 0.0: ("0", "neutral"), 1.0: ("+1", "friendly")}
    draw_intervals(ax, lines, marks, "dot: the tone · line: how far it may be off · hollow dot: unsure")


@chart("source", "target", "label", "confidence")
def ties(frame: pd.DataFrame, ax: Axes, *, top: int = 20) -> None:
    """Draw who stands how towards whom as a matrix of at most ten by ten actors.

    Rows speak or act, columns are spoken of. A cell has − or +, the larger and darker the surer; a pair with both
    signs has a cell in two halves.

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


@chart("target", "word", "contribution")
def contributions(frame: pd.DataFrame, ax: Axes, *, top: int = 5, words: int = 4) -> None:
    """Draw for each target the words that weigh most in the tone towards it, as bars left and right of zero.

    Of a word that comes more than once the heaviest place counts; what rounds to zero is not drawn.

    Args:
        frame: Columns: target; word; contribution (-2 makes the tone more hostile, to +2 more friendly).
        top: How many targets, the first of the frame.
        words: How many words of each.
        ax: Axes to draw into; a new figure without them.
    """
    groups = _heaviest(frame, top, words)
    lines = [(target, row) for target, rows in groups.items() for row in (None, *rows)]
    if not lines:
        say_nothing(ax)
        return
    most = max(abs(row["contribution"]) for rows in groups.values() for row in rows)
    bars = [y for y, (_, row) in enumerate(lines) if row]
    ax.vlines([0] * len(bars), [y - 0.5 for y in bars], [y + 0.5 for y in bars], color=SOFT, linewidth=0.8)
    for y, (target, row) in enumerate(lines):
        if row is None:
            write(ax, -most, y, target, dx=-EDGE, room=inches(ax) - 0.1, size=SIZE, weight="bold")
            continue
        weight = float(row["contribution"])
        box(ax, weight / 2, y, abs(weight), 0.6, colour(weight))
        side, beside = ("left", 0.07) if weight < 0 else ("right", -0.07)
        write(ax, 0, y, f"{cut(row['word'], inches(ax) / 2 - 0.6)} {signed(weight)}", dx=beside, ha=side)
    foot = len(lines) - 0.5
    scale(ax, foot, {-most: ("more hostile",), 0: ("0",), most: ("more friendly",)}, inside=True)
    note = f"how much a word changes the tone towards its actor, from {MINUS}2 to +2"
    fit(ax, (-most, most), (foot, -0.5), ROW * len(lines), below=0.24, note=note)


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
            hollow = row["count"] < 2 or row["score"] < CHANCE
            size = 16 + (5 if is_narrow(ax) else 18) * min(row["count"] - 1, 5)
            dot(ax, x - 0.3, y, 0, hollow=hollow, size=size)
            write(ax, x - 0.05, y, str(row["count"]), color=SOFT)
    note = "number and size: sentences with both · filled: more often than by chance"
    grid(ax, phrases, actors, height=ROW, slot=0.26, note=note)


def _write_heights(ax: Axes, peak: float) -> float:
    """Write left of a tone arc what its heights mean; return the inches that this takes."""
    heights = {-peak: (signed(-peak), "negative"), 0: ("neutral",), peak: (signed(peak), "positive")}
    for y, words in heights.items():
        for at, line in enumerate(words):
            up = LINE * ((len(words) - 1) / 2 - at)
            write(ax, 0.4, y, line, dx=-0.08, dy=up, ha="right", color=SOFT)
    return max(text_width(line) for words in heights.values() for line in words) + 0.14


def _bands(ax: Axes, voices: Sequence[str], top: float, inch: float) -> int:
    """Shade the stretches of quoted voices up to `top` and name each above; return how many lines that takes.

    `inch` is how many sentences an inch has.
    """
    runs = [[at for at, _ in run] for _, run in groupby(enumerate(voices, 1), key=lambda pair: pair[1])]
    quoted = [(run[0], run[-1]) for run in runs if voices[run[0] - 1] != "author"]
    for first, last in quoted:
        box(ax, (first + last) / 2, 0, last - first + 0.9, 2 * top, (*INK, 0.09))
    poles = [((first - 0.85) / inch, voices[first - 1]) for first, _ in quoted]
    placed = place_labels(poles, (len(voices) + 0.2) / inch, _VOICES)
    for label in placed:
        x, high = 0.4 + label.pole * inch, _VOICE * (label.line + 1)
        ax.vlines(x, top, top * (1 + 2 * high / _ARC), color=SOFT, lw=0.6)
        side, beside = ("left", 0.04) if label.start == label.pole else ("right", -0.04)
        write(ax, x, top, label.text, dx=beside, dy=high - 0.07, ha=side)
    return max((label.line + 1 for label in placed), default=0)


def _extreme(ax: Axes, frame: pd.DataFrame, at: int, value: float, inch: float) -> None:
    """Write the number of the sentence at place `at` and the word that weighs most in it, if any does."""
    words = frame["words"].iloc[at] if "words" in frame else []
    word, weight = max(words, key=lambda pair: abs(pair[1]), default=("", 0))
    text = f"{at + 1} “{cut(word, 1.2)}”" if weight else str(at + 1)
    x, half, width = (at + 0.6) / inch, text_width(text) / 2, (len(frame) + 0.2) / inch
    side = "left" if x < half else "right" if width - x < half else "center"
    write(ax, at + 1, value, text, dy=0.13 if value > 0 else -0.13, ha=side)


def _ticks(size: int, most: int) -> list[int]:
    """At most this many numbers of sentences to write below an arc of `size`: 1, and every 5th, 10th, 20th …"""
    step = next(each for each in (5, 10, 20, 50, 100, 200, 500, size) if size / each <= most)
    return sorted({1, *range(step, size + 1, step)})


def _cell(ax: Axes, x: int, y: int, signs: Mapping[str, Row]) -> None:
    """Draw the mark of a pair: a field for each sign, its size and depth the confidence, the sign in it."""
    for at, (label, row) in enumerate(sorted(signs.items())):
        sure = min(max(float(row["confidence"]), 0), 1)
        side, middle = 0.4 + 0.5 * sure, x + (at - (len(signs) - 1) / 2) * 0.47
        hostile = label == "opposes"
        box(ax, middle, y, side / len(signs), side, to_rgba(colour(-1 if hostile else 1), 0.15 + 0.4 * sure))
        write(ax, middle, y, MINUS if hostile else "+", ha="center", size=12, weight="bold")


def _act(row: Row) -> str:
    sign = {-1: f"{MINUS} ", 1: "+ "}.get(row["sign"], "")
    return f"{sign}{clean_label(row['source'])} → {clean_label(row['target'])}: {acts_in_words([row])}"


def _heaviest(frame: pd.DataFrame, top: int, words: int) -> dict[str, list[dict[str, Any]]]:
    """The heaviest words of each of the first `top` targets, most hostile first."""
    heavy = frame[frame["contribution"].round(2) != 0].sort_values(
        "contribution", key=abs, ascending=False, kind="stable"
    )
    once = heavy[~heavy.assign(word=heavy["word"].str.lower()).duplicated(["target", "word"])]
    order = [name for name in dict.fromkeys(frame["target"]) if name in {*once["target"]}][:top]
    ranked = ((name, once[once["target"] == name].head(words)) for name in order)
    return {name: records(rows.sort_values("contribution", kind="stable")) for name, rows in ranked}
