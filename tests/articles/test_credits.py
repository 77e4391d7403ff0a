"""Credits read from lines and datelines: days, outlets, authors."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.articles.credits import Metadata, parse_author, parse_credit, parse_date, split_dateline, tidy_author
from readout.articles.layout import split_head

TEXT = "The militias fired rockets."


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("September 29, 2020", date(2020, 9, 29)),
        ("29 Sept. 2020", date(2020, 9, 29)),
        ("29th of September 2020", date(2020, 9, 29)),
        ("Tuesday, Sep 29, 2020, 10:30 a.m. EDT", date(2020, 9, 29)),
        ("Published on 2020-09-29T10:30:00Z", date(2020, 9, 29)),
        ("2020/09/29 10:30", date(2020, 9, 29)),
        ("August 1, 2020 at 10:30 PM", date(2020, 8, 1)),
        ("Geneva, July 3, 2023", date(2023, 7, 3)),
        ("Published 4:15 pm, Tuesday, May 4, 2021", date(2021, 5, 4)),
        ("Tuesday 4:15 pm May 4, 2021", date(2021, 5, 4)),
        ("May 4, 2021 | Leave a comment", date(2021, 5, 4)),
        ("10:30 GMT, 4 May 2021", date(2021, 5, 4)),
        ("Posted at 9.05 a.m. on May 4, 2021", date(2021, 5, 4)),
        ("May 4, 2021 | 4:15pm", date(2021, 5, 4)),
        ("May 4, 2021, 4:15 PM UTC / Updated May 5, 2021, 5 PM UTC", date(2021, 5, 4)),
        ("4-May-2021", date(2021, 5, 4)),
        ("Release date: 4/May/2021", date(2021, 5, 4)),
        ("Eastport, Vt. - May 4, 2021", date(2021, 5, 4)),
        ("Tuesday, 4 May 2021 - 16:15", date(2021, 5, 4)),
        ("04.05.2021 16:15", None),
        ("Tuesday, 5/4/21, 4:15 pm", None),
        ("Last updated: September 29, 2020", None),
        ("February 30, 2020", None),
    ],
)
def test_a_line_with_a_date(line: str, published: date | None) -> None:
    assert parse_credit(line) == Metadata(published=published)


@pytest.mark.parametrize(
    ("line", "byline", "source"),
    [
        ("By Jane Doe", "Jane Doe", None),
        ("BY JANE DOE AND JOHN ROE, AGENCY", "JANE DOE AND JOHN ROE", "AGENCY"),
        ("By Jane Doe and John Roe, Agency", "Jane Doe and John Roe", "Agency"),
        ("By Jane Doe, John Roe and Ann Poe", "Jane Doe, John Roe and Ann Poe", None),
        ("By Jane van der Doe, Staff Writer", "Jane van der Doe", None),
        ("Written by J. K. Doe-Roe in Baghdad", "J. K. Doe-Roe", None),
        ("By a staff writer", "a staff writer", None),
        ("SOURCE: NBC NEWS/REUTERS", None, "NBC NEWS/REUTERS"),
    ],
)
def test_a_line_with_names(line: str, byline: str | None, source: str | None) -> None:
    assert parse_credit(line) == Metadata(byline=byline, source=source)


def test_a_line_with_several_credits() -> None:
    line = "Posted by Jane Doe | May 1, 2021 · Source: Agency | 12 comments"
    known = Metadata(byline="Jane Doe", published=date(2021, 5, 1), source="Agency")
    assert parse_credit(line) == known
    assert parse_credit("By Jane Doe | Agency | May 1, 2021") == known
    assert parse_credit("By Jane Doe on May 1, 2021 | 3 min read") == replace(known, source=None)
    assert parse_credit("Posted on May 1, 2021 by Jane Doe | No comments") == replace(known, source=None)
    assert parse_credit("Jane Doe · May 1, 2021 · 3 min read") == replace(known, source=None)
    assert parse_credit("By Jane Doe | said so | May 1, 2021") is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        TEXT,
        "By Rocket and Drone, Militias Press On",
        "By Monday the militias had gone.",
        "Geneva, July 3, 2023, was a day to remember.",
        "By Jane Doe | and more",
        "03/04/2021",
        "September 2020",
        "By Jane Doe, " * 30,
    ],
)
def test_a_line_that_is_no_credit(line: str) -> None:
    assert parse_credit(line) is None


@pytest.mark.parametrize(
    ("line", "published", "source"),
    [
        ("LISBON, 5 May 2021 (Agency) – ", date(2021, 5, 5), "Agency"),
        ("Geneva, July 3, 2023 — ", date(2023, 7, 3), None),
        ("BAGHDAD (Reuters) - ", None, "Reuters"),
        ("WASHINGTON, Dec. 20 (AP) —", None, "AP"),
        ("BEIRUT, Lebanon, 11 Oct. 2020 /Agence Presse/ -- ", date(2020, 10, 11), "Agence Presse"),
        ("St. Paul, Tuesday, 3 January 2023 – ", date(2023, 1, 3), None),
        ("(CNN) — ", None, "CNN"),
        ("RIO de JANEIRO, May 5 — ", None, None),
        ("WASHINGTON — ", None, None),
        ("ST. PAUL, Minn. (AP) _ ", None, "AP"),
        ("NEW YORK. — ", None, None),
        ("WASHINGTON, D.C.: ", None, None),
        ("PanEast.Net - ", None, "PanEast.Net"),
        ("ST. LOUIS: ", None, None),
        ("NEW DELHI: ", None, None),
        ("EASTPORT, Vt. (AP): ", None, "AP"),
        ("EASTPORT, May 4, 2021.—", date(2021, 5, 4), None),
        ("EASTPORT/BAY CITY, May 4 (Reuters) - ", None, "Reuters"),
        ("EASTPORT • ", None, None),
        ("Harwick.News | ", None, "Harwick.News"),
        ("PanEast.Net: ", None, "PanEast.Net"),
    ],
)
def test_a_dateline_is_taken_off(line: str, published: date | None, source: str | None) -> None:
    assert split_dateline(line + TEXT) == (Metadata(published=published, source=source), TEXT)


@pytest.mark.parametrize(
    "paragraph",
    [
        TEXT,
        "Iraq – The country of the two rivers – was at war.",
        "The Islamic Revolutionary Guard Corps (IRGC) – an army of its own – said no.",
        "Geneva, July 3, 2023, was a day to remember.",
        "NATO and the US - but not Iran - agreed.",
        "US – Iran talks began.",
        "— The end.",
        "BRANDT: We never lied to them.",
    ],
)
def test_prose_is_no_dateline(paragraph: str) -> None:
    assert split_dateline(paragraph) == (Metadata(), paragraph)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2020-09-29", date(2020, 9, 29)),
        (" 29  September\n2020 ", date(2020, 9, 29)),
        ("03/04/2021", None),
        ("2021", None),
        ("yesterday", None),
        ("2021-02-30", None),
        ("May 2021", None),
        ("20210304", None),
        ("", None),
    ],
)
def test_only_a_certain_date_is_taken(written: str, expected: date | None) -> None:
    assert parse_date(written) == expected


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)  # not by strftime, whose names follow the machine's language


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)))
def test_any_date_is_read_in_each_form(when: date) -> None:
    name = MONTHS[when.month - 1]
    assert parse_date(when.isoformat()) == when
    assert parse_date(f"{name} {when.day}, {when.year}") == when
    assert parse_date(f"{when.day} {name[:3]}. {when.year}") == when


def test_author() -> None:
    assert parse_author("By Jane Doe, Agency") == Metadata(byline="Jane Doe", source="Agency")
    assert parse_author("the desk of 24") == Metadata(byline="the desk of 24")
    assert parse_author(" ") == Metadata()


@pytest.mark.parametrize(
    ("written", "byline", "source"),
    [
        ("Jeffrey Gant; JEFFREY GANT", "Jeffrey Gant", None),
        ("JANE O'DOE and J. ROE", "Jane O'Doe and J. Roe", None),
        ("Carrie Arnold November", "Carrie Arnold", None),
        ("April Ryan; May Stone", "April Ryan and May Stone", None),
        ("Last Updated January 7", None, None),
        ("Username", None, None),
        ("Ilana Muhl; MS; RDN", "Ilana Muhl", None),
        ("The Daily; Jane Doe", "Jane Doe", None),
        ("Condé Nast and Molly Wood", "Molly Wood", None),
        ("Ann Poe, PhD, and Jon Roe, M.Sc.", "Ann Poe and Jon Roe", None),
        ("The Editors", None, None),
        ("Jane Doe, Staff Writer", "Jane Doe", None),
        ("Jane Doe Political Correspondent", "Jane Doe", None),
        ("Jane Doe, Chief Political Correspondent", "Jane Doe", None),
        ("Ana de la Cruz Senior Foreign Affairs Writer and Jon Roe, deputy editor", "Ana de la Cruz and Jon Roe", None),
        ("Jane Doe; Reuters", "Jane Doe", "Reuters"),
        ("The Associated Press", None, "The Associated Press"),
        ("AFP News Agency", None, "AFP News Agency"),
        ("Jane Doe (AP)", "Jane Doe", "AP"),
        ("Jane Doe · 3 min read", "Jane Doe", None),
        ("Jane Doe for The Daily", "Jane Doe", None),
        ("Jane Doe, Special to the Post", "Jane Doe", None),
        ("Jane Doe Contributor", "Jane Doe", None),
        ("Reuters Staff", None, "Reuters"),
        ("The Russian and Syrian defense ministries", None, None),
        ("CHRIS ROWE crowe@eastport.example, 608-252-0000", "Chris Rowe", None),
        ("By Ana de la Cruz | Updated May 4", "Ana de la Cruz", None),
        ("", None, None),
    ],
)
def test_authors_are_persons_each_once(written: str, byline: str | None, source: str | None) -> None:
    assert tidy_author(written, "The Daily") == Metadata(byline=byline, source=source)


def test_the_label_of_a_speaker_is_no_dateline() -> None:
    talk = f"LIND: {TEXT}"
    assert split_dateline(talk, has_colon=False) == (Metadata(), talk)
    assert split_head(f"One\n\n{talk}\n\nMARA BRANDT: Yes, she said so to them.", Metadata())[1].startswith("LIND:")
    assert split_head(f"One\n\nLONDON: {TEXT}\n\n{TEXT}", Metadata())[1].startswith(TEXT)


def test_a_byline_may_stand_before_a_dateline() -> None:
    known = Metadata(byline="Jane Doe", source="AP")
    assert split_dateline(f"By Jane Doe EASTPORT (AP) — {TEXT}") == (known, TEXT)
    prose = "By noon NATO was at the gates of the town."
    assert split_dateline(prose) == (Metadata(), prose)


def test_filled_keeps_what_is_known() -> None:
    known = Metadata(title="One", source="Agency")
    assert known.filled_from(Metadata(title="Two", deck="Three")) == Metadata(
        title="One", deck="Three", source="Agency"
    )


@pytest.mark.parametrize("piece", ["Aa ", "AA, ", "By Aa Bb, ", "Aa (", "2020-01-01 ", "May 5, ", "| ", "a the "])
def test_long_lines_of_anything_end(piece: str) -> None:
    line = piece * 300_000
    assert parse_credit(line) is None
    assert split_dateline(line) == (Metadata(), line)
