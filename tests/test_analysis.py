"""All analyses at once: the JSON contract, for any text."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import article
from readout.analysis import analyze, measured, tables
from readout.article import read

ODD = st.text(alphabet="aT .,!?“”\"'’‮​\n<>&{}-0é🙂US", max_size=120)


def spans(node: Any) -> list[list[int]]:
    """Every `[start, end]` in the contract."""
    if isinstance(node, dict):
        return [span for part in node.values() for span in spans(part)]
    if isinstance(node, list):
        if len(node) == 2 and all(type(part) is int for part in node):
            return [node]
        return [span for part in node for span in spans(part)]
    return []


@settings(max_examples=60, deadline=None)
@given(ODD)
def test_any_text_gives_strict_json_whose_spans_are_in_the_text(text: str) -> None:
    story = article(text)
    found = analyze(story, asked=["US"])
    json.dumps(found, allow_nan=False)
    assert all(0 <= start < end <= len(text) for start, end in spans(found))
    tables(found)


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "“" * 20_000, "The US said that " * 5_000 + "no.", "(" * 50_000]
)
def test_long_lines_are_read(text: str) -> None:
    assert analyze(article(text))["schema"] == 1


def test_the_contract_has_its_keys() -> None:
    found = analyze(read(""))
    assert list(found) == [
        "schema", "article", "sentences", "actors", "attributions", "sentiment", "stance", "keywords", "provenance",
    ]  # fmt: skip
    assert set(found["sentiment"]) == {"polarity", "subjectivity", "author", "quoted", "targets"}
    assert {"ties", "toward"} <= set(found["stance"])
    assert set(found["provenance"]) == {"readout", "models", "parameters", "python", "packages"}
    assert found["provenance"]["parameters"] == {"aliases": "", "targets": []}


def test_equal_articles_give_equal_results() -> None:
    assert analyze(read("")) == analyze(read(""))


def test_tables_have_a_place_in_every_row() -> None:
    for name, frame in tables(analyze(read(""), asked=["militias"])).items():
        assert {"start", "end"} <= set(frame.columns), name
        assert (frame["start"] < frame["end"]).all(), name


def test_measured_figures_are_shares() -> None:
    frame = measured()
    assert set(frame["analysis"]) == {"tone", "stance"}
    assert frame["figure"].between(0, 1).all()
    assert (frame["n"] > 0).all()
