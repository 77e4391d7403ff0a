"""How sentences are worded and how actors are spoken of: charts of one article, each with its description."""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd

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
    colour,
    cut,
    dot,
    draw_intervals,
    fit,
    inches,
    is_narrow,
    place_labels,
    say_nothing,
    scale,
    text_width,
    write,
)
from readout.frames import records
from readout.wording import (
    MINUS,
    NEUTRAL,
    agree,
    capitalize,
    count,
    name_speaker,
    net_tone,
    signed,
    tone_in_words,
    tone_label,
    with_article,
    worst_and_best,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

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


def describe_tone(frame: pd.DataFrame) -> str:
    """Describe the tone arc: its mean, its extremes, and how many sentences are quoted."""
    if frame.empty:
        return "No sentence was found."
    polarity = [float(each) for each in frame["polarity"]]
    size, mean, low, high = len(polarity), sum(polarity) / len(polarity), min(polarity), max(polarity)
    worded = f"{tone_in_words(mean)} ({signed(mean)}, from {MINUS}1 to +1)"
    if size == 1:
        return f"The wording of the only sentence is {worded}."
    quoted = sum(voice != "author" for voice in frame["voice"])
    return (
        f"On average, the wording of {count(size, 'sentence')} is {worded}. The most negative is sentence "
        f"{polarity.index(low) + 1} ({signed(low)}), the most positive sentence {polarity.index(high) + 1} "
        f"({signed(high)}). {capitalize(count(quoted, 'sentence'))} mainly {agree('quote', quoted != 1)} someone."
    )


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


def describe_targets(frame: pd.DataFrame, *, top: int = 10) -> str:
    """Describe of which target the tone is most hostile and most friendly, and for how many it is unsure."""
    rows = records(frame.head(top))
    unsure = sum(row["label"] == "unsure" for row in rows)
    if not rows:
        return "No tone towards anyone was found."
    if unsure == len(rows):
        return f"The tone towards {'the only actor' if unsure == 1 else f'all {unsure} actors'} is unsure."
    ends = zip(("hostile", "friendly"), worst_and_best(rows), strict=True)
    said = [
        f"The most {side} tone is towards {with_article(row['target'])}." if row else f"No tone is clearly {side}."
        for side, row in ends
    ]
    said += [f"For {count(unsure, 'actor')} the tone is unsure."] if unsure else []
    alone = any(row["label"] in ("negative", "positive") and len(row["evidence"]) == 1 for row in rows)
    return " ".join([*said, "Actors in only one sentence are not compared."] if alone else said)


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


def describe_contributions(frame: pd.DataFrame) -> str:
    """Describe the words that move the tone towards an actor most, in each direction."""
    rows = [row for row in records(frame) if round(abs(row["contribution"]), 2)]
    if not rows:
        return "No single word changes the tone towards anyone."
    ordered = sorted(rows, key=lambda row: float(row["contribution"]))
    ends = [("hostile", row) for row in ordered[:1] if row["contribution"] < 0]
    ends += [("friendly", row) for row in ordered[-1:] if row["contribution"] > 0]
    return " ".join(
        f"The most {side} word is “{row['word']}”, towards {with_article(row['target'])} "
        f"({signed(row['contribution'])})."
        for side, row in ends
    )


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


def _heaviest(frame: pd.DataFrame, top: int, words: int) -> dict[str, list[dict[str, Any]]]:
    """The heaviest words of each of the first `top` targets, most hostile first."""
    heavy = frame[frame["contribution"].round(2) != 0].sort_values(
        "contribution", key=abs, ascending=False, kind="stable"
    )
    once = heavy[~heavy.assign(word=heavy["word"].str.lower()).duplicated(["target", "word"])]
    order = [name for name in dict.fromkeys(frame["target"]) if name in {*once["target"]}][:top]
    ranked = ((name, once[once["target"] == name].head(words)) for name in order)
    return {name: records(rows.sort_values("contribution", kind="stable")) for name, rows in ranked}
