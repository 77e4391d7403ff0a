"""Who "he", "she", "it" and "they" are, where that is clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from readout.articles.article import Article
from readout.nlp.clauses import subjects
from readout.nlp.gazetteer import nominal_kind
from readout.nlp.trees import Tree, Word

if TYPE_CHECKING:
    from readout.nlp.document import Document

HE = frozenset(["he", "him", "his"])
SHE = frozenset(["she", "her"])
IT = frozenset(["it", "its"])
THEY = frozenset(["they", "them", "their"])
TOLD = frozenset(
    ["say", "report", "believe", "think", "expect", "note", "add", "hope", "fear", "know", "remember"]
)
FAR = {"it": 3, "they": 3, "he": 4}  # sentences that are looked at, with its own
PLURAL = frozenset(["police", "people", "staff", "crew", "personnel", "media"])
NEAR = 1500  # characters of one sentence that are looked at, and words of it
FEW = 8  # subjects of one sentence
SUBJECTS = ("nsubj", "nsubj:pass")


def antecedents(doc: Document) -> dict[int, str]:
    """The actor for each pronoun that has a clear one, by where the pronoun begins.

    "He" and "she" are the only person of the nearest sentence that has any, of several its subject; "it" an
    organisation or a country, "they" a group, that is the subject of this sentence or of one of the two
    before. As the object of a verb a pronoun is not its subject. Whom the text calls "she" or "Ms." is not
    "he".
    """
    found = _Found(doc)
    for k, tree in enumerate(doc.trees):
        for word in tree.words:
            if word.tag in ("PRP", "PRP$"):
                found.take(k, tree, word)
    return found.names


class _Found:
    """The pronouns resolved so far, in the order of the text."""

    def __init__(self, doc: Document) -> None:
        self.names: dict[int, str] = {}
        self._doc, self._article, self._parsed = doc, doc.article, doc.trees
        self._women: dict[str, bool] = {}
        self._subjects = [
            [w for w in tree.words if w.relation in SUBJECTS and _nominal(w) and not _dateline(tree, w)]
            for tree in doc.trees
        ]
        self._main = [
            next((w for w in own if (verb := tree.head(w)) and verb.head < 0), None)
            for tree, own in zip(doc.trees, self._subjects, strict=True)
        ]

    def take(self, k: int, tree: Tree, word: Word) -> None:
        text = word.text.lower()
        if text in HE or text in SHE:
            name = self._person(k, tree, word, woman=text in SHE)
            if name:
                self._women[name] = text in SHE
        elif text in IT or text in THEY:
            name = self._thing(k, tree, word, many=text in THEY)
        else:
            return
        if name:
            self.names[word.start] = name

    def _person(self, k: int, tree: Tree, word: Word, *, woman: bool) -> str | None:
        own = self._rival(tree, word)
        holder = self._governor(tree, word)
        name = self._named(tree, holder) if holder else None
        fits = name and self._women.get(name, woman) == woman and self._doc.kind(name) == "person"
        if fits and {*self._near(tree, word.start)} <= {name}:
            return name
        for n in range(k, max(k - FAR["he"], -1), -1):
            if n == k and _inverted(self._article, tree, word):
                continue
            there, limit = self._parsed[n], word.start if n == k else self._article.sentences[n].end
            near = self._near(there, limit)
            persons = [name for name in near if self._women.get(name, woman) == woman and name != own]
            first = next(self._openers(n, limit), None)
            name = self._named(there, first) if first else None
            if name in persons and (len(persons) == 1 or n < k or self._shares(tree, word, there, first)):
                return name
            pronoun = first is not None and first.text.lower() in HE | SHE
            someone = pronoun or (first is not None and nominal_kind(first) == "person")
            if persons or (someone and not name):
                return persons[0] if len(persons) == 1 and (name or not someone) else None
            if pronoun and name != own and self._women.get(str(name), woman) == woman:
                return name
        return None

    def _shares(self, tree: Tree, word: Word, there: Tree, first: Word | None) -> bool:
        """Whether the pronoun goes on with the subject of its sentence: "X met Y and he …", "X … his …"."""
        before = tree.words[max(word.place - 1, 0) : word.place]
        joined = any(w.text.lower() in ("and", "but", "yet") for w in before) and word.relation in SUBJECTS
        own = word.tag == "PRP$" and there is tree and first is not None
        return joined or (own and self._governor(tree, word) is first)

    def _thing(self, k: int, tree: Tree, word: Word, *, many: bool) -> str | None:
        if word.tag == "PRP" and (not _acts(word) or _empty(tree, word)):
            return None
        aside = _inverted(self._article, tree, word)
        near = None if aside else self._governor(tree, word)
        if near and self._fits(tree, near, many=many):
            return self._one(tree, near, many=many)
        for n in range(k, max(k - FAR["it"], -1), -1):
            if n == k and aside:
                continue
            there, limit = self._parsed[n], word.start if n == k else self._article.sentences[n].end
            own = [w for w in self._openers(n, limit) if self._fits(there, w, many=many)]
            if own:
                return self._one(there, own[0], many=many)
            if n == k and _nouns_before(tree, word, many=many):
                return None  # "it condemned the attacks and said that they …"
        return None

    def _openers(self, n: int, limit: int) -> Iterator[Word]:
        """The subjects of a sentence that stand before the limit: the main one, then the first few."""
        main = self._main[n]
        if main and main.end <= limit:
            yield main
        yield from (w for w in self._subjects[n][:FEW] if w.end <= limit and w is not main)

    def _near(self, tree: Tree, limit: int) -> list[str]:
        """The persons named in a sentence before the limit, each once."""
        return list(dict.fromkeys(self._doc.persons(max(tree.start, limit - NEAR), limit)))

    def _one(self, tree: Tree, noun: Word, *, many: bool) -> str | None:
        """The actor of a noun that stands alone, if it is one that "it" or "they" can be."""
        name = self._named(tree, noun) if len(tree.conjuncts(noun)) == 1 else None
        kinds = ("group", "organisation") if many else ("organisation", "place")
        return name if name and self._doc.kind(name) in kinds else None

    def _governor(self, tree: Tree, word: Word) -> Word | None:
        """The one subject of the clause that holds the pronoun, if it stands before: "X said it would …"."""
        verb = tree.head(word)
        if word.tag == "PRP" and not _acts(word):
            return None
        while verb and not verb.tag.startswith("VB"):
            verb = tree.head(verb)
        own = subjects(tree, verb) if verb else []
        if verb and word in own:
            verb = tree.head(verb) if verb.relation in ("ccomp", "advcl", "acl:relcl") else None
            own = subjects(tree, verb) if verb and verb.tag.startswith("VB") else []
        own = [one for one in own if one.place < word.place and _nominal(one)]
        return own[0] if len(own) == 1 else None

    def _fits(self, tree: Tree, noun: Word, *, many: bool) -> bool:
        """Whether the pronoun can take up the noun: singular or plural, but some groups have either."""
        if noun.tag == "PRP":
            return noun.text.lower() in (THEY if many else IT)
        if not noun.tag.startswith("NN"):
            return False
        plural = noun.tag in ("NNS", "NNPS") or noun.lemma in PLURAL
        name = self._doc.actor_of(tree, noun) if many != plural and noun.tag != "NNS" else None
        # the Taliban are "they", Médecins du Littoral and the United States "it"
        either = ("group",) if many else ("organisation", "place")
        return plural == many or (name is not None and self._doc.kind(name) in either)

    def _named(self, tree: Tree, noun: Word) -> str | None:
        return self.names.get(noun.start) if noun.tag in ("PRP", "PRP$") else self._doc.actor_of(tree, noun)

    def _rival(self, tree: Tree, word: Word) -> str | None:
        """The subject of the verb whose object the pronoun is: somebody else."""
        verb = tree.head(word)
        if verb and word.relation in SUBJECTS:
            verb = tree.head(verb)  # "heard him testify"
        while verb and not verb.tag.startswith("VB") and verb.relation in ("obl", "nmod", "obj"):
            verb = tree.head(verb)
        if word.tag != "PRP" or _acts(word) or not verb:
            return None
        return next((self._named(tree, one) for one in subjects(tree, verb)), None)


def _acts(word: Word) -> bool:
    """Whether the pronoun is a subject."""
    return word.relation in SUBJECTS and word.text.lower() not in ("him", "them")


def _nominal(word: Word) -> bool:
    return word.tag.startswith(("NN", "PRP"))


def _empty(tree: Tree, word: Word) -> bool:
    """Whether "it" stands for no one: "it is clear that …", "it should be said", "it was reported to …"."""
    verb = tree.head(word)
    clause = verb is not None and any(
        one.relation in ("csubj", "ccomp", "xcomp") for one in tree.children(verb)
    )
    passive = word.relation == "nsubj:pass" or (verb is not None and not verb.tag.startswith("VB"))
    return word.text.lower() == "it" and verb is not None and passive and (clause or verb.lemma in TOLD)


def _nouns_before(tree: Tree, word: Word, *, many: bool) -> bool:
    """Whether other nouns of the pronoun's number stand before it in its sentence."""
    tags = ("NNS", "NNPS") if many else ("NN",)
    return any(w.tag in tags for w in tree.words[max(word.place - NEAR, 0) : word.place])


def _dateline(tree: Tree, word: Word) -> bool:
    """Whether it is the place that opens a report: "DUBAI — Oman said"."""
    return (
        word.place < 3
        and len(word.text) > 3
        and word.text.isupper()
        and any(
            w.text in ("—", "–", "-", "--", "(", "/") for w in tree.words[word.place + 1 : word.place + 5]
        )
    )


def _inverted(article: Article, tree: Tree, word: Word) -> bool:
    """Whether what is said stands before or around the pronoun that says it: "The groups, they said, endanger us"."""
    verb = tree.head(word)
    if not verb or word.relation not in SUBJECTS:
        return False
    said = any(one.place < word.place for one in tree.children(verb, "ccomp")) or verb.relation == "parataxis"
    around = (*tree.words[max(word.place - 1, 0) : word.place], *tree.words[verb.place + 1 : verb.place + 2])
    set_off = len(around) == 2 and around[0].text == "," and around[1].text in (",", ".")
    return said or set_off or article.text[max(word.start - 2, 0) : word.start].strip()[-1:] in ("”", '"')
