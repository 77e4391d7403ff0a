"""Clauses by word order: each verb group with its subject and what follows it, until a trained parser does it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from readout.language import Chunk, chunks, grammar

QUESTION = frozenset(["WP", "WDT", "WRB", "WP$"])


@dataclass(frozen=True)
class Clause:
    """A verb group with its grammatical subject and what follows it: ("obj" | preposition, noun phrase).

    `opener` is the word that makes the clause part of another ("that", "if", "who"), and `antecedent` the noun
    phrase that a relative clause describes.
    """

    verb: Chunk
    subject: Chunk | None
    arguments: tuple[tuple[str, Chunk], ...]
    opener: str = ""
    antecedent: Chunk | None = None

    @property
    def passive(self) -> bool:
        """Whether a form of "be" governs a participle ("was condemned"), or "by" follows it ("backed by")."""
        before = [w.text.lower() for w in self.verb.words if w.start < self.verb.head.start and w.tag != "RB"]
        if self.verb.head.tag not in ("VBN", "VBD"):
            return False
        return (
            before[-1] in grammar("be")
            if before
            else self.arguments[:1] != () and self.arguments[0][0] == "by"
        )

    @property
    def finite(self) -> bool:
        """Whether it is neither an infinitive nor a gerund."""
        return _finite(self.verb)


@lru_cache(maxsize=4096)
def clauses(text: str, offset: int = 0) -> tuple[Clause, ...]:
    """The verb groups of one sentence in order.

    The subject is the last noun phrase before the verb that hangs on no preposition; a relative pronoun stands
    for the noun phrase before it; what stands between two commas is stepped over; an infinitive, a gerund or a
    coordinated verb shares the subject of the verb that governs it. None where this does not tell.
    """
    row = chunks(text, offset)
    found: list[Clause] = []
    for i, chunk in enumerate(row):
        if chunk.kind == "VP":
            subject, opener, antecedent = _subject(row, i, found)
            arguments = list(_arguments(row, i))
            if antecedent and antecedent is not subject and not any(role == "obj" for role, _ in arguments):
                arguments.append(("obj", antecedent))
            found.append(Clause(chunk, subject, tuple(arguments), opener, antecedent))
    return tuple(found)


Subject = tuple[Chunk | None, str, Chunk | None]


def _subject(row: Sequence[Chunk], verb: int, found: Sequence[Clause]) -> Subject:
    form = form(row[verb])
    i = _previous(row, verb)
    before = row[i].kind if i >= 0 else ""
    if form == "TO":
        return _of_infinitive(row, verb, found), "", None
    if form == "VBG" and before in ("NP", "IN", "TO"):
        return _of_gerund(row, i, found), "", None
    if before == ",":
        inverted = (
            row[verb].head.lemma in grammar("inverted") and verb + 1 < len(row) and row[verb + 1].kind == "NP"
        )
        if row[verb - 1].kind == '"' or inverted:
            return None, "", None
        opening = _insertion(row, i)
        if opening is not None:
            return _free(row, opening, [])
    if before in (",", "CC") and found:
        comma = before == "," or (i > 0 and row[i - 1].kind == ",")
        return _coordinated(row[verb], found, comma)
    return _free(row, verb, found)


def form(verb: Chunk) -> str:
    """The tag that decides what kind of group it is: TO, VBG, MD or a finite verb's."""
    return next((w.tag for w in verb.words if not w.tag.startswith("RB")), "")


def _finite(verb: Chunk) -> bool:
    return form(verb) not in ("TO", "VBG")


def _previous(row: Sequence[Chunk], i: int) -> int:
    """The place of the chunk before, adverbs and quotation marks stepped over; -1 for none."""
    i -= 1
    while i >= 0 and row[i].kind in ("RB", '"'):
        i -= 1
    return i


