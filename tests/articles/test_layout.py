"""Lines sorted into headline, deck, credits and paragraphs; credits read; and the cleaning of text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.articles.layout import (
    Metadata,
    parse_author,
    parse_credit,
    parse_date,
    split_dateline,
    split_head,
)
from readout.text import clean as clean_text

FIRST = "The militias fired rockets at the embassy, and the government said that it would find them."
SECOND = "“That is the end of it,” he said. The U.S. agreed with him."
BODY = f"{FIRST}\n\n{SECOND}"
HEADLINE = "Rockets Hit the Embassy"


def arranged(text: str) -> tuple[Metadata, str]:
    return split_head(clean_text(text), Metadata())


# --- cleaning


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\u00a0 \u2009\tb", "a b"),
        ("a\u200b\u200d\u202eb\u2069\ufeff", "ab"),
        ("Shi’\u00adite “U.S.” &amp;", "Shi’ite “U.S.” &amp;"),
        ("cafe\u0301", "café"),
        ("a\x07\x00b", "ab"),
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g", "a\nb\nc\nd\ne\nf\ng"),
        ("a\u2029b", "a\n\nb"),
        (" \n a \n\n\n b \n", "a\n\n\nb"),
        ("a\ud800\U000e0041b", "ab"),
    ],
)
def test_clean(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


def test_tidy_of_a_million_accents_on_one_letter() -> None:
    assert clean_text("a" + "\u0300\u0316" * 500_000 + " b") == "a b"


@given(st.text())
def test_tidy_text_is_left_alone(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


# --- the head


def test_the_scraped_layout() -> None:
    text = (
        f"!-- Google tag (gtag.js) -->\n\n{HEADLINE}\n\nA deck that ends in a stop.\n\nSeptember 29, 2020\n"
        f"{HEADLINE}\nSOURCE: NBC NEWS/REUTERS\n\n{FIRST}\u00a0 \u00a0\n\nShare this\n\n{SECOND}\n\n"
        "Advertisement"
    )
    head = Metadata(
        title=HEADLINE,
        deck="A deck that ends in a stop.",
        published=date(2020, 9, 29),
        source="NBC NEWS/REUTERS",
    )
    assert arranged(text) == (head, BODY)


@pytest.mark.parametrize(
    ("head", "deck"),
    [
        ("A deck without a stop at its end", "A deck without a stop at its end"),
        ("A deck over\ntwo lines.\n\nBy Jane Doe", "A deck over two lines."),
        ("Background", None),
        (FIRST, None),
    ],
)
def test_decks(head: str, deck: str | None) -> None:
    found, body = arranged(f"{HEADLINE}\n\n{head}\n\n{BODY}")
    assert found.deck == deck
    assert body == (BODY if deck else f"{head}\n\n{BODY}")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (HEADLINE, HEADLINE),
        ("Rockets Hit\nthe Embassy", HEADLINE),
        ("Iraq Warns the U.S.", "Iraq Warns the U.S."),
        ("Will They Strike?", "Will They Strike?"),
        ("By Rocket and Drone, Militias Press On", "By Rocket and Drone, Militias Press On"),
        (f"May 5, 2021\n{HEADLINE}", HEADLINE),
        (FIRST, None),
        ("word " * 31, None),
        ("She said:", None),
    ],
)
def test_headlines(lines: str, title: str | None) -> None:
    assert arranged(f"{lines}\n\n{BODY}")[0].title == title


def test_a_wrapped_first_sentence_is_no_headline() -> None:
    text = "In the night the United States\nEmbassy and the airport were hit\nby rockets.\n\n" + BODY
    head, body = arranged(text)
    assert head == Metadata()
    assert body == f"In the night the United States Embassy and the airport were hit by rockets.\n\n{BODY}"


def test_what_is_known_wins_and_stands_once() -> None:
    known = Metadata(title="One", deck="Nobody was hurt.", source="Agency")
    text = f"ONE\n\nBy Jane Doe\n\nSource: Another\n\n{FIRST}\n\n“Nobody was hurt.”\n\n{SECOND}\n\nOne"
    head, body = split_head(text, known)
    assert head == Metadata(title="One", deck="Nobody was hurt.", source="Agency", byline="Jane Doe")
    assert body == BODY


def test_credits_at_the_end() -> None:
    head, body = arranged(
        f"{HEADLINE}\n\n{BODY}\n\nSource: Agency\n\nBy Jane Doe\n\nLast updated: May 5, 2021"
    )
    assert head == Metadata(title=HEADLINE, source="Agency", byline="Jane Doe")
    assert body == BODY


def test_a_dateline_fills_what_is_missing() -> None:
    head, body = arranged(f"{HEADLINE}\n\nSource: Another\n\nLISBON, 5 May 2021 (Agency) – {BODY}")
    assert head == Metadata(title=HEADLINE, source="Another", published=date(2021, 5, 5))
    assert body == BODY


def test_a_date_in_the_body_stays() -> None:
    body = f"{BODY}\n\nMay 5, 2021\n\n{FIRST}"
    assert arranged(f"{HEADLINE}\n\n{body}") == (Metadata(title=HEADLINE), body)


# --- paragraphs

WRAPPED = "The militias fired rockets at the embassy,\nand the government said that it would find\nthem."


def test_wrapped_lines_between_blank_lines_are_joined() -> None:
    assert arranged(f"{HEADLINE}\n\n{WRAPPED}\n\n{SECOND}") == (Metadata(title=HEADLINE), BODY)


def test_wrapped_lines_without_blank_lines_are_joined() -> None:
    assert arranged(f"{HEADLINE}\n\n{WRAPPED}\nHe said so.") == (
        Metadata(title=HEADLINE),
        f"{FIRST}\n\nHe said so.",
    )


def test_long_lines_without_blank_lines_are_paragraphs() -> None:
    text = f"{HEADLINE}\nMay 5, 2021\n{FIRST}\n{SECOND}\n{FIRST}"
    assert arranged(text) == (Metadata(title=HEADLINE, published=date(2021, 5, 5)), f"{BODY}\n\n{FIRST}")


def test_residue_is_not_cut_out_of_a_wrapped_sentence() -> None:
    text = "The militias fired rockets at the embassy, and the government would not\ncomment\nor say why."
    assert arranged(f"{HEADLINE}\n\n{text}\n\n{SECOND}")[1] == f"{text.replace(chr(10), ' ')}\n\n{SECOND}"


def test_rows_of_residue_go() -> None:
    text = (
        f"Advertisement\nShare this\n{HEADLINE}\nShare this\nRead more:\n\n{FIRST}\nAdvertisement\n\n{SECOND}"
    )
    assert arranged(text) == (Metadata(title=HEADLINE), BODY)


@pytest.mark.parametrize("text", ["", HEADLINE, "Advertisement", "May 5, 2021"])
def test_nothing_but_a_head(text: str) -> None:
    assert arranged(text)[1] == ""


# --- credits

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
    line = "By Jane Doe | May 1, 2021 · Source: Agency"
    assert parse_credit(line) == Metadata(byline="Jane Doe", published=date(2021, 5, 1), source="Agency")


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


def test_filled_keeps_what_is_known() -> None:
    known = Metadata(title="One", source="Agency")
    assert known.filled_from(Metadata(title="Two", deck="Three")) == Metadata(
        title="One", deck="Three", source="Agency"
    )


@pytest.mark.parametrize(
    "piece", ["Aa ", "AA, ", "By Aa Bb, ", "Aa (", "2020-01-01 ", "May 5, ", "| ", "a the "]
)
def test_long_lines_of_anything_end(piece: str) -> None:
    line = piece * 300_000
    assert parse_credit(line) is None
    assert split_dateline(line) == (Metadata(), line)
