"""Keywords in context, collocations, and which actors stand beside which keyphrases."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from readout.analyses.keyphrases import is_stop
from readout.articles.article import Article
from readout.articles.redaction import check_show_text
from readout.errors import UserError
from readout.nlp.document import Document
from readout.nlp.tokens import Span

KWIC = ["left", "keyword", "right", "start", "end"]
COLLOCATIONS = ["words", "score", "count", "start", "end"]
TOGETHER = ["actor", "phrase", "count", "score", "evidence", "start", "end"]
ORDERS = ("position", "left", "right")


def keyword_in_context(
    article: Article, phrase: str | Sequence[Span], *, width: int = 60, order: str = "position", show_text: str = "full"
) -> pd.DataFrame:
    """Each place where the phrase stands, or each of the places given, with up to `width` characters on both sides.

    Columns: `left`, `keyword`, `right`, `start, end` (of the keyword). Upper and lower case are one; `*` is any
    letters. `order` is "position", "left" (by the words before it, the nearest first) or "right" (by the words
    after it). Where `show_text` is "excerpts", no word of another sentence is in it, where it is "none", no word but
    the keyword.
    Raises UserError for any other.
    """
    if order not in ORDERS:
        raise UserError(f'order: "{order}" is not known; choose one of: {", ".join(ORDERS)}')
    text, rows = article.text, []
    for start, end in _find_phrase(text, phrase) if isinstance(phrase, str) else phrase:
        low, high = _window(article, start, end, check_show_text(show_text))
        left = text[max(low, start - width) : start].replace("\n", " ")
        right = text[end : min(high, end + width)].replace("\n", " ")
        rows.append((left, text[start:end], right, start, end))
    if order != "position":
        side = ORDERS.index(order)
        rows.sort(key=lambda row: _words(row[0])[::-1] if side == 1 else _words(row[2]))
    return pd.DataFrame(rows, columns=KWIC)


def _find_phrase(text: str, phrase: str) -> list[Span]:
    """Where the phrase stands; `*` is any letters."""
    if not phrase.strip("* "):
        return []
    pattern = re.escape(phrase).replace(r"\*", r"\w*")
    return [match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)]


def _window(article: Article, start: int, end: int, show_text: str) -> tuple[int, int]:
    """How far the context of a keyword may reach: through the text, its sentence, or not at all."""
    if show_text == "full":
        return 0, len(article.text)
    inside = [one for one in article.sentences if one.start < end and start < one.end]
    if show_text == "none" or not inside:
        return start, end
    return inside[0].start, inside[-1].end


def collocations(doc: Document, *, top: int = 10) -> pd.DataFrame:
    """Pairs of neighbouring words of a sentence that come together more often than chance would have it.

    Columns: `words` (as first written), `score` (log-likelihood ratio, Dunning 1993; higher = stronger), `count`,
    `start, end` (the first). Pairs that come once, and function words, are left out.
    """
    first: dict[tuple[str, str], tuple[int, int]] = {}
    both, left, right = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    for sentence in doc.trees:
        for a, b in pairwise(sentence.words):
            pair = (a.text.lower(), b.text.lower())
            left[pair[0]] += 1
            right[pair[1]] += 1
            if not any(is_stop(word) or not word.text[0].isalpha() for word in (a, b)):
                both[pair] += 1
                first.setdefault(pair, (a.start, b.end))
    total = left.total()
    scored = [(log_likelihood(n, left[p[0]], right[p[1]], total), p, n) for p, n in both.items() if n > 1]
    ranked = sorted(scored, key=lambda one: (-one[0], one[1]))[:top]
    spans = [(first[pair], score, n) for score, pair, n in ranked if score > 0]
    rows = [(doc.article.text[start:end], round(score, 2), n, start, end) for (start, end), score, n in spans]
    return pd.DataFrame(rows, columns=COLLOCATIONS)


def together(doc: Document, keywords: pd.DataFrame, *, top: int = 10) -> pd.DataFrame:
    """Which of the first `top` actors stand in the same sentences as which of the first `top` other keyphrases.

    Columns: `actor`, `phrase`, `count` (of sentences with both), `score` (log-likelihood ratio, Dunning 1993, over
    sentences; negative where they meet less often than chance would have it), `evidence` (these sentences,
    `[start, end]`), `start, end` (the first). Pairs that never meet are left out; most often together first.
    """
    actors = doc.actors
    named = {tuple(span) for spans in actors["mentions"] for span in spans}
    topics = keywords[[tuple(spans[0]) not in named for spans in keywords["mentions"]]].head(top)
    who, what = (
        [(row[name], _sentences(doc, row["mentions"])) for row in frame.to_dict("records")]
        for frame, name in ((actors.head(top), "name"), (topics, "phrase"))
    )
    rows = []
    for actor, his in who:
        for phrase, its in what:
            if both := sorted(his & its):
                score = log_likelihood(len(both), len(his), len(its), len(doc.trees))
                spans = [[doc.trees[k].start, doc.trees[k].end] for k in both]
                rows.append((actor, phrase, len(both), round(score, 2), spans, *spans[0]))
    rows.sort(key=lambda row: (-row[2], -row[3]))
    return pd.DataFrame(rows, columns=TOGETHER)


def log_likelihood(both: int, one: int, other: int, total: int) -> float:
    """How far two things that come `one` and `other` times among `total` are from meeting by chance (Dunning 1993).

    Twice the log of the likelihood ratio; negative where they meet less often than chance would have it.
    """
    cells = (both, one - both, other - both, total - one - other + both)
    margins = ((one, other), (one, total - other), (total - one, other), (total - one, total - other))
    ratio = 2 * sum(n * math.log(n * total / (a * b)) for n, (a, b) in zip(cells, margins, strict=True) if n)
    return ratio if both * total >= one * other else -ratio


def _sentences(doc: Document, spans: Sequence[Sequence[int]]) -> set[int]:
    """The sentences, by number, in which the spans start."""
    return {doc.sentence_at(start) for start, _ in spans}


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’'-]*\w", text.lower())
