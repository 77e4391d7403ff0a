"""Keyphrases, keywords in context and collocations."""

import pytest

from conftest import article
from readout.actors import actors
from readout.keywords import COLLOCATIONS, KEYPHRASES, KWIC, collocations, keyphrases, kwic

TEXT = (
    "Rocket attacks hit the embassy. It was a rocket attack like others, and they saw it. "
    "The US blamed Iran, and Washington closed the embassy on Monday. Two men left."
)


def phrases(text: str, title: str = "A title") -> list[tuple[str, int]]:
    story = article(text, title)
    frame = keyphrases(story, actors(story))
    return list(frame[["phrase", "count"]].itertuples(index=False, name=None))


def test_singular_and_plural_and_all_names_of_an_actor_are_one() -> None:
    found = dict(phrases(TEXT))
    assert found["Rocket attacks"] == 2
    assert found["United States"] == 2
    assert "rocket attack" not in found


def test_pronouns_stop_words_numbers_and_days_are_none() -> None:
    found = {phrase.lower() for phrase, _ in phrases(TEXT)}
    assert not found & {"it", "they", "others", "monday", "two", "the"}


def test_the_best_scores_one_and_offsets_are_the_words() -> None:
    story = article(TEXT)
    frame = keyphrases(story, actors(story))
    assert list(frame.columns) == KEYPHRASES
    assert frame["score"][0] == 1.0
    assert frame["score"].is_monotonic_decreasing
    best = frame[frame["phrase"] == "Rocket attacks"].iloc[0]
    assert [TEXT[start:end] for start, end in best["mentions"]] == ["Rocket attacks", "rocket attack"]
    assert (best["start"], best["end"]) == (0, 14)


def test_a_phrase_inside_a_better_one_is_left_out() -> None:
    assert [phrase for phrase, _ in phrases("Rocket attacks hit. Rocket attacks hurt. An attack came.")] == [
        "Rocket attacks"
    ]


def test_the_headline_lifts_a_phrase() -> None:
    text = "The truce holds. The embassy stands."
    assert phrases(text)[0][0] == "truce"
    assert phrases(text, "Embassy opens")[0][0] == "embassy"


def test_kwic_shows_what_stands_around() -> None:
    frame = kwic(article("Iran fell. All of iran fell; Iranian men left."), "Iran", width=8)
    assert list(frame.columns) == KWIC
    assert list(frame.itertuples(index=False, name=None)) == [
        ("", "Iran", " fell. A", 0, 4),
        (" All of ", "iran", " fell; I", 18, 22),
    ]


@pytest.mark.parametrize("phrase", ["", "Spain", "Ira", "(", "."])
def test_kwic_of_what_is_not_there_is_empty(phrase: str) -> None:
    assert kwic(article("Iran fell"), phrase).empty


def test_kwic_writes_line_breaks_as_spaces() -> None:
    assert kwic(article("It rained.\n\nIran fell."), "Iran")["left"][0] == "It rained.  "


def test_collocations_come_twice_and_hold_no_function_words() -> None:
    text = "The prime minister left. A prime minister of Iran came. The truce of the men is over, the truce of men."
    frame = collocations(article(text))
    assert list(frame.columns) == COLLOCATIONS
    assert frame[["words", "count", "start", "end"]].to_numpy().tolist() == [["prime minister", 2, 4, 18]]


def test_nothing_to_say() -> None:
    story = article("It is.")
    assert keyphrases(story, actors(story)).empty
    assert collocations(story).empty
