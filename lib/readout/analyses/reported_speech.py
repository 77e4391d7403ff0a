"""Reported speech: quotations, and the cue, the source and the content of what is said, thought or held.

An attribution has a source, a cue and a content (Pareti 2012): "[The envoy] [warned of] [a famine]".
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from readout.analyses.act_words import find_light_role, negations
from readout.articles.credits import dateline_end
from readout.nlp.clauses import agents, complementizer, is_passive, objects, subjects
from readout.nlp.gazetteer import nominal_kind
from readout.nlp.tokens import Span, grammar
from readout.nlp.trees import RELATIVE, Tree, Word, runs
from readout.resources import table, values

SET_OFF = (",", "-", "—", "–", "(")  # what sets a part of a sentence off
NEAR = 60  # characters between a cue and the quotation it introduces
CLOSED = re.compile(r"[,?!…—–][\"”’']*\s*$|\.[\"”’']+\s*$")  # what ends before ", he said"
AUTHORS = ("i", "we", "you", "me", "us")  # outside quotations the author, and the reader
FEW = frozenset(["few", "n't", "n’t"])
INNER = ("flat", "compound", "nmod", "appos")  # what hangs on the head of its noun phrase
BEHIND = ("obl", "obl:agent", "nmod", "advcl", "xcomp")


@dataclass(frozen=True)
class Attribution:
    """One attribution before its speaker is known: `head` is the source's noun, `verb` what it is subject of.

    `label` is the source where it stands outside any clause: "Marion Teller: …", "… — Marion Teller".
    """

    tree: Tree | None
    head: Word | None
    verb: Word | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: str = "speech"
    label: Span | None = None


def whole_quotations(content: Sequence[Span], quotes: Sequence[Span], cue: Span | None = None) -> Iterator[Span]:
    """The content, with a quotation that leaves it taken in whole, but for one that the cue stands in."""
    outer = [q for q in quotes if not cue or not q[0] <= cue[0] < q[1]]
    for start, end in content:
        cut = [q for q in outer if q[0] < end and start < q[1] and (q[0] < start or q[1] > end)]
        yield min([start, *(q[0] for q in cut)]), max([end, *(q[1] for q in cut)])


class SpanIndex:
    """Whether a span lies within one of many, which are looked up by where they start."""

    def __init__(self, spans: Sequence[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def covers(self, span: Span) -> bool:
        """Whether one of the spans holds it."""
        n = bisect_right(self._starts, span[0])
        return n > 0 and self._ends[n - 1] >= span[1]


def cue_kind(tree: Tree, verb: Word) -> tuple[str, bool]:
    """The kind of a cue verb and whether it takes a clause; "" for a word that is none."""
    particles = [one.text.lower() for one in tree.children(verb, "compound:prt")]
    known = [cue_verbs().get(" ".join([verb.lemma, *some])) for some in (particles, [])]
    return next((one for one in known if one), ("", False)) if verb.tag.startswith("VB") else ("", False)


def speakers_of(tree: Tree, verb: Word) -> list[Word]:
    """Who says what the verb reports: its subject, "by X" of a passive, or the name right before it."""
    if is_passive(tree, verb):
        return agents(tree, verb)
    if quoted := _quoted_as(tree, verb):
        return quoted
    # ", acting President Nicolas Vela said", where the parser hangs the name on what is said
    near = tree.words[max(verb.place - 1, 0) : verb.place] if verb.tag in ("VBD", "VBZ") else ()
    return subjects(tree, resumed_cue(tree, verb) or verb) or [w for w in near if w.tag[:3] == "NNP"]


def _quoted_as(tree: Tree, verb: Word) -> list[Word]:
    """Of "the paper quoted X as saying" it is X who says it, of "X was quoted on Monday as saying" too."""
    before = tree.words[: verb.place]
    if verb.tag != "VBG" or not before or before[-1].text.lower() != "as":
        return []
    noun = next((w for w in reversed(before) if w.tag[:2] in ("NN", "PR")), verb)
    while noun.relation in INNER and (head := tree.head(noun)) and head.place < verb.place:
        noun = head
    over = tree.head(noun)
    return objects(tree, over) if over and noun.relation.startswith("obl") else [noun]


def content_of(tree: Tree, verb: Word, quotes: Sequence[Span], *, that: bool) -> tuple[Span, ...]:
    """The spans a cue reports: its clause, what stands around ", he said,", an infinitive, or a quotation.

    `quotes` are the quotations of the sentence; `that`: the verb takes a clause.
    """
    words = _clause(tree, verb) if that else []
    # "asked not to be named" and "continued to pour money" report nothing
    aspect = verb.lemma in grammar("aspect") or (verb.lemma == "ask" and not objects(tree, verb))
    if not words and not aspect:
        # "trusts the courts to decide", but "urged X to stop", "called on X to stop"
        asks = verb.lemma in grammar("control") or bool(tree.children(verb, "compound:prt"))
        relations = ("xcomp", "advcl") if asks else ("xcomp",)
        meant = [one for one in tree.children(verb, *relations) if any(w.tag == "TO" for w in tree.children(one))]
        if not asks:
            meant += [one for one in tree.children(verb, "obj") if meant and one.place > verb.place]
        words = sorted((w for one in meant for w in tree.subtree(one)), key=lambda w: w.place)
    spans = tuple(span for run in runs(words) if (span := _trimmed(tree, run[0].start, run[-1].end)))
    if spans:
        return spans
    near = [q for q in quotes if verb.end <= q[0] < verb.end + NEAR and not _is_titled(tree, verb, q)]
    between = tree.words[verb.place + 1 :]
    verbs = [w for w in between if w.tag[:2] == "VB" and near and w.end <= near[0][0]]
    return (near[0],) if near and not verbs else ()


def thing_before(tree: Tree, quote: Span) -> Word | None:
    """The noun right before a quotation that is no person's: of "the motto “…”" the motto."""
    before = [w for w in tree.words if w.end <= quote[0]][-1:]
    return before[0] if before and before[0].tag == "NN" and not nominal_kind(before[0]) else None


