"""Who says what: quotations and reported speech, as source, cue and content (Pareti 2012)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import Any

import pandas as pd

from readout.analyses.reported_speech import (
    AUTHORS,
    SET_OFF,
    Attribution,
    SpanIndex,
    attitudes,
    content_of,
    cue_kind,
    cue_of,
    find_hedges,
    is_asserted,
    speakers_of,
    whole_quotations,
)
from readout.analyses.unreported_speech import QuotationSpeakers, interview_turns
from readout.articles.article import Article
from readout.articles.quotations import find_quotations
from readout.frames import records
from readout.nlp.actors import find_words
from readout.nlp.clauses import is_passive, subjects
from readout.nlp.document import Document
from readout.nlp.gazetteer import nominal_kind
from readout.nlp.pronouns import resolve_quoted_pronouns
from readout.nlp.tokens import Span, grammar
from readout.nlp.trees import FINITE, RELATIVE, Tree, Word, runs
from readout.nlp.user_file import Correction
from readout.resources import table
from readout.wording import UNNAMED

COLUMNS = [
    *("speaker", "source", "source_kind", "cue", "content", "direct", "kind", "nested", "hedges"),
    *("start", "end"),
]
KINDS = {"say": "speech", "ask": "speech", "show": "speech", "think": "belief", "feel": "belief"}
VOICES = ("speech", "belief", "intention")  # what counts as someone's words or thoughts
AUTHOR = "author"
# What stands beside a source and is no part of it: behind a comma, a clause or an apposition.
ASIDE = ("acl:relcl", "acl", "appos", "advcl", "parataxis")
NOBODY = frozenset(["people", "everyone", "everybody", "someone", "somebody", "others", "one"])
SHORTEST = 4  # a quotation without a source must have as many words: fewer are a title, or scare quotes


def attributions(doc: Document) -> pd.DataFrame:
    """Every quotation, and all reported speech, belief and intention: what makes a voice of `all_attributions`."""
    frame = all_attributions(doc)
    return frame[frame["kind"].isin(VOICES)].reset_index(drop=True)


def all_attributions(doc: Document) -> pd.DataFrame:
    """Every quotation, reported speech or thought, and attitude, in the order of the text.

    Columns: `speaker` (an actor's name, else the source's own words; None where no source is expressed),
    `source`, `cue`, `content` (lists of `[start, end]`), `source_kind` (see `_source_kind`), `direct` (part
    of the content stands in quotation marks), `kind` (speech: said, asked or shown; belief: thought or felt;
    intention: wanted; attitude: a stand on a thing, or a noun such as "claim"; denied or possible: a cue that is
    negated, or that may or is to be), `nested` (the cue stands within what another says), `hedges` (words in
    cue and content that weaken them: "may", "reportedly"), `start, end` (of the content). The kinds go by
    Prasad and others (2007). Cues stand in `cue_verbs.tsv`, `cue_phrases.tsv` and `attitudes.tsv`; a quotation
    without one belongs to the verb of speech in its sentence, or goes on what stands before it.
    """
    quotes = find_quotations(doc.article.text)
    starts = [start for start, _ in quotes]
    owned: set[int] = set()
    parts: list[Attribution] = list(interview_turns(doc))
    for tree in doc.trees:
        inside = quotes[max(bisect_left(starts, tree.start) - 1, 0) : bisect_left(starts, tree.end)]
        reported = [
            replace(part, content=tuple(dict.fromkeys(whole_quotations(part.content, inside, part.cue))))
            for part in _in_sentence(tree, inside)
        ]
        for start, end in ((part.content[0][0], part.content[-1][1]) for part in reported):
            owned.update(range(bisect_left(starts, start - 1), bisect_left(starts, end)))
        parts += [*reported, *_attitudes(tree, reported, inside)]
    speakers = QuotationSpeakers(doc, quotes, parts)
    for n, quote in enumerate(quotes):
        loose = speakers.attribute(n) if n not in owned else None
        if loose and (loose.head or len(doc.article.text[slice(*quote)].split()) >= SHORTEST):
            parts.append(loose)
    frame = _frame(doc, parts, quotes)
    weak = [span for tree in doc.trees for span in find_hedges(tree)]
    places = [sorted([*cue, *content]) for cue, content in zip(frame["cue"], frame["content"], strict=True)]
    hedges = [[span for span in weak if any(s <= span[0] < e for s, e in spans)] for spans in places]
    return frame.assign(hedges=pd.Series(hedges, dtype=object))


def with_quoted_pronouns(doc: Document, attributions: pd.DataFrame) -> Document:
    """The document with its pronouns resolved by who says what: see `pronouns.resolve_quoted_pronouns`."""
    quotes = find_quotations(doc.article.text)
    speech: list[tuple[str, list[Span]]] = []
    direct: list[tuple[str, list[Span]]] = []
    for row in attributions.to_dict("records"):
        if isinstance(row["speaker"], str) and doc.kind(row["speaker"]):
            speech.append((row["speaker"], [*row["source"], *row["content"]]))
            met = [(span, quote) for span in row["content"] for quote in quotes if _meet(span, quote)]
            quoted = [(max(span[0], quote[0]), min(span[1], quote[1])) for span, quote in met]
            direct.append((row["speaker"], (quoted or row["content"]) if row["direct"] else []))
    return replace(doc, known_pronouns=resolve_quoted_pronouns(doc, speech, direct))


def voices(article: Article, frame: pd.DataFrame) -> list[str]:
    """Whose voice each sentence is: the speaker whose content fills half of it or more, else "author".

    A quotation whose speaker is not known has a voice of its own, "no source named".
    """
    starts = [s.start for s in article.sentences]
    voice_of = [AUTHOR] * len(starts)
    rows = zip(*(frame[name] for name in ("speaker", "source", "cue", "content")), strict=True)
    for speaker, source, cue, content in rows:
        shares: dict[int, int] = {}
        for start, end in [*content, *([] if cue else source)]:  # "Teller: No." is all Teller's
            for k in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
                sentence = article.sentences[k]
                shared = min(end, sentence.end) - max(start, sentence.start)
                shares[k] = shares.get(k, 0) + shared
        for k, shared in shares.items():
            sentence = article.sentences[k]
            if voice_of[k] == AUTHOR and shared * 2 >= sentence.end - sentence.start:
                voice_of[k] = speaker if isinstance(speaker, str) else UNNAMED
    return voice_of


def corrected_speakers(
    article: Article, frame: pd.DataFrame, rows: Iterable[Correction]
) -> tuple[pd.DataFrame, list[Correction]]:
    """The attributions with the speakers that the user sets, and the rows of the file that set any.

    What stands in no attribution becomes one with its sentence for content; what "author" says is none.
    """
    attributions = records(frame)
    applied = []
    for row in (row for row in rows if row.what == "speaker"):
        places = find_words(article, row.words)
        matched = [a for a in attributions if any(_meet(span, place) for span in a["content"] for place in places)]
        # the innermost: "A said that B said …" is A's passage too
        matched = [a for a in matched if not any(_inside(other, a) for other in matched if other is not a)]
        if row.name.casefold() == AUTHOR:
            attributions = [a for a in attributions if a not in matched]
        else:
            for attribution in matched:
                attribution["speaker"] = row.name
            attributions += [] if matched else _whole_sentences(article, places, row.name)
        if matched or (places and row.name.casefold() != AUTHOR):
            applied.append(row)
    attributions.sort(key=lambda a: (a["start"], a["end"]))
    return pd.DataFrame(attributions, columns=list(frame.columns)), applied


def _inside(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(other["start"] <= one["start"] and one["end"] <= other["end"]) and (
        one["end"] - one["start"] < other["end"] - other["start"]
    )


def _whole_sentences(article: Article, places: Sequence[tuple[int, int]], name: str) -> list[dict[str, Any]]:
    """An attribution to the name of each sentence in which one of the places begins."""
    sentences = [s for s in article.sentences if any(s.start <= start < s.end for start, _ in places)]
    blank: dict[str, Any] = {"speaker": name, "source": [], "cue": [], "source_kind": "named", "direct": False}
    blank |= {"kind": "speech", "nested": False, "hedges": []}
    return [{**blank, "content": [[s.start, s.end]], "start": s.start, "end": s.end} for s in sentences]


def _in_sentence(tree: Tree, quotes: Sequence[Span]) -> Iterator[Attribution]:
    """What a sentence reports: by cue verbs ("X said that"), else by phrases ("according to X")."""
    verbs = [word for word in tree.words if cue_kind(tree, word)[0]]
    reports = [report for verb in verbs if (report := _by_verb(tree, verb, quotes))]
    yield from reports
    for phrase in _phrases(tree, quotes):
        taken = any(report.cue and phrase.cue and _meet(report.cue, phrase.cue) for report in reports)
        # "she told mayors, according to a statement": the statement is hers
        paper = phrase.head and not nominal_kind(phrase.head) and phrase.head.tag[:3] != "NNP"
        inner = (verb for verb in verbs if any(start <= verb.start < end for start, end in phrase.content))
        told = any(w.tag in FINITE and cue_kind(tree, w)[0] == "say" and speakers_of(tree, w) for w in inner)
        if not taken and not (paper and told):
            yield phrase


def _by_verb(tree: Tree, verb: Word, quotes: Sequence[Span]) -> Attribution | None:
    """What a cue verb reports, if anything, by whoever its clause or its passive names."""
    named, that = cue_kind(tree, verb)
    heads, passive = speakers_of(tree, verb), is_passive(tree, verb)
    content = content_of(tree, verb, quotes, that=that and not passive)
    quoted = any(span in quotes for span in content)
    # "I think": the author, or a quotation
    by_author = heads[:1] and heads[0].text.lower() in AUTHORS and not quoted
    if not content or by_author or not (is_asserted(tree, verb) or quoted):
        return None
    if passive and not (heads and quoted):  # "hailed by X as “historic”"
        return None
    kind, cue = _kind(tree, named, content), cue_of(tree, verb)
    # "it shows that …", "it means that …": nobody holds that
    head = heads[0] if heads and (named == "say" or heads[0].text.lower() != "it") else None
    # what is thought within a quotation is told by its speaker
    inner = any(_holds(quote, cue) for quote in quotes)
    lacking = not head and (inner or named == "think")
    return None if lacking or (inner and kind != "speech") else Attribution(tree, head, verb, cue, content, kind)


def _kind(tree: Tree, kind: str, content: Sequence[Span]) -> str:
    """A belief whose content is an infinitive is an intention: "hopes to win"."""
    wanted = tree.reading.text[content[0][0] - tree.start :].startswith("to ")
    return "intention" if wanted and KINDS[kind] == "belief" else KINDS[kind]


def _attitudes(tree: Tree, reported: Sequence[Attribution], quotes: Sequence[Span]) -> list[Attribution]:
    """The attitudes of a sentence that stand neither within what someone says nor within each other.

    "X said that Y criticised Z" has none of Y's.
    """
    ends = {report.cue[1] for report in reported if report.cue}
    candidates = [each for each in attitudes(tree) if each.cue and each.cue[1] not in ends]
    contents = [span for each in (*reported, *candidates) for span in each.content]
    within = SpanIndex([*quotes, *contents])
    return [each for each in candidates if each.cue and not within.covers(each.cue)]


def _phrases(tree: Tree, quotes: Sequence[Span]) -> Iterator[Attribution]:
    """What phrases report: "according to X, it is over", "it is over, in the words of X"."""
    for match in _cue_phrases().finditer(tree.reading.text):
        cue = (tree.start + match.start(), tree.start + match.end())
        end = tree.start + len(tree.reading.text)
        after = _positions()[match.group().lower()] == "after"
        verbs = [w for w in tree.words if cue[0] <= w.start < cue[1] and w.tag.startswith("VB")]
        named = _named_behind(tree, cue[1]) if after else None
        head = named or next((w for verb in verbs for w in subjects(tree, verb) if not after), None)
        if not head or (after and head.lemma in grammar("rule")):
            continue
        verb = verbs[0] if verbs else None
        source = _source_of(tree, head, verb)
        opens = cue[0] - tree.start < 3
        content = (source[1] if after else cue[1], end)
        content = (tree.start, cue[0]) if after and not opens else content
        text = tree.reading.text[content[0] - tree.start : content[1] - tree.start]
        quoted = [q for q in quotes if q[0] <= source[0] and q[1] <= source[0] and not after]
        if quoted:  # “…,” X was quoted as saying
            yield Attribution(tree, head, verb, cue, (quoted[-1],))
            continue
        left = len(text) - len(text.lstrip(' ,:”“"'))
        length = len(text.rstrip(" ,.;"))
        if length > left:
            yield Attribution(tree, head, verb, cue, ((content[0] + left, content[0] + length),))


def _named_behind(tree: Tree, place: int) -> Word | None:
    """The noun of the first phrase behind a place: no possessor, and of "Mayor Ilse Brandt" the name."""
    for noun in (w for w in tree.nouns() if w.start >= place and not _opens_phrase(tree, w)):
        row = list(takewhile(lambda w: w.tag.startswith("NNP"), tree.words[noun.place :]))
        last = row[-1] if row else noun
        if not tree.has_possessive(last):  # not the general of "General Tal Reed’s staff"
            head = tree.head(last)
            return head if head and last.relation == "flat" and head in row else last
    return None


def _opens_phrase(tree: Tree, noun: Word) -> bool:
    """Whether it only says what the noun behind it is: the mayor of "Mayor Ilse Brandt"."""
    head = tree.head(noun)
    return bool(head and noun.relation in ("compound", "nmod") and head.place == noun.place + 1)


def _frame(doc: Document, parts: Sequence[Attribution], quotes: Sequence[Span]) -> pd.DataFrame:
    starts = [start for start, _ in quotes]
    contents = SpanIndex([*quotes, *(span for part in parts for span in part.content if part.cue)])
    rows = []
    for part in parts:
        start, end = part.content[0][0], part.content[-1][1]
        near = quotes[max(bisect_left(starts, start) - 1, 0) : bisect_left(starts, end)]
        row = {
            **_source(doc, part),
            "cue": [list(part.cue)] if part.cue else [],
            "content": [list(span) for span in part.content],
            "direct": any(q[0] < e and s < q[1] for q in near for s, e in part.content),
            "kind": part.kind,
            "nested": part.cue is not None and contents.covers(part.cue),
        }
        rows.append(row | {"start": start, "end": end})
    rows.sort(key=lambda row: (row["start"], row["end"]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _source(doc: Document, part: Attribution) -> dict[str, object]:
    if not part.tree or not part.head:
        return {"speaker": None, "source": [], "source_kind": _source_kind(None, None, None)}
    actor = doc.actor_of(part.tree, part.head)
    if part.label and actor and not any(_holds(part.label, span) for span in doc.mentions[actor]):
        actor = None
    short = part.label or _source_words(part.tree, part.head, part.verb)
    return {
        "speaker": actor or doc.article.text[slice(*short)],
        "source": [list(part.label or _source_of(part.tree, part.head, part.verb))],
        "source_kind": _source_kind(part.tree, part.head, actor),
    }


def _source_of(tree: Tree, noun: Word, verb: Word | None) -> Span:
    """The source with all that is said of it; of "X, who reported that", the pronoun."""
    own = tree.children(verb, "nsubj", "nsubj:pass")[:1] if verb else []
    if own and verb and own[0].place < verb.place and (own[0].tag in RELATIVE or own[0].text.lower() == "that"):
        return own[0].start, own[0].end
    inner, whole = tree.subtree(verb) if verb else [], tree.subtree(noun)
    return _trimmed_source(whole if noun in inner else [w for w in whole if w not in inner], noun)


def _source_words(tree: Tree, noun: Word, verb: Word | None) -> Span:
    """The source with what describes it, without what stands behind a comma: "two officials of X"."""
    out = [verb.place] if verb else []
    for one in tree.children(noun):
        first = tree.subtree(one)[0].place
        if one.relation in ASIDE and any(w.text in SET_OFF for w in tree.words[max(first - 1, 0) : first + 1]):
            out += [w.place for w in tree.subtree(one)]
    start, end = _trimmed_source([w for w in tree.subtree(noun) if w.place not in out], noun)
    # the possessor right before it, whatever the parser hangs it on: "Ombudsman Nadia Vera’s" office
    *before, ending = [w for w in tree.words if w.end <= start] or [noun]
    owner = list(takewhile(lambda w: w.tag.startswith(("NN", "JJ", "DT")), reversed(before)))
    return owner[-1].start if ending.tag == "POS" and owner else start, end


def _trimmed_source(words: Sequence[Word], noun: Word) -> Span:
    run = next(run for run in runs(words) if noun in run)
    while (run[-1].relation == "punct" or run[-1].tag in RELATIVE) and len(run) > 1:
        run = run[:-1]
    while (run[0].relation in ("punct", "case") or run[0].tag in ("IN", "TO")) and len(run) > 1:
        run = run[1:]
    return run[0].start, run[-1].end


def _source_kind(tree: Tree | None, noun: Word | None, actor: str | None) -> str:
    """What kind of source it is: "named", "unnamed", "vague", or "none" where no source is expressed.

    A source is named if it holds a proper name or is an actor with one; vague if it is nobody in particular: a
    plural without a number or a name ("analysts", "sources", "reports"), a quantifier ("some", "many in the
    party"), "people" or "everyone"; else named if it is any actor ("the embassy"), and unnamed if it is none
    ("a spokesman", "two officials", "he").
    """
    if tree is None or noun is None:
        return "none"
    near = [w for w in tree.subtree(noun) if abs(w.place - noun.place) <= 12]
    if (actor and not actor.islower()) or any(w.tag in ("NNP", "NNPS") for w in near):
        return "named"
    definite = any(w.text.lower() in ("the", "these", "those", "both") for w in tree.children(noun, "det"))
    bare = noun.tag == "NNS" and not tree.children(noun, "nummod", "nmod:poss") and not definite
    if bare or noun.text.lower() in grammar("quantifier") | grammar("nobody") | NOBODY:
        return "vague"
    return "named" if actor else "unnamed"


def _meet(span: Span, other: Span) -> bool:
    return span[0] < other[1] and other[0] < span[1]


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


@cache
def _positions() -> dict[str, str]:
    return {row["phrase"].lower(): row["position"] for row in table("cue_phrases")}


@cache
def _cue_phrases() -> re.Pattern[str]:
    phrases = sorted(_positions(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)
