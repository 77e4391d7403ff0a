"""`readout.explore`: what stands there without widgets, and what moves with them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import readout
from readout import Analysis, UserError, show
from readout.analysis import TABLES
from readout.evidence.html import flatten_cells
from readout.lab import interactive
from support import ROOT

SANCTIONS = str(ROOT / "data" / "articles" / "2021-01-14-sanctions.md")


@pytest.fixture(scope="module")
def found(analysed: Callable[[str], Analysis]) -> Analysis:
    return analysed("")


def shown(tab: Any) -> str:
    """All HTML in a tab."""
    return getattr(tab, "value", "") if not hasattr(tab, "children") else "".join(map(shown, tab.children))


def test_without_widgets_it_is_the_findings(found: Analysis) -> None:
    bundle = readout.explore(found)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].count('<li class="card ') == 5


def test_in_a_kernel_the_widget_stands_beside_them(found: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interactive, "is_in_notebook", lambda: True)
    bundle = readout.explore(found)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].count('<li class="card ') == 5
    monkeypatch.setattr(interactive, "find_spec", lambda _: None)
    assert set(readout.explore(found)._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_an_actor_and_a_confidence_are_chosen(found: Analysis) -> None:
    tabs = readout.explore(found, top=5).widget
    (chosen, view) = tabs.children[0].children[0].children
    chosen.value = "Iran"
    assert view.value == show.actor(found, "Iran", top=5)._repr_html_()
    assert tabs.children[1].children == (), "the other tabs are made when they are opened"
    tabs.selected_index = 1
    (least, figure) = tabs.children[1].children[0].children
    before = figure.value
    least.value = 0.7
    assert figure.value == show.ties(found, top=5, confidence=0.7)._repr_html_() != before


def test_a_second_article_stands_beside_the_first(
    found: Analysis, analysed: Callable[[str], Analysis], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = analysed(SANCTIONS)
    assert readout.explore(found, other)._repr_mimebundle_()["text/html"].count('<li class="card ') == 10
    tabs = readout.explore(found, other).widget
    tabs.selected_index = 2
    (field, view) = tabs.children[2].children[0].children
    source, button = field.children
    assert other.article.title in view.value
    source.value = "nowhere.txt"
    button.click()
    assert "nowhere.txt: does not exist; check the path" in view.value
    own, asked = tmp_path / "own.tsv", list[str]()
    monkeypatch.setattr("readout.lab.explore.analyze", lambda *_, aliases, **__: asked.append(aliases) or other)
    tabs = readout.explore(found, aliases=str(own)).widget
    tabs.selected_index = 2
    (field, view) = tabs.children[2].children[0].children
    for _ in range(2):  # without a file, and with one
        field.children[1].click()
        own.touch()
    assert asked == ["", str(own)], "names that the user corrected are so in both"
    assert "What they say differently" in view.value


def test_a_table_can_be_sorted_and_loads_nothing(found: Analysis) -> None:
    tabs = readout.explore(found).widget
    tabs.selected_index = 3
    box = tabs.children[3].children[0]
    assert {*found.tables} < {*box.children[0].options}
    box.children[0].value = "actors"
    (output,) = box.children[1].outputs
    assert f"actors: {len(found.actors):,} rows" in output["data"]["text/html"]
    assert 'src="http' not in output["data"]["text/html"]


@pytest.mark.parametrize("name", TABLES)
def test_no_list_is_left_in_a_table_that_is_sorted(name: str, found: Analysis) -> None:
    flat = flatten_cells(found.tables[name])
    assert not {"start", "end"} & {*flat}
    assert not any(isinstance(cell, list) for column in flat for cell in flat[column])


def test_a_table_is_explored_as_it_reads() -> None:
    frame = pd.DataFrame({"actor": ["<b>A</b>", "B"], "mentions": [[[1, 2], [3, 4]], [[5, 6]]], "start": [1, 5]})
    assert flatten_cells(frame).to_dict("list") == {"actor": ["<b>A</b>", "B"], "mentions": [2, 1]}
    table = readout.explore(frame)
    assert "&lt;b&gt;A" in table._repr_mimebundle_()["text/html"]
    assert "<b>A</b>" not in table.widget.outputs[0]["data"]["text/html"].replace("\\u003cb\\u003eA", "")
    assert repr(table).splitlines()[0] == "2 rows"


def test_mistakes_are_one_line(found: Analysis) -> None:
    with pytest.raises(UserError, match=r"^explore: this is neither an analysis nor a table; give what"):
        readout.explore("story.txt")  # type: ignore[arg-type]
    with pytest.raises(UserError, match=r'^"Irann" is no actor of this article; .* such as "Iran"$'):
        show.actor(found, "Irann")


def test_the_matrix_by_confidence_has_the_leanings_too(found: Analysis) -> None:
    every = pd.concat([found.ties, found.leanings])
    for confidence in (0.0, 0.5, 0.99):
        count = int((every["confidence"] >= confidence).sum())
        text = repr(show.ties(found, top=100, confidence=confidence))
        assert (f"{count} pairs" in text) == bool(count), text
