import json
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout_app.runs.parameters import Parameter, coerce, parameters
from support.notebooks import notebook

CELL = """article: str = ""  # path or address; empty: the bundled article
top: int = 10  # how many rows
share: float = 1  # of the text
quotes: bool = True
targets: list = [
    "US",  # not this
    "Iran",
]  # stance towards
feed: str = "https://example.org/?id=3#top"  # an address with = and #
old = "plain"
"""


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return notebook(tmp_path_factory.mktemp("parameters") / "every.ipynb", parameters=CELL)


def test_the_cell_is_read_with_types_defaults_and_help(every: Path) -> None:
    assert parameters(every) == (
        Parameter("article", "str", "", "path or address; empty: the bundled article"),
        Parameter("top", "int", 10, "how many rows"),
        Parameter("share", "float", 1.0, "of the text"),
        Parameter("quotes", "bool", True, ""),
        Parameter("targets", "list", ["US", "Iran"], "stance towards"),
        Parameter("feed", "str", "https://example.org/?id=3#top", "an address with = and #"),
        Parameter("old", "str", "plain", ""),
    )


LEAST = "top: int = 10  # how many rows, at least 1"
CHOICE = 'order: str = "left"  # how lines are sorted, one of: left, right, as-written'


def test_a_help_may_say_the_only_values(tmp_path: Path, every: Path) -> None:
    path = notebook(tmp_path / "choice.ipynb", parameters=CHOICE)
    assert [one.choices for one in parameters(path)] == [("left", "right", "as-written")]
    assert {one.choices for one in parameters(every)} == {()}
    assert coerce(path, {"order": "as-written"}) == {"order": "as-written"}


@pytest.mark.parametrize("value", ["up", "", "Left", "left, right"])
def test_a_value_that_is_none_of_them_is_refused(tmp_path: Path, value: str) -> None:
    path = notebook(tmp_path / "choice.ipynb", parameters=CHOICE)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        coerce(path, {"order": value})
    assert str(caught.value) == f'order (str): "{value}" is not one of: left, right, as-written'


def test_a_default_that_is_none_of_them_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parameters(notebook(tmp_path / "choice.ipynb", parameters=CHOICE.replace('"left"', '"up"')))
    assert str(caught.value) == 'order (str): "up" is not one of: left, right, as-written'


@pytest.mark.parametrize("value", ["0", "-1", 0, "many"])
def test_a_help_may_say_the_least_whole_number(tmp_path: Path, value: object) -> None:
    path = notebook(tmp_path / "least.ipynb", parameters=LEAST)
    assert coerce(path, {"top": "1"}) == {"top": 1}
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        coerce(path, {"top": value})
    shown = f'"{value}"' if isinstance(value, str) else value
    assert str(caught.value) == f"top (int): {shown} is not a whole number of at least 1"


