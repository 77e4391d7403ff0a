"""Keywords in context, collocations, and who stands beside which keyphrase."""

from math import log

import pytest

from readout.analyses.keyphrases import keyphrases
from readout.analyses.keywords import (
    COLLOCATIONS,
    KWIC,
    ORDERS,
    TOGETHER,
    collocations,
    keyword_in_context,
    log_likelihood,
    together,
)
from support.articles import article, document


def test_kwic_shows_what_stands_around() -> None:
    frame = keyword_in_context(article("Iran fell. All of iran fell; Iranian men left."), "Iran", width=8)
    assert list(frame.columns) == KWIC
    assert list(frame.itertuples(index=False, name=None)) == [
        ("", "Iran", " fell. A", 0, 4),
        (" All of ", "iran", " fell; I", 18, 22),
    ]


def test_kwic_shows_the_places_given_in_all_their_forms() -> None:
    frame = keyword_in_context(article("Falih Fayyadh left. Fayyadh came."), [[0, 13], [20, 27]], width=6)
    assert frame["keyword"].tolist() == ["Falih Fayyadh", "Fayyadh"]


@pytest.mark.parametrize("phrase", ["", "Spain", "Ira", "(", "."])
def test_kwic_of_what_is_not_there_is_empty(phrase: str) -> None:
    assert keyword_in_context(article("Iran fell"), phrase).empty


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("sanction*", ["Sanctions", "sanctioned", "sanction"]),
        ("*ion", ["sanction"]),
        ("sanction* him", ["sanctioned him"]),
        ("san*ned", ["sanctioned"]),
        ("*", []),
    ],
)
def test_kwic_takes_a_star_for_any_letters(phrase: str, found: list[str]) -> None:
    text = "Sanctions hurt. It sanctioned him, and each sanction said so."
    assert list(keyword_in_context(article(text), phrase)["keyword"]) == found


def test_kwic_writes_line_breaks_as_spaces() -> None:
    assert keyword_in_context(article("It rained.\n\nIran fell."), "Iran")["left"][0] == "It rained.  "


def test_kwic_is_sorted_by_the_nearest_words() -> None:
    text = "Zen oil rose. Big oil fell. A big oil sank. Oil was cut."
    found = {
        order: [row[1] for row in keyword_in_context(article(text), "oil", order=order).itertuples()]
        for order in ORDERS
    }
    assert found["position"] == ["Zen ", "Zen oil rose. Big ", "Zen oil rose. Big oil fell. A big ", text[:-12]]
    assert [left.split()[-1] for left in found["left"]] == ["big", "Big", "sank.", "Zen"]
    right = [row.right.split()[0] for row in keyword_in_context(article(text), "oil", order="right").itertuples()]
    assert right == ["fell.", "rose.", "sank.", "was"]


def test_kwic_names_the_orders_there_are() -> None:
    with pytest.raises(ValueError, match=r'^order: "up" is not known; choose one of: position, left, right$'):
        keyword_in_context(article("Oil."), "oil", order="up")


def test_collocations_come_twice_and_hold_no_function_words() -> None:
    text = "The prime minister left. A prime minister of Iran came. The truce of the men is over, the truce of men."
    frame = collocations(document(text))
    assert list(frame.columns) == COLLOCATIONS
    assert frame[["words", "count", "start", "end"]].to_numpy().tolist() == [["prime minister", 2, 4, 18]]


def test_a_pair_does_not_reach_over_the_end_of_a_sentence() -> None:
    assert collocations(document("Oil prices\n\nGas rose. Oil prices\n\nGas fell."))["words"].tolist() == ["Oil prices"]


def test_log_likelihood_is_that_of_dunning() -> None:
    # both 2, only one 1, only other 0, neither 3; expected 1, 2, 1, 2
    assert log_likelihood(2, 3, 2, 6) == pytest.approx(2 * (2 * log(2) + log(1 / 2) + 3 * log(3 / 2)))
    assert log_likelihood(1, 2, 2, 4) == 0  # as often as by chance
    assert log_likelihood(0, 2, 2, 4) == pytest.approx(-2 * 4 * log(2))  # never, where chance gives one
    assert log_likelihood(3, 3, 3, 3) == 0  # both everywhere


def test_together_counts_sentences_with_both() -> None:
    text = "Iran fired rockets. Iran bought rockets and rockets. Iraq slept. Iran slept."
    doc = document(text)
    frame = together(doc, keyphrases(doc))
    assert list(frame.columns) == TOGETHER
    (row,) = frame[frame["phrase"] == "rockets"].to_dict("records")
    assert (row["actor"], row["count"], row["start"], row["end"]) == ("Iran", 2, 0, 19)
    assert row["score"] == round(log_likelihood(2, 3, 2, 4), 2)
    assert [text[start:end] for start, end in row["evidence"]] == [
        "Iran fired rockets.",
        "Iran bought rockets and rockets.",
    ]
    assert not set(frame["phrase"]) & {"Iran", "Iraq"}


def test_nothing_to_say() -> None:
    doc = document("It is.")
    found = keyphrases(doc)
    assert found.empty
    assert collocations(doc).empty
    assert together(doc, found).empty
