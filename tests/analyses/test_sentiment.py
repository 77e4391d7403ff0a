"""Tone: of sentences, of the article and its voices, towards each actor, and of each word."""

import pandas as pd
import pytest

from readout.analyses.attribution import attributions
from readout.analyses.sentiment import (
    CONTRIBUTIONS,
    SENTENCES,
    TARGETS,
    by_voice,
    contributions,
    interval,
    label,
    lexicon_words,
    overall_tone,
    pool_tones,
    sentences,
    spoken_targets,
    targets,
)
from readout.nlp.reader import TONES, Reading
from support.articles import document

TEXT = "Iran is a terrible state. Mike Pompeo said that Iraq was a wonderful, wonderful state. It rained."
GRIM = {"negative": 0.9, "neutral": 0.06, "positive": 0.04}
CALM = {"negative": 0.1, "neutral": 0.7, "positive": 0.2}
WEIGHTS = {"attacked": -0.5, "praised": 0.25, "fell": -0.125}  # of the words, for the reader of `contributions`


def tone(text: str) -> pd.DataFrame:
    doc = document(text)
    return sentences(doc, attributions(doc))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The words whose tone the reader is asked: negative if the sentence has "attack"; 0.6 and more is sure."""
    words: list[tuple[str, ...]] = []

    def read(self: Reading, *spans: tuple[int, int]) -> dict[str, float]:
        words.append(tuple(self.text[start:end] for start, end in spans))
        return GRIM if "attack" in self.text else CALM

    monkeypatch.setattr(Reading, "tone", read)
    monkeypatch.setattr("readout.analyses.sentiment.is_confident", lambda task, p: task == "tone" and p >= 0.6)
    return words


def test_polarity_subjectivity_and_the_words_behind_them() -> None:
    frame = tone(TEXT)
    assert list(frame.columns) == SENTENCES
    assert list(frame["polarity"]) == [-1.0, 1.0, 0.0]
    assert frame["words"][0] == [["terrible", -1.0]]
    assert frame["words"][1] == [["wonderful", 1.0], ["wonderful", 1.0]]
    assert frame["words"][2] == []
    assert list(frame["voice"]) == ["author", "Mike Pompeo", "author"]


@pytest.mark.parametrize(
    ("text", "polarity", "words"),
    [
        # names and mentions of actors are not words of tone
        ("Great Britain and Ireland signed the paper in London on Monday.", 0.0, []),
        ("Robert Savage met Luther Strange in Cold Spring on Tuesday.", 0.0, []),
        ("The angry protesters sang in Good Hope.", 0.0, []),
        ("The Grand Old Party lost to Victor Bright in New York.", 0.0, []),
        # nor words of number, order, size and time
        ("More than 500 people came for the first time in many years.", 0.0, []),
        ("Their own new plan is far larger than the old one.", 0.0, []),
        ("The whole foreign ministry made a terrible mistake.", -1.0, [["terrible", -1.0]]),
        # nor are words of another part of speech than the lexicon's
        ("Relianz breaks away from its conservative parent firm in the sale of phones.", 0.0, []),
        ("It is at the cutting edge of the game.", 0.0, []),
        ("They live in the center, and the cold came.", 0.0, []),
        ("They were in a cold and firm mood.", -0.4, [["cold", -0.6], ["firm", -0.2]]),
        ("The failed talks made a victim.", -0.2875, [["failed", -0.5], ["victim", -0.075]]),
        # a word with hyphens is one
        ("The far-out plan is well-known.", 0.4, [["far-out", 0.4]]),
        ("It was a top-notch, sad show.", 0.25, [["top-notch", 1.0], ["sad", -0.5]]),
        # a negation turns half of the value round, contracted or not, over words that only join others
        ("It is not great, the mayor told the council.", -0.4, [["not great", -0.4]]),
        ("It isn't great, the mayor told the council.", -0.4, [["not great", -0.4]]),
        ("It isn’t great, the mayor told the council.", -0.4, [["not great", -0.4]]),
        ("This isn't a bad idea.", 0.35, [["not bad", 0.35]]),
        ("Not the worst show of the year.", 0.5, [["not worst", 0.5]]),
        ("The council hasn't had an awful year.", 0.5, [["not awful", 0.5]]),
        ("They cannot be happy, and they won’t be the best.", -0.45, [["not happy", -0.4], ["not best", -0.5]]),
        ("It has never been a good law.", -0.35, [["not good", -0.35]]),
        # but not over others
        ("They did not pay for the good plan.", 0.7, [["good", 0.7]]),
    ],
)
def test_the_tone_of_words(text: str, polarity: float, words: list[list[object]]) -> None:
    (row,) = tone(text).to_dict("records")
    assert (row["polarity"], row["words"]) == (polarity, words)


@pytest.mark.parametrize(
    ("text", "tones"),
    [
        (TEXT, (0.0, 0.6667, -0.5, 1.0)),
        ("Iran fell.", (0.0, 0.0, 0.0, None)),  # a voice that is not there has no tone
        ("", (None, None, None, None)),
    ],
)
def test_the_tone_of_an_article_keeps_the_author_apart_from_the_quoted(
    text: str, tones: tuple[float | None, ...]
) -> None:
    assert tuple(overall_tone(tone(text)).values()) == tones


def towards(text: str) -> pd.DataFrame:
    doc = document(text)
    return targets(doc, attributions(doc))


def test_the_tone_towards_an_actor_is_pooled_over_the_sentences_that_name_it(asked: list[tuple[str, ...]]) -> None:
    frame = towards("Iran attacked Iraq. Iran fell. It rained.")
    assert list(frame.columns) == TARGETS
    iran, iraq = (frame[frame["target"] == name].iloc[0] for name in ("Iran", "Iraq"))
    # √(0.9 · 0.1), √(0.06 · 0.7), √(0.04 · 0.2), over their sum
    assert [iran[name] for name in TONES] == [0.5047, 0.3448, 0.1505]
    assert iran["evidence"] == [[0, 19], [20, 30]]
    assert (iran["start"], iran["end"]) == (0, 19)
    assert [iraq[name] for name in TONES] == [0.9, 0.06, 0.04]
    assert iraq["evidence"] == [[0, 19]]
    assert asked == [("Iran",), ("Iran",), ("Iraq",)]


def test_all_mentions_in_a_sentence_are_read_together(asked: list[tuple[str, ...]]) -> None:
    doc = document("It rained. Iran said that Iran fell.")
    assert list(doc.tones([[11, 15], [26, 30]])) == [1]
    assert asked == [("Iran", "Iran")]
    # a place outside every sentence has no tone
    assert document("It rained.\n\nIran fell.").tones([[10, 12]]) == {}
    assert towards("").empty


@pytest.mark.usefixtures("asked")
def test_the_most_named_comes_first_and_the_unsure_say_so() -> None:
    frame = towards("Iraq fell. Iran attacked France. Iran fell.")
    assert frame[["target", "label"]].to_numpy().tolist() == [
        ["Iran", "unsure"],
        ["Iraq", "neutral"],
        ["France", "negative"],
    ]


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("Critics called Anna Smith a corrupt, incompetent liar.", "Anna Smith", "negative"),
        ("Anna Smith won praise for her brilliant and generous work.", "Anna Smith", "positive"),
        ("Anna Smith will speak at noon on Tuesday.", "Anna Smith", "neutral"),
    ],
)
def test_the_tone_towards_an_actor_in_plain_sentences(text: str, target: str, expected: str) -> None:
    frame = towards(text)
    assert frame[frame["target"] == target]["label"].tolist() == [expected]


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        # who praises, blames or reports is not praised or blamed by it
        (
            'Tory leader Michael Hoard said Lord Venn would be remembered with "affection and respect". '
            'His nephew George Rich called Lord Venn a "great man".',
            ["Michael Hoard", "George Rich"],
        ),
        ("“She is the best teacher we ever had,” said Tom Reed.", ["Tom Reed"]),
        ("Mayor Ilse Brandt told reporters that Olaf Brenner was a brave and honest man.", ["Ilse Brandt"]),
        ("“They stole from the poor,” the reporter Emma Mattis wrote of the owners.", ["Emma Mattis"]),
        # who suffers harm is not blamed for it
        ("The widow Mia Voss was robbed of her house and mocked.", ["Mia Voss"]),
        ("Ann Cole, 8, was killed by a bomb on her way to school.", ["Ann Cole"]),
        ("The flood took the home and both sons of Peter Lund.", ["Peter Lund"]),
    ],
)
def test_no_tone_towards_those_who_speak_or_suffer(text: str, silent: list[str]) -> None:
    labels = towards(text).set_index("target")["label"]
    assert {name: labels[name] for name in silent if labels[name] not in ("neutral", "unsure")} == {}


@pytest.mark.usefixtures("asked")
def test_praise_and_blame_in_what_an_actor_says_of_others_count_half() -> None:
    # 0.45, 0.06 and 0.02 over 0.53
    assert [towards("Iran said that they attacked Iraq.").iloc[0][name] for name in TONES] == [0.8491, 0.1132, 0.0377]
    assert towards("Iran said that Iran attacked Iraq.").iloc[0]["negative"] == 0.9


def test_sure_sentences_count_for_more_than_torn_ones() -> None:
    sure, torn = (
        {"negative": 0.98, "neutral": 0.01, "positive": 0.01},
        {"negative": 0.25, "neutral": 0.5, "positive": 0.25},
    )
    # √(0.98 · 0.25) = 0.49497, √(0.01 · 0.5) = 0.07071, √(0.01 · 0.25) = 0.05, over 0.61569
    assert pool_tones([sure, torn]) == {"negative": 0.8039, "neutral": 0.1148, "positive": 0.0812}
    assert pool_tones([{"negative": 1.0, "neutral": 0.0, "positive": 0.0}])["negative"] == 0.9804


@pytest.mark.usefixtures("asked")
def test_a_label_must_be_sure() -> None:
    assert label({"negative": 0.6, "neutral": 0.3, "positive": 0.1}) == "negative"
    assert label({"negative": 0.2, "neutral": 0.2, "positive": 0.6}) == "positive"
    assert label({"negative": 0.59, "neutral": 0.31, "positive": 0.1}) == "unsure"


def test_the_tone_of_each_voice_and_how_often_it_hedges() -> None:
    frame = by_voice(tone(f"{TEXT} It may rain, perhaps."))
    assert frame.drop(columns="subjectivity").to_numpy().tolist() == [
        ["author", 3, -1 / 3, 1, 1 / 3, 0, 25],
        ["Mike Pompeo", 1, 1.0, 0, 0.0, 26, 86],
    ]


def test_the_words_behind_the_tone_strongest_first() -> None:
    frame = lexicon_words(tone(TEXT))
    assert frame.to_numpy().tolist() == [["wonderful", 1.0, 2, 26, 86], ["terrible", -1.0, 1, 0, 25]]


def test_hedges_are_found_where_they_stand_and_a_month_is_none() -> None:
    text = "Perhaps Iran may agree in May. It is all but certain, and dismayed no one."
    found = [[text[start:end] for start, end in spans] for spans in tone(text)["hedges"]]
    assert found == [["Perhaps", "may"], ["all but"]]


def test_the_interval_holds_nine_in_ten_draws() -> None:
    assert interval(GRIM, 1) == (None, None)  # one sentence says nothing of the spread
    assert interval({"negative": 1, "neutral": 0, "positive": 0}, 5) == (-1, -1)
    # of two sentences: both hostile 1 in 4, both friendly 1 in 4
    assert interval({"negative": 0.5, "neutral": 0, "positive": 0.5}, 2) == (-1, 1)
    # the mean is -0.5, the standard error √(0.25 / 100) = 0.05, nine in ten lie within 1.645 of these
    low, high = interval({"negative": 0.5, "neutral": 0.5, "positive": 0}, 100)
    assert low == pytest.approx(-0.58, abs=0.011)
    assert high == pytest.approx(-0.42, abs=0.011)


@pytest.mark.usefixtures("asked")
def test_a_target_has_the_interval_of_its_sentences() -> None:
    frame = towards("Iran attacked Iraq. Iran fell. It rained.").set_index("target")
    assert (frame["low"]["Iran"], frame["high"]["Iran"]) == (-1.0, 0.5)
    assert frame[["low", "high"]].isna()["low"].tolist() == [False, True]


@pytest.mark.usefixtures("asked")
def test_each_voice_speaks_of_others_apart() -> None:
    doc = document("Iran attacked Iraq. Iran said that Iraq and Iran fell. Iraq fell.")
    frame = spoken_targets(doc, ["author", "Iran", "author"], attributions(doc))
    assert frame[["voice", "target", "label", "negative", "evidence"]].to_numpy().tolist() == [
        ["author", "Iraq", "unsure", 0.5047, [[0, 19], [55, 65]]],
        ["author", "Iran", "negative", 0.9, [[0, 19]]],
        ["Iran", "Iraq", "neutral", 0.1, [[20, 54]]],
    ]


@pytest.fixture
def weighing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader for whom the value is the sum of the weights of the words that are there."""

    def read(self: Reading, *spans: tuple[int, int]) -> dict[str, float]:  # noqa: ARG001 — the reader's form
        value = sum(weight for word, weight in WEIGHTS.items() if word in self.text)
        return {"negative": max(-value, 0.0), "neutral": 1 - abs(value), "positive": max(value, 0.0)}

    monkeypatch.setattr(Reading, "tone", read)


