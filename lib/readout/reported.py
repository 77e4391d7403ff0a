"""What is said: the part of a sentence that a cue verb reports, found by the order of its phrases."""

import re
from collections.abc import Sequence
from itertools import takewhile

from readout.article import Sentence
from readout.clauses import Clause
from readout.complements import QUESTION, form
from readout.language import Chunk, grammar

Span = tuple[int, int]
CLOSED = (",", ",”", ',"', "?”", "!”", '?"', '!"', "”,", '",', "’,")


def content_of(
    sentence: Sentence,
    row: Sequence[Chunk],
    clause: Clause,
    later: Sequence[Clause],
    quotes: Sequence[Span],
    *,
    that: bool,
) -> tuple[Span, ...]:
    """The spans a cue reports: what stands around ", he said,", the clause after the verb, or a quotation.

    `row` are the chunks of the sentence, `later` the cues after this one; `that`: the verb takes a clause.
    """
    i = next(n for n, chunk in enumerate(row) if chunk.start == clause.verb.start)
    end = _until(sentence, row, clause, later)
    around = _around(sentence, row, i, clause, end) if that else ()
    if around:
        return around
    following = [c for c in row[i + 1 : i + 12] if c.kind not in ("RB", '"', "DATE", "CD")]
    start = _clause_after(following, clause) if that else None
    start = start or _infinitive_after(following, clause)
    span = _trimmed(sentence, start, end) if start else None
    if not span:
        near = [q for q in quotes if clause.verb.end <= q[0] < end and q[0] - clause.verb.end < 60]
        nearer = list(takewhile(lambda chunk: chunk.kind != "VP", following[:8]))
        reach = nearer[-1].end if nearer else clause.verb.end + 3
        span = near[0] if near and near[0][0] <= reach else _before(sentence, clause)
    return (span,) if span else ()


def inverted(clause: Clause) -> Chunk | None:
    """The source behind its verb: “…,” said Pompeo."""
    return next((np for role, np in clause.arguments if role == "obj"), None)


def _around(sentence: Sentence, row: Sequence[Chunk], i: int, clause: Clause, end: int) -> tuple[Span, ...]:
    """Both parts of "The groups, they said, endanger X": before the first comma and behind the second."""
    first = i - 1 if row[i - 1] is clause.subject else i
    last = i + 1 if row[i + 1 : i + 2] and row[i + 1].kind == "NP" and first == i else i
    following = [c for c in row[last + 1 : last + 4] if c.kind not in ('"', "DATE")]
    before = sentence.text[: row[first].start - sentence.start].rstrip()
    if first < 1 or not before.endswith(CLOSED) or not following or following[0].kind != ",":
        return ()
    rest = following[1:]
    goes_on = rest and rest[0].kind not in QUESTION
    goes_on = goes_on and not (rest[0].kind == "CC" and rest[1:] and rest[1].kind == "VP")
    told = rest and rest[0].kind == "VP" and form(rest[0]) == "VBG"  # ", he said, adding that …"
    spans = [_trimmed(sentence, sentence.start, sentence.start + len(before))]
    spans += [_trimmed(sentence, following[0].end, end)] if goes_on and not told else []
    return tuple(span for span in spans if span)


def _clause_after(following: Sequence[Chunk], clause: Clause) -> int | None:
    """Where the clause starts that a verb reports: behind "that", or at its subject."""
    for n, chunk in enumerate(following):
        if chunk.text == "that" and chunk.kind in ("IN", "WDT", "DT"):
            held = n > 0 and following[0].kind == "NP" and clause.verb.head.lemma not in grammar("told")
            return None if held else chunk.end  # "posted a photo that …" is no report
        if chunk.kind not in ("NP", "IN", "TO", "POS", "CC") or (
            chunk.kind == "IN" and chunk.text in grammar("adverbial")
        ):
            break
    for n in (0, 1) if clause.verb.head.lemma in grammar("told") else (0,):
        pair = following[n : n + 2]
        finite = len(pair) == 2 and pair[1].kind == "VP" and form(pair[1]) not in ("TO", "VBG")
        if finite and pair[0].kind == "NP" and (n == 0 or following[0].kind == "NP"):
            return pair[0].start
    return None


def _infinitive_after(following: Sequence[Chunk], clause: Clause) -> int | None:
    """Where the infinitive starts in "urged X to act"."""
    asks = clause.verb.head.lemma in grammar("control")
    pair = [c.kind for c in following[:2]] == ["NP", "VP"]
    return following[1].start if asks and pair and form(following[1]) == "TO" else None


def _before(sentence: Sentence, clause: Clause) -> Span | None:
    """What stands before a cue at the end of its sentence: "…, she said on Monday"."""
    verb = clause.verb.head
    turned = not clause.subject or clause.subject.start > verb.start
    if sentence.end - verb.end > 80 or (not turned and any(role == "obj" for role, _ in clause.arguments)):
        return None
    first = clause.verb.start if turned or not clause.subject else clause.subject.start
    before = sentence.text[: first - sentence.start].rstrip()
    if before.endswith(CLOSED) and len(before.split()) > (
        0 if "”" in before[-2:] or '"' in before[-2:] else 2
    ):
        return _trimmed(sentence, sentence.start, sentence.start + len(before))
    return None


def _until(sentence: Sentence, row: Sequence[Chunk], clause: Clause, later: Sequence[Clause]) -> int:
    """The content ends where a further cue begins that is not part of it, else with the sentence."""
    for cue in later:
        if not cue.subject or not cue.finite:
            continue
        if clause.subject and cue.subject.start == clause.subject.start:
            return cue.verb.start
        k = row.index(cue.subject)
        joined = row[k - 1].kind == "CC" or row[k - 1].text in grammar("adverbial") | {"yet", "but"}
        if cue.subject.start > clause.verb.end and joined and row[k - 2].kind == ",":
            return row[k - 2].start
    return sentence.end


def _trimmed(sentence: Sentence, start: int, end: int) -> Span | None:
    text = sentence.text[start - sentence.start : end - sentence.start]
    text = re.sub(r"[\s,;]*(?:\b(?:and|but)\b)?\s*$", "", text.rstrip(" .,;"))
    lead = len(text) - len(text.lstrip(" ,:"))
    return (start + lead, start + len(text)) if text[lead:].strip() else None
