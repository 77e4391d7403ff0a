"""CSV by hand: every kind of cell, formulas, and what comes back."""

import csv
import io
import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.evidence.csv_export import sheet


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
    assert sheet(frame) == (
        "name,share,count,direct,evidence,words\n"
        'Iran,0.3333333333333333,3,true,"[[0, 5], [7, 9]]","[[""über"", -0.5]]"\n'
        ',,-2,false,[],"[{""act"": ""ATTACK"", ""negated"": false}]"\n'
    )


def test_commas_quotes_and_breaks_stay_in_their_cell() -> None:
    text = 'a, "b"\nc\rd'
    rows = list(csv.reader(io.StringIO(sheet(pd.DataFrame({"x": [text, "e"]})), newline="")))
    assert rows == [["x"], [text], ["e"]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", " =", "＝", "\r"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    rows = list(csv.reader(io.StringIO(sheet(pd.DataFrame({text: [text]})), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"]]


def test_numbers_stay_numbers() -> None:
    assert sheet(pd.DataFrame({"x": [-0.5, 1e-9, 2.0]})) == "x\n-0.5\n1e-09\n2.0\n"


def test_an_empty_table_has_its_head_and_every_row_its_line() -> None:
    assert sheet(pd.DataFrame(columns=["a", "b"])) == "a,b\n"
    assert sheet(pd.DataFrame()) == '""\n'
    assert sheet(pd.DataFrame({"a": ["x", None]})) == 'a\nx\n""\n'
    assert sheet(pd.DataFrame({"a": [1]}), header=False) == "1\n"


def test_what_is_neither_number_nor_text_is_written_as_text() -> None:
    assert sheet(pd.DataFrame({"day": [date(2020, 9, 29)]})) == "day\n2020-09-29\n"


def test_a_number_that_is_none_is_refused_in_a_list() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        sheet(pd.DataFrame({"x": [[float("nan")]]}))


@given(st.lists(st.tuples(st.text(), st.floats(allow_nan=False), st.lists(st.text()))))
def test_every_value_comes_back(rows: list[tuple[str, float, list[str]]]) -> None:
    frame = pd.DataFrame(rows, columns=["text", "number", "list"])
    back = list(csv.reader(io.StringIO(sheet(frame), newline="")))[1:]
    for (cell, *_), (text, *_) in zip(back, rows, strict=True):
        assert text in (cell, cell[1:])
    assert [float(one) for _, one, _ in back] == [number for _, number, _ in rows]
    assert [json.loads(one) for *_, one in back] == [items for *_, items in rows]