def _is_titled(tree: Tree, verb: Word, quote: Span) -> bool:
    """Whether a quotation names what the verb is done to: "read his essay “…”", but "said in a note “…”"."""
    thing = thing_before(tree, quote)
    return bool(thing and thing.relation == "obj" and tree.head(thing) is verb)


def cue_of(tree: Tree, verb: Word) -> Span:
    """The cue: the verb with its auxiliaries, particle and the adverbs beside it ("has also said")."""
    group = [verb, *tree.children(verb, "aux", "advmod", "compound:prt")]
    run = next(run for run in runs(sorted(group, key=lambda word: word.place)) if verb in run)
    return run[0].start, run[-1].end


def is_asserted(tree: Tree, verb: Word) -> bool:
    """Whether the cue is told as done: not denied, not merely possible, not "to say" or "of saying"."""
    said = tree.children(verb, "aux", "advmod")
    if any(w.tag == "MD" or w.lemma in negations() or w.text.lower() in negations() for w in said):
        return False
    if verb.tag == "VB" and not any(w.lemma == "do" for w in said):
        above = tree.head(verb) if verb.relation == "xcomp" else None  # "continues to insist that …"
        return above is not None and above.lemma in grammar("begin") and is_asserted(tree, above)
    if any(w.text.lower() in grammar("quantifier") | negations() for w in subjects(tree, verb)[:1]):
        return subjects(tree, verb)[0].text.lower() not in ("few", "none", "neither", "nobody")
    return verb.tag != "VBG" or complementizer(tree, verb) in ("", "as", "while")


def find_hedges(tree: Tree) -> list[list[int]]:
    """Where the words of `hedges.tsv` stand in a sentence: "may", "reportedly"; inside it "May" is a month."""
    found = _hedging().finditer(tree.reading.text)
    return [[tree.start + m.start(), tree.start + m.end()] for m in found if m.group() != "May" or not m.start()]


