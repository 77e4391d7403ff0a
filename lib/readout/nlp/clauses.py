"""Clauses: who does what a verb says, to whom, and what stands beside it, read off the tree of a sentence.

First comes the grammar. What the parser often gets wrong is mended by the functions that `PARSER_REPAIRS` lists at
the end: each takes a tree, a word and what the tree gives for it, and returns that or something better.
"""

from collections.abc import Callable

from readout.nlp.gazetteer import nominal_kind
from readout.nlp.tokens import grammar
from readout.nlp.trees import RELATIVE, Tree, Word

FINITE = ("VBD", "VBZ", "VBP")
NAMES = ("NNP", "NNPS")


def subjects(tree: Tree, verb: Word) -> list[Word]:
    """Return whoever does what the verb says (of a passive: bears it), with what is coordinated.

    A relative pronoun stands for the noun it describes; an infinitive, a gerund or a coordinated verb shares
    the subject of the verb that governs it, or whom that controls ("urged X to act"). None where the tree
    cannot tell.
    """
    # of "reiterated Iran’s position" the parser may take the possessor for a subject
    nouns = [noun for noun in tree.children(verb, "nsubj", "nsubj:pass") if not tree.has_possessive(noun)]
    for repair in (subject_before_verb, vocative_subject, appositive_subject):
        nouns = repair(tree, verb, nouns)
    if nouns:
        subject = nouns[-1]
        that = verb.relation == "acl:relcl" and subject.text.lower() == "that"
        relative = subject.tag in RELATIVE or that  # "militias who have fired", "the men that fled"
        return relative_antecedent(tree, verb) if relative else tree.conjuncts(subject)
    head = tree.head(verb)
    return title_subject(tree, verb, _shared_subject(tree, verb, head)) if head else []


def _shared_subject(tree: Tree, verb: Word, head: Word) -> list[Word]:
    """The subject of a verb that has none of its own."""
    if verb.relation == "acl" and verb.tag in ("VBG", "VBN", "VBD"):  # "militias launching rockets"
        return tree.conjuncts(participle_noun(tree, verb, [head])[0])
    if verb.relation == "conj":  # "X praised A and thanked B"
        clause = coordinated_clause(tree, verb, [head])[0]
        return subjects(tree, clause) if _is_verbal(tree, clause) else []
    if verb.relation in ("xcomp", "advcl") and _is_verbal(tree, head):
        charged = verb.relation == "advcl" and _mark(tree, verb) in ("of", "for", "from", "against")
        # "urged X to act", "accused X of acting", "vowed to act"
        return controlled_subject(tree, verb) or (charged and objects(tree, head)) or subjects(tree, head)
    return []


def controlled_subject(tree: Tree, verb: Word) -> list[Word]:
    """Return whom the governing verb wants to do what an infinitive says: "urged X to act", "called on X to act"."""
    head = tree.head(verb)
    if not head:
        return []
    if verb.relation == "xcomp" and head.lemma in grammar("control") and (nouns := objects(tree, head)):
        return nouns
    if not any(word.tag == "TO" for word in tree.children(verb, "mark", "aux")):
        return []
    pairs = obliques(tree, head) if verb.relation in ("xcomp", "advcl") else []
    return [
        noun
        for preposition, noun in pairs
        if f"{head.lemma} {preposition}" in grammar("appeal") and noun.place < verb.place
    ]


def objects(tree: Tree, verb: Word) -> list[Word]:
    """Return what the verb is done to: objects, of a passive its subject, of a relative clause what it describes."""
    if is_passive(tree, verb):
        return subjects(tree, verb)
    nouns = [noun for first in tree.children(verb, "obj", "iobj") for noun in tree.conjuncts(first)]
    for repair in (second_subject, misplaced_object):
        nouns = repair(tree, verb, nouns)
    if nouns and (nouns[0].tag not in RELATIVE or nouns[0].place > verb.place):
        return nouns  # "thanked the WHO" is no relative clause
    if nouns:  # "the men whom Iran backs"
        return relative_antecedent(tree, verb)
    head = tree.head(verb)
    if head and verb.relation == "conj" and _is_verbal(tree, head):  # "praised and supported France"
        return [noun for noun in tree.children(head, "obj") if noun.place > verb.place]
    return []


