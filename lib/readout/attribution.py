"""Who says what: quotations and reported speech, as source, cue and content (Pareti 2012)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from readout.actors import Finder
from readout.actwords import negations
from readout.article import Article, Sentence
from readout.clauses import Clause, clauses
from readout.complements import form
from readout.language import Chunk, chunks
from readout.reported import Span, content_of, inverted
from readout.resources import table

COLUMNS = ["speaker", "source", "cue", "content", "direct", "start", "end"]
QUOTE = re.compile(r"“[^“”]{1,2000}(?:”|(?=\n\n)|\Z)|\"[^\"\n]{1,2000}\"")
AUTHOR = "author"
SHORTEST = 4  # a quotation without a source must have as many words: fewer are a title, or scare quotes


@dataclass(frozen=True)
class Said:
    """One attribution before its speaker is known: `head` is the source's noun phrase, `source` all of it."""

    head: Chunk | None
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]


def attributions(article: Article, actors: pd.DataFrame) -> pd.DataFrame:
    """Every quotation and every clause that reports speech or thought, in the order of the text.

    Columns: `speaker` (an actor's name, else the source's own words; None where no source is expressed),
    `source`, `cue`, `content` (lists of `[start, end]`), `direct` (part of the content stands in quotation
    marks), `start, end` (of the content). Sources are subjects of the cue verbs in `cue_verbs.tsv` and the
    noun phrases at the phrases in `cue_phrases.tsv`; a quotation with neither belongs to the subject of the
    verb of speech in its sentence, or goes on what stands before it. A denied cue ("did not say that …")
    gives nothing but the words in quotation marks.
    """
    quotes = [(m.start(), m.end()) for m in QUOTE.finditer(article.text)]
    starts = [start for start, _ in quotes]
    places = [s.start for s in article.sentences]
    owner: dict[int, Said] = {}
    found: list[Said] = []
    for sentence in article.sentences:
        inside = quotes[max(bisect_left(starts, sentence.start) - 1, 0) : bisect_left(starts, sentence.end)]
        for said in _in_sentence(sentence, inside):
            whole = Said(said.head, said.source, said.cue, tuple(_whole(said.content, inside)))
            found.append(whole)
            first, last = (
                bisect_left(starts, whole.content[0][0] - 1),
                bisect_left(starts, whole.content[-1][1]),
            )
            owner.update(dict.fromkeys(range(first, last), whole))
    for n, quote in enumerate(quotes):
        if n not in owner:
            loose = _loose(article, places, quotes, n, owner.get(n - 1))
            if loose.head or len(article.text[quote[0] : quote[1]].split()) >= SHORTEST:
                owner[n] = loose
                found.append(loose)
    finder = Finder(actors, article)
    rows = sorted((_row(article, finder, said, starts, quotes) for said in found), key=lambda row: row[-2:])
    return pd.DataFrame(rows, columns=COLUMNS)


def voices(article: Article, frame: pd.DataFrame) -> list[str]:
    """Whose voice each sentence is: the speaker whose content fills half of it or more, else "author"."""
    starts = [s.start for s in article.sentences]
    found = [AUTHOR] * len(starts)
    for speaker, content in zip(frame["speaker"], frame["content"], strict=True):
        shares: dict[int, int] = {}
        for start, end in content if isinstance(speaker, str) else ():
            for k in range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end)):
                sentence = article.sentences[k]
                shared = min(end, sentence.end) - max(start, sentence.start)
                shares[k] = shares.get(k, 0) + shared
        for k, shared in shares.items():
            sentence = article.sentences[k]
            if found[k] == AUTHOR and shared * 2 >= sentence.end - sentence.start:
                found[k] = speaker
    return found


def _in_sentence(sentence: Sentence, quotes: Sequence[Span]) -> Iterator[Said]:
    row = chunks(sentence.text, sentence.start)
    found = clauses(sentence.text, sentence.start)
    cues = [c for c in found if c.verb.head.lemma in _cue_verbs() and not c.passive]
    done: list[Span] = []
    for i, clause in enumerate(cues):
        kind, that = _cue_verbs()[clause.verb.head.lemma]
        content = content_of(sentence, row, clause, cues[i + 1 :], quotes, that=that)
        if content and (_told(clause, row) or any(span in quotes for span in content)):
            head = clause.subject or inverted(clause)
            cue = (clause.verb.head.start, clause.verb.head.end)
            if kind != "think" or head:
                done.append(cue)
                limit = cue[0] if head and head.start < cue[0] else sentence.end
                yield Said(head, _span(row, head, limit), cue, content)
    for said in _phrases(sentence, row, found):
        if said.cue and not any(start < said.cue[1] and said.cue[0] < end for start, end in done):
            yield said


def _told(clause: Clause, row: Sequence[Chunk]) -> bool:
    """Whether the cue is told as done: not denied, not merely possible, not "to say" or "of saying"."""
    before = [w for w in clause.verb.words if w.start < clause.verb.head.start]
    opener = row[max(row.index(clause.verb) - 1, 0)]
    if not clause.finite and (form(clause.verb) == "TO" or (opener.kind == "IN" and opener.text != "as")):
        return False
    return not any(w.tag == "MD" or w.lemma in negations() or w.text.lower() in negations() for w in before)


