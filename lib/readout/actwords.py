"""Words for acts, and what the words around them make of the act: its modality, its denial."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from readout.clauses import Clause
from readout.complements import form
from readout.language import Chunk, grammar
from readout.resources import table, values

ACTUAL = "actual"


@dataclass(frozen=True)
class Entry:
    """How an act word behaves: its PLOVER root code, its sign, and how its target is attached."""

    act: str
    sign: int
    target: tuple[str, ...]
    control: bool


@dataclass(frozen=True)
class Status:
    """Whether an act is told as done; one that is `void` (denied, supposed, a charge) takes no side."""

    modality: str = ACTUAL
    negated: bool = False
    void: bool = False


def of_verb(verb: Chunk, row: Sequence[Chunk]) -> Entry | None:
    """What the table says of a verb: with its particle or preposition ("vote against"), else alone."""
    found = (_entries().get((words, "verb")) for words in forms(verb, row))
    return next((entry for entry in found if entry), None)


def of_noun(phrase: Chunk) -> Entry | None:
    """What the table says of the head of a noun phrase: "attack"."""
    head = phrase.head
    return _entries().get((head.text.lower(), "noun")) or _entries().get((head.lemma.lower(), "noun"))


def light(words: Sequence[str]) -> str:
    """Whether the subject of a light verb is "doer" of its object ("launch") or its "target" ("suffer")."""
    return next((_light()[word] for word in words if word in _light()), "")


def forms(verb: Chunk, row: Sequence[Chunk]) -> list[str]:
    """The verb with its particle or preposition ("vote against"), then the bare verb."""
    head = verb.head
    after = [w for w in verb.words if w.start > head.start]
    i = row.index(verb) + 1
    if not after and i < len(row) and row[i].kind in ("IN", "TO", "RP", "RB"):
        after = list(row[i].words)
    return [*(f"{head.lemma} {w.text.lower()}" for w in after[:1]), head.lemma]


def status(clause: Clause, row: Sequence[Chunk]) -> Status:
    """What the words before the act, the conjunction or the preposition before its clause make of it."""
    before = [w for w in clause.verb.words if w.start < clause.verb.head.start]
    said = [m for w in before if (m := _modalities().get(w.lemma) or _modalities().get(w.text.lower()))]
    control = any((e := _entries().get((w.lemma, "verb"))) and e.control for w in before)
    control = control and not any(w.lemma in grammar("aspect") for w in before)
    negated = any(w.lemma in negations() or w.text.lower() in negations() for w in before)
    i = row.index(clause.verb)
    opener = row[i - 1].text if i and row[i - 1].kind == "IN" and not clause.finite else ""
    nobody = clause.subject is not None and clause.subject.text in ("no", "none", "nobody", "neither")
    if clause.opener in ("if", "unless", "whether"):
        return Status("hypothetical", negated, void=True)
    if form(clause.verb) == "TO" and row[i - 1] is clause.subject:
        return Status("required", negated, void=True)  # "urged X to act"
    if opener == "of":
        return Status("reported", negated, void=True)
    meant = control or form(clause.verb) == "TO"
    modality = said[-1] if said else "intended" if meant else ACTUAL
    return Status(modality, negated or nobody or opener in ("from", "without"))


def around(clause: Clause) -> Status:
    """What a verb that is not the act itself makes of the act that is its object: "prevent attacks on X"."""
    lemma = clause.verb.head.lemma
    return Status(_modalities().get(lemma, ACTUAL), lemma in negations())


@cache
def _entries() -> dict[tuple[str, str], Entry]:
    return {
        (row["word"], row["pos"]): Entry(
            row["act"], int(row["sign"]), tuple(values(row["target"])), row["control"] == "self"
        )
        for row in table("act_words")
    }


@cache
def _light() -> dict[str, str]:
    return {row["verb"]: row["subject"] for row in table("light_verbs")}


@cache
def _modalities() -> dict[str, str]:
    return {row["word"]: row["modality"] for row in table("modality")}


@cache
def negations() -> frozenset[str]:
    """Words that negate the verb they stand with: not, never, refuse."""
    return frozenset(row["word"] for row in table("negation"))
