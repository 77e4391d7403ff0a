"""Who says what: quotations and reported speech, as source, cue and content (Pareti 2012)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import pandas as pd

from readout.actors import Finder
from readout.article import Article, Sentence
from readout.language import Chunk, Clause, chunks, clauses
from readout.resources import table

COLUMNS = ["speaker", "source", "cue", "content", "direct", "start", "end"]
QUOTE = re.compile(r"“[^“”]{1,2000}(?:”|(?=\n\n)|\Z)|\"[^\"\n]{1,2000}\"")
AUTHOR = "author"

Span = tuple[int, int]


def attributions(article: Article, actors: pd.DataFrame) -> pd.DataFrame:
    """Every quotation and every clause that reports speech or thought, in the order of the text.

    Columns: `speaker` (an actor's name, else the source's own words; None where no source is expressed),
    `source`, `cue`, `content` (lists of `[start, end]`), `direct` (part of the content stands in quotation
    marks), `start, end` (of the content). Sources are subjects of the cue verbs in `cue_verbs.tsv` and the
    noun phrases at the phrases in `cue_phrases.tsv`; a quotation with neither belongs to the subject of the
    verb before it in its sentence if that verb is one of speech.
    """
    quotes = [(m.start(), m.end()) for m in QUOTE.finditer(article.text)]
    finder = Finder(actors, article)
    rows = []
    covered: list[Span] = []
    for sentence in article.sentences:
        for source, cue, content in _in_sentence(sentence, quotes):
            covered.append(content)
            rows.append(_row(article, finder, source, cue, content, quotes))
    for quote in quotes:
        if not any(start <= quote[0] + 1 and quote[1] - 1 <= end for start, end in covered):
            source, cue = _nearest(article, quote)
            rows.append(_row(article, finder, source, cue, quote, quotes))
    rows.sort(key=lambda row: row[-2:])
    return pd.DataFrame(rows, columns=COLUMNS)


def voices(article: Article, frame: pd.DataFrame) -> list[str]:
    """For each sentence whose voice it is: the speaker whose content fills half of it or more, else "author"."""
    found = []
    for sentence in article.sentences:
        voice = AUTHOR
        for speaker, start, end in zip(frame["speaker"], frame["start"], frame["end"], strict=True):
            shared = min(end, sentence.end) - max(start, sentence.start)
            if isinstance(speaker, str) and shared * 2 >= sentence.end - sentence.start:
                voice = speaker
        found.append(voice)
    return found


def _in_sentence(sentence: Sentence, quotes: Sequence[Span]) -> Iterator[tuple[Chunk | None, Span, Span]]:
    found = clauses(sentence.text, sentence.start)
    cues = [c for c in found if c.verb.head.lemma in _cue_verbs() and not c.passive]
    for i, clause in enumerate(cues):
        cue = (clause.verb.head.start, clause.verb.head.end)
        content = _content(sentence, clause, cues[i + 1 :], quotes)
        if content:
            yield clause.subject or _inverted(clause), cue, content
    yield from _phrases(sentence)


def _content(
    sentence: Sentence, clause: Clause, later: Sequence[Clause], quotes: Sequence[Span]
) -> Span | None:
    """What is said: the clause after the cue ("said that …"), else the quotation or the clause before it."""
    row = chunks(sentence.text, sentence.start)
    i = next(n for n, chunk in enumerate(row) if chunk.start == clause.verb.start)
    verb = clause.verb.head
    following = row[i + 1 : i + 8]
    plain = [c for c in following if c.kind not in ("RB", '"', ",")]
    that = next((c for c in plain if c.words[0].text.lower() == "that"), None)
    end = _until(sentence, clause, later)
    if that and not any(c.kind == "VP" for c in plain[: plain.index(that)]):
        return _trimmed(sentence, that.end, end)
    clause_next = len(plain) > 1 and plain[0].kind == "NP" and plain[1].kind == "VP"
    if clause_next and _cue_verbs()[verb.lemma] == "yes":
        return _trimmed(sentence, plain[0].start, end)
    near = [q for q in quotes if verb.end <= q[0] < end and q[0] - verb.end < 60]
    if near and (not plain or near[0][0] <= plain[-1].end):
        return near[0]
    return _before(sentence, clause)


def _before(sentence: Sentence, clause: Clause) -> Span | None:
    """What stands before a cue at the end of its sentence: "…, she said on Monday"."""
    verb = clause.verb.head
    inverted = not clause.subject or clause.subject.start > verb.start
    if sentence.end - verb.end > 80 or (not inverted and any(role == "obj" for role, _ in clause.arguments)):
        return None
    first = verb.start if inverted or not clause.subject else clause.subject.start
    before = sentence.text[: first - sentence.start].rstrip()
    if before.endswith((",", ",”", ',"', "?”", "!”", '?"')) and len(before.split()) > 3:
        return _trimmed(sentence, sentence.start, sentence.start + len(before))
    return None


def _until(sentence: Sentence, clause: Clause, later: Sequence[Clause]) -> int:
    """The content ends where a coordinated cue of the same source begins, else with the sentence."""
    same = [c for c in later if c.subject and clause.subject and c.subject.start == clause.subject.start]
    return same[0].verb.start if same else sentence.end


def _trimmed(sentence: Sentence, start: int, end: int) -> Span | None:
    text = sentence.text[start - sentence.start : end - sentence.start]
    text = re.sub(r"[\s,;]*(?:\b(?:and|but)\b)?\s*$", "", text.rstrip(" .,;"))
    lead = len(text) - len(text.lstrip(" ,:"))
    return (start + lead, start + len(text)) if text.strip() else None


def _inverted(clause: Clause) -> Chunk | None:
    """The source behind its verb: “…,” said Pompeo."""
    return next((np for role, np in clause.arguments if role == "obj"), None)


def _phrases(sentence: Sentence) -> Iterator[tuple[Chunk | None, Span, Span]]:
    row = chunks(sentence.text, sentence.start)
    for match in _cue_phrases().finditer(sentence.text):
        cue = (sentence.start + match.start(), sentence.start + match.end())
        after = _positions()[match.group().lower()] == "after"
        near = [c for c in row if c.kind == "NP" and (c.start >= cue[1] if after else c.end <= cue[0])]
        if not near:
            continue
        source = near[0] if after else near[-1]
        opens = cue[0] - sentence.start < 3
        span = (source.end, sentence.end) if opens or not after else (sentence.start, cue[0])
        content = _trimmed(sentence, *((cue[1], sentence.end) if not after else span))
        if content:
            yield source, cue, content


def _nearest(article: Article, quote: Span) -> tuple[Chunk | None, Span | None]:
    """The subject and verb of speech before (else behind) a quotation in its sentence."""
    sentence = next((s for s in article.sentences if s.start <= quote[0] < s.end), None)
    if not sentence:
        return None, None
    speech = [c for c in clauses(sentence.text, sentence.start) if c.verb.head.lemma in _cue_verbs()]
    before = [c for c in speech if c.verb.end <= quote[0] and c.subject]
    clause = before[-1] if before else next((c for c in speech if c.subject), None)
    return (clause.subject, (clause.verb.head.start, clause.verb.head.end)) if clause else (None, None)


def _row(
    article: Article,
    finder: Finder,
    source: Chunk | None,
    cue: Span | None,
    content: Span,
    quotes: Sequence[Span],
) -> tuple[object, ...]:
    speaker = (finder.of(source) or article.text[source.start : source.end]) if source else None
    direct = any(start < content[1] and content[0] < end for start, end in quotes)
    spans = [[source.start, source.end]] if source else []
    return (speaker, spans, [list(cue)] if cue else [], [list(content)], direct, *content)


@cache
def _cue_verbs() -> dict[str, str]:
    return {row["lemma"]: row["that"] for row in table("cue_verbs")}


@cache
def _positions() -> dict[str, str]:
    return {row["phrase"].lower(): row["position"] for row in table("cue_phrases")}


@cache
def _cue_phrases() -> re.Pattern[str]:
    phrases = sorted(_positions(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)
