"""Clauses: who does what a verb says, to whom, and what stands beside it, read off the tree of a sentence."""

from readout.nlp.gazetteer import nominal_kind
from readout.nlp.tokens import grammar
from readout.nlp.trees import RELATIVE, Tree, Word


def subjects(tree: Tree, verb: Word) -> list[Word]:
    """Return whoever does what the verb says (of a passive: bears it), with what is coordinated.

    A relative pronoun stands for the noun it describes; an infinitive, a gerund or a coordinated verb shares
    the subject of the verb that governs it, or whom that controls ("urged X to act"). None where the tree
    cannot tell.
    """
    # of "reiterated Iran’s position" the parser may take the possessor for a subject
    nouns = [noun for noun in tree.children(verb, "nsubj", "nsubj:pass") if not tree.has_possessive(noun)]
    nouns = [noun for noun in nouns if noun.place < verb.place] or nouns  # "Four were hurt, one of them badly"
    if nouns:
        subject = nouns[-1]
        that = verb.relation == "acl:relcl" and subject.text.lower() == "that"
        relative = subject.tag in RELATIVE or that  # "militias who have fired", "the men that fled"
        return relative_antecedent(tree, verb) if relative else tree.conjuncts(subject)
    head = tree.head(verb)
    return _shared_subject(tree, verb, head) if head else []


def doer_nouns(tree: Tree, verb: Word) -> list[Word]:
    """Return whoever does what the verb says: the agents of a passive, else the subjects."""
    return (agents if is_passive(tree, verb) else subjects)(tree, verb)


def _shared_subject(tree: Tree, verb: Word, head: Word) -> list[Word]:
    """The subject of a verb that has none of its own."""
    if verb.relation == "acl" and verb.tag in ("VBG", "VBN", "VBD"):  # "militias launching rockets"
        near = tree.words[max(verb.place - 1, 0)]
        # "frustrations with militias launching rockets", where the parser hangs it on the thing before
        nearer = verb.tag == "VBG" and near.tag.startswith("NN") and not nominal_kind(head)
        return tree.conjuncts(near if nearer else head)
    if verb.relation == "conj":  # "X praised A and thanked B"
        return subjects(tree, head) if _is_verbal(tree, head) else []
    gerund = verb.relation == "ccomp" and verb.tag == "VBG"  # "denied attacking X"
    if (verb.relation in ("xcomp", "advcl") or gerund) and _is_verbal(tree, head):
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
    particles = [one.text for one in tree.children(head, "compound:prt")]
    pairs += [(particle, noun) for particle in particles for noun in objects(tree, head)]
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
    if nouns and (nouns[0].tag not in RELATIVE or nouns[0].place > verb.place):
        return nouns  # "thanked the WHO" is no relative clause
    if nouns:  # "the men whom Iran backs"
        return relative_antecedent(tree, verb)
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
        pairs += [(preposition, noun) for noun in tree.conjuncts(first) if preposition]
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
    # "X's envoy, Y, condemned Z" may be parsed as if Z were condemned by no one
    return verb.relation == "acl" and not (verb.tag == "VBD" and tree.children(verb, "obj"))


def relative_antecedent(tree: Tree, verb: Word) -> list[Word]:
    """Return the noun that a relative clause describes."""
    head = tree.head(verb)
    return [head] if head and verb.relation in ("acl:relcl", "acl") else []


def complementizer(tree: Tree, verb: Word) -> str:
    """Return the word that makes the clause part of another: "if", "that", "who"; "" for none."""
    words = tree.children(verb)
    relative = [w for w in words if w.tag in RELATIVE or (w.text.lower() == "that" and w.relation != "mark")]
    return _mark(tree, verb) or (relative[0].text.lower() if relative else "")


def _mark(tree: Tree, verb: Word) -> str:
    marks = (word for word in tree.children(verb, "mark") if word.tag != "TO" and word.place < verb.place)
    return next((word.text.lower() for word in marks), "")


def _is_verbal(tree: Tree, word: Word) -> bool:
    """Whether a word heads a clause: a verb, or what a form of "be" makes a predicate."""
    return word.tag.startswith("VB") or bool(tree.children(word, "nsubj", "nsubj:pass", "cop"))
