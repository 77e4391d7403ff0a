"""Keyphrases, keywords in context, collocations, and which actors stand beside which keyphrases."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, pairwise
from typing import Any

import pandas as pd

from readout.analyses.candidates import RAREST, Phrase, is_stop, phrases, zipf
from readout.articles.article import Article
from readout.articles.redaction import check_show_text
from readout.errors import UserError
from readout.nlp.document import Document
from readout.nlp.gazetteer import is_word
from readout.nlp.trees import parse_sentence

KEYPHRASES = ["phrase", "score", "count", "spread", "mentions", "start", "end"]
KWIC = ["left", "keyword", "right", "start", "end"]
COLLOCATIONS = ["words", "score", "count", "start", "end"]
TOGETHER = ["actor", "phrase", "count", "score", "evidence", "start", "end"]
ORDERS = ("position", "left", "right")
MOST = 200  # what an article comes back to is far less
SCALE = 7.5  # Zipf value at which a word would have no weight; only "the" has more
NAME = 3.0  # the weight of a name, which no table of words knows; that of a word is 0.5 to 4
LONGER = 1.2  # a phrase of several words says more than one
PARTS = 5  # stretches of the text that the spread counts


def keyphrases(doc: Document) -> pd.DataFrame:
    """The names and noun phrases the article keeps coming back to, best first.

    Columns: `phrase` (an actor's name, else as most often written), `score` (0 to 1; higher = more characteristic),
    `count`, `spread` (the share of the fifths of the text in which it stands), `mentions` (`[start, end]`),
    `start, end` (the first). The score is the product of log(1 + count), of how rare its words are in English
    (`frequencies.tsv`; names have one weight), of how early it comes, of its spread, of the share of it that the
    headline has, and of a little more for several words; the best has score 1. Singular and plural, and all
    names of one actor, count as one; a phrase inside a better one, or around it, is left out.
    """
    article, length = doc.article, len(doc.article.text) or 1
    headline = {
        form.lower() for word in parse_sentence(article.title).words for form in (word.text, word.lemma)
    }
    opens = {sentence.start for sentence in article.sentences}
    found = [(_score(one, headline, length), one) for one in phrases(doc)]
    ranked = sorted(found, key=lambda pair: (-pair[0], pair[1].spans[0], pair[1].words))
    best = ranked[0][0] if ranked else 1.0
    rows = [
        (
            one.actor or _form(article, one, opens),
            round(score / best, 4),
            len(one.spans),
            _spread(one, length),
            [list(span) for span in one.spans],
            *one.spans[0],
        )
        for score, one in islice(_unnested(ranked), MOST)
    ]
    return pd.DataFrame(rows, columns=KEYPHRASES)


def keyword_in_context(
    article: Article, phrase: str, *, width: int = 60, order: str = "position", show_text: str = "full"
) -> pd.DataFrame:
    """Each place where the phrase stands, with up to `width` characters to its left and right.

    Columns: `left`, `keyword`, `right`, `start, end` (of the keyword). Upper and lower case are one. `order` is
    "position", "left" (by the words before it, the nearest first) or "right" (by the words after it). Where
    `show_text` is "excerpts", no word of another sentence is in it, where it is "none", no word but the keyword.
    Raises UserError for any other.
    """
    if order not in ORDERS:
        raise UserError(f'order: "{order}" is not known; choose one of: {", ".join(ORDERS)}')
    text, rows = article.text, []
    for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) if phrase else ():
        start, end = match.span()
        low, high = _window(article, start, end, check_show_text(show_text))
        left = text[max(low, start - width) : start].replace("\n", " ")
        right = text[end : min(high, end + width)].replace("\n", " ")
        rows.append((left, match.group(), right, start, end))
    if order != "position":
        side = ORDERS.index(order)
        rows.sort(key=lambda row: _words(row[0])[::-1] if side == 1 else _words(row[2]))
    return pd.DataFrame(rows, columns=KWIC)


def _window(article: Article, start: int, end: int, show_text: str) -> tuple[int, int]:
    """How far the context of a keyword may reach: through the text, its sentence, or not at all."""
    if show_text == "full":
        return 0, len(article.text)
    inside = [one for one in article.sentences if one.start < end and start < one.end]
    if show_text == "none" or not inside:
        return start, end
    return inside[0].start, inside[-1].end


def best_form(article: Article, found: Sequence[Mapping[str, Any]]) -> str:
    """The best keyphrase in the form in which the article writes it most often ("US"); "" if there is none."""
    spans = found[0]["mentions"] if found else []
    return Counter(article.text[start:end] for start, end in spans).most_common(1)[0][0] if spans else ""


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
    topics = keywords[~keywords["phrase"].isin(actors["name"])].head(top)
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


def _score(one: Phrase, headline: set[str], length: int) -> float:
    rare = NAME if one.actor else sum(SCALE - max(zipf(word), RAREST) for word in one.words) / len(one.words)
    early = 1 - one.spans[0][0] / length / 2
    titled = 1 + sum(word in headline for word in one.words) / len(one.words)
    longer = LONGER if len(one.words) > 1 and not one.actor else 1
    return math.log1p(len(one.spans)) * max(rare, 0.1) * early * (1 + _spread(one, length)) * titled * longer


def _spread(one: Phrase, length: int) -> float:
    return len({PARTS * start // length for start, _ in one.spans}) / PARTS


def _unnested(ranked: Sequence[tuple[float, Phrase]]) -> Iterator[tuple[float, Phrase]]:
    """The best, without phrases whose words are all in a better one, or hold all of a better one's; names stay."""
    taken: set[frozenset[str]] = set()
    holders: dict[str, set[frozenset[str]]] = {}
    for score, one in ranked:
        mine = frozenset(one.words)
        if mine in taken or (not one.actor and (_inside(mine, holders) or _around(mine, taken))):
            continue
        taken.add(mine)
        for word in mine:
            holders.setdefault(word, set()).add(mine)
        yield score, one


def _inside(mine: frozenset[str], holders: Mapping[str, set[frozenset[str]]]) -> bool:
    return bool(set.intersection(*(holders.get(word, set()) for word in mine)))


def _around(mine: frozenset[str], taken: set[frozenset[str]]) -> bool:
    return any(frozenset(part) in taken for size in range(1, len(mine)) for part in combinations(mine, size))


def _form(article: Article, one: Phrase, opens: set[int]) -> str:
    """The whole phrase as most often written, without a capital that only the start of a sentence asks for."""
    forms = [article.text[start:end] for start, end in one.spans]
    whole = [form for form in forms if len(re.findall(r"\w+", form)) >= len(one.words)] or forms
    often = Counter(form.lower() for form in whole).most_common(1)[0][0]
    form = min(
        (form for form in whole if form.lower() == often), key=lambda form: sum(map(str.isupper, form))
    )
    first = one.spans[forms.index(form)][0] in opens and form[1:].islower() and is_word(one.words[0])
    return form[0].lower() + form[1:] if first else form


def _sentences(doc: Document, spans: Sequence[Sequence[int]]) -> set[int]:
    """The sentences, by number, in which the spans start."""
    return {doc.sentence_at(start) for start, _ in spans}


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’'-]*\w", text.lower())
