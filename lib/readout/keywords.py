"""Keyphrases, keywords in context and collocations."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

from readout.actors import Finder
from readout.article import Article
from readout.resources import table
from readout.syntax import Word, tree, trees

KEYPHRASES = ["phrase", "score", "count", "mentions", "start", "end"]
KWIC = ["left", "keyword", "right", "start", "end"]
COLLOCATIONS = ["words", "score", "count", "start", "end"]
LONGEST = 4
MOST = 200  # what an article comes back to is far less


def keyphrases(article: Article, actors: pd.DataFrame) -> pd.DataFrame:
    """The noun phrases the article keeps coming back to, best first.

    Columns: `phrase` (an actor's name, else as first written), `score` (0 to 1; higher = more
    characteristic), `count`, `mentions` (`[start, end]`), `start, end` (the first). A phrase scores by how
    often it and its words come, by its length and by how early it comes, and higher if the headline has it;
    the best phrase has score 1. Singular and plural, and all names of one actor, count as one; a phrase
    inside a better one is left out.
    """
    finder = Finder(actors, article)
    named: dict[tuple[str, ...], str] = {}
    found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for sentence in trees(article):
        for noun in sentence.nouns():
            actor = finder.of(sentence, noun) if noun.tag.startswith("NN") else None
            kept = _content(sentence.phrase(noun))
            key = tuple(actor.lower().split()) if actor else _stems(kept)
            if kept:
                found.setdefault(key, []).append((kept[0].start, kept[-1].end))
                named.setdefault(key, actor or article.text[kept[0].start : kept[-1].end])
    headline = set(_stems(tree(article.title).words))
    often = Counter(stem for key, spans in found.items() for stem in key for _ in spans)
    scored = {
        key: _score(key, spans, often, headline, len(article.text) or 1) for key, spans in found.items()
    }
    kept_keys = _unnested(sorted(scored, key=lambda key: (-scored[key], found[key][0])))
    best = max(scored.values(), default=1.0)
    rows = []
    for key in kept_keys:
        spans = found[key]
        first = spans[0]
        rows.append(
            (
                named[key],
                round(scored[key] / best, 4),
                len(spans),
                [list(s) for s in spans],
                *first,
            )
        )
    return pd.DataFrame(rows, columns=KEYPHRASES)


def kwic(article: Article, phrase: str, *, width: int = 60) -> pd.DataFrame:
    """Each place where the phrase stands, with up to `width` characters to its left and right.

    Columns: `left`, `keyword`, `right`, `start, end` (of the keyword). Upper and lower case are one.
    """
    text = article.text
    rows = []
    for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) if phrase else ():
        start, end = match.span()
        left = text[max(0, start - width) : start].replace("\n", " ")
        right = text[end : end + width].replace("\n", " ")
        rows.append((left, match.group(), right, start, end))
    return pd.DataFrame(rows, columns=KWIC)


def best_form(article: Article, found: Sequence[Mapping[str, Any]]) -> str:
    """The best keyphrase in the form in which the article writes it most often ("US"); "" if there is none."""
    spans = found[0]["mentions"] if found else []
    return Counter(article.text[start:end] for start, end in spans).most_common(1)[0][0] if spans else ""


def collocations(article: Article, *, top: int = 10) -> pd.DataFrame:
    """Pairs of neighbouring words that come together more than chance would have it.

    Columns: `words`, `score` (log-likelihood ratio, Dunning 1993; higher = stronger), `count`, `start, end`
    (the first). Pairs that come once, and function words, are left out.
    """
    tokens = [w for sentence in trees(article) for w in sentence.words]
    finder = BigramCollocationFinder.from_words([w.text.lower() for w in tokens])
    finder.apply_word_filter(lambda word: word in _stop() or not word[0].isalpha())
    finder.apply_freq_filter(2)
    ranked = finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)
    rows = []
    for pair, score in sorted(ranked, key=lambda item: (-item[1], item[0]))[:top]:
        i = next(i for i in range(len(tokens) - 1) if pair == _lower(tokens[i : i + 2]))
        span = (tokens[i].start, tokens[i + 1].end)
        rows.append((" ".join(pair), round(score, 2), finder.ngram_fd[pair], *span))
    return pd.DataFrame(rows, columns=COLLOCATIONS)


def _lower(pair: list[Word]) -> tuple[str, ...]:
    return tuple(w.text.lower() for w in pair)


def _content(phrase: tuple[Word, ...]) -> list[Word]:
    """The phrase without determiners, numbers and stop words at its ends; nothing if that is all it is."""
    kept = [w for w in phrase if w.tag not in ("DT", "PDT", "PRP$", "POS", "PRP", "EX", "WP")]
    kept = kept[-LONGEST:]
    while kept and (_is_stop(kept[0]) or kept[0].tag == "CD" or kept[0].relation == "punct"):
        kept = kept[1:]
    while kept and (_is_stop(kept[-1]) or kept[-1].relation == "punct"):
        kept = kept[:-1]
    return kept if kept and any(len(w.text) > 1 for w in kept) else []


def _is_stop(word: Word) -> bool:
    return word.text.lower() in _stop() and not (word.text.isupper() and len(word.text) > 1)


def _stems(phrase: tuple[Word, ...] | list[Word]) -> tuple[str, ...]:
    return tuple(w.lemma.lower() for w in phrase if w.relation != "punct")


def _score(
    key: tuple[str, ...],
    spans: list[tuple[int, int]],
    often: Counter[str],
    headline: set[str],
    length: int,
) -> float:
    frequency = math.log1p(len(spans)) + sum(math.log1p(often[stem]) for stem in key) / len(key)
    early = 1 - 0.5 * spans[0][0] / length
    titled = 1 + 0.5 * sum(stem in headline for stem in key) / len(key)
    return frequency * early * titled * (1 + math.log(len(key)) / 2)


def _unnested(ranked: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    kept: dict[tuple[str, ...], set[str]] = {}
    for key in ranked:
        mine = set(key)
        if len(kept) < MOST and not any(mine <= other or other <= mine for other in kept.values()):
            kept[key] = mine
    return list(kept)


@cache
def _stop() -> frozenset[str]:
    return frozenset(row["word"] for row in table("stopwords"))