def contributed(text: str, top: int = 5) -> pd.DataFrame:
    doc = document(text)
    return contributions(doc, targets(doc, attributions(doc)), top)


@pytest.mark.usefixtures("weighing")
def test_a_word_adds_what_the_value_loses_without_it() -> None:
    frame = contributed("Iran attacked and then praised Iraq.")
    iran = frame[frame["target"] == "Iran"]
    assert list(frame.columns) == CONTRIBUTIONS
    assert iran[["word", "contribution", "start", "end"]].to_numpy().tolist() == [
        ["attacked", -0.5, 5, 13],
        ["then", 0.0, 18, 22],
        ["praised", 0.25, 23, 30],
        ["Iraq", 0.0, 31, 35],
    ]
    assert set(iran["value"]) == {-0.25}
    assert iran["evidence"].tolist() == [[[0, 36]]] * 4


@pytest.mark.usefixtures("weighing")
def test_the_clearest_sentence_is_read() -> None:
    frame = contributed("Iran fell. Iran attacked. Iran slept.")
    assert frame[["word", "contribution"]].to_numpy().tolist() == [["attacked", -0.5]]
    assert frame["evidence"].tolist() == [[[11, 25]]]


@pytest.mark.usefixtures("weighing")
def test_only_the_first_targets_and_no_sentence_too_long_to_read_again() -> None:
    assert set(contributed("Iran attacked Iraq. Iran fell.", top=1)["target"]) == {"Iran"}
    assert contributed("Iran attacked " + "very " * 80 + "much.").empty
    assert list(contributed("It rained.").columns) == CONTRIBUTIONS
