"""What the catalogue shows of a run, from its results; a notebook of the user's own may publish anything."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.analyses.results import analyze
from readout.articles.article import read
from readout_app.runs.summary import summary

NOTHING = {"polarity": None, "tone": None, "tie": None, "keyphrases": None}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sentences", "sentiment", "stance", "polarity", "ties", "keywords", "phrase"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def found(**changes: Any) -> dict[str, Any]:
    tie = {"source": "Iran-backed militias", "target": "US", "label": "opposes", "confidence": 0.9}
    results: dict[str, Any] = {
        "sentences": [{"polarity": 0.5}, {"polarity": -0.254}],
        "actors": [{"name": "Iran-backed militias", "kind": "group"}, {"name": "US", "kind": "place"}],
        "sentiment": {"polarity": 0.123},
        "stance": {"ties": [{**tie, "label": "supports", "confidence": 0.4}, tie]},
        "keywords": [{"phrase": word} for word in ("truce", "embassy", "rocket", "Iran", "US", "Iraq")],
    }
    return results | changes


def test_says_tone_tie_and_keyphrases() -> None:
    assert summary(found()) == {
        "polarity": 0.12,
        "tone": [0.5, -0.25],
        "tie": "Iran-backed militias oppose the US",
        "keyphrases": ["truce", "embassy", "rocket", "Iran", "US"],
    }


def test_says_the_bundled_article() -> None:
    said = summary(analyze(read("")))
    assert len(said["tone"]) == 19
    assert said["tie"] == "State Department officials oppose attacks"
    assert said["keyphrases"] == ["United States", "Baghdad", "Iraq", "rockets", "Iran"]


def test_a_long_article_has_24_means() -> None:
    values = [0.1] * 24 + [-0.3] * 24
    assert (
        summary(found(sentences=[{"polarity": value} for value in values]))["tone"]
        == [0.1] * 12 + [-0.3] * 12
    )


def test_a_mean_that_rounds_to_zero_has_no_sign() -> None:
    assert str(summary(found(sentences=[{"polarity": -0.001}]))["tone"]) == "[0.0]"


def test_nothing_found_is_said_as_such() -> None:
    said = summary(found(sentences=[], sentiment={"polarity": None}, stance={"ties": []}, keywords=[]))
    assert said == {"polarity": None, "tone": None, "tie": None, "keyphrases": []}


@pytest.mark.parametrize("odd", [None, [], {}, "text", 3, {"sentences": {}, "stance": [], "sentiment": 1}])
def test_what_is_missing_or_of_another_type_is_none(odd: object) -> None:
    assert summary(odd) == NOTHING


@pytest.mark.parametrize(
    ("key", "value", "changed"),
    [
        ("sentences", [{"polarity": 0.1}, {"polarity": "0.1"}], "tone"),
        ("sentences", [{"polarity": 0.1}, {"polarity": float("nan")}], "tone"),
        ("sentences", [{"polarity": 1.5}], "tone"),
        ("sentiment", {"polarity": True}, "polarity"),
        ("stance", {"ties": [{"source": "A", "target": "B", "label": "likes", "confidence": 1}]}, "tie"),
        ("stance", {"ties": [{"source": " ", "target": "B", "label": "opposes", "confidence": 1}]}, "tie"),
        ("stance", {"ties": [{"source": "A", "target": "B", "label": ["opposes"], "confidence": 1}]}, "tie"),
        ("stance", {"ties": [*found()["stance"]["ties"], {}]}, "tie"),
        ("keywords", [{"phrase": "truce"}, "embassy"], "keyphrases"),
    ],
)
def test_one_wrong_value_makes_its_part_none_and_no_other(key: str, value: object, changed: str) -> None:
    assert summary(found(**{key: value})) == summary(found()) | {changed: None}


def test_long_texts_are_cut() -> None:
    assert summary(found(keywords=[{"phrase": "x" * 10_000}]))["keyphrases"] == ["x" * 200]


@given(JSON)
def test_any_json_has_a_summary(anything: object) -> None:
    assert set(summary(anything)) == set(NOTHING)
