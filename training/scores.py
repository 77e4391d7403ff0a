"""How right predictions are: the measures of the benchmarks, from 0 to 1, higher is better unless noted; tables."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from nltk.stem import PorterStemmer

from readout.resources import function_words

Entity = tuple[int, int, str]  # start, end, type
Span = tuple[int, int]
Tree = dict[str, Sequence[Any]]  # heads, relations, tags: one for each word
Triplet = tuple[int, str, str, str]  # sentence, subject, sentiment, object
BINS = 10
FORMS = {int: ",", float: ".3f"}


def label_f1(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """F1 of each label that is given or predicted at least once, in alphabetical order."""
    both = Counter(g for g, p in zip(gold, predicted, strict=True) if g == p)
    given, true = Counter(predicted), Counter(gold)
    return {label: f1(both[label], given[label], true[label]) for label in sorted(given | true)}


def macro_f1(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """The mean of the labels' F1."""
    figures = label_f1(gold, predicted)
    return share(sum(figures.values()), len(figures))


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """The share of labels that are right."""
    return share(sum(g == p for g, p in zip(gold, predicted, strict=True)), len(gold))


def expected_calibration_error(right: Sequence[bool], probability: Sequence[float]) -> float:
    """How far the probability of the predicted label is from how often it is right; lower is better.

    The mean over ten bins of equal width, weighted by their sizes (Guo et al. 2017).
    """
    hit, p = np.asarray(right, float), np.asarray(probability, float)
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return float(np.abs(np.bincount(bins, hit - p, BINS)).sum() / max(len(p), 1))


def span_f1(
    gold: Sequence[Iterable[Entity]], predicted: Sequence[Iterable[Entity]], kinds: Iterable[str], *, typed: bool
) -> float:
    """F1 of spans that agree in both ends, and in type if `typed`; spans of other kinds count on neither side."""
    true, given = (
        {
            (n, start, end, kind if typed else "")
            for n, row in enumerate(rows)
            for start, end, kind in row
            if kind in kinds
        }
        for rows in (gold, predicted)
    )
    return f1(len(true & given), len(given), len(true))


def attachment(gold: Sequence[Tree], predicted: Sequence[Tree]) -> dict[str, float]:
    """UAS, LAS and tag accuracy over all words; relations without their subtypes, punctuation counted."""
    columns = []
    for name in ("heads", "relations", "tags"):
        pairs = (pair for g, p in zip(gold, predicted, strict=True) for pair in zip(g[name], p[name], strict=True))
        columns.append(np.array([str(g).split(":")[0] == str(p).split(":")[0] for g, p in pairs]))
    heads, relations, tags = columns
    figures = {"UAS": heads, "LAS": heads & relations, "tags": tags}
    return {name: float(right.mean()) for name, right in figures.items()}


def keyphrase_f1(gold: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]], top: int) -> float:
    """F1 of the best `top` phrases, mean over documents; equal = equal lower-case Porter stems (Porter 1980).

    Phrases that have the same stems count as one, before the best are taken.
    """
    figures = []
    for true, given in zip(gold, predicted, strict=True):
        wanted, best = {_stems(phrase) for phrase in true}, list(dict.fromkeys(map(_stems, given)))[:top]
        figures.append(f1(len(wanted & set(best)), len(best), len(wanted)))
    return share(sum(figures), len(figures))


def overlap_f1(texts: Sequence[str], gold: Sequence[Sequence[Span]], predicted: Sequence[Sequence[Span]]) -> float:
    """F1 of the words that the spans of one role cover, counted over all documents; punctuation is no word."""
    both = given = true = 0
    for text, wanted, spans in zip(texts, gold, predicted, strict=True):
        words = [match.span() for match in re.finditer(r"\w+", text)]
        g, p = _covered(words, wanted), _covered(words, spans)
        both, given, true = both + len(g & p), given + len(p), true + len(g)
    return f1(both, given, true)


def triplet_scores(gold: Sequence[Iterable[Triplet]], predicted: Sequence[Iterable[Triplet]]) -> dict[str, float]:
    """Precision, recall and F1 of who is for or against whom in which sentence, counted over all documents.

    Two names are equal when they share a word that is no function word. Each triplet is paired once.
    """
    both = given = true = 0
    for wanted, triplets in zip(gold, predicted, strict=True):
        g, p = sorted(set(wanted)), sorted(set(triplets))
        both, given, true = both + _count_pairs(g, p), given + len(p), true + len(g)
    return {"precision": share(both, given), "recall": share(both, true), "F1": f1(both, given, true)}


def f1(both: int, given: int, true: int) -> float:
    """F1 of so many in both, of those given and those that are true; 0 of nothing."""
    return share(2 * both, given + true)


def share(part: float, whole: int) -> float:
    """A part of a whole; 0 of nothing."""
    return part / whole if whole else 0.0


def markdown_table(header: Sequence[str], lines: Iterable[Sequence[str | int | float]]) -> str:
    """A markdown table of texts, counts and shares; all columns but the first are figures."""
    rows = [[x if isinstance(x, str) else format(x, FORMS[type(x)]) for x in line] for line in lines]
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (header, rule, *rows))


@cache
def _stems(phrase: str) -> str:
    return " ".join(_stemmer().stem(word) for word in phrase.lower().split())


@cache
def _stemmer() -> PorterStemmer:
    return PorterStemmer()


def _covered(words: Sequence[Span], spans: Sequence[Span]) -> set[int]:
    """Which of the words overlap any of the spans."""
    return {n for n, (first, last) in enumerate(words) if any(start < last and first < end for start, end in spans)}


def _count_pairs(gold: Sequence[Triplet], predicted: Sequence[Triplet]) -> int:
    """How many triplets can be paired, each once: a maximum matching by augmenting paths (Kuhn 1955)."""
    pair_of: dict[int, int] = {}  # of a predicted triplet its true one

    def pair(n: int, tried: set[int]) -> bool:
        for k, triplet in enumerate(predicted):
            if k not in tried and _is_equal(gold[n], triplet):
                tried.add(k)
                if k not in pair_of or pair(pair_of[k], tried):
                    pair_of[k] = n
                    return True
        return False

    return sum(pair(n, set()) for n in range(len(gold)))


def _is_equal(gold: Triplet, predicted: Triplet) -> bool:
    same = gold[0] == predicted[0] and gold[2] == predicted[2]
    return same and all(_name_words(gold[k]) & _name_words(predicted[k]) for k in (1, 3))


@cache
def _name_words(name: str) -> frozenset[str]:
    """The words of a name in lower case; "US" is a name, "us" is not."""
    words = [word.removesuffix("'s") for word in re.findall(r"[\w.'-]*\w", name.replace("’", "'"))]
    kept = [w for w in words if w.lower() not in function_words() or (w.isupper() and len(w) > 1)]
    return frozenset(word.lower() for word in kept or words)
