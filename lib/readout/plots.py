"""One chart per question: a frame in, an `Axes` out; nothing is saved or shown, and no setting is changed.

Every chart is 6.4 inches wide, black on nothing, with two signal colours that never stand without a sign
or a word. An empty frame gives the sentence "Nothing found."; a missing column raises ValueError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from readout.drawing import (
    GLYPH,
    INK,
    ROW,
    SIZE,
    SMALL,
    SOFT,
    WIDTH,
    blank,
    box,
    clean,
    colour,
    dot,
    note,
    nothing,
    records,
    tint,
    write,
)
from readout.wording import MINUS, NEUTRAL, count, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

_MOST = 10  # rows and columns of the matrix of ties
_LEVELS = 3  # lines of names above the tone arc


def tone_arc(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The polarity (-1 to +1) of each sentence in its order, with shaded bands where a quoted voice speaks.

    Columns: polarity, voice ("author" or the speaker's name); words if there are any. From ten sentences on, a
    line shows the mean of five; the lowest and the highest sentence carry their number and strongest word.
    """
    ax = blank(ax, 2.7)
    if nothing(frame, ax, "polarity", "voice"):
        return ax
    polarity = [float(value) for value in frame["polarity"]]
    size, most = len(polarity), max(0.5, 1.15 * max(map(abs, polarity)))
    _bands(ax, [str(voice) for voice in frame["voice"]])
    ax.axhline(0, color=SOFT, linewidth=0.8)
    named = _strongest(frame)
    for at, value in enumerate(polarity, 1):
        sign = 0 if abs(value) < NEUTRAL else value
        ax.vlines(at, 0, value, color=colour(sign), linewidth=1.4)
        dot(ax, at, value, sign, hollow=not sign, size=max(9, min(34, 1200 / size)))
        if sign and value in (min(polarity), max(polarity)):
            side = "left" if at <= size / 4 else "right" if at > size * 3 / 4 else "center"
            beyond = value + (0.17 if value > 0 else -0.17) * most
            write(ax, at, beyond, f"{at}{named[at - 1]}", ha=side, va="center")
    if size >= 10:
        smooth = pd.Series(polarity).rolling(5, center=True, min_periods=3).mean()
        ax.plot(range(1, size + 1), smooth, color=(*INK, 0.5), linewidth=1.3)
    ax.set(xlim=(0.4, size + 0.6), ylim=(-most * 1.2, most * 1.2))
    ax.set_yticks(
        [-most, 0, most], labels=[f"{signed(-most)}\nnegative", "neutral", f"{signed(most)}\npositive"]
    )
    ax.set_xticks(sorted({1, *range(5, size + 1, 5 if size <= 60 else 20)}))
    note(ax, f"sentence{' · line: mean of five' if size >= 10 else ''} · shaded: a quoted voice")
    return ax


def targets(frame: pd.DataFrame, *, top: int = 10, ax: Axes | None = None) -> Axes:
    """Tone towards the first `top` targets on one axis from hostile (-1) to friendly (+1), worst first.

    Columns: target, label, negative, neutral, positive (probabilities), low, high, evidence. A dot is positive
    minus negative; its line runs from low to high, in which nine in ten draws lie, and is missing where a single
    passage names the target. A hollow dot is unsure.
    """
    rows = frame.head(top)
    ax = blank(ax, 0.9 + ROW * max(len(rows), 2))
    if nothing(rows, ax, "target", "label", "negative", "positive", "low", "high", "evidence"):
        return ax
    ax.axvline(0, color=SOFT, linewidth=0.8)
    ordered = sorted(records(rows), key=lambda row: float(row["positive"] - row["negative"]))
    for y, row in enumerate(ordered):
        value, label = row["positive"] - row["negative"], row["label"]
        ax.hlines(y, -1, 1, color=(*INK, 0.12), linewidth=0.6)
        if not pd.isna(row["low"]):
            ax.hlines(y, row["low"], row["high"], color=(*INK, 0.28), linewidth=3)
        sign = {"negative": -1, "positive": 1}.get(label, 0)
        dot(ax, value, y, sign, hollow=label == "unsure", size=46)
        write(ax, -1.06, y, row["target"], ha="right", va="center", size=SIZE)
        write(ax, 1.06, y, f"{label}, {count(len(row['evidence']), 'passage')}", va="center")
    ax.set(xlim=(-1.02, 1.02), ylim=(len(rows) - 0.4, -0.6), yticks=[])
    ax.set_xticks([-1, 0, 1], labels=[f"{MINUS}1\nhostile", "0\nneutral", "+1\nfriendly"])
    note(ax, "dot: friendly less hostile · line: nine in ten draws, none from one passage · hollow: unsure")
    return ax


