"""Sentences of a text, as spans: where each starts and ends, and in which paragraph it stands."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from readout.resources import table

OPENERS = "\"'“‘«„‚‹([{"
CLOSERS = "\"'”’»›)]}"

# Ranks and forms of address never end a sentence, whatever follows: "Gen. He Weidong".
BEFORE_NAME = re.compile(
    r"(?i:adm|amb|brig|capt|cmdr|col|cpl|dr|gen|gov|hon|lt|maj|mr|mrs|ms|prof|rep|rev|sen|sgt)\."
)
# Words that after an abbreviation, an initial or an ellipsis start a new sentence: "in the U.S. The …".
# Fewer than the stop words: "U.S. First Lady" and "U.S. New York" stay whole.
STARTERS = """
    a after all although an and another as at because before both but by despite during each earlier even few
    for from he her here his how however i if in instead it its last later many meanwhile most my neither next
    no nor not now of on one only or other others our over she since so some still such that the their then
    there these they this those though through to two under until we what when where whether which while who
    why with without yet you your
"""


class Span(NamedTuple):
    """`text[start:end]` is one sentence; `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int


def sentences(text: str) -> list[Span]:
    """The sentences of `text` in their order: trimmed, disjoint, together all that is not white space.

    Paragraphs are what blank lines divide, and no sentence crosses one. Whether a full stop ends a sentence
    is decided by Punkt (Kiss and Strunk, 2006) with the abbreviations of our own table.
    """
    return [
        Span(first, last, number)
        for number, (start, end) in enumerate(_paragraphs(text))
        for first, last in _split(text, start, end)
    ]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans between blank lines, trimmed."""
    start = end = -1
    for line in re.finditer(r"[^\n]*(?:\n|$)", text):
        stripped = line[0].strip()
        if stripped:
            first = line.start() + line[0].index(stripped)
            start = first if start < 0 else start
            end = first + len(stripped)
        elif start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one paragraph: only white space after a mark and its closing quotes can part two."""
    first = start
    before: re.Match[str] | None = None
    for token in re.compile(r"\S+").finditer(text, start, end):
        if before is not None:
            listed = before.start() == first and before[0][:-1].isdigit()  # "1." before an item of a list
            if not listed and _parts(before[0], token[0]):
                yield first, before.end()
                first = token.start()
        before = token
    yield first, end


def _parts(before: str, after: str) -> bool:
    """Whether a sentence ends between two tokens."""
    marked = before.rstrip(CLOSERS)
    word = marked.lstrip(OPENERS)
    follows = after.strip(OPENERS + CLOSERS + "$€£#@")
    if marked[-1:] not in (".", "?", "!", "…") or not follows[:1].isalnum():
        return False
    stop = word.endswith(".") and not word.endswith("..")
    if not any(map(str.isalnum, word)):  # dots that stand alone: words left out, as in an abbreviation
        return _full_stop("U.S.", follows[:50])
    if follows[0].islower() and (not stop or marked != before):  # “Who?” he asked.
        return False
    if not stop or _plain(word[:-1], follows):
        return True
    return not BEFORE_NAME.fullmatch(word) and _full_stop(word[-50:], follows[:50])


def _plain(word: str, follows: str) -> bool:
    """Whether Punkt need not be asked: a word without dots that is no abbreviation, before a capital.

    Its answer would be yes; half of all articles never ask it, which spares them half a second.
    """
    last = re.split(r"\W+", word.rstrip(CLOSERS))[-1]
    return follows[0].isupper() and "." not in word and len(last) > 1 and last.lower() not in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["abbreviation"] for row in table("abbreviations"))


@lru_cache(maxsize=4096)
def _full_stop(word: str, follows: str) -> bool:
    """Punkt's decision on the stop at the end of `word`.

    It is asked about two tokens at a time, because over a long text it gives up after five seconds.
    """
    if re.fullmatch(r"(?:[^\W\d_]\.){2,6}", word):
        word = "U.S."  # letters with dots are an abbreviation in any combination: "J.K. Rowling"
    starts = re.split(r"[^\w-]", follows, maxsplit=1)[0]
    if re.fullmatch(r"[^\W\d_]\.", follows):
        starts = "Name"  # the second initial of "J. A. Smith" is no article
    return bool(_punkt().text_contains_sentbreak(f"{word} {starts}"))


@cache
def _punkt() -> Any:
    # Late, because nltk takes half a second to import, and the command line imports this module each time.
    from nltk.tokenize import punkt

    parameters = punkt.PunktParameters()
    # Single letters are left to Punkt's own rule for initials, which lets "Plan B. The …" end.
    parameters.abbrev_types = {word for word in _abbreviations() if len(word) > 1}
    parameters.collocations = {("no", "##number##")}
    for word in STARTERS.split():
        parameters.add_ortho_context(word, punkt._ORTHO_MID_LC)
    return punkt.PunktSentenceTokenizer(parameters)
