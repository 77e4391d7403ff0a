"""Tone: of sentences, of the article and its voices, towards each actor."""

import pytest

from conftest import article
from readout.actors import actors
from readout.article import Article
from readout.attribution import attributions
from readout.sentiment import LABELS, SENTENCES, TARGETS, document, label, naming, rates, sentences, targets

TEXT = "Iran is a terrible state. Mike Pompeo said that Iraq was a wonderful, wonderful state. It rained."


def tone(story: Article) -> object:
    return sentences(story, attributions(story, actors(story)))


def test_polarity_subjectivity_and_the_words_behind_them() -> None:
    frame = sentences(article(TEXT), attributions(article(TEXT), actors(article(TEXT))))
    assert list(frame.columns) == SENTENCES
    assert list(frame["polarity"]) == [-1.0, 1.0, 0.0]
    assert frame["words"][0] == [["terrible", -1.0]]
    assert frame["words"][1] == [["wonderful", 1.0], ["wonderful", 1.0]]
    assert frame["words"][2] == []
    assert list(frame["voice"]) == ["author", "Mike Pompeo", "author"]


def test_document_keeps_the_author_apart_from_the_quoted() -> None:
    story = article(TEXT)
    assert document(tone(story)) == {"polarity": 0.0, "subjectivity": 0.6667, "author": -0.5, "quoted": 1.0}


def test_a_voice_that_is_not_there_has_no_tone() -> None:
    story = article("Iran fell.")
    assert document(tone(story)) == {"polarity": 0.0, "subjectivity": 0.0, "author": 0.0, "quoted": None}


def test_no_sentence_no_tone() -> None:
    story = article("")
    assert document(tone(story)) == {"polarity": None, "subjectivity": None, "author": None, "quoted": None}
    assert targets(actors(story), tone(story)).empty


def test_targets_mean_the_rates_of_the_sentences_that_name_them() -> None:
    story = article("Iran is a terrible state. Iran fell. Iraq fell.")
    frame = targets(actors(story), tone(story))
    assert list(frame.columns) == TARGETS
    iran = frame[frame["target"] == "Iran"].iloc[0]
    for name in LABELS:
        assert iran[name] == pytest.approx((rates(-1.0)[name] + rates(0.0)[name]) / 2, abs=0.0001)
    assert iran["evidence"] == [[0, 25], [26, 36]]
    assert (iran["start"], iran["end"]) == (0, 25)


def test_a_sentence_that_names_an_actor_twice_counts_once() -> None:
    assert naming([0, 5, 30], [0, 20], [10, 40]) == [0, 1]
    assert naming([15], [0, 20], [10, 40]) == []


@pytest.mark.parametrize("polarity", [-1.0, -0.25, -0.1, -0.00001, 0.0, 0.1, 0.25, 1.0])
def test_rates_sum_to_one(polarity: float) -> None:
    assert sum(rates(polarity).values()) == pytest.approx(1, abs=0.001)


def test_worse_words_are_more_often_negative() -> None:
    assert rates(-0.9)["negative"] > rates(0.0)["negative"] > rates(0.9)["negative"]


def test_a_label_must_be_sure() -> None:
    assert label({"negative": 0.7, "neutral": 0.2, "positive": 0.1}) == "negative"
    assert label({"negative": 0.5, "neutral": 0.4, "positive": 0.1}) == "unsure"
