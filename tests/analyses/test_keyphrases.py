"""Keyphrases: which names and noun phrases, in which form, in which order."""

import pytest

from readout.analyses.keyphrases import KEYPHRASES, RAREST, keyphrases, zipf
from support.articles import document

TEXT = (
    "Rocket attacks hit the embassy. It was a rocket attack like others, and they saw it. "
    "The US blamed Iran, and Washington closed the embassy on Monday. Two men left."
)


def phrases(text: str, title: str = "A title") -> dict[str, int]:
    frame = keyphrases(document(text, title))
    return dict(zip(frame["phrase"], frame["count"], strict=True))


def test_singular_and_plural_and_all_names_of_an_actor_are_one() -> None:
    found = phrases(TEXT)
    assert found["rocket attacks"] == 2
    assert found["US"] == 2
    assert not found.keys() & {"rocket attack", "United States", "Washington"}


def test_the_best_scores_one_and_offsets_are_the_words() -> None:
    frame = keyphrases(document(TEXT))
    assert list(frame.columns) == KEYPHRASES
    assert frame["score"][0] == 1.0
    assert frame["score"].is_monotonic_decreasing
    best = frame[frame["phrase"] == "rocket attacks"].iloc[0]
    assert [TEXT[start:end] for start, end in best["mentions"]] == ["Rocket attacks", "rocket attack"]
    assert (best["start"], best["end"]) == (0, 14)


@pytest.mark.parametrize(
    ("text", "phrase", "others"),
    [
        # noun phrases in full, and none of their words beside them
        ("The national head count begins. It decides on seats.", "national head count", ["count", "head count"]),
        ("Rocket attacks hit. Rocket attacks hurt. An attack came.", "rocket attacks", ["attack", "attacks"]),
        ("Public health is poor. The ministry of public health knows.", "public health", ["health"]),
        # a vague noun ends a phrase that says more, but is none alone
        ("The cleanup efforts failed.", "cleanup efforts", ["efforts", "cleanup"]),
        ("They fear the hurricane season.", "hurricane season", ["season", "hurricane"]),
        ("Drug use rose.", "drug use", ["use", "drug"]),
        # two phrases that touch are two
        ("In the long war ferry crews fled.", "ferry crews", ["long war ferry crews", "war ferry"]),
        # words with hyphens whole
        ("The same-sex marriage law passed.", "same-sex marriage law", ["sex marriage law", "marriage law"]),
        ("The high-tax policy failed.", "high-tax policy", ["tax policy", "policy"]),
        ("The two-year-old conflict goes on.", "two-year-old conflict", ["old conflict", "two-year"]),
        ("They hope for law-abiding tenants.", "law-abiding tenants", ["tenants", "abiding tenants"]),
        # no determiners, numbers, days, pronouns, titles or participles at the front
        ("Their three oil tankers burned on Monday.", "oil tankers", ["three oil tankers", "Monday"]),
        ("The alleged tax fraud hurt many others.", "tax fraud", ["alleged tax fraud", "others"]),
        ("The largest oil company fell.", "oil company", ["largest oil company"]),
        # no line breaks, no full stops
        ("They saw the oil\nspill.", "oil spill", ["oil\nspill"]),
        ("They fought the forest\nfires.", "forest fires", ["forest\nfires"]),
        ("They closed the river ports.", "river ports", ["river ports."]),
        # the form that comes most
        ("Truces hold. The truces held. No truce is for ever.", "truces", ["truce", "Truces"]),
        ("DNA tests failed.", "DNA tests", ["dNA tests", "tests"]),
        # one thing under forms with and without a number, or with its acronym in brackets
        ("COVID-19 spread. Covid-19 killed. Covid came, and Covid left. Covid won.", "Covid", ["COVID-19", "Covid-19"]),
        ("The artificial intelligence (AI) act passed.", "artificial intelligence act", ["intelligence (AI) act"]),
        ("The carbon capture (CCS) plan failed.", "carbon capture plan", ["capture (CCS) plan"]),
    ],
)
def test_phrases_that_a_person_would_pick(text: str, phrase: str, others: list[str]) -> None:
    found = phrases(text)
    assert phrase in found
    assert not found.keys() & set(others)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Donald Trump came. Trump spoke. Trump left.", "Donald Trump"),
        ("The United States fell. The US rose. The US won.", "US"),
        ("Iranian ships left. Iran spoke. Iranian men came.", "Iran"),
        ("President Barham Salih came. Salih spoke.", "Barham Salih"),
        ("The oil giant Exxon fell. Exxon rose.", "Exxon"),
        ("Finance Minister Ana Lopez came. Lopez spoke.", "Ana Lopez"),
    ],
)
def test_names_in_the_form_that_the_article_uses_most(text: str, name: str) -> None:
    found = phrases(text)
    assert name in found
    assert not found.keys() & {"President Barham Salih", "Iranian", "United States", "Trump", "President Barham"}
    assert not found.keys() & {"oil giant Exxon", "Finance Minister Ana"}


def test_a_phrase_around_a_better_name_is_left_out() -> None:
    found = phrases("Hong Kong fell. Hong Kong wept. The Hong Kong situation is bad.")
    assert "Hong Kong" in found
    assert "Hong Kong situation" not in found


def test_rare_words_weigh_more_than_common_ones() -> None:
    assert next(iter(phrases("The leopard saw the country."))) == "leopard"
    assert next(iter(phrases("The country was a republic. " + "It was so. " * 20))) == "republic"


def test_what_comes_back_and_what_is_said_early_weigh_more() -> None:
    text = "The ferry sank near a bridge. " + "It was so. " * 20
    assert next(iter(phrases(text + "The bridge is shut."))) == "bridge"
    assert next(iter(phrases(text + "The tunnel is shut."))) == "ferry"


def test_zipf_is_how_common_a_word_is() -> None:
    assert zipf("the") > zipf("country") > zipf("embassy") > zipf("stiletto") == RAREST


def test_the_spread_is_the_share_of_the_fifths() -> None:
    frame = keyphrases(document("The oil was cheap. " + "It was so. " * 8 + "They sold oil."))
    assert frame.loc[0, ["phrase", "spread"]].tolist() == ["oil", 0.4]


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        # a word that a better phrase has counts less
        (
            "The ferry pier, the ferry kiosk and the barge saddle burned. The barge is old.",
            "barge saddle",
            "ferry kiosk",
        ),
        ("The coal tram, the coal kiosk and the puppet ferry burned. The ferry is old.", "puppet ferry", "coal kiosk"),
        # a word with hyphens is one word
        ("The walrus barge and the law-abiding tram left.", "walrus barge", "law-abiding tram"),
        # a phrase that comes once weighs more if all of its words come again
        (
            "A walrus kiosk and a barge saddle burned. The walrus, the walrus and the walrus saw a saddle and a barge.",
            "barge saddle",
            "walrus kiosk",
        ),
        (
            "The tapir loft and the tram kiosk burned. The tapir, the tapir and the tapir saw a kiosk and a tram.",
            "tram kiosk",
            "tapir loft",
        ),
    ],
)
def test_which_of_two_phrases_stands_first(text: str, better: str, worse: str) -> None:
    found = list(phrases(f"{text} {'It was so. ' * 20}"))
    assert found.index(better) < found.index(worse)


def test_the_headline_lifts_a_phrase() -> None:
    text = "The truce and the embassy stand. " + "It was so. " * 20
    assert next(iter(phrases(text))) == "truce"
    assert next(iter(phrases(text, "The embassy opens"))) == "embassy"


def test_no_sentence_no_phrase() -> None:
    assert keyphrases(document("It is.")).empty
