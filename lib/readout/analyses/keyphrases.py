"""Keyphrases: the names and noun phrases that a person would pick to say what an article is about."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import chain, islice
from typing import NamedTuple

import pandas as pd

from readout.nlp.document import Document
from readout.nlp.gazetteer import is_word, stop_words
from readout.nlp.tokens import Span, lemmatize, split_words
from readout.nlp.trees import ASIDE, Tree, Word, join_hyphens
from readout.resources import table, values

KEYPHRASES = ["phrase", "score", "count", "spread", "mentions", "start", "end"]
MOST = 200  # what an article comes back to is far less
LONGEST = 4  # words of a noun phrase, of which one with hyphens is one
PARTS = 5  # stretches of the text that the spread counts
RAREST = 3.5  # Zipf value of all words that the table does not list
COMMONEST = 7.0  # Zipf value from which a word says nothing
# Chosen on 98 articles of DUC2001, where people picked eight phrases for each, on a fourth of 500N-KPCrowd and on 20
# real articles:
NAME, WEIGHTS = 4.0, {"person": 3.4, "place": 2.8}  # of a name, which no table of words knows, by its kind
REPEATED, NAMED = 1.5, 1.25  # powers of log(1 + count) of a word and of a name
LITTLE = 0.6  # how much a word counts that is vague, or stands in a name too ("the Iran issue")
ONCE, AGAIN = 0.65, 0.8  # how much less a noun phrase weighs that comes only once, and one whose words come again
EARLY = 2.0  # how many times less the end of the text weighs, but for 1
SHOWN = 0.25  # how much less a word counts that a better phrase has
PHRASE_TAGS = ("NN", "JJ", "VBN", "VBG", "FW")
NUMBERED = re.compile(r"(?<=[^\W\d_]{3})-\d+$")  # "Covid-19" is Covid
INITIALS = re.compile(r"(?:^|[ .])\w\.$")
Key = tuple[str, ...]


class Phrase(NamedTuple):
    """A candidate: how the article writes it, its words in dictionary form, where it stands, what it is.

    `kind` is an actor's kind, "" for a noun phrase; `whole` is the share of its places that are no part of a longer
    noun phrase.
    """

    form: str
    words: Key
    spans: tuple[Span, ...]
    kind: str = ""
    whole: float = 1.0

    @property
    def is_name(self) -> bool:
        """Whether it is an actor's name, not a noun ("protesters")."""
        return bool(self.kind) and not self.form.islower()


