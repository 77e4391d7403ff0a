"""Temperatures and thresholds, on numbers that can be worked out by hand."""

import numpy as np
import pytest

from training import calibrate


def test_softmax_gives_shares() -> None:
    assert calibrate.softmax(np.log([[1.0, 3.0]])).tolist() == [[0.25, pytest.approx(0.75)]]


@pytest.mark.parametrize(
    ("right", "found"),
    [
        (3, 1.0),  # three of four are right where 0.75 was said
        (2, 2.49),  # half are right: the flattest that is tried
        (4, 0.5),  # all are right: the steepest
    ],
)
def test_the_temperature_makes_shares_as_likely_as_they_are_right(right: int, found: float) -> None:
    logits = np.log([[3.0, 1.0]] * 4)
    gold = np.array([0] * right + [1] * (4 - right))
    assert calibrate.temperature(logits, gold) == found


def test_the_threshold_is_the_lowest_from_which_enough_are_right() -> None:
    best, right = np.array([0.35, 0.4, 0.6, 0.7, 0.9]), np.array([True, False, True, True, True])
    assert calibrate.threshold(best, right, 0.8) == 0.3  # four of five
    assert calibrate.threshold(best, right, 0.9) == 0.41
    assert calibrate.threshold(best, ~right, 0.9) == 1.0
