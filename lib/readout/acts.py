"""Who does what to whom: acts of conflict and cooperation by their verb or noun, within a sentence."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pandas as pd

from readout.actors import Finder
from readout.actwords import Entry, Status, around, forms, light, of_noun, of_verb, status
from readout.article import Article
from readout.clauses import agents, objects, obliques, passive, subjects
from readout.language import grammar
from readout.resources import table
from readout.syntax import Tree, Word, trees

COLUMNS = ["source", "target", "act", "sign", "cue", "modality", "negated", "start", "end"]


def acts(article: Article, actors: pd.DataFrame) -> pd.DataFrame:
    """Every act between two actors, in the order of the text.

    Columns: `source` does it to `target` (actor names); `act` (PLOVER root code, Open Event Data Alliance
    2021); `sign` (+1 for the target, -1 against it, 0 neither); `cue` (`[start, end]` of the act word);
    `modality` (actual, intended, possible, required, hypothetical, reported); `negated`; `start, end` (of the
    sentence). The doer is the subject, the agent of a passive ("by …") or a possessor ("the US’ killing of
    …"). An act towards another act reaches those behind it: who condemns attacks on X is for X and against
    the attackers. An act that is negated, asked about, supposed ("if …") or charged ("accused of …") has
    sign 0.
    """
    finder = Finder(actors, article)
    rows: dict[tuple[object, ...], tuple[object, ...]] = {}
    for sentence, tree in zip(article.sentences, trees(article), strict=True):
        asked = sentence.text.rstrip("”\"’') ").endswith("?")
        for source, target, entry, cue, told in _in_sentence(tree, finder):
            if source and target and source != target:
                sign = 0 if asked or told.void or told.negated else entry.sign
                row = (source, target, entry.act, sign, [cue.start, cue.end], told.modality, told.negated)
                rows.setdefault((source, target, cue.start), (*row, sentence.start, sentence.end))
    return pd.DataFrame(list(rows.values()), columns=COLUMNS)


Found = tuple[str | None, str | None, Entry, Word, Status]


def _in_sentence(tree: Tree, finder: Finder) -> Iterator[Found]:
    for word in tree.words:
        if word.tag.startswith("VB"):
            yield from _of_verb(tree, word, finder)
        elif word.tag in ("NN", "NNS") and of_noun(word):
            yield from _of_noun(tree, word, finder)


def _of_verb(tree: Tree, verb: Word, finder: Finder) -> Iterator[Found]:
    entry = of_verb(tree, verb)
    if not entry or not entry.act:
        return
    borne = passive(tree, verb)
    told = status(tree, verb)
    doers = [
        name for one in (agents if borne else subjects)(tree, verb) for name in _doers(tree, one, finder)
    ]
    for phrase in _targets(tree, verb, entry):
        civil = verb.lemma == "warn" and phrase.lemma in grammar("civilian")  # of a storm, say
        for target, factor in _reached(tree, phrase, finder):
            sign = entry.sign * (0 if civil else factor)
            yield from ((doer, target, replace(entry, sign=sign), verb, told) for doer in doers)


def _targets(tree: Tree, verb: Word, entry: Entry) -> list[Word]:
    """The nouns to which the act is done: by the first of its attachments that stands there."""
    found = {"obj": objects(tree, verb)}
    for preposition, noun in obliques(tree, verb):
        found.setdefault(preposition, []).append(noun)
    # "blamed the attack on X": the object is the act, the target stands behind the preposition
    pointed = found["obj"] and of_noun(found["obj"][0])
    if pointed and len(entry.target) > 1:
        for preposition, noun in _tail(tree, found["obj"][0]):
            found.setdefault(preposition, []).append(noun)
    present = [role for role in entry.target if found.get(role)]
    return found[present[-1 if pointed else 0]] if present else []


def _doers(tree: Tree, noun: Word, finder: Finder) -> list[str]:
    """Whom the subject names, or the doer of an act that is one: "a US strike killed"."""
    name = finder.of(tree, noun)
    return [name] if name else _doer(tree, noun, finder) if of_noun(noun) else []


def _reached(tree: Tree, noun: Word, finder: Finder) -> Iterator[tuple[str, int]]:
    """Whom an act on this noun reaches, and with which factor: an actor, or those behind another act."""
    part = [one for role, one in _tail(tree, noun) if role == "of"]  # "the persistence of attacks"
    inner = next((one for one in (noun, *part) if of_noun(one)), None)
    entry = of_noun(inner) if inner else None
    if not inner or not entry:
        names = [finder.of(tree, noun), *_possessors(tree, noun, finder)]
        names += [finder.of(tree, one) for one in part] if noun.lemma in grammar("part") else []
        names += [finder.issue(tree, noun)]  # "rejected the plan"
        yield from ((name, 1) for name in [name for name in names if name][:1])
        return
    yield from ((name, 1) for name in _doer(tree, inner, finder))
    for role, one in _tail(tree, inner):
        if role in entry.target and entry.sign and (name := _named(tree, one, finder)):
            yield name, entry.sign


def _of_noun(tree: Tree, noun: Word, finder: Finder) -> Iterator[Found]:
    entry = of_noun(noun)
    if not entry:
        return
    doers, told = _doer(tree, noun, finder), Status()
    tail = _tail(tree, noun)
    verb = tree.above(noun)
    if verb and verb.tag.startswith("VB") and noun.relation not in ("nsubj", "nsubj:pass"):
        role = "" if noun.relation == "obj" else tree.preposition(noun)
        use = light([f"{verb.lemma} {role}"] if role else forms(tree, verb))
        told = around(tree, verb, light=bool(use))
        behind = [pair for pair in obliques(tree, verb) if pair[1].place > noun.place]
        subject = [name for one in subjects(tree, verb) if (name := finder.of(tree, one))]
        tail += behind if use else []
        if use == "doer":
            # "has the support of X": X is the one who supports
            tail = [] if entry.sign > 0 and any(role == "of" for role, _ in tail) else tail
            doers = doers or subject
        elif use == "target":
            givers = [name for role, one in tail if role == "from" and (name := finder.of(tree, one))]
            yield from ((doer, name, entry, noun, told) for doer in doers or givers for name in subject)
    if any(one.text.lower() == "no" for one in tree.below(noun, "det")):
        told = replace(told, negated=True)
    targets = [name for role, one in tail if role in entry.target and (name := _named(tree, one, finder))]
    yield from ((doer, target, entry, noun, told) for doer in doers for target in targets)


def _doer(tree: Tree, noun: Word, finder: Finder) -> list[str]:
    """Who does the act of a noun: its possessor, a country or group before it ("US strike"), "by …"."""
    owners = _possessors(tree, noun, finder)
    inside = [
        name for name in finder.within(tree, noun) if name in _countries() or finder.kind(name) == "group"
    ]
    verb = tree.above(noun)
    aside = obliques(tree, verb) if verb and noun.relation == "obj" and not passive(tree, verb) else []
    tail = [*_tail(tree, noun), *(pair for pair in aside if pair[1].place > noun.place)]
    by = [name for role, one in tail if role == "by" and (name := finder.of(tree, one))]
    return owners[:1] or inside[:1] or by


def _named(tree: Tree, noun: Word, finder: Finder) -> str | None:
    """Whom a noun names, or of what it is a part: "members of X"."""
    part = [one for role, one in _tail(tree, noun) if role == "of"] if noun.lemma in grammar("part") else []
    return next((name for one in (noun, *part) if (name := finder.of(tree, one))), None)


def _possessors(tree: Tree, noun: Word, finder: Finder) -> list[str]:
    """Whose it is: the noun whose ending stands before the phrase, whatever it hangs on, or "its"."""
    own = tree.below(noun, "nmod:poss")
    first = tree.phrase(noun)[0].place
    before = tree.words[max(first - 2, 0) : first]
    if len(before) == 2 and before[1].tag == "POS":
        head = tree.above(before[1])
        own.append(head if head and before[0] in tree.under(head) else before[0])
    owners = [one for first in own for one in tree.all_of(first) if one.place < noun.place]
    return list(dict.fromkeys(name for one in owners if (name := finder.of(tree, one))))


def _tail(tree: Tree, noun: Word) -> list[tuple[str, Word]]:
    """The nouns that hang on a noun by prepositions: "attacks on A and B in C"."""
    found = []
    for one in tree.below(noun, "nmod"):
        preposition = tree.preposition(one)
        found += [(tree.preposition(n) or preposition, n) for n in tree.all_of(one) if preposition]
    return found


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["name"] for row in table("countries"))
