"""Tone: of sentences, of the article and its voices, towards each actor, and what each word adds to it."""

import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
from textblob.en import sentiment as lexicon

from readout.analyses.attribution import AUTHOR, voices
from readout.analyses.reported_speech import SpanIndex, find_hedges
from readout.errors import UserError
from readout.nlp.document import Document
from readout.nlp.reader import TONES, Reading, is_confident, read_sentences
from readout.nlp.tokens import Span, grammar, straighten
from readout.nlp.trees import Tree, Word, join_hyphens

SENTENCES = ["start", "end", "polarity", "subjectivity", "voice", "words", "hedges"]
TARGETS = ["target", "label", "negative", "neutral", "positive", "low", "high", "evidence", "start", "end"]
SPOKEN = ["voice", "target", "label", "negative", "neutral", "positive", "evidence", "start", "end"]
IN_SENTENCES = ["sentence", "voice", "label", *TONES, "mentions", "start", "end"]
CONTRIBUTIONS = ["target", "word", "contribution", "value", "evidence", "start", "end"]
VOICES = ["voice", "sentences", "polarity", "subjectivity", "hedged", "share", "start", "end"]
LEAST = 0.01  # probability of a tone: one sentence alone rules nothing out
DRAWS = 4000  # of the bootstrap; from one fixed seed, so that equal input gives equal figures
LONGEST_READ = 80  # words of a sentence that is read again without each of them: the work grows with the square
# Tags of words that only join others.
FUNCTION = ("CC", "DT", "EX", "IN", "POS", "PRP", "PRP$", "TO", "WDT", "WP")
NEGATIONS = ("not", "n't", "no", "never")


def sentences(doc: Document, attributions: pd.DataFrame) -> pd.DataFrame:
    """The tone of each sentence by its words: the mean value of those that TextBlob's lexicon has.

    The lexicon (De Smedt and Daelemans 2012) values 2,900 words, most of them adjectives of film reviews. A word
    counts only as the part of speech that the lexicon has it as, and not within a name or a mention of an actor. Words
    of number, order, size and time count nothing ("more than 500 people", "its own").
    A negation turns half of the value round, an adverb may strengthen it.

    Columns: `start, end`; `polarity` (-1 negative to +1 positive), `subjectivity` (0 to 1); `voice` ("author"
    or the speaker); `words` (the words that made the polarity, as `[words, polarity]`); `hedges` (`[start, end]`
    of the words of `hedges.tsv`, by which the text holds back from full commitment: Hyland 1998).
    """
    actors = [span for name, spans in doc.mentions.items() if doc.kind(name) != "issue" for span in spans]
    rows = []
    for tree, voice in zip(doc.trees, voices(doc.article, attributions), strict=True):
        named = tree.local_spans(actors)
        found = lexicon.assessments(_keyed_words(tree, named))
        words = [[" ".join(chunk), round(polarity, 4)] for chunk, polarity, *_ in found]
        polarity, subjectivity = (round(fmean([row[n] for row in found] or [0.0]), 4) for n in (1, 2))
        rows.append((tree.start, tree.end, polarity, subjectivity, voice, words, find_hedges(tree)))
    return pd.DataFrame(rows, columns=SENTENCES)


