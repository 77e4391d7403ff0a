"""Stance: who is for or against whom, by deeds and by words, and what is held of what the user asks about."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

import pandas as pd

from readout.analyses.acts import acts as acts_of
from readout.analyses.attribution import AUTHOR
from readout.analyses.reported_speech import SpanIndex
from readout.nlp.document import Document
from readout.nlp.reader import (
    VERDICTS,
    Reading,
    calibrated,
    is_confident,
    prior_without_reader,
    read_sentences,
)
from readout.nlp.target_search import match_actors
from readout.nlp.tokens import Span
from readout.nlp.trees import Tree

TIES = ["source", "target", "label", "confidence", "by", "evidence", "acts", "start", "end"]
SIDES = ["source", "target", *VERDICTS, "start", "end"]
TOWARD = ["target", "source", "label", "against", "neutral", "favor", "evidence", "start", "end"]
ACT = ("act", "cue", "modality", "negated")  # what a tie tells of each of its acts
SIGNS = {"supports": 1, "opposes": -1}
DEEDS, WORDS = "deeds", "words"

Pair = tuple[str, str]


class Evidence(NamedTuple):
    """A sentence that makes a tie between two actors."""

    signed: float  # how likely it does: above 0 for support, below 0 for opposition
    sentence: list[int]
    acts: list[dict[str, Any]]  # those that say the same; none where the source's words do


class Statement(NamedTuple):
    """What a speaker says of a target in a sentence in which the speaker does not stand."""

    speaker: str
    target: str
    tree: Tree
    spans: list[Span]  # the target's, in the sentence
    sentence: Span


def ties(doc: Document, acts: pd.DataFrame, sides: pd.DataFrame) -> pd.DataFrame:
    """Who opposes or supports whom over the whole article, surest first.

    Columns: `source`, `target` (actor names), `label` (opposes or supports), `confidence` (0 to 1: how likely the
    surest sentence makes it), `by` (deeds, words, or "deeds and words"), `evidence` (the sentences, `[start,
    end]`), `acts` (dicts of act, cue, modality, negated: those `acts` between the two that say the same), `start,
    end` (the first sentence).

    A deed needs an act that is neither denied nor only supposed, and a reader that does not gainsay it (towards an
    issue, on which the reader was not trained, the act alone). Words need a speaker who shows a side (`sides`).
    That two stand in a hostile sentence is no tie: on labelled sentences the pairs in which only the reader saw a
    stance were wrong more often than right (MODEL_CARD.md). Sentences of both signs between the same two cancel out.
    """
    found: dict[Pair, list[Evidence]] = {}
    deeds = {(pair, evidence.sentence[0]): evidence for pair, evidence in _by_deeds(doc, acts)}
    of_actors = sides[sides["source"].isin(doc.actors["name"])]
    words = {(pair, evidence.sentence[0]): evidence for pair, evidence in _by_words(of_actors)}
    for (pair, _), evidence in sorted({**words, **deeds}.items(), key=lambda item: item[0][1]):
        found.setdefault(pair, []).append(evidence)
    rows = [row for pair, evidence in found.items() for row in _tie(*pair, evidence)]
    rows.sort(key=lambda row: (-row[3], -len(row[5]), row[-2]))
    return pd.DataFrame(rows, columns=TIES)


def _by_deeds(doc: Document, acts: pd.DataFrame) -> Iterator[tuple[Pair, Evidence]]:
    """The sentences in which one does something to another that the reader does not gainsay."""
    groups: dict[tuple[int, str, str], list[dict[str, Any]]] = {}
    for act in acts.to_dict("records"):
        row = {str(name): value for name, value in act.items()}
        groups.setdefault((row["start"], row["source"], row["target"]), []).append(row)
    for (start, source, target), group in groups.items():
        tree = doc.tree_at(start)
        # where only a pronoun stands for one of them, it is that
        a = tree.local_spans(doc.mentions[source]) or tree.local_spans([act["by"] for act in group])
        b = tree.local_spans(doc.mentions[target]) or tree.local_spans([act["on"] for act in group])
        sign = sum(act["sign"] for act in group)
        if doc.kind(target) == "issue":
            signed = math.copysign(prior_without_reader(), sign) if sign else 0.0
        else:
            signed = _sided(tree.reading.stance(a, b), sign) if a and b else 0.0
        if signed:
            same = [{name: act[name] for name in ACT} for act in group if act["sign"] * signed > 0]
            yield (source, target), Evidence(signed, [tree.start, tree.end], same)


def _by_words(sides: pd.DataFrame) -> Iterator[tuple[Pair, Evidence]]:
    """The sentences in which one shows a side by what is said of the other."""
    for row in sides.to_dict("records"):
        label = max(SIGNS, key=lambda name: row[name])
        if is_confident("words", row[label]):
            place = [int(row["start"]), int(row["end"])]
            yield (row["source"], row["target"]), Evidence(SIGNS[label] * row[label], place, [])


def _sided(shares: Mapping[str, float], sign: int) -> float:
    """The probability that a is for (above 0) or against b (below 0), as the acts say; 0 where it is too low."""
    label = "supports" if sign > 0 else "opposes"
    probability = calibrated(shares[f"a_{label}_b"]) if sign else 0.0
    return SIGNS[label] * probability if sign and is_confident("tie", probability) else 0.0


def _tie(source: str, target: str, evidence: list[Evidence]) -> Iterator[tuple[Any, ...]]:
    total = sum(1 if sentence.signed > 0 else -1 for sentence in evidence)
    if total:
        same = [sentence for sentence in evidence if sentence.signed * total > 0]
        label = "supports" if total > 0 else "opposes"
        acts = [act for sentence in same for act in sentence.acts]
        places = [sentence.sentence for sentence in same]
        by = " and ".join(sorted({DEEDS if sentence.acts else WORDS for sentence in same}))
        confidence = round(max(abs(sentence.signed) for sentence in same), 4)
        yield source, target, label, confidence, by, places, acts, *places[0]


def toward(
    doc: Document,
    phrases: Sequence[str],
    attributions: pd.DataFrame,
    sides: pd.DataFrame,
    ties: pd.DataFrame,
) -> pd.DataFrame:
    """The stance towards each phrase that the user asks about: the author's own, and each actor's.

    `sides` and `ties` are those of the actors. Columns: `target` (as asked), `source` ("author" or an actor's
    name), `label` (against, neutral, favor, unsure), `against, neutral, favor` (probabilities), `evidence`,
    `start, end`. A tie towards what is asked about decides for its source; else the sides that a speaker shows of
    it; for the author the reader's tone towards it, in those of the author's own sentences that name it. What the
    article does not speak of has no row.
    """
    rows: list[tuple[Any, ...]] = []
    for phrase in dict.fromkeys(phrases):
        if names := match_actors(phrase, doc.actors):
            rows += _towards(doc, phrase, names, attributions, sides, ties)
        elif wider := doc.with_issue(phrase):
            voiced = voiced_sides(wider, attributions, target=phrase)
            rows += _towards(
                wider, phrase, {phrase}, attributions, voiced, _ties_towards(wider, phrase, voiced)
            )
    rows.sort(key=lambda row: (list(phrases).index(row[0]), row[1] != AUTHOR, row[-2]))
    return pd.DataFrame(rows, columns=TOWARD)


def _ties_towards(doc: Document, issue: str, sides: pd.DataFrame) -> pd.DataFrame:
    """The ties towards one issue, for which only the sentences that name it are searched for acts."""
    naming = [tree for tree in doc.trees if tree.local_spans(doc.mentions[issue])]
    found = acts_of(doc, trees=naming)
    return ties(doc, found[found["target"] == issue], sides)


def _towards(
    doc: Document,
    phrase: str,
    names: set[str],
    attributions: pd.DataFrame,
    sides: pd.DataFrame,
    ties: pd.DataFrame,
) -> Iterator[tuple[Any, ...]]:
    ties = ties[ties["target"].isin(names)]
    for tie in ties.to_dict("records"):
        yield phrase, tie["source"], *_from_tie(tie), tie["evidence"], tie["start"], tie["end"]
    decided = {*ties["source"], *names}
    by_actors = sides["source"].isin(doc.actors["name"]) & ~sides["source"].isin(decided)
    for source, group in sides[sides["target"].isin(names) & by_actors].groupby("source", sort=False):
        shares = group[["opposes", "none", "supports"]].mean().tolist()
        evidence = group[["start", "end"]].to_numpy().tolist()
        yield phrase, source, *_labelled(shares, "words"), evidence, *evidence[0]
    own = _own(doc, names, attributions)
    if own:
        means = [fmean(one[tone] for one in own.values()) for tone in ("negative", "neutral", "positive")]
        evidence = [[doc.trees[k].start, doc.trees[k].end] for k in own]
        yield phrase, AUTHOR, *_labelled(means, "tone"), evidence, *evidence[0]


def _own(doc: Document, names: set[str], attributions: pd.DataFrame) -> dict[int, dict[str, float]]:
    """The reader's tone towards what is meant, in each sentence in which the author speaks of it."""
    quoted = SpanIndex([(start, end) for spans in attributions["content"] for start, end in spans])
    places = sorted(span for name in names for span in doc.mentions[name])
    return doc.tones([span for span in places if not quoted.covers((span[0], span[0] + 1))])


