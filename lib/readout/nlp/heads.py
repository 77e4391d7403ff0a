"""From the states of a sentence to a tree, spans and probabilities: the heads of the model, decoded."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from readout.nlp.encoder import Floats, session, settings
from readout.nlp.model_files import model_file


class WordScores(NamedTuple):
    """What the model makes of the words of a sentence: logits, a row per word.

    `arcs` has a column per head (column 0 is the root), `relations` is (word, relation, head).
    """

    tags: Floats
    names: Floats
    nominals: Floats
    arcs: Floats
    relations: Floats


def score_words(words: Floats, root: Floats) -> WordScores:
    """Scores of the words by their states and that of the root (Dozat and Manning 2017)."""
    return WordScores(*session("words").run(None, {"words": words, "root": root}))


def name_relations(scores: Floats, heads: Sequence[int]) -> list[str]:
    """The relation of each word to its head (0 is the root, and what hangs on it has the relation "root")."""
    names = settings()["relations"]
    of_heads = scores[np.arange(len(heads)), :, list(heads)]
    of_heads[:, names.index("root")] = -np.inf
    return [names[n] if head else "root" for n, head in zip(of_heads.argmax(-1), heads, strict=True)]


def best_tree(scores: Floats) -> list[int]:
    """The head of each word (0 is the root, n the n-th word): one root, no cycle, the highest sum of scores.

    `scores` (logits) has a row per word and a column per head. Chu and Liu 1965, Edmonds 1967; that just one word
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
    rooted = square.copy()
    rooted[1:, 0] = -np.inf
    rooted[root] = -np.inf
    rooted[root, 0] = square[root, 0]
    return rooted


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


def find_spans(logits: Floats, labels: Sequence[str]) -> list[tuple[int, int, str, float]]:
    """Runs of words that name someone, by their labels (O, B-… or I-…): first word, end, kind, probability."""
    scores = _log_softmax(logits)
    best = _viterbi(scores, labels)
    spans: list[tuple[int, int, str, float]] = []
    n = 0
    while n < len(best):
        end = n + 1
        if labels[best[n]] != "O":
            while end < len(best) and labels[best[end]][:1] == "I":
                end += 1
            probability = float(np.exp(scores[range(n, end), best[n:end]].mean()))
            spans.append((n, end, labels[best[n]][2:], probability))
        n = end
    return spans


def share_tones(states: Floats, span: Floats) -> Floats:
    """Probabilities of negative, neutral and positive for the mean state of a span."""
    (logits,) = session("tone").run(None, {"states": states, "span": span[None]})
    return _softmax(logits[0] / np.float32(settings()["temperature"]["tone"]))


def share_stances(states: Floats, a: Floats, b: Floats) -> Floats:
    """Probabilities of none, a supports b, b supports a, a opposes b, b opposes a: a row per pair.

    Exchanging a and b exchanges the probabilities, by construction.
    """
    (logits,) = session("stance").run(None, {"states": states, "a": a, "b": b})
    return _softmax(logits / np.float32(settings()["temperature"]["stance"]))


def share_acts(features: Floats) -> Floats:
    """Probabilities of the acts of a towards b, by multinomial logistic regression on `act_features`."""
    weights = _act_weights()
    return _softmax(features @ weights["act.weight"].T + weights["act.bias"])


def act_features(path: Floats, a: Floats, b: Floats) -> Floats:
    """Four states: of the topmost of the words that join a and b, and the means of all of these, of a and of b."""
    found: Floats = np.concatenate([path[0], path.mean(0), a, b])
    return found


def _viterbi(scores: Floats, labels: Sequence[str]) -> list[int]:
    """The best row of labels in which no I stands without its B or I before."""
    opens = np.array([label[:1] == "I" for label in labels])
    allowed = np.array([[b[:1] != "I" or (a[2:] == b[2:] and a != "O") for b in labels] for a in labels])
    total = np.where(opens, -np.inf, scores[0]) if len(scores) else scores
    back = []
    for row in scores[1:]:
        paths = np.where(allowed, total[:, None], -np.inf)
        back.append(paths.argmax(0))
        total = paths.max(0) + row
    best = [int(total.argmax())] if len(scores) else []
    for step in reversed(back):
        best.append(int(step[best[-1]]))
    return best[::-1]


def _softmax(x: Floats) -> Floats:
    found: Floats = np.exp(_log_softmax(x))
    return found


def _log_softmax(x: Floats) -> Floats:
    moved = x - x.max(-1, keepdims=True)
    found: Floats = moved - np.log(np.exp(moved).sum(-1, keepdims=True))
    return found


@cache
def _act_weights() -> dict[str, Floats]:
    with np.load(model_file("acts.npz")) as file:
        return {name: file[name].astype(np.float32) for name in file.files}
