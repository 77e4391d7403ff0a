"""A small network over what the reader makes of a sentence, whose encoder and other heads stay as they are."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from readout.nlp.encoder import MODEL

HIDDEN, DROPOUT, EPOCHS, BATCH, RATE, DECAY, SMOOTHING = 128, 0.4, 12, 128, 1e-3, 0.02, 0.05


def fit(seen: Tensor, labels: Tensor, counts: Tensor, *, seed: int = 0) -> dict[str, np.ndarray]:
    """Weights of two layers from rows of numbers to labels ("probing", Alain and Bengio 2017).

    `counts`: how much each row counts. Keys: inner.weight, inner.bias, outer.weight, outer.bias, for numbers as they
    come: what brings them to mean 0 and deviation 1 is part of the inner layer.
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
        for some in torch.randperm(len(rows)).split(BATCH):
            logits = network(rows[some])
            loss = F.cross_entropy(logits, labels[some], reduction="none", label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            (loss * counts[some]).mean().backward()
            optimizer.step()
    with torch.no_grad():
        weight = inner.weight / deviation
        found = {"inner.weight": weight, "inner.bias": inner.bias - weight @ mean}
        found |= {"outer.weight": outer.weight, "outer.bias": outer.bias}
        return {name: value.numpy().astype(np.float16) for name, value in found.items()}


def said(weights: dict[str, np.ndarray], seen: Tensor) -> np.ndarray:
    """The probabilities of the labels, row by row, by weights in half precision."""
    full = {name: torch.tensor(value.astype(np.float32)) for name, value in weights.items()}
    inner = F.gelu(seen @ full["inner.weight"].T + full["inner.bias"])
    return (inner @ full["outer.weight"].T + full["outer.bias"]).softmax(-1).numpy()


def keep(weights: dict[str, np.ndarray], folder: Path = MODEL) -> None:
    """Adds the weights of a head to those of the others, in half precision."""
    with np.load(folder / "heads.npz") as file:
        known = {name: file[name] for name in file.files}
    known |= {name: value.astype(np.float16) for name, value in weights.items()}
    np.savez_compressed(folder / "heads.npz", **known)


def parts(texts: Sequence[str], number: int) -> np.ndarray:
    """Which of so many parts each row belongs to; rows of one text stay together."""
    order = {text: n for n, text in enumerate(sorted(set(texts)))}
    return np.array([order[text] % number for text in texts])
