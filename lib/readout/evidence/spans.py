"""Places of a text: split at the edges of marks, cut to a stretch, and the sentences that they touch."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readout.articles.article import Article


@dataclass(frozen=True)
class Mark:
    """A stretch of text with a class and what a reader is shown of it."""

    start: int
    end: int
    kind: str
    title: str = ""


Piece = tuple[int, int, tuple[Mark, ...]]


def split_text(length: int, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Yield the stretches from 0 to `length`, in their order and without a gap, each with the marks over it.

    Marks may overlap, nest and cross sentences: the text is split at every edge of one. A mark is cut to the text; an
    empty or reversed one is left out.
    """
    opens: dict[int, list[Mark]] = defaultdict(list)
    edges = {0, length}
    for mark in marks:
        start, end = max(mark.start, 0), min(mark.end, length)
        if start < end:
            opens[start].append(mark)
            edges |= {start, end}
    live: list[Mark] = []
    for start, end in pairwise(sorted(edges)):
        live = [mark for mark in live if mark.end > start] + opens[start]
        yield start, end, tuple(live)


def clip_spans(spans: Iterable[Sequence[int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of the spans between start and end, in their order, joined where they overlap."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted((max(span[0], start), min(span[1], end)) for span in spans):
        if low >= high:
            continue
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def sentence_numbers(article: Article, spans: Iterable[Sequence[int]]) -> list[int]:
    """Return the numbers, from 1, of the sentences that the spans touch; for a span in none, the one before it."""
    starts, numbers = [sentence.start for sentence in article.sentences], set[int]()
    for start, end in spans:
        first = max(bisect_right(starts, start), 1)
        numbers |= {*range(first, max(bisect_right(starts, end - 1), first) + 1)}
    return sorted(numbers)
