"""Who is one actor across articles: each join by a rule that a person can follow, or none.

Within an article the actors are joined already. Across articles these rules are tried in their order, and only within
a kind (organisations and groups are one). What has no proper name ("officials", "armed groups") is never joined:

- your file: your own file says so
- same name, spelling: the same name, but for dots, hyphens, accents, plural, “al-” and middle initials
- acronym: short for the one name that articles of thirty days before and after have for it
- last name: the last name of the one person who has it in the articles of thirty days before and after
- not joined: a description, not a name; or your own file says that it is nobody
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pyarrow as pa

from readout.corpus.rows import LINKS
from readout.nlp.actors import slug
from readout.nlp.user_file import Correction

NEAR = timedelta(days=30)
_COLUMNS = ("name", "kind", "day", "linked", "linked_name", "rule")
_LINKED = pa.schema([(name, pa.date32() if name == "day" else pa.string()) for name in _COLUMNS])
_DATED = "FROM actors a JOIN articles r ON a.article = r.id"
_NAMES = f"SELECT a.name, a.kind, r.published, count(DISTINCT a.article) {_DATED} GROUP BY ALL"
_ACRONYMS = f"""
    SELECT DISTINCT n.form, a.name, a.kind, r.published {_DATED}
    JOIN names n ON n.article = a.article AND n.actor = a.name WHERE n.rule = 'acronym'
"""
_LINKS = f"""
    CREATE OR REPLACE TABLE {LINKS} AS
    SELECT a.article, a.id AS actor, a.name, a.kind, linked, linked_name, rule {_DATED}
    JOIN _links l ON l.name = a.name AND l.kind = a.kind AND l.day IS NOT DISTINCT FROM r.published
"""


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


def link_actors(connection: Any, corrections: Sequence[Correction]) -> None:
    """Make the table of who is one actor across articles, for this connection."""
    names = {Named(*row): number for *row, number in connection.sql(_NAMES).fetchall()}
    acronyms = [(form, Named(*row)) for form, *row in connection.sql(_ACRONYMS).fetchall()]
    links = link_names(names, acronyms, corrections)
    rows = [dict(zip(_COLUMNS, (*named, *link), strict=True)) for named, link in links.items()]
    connection.register("_links", pa.Table.from_pylist(rows, _LINKED))
    connection.execute(_LINKS)
    connection.unregister("_links")


def link_names(
    names: Mapping[Named, int], acronyms: Iterable[tuple[str, Named]] = (), corrections: Sequence[Correction] = ()
) -> dict[Named, Link]:
    """Return whom each name stands for.

    Args:
        names: The names of actors, and in how many articles each is.
        acronyms: Short forms, each with the name that an article has for it.
        corrections: The rows of the user's file: "alias" and "merge" join, "reject" joins with nobody.
    """
    rows = [row for row in corrections if row.what in ("alias", "merge", "reject")]
    own = {fold_name(row.words, row.kind): row for row in rows}
    found = {named: _identify(named, own) for named in names}
    full = {named: identity for named, (identity, _) in found.items() if identity}
    holders = _find_holders(full, acronyms)
    for named, identity in full.items():
        if found[named][1] != "your file" and (holder := _only_holder(named.day, holders.get(identity, {}))):
            found[named] = holder, "last name" if named.kind == "person" else "acronym"
    forms: defaultdict[_Identity, Counter[str]] = defaultdict(Counter)
    for named, (whose, rule) in found.items():
        if whose:  # an actor is shown under the commonest name that is no short form, or as the user's file has it
            forms[whose][named.name] += 0 if rule else names[named]
    given = {fold_name(row.name, row.kind): row.name for row in rows if row.name}
    best = {whose: sorted((-number, form) for form, number in each.items()) for whose, each in forms.items()}
    shown = {whose: given.get(whose.folded) or each[0][1] for whose, each in best.items()}
    shared = Counter(map(slug, shown.values()))
    links = {}
    for named, (whose, rule) in found.items():
        name = shown[whose] if whose else None
        kind = f"-{whose.kind}" if name and whose and shared[slug(name)] > 1 else ""
        linked = slug(name) + kind if name else None
        links[named] = Link(linked, name, rule or ("same name" if name == named.name else "spelling"))
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
        return _identity(row.name, row.kind or named.kind), "your file"
    if row or not has_proper_name(named.name, named.kind):
        return None, "not joined"
    return _identity(named.name, named.kind), ""


def _identity(name: str, kind: str) -> _Identity:
    """A name as what it is joined by; organisation or group, articles do not agree on."""
    return _Identity("organisation" if kind == "group" else kind, fold_name(name, kind))


def _find_holders(
    full: Mapping[Named, _Identity], acronyms: Iterable[tuple[str, Named]]
) -> Mapping[_Identity, Mapping[_Identity, set[date]]]:
    """The names that each short form may be short for, with their days: of persons last words, of others acronyms."""
    days: defaultdict[_Identity, defaultdict[_Identity, set[date]]] = defaultdict(lambda: defaultdict(set))
    shorts = [(fold_name(form, named.kind), named) for form, named in acronyms if named.kind != "person"]
    for named, identity in full.items():
        words = identity.folded.split() if identity.kind == "person" else []
        shorts += [(" ".join(words[at:]), named) for at in range(1, len(words))]
    for short, named in shorts:
        owner = full.get(named)
        if owner and named.day and short != owner.folded:
            days[owner._replace(folded=short)][owner].add(named.day)
    return days


def _only_holder(day: date | None, holders: Mapping[_Identity, set[date]]) -> _Identity | None:
    """The one full name that articles around that day have; None where there is none, or there are several."""
    near = [who for who, days in holders.items() if day and any(abs(each - day) <= NEAR for each in days)]
    longest = [each for each in near if not any(other.folded.endswith(f" {each.folded}") for other in near)]
    return longest[0] if len(longest) == 1 else None
