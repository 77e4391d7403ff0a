"""Who does what to whom: acts of conflict and cooperation by their verb or noun, within a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd

from readout.actors import Finder
from readout.actwords import Entry, Status, around, forms, light, of_noun, of_verb, status
from readout.article import Article
from readout.clauses import Clause, clauses
from readout.language import Chunk, Word, chunks, grammar
from readout.resources import table

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
    for sentence in article.sentences:
        asked = sentence.text.rstrip("”\"’') ").endswith("?")
        for source, target, entry, cue, told in _in_sentence(sentence.text, sentence.start, finder):
            if source and target and source != target:
                sign = 0 if asked or told.void or told.negated else entry.sign
                row = (source, target, entry.act, sign, [cue.start, cue.end], told.modality, told.negated)
                rows.setdefault((source, target, cue.start), (*row, sentence.start, sentence.end))
    return pd.DataFrame(list(rows.values()), columns=COLUMNS)


Found = tuple[str | None, str | None, Entry, Word, Status]


def _in_sentence(text: str, offset: int, finder: Finder) -> Iterator[Found]:
    row, found = chunks(text, offset), clauses(text, offset)
    governing = {np.start: (clause, role) for clause in found for role, np in clause.arguments}
    for clause in found:
        yield from _of_verb(clause, row, finder)
    for i, chunk in enumerate(row):
        if chunk.kind == "NP" and of_noun(chunk):
            yield from _of_noun(row, i, governing.get(chunk.start), finder)


def _of_verb(clause: Clause, row: Sequence[Chunk], finder: Finder) -> Iterator[Found]:
    entry = of_verb(clause.verb, row)
    if not entry or not entry.act or not clause.subject:
        return
    cue, told = clause.verb.head, status(clause, row)
    if clause.passive:
        agents = [finder.of(np) for role, np in clause.arguments if role == "by"][:1]
        reached = list(_reached(row, clause.subject, finder))
        yield from (
            _found(agent, target, entry, factor, cue, told) for agent in agents for target, factor in reached
        )
        return
    present = [role for role in entry.target if any(role == name for name, _ in clause.arguments)]
    objects = [np for role, np in clause.arguments if role == "obj"]
    # "blamed the attack on X": the object is the act, the target stands behind the preposition
    pointed = objects and of_noun(objects[0])
    role = next(iter(present[::-1] if pointed else present), "")
    for phrase in [np for name, np in clause.arguments if name == role]:
        civil = cue.lemma == "warn" and phrase.head.lemma in grammar("civilian")  # of a storm, say
        for target, factor in _reached(row, phrase, finder):
            for source in _sources(row, clause.subject, finder):
                yield _found(source, target, entry, 0 if civil else factor, cue, told)


def _found(
    source: str | None, target: str | None, entry: Entry, factor: int, cue: Word, told: Status
) -> Found:
    return source, target, replace(entry, sign=entry.sign * factor), cue, told


def _sources(row: Sequence[Chunk], subject: Chunk, finder: Finder) -> Iterator[str | None]:
    """The subject, whoever stands beside it ("X, Y and Z condemned"), or the doer of an act that is one."""
    i = row.index(subject)
    yield finder.of(subject) or (_doer(row, i, finder) if of_noun(subject) else None)  # "a US strike killed"
    first = i
    while first > 1 and row[first - 2].kind == "NP" and row[first - 1].kind == ("CC" if first == i else ","):
        first -= 2
    if not first or row[first - 1].kind in (",", '"') or row[first - 1].text == "that":
        yield from (finder.of(row[n]) for n in range(first, i, 2))


def _reached(row: Sequence[Chunk], phrase: Chunk, finder: Finder) -> Iterator[tuple[str | None, int]]:
    """Whom an act on this phrase reaches, and with which factor: an actor, or those behind another act."""
    i = row.index(phrase)
    inside = [np for role, np in _tail(row, i)[:1] if role == "of"]  # "the persistence of attacks"
    inner = next((n for n in [phrase, *inside] if of_noun(n)), None)
    entry = of_noun(inner) if inner else None
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
    entry = of_noun(row[i])
    if not entry:
        return
    source, cue, told = _doer(row, i, finder), row[i].head, Status()
    tail = _tail(row, i)
    targets = [(role, finder.of(np)) for role, np in tail if role in entry.target]
    if governing:
        clause, role = governing
        verb = light([f"{clause.verb.head.lemma} {role}"] if role != "obj" else forms(clause.verb, row))
        told = status(clause, row) if verb else around(clause)
        subject = finder.of(clause.subject) if clause.subject else None
        if verb == "doer":
            # "has the support of X": X is the one who supports
            targets = [] if entry.sign > 0 and "of" in dict(targets) else targets
            source = source or subject
        elif verb == "target":
            givers = [finder.of(np) for role, np in tail if role == "from"]
            source, targets = source or next(iter(givers), None), [*targets, ("", subject)]
    if row[i].words[0].text.lower() == "no":
        told = replace(told, negated=True)
    for _, target in targets:
        yield source, target, entry, cue, told


def _doer(row: Sequence[Chunk], i: int, finder: Finder) -> str | None:
    """Who does the act of a noun: its possessor, a country or group before it ("US strike"), "by …"."""
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
            if row[n - 1].kind == "CC" and of_noun(chunk):
                break  # "an attack on X and threats against Y"
            if (
                n > 1 and row[n - 1].kind == ")" and found
            ):  # "Guard Corps (IRGC) Commander X": the name at the end
                found[-1] = (role, chunk)
            elif not (n + 1 < len(row) and row[n + 1].kind == "POS") and row[n - 1].kind != "(":
                found.append((role, chunk))
        elif chunk.kind not in ("CC", "(", ")", "RB", "POS", "DT", '"', "DATE", "CD"):
            break
    return found


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["name"] for row in table("countries"))
