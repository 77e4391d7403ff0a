"""For whom a noun stands in an act: whom it names, for whom it acts, whose it is."""

from functools import cache
from typing import NamedTuple

from readout.analyses.act_words import find_light_role, find_noun_entry, find_predicate_entry
from readout.nlp.clauses import doer_nouns, is_passive, noun_obliques, subjects
from readout.nlp.document import Document
from readout.nlp.gazetteer import actor_nouns, nominal_kind
from readout.nlp.tokens import grammar
from readout.nlp.trees import Tree, Word
from readout.resources import table


class Participant(NamedTuple):
    """Who takes part in an act: an actor, and the noun or pronoun that stands for it."""

    actor: str
    word: Word


def find_doers(tree: Tree, noun: Word, doc: Document) -> list[Participant]:
    """Whom the subject names or acts for ("X's advisers", "an X official"), or who does it: "a US strike".

    Who speaks for others ("its lawyer, Y") acts for them too.
    """
    found = _find_named_doers(tree, noun, doc)
    known = {who.actor for who in found}
    return found + [who for who in _find_client(tree, noun, doc) if known and who.actor not in known]


def _find_client(tree: Tree, noun: Word, doc: Document) -> list[Participant]:
    """For whom a spokesman or a lawyer speaks: "Tesla's counsel, Y", "Y, a lawyer for Tesla"."""
    for role in (noun, *tree.children(noun, "appos", "nmod", "compound")):
        if role.lemma.lower() in grammar("voice"):
            behind = [one for mark, one in noun_obliques(tree, role) if mark in ("for", "of")]
            before = [one for one in tree.children(role, "compound", "amod") if one.tag.startswith("NNP")]
            owners = find_possessors(tree, role, doc)
            found = owners + [who for one in (*before, *behind) for who in find_referents(tree, one, doc)]
            return [who for who in found if doc.kind(who.actor) != "group"][:1]
    return []


def _find_named_doers(tree: Tree, noun: Word, doc: Document) -> list[Participant]:
    own, staff = find_referents(tree, noun, doc, part=False), noun.lemma.lower() in grammar("staff")
    if own or ((find_noun_entry(noun) or noun.lemma in grammar("deed")) and not staff):
        return own or find_author(tree, noun, doc)
    owners = find_possessors(tree, noun, doc)[: 1 if staff else 0]
    kind = nominal_kind(noun) and not find_predicate_entry(noun)
    return owners or [Participant(name, noun) for name in doc.actors_before(tree, noun) if staff or kind][:1]


def find_author(tree: Tree, noun: Word, doc: Document) -> list[Participant]:
    """Who does the act of a noun: its possessor, a country or group before it ("US strike"), "by …"."""
    owners = find_possessors(tree, noun, doc)
    inside = [
        Participant(name, noun)
        for name in doc.actors_before(tree, noun)
        if name in _countries() or doc.kind(name) == "group"
    ]
    behind = [one for role, one in noun_obliques(tree, noun) if role == "by"]
    by = [who for one in behind for who in find_referents(tree, one, doc, part=False)]
    return owners[:1] or inside[:1] or by


def find_planner(tree: Tree, verb: Word, doc: Document) -> list[Participant]:
    """Whose plan an infinitive is that hangs on it: "X’s decision to bar Y", "X made a bid to oust Y"."""
    plan = tree.head(verb)
    if not plan or verb.tag != "VB" or plan.lemma not in grammar("plan"):
        return []
    if owners := find_author(tree, plan, doc):
        return owners
    carrier = tree.head(plan)
    light = carrier and (carrier.lemma in grammar("taken") or find_light_role([carrier.lemma]) == "doer")
    if not carrier or not light or plan.relation != "obj" or is_passive(tree, carrier):
        return []
    return [who for one in subjects(tree, carrier) for who in find_doers(tree, one, doc)]


