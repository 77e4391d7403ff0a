"""Between characters and tokens: which tokens a word or a span is made of, and how each is capitalised."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Span = tuple[int, int]
LOWER, CAPITAL, CAPITALS, MIXED = range(4)


def cases(text: str, offsets: Sequence[Span]) -> list[int]:
    """How each token is written: 0 no capital, 1 a first capital, 2 all capitals, 3 capitals inside.

    The vocabulary knows lower-case letters only; this gives the encoder back what that loses ("US", "us").
    """
    found = []
    for start, end in offsets:
        piece = text[start:end]
        if piece.islower() or piece.lower() == piece:
            found.append(LOWER)
        elif piece.isupper() and len(piece) > 1:
            found.append(CAPITALS)
        else:
            found.append(CAPITAL if piece[:1].isupper() and piece[1:].lower() == piece[1:] else MIXED)
    return found


def within(span: Span, offsets: Sequence[Span]) -> Span:
    """The range of tokens that overlap a span of characters; an empty range where none does.

    `offsets` ascend; the first and the last belong to the signs that open and close a sentence.
    """
    end = len(offsets) - 1
    first = bisect_right(offsets, span[0], 1, end, key=lambda piece: piece[1])
    last = bisect_left(offsets, span[1], 1, end, key=lambda piece: piece[0])
    return first, max(last, first)


def firsts(words: Sequence[Span], offsets: Sequence[Span]) -> list[int]:
    """The first token of each word; of a token that holds two words, the second word takes the next token."""
    found = []
    for start, end in words:
        first, last = within((start, end), offsets)
        begun = first < last and offsets[first][0] < start and first + 1 < last
        found.append(first + 1 if begun else first if first < last else 0)
    return found
