"""The paragraphs of the tree that trafilatura makes of a page: quotations in marks, questions kept, nothing twice."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

_PROSE = ("p", "quote", "item", "list")
_SENTENCE = 8  # words from which a heading reads as a sentence
_OPEN, _CLOSED = "“\"«„'‘", "”\"»“'’"


def list_paragraphs(body: Any) -> list[str]:
    """Return the words of each paragraph, quotation, question and item of a list, in order.

    Headings that are no sentences, captions and tables are left out. What a `quote` holds stands in quotation marks,
    unless it is most of the text; one that repeats words of the article is left out.
    """
    for line in body.iter("lb"):
        line.tail = f"\u2028{line.tail or ''}"
    pieces = _without_repeats(_pieces(body))
    quoted = sum(len(text.split()) for text, depth in pieces if depth)
    words = sum(len(text.split()) for text, _ in pieces)
    if 2 * quoted > words:
        return [text for text, _ in pieces]
    plain = " ".join(_letters(text) for text, depth in pieces if not depth)
    return list(_mark_quotations([(text, depth) for text, depth in pieces if not depth or _letters(text) not in plain]))


_Piece = tuple[str, int]  # words, and in which quotation they stand, counted from 1


def _pieces(body: Any) -> Iterator[_Piece]:
    quotes = {element: number for number, element in enumerate(body.iter("quote"), 1)}
    for element, text in _texts(body):
        holder = next((e for e in (element, *element.iterancestors()) if e in quotes), None)
        for piece in _split_at_breaks(text):
            yield piece, quotes.get(holder, 0)


def _without_repeats(pieces: Iterable[_Piece]) -> list[_Piece]:
    """The pieces without those that follow themselves, and each once where boxes within boxes give nearly all twice.

    Else what is said twice stays: a form that is answered by several, a refrain.
    """
    kept = [piece for piece, _ in groupby(pieces)]
    counts = Counter(text for text, _ in kept if len(text.split()) >= _SENTENCE)
    if 5 * sum(count > 1 for count in counts.values()) < 4 * len(counts):
        return kept
    return list(dict.fromkeys(kept))


def _texts(element: Any) -> Iterator[tuple[Any, str]]:
    """The words of each innermost block, and those that a block has before, between and behind the blocks in it."""
    if element.tag in ("graphic", "table"):
        return
    if element.tag == "head":
        words = " ".join("".join(element.itertext()).split())
        if len(words.split()) >= _SENTENCE or re.search(r"[.?!…][”\"’]?$|^Q[:.]\s", words):
            yield element, words
        return
    own = element.text or ""
    for child in element:
        if (
            child.tag in ("graphic", "table", "head", *_PROSE)
            or next(child.iterdescendants("head", *_PROSE), None) is not None
        ):
            if own.strip():
                yield element, own
            yield from _texts(child)
            own = child.tail or ""
        else:
            own += "".join(child.itertext()) + (child.tail or "")
    if own.strip():
        yield element, own


def _split_at_breaks(text: str) -> Iterator[str]:
    """A line break ends a paragraph where it ends a sentence."""
    joined = re.sub(r"(?<![.?!…:\"”’)])\s*\u2028", " ", text)
    yield from (" ".join(piece.split()) for piece in joined.split("\u2028") if piece.strip())


def _mark_quotations(pieces: Sequence[_Piece]) -> Iterator[str]:
    """The paragraphs, those of a quotation in marks; a line with a dash says whose it is, and stands behind it."""
    paragraphs: list[str] = []
    last = 0
    for at, (text, depth) in enumerate(pieces):
        if depth and depth == last and re.match(r"[-–—~]\s*\w", text) and len(text.split()) <= 20:
            paragraphs[-1] += f" {text}" if paragraphs[-1][-1:] in _CLOSED else f"” {text}"
            continue
        if depth and text[:1] not in _OPEN:
            goes_on = any(d == depth and not re.match(r"[-–—~]\s*\w", t) for t, d in pieces[at + 1 : at + 2])
            text = f"“{text}" + ("" if goes_on else "”")
        paragraphs.append(text)
        last = depth
    return iter(paragraphs)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
