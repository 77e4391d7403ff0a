"""When acts were done: dates that are said, resolved against the day of the article, and never guessed."""

from dataclasses import replace
from datetime import date

import pytest

from readout.analyses.acts import acts
from readout.analyses.timeline import COLUMNS, timeline
from readout.nlp.document import parse
from support.articles import article

TUESDAY = date(2020, 9, 29)


def dated(text: str, published: date | None = TUESDAY) -> list[tuple[str, str, str]]:
    """Each dated act of a text: the day, the words for it, and who acts."""
    doc = parse(replace(article(text), published=published))
    frame = timeline(doc, acts(doc))
    return list(frame[["date", "said", "source"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("on 3 January 2020", "2020-01-03"),
        ("on January 3, 2020", "2020-01-03"),
        ("on 2020-01-03", "2020-01-03"),
        ("on 3 January", "2020-01-03"),
        ("on 3 December", "2019-12-03"),
        ("in March", "2020-03-01"),
        ("in October", "2019-10-01"),
        ("in May 2018", "2018-05-01"),
        ("on Monday", "2020-09-28"),
        ("on Tuesday", "2020-09-29"),
        ("on Wednesday", "2020-09-23"),
        ("yesterday", "2020-09-28"),
        ("last week", "2020-09-21"),
        ("last month", "2020-08-01"),
        ("last year", "2019-01-01"),
    ],
)
def test_day(said: str, day: str) -> None:
    words = said.removeprefix("on ").removeprefix("in ")
    assert dated(f"France attacked Spain {said}.") == [(day, words, "France")]


@pytest.mark.parametrize(
    "said",
    [
        "last Monday",
        "next week",
        "two days later",
        "on 03/04/2020",
        "on 31 April 2020",
        "on 31 April",
        "in March of 2019",
        "in March next year",
        "on Monday next week",
        "on 45 January",
        "by Monday",
        "since March",
    ],
)
def test_unclear_date_gives_no_row(said: str) -> None:
    assert dated(f"France attacked Spain {said}.") == []


def test_without_a_day_of_publication_full_dates_alone_are_told() -> None:
    assert dated("France attacked Spain on 3 January 2020.", None) == [("2020-01-03", "3 January 2020", "France")]
    assert dated("France attacked Spain on Monday.", None) == []
    assert dated("France attacked Spain on 3 January.", None) == []


def test_what_is_yet_to_come_is_not_put_into_the_past() -> None:
    assert dated("France will attack Spain on Monday.") == []


def test_date_of_another_verb_is_not_the_acts() -> None:
    assert dated("Officials said on Monday that France had attacked Spain.") == []


def test_rows_are_by_day_with_the_sentence() -> None:
    text = "France attacked Spain on Monday. France praised Spain in March."
    doc = parse(replace(article(text), published=TUESDAY))
    frame = timeline(doc, acts(doc))
    assert list(frame.columns) == COLUMNS
    assert list(frame[["date", "sign", "start", "end"]].itertuples(index=False, name=None)) == [
        ("2020-03-01", 1, 33, 63),
        ("2020-09-28", -1, 0, 32),
    ]


def test_without_acts_there_are_no_rows() -> None:
    assert dated("It rained on Monday.") == []
