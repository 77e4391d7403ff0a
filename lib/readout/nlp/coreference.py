"""Which mentions are one actor, and by which rule: short names, acronyms, appositions, titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from readout.articles.article import Article
from readout.nlp.gazetteer import (
    COMPANY,
    actor_nouns,
    is_title,
    lookup,
    lookup_name,
    organisation_noun,
    other_titles,
    without_accents,
)
from readout.nlp.groups import Groups
from readout.nlp.names import Mention
from readout.nlp.short_names import ShortNames, bracketed_acronyms
from readout.nlp.trees import FINITE, Tree, Word
from readout.nlp.user_file import Correction, offices_on, own_aliases

HOLDERS = 20  # as many holders of one title or noun are remembered, the latest ones
LONGEST = 6  # words of a title
PARAGRAPH = 400  # characters within which the last person named is near
# Words that make another office of one: the vice president is not "the president", nor is the former one.
QUALIFIERS = frozenset(
    ["prime", "vice", "deputy", "former", "ex", "acting", "assistant", "shadow", "interim", "elect", "late"]
)
# Nouns that any organisation may have.
FIRMS = frozenset(["company", "firm"])
# Another one without a noun of its own stands in the way.
LOOSE = FIRMS | {"corporation", "group", "agency", "body", "bank", "organisation", "organization"}
SMALL = ("DT", "IN", "POS", "PRP$", "CC", "PDT", "TO")
# What stands between a name and the noun that describes it, and between a noun with "of", "to" and a name.
SET_OFF = re.compile(r",\s(?:(?:the|an?|another)\s|(?:(?:the|its|his|her|their)\s)?(?:\w+[’']s?\s)?)(?:[a-z]+\s)?")
OWNED = re.compile(r"[’']s?\s(?:[a-z-]+\s){0,2}")
TAIL = re.compile(r"\s(?:of|to|for|in|at)\s(?:the\s)?[\w. -]{2,30},?\s(?:[A-Z][\w.]*\s){0,2}")
TITLES = re.compile(r",\s(?:the\s)?((?:(?!(?:and|or|of|to|for|with|by|from|in|at)\s)[\w.-]+\s){0,3})")
BEHIND = re.compile(r"\b(?:of|for|at|in|from|with|to|by|on)\s+(?:(?:the|an?|its|his|her|their)\s+)?$", re.IGNORECASE)


def resolve_coreference(
    article: Article, trees: Sequence[Tree], mentions: Sequence[Mention], rows: Sequence[Correction]
) -> list[tuple[str, str]]:
    """Return the actor's name for each mention, "" for no one, and the rule that gives it (see `actors.RULES`)."""
    acronyms, beside = dict(bracketed_acronyms(article, mentions)), _appositions(article, mentions)
    short, groups = ShortNames(article, mentions), Groups(article, mentions)
    titles = TitleIndex(article, trees, rows)
    resolved: list[tuple[str, str]] = []
    for i, mention in enumerate(mentions):
        namesake = mentions[beside.get(i, i)]
        if mention.rule == "demonym" and mention.nominal:
            name, rule = _one_of_people(article, mention, mentions[:i], resolved), "description"
        elif namesake.nominal:
            holder = titles.resolve(mention)
            name, since = groups.resolve(i, mention)
            rule = "description" if since == i else "noun phrase"
            if holder and holder.at > since:
                name, rule = holder.name, "office" if holder.dated else "description"
        elif namesake.name in acronyms:
            name, rule = acronyms[namesake.name], "acronym"
        elif namesake.listed and not (namesake.rule == "acronym" and short.spells_out(namesake)):
            name, rule = namesake.name, namesake.rule
        else:
            name = short.resolve(namesake)
            rule = "name" if name == namesake.name else "short name"
        if namesake is not mention and not namesake.nominal:
            rule = "apposition"
        titles.learn(i, mention, name, rule)
        resolved.append((name, rule))
    return _join_forms(mentions, resolved, beside)


