"""What is handed to a run: results, tables as CSV with every kind of cell, and what is refused."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import IPython.display
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.analysis import TABLES as TABLE_NAMES
from readout.analysis import analyze
from readout.evidence.export import RESULTS, TABLES, label_rows, publish, to_csv
from support.articles import article


def test_each_kind_of_cell_has_its_form() -> None:
    frame = pd.DataFrame(
        {
            "name": ["Iran", None],
            "share": [1 / 3, np.nan],
            "count": [3, -2],
            "direct": [True, False],
            "evidence": [[[0, 5], (np.int64(7), 9)], []],
            "words": [[["über", np.float64(-0.5)]], [{"act": "ATTACK", "negated": np.bool_(False)}]],
        }
    )
    assert to_csv(frame) == (
        "name,share,count,direct,evidence,words\n"
        'Iran,0.3333333333333333,3,true,"[[0, 5], [7, 9]]","[[""über"", -0.5]]"\n'
        ',,-2,false,[],"[{""act"": ""ATTACK"", ""negated"": false}]"\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", " =", "＝"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    rows = list(csv.reader(io.StringIO(to_csv(pd.DataFrame({text: [text]})), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize(
    ("columns", "written"),
    [
        ({"x": [-0.5, 1e-9, 2.0]}, "x\n-0.5\n1e-09\n2.0\n"),
        ({"a": [], "b": []}, "a,b\n"),
        ({"a": ["x", None]}, 'a\nx\n""\n'),
        ({"day": [date(2020, 9, 29)]}, "day\n2020-09-29\n"),
        ({"x": ['a, "b"\nc\r\nd', "\re"]}, 'x\n"a, ""b""\nc\r\nd"\n"\'\ne"\n'),  # a lone CR would end the row
    ],
)
def test_numbers_gaps_days_and_breaks_stay_in_their_cell(columns: dict[str, list[object]], written: str) -> None:
    assert to_csv(pd.DataFrame(columns)) == written


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("close to ;=HYPERLINK(0x1) the", "close to ;'=HYPERLINK(0x1) the"),
        ("a;  +1", "a;  '+1"),
        ("a\n@b", '"a\n\'@b"'),
        ("a\t-1; b", "a\t'-1; b"),
        ("so; it was - and = is", "so; it was - and = is"),
        (["x ;=1"], '"[""x ;\\u003d1""]"'),
        ([["a; -b", 1]], '"[[""a; \\u002db"", 1]]"'),
        ([[1, -2]], '"[[1, -2]]"'),
    ],
)
def test_no_cell_begins_with_a_formula_where_others_part_cells(cell: object, written: str) -> None:
    assert to_csv(pd.DataFrame({"x": [cell]})) == f"x\n{written}\n"
    if isinstance(cell, list):
        assert json.loads(pd.read_csv(io.StringIO(f"x\n{written}\n"))["x"][0]) == cell


ABOUT = replace(article("Iran fell."), title="=Fall, 2020", published=date(2020, 9, 29), source="Wire")


@pytest.mark.parametrize(
    ("frame", "labelled"),
    [
        (pd.DataFrame({"x": [1, 2]}), ["{id},'=Fall, 2020,2020-09-29,Wire,1", "{id},'=Fall, 2020,2020-09-29,Wire,2"]),
        (pd.DataFrame({"x": ['a,b\r\n"c"']}), ['{id},\'=Fall, 2020,2020-09-29,Wire,a,b\r\n"c"']),
        (pd.DataFrame({"x": []}), []),
        (pd.DataFrame({"x": ["m" * 200_000]}), ["{id},'=Fall, 2020,2020-09-29,Wire," + "m" * 200_000]),
    ],
)
def test_each_row_says_of_which_article_it_is(frame: pd.DataFrame, labelled: list[str]) -> None:
    heads, *rows = read_csv(label_rows(to_csv(frame), ABOUT))
    assert heads == ["article", "title", "published", "outlet", "x"]
    assert [",".join(row) for row in rows] == [row.format(id=ABOUT.id) for row in labelled]


def test_columns_that_a_table_has_are_its_own() -> None:
    frame = pd.DataFrame({"outlet": ["mine"], "title": ["also mine"]})
    assert read_csv(label_rows(to_csv(frame), ABOUT)) == [
        ["article", "published", "outlet", "title"],
        [ABOUT.id, "2020-09-29", "mine", "also mine"],
    ]


def read_csv(text: str) -> list[list[str]]:
    limit = csv.field_size_limit(10**9)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    csv.field_size_limit(limit)
    return rows


def test_a_number_that_is_none_is_refused_in_a_list() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_csv(pd.DataFrame({"x": [[float("nan")]]}))


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])),
            st.floats(allow_nan=False),
            st.lists(st.text()),
        )
    )
)
def test_every_value_comes_back(rows: list[tuple[str, float, list[str]]]) -> None:
    frame = pd.DataFrame(rows, columns=["text", "number", "list"])
    back = list(csv.reader(io.StringIO(to_csv(frame), newline="")))[1:]
    for (cell, *_), (text, *_) in zip(back, rows, strict=True):
        assert text in (cell, cell[1:])
    assert [float(one) for _, one, _ in back] == [number for _, number, _ in rows]
    assert [json.loads(one) for *_, one in back] == [items for *_, items in rows]


# publish


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is displayed, as a notebook takes it; its text is what a terminal shows."""
    bundles: list[Any] = []

    def display(value: Any) -> None:
        bundles.append(value._repr_mimebundle_())
        assert repr(value) == bundles[-1]["text/plain"]

    monkeypatch.setattr(IPython.display, "display", display)
    return bundles


def test_results_are_displayed_under_their_type_with_one_line_for_a_reader(displayed: list[Any]) -> None:
    found = {"schema": 1, "article": {"title": "The embassy"}, "sentences": [1, 2, 3], "actors": []}
    publish(found)
    line = "Results of “The embassy”: 3 sentences, 0 actors"
    assert displayed == [{RESULTS: found, "text/plain": line}]


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
    both, alone = displayed
    assert both == {RESULTS: {"schema": 1}, TABLES: text, "text/plain": "Results of “untitled”: nothing counted"}
    assert alone == {TABLES: text, "text/plain": "1 table: by_voice"}


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a b", "A", ".csv", "a.csv", "-a", "é", "x" * 61, "a\n", "_a"])
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
    bundle = displayed[0]
    assert bundle[RESULTS]["article"]["text"] is None
    assert set(bundle[TABLES]) == set(TABLE_NAMES)
    assert bundle["text/plain"].startswith("Results of “A title”: 1 sentences, 2 actors")
