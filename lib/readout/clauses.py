"""Clauses by word order: each verb group with its subject and what follows it, until a parser does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from readout.complements import QUESTION, arguments, finite, form, opens_clause, previous
from readout.language import Chunk, chunks, grammar
from readout.names import nominal_kind


@dataclass(frozen=True)
class Clause:
    """A verb group with its grammatical subject and what follows it: ("obj" | preposition, noun phrase).

    `opener` is the word that makes the clause part of another ("that", "if", "who"), and `antecedent` the
    noun phrase that a relative clause describes.
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
        return finite(self.verb)


@lru_cache(maxsize=16384)
def clauses(text: str, offset: int = 0) -> tuple[Clause, ...]:
    """The verb groups of one sentence in order.

    The subject is the last noun phrase before the verb that hangs on no preposition; a relative pronoun
    stands for the noun phrase before it; what stands between two commas is stepped over; an infinitive, a
    gerund or a coordinated verb shares the subject of the verb that governs it. None where this cannot tell.
    """
    row = chunks(text, offset)
    found: list[Clause] = []
    for i, chunk in enumerate(row):
        if chunk.kind == "VP":
            subject, opener, antecedent = _subject(row, i, found)
            complements = list(arguments(row, i))
            if antecedent and antecedent is not subject and not any(role == "obj" for role, _ in complements):
                complements.append(("obj", antecedent))
            found.append(Clause(chunk, subject, tuple(complements), opener, antecedent))
    return tuple(found)


Subject = tuple[Chunk | None, str, Chunk | None]


def _subject(row: Sequence[Chunk], verb: int, found: Sequence[Clause]) -> Subject:
    tag = form(row[verb])
    i = previous(row, verb)
    before = row[i].kind if i >= 0 else ""
    if tag == "TO":
        return _of_infinitive(row, verb, found), "", None
    if tag == "VBG" and before in ("NP", "IN", "TO"):
        return _of_gerund(row, i, found), "", None
    if before == ",":
        if row[verb - 1].kind == '"' or _inverted(row, verb):
            return None, "", None
        opening = _insertion(row, i)
        if opening is not None:
            return _free(row, opening, [])
    if before in (",", "CC") and found:
        comma = before == "," or (i > 0 and row[i - 1].kind == ",")
        return _coordinated(row[verb], found, comma)
    return _free(row, verb, found)


def _inverted(row: Sequence[Chunk], verb: int) -> bool:
    """Whether the subject follows its verb of saying: ", said Pompeo.", not ", said the deal was dead"."""
    if row[verb].head.lemma not in grammar("inverted") or verb + 1 == len(row) or row[verb + 1].kind != "NP":
        return False
    head = row[verb + 1].head
    human = head.tag in ("NNP", "NNPS", "PRP") or nominal_kind(head) != ""
    return human and (verb + 2 == len(row) or row[verb + 2].kind not in ("VP", "MD"))


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
    """Where the part between commas starts that ends here: "X, who met Y, said", "X, a critic, said"."""
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
    reports = grammar("inverted")
    if verb.head.lemma in reports:  # "said that X had lost and added that …"
        same = [clause for clause in found if clause.finite and clause.verb.head.lemma in reports]
        found = same[-1:] or found
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
        if chunk.kind == "VP" and not finite(chunk):
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
    held = [np for role, np in found[-1].arguments if role != "next"] if found else []
    if free and found and found[-1].antecedent and all(np in held for np in free):
        return found[-1].antecedent, "", None  # "the men who attacked X fled"
    if free or not found:
        return (free[0] if free else None), "", None
    # "the truce that X had offered seemed over": the verb behind a relative clause is its antecedent’s
    last = found[-1]
    reduced = last.passive and len(last.verb.words) == 1  # "a militia backed by X was": the same subject
    return last.antecedent or (last.subject if reduced or last.opener != "that" else None), "", None


def _relative_that(row: Sequence[Chunk], i: int, free: bool) -> bool:
    """Whether "that" is a relative pronoun: no subject follows it, or no verb before it could say it."""
    if row[i].text != "that" or not i or row[i - 1].kind != "NP":
        return False
    return not free or not any(c.kind == "VP" for c in row[:i])


def _antecedent(row: Sequence[Chunk], i: int) -> Chunk | None:
    """What a relative pronoun stands for: in "officials of X, who" and "members of X who" the first noun."""
    at = next((n for n in range(i - 1, -1, -1) if row[n].kind == "NP"), None)
    while at is not None and at > 1 and row[at - 1].text == "of" and row[at - 2].kind == "NP":
        name = row[i].kind == "WP" and row[at].head.tag.startswith("NNP")
        if not (row[i - 1].kind == "," or name) or not nominal_kind(row[at - 2].head):
            break
        at -= 2
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
    return i > 0 and row[i - 1].kind in ("IN", "TO") and not subordinate and not opens_clause(row, i)
