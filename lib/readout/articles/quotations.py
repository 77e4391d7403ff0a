"""Quotations of a text: where each starts and ends, in whatever marks it is set.

One set of rules holds for curly, straight, British single and LaTeX marks. Where a mark stands says what it does, more
than its shape: an opening mark has space before it and none behind, a closing one the reverse.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Span = tuple[int, int]

DOUBLE = re.compile(r"``|‘‘|''|’’|[“”„\"«»]")
SINGLE = re.compile(r"[‘’'`]")
OPENING = "“„«‘`"  # by shape
BEFORE = "([{—–-/:"  # stands before an opening mark as space does
ELIDED = re.compile(r"(?:\d|(?:em|til|cause|tis|twas|n)\b)", re.IGNORECASE)  # ’90s, 'em
SENTENCE_END = re.compile(r"(?<=[.?!…])\s+(?=[A-Z])")
PARAGRAPH = re.compile(r"\n\s*\n")


class _Mark(NamedTuple):
    start: int
    end: int
    opens: bool
    closes: bool


def find_quotations(text: str) -> list[Span]:
    """The quotations with their marks, in order; of one within another only the outer.

    A double mark of any kind closes another: “We won’t pay.’’ One that stays open ends with its paragraph, where the
    next one opens behind a full stop, or with the sentence before one that is closed, unless a further paragraph of it
    follows. A single mark must be closed in its paragraph, or the next one goes on with
    it: the teachers’ ’90s are none.
    """
    edges = [0, *(place for gap in PARAGRAPH.finditer(text) for place in gap.span()), len(text)]
    paragraphs = list(zip(edges[::2], edges[1::2], strict=True))
    found: list[Span] = []
    for n, (start, end) in enumerate(paragraphs):
        following = text[slice(*paragraphs[n + 1])].lstrip()[:2] if n + 1 < len(paragraphs) else ""
        double = list(_pair_double(text, start, end, goes_on=bool(DOUBLE.match(following))))
        goes_on = following[:1] in ("‘", "'", "`") and following[1:].isalnum()
        single = list(_pair_single(text, start, end, double, goes_on=goes_on))
        inner = [q for q in double if any(s <= q[0] and q[1] <= e for s, e in single)]
        found += sorted({*double, *single} - {*inner})
    return found


def _pair_double(text: str, start: int, end: int, *, goes_on: bool) -> Iterator[Span]:
    """`goes_on`: the paragraph behind opens with a mark too, so that the last one may be meant to stay open."""
    opened: list[int] = []
    inner: list[Span] = []  # closed within one that is still open
    for mark in _marks(DOUBLE, text, start, end):
        if mark.opens and opened and text[max(mark.start - 3, 0) : mark.start].rstrip()[-1:] in ".?!…":
            yield opened[0], _trim(text, opened[0], mark.start)  # the one before was never closed
            opened, inner = [mark.start], []
        elif mark.opens:
            opened.append(mark.start)
        elif mark.closes and opened:
            first = opened.pop()
            if opened:
                inner.append((first, mark.end))
            else:
                yield first, mark.end
                inner = []
    if opened and inner and not goes_on:  # “Residents deserve better. Kearns said: “She signed it.” A vote is due.
        sentences = [*SENTENCE_END.finditer(text, opened[0], inner[0][0])]
        yield opened[0], sentences[-1].start() if sentences else _trim(text, opened[0], inner[0][0])
        yield from inner
    elif opened:
        yield opened[0], _trim(text, start, end)


def _pair_single(text: str, start: int, end: int, double: Sequence[Span], *, goes_on: bool) -> Iterator[Span]:
    starts = [s for s, _ in double]
    marks = [
        mark
        for mark in _marks(SINGLE, text, start, end)
        if not (at := bisect_right(starts, mark.start)) or double[at - 1][1] <= mark.start
    ]
    openers = [n for n, mark in enumerate(marks) if mark.opens and not ELIDED.match(text, mark.end)]
    done = -1
    for n, after in pairwise([*openers, len(marks)]):
        closers = [mark for mark in marks[n + 1 : after] if mark.closes]
        # "‘We pay the teachers’ wages,’": the last letter of a plural is no end where a better one follows
        plain = [mark for mark in closers if not re.match(r"s.\s[a-z]", text[mark.start - 1 : mark.end + 2])]
        closer = next(iter(plain or closers), None)
        last = closer.end if closer else _trim(text, start, end)
        if marks[n].start >= done and (closer or (goes_on and after == len(marks))):
            yield marks[n].start, last
            done = last


def _marks(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[_Mark]:
    for match in pattern.finditer(text, start, end):
        before, behind = (text[max(match.start() - 1, start) : match.start()], text[match.end() : match.end() + 1])
        left, right = not before.strip(), not behind.strip()
        opens, closes = left and not right, right  # a mark with space on both sides closes what is open
        if not left and not right and not (before.isalnum() and behind.isalnum() and pattern is SINGLE):
            shaped = before in BEFORE or before in OPENING + "\"'" or match[0][0] in OPENING
            opens = behind.isalnum() and shaped
            closes = not opens and not (behind.isalnum() and match[0][0] in OPENING)
        yield _Mark(*match.span(), opens, closes)


def _trim(text: str, start: int, end: int) -> int:
    """The end without the white space before it."""
    return start + len(text[start:end].rstrip())
