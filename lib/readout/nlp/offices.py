"""Who holds an office on a day, and what a bearer of a title or an organisation is called besides."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from readout.resources import table, values

# Words that make another office of one: the vice president is not "the president", nor is the former one.
APART = frozenset(
    ["prime", "vice", "deputy", "former", "ex", "acting", "assistant", "shadow", "interim", "elect", "late"]
)


class Office(NamedTuple):
    """An office with its holder, as the table has it; `place` is a country or an organisation."""

    office: str
    place: str
    holder: str
    since: str
    until: str


def held(name: str, day: date | None) -> list[Office]:
    """The offices that a person of this name, or of this last name alone, holds on the day, or held before.

    The latter as "former president". None without a day.
    """
    if day is None:
        return []
    rows = [row for row in _holders().get(_folded(name), ()) if row.since <= day.isoformat()]
    now = [row for row in rows if not row.until or day.isoformat() <= row.until]
    places = {(row.office, row.place) for row in now}
    past = [row for row in rows if (row.office, row.place) not in places]
    return [*now, *(row._replace(office=f"former {row.office}") for row in past)]


def called(title: str) -> list[str]:
    """What a bearer of the title, or an organisation of the sort, is called besides ("premier")."""
    return _called().get(title, [])


@cache
def _holders() -> dict[str, list[Office]]:
    found: dict[str, list[Office]] = {}
    for row in table("offices"):
        office = Office(row["office"], row["place"], row["holder"], row["from"], row["until"])
        for name in _forms(row["holder"]):
            found.setdefault(name, []).append(office)
    return found


def _forms(holder: str) -> Iterator[str]:
    """The full name and the name that stands alone in the news: the last, or the first in "Xi Jinping"."""
    name, _, short = holder.partition("|")
    yield _folded(name)
    yield _folded(short or name.split()[-1])


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("-", " ")).encode("ascii", "ignore").decode()
    return plain.lower()


@cache
def _called() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in table("called"):
        found.setdefault(row["noun"], []).extend(values(row["called"]))
    return found