def _of_infinitive(row: Sequence[Chunk], verb: int, found: Sequence[Clause]) -> Chunk | None:
    if not found:
        return None
    last = found[-1]
    if row[verb - 1].kind != "NP":
        return last.subject
    role = next((role for role, np in last.arguments if np is row[verb - 1]), "")
    if role in ("obj", "for", "on", "upon"):
        return row[verb - 1] if role != "obj" or last.verb.head.lemma in grammar("control") else None
    return last.subject if role else None  # "any attempt to harm": whose?


def _of_gerund(row: Sequence[Chunk], i: int, found: Sequence[Clause]) -> Chunk | None:
    """ "militias firing rockets", "accused X of firing", "answered by firing"."""
    if row[i].kind == "NP":
        return row[i]
    if not found:
        return None
    if row[i].text not in ("of", "for", "from") or row[i - 1].kind == "VP":
        return found[-1].subject
    # "accused X of firing", but "the price of leaving": whose?
    return next((np for role, np in found[-1].arguments if role == "obj" and np is row[i - 1]), None)


def _insertion(row: Sequence[Chunk], comma: int) -> int | None:
    """Where the part between commas starts that ends at this one: "X, who met Y, said", "X, a critic, said"."""
    plain = True
    for i in range(comma - 1, 0, -1):
        plain = plain and row[i].kind != "VP"
        if row[i].kind == ",":
            opener = row[i + 1]
            kinds = (opener.kind, row[i + 2].kind)
            if kinds[0] in QUESTION or (kinds[0] in ("IN", "NP") and kinds[1] in QUESTION):
                return i
            aside = [c.kind for c in row[i + 1 : comma]] in (["NP", "VP"], ["VP", "NP"])  # ", he said,"
            if plain or aside or form(opener) in ("VBN", "VBG"):
                return i
    return None


def _coordinated(verb: Chunk, found: Sequence[Clause], comma: bool) -> Subject:
    last = found[-1]
    if form(verb) == "VB" and not last.finite:
        return last.subject, last.opener, None
    for clause in reversed(found):
        aside = clause.opener in grammar("adverbial") or clause.antecedent
        if clause.finite and not (comma and aside):
            return clause.subject, clause.opener, clause.antecedent
    return last.subject, last.opener, None


def _free(row: Sequence[Chunk], verb: int, found: Sequence[Clause]) -> Subject:
    free: list[Chunk] = []
    for i in range(verb - 1, -1, -1):
        chunk = row[i]
        if chunk.kind in ("WP", "WDT") and i and row[i - 1].kind == "VP":
            return (free[0] if free else None), chunk.text, None  # "say who they were"
        if chunk.kind in ("WP", "WDT") or _relative_that(row, i, bool(free)):
            antecedent = _antecedent(row, i)
            return (free[0] if free else antecedent), chunk.text, antecedent
        if chunk.kind == "VP" and not _finite(chunk):
            if form(chunk) == "VBG" and (not i or row[i - 1].kind == ","):
                return None, "", None  # "closing the embassy takes …": the gerund is the subject
            if free and free[-1] is row[i + 1]:
                free.pop()  # "any attempt to harm X would fail": X is no subject
                continue
        if chunk.kind in ("VP", ":"):
            found = found if chunk.kind == "VP" else []
            break
        if (
            chunk.text in grammar("subordinator")
            and chunk.kind in ("IN", "WRB")
            and (free or chunk.kind == "WRB")
        ):
            return (free[0] if free else None), chunk.text, None
        if chunk.kind == "NP" and not _governed(row, i):
            free.append(chunk)
    if free or not found:
        return (free[0] if free else None), "", None
    # "the truce that X had offered seemed over": the verb after a relative clause belongs to what it describes
    last = found[-1]
    reduced = last.passive and len(last.verb.words) == 1  # "a militia backed by X was": the same subject
    return last.antecedent or (last.subject if reduced or last.opener != "that" else None), "", None


