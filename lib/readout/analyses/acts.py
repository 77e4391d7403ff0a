"""Who does what to whom: acts of conflict and cooperation by their verb or noun, within a sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from readout.analyses.act_words import (
    Entry,
    Status,
    around,
    forms,
    judged,
    light,
    of_noun,
    of_predicate,
    of_verb,
    status,
)
from readout.analyses.participants import Participant, acting, author, party, referents
from readout.nlp.clauses import (
    agents,
    controlled_subject,
    is_passive,
    noun_obliques,
    objects,
    obliques,
    subjects,
)
from readout.nlp.document import Document
from readout.nlp.gazetteer import nominal_kind
from readout.nlp.trees import Tree, Word

COLUMNS = ["source", "target", "act", "sign", "cue", "modality", "negated", "by", "on", "start", "end"]

Found = tuple[Participant, Participant, Entry, Word, Status]


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
        for (source, by), (target, on), entry, cue, told in _in_sentence(tree, doc):
            if source != target:
                void = asked or told.void or told.modality == "required"
                denied = -1 if told.refused and entry.sign > 0 else 0  # "refused to support X"
                sign = 0 if void else denied if told.negated else entry.sign
                places = [[word.start, word.end] for word in (cue, by, on)]
                row = (source, target, entry.act, sign, places[0], told.modality, told.negated, *places[1:])
                rows.setdefault((source, target, cue.start), (*row, tree.start, tree.end))
    return pd.DataFrame(list(rows.values()), columns=COLUMNS)


def _in_sentence(tree: Tree, doc: Document) -> Iterator[Found]:
    for word in tree.words:
        if word.tag.startswith("VB"):
            yield from _of_verb(tree, word, doc)
        elif word.tag in ("NN", "NNS") and of_noun(word):
            yield from _of_noun(tree, word, doc)
        elif word.tag in ("NN", "NNS", "JJ"):
            yield from _of_predicate(tree, word, doc)


def _of_verb(tree: Tree, verb: Word, doc: Document) -> Iterator[Found]:
    said_of, judgement = judged(tree, verb)
    entry = judgement or of_verb(tree, verb)
    if not entry or not entry.act:
        return
    if not said_of and light(forms(tree, verb)) and any(of_noun(one) for one in tree.children(verb, "obj")):
        return  # "imposed sanctions": the noun is the act
    told = status(tree, verb)
    bearers = (agents if is_passive(tree, verb) else subjects)(tree, verb)
    doers = [who for one in bearers for who in acting(tree, one, doc)]
    for phrase in said_of or _targets(tree, verb, entry):
        dared = entry.act == "REJECT" and _dared(tree, verb)
        for target, factor in _reached(tree, phrase, doc):
            sign = 0 if dared else entry.sign * factor
            yield from ((doer, target, replace(entry, sign=sign), verb, told) for doer in doers)


def _dared(tree: Tree, verb: Word) -> bool:
    """Whether someone is wanted to do something: "challenged X to act"."""
    return any(controlled_subject(tree, one) for one in tree.children(verb, "xcomp"))


def _targets(tree: Tree, verb: Word, entry: Entry) -> list[Word]:
    """The nouns to which the act is done: by the first of its attachments that stands there."""
    found = {"obj": objects(tree, verb)}
    for preposition, noun in obliques(tree, verb):
        found.setdefault(preposition, []).append(noun)
    # "blamed the attack on X": the object is the act, the target stands behind the preposition
    pointed = found["obj"] and of_noun(found["obj"][0])
    if (pointed and len(entry.target) > 1) or "obj" not in entry.target:
        # … or the parser hangs it on the object: "imposed a curfew on X"
        for preposition, noun in [pair for one in found["obj"] for pair in noun_obliques(tree, one)]:
            found.setdefault(preposition, []).append(noun)
    present = [role for role in entry.target if found.get(role)]
    return found[present[-1 if pointed else 0]] if present else []


def _reached(tree: Tree, noun: Word, doc: Document) -> Iterator[tuple[Participant, int]]:
    """Whom an act on this noun reaches, and with which factor: an actor, or those behind another act."""
    if entry := of_noun(noun):
        yield from ((who, 1) for who in author(tree, noun, doc))
        for role, one in noun_obliques(tree, noun):
            if role in entry.target and entry.sign:
                yield from ((who, entry.sign) for who in referents(tree, one, doc))
    elif own := referents(tree, noun, doc, part=False):
        yield own[0], 1
    elif not nominal_kind(noun) and (said := list(_said(tree, noun, doc))):
        yield from said
    else:
        yield from ((who, 1) for who in party(tree, noun, doc)[:1])
    if issue := doc.issue_of(tree, noun):
        yield Participant(issue, noun), 1


def _said(tree: Tree, noun: Word, doc: Document) -> Iterator[tuple[Participant, int]]:
    """Whom a text is about that itself says an act: "a resolution condemning X", "a plan to expel X"."""
    for verb in tree.children(noun, "acl", "acl:relcl"):
        entry = of_verb(tree, verb)
        does = noun in subjects(tree, verb) or verb.tag == "VB"
        if entry and entry.sign and does and not is_passive(tree, verb) and not status(tree, verb).negated:
            for phrase in (one for one in _targets(tree, verb, entry) if one.place > verb.place):
                yield from ((who, entry.sign * factor) for who, factor in _reached(tree, phrase, doc))


def _of_noun(tree: Tree, noun: Word, doc: Document) -> Iterator[Found]:
    entry = of_noun(noun)
    if not entry:
        return
    doers, told = author(tree, noun, doc), Status()
    pairs = noun_obliques(tree, noun)
    verb = tree.head(noun)
    role = "" if noun.relation == "obj" else tree.preposition(noun)
    use = light([f"{verb.lemma} {role}"] if role else forms(tree, verb)) if verb else ""
    if verb and verb.tag.startswith("VB") and noun.relation not in ("nsubj", "nsubj:pass"):
        told = around(tree, verb, light=bool(use))
        behind = [pair for pair in obliques(tree, verb) if pair[1].place > noun.place]
        subject = [who for one in subjects(tree, verb) for who in acting(tree, one, doc)]
        pairs += behind if use else []
        if use == "doer":
            # "has the support of X": X is the one who supports
            pairs = [] if entry.sign > 0 and any(role == "of" for role, _ in pairs) else pairs
            doers = doers or subject
        elif use == "target":
            givers = [who for role, one in pairs if role == "from" for who in referents(tree, one, doc)]
            yield from ((doer, who, entry, noun, told) for doer in doers or givers for who in subject)
    if any(one.text.lower() == "no" for one in tree.children(noun, "det")):
        told = replace(told, negated=True)
    targets = [who for role, one in pairs if role in entry.target for who in party(tree, one, doc)]
    yield from ((doer, target, entry, noun, told) for doer in doers for target in targets)


def _of_predicate(tree: Tree, word: Word, doc: Document) -> Iterator[Found]:
    """What a noun or an adjective says of its subject: "X is critical of Y", "X, a critic of Y, …"."""
    entry = of_predicate(word)
    if not entry:
        return
    bearers, told = _said_of(tree, word)
    pairs = [*obliques(tree, word), *(noun_obliques(tree, word) if word.tag != "JJ" else [])]
    doers = [who for one in bearers for who in acting(tree, one, doc)]
    targets = [who for role, one in pairs if role in entry.target for who, _ in _reached(tree, one, doc)]
    if any(one.text.lower() == "no" for one in tree.children(word, "det")):
        told = replace(told, negated=True)  # "is no friend of X"
    yield from ((doer, target, entry, word, told) for doer in doers for target in targets)


def _said_of(tree: Tree, word: Word) -> tuple[list[Word], Status]:
    """Of whom a predicate or an apposition is said, and how: "is", "X, a critic, …"."""
    head = tree.head(word)
    if head and word.relation == "appos":
        return [head], Status()
    if tree.children(word, "cop"):
        return subjects(tree, word), status(tree, word)
    return [], Status()
