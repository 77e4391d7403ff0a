"""Lines sorted into headline, deck, credits and paragraphs; and the cleaning of text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.articles.credits import Metadata
from readout.articles.layout import split_head
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