def _relative_that(row: Sequence[Chunk], i: int, free: bool) -> bool:
    """Whether "that" is a relative pronoun: no noun phrase follows it, or no verb precedes it that could say it."""
    if row[i].text != "that" or not i or row[i - 1].kind != "NP":
        return False
    return not free or not any(c.kind == "VP" for c in row[:i])


def _antecedent(row: Sequence[Chunk], i: int) -> Chunk | None:
    """The noun phrase a relative pronoun stands for; after a comma or a name, "of" leads to the one before."""
    at = next((n for n in range(i - 1, -1, -1) if row[n].kind == "NP"), None)
    climbs = row[i - 1].kind == "," or row[i].kind == "WP"
    while at is not None and climbs and at > 1 and row[at - 1].text == "of" and row[at - 2].kind == "NP":
        climbs = row[i - 1].kind == "," or row[at].head.tag.startswith("NNP")
        at = at - 2 if climbs else at
    return None if at is None else row[at]


def _governed(row: Sequence[Chunk], i: int) -> bool:
    """Whether a noun phrase hangs on a preposition, on a possessor that does, or is a possessor itself."""
    if i + 1 < len(row) and row[i + 1].kind == "POS":
        return True
    while i > 1 and row[i - 1].kind == "POS":
        i -= 2
    if i > 1 and row[i - 1].kind == "CC" and row[i - 2].kind == "NP":
        return _governed(row, i - 2)
    text = row[i - 1].text if i else ""
    subordinate = text in grammar("subordinator") and text not in ("after", "before", "since", "until", "as")
    return i > 0 and row[i - 1].kind in ("IN", "TO") and not subordinate and not _opens_clause(row, i)


def _opens_clause(row: Sequence[Chunk], i: int) -> bool:
    """Whether this noun phrase, after "as", "after", "and" or a comma, is the subject of a new clause."""
    rest = [c for c in row[i + 1 : i + 6] if c.kind != "RB"]
    if len(rest) > 2 and rest[0].kind == "CC" and rest[1].kind == "NP":
        rest = rest[2:]
    finite = bool(rest) and (rest[0].kind == "MD" or (rest[0].kind == "VP" and _finite(rest[0])))
    return finite and (row[i - 1].text in grammar("subordinator") or row[i - 1].kind in (",", "CC"))


def _arguments(row: Sequence[Chunk], verb: int) -> Iterator[tuple[str, Chunk]]:
    role, listing = "obj", False
    for i in range(verb + 1, len(row)):
        chunk, before = row[i], _previous(row, i)
        if chunk.kind == "NP":
            joined = row[before].kind == "CC" and row[before - 1].kind == "," and not listing
            if joined or (row[before].kind in (",", "CC", "IN") and _opens_clause(row, i)):
                return
            listing = listing or (row[before].kind == "," and _in_list(row, i))
            if row[before].kind == "NP" or (row[before].kind == "," and not listing):
                role = "next"
            if i + 1 == len(row) or row[i + 1].kind != "POS":
                yield role, chunk
                more = i + 1 < len(row) and row[i + 1].kind in ("CC", ",")
                role = "next" if role == "obj" and not more else role
        elif chunk.kind in ("IN", "TO"):
            if i == verb + 1 and chunk.text in grammar("particle"):
                continue
            role, listing = chunk.text, False
            if role == "according" or (
                role in grammar("subordinator") and role not in ("after", "before", "since", "as")
            ):
                return
        elif chunk.kind in QUESTION or chunk.kind in ("VP", "MD", ":", "."):
            return


def _in_list(row: Sequence[Chunk], i: int) -> bool:
    """Whether the noun phrase after a comma goes on a list: "A, B and C"."""
    while i + 2 < len(row) and row[i].kind == "NP" and row[i + 1].kind == "," and row[i + 2].kind == "NP":
        i += 2
    after = [c.kind for c in row[i + 1 : i + 4] if c.kind != ","]
    return i < len(row) and row[i].kind == "NP" and after[:2] == ["CC", "NP"]
