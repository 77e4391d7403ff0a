"""What each sentence says of two actors, in numbers: what the learned judgement of ties goes by."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from typing import Any, NamedTuple

import pandas as pd

from readout.analyses.act_words import find_noun_entry, find_predicate_entry, find_verb_entry, negations
from readout.analyses.reported_speech import SpanIndex
from readout.articles.quotations import find_quotations
from readout.nlp.document import Document
from readout.nlp.pronouns import FIRST
from readout.nlp.reader import Reading, read_sentences
from readout.nlp.tokens import Span
from readout.nlp.trees import FINITE, RELATIVE, Tree, Word

MOST = 12  # actors of a sentence that are paired all with all; of more only those joined by an act or by speech
FLOOR = 0.002  # a probability below it is as good as none
KINDS = ("person", "organisation", "place", "group", "issue")
ROLES = {
    "subject": ("nsubj",),
    "passive": ("nsubj:pass",),
    "agent": ("obl:agent",),
    "object": ("obj", "iobj"),
    "oblique": ("obl", "obl:tmod", "obl:npmod"),
    "owner": ("nmod:poss",),
    "modifier": ("nmod", "compound", "amod", "flat", "appos"),
    "joined": ("conj",),
}
COOPERATION = ("AGREE", "CONSULT", "SUPPORT", "AID", "COOPERATE", "YIELD")
NOT = frozenset(["not", "n't", "n’t", "no", "neither", "never", "nor", "none", "nobody"])
CLOSING = (",", ";", ":", ".")
LONGEST = 12  # words of what stands beside a name between commas
SUPPOSED = frozenset(["if", "unless", "whether", "would", "could", "may", "might", "should"])

Pair = tuple[str, str]
Act = dict[str, Any]
Numbers = dict[str, float]
# (speaker, number of the sentence, whom it speaks of): where that one stands, and the source of the words
Spoken = dict[tuple[str, int, str], tuple[list[Span], list[Span]]]


class Place(NamedTuple):
    """Where an actor stands in a sentence, in offsets into it."""

    spans: list[Span]
    indirect: bool  # only by pronouns, or by what stands for it in an act


class PairSentence(NamedTuple):
    """What one sentence, given by its number, says of a source and a target."""

    source: str
    target: str
    sentence: int
    numbers: Numbers
    acts: list[Act]  # those of the source towards the target
    spoken: bool  # whether the source speaks of the target


@dataclass(frozen=True)
class Evidence:
    """The acts and the speech of an article, by sentence."""

    doc: Document
    acts: Mapping[tuple[int, str, str], list[Act]]
    speech: Mapping[int, set[Pair]]
    quoted: SpanIndex
    direct: SpanIndex
    marked: SpanIndex  # what stands in quotation marks


def pair_sentences(doc: Document, acts: pd.DataFrame, said: pd.DataFrame, *, target: str = "") -> list[PairSentence]:
    """Every sentence that says something of two actors, in numbers, for each direction; of one `target` if given.

    Such a sentence holds both, by name or pronoun, or one of them speaks in it of the other. Where the speaker
    does not stand in it, it is read as "X said: …". An issue is no source.
    """
    spoken = {key: value for key, value in spoken_of(doc, said).items() if doc.kind(key[0]) and target in ("", key[2])}
    evidence = _evidence(doc, acts, said, spoken)
    places = _places(doc, acts)
    led: list[tuple[str, str, int, list[Span]]] = []
    for (speaker, k, name), (spans, source_spans) in spoken.items():
        here, of_target = places.setdefault(k, {}), doc.trees[k].local_spans(spans)
        own = [span for span in doc.trees[k].local_spans(source_spans) if span not in of_target]
        if own:
            here.setdefault(speaker, Place(own, indirect=True))
        elif speaker not in here and of_target:
            led.append((speaker, name, k, of_target))
    found = [row for k, here in places.items() for row in _of_sentence(evidence, k, here, target)]
    found += _read_with_speaker(evidence, led)
    return sorted(found, key=lambda row: row.sentence)


def spoken_of(doc: Document, attributions: pd.DataFrame) -> Spoken:
    """Who speaks of whom in which sentence, by name or pronoun. Words within words belong to the inner speaker."""
    pronouns = [(word.start, word.end, name) for word, name in _pronouns(doc)]
    named = [(start, end, name) for name, spans in doc.mentions.items() for start, end in spans]
    mentions = sorted(named + pronouns)
    firsts = [start for start, _, _ in mentions]
    said = attributions.to_dict("records")
    contents = [(span, n) for n, one in enumerate(said) for span in one["content"]]
    owner: dict[int, int] = {}
    for (start, end), n in sorted(contents, key=lambda one: one[0][0] - one[0][1]):
        # the longest first, so that an inner one overrules
        owner.update(dict.fromkeys(range(bisect_left(firsts, start), bisect_left(firsts, end)), n))
    found: Spoken = {}
    for m, n in sorted(owner.items()):
        start, end, name = mentions[m]
        speaker = said[n]["speaker"]
        if isinstance(speaker, str) and speaker != name:
            key = (speaker, doc.sentence_at(start), name)
            found.setdefault(key, ([], said[n]["source"]))[0].append((start, end))
    return found


def _pronouns(doc: Document) -> Iterator[tuple[Word, str]]:
    """The pronouns that stand for an actor, in the order of the text."""
    words = (word for tree in doc.trees for word in tree.words)
    return ((word, name) for word in words if (name := doc.pronouns.get(word.start)))


def _evidence(doc: Document, acts: pd.DataFrame, said: pd.DataFrame, spoken: Spoken) -> Evidence:
    deeds: dict[tuple[int, str, str], list[Act]] = {}
    for act in acts.to_dict("records"):
        key = doc.sentence_at(act["start"]), act["source"], act["target"]
        deeds.setdefault(key, []).append({str(name): value for name, value in act.items()})
    speech: dict[int, set[Pair]] = {}
    for speaker, k, name in spoken:
        speech.setdefault(k, set()).add((speaker, name))
    contents = list(zip(said["content"], said["direct"], strict=True))
    quoted = SpanIndex([(start, end) for spans, _ in contents for start, end in spans])
    direct = SpanIndex([(start, end) for spans, marks in contents if marks for start, end in spans])
    return Evidence(doc, deeds, speech, quoted, direct, SpanIndex(find_quotations(doc.article.text)))


def _places(doc: Document, acts: pd.DataFrame) -> dict[int, dict[str, Place]]:
    """Where each actor stands in each sentence: by its names, else by pronouns or by what stands for it in an act."""
    named = ((name, span) for name, spans in doc.mentions.items() for span in spans)
    others = ((name, (word.start, word.end)) for word, name in _pronouns(doc) if word.text.lower() not in FIRST)
    ends = [
        (act[name], tuple(act[place]))
        for act in acts.to_dict("records")
        for name, place in (("source", "by"), ("target", "on"))
    ]
    found: dict[int, dict[str, Place]] = {}
    for indirect, rows in ((False, named), (True, others), (True, ends)):
        stand: dict[tuple[int, str], list[Sequence[int]]] = {}
        for name, span in rows:
            stand.setdefault((doc.sentence_at(span[0]), name), []).append(span)
        for (k, name), spans in stand.items():
            local = doc.trees[k].local_spans(spans) if k >= 0 and doc.kind(name) else []
            if local:
                found.setdefault(k, {}).setdefault(name, Place(list(dict.fromkeys(local)), indirect))
    return found


def _of_sentence(evidence: Evidence, k: int, here: Mapping[str, Place], target: str) -> Iterator[PairSentence]:
    """Both directions of each pair of actors of a sentence."""
    doc, speech = evidence.doc, evidence.speech.get(k, set())
    tree, tones = doc.trees[k], dict[str, Numbers]()
    common = _sentence_numbers(tree) | {"many": math.log(max(len(here), 1))}
    pairs = [(a, b, ends) for a, b in _pairs(evidence, k, here, target) if (ends := _nearest(here[a], here[b]))]
    stances = tree.reading.stances([(here[a].spans, here[b].spans) for a, b, _ in pairs])
    for (a, b, (x, y)), shares in zip(pairs, stances, strict=True):
        joint = common | _path(tree, x, y)
        for name in (a, b):
            tones[name] = tones.get(name) or _tone(tree.reading, here[name].spans)
        for s, t, ends, order in ((a, b, (x, y), "ab"), (b, a, (y, x), "ba")):
            acts = evidence.acts.get((k, s, t), [])
            denied = any(act["negated"] for act in acts) and not any(act["sign"] for act in acts)
            # "it is not true that X attacked Y" tells of no stance
            if denied or doc.kind(s) == "issue" or target not in ("", t):
                continue
            numbers = joint | _stance(shares, *order) | _tones(tones[s], tones[t])
            numbers |= _acts(acts, evidence.acts.get((k, t, s), []))
            numbers |= _kinds(doc, s, t) | _ends(evidence, k, (s, t), ends)
            numbers |= _mentions(here[s], "source") | _mentions(here[t], "target")
            if (s, t) in speech:
                numbers |= _without_asides(evidence, tree, here, s, t)
            yield PairSentence(s, t, k, numbers, acts, (s, t) in speech)


def _without_asides(evidence: Evidence, tree: Tree, here: Mapping[str, Place], source: str, target: str) -> Numbers:
    """The numbers without what the author adds on whom another speaks of: "said he met X, the disgraced envoy"."""
    text, taken = tree.reading.text, set[int]()
    others = [span for name, place in here.items() for span in place.spans if name != target]
    for span in here[target].spans:
        comma, *row = [word for word in tree.words if word.start >= tree.start + span[1]][:LONGEST] or (None,)
        row = list(takewhile(lambda w: w.text not in CLOSING and w.tag not in (*FINITE, *RELATIVE), row))
        if comma and comma.text == "," and row and row[0].tag == "DT":
            start, end = comma.start - tree.start, row[-1].end - tree.start
            inside = any(start < last and first < end for first, last in others)
            if not inside and not evidence.marked.covers((comma.start, row[-1].end)):
                text = text[:start] + " " * (end - start) + text[end:]
                taken.update(range(start, end))
    own = [span for span in here[target].spans if span[0] not in taken]
    if not taken or not own:
        return {}
    reading = read_sentences((text,))[0]
    return (
        _stance(reading.stance(here[source].spans, own), "a", "b")
        | _tone(reading, own)
        | _mentions(here[target]._replace(spans=own), "target")
    )


def _pairs(evidence: Evidence, k: int, here: Mapping[str, Place], target: str) -> Iterator[Pair]:
    """Each two actors of a sentence; of many only those joined by an act or by speech."""
    speech = evidence.speech.get(k, set())
    for a, b in combinations(here, 2):
        acted = (k, a, b) in evidence.acts or (k, b, a) in evidence.acts
        joined = len(here) <= MOST or acted or speech & {(a, b), (b, a)}
        if joined and target in ("", a, b):
            yield a, b


def _nearest(a: Place, b: Place) -> tuple[Span, Span] | None:
    """The spans of two actors that stand nearest; None of "French soldiers" in "the withdrawal of French soldiers"."""
    apart = [(x, y) for x in a.spans for y in b.spans if _gap(x, y) >= 0]
    return min(apart, key=lambda ends: _gap(*ends), default=None)


def _gap(x: Span, y: Span) -> int:
    """How many characters stand between two spans; less than 0 where they overlap."""
    return max(x[0], y[0]) - min(x[1], y[1])


def _mentions(place: Place, end: str) -> Numbers:
    return {f"{end} indirect": float(place.indirect), f"{end} mentions": float(len(place.spans))}


def _read_with_speaker(evidence: Evidence, rows: Sequence[tuple[str, str, int, list[Span]]]) -> Iterator[PairSentence]:
    """Sentences in which their speaker does not stand, read with the speaker put before them."""
    doc = evidence.doc
    leads = [f"{speaker} said: " for speaker, *_ in rows]
    texts = tuple(lead + doc.trees[k].reading.text for lead, (_, _, k, _) in zip(leads, rows, strict=True))
    for lead, reading, (speaker, name, k, spans) in zip(leads, read_sentences(texts), rows, strict=True):
        tree, own = doc.trees[k], [(0, len(speaker))]
        moved = [_moved(span, len(lead)) for span in spans]
        numbers = _sentence_numbers(tree) | _stance(reading.stance(own, moved), "a", "b")
        numbers |= _tones(_tone(reading, own), _tone(reading, moved)) | _acts([], []) | _kinds(doc, speaker, name)
        place = tree.start + spans[0][0]
        numbers |= _roles(tree, spans[0], "target") | {
            "source speaks": 1.0,
            "led": 1.0,
            "direct": float(evidence.direct.covers((place, place + 1))),
            "source subject": 1.0,
            "before": 1.0,
            "source mentions": 1.0,
            "target mentions": float(len(spans)),
        }
        yield PairSentence(speaker, name, k, numbers, [], spoken=True)


def _sentence_numbers(tree: Tree) -> Numbers:
    return {
        "length": math.log(1 + len(tree.words)),
        "question": float(tree.reading.text.rstrip("”\"’') ").endswith("?")),
        "negated": float(any(word.text.lower() in NOT for word in tree.words)),
    }


def _stance(shares: Mapping[str, float], a: str, b: str) -> Numbers:
    """The model's log-odds that the source is for or against the target, and the target for or against it."""
    none = _log(shares["none"])
    names = {"supports": (a, b), "opposes": (a, b), "supported": (b, a), "opposed": (b, a)}
    verbs = {"supports": "supports", "opposes": "opposes", "supported": "supports", "opposed": "opposes"}
    odds = {name: _log(shares[f"{s}_{verbs[name]}_{t}"]) - none for name, (s, t) in names.items()}
    return odds | {"p supports": shares[f"{a}_supports_{b}"], "p opposes": shares[f"{a}_opposes_{b}"]}


