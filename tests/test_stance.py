"""Ties over the whole article, and stance towards what the user asks about."""

import pytest

from conftest import article
from readout.analysis import analyze
from readout.stance import confidence

HOSTILE = "France condemned Russia. Later France attacked Russia."


def test_acts_of_one_sign_make_one_tie_with_all_its_sentences() -> None:
    (tie,) = analyze(article(HOSTILE))["stance"]["ties"]
    assert (tie["source"], tie["label"], tie["target"]) == ("France", "opposes", "Russia")
    assert tie["evidence"] == [[0, 24], [25, 54]]
    assert [act["act"] for act in tie["acts"]] == ["ACCUSE", "ASSAULT"]
    assert tie["confidence"] == max(confidence("ACCUSE", -1), confidence("ASSAULT", -1))


def test_a_draw_is_no_tie() -> None:
    assert analyze(article("France condemned Russia. Later France praised Russia."))["stance"]["ties"] == []


def test_confidence_of_a_rare_act_is_that_of_all_of_its_sign() -> None:
    assert confidence("PROTEST", -1) == confidence("", -1)
    assert 0 < confidence("SUPPORT", 1) < 1


def test_toward_takes_the_tie_of_an_actor() -> None:
    (row,) = analyze(article(HOSTILE), asked=["Russia"])["stance"]["toward"][:1]
    assert row["target"] == "Russia"
    rows = {
        one["source"]: one["label"] for one in analyze(article(HOSTILE), asked=["Russia"])["stance"]["toward"]
    }
    assert rows["France"] == "against"


@pytest.mark.parametrize("phrase", ["the moon", ""])
def test_toward_what_the_article_does_not_name_has_no_row(phrase: str) -> None:
    assert analyze(article(HOSTILE), asked=[phrase])["stance"]["toward"] == []


def test_toward_a_phrase_names_the_author() -> None:
    rows = analyze(
        article("The withdrawal of troops was an awful, terrible mistake."), asked=["withdrawal of troops"]
    )
    (row,) = rows["stance"]["toward"]
    assert row["source"] == "author"
    assert row["against"] + row["neutral"] + row["favor"] == pytest.approx(1, abs=0.001)
    assert row["against"] > row["favor"]


def test_a_kind_of_act_that_was_mostly_wrong_makes_no_tie() -> None:
    story = article("France rejected Russia.")
    assert confidence("REJECT", -1) < 0.5
    found = analyze(story)["stance"]
    assert [act["act"] for act in found["acts"]] == ["REJECT"]
    assert found["ties"] == []
