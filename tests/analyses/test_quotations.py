"""Quotations in every kind of marks, and spans within spans."""

import time

import pytest

from readout.analyses.quotations import Inside, completed, quotations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said “no way” twice.", ["“no way”"]),
        ("“One.\n\n“Two.”", ["“One.", "“Two.”"]),
        ('He said "no" and "yes".', ['"no"', '"yes"']),
        ("He said ''no way'' twice.", ["''no way''"]),
        ("He said ``no way'' twice.", ["``no way''"]),
        ("''It goes on, he said.\nNext.", ["''It goes on, he said."]),
        ("the players'' own", []),
        ("nothing", []),
    ],
)
def test_quotations_in_all_marks(text: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in quotations(text)] == found


def test_a_quotation_that_leaves_the_content_is_taken_in_whole() -> None:
    assert list(completed([(5, 10), (20, 22)], [(8, 15), (20, 21)])) == [(5, 15), (20, 22)]


def test_a_span_is_inside_one_of_many() -> None:
    inside = Inside([(10, 12), (0, 20), (30, 40)])
    assert [inside.has(span) for span in ((11, 19), (19, 21), (30, 40), (25, 26))] == [
        True,
        False,
        True,
        False,
    ]
    assert not Inside([]).has((0, 1))


def test_many_marks_take_no_long() -> None:
    start = time.perf_counter()
    quotations("''a " * 50_000)
    assert time.perf_counter() - start < 2
