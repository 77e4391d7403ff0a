"""Who does what to whom: acts of conflict and cooperation by their verb or noun, within a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from readout.actors import Finder
from readout.article import Article
from readout.clauses import Clause, clauses
from readout.language import Chunk, Word, chunks, grammar
from readout.resources import table, values

COLUMNS = ["source", "target", "act", "sign", "cue", "modality", "negated", "start", "end"]
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
    for sentence in article.sentences:
        asked = sentence.text.rstrip("”\"’') ").endswith("?")
        for source, target, entry, cue, status in _in_sentence(sentence.text, sentence.start, finder):
            if source and target and source != target:
                sign = 0 if asked or status.void or status.negated else entry.sign
                row = (source, target, entry.act, sign, [cue.start, cue.end], status.modality, status.negated)
                rows.setdefault((source, target, cue.start), (*row, sentence.start, sentence.end))
    return pd.DataFrame(list(rows.values()), columns=COLUMNS)


Found = tuple[str | None, str | None, Entry, Word, Status]


def _in_sentence(text: str, offset: int, finder: Finder) -> Iterator[Found]:
    row, found = chunks(text, offset), clauses(text, offset)
    governing = {np.start: (clause, role) for clause in found for role, np in clause.arguments}
    for clause in found:
        yield from _of_verb(clause, row, finder)
    for i, chunk in enumerate(row):
        if chunk.kind == "NP" and _noun_entry(chunk):
            yield from _of_noun(row, i, governing.get(chunk.start), finder)


def _of_verb(clause: Clause, row: Sequence[Chunk], finder: Finder) -> Iterator[Found]:
    keys = [(form, "verb") for form in _forms(clause.verb, row)]
    entry = next((_entries()[key] for key in keys if key in _entries()), None)
    if not entry or not entry.act or not clause.subject:
        return
    cue, status = clause.verb.head, _status(clause, row)
    if clause.passive:
        agents = [np for role, np in clause.arguments if role == "by"]
        target = finder.of(clause.subject)
        yield from ((finder.of(np), target, entry, cue, status) for np in agents[:1])
        return
    source = finder.of(clause.subject)
    if not source and _noun_entry(clause.subject):
        source = _doer(row, row.index(clause.subject), finder)  # "a US drone strike killed …"
    present = [role for role in entry.target if any(role == name for name, _ in clause.arguments)]
    objects = [np for role, np in clause.arguments if role == "obj"]
    # "blamed the attack on X": the object is the act, the target stands behind the preposition
    pointed = objects and _noun_entry(objects[0])
    role = next(iter(present[::-1] if pointed else present), "")
    for phrase in [np for name, np in clause.arguments if name == role]:
        told = cue.lemma == "warn" and phrase.head.lemma in grammar(
            "civilian"
        )  # of a storm, not with a threat
        for target, factor in _reached(row, phrase, finder):
            yield source, target, replace(entry, sign=0 if told else entry.sign * factor), cue, status


def _reached(row: Sequence[Chunk], phrase: Chunk, finder: Finder) -> Iterator[tuple[str | None, int]]:
    """Whom an act on this phrase reaches, and with which factor: an actor, or those behind another act."""
    i = row.index(phrase)
    inside = [np for role, np in _tail(row, i)[:1] if role == "of"]  # "the persistence of attacks"
    inner = next((n for n in [phrase, *inside] if _noun_entry(n)), None)
    entry = _noun_entry(inner) if inner else None
    if not inner or not entry:
        whole = inside[0] if inside and phrase.head.lemma in grammar("part") else phrase  # "members of X"
        yield finder.of(phrase) or _possessor(row, i, finder) or finder.of(whole), 1
        return
    yield _doer(row, row.index(inner), finder), 1
    for role, np in _tail(row, row.index(inner)):
        if role in entry.target and entry.sign:
            yield finder.of(np), entry.sign


def _of_noun(
    row: Sequence[Chunk], i: int, governing: tuple[Clause, str] | None, finder: Finder
) -> Iterator[Found]:
    entry = _noun_entry(row[i])
    if not entry:
        return
    source, cue, status = _doer(row, i, finder), row[i].head, Status()
    targets = [(role, finder.of(np)) for role, np in _tail(row, i) if role in entry.target]
    if governing:
        clause, role = governing
        forms = [f"{clause.verb.head.lemma} {role}"] if role != "obj" else _forms(clause.verb, row)
        light = next((_light()[form] for form in forms if form in _light()), None)
        status = _status(clause, row) if light else _around(clause)
        if light:
            subject = finder.of(clause.subject) if clause.subject else None
            # "has the support of X": X is the one who supports
            targets = [] if entry.sign > 0 and "of" in dict(targets) else targets
            source, targets = (
                (source or subject, targets) if light == "doer" else (source, [*targets, ("", subject)])
            )
    if row[i].words[0].text.lower() == "no":
        status = replace(status, negated=True)
    for _, target in targets:
        yield source, target, entry, cue, status


def _doer(row: Sequence[Chunk], i: int, finder: Finder) -> str | None:
    """Who does the act of a noun: its possessor, a country or group before its head ("US strike"), or "by …"."""
    owner = _possessor(row, i, finder)
    inside = [name for name in finder.within(row[i]) if name in _countries() or finder.kind(name) == "group"]
    agents = [finder.of(np) for role, np in _tail(row, i) if role == "by"]
    return owner or next(iter(inside), None) or next(iter(agents), None)


def _possessor(row: Sequence[Chunk], i: int, finder: Finder) -> str | None:
    return finder.of(row[i - 2]) if i > 1 and row[i - 1].kind == "POS" else None


def _tail(row: Sequence[Chunk], i: int) -> list[tuple[str, Chunk]]:
    """The prepositional phrases that follow a noun phrase: "attacks on A and B in C"."""
    found: list[tuple[str, Chunk]] = []
    role = ""
    for n in range(i + 1, len(row)):
        chunk = row[n]
        if (
            chunk.kind in ("IN", "TO")
            and chunk.text not in grammar("subordinator")
            and chunk.text != "according"
        ):
            role = chunk.text
        elif chunk.kind == "NP" and role:
            if (
                n > 1 and row[n - 1].kind == ")" and found
            ):  # "Guard Corps (IRGC) Commander X": the name at the end
                found[-1] = (role, chunk)
            elif not (n + 1 < len(row) and row[n + 1].kind == "POS") and row[n - 1].kind != "(":
                found.append((role, chunk))
        elif chunk.kind not in ("CC", "(", ")", "RB", "POS", "DT", '"', "DATE", "CD"):
            break
    return found


def _forms(verb: Chunk, row: Sequence[Chunk]) -> list[str]:
    """The verb with its particle or preposition ("vote against"), then the bare verb."""
    head = verb.head
    after = [w for w in verb.words if w.start > head.start]
    i = row.index(verb) + 1
    if not after and i < len(row) and row[i].kind in ("IN", "TO", "RP", "RB"):
        after = list(row[i].words)
    return [*(f"{head.lemma} {w.text.lower()}" for w in after[:1]), head.lemma]


def _status(clause: Clause, row: Sequence[Chunk]) -> Status:
    """What the words before the act, the conjunction or the preposition before its clause make of it."""
    before = [w for w in clause.verb.words if w.start < clause.verb.head.start]
    said = [m for w in before if (m := _modalities().get(w.lemma) or _modalities().get(w.text.lower()))]
    control = any((e := _entries().get((w.lemma, "verb"))) and e.control for w in before)
    control = control and not any(w.lemma in grammar("aspect") for w in before)
    negated = any(w.lemma in _negations() or w.text.lower() in _negations() for w in before)
    i = row.index(clause.verb)
    opener = row[i - 1].text if i and row[i - 1].kind == "IN" and not clause.finite else ""
    nobody = clause.subject is not None and clause.subject.text in ("no", "none", "nobody", "neither")
    if clause.opener in ("if", "unless", "whether"):
        return Status("hypothetical", negated, void=True)
    if opener == "of":
        return Status("reported", negated, void=True)
    modality = said[-1] if said else "intended" if control else ACTUAL
    return Status(modality, negated or nobody or opener in ("from", "without"))


def _around(clause: Clause) -> Status:
    """What a verb that is not the act itself makes of the act that is its object: "prevent attacks on X"."""
    lemma = clause.verb.head.lemma
    return Status(_modalities().get(lemma, ACTUAL), lemma in _negations())


def _noun_entry(phrase: Chunk) -> Entry | None:
    head = phrase.head
    return _entries().get((head.text.lower(), "noun")) or _entries().get((head.lemma.lower(), "noun"))


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["name"] for row in table("countries"))


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
def _negations() -> frozenset[str]:
    return frozenset(row["word"] for row in table("negation"))
