"""Where an article speaks of what a user asks about: a name, or a phrase, also in other words than the user's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd
from nltk.stem import PorterStemmer

from readout.nlp.gazetteer import lookup, stop_words
from readout.nlp.tokens import Span, grammar
from readout.nlp.trees import Tree, Word, parse_sentence

if TYPE_CHECKING:
    from readout.nlp.document import Document

REACH = 12  # words from the first to the last of those that make up a phrase
MOST = 64  # ways to choose the words of a phrase in one sentence


def match_actors(phrase: str, actors: pd.DataFrame) -> set[str]:
    """Return the names of the actors that a phrase refers to.

    A phrase matches an actor's name or alias, or a person's last name; case is ignored.
    """
    wanted = phrase.strip().casefold()
    names = set()
    for row in actors.to_dict("records"):
        last = row["name"].split()[-1] if row["kind"] == "person" else ""
        if wanted and wanted in {form.casefold() for form in (row["name"], last, *row["aliases"])}:
            names.add(row["name"])
    return names


def find_phrase(doc: Document, phrase: str) -> list[Span]:
    """Return where the phrase stands, word for word, or where all its words stand close together in a sentence.

    Words are equal by their stems ("withdrawal", "withdrew"; Porter 1980), a name by the actor it names ("US",
    "American"). After the whole phrase, "the" and its main word stand for it ("the withdrawal").
    """
    if not (wanted := phrase.strip()):
        return []
    pattern = rf"(?<!\w){re.escape(wanted)}(?!\w)"
    found = {match.span() for match in re.finditer(pattern, doc.article.text, re.IGNORECASE)}
    query = parse_sentence(wanted)
    parts = _parts(query)
    for sentence in doc.trees if parts else ():
        found |= set(_windows(sentence, parts, doc.mentions))
    found |= set(_definite_repeats(doc, _main_stem(query, parts), min(found, default=None)))
    return _without_overlaps(found)


def _parts(query: Tree) -> list[str]:
    """What must be there: the stem of each content word, and the name of each actor."""
    parts = []
    for word in query.words:
        if entry := lookup([word], {}):
            parts.append(entry.name)
        elif word.text.lower() not in stop_words() and word.text[0].isalnum():
            parts.append(_stem(word))
    return list(dict.fromkeys(parts))


def _main_stem(query: Tree, parts: Sequence[str]) -> str:
    """The stem of the noun on which the phrase hangs; "" where that is a name."""
    head = next((word for word in query.words if word.head < 0), query.words[-1])
    return _stem(head) if head.tag.startswith("NN") and _stem(head) in parts else ""


def _windows(sentence: Tree, parts: Sequence[str], places: Mapping[str, Sequence[Span]]) -> Iterator[Span]:
    """The shortest stretch of a sentence in which each part has a word of its own."""
    stems: dict[str, list[Word]] = {}
    for word in sentence.words:
        if len(parts) > 1 or word.tag.startswith("NN"):
            stems.setdefault(_stem(word), []).append(word)
    choices = []
    for part in parts:
        spans = sentence.local_spans(places[part]) if part in places else []
        words = [w for w in sentence.words if any(s <= w.start - sentence.start < e for s, e in spans)]
        choices.append((words or stems.get(part, []))[:4])
    best: list[Word] = []
    for _, chosen in zip(range(MOST), product(*choices), strict=False):
        row = sorted(set(chosen), key=lambda word: word.place)
        short = row[-1].place - row[0].place
        if short <= REACH and (not best or short < best[-1].place - best[0].place):
            best = row
    if best:
        yield best[0].start, best[-1].end


def _definite_repeats(doc: Document, main: str, first: Span | None) -> Iterator[Span]:
    """ "The" and the main word of a phrase that has come before."""
    if not main or not first:
        return
    for sentence in doc.trees:
        for before, word in zip(sentence.words, sentence.words[1:], strict=False):
            if word.start >= first[1] and before.text.lower() in grammar("definite") and _stem(word) == main:
                yield before.start, word.end


def _without_overlaps(found: set[Span]) -> list[Span]:
    """The spans in order; of two that overlap, the longer."""
    kept: list[Span] = []
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span)):
        at = bisect_left(kept, (start, end))
        if all(end <= s or e <= start for s, e in kept[max(at - 1, 0) : at + 1]):
            kept.insert(at, (start, end))
    return kept


@cache
def _stemmer() -> PorterStemmer:
    return PorterStemmer()


def _stem(word: Word) -> str:
    return str(_stemmer().stem(word.lemma.lower()))