def _join_forms(
    mentions: Sequence[Mention], resolved: Sequence[tuple[str, str]], beside: Mapping[int, int]
) -> list[tuple[str, str]]:
    """The names with what only the whole article tells: an office named before its holder, a country’s government."""
    holders: dict[str, set[str]] = {}
    for i, j in beside.items():
        if mentions[i].nominal and not mentions[j].nominal and not mentions[i].name.islower():
            holders.setdefault(mentions[i].name, set()).add(resolved[i][0])
    names = {name for name, _ in resolved}
    forms: dict[str, str] = {}
    for name, _ in resolved:
        forms.setdefault(without_accents(name), name)

    def whole(name: str) -> tuple[str, str]:
        *country, last = name.split() or [""]
        place = lookup_name(" ".join(country)) if last == "government" else None
        alone = [name] if len(country) else []
        if len(holders.get(name, ())) == 1:  # "China’s ambassador said … China’s ambassador Liu Wen said"
            return next(iter(holders[name])), "description"
        if place and place.rule in ("demonym", "acronym") and place.kind == "place" and place.name in names:
            return place.name, "metonym"  # "the Chinese government", but not "the Hong Kong government"
        if alone and last.istitle() and last in names and last.lower() in actor_nouns():
            return last, "short name"  # "the new Legislature", "Legislature"
        return forms[without_accents(name)], ""

    joined = []
    for name, rule in resolved:
        other, why = whole(name)
        joined.append((other, why or "other name") if other != name else (name, rule))
    return joined


def _one_of_people(
    article: Article, mention: Mention, before: Sequence[Mention], resolved: Sequence[tuple[str, str]]
) -> str:
    """Whom "the 48-year-old Australian" means: the last person named, if that is near; "" for no one."""
    near = [(m, name) for m, (name, _) in zip(before, resolved, strict=True) if mention.start - m.end < PARAGRAPH]
    persons = [name for m, name in near if m.kind == "person" and not m.nominal]
    definite = re.search(r"\b[Tt]he (?:[\w-]+ )?$", article.text[max(mention.start - 30, 0) : mention.start])
    return persons[-1] if persons and definite else ""


def _appositions(article: Article, mentions: Sequence[Mention]) -> dict[int, int]:
    """Mentions that name again one near them, by number: "X, Iran’s envoy,", "the bloc X", "its envoy to Iran, X,"."""
    beside: dict[int, int] = {}
    for i, first in enumerate(mentions):
        for j, second in enumerate(mentions[i + 1 : i + 3], i + 1):
            over = mentions[i + 1] if j - i == 2 else None
            if _describes_name(article, first, second, over):
                beside.setdefault(j, i)
            if _names_noun(article, first, second, over):
                beside.setdefault(i, j)
    return beside


def _describes_name(article: Article, name: Mention, noun: Mention, over: Mention | None) -> bool:
    """Whether a noun behind a name describes it: "X, the envoy", `over` another mention "X, Iran’s new envoy"."""
    between, after = article.text[name.end : noun.start], article.text[noun.end : noun.end + 5]
    fits = not name.nominal and noun.nominal and name.kind == noun.kind
    fits = fits and name.kind in ("person", "organisation", "group")
    singular = noun.name.split()[-1].lower() == noun.head
    owner = after[:2] in ("’s", "'s")
    enumerated = re.match(r",? and\b", after)  # "X, a minister and Y"
    if over:  # "X, Iran’s new envoy"
        opens, owned = article.text[name.end : over.start], article.text[over.end : noun.start]
        set_off = re.fullmatch(r",\s(?:the\s)?", opens) and OWNED.fullmatch(owned)
    else:
        set_off = SET_OFF.fullmatch(between)
    return bool(fits and singular and not owner and not enumerated and set_off)