def _span(row: Sequence[Chunk], head: Chunk | None, limit: int) -> Span | None:
    """The source with the prepositional phrases that follow it: "two officials of other factions"."""
    if not head:
        return None
    i = end = row.index(head)
    while (
        end + 2 < len(row)
        and row[end + 1].kind == "IN"
        and row[end + 2].kind == "NP"
        and row[end + 2].end <= limit
    ):
        end += 2
    if row[end + 1 : end + 2] and row[end + 1].kind == "WP":  # "an official who asked not to be named"
        end = max(n for n, chunk in enumerate(row) if chunk.end <= limit and chunk.kind != ".")
    return row[i].start, row[max(i, end)].end


def _phrases(sentence: Sentence, row: Sequence[Chunk], found: Sequence[Clause]) -> Iterator[Said]:
    for match in _cue_phrases().finditer(sentence.text):
        cue = (sentence.start + match.start(), sentence.start + match.end())
        after = _positions()[match.group().lower()] == "after"
        clause = next((c for c in found if c.verb.start < cue[1] and cue[0] < c.verb.end), None)
        subject = clause.subject if clause else None
        near = (
            [c for c in row if c.kind == "NP" and c.start >= cue[1]][:1]
            if after
            else [subject]
            if subject
            else []
        )
        if not near:
            continue
        source = _span(row, near[0], sentence.end if after else cue[0])
        opens = cue[0] - sentence.start < 3
        content = (source[1] if after and source else cue[1], sentence.end)
        content = (sentence.start, cue[0]) if after and not opens else content
        text = sentence.text[content[0] - sentence.start : content[1] - sentence.start]
        left = len(text) - len(text.lstrip(' ,:”“"'))
        length = len(text.rstrip(" ,.;"))
        if length > left:
            yield Said(near[0], source, cue, ((content[0] + left, content[0] + length),))


def _whole(content: Sequence[Span], quotes: Sequence[Span]) -> Iterator[Span]:
    """The content, with a quotation that begins before its sentence or goes on behind it taken in whole."""
    for start, end in content:
        cut = [q for q in quotes if q[0] < end and start < q[1] and (q[0] < start or q[1] > end)]
        yield min([start, *(q[0] for q in cut)]), max([end, *(q[1] for q in cut)])


def _loose(
    article: Article, places: Sequence[int], quotes: Sequence[Span], n: int, before: Said | None
) -> Said:
    """A quotation without a cue of its own: who says it stands in its sentence, the next or the one before."""
    quote = quotes[n]
    k, last = bisect_right(places, quote[0]) - 1, bisect_right(places, quote[1] - 1) - 1
    if k < 0:
        return Said(None, None, None, (quote,))
    sentence, following = article.sentences[k], article.sentences[last + 1 : last + 2]
    # “Who goes there?” X asked.
    near = [s for s in following if s.paragraph == sentence.paragraph and len(s.text) <= 60]
    short = [s for s in near if len(clauses(s.text, s.start)) == 1]
    told = _speech(sentence, quote) or (_speech(short[0], quote) if short else None)
    if told:
        return told
    gap = (quotes[n - 1][1], quote[0]) if n else (0, 0)
    unclosed = article.text[gap[0] - 1 : gap[0]] != "”" and article.text[slice(*gap)] == "\n\n"
    goes_on = quote[1] - quote[0] >= 0.8 * len(sentence.text) and "\n\n" not in article.text[slice(*gap)]
    close = goes_on and before is not None and bisect_right(places, before.content[-1][1]) - 1 >= k - 2
    if before and (unclosed or close):
        return Said(before.head, before.source, before.cue, (quote,))
    return Said(None, None, None, (quote,))


def _speech(sentence: Sentence, quote: Span) -> Said | None:
    """The quotation with the verb of speech before it in its sentence, else behind it."""
    found = clauses(sentence.text, sentence.start)
    cues = [
        (c, *_cue_verbs()[c.verb.head.lemma])
        for c in found
        if c.subject and c.verb.head.lemma in _cue_verbs()
    ]
    ahead = [c for c, kind, _ in cues if kind == "say" and c.verb.end <= quote[0]]
    behind = [c for c, kind, that in cues if (that or kind == "ask") and c.verb.start >= quote[1]]
    for clause in [*ahead[-1:], *behind[:1]]:
        cue = (clause.verb.head.start, clause.verb.head.end)
        source = _span(chunks(sentence.text, sentence.start), clause.subject, cue[0])
        return Said(clause.subject, source, cue, (quote,))
    return None


def _row(
    article: Article, finder: Finder, said: Said, starts: Sequence[int], quotes: Sequence[Span]
) -> tuple[object, ...]:
    start, end = said.content[0][0], said.content[-1][1]
    near = quotes[max(bisect_left(starts, start) - 1, 0) : bisect_left(starts, end)]
    direct = any(q[0] < e and s < q[1] for q in near for s, e in said.content)
    named = finder.of(said.head) if said.head else None
    speaker = named or (article.text[slice(*said.source)] if said.source else None)
    source = [list(said.source)] if said.source else []
    cue = [list(said.cue)] if said.cue else []
    return speaker, source, cue, [list(span) for span in said.content], direct, start, end


@cache
def _cue_verbs() -> dict[str, tuple[str, bool]]:
    return {row["lemma"]: (row["kind"], row["that"] == "yes") for row in table("cue_verbs")}


@cache
def _positions() -> dict[str, str]:
    return {row["phrase"].lower(): row["position"] for row in table("cue_phrases")}


@cache
def _cue_phrases() -> re.Pattern[str]:
    phrases = sorted(_positions(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)
