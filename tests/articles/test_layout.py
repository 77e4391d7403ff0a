"""Lines sorted into headline, deck, credits and paragraphs; and the cleaning of text."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.articles.credits import Metadata
from readout.articles.layout import join_lines, mark_indents, split_head
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


# --- headline, deck, credits and paragraphs

DECK = "A deck that ends in a stop."
LISBON = date(2021, 5, 5)
WRAPPED = "The militias fired rockets at the embassy,\nand the government said that it would find\nthem."
NIGHT = "In the night the United States\nEmbassy and the airport were hit\nby rockets."
NOTHING = "The militias fired rockets at the embassy, and the government would not\ncomment\nor say why."
TOP = f"Advertisement\nShare this\n{HEADLINE}\nShare this\nRead more:"
TITLES = (
    *("Iraq Warns the U.S.", "Will They Strike?", "By Rocket and Drone, Militias Press On"),
    *("The jury will disregard...", "They will disregard . . .", "Marsh: The jury will…"),
)


@pytest.mark.parametrize(
    ("text", "head", "body"),
    [
        # as it is scraped
        (
            f"!-- Google tag (gtag.js) -->\n\n{HEADLINE}\n\n{DECK}\n\nSeptember 29, 2020\n{HEADLINE}\n"
            f"SOURCE: NBC NEWS/REUTERS\n\n{FIRST}\u00a0 \u00a0\n\nShare this\n\n{SECOND}\n\nAdvertisement",
            {"deck": DECK, "published": date(2020, 9, 29), "source": "NBC NEWS/REUTERS"},
            BODY,
        ),
        (f"{TOP}\n\n{FIRST}\nAdvertisement\n\n{SECOND}", {}, BODY),
        (f"{HEADLINE}\n\n{NOTHING}\n\n{SECOND}", {}, f"{NOTHING.replace(chr(10), ' ')}\n\n{SECOND}"),
        # decks, and what is none
        (f"{HEADLINE}\n\nA deck that has no stop\n\n{BODY}", {"deck": "A deck that has no stop"}, BODY),
        (f"{HEADLINE}\n\nA deck over\ntwo lines.\n\nBy Jane Doe\n\n{BODY}",
         {"deck": "A deck over two lines.", "byline": "Jane Doe"}, BODY),
        *((f"{HEADLINE}\n\n{line}\n\n{BODY}", {}, f"{line}\n\n{BODY}")
          for line in ("Background", "Will the council pay for all of it?", FIRST)),
        # headlines, and what is none
        (f"Rockets Hit\nthe Embassy\n\n{BODY}", {}, BODY),
        (f"May 5, 2021\n{HEADLINE}\n\n{BODY}", {"published": LISBON}, BODY),
        *((f"{title}\n\n{BODY}", {"title": title}, BODY) for title in TITLES),
        *((f"{line}\n\n{BODY}", {"title": None}, f"{line}\n\n{BODY}")
          for line in (FIRST, ("word " * 31).strip(), "She said:")),
        (f"{NIGHT}\n\n{BODY}", {"title": None}, f"{NIGHT.replace(chr(10), ' ')}\n\n{BODY}"),
        # credits behind the text and in datelines
        (f"{HEADLINE}\n\n{BODY}\n\nSource: Agency\n\nBy Jane Doe\n\nLast updated: May 5, 2021",
         {"source": "Agency", "byline": "Jane Doe"}, BODY),
        (f"{HEADLINE}\n\nSource: Another\n\nLISBON, 5 May 2021 (Agency) – {BODY}",
         {"source": "Another", "published": LISBON}, BODY),
        (f"{HEADLINE}\n\n{BODY}\n\nMay 5, 2021\n\n{FIRST}", {}, f"{BODY}\n\nMay 5, 2021\n\n{FIRST}"),
        # lines and paragraphs
        (f"{HEADLINE}\n\n{WRAPPED}\n\n{SECOND}", {}, BODY),
        (f"{HEADLINE}\n\n{WRAPPED}\nHe said so.", {}, f"{FIRST}\n\nHe said so."),
        (f"{HEADLINE}\nMay 5, 2021\n{FIRST}\n{SECOND}\n{FIRST}", {"published": LISBON}, f"{BODY}\n\n{FIRST}"),
        # nothing but a head
        *(("", {"title": None}, ""), (HEADLINE, {}, ""), ("Advertisement", {"title": None}, "")),
    ],
)  # fmt: skip
def test_lines_are_sorted(text: str, head: dict[str, Any], body: str) -> None:
    assert arranged(text) == (Metadata(**{"title": HEADLINE} | head), body)


def test_what_is_known_wins_and_stands_once() -> None:
    known = Metadata(title="One", deck="Nobody was hurt.", source="Agency")
    text = f"ONE\n\nBy Jane Doe\n\nSource: Another\n\n{FIRST}\n\n“Nobody was hurt.”\n\n{SECOND}\n\nOne"
    assert split_head(text, known) == (replace(known, byline="Jane Doe"), BODY)


# --- lines of a printed page


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Protesters criti-", "cised it."], "Protesters criticised it."),
        (["The coun- cil met."], "The council met."),
        (["A well-", "known judge."], "A well-known judge."),
        (["The pre- and post-war", "years."], "The pre- and post-war years."),
        (["Torvi-", "ans left.", "Torvians came."], "Torvians left. Torvians came."),
        (["The Anglo-", "Torvian row."], "The Anglo- Torvian row."),
        (["One - two."], "One - two."),
    ],
)
def test_divided_words_are_whole(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    "between",
    [
        *("\n41\n", "\x0cPage 2\n\n", "\n\n12 | May 2021\n"),
        *(f"\n\n{lines}\n\n" for lines in (
            "Page 41\nFerry captain not guilty: How the sea weighs on justice", "- 41 -", "Harwick Times\nPage 3 of 9",
            "page 7", "p. 41", "[41]", "Harwick Times | Page 41", "Harwick Times\n41", "HARWICK TIMES 41",
            "41 Harwick Times",
        )),
    ],
)  # fmt: skip
def test_the_head_of_a_page_does_not_cut_a_sentence(between: str) -> None:
    start = "The court found that the captain had acted in good faith and that the harbour"
    text = f"One\n\n{FIRST}\n\n{start}{between}office had not warned him.\n\n{SECOND}"
    assert arranged(text)[1] == f"{FIRST}\n\n{start} office had not warned him.\n\n{SECOND}"


def test_a_number_that_stands_elsewhere_stays() -> None:
    assert arranged(f"One\n\n{FIRST}\n\n41\n\n{SECOND}")[1] == f"{FIRST}\n\n41\n\n{SECOND}"


def test_indents_part_paragraphs_where_no_blank_lines_do() -> None:
    text = (
        "SHIPPERS FEAR HARM FROM TORVIA ROW\n"
        "  Mounting trade friction between\n  Torvia and Mirland has raised fears.\n"
        "      They told our men in three capitals that a\n  move might boost feeling.\n\tBut some said no."
    )
    head, body = split_head(clean_text(mark_indents(text)), Metadata())
    assert head.title == "SHIPPERS FEAR HARM FROM TORVIA ROW"
    assert body.split("\n\n") == [
        "Mounting trade friction between Torvia and Mirland has raised fears.",
        "They told our men in three capitals that a move might boost feeling.",
        "But some said no.",
    ]
    assert mark_indents(f"One\n\n{text}\n\nTwo") == f"One\n\n{text}\n\nTwo"  # blank lines part it


@pytest.mark.parametrize("indent", ["   ", "\t", "\u3000"])
def test_capitals_right_above_the_text_are_its_headline(indent: str) -> None:
    text = f"MAYOR SLAMS OWNER\nOF FERRIES\nMayor Ilse Brandt attacked the owner\nof the line.\n{indent}He said\nno."
    head, body = split_head(clean_text(mark_indents(text)), Metadata())
    assert (head.title, body) == (
        "MAYOR SLAMS OWNER OF FERRIES",
        "Mayor Ilse Brandt attacked the owner of the line.\n\nHe said no.",
    )


@pytest.mark.parametrize(
    "line",
    [
        "Also on nordnews.example Journalists threatened with arrest as Vestmark purges the left",
        "Like this story? Share it with a friend!",
        "Enjoyed this article? Sign up for more.",
        "Have a tip? Amy Kuper may be reached at akuper@nordnews.example. Follow her on Twitter @AmyK.",
        "Email Tarik Mal at tmal@space.example or follow him @tarik. Follow us on Twitter @Space and on Facebook.",
        "Amy Kuper can be reached at 608-252-0000.",
        "This article has been adapted from its original source.",
        "Amy Kuper covers the harbour for the Post. Reach her at akuper@nord.example.",
        "Don't miss: Ten ferries to try",
        "Support our journalism: subscribe today.",
        "[Photo: A. Poe]",
        "Like what you read? Tell a friend!",
        "Having trouble viewing this email? View it online",
        "View in browser",
        "Forward to a friend",
        "This page was last edited on 4 May 2021, at 10:00.",
        "Retrieved from “https://wiki.example/x”",
        "Plague warning: office names eight diseases [WARNING]",
        "Copyright 2024 The Associated Press. All rights reserved. This material may not be published or rewritten.",
        "To continue reading, subscribe now. Already a subscriber? Sign in here.",
        "Jane Doe is a reporter at the Harwick Times. Follow her on Twitter @janedoe.",
        "View this email in your browser",
        "You are receiving this email because you signed up at our site.",
        "Unsubscribe | Update your preferences",
        "123 Main Street, Suite 40, Eastport, NY 12345",
        "1 Harbour Rd., San Diego, CA 92101-1234, USA",
        "Harwick Post Inc, 12 Quay Street, Eastport, VM 12345",
        "From Wikinews, the free news source you can write!",
        "Jump to: navigation, search",
        "(Redirected from Ferry fares)",
        "Sent to ann@example.org · Forward to a friend",
        "Share this article on Facebook, Twitter or WhatsApp.",
        "Related story: Man held after murder",
        "Subscribe to continue reading this article.",
        "Already have an account? Log in.",
        "File:Eastport orthographic.svg",
    ],
)
def test_what_a_page_or_a_newsletter_adds_goes(line: str) -> None:
    assert arranged(f"{HEADLINE}\n\n{FIRST}\n\n{line}\n\n{SECOND}") == (Metadata(title=HEADLINE), BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Copyright is a right of authors, the judge said, and it is not reserved for the rich.",
        "To continue reading the signs, he went to the harbour and looked at the sea.",
        "Jane Doe is a reporter who was held in Torvia for a year.",
        "The minister can be reached by nobody, her staff said on Monday.",
        "The council lives at 12 Quay Street, she said, and it may be seen there.",
        "Related stories were told in the harbour, she said, and nobody was surprised.",
        "Already registered voters may log in at noon, the council said.",
        "Like this story, the other one ended in tears.",
        "Amy Kuper covers the costs of her trial herself. Reach out to her, the judge said.",
        "Support our troops, the minister told them, and leave the rest to us.",
    ],
)
def test_prose_that_looks_alike_stays(line: str) -> None:
    assert line in arranged(f"{HEADLINE}\n\n{FIRST}\n\n{line}\n\n{SECOND}")[1]
