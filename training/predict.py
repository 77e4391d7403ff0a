"""What Readout finds in the rows of a labelled file, in the formats of the benchmarks; it sees no label."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from readout.analyses.acts import acts
from readout.analyses.attribution import all_attributions, with_quoted_pronouns
from readout.analyses.keyphrases import keyphrases
from readout.analyses.stance import judge_stances, ties
from readout.articles import Sentence
from readout.articles.article import Article
from readout.nlp.document import Document, parse
from readout.nlp.reader import Reading, read_sentences
from readout.nlp.trees import parse_sentences
from readout.resources import table

Given = dict[str, Any]
BATCH = 256  # sentences that are held in memory at a time
VERBAL = ("AGREE", "REJECT", "REQUEST", "THREATEN")
MEANT = ("intended", "possible", "hypothetical")
FOUND = 7.0  # how much likelier an act is that the table of act words finds too


def predict(task: str, rows: Sequence[Given]) -> Iterator[dict[str, Any]]:
    """Yield one prediction for each row, in order, from the fields of the row that are given.

    Labels come with their probabilities and are never "unsure".
    """
    for first in range(0, len(rows), BATCH):
        yield from PREDICTORS[task](rows[first : first + BATCH])


def article_of(text: str, spans: Iterable[tuple[int, int]]) -> Article:
    """An article of one paragraph that is cut into the sentences at these places."""
    article = Article.from_text(text)
    return replace(article, sentences=tuple(Sentence(s, e, article.text[s:e], 0) for s, e in spans))


def pair_of(text: str, **places: Sequence[Sequence[int]]) -> Document:
    """A text of one sentence, with the actors whose mentions stand at these places, by name."""
    rows = [(name, "person", list(spans)) for name, spans in places.items()]
    article = article_of(text, [(0, len(text))])
    actors = pd.DataFrame(rows, columns=["name", "kind", "mentions"])
    return Document(article, parse_sentences(article), actors)


def ties_of(doc: Document) -> pd.DataFrame:
    """The ties between the actors of a document, by deeds and words (see `stance.ties`)."""
    said = all_attributions(doc)
    heard = with_quoted_pronouns(doc, said)
    return ties(heard, judge_stances(heard, acts(heard), said))


def join_sentences(parts: Sequence[str]) -> tuple[Article, dict[int, int]]:
    """Join sentences by spaces into an article; with the number of each by where it starts. Empty ones are none."""
    ends: dict[int, int] = {}
    numbers: dict[int, int] = {}
    at = 0
    for number, part in enumerate(parts):
        if text := part.strip():
            start = at + part.index(text)
            ends[start], numbers[start] = start + len(text), number
        at += len(part) + 1
    return article_of(" ".join(parts), ends.items()), numbers


def triplets(article: Article, numbers: dict[int, int]) -> Iterator[dict[str, Any]]:
    """Yield one for each sentence that a tie rests on, `by` what (`ties`); `numbers`: of sentences by their start."""
    for tie in ties_of(parse(article)).to_dict("records"):
        for start, _ in tie["evidence"]:
            sentiment = "POS" if tie["label"] == "supports" else "NEG"
            who_whom = {"subject": tie["source"], "sentiment": sentiment, "object": tie["target"]}
            yield {"sentence": numbers[start], **who_whom, "by": tie["by"]}


def label_shares(rows: Sequence[Given]) -> Iterator[dict[str, float]]:
    """Yield the reader's probabilities: of tone for rows with a target, of stance for those with a pair."""
    for row, reading in zip(rows, _readings(rows), strict=True):
        yield reading.tone(row["target"]) if "target" in row else reading.stance([row["a"]], [row["b"]])


def _labels(rows: Sequence[Given]) -> Iterator[dict[str, Any]]:
    for shares in label_shares(rows):
        label = max(shares, key=lambda name: shares[name])
        yield {"label": label, "probabilities": {name: round(p, 6) for name, p in shares.items()}}


def _mentions(rows: Sequence[Given]) -> Iterator[dict[str, Any]]:
    for row, reading in zip(rows, _readings(rows), strict=True):
        yield {"entities": [[span.start, span.end, span.kind] for span in reading.mentions(row["scheme"])]}


def _syntax(rows: Sequence[Given]) -> Iterator[dict[str, Any]]:
    for reading in read_sentences(tuple(row["text"] for row in rows), tuple(row["words"] for row in rows)):
        yield {
            "heads": [node.head + 1 for node in reading.parse],
            "relations": [node.relation for node in reading.parse],
            "tags": [node.tag for node in reading.parse],
        }


def _acts(rows: Sequence[Given]) -> Iterator[dict[str, Any]]:
    """What the reader holds likeliest of the words between the two spans, the act that `acts` finds weighed in."""
    for row in rows:
        doc = pair_of(row["text"], source=[row["source"]], target=[row["target"]])
        (tree,) = doc.trees
        path = [word.place for word in tree.path(row["source"], row["target"])]
        shares = tree.reading.act(path, row["source"], row["target"])
        if act := _first_act(acts(doc)):
            shares[act] *= FOUND
        code = max(shares, key=lambda name: shares[name])
        yield {"act": code, "quad": _quads()[code]}


def _keyphrases(rows: Sequence[Given]) -> Iterator[dict[str, Any]]:
    """As reports show them."""
    for row in rows:
        yield {"id": row["id"], "keys": list(keyphrases(parse(Article.from_text(row["text"])))["phrase"])}


def _attribution(rows: Sequence[Given]) -> Iterator[dict[str, Any]]:
    for row in rows:
        frame = all_attributions(parse(Article.from_text(row["text"])))
        outer = frame[~frame["nested"].astype(bool)]  # the labels have no reports within reports
        yield {"id": row["id"], "attributions": outer[["source", "cue", "content"]].to_dict("records")}


def _triplets(rows: Sequence[Given]) -> Iterator[dict[str, Any]]:
    kept = ("sentence", "subject", "sentiment", "object")
    for row in rows:
        found = triplets(*join_sentences(row["sentences"]))
        yield {"id": row["id"], "triplets": [{name: triplet[name] for name in kept} for triplet in found]}


PREDICTORS: dict[str, Callable[[Sequence[Given]], Iterator[dict[str, Any]]]] = {
    "target-sentiment": _labels,
    "directed-stance": _labels,
    "mentions": _mentions,
    "syntax": _syntax,
    "acts": _acts,
    "keyphrases": _keyphrases,
    "attribution": _attribution,
    "triplets": _triplets,
}


def _readings(rows: Sequence[Given]) -> list[Reading]:
    """The reading of each row's text; a text that comes several times is read once."""
    texts = tuple(dict.fromkeys(row["text"] for row in rows))
    readings = dict(zip(texts, read_sentences(texts), strict=True))
    return [readings[row["text"]] for row in rows]


def _first_act(frame: pd.DataFrame) -> str:
    """The code of the first act from source to target; "" if there is none.

    PLOVER counts what is only meant as words: a promise or a threat, and what is refused or asked as such.
    """
    for row in frame[frame["source"] == "source"].itertuples():
        act, side = str(row.act), _quads()[str(row.act)].split()[1]
        if act in VERBAL:
            return act
        if row.negated:
            return "REJECT" if side == "cooperation" else ""
        if row.modality in MEANT:
            return "AGREE" if side == "cooperation" else "THREATEN"
        return "REQUEST" if row.modality == "required" else act
    return ""


@cache
def _quads() -> dict[str, str]:
    return {row["act"]: row["quad"] for row in table("acts")}