def _tone(reading: Reading, spans: Sequence[Span]) -> Numbers:
    shares = reading.tone(*spans)
    return {name: _log(shares[name]) - _log(shares["neutral"]) for name in ("negative", "positive")}


def _tones(source: Numbers, target: Numbers) -> Numbers:
    return target | {f"source {name}": value for name, value in source.items()}


def _acts(acts: Sequence[Act], back: Sequence[Act]) -> Numbers:
    """What the acts by rule say of the source towards the target, and the other way."""
    return {
        "act for": float(any(act["sign"] > 0 for act in acts)),
        "act against": float(any(act["sign"] < 0 for act in acts)),
        "act void": float(any(act["sign"] == 0 for act in acts)),
        "act denied": float(any(act["negated"] for act in acts)),
        "act unreal": float(any(act["modality"] not in ("actual", "reported") for act in acts)),
        "act back for": float(any(act["sign"] > 0 for act in back)),
        "act back against": float(any(act["sign"] < 0 for act in back)),
    }


def _path(tree: Tree, x: Span, y: Span) -> Numbers:
    """What stands between two spans: act words, the model’s act, what denies or supposes it, the distance."""
    path = tree.path(_moved(x, tree.start), _moved(y, tree.start))
    shares = tree.reading.act([word.place for word in path], x, y)
    good = sum(shares[name] for name in COOPERATION)
    signs = [sign for word in path if (sign := _sign_of(tree, word))]
    beside = [w for word in path for w in tree.children(word, "advmod", "aux", "det", "cc:preconj", "mark")]
    words = {word.text.lower() for word in (*path, *beside)}
    first, last = tree.start + min(x[1], y[1]), tree.start + max(x[0], y[0])
    return {
        "act odds": _log(good) - _log(1 - good),
        "path": math.log(len(path)),
        "distance": math.log(1 + sum(first <= word.start < last for word in tree.words)),
        "path for": float(sum(sign > 0 for sign in signs)),
        "path against": float(sum(sign < 0 for sign in signs)),
        "path negated": float(bool(words & (negations() | NOT))),
        "path supposed": float(bool(words & SUPPOSED)),
        "path verb": float(any(word.tag.startswith("VB") for word in path)),
    }