def _clause(tree: Tree, verb: Word) -> list[Word]:
    """The clause that the verb governs, or that it is put into or behind: "X, he said, is over"."""
    own = tree.children(verb, "ccomp") or _relative_around(tree, verb)
    opened = [one for one in own if any(w.text.lower() == "that" for w in tree.children(one, "mark"))]
    if opened and opened[0].place > verb.place:  # "Since May, when it left, the party has said that …"
        own = own[own.index(opened[0]) :]
    marks = [w.place for one in own for w in tree.children(one, "mark") if w.text.lower() == "that"]
    others = [w for one in own for w in tree.subtree(one) if w not in own]
    taken = [w for w in others if resumed_cue(tree, w) is verb]
    cut = {w for one in taken for w in tree.subtree(one)}
    # "told teachers that they …", where the parser takes the teachers into the clause
    first = max(marks, default=-1) if own and own[0].place > verb.place else -1
    # "X and Y were handed over, a source told us", where the parser hangs X on the cue
    named = [n for n in tree.children(verb, "nsubj") if own and n.place < own[0].place < verb.place]
    own += [n for n in named if n not in subjects(tree, verb)]
    words = sorted({w for one in own for w in tree.subtree(one)} - cut, key=lambda w: w.place)
    words = [w for w in words if w.place > first and w.place not in marks]
    inside = [w.place for w in speakers_of(tree, verb) if w in words and w.place < verb.place]
    commas = [w.place for w in tree.words[: min(inside, default=0)] if w.text == ","]
    words = [w for w in words if not commas or w.place < commas[-1]]
    behind = next((n for n, w in enumerate(words) if w.tag not in RELATIVE and w.relation != "punct"), 0)
    if behind and any(w.tag in RELATIVE for w in words[:behind]) and words[0].place < verb.place:
        return runs(words[behind:])[0]  # "which diplomats said could mark …"
    if any(w.tag.startswith("VB") or w.relation == "nsubj" for w in words):  # more than "said no"
        return _without_aside(tree, verb, words)
    head = tree.head(verb)
    inserted = verb.tag != "VBG" or bool(tree.children(verb, "nsubj"))
    if head and inserted and verb.relation in ("parataxis", "advcl") and not complementizer(tree, verb):
        mine = {w.place for w in tree.subtree(verb)}
        first = min(place for place in mine if tree.words[place].relation != "punct")
        rest = [w for w in tree.subtree(head) if w.place not in mine]
        before = tree.reading.text[: tree.words[first].start - tree.start]
        if any(w.place < first for w in rest) and CLOSED.search(before):
            return _without_aside(tree, verb, rest)
    return []


def _relative_around(tree: Tree, verb: Word) -> list[Word]:
    """The relative clause that a cue is put into: "a step which analysts said might raise prices"."""
    first = min((tree.subtree(noun)[0].place for noun in tree.children(verb, "nsubj")), default=0)
    pronouns = [w for w in tree.words[max(first - 1, 0) : first] if w.tag in RELATIVE]
    clauses = [clause for pronoun in pronouns if (clause := tree.head(pronoun))]
    return [clause for clause in clauses if clause.place > verb.place]


def resumed_cue(tree: Tree, verb: Word) -> Word | None:
    """The cue whose source goes on: "X said that A had lost, and added that B had won"."""
    head = tree.head(verb)
    inner = head and head.relation == "ccomp" and verb.relation in ("conj", "advcl", "parataxis")
    cue = tree.head(head) if head and inner else None
    clause = tree.children(verb, "ccomp")
    before = [w.tag for w in tree.words[max(verb.place - 3, 0) : verb.place]]
    closed = "''" in before and before[-1:] == ["CC"]  # “…,” and warned that …
    adds = bool(clause) and (verb.lemma == "add" or verb.tag == "VBG" or closed)
    goes_on = (adds or (cue and _asks(tree, verb, cue))) and not complementizer(tree, verb)
    own = tree.children(verb, "nsubj", "nsubj:pass")
    return cue if cue and goes_on and not own and cue.place < verb.place else None


