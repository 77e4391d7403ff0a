"""Words for acts, and what the words around them make of the act: its modality, its denial."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from readout.nlp.clauses import complementizer, controlled_subject, objects, subjects
from readout.nlp.tokens import grammar
from readout.nlp.trees import SUBJECTS, Tree, Word
from readout.resources import table, values

ACTUAL = "actual"
UNDOING = ("against", "from", "without")  # "warned against attacking", "kept from attacking"
BARE = ("DT", "PRP$", "IN", "TO", "CD", "RB")  # what a turn of speech leaves open: "took (its) aim at"
PREDICATES = ("xcomp", "obj", "ccomp", "advcl")  # what the parser calls the liar in "called X a liar"
CHARGED = ("of", "for")  # "accused of attacking", "blamed for attacking"
DENYING = frozenset(["not", "n’t", "n't", "no"])
FALSE = frozenset(["false", "untrue", "myth", "lie", "hoax"])  # what a clause is that is not so: "it is false that"


@dataclass(frozen=True)
class ActEntry:
    """How an act word behaves: its PLOVER root code, its sign, and how its target is attached."""

    act: str
    sign: int
    target: tuple[str, ...]
    control: bool


@dataclass(frozen=True)
class ActStatus:
    """Whether an act is told as done; one that is `void` (supposed, urged, a charge) takes no side.

    One that is `refused` was asked for, or looked for, and not done on purpose.
    """

    modality: str = ACTUAL
    negated: bool = False
    void: bool = False
    refused: bool = False


def find_verb_entry(tree: Tree, verb: Word) -> ActEntry | None:
    """What the table says of a verb: with its particle or preposition ("vote against"), else alone."""
    found = (_entries().get((words, "verb")) for words in list_verb_forms(tree, verb))
    return next((entry for entry in found if entry), None)


def find_noun_entry(noun: Word) -> ActEntry | None:
    """What the table says of a noun: "attack"."""
    if noun.tag.startswith("NNP"):
        return None
    return _entries().get((noun.text.lower(), "noun")) or _entries().get((noun.lemma, "noun"))


def find_predicate_entry(word: Word) -> ActEntry | None:
    """What the table says of a noun or an adjective that is said of someone: "a critic of", "critical of"."""
    return _entries().get((word.lemma, "person")) or _entries().get((word.text.lower(), "adjective"))


def find_predicate_judgement(word: Word) -> ActEntry | None:
    """What the table says of a word that is said of someone as a judgement: "Y is a liar", "Y is wrong"."""
    return _entries().get((word.lemma, "judgement")) or _entries().get((word.text.lower(), "judgement"))


def find_judgement(tree: Tree, verb: Word) -> tuple[list[Word], ActEntry | None]:
    """Of what a verb says what it is, and what the table says of that: "called X a liar", "calls X absurd"."""
    if verb.lemma not in grammar("judging"):
        return [], None
    said = [one for one in tree.children(verb) if one.place > verb.place and not tree.children(one, "cop")]
    plain = [one for one in said if one.relation in PREDICATES and not tree.children(one, "case")]
    for one in (*(word for word in said if _is_behind_as(tree, word)), *plain):
        entry = find_predicate_judgement(one)
        denied = any(w.text.lower() in ("no", "not") for w in tree.children(one, "det", "advmod"))
        of = tree.children(one, "nsubj") or [w for w in (*objects(tree, verb), *plain) if w.place < one.place]
        if entry and of and not denied:
            return tree.conjuncts(of[0]), entry
    return [], None


def _is_behind_as(tree: Tree, word: Word) -> bool:
    return any(one.text.lower() == "as" for one in tree.children(word, "case", "mark"))


def find_light_role(words: Sequence[str]) -> str:
    """Whether the subject of a light verb is "doer" of its object ("launch") or its "target" ("suffer")."""
    return next((_light_verbs()[word] for word in words if word in _light_verbs()), "")


def list_verb_forms(tree: Tree, verb: Word) -> list[str]:
    """The verb with what makes another word of it, the longest first, then the bare verb.

    That is its object ("take aim", "have bitter words"), a noun behind a preposition ("greet with applause"), a
    particle or a preposition ("vote against").
    """
    particles = [one.text.lower() for one in tree.children(verb, "compound:prt")]
    after = tree.words[verb.place + 1 : verb.place + 2]
    near = [one.text.lower() for one in after if one.tag in ("IN", "TO", "RP", "RB")]
    nouns = [words for one in tree.children(verb, "obj", "obl") for words in _list_noun_forms(tree, verb, one)]
    return [*(f"{verb.lemma} {words}" for words in (*nouns, *particles, *near)), verb.lemma]


def _list_noun_forms(tree: Tree, verb: Word, noun: Word) -> Iterator[str]:
    """An object with and without what describes it, another noun with its preposition."""
    row = [one for one in tree.phrase(noun) if verb.place < one.place <= noun.place and one.tag not in BARE]
    if row and noun.tag in ("NN", "NNS"):
        if noun.relation == "obj":
            yield " ".join([*(one.text.lower() for one in row[:-1]), noun.lemma])
            yield noun.lemma
        else:
            yield f"{tree.words[row[0].place - 1].text.lower()} {noun.lemma}"


@lru_cache(maxsize=64)
def find_status(tree: Tree, verb: Word) -> ActStatus:
    """What auxiliaries, adverbs, governing verbs and conjunctions make of the act."""
    before = list(_governors(tree, verb))
    said = [m for w in before if (m := _modalities().get(w.lemma) or _modalities().get(w.text.lower()))]
    denied = any(w.lemma in negations() | DENYING | FALSE or w.text.lower() in negations() for w in before)
    mark = complementizer(tree, verb)
    if mark in ("if", "unless", "whether"):
        return ActStatus("hypothetical", denied, void=True)
    if controlled_subject(tree, verb) and not any(w.lemma in grammar("aspect") for w in before):
        return ActStatus("required", denied, void=True)  # "urged X to act", but not "helped X to act"
    if verb.tag == "VBG" and mark in CHARGED:
        return ActStatus("reported", denied, void=True)
    subject = subjects(tree, verb)
    nobody = any(w.text.lower() in grammar("nobody") for s in subject[:1] for w in tree.subtree(s)[:1])
    infinitive = any(one.tag == "TO" for one in tree.children(verb, "mark", "aux"))
    meant = infinitive and not any(w.lemma in grammar("aspect") for w in before)
    modality = said[0] if said else "intended" if meant else ACTUAL
    refused = [w.lemma for w in before if w.lemma in negations()] == ["refuse"]
    return ActStatus(modality, denied or nobody or mark in UNDOING, refused=refused and not nobody)


def find_object_status(tree: Tree, verb: Word, *, light: bool) -> ActStatus:
    """What a verb that is not the act itself makes of the act that is its object: "prevent attacks on X".

    A `light` verb only carries the act ("launch an attack"): what is said of the verb is said of the act.
    """
    own, modality = find_status(tree, verb), _modalities().get(verb.lemma, ACTUAL)
    if light:
        return replace(own, modality=own.modality if own.modality != ACTUAL else modality)
    if verb.lemma in negations():
        return replace(own, negated=not own.negated)  # what was not prevented was done
    return ActStatus(modality)


def _governors(tree: Tree, verb: Word) -> Iterator[Word]:
    """The words that say how far the act has come, the nearest first: auxiliaries, adverbs, "vowed to"."""
    for one in tree.children(verb, "aux", "advmod", "cc:preconj"):
        if one.place < verb.place or one.lemma in negations():
            yield one
    head = tree.head(verb)
    if not head:
        return
    if verb.relation == "ccomp" and head.lemma in negations():
        yield head  # "denied that it had"
    if _is_clause_of(tree, verb, head):
        yield from _refutations(tree, head)
    shared = verb.relation == "conj" and verb.tag in ("VB", "VBN", "VBG") and verb.tag == head.tag
    bare = shared and not tree.children(verb, "aux", "nsubj", "nsubj:pass")
    if verb.relation == "xcomp" or (verb.relation == "ccomp" and verb.tag == "VBG"):
        yield head
    if verb.relation == "xcomp" or bare or (verb.relation == "ccomp" and verb.tag == "VBG"):
        yield from _governors(tree, head)


def _is_clause_of(tree: Tree, verb: Word, head: Word) -> bool:
    """Whether the head says what its clause is: "the rumour that he left", "it is a myth that he left"."""
    relative = any(w.text.lower() == "that" for w in tree.children(verb, *SUBJECTS))  # "a lie that hurt him"
    opened = complementizer(tree, verb) == "that" and not relative
    hangs = verb.relation in ("ccomp", "csubj", "acl") or (opened and verb.relation in ("acl:relcl", "parataxis"))
    return hangs and head.tag[:2] in ("JJ", "NN")


def _refutations(tree: Tree, said: Word) -> Iterator[Word]:
    """What says that it is not so: of "it is not true that", "there is no proof that", "the report that … is false"."""
    above = tree.head(said) if said.relation in SUBJECTS else None
    for one in (said, above):
        if one and one.lemma in FALSE:
            yield one
        elif one and (one.tag[:2] == "NN" or one.lemma in grammar("true")):
            yield from (w for w in tree.children(one, "advmod", "det") if w.lemma in DENYING)


@cache
def _entries() -> dict[tuple[str, str], ActEntry]:
    return {
        (row["word"], row["pos"]): ActEntry(
            row["act"], int(row["sign"]), tuple(values(row["target"])), row["control"] == "self"
        )
        for row in table("act_words")
    }


@cache
def _light_verbs() -> dict[str, str]:
    return {row["verb"]: row["subject"] for row in table("light_verbs")}


@cache
def _modalities() -> dict[str, str]:
    return {row["word"]: row["modality"] for row in table("modality")}


@cache
def negations() -> frozenset[str]:
    """Words that negate the verb they stand with: not, never, refuse."""
    return frozenset(row["word"] for row in table("negation"))
