"""What would stay if other stories of the same kind had been caught: intervals of means, and habits of outlets.

What varies between two weeks of news is which stories there were. So stories are drawn again at random, not articles or
sentences. Of fewer than ten stories no interval is given: it would itself be a matter of chance.

Which phrases set one outlet apart is told by log-odds with the whole corpus as prior, after Monroe, Colaresi and Quinn,
"Fightin' Words" (2008). Their z takes words for independent; so a phrase counts only if its sign stays the same in nine
of ten draws of the stories.
"""

from __future__ import annotations

from math import nan, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST = 10  # stories
_DRAWS, _ENDS = 2000, (5, 95)  # draws; percentiles: nine in ten results lie between them
_PHRASE_DRAWS, _STABLE, _MOST = 200, 0.9, 10  # draws; share of them that must agree; phrases of an outlet
_STORIES = 3  # of an outlet, in which a phrase must stand
_CHANCE = 0.05  # how likely an outlet without habits is to have any phrase here (Bonferroni: many are tried)
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


def log_odds(own: np.ndarray, every: np.ndarray) -> np.ndarray:
    """Return z of each phrase: how much more often one outlet has it than the others.

    Args:
        own: How often the outlet has each phrase.
        every: How often the whole corpus has it, the outlet included. It is the prior of both sides, scaled to the
            size of the outlet: phrases that are rare everywhere are pulled towards no difference.
    """
    rest = every - own
    prior = every * own.sum() / every.sum()
    odds = [np.log((side + prior) / (side.sum() + prior.sum() - side - prior)) for side in (own, rest)]
    z: np.ndarray = (odds[0] - odds[1]) / np.sqrt(1 / (own + prior) + 1 / (rest + prior))
    return z


def distinctive_phrases(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the ten phrases of each outlet that set it most apart from all others.

    Args:
        frame: One row for each phrase of a story in an outlet; columns `outlet`, `story`, `phrase`.

    Returns:
        Columns `outlet`, `phrase`, `stories` (of the outlet that have it), `elsewhere` (of the others), `z` (higher:
        more distinctive) and `stability` (0 to 1: share of the draws in which the outlet has it more often).
    """
    columns = ["outlet", "phrase", "stories", "elsewhere", "z", "stability"]
    frame = frame.drop_duplicates(["outlet", "story", "phrase"])
    if frame.empty or frame["outlet"].nunique() < 2:
        return pd.DataFrame(columns=columns)
    (outlet, outlets), (phrase, phrases), (story, _) = (
        pd.factorize(frame[name], sort=True) for name in ("outlet", "phrase", "story")
    )
    cells, shape = outlet * len(phrases) + phrase, (len(outlets), len(phrases))
    counts = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
    every = counts.sum(axis=0)
    scores = np.array([log_odds(own, every) for own in counts])
    tried = np.maximum(1, (counts >= _STORIES).sum(axis=1))
    limits = [NormalDist().inv_cdf(1 - _CHANCE / number) for number in tried]
    at, to = np.nonzero((counts >= _STORIES) & (scores > np.array(limits)[:, None]))
    held, rng, size = np.zeros(len(at)), np.random.default_rng(0), story.max() + 1
    for _ in range(_PHRASE_DRAWS):
        times = np.bincount(rng.integers(size, size=size), minlength=size)
        drawn = np.bincount(cells, weights=times[story], minlength=shape[0] * shape[1]).reshape(shape)
        own, sums = drawn[at, to], drawn.sum(axis=1)
        held += own * (sums.sum() - sums[at]) > (drawn.sum(axis=0)[to] - own) * sums[at]
    numbers = (counts[at, to], every[to] - counts[at, to], scores[at, to], held / _PHRASE_DRAWS)
    kept = pd.DataFrame(dict(zip(columns, (outlets[at], phrases[to], *numbers), strict=True)))
    kept = kept[kept["stability"] >= _STABLE].sort_values(["outlet", "z"], ascending=[True, False], kind="stable")
    return kept.groupby("outlet").head(_MOST).reset_index(drop=True)
