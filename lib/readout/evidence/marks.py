"""Which stretches of a text carry which marks, where marks may overlap, nest and cross sentences."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readout.articles.article import Article


@dataclass(frozen=True)
class Mark:
    """A stretch of text with a class and what a reader is told of it."""

    start: int
    end: int
    kind: str
    title: str = ""


def split(length: int, marks: Iterable[Mark]) -> Iterator[tuple[int, int, tuple[Mark, ...]]]:
    """The stretches from 0 to `length`, in their order and without a gap, each with the marks over it.

    A mark is cut to the text; an empty or reversed one is left out.
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


def layers(found: Mapping[str, Any], top: int) -> list[Mark]:
    """The marks of an analysis (the JSON contract): actors, quotes and the first `top` keyphrases."""
    marks = [
        Mark(start, end, "m-actor", f"{actor['name']} ({actor['kind']})")
        for actor in found.get("actors", ())
        for start, end in actor["mentions"]
    ]
    for said in found.get("attributions", ()):
        told = f"{'quoted' if said['direct'] else 'reported'}: {said['speaker'] or 'no source named'}"
        marks += [Mark(start, end, "m-quote", told) for start, end in said["content"]]
    for phrase in found.get("keywords", ())[:top]:
        marks += [Mark(start, end, "m-key") for start, end in phrase["mentions"]]
    return marks


def touching(spans: Iterable[Sequence[int]], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of the spans that lie between start and end, in their order, joined where they overlap."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted((max(span[0], start), min(span[1], end)) for span in spans):
        if low >= high:
            continue
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def numbers(article: "Article", spans: Iterable[Sequence[int]]) -> list[int]:
    """The numbers, from 1, of the sentences that the spans touch; for a span in none, the one before it."""
    starts, found = [one.start for one in article.sentences], set[int]()
    for start, end in spans:
        first = max(bisect_right(starts, start), 1)
        found |= {*range(first, max(bisect_right(starts, end - 1), first) + 1)}
    return sorted(found)
