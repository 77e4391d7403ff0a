"""Where a text stands in quotation marks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from readout.nlp.tokens import Span

# Curly marks, which may stay open at the end of a paragraph; straight ones; and two straight single ones.
QUOTE = re.compile(
    r"“[^“”]{1,2000}(?:”|(?=\n\n)|\Z)"
    r"|\"[^\"\n]{1,2000}\""
    r"|(?:``|(?<!\w)'')(?!['`\s])(?:(?!''|``)[^\n]){1,2000}(?:''|$)",
    re.MULTILINE,
)


def quotations(text: str) -> list[Span]:
    """The quotations with their marks, in order."""
    return [match.span() for match in QUOTE.finditer(text)]


def completed(content: Sequence[Span], quotes: Sequence[Span]) -> Iterator[Span]:
    """The content, with a quotation that begins before its sentence or goes on behind it taken in whole."""
    for start, end in content:
        cut = [q for q in quotes if q[0] < end and start < q[1] and (q[0] < start or q[1] > end)]
        yield min([start, *(q[0] for q in cut)]), max([end, *(q[1] for q in cut)])


class Inside:
    """Whether a span lies within one of many, which are looked up by where they start."""

    def __init__(self, spans: Sequence[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def has(self, span: Span) -> bool:
        """Whether one of the spans holds it."""
        n = bisect_right(self._starts, span[0])
        return n > 0 and self._ends[n - 1] >= span[1]
