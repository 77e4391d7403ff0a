"""Clauses: who does what a verb says, to whom, and what stands beside it, read off the tree of a sentence."""

from readout.nlp.gazetteer import nominal_kind
from readout.nlp.tokens import grammar
from readout.nlp.trees import RELATIVE, Tree, Word

FINITE = ("VBD", "VBZ", "VBP")
NAMES = ("NNP", "NNPS")


def subjects(tree: Tree, verb: Word) -> list[Word]:
    """Whoever does what the verb says (of a passive: bears it), with what is coordinated.

    A relative pronoun stands for the noun it describes; an infinitive, a gerund or a coordinated verb shares
    the subject of the verb that governs it, or whom that bids ("urged X to act"). None where the tree cannot
    tell.
    """
    own = tree.children(verb, "nsubj", "nsubj:pass")
    own = [one for one in own if one.place < verb.place] or own
    own = [one for one in own if not tree.preposition(one)] or own or _called(tree, verb)
    head = tree.head(verb)
    if own:
        subject = _apposed(tree, own)
        if subject.tag in RELATIVE or (verb.relation == "acl:relcl" and subject.text.lower() == "that"):
            return antecedent(tree, verb)
        return tree.conjuncts(subject)
    if not head or tree.children(verb, "csubj", "expl"):
        return []
    if verb.relation == "parataxis" and verb.tag in FINITE and _named(head) and head.relation == "root":
        return [head]  # "X, another rival, welcomed the step", where the parser takes the name for a title
    if verb.relation == "acl:relcl":
        return antecedent(tree, verb) if _relatives(tree, verb) else []
    if verb.relation == "acl":
        near = tree.words[max(verb.place - 1, 0)]
        # the parser often hangs "militias launching attacks" on what stands before: "anger at militias"
        head = near if verb.tag == "VBG" and near.tag.startswith("NN") and not nominal_kind(head) else head
        return tree.conjuncts(head) if verb.tag in ("VBG", "VBN", "VBD") else bidden(tree, verb)
    if verb.relation == "conj":
        clause = _clause(tree, head) if verb.tag in FINITE else head
        return subjects(tree, _parallel(tree, verb, clause)) if _verbal(tree, clause) else []
    if verb.relation in ("xcomp", "advcl") and _verbal(tree, head):
        charged = verb.relation == "advcl" and _mark(tree, verb) in ("of", "for", "from", "against")
        return bidden(tree, verb) or (charged and objects(tree, head)) or subjects(tree, head)
    return []


def _apposed(tree: Tree, own: list[Word]) -> Word:
    """The last of several subjects, but the first of "X, a friend of Y, came"."""
    first, last = own[-2:] if len(own) > 1 else (own[0], own[0])
    opens = tree.phrase(last)[0]
    set_off = tree.words[opens.place - 1].text == "," and opens.tag not in NAMES and opens.place - 1 > 0
    return first if _named(first) and set_off and not _named(last) and last.tag not in RELATIVE else last


def _called(tree: Tree, verb: Word) -> list[Word]:
    """The name right before a verb without a subject that the parser takes for a call: "the group X left"."""
    return [one for one in tree.children(verb, "vocative") if _named(one) and one.place == verb.place - 1]


def _named(word: Word) -> bool:
    return word.tag in NAMES


def bidden(tree: Tree, verb: Word) -> list[Word]:
    """Whom the governing verb wants to do what an infinitive says: "urged X to act", "called on X to act"."""
    head = tree.head(verb)
    if not head:
        return []
    if verb.relation == "xcomp" and head.lemma in grammar("control") and (found := objects(tree, head)):
        return found
    if not any(one.tag == "TO" for one in tree.children(verb, "mark", "aux")):
        return []
    if verb.relation == "acl":  # "called for a committee to act"
        up = tree.head(head)
        return [head] if up and f"{up.lemma} {tree.preposition(head)}" in grammar("appeal") else []
    asked = obliques(tree, head) if verb.relation in ("xcomp", "advcl") else []
    return [
        one for role, one in asked if f"{head.lemma} {role}" in grammar("appeal") and one.place < verb.place
    ]


def objects(tree: Tree, verb: Word) -> list[Word]:
    """What the verb is done to: its objects, of a passive its subject, of a relative clause what it describes."""
    if passive(tree, verb):
        return subjects(tree, verb)
    found = [one for own in tree.children(verb, "obj", "iobj") for one in tree.conjuncts(own)]
    subject = tree.children(verb, "nsubj")
    if not found:
        # what the parser takes for a second subject, or for a predicate: "who met X", "called out X"
        second = (
            subject[-1:] if len(subject) > 1 and subject[0].place < verb.place < subject[-1].place else []
        )
        found = second or [one for one in tree.children(verb, "xcomp") if one.tag.startswith("NNP")]
        found = found or _misled(tree, verb)
    if found and (found[0].tag not in RELATIVE or found[0].place > verb.place):
        return found  # "thanked the WHO" is no relative clause
    gap = verb.relation == "acl:relcl" and subject and subject[-1].tag not in RELATIVE
    if found or (gap and not any(tree.preposition(one) for one in _relatives(tree, verb))):
        return antecedent(tree, verb)
    head = tree.head(verb)
    if head and verb.relation == "conj" and _verbal(tree, head):
        return [one for one in tree.children(head, "obj") if one.place > verb.place]
    return []