def obliques(tree: Tree, verb: Word) -> list[tuple[str, Word]]:
    """Return the nouns that hang on the verb by a preposition, each with it: ("at", "France")."""
    return _with_prepositions(tree, tree.children(verb, "obl", "obl:agent"))


def noun_obliques(tree: Tree, noun: Word) -> list[tuple[str, Word]]:
    """Return the nouns that hang on a noun by prepositions: "attacks on A and B in C"."""
    return _with_prepositions(tree, tree.children(noun, "nmod"))


def _with_prepositions(tree: Tree, nouns: list[Word]) -> list[tuple[str, Word]]:
    pairs = []
    for first in nouns:
        preposition = tree.preposition(first)
        pairs += [(tree.preposition(n) or preposition, n) for n in tree.conjuncts(first) if preposition]
    return pairs


def agents(tree: Tree, verb: Word) -> list[Word]:
    """Return who does what a passive verb says: "by X"."""
    return [noun for preposition, noun in obliques(tree, verb) if preposition == "by"]


def is_passive(tree: Tree, verb: Word) -> bool:
    """Return whether the subject bears what the verb says: "was condemned", "backed by X"."""
    if verb.tag not in ("VBN", "VBD"):
        return False
    been = any(word.lemma == "be" for word in tree.children(verb, "aux"))
    if tree.children(verb, "nsubj"):  # "the court is expected to rule", whatever the parser calls its subject
        return been and verb.tag == "VBN"
    by = any(tree.preposition(noun) == "by" for noun in tree.children(verb, "obl:agent"))
    if by or been or tree.children(verb, "nsubj:pass"):
        return True
    if verb.relation in ("acl", "advcl") and agents(tree, verb):  # "condemned by Iran, the plan failed"
        return True
    # "X's envoy, Y, condemned Z" may be parsed as if Z were condemned by no one
    return verb.relation == "acl" and not (verb.tag == "VBD" and tree.children(verb, "obj"))


def relative_antecedent(tree: Tree, verb: Word) -> list[Word]:
    """Return the noun that a relative clause describes."""
    head = tree.head(verb)
    if head and verb.relation == "advcl":
        return name_before_relative(tree, verb, [])
    return [head] if head and verb.relation in ("acl:relcl", "acl") else []


def complementizer(tree: Tree, verb: Word) -> str:
    """Return the word that makes the clause part of another: "if", "that", "who"; "" for none."""
    relative = _relatives(tree, verb)
    return _mark(tree, verb) or (relative[0].text.lower() if relative else "")


def _mark(tree: Tree, verb: Word) -> str:
    marks = (word for word in tree.children(verb, "mark") if word.tag != "TO" and word.place < verb.place)
    return next((word.text.lower() for word in marks), "")


def _relatives(tree: Tree, verb: Word) -> list[Word]:
    """The relative pronouns of a clause."""
    words = tree.children(verb)
    return [w for w in words if w.tag in RELATIVE or (w.text.lower() == "that" and w.relation != "mark")]


def _is_verbal(tree: Tree, word: Word) -> bool:
    """Whether a word heads a clause: a verb, or what a form of "be" makes a predicate."""
    return word.tag.startswith("VB") or bool(tree.children(word, "nsubj", "nsubj:pass", "cop"))


# Repairs


def subject_before_verb(tree: Tree, verb: Word, nouns: list[Word]) -> list[Word]:  # noqa: ARG001
    """Drop subjects behind the verb if others stand before it."""
    return [noun for noun in nouns if noun.place < verb.place] or nouns


def vocative_subject(tree: Tree, verb: Word, nouns: list[Word]) -> list[Word]:
    """Take the name right before a verb without a subject, which the parser takes for a call."""
    calls = [noun for noun in tree.children(verb, "vocative") if noun.place == verb.place - 1]
    return nouns or [noun for noun in calls if noun.tag in NAMES]


def appositive_subject(tree: Tree, verb: Word, nouns: list[Word]) -> list[Word]:
    """Take the first of two subjects if the second describes it."""
    if len(nouns) < 2:
        return nouns
    first, last = nouns[-2:]
    opens = tree.phrase(last)[0]
    # both sides of "X, a group of statesmen, went" are set off, not of "X left, a source told us"
    closed = any(w.text == "," for w in tree.words[last.place : verb.place])
    set_off = (
        closed and tree.words[opens.place - 1].text == "," and opens.tag not in NAMES and opens.place > 1
    )
    describes = first.tag in NAMES and set_off and last.tag not in (*NAMES, *RELATIVE)
    return [first] if describes else nouns