def find_deed_author(tree: Tree, noun: Word, doc: Document) -> list[Participant]:
    """Who did what a definite noun takes up: "X expelled Y. Z condemned the expulsion."

    Looked for is the last verb of the same stem, or the last same noun that says whose it is, in its sentence and the
    two before.
    """
    definite = any(w.text.lower() in (*grammar("definite"), "such") for w in tree.phrase(noun))
    deed = find_noun_entry(noun) or noun.lemma in grammar("deed") or actor_nouns().get(noun.text.lower()) == "issue"
    k = doc.sentence_at(tree.start)
    if not definite or not deed or noun.tag not in ("NN", "NNS"):
        return []
    for n in range(k, max(k - 3, -1), -1):
        there = doc.trees[n]
        for word in reversed(there.words[: noun.place if n == k else None]):
            if word.lemma == noun.lemma and word.tag in ("NN", "NNS"):
                found = find_author(there, word, doc) or _find_owner(there, word, doc)
            elif word.tag.startswith("VB") and _is_deed_of(noun, word):
                found = [who for one in doer_nouns(there, word) for who in _find_named_doers(there, one, doc)]
            else:
                continue
            if found:
                return found[:1]
    return []


def _is_deed_of(noun: Word, verb: Word) -> bool:
    """Whether a noun says as a thing what the verb says: "expulsion" and "expel", "ruling" and "rule"."""
    stem = verb.lemma.rstrip("ey")
    return len(stem) > 2 and noun.lemma.startswith(stem[:4])


def find_parties(tree: Tree, noun: Word, doc: Document) -> list[Participant]:
    """Whom a noun names, or whose the thing is that it names."""
    if own := find_referents(tree, noun, doc, part=False):
        return own
    staff = noun.lemma.lower() in grammar("staff")
    person = nominal_kind(noun) and not staff
    behind = (find_possessors if person else _find_owner)(tree, noun, doc)
    return behind or find_referents(tree, noun, doc)


def find_referents(tree: Tree, noun: Word, doc: Document, *, part: bool = True) -> list[Participant]:
    """Whom a noun names, or of what it is a `part`: "members of X"."""
    row = [noun]
    if part and noun.lemma in grammar("part"):
        row += [one for role, one in noun_obliques(tree, noun) if role == "of"]
    return [Participant(name, one) for one in row if (name := doc.actor_of(tree, one))][:1]


def _find_owner(tree: Tree, noun: Word, doc: Document) -> list[Participant]:
    """Whose a thing is: "X's budget", "the X budget", "the role of X"."""
    policy = actor_nouns().get(noun.text.lower()) == "issue" or noun.lemma in grammar("deed")
    roles = ["compound", "nmod", "flat", *(["amod"] if policy else [])]  # "the French plan", not "language"
    before = [one for one in tree.children(noun, *roles) if one.place < noun.place]
    found = [*find_possessors(tree, noun, doc), *(who for one in before for who in find_referents(tree, one, doc))]
    if not found and noun.lemma not in grammar("harm"):
        of = [one for role, one in noun_obliques(tree, noun) if role in ("of", "by", "from")]
        found = [who for one in of for who in find_referents(tree, one, doc) or _find_owner(tree, one, doc)]
    return found[:1]


def find_possessors(tree: Tree, noun: Word, doc: Document) -> list[Participant]:
    """Whose it is: the noun whose ending stands before the phrase, whatever it hangs on, or "its"."""
    own = tree.children(noun, "nmod:poss")
    first = tree.phrase(noun)[0].place
    before = tree.words[max(first - 2, 0) : first]
    if len(before) == 2 and before[1].tag == "POS":
        head = tree.head(before[1])
        own.append(head if head and before[0] in tree.subtree(head) else before[0])
    owners = [one for first in own for one in tree.conjuncts(first) if one.place < noun.place]
    found = {name: one for one in reversed(owners) if (name := doc.actor_of(tree, one))}
    return [Participant(name, one) for name, one in reversed(found.items())]


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["name"] for row in table("countries"))