def _misled(tree: Tree, verb: Word) -> list[Word]:
    """A name behind the verb that the parser gives to no one or to what follows: "accused Mr. X of lying"."""
    called = [one for one in tree.children(verb, "vocative") if one.place > verb.place]
    for clause in tree.children(verb, "advcl", "ccomp"):
        opens = [
            one.place for one in tree.children(clause, "mark") if one.text.lower() in ("of", "for", "from")
        ]
        called += [
            one for one in tree.children(clause, "nsubj") if opens and verb.place < one.place < opens[0]
        ]
    return [one for one in called[:1] if not any(w.text == "," for w in tree.words[verb.place : one.place])]


def obliques(tree: Tree, verb: Word) -> list[tuple[str, Word]]:
    """The nouns that hang on the verb by a preposition, each with it: ("at", "France")."""
    found = []
    for one in tree.children(verb, "obl", "obl:agent", "nmod"):
        preposition = tree.preposition(one)
        named = antecedent(tree, verb) if one.tag in RELATIVE else tree.conjuncts(one)
        found += [(tree.preposition(other) or preposition, other) for other in named if preposition]
    return found


def agents(tree: Tree, verb: Word) -> list[Word]:
    """Who does what a passive verb says: "by X"."""
    head = [one for one in (tree.head(verb),) if one and verb.relation == "conj"]
    # "was hit and robbed by X"
    shared = [one for one in (*tree.children(verb, "conj"), *head) if one.tag == "VBN" and _bare(tree, one)]
    named = [[one for role, one in obliques(tree, each) if role == "by"] for each in (verb, *shared)]
    return next((some for some in named if some), [])


def _bare(tree: Tree, verb: Word) -> bool:
    """Whether nothing says that a participle is active: a subject or an object of its own, "have"."""
    helped = {one.lemma for one in tree.children(verb, "aux")}
    return not tree.children(verb, "nsubj", "obj") and ("have" not in helped or "be" in helped)


def passive(tree: Tree, verb: Word) -> bool:
    """Whether the subject bears what the verb says: "was condemned", "backed by X"."""
    if verb.tag not in ("VBN", "VBD") or tree.children(verb, "nsubj"):
        return False
    if tree.children(verb, "nsubj:pass", "obl:agent"):
        return True
    carried = any(one.lemma in ("be", "get") for one in tree.children(verb, "aux"))
    # "X's envoy, Y, condemned Z" may be parsed as if Z were condemned by no one
    reduced = verb.relation in ("acl", "advcl") and bool(agents(tree, verb))
    reduced = reduced or (verb.relation == "acl" and not (verb.tag == "VBD" and tree.children(verb, "obj")))
    head = tree.head(verb)
    same = (
        verb.relation == "conj"
        and head is not None
        and passive(tree, head)
        and not tree.children(verb, "obj")
    )
    return carried or reduced or same


def antecedent(tree: Tree, verb: Word) -> list[Word]:
    """The noun that a relative clause describes; "who" is no thing: "the killing of X, who led Y", is of X."""
    while verb.relation == "conj" and (up := tree.head(verb)):
        verb = up
    head = tree.head(verb)
    if head and verb.relation == "advcl":
        return _before(tree, verb)
    if not head or verb.relation not in ("acl:relcl", "acl"):
        return []
    thing = head.tag in ("NN", "NNS") and not nominal_kind(head)
    inner = [one for one in tree.children(head, "nmod") if tree.preposition(one) and one.place < verb.place]
    named = thing and any(one.text.lower() == "who" for one in _relatives(tree, verb))
    return inner[-1:] if named and inner else [head]


def _before(tree: Tree, verb: Word) -> list[Word]:
    """The name right before "which" or "who", where the parser hangs that clause on the verb of another."""
    relative = next((one.place for one in tree.children(verb, "nsubj") if one.tag in RELATIVE), 0)
    near = [one for one in tree.words[max(relative - 2, 0) : relative] if one.text != ","]
    return [one for one in near[-1:] if _named(one)]


def opener(tree: Tree, verb: Word) -> str:
    """The word that makes the clause part of another: "if", "that", "who"; "" for none."""
    relative = _relatives(tree, verb)
    return _mark(tree, verb) or (relative[0].text.lower() if relative else "")


def _clause(tree: Tree, word: Word) -> Word:
    """The head of the clause that a word stands in: "called it a gift and left" may be parsed as two nouns."""
    while (_small(tree, word) or not _verbal(tree, word)) and (up := tree.head(word)):
        word = up
    return word


def _small(tree: Tree, word: Word) -> bool:
    """Whether a noun or adjective has a subject but no verb of its own: "called the plan a gift"."""
    nominal = not word.tag.startswith("VB") and word.relation in ("obl", "obj", "xcomp")
    return nominal and not tree.children(word, "cop", "aux")


def _parallel(tree: Tree, verb: Word, head: Word) -> Word:
    """What a verb is coordinated with: in "said that X fell and added that Y fell" it is "said"."""
    up = tree.head(head)
    outer = head.relation == "ccomp" and tree.children(verb, "ccomp") and not tree.children(head, "ccomp")
    return up if up and outer else head


def _mark(tree: Tree, verb: Word) -> str:
    return next((one.text.lower() for one in tree.children(verb, "mark") if one.tag != "TO"), "")


def _relatives(tree: Tree, verb: Word) -> list[Word]:
    return [
        one
        for one in tree.children(verb)
        if one.tag in RELATIVE or (one.text.lower() == "that" and one.relation != "mark")
    ]


def _verbal(tree: Tree, word: Word) -> bool:
    """Whether a word heads a clause: a verb, or what a form of "be" makes a predicate."""
    return word.tag.startswith("VB") or bool(tree.children(word, "nsubj", "nsubj:pass", "cop"))