def title_subject(tree: Tree, verb: Word, nouns: list[Word]) -> list[Word]:
    """Take a name that the parser takes for a title with the sentence behind it."""
    head = tree.head(verb)
    titled = head and verb.relation == "parataxis" and verb.tag in FINITE
    return [head] if head and titled and head.tag in NAMES and head.relation == "root" else nouns


def participle_noun(tree: Tree, verb: Word, nouns: list[Word]) -> list[Word]:
    """Take the noun right before a participle that the parser hangs on a thing further before."""
    near = tree.words[max(verb.place - 1, 0)]
    doer = verb.tag == "VBG" and near.tag.startswith("NN") and not nominal_kind(nouns[0])
    return [near] if doer else nouns


def coordinated_clause(tree: Tree, verb: Word, heads: list[Word]) -> list[Word]:
    """Take the verb of the clause that a noun or adjective stands in, where a finite verb is coordinated with it."""
    word = heads[0]
    if verb.tag not in FINITE:
        return heads
    while (_is_small_clause(tree, word) or not _is_verbal(tree, word)) and (up := tree.head(word)):
        word = up
    return [word]


def _is_small_clause(tree: Tree, word: Word) -> bool:
    """Whether a noun or adjective has a subject but no verb of its own: "called the plan a gift"."""
    nominal = not word.tag.startswith("VB") and word.relation in ("obl", "obj", "xcomp")
    return nominal and not tree.children(word, "cop", "aux")


def second_subject(tree: Tree, verb: Word, nouns: list[Word]) -> list[Word]:
    """Take what the parser takes for a second subject behind the verb."""
    named = tree.children(verb, "nsubj")
    behind = len(named) > 1 and named[0].place < verb.place < named[-1].place
    return nouns or (named[-1:] if behind else [])


def misplaced_object(tree: Tree, verb: Word, nouns: list[Word]) -> list[Word]:
    """Take a name behind the verb that the parser takes for a call, or for the subject of what follows."""
    found = [noun for noun in tree.children(verb, "vocative") if noun.place > verb.place]
    for clause in tree.children(verb, "advcl", "ccomp"):
        marks = (w for w in tree.children(clause, "mark") if w.text.lower() in ("of", "for", "from"))
        opens = next((word.place for word in marks), 0)
        found += [noun for noun in tree.children(clause, "nsubj") if verb.place < noun.place < opens]
    return nouns or [n for n in found[:1] if not any(w.text == "," for w in tree.words[verb.place : n.place])]


def name_before_relative(tree: Tree, verb: Word, nouns: list[Word]) -> list[Word]:
    """Take the name right before "which" or "who", where the parser hangs that clause on the verb of another."""
    relative = next((word.place for word in tree.children(verb, "nsubj") if word.tag in RELATIVE), 0)
    near = [word for word in tree.words[max(relative - 2, 0) : relative] if word.text != ","]
    return [word for word in near[-1:] if word.tag in NAMES] or nouns


Repair = Callable[[Tree, Word, list[Word]], list[Word]]
# Each repair with a sentence that the parser gets wrong without it.
PARSER_REPAIRS: dict[Repair, str] = {
    subject_before_verb: "The opposition called for the president to step down.",
    vocative_subject: "Critics left, and the trade body Kliento welcomed the vote.",
    appositive_subject: "The Elders, a group of former statesmen, went to Pyongyang in hopes of seeing the leader.",
    title_subject: "Hezbollah, backed by Iran, left.",
    participle_noun: "Spain voiced anger at Iran-backed militias launching attacks on France.",
    coordinated_clause: "Kashmiris threw stones and chanted against Delhi.",
    second_subject: "A tribunal in Freetown found the warlord guilty of terror.",
    misplaced_object: "Pompeo praised Mr. Khamenei for signing the deal.",
    name_before_relative: "Prison guards killed Jairo Pineda, who had murdered a magistrate in San Pedro Sula.",
}