def keyphrases(doc: Document) -> pd.DataFrame:
    """The names and noun phrases that a person would pick, best first.

    Columns: `phrase` (in the form that the article uses most), `score` (0 to 1; higher = more characteristic),
    `count`, `spread` (the share of the fifths of the text in which it stands), `mentions` (`[start, end]`),
    `start, end` (the first). The score is TF-IDF: the sum, over its words, of how rare each is in English
    (`frequencies.tsv`; names have weights of their own) and of how often it comes in the article, by how early the
    phrase comes, by the share of it that the headline has, by the share of its places that are no part of a longer
    phrase, and by how many of its words a better phrase has; the best has score 1. Singular and plural, and all names
    of one actor, count as one.
    """
    length, found = len(doc.article.text) or 1, find_phrases(doc)
    scored = list(zip(_scores(doc, found), found, strict=True))
    best = max((score for score, _ in scored), default=1.0)
    rows = [
        (
            phrase.form,
            round(score / best, 4),
            len(phrase.spans),
            len({PARTS * start // length for start, _ in phrase.spans}) / PARTS,
            [list(span) for span in phrase.spans],
            *phrase.spans[0],
        )
        for score, phrase in islice(_ranked(scored), MOST)
    ]
    return pd.DataFrame(rows, columns=KEYPHRASES)


def find_phrases(doc: Document) -> list[Phrase]:
    """Every actor, and every noun phrase of up to four words that is no part of a name, in no order of merit.

    A phrase comes beside the shorter ones in it ("rocket attack", "attack"). Stop words, pronouns, numbers and dates
    are part of none. An issue is a noun phrase like others.
    """
    names = {name: spans for name, spans in doc.mentions.items() if doc.kind(name) != "issue"}
    taken = _reach(span for spans in names.values() for span in spans)
    proper = _reach(span for name, spans in names.items() if not name.islower() for span in spans)
    places: dict[Key, list[tuple[Span, bool]]] = defaultdict(list)
    for tree in doc.trees:
        for run in _runs(tree):
            for first, last in _stretches(run):
                start, end = run[first][0].start, run[last][-1].end
                in_name = proper.get(run[last][-1].start, 0) >= end  # "President Barham Salih"
                if taken.get(start, 0) < end and not in_name:
                    is_whole = last + 1 == len(run) and not any(map(_is_noun, run[:first]))
                    places[_key(run[first : last + 1])].append(((start, end), is_whole))
    nouns = {word.end for tree in doc.trees for word in tree.words if word.tag.startswith("NN")}
    opens = set(doc.opens)
    phrases = [_named(doc, name, nouns, opens) for name in names]
    for key, rows in places.items():
        spans = tuple(span for span, _ in rows)
        whole = sum(is_whole for _, is_whole in rows) / len(rows)
        phrases.append(Phrase(_form(doc, spans, opens), key, spans, "", whole))
    groups: dict[Key, list[Phrase]] = defaultdict(list)  # "Covid", "COVID-19"
    for phrase in phrases:
        groups[phrase.words].append(phrase)
    return [
        max(group, key=lambda phrase: len(phrase.spans))._replace(
            spans=tuple(sorted({span for phrase in group for span in phrase.spans}))
        )
        for group in groups.values()
    ]


def _scores(doc: Document, phrases: Sequence[Phrase]) -> Iterator[float]:
    """How well each phrase says what the article is about."""
    title, length = doc.article.title, len(doc.article.text) or 1
    forms = [title[start:end].lower() for start, end in split_words(title)]
    headline = {*forms, *(lemmatize(form, "NNS") for form in forms)}
    tagged = (word for tree in doc.trees for word in tree.words if word.tag.startswith(PHRASE_TAGS))
    counts = Counter(word.lemma.lower() for word in tagged)
    little = {word for phrase in phrases if phrase.is_name for word in phrase.words} | stop_words()
    for phrase in phrases:
        words = [[part for part in word.split("-") if part] or [word] for word in phrase.words]
        plain = list(chain(*words))
        if phrase.is_name:
            weight = WEIGHTS.get(phrase.kind, NAME) * math.log1p(len(phrase.spans)) ** NAMED
        else:
            worth = {
                part: _rare(part) * math.log1p(max(counts[part], 1)) ** REPEATED * (LITTLE if part in little else 1)
                for part in plain
            }
            weight = sum(max(worth[part] for part in parts) for parts in words)  # "two-year-old" is one word
            if len(phrase.spans) == 1:
                weight *= AGAIN if all(counts[part] > 1 for part in plain) else ONCE
        titled = 1 + sum(word in headline for word in plain) / len(plain)
        yield weight * math.sqrt(phrase.whole) * titled / (1 + EARLY * phrase.spans[0][0] / length)


def _rare(word: str) -> float:
    return max(COMMONEST - max(zipf(word), RAREST), 0.1)


def zipf(word: str) -> float:
    """How common a word is: log10 of how often it comes in a billion words (`frequencies.tsv`)."""
    return _frequencies().get(word, RAREST)


def is_stop(word: Word) -> bool:
    """Whether it makes no phrase by itself; "US" in capitals does."""
    return word.text.lower() in stop_words() and not (word.text.isupper() and len(word.text) > 1)


def _runs(tree: Tree) -> Iterator[list[list[Word]]]:
    """Rows of nouns and what modifies them, up to the last noun; a word with hyphens is one ("two-year-old")."""
    run: list[list[Word]] = []
    for part in [*join_hyphens(tree.words), []]:
        if part and _may_stand(part):
            run.append(part)
            continue
        while run and not (_is_noun(run[-1]) and (len(run) > 1 or not _is_vague(run[0]))):
            run.pop()
        while run and len(run[0]) == 1 and run[0][0].tag.startswith("VB"):  # "alleged tax fraud"
            run.pop(0)
        if run:
            yield run
        run = []


def _may_stand(part: Sequence[Word]) -> bool:
    """Whether a word may be part of a keyphrase: no "Lt.", no "end.Then", no verb but "armed" in "armed men"."""
    last, text = part[-1], part[-1].text
    if len(part) > 1:
        return part[0].text[0].isalnum() and text[-1].isalnum()
    modifies = last.tag.startswith(("JJ", "FW")) or last.relation in ("amod", "compound")
    plain = len(text) > 1 and text[0].isalpha() and ("." not in text or bool(INITIALS.search(text)))
    described = last.tag.startswith(PHRASE_TAGS) and last.tag != "JJS" and modifies  # "the largest firm"
    return plain and (last.tag.startswith("NN") or (described and not is_stop(last)))


def _is_noun(part: Sequence[Word]) -> bool:
    return part[-1].tag.startswith("NN") or (len(part) > 1 and part[-1].tag == "CD")  # "Covid-19"


def _is_vague(part: Sequence[Word]) -> bool:
    """Whether it says too little to stand alone: "season" does, "hurricane season" does not."""
    return len(part) == 1 and is_stop(part[0])


def _stretches(run: Sequence[Sequence[Word]]) -> Iterator[tuple[int, int]]:
    """The first and the last part of each stretch that ends in a noun."""
    for last, part in enumerate(run):
        if _is_noun(part):
            for first in range(max(last - LONGEST + 1, 0), last + 1):
                if not all(map(_is_vague, run[first : last + 1])):
                    yield first, last


def _key(parts: Sequence[Sequence[Word]]) -> Key:
    """The words in dictionary form and lower case; a number behind a hyphen tells no two apart ("Covid-19")."""
    words = ("".join([word.text for word in part[:-1]] + [part[-1].lemma]) for part in parts)
    return tuple(NUMBERED.sub("", word.lower()) for word in words)


def _named(doc: Document, name: str, nouns: set[int], opens: set[int]) -> Phrase:
    """An actor in the form that the article uses most: a person's with the first name, a body's no adjective."""
    spans, kind = sorted(doc.mentions[name]), doc.kind(name)
    form = _form(doc, spans, opens)
    if not name.islower():
        forms = [_clean(doc.article.text[start:end]) for start, end in spans if end in nouns]
        fitting = [one for one in forms if one[:1].isupper() and (kind != "person" or " " in one)]
        form = Counter(fitting or [name]).most_common(1)[0][0]
    words = (lemmatize(word, "NNS") if word.islower() else word.lower() for word in form.split())
    return Phrase(form, tuple(NUMBERED.sub("", word) for word in words), tuple(spans), kind)


def _reach(spans: Iterable[Span]) -> dict[int, int]:
    """For each offset within spans the last end of those that hold it."""
    reach: dict[int, int] = {}
    for start, end in spans:
        reach |= {at: max(end, reach.get(at, 0)) for at in range(start, end)}
    return reach


def _ranked(scored: Sequence[tuple[float, Phrase]]) -> Iterator[tuple[float, Phrase]]:
    """Best first, where a word that a better phrase has counts less.

    Noun phrases whose words are all in a better phrase, or that hold a better name, are left out; names stay.
    """
    holders: dict[str, set[int]] = {}
    names: set[frozenset[str]] = set()
    waiting = [(-score, phrase.spans[0], n) for n, (score, phrase) in enumerate(scored)]
    heapify(waiting)
    while waiting:
        _, place, n = heappop(waiting)
        score, phrase = scored[n]
        inside = set.intersection(*(holders.get(word, set()) for word in phrase.words))
        around = any(name < set(phrase.words) for name in names)
        if not phrase.kind and (inside or around):
            continue
        score *= 1 - SHOWN * sum(word in holders for word in phrase.words) / len(phrase.words)
        if waiting and score < -waiting[0][0]:
            heappush(waiting, (-score, place, n))
            continue
        for word in phrase.words:
            holders.setdefault(word, set()).add(n)
        if phrase.is_name:
            names.add(frozenset(phrase.words))
        yield score, phrase


def _form(doc: Document, spans: Sequence[Span], opens: set[int]) -> str:
    """As most often written, without a capital that only the start of a sentence asks for."""
    forms = [_clean(doc.article.text[start:end]) for start, end in spans]
    often = Counter(form.lower() for form in forms).most_common(1)[0][0]
    some = [(form, span) for form, span in zip(forms, spans, strict=True) if form.lower() == often]
    form, span = min(some, key=lambda pair: sum(map(str.isupper, pair[0])))
    first = span[0] in opens and form[1:].islower() and is_word(form.split()[0].lower())
    return form[0].lower() + form[1:] if first else form


def _clean(text: str) -> str:
    """The words of a phrase on one line, without an acronym in brackets or the full stop of a sentence."""
    line = " ".join(ASIDE.sub("", text).split())
    return line if INITIALS.search(line) else line.rstrip(".") or line


@cache
def _frequencies() -> dict[str, float]:
    return {word: float(row["zipf"]) for row in table("frequencies") for word in values(row["words"])}
