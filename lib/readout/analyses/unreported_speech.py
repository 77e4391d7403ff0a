"""Speech that no clause reports: quotations without a cue in their sentence, labels before them, interviews."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from readout.analyses.reported_speech import Attribution, SpanIndex, cue_kind, cue_of, speakers_of, thing_before
from readout.articles.quotations import find_quotations
from readout.nlp.document import Document
from readout.nlp.tokens import Span, grammar
from readout.nlp.trees import Tree, Word

SHORT = 60  # characters of a sentence behind a quotation that may say who said it: "X asked."
# "Marion Teller: “…”", "From Chairwoman Rosa Werth:" and “…” — Marion Teller, mayor
BEFORE = re.compile(r"(?:From\s+)?([A-Z][^.!?;:“\"]{0,60}):\s*\Z")
BEHIND = re.compile(r"\s*(?:—|–|--?)\s*([A-Z][^.!?;:“\"\n]{1,60})\.?\s*\Z")
TURN = re.compile(r"([A-Z][\w.’'-]*(?: [\w.’'-]+){0,3}):\s+(?=\S)")
ASKED, ANSWERED = ("q", "question"), ("a", "answer")
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|me|[Ww]e|[Oo]ur)\b")
QUESTIONS = 3  # headings that are questions make an interview, where the answers speak of themselves


class QuotationSpeakers:
    """Finds who says the quotations that no cue in the tree of their sentence has.

    Each may go on with what was said before it, so they are asked for in the order of the text.
    """

    def __init__(self, doc: Document, quotes: Sequence[Span], parts: Sequence[Attribution]) -> None:
        self._doc, self._quotes = doc, quotes
        self._within = SpanIndex(quotes)
        told = SpanIndex([span for part in parts for span in part.content])
        spoken = [p for p in parts if p.kind == "speech" and p.head and not (p.cue and told.covers(p.cue))]
        self._spoken = sorted(spoken, key=_end)
        self._ends = [_end(part) for part in self._spoken]
        self._last: Attribution | None = None

    def attribute(self, n: int) -> Attribution | None:
        """The quotation with this number as an attribution; None where it is the name of something."""
        quote = self._quotes[n]
        if thing_before(self._doc.tree_at(quote[0]), quote):
            return None
        said = self._beside(quote) or self._labelled(quote)
        if not said and self._is_title(quote):
            return None
        said = said or self._continued(quote) or Attribution(None, None, None, None, (quote,))
        self._last = said
        return said

    def _beside(self, quote: Span) -> Attribution | None:
        """Who says it in its sentences, in a short one behind it, or in one before that ends in a colon."""
        doc, k = self._doc, self._doc.sentence_at(quote[0])
        last, before = doc.sentence_at(quote[1] - 1), doc.article.text[: quote[0]].rstrip()
        if k < 0:
            return None
        near = [k, last]
        sentences = doc.article.sentences
        following = sentences[last + 1 : last + 2]
        # “Who goes there?” X asked.
        if following and following[0].paragraph == sentences[last].paragraph and len(following[0].text) <= SHORT:
            near.append(last + 1)
        if k and before.endswith(":") and len(before) <= sentences[k - 1].end:
            near.append(k - 1)
        trees = [doc.trees[n] for n in dict.fromkeys(near)]
        return next((said for tree in trees if (said := _cue_beside(tree, quote, self._within))), None)

    def _labelled(self, quote: Span) -> Attribution | None:
        """Whom a label names before the quotation, in its paragraph or alone in the one before, or behind it."""
        text = self._doc.article.text
        start = text.rfind("\n\n", 0, quote[0])
        if not text[start + 1 : quote[0]].strip():
            start = text.rfind("\n\n", 0, max(start, 0))
        behind = text.find("\n\n", quote[1])
        if behind >= 0 and not text[quote[1] : behind].strip():
            behind = text.find("\n\n", behind + 2)
        stop = behind if behind >= 0 else len(text)
        first = start + 2 if start >= 0 else 0
        for match, place in (
            (BEFORE.match(text[first : quote[0]]), first),
            (BEHIND.match(text[quote[1] : stop]), quote[1]),
        ):
            if match:
                return _labelled_by(self._doc, (place + match.start(1), place + match.end(1)), quote)
        return None

    def _continued(self, quote: Span) -> Attribution | None:
        """Who spoke last: in the same paragraph close before, or in the paragraph before, where this opens one."""
        n = bisect_right(self._ends, quote[0])
        before = max([*self._spoken[max(n - 1, 0) : n], *([self._last] if self._last else [])], key=_end, default=None)
        if not before or not before.head:
            return None
        doc, sentences = self._doc, self._doc.article.sentences
        k, spoke = doc.sentence_at(quote[0]), doc.sentence_at(_end(before) - 1)
        between = sentences[k].paragraph - sentences[spoke].paragraph
        opens = quote[0] == sentences[k].start
        first = not k or sentences[k - 1].paragraph < sentences[k].paragraph
        near = k - spoke <= 2 if not between else between == 1 and first
        goes_on = k == spoke or (opens and near)
        return replace(before, content=(quote,)) if goes_on else None

    def _is_title(self, quote: Span) -> bool:
        """Whether it names a song, a book: “The Long Way Home”."""
        words = re.findall(r"[^\W\d_][\w’']*", self._doc.article.text[slice(*quote)])
        return len(words) > 1 and all(w[0].isupper() for w in words if len(w) > 3)


def interview_turns(doc: Document) -> Iterator[Attribution]:
    """What is said in an interview: paragraphs behind "A:" or a name, or behind headings that are questions."""
    turns = _labelled_turns(doc) or _answers(doc)
    interviewee = _interviewee(doc, turns[0][1][0]) if turns else None
    for label, content in turns:
        name = doc.article.text[slice(*label)].lower() if label else "a"
        if name in ANSWERED and interviewee:
            tree, head = interviewee
            yield Attribution(tree, head, None, None, (content,))
        elif label and name not in (*ASKED, *ANSWERED):
            yield _labelled_by(doc, label, content)


def _paragraphs(doc: Document) -> list[Span]:
    rows = (list(row) for _, row in groupby(doc.article.sentences, key=lambda s: s.paragraph))
    return [(row[0].start, row[-1].end) for row in rows]


def _labelled_turns(doc: Document) -> list[tuple[Span | None, Span]]:
    """The turns of a text whose paragraphs open with "Q:" and "A:", or with two names, each of them again."""
    text, turns = doc.article.text, list[tuple[Span | None, Span]]()
    waiting: list[Span] = []
    for start, end in _paragraphs(doc):
        match = TURN.match(text, start, end)
        if match:
            label = turns[-1][0] if turns else None
            turns += [(label, span) for span in waiting] if label else []
            turns.append((match.span(1), (match.end(), end)))
            waiting = []
        else:
            waiting.append((start, end))
    labels = {label for label, _ in turns if label}  # a turn of two paragraphs has its label twice
    names = Counter(text[slice(*label)].lower() for label in labels)
    dialogue = sum(times > 1 for times in names.values()) > 1 and 2 * names.total() >= len(turns)
    return turns if dialogue else []


def _answers(doc: Document) -> list[tuple[Span | None, Span]]:
    """What stands behind headings that are questions, where it speaks in the first person."""
    text, answers = doc.article.text, list[Span]()
    asked = 0
    for start, end in _paragraphs(doc):
        if text[start:end].endswith("?") and not find_quotations(text[start:end]):
            asked += 1
        elif asked:
            answers.append((start, end))
    own = sum(FIRST_PERSON.search(text[slice(*span)]) is not None for span in answers)
    return [(None, span) for span in answers] if asked >= QUESTIONS and own * 2 >= len(answers) else []


def _interviewee(doc: Document, limit: int) -> tuple[Tree, Word] | None:
    """The person in the title, else the one named most before the first turn, by where it is named first."""
    title = doc.article.title.lower()
    spans = {name: doc.mentions[name] for name in doc.mentions if doc.kind(name) == "person"}
    text = doc.article.text

    def rank(name: str) -> tuple[bool, int]:
        called = any(text[start:end].lower() in title for start, end in spans[name])
        return called, sum(start < limit for start, _ in spans[name])

    name = max(spans, key=rank, default=None)
    if name is None or not any(rank(name)):
        return None
    start, end = spans[name][0]
    tree = doc.tree_at(start)
    return next(((tree, w) for w in reversed(tree.words) if start <= w.start and w.end <= end), None)


def _labelled_by(doc: Document, label: Span, content: Span) -> Attribution:
    """What a label names as said by: its actor, else its last noun before a comma."""
    tree = doc.tree_at(label[0])
    stop = label[0] + len(doc.article.text[slice(*label)].split(",")[0])
    words = [w for w in tree.words if label[0] <= w.start and w.end <= label[1]]
    actors = [w for w in words if w.tag[:2] == "NN" and doc.actor_of(tree, w)]
    nouns = actors or [w for w in words if w.start < stop]
    head = nouns[-1] if nouns else None
    return Attribution(tree, head, None, None, (content,), label=(label[0], stop))


def _cue_beside(tree: Tree, quote: Span, within: SpanIndex) -> Attribution | None:
    """The quotation with the verb of speech before it in its sentence, else behind it."""
    cues = [cue for cue in _cues_with_speaker(tree) if not within.covers((cue[0].start, cue[0].end))]
    ahead = [w for w, kind, _ in cues if kind == "say" and w.end <= quote[0]]
    asides = grammar("aspect")  # “…,” she continued
    behind = [w for w, kind, that in cues if (that or kind == "ask" or w.lemma in asides) and w.start >= quote[1]]
    for verb in [*ahead[-1:], *behind[:1]]:
        return Attribution(tree, speakers_of(tree, verb)[0], verb, cue_of(tree, verb), (quote,))
    return None


@lru_cache(maxsize=4)  # a sentence of many quotations asks for each
def _cues_with_speaker(tree: Tree) -> list[tuple[Word, str, bool]]:
    return [(w, *cue) for w in tree.words if (cue := cue_kind(tree, w))[0] and speakers_of(tree, w)]


def _end(part: Attribution) -> int:
    return max(end for _, end in (*part.content, *([part.cue] if part.cue else [])))
