"""Whom "the foreign minister" or "the court" means: the bearer of that title or noun, where one is clear."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from readout.articles.article import Article
from readout.nlp.gazetteer import COMPANY, called, is_title, known, listed, nouns, sort_of
from readout.nlp.names import Mention
from readout.nlp.trees import Tree, Word
from readout.nlp.user_file import Correction, offices_held, own_aliases

BEARERS = 20  # as many bearers of one noun are remembered, the latest ones
LONGEST = 6  # words of a title
# Words that make another office of one: the vice president is not "the president", nor is the former one.
APART = frozenset(
    ["prime", "vice", "deputy", "former", "ex", "acting", "assistant", "shadow", "interim", "elect", "late"]
)
# A noun that any organisation may bear: another one without a noun of its own stands in the way.
FIRMS = frozenset(["company", "firm"])
LOOSE = frozenset(
    ["company", "firm", "corporation", "group", "agency", "body", "bank", "organisation", "organization"]
)


class Bearer(NamedTuple):
    """An actor that a description names; `at` is the number of its last mention, `dated` that the office does."""

    name: str
    at: int
    dated: bool


class Role(NamedTuple):
    """Words that the text, or the user's file, gives an actor: {"foreign", "Iran"} for a minister."""

    words: frozenset[str]
    dated: bool


class Roles:
    """The titles and nouns that the actors bear, gathered as the mentions are read in order."""

    def __init__(self, article: Article, trees: Sequence[Tree], rows: Sequence[Correction]) -> None:
        self._article, self._rows, self._own = article, rows, own_aliases(rows)
        self._parsed = trees
        self._ends = {w.end: (k, w.place) for k, tree in enumerate(self._parsed) for w in tree.words}
        self._roles: dict[str, dict[str, list[Role]]] = {}
        self._last: dict[str, tuple[int, int]] = {}  # the number and the sentence of the last mention
        self._typed: set[str] = set()
        self._untyped, self._barred = dict[str, tuple[int, int]](), dict[str, int]()

    def learn(self, i: int, mention: Mention, name: str, rule: str) -> None:
        """Takes in the mention with this number: what stands beside the name of an actor is its role."""
        place = self._ends.get(mention.end)
        if not place:
            return
        tree, last = self._parsed[place[0]], self._parsed[place[0]].words[place[1]]
        if mention.nominal:
            self._bar(i, tree, last)
        if not name:
            return
        if rule == "apposition" or (mention.nominal and mention.kind != "person"):
            self._bear(name, last.text.lower(), self._words(_around(tree, last), last), dated=False)
        elif not mention.nominal:
            self._take(tree, last, mention, name)
        self._last[name] = (i, place[0])
        if mention.kind == "organisation" and not mention.nominal:
            self._untyped.pop(name, None)
            if name not in self._typed:
                self._untyped[name] = (i, place[0])
            if len(self._untyped) > BEARERS:
                del self._untyped[next(iter(self._untyped))]

    def bearer(self, mention: Mention) -> Bearer | None:
        """Who is meant by "the foreign minister": the last one named of those that the words fit.

        None if there is none, if two stand in one sentence, or if another bearer without a name came after.
        """
        place = self._ends.get(mention.end)
        if not place or mention.name.split()[-1].lower() != mention.head:
            return None
        tree = self._parsed[place[0]]
        noun = tree.words[place[1]]
        if not self._definite(tree, noun):
            return None
        head, words = noun.text.lower(), self._words(_around(tree, noun), noun)
        fits = []
        for name, roles in self._roles.get(head, {}).items():
            good = [role for role in roles if words <= role.words and not (role.words ^ words) & APART]
            if good:
                fits.append((*self._last[name], name, all(role.dated for role in good)))
        if head in FIRMS and not words:
            fits += [(*last, name, False) for name, last in list(self._untyped.items())[-2:]]
            fits = fits if len(fits) == 1 else []  # any organisation may be a company
        fits.sort(reverse=True)
        if not fits or (len(fits) > 1 and fits[1][1] == fits[0][1]):
            return None
        at, _, name, dated = fits[0]
        untyped = max((last for last, _ in self._untyped.values()), default=-1) if head in LOOSE else -1
        blocked = self._barred.get(head, -1) > at or untyped > at
        return None if blocked else Bearer(name, at, dated)

    def _definite(self, tree: Tree, noun: Word) -> bool:
        """Whether the noun stands with "the", or with the country whose office it is ("Iraq’s minister")."""
        before = _before(tree, noun)
        opens = tree.words[before[0].place - 1 : before[0].place] if before[0].place else ()
        own = [w for w in tree.children(noun, "nmod:poss") if listed([w], "", self._own)]
        return any(w.text.lower() in ("the", "this", "that") for w in (*before, *opens)) or bool(own)

    def _bar(self, i: int, tree: Tree, noun: Word) -> None:
        """Remembers an unnamed one, "a minister" or "a third company": who comes after may mean that."""
        if noun.tag == "NN" and any(
            w.text.lower() in ("a", "an", "another") for w in tree.children(noun, "det")
        ):
            self._barred[noun.text.lower()] = i

    def _take(self, tree: Tree, last: Word, mention: Mention, name: str) -> None:
        """What stands beside a name: the sort of an organisation, the titles of a person, an apposition."""
        before = next((w for w in reversed(tree.words[: last.place]) if w.start < mention.start), None)
        if mention.kind in ("organisation", "group"):
            self._sorts(tree, before, last, name)
        elif mention.kind == "person":
            for title in _titles(tree, tree.words[before.place + 1 if before else 0]):
                row = tree.words[max(title[0].place - 4, 0) : title[0].place]
                self._bear_title(name, [w.text.lower() for w in title], self._places(row))
            offices = offices_held(self._rows, name, self._article.published)
            for office, place in offices if name not in self._last else ():
                entry = known(place)
                places = frozenset([entry.name] if entry else place.lower().split())
                self._bear_title(name, office.lower().split(), places, dated=True)
        for beside in _beside(tree, last):
            about = [w for w in tree.subtree(beside) if w.place <= beside.place + LONGEST]
            self._bear(name, beside.text.lower(), self._words(about, beside), dated=False)

    def _sorts(self, tree: Tree, before: Word | None, last: Word, name: str) -> None:
        """What an organisation is, as its name, the word before it ("the bloc X") or the table says."""
        sort = sort_of(name) or ("company" if COMPANY.search(name) else "")
        beside = before.text if before and before.tag.startswith("NN") else ""
        for noun in dict.fromkeys([last.text.lower(), name.split()[-1].lower(), sort, beside]):
            if nouns().get(noun) in ("organisation", "group"):
                self._typed.add(name)
                row = tree.words[max(last.place - LONGEST, 0) : last.place]
                self._bear(name, noun, self._words(row, last), dated=False)

    def _bear_title(
        self, name: str, title: Sequence[str], places: frozenset[str], *, dated: bool = False
    ) -> None:
        whole = " ".join(title).replace(" - ", "-")
        for words in ([*title], *(one.split() for one in called(whole.removeprefix("former ")))):
            apart = APART & set(title) - ({"prime"} if words != [*title] else set())
            head = next((k for k in range(len(words) - 1, -1, -1) if words[k] in nouns()), None)
            # "secretary of state": the head stands before "of"
            head = words.index("of") - 1 if "of" in words[1:] else head
            if head is not None:
                rest = frozenset(words[:head] + [w for w in words[head + 1 :] if w != "of"])
                self._bear(name, words[head], rest | places | apart, dated=dated)

    def _bear(self, name: str, noun: str, words: frozenset[str], *, dated: bool) -> None:
        for one in (noun, *(other for other in called(noun) if " " not in other)):
            roles = self._roles.setdefault(one, {})
            held_by = roles.setdefault(name, [])
            if len(held_by) < BEARERS and Role(words, dated) not in held_by:
                held_by.append(Role(words, dated))
            if len(roles) > BEARERS:
                del roles[next(iter(roles))]

    def _words(self, row: Sequence[Word], noun: Word) -> frozenset[str]:
        """The words beside a noun that tell it from others, countries by their names."""
        names = self._places(row)
        words = {w.text.lower() for w in row if w is not noun and w.text[:1].isalpha() and w.tag not in SMALL}
        covered = {w.text.lower() for w in row if listed([w], "", self._own)}
        return frozenset(words - covered) | names

    def _places(self, row: Sequence[Word]) -> frozenset[str]:
        spans = (row[i:j] for i in range(len(row)) for j in range(i + 1, min(i + 4, len(row)) + 1))
        return frozenset(entry.name for span in spans if (entry := listed(span, "", self._own)))


