"""Which full name a shorter one stands for ("Pompeo", "Dan Korvin", "TPP"), and whether a given name is a woman's."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from readout.articles.article import Article
from readout.nlp.gazetteer import COMPANY, actor_nouns, is_noun, is_word, without_accents
from readout.nlp.names import Mention
from readout.nlp.tokens import grammar
from readout.resources import table, values

PARTICLE = re.compile(r"^(?:al|el|bin|ibn)[- ]", re.IGNORECASE)
GENERATION = re.compile(r",? (Jr|Sr|II|III|IV)\.?$")
SHORTEST = 2  # letters of an acronym that another name of the article may have: "US" is one country
BRACKET = re.compile(r"[’']?s?\s*\(")


class ShortNames:
    """The full names of the article, by the words that stand for them: the last one, the first, or the initials."""

    def __init__(self, article: Article, mentions: Sequence[Mention]) -> None:
        self._article = article
        self._people: dict[str, list[list[str]]] = {}  # by last name: forms of one name each
        self._first: dict[str, str] = {}
        self._bodies: dict[str, set[str]] = {}
        persons = dict[str, None]()
        for m in (m for m in mentions if " " in m.name and m.name.istitle() >= m.nominal):
            words = m.name.split()
            if m.kind == "person" and not m.nominal and not m.listed:
                self._first.setdefault(_without_particle(words[0]), m.name)
                persons[m.name] = None
            parts = _parts(words) if m.kind == "organisation" and m.rule == "name" else ()
            for part in (*parts, *([] if m.listed else [_initials(m.name)])):
                self._bodies.setdefault(part if part.isupper() else part.lower(), set()).add(m.name)
        for name in sorted(persons, key=len, reverse=True):
            people = self._people.setdefault(_last_name(name), [])
            same = [forms for forms in people if all(is_same_person(name, form) for form in forms)]
            if len(same) == 1:
                same[0].append(name)
            else:
                people.append([name])

    def resolve(self, mention: Mention) -> str:
        """Return the full name that this one is short for: of two "Kim" the one that came first."""
        name = self.spells_out(mention) or mention.name
        alone = " " not in name
        last = _last_name(name)
        is_part = last in self._people or last in self._first
        if not is_part or self._has_article(mention) or not (alone or mention.kind == "person"):
            bodies = self._bodies.get(name if name.isupper() else name.lower(), set()) - {name}
            place = mention.kind == "place" and not name.isupper()  # "in California": no Air Board
            return name if place or len(bodies) != 1 else next(iter(bodies))
        if last in self._people:
            people = [f for f in self._people[last] if alone or any(is_same_person(name, form) for form in f)]
            if len(people) > 1:  # of two with one last name, the only one named in full so far
                text = self._article.text[: mention.start]
                people = [f for f in people if any(form in text for form in f)]
            return people[0][0] if len(people) == 1 else name
        return self._first[last] if alone else name

    def spells_out(self, mention: Mention) -> str:
        """Return the name that the article gives an acronym of the tables: "European Press Agency" for "EPA"."""
        text = self._article.text[mention.start : mention.end]
        bodies = self._bodies.get(text, set()) if mention.rule == "acronym" and len(text) > SHORTEST else set()
        named = {name for name in bodies if name in self._article.text[: mention.start]}
        return named.pop() if len(named) == 1 else ""

    def _has_article(self, mention: Mention) -> bool:
        """Whether "the" belongs to the name: "the Harcourt", but not "the Orlan summit"."""
        before, after = (self._article.text[: mention.start][-4:], self._article.text[mention.end :][:20].split())
        word = after[0].strip(".,") if after else ""
        thing = word.islower() and is_noun(word) and actor_nouns().get(word) not in ("organisation", "place")
        return before.lower() == "the " and not thing


def bracketed_acronyms(article: Article, mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """Yield the acronyms that stand in brackets right behind a name, each with the name."""
    for whole, short in pairwise(mentions):
        opened = BRACKET.fullmatch(article.text[whole.end : short.start])
        if opened and short.name.isupper() and article.text[short.end : short.end + 1] == ")":
            yield short.name, whole.name


def _parts(words: Sequence[str]) -> Iterator[str]:
    """What a body may be called for short: of "New Dawn Party" not "New" alone, of "House of Lords" "House"."""
    yield COMPANY.sub("", " ".join(words))
    if words[0] in grammar("another"):  # "South Varland" is not "Varland"
        return
    for size in range(1, len(words)):
        if size > 1 or words[1] == "of" or not is_word(words[0]):
            yield " ".join(words[:size])
        yield " ".join(words[-size:])


def is_same_person(name: str, other: str) -> bool:
    """Whether two full names with one last name can be one person's: "Daniel Korvin Jr." and "Dan W. Korvin"."""
    long, short = sorted((without_accents(name), without_accents(other)), key=len, reverse=True)
    if long.endswith(f" {short}"):  # "Kees van Dalen", "Van Dalen"
        return True
    generations = {match[1] for one in (name, other) if (match := GENERATION.search(one))}
    one, two = (_given_names(each) for each in (name, other))
    return len(generations) < 2 and all(_is_same_given(a, b) for a, b in zip(one, two, strict=False))


def is_woman(name: str) -> bool | None:
    """Whether the given name of a full name is a woman’s; None where the table does not know it."""
    given = _given_names(name)
    return _given().get(given[0], ("", ""))[0] == "f" if given and given[0] in _given() else None


def _is_same_given(name: str, other: str) -> bool:
    short, long = sorted((name, other), key=len)
    initial = len(short) == 1 and long.startswith(short)
    return initial or name == other or _full_given(name) == _full_given(other)


def _full_given(name: str) -> str:
    """The name that a nickname is short for: "daniel" for "dan"."""
    return _given().get(name, ("", name))[1]


def _given_names(name: str) -> list[str]:
    plain = without_accents(GENERATION.sub("", name)).replace(".", " ").split()
    return plain[:-1]


def _last_name(name: str) -> str:
    return _without_particle(GENERATION.sub("", name).split()[-1])


def _without_particle(name: str) -> str:
    return PARTICLE.sub("", name).lower()


def _initials(name: str) -> str:
    """The capitals that would shorten a name: "TPP" for "Trans-Pacific Partnership"."""
    words = [word for word in re.split(r"[\s-]+", name) if word.lower() not in grammar("joins")]
    return "".join(word[:1] for word in words) if len(words) > 1 else ""


@cache
def _given() -> dict[str, tuple[str, str]]:
    """The sex of each given name of the table, and the name it is short for."""
    found = {}
    for row in table("given_names"):
        for name in values(row["names"]):
            found[without_accents(name)] = (row["sex"], without_accents(row["of"] or name))
    return found
