"""Keyphrases, keywords in context and collocations."""

from math import log

import pytest

from readout.analyses.candidates import RAREST, zipf
from readout.analyses.keywords import (
    COLLOCATIONS,
    KEYPHRASES,
    KWIC,
    ORDERS,
    TOGETHER,
    best_form,
    collocations,
    keyphrases,
    keyword_in_context,
    log_likelihood,
    together,
)
from support.articles import article, document

TEXT = (
    "Rocket attacks hit the embassy. It was a rocket attack like others, and they saw it. "
    "The US blamed Iran, and Washington closed the embassy on Monday. Two men left."
)


def phrases(text: str, title: str = "A title") -> list[tuple[str, int]]:
    doc = document(text, title)
    frame = keyphrases(doc)
    return list(frame[["phrase", "count"]].itertuples(index=False, name=None))


def test_singular_and_plural_and_all_names_of_an_actor_are_one() -> None:
    found = dict(phrases(TEXT))
    assert found["rocket attacks"] == 2
    assert found["United States"] == 2
    assert "rocket attack" not in found


def test_a_phrase_is_written_as_it_is_most_often() -> None:
    assert phrases("Truces hold. The truces held. No truce is for ever.")[0] == ("truces", 3)


def test_pronouns_stop_words_numbers_and_days_are_none() -> None:
    found = {phrase.lower() for phrase, _ in phrases(TEXT)}
    assert not found & {"it", "they", "others", "monday", "two", "the"}


def test_the_best_scores_one_and_offsets_are_the_words() -> None:
    doc = document(TEXT)
    frame = keyphrases(doc)
    assert list(frame.columns) == KEYPHRASES
    assert frame["score"][0] == 1.0
    assert frame["score"].is_monotonic_decreasing
    best = frame[frame["phrase"] == "rocket attacks"].iloc[0]
    assert [TEXT[start:end] for start, end in best["mentions"]] == ["Rocket attacks", "rocket attack"]
    assert (best["start"], best["end"]) == (0, 14)


def test_a_phrase_inside_a_better_one_is_left_out() -> None:
    assert [phrase for phrase, _ in phrases("Rocket attacks hit. Rocket attacks hurt. An attack came.")] == [
        "rocket attacks"
    ]


def test_a_bare_noun_counts_for_the_only_phrase_that_ends_in_it() -> None:
    found = dict(phrases("A drone strike hit the depot. The strike killed two men. No strike was planned."))
    assert found["drone strike"] == 3
    assert "strike" not in found


def test_an_adjective_alone_makes_no_phrase_that_bare_nouns_count_for() -> None:
    found = dict(phrases("An outdoor patio was hit. The patio burned."))
    assert found["patio"] == 2
    assert "outdoor patio" not in found


def test_a_capital_stays_where_it_belongs_to_the_word() -> None:
    assert [phrase for phrase, _ in phrases("DNA tests failed.")] == ["DNA tests"]


def test_a_noun_with_ever_other_words_before_it_stands_for_itself() -> None:
    found = dict(
        phrases("A drone strike came. The night strike hit. A rocket strike followed. The strike hurt.")
    )
    assert found["strike"] == 4
    assert not {"drone strike", "night strike", "rocket strike"} & found.keys()


def test_a_bare_noun_counts_for_the_only_name_that_ends_in_it() -> None:
    found = dict(phrases("The US embassy closed. The embassy was hit by rockets."))
    assert found["US embassy"] == 2
    assert "embassy" not in found


def test_a_word_with_a_hyphen_stays_whole() -> None:
    assert [phrase for phrase, _ in phrases("The price-fixing case goes on.")] == ["price-fixing"]


def test_a_common_adjective_counts_only_where_it_comes_again() -> None:
    assert "new law" not in dict(phrases("A new law passed."))
    assert dict(phrases("Public health is poor. The ministry of public health knows."))["public health"] == 2


def test_rare_words_weigh_more_than_common_ones() -> None:
    assert [phrase for phrase, _ in phrases("The country saw the leopard.")] == ["leopard", "country"]


def test_zipf_is_how_common_a_word_is() -> None:
    assert zipf("the") > zipf("country") > zipf("embassy") > zipf("stiletto") == RAREST


def test_the_spread_is_the_share_of_the_fifths() -> None:
    text = "Oil rose. " + "It was so. " * 8 + "Oil fell."
    doc = document(text)
    assert keyphrases(doc).loc[0, ["phrase", "spread"]].tolist() == ["oil", 0.4]


def test_the_best_form_is_the_commonest() -> None:
    text = "Donald Trump came. Trump spoke. Trump left."
    spans = [[0, 12], [19, 24], [32, 37]]
    assert best_form(article(text), [{"mentions": spans}]) == "Trump"
    assert best_form(article(text), []) == ""


def test_the_headline_lifts_a_phrase() -> None:
    text = "The truce holds. The embassy stands."
    assert phrases(text)[0][0] == "truce"
    assert phrases(text, "Embassy opens")[0][0] == "embassy"


def test_kwic_shows_what_stands_around() -> None:
    frame = keyword_in_context(article("Iran fell. All of iran fell; Iranian men left."), "Iran", width=8)
    assert list(frame.columns) == KWIC
    assert list(frame.itertuples(index=False, name=None)) == [
        ("", "Iran", " fell. A", 0, 4),
        (" All of ", "iran", " fell; I", 18, 22),
    ]


@pytest.mark.parametrize("phrase", ["", "Spain", "Ira", "(", "."])
def test_kwic_of_what_is_not_there_is_empty(phrase: str) -> None:
    assert keyword_in_context(article("Iran fell"), phrase).empty


def test_kwic_writes_line_breaks_as_spaces() -> None:
    assert keyword_in_context(article("It rained.\n\nIran fell."), "Iran")["left"][0] == "It rained.  "


def test_kwic_is_sorted_by_the_nearest_words() -> None:
    text = "Zen oil rose. Big oil fell. A big oil sank. Oil was cut."
    found = {
        order: [row[1] for row in keyword_in_context(article(text), "oil", order=order).itertuples()]
        for order in ORDERS
    }
    assert found["position"] == [
        "Zen ",
        "Zen oil rose. Big ",
        "Zen oil rose. Big oil fell. A big ",
        text[:-12],
    ]
    assert [left.split()[-1] for left in found["left"]] == ["big", "Big", "sank.", "Zen"]
    right = [
        row.right.split()[0] for row in keyword_in_context(article(text), "oil", order="right").itertuples()
    ]
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
    assert collocations(document("Oil prices\n\nGas rose. Oil prices\n\nGas fell."))["words"].tolist() == [
        "Oil prices"
    ]


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
