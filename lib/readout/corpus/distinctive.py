"""Which phrases set one outlet apart from the others: log-odds with the whole corpus as prior.

After Monroe, Colaresi and Quinn, "Fightin' Words" (2008). Their z takes words for independent; so stories are drawn
again as well, and a phrase counts only if its sign stays the same in nine of ten draws.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

_DRAWS = 200
_CHANCE = 0.05  # how likely an outlet without habits is to have any phrase here (Bonferroni: many are tried)


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


def distinctive_phrases(
    frame: pd.DataFrame, *, top: int = 10, least: int = 3, share: float = 0.9, seed: int = 0
) -> pd.DataFrame:
    """Return the phrases that set each outlet apart from all others.

    Args:
        frame: One row for each phrase of a story in an outlet; columns `outlet`, `story`, `phrase`.
        top: How many phrases of each outlet, the most distinctive.
        least: In how many stories of the outlet a phrase must stand.
        share: In which share of the draws its sign must hold.

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
    tried = np.maximum(1, (counts >= least).sum(axis=1))
    limits = [NormalDist().inv_cdf(1 - _CHANCE / number) for number in tried]
    at, to = np.nonzero((counts >= least) & (scores > np.array(limits)[:, None]))
    held, rng, size = np.zeros(len(at)), np.random.default_rng(seed), story.max() + 1
    for _ in range(_DRAWS):
        times = np.bincount(rng.integers(size, size=size), minlength=size)
        drawn = np.bincount(cells, weights=times[story], minlength=shape[0] * shape[1]).reshape(shape)
        own, sums = drawn[at, to], drawn.sum(axis=1)
        held += own * (sums.sum() - sums[at]) > (drawn.sum(axis=0)[to] - own) * sums[at]
    numbers = (counts[at, to], every[to] - counts[at, to], scores[at, to], held / _DRAWS)
    kept = pd.DataFrame(dict(zip(columns, (outlets[at], phrases[to], *numbers), strict=True)))
    kept = kept[kept["stability"] >= share].sort_values(["outlet", "z"], ascending=[True, False], kind="stable")
    return kept.groupby("outlet").head(top).reset_index(drop=True)
