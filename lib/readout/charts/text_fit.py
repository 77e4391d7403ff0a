"""Words made to fit a chart: on one line, cut or broken to a width in inches, whatever signs they are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

SIZE, SMALL = 9.5, 8.5  # points, of names and of what is said about them
_MARK = "\u200e"
_NOTHING = 1e-6  # inches; what the rounding of sums may add
_THIN, _BROAD = frozenset(" iljtfrI.,:;'’‘|!()[]/-·"), frozenset("mwMW@%→…−+=<>~#&×")


class Flag(NamedTuple):
    """A name on a pole: where the pole stands, from where to where the name goes (inches), and its line, from 0."""

    pole: float
    start: float
    end: float
    line: int
    name: str


def clean(name: object) -> str:
    """The name on one line, without signs that a drawing cannot hold; what stands behind it keeps its place even
    if the name runs from right to left.
    """
    line = " ".join(
        "".join(sign if sign.isprintable() or sign == _MARK else " " for sign in str(name)).split()
    )
    return _marked(line)


def length(text: str, size: float = SMALL) -> float:
    """About how many inches a line takes in a wide typeface; most are narrower."""
    return sum(map(_em, text)) * size / 72


def cut(name: object, room: float, size: float = SMALL) -> str:
    """The name on one line of at most `room` inches, with … for what does not fit."""
    line = clean(name)
    if length(line, size) <= room + _NOTHING:
        return line
    return _marked(line[: _fits(line, room - length("…", size), size)].rstrip() + "…")


def broken(text: object, room: float, size: float = SMALL, most: int = 9) -> list[str]:
    """The text in lines of at most `room` inches, broken between words if it can; at most `most`, the last cut."""
    rest = clean(text)
    lines: list[str] = []
    while rest and len(lines) < most - 1:
        end = _fits(rest, room, size)
        if end < len(rest):
            gap = rest.rfind(" ", 0, end + 1)
            end = gap if gap > end / 3 else max(end, 1)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, cut(rest, room, size)] if rest else lines


def flags(names: Sequence[tuple[float, str]], room: float, most: int) -> list[Flag]:
    """Names on poles (their places in inches and in order) over a line of `room` inches, on at most `most` lines.

    No name covers another, nor a pole that goes higher. Poles up to one have their names on the right, the others
    on the left; of all such ways the one that shows most of the names. What finds no room is left out.
    """
    splits = range(len(names), -1, -(1 + len(names) // 40))  # of a long row of poles not all are tried
    ways = (_flown(names, split, room, most) for split in splits)
    return max(ways, key=lambda way: (len(way), sum(flag.end - flag.start for flag in way)))


def _flown(names: Sequence[tuple[float, str]], split: int, room: float, most: int) -> list[Flag]:
    """The names with the first `split` on the right of their poles, from the middle outwards."""
    flown: list[Flag] = []
    for at in [*reversed(range(split)), *range(split, len(names))]:
        pole, name = names[at]
        free = min(room - pole if at < split else pole, 2.0)
        name = cut(name, free)
        wide = length(name) + 0.1
        start, end = (pole, pole + wide) if at < split else (pole - wide, pole)
        ways = (Flag(pole, start, end, line, name) for line in range(most))
        if free >= 0.5 and (
            flag := next((way for way in ways if not any(_clash(way, x) for x in flown)), None)
        ):
            flown.append(flag)
    return flown


def _clash(one: Flag, other: Flag) -> bool:
    """Whether two names cover each other, or one the pole of the other."""
    low, high = sorted((one, other), key=lambda flag: flag.line)
    if low.line == high.line:
        return low.start < high.end and high.start < low.end
    return low.start < high.pole < low.end


def _marked(line: str) -> str:
    """The line with a left-to-right mark behind it where its words run from right to left."""
    leftward = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in line)
    return line.rstrip(_MARK) + _MARK if leftward else line


def _fits(line: str, room: float, size: float) -> int:
    """How many of the first signs of a line fit."""
    taken = accumulate(_em(sign) * size / 72 for sign in line)
    return sum(1 for _ in takewhile(lambda inches: inches <= room + _NOTHING, taken))


def _em(sign: str) -> float:
    """How wide a sign is, in parts of its size: an upper estimate, since no typeface is known."""
    if unicodedata.combining(sign) or sign == _MARK:
        return 0.0
    if sign in _THIN:
        return 0.4
    if sign in _BROAD:
        return 1.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.15  # a box, where the typeface lacks the sign, is wider than the sign
    if sign.isascii():
        return 0.78 if sign.isupper() else 0.64
    return 0.9 if sign.isupper() else 0.75
