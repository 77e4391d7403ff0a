"""The table of offices, and who holds one on a day."""

import re
from datetime import date
from itertools import pairwise

import pytest

from readout.nlp.gazetteer import nouns
from readout.nlp.offices import called, held
from readout.resources import table


@pytest.mark.parametrize(
    ("name", "day", "offices"),
    [
        ("Donald Trump", date(2017, 1, 20), [("president", "United States")]),
        ("Trump", date(2026, 3, 1), [("president", "United States")]),
        ("Donald Trump", date(2022, 3, 1), [("former president", "United States")]),
        ("Donald Trump", date(2016, 3, 1), []),
        ("Xi", date(2020, 5, 5), [("president", "China")]),
        ("Jinping", date(2020, 5, 5), []),
        ("Pedro Sanchez", date(2020, 5, 5), [("prime minister", "Spain")]),
        ("Donald Trump", None, []),
    ],
)
def test_who_holds_what(name: str, day: date | None, offices: list[tuple[str, str]]) -> None:
    assert [(one.office, one.place) for one in held(name, day)] == offices


def test_what_a_bearer_is_called() -> None:
    assert called("prime minister") == ["premier", "leader", "head of government"]
    assert called("plumber") == []


def test_offices_are_of_listed_places_and_end_after_they_begin() -> None:
    places = {row["name"] for name in ("countries", "organisations") for row in table(name)}
    for row in table("offices"):
        assert row["place"] in places
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["from"])
        assert re.fullmatch(r"(?:\d{4}-\d\d-\d\d)?", row["until"])
        assert not row["until"] or row["from"] < row["until"]


def test_no_office_of_a_place_has_two_holders_at_once() -> None:
    terms: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in table("offices"):
        # one holder under several spellings is one term
        terms.setdefault((row["office"], row["place"]), []).append(
            (row["from"], row["until"] or "9", row["holder"])
        )
    for key, rows in terms.items():
        spans = sorted({(since, until) for since, until, _ in rows})
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), key


def test_the_heads_of_offices_are_nouns_that_a_description_can_have() -> None:
    assert all(
        any(word in nouns() for word in row["office"].replace("-", " ").split()) for row in table("offices")
    )
