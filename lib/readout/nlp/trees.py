"""Sentences as trees: words with heads and relations, noun phrases, and who does what in each clause."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readout.articles.article import Article
from readout.nlp.misparses import mend
from readout.nlp.reader import Reading, read_sentences
from readout.nlp.tokens import grammar, lemmatize

# What belongs to a noun phrase itself; all else that hangs on its head is said about it.
INSIDE = frozenset(
    ["det", "amod", "compound", "nummod", "flat", "fixed", "goeswith", "advmod", "nmod:poss", "nmod", "punct"]
)
# An acronym in brackets behind the name it stands for, as in "the World Bank (WB) chief": no part of the clause.
ASIDE = re.compile(r"(?<=[\w’'] )\((?=[^()]*[A-Z][^()]*[A-Z])[A-Z][\w.&-]*\)")
# The party and the state of a member behind the name: "Mark Wendell, D-Va., said", "Tim Hale (R-Maine)".
SEAT = r"[DRI]-[A-Z][\w.]*(?: [A-Z][\w.]*)?"
AFFILIATION = re.compile(rf" \((?:[DRI]|{SEAT})\)|, {SEAT}(?:,|(?=\W*$)|(?= (?:and|or|but)\b))")
# The dash of a signature that is set right before the name: "-Marion Teller, mayor".
LEAD = re.compile(r"^[-–—]+(?=[A-Z])")
SUBJECTS = ("nsubj", "nsubj:pass")
NOMINAL = ("NN", "PRP", "EX", "CD", "DT", "WP")
FINITE = ("VBD", "VBZ", "VBP")
RELATIVE = ("WDT", "WP", "WP$", "WRB")


@dataclass(frozen=True)
class Word:
    """A word of a parsed sentence; `[start, end)` are offsets into the article.

    `tag` is a Penn tag, or DATE for the names of days and months; `head` is the place of the word it hangs on
    (-1 for none) by `relation` (see `reader.Node`); `lemma` is lower-case but for names.
    """

    place: int
    start: int
    end: int
    text: str
    tag: str
    lemma: str
    head: int
    relation: str


class Tree:
    """One sentence: its words, and the reading that says more of it."""

    def __init__(self, reading: Reading, start: int) -> None:
        self.reading, self.start = reading, start
        self.end = start + len(reading.text)
        self.words = tuple(mend(list(_words(reading, start))))
        self._children: list[list[Word]] = [[] for _ in self.words]
        for word in self.words:
            if word.head >= 0:
                self._children[word.head].append(word)

    def local_spans(self, spans: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
        """Those spans of the article that stand in this sentence and are read, as offsets into it."""
        text = self.reading.text
        local = ((start - self.start, end - self.start) for start, end in spans)
        return [(start, end) for start, end in local if 0 <= start < len(text) and text[start:end].strip()]

    def head(self, word: Word) -> Word | None:
        """What the word hangs on."""
        return self.words[word.head] if word.head >= 0 else None

    def children(self, word: Word, *relations: str) -> list[Word]:
        """What hangs on the word by one of the relations (by any if none is given), in order."""
        children = self._children[word.place]
        return [child for child in children if not relations or child.relation in relations]

    def subtree(self, word: Word) -> list[Word]:
        """The word and all that hangs on it, near or far, in order."""
        below, waiting = [], [word]
        while waiting:
            below.append(waiting.pop())
            waiting += self._children[below[-1].place]
        return sorted(below, key=lambda word: word.place)

    def path(self, a: Sequence[int], b: Sequence[int]) -> list[Word]:
        """The words that join what stands at two spans, the topmost first; it alone if it is in a span."""
        up, down = (list(self._upwards(self.top_word(span))) for span in (a, b))
        top = next(word for word in up if word in down)
        between = [*up[: up.index(top)], *down[: down.index(top)]]
        outside = [word for word in between if not any(s <= word.start < e for s, e in (a, b))]
        covered = any(s <= top.start < e for s, e in (a, b))
        return outside if covered and outside else [top, *outside]

    def top_word(self, span: Sequence[int]) -> Word:
        """The word of a span that hangs on one outside it, or the nearest word."""
        inside = [w for w in self.words if w.start < span[1] and w.end > span[0]] or self.words[:1]
        return next((w for w in inside if w.head < 0 or self.words[w.head] not in inside), inside[0])

    def _upwards(self, word: Word | None) -> Iterator[Word]:
        while word:
            yield word
            word = self.head(word)

    def preposition(self, word: Word) -> str:
        """The preposition by which a noun hangs on something ("on"), if need be the one before it; "" for none."""
        cases = [child for child in self.children(word, "case") if child.tag != "POS"]
        if not cases and word.relation in ("nmod", "obl", "obl:agent"):
            place = self.subtree(word)[0].place
            cases = [w for w in self.words[max(place - 1, 0) : place] if w.tag in ("IN", "TO")]
        return cases[0].text.lower() if cases else ""

    def has_possessive(self, word: Word) -> bool:
        """Whether the ending of a possessor follows a noun ("Iran’s")."""
        after = self.words[word.place + 1 : word.place + 3]
        if [w.tag for w in after][:1] == ["POS"] and any(w.tag in (*FINITE, "MD") for w in after):
            return False  # "Moody’s cut the rating"
        return any(ending.tag == "POS" for ending in (*self.children(word, "case"), *after[:1]))

    def conjuncts(self, word: Word) -> list[Word]:
        """The word and what is coordinated with it: "A, B and C"."""
        others = self.children(word, "conj")
        return [word, *(other for other in others if other.tag[:2] == word.tag[:2] or _is_noun(other))]

    def phrase(self, word: Word) -> tuple[Word, ...]:
        """The noun phrase of a noun without what follows in clauses or behind prepositions."""
        inside = [word]
        for child in self._children[word.place]:
            if child.relation in INSIDE and not self.preposition(child) and not self._is_possessor(child):
                inside += self.subtree(child)
        row = next(row for row in runs(sorted(inside, key=lambda w: w.place)) if word in row)
        while row[0].relation == "punct" and row[0] is not word:
            row.pop(0)
        while row[-1].relation == "punct" and row[-1] is not word:
            row.pop()
        return tuple(row)

    def nouns(self) -> Iterator[Word]:
        """The heads of the noun phrases, in order: no noun inside another's phrase comes by itself."""
        done = -1
        for word in self.words:
            if _is_noun(word) and word.place > done and not self._is_inner(word):
                phrase = self.phrase(word)
                if phrase[0].place > done:
                    yield word
                    done = phrase[-1].place

    def _is_inner(self, word: Word) -> bool:
        head = self.head(word)
        part = word.relation in ("compound", "flat", "fixed", "goeswith", "det", "nummod", "amod", "advmod")
        field = any(self.preposition(n) for n in self.children(word, "nmod"))
        # "China’s ambassador to Britain Liu Wen" is two
        bare = word.relation == "nmod" and not self.preposition(word) and not field
        owner = word.relation == "nmod:poss" and not self._is_possessor(word)
        hyphened = any(one.tag == "HYPH" for one in self.words[word.place + 1 : word.place + 2])  # "Iran-backed"
        outer = self.head(head) if head else None  # of "the German defence ministry spokesman" the last, too
        return (part or bare or owner or hyphened) and any(word in self.phrase(one) for one in (head, outer) if one)

    def _is_possessor(self, word: Word) -> bool:
        return word.relation == "nmod:poss" and self.has_possessive(word)


