"""Sentences of a text: where each starts and ends, and in which paragraph it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from readout.resources import table

OPENERS = "\"'`“‘«„‚‹([{"
LONGEST = 2000  # characters of a sentence: of news, hardly any has a third of that
CLOSERS = "\"'”’»›)]}"


@dataclass(frozen=True)
class Sentence:
    """One sentence: `article.text[start:end] == text`; `paragraph` counts from 0."""

    start: int
    end: int
    text: str
    paragraph: int


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of `text` in their order: trimmed, disjoint, together all that is not white space.

    Paragraphs are what blank lines divide, and no sentence crosses one. Whether a full stop ends a sentence
    is decided by Punkt (Kiss and Strunk, 2006) with the abbreviations of our own table. What has no end for
    `LONGEST` characters is cut: reading a sentence takes more than twice as long where it is twice as long.
    """
    return [
        Sentence(low, high, text[low:high], number)
        for number, (start, end) in enumerate(_find_paragraphs(text))
        for first, last in _split_paragraph(text, start, end)
        for low, high in _cut_endless(text, first, last)
    ]


def _cut_endless(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or its parts where it is too long: cut behind a semicolon, else a comma, else a word."""
    while end - start > LONGEST:
        part = text[start : start + LONGEST]
        cuts = (max(part.rfind(mark), part.rfind(mark.replace(" ", "\n"))) for mark in ("; ", ", ", " "))
        at = next((cut for cut in cuts if cut >= LONGEST // 2), LONGEST - 1)
        yield start, start + len(part[: at + 1].rstrip())
        start += at + 1
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _find_paragraphs(text: str) -> Iterator[tuple[int, int]]:
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


def _split_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one paragraph: only white space after a mark and its closing quotes can part two."""
    first = start
    before: re.Match[str] | None = None
    for token in re.compile(r"\S+").finditer(text, start, end):
        if before is not None:
            listed = before.start() == first and before[0][:-1].isdigit()  # "1." before an item of a list
            if not listed and _is_boundary(before[0], token[0]):
                yield first, before.end()
                first = token.start()
        before = token
    yield first, end


def _is_boundary(before: str, after: str) -> bool:
    """Whether a sentence ends between two tokens."""
    marked = before.rstrip(CLOSERS)
    word = marked.lstrip(OPENERS)
    follows = after.strip(OPENERS + CLOSERS + "$€£#@")
    if marked[-1:] not in (".", "?", "!", "…") or not follows[:1].isalnum():
        return False  # "Iraq and …"
    stop = word.endswith(".") and not word.endswith("..")
    if not any(map(str.isalnum, word)):
        return _punkt_decides("U.S.", follows[:50])  # "He saw . . . Iraq": dots alone are like an abbreviation
    if follows[0].islower() and (not stop or marked != before):
        return False  # “Who?” he asked.
    if not stop or _is_plain(word[:-1], follows):
        return True  # "He left. She stayed."
    if word[:-1].lower() in _words("title"):
        return False  # "Gen. He Weidong"
    return _punkt_decides(word[-50:], follows[:50])  # "in the U.S. The …", but "the U.S. Navy"


def _is_plain(word: str, follows: str) -> bool:
    """Whether Punkt need not be asked: a word without dots that is no abbreviation, before a capital.

    Its answer would be yes; half of all articles never ask it, which spares them half a second.
    """
    last = re.split(r"\W+", word.rstrip(CLOSERS))[-1]
    abbreviated = last.lower() in _words("title", "abbreviation")
    return follows[0].isupper() and "." not in word and len(last) > 1 and not abbreviated


@cache
def _words(*roles: str) -> frozenset[str]:
    return frozenset(row["word"] for row in table("abbreviations") if row["role"] in roles)


@lru_cache(maxsize=4096)
def _punkt_decides(word: str, follows: str) -> bool:
    """Punkt's decision on the stop at the end of `word`.

    It is asked about two tokens at a time, because over a long text it gives up after five seconds.
    """
    if re.fullmatch(r"(?:[^\W\d_]\.){2,6}", word):
        word = "U.S."  # letters with dots are an abbreviation in any combination: "J.K. Rowling"
    starts = re.split(r"[^\w-]", follows, maxsplit=1)[0]
    if re.fullmatch(r"[^\W\d_]\.", follows):
        starts = "Name"  # the second initial of "J. A. Smith" is no article
    return bool(_load_punkt().text_contains_sentbreak(f"{word} {starts}"))


@cache
def _load_punkt() -> Any:
    # Late, because nltk takes half a second to import, and the command line imports this module each time.
    from nltk.tokenize import punkt

    parameters = punkt.PunktParameters()
    # Single letters are left to Punkt's own rule for initials, which lets "Plan B. The …" end.
    parameters.abbrev_types = {word for word in _words("title", "abbreviation") if len(word) > 1}
    parameters.collocations = {("no", "##number##")}
    for word in _words("starter"):
        parameters.add_ortho_context(word, punkt._ORTHO_MID_LC)
    return punkt.PunktSentenceTokenizer(parameters)
