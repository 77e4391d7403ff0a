"""What follows a verb: its objects and the noun phrases that hang on prepositions, by word order."""

from collections.abc import Iterator, Sequence

from readout.language import Chunk, grammar

QUESTION = frozenset(["WP", "WDT", "WRB", "WP$"])


def arguments(row: Sequence[Chunk], verb: int) -> Iterator[tuple[str, Chunk]]:
    """Each noun phrase that belongs to a verb, with its role: "obj", "next" (a second one), a preposition."""
    role, listing = "obj", False
    for i in range(verb + 1, len(row)):
        chunk, before = row[i], previous(row, i)
        if chunk.kind == "NP":
            joined = row[before].kind == "CC" and row[before - 1].kind == "," and not listing
            if joined or (row[before].kind in (",", "CC", "IN") and opens_clause(row, i)):
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


def form(verb: Chunk) -> str:
    """The tag that decides what kind of group it is: TO, VBG, MD or a finite verb's."""
    return next((w.tag for w in verb.words if not w.tag.startswith("RB")), "")


def finite(verb: Chunk) -> bool:
    """Whether it is neither an infinitive nor a gerund."""
    return form(verb) not in ("TO", "VBG")


def previous(row: Sequence[Chunk], i: int) -> int:
    """The place of the chunk before, adverbs and quotation marks stepped over; -1 for none."""
    i -= 1
    while i >= 0 and row[i].kind in ("RB", '"'):
        i -= 1
    return i


def opens_clause(row: Sequence[Chunk], i: int) -> bool:
    """Whether this noun phrase, after "as", "after", "and" or a comma, is the subject of a new clause."""
    rest = [c for c in row[i + 1 : i + 6] if c.kind != "RB"]
    if len(rest) > 2 and rest[0].kind == "CC" and rest[1].kind == "NP":
        rest = rest[2:]
    acts = bool(rest) and (rest[0].kind == "MD" or (rest[0].kind == "VP" and finite(rest[0])))
    return acts and (row[i - 1].text in grammar("subordinator") or row[i - 1].kind in (",", "CC"))


def _in_list(row: Sequence[Chunk], i: int) -> bool:
    """Whether the noun phrase after a comma goes on a list: "A, B and C"."""
    while i + 2 < len(row) and row[i].kind == "NP" and row[i + 1].kind == "," and row[i + 2].kind == "NP":
        i += 2
    after = [c.kind for c in row[i + 1 : i + 4] if c.kind != ","]
    return i < len(row) and row[i].kind == "NP" and after[:2] == ["CC", "NP"]