def _names_noun(article: Article, noun: Mention, name: Mention, over: Mention | None) -> bool:
    """Whether a name behind a noun says who that is: "its commander, Gen. X,", "the bloc X"."""
    if not noun.nominal or noun.name.split()[-1].lower() != noun.head or name.nominal:
        return False
    between, after = article.text[noun.end : name.start], article.text[name.end : name.end + 1]
    set_off = after in (",", ".", ";") and _is_set_off(between)
    if over:  # "China’s ambassador to the UK, X", "X’s rival, finance minister Y,"
        tail = over.kind != "person" and TAIL.fullmatch(between)  # "an aide to minister X" is another
        return noun.kind == name.kind == "person" and bool(tail or set_off)
    fits = noun.kind == name.kind or (noun.kind in ("group", "organisation") and not name.listed)
    # "a spokesman for the ministry, X,": X is the spokesman
    behind = BEHIND.search(article.text[max(noun.start - 20, 0) : noun.start])
    fits = fits and (noun.kind == "person" or not behind)
    close = between == " " and name.kind != "place"
    return bool((fits and set_off) or (close and (fits or name.kind == "organisation")))


def _is_set_off(between: str) -> bool:
    """Whether nothing but a comma and titles stand between: ", Gen. ", ", finance minister "."""
    found = TITLES.fullmatch(between)
    words = found[1].split() if found else []
    return found is not None and (all(w[0].isupper() for w in words) or words[-1].lower() in actor_nouns())


class TitleHolder(NamedTuple):
    """An actor that a description names; `at` is the number of its last mention, `dated` that an office does."""

    name: str
    at: int
    dated: bool


class Title(NamedTuple):
    """Words that the text, or the user's file (`dated`), gives an actor: {"foreign", "Iran"} for a minister."""

    words: frozenset[str]
    dated: bool


