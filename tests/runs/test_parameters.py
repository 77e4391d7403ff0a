import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readout_app.runs.parameters import Parameter, coerce_values, read_parameters
from support.errors import problem_of
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
    assert read_parameters(every) == (
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


def refusal(path: Path, **given: object) -> str:
    return problem_of(coerce_values, path, given)


def test_a_help_may_give_the_only_values(tmp_path: Path, every: Path) -> None:
    path = notebook(tmp_path / "choice.ipynb", parameters=CHOICE)
    assert [parameter.choices for parameter in read_parameters(path)] == [("left", "right", "as-written")]
    assert {parameter.choices for parameter in read_parameters(every)} == {()}
    assert coerce_values(path, {"order": "as-written"}) == {"order": "as-written"}
    for value in ("up", "", "Left", "left, right"):
        assert refusal(path, order=value) == (f'order: "{value}" is not known; choose one of: left, right, as-written')


def test_a_help_may_give_the_least_whole_number(tmp_path: Path) -> None:
    path = notebook(tmp_path / "least.ipynb", parameters=LEAST)
    assert coerce_values(path, {"top": "1"}) == {"top": 1}
    for value, shown in (("0", '"0"'), ("-1", '"-1"'), (0, "0"), ("many", '"many"')):
        assert refusal(path, top=value) == (
            f"top: {shown} is not a whole number of at least 1; give a number such as 10"
        )


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
        ("article: str = None", "article: None is not text; give text"),
        ('top: int = "10"', 'top: "10" is not a whole number; give a number such as 10'),
        ("top: int = True", "top: True is not a whole number; give a number such as 10"),
        (
            'targets: list = "US, Iran"',
            'targets: "US, Iran" is not a list; give a list such as "one, two" or ["one", "two"]',
        ),
        (CHOICE.replace('"left"', '"up"'), 'order: "up" is not known; choose one of: left, right, as-written'),
    ],
)
def test_only_literals_of_the_declared_type_may_stand_in_the_cell(tmp_path: Path, cell: str, message: str) -> None:
    assert problem_of(read_parameters, notebook(tmp_path / "wrong.ipynb", parameters=cell)) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "{}: cannot be read (No such file or directory); give the path of a notebook"),
        ("no JSON", "odd.ipynb: not a notebook of format 4; open and save it in JupyterLab"),
        ("[]", "odd.ipynb: not a notebook of format 4; open and save it in JupyterLab"),
        ('{"worksheets": []}', "odd.ipynb: not a notebook of format 4; open and save it in JupyterLab"),
        ('{"metadata": {}, "cells": []}', 'odd.ipynb: no cell has the tag "parameters"; tag the cell that holds them'),
        (
            '{"metadata": {"kernelspec": {"language": "R"}}, "cells": []}',
            "odd.ipynb: its language is R; Readout runs notebooks in Python",
        ),
    ],
)
def test_a_file_that_is_no_notebook_with_parameters_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "odd.ipynb"
    if content:
        path.write_text(content)
    assert problem_of(read_parameters, path) == message.format(path)


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
    got = coerce_values(every, {name: value})
    assert got == {name: expected}
    assert type(got[name]) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("top", "five", '"five" is not a whole number; give a number such as 10'),
        ("top", True, "True is not a whole number; give a number such as 10"),
        ("top", "5.5", '"5.5" is not a whole number; give a number such as 10'),
        ("share", "nan", '"nan" is not a finite number; give a number such as 0.5'),
        ("share", "1e999", '"1e999" is not a finite number; give a number such as 0.5'),
        ("share", True, "True is not a finite number; give a number such as 0.5"),
        ("quotes", "maybe", '"maybe" is not a truth value; give true or false'),
        ("article", 5, "5 is not text; give text"),
        ("article", b"a.txt", "b'a.txt' is not text; give text"),
        ("article", "\udcff", '"\udcff" is not text; give text'),
        *(
            ("targets", value, f'{shown} is not a list; give a list such as "one, two" or ["one", "two"]')
            for value, shown in [
                ("[1, NaN]", '"[1, NaN]"'),
                ("[1", '"[1"'),
                ([["a"]], "[['a']]"),
                (["\ud800"], "['\\ud800']"),
            ]
        ),
    ],
)
def test_a_value_of_another_type_is_refused(every: Path, name: str, value: object, fault: str) -> None:
    assert refusal(every, **{name: value}) == f"{name}: {fault}"


@pytest.mark.parametrize(("name", "hint"), [("tpo", ' (did you mean "top"?)'), ("zzz", "")], ids=["near", "far"])
def test_a_name_that_the_notebook_has_not_is_refused(every: Path, name: str, hint: str) -> None:
    assert refusal(every, **{name: "5"}) == (
        f'every.ipynb: no parameter "{name}"{hint}; its parameters are: article, top, share, quotes, targets, feed, old'
    )


@given(st.text())
def test_a_text_stays_as_it_is(every: Path, text: str) -> None:
    assert coerce_values(every, {"article": text}) == {"article": text}


@given(st.lists(st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))))
def test_a_list_may_be_written_as_json(every: Path, items: list[object]) -> None:
    assert coerce_values(every, {"targets": json.dumps(items)}) == {"targets": items}


@given(st.text(alphabet="0123456789+-.eEinfa _", max_size=12))
@example("0_.")
def test_a_number_is_json_or_refused(every: Path, text: str) -> None:
    for name in ("top", "share"):
        try:
            value = coerce_values(every, {name: text})[name]
        except ValueError:
            continue
        assert json.loads(json.dumps(value, allow_nan=False)) == float(text)
