from typing import Any

import IPython.display
import pandas as pd
import pytest

from readout.analysis import TABLES as TABLE_NAMES
from readout.analysis import analyze
from readout.evidence.publish import RESULTS, TABLES, publish
from support.articles import article


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


def test_tables_go_as_csv_beside_the_results_or_alone(displayed: list[Any]) -> None:
    frames = {"by_voice": pd.DataFrame({"voice": ["author"], "share": [0.25]})}
    text = {"by_voice": "voice,share\nauthor,0.25\n"}
    publish({"schema": 1}, tables=frames)
    publish(tables=frames)
    both, alone = (args[0] for args, _ in displayed)
    assert both == {
        RESULTS: {"schema": 1},
        TABLES: text,
        "text/plain": "Results of «untitled»: nothing counted",
    }
    assert alone == {TABLES: text, "text/plain": "1 table: by_voice"}


@pytest.mark.parametrize(
    "name", ["", "../x", "a/b", "a b", "A", ".csv", "a.csv", "-a", "é", "x" * 61, "a\n", "_a"]
)
def test_names_that_make_no_file_name_are_refused(displayed: list[Any], name: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        publish(tables={name: pd.DataFrame()})
    assert str(caught.value) == (
        f'the table "{name[:60]}": it makes no file name; use small letters and digits joined by _ or -'
    )
    assert displayed == []


def test_an_analysis_goes_with_its_tables_and_without_the_text_that_is_not_to_be_passed_on(
    displayed: list[Any],
) -> None:
    publish(analyze(article("Iran condemned Israel."), show_text="excerpts"))
    bundle = displayed[0][0][0]
    assert bundle[RESULTS]["article"]["text"] is None
    assert set(bundle[TABLES]) == set(TABLE_NAMES)
    assert bundle["text/plain"].startswith("Results of «A title»: 1 sentences, 2 actors")
