"""How right predictions are: the measures of the benchmarks, each from 0 to 1, higher = better unless said."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from readout.resources import function_words

Entity = tuple[int, int, str]  # start, end, type
Span = tuple[int, int]
Tree = dict[str, list[Any]]  # heads, relations, tags: one for each word
Triplet = tuple[int, str, str, str]  # sentence, subject, sentiment, object
BINS = 10


def label_f1(gold: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    """F1 of each label that is given or predicted at least once, in alphabetical order."""
    pairs = list(zip(gold, said, strict=True))
    return {
        name: _f1(sum(g == s == name for g, s in pairs), list(said).count(name), list(gold).count(name))
        for name in sorted({*gold, *said})
    }


def macro_f1(gold: Sequence[str], said: Sequence[str]) -> float:
    """The mean of the labels' F1."""
    found = label_f1(gold, said)
    return sum(found.values()) / len(found) if found else 0.0


def accuracy(gold: Sequence[str], said: Sequence[str]) -> float:
    """The share of labels that are right."""
    return _share(sum(g == s for g, s in zip(gold, said, strict=True)), len(gold))


def expected_calibration_error(right: Sequence[bool], probability: Sequence[float]) -> float:
    """How far the probability of the predicted label is from how often it is right; lower = better.

    The mean over ten bins of equal width, weighted by their sizes (Guo et al. 2017).
    """
    bins: dict[int, list[tuple[bool, float]]] = {}
    for hit, p in zip(right, probability, strict=True):
        bins.setdefault(min(int(p * BINS), BINS - 1), []).append((hit, p))
    gaps = (abs(sum(hit for hit, _ in part) - sum(p for _, p in part)) for part in bins.values())
    return _share(sum(gaps), len(right))


def span_f1(
    gold: Sequence[Iterable[Entity]], said: Sequence[Iterable[Entity]], kinds: Iterable[str], *, typed: bool
) -> float:
    """F1 of spans that agree in both ends, and in type if `typed`; spans of other kinds count on neither side."""
    true, found = (
        {
            (n, start, end, kind if typed else "")
            for n, row in enumerate(rows)
            for start, end, kind in row
            if kind in kinds
        }
        for rows in (gold, said)
    )
    return _f1(len(true & found), len(found), len(true))


def attachment(gold: Sequence[Tree], said: Sequence[Tree]) -> dict[str, float]:
    """UAS, LAS and tag accuracy over all words; relations without their subtypes, punctuation counted."""
    total = heads = arcs = tags = 0
    for true, found in zip(gold, said, strict=True):
        same = [g == s for g, s in zip(true["heads"], found["heads"], strict=True)]
        named = [_bare(g) == _bare(s) for g, s in zip(true["relations"], found["relations"], strict=True)]
        total += len(same)
        heads += sum(same)
        arcs += sum(a and b for a, b in zip(same, named, strict=True))
        tags += sum(g == s for g, s in zip(true["tags"], found["tags"], strict=True))
    return {"UAS": _share(heads, total), "LAS": _share(arcs, total), "tags": _share(tags, total)}


def keyphrase_f1(gold: Sequence[Sequence[str]], said: Sequence[Sequence[str]], top: int) -> float:
    """F1 of the best `top` phrases, mean over documents; equal = equal lower-case Porter stems (Porter 1980).

    Phrases that have the same stems count as one, before the best are taken.
    """
    scores = []
    for true, found in zip(gold, said, strict=True):
        wanted, best = {_stems(phrase) for phrase in true}, list(dict.fromkeys(map(_stems, found)))[:top]
        scores.append(_f1(len(wanted & set(best)), len(best), len(wanted)))
    return _share(sum(scores), len(scores))


def overlap_f1(texts: Sequence[str], gold: Sequence[Sequence[Span]], said: Sequence[Sequence[Span]]) -> float:
    """F1 of the words that the spans of one role cover, counted over all documents; signs are no words."""
    both = found = true = 0
    for text, wanted, given in zip(texts, gold, said, strict=True):
        words = [match.span() for match in re.finditer(r"\w+", text)]
        g, s = _covered(words, wanted), _covered(words, given)
        both, found, true = both + len(g & s), found + len(s), true + len(g)
    return _f1(both, found, true)


def triplet_scores(gold: Sequence[Iterable[Triplet]], said: Sequence[Iterable[Triplet]]) -> dict[str, float]:
    """Precision, recall and F1 of who is for or against whom in which sentence, counted over all documents.

    Two names are equal when they share a word that is no function word. Each triplet is paired once.
    """
    both = found = true = 0
    for wanted, given in zip(gold, said, strict=True):
        g, s = sorted(set(wanted)), sorted(set(given))
        both, found, true = both + _paired(g, s), found + len(s), true + len(g)
    return {
        "precision": _share(both, found),
        "recall": _share(both, true),
        "F1": _f1(both, found, true),
    }


def _f1(both: int, said: int, gold: int) -> float:
    return _share(2 * both, said + gold)


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def _bare(relation: str) -> str:
    return relation.split(":")[0]


@cache
def _stems(phrase: str) -> str:
    return " ".join(_stemmer().stem(word) for word in phrase.lower().split())


@cache
def _stemmer() -> Any:
    from nltk.stem import PorterStemmer  # late: only one measure needs it

    return PorterStemmer()


def _covered(words: Sequence[Span], spans: Sequence[Span]) -> set[int]:
    """Which of the words overlap any of the spans."""
    return {
        n
        for n, (first, last) in enumerate(words)
        if any(start < last and first < end for start, end in spans)
    }


def _paired(gold: Sequence[Triplet], said: Sequence[Triplet]) -> int:
    """How many triplets can be paired, each once (augmenting paths, Kuhn 1955)."""
    owner: dict[int, int] = {}

    def place(n: int, seen: set[int]) -> bool:
        for k, other in enumerate(gold):
            if k not in seen and _alike(other, said[n]):
                seen.add(k)
                if k not in owner or place(owner[k], seen):
                    owner[k] = n
                    return True
        return False

    return sum(place(n, set()) for n in range(len(said)))


def _alike(one: Triplet, other: Triplet) -> bool:
    same = one[0] == other[0] and one[2] == other[2]
    return same and all(_name_words(one[k]) & _name_words(other[k]) for k in (1, 3))


@cache
def _name_words(name: str) -> frozenset[str]:
    """The words of a name in lower case; "US" is a name, "us" is not."""
    words = [word.removesuffix("'s") for word in re.findall(r"[\w.'-]*\w", name.replace("’", "'"))]
    kept = [w for w in words if w.lower() not in function_words() or (w.isupper() and len(w) > 1)]
    return frozenset(word.lower() for word in kept or words)