def ties(frame: pd.DataFrame, *, top: int = 20, ax: Axes | None = None) -> Axes:
    """Who stands how towards whom: rows speak or act, columns are spoken of; the `top` surest ties of
    at most ten by ten actors.

    Columns: source, target, label ("opposes" or "supports"), confidence (0 to 1). A cell holds − or +, the
    larger and darker the surer; a pair with both signs has a cell in two halves.
    """
    rows = sorted(records(frame), key=lambda row: -float(row.get("confidence", 0)))[:top]
    order = list(dict.fromkeys(str(row.get(end)) for row in rows for end in ("source", "target")))
    sources, aims = (
        [n for n in order if n in {str(row.get(end)) for row in rows}][:_MOST] for end in ("source", "target")
    )
    ax = blank(ax, 1.5 + 0.4 * len(sources))
    if nothing(frame, ax, "source", "target", "label", "confidence"):
        return ax
    for y, source in enumerate(sources):
        write(ax, -0.6, y, source, ha="right", va="center", size=SIZE)
        for x, aim in enumerate(aims):
            box(ax, x, y, 0.95, 0.95, (*INK, 0.14 if source == aim else 0.05))
            pair = [row for row in reversed(rows) if (row["source"], row["target"]) == (source, aim)]
            _cell(ax, x, y, {row["label"]: row for row in pair})
    for x, aim in enumerate(aims):
        write(ax, x - 0.08, -0.62, aim, rotation=32, rotation_mode="anchor", size=SIZE)
    ax.set(xlim=(-0.5, max(len(aims), 8) - 0.5), ylim=(len(sources) - 0.45, -0.55), xticks=[], yticks=[])
    said = f"rows speak or act, columns are spoken of\n{MINUS} opposes, + supports · larger: surer"
    ax.set_xlabel(said, fontsize=SMALL, color=SOFT, loc="left")
    return ax


def _cell(ax: Axes, x: int, y: int, signs: dict[str, dict[str, Any]]) -> None:
    """The mark of one pair: a field per sign, its size and depth the confidence, the sign in it."""
    for at, (label, row) in enumerate(sorted(signs.items())):
        sure = min(max(float(row["confidence"]), 0), 1)
        side, middle = 0.4 + 0.5 * sure, x + (at - (len(signs) - 1) / 2) * 0.47
        hostile = label == "opposes"
        ink = tint(-1 if hostile else 1, 0.15 + 0.4 * sure)
        box(ax, middle, y, side / len(signs), side, ink)
        write(ax, middle, y, MINUS if hostile else "+", ha="center", va="center", size=12, weight="bold")


def _strongest(frame: pd.DataFrame) -> list[str]:
    """The word that weighs most in each sentence, as it stands behind a sentence's number; "" for none."""
    if "words" not in frame:
        return [""] * len(frame)
    best = [max(words, key=lambda one: abs(one[1]), default=("", 0)) for words in frame["words"]]
    return [f" “{clean(word)}”" if weight else "" for word, weight in best]


def _bands(ax: Axes, voices: Sequence[str]) -> None:
    """Shades the stretches of quoted voices and names each above its band, where there is room for it."""
    room = WIDTH - 0.9
    inch, free = room / len(voices), [0.0] * _LEVELS
    for first, last, voice in _runs(voices):
        if voice == "author":
            continue
        ax.axvspan(first - 0.45, last + 0.45, facecolor=(*INK, 0.09), linewidth=0)
        width = len(clean(voice)) * GLYPH
        start = max(0.0, min((first - 0.95) * inch, room - width))
        level = next((at for at, taken in enumerate(free) if taken <= start), None)
        if level is not None:
            free[level] = start + width + 0.1
            across, top = ax.get_xaxis_transform(), 1.01 + 0.085 * level
            ax.vlines(
                first - 0.45, top - 0.01, top + 0.06, color=SOFT, lw=0.6, transform=across, clip_on=False
            )
            write(ax, start / inch + 0.5 + 0.04 / inch, top, voice, transform=across)


def _runs(voices: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Stretches of one voice, as first and last sentence, counted from 1."""
    first = 1
    for at, voice in enumerate(voices, 1):
        if at == len(voices) or voices[at] != voice:
            yield first, at, voice
            first = at + 1
