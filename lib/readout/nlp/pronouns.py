"""Who "he", "she", "it" and "they" are, where that is clear."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from readout.articles.credits import dateline_end
from readout.articles.quotations import find_quotations
from readout.nlp.clauses import subjects
from readout.nlp.gazetteer import nominal_kind
from readout.nlp.short_names import is_woman
from readout.nlp.tokens import Span
from readout.nlp.trees import SUBJECTS, Tree, Word

if TYPE_CHECKING:
    from readout.nlp.document import Document

HE = frozenset(["he", "him", "his"])
SHE = frozenset(["she", "her"])
MR = frozenset(["mr", "sir", "lord", "king", "prince", "baron", "father", "brother"])
MS = frozenset(["ms", "mrs", "miss", "madam", "lady", "dame", "queen", "princess", "baroness", "sister"])
IT = frozenset(["it", "its"])
THEY = frozenset(["they", "them", "their"])
FIRST = frozenset(["i", "me", "my", "we", "us", "our"])
# "It was reported that …": what the pronoun stands for in the passive of these is no one.
IMPERSONAL = frozenset(
    ["say", "report", "believe", "think", "expect", "note", "add", "hope", "fear", "know", "remember"]
)
FAR = {"it": 3, "he": 4}  # sentences that are looked at, with its own
PLURAL = frozenset(["police", "people", "staff", "crew", "personnel", "media"])
NEAR = 1500  # characters of one sentence that are looked at, and words of it
FEW = 8  # subjects of one sentence


def resolve_pronouns(doc: Document) -> dict[int, str]:
    """Return the actor for each pronoun that has a clear one, by where the pronoun begins.

    "He" and "she" are the only person of the nearest sentence that has any, of several its subject; "it" an
    organisation or a country, "they" a group, that is the subject of this sentence or of one of the two
    before. As the object of a verb a pronoun is not its subject. Whom the text calls "she" or "Ms." is not
    "he", nor is one with the given name of a woman.
    """
    resolver = _Resolver(doc)
    for k, tree in enumerate(doc.trees):
        for word in tree.words:
            if word.tag in ("PRP", "PRP$"):
                resolver.take(k, word)
    return resolver.names


def resolve_quoted_pronouns(
    doc: Document, speech: Sequence[tuple[str, Sequence[Span]]], direct: Sequence[tuple[str, Sequence[Span]]]
) -> dict[int, str]:
    """Return the actor for each pronoun once it is known who speaks: `speech` are speakers with their words.

    In words that are given as they were said (`direct`) "I" and "we" are the speaker, and "he" is not: it is the only
    other person of the nearest sentence that has any but its speakers. "He was a kind man," said X.
    """
    names, women = dict(doc.pronouns), _known_women(doc)
    speakers: dict[int, set[str]] = {}
    for speaker, spans in speech:
        for start, end in spans:
            for k in range(doc.sentence_at(start), doc.sentence_at(end - 1) + 1):
                speakers.setdefault(k, set()).add(speaker)
    # the longest first, so that words within words are the inner speaker's
    rows = sorted(((end - start, start, end, name) for name, spans in direct for start, end in spans))[::-1]
    said = {place: name for _, start, end, name in rows for place in range(start, end)}
    for k, tree in enumerate(doc.trees):
        for word in tree.words:
            who, text = said.get(word.start), word.text.lower()
            if not who or word.tag not in ("PRP", "PRP$"):
                continue
            if text in FIRST:
                names[word.start] = who
            elif names.get(word.start, who) == who:
                names.pop(word.start, None)
                woman = text in SHE
                if text in HE or woman:
                    near = _other_persons(doc, names, speakers, k, word)
                    fitting = [name for name in near if women.get(name, woman) == woman]
                    names |= {word.start: fitting[0]} if len(fitting) == 1 else {}
    return names


def _other_persons(
    doc: Document, names: dict[int, str], speakers: dict[int, set[str]], k: int, word: Word
) -> list[str]:
    """The persons of the nearest sentence that has any but those who speak in it: by name or pronoun."""
    for n in range(k, max(k - FAR["he"], -1), -1):
        tree = doc.trees[n]
        end = min(tree.end, word.start)
        same = HE if word.text.lower() in HE else SHE
        meant = [(w, name) for w in tree.words if w.start < end and (name := names.get(w.start))]
        told = [*(name for _, name in doc.named_persons(tree.start, end)), *(name for _, name in meant)]
        found = {name for name in told if doc.kind(name) == "person"} - speakers.get(n, set())
        alike = {name for w, name in meant if w.text.lower() in same} & found
        if found:
            return list(alike or found)
    return []


class _Resolver:
    """The pronouns resolved so far, in the order of the text: each may stand for what one before it stands for."""

    def __init__(self, doc: Document) -> None:
        self.names: dict[int, str] = {}
        self._doc = doc
        self._quotes = find_quotations(doc.article.text)
        self._all_quoted = [self._is_quoted(t.start) and self._is_quoted(t.end - 1) for t in doc.trees]
        self._women = _known_women(doc)
        self._subjects = [[w for w in tree.words if w.relation in SUBJECTS and _is_nominal(w)] for tree in doc.trees]
        self._main = [
            next((w for w in nouns if (verb := tree.head(w)) and verb.head < 0), None)
            for tree, nouns in zip(doc.trees, self._subjects, strict=True)
        ]

    def take(self, k: int, word: Word) -> None:
        """Resolve a pronoun of the sentence with this number."""
        text, name = word.text.lower(), None
        if text in HE or text in SHE:
            name = self._person(k, word, woman=text in SHE)
        elif text in IT or text in THEY:
            name = self._thing(k, word, many=text in THEY)
        if name:
            self.names[word.start] = name

    # He and she

    def _person(self, k: int, word: Word, *, woman: bool) -> str | None:
        tree = self._doc.trees[k]
        rival = self._rival(tree, word)
        for n in self._sentences_before(k, word, FAR["he"]):
            if n == k and _is_inverted(self._doc, tree, word):
                continue
            limit = word.start if n == k else self._doc.trees[n].end
            told = self._persons_before(n, limit, word)
            persons = [name for name in told if self._may_be(name, woman) and name != rival]
            first = next(self._openers(n, limit, word), None)
            name = self._name_of(self._doc.trees[n], first) if first else None
            pronoun = first is not None and first.text.lower() in HE | SHE
            if pronoun and name and name != rival and name not in persons and self._may_be(name, woman):
                persons.insert(0, name)  # "He added that Y should go." is of him, not only of Y
            if first and name in persons and (len(persons) == 1 or n < k or _goes_on(tree, word)):
                return name  # the subject of the sentence
            somebody = pronoun or (first is not None and nominal_kind(first) == "person")
            if persons or (somebody and not name):
                # the only person, but for a subject that is somebody else: "A judge met X. He …"
                return persons[0] if len(persons) == 1 and (name or not somebody) else None
            if pronoun and name != rival and self._may_be(str(name), woman):
                return name  # as the "he" that is the subject
        return None

    def _may_be(self, name: str, woman: bool) -> bool:
        return self._women.get(name, woman) == woman

    # It and they

    def _thing(self, k: int, word: Word, *, many: bool) -> str | None:
        tree = self._doc.trees[k]
        if word.tag == "PRP" and (not _is_subject(word) or _is_expletive(tree, word)):
            return None
        inverted = _is_inverted(self._doc, tree, word)
        first = not k or bool(dateline_end(tree.reading.text))  # "The bank will close, it said."
        for n in [k] if first else self._sentences_before(k, word, FAR["it"]):
            if n == k and inverted and (many or not first):
                continue
            there = self._doc.trees[n]
            openers = self._openers(n, word.start if n == k else there.end, word)
            fits = (noun for noun in openers if self._fits(there, noun, many=many))
            # of "the drinks maker Fizzo" the parser may take both for subjects
            fitting = next((n for n in fits if not inverted or self._actor_of(there, n, many=many)), None)
            if fitting:
                return self._actor_of(there, fitting, many=many)
            if n == k and _has_nouns_before(tree, word, many=many):
                return None  # "it condemned the attacks and said that they …"
        return None

    def _fits(self, tree: Tree, noun: Word, *, many: bool) -> bool:
        """Whether the pronoun can take up the noun: singular or plural, but some groups have either."""
        if noun.tag == "PRP":
            return noun.text.lower() in (THEY if many else IT)
        if not noun.tag.startswith("NN"):
            return False
        if len(tree.conjuncts(noun)) > 1:  # "X and the leaders" are "they", whatever each is
            return many
        plural = noun.tag in ("NNS", "NNPS") or noun.lemma in PLURAL
        name = self._doc.actor_of(tree, noun) if many != plural and noun.tag != "NNS" else None
        # the Taliban are "they", Médecins du Littoral and the United States "it"
        either = ("group",) if many else ("organisation", "place")
        return plural == many or (name is not None and self._doc.kind(name) in either)

    def _actor_of(self, tree: Tree, noun: Word, *, many: bool) -> str | None:
        """The actor of a noun that stands alone, if it is one that "it" or "they" can be."""
        name = self._name_of(tree, noun) if len(tree.conjuncts(noun)) == 1 else None
        kinds = ("group", "organisation") if many else ("organisation", "place")
        return name if name and self._doc.kind(name) in kinds else None

    # Both

    def _sentences_before(self, k: int, word: Word, most: int) -> Iterator[int]:
        """The sentence of the pronoun and those before it, without those that are quoted where it is not."""
        quoted = self._is_quoted(word.start)
        near = (n for n in range(k, max(k - 3 * most, -1), -1) if n == k or quoted or not self._all_quoted[n])
        return islice(near, most)

    def _openers(self, n: int, limit: int, word: Word) -> Iterator[Word]:
        """The subjects of a sentence that stand before the limit: the main one, then the first few.

        Those within a quotation are none for a pronoun outside: "“Y is stubborn,” he said."
        """
        main, quoted = self._main[n], self._is_quoted(word.start)
        row = [*([main] if main else []), *(w for w in self._subjects[n][:FEW] if w is not main)]
        yield from (w for w in row if w.end <= limit and (quoted or not self._is_quoted(w.start)))

    def _persons_before(self, n: int, limit: int, word: Word) -> list[str]:
        """The persons named in a sentence before the limit, each once; those quoted for a pronoun that is quoted."""
        start, quoted = max(self._doc.trees[n].start, limit - NEAR), self._is_quoted(word.start)
        near = self._doc.named_persons(start, limit)
        return list(dict.fromkeys(name for at, name in near if quoted or not self._is_quoted(at)))

    def _is_quoted(self, place: int) -> bool:
        n = bisect_right(self._quotes, (place, place))
        return n > 0 and self._quotes[n - 1][1] > place

    def _rival(self, tree: Tree, word: Word) -> str | None:
        """The subject of the verb whose object the pronoun is: somebody else."""
        verb = tree.head(word)
        if verb and word.relation in SUBJECTS:
            verb = tree.head(verb)  # "heard him testify"
        while verb and not verb.tag.startswith("VB") and verb.relation in ("obl", "nmod", "obj"):
            verb = tree.head(verb)
        if word.tag != "PRP" or _is_subject(word) or not verb:
            return None
        return next((self._name_of(tree, noun) for noun in subjects(tree, verb)), None)

    def _name_of(self, tree: Tree, noun: Word) -> str | None:
        if noun.tag in ("PRP", "PRP$"):
            return self.names.get(noun.start)
        return self._doc.actor_of(tree, noun)


def _goes_on(tree: Tree, word: Word) -> bool:
    """Whether the pronoun goes on with the subject of its sentence: "X met Y and he …"."""
    before = tree.words[max(word.place - 1, 0) : word.place]
    return any(w.text.lower() in ("and", "but", "yet") for w in before) and word.relation in SUBJECTS


def _known_women(doc: Document) -> dict[str, bool]:
    """Whether a person is a woman, where "Ms." or the like before a mention, or the given name, tells."""
    women = {}
    for name in doc.mentions:
        before = [doc.article.text[max(start - 8, 0) : start].split() for start, _ in doc.mentions[name]]
        titles = {words[-1].rstrip(".").lower() for words in before if words}
        by_title = True if titles & MS else False if titles & MR else None
        woman = is_woman(name) if by_title is None else by_title
        if woman is not None and doc.kind(name) == "person":
            women[name] = woman
    return women


def _is_subject(word: Word) -> bool:
    return word.relation in SUBJECTS and word.text.lower() not in ("him", "them")


def _is_nominal(word: Word) -> bool:
    return word.tag.startswith(("NN", "PRP"))


def _is_expletive(tree: Tree, word: Word) -> bool:
    """Whether "it" stands for no one: "it is clear that …", "it should be said", "it was reported to …"."""
    verb = tree.head(word)
    if word.text.lower() != "it" or verb is None:
        return False
    clause = any(child.relation in ("csubj", "ccomp", "xcomp") for child in tree.children(verb))
    passive = word.relation == "nsubj:pass" or not verb.tag.startswith("VB")
    return passive and (clause or verb.lemma in IMPERSONAL)


def _has_nouns_before(tree: Tree, word: Word, *, many: bool) -> bool:
    """Whether other nouns of the pronoun's number stand before it in its sentence."""
    tags = ("NNS", "NNPS") if many else ("NN",)
    return any(w.tag in tags for w in tree.words[max(word.place - NEAR, 0) : word.place])


def _is_inverted(doc: Document, tree: Tree, word: Word) -> bool:
    """Whether what is said stands before or around the pronoun that says it: "The groups, they said, endanger us"."""
    verb = tree.head(word)
    if not verb or word.relation not in SUBJECTS:
        return False
    fronted = any(child.place < word.place for child in tree.children(verb, "ccomp"))
    around = (*tree.words[max(word.place - 1, 0) : word.place], *tree.words[verb.place + 1 : verb.place + 2])
    set_off = len(around) == 2 and around[0].text == "," and around[1].text in (",", ".")
    quoted = doc.article.text[max(word.start - 2, 0) : word.start].strip()[-1:] in ("”", '"', "’", "'")
    # "a fight he called unjust" may be parsed as parataxis too
    beside = verb.relation == "parataxis" and not tree.children(verb, "obj", "xcomp")
    return fronted or beside or set_off or quoted
