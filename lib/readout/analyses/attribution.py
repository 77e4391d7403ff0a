"""Who says what: quotations and reported speech, as source, cue and content (Pareti 2012)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

import pandas as pd

from readout.analyses.reported_speech import (
    AUTHORS,
    Attribution,
    SpanIndex,
    attitudes,
    content_of,
    cue_of,
    cue_verbs,
    hedges,
    is_asserted,
    quotations,
    resumed_cue,
    source_kind,
    source_of,
    source_words,
    whole_quotations,
)
from readout.articles.article import Article
from readout.nlp.clauses import is_passive, subjects
from readout.nlp.document import Document
from readout.nlp.tokens import Span
from readout.nlp.trees import Tree, Word
from readout.resources import table

COLUMNS = [
    *("speaker", "source", "source_kind", "cue", "content", "direct", "kind", "nested", "hedges"),
    *("start", "end"),
]
KINDS = {"say": "speech", "ask": "speech", "show": "speech", "think": "belief", "feel": "belief"}
VOICES = ("speech", "belief", "intention")  # what counts as someone's words or thoughts
AUTHOR = "author"
SHORTEST = 4  # a quotation without a source must have as many words: fewer are a title, or scare quotes


def attributions(doc: Document) -> pd.DataFrame:
    """Every quotation, and all reported speech, belief and intention: what makes a voice of `all_attributions`."""
    frame = all_attributions(doc)
    return frame[frame["kind"].isin(VOICES)].reset_index(drop=True)


def all_attributions(doc: Document) -> pd.DataFrame:
    """Every quotation, reported speech or thought, and attitude, in the order of the text.

    Columns: `speaker` (an actor's name, else the source's own words; None where no source is expressed),
    `source`, `cue`, `content` (lists of `[start, end]`), `source_kind` (see `reported_speech`), `direct` (part
    of the content stands in quotation marks), `kind` (speech: said, asked or shown; belief: thought or felt;
    intention: wanted; attitude: a stand on a thing, or a noun such as "claim"; denied or possible: a cue that is
    negated, or that may or is to be), `nested` (the cue stands within what another says), `hedges` (words in
    cue and content that weaken them: "may", "reportedly"), `start, end` (of the content). The kinds go by
    Prasad and others (2007). Cues stand in `cue_verbs.tsv`, `cue_phrases.tsv` and `attitudes.tsv`; a quotation
    without one belongs to the verb of speech in its sentence, or goes on what stands before it.
    """
    quotes = quotations(doc.article.text)
    starts = [start for start, _ in quotes]
    owner: dict[int, Attribution] = {}
    parts: list[Attribution] = []
    for tree in doc.trees:
        inside = quotes[max(bisect_left(starts, tree.start) - 1, 0) : bisect_left(starts, tree.end)]
        reported = [
            replace(s, content=tuple(whole_quotations(s.content, inside))) for s in _in_sentence(tree, inside)
        ]
        for report in reported:
            first = bisect_left(starts, report.content[0][0] - 1)
            last = bisect_left(starts, report.content[-1][1])
            owner.update(dict.fromkeys(range(first, last), report))
        parts += [*reported, *_attitudes(tree, reported, inside)]
    for n, quote in enumerate(quotes):
        if n not in owner:
            loose = _loose(doc, quotes, n, owner.get(n - 1))
            if loose.head or len(doc.article.text[quote[0] : quote[1]].split()) >= SHORTEST:
                owner[n] = loose
                parts.append(loose)
    frame = _frame(doc, parts, quotes)
    weakened = list(
        hedges(doc.trees, [[*c, *x] for c, x in zip(frame["cue"], frame["content"], strict=True)])
    )
    return frame.assign(hedges=pd.Series(weakened, dtype=object))


def voices(article: Article, frame: pd.DataFrame) -> list[str]:
    """Whose voice each sentence is: the speaker whose content fills half of it or more, else "author"."""
    starts = [s.start for s in article.sentences]
    voice_of = [AUTHOR] * len(starts)
    for speaker, content in zip(frame["speaker"], frame["content"], strict=True):
        shares: dict[int, int] = {}
        for start, end in content if isinstance(speaker, str) else ():
            for k in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
                sentence = article.sentences[k]
                shared = min(end, sentence.end) - max(start, sentence.start)
                shares[k] = shares.get(k, 0) + shared
        for k, shared in shares.items():
            sentence = article.sentences[k]
            if voice_of[k] == AUTHOR and shared * 2 >= sentence.end - sentence.start:
                voice_of[k] = speaker
    return voice_of


def _in_sentence(tree: Tree, quotes: Sequence[Span]) -> Iterator[Attribution]:
    """What a sentence reports: by cue verbs ("X said that"), else by phrases ("according to X")."""
    cues: list[Span] = []
    for verb in tree.words:
        kind, that = _cue(tree, verb)
        if not kind or is_passive(tree, verb):
            continue
        content = content_of(tree, verb, quotes, that=that)
        heads = subjects(tree, resumed_cue(tree, verb) or verb)
        quoted = any(span in quotes for span in content)
        # "I think": the author, or a quotation
        by_author = heads[:1] and heads[0].text.lower() in AUTHORS and not quoted
        if content and not by_author and (is_asserted(tree, verb) or quoted):
            # "it shows that …", "it means that …": nobody holds that
            head = heads[0] if heads and (kind == "say" or heads[0].text.lower() != "it") else None
            if head or kind != "think":
                cue = cue_of(tree, verb)
                cues.append(cue)
                yield Attribution(tree, head, verb, cue, content, _kind(tree, kind, content))
    for phrase in _phrases(tree):
        if phrase.cue and not any(start < phrase.cue[1] and phrase.cue[0] < end for start, end in cues):
            yield phrase


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


def _cue(tree: Tree, verb: Word) -> tuple[str, bool]:
    """The kind of a cue verb and whether it takes a clause; "" for a word that is none."""
    particles = [one.text.lower() for one in tree.children(verb, "compound:prt")]
    known = [cue_verbs().get(" ".join([verb.lemma, *some])) for some in (particles, [])]
    return next((one for one in known if one), ("", False)) if verb.tag.startswith("VB") else ("", False)


def _phrases(tree: Tree) -> Iterator[Attribution]:
    """What phrases report: "according to X, it is over", "it is over, in the words of X"."""
    for match in _cue_phrases().finditer(tree.reading.text):
        cue = (tree.start + match.start(), tree.start + match.end())
        end = tree.start + len(tree.reading.text)
        after = _positions()[match.group().lower()] == "after"
        verbs = [w for w in tree.words if cue[0] <= w.start < cue[1] and w.tag.startswith("VB")]
        near = (
            [w for w in tree.nouns() if w.start >= cue[1]]
            if after
            else [w for verb in verbs for w in subjects(tree, verb)]
        )
        if not near:
            continue
        verb = verbs[0] if verbs else None
        source = source_of(tree, near[0], verb)
        opens = cue[0] - tree.start < 3
        content = (source[1] if after else cue[1], end)
        content = (tree.start, cue[0]) if after and not opens else content
        text = tree.reading.text[content[0] - tree.start : content[1] - tree.start]
        left = len(text) - len(text.lstrip(' ,:”“"'))
        length = len(text.rstrip(" ,.;"))
        if length > left:
            yield Attribution(tree, near[0], verb, cue, ((content[0] + left, content[0] + length),))


def _loose(
    doc: Document,
    quotes: Sequence[Span],
    n: int,
    before: Attribution | None,
) -> Attribution:
    """A quotation without a cue of its own: who says it stands in its sentence, the next or the one before."""
    article, quote = doc.article, quotes[n]
    k, last = doc.sentence_at(quote[0]), doc.sentence_at(quote[1] - 1)
    if k < 0:
        return Attribution(None, None, None, None, (quote,))
    sentence, following = article.sentences[k], article.sentences[last + 1 : last + 2]
    # “Who goes there?” X asked.
    short = [s for s in following if s.paragraph == sentence.paragraph and len(s.text) <= 60]
    reported = _speech(doc.trees[k], quote) or (_speech(doc.trees[last + 1], quote) if short else None)
    if reported:
        return reported
    gap = (quotes[n - 1][1], quote[0]) if n else (0, 0)
    unclosed = article.text[gap[0] - 1 : gap[0]] != "”" and article.text[slice(*gap)] == "\n\n"
    goes_on = quote[1] - quote[0] >= 0.8 * len(sentence.text) and "\n\n" not in article.text[slice(*gap)]
    close = goes_on and before is not None and doc.sentence_at(before.content[-1][1]) >= k - 2
    if before and (unclosed or close):
        return replace(before, content=(quote,))
    return Attribution(None, None, None, None, (quote,))


def _speech(tree: Tree, quote: Span) -> Attribution | None:
    """The quotation with the verb of speech before it in its sentence, else behind it."""
    cues = _with_subject(tree)
    ahead = [w for w, kind, _ in cues if kind == "say" and w.end <= quote[0]]
    behind = [w for w, kind, that in cues if (that or kind == "ask") and w.start >= quote[1]]
    for verb in [*ahead[-1:], *behind[:1]]:
        head = subjects(tree, verb)[0]
        return Attribution(tree, head, verb, cue_of(tree, verb), (quote,))
    return None


@lru_cache(maxsize=4)  # a sentence of many quotations asks for each
def _with_subject(tree: Tree) -> list[tuple[Word, str, bool]]:
    return [(w, *cue) for w in tree.words if (cue := _cue(tree, w))[0] and subjects(tree, w)]


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
        return {"speaker": None, "source": [], "source_kind": source_kind(None, None, None)}
    actor = doc.actor_of(part.tree, part.head)
    return {
        "speaker": actor or doc.article.text[slice(*source_words(part.tree, part.head, part.verb))],
        "source": [list(source_of(part.tree, part.head, part.verb))],
        "source_kind": source_kind(part.tree, part.head, actor),
    }


@cache
def _positions() -> dict[str, str]:
    return {row["phrase"].lower(): row["position"] for row in table("cue_phrases")}


@cache
def _cue_phrases() -> re.Pattern[str]:
    phrases = sorted(_positions(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)
