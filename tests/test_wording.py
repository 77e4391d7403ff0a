import math

import pytest

from readout import wording
from readout.wording import count, is_plural, signed, tone_in_words, with_article, worst_and_best


@pytest.mark.parametrize(
    ("name", "kind", "worded", "plural"),
    [
        ("United States", "place", "the United States", False),
        ("Iran-backed militias", "group", "Iran-backed militias", True),
        ("Iraqi parliament", "organisation", "the Iraqi parliament", False),
        ("State Department", "organisation", "the State Department", False),
        ("Reuters", "organisation", "Reuters", False),
        ("Houthis", "group", "Houthis", True),
        ("Pompeo’s aides", "group", "Pompeo’s aides", True),
        ("Iran’s foreign forces", "organisation", "Iran’s foreign forces", True),
        ("the US’ exit", "issue", "the US’ exit", False),
        ("Women’s Federation", "organisation", "the Women’s Federation", False),
        ("Iraq's nuclear deal", "issue", "Iraq's nuclear deal", False),
        ("Mike Pompeo", "person", "Mike Pompeo", False),
        ("Ministry of Foreign Affairs", "organisation", "the Ministry of Foreign Affairs", False),
        ("Islamic Revolutionary Guard Corps", "organisation", "the Islamic Revolutionary Guard Corps", False),
        ("masked men", "group", "masked men", True),
        ("local people", "group", "local people", True),
        ("Yemen", "place", "Yemen", False),
        ("embassy attack", "issue", "the embassy attack", False),
        ("the militias", "group", "the militias", True),
        ("Iraq", "place", "Iraq", False),
        ("Parliament", "organisation", "Parliament", False),
    ],
)
def test_names_stand_in_a_sentence_as_english_wants_them(name, kind, worded, plural):
    assert with_article(name, kind) == worded
    assert is_plural(name, kind) == plural


def test_numbers_in_words():
    assert [count(n, "sentence") for n in (0, 1, 1200)] == ["no sentences", "1 sentence", "1,200 sentences"]
    assert [wording.times_in_words(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert wording.day_in_words("2020-01-03") == "3 January 2020"


@pytest.mark.parametrize(
    ("score", "number", "tone"),
    [
        (-0.2, "−0.20", "clearly negative"),
        (-0.05, "−0.05", "slightly negative"),
        (-0.001, "0.00", "neutral"),
        (0.1, "+0.10", "slightly positive"),
        (0.9, "+0.90", "clearly positive"),
        (None, "unknown", "unknown"),
        (math.nan, "unknown", "unknown"),
    ],
)
def test_a_score_has_its_sign_and_words(score, number, tone):
    assert (signed(score), tone_in_words(score)) == (number, tone)


def test_findings_in_words():
    assert [wording.share_in_words(n) for n in (0.04, 0.66, 0.96)] == ["hardly any", "about 7 in 10", "nearly all"]
    assert [wording.certainty(n) for n in (0.8, 0.6, 0.59)] == ["sure", "fairly sure", "unsure"]
    assert [wording.english_list("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    acts = [{"act": "THREATEN"}, {"act": "ASSAULT"}, {"act": "ASSAULT"}]
    assert wording.acts_in_words(acts) == "attacks and threats"


def test_worst_and_best_are_those_with_a_clear_label():
    low, high, unsure = (
        {"label": label, "positive": positive, "negative": 1 - positive, "evidence": [[0, 9], [10, 19]]}
        for label, positive in (("negative", 0.2), ("positive", 0.8), ("unsure", 0.0))
    )
    assert worst_and_best([unsure, high, low, {**low, "positive": 0.3}]) == (low, high)
    assert worst_and_best([unsure]) == (None, None)
    assert worst_and_best([{**low, "evidence": [[0, 9]]}]) == (None, None)  # one sentence is too little
    assert wording.net_tone(high) == pytest.approx(0.6)