NOT_LITERAL = 'is not of the form "name: type = literal"; move other code to the next cell'


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("top: int = 10\nhalf: int = top // 2", f"wrong.ipynb: line 2 of its parameters cell {NOT_LITERAL}"),
        ("import os", f"wrong.ipynb: line 1 of its parameters cell {NOT_LITERAL}"),
        ("top: int", f"wrong.ipynb: line 1 of its parameters cell {NOT_LITERAL}"),
        ("\n%pip list", f"wrong.ipynb: line 2 of its parameters cell {NOT_LITERAL}"),
        ("a, b = 1, 2", f"wrong.ipynb: line 1 of its parameters cell {NOT_LITERAL}"),
        ("at: dict = {}", 'wrong.ipynb: "at" has the type dict; use one of str, int, float, bool, list'),
        ("at = (1, 2)", 'wrong.ipynb: "at" has the type tuple; use one of str, int, float, bool, list'),
        ("article: str = None", "article (str): None is not text"),
        ('top: int = "10"', 'top (int): "10" is not a whole number, such as 10'),
        ("top: int = True", "top (int): True is not a whole number, such as 10"),
    ],
)
def test_only_literals_of_the_declared_type_may_stand_in_the_cell(
    tmp_path: Path, cell: str, message: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parameters(notebook(tmp_path / "wrong.ipynb", parameters=cell))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("no JSON", "odd.ipynb: not a notebook of format 4; open and save it in JupyterLab"),
        ("[]", "odd.ipynb: not a notebook of format 4; open and save it in JupyterLab"),
        ('{"worksheets": []}', "odd.ipynb: not a notebook of format 4; open and save it in JupyterLab"),
        (
            '{"metadata": {}, "cells": []}',
            'odd.ipynb: no cell has the tag "parameters"; tag the cell that holds them',
        ),
        (
            '{"metadata": {"kernelspec": {"language": "R"}}, "cells": []}',
            "odd.ipynb: its language is R; Readout runs notebooks in Python",
        ),
    ],
)
def test_a_file_that_is_no_notebook_with_parameters_is_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "odd.ipynb"
    path.write_text(content)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parameters(path)
    assert str(caught.value) == message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.ipynb"
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parameters(path)
    assert (
        str(caught.value)
        == f"{path}: cannot be read (No such file or directory); give the path of a notebook"
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("top", "5", 5),
        ("top", " -5 ", -5),
        ("top", 5, 5),
        ("article", "00123", "00123"),
        ("article", "  ", "  "),
        ("share", "0.5", 0.5),
        ("share", "1e-3", 0.001),
        ("share", 2, 2.0),
        ("quotes", "no", False),
        ("quotes", "Yes", True),
        ("quotes", "true", True),
        ("quotes", False, False),
        ("targets", "a, b ,", ["a", "b"]),
        ("targets", "the US", ["the US"]),
        ("targets", "", []),
        ("targets", '["a", "b, c", 3]', ["a", "b, c", 3]),
        ("targets", ["a"], ["a"]),
    ],
)
def test_a_value_takes_the_declared_type(every: Path, name: str, value: object, expected: object) -> None:
    got = coerce(every, {name: value})
    assert got == {name: expected}
    assert type(got[name]) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("top", "five", 'top (int): "five" is not a whole number, such as 10'),
        ("top", "5.0", 'top (int): "5.0" is not a whole number, such as 10'),
        ("top", "٥", 'top (int): "٥" is not a whole number, such as 10'),
        ("top", 5.0, "top (int): 5.0 is not a whole number, such as 10"),
        ("top", True, "top (int): True is not a whole number, such as 10"),
        ("share", "nan", 'share (float): "nan" is not a finite number, such as 0.5'),
        ("share", "inf", 'share (float): "inf" is not a finite number, such as 0.5'),
        ("share", float("nan"), "share (float): nan is not a finite number, such as 0.5"),
        ("share", "1e999", 'share (float): "1e999" is not a finite number, such as 0.5'),
        ("share", True, "share (float): True is not a finite number, such as 0.5"),
        ("quotes", 1, "quotes (bool): 1 is not true or false"),
        ("quotes", "maybe", 'quotes (bool): "maybe" is not true or false'),
        ("article", 5, "article (str): 5 is not text"),
        ("article", b"a.txt", "article (str): b'a.txt' is not text"),
        ("article", date(2020, 9, 29), "article (str): datetime.date(2020, 9, 29) is not text"),
        ("article", PurePosixPath("a.txt"), "article (str): PurePosixPath('a.txt') is not text"),
        ("article", "\udcff", 'article (str): "\udcff" is not text'),
        ("targets", ("a",), 'targets (list): (\'a\',) is not a list, such as "one, two" or ["one", "two"]'),
        (
            "targets",
            "[1, NaN]",
            'targets (list): "[1, NaN]" is not a list, such as "one, two" or ["one", "two"]',
        ),
        ("targets", "[1", 'targets (list): "[1" is not a list, such as "one, two" or ["one", "two"]'),
        ("targets", [["a"]], 'targets (list): [[\'a\']] is not a list, such as "one, two" or ["one", "two"]'),
    ],
)
def test_a_value_of_another_type_is_refused(every: Path, name: str, value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        coerce(every, {name: value})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "hint"), [("tpo", ' (did you mean "top"?)'), ("zzz", "")], ids=["near", "far"]
)
def test_a_name_that_the_notebook_has_not_is_refused(every: Path, name: str, hint: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        coerce(every, {name: "5"})
    assert str(caught.value) == (
        f'every.ipynb: no parameter "{name}"{hint}; '
        "its parameters are: article, top, share, quotes, targets, feed, old"
    )


def test_values_come_in_the_order_of_the_cell(every: Path) -> None:
    assert list(coerce(every, {"targets": "a", "top": 3})) == ["top", "targets"]


@given(st.text())
def test_a_text_stays_as_it_is(every: Path, text: str) -> None:
    assert coerce(every, {"article": text}) == {"article": text}


@given(
    st.lists(
        st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))
    )
)
def test_a_list_may_be_written_as_json(every: Path, items: list[object]) -> None:
    assert coerce(every, {"targets": json.dumps(items)}) == {"targets": items}


@given(st.text(alphabet="0123456789+-.eEinfa _", max_size=12))
def test_a_number_is_json_or_refused(every: Path, text: str) -> None:
    for name in ("top", "share"):
        try:
            value = coerce(every, {name: text})[name]
        except ValueError:
            continue
        assert json.loads(json.dumps(value, allow_nan=False)) == float(text)