def _sign_of(tree: Tree, word: Word) -> int:
    """The sign of an act word, whatever hangs on it; 0 for other words."""
    if word.tag.startswith("VB"):
        entry = find_verb_entry(tree, word)
    else:
        entry = (find_noun_entry(word) or find_predicate_entry(word)) if word.tag[:2] in ("NN", "JJ") else None
    return entry.sign if entry else 0


def _kinds(doc: Document, source: str, target: str) -> Numbers:
    numbers = {f"source {kind}": float(doc.kind(source) == kind) for kind in KINDS[:-1]}
    numbers |= {f"target {kind}": float(doc.kind(target) == kind) for kind in KINDS}
    shared = set(source.lower().split()) & set(target.lower().split())
    return numbers | {"share words": float(any(len(word) > 3 for word in shared))}


def _ends(evidence: Evidence, k: int, pair: Pair, ends: tuple[Span, Span]) -> Numbers:
    """The part that both play in the sentence, and who speaks."""
    tree, (x, y) = evidence.doc.trees[k], ends
    speech = evidence.speech.get(k, set())
    speaks, spoken = pair in speech, pair[::-1] in speech
    at_source, at_target = ((tree.start + s, tree.start + s + 1) for s, _ in ends)
    quoted = evidence.quoted.covers(at_target)
    return (
        _roles(tree, x, "source")
        | _roles(tree, y, "target")
        | {
            "source speaks": float(speaks),
            "target speaks": float(spoken),
            "other speaks": float(quoted and not speaks and not spoken),
            "source quoted": float(evidence.quoted.covers(at_source)),
            "direct": float(evidence.direct.covers(at_target)),
            "before": float(x[0] < y[0]),
        }
    )


def _roles(tree: Tree, span: Span, end: str) -> Numbers:
    word = tree.top_word(_moved(span, tree.start)) if tree.words else None
    relation = word.relation if word else ""
    return {f"{end} {role}": float(relation in names) for role, names in ROLES.items()}


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _log(share: float) -> float:
    return math.log(min(max(share, FLOOR), 1 - FLOOR))