def parse_sentences(article: Article) -> tuple[Tree, ...]:
    """The sentences of an article, read as trees, in order."""
    readings = read_sentences(tuple(_readable(sentence.text) for sentence in article.sentences))
    return tuple(Tree(r, s.start) for r, s in zip(readings, article.sentences, strict=True))


def parse_sentence(text: str) -> Tree:
    """One sentence that stands alone: a headline, say."""
    return Tree(read_sentences((text,))[0], 0)


def runs(words: Sequence[Word]) -> list[list[Word]]:
    """Words, in order, in rows without a gap."""
    rows: list[list[Word]] = []
    for word in words:
        if rows and rows[-1][-1].place == word.place - 1:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def join_hyphens(words: Sequence[Word]) -> list[list[Word]]:
    """Words, in order, each with those that hyphens join to it: "two-year-old" is one row of five."""
    rows: list[list[Word]] = []
    for word in words:
        if rows and "-" in (word.text, rows[-1][-1].text) and word.start == rows[-1][-1].end:
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _readable(text: str) -> str:
    """The text with spaces for what is no part of a clause, so that all else keeps its place."""
    for pattern in (LEAD, AFFILIATION, ASIDE):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def _words(reading: Reading, start: int) -> Iterator[Word]:
    persons = [m for m in reading.mentions("names") if m.kind == "person"]
    for place, node in enumerate(reading.parse):
        text = reading.text[node.start : node.end]
        date = text in grammar("date") and node.tag.startswith("NNP")
        named = date and any(m.start <= node.start < m.end for m in persons)  # "Mrs May"
        month = date and (not named or reading.text[: node.start].endswith(" in "))
        tag = "DATE" if month else _spelt_tag(text, node.tag, node.relation)
        span = (start + node.start, start + node.end)
        yield Word(place, *span, text, tag, lemmatize(text, tag), node.head, node.relation)


def _spelt_tag(text: str, tag: str, relation: str) -> str:
    """The tag that the spelling allows: no pronoun is called "France", no name "minister"; "who" is a pronoun."""
    if text in ("who", "Who", "whom", "Whom"):
        return "WP"
    if tag == "PRP" and text.istitle() and text.lower() not in grammar("pronoun"):
        return "NNP"
    if tag in ("NNP", "NNPS") and text.islower():
        return "IN" if relation == "case" else tag.replace("P", "")
    return "POS" if relation == "case" and text in ("’", "'", "’s", "'s") else tag


def _is_noun(word: Word) -> bool:
    nominal = word.tag.startswith(NOMINAL) or word.relation in ("nsubj", "nsubj:pass", "obj", "iobj")
    return nominal and word.tag not in RELATIVE and not word.tag.startswith("VB")