def _asks(tree: Tree, verb: Word, cue: Word) -> bool:
    """Whether a cue goes on with a demand: "said the law was old and urged parliament to change it"."""
    inner = tree.head(verb)
    if not inner or verb.tag != cue.tag or cue_kind(tree, verb)[0] not in ("say", "ask"):
        return False
    state = bool(tree.children(inner, "cop")) or is_passive(tree, inner)
    able = any(nominal_kind(w) or w.tag[:3] in ("NNP", "PRP") for w in tree.children(inner, "nsubj"))
    return bool(tree.children(verb, "xcomp", "advcl")) and (state or not able)


def _without_aside(tree: Tree, verb: Word, words: list[Word]) -> list[Word]:
    """The clause without what a cue put into or behind it has of its own: "X, he said on Monday, is over"."""
    if words[0].place > verb.place:
        return words
    behind = tree.words[verb.place :]
    stop = next((w.place for w in behind if w.relation == "punct"), len(tree.words))
    return [w for w in words if not verb.place < w.place < stop]


def _trimmed(tree: Tree, start: int, end: int) -> Span | None:
    if start == tree.start:
        start += dateline_end(tree.reading.text)
    text = tree.reading.text[start - tree.start : end - tree.start]
    text = re.sub(r"[\s,;]*(?:\b(?:and|but)\b)?\s*$", "", text.rstrip(" .,;"))
    lead = len(text) - len(text.lstrip(" ,:"))
    if not any(map(str.isalnum, text)):
        return None
    return start + lead, start + len(text)


@cache
def cue_verbs() -> dict[str, tuple[str, bool]]:
    """The verbs of speech and thought: of which kind, and whether one takes a clause ("that")."""
    return {row["lemma"]: (row["kind"], row["that"] == "yes") for row in table("cue_verbs")}


@cache
def _hedging() -> re.Pattern[str]:
    longest = sorted((row["phrase"] for row in table("hedges")), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)


def attitudes(tree: Tree) -> Iterator[Attribution]:
    """The attributions that are no report of speech or thought told as done, in the order of their cues.

    Cues are the verbs, nouns and adjectives of `attitudes.tsv` with what they are about, and cue verbs that are
    denied, merely possible or passive.
    """
    for word in tree.words:
        state = list(_of_adjective(tree, word))
        if state:
            yield from state
        elif word.tag.startswith("VB") and word.relation not in ("aux", "cop", "amod", "compound"):
            yield from _of_verb(tree, word)
        elif word.tag.startswith("NN"):
            yield from _of_noun(tree, word)


def _of_verb(tree: Tree, verb: Word) -> Iterator[Attribution]:
    takes, cue = _takes("verb").get(verb.lemma), _chain(tree, verb)
    reports = cue_verbs().get(verb.lemma)
    if takes is None and not reports:
        return
    about = content_of(tree, verb, (), that=bool(reports and reports[1]))
    if is_passive(tree, verb):  # "was criticised by X"; without a source only what reports something: "is said to win"
        by, borne = agents(tree, verb)[:1], tree.children(verb, "nsubj:pass", "nsubj")[:1]
        if borne and by and not about:
            kept = [one for one in tree.subtree(borne[0]) if one.place < verb.place] or borne
            about = ((kept[0].start, kept[-1].end),)
        if about:
            yield Attribution(tree, by[0] if by else None, verb, cue, about, "attitude")
        return
    if not about:
        cue, about = _about(tree, verb, takes or (), cue)
    heads = subjects(tree, resumed_cue(tree, verb) or verb)
    if about and heads and heads[0].text.lower() not in (*AUTHORS, "it"):
        yield Attribution(tree, heads[0], verb, cue, about, _attitude_kind(tree, verb))


def _attitude_kind(tree: Tree, verb: Word) -> str:
    if is_asserted(tree, verb):
        return "attitude"
    around = [one.text.lower() for one in (*tree.children(verb, "aux", "advmod"), *subjects(tree, verb)[:1])]
    return "denied" if any(one in negations() | grammar("nobody") | FEW for one in around) else "possible"