def _keyed_words(tree: Tree, named: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """The words of a sentence in the form that the lexicon has them, each with its key there, "-" for no key.

    Words that only join others are left out, so that a negation reaches over them: "not the worst show".
    """
    for part in join_hyphens(tree.words):  # "far-out" has a value, "far" and "out" have others
        text = straighten("".join(word.text for word in part)).lower()
        plain = text in grammar("measure") or _in_name(tree, part[0], named)
        known = {} if plain else lexicon.get(text, {})
        if text in NEGATIONS:
            yield "not", "-"
        elif known or not _only_joins(part[-1]):
            fitting = (key for key in known if key is not None and (len(part) > 1 or _fits(part[-1], key)))
            yield text, next(fitting, "-")


def _in_name(tree: Tree, word: Word, named: Sequence[Span]) -> bool:
    """Whether a word stands in a mention of an actor or in another name ("the Good Friday march")."""
    head = tree.head(word)
    capital = word.place > 0 and head and word.text[:1].isupper() and head.text[:1].isupper()
    mentioned = any(start <= word.start - tree.start < end for start, end in named)
    return bool(mentioned or capital or word.tag.startswith("NNP"))


def _only_joins(word: Word) -> bool:
    return word.tag in FUNCTION or word.relation in ("aux", "cop") or word.lemma == "have"


def _fits(word: Word, key: str) -> bool:
    """Whether a word is the part of speech of a key of the lexicon; "a failed talk" is an adjective too."""
    kinds = {word.tag[:2]}
    if word.relation == "amod" and word.tag[:2] in ("JJ", "VB"):
        kinds |= {"JJ", "VB" if word.text.endswith(("ed", "ing")) else "JJ"}
    return not key or key[:2] in kinds


def overall_tone(frame: pd.DataFrame) -> dict[str, float | None]:
    """Means over sentences: `polarity`, `subjectivity`, and polarity by voice: `author`, `quoted` or None."""
    author = frame["voice"] == AUTHOR
    means = {
        "polarity": frame["polarity"].mean(),
        "subjectivity": frame["subjectivity"].mean(),
        "author": frame.loc[author, "polarity"].mean(),
        "quoted": frame.loc[~author, "polarity"].mean(),
    }
    return {key: None if pd.isna(value) else round(float(value), 4) for key, value in means.items()}


def targets(doc: Document, attributions: pd.DataFrame) -> pd.DataFrame:
    """The tone towards each actor, from the sentences that name it; most named first.

    Columns: `target`; `label` (negative, neutral, positive or unsure); `negative, neutral, positive`
    (probabilities that sum to 1: the model's, pooled over the sentences, in each of which all mentions are read
    together, see `pool_tones`); `low, high` (the interval of positive less negative, see `interval`); `evidence`
    (the sentences, `[start, end]`); `start, end` (the first).
    """
    rows = []
    for name, towards in _tones(doc, attributions):
        pooled = _pooled(doc, name, towards)
        low, high = interval({tone: pooled[tone] for tone in TONES}, len(towards))
        rows.append(pooled | {"low": low, "high": high})
    return pd.DataFrame(rows, columns=TARGETS)


def _pooled(doc: Document, name: str, towards: Mapping[int, Mapping[str, float]]) -> dict[str, Any]:
    """The tone towards an actor over some sentences, by their numbers, as one row."""
    shares = pool_tones(list(towards.values()))
    evidence = [[doc.trees[k].start, doc.trees[k].end] for k in towards]
    start, end = evidence[0]
    return {"target": name, "label": label(shares), **shares, "evidence": evidence, "start": start, "end": end}


def spoken_targets(doc: Document, voices: Sequence[str], attributions: pd.DataFrame) -> pd.DataFrame:
    """How each voice speaks of each actor, most sentences first: the author's own apart from those quoted.

    `voices` is whose voice each sentence is. Columns: `voice` ("author" or a speaker), `target`, `label`,
    `negative, neutral, positive`, `evidence`, `start, end`, as in `targets`. What a voice says of itself is
    left out.
    """
    rows = []
    for name, sentences in _tones(doc, attributions):
        for voice in dict.fromkeys(voices[k] for k in sentences if voices[k] != name):
            towards = {k: shares for k, shares in sentences.items() if voices[k] == voice}
            rows.append(_pooled(doc, name, towards) | {"voice": voice})
    rows.sort(key=lambda row: (-len(row["evidence"]), row["start"]))
    return pd.DataFrame(rows, columns=SPOKEN)


def sentence_tones(doc: Document, name: str, voices: Sequence[str]) -> pd.DataFrame:
    """The tone towards one actor in each sentence that names it; `voices` is whose voice each sentence is.

    Columns: `sentence` (its number, from 1), `voice`, `label`, `negative, neutral, positive`, `mentions` (where the
    sentence names the actor), `start, end` (of the sentence). Raises UserError where there is no such actor.
    """
    if name not in doc.mentions:
        near = (difflib.get_close_matches(name, doc.mentions, n=1) or [*doc.mentions] or ["none"])[0]
        raise UserError(f'"{name}" is no actor of this article; give a name of found.actors, such as "{near}"')
    rows = list[tuple[Any, ...]]()
    for k, shares in doc.tones(doc.mentions[name]).items():
        tree = doc.trees[k]
        places = [[start, end] for start, end in doc.mentions[name] if tree.start <= start < tree.end]
        tones = (round(shares[tone], 4) for tone in TONES)
        rows.append((k + 1, voices[k], label(shares), *tones, places, tree.start, tree.end))
    return pd.DataFrame(rows, columns=IN_SENTENCES)


def pool_tones(sentences: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The tone of several sentences as one: the geometric mean of their probabilities (Genest and Zidek 1986).

    A sentence that is sure counts for more than one that is torn, so that a few torn ones leave no doubt about many
    that agree.
    """
    logs = [[math.log(max(shares[tone], LEAST)) for tone in TONES] for shares in sentences]
    means = [math.exp(fmean(column)) for column in zip(*logs, strict=True)]
    return {tone: round(mean / sum(means), 4) for tone, mean in zip(TONES, means, strict=True)}


def _tones(doc: Document, attributions: pd.DataFrame) -> Iterator[tuple[str, dict[int, dict[str, float]]]]:
    """Each actor that is named, with the tone towards it by sentence.

    Who praises or blames in a sentence and is not spoken of in it has half of its praise and blame: the words are
    about others.
    """
    said = SpanIndex([span for content in attributions["content"] for span in content])
    speaks: dict[str, set[int]] = {}
    for speaker, source in zip(attributions["speaker"], attributions["source"], strict=True):
        speaks.setdefault(speaker, set()).update(doc.sentence_at(start) for start, _ in source)
    for name, mentions in doc.mentions.items():
        spoken_of = {doc.sentence_at(start) for start, _ in mentions if said.covers((start, start + 1))}
        silent = speaks.get(name, set()) - spoken_of
        towards = {k: _halve(shares) if k in silent else shares for k, shares in doc.tones(mentions).items()}
        if towards:
            yield name, towards


def _halve(shares: Mapping[str, float]) -> dict[str, float]:
    weighed = {tone: share * (1 if tone == "neutral" else 0.5) for tone, share in shares.items()}
    return {tone: share / sum(weighed.values()) for tone, share in weighed.items()}


def interval(shares: Mapping[str, float], sentences: int) -> tuple[float | None, float | None]:
    """Between which values (-1 to +1) nine in ten draws lie: the bootstrap (Efron 1979) over the sentences.

    Each draw takes as many sentences with replacement, and for each a label by the model's probabilities, so
    that the interval holds both doubts: which sentences there are, and how each is read. `shares` stand for each
    sentence, so that the labels of a draw are multinomial. One sentence says nothing of the spread between
    sentences: None.
    """
    if sentences < 2:
        return None, None
    weights = np.array([max(shares[tone], 0.0) for tone in TONES])
    drawn = np.random.default_rng(0).multinomial(sentences, weights / weights.sum(), DRAWS)
    low, high = np.percentile((drawn[:, 2] - drawn[:, 0]) / sentences, (5, 95))
    return round(float(low), 4), round(float(high), 4)


def label(shares: Mapping[str, float]) -> str:
    """The likeliest label, or "unsure" where such a probability was too often wrong (`reader.is_confident`)."""
    best = max(shares, key=lambda name: shares[name])
    return best if is_confident("tone", shares[best]) else "unsure"


def by_voice(frame: pd.DataFrame) -> pd.DataFrame:
    """The tone of each voice, the one with most sentences first.

    Columns: `voice`, `sentences` (how many), `polarity`, `subjectivity` (means), `hedged` (how many of the
    sentences have a hedge), `share` (the same, 0 to 1), `start, end` (the first).
    """
    rows = []
    for voice, group in frame.groupby("voice", sort=False):
        hedged = sum(map(bool, group["hedges"]))
        means = group["polarity"].mean(), group["subjectivity"].mean()
        first = group.iloc[0]
        rows.append((voice, len(group), *means, hedged, hedged / len(group), first["start"], first["end"]))
    rows.sort(key=lambda row: (-row[1], row[-2]))
    return pd.DataFrame(rows, columns=VOICES)


def lexicon_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The words that made the polarity of the sentences, strongest first.

    Columns: `words`, `polarity` (-1 to +1), `count`, `start, end` (the first sentence that has them).
    """
    found: dict[tuple[str, float], list[tuple[int, int]]] = {}
    for words, start, end in zip(frame["words"], frame["start"], frame["end"], strict=True):
        for text, polarity in words:
            if polarity:
                found.setdefault((text, polarity), []).append((start, end))
    rows = [(*key, len(spans), *spans[0]) for key, spans in found.items()]
    rows.sort(key=lambda row: (-abs(row[1]) * row[2], row[3]))
    return pd.DataFrame(rows, columns=["words", "polarity", "count", "start", "end"])


def contributions(doc: Document, targets: pd.DataFrame, top: int = 5) -> pd.DataFrame:
    """What each word adds to the tone towards the first `top` targets, in the sentence that is clearest of each.

    The sentence is read again without the word (erasure: Li, Monroe and Jurafsky 2016); the contribution is
    how much the value, the positive less the negative probability, was higher with it: below 0 the word makes
    the tone more hostile, above 0 more friendly. Contributions need not add up to the value. The target's
    own words and function words stay. Columns: `target`, `word`, `contribution` (-2 to +2), `value` (-1 to +1, of
    the whole sentence), `evidence` (the sentence, `[start, end]`), `start, end` (the word). Of sentences longer
    than 80 words none is chosen.
    """
    asked = [
        (target, tree, spans, word)
        for target, tree, spans in _clearest(doc, targets.head(top))
        for word in _weighed(tree, spans)
    ]
    # all in one call: targets often share a sentence, and equal texts are read once
    texts = tuple(_erase(tree, word) for _, tree, _, word in asked)
    rows = list[tuple[Any, ...]]()
    for (target, tree, spans, word), reading in zip(asked, read_sentences(texts, ((),) * len(texts)), strict=True):
        whole = _value(tree.reading, spans)
        added = round(whole - _value(reading, spans), 4)
        rows.append((target, word.text, added, round(whole, 4), [[tree.start, tree.end]], word.start, word.end))
    return pd.DataFrame(rows, columns=CONTRIBUTIONS)


def _clearest(doc: Document, targets: pd.DataFrame) -> Iterator[tuple[str, Tree, list[Span]]]:
    """Each target with its clearest sentence that is short enough, and where this names it."""
    for target, evidence in zip(targets["target"], targets["evidence"], strict=True):
        trees = [doc.tree_at(start) for start, _ in evidence]
        named = [(tree, tree.local_spans(doc.mentions[target])) for tree in trees if len(tree.words) <= LONGEST_READ]
        if read := [(tree, spans) for tree, spans in named if spans]:
            yield target, *max(read, key=lambda one: abs(_value(one[0].reading, one[1])))


def _weighed(tree: Tree, spans: Sequence[Span]) -> Iterator[Word]:
    """The words of a sentence but function words and those of the target, which stands at these spans."""
    for word in tree.words:
        first, last = word.start - tree.start, word.end - tree.start
        own = any(start < last and first < end for start, end in spans)
        if word.tag not in FUNCTION and any(map(str.isalnum, word.text)) and not own:
            yield word


def _erase(tree: Tree, word: Word) -> str:
    """The text of a sentence without a word."""
    text, start, end = tree.reading.text, word.start - tree.start, word.end - tree.start
    return text[:start] + " " * (end - start) + text[end:]


def _value(reading: Reading, spans: Sequence[Span]) -> float:
    shares = reading.tone(*spans)
    return shares["positive"] - shares["negative"]
