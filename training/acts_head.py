"""Trains the head that names the act between two spans, on our own sentences and the reader as it ships.

    python -m training.acts_head [RESOURCES]

Multinomial logistic regression with an L2 penalty on the states of `readout.nlp.heads.act_features`; its weights are
added to heads.npz. Takes seconds; the encoder stays as it is.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from readout.nlp.encoder import MODEL
from readout.nlp.reader import ACTS, read
from readout.nlp.trees import Tree
from training.data import Span, acts
from training.probe import keep

SENTENCES = Path(__file__).parent / "acts.tsv"
PENALTY = 34.0  # half of it times the sum of the squared weights is added to the loss of all sentences
STEPS = 300

Row = tuple[str, str, Span, Span]


def main(folder: Path) -> None:
    """Fits the head and writes it beside the others."""
    rows = [*acts(SENTENCES), *exchanged(list(acts(SENTENCES)))]
    weights, bias = fitted(features(rows), np.array([ACTS.index(act) for act, *_ in rows]))
    keep({"act.weight": weights, "act.bias": bias}, folder)
    print(f"acts: {len(rows)} sentences")


def exchanged(rows: list[Row]) -> Iterator[Row]:
    """Each sentence with a source and a target of other ones, so that the act is learned from the words between."""
    draw = random.Random(1)
    sources, targets = ([text[slice(*row[end])] for row in rows for text in row[1:2]] for end in (2, 3))
    for act, text, source, target in rows:
        new, at, spans = "", 0, {}
        for span, names in sorted([(source, sources), (target, targets)]):
            new += text[at : span[0]] + (name := draw.choice(names))
            spans[span], at = (len(new) - len(name), len(new)), span[1]
        yield act, new + text[at:], spans[source], spans[target]


def features(rows: list[Row]) -> np.ndarray:
    """What the head of acts goes by, of each sentence."""
    readings = read(tuple(text for _, text, *_ in rows))
    found = []
    for reading, (_, _, a, b) in zip(readings, rows, strict=True):
        path = [word.place for word in Tree(reading, 0).path(a, b)]
        found.append(reading.act_features(path, a, b))
    return np.array(found, np.float32)


def fitted(x: np.ndarray, gold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias; each act weighs as much as any other, however many sentences it has."""
    mean, scale = x.mean(0), x.std(0).mean()
    inputs, labels = torch.tensor((x - mean) / scale), torch.tensor(gold)
    weight = torch.zeros(len(ACTS), x.shape[1], requires_grad=True)
    bias = torch.zeros(len(ACTS), requires_grad=True)
    shares = len(gold) / (len(ACTS) * np.bincount(gold, minlength=len(ACTS)))
    even = torch.nn.CrossEntropyLoss(torch.tensor(shares, dtype=torch.float32), reduction="sum")
    search = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        total = even(inputs @ weight.T + bias, labels) + PENALTY * weight.square().sum()
        total.backward()
        return total

    search.step(loss)
    found = weight.detach().numpy() / scale
    return found, bias.detach().numpy() - found @ mean


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL)
