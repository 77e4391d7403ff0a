"""Trains the head for acts on what the reader makes of our own sentences; encoder and other heads stay as they are.

    python -m training.acts

It names the act between two spans: multinomial logistic regression with an L2 penalty on `Reading.act_features`,
each act weighing as much as any other. Writes acts.npz beside the parts of the network.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from readout.nlp.model_files import MODEL, note_hashes
from readout.nlp.reader import ACTS, read_sentences
from readout.nlp.tokens import Span
from readout.nlp.trees import Tree
from training.data import read_acts

PENALTY = 34.0  # half of it times the sum of the squared weights is added to the loss of all sentences

ActRow = tuple[str, str, Span, Span]


def train_acts(folder: Path = MODEL) -> None:
    """Fits the head for acts and writes it beside the others."""
    rows = [*read_acts(), *exchanged(list(read_acts()))]
    x, gold = _act_features(rows), np.array([ACTS.index(act) for act, *_ in rows])
    mean, scale = x.mean(0), x.std(0).mean()
    model = LogisticRegression(C=1 / (2 * PENALTY), class_weight="balanced", max_iter=1000, tol=1e-6)
    model.fit((x - mean) / scale, gold)
    weights = model.coef_ / scale
    kept = {"act.weight": weights, "act.bias": model.intercept_ - weights @ mean}
    np.savez_compressed(folder / "acts.npz", **{name: np.float16(value) for name, value in kept.items()})
    note_hashes(folder)
    print(f"acts: {len(rows)} sentences")


def exchanged(rows: Sequence[ActRow]) -> Iterator[ActRow]:
    """Each sentence with a source and a target of other ones, so that the act is learned from the words between."""
    draw = random.Random(1)
    sources, targets = ([row[1][slice(*row[end])] for row in rows] for end in (2, 3))
    for act, text, source, target in rows:
        new, at, spans = "", 0, {}
        for span, names in sorted([(source, sources), (target, targets)]):
            new += text[at : span[0]] + (name := draw.choice(names))
            spans[span], at = (len(new) - len(name), len(new)), span[1]
        yield act, new + text[at:], spans[source], spans[target]


def _act_features(rows: Sequence[ActRow]) -> np.ndarray:
    features = []
    for reading, (_, _, a, b) in zip(read_sentences(tuple(text for _, text, *_ in rows)), rows, strict=True):
        path = [word.place for word in Tree(reading, 0).path(a, b)]
        features.append(reading.act_features(path, a, b))
    return np.array(features, np.float32)


if __name__ == "__main__":
    train_acts()