SMALL = ("DT", "IN", "POS", "PRP$", "CC", "PDT", "TO")


def _before(tree: Tree, noun: Word) -> tuple[Word, ...]:
    return tuple(w for w in tree.phrase(noun) if w.place <= noun.place)


def _around(tree: Tree, noun: Word) -> list[Word]:
    """The phrase up to its noun, what follows by "of", and a possessor."""
    tail = [
        w for one in tree.children(noun, "nmod") if tree.preposition(one) == "of" for w in tree.phrase(one)
    ]
    owner = [w for one in tree.children(noun, "nmod:poss") for w in tree.phrase(one)]
    return sorted({*_before(tree, noun), *tail, *owner}, key=lambda w: w.place)


def _titles(tree: Tree, first: Word) -> Iterator[list[Word]]:
    """The titles that stand right before a name, "former" with them."""
    for size in range(LONGEST, 0, -1):
        row = list(tree.words[max(first.place - size, 0) : first.place])
        if len(row) == size and is_title(row):
            former = tree.words[max(row[0].place - 1, 0) : row[0].place]
            yield [*(w for w in former if w.text.lower() in APART), *row]
            return


def _beside(tree: Tree, last: Word) -> list[Word]:
    """The nouns of an apposition behind a name: "X, leader of the party"."""
    heads = [last, *(up for up in (tree.head(last),) if up and last.relation in ("flat", "compound"))]
    found = [w for head in heads for w in tree.children(head, "appos")]
    after = tree.words[last.place + 1 : last.place + LONGEST]
    if after and after[0].text == ",":
        row = list(takewhile(lambda w: w.tag in ("DT", "JJ", "NN", "VBN"), after[1:]))
        owner = (
            tree.words[row[-1].place + 1].tag == "POS"
            if row and row[-1].place + 1 < len(tree.words)
            else False
        )
        found += [] if owner else row[-1:]
    return [w for w in dict.fromkeys(found) if w.tag == "NN" and w.text.lower() in nouns()]