class TitleIndex:
    """The titles and nouns that the actors have, gathered as the mentions are read in order.

    Whom "the foreign minister" or "the court" means depends on what came before, so mentions are asked about
    and learnt one after the other.
    """

    def __init__(self, article: Article, trees: Sequence[Tree], rows: Sequence[Correction]) -> None:
        self._article, self._rows, self._own = article, rows, own_aliases(rows)
        self._trees = trees
        self._ends = {w.end: (k, w.place) for k, tree in enumerate(trees) for w in tree.words}
        self._titles: dict[str, dict[str, list[Title]]] = {}  # by head noun, then by actor
        self._last: dict[str, tuple[int, int]] = {}  # the number and the sentence of the last mention
        self._typed: set[str] = set()
        self._untyped, self._unnamed = dict[str, tuple[int, int]](), dict[str, int]()

    def learn(self, i: int, mention: Mention, name: str, rule: str) -> None:
        """Take in the mention with this number: what stands beside the name of an actor is its title."""
        if not (place := self._ends.get(mention.end)):
            return
        tree, last = self._trees[place[0]], self._trees[place[0]].words[place[1]]
        if mention.nominal and last.tag == "NN" and _has(tree.children(last, "det"), "a", "an", "another"):
            self._unnamed[last.text.lower()] = i  # "a minister": who comes after may mean that one
        if not name:
            return
        if rule == "apposition" or (mention.nominal and mention.kind != "person"):
            self._add(name, last.text.lower(), self._words(_description(tree, last), last))
        elif not mention.nominal:
            self._learn_beside(tree, last, mention, name)
        self._last[name] = (i, place[0])
        if mention.kind == "organisation" and not mention.nominal:
            self._untyped.pop(name, None)
            if name not in self._typed:
                self._untyped[name] = (i, place[0])
            if len(self._untyped) > HOLDERS:
                del self._untyped[next(iter(self._untyped))]

    def resolve(self, mention: Mention) -> TitleHolder | None:
        """Return who is meant by "the foreign minister": the last one named of those that the words fit.

        None if there is none, if two stand in one sentence, or if another holder without a name came after.
        """
        place = self._ends.get(mention.end)
        if not place or mention.name.split()[-1].lower() != mention.head:
            return None
        tree = self._trees[place[0]]
        noun = tree.words[place[1]]
        if not self._is_definite(tree, noun):
            return None
        head, holders = noun.text.lower(), self._fitting(tree, noun)
        if not holders or (len(holders) > 1 and holders[1][1] == holders[0][1]):
            return None
        at, _, name, dated = holders[0]
        untyped = max((last for last, _ in self._untyped.values()), default=-1) if head in LOOSE else -1
        blocked = self._unnamed.get(head, -1) > at or untyped > at
        return None if blocked else TitleHolder(name, at, dated)

    def _fitting(self, tree: Tree, noun: Word) -> list[tuple[int, int, str, bool]]:
        """The actors that have the noun with all these words, the last one named first."""
        head, words = noun.text.lower(), self._words(_description(tree, noun), noun)
        holders = []
        for name, titles in self._titles.get(head, {}).items():
            fitting = [t for t in titles if words <= t.words and not (t.words ^ words) & QUALIFIERS]
            if fitting:
                holders.append((*self._last[name], name, all(title.dated for title in fitting)))
        if head in FIRMS and not words:
            holders += [(*last, name, False) for name, last in list(self._untyped.items())[-2:]]
            holders = holders if len(holders) == 1 else []  # any organisation may be a company
        return sorted(holders, reverse=True)

    def _is_definite(self, tree: Tree, noun: Word) -> bool:
        """Whether the noun stands with "the", or with the country whose office it is ("Iraq’s minister")."""
        before = _until(tree, noun)
        opens = tree.words[before[0].place - 1 : before[0].place] if before[0].place else ()
        owners = (word for word in tree.children(noun, "nmod:poss") if lookup([word], self._own))
        return _has((*before, *opens), "the", "this", "that") or any(owners)

    def _learn_beside(self, tree: Tree, last: Word, mention: Mention, name: str) -> None:
        """Learn what stands beside a name: the sort of an organisation, the titles of a person, an apposition."""
        before = next((w for w in reversed(tree.words[: last.place]) if w.start < mention.start), None)
        if mention.kind in ("organisation", "group"):
            self._learn_sort(tree, before, last, name)
        elif mention.kind == "person":
            for title in _titles_before(tree, tree.words[before.place + 1 if before else 0]):
                row = tree.words[max(title[0].place - 4, 0) : title[0].place]
                self._add_title(name, [w.text.lower() for w in title], self._places(row))
            offices = offices_on(self._rows, name, self._article.published)
            for office, place in offices if name not in self._last else ():
                entry = lookup_name(place)
                places = frozenset([entry.name] if entry else place.lower().split())
                self._add_title(name, office.lower().split(), places, dated=True)
        for noun in _nouns_beside(tree, last):
            about = [w for w in tree.subtree(noun) if w.place <= noun.place + LONGEST]
            self._add(name, noun.text.lower(), self._words(about, noun))

    def _learn_sort(self, tree: Tree, before: Word | None, last: Word, name: str) -> None:
        """Learn what an organisation is, as its name, the word before it ("the bloc X") or the table says."""
        sort = organisation_noun(name) or ("company" if COMPANY.search(name) else "")
        beside = before.text if before and before.tag.startswith("NN") else ""
        for noun in dict.fromkeys([last.text.lower(), name.split()[-1].lower(), sort, beside]):
            if actor_nouns().get(noun) in ("organisation", "group"):
                self._typed.add(name)
                row = tree.words[max(last.place - LONGEST, 0) : last.place]
                self._add(name, noun, self._words(row, last))

    def _add_title(self, name: str, title: Sequence[str], places: frozenset[str], *, dated: bool = False) -> None:
        whole = " ".join(title).replace(" - ", "-")
        others = (other.split() for other in other_titles(whole.removeprefix("former ")))
        for words in ([*title], *others):
            qualifiers = QUALIFIERS & set(title) - ({"prime"} if words != [*title] else set())
            nouns = [k for k, word in enumerate(words) if word in actor_nouns()]
            # "secretary of state": the head stands before "of"
            head = words.index("of") - 1 if "of" in words[1:] else nouns[-1] if nouns else None
            if head is not None:
                rest = frozenset(words[:head] + [w for w in words[head + 1 :] if w != "of"])
                self._add(name, words[head], rest | places | qualifiers, dated=dated)

    def _add(self, name: str, noun: str, words: frozenset[str], *, dated: bool = False) -> None:
        for head in (noun, *(other for other in other_titles(noun) if " " not in other)):
            holders = self._titles.setdefault(head, {})
            titles = holders.setdefault(name, [])
            if len(titles) < HOLDERS and Title(words, dated) not in titles:
                titles.append(Title(words, dated))
            if len(holders) > HOLDERS:
                del holders[next(iter(holders))]

    def _words(self, row: Sequence[Word], noun: Word) -> frozenset[str]:
        """The words beside a noun that tell it from others, countries by their names."""
        words = {w.text.lower() for w in row if w is not noun and w.text[:1].isalpha() and w.tag not in SMALL}
        covered = {w.text.lower() for w in row if lookup([w], self._own)}
        return frozenset(words - covered) | self._places(row)

    def _places(self, row: Sequence[Word]) -> frozenset[str]:
        spans = (row[i:j] for i in range(len(row)) for j in range(i + 1, min(i + 4, len(row)) + 1))
        return frozenset(entry.name for span in spans if (entry := lookup(span, self._own)))


