"""Trains the small heads on what the reader makes of our own sentences; encoder and other heads stay as they are.

    python -m training.small_heads acts
    python -m training.small_heads sides

`acts` names the act between two spans: multinomial logistic regression with an L2 penalty on `Reading.act_features`,
each act weighing as much as any other. `sides` tells which side someone shows in words: a network of two layers on
`Reading.side_features` ("probing", Alain and Bengio 2017). `voices.tsv` and `issues.tsv` teach it the difference
between taking a side and bearing news; the other own sentences count for less. Each fifth in turn is read by a network
trained on the others: from these the threshold ("words" in reader.json) is found from which on 85 of 100 sides are
right that speakers show of those they speak of. Weights are added to heads.npz.
"""

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from readout.analyses.attribution import all_attributions
from readout.analyses.stance import combine_sides, spoken_of
from readout.nlp.encoder import MODEL
from readout.nlp.reader import ACTS, VERDICTS, read_sentences
from readout.nlp.tokens import Span
from readout.nlp.trees import Tree
from training.calibrate import SETTINGS, print_shares, threshold, write
from training.data import Example, read_acts, read_own
from training.predict import pair_of
from training.scores import label_f1

PENALTY = 34.0  # half of it times the sum of the squared weights is added to the loss of all sentences
LESS, PARTS, RIGHT = 0.3, 5, 0.85
HIDDEN, DROPOUT, EPOCHS, BATCH, RATE, DECAY, SMOOTHING = 128, 0.4, 12, 128, 1e-3, 0.02, 0.05

ActRow = tuple[str, str, Span, Span]
# a text, what is seen of two of its actors, the tone towards the second, the verdict, whether one speaks of the other
SideRow = tuple[str, np.ndarray, dict[str, float], int, bool]
Weights = dict[str, np.ndarray]


def train_acts(folder: Path = MODEL) -> None:
    """Fits the head for acts and writes it beside the others."""
    rows = [*read_acts(), *exchanged(list(read_acts()))]
    x, gold = _act_features(rows), np.array([ACTS.index(act) for act, *_ in rows])
    mean, scale = x.mean(0), x.std(0).mean()
    model = LogisticRegression(C=1 / (2 * PENALTY), class_weight="balanced", max_iter=1000, tol=1e-6)
    model.fit((x - mean) / scale, gold)
    weights = model.coef_ / scale
    keep({"act.weight": weights, "act.bias": model.intercept_ - weights @ mean}, folder)
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


def train_sides() -> None:
    """Counts on held-out parts, then trains on all."""
    voices = {one.text for files in ("voices.tsv", "issues.tsv") for one in read_own(files=files)}
    rows = [row for one in read_own() for row in _side_rows(one)]
    seen = torch.tensor(np.stack([row[1] for row in rows]))
    labels = torch.tensor([row[3] for row in rows])
    counts = torch.tensor([1.0 if row[0] in voices else LESS for row in rows])
    part, shares = parts([row[0] for row in rows], PARTS), np.zeros((len(rows), len(VERDICTS)))
    for n in range(PARTS):
        held_out = part == n
        shares[held_out] = answer(fit(seen[~held_out], labels[~held_out], counts[~held_out]), seen[held_out])
    heard = [n for n, row in enumerate(rows) if row[0] in voices and row[4]]
    least = _threshold_of_sides([rows[n] for n in heard], shares[heard])
    keep({f"verdict_{name}": value for name, value in fit(seen, labels, counts).items()})
    settings = json.loads(SETTINGS.read_text("utf-8"))
    settings["threshold"]["words"] = least
    write(settings)


def _side_rows(example: Example) -> Iterator[SideRow]:
    """Each two actors of a sentence, both ways."""
    (reading,) = read_sentences((example.text,))
    places = list(dict.fromkeys(tuple(spans) for a, b, _ in example.stance for spans in (a, b)))
    doc = pair_of(example.text, **{str(n): spans for n, spans in enumerate(places)})
    pairs = {(source, target) for source, _, target in spoken_of(doc, all_attributions(doc))}
    for a, b, label in example.stance:
        for source, target, first in ((a, b, "a"), (b, a, "b")):
            verdict = label.split("_")[1] if label[:2] == f"{first}_" else "none"
            speaks = tuple(str(places.index(tuple(spans))) for spans in (source, target)) in pairs
            seen = reading.side_features(source, target)
            yield example.text, seen, reading.tone(*target), VERDICTS.index(verdict), speaks


