"""Intervals over stories, held against what can be computed by hand."""

import math

import numpy as np
import pytest

from readout.corpus.resampling import change_interval, draw_means, label_interval, mean_interval


def test_no_interval_is_given_below_ten_stories() -> None:
    assert all(map(math.isnan, mean_interval([0.5] * 9)))
    assert all(map(math.isnan, change_interval([0.5] * 9, [0.1] * 30)))
    assert mean_interval([0.5] * 10) == (0.5, 0.5)


def test_the_interval_of_a_mean_is_that_of_the_binomial_distribution() -> None:
    values = [0.0] * 10 + [1.0] * 10  # of Binomial(20, 0.5), 5 in 100 are below 6, and 5 in 100 above 14
    assert mean_interval(values) == pytest.approx((6 / 20, 14 / 20))


def test_the_interval_of_a_change_is_around_it_and_wider_than_each_side() -> None:
    before, after = [0.0] * 10 + [1.0] * 10, [2.0] * 10 + [3.0] * 10
    low, high = change_interval(before, after)
    # the difference of two such means has a standard deviation of sqrt(2 * 0.25 / 20) = 0.158
    assert (low, high) == pytest.approx((2 - 1.645 * 0.158, 2 + 1.645 * 0.158), abs=0.05)


@pytest.mark.parametrize("size", [1000, 1002])
def test_equal_calls_draw_equally_and_means_of_many_values_are_normal(size: int) -> None:
    values = np.arange(size) % 2
    means = draw_means(values)
    assert draw_means(values).tolist() == means.tolist()
    assert (means.mean(), means.std()) == pytest.approx((0.5, 0.5 / math.sqrt(size)), rel=0.05)


def test_labels_that_are_sure_leave_no_doubt() -> None:
    assert label_interval(0.3, [0.0, 0.0]) == (0.3, 0.3)
    low, high = label_interval(0.0, [0.25] * 4)  # a standard deviation of sqrt(4 * 0.25) / 4 = 0.25
    assert (low, high) == pytest.approx((-0.41125, 0.41125))
    assert label_interval(-0.9, [1.0]) == (-1.0, pytest.approx(0.745))