def _has(words: Iterable[Word], *texts: str) -> bool:
    return any(word.text.lower() in texts for word in words)


def _until(tree: Tree, noun: Word) -> tuple[Word, ...]:
    return tuple(w for w in tree.phrase(noun) if w.place <= noun.place)


def _description(tree: Tree, noun: Word) -> list[Word]:
    """The phrase up to its noun, what follows by "of", and a possessor."""
    tails = [n for n in tree.children(noun, "nmod") if tree.preposition(n) == "of"]
    around = (w for n in (*tails, *tree.children(noun, "nmod:poss")) for w in tree.phrase(n))
    return sorted({*_until(tree, noun), *around}, key=lambda w: w.place)


def _titles_before(tree: Tree, first: Word) -> Iterator[list[Word]]:
    """The title that stands right before a name, "former" with it."""
    for size in range(LONGEST, 0, -1):
        row = list(tree.words[max(first.place - size, 0) : first.place])
        if len(row) == size and is_title(row):
            before = tree.words[max(row[0].place - 1, 0) : row[0].place]
            yield [*(w for w in before if w.text.lower() in QUALIFIERS), *row]
            return


def _nouns_beside(tree: Tree, last: Word) -> list[Word]:
    """The nouns of an apposition behind a name: "X, leader of the party"."""
    heads = [last, *(up for up in (tree.head(last),) if up and last.relation in ("flat", "compound"))]
    nouns = [noun for head in heads for noun in tree.children(head, "appos")]
    # not "X was informed, the spokesman said"
    nouns = [n for n in nouns if not any(w.tag in (*FINITE, "MD") for w in tree.words[last.place : n.place])]
    after = tree.words[last.place + 1 : last.place + LONGEST]
    if after and after[0].text == ",":
        row = list(takewhile(lambda w: w.tag in ("DT", "JJ", "NN", "VBN"), after[1:]))
        owner = row and any(w.tag == "POS" for w in tree.words[row[-1].place + 1 : row[-1].place + 2])
        nouns += [] if owner else row[-1:]
    return [w for w in dict.fromkeys(nouns) if w.tag == "NN" and w.text.lower() in actor_nouns()]
