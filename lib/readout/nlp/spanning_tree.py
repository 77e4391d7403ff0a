"""The best tree over a matrix of arc scores: the maximum spanning arborescence with one root."""

from collections.abc import Sequence

import numpy as np

from readout.nlp.encoder import Floats


def best_tree(scores: Floats) -> list[int]:
    """The head of each word (0 is the root, n the n-th word): one root, no cycle, the highest sum of scores.

    `scores` has a row per word and a column per head. Chu and Liu 1965, Edmonds 1967; that just one word
    hangs on the root is had by trying each of the words that would as the only one.
    """
    size = len(scores)
    square = np.full((size + 1, size + 1), -np.inf)
    square[1:] = scores
    np.fill_diagonal(square, -np.inf)
    heads = _arborescence(square)
    if (np.array(heads[1:]) == 0).sum() > 1:
        heads = max(
            (_arborescence(_rooted(square, root)) for root in range(1, size + 1) if heads[root] == 0),
            key=lambda tree: sum(square[n, tree[n]] for n in range(1, size + 1)),
        )
    return heads[1:]


def _rooted(square: Floats, root: int) -> Floats:
    """The scores with all other words kept off the root."""
    one = square.copy()
    one[1:, 0] = -np.inf
    one[root] = -np.inf
    one[root, 0] = square[root, 0]
    return one


def _arborescence(square: Floats) -> list[int]:
    """The best head of each node, node 0 being the root."""
    heads = [0, *(int(row.argmax()) for row in square[1:])]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside, outside = sorted(cycle), [n for n in range(len(heads)) if n not in cycle]
    gain = np.array([square[n, heads[n]] for n in inside])
    enter = square[np.ix_(inside, outside)] - gain[:, None]  # what a head from outside adds for each node
    leave = square[np.ix_(outside, inside)]
    smaller = np.full((len(outside) + 1,) * 2, -np.inf)
    smaller[:-1, :-1] = square[np.ix_(outside, outside)]
    smaller[-1, :-1] = enter.max(0)
    smaller[:-1, -1] = leave.max(1)
    found = _arborescence(smaller)
    for place, node in enumerate(outside):
        if node:
            head = found[place]
            heads[node] = inside[int(leave[place].argmax())] if head == len(outside) else outside[head]
    broken = int(enter[:, found[-1]].argmax())
    heads[inside[broken]] = outside[found[-1]]
    return heads


def _cycle(heads: Sequence[int]) -> set[int]:
    """The nodes of one cycle; none where there is no cycle."""
    done: set[int] = {0}
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while node not in done:
            done.add(node)
            path.append(node)
            node = heads[node]
        if node in path:
            return set(path[path.index(node) :])
    return set()
