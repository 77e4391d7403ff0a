"""Intervals over stories: how far a mean would move if other stories of the same kind had been caught.

What varies between two weeks of news is which stories there were. So stories are drawn again at random, not articles or
sentences. Of fewer than ten stories no interval is given: it would itself be a matter of chance.
"""

from __future__ import annotations

from math import nan, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST = 10  # stories
_DRAWS, _ENDS = 2000, (5, 95)  # draws; percentiles: nine in ten results lie between them
_MANY = 1000  # stories: means of more are normally distributed, and need no drawing


def draw_means(values: ArrayLike, *, draws: int = _DRAWS, seed: int = 0) -> NDArray[np.float64]:
    """Return the means of as many values, drawn again at random with replacement."""
    known, rng = np.asarray(values, dtype=float), np.random.default_rng(seed)
    if len(known) > _MANY:
        return rng.normal(known.mean(), known.std() / sqrt(len(known)), draws)
    means: NDArray[np.float64] = known[rng.integers(len(known), size=(draws, len(known)))].mean(axis=1)
    return means


def mean_interval(values: ArrayLike) -> tuple[float, float]:
    """Return the interval that holds nine in ten means of stories drawn again, one value a story; NaN below ten."""
    return _ends(draw_means(values)) if np.size(values) >= LEAST else (nan, nan)


def change_interval(before: ArrayLike, after: ArrayLike) -> tuple[float, float]:
    """Return the interval of the mean of `after` minus the mean of `before`, of different stories; NaN below ten."""
    if min(np.size(before), np.size(after)) < LEAST:
        return nan, nan
    return _ends(draw_means(after, seed=1) - draw_means(before))


def label_interval(mean: float, variances: ArrayLike) -> tuple[float, float]:
    """Return the interval that holds nine in ten means if the labels are drawn by their probabilities.

    `variances` has one number a story: negative + positive - (positive - negative)².
    """
    half = 1.645 * sqrt(np.sum(variances)) / max(1, np.size(variances))
    return max(-1.0, mean - half), min(1.0, mean + half)


def _ends(means: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(means, _ENDS)
    return float(low), float(high)
