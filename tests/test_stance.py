"""Stance: ties between actors, and what is held of what the user asks about."""

import pandas as pd
import pytest

from conftest import article
from readout.actors import actors
from readout.acts import acts
from readout.analysis import analyze
from readout.stance import TIES, TOWARD, confidence, ties, toward

TEXT = (
    "Iran condemned France. Iran attacked French soldiers. Spain praised France. "
    "The withdrawal of French soldiers is a good idea. Iraq praised Iran. Iraq condemned Iran."
)


def asked(text: str, *phrases: str) -> list[tuple[str, str, str]]:
    rows = analyze(article(text), asked=phrases)["stance"]["toward"]
    return [(row["target"], row["source"], row["label"]) for row in rows]


def test_ties_say_who_is_for_and_against_whom() -> None:
    story = article(TEXT)
    frame = ties(acts(story, actors(story)))
    assert list(frame.columns) == TIES
    assert set(frame[["source", "label", "target"]].itertuples(index=False, name=None)) == {
        ("Iran", "opposes", "France"),
        ("Iran", "opposes", "French soldiers"),
        ("Spain", "supports", "France"),
    }


def test_a_tie_shows_its_acts_and_sentences() -> None:
    story = article("Iran condemned France. Iran reportedly attacked France.")
    row = ties(acts(story, actors(story))).iloc[0]
    assert row["evidence"] == [[0, 22], [23, 55]]
    assert [
        (act["act"], story.text[slice(*act["cue"])], act["modality"], act["negated"]) for act in row["acts"]
    ] == [
        ("ACCUSE", "condemned", "actual", False),
        ("ASSAULT", "attacked", "reported", False),
    ]
    assert (row["start"], row["end"]) == (0, 22)


def test_a_tie_is_as_sure_as_its_surest_act() -> None:
    story = article("Iran condemned France. Iran reportedly attacked France.")
    row = ties(acts(story, actors(story))).iloc[0]
    assert row["confidence"] == max(confidence("ACCUSE", -1), confidence("ASSAULT", -1))


def test_an_act_without_a_rate_of_its_own_has_that_of_all() -> None:
    assert confidence("PROTEST", -1) == confidence("", -1)
    assert 0 < confidence("", 1) < 1


def test_toward_an_actor_by_any_of_its_names() -> None:
    assert asked("Mike Pompeo left. Iran condemned Mike Pompeo.", "pompeo")[1:] == [
        ("pompeo", "Iran", "against")
    ]
    assert {row[1] for row in asked(TEXT, "France")} == {"author", "Iran", "Spain"}


def test_toward_a_phrase_comes_from_the_tone_of_its_sentences_not_from_a_name_in_it() -> None:
    rows = analyze(article(TEXT), asked=["withdrawal of French soldiers"])["stance"]["toward"]
    assert [(row["source"], row["evidence"]) for row in rows] == [("author", [[76, 125]])]


def test_toward_a_speaker_uses_the_sentences_in_that_voice() -> None:
    text = "Mike Pompeo said that the plan was an awful, terrible idea."
    assert asked(text, "the plan") == [("the plan", "Mike Pompeo", "against")]


@pytest.mark.parametrize("phrase", ["Germany", "", "  ", "plan*", "(", "Fran"])
def test_toward_what_is_not_in_the_text_has_no_row(phrase: str) -> None:
    assert asked(TEXT, phrase) == []


def test_asked_twice_is_answered_once() -> None:
    assert asked(TEXT, "Spain", "Spain") == asked(TEXT, "Spain")


def test_probabilities_sum_to_one() -> None:
    for row in analyze(article(TEXT), asked=["France", "Iran", "idea"])["stance"]["toward"]:
        assert row["against"] + row["neutral"] + row["favor"] == pytest.approx(1, abs=0.001)


def test_no_actors_no_ties() -> None:
    story = article("It rained.")
    frame = ties(acts(story, actors(story)))
    assert frame.empty
    assert list(frame.columns) == TIES
    sentences = pd.DataFrame(columns=["start", "end", "voice", "negative", "neutral", "positive"])
    assert list(toward(story, ["rain"], actors(story), frame, sentences).columns) == TOWARD


def test_a_kind_of_act_that_was_mostly_wrong_makes_no_tie() -> None:
    assert confidence("REJECT", -1) < 0.5
    found = analyze(article("France rejected Russia."))["stance"]
    assert [act["act"] for act in found["acts"]] == ["REJECT"]
    assert found["ties"] == []
