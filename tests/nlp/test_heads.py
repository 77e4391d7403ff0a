"""The best tree over arc scores, compared with trying them all."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.nlp.heads import best_tree


def is_tree(heads: tuple[int, ...]) -> bool:
    """Whether just one word hangs on the root and every word comes to it."""
    if heads.count(0) != 1:
        return False
    for start in range(1, len(heads) + 1):
        seen, node = set(), start
        while node:
            if node in seen:
                return False
            seen.add(node)
            node = heads[node - 1]
    return True


def tried(scores: np.ndarray) -> float:
    """The highest sum of scores of any tree."""
    size = len(scores)
    trees = (heads for heads in product(range(size + 1), repeat=size) if is_tree(heads))
    return max(sum(scores[n, head] for n, head in enumerate(heads)) for heads in trees)


def total(scores: np.ndarray, heads: list[int]) -> float:
    return float(sum(scores[n, head] for n, head in enumerate(heads)))


def test_the_best_heads_are_kept_where_they_form_a_tree() -> None:
    # "dogs chase cats": both nouns hang on the verb, the verb on the root
    scores = np.array([[0.0, -9, 5, 0], [5, 0, -9, 0], [0, 0, 5, -9]])
    assert best_tree(scores) == [2, 0, 2]


def test_a_cycle_is_broken_where_that_costs_least() -> None:
    # 1 and 2 like each other best; 2 loses one by going to the root, 1 loses three
    scores = np.array([[1.0, -9, 4], [3, 4, -9]])
    assert best_tree(scores) == [2, 0]


def test_just_one_word_hangs_on_the_root() -> None:
    scores = np.array([[5.0, -9, 0], [5.0, 1, -9]])
    assert best_tree(scores) == [0, 1]


def test_one_word_is_its_own_tree() -> None:
    assert best_tree(np.array([[0.0, 1.0]])) == [0]


@pytest.mark.parametrize("size", [2, 3, 4, 5])
@given(seed=st.integers(0, 10_000))
@settings(max_examples=25)
def test_no_tree_is_better(size: int, seed: int) -> None:
    # whole numbers, so that ties and cycles come often
    scores = np.random.default_rng(seed).integers(0, 6, (size, size + 1)).astype(float)
    heads = best_tree(scores)
    assert is_tree(tuple(heads))
    assert total(scores, heads) == tried(_without_self(scores))


def _without_self(scores: np.ndarray) -> np.ndarray:
    own = scores.copy()
    own[np.arange(len(own)), np.arange(1, len(own) + 1)] = -1e9
    return own
