"""Trains the heads for tags, trees and names on, with the encoder as it ships.

    python -m training.heads BENCHMARKS

The two passes of the whole network are too few for these heads, and more of them would spoil tone and stance. Here the
encoder stays as it is, and with it every other head: each sentence is encoded once, in whole numbers, and a pass over
what it gave takes a quarter of a minute. Writes words.onnx anew, and the hashes of the files.
"""

import argparse
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from readout.nlp.encoder import BATCH, THREADS, session
from readout.nlp.model_files import MODEL, note_hashes
from training.data import Numbering, batches
from training.export import parts, quantised, save
from training.shipped import count_layers, load_shipped
from training.train import SIZES, examples, loss_of, measure

LEFT = ("tone", "stance", "nominal", "own", "corpus")  # the tasks whose heads stay as they are
HEADS = ("names", "tag", "arc", "relation")  # what the names of the weights that learn begin with
PASSES, RATE, SEED, LARGEST = 24, 2e-3, 1, 5.0  # the last is the norm at which a gradient is cut


class ShippedEncoder(nn.Module):
    """The encoder as it ships, in the place of the one of the network; it reads each row once."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[bytes, Tensor] = {}

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        """The states (rows, tokens, width), nought where a row is filled up."""
        lengths = mask.sum(1).tolist()
        keys = [torch.stack([ids[n, :end], cases[n, :end]]).numpy().tobytes() for n, end in enumerate(lengths)]
        new = [n for n, key in enumerate(keys) if key not in self._known]
        groups = [new[first : first + BATCH] for first in range(0, len(new), BATCH)]
        with ThreadPoolExecutor(THREADS) as pool:
            found = pool.map(lambda group: _states(ids[group], cases[group], mask[group]), groups)
            for n, states in zip(new, chain.from_iterable(found), strict=True):
                self._known[keys[n]] = states[: lengths[n]].half()
        return pad_sequence([self._known[key].float() for key in keys], batch_first=True)


def _states(ids: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
    given = {"ids": ids.numpy(), "cases": cases.numpy(), "mask": mask.numpy()}
    return torch.from_numpy(session("encoder").run(None, given)[0])


def train_heads(benchmarks: Path) -> None:
    """All of it; a line for each pass."""
    torch.manual_seed(SEED)
    reader, labels = load_shipped(MODEL, count_layers(MODEL))
    learned, dev = examples(benchmarks, LEFT)
    number = Numbering(MODEL, labels)
    rows, held_out = ({t: [number.row(e) for e in some] for t, some in part.items()} for part in (learned, dev))
    rows["syntax"] = [row for row in rows["syntax"] if row.heads]
    encoder, reader.encoder = reader.encoder, ShippedEncoder()
    trained = [weight for name, weight in reader.named_parameters() if name.startswith(HEADS)]
    optimizer = torch.optim.AdamW(trained, RATE)
    steps = PASSES * sum(-(-len(some) // SIZES[task]) for task, some in rows.items())
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, steps)
    began = time.time()
    for number_of_pass in range(1, PASSES + 1):
        groups = [b for task, some in rows.items() for b in batches(some, SIZES[task], number_of_pass)]
        random.Random(number_of_pass).shuffle(groups)
        reader.train()
        for batch in groups:
            optimizer.zero_grad()
            loss_of(reader, batch).backward()
            nn.utils.clip_grad_norm_(trained, LARGEST)
            optimizer.step()
            schedule.step()
        figures = {name: round(figure, 4) for name, figure in measure(reader, labels, held_out).items()}
        print(f"pass {number_of_pass} {time.time() - began:.0f} s {json.dumps(figures)}", flush=True)
    reader.encoder = encoder
    save(quantised(dict(parts(reader))["words"]), MODEL / "words.onnx")
    note_hashes(MODEL)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Trains the heads for tags, trees and names on.")
    parser.add_argument("benchmarks", type=Path)
    train_heads(parser.parse_args().benchmarks)


if __name__ == "__main__":
    main()
