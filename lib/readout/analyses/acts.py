"""Who does what to whom: acts of conflict and cooperation by their verb or noun, within a sentence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from readout.analyses.act_words import (
    ActEntry,
    ActStatus,
    find_judgement,
    find_light_role,
    find_noun_entry,
    find_object_status,
    find_predicate_entry,
    find_predicate_judgement,
    find_status,
    find_verb_entry,
    list_verb_forms,
)
from readout.analyses.participants import (
    Participant,
    find_author,
    find_deed_author,
    find_doers,
    find_parties,
    find_planner,
    find_possessors,
    find_referents,
)
from readout.analyses.reported_speech import cue_verbs
from readout.nlp.clauses import controlled_subject, doer_nouns, noun_obliques, objects, obliques, subjects
from readout.nlp.document import Document
from readout.nlp.issues import is_threatened
from readout.nlp.tokens import grammar
from readout.nlp.trees import Tree, Word

OUST = ActEntry("REJECT", -1, (), control=False)
COLUMNS = ["source", "target", "act", "sign", "cue", "modality", "negated", "by", "on", "start", "end"]


class Act(NamedTuple):
    """An act as a sentence tells it; `cue` is the word that says it."""

    doer: Participant
    target: Participant
    entry: ActEntry
    cue: Word
    status: ActStatus


def acts(doc: Document, *, trees: Iterable[Tree] | None = None) -> pd.DataFrame:
    """Every act between two actors, in the order of the text; of some sentences if `trees` are given.

    Columns: `source` does it to `target` (actor names); `act` (PLOVER root code, Open Event Data Alliance
    2021); `sign` (+1 for the target, -1 against it, 0 neither); `cue` (`[start, end]` of the act word);
    `modality` (actual, intended, possible, required, hypothetical, reported); `negated`; `by`, `on`
    (`[start, end]` of the noun or pronoun that stands for the source, for the target); `start, end` (of the
    sentence). The doer is the subject, the agent of a passive ("by …") or a possessor ("the US’ killing of
    …"). An act towards another act reaches those behind it: who condemns attacks on X is for X and against
    the attackers. An act that is asked about, wanted ("should"), supposed ("if …") or charged ("accused of …")
    has sign 0, and so has one that is negated; but who refuses someone support is against them.
    """
    rows: dict[tuple[object, ...], tuple[object, ...]] = {}
    for tree in doc.trees if trees is None else trees:
        asked = tree.reading.text.rstrip("”\"’') ").endswith("?")
        for (source, by), (target, on), entry, cue, status in _find_in_sentence(tree, doc):
            if source != target:
                void = asked or status.void or status.modality == "required"
                denied = -1 if status.refused and entry.sign > 0 else 0  # "refused to support X"
                sign = 0 if void else denied if status.negated else entry.sign
                places = [[word.start, word.end] for word in (cue, by, on)]
                told = (status.modality, status.negated)
                row = (source, target, entry.act, sign, places[0], *told, *places[1:], tree.start, tree.end)
                rows.setdefault((source, target, cue.start), row)
    return pd.DataFrame(list(rows.values()), columns=COLUMNS)


def _find_in_sentence(tree: Tree, doc: Document) -> Iterator[Act]:
    for word in tree.words:
        if word.tag.startswith("VB"):
            yield from _find_verb_acts(tree, word, doc)
        elif word.tag in ("NN", "NNS") and find_noun_entry(word):
            yield from _find_noun_acts(tree, word, doc)
        elif word.tag in ("NN", "NNS", "JJ"):
            yield from _find_predicate_acts(tree, word, doc)
        if word.tag in ("NN", "NNS", "JJ"):
            yield from _find_said_judgements(tree, word, doc)


def _find_verb_acts(tree: Tree, verb: Word, doc: Document) -> Iterator[Act]:
    """What a verb says: "X attacked Y", "X called Y a liar"."""
    yield from _find_wanted(tree, verb, doc)
    judged, judgement = find_judgement(tree, verb)
    entry = judgement or find_verb_entry(tree, verb)
    if not entry or not entry.act:
        return
    light = find_light_role(list_verb_forms(tree, verb))
    if not judged and light and any(find_noun_entry(noun) for noun in tree.children(verb, "obj")):
        return  # "imposed sanctions": the noun is the act
    doers = _find_all_doers(tree, doer_nouns(tree, verb), doc) or find_planner(tree, verb, doc)
    askers, status = _find_askers(tree, verb, doc), find_status(tree, verb)
    for noun in judged or _find_targets(tree, verb, entry):
        for target, factor in _find_reached(tree, noun, doc):
            signed = replace(entry, sign=entry.sign * factor)
            yield from _pair(doers, [target], signed, verb, status)
            if not status.negated:
                yield from _pair(askers, [target], signed, verb, ActStatus("intended"))


def _find_askers(tree: Tree, verb: Word, doc: Document) -> list[Participant]:
    """Who wants somebody to do the act: "X asked Y to punish Z", "X called for Y to be punished"."""
    head = tree.head(verb)
    if not head or head.lemma in grammar("letting") or not controlled_subject(tree, verb):
        return []
    status = find_status(tree, head)
    if status.void or status.negated or status.modality not in ("actual", "reported"):
        return []
    return _find_all_doers(tree, doer_nouns(tree, head), doc)


def _find_wanted(tree: Tree, verb: Word, doc: Document) -> Iterator[Act]:
    """What somebody wants to befall another: "called for X’s resignation", "called on X to resign"."""
    forms = list_verb_forms(tree, verb)
    if grammar("leaving").intersection(forms):
        asked = [who for noun in controlled_subject(tree, verb) for who in find_referents(tree, noun, doc)]
        if asked and not find_status(tree, verb).negated:
            yield from _pair(_find_askers(tree, verb, doc), asked, OUST, verb, ActStatus("intended"))
    if not grammar("wanting").intersection(forms):
        return
    status = find_status(tree, verb)
    doers = _find_all_doers(tree, doer_nouns(tree, verb), doc)
    for noun in [*objects(tree, verb), *(one for mark, one in obliques(tree, verb) if mark == "for")]:
        entry = find_noun_entry(noun)
        if noun.lemma in grammar("harm"):
            of = [one for mark, one in noun_obliques(tree, noun) if mark in ("of", "from")]
            whose = find_possessors(tree, noun, doc) or [who for one in of for who in find_referents(tree, one, doc)]
            yield from _pair(doers, whose, OUST, verb, status)
        elif entry and entry.sign:
            of = [one for mark, one in noun_obliques(tree, noun) if mark in entry.target]
            whose = [who for one in of for who in find_parties(tree, one, doc)]
            whose = whose or (find_possessors(tree, noun, doc) if "of" in entry.target else [])
            yield from _pair(doers, whose, entry, verb, status)


def _pair(
    doers: Iterable[Participant], targets: Sequence[Participant], entry: ActEntry, cue: Word, status: ActStatus
) -> Iterator[Act]:
    """Each doer's act on each target."""
    return (Act(doer, target, entry, cue, status) for doer in doers for target in targets)


def _find_all_doers(tree: Tree, nouns: Iterable[Word], doc: Document) -> list[Participant]:
    return [doer for noun in nouns for doer in find_doers(tree, noun, doc)]


def _find_targets(tree: Tree, verb: Word, entry: ActEntry) -> list[Word]:
    """The nouns to which the act is done: by the first of its attachments that stands there."""
    nouns = {"obj": [noun for noun in objects(tree, verb) if not is_threatened(tree, noun)]}
    for preposition, noun in obliques(tree, verb):
        nouns.setdefault(preposition, []).append(noun)
    # "blamed the attack on X": the object is the act, the target stands behind the preposition
    pointed = nouns["obj"] and find_noun_entry(nouns["obj"][0])
    if (pointed and len(entry.target) > 1) or "obj" not in entry.target:
        # … or the parser hangs it on the object: "imposed a curfew on X"
        for preposition, noun in [pair for first in nouns["obj"] for pair in noun_obliques(tree, first)]:
            nouns.setdefault(preposition, []).append(noun)
    present = [role for role in entry.target if nouns.get(role)]
    return nouns[present[-1 if pointed else 0]] if present else []


def _find_reached(tree: Tree, noun: Word, doc: Document) -> Iterator[tuple[Participant, int]]:
    """Whom an act on this noun reaches, and with which factor: an actor, or those behind another act."""
    if entry := find_noun_entry(noun):
        authors = find_author(tree, noun, doc) or find_deed_author(tree, noun, doc)
        yield from ((author, 1) for author in authors)
        for preposition, behind in noun_obliques(tree, noun):
            if preposition in entry.target and entry.sign:
                yield from ((target, entry.sign) for target in find_referents(tree, behind, doc))
    elif named := find_referents(tree, noun, doc, part=False):
        yield named[0], 1
    else:
        parties = find_parties(tree, noun, doc) or find_deed_author(tree, noun, doc)
        yield from ((party, 1) for party in parties[:1])
    if issue := doc.issue_of(tree, noun):
        yield Participant(issue, noun), 1


def _find_noun_acts(tree: Tree, noun: Word, doc: Document) -> Iterator[Act]:
    """What a noun says: "the US attack on X", "X launched an attack on Y", "X suffered a blow from Y"."""
    entry = find_noun_entry(noun)
    if not entry:
        return
    verb, role = _find_carrier(tree, noun)
    doers, pairs = find_author(tree, noun, doc), noun_obliques(tree, noun)
    status = find_object_status(tree, verb, light=bool(role)) if verb else ActStatus()
    if tree.children(noun, "cop") and tree.preposition(noun):  # "is at war with X"
        doers, status = _find_all_doers(tree, subjects(tree, noun), doc), find_status(tree, noun)
    if _has_no(tree, noun):
        status = replace(status, negated=True)
    if verb and role:
        subject = _find_all_doers(tree, subjects(tree, verb), doc)
        pairs += [pair for pair in obliques(tree, verb) if pair[1].place > noun.place]
        if role == "target":  # "suffered a blow from X"
            givers = doers or [who for mark, one in pairs if mark == "from" for who in find_referents(tree, one, doc)]
            yield from _pair(givers, subject, entry, noun, status)
        else:  # "launched an attack on X", but of "has the support of X" it is X who supports
            pairs = [] if entry.sign > 0 and any(preposition == "of" for preposition, _ in pairs) else pairs
            doers = doers or subject
    targets = [who for mark, one in pairs if mark in entry.target for who in find_parties(tree, one, doc)]
    yield from _pair(doers, targets, entry, noun, status)


def _find_carrier(tree: Tree, noun: Word) -> tuple[Word | None, str]:
    """The verb that a noun is not the subject of, and whether its subject is "doer" or "target" of the noun's act."""
    verb = tree.head(noun)
    if not verb or not verb.tag.startswith("VB") or noun.relation in ("nsubj", "nsubj:pass"):
        return None, ""
    preposition = "" if noun.relation == "obj" else tree.preposition(noun)
    return verb, find_light_role([f"{verb.lemma} {preposition}"] if preposition else list_verb_forms(tree, verb))


def _find_predicate_acts(tree: Tree, word: Word, doc: Document) -> Iterator[Act]:
    """What a noun or an adjective says of its subject: "X is critical of Y", "X, a critic of Y, …"."""
    entry = find_predicate_entry(word)
    if not entry:
        return
    bearers, status = _find_bearers(tree, word)
    pairs = [*obliques(tree, word), *(noun_obliques(tree, word) if word.tag != "JJ" else [])]
    doers = _find_all_doers(tree, bearers, doc)
    targets = [who for mark, one in pairs if mark in entry.target for who, _ in _find_reached(tree, one, doc)]
    if _has_no(tree, word):
        status = replace(status, negated=True)  # "is no friend of X"
    yield from _pair(doers, targets, entry, word, status)


def _find_said_judgements(tree: Tree, word: Word, doc: Document) -> Iterator[Act]:
    """What somebody says that another is: "X said Y was a liar", "Y is wrong, X said"."""
    entry, cue = find_predicate_judgement(word), tree.head(word)
    if not entry or not cue or not tree.children(word, "cop") or cue.lemma not in cue_verbs():
        return
    if word.relation in ("ccomp", "parataxis") and not find_status(tree, cue).negated:
        doers = _find_all_doers(tree, subjects(tree, cue), doc)
        targets = [who for noun in subjects(tree, word) for who, _ in _find_reached(tree, noun, doc)]
        status = find_status(tree, word)
        yield from _pair(doers, targets, entry, word, replace(status, negated=True) if _has_no(tree, word) else status)


def _find_bearers(tree: Tree, word: Word) -> tuple[list[Word], ActStatus]:
    """Of whom a predicate or an apposition is said, and how: "is", "X, a critic, …"."""
    head = tree.head(word)
    if head and word.relation == "appos":
        return [head], ActStatus()
    if tree.children(word, "cop"):
        return subjects(tree, word), find_status(tree, word)
    return [], ActStatus()


def _has_no(tree: Tree, noun: Word) -> bool:
    return any(word.text.lower() == "no" for word in tree.children(noun, "det"))
