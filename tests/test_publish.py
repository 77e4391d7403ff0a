from typing import Any

import IPython.display
import pytest

from readout.publish import RESULTS, publish


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", lambda *args, **options: calls.append((args, options)))
    return calls


def test_results_are_displayed_under_their_type_with_one_line_for_a_reader(displayed: list[Any]) -> None:
    found = {"schema": 1, "article": {"title": "The embassy"}, "sentences": [1, 2, 3], "actors": []}
    publish(found)
    line = "Results of «The embassy»: 3 sentences, 0 actors"
    assert displayed == [(({RESULTS: found, "text/plain": line},), {"raw": True})]


def test_results_without_an_article_have_a_line_too(displayed: list[Any]) -> None:
    publish({})
    assert displayed[0][0][0]["text/plain"] == "Results of «untitled»: nothing counted"


@pytest.mark.parametrize("value", [float("nan"), {1, 2}])
def test_results_that_are_not_json_are_refused(displayed: list[Any], value: object) -> None:
    with pytest.raises(ValueError, match=r"^The results: they are not JSON \(.*\); publish what analyze\(\)"):
        publish({"score": value})
    assert displayed == []
