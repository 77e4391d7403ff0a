"""Stance: who is for or against whom, by deeds and by words, and what is held of what the user asks about."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean
from typing import Any

import pandas as pd

from readout.analyses.acts import acts as acts_of
from readout.analyses.attribution import AUTHOR
from readout.analyses.pair_evidence import PairSentence, pair_sentences
from readout.analyses.reported_speech import SpanIndex
from readout.analyses.tie_judgement import JudgedPair, judge_pairs
from readout.nlp.document import Document
from readout.nlp.reader import is_confident
from readout.nlp.target_search import match_actors
from readout.nlp.user_file import Correction

TIES = ["source", "target", "label", "confidence", "by", "evidence", "acts", "start", "end"]
TOWARD = ["target", "source", "label", "against", "neutral", "favor", "evidence", "start", "end"]
ACT = ("act", "cue", "modality", "negated")  # what a tie tells of each of its acts
SIGNS = {"supports": 1, "opposes": -1}
DEEDS, WORDS = "deeds", "words"


def judge_stances(
    doc: Document, acts: pd.DataFrame, attributions: pd.DataFrame, *, target: str = ""
) -> list[JudgedPair]:
    """Judge each two actors of which a sentence says something, likeliest first; towards one `target` if given."""
    judged = judge_pairs(pair_sentences(doc, acts, attributions, target=target))
    return sorted(judged, key=lambda pair: (-pair.shares[pair.label], -len(pair.sentences)))


def corrected_pairs(
    judged: Sequence[JudgedPair], rows: Iterable[Correction]
) -> tuple[list[JudgedPair], list[Correction]]:
    """The pairs without those that the user rejects, and the rows of the file that took a tie or a leaning away."""
    wanted = {(row.words.casefold(), row.name.casefold()): row for row in rows if row.what == "reject tie"}
    keys = [(pair.source.casefold(), pair.target.casefold()) for pair in judged]
    applied = [key for pair, key in zip(judged, keys, strict=True) if pair.tier and key in wanted]
    kept = [pair for pair, key in zip(judged, keys, strict=True) if key not in wanted]
    return kept, [wanted[key] for key in dict.fromkeys(applied)]


def ties(doc: Document, judged: Sequence[JudgedPair]) -> pd.DataFrame:
    """Who opposes or supports whom over the whole article, surest first.

    Columns: `source`, `target` (actor names), `label` (opposes or supports), `confidence` (0 to 1: how likely it is
    so), `by` (deeds, words, or "deeds and words": whether the source speaks of the target in the evidence), `evidence`
    (the sentences, `[start, end]`), `acts` (dicts of act, cue, modality, negated: those of the evidence that say
    the same), `start, end` (the first sentence).
    """
    return _tier(doc, judged, "tie")


def leanings(doc: Document, judged: Sequence[JudgedPair]) -> pd.DataFrame:
    """What may be a tie, but is too often wrong for one: columns as in `ties`, likeliest first."""
    return _tier(doc, judged, "leaning")


def _tier(doc: Document, judged: Sequence[JudgedPair], tier: str) -> pd.DataFrame:
    return pd.DataFrame([_tie(doc, pair) for pair in judged if pair.tier == tier], columns=TIES)


def _tie(doc: Document, pair: JudgedPair) -> tuple[Any, ...]:
    evidence = pair.evidence
    same = [
        {name: act[name] for name in ACT} for row in evidence for act in row.acts if act["sign"] * SIGNS[pair.label] > 0
    ]
    by = " and ".join(sorted({_by(row, pair.label) for row in evidence}))
    places = _places(doc, evidence)
    confidence = round(pair.shares[pair.label], 4)
    return pair.source, pair.target, pair.label, confidence, by, places, same, *places[0]


def _by(row: PairSentence, label: str) -> str:
    """An act that says the same is a deed, whoever tells it."""
    return WORDS if row.spoken and not any(act["sign"] * SIGNS[label] > 0 for act in row.acts) else DEEDS


def _places(doc: Document, rows: Sequence[PairSentence]) -> list[list[int]]:
    return [[doc.trees[row.sentence].start, doc.trees[row.sentence].end] for row in rows]


def toward(
    doc: Document, phrases: Sequence[str], attributions: pd.DataFrame, judged: Sequence[JudgedPair]
) -> pd.DataFrame:
    """The stance towards each phrase that the user asks about: the author's own, and each actor's.

    `judged` are the stances of the actors. Columns: `target` (as asked), `source` ("author" or an actor's name),
    `label` (against, neutral, favor, unsure), `against, neutral, favor` (probabilities), `evidence`, `start, end`.
    An actor has a row who is tied to what is asked about, may be, or speaks of it; the author where its own
    sentences name it, by the model's tone towards it. What the article does not speak of has no row.
    """
    rows: list[tuple[Any, ...]] = []
    for phrase in dict.fromkeys(phrases):
        if names := match_actors(phrase, doc.actors):
            rows += _towards(doc, phrase, names, attributions, judged)
        elif wider := doc.with_issue(phrase):
            naming = [tree for tree in wider.trees if tree.local_spans(wider.mentions[phrase])]
            of_issue = judge_stances(wider, acts_of(wider, trees=naming), attributions, target=phrase)
            rows += _towards(wider, phrase, {phrase}, attributions, of_issue)
    rows.sort(key=lambda row: (list(phrases).index(row[0]), row[1] != AUTHOR, row[-2]))
    return pd.DataFrame(rows, columns=TOWARD)


def _towards(
    doc: Document, phrase: str, names: set[str], attributions: pd.DataFrame, judged: Sequence[JudgedPair]
) -> Iterator[tuple[Any, ...]]:
    for pair in judged:
        known = pair.target in names and pair.source not in names and doc.kind(pair.source)
        evidence = pair.evidence
        if known and (pair.tier or any(row.spoken for row in evidence)):
            places = _places(doc, evidence)
            shares = [pair.shares[name] for name in ("opposes", "none", "supports")]
            yield phrase, pair.source, *_labelled(shares, sure=pair.tier == "tie"), places, *places[0]
    own = _own(doc, names, attributions)
    if own:
        means = [fmean(one[tone] for one in own.values()) for tone in ("negative", "neutral", "positive")]
        places = [[doc.trees[k].start, doc.trees[k].end] for k in own]
        sure = is_confident("tone", max(means))
        yield phrase, AUTHOR, *_labelled(means, sure=sure), places, *places[0]


def _own(doc: Document, names: set[str], attributions: pd.DataFrame) -> dict[int, dict[str, float]]:
    """The model's tone towards what is meant, in each sentence in which the author speaks of it."""
    quoted = SpanIndex([(start, end) for spans in attributions["content"] for start, end in spans])
    places = sorted(span for name in names for span in doc.mentions[name])
    return doc.tones([span for span in places if not quoted.covers((span[0], span[0] + 1))])


def _labelled(shares: Sequence[float], *, sure: bool) -> tuple[str, float, float, float]:
    """The likeliest of against, neutral and favor; "unsure" where it is too often wrong."""
    against, neutral, favor = (round(share, 4) for share in shares)
    names = ("against", "neutral", "favor")
    label = max(zip((against, neutral, favor), names, strict=True), key=lambda one: one[0])[1]
    return label if sure else "unsure", against, neutral, favor
