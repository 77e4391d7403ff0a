"""Intervals over stories, and the phrases that set an outlet apart, held against what can be computed by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from readout.corpus.resampling import (
    change_interval,
    distinctive_phrases,
    draw_means,
    label_interval,
    log_odds,
    mean_interval,
)


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


# --- phrases


def test_the_score_is_that_of_monroe_colaresi_and_quinn() -> None:
    # the outlet has 6 of 12 phrases; the prior is half of the corpus
    z = log_odds(np.array([4, 2]), np.array([6, 6]))
    odds = math.log(7 / 5) - math.log(5 / 7)
    assert z[0] == pytest.approx(odds / math.sqrt(1 / 7 + 1 / 5))
    assert z[1] == pytest.approx(-z[0])
    assert log_odds(np.array([3, 3]), np.array([6, 6])).tolist() == [0, 0]


def rows(outlet: str, phrase: str, stories: range) -> list[tuple[str, str, str]]:
    return [(outlet, f"{outlet} {story}", phrase) for story in stories]


FRAME = pd.DataFrame(
    [
        *rows("Post", "budget", range(20)),
        *rows("Post", "weather", range(20)),
        *rows("Post", "rare", range(2)),
        *rows("Sun", "weather", range(20)),
        *rows("Sun", "football", range(20)),
        *rows("Post", "shaky", range(3)),
        *rows("Sun", "shaky", range(2)),
    ],
    columns=["outlet", "story", "phrase"],
)


def test_habits_are_found_and_what_is_shared_rare_or_by_chance_is_not() -> None:
    found = distinctive_phrases(pd.concat([FRAME, FRAME]))  # a phrase counts once a story
    assert [(row.outlet, row.phrase, row.stories, row.elsewhere) for row in found.itertuples()] == [
        ("Post", "budget", 20, 0),
        ("Sun", "football", 20, 0),
    ]
    assert (found["stability"] == 1).all()


def test_of_many_phrases_that_no_outlet_prefers_chance_puts_hardly_any_forward() -> None:
    rng = np.random.default_rng(3)
    stories = [(f"Outlet {at % 10}", at, f"phrase {each}") for at in range(500) for each in rng.integers(200, size=20)]
    found = distinctive_phrases(pd.DataFrame(stories, columns=FRAME.columns))
    assert len(found) <= 2  # of 2,000; without heed to their number it would be a hundred


def test_one_outlet_has_nobody_to_differ_from() -> None:
    assert distinctive_phrases(FRAME[FRAME["outlet"] == "Sun"]).empty
    assert distinctive_phrases(FRAME.head(0)).empty
