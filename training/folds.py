"""How well the reader finds nominal groups in sentences it has not seen: five folds of the rows that mark them.

    python -m training.folds BENCHMARKS --base PATH [--epochs 2]

No dev part marks nominal groups, so each fifth of the rows is read by a network trained without it: on the
other four, the names and our own sentences, as in `train.py`. Prints the F1 of each fold and their mean.
"""

import argparse
import random
from pathlib import Path
from statistics import fmean

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from training import data
from training.batches import Labels, Numbering, Row, batches
from training.measure import measure
from training.model import Reader
from training.train import DRAWN, HEAD_RATE, SIZES, examples, loss_of, shape_of

FOLDS = 5
RATE, SMOOTHING = 1e-4, 0.05


def learn(reader: Reader, rows: dict[str, list[Row]], epochs: int, chance: random.Random) -> None:
    """Trains all weights, the encoder's and the heads', with a rate that falls to nothing."""
    drawn = {task: int(len(some) * DRAWN.get(task, 1.0)) for task, some in rows.items()}
    steps = epochs * sum(-(-n // SIZES[task]) for task, n in drawn.items())
    encoder = list(reader.encoder.parameters())
    heads = [weight for name, weight in reader.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": encoder, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (steps / 10), (steps - step) / (steps * 0.9))
    )
    reader.train()
    for epoch in range(epochs):
        some = {task: chance.sample(rows[task], n) for task, n in drawn.items()}
        groups_of = [b for task, part in some.items() for b in batches(part, SIZES[task], epoch)]
        chance.shuffle(groups_of)
        for batch in groups_of:
            loss_of(reader, batch, SMOOTHING).backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measures nominal groups in five folds.")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--epochs", type=int, default=2)
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    learned, _ = examples(options.benchmarks, ["tone", "stance", "syntax"])
    labels = Labels.of(data.syntax(options.benchmarks / "syntax.train.conllu"))
    number = Numbering(tokenizer, labels)
    rows = {task: [number.row(one) for one in some] for task, some in learned.items() if task != "nominal"}
    marked = [
        number.row(one) for one in data.mentions(options.benchmarks / "mentions.train.jsonl", "nominal")
    ]
    random.Random(0).shuffle(marked)
    found = []
    for fold in range(FOLDS):
        torch.manual_seed(fold)
        reader = Reader(shape_of(labels))
        reader.encoder.load_bert(load_file(options.base / "model.safetensors"))
        rest = [row for n, row in enumerate(marked) if n % FOLDS != fold]
        learn(reader, {**rows, "nominal": rest * 2}, options.epochs, random.Random(fold))
        found.append(measure(reader, labels, {"nominal": marked[fold::FOLDS]}))
        print(f"fold {fold + 1}: {found[-1]}", flush=True)
    print(
        f"mean of the folds: { ({name: round(fmean(one[name] for one in found), 4) for name in found[0]}) }"
    )


if __name__ == "__main__":
    main()
