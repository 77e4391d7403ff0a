"""Who does what to whom: acts of conflict and cooperation by their verb or noun, within a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from readout.actors import Finder
from readout.article import Article
from readout.language import Chunk, Clause, Word, chunks, clauses
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


def acts(article: Article, actors: pd.DataFrame) -> pd.DataFrame:
    """Every act between two actors, in the order of the text.

    Columns: `source` does it to `target` (actor names); `act` (PLOVER root code, Open Event Data Alliance
    2021); `sign` (+1 for the target, -1 against it, 0 neither); `cue` (`[start, end]` of the act word);
    `modality` (actual, intended, possible, required, hypothetical, reported); `negated`; `start, end` (of the
    sentence). The doer is the subject, the agent of a passive ("by …") or a possessor ("the US’ killing of
    …"). An act towards another act reaches those behind it: who condemns attacks on X is for X and against
    the attackers. A negated act, and one that is only asked about, has sign 0.
    """
    finder = Finder(actors, article)
    rows: dict[tuple[object, ...], tuple[object, ...]] = {}
    for sentence in article.sentences:
        for source, target, entry, cue, modality, negated in _in_sentence(sentence.text, sentence.start, finder):
            if source and target and source != target:
                sign = 0 if negated else entry.sign
                row = (source, target, entry.act, sign, [cue.start, cue.end], modality, negated)
                rows.setdefault((source, target, cue.start), (*row, sentence.start, sentence.end))
    return pd.DataFrame(list(rows.values()), columns=COLUMNS)


Found = tuple[str | None, str | None, Entry, Word, str, bool]


def _in_sentence(text: str, offset: int, finder: Finder) -> Iterator[Found]:
    row = chunks(text, offset)
    for clause in clauses(text, offset):
        yield from _of_verb(clause, row, finder)
    for i, chunk in enumerate(row):
        if chunk.kind == "NP":
            yield from _of_noun(row, i, clauses(text, offset), finder)


def _of_verb(clause: Clause, row: Sequence[Chunk], finder: Finder) -> Iterator[Found]:
    keys = [(form, "verb") for form in _forms(clause.verb, row)]
    entry = next((_entries()[key] for key in keys if key in _entries()), None)
    if not entry or not entry.act or not clause.subject:
        return
    modality, negated = _status(clause.verb)
    cue = clause.verb.head
    if clause.passive:
        agents = [np for role, np in clause.arguments if role == "by"]
        target = finder.of(clause.subject)
        yield from ((finder.of(np), target, entry, cue, modality, negated) for np in agents[:1])
        return
    source = finder.of(clause.subject)
    role = next((r for r in entry.target if any(r == role for role, _ in clause.arguments)), None)
    for phrase in [np for name, np in clause.arguments if name == role]:
        for target, factor in _reached(row, phrase, finder):
            yield source, target, _times(entry, factor), cue, modality, negated


def _reached(row: Sequence[Chunk], phrase: Chunk, finder: Finder) -> Iterator[tuple[str | None, int]]:
    """Whom an act on this phrase reaches, and with which factor: an actor, or those behind another act."""
    i = row.index(phrase)
    tail = _tail(row, i)
    inner = next((n for n in [phrase, *(np for role, np in tail if role == "of")] if _noun_entry(n)), None)
    if not inner:
        named = finder.of(phrase)
        yield (named or _possessor(row, i, finder)), 1
        return
    entry = _noun_entry(inner) or Entry("", 0, (), False)
    yield _doer(row, row.index(inner), finder), 1
    for role, np in _tail(row, row.index(inner)):
        if role in entry.target and entry.sign:
            yield finder.of(np), entry.sign


def _of_noun(row: Sequence[Chunk], i: int, found: Sequence[Clause], finder: Finder) -> Iterator[Found]:
    entry = _noun_entry(row[i])
    if not entry:
        return
    source, cue = _doer(row, i, finder), row[i].head
    modality, negated = ACTUAL, row[i].words[0].text.lower() == "no"
    clause = next((c for c in found if any(np is row[i] for _, np in c.arguments)), None)
    forms = _forms(clause.verb, row) if clause else []
    light = next((_light()[form] for form in forms if form in _light()), None)
    targets = [finder.of(np) for role, np in _tail(row, i) if role in entry.target]
    if clause and light:
        modality, denied = _status(clause.verb)
        negated = negated or denied
        subject = finder.of(clause.subject) if clause.subject else None
        source, targets = (source or subject, targets) if light == "doer" else (source, [*targets, subject])
    for target in targets:
        yield source, target, entry, cue, modality, negated


def _doer(row: Sequence[Chunk], i: int, finder: Finder) -> str | None:
    """Who does the act of a noun: its possessor, an actor before its head ("US warning"), or "by …"."""
    owner = _possessor(row, i, finder)
    inside = [name for name in finder.within(row[i]) if name != finder.of(row[i])]
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
        if chunk.kind in ("IN", "TO"):
            role = chunk.words[0].text.lower()
        elif chunk.kind == "NP" and role:
            if n > 1 and row[n - 1].kind == ")" and found:  # "Guard Corps (IRGC) Commander X": the name at the end
                found[-1] = (role, chunk)
            elif not (n + 1 < len(row) and row[n + 1].kind == "POS") and row[n - 1].kind != "(":
                found.append((role, chunk))
        elif chunk.kind not in ("CC", "(", ")", "RB", "POS", "DT", '"'):
            break
    return found


def _forms(verb: Chunk, row: Sequence[Chunk]) -> list[str]:
    """The verb with its particle or preposition ("vote against"), then the bare verb."""
    head = verb.head
    after = [w for w in verb.words if w.start > head.start]
    i = row.index(verb) + 1
    if not after and i < len(row) and row[i].kind in ("IN", "TO", "RP"):
        after = list(row[i].words)
    return [*(f"{head.lemma} {w.text.lower()}" for w in after[:1]), head.lemma]


def _status(verb: Chunk) -> tuple[str, bool]:
    """The modality that the words before the act give it, and whether they negate it."""
    before = [w for w in verb.words if w.start < verb.head.start]
    said = [m for w in before if (m := _modalities().get(w.lemma) or _modalities().get(w.text.lower()))]
    control = any((e := _entries().get((w.lemma, "verb"))) and e.control for w in before)
    negated = any(w.lemma in _negations() or w.text.lower() in _negations() for w in before)
    return (said[-1] if said else "intended" if control else ACTUAL), negated


def _times(entry: Entry, factor: int) -> Entry:
    return entry if factor == 1 else Entry(entry.act, entry.sign * factor, entry.target, entry.control)


def _noun_entry(phrase: Chunk) -> Entry | None:
    head = phrase.head
    return _entries().get((head.text.lower(), "noun")) or _entries().get((head.lemma.lower(), "noun"))


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
