"""Who is one actor across articles: each join by a rule that a person can follow, or none.

Within an article the actors are joined already. Across articles these rules are tried in their order, and only within
a kind (organisations and groups are one). What has no proper name ("officials", "armed groups") is never joined.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from readout.nlp.actors import slug
from readout.nlp.user_file import Correction

RULES = {
    "your file": "your own file says so",
    "same name": "the same name",
    "spelling": "the same name in another spelling: dots, hyphens, accents, plural, “al-”, middle initials",
    "acronym": "short for the one name that articles of thirty days before and after have for it",
    "last name": "the last name of the one person who has it in the articles of thirty days before and after",
    "not joined": "a description, not a name; or your own file says that it is nobody",
}
NEAR = timedelta(days=30)
_KINDS = {"group": "organisation"}  # which of the two it is, articles do not agree on


class Named(NamedTuple):
    """A name that articles of a day have for an actor of a kind."""

    name: str
    kind: str
    day: date | None


class Link(NamedTuple):
    """Whom a name stands for, with an id that is the same in all articles, and the rule; nobody has no id."""

    linked: str | None
    linked_name: str | None
    rule: str


class _Identity(NamedTuple):
    kind: str
    folded: str


_Holders = Mapping[
    _Identity, Mapping[_Identity, Sequence[date]]
]  # of a short form: full names, and their days


def link_names(
    names: Mapping[Named, int],
    acronyms: Iterable[tuple[str, Named]] = (),
    corrections: Sequence[Correction] = (),
) -> dict[Named, Link]:
    """Return whom each name stands for.

    Args:
        names: The names of actors, and in how many articles each is.
        acronyms: Short forms, each with the name that an article has for it.
        corrections: The rows of the user's file: "alias" and "merge" join, "reject" joins with nobody.
    """
    own = {
        fold_name(row.words, row.kind): row for row in corrections if row.what in ("alias", "merge", "reject")
    }
    found = {named: _identify(named, own) for named in names}
    full = {named: identity for named, (identity, _) in found.items() if identity}
    holders = _find_holders(full, acronyms)
    for named, identity in full.items():
        if found[named][1] != "your file" and (holder := _only_holder(named.day, holders.get(identity, {}))):
            found[named] = holder, "last name" if named.kind == "person" else "acronym"
    shown = _choose_names(names, found, own)
    ids = _choose_ids(shown)
    links = {}
    for named, (whose, rule) in found.items():
        if whose:
            name = shown[whose]
            links[named] = Link(ids[whose], name, rule or ("same name" if name == named.name else "spelling"))
        else:
            links[named] = Link(None, None, rule)
    return links


def fold_name(name: str, kind: str) -> str:
    """Return a name without what spellings differ in: "U.S.-led coalitions" gives "us led coalition"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"\w+", re.sub(r"[.'’]", "", (plain if plain.strip() else name).lower()))
    if kind == "person":
        words = [word for at, word in enumerate(words) if len(word) > 1 or at in (0, len(words) - 1)]
    elif words and re.search(r"\w{3}[^su]s$", words[-1]):
        words[-1] = words[-1][:-1]
    return " ".join([word for word in words if word not in ("al", "el", "the")] or words)


def has_proper_name(name: str, kind: str) -> bool:
    """Whether a name has a capital; for groups and issues the last word counts ("Houthis", not "Iranian officials")."""
    words = name.split()
    return any(map(str.isupper, words[-1] if kind in ("group", "issue") and words else name))


def _identify(named: Named, own: Mapping[str, Correction]) -> tuple[_Identity | None, str]:
    """What a name is by itself, and the rule where that is clear already."""
    row = own.get(fold_name(named.name, named.kind))
    if row and row.what != "reject":
        kind = row.kind or named.kind
        return _Identity(_KINDS.get(kind, kind), fold_name(row.name, kind)), "your file"
    if row or not has_proper_name(named.name, named.kind):
        return None, "not joined"
    return _Identity(_KINDS.get(named.kind, named.kind), fold_name(named.name, named.kind)), ""


def _find_holders(full: Mapping[Named, _Identity], acronyms: Iterable[tuple[str, Named]]) -> _Holders:
    """For each short form the names that it may be short for: of persons by their last words, of others acronyms."""
    days: defaultdict[_Identity, defaultdict[_Identity, set[date]]] = defaultdict(lambda: defaultdict(set))

    def note(short: str, identity: _Identity, day: date | None) -> None:
        if day and short != identity.folded:
            days[identity._replace(folded=short)][identity].add(day)

    for named, identity in full.items():
        words = identity.folded.split() if identity.kind == "person" else []
        for at in range(1, len(words)):
            note(" ".join(words[at:]), identity, named.day)
    for form, named in acronyms:
        if (owner := full.get(named)) and owner.kind != "person":
            note(fold_name(form, named.kind), owner, named.day)
    return {
        short: {identity: sorted(each) for identity, each in holders.items()}
        for short, holders in days.items()
    }


def _only_holder(day: date | None, holders: Mapping[_Identity, Sequence[date]]) -> _Identity | None:
    """The one full name that articles around that day have; None where there is none, or there are several."""
    near = [identity for identity, days in holders.items() if day and _is_near(day, days)]
    longest = [each for each in near if not any(other.folded.endswith(f" {each.folded}") for other in near)]
    return longest[0] if len(longest) == 1 else None


def _is_near(day: date, days: Sequence[date]) -> bool:
    at = bisect_left(days, day - NEAR)
    return at < len(days) and days[at] <= day + NEAR


def _choose_names(
    names: Mapping[Named, int],
    found: Mapping[Named, tuple[_Identity | None, str]],
    own: Mapping[str, Correction],
) -> dict[_Identity, str]:
    """The name that each identity is shown under: the user's, else the commonest that is no short form."""
    counted: defaultdict[_Identity, Counter[str]] = defaultdict(Counter)
    for named, (identity, rule) in found.items():
        if identity:
            counted[identity][named.name] += (
                names[named] if rule not in ("last name", "acronym", "your file") else 0
            )
    given = {fold_name(row.name, row.kind): row.name for row in own.values() if row.name}
    return {
        identity: given.get(identity.folded) or min(forms, key=lambda form: (-forms[form], form))
        for identity, forms in counted.items()
    }


def _choose_ids(shown: Mapping[_Identity, str]) -> dict[_Identity, str]:
    """An id for each identity; where those of two kinds would share one, the kind is added to both."""
    shared = Counter(slug(name) for name in shown.values())
    return {
        identity: slug(name) if shared[slug(name)] == 1 else f"{slug(name)}-{identity.kind}"
        for identity, name in shown.items()
    }
