"""What is said: the cue, and the parts of a sentence's tree that a cue verb reports."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from readout.analyses.act_words import negations
from readout.nlp.clauses import complementizer, objects, subjects
from readout.nlp.tokens import Span, grammar
from readout.nlp.trees import Tree, Word, runs
from readout.resources import table

NEAR = 60  # characters between a cue and the quotation it introduces
CLOSED = re.compile(r"[,?!…—–][\"”’']?\s*$|[,?!.][\"”]\s*$")


@dataclass(frozen=True)
class Said:
    """One attribution before its speaker is known: `head` is the source's noun, `verb` what it is subject of."""

    tree: Tree | None
    head: Word | None
    verb: Word | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: str = "speech"


def content_of(tree: Tree, verb: Word, quotes: Sequence[Span], *, that: bool) -> tuple[Span, ...]:
    """The spans a cue reports: its clause, what stands around ", he said,", an infinitive, or a quotation.

    `quotes` are the quotations of the sentence; `that`: the verb takes a clause.
    """
    words = _clause(tree, verb) if that else []
    if not words and (verb.lemma != "ask" or objects(tree, verb)):  # "asked not to be named" reports nothing
        meant = [
            one for one in tree.children(verb, "xcomp") if any(w.tag == "TO" for w in tree.children(one))
        ]
        words = [w for one in meant for w in tree.subtree(one)]
    spans = tuple(span for run in runs(words) if (span := _trimmed(tree, run[0].start, run[-1].end)))
    if spans:
        return spans
    near = [q for q in quotes if verb.end <= q[0] < verb.end + NEAR]
    between = tree.words[verb.place + 1 :]
    verbs = [w for w in between if w.tag[:2] == "VB" and near and w.end <= near[0][0]]
    return (near[0],) if near and not verbs else ()


def cue_of(tree: Tree, verb: Word) -> Span:
    """The cue: the verb with its auxiliaries, particle and the adverbs beside it ("has also said")."""
    group = [verb, *tree.children(verb, "aux", "advmod", "compound:prt")]
    run = next(run for run in runs(sorted(group, key=lambda word: word.place)) if verb in run)
    return run[0].start, run[-1].end


def told(tree: Tree, verb: Word) -> bool:
    """Whether the cue is told as done: not denied, not merely possible, not "to say" or "of saying"."""
    said = tree.children(verb, "aux", "advmod")
    if any(w.tag == "MD" or w.lemma in negations() or w.text.lower() in negations() for w in said):
        return False
    if verb.tag == "VB" and not any(w.lemma == "do" for w in said):
        return False
    if any(w.text.lower() in grammar("quantifier") | negations() for w in subjects(tree, verb)[:1]):
        return subjects(tree, verb)[0].text.lower() not in ("few", "none", "neither", "nobody")
    return verb.tag != "VBG" or complementizer(tree, verb) in ("", "as", "while")


def hedges(parsed: Sequence[Tree], spans: Sequence[list[list[int]]]) -> Iterator[list[list[int]]]:
    """The words within each list of spans that weaken what is said (Hyland 1998): "may", "reportedly"."""
    words = [w for tree in parsed for w in tree.words if w.lemma in _weakening() and w.tag[:2] != "NN"]
    starts = [word.start for word in words]
    for some in spans:
        here = [words[bisect_left(starts, start) : bisect_left(starts, end)] for start, end in sorted(some)]
        yield [[word.start, word.end] for run in here for word in run]


def _clause(tree: Tree, verb: Word) -> list[Word]:
    """The clause that the verb governs, or that it is put into or behind: "X, he said, is over"."""
    own = tree.children(verb, "ccomp")
    if own and own[0].place < verb.place and any(w.tag.startswith("VB") for w in tree.subtree(own[0])):
        own = own[:1]
    marks = [w for one in own for w in tree.children(one, "mark") if w.text.lower() == "that"]
    tails = [w for one in own for w in tree.children(one, "conj", "advcl") if carried_on(tree, w) is verb]
    cut = {*marks, *(w for one in tails for w in tree.subtree(one))}
    words = sorted({w for one in own for w in tree.subtree(one)} - cut, key=lambda w: w.place)
    if any(w.tag.startswith("VB") or w.relation == "nsubj" for w in words):  # more than "said no"
        return _without_aside(tree, verb, words)
    head = tree.head(verb)
    if head and verb.relation in ("parataxis", "advcl") and not complementizer(tree, verb):
        mine = {w.place for w in tree.subtree(verb)}
        first = min(place for place in mine if tree.words[place].relation != "punct")
        rest = [w for w in tree.subtree(head) if w.place not in mine]
        before = tree.reading.text[: tree.words[first].start - tree.start]
        if any(w.place < first for w in rest) and CLOSED.search(before):
            return _without_aside(tree, verb, rest)
    return []


def carried_on(tree: Tree, verb: Word) -> Word | None:
    """The cue whose source goes on: "X said that A had lost, and added that B had won"."""
    head = tree.head(verb)
    cue = (
        tree.head(head) if head and head.relation == "ccomp" and verb.relation in ("conj", "advcl") else None
    )
    goes_on = verb.lemma == "add" and tree.children(verb, "ccomp") and not complementizer(tree, verb)
    own = tree.children(verb, "nsubj", "nsubj:pass")
    return cue if cue and goes_on and not own and cue.place < verb.place else None


def _without_aside(tree: Tree, verb: Word, words: list[Word]) -> list[Word]:
    """The clause without what a cue put into or behind it has of its own: "X, he said on Monday, is over"."""
    if words[0].place > verb.place:
        return words
    behind = tree.words[verb.place :]
    stop = next((w.place for w in behind if w.relation == "punct"), len(tree.words))
    return [w for w in words if not verb.place < w.place < stop]


def _trimmed(tree: Tree, start: int, end: int) -> Span | None:
    text = tree.reading.text[start - tree.start : end - tree.start]
    text = re.sub(r"[\s,;]*(?:\b(?:and|but)\b)?\s*$", "", text.rstrip(" .,;"))
    lead = len(text) - len(text.lstrip(" ,:"))
    if not any(map(str.isalnum, text)):
        return None
    if text[:1] not in '“"' and text[-1:] in '”"' and not set('“"') & set(text[:-1]):
        text = text[:-1].rstrip(" .,;")
    return start + lead, start + len(text)


@cache
def cue_verbs() -> dict[str, tuple[str, bool]]:
    """The verbs of speech and thought: of which kind, and whether one takes a clause ("that")."""
    return {row["lemma"]: (row["kind"], row["that"] == "yes") for row in table("cue_verbs")}


@cache
def _weakening() -> frozenset[str]:
    return frozenset(row["word"] for row in table("modality") if row["modality"] in ("possible", "reported"))