def _from_tie(tie: Mapping[Any, Any]) -> tuple[str, float, float, float]:
    p = float(tie["confidence"])
    rest = round((1 - p) / 2, 4)
    favor = tie["label"] == "supports"
    return ("favor" if favor else "against", *((rest, rest, p) if favor else (p, rest, rest)))


def _labelled(shares: Sequence[float], task: str) -> tuple[str, float, float, float]:
    """The likeliest of against, neutral and favor, or "unsure" where such a probability was too often wrong."""
    against, neutral, favor = (round(share, 4) for share in shares)
    name, best = max(
        zip(("against", "neutral", "favor"), (against, neutral, favor), strict=True), key=lambda one: one[1]
    )
    return name if is_confident(task, best) else "unsure", against, neutral, favor


def voiced_sides(doc: Document, attributions: pd.DataFrame, *, target: str = "") -> pd.DataFrame:
    """Which side each speaker shows of the actors named in the words said, sentence by sentence.

    With `target`, of that one alone.

    Columns: `source` (the speaker: an actor's name, else the source's own words), `target` (an actor's name);
    `none, supports, opposes` (probabilities that sum to 1); `start, end` (the sentence). The probability of a
    side is the geometric mean of the reader's verdict on the two and of its tone towards the target: bad news of
    someone is no stance, and a stance without tone is rare. Words within words belong to the inner speaker. A
    sentence in the middle of a quotation, where its speaker does not stand, is read as "X said: …".
    """
    rows, statements = [], list[Statement]()
    for (source, k, name), (spans, source_spans) in spoken_of(doc, attributions).items():
        if target and name != target:
            continue
        tree, sentence = doc.trees[k], (doc.trees[k].start, doc.trees[k].end)
        of_target = tree.local_spans(spans)
        mentions = (*tree.local_spans(doc.mentions.get(source, [])), *tree.local_spans(source_spans))
        of_source = list(dict.fromkeys(span for span in mentions if span not in of_target))
        if of_source and of_target:
            rows.append((source, name, *_side(tree.reading, of_source, of_target), *sentence))
        elif of_target:
            statements.append(Statement(source, name, tree, of_target, sentence))
    rows += _read_with_speaker(statements)
    rows.sort(key=lambda row: row[-2:])
    return pd.DataFrame(rows, columns=SIDES)


