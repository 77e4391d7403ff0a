"""Tone of sentences, voices and targets."""

import pandas as pd
import pytest

from conftest import article
from readout.actors import actors
from readout.attribution import attributions
from readout.sentiment import by_voice, document, label, lexicon_words, rates, sentences, targets

TEXT = "The food in Rome was good. “The weather in Rome was terrible all week long,” said Anna Smith."


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    story = article(TEXT)
    return sentences(story, attributions(story, actors(story)))


def test_a_sentence_has_the_polarity_of_its_words(frame: pd.DataFrame) -> None:
    assert list(frame["polarity"]) == [0.7, -0.525]  # good 0.7; terrible -1.0 and long -0.05, their mean
    assert frame["words"][0] == [["good", 0.7]]
    assert list(frame["voice"]) == ["author", "Anna Smith"]


def test_document_keeps_the_author_apart(frame: pd.DataFrame) -> None:
    means = document(frame)
    assert means["author"] == 0.7
    assert means["quoted"] == -0.525
    assert means["polarity"] == 0.0875


def test_a_voice_that_is_not_there_has_no_tone(frame: pd.DataFrame) -> None:
    assert document(frame.iloc[:1])["quoted"] is None
    assert set(document(frame.iloc[:0]).values()) == {None}


def test_by_voice_and_words(frame: pd.DataFrame) -> None:
    assert list(by_voice(frame)["voice"]) == ["author", "Anna Smith"]
    assert list(lexicon_words(frame)["words"])[:2] == ["terrible", "good"]


def test_targets_have_probabilities_and_evidence(frame: pd.DataFrame) -> None:
    story = article(TEXT)
    found = targets(actors(story), frame).set_index("target")
    rome = found.loc["Rome"] if "Rome" in found.index else found.loc["Italy"]
    assert rome["evidence"] == [[0, 26], [27, len(TEXT)]]
    assert rome["negative"] + rome["neutral"] + rome["positive"] == pytest.approx(1, abs=0.001)
    assert rome["negative"] == pytest.approx(
        (rates(0.7)["negative"] + rates(-0.525)["negative"]) / 2, abs=0.0001
    )


@pytest.mark.parametrize("polarity", [-1.0, -0.2, 0.0, 0.05, 1.0])
def test_rates_sum_to_one(polarity: float) -> None:
    assert sum(rates(polarity).values()) == pytest.approx(1, abs=0.001)


def test_worse_wording_was_hostile_more_often() -> None:
    assert rates(-0.8)["negative"] > rates(0.0)["negative"] > rates(0.8)["negative"]


def test_label_is_given_from_six_in_ten() -> None:
    assert label({"negative": 0.6, "neutral": 0.3, "positive": 0.1}) == "negative"
    assert label({"negative": 0.59, "neutral": 0.31, "positive": 0.1}) == "unsure"
