"""Which mentions are one actor, and by which rule: short names, acronyms, appositions, descriptions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from readout.articles.article import Article
from readout.nlp.descriptions import Roles
from readout.nlp.gazetteer import COMPANY, is_word
from readout.nlp.names import Mention
from readout.nlp.trees import Tree
from readout.nlp.user_file import Correction

RECENT = 20  # a group further back than this many others is no longer what "the group" means
DEFINITE = re.compile(r"\b(?:the|this|that|these|those|both)\s+$", re.IGNORECASE)
BEHIND = re.compile(
    r"\b(?:of|for|at|in|from|with|to|by|on)\s+(?:(?:the|an?|its|his|her|their)\s+)?$", re.IGNORECASE
)
PARTICLE = re.compile(r"^(?:al|el|bin|ibn)[- ]", re.IGNORECASE)


def joined(
    article: Article, trees: Sequence[Tree], found: Sequence[Mention], rows: Sequence[Correction]
) -> list[tuple[str, str]]:
    """The actor's name for each mention, "" for no one, and the rule that gives it (see `actors.RULES`)."""
    acronyms, same = _acronyms(article, found), _apposed(article, found)
    short, groups = ShortNames(article, found), Groups(article)
    roles = Roles(article, trees, rows)
    named: list[tuple[str, str]] = []
    for i, mention in enumerate(found):
        alike = found[same.get(i, i)]
        if alike.nominal:
            bearer = roles.bearer(mention)
            name, since = groups.name(i, mention)
            by = ("description", "office")[bearer.dated] if bearer else ""
            one = (bearer.name, by) if bearer and bearer.at > since else (name, "noun phrase")
        else:
            one = _named(alike, acronyms, short)
            one = (one[0], "apposition") if alike is not mention else one
        roles.learn(i, mention, *one)
        named.append(one)
    return named


def _named(mention: Mention, acronyms: dict[str, str], short: ShortNames) -> tuple[str, str]:
    if mention.name in acronyms:
        return acronyms[mention.name], "acronym"
    if mention.known:
        return mention.name, mention.rule
    full = short.full(mention)
    return full, "name" if full == mention.name else "short name"


class ShortNames:
    """The full names of the article, by the words that stand for them: the last one, or the first."""

    def __init__(self, article: Article, found: Sequence[Mention]) -> None:
        self._article = article
        self._ends: dict[str, set[str]] = {}
        self._first: dict[str, str] = {}
        self._bodies: dict[str, set[str]] = {}
        for m in found:
            words = m.name.split()
            if m.nominal or m.known or len(words) < 2:
                continue
            if m.kind == "person":
                self._ends.setdefault(_bare(words[-1]), set()).add(m.name)
                self._first.setdefault(_bare(words[0]), m.name)
            elif m.kind == "organisation" and (COMPANY.search(m.name) or not is_word(words[0])):
                self._bodies.setdefault(COMPANY.sub("", m.name).lower(), set()).add(m.name)
                self._bodies.setdefault(words[0].lower(), set()).add(m.name)
        self._longest = {end: _longest(names) for end, names in self._ends.items()}

    def full(self, mention: Mention) -> str:
        """The full name that ends in this name, or begins with it: of two "Kim" the one that came first."""
        name, words = mention.name, mention.name.split()
        bodies = self._bodies.get(name.lower(), {name})
        the = self._article.text[max(mention.start - 4, 0) : mention.start].lower() == "the "
        last = _bare(words[-1])
        if (
            (last not in self._ends and last not in self._first)
            or the
            or (len(words) > 1 and mention.kind != "person")
        ):
            return next(iter(bodies)) if len(bodies) == 1 else name
        if last in self._ends:
            longest = self._longest[last]
            return longest if longest and (len(words) == 1 or _within(name, longest)) else name
        return self._first[last] if len(words) == 1 else name


def _longest(names: set[str]) -> str:
    """The longest of the names if all of them are parts of it, else ""."""
    longest = max(sorted(names), key=len, default="")
    return longest if all(_within(one, longest) for one in names) else ""


def _within(name: str, longest: str) -> bool:
    return _bare(longest).endswith(_bare(name)) or _folded(name) == _folded(longest)


def _folded(name: str) -> str:
    return name.replace("-", " ").lower()


def _bare(name: str) -> str:
    return PARTICLE.sub("", name).lower()


class Groups:
    """The groups named so far, by head noun and number."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._groups: dict[tuple[str, bool], list[tuple[set[str], str, int]]] = {}

    def name(self, i: int, mention: Mention) -> tuple[str, int]:
        """The name of the earlier group that this noun stands for, and the number of the mention that has it.

        All modifiers of one are all in the other. A bare noun stands for a group only with "the" or the like
        ("the militias"); without, it is "" for no one.
        """
        last = mention.name.split()[-1].lower()
        groups = self._groups.setdefault((mention.head, last == mention.head), [])
        mine = {word.lower() for word in mention.name.split()[:-1]}
        before = self._article.text[max(mention.start - 10, 0) : mention.start]
        if not mine and not DEFINITE.search(before):
            return (mention.name if mention.acts and last != mention.head else ""), -1
        shared = (
            (name, at)
            for theirs, name, at in groups[: -RECENT - 1 : -1]
            if mine <= theirs or (theirs and theirs <= mine)
        )
        name, at = next(shared, (mention.name, -1))
        groups.append((mine, name, i))
        return name, at


def _apposed(article: Article, found: Sequence[Mention]) -> dict[int, int]:
    """Mentions that name again the one beside them: "X, the envoy,", "its commander, Gen. X,", "the bloc X"."""
    same: dict[int, int] = {}
    for i, (a, b) in enumerate(pairwise(found)):
        between, after = article.text[a.end : b.start], article.text[b.end : b.end + 1]
        owner = article.text[b.end : b.end + 2] in ("’s", "'s")
        named = (
            not a.nominal and b.nominal and a.kind == b.kind and a.kind in ("person", "organisation", "group")
        )
        one = b.name.split()[-1].lower() == b.head
        listed = re.match(r",? and\b", article.text[b.end : b.end + 5])
        if named and one and not owner and not listed and re.fullmatch(r",\s(?:the|an?|another)\s", between):
            same[i + 1] = i
        single = a.nominal and a.name.split()[-1].lower() == a.head and not b.nominal
        fits = a.kind == b.kind or (a.kind in ("group", "organisation") and not b.known)
        # "a spokesman for the ministry, X,": X is the spokesman
        fits = fits and (
            a.kind == "person" or not BEHIND.search(article.text[max(a.start - 20, 0) : a.start])
        )
        apart = after in (",", ".", ";") and re.fullmatch(r",\s(?:[A-Z][\w.]*\s){0,3}", between)
        close = between == " " and b.kind != "place"
        if single and ((fits and apart) or (close and (fits or b.kind == "organisation"))):
            same[i] = i + 1
    return same


def _acronyms(article: Article, found: Sequence[Mention]) -> dict[str, str]:
    """Acronyms that stand in brackets right behind a name."""
    return {
        b.name: a.name
        for a, b in pairwise(found)
        if article.text[a.end : b.start].strip() == "("
        and b.name.isupper()
        and article.text[b.end : b.end + 1] == ")"
    }