def combine_sides(verdict: Mapping[str, float], tone: Mapping[str, float]) -> dict[str, float]:
    """The sides of a verdict held against the tone towards the target: none, supports, opposes; sums to 1."""
    supports = math.sqrt(verdict["supports"] * tone["positive"])
    opposes = math.sqrt(verdict["opposes"] * tone["negative"])
    return {"none": 1 - supports - opposes, "supports": supports, "opposes": opposes}


def _side(reading: Reading, source: Sequence[Span], target: Sequence[Span]) -> Iterable[float]:
    return combine_sides(reading.side(source, target), reading.tone(*target)).values()


def spoken_of(
    doc: Document, attributions: pd.DataFrame
) -> dict[tuple[str, int, str], tuple[list[Span], list[Span]]]:
    """Who speaks of whom in which sentence: where the target stands, and the source of the words."""
    mentions = sorted((start, end, name) for name, spans in doc.mentions.items() for start, end in spans)
    firsts = [start for start, _, _ in mentions]
    said = attributions.to_dict("records")
    contents = sorted(((span, n) for n, one in enumerate(said) for span in one["content"]), key=_length)
    owner: dict[int, int] = {}
    for (start, end), n in contents:  # the longest first, so that an inner one overrules
        owner.update(dict.fromkeys(range(bisect_left(firsts, start), bisect_left(firsts, end)), n))
    found: dict[tuple[str, int, str], tuple[list[Span], list[Span]]] = {}
    for m, n in sorted(owner.items()):
        start, end, name = mentions[m]
        speaker = said[n]["speaker"]
        if isinstance(speaker, str) and speaker != name:
            key = (speaker, doc.sentence_at(start), name)
            found.setdefault(key, ([], said[n]["source"]))[0].append((start, end))
    return found


def _length(content: tuple[Sequence[int], int]) -> int:
    return content[0][0] - content[0][1]


def _read_with_speaker(statements: Sequence[Statement]) -> Iterator[tuple[object, ...]]:
    """The sides in sentences where the speaker does not stand, with the speaker put before them."""
    leads = [f"{statement.speaker} said: " for statement in statements]
    texts = tuple(lead + each.tree.reading.text for lead, each in zip(leads, statements, strict=True))
    for lead, reading, statement in zip(leads, read_sentences(texts), statements, strict=True):
        moved = [(start + len(lead), end + len(lead)) for start, end in statement.spans]
        shares = _side(reading, [(0, len(statement.speaker))], moved)
        yield statement.speaker, statement.target, *shares, *statement.sentence