def _of_noun(tree: Tree, noun: Word) -> Iterator[Attribution]:
    """ "X’s claim that", "a call for Y by X", "X made the claim that"."""
    cue, about = _about(tree, noun, _takes("noun").get(noun.lemma, ()), (noun.start, noun.end))
    if not about:
        return
    behind = [one for one in tree.children(noun, "nmod", "obl") if one.place > noun.place]
    by = [one for one in behind if tree.preposition(one) in ("by", "from", "among")]
    owner = [*tree.children(noun, "nmod:poss"), *by]
    verb = tree.head(noun)
    if owner:
        yield Attribution(tree, owner[0], None, cue, about, "attitude")
    elif verb and noun.relation == "obj" and find_light_role([verb.lemma]):
        for head in subjects(tree, verb)[:1]:
            yield Attribution(tree, head, verb, (min(cue_of(tree, verb)[0], cue[0]), cue[1]), about, "attitude")


def _of_adjective(tree: Tree, word: Word) -> Iterator[Attribution]:
    carried = tree.children(word, "cop", "aux")
    takes = _takes("adjective").get(word.text.lower(), ())
    if not carried or not takes or word.tag not in ("JJ", "VBN", "VBD"):
        return
    cue, about = _about(tree, word, takes, (carried[0].start, word.end))
    heads = subjects(tree, word)
    if about and heads and heads[0].text.lower() not in (*AUTHORS, "it"):
        yield Attribution(tree, heads[0], word, cue, about, "attitude")


def _chain(tree: Tree, verb: Word) -> Span:
    """The cue with the verbs that lead to it: "has refused to comment"."""
    cue, head = cue_of(tree, verb), tree.head(verb)
    led = head and verb.relation == "xcomp" and head.tag.startswith("VB") and head.place == verb.place - 2
    return (_chain(tree, head)[0], cue[1]) if head and led and tree.words[verb.place - 1].tag == "TO" else cue


def _about(tree: Tree, word: Word, takes: Sequence[str], cue: Span) -> tuple[Span, tuple[Span, ...]]:
    """The cue, with a preposition that it takes, and what it is about."""
    for one in tree.children(word) if takes else ():
        first = tree.subtree(one)[0]
        if one.place < word.place or one.tag in RELATIVE:
            continue
        opens = first.text.lower() if first.tag in ("IN", "TO", "RB", "RP") else ""
        after = tree.words[first.place + 1 : first.place + 2]
        if one.relation in ("obj", "iobj") and "object" in takes:
            return cue, _rest(tree, word, first)
        clause = one.relation in ("ccomp", "acl", "advcl", "acl:relcl") and "that" in takes
        if clause and first.text.lower() == "that" and after:
            return cue, _rest(tree, word, after[0])
        if clause and one.relation == "ccomp" and tree.children(one, "nsubj"):
            return cue, _rest(tree, word, first)
        if opens == "to" and "to" in takes and one.relation in ("xcomp", "acl", "advcl", "ccomp"):
            return cue, _rest(tree, word, first)
        if opens in takes and opens != "that" and one.relation in BEHIND and after:
            return (cue[0], max(first.end, cue[1])), _rest(tree, word, after[0])
    return cue, ()


def _rest(tree: Tree, word: Word, first: Word) -> tuple[Span, ...]:
    """From `first` to the end of what hangs on the word, without what is set off or coordinated with it."""
    mine = {one.place for one in tree.subtree(word)}
    for one in tree.children(word):
        under = tree.subtree(one)
        lead = under[0].place
        off = any(w.text in (*SET_OFF, ":") for w in tree.words[max(lead - 1, 0) : lead + 1])
        loose = one.relation in ("conj", "cc", "parataxis", "punct")
        if one.place >= first.place and (loose or (off and one.relation not in ("obj", "ccomp"))):
            mine -= {w.place for w in under}
    end = first.place + 1
    while end in mine:
        end += 1
    while end - 1 > first.place and tree.words[end - 1].relation == "punct" and tree.words[end - 1].text not in '”"':
        end -= 1
    return ((first.start, tree.words[end - 1].end),)


@cache
def _takes(kind: str) -> dict[str, tuple[str, ...]]:
    return {row["word"]: tuple(values(row["takes"])) for row in table("attitudes") if row["class"] == kind}