def _threshold_of_sides(rows: Sequence[SideRow], shares: np.ndarray) -> float:
    """The threshold for sides as verdict and tone make them together; prints how often they are right."""
    gold = [VERDICTS[row[3]] for row in rows]
    print("verdicts:", len(rows), label_f1(gold, [VERDICTS[n] for n in shares.argmax(1)]))
    sides = [
        combine_sides(dict(zip(VERDICTS, one, strict=True)), row[2])
        for one, row in zip(shares, rows, strict=True)
    ]
    best = [max(VERDICTS[1:], key=lambda name: side[name]) for side in sides]
    top = np.array([side[name] for side, name in zip(sides, best, strict=True)])
    right = np.array([g == name for g, name in zip(gold, best, strict=True)])
    least = threshold(top, right, RIGHT)
    print_shares(top, right, least)
    print(f"found: {right[top >= least].sum() / sum(g != 'none' for g in gold):.3f}")
    return least


def fit(seen: Tensor, labels: Tensor, counts: Tensor, *, seed: int = 0) -> Weights:
    """Weights of two layers from rows of numbers to labels, in half precision; `counts`: how much each row counts.

    Keys: inner.weight, inner.bias, outer.weight, outer.bias, for numbers as they come: what brings them to mean 0
    and deviation 1 is part of the inner layer.
    """
    torch.manual_seed(seed)
    mean, deviation = seen.mean(0), seen.std(0) + 1e-5
    rows = (seen - mean) / deviation
    inner, outer = nn.Linear(seen.shape[1], HIDDEN), nn.Linear(HIDDEN, int(labels.max()) + 1)
    network = nn.Sequential(nn.Dropout(DROPOUT), inner, nn.GELU(), nn.Dropout(DROPOUT), outer)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for batch in torch.randperm(len(rows)).split(BATCH):
            logits = network(rows[batch])
            loss = F.cross_entropy(logits, labels[batch], reduction="none", label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            (loss * counts[batch]).mean().backward()
            optimizer.step()
    with torch.no_grad():
        weight = inner.weight / deviation
        values = {"inner.weight": weight, "inner.bias": inner.bias - weight @ mean}
        values |= {"outer.weight": outer.weight, "outer.bias": outer.bias}
        return {name: value.numpy().astype(np.float16) for name, value in values.items()}


def answer(weights: Weights, seen: Tensor) -> np.ndarray:
    """The probabilities of the labels, row by row, by weights in half precision."""
    full = {name: torch.tensor(value.astype(np.float32)) for name, value in weights.items()}
    inner = F.gelu(seen @ full["inner.weight"].T + full["inner.bias"])
    return (inner @ full["outer.weight"].T + full["outer.bias"]).softmax(-1).numpy()


def parts(texts: Sequence[str], number: int) -> np.ndarray:
    """Which of so many parts each row belongs to; rows of one text stay together."""
    order = {text: n for n, text in enumerate(sorted(set(texts)))}
    return np.array([order[text] % number for text in texts])


def keep(weights: Mapping[str, np.ndarray], folder: Path = MODEL) -> None:
    """Adds the weights of a head to those of the others, in half precision."""
    with np.load(folder / "heads.npz") as file:
        known = {name: file[name] for name in file.files}
    known |= {name: np.asarray(value, np.float16) for name, value in weights.items()}
    np.savez_compressed(folder / "heads.npz", **known)


if __name__ == "__main__":
    heads = {"acts": train_acts, "sides": train_sides}
    if len(sys.argv) != 2 or sys.argv[1] not in heads:
        sys.exit(__doc__)
    heads[sys.argv[1]]()
