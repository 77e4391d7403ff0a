"""Trains the reader: all tasks in one network, on two cores, from a base encoder and labelled sentences.

    python -m training.train BENCHMARKS --base PATH --out FOLDER

Writes FOLDER/reader.pt (the averaged weights of the best epoch by the dev parts), FOLDER/labels.json and
FOLDER/train.log; `python -m training.train --help` lists what the ablations change.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import data
from training.batches import BIO, Labels, Numbering, Row, batches, padded, tensors
from training.measure import label_outputs, measure
from training.model import Reader, Shape
from training.teach import taught

SIZES = {"tone": 16, "stance": 16, "names": 32, "nominal": 16, "own": 16, "syntax": 32}
# The dev figures that choose the epoch, each over the bar of the issue that asked for it.
BARS = {"tone": 0.785, "stance": 0.58, "las": 0.86, "tags": 0.95, "names-typed": 0.72}
# The share of a task's rows that one epoch draws: the label tasks over-fit where the parse still learns.
DRAWN = {"tone": 0.6, "stance": 0.7, "names": 0.7}
HEAD_RATE, SYNTAX_RATE = 6e-4, 1.5e-3
AVERAGED = 4  # steps between two additions to the averaged weights


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Trains the reader.")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-4, help="learning rate of the encoder")
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--masked", type=float, default=0.1, help="share of spans hidden behind [MASK]")
    parser.add_argument("--part", type=float, default=1.0, help="share of the training rows: for ablations")
    parser.add_argument("--without", nargs="*", default=[], help="tasks to leave out")
    parser.add_argument(
        "--teachers", nargs="*", type=Path, default=[], help="weights whose opinions are learned too"
    )
    parser.add_argument(
        "--blind", action="store_true", help="heads that see the spans and the whole sentence only"
    )
    parser.add_argument("--whole", action="store_true", help="draw all rows of each task in each epoch")
    parser.add_argument("--stop-after", type=int, default=0, help="end after this epoch of the schedule")
    return parser.parse_args()


def examples(folder: Path, without: list[str]) -> tuple[dict[str, list], dict[str, list]]:
    """Training and dev examples by task. One fifth of our own sentences is held out."""
    own = Path(__file__).parent / "data"
    train = {
        "tone": data.tone(folder / "target-sentiment.train.jsonl"),
        "stance": data.stance(folder / "directed-stance.train.jsonl"),
        "names": data.mentions(folder / "mentions.train.jsonl", "names"),
        "nominal": data.mentions(folder / "mentions.train.jsonl", "nominal") * 2,
        "own": data.own(own, 1) * 2,
        "syntax": data.syntax(folder / "syntax.train.conllu"),
    }
    # sentences whose second-named side takes the stance are few, and the macro-F1 counts them like all others
    train["stance"] += [e for e in train["stance"] if any(label.startswith("b_") for *_, label in e.stance)]
    # the few sentences of the politics corpus whose kind the dev part is made of
    train["names"] += [e for e in train["names"] if any(k in ("event", "other") for *_, k in e.entities)] * 3
    dev = {
        "tone": data.tone(folder / "target-sentiment.dev.jsonl"),
        "stance": data.stance(folder / "directed-stance.dev.jsonl"),
        "names": data.mentions(folder / "mentions.dev.jsonl", "names"),
        "own": data.own(own, 0),
        "syntax": data.syntax(folder / "syntax.dev.conllu"),
    }
    keep = [name for name in train if name not in without]
    return {n: train[n] for n in keep}, {n: dev[n] for n in keep if dev.get(n)}


def loss_of(reader: Reader, batch: list[Row], smoothing: float) -> Tensor:
    """The loss of one batch; what it is depends on what the rows know."""
    ids, kinds, mask = tensors(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = reader.encoder(ids, kinds, mask)
    states = states.float()
    losses = []
    for task in ("tone", "stance"):
        if got := label_outputs(reader, batch, states, mask, task):
            losses.append(F.cross_entropy(*got, label_smoothing=smoothing if got[1].dim() == 1 else 0.0))
    if any(row.bio for row in batch) or batch[0].task == "syntax":
        words = states[torch.arange(len(batch))[:, None], padded([row.words for row in batch], 0)]
        losses += _syntax(reader, batch, words, states) if batch[0].task == "syntax" else []
        if batch[0].task != "syntax":
            head = reader.names if batch[0].task == "names" else reader.nominals
            gold = padded([row.bio for row in batch], -100)
            losses.append(F.cross_entropy(head(reader.drop(words)).flatten(0, 1), gold.flatten()))
    return torch.stack(losses).sum()


def _syntax(reader: Reader, batch: list[Row], words: Tensor, states: Tensor) -> list[Tensor]:
    words = reader.drop(words)
    gold = padded([row.heads for row in batch], -100)
    real = gold >= 0
    scores, dependents, heads = reader.arcs(words, states[:, 0])
    outside = F.pad(~real, (1, 0))  # a word that only fills up is no head
    scores = scores.masked_fill(outside[:, None, :], -1e4)
    at = real.nonzero()
    pairs = reader.relations(dependents[real], heads[at[:, 0], gold[real]])
    relations = padded([row.relations for row in batch], -100)
    tags = padded([row.tags for row in batch], -100)
    return [
        F.cross_entropy(scores[real], gold[real]),
        F.cross_entropy(pairs, relations[real]),
        F.cross_entropy(reader.tag(words)[real], tags[real]),
    ]


def hide(batch: list[Row], share: float, mask: int, chance: random.Random) -> list[Row]:
    """The batch with some targets hidden behind [MASK], so that the words around a name decide, not the name."""
    found = []
    for row in batch:
        items = () if row.task == "names" else (*row.tone, *row.stance)  # a hidden name cannot be found
        spans = [r for item in items for part in item[:-1] for r in part]
        ids = list(row.ids)
        for start, end in spans:
            if chance.random() < share:
                ids[start:end] = [mask] * (end - start)
        found.append(Row(**{**vars(row), "ids": ids}))
    return found


def train(options: argparse.Namespace, log: Callable[[str], None]) -> None:
    """All of it."""
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    tokenizer = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    learned, dev = examples(options.benchmarks, options.without)
    syntax = learned.get("syntax") or data.syntax(options.benchmarks / "syntax.train.conllu")
    labels = Labels.of(syntax)
    number = Numbering(tokenizer, labels)
    rows = {task: [number.row(e) for e in some] for task, some in learned.items()}
    rows = {task: chance.sample(some, int(len(some) * options.part)) for task, some in rows.items()}
    rows["syntax"] = [row for row in rows.get("syntax", []) if row.heads]
    if options.teachers:
        taught(rows, [_teacher(path, labels) for path in options.teachers], options.smoothing)
    held = {task: [number.row(e) for e in some] for task, some in dev.items()}
    log(f"rows { ({task: len(some) for task, some in rows.items()}) }")
    reader, averaged = Reader(shape_of(labels)), Reader(shape_of(labels))
    reader.encoder.load_bert(load_file(options.base / "model.safetensors"))
    if options.blind:
        for look in (reader.tone_look, reader.stance_look):
            look.value.requires_grad_(False)
            nn.init.zeros_(look.value.weight)
            nn.init.zeros_(look.value.bias)
    averaged.load_state_dict(reader.state_dict())
    (options.out / "labels.json").write_text(json.dumps(vars(labels)))
    _loop(options, log, reader, averaged, labels, rows, held, tokenizer.token_to_id("[MASK]"), chance)


def shape_of(labels: Labels) -> Shape:
    """The sizes of a reader for these labels."""
    return Shape(len(labels.tags), len(labels.relations), len(BIO["names"]), len(BIO["nominal"]))


def _teacher(path: Path, labels: Labels) -> Reader:
    reader = Reader(shape_of(labels))
    reader.load_state_dict(torch.load(path, weights_only=True))
    return reader.eval()


def _loop(options, log, reader, averaged, labels, rows, held, mask, chance) -> None:
    optimizer, schedule = _optimizer(reader, options, rows)
    best, step, began = 0.0, 0, time.time()
    for epoch in range(1, options.epochs + 1):
        seed = options.seed * 100 + epoch
        drawn = {task: chance.sample(some, _drawn(options, task, some)) for task, some in rows.items()}
        groups = [b for task, some in drawn.items() for b in batches(some, SIZES[task], seed)]
        chance.shuffle(groups)
        total = 0.0
        for batch in groups:
            reader.train()
            loss = loss_of(reader, hide(batch, options.masked, mask, chance), options.smoothing)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
            step += 1
            total += loss.item()
            if step % AVERAGED == 0:
                _average(averaged, reader, min(0.996, 1 - 1 / (1 + step / AVERAGED)))
            if step % 200 == 0:
                log(f"epoch {epoch} step {step} loss {loss.item():.3f} {time.time() - began:.0f} s")
        figures = measure(averaged, labels, held)
        score = sum(figures[name] / bar for name, bar in BARS.items() if name in figures)
        log(
            f"epoch {epoch} loss {total / len(groups):.3f} {time.time() - began:.0f} s "
            + json.dumps({name: round(value, 4) for name, value in figures.items()})
        )
        torch.save(averaged.state_dict(), options.out / f"epoch{epoch}.pt")
        if score > best:
            best = score
            torch.save(averaged.state_dict(), options.out / "reader.pt")
        if epoch == options.stop_after:
            break


@torch.no_grad()
def _average(averaged: Reader, reader: Reader, keep: float) -> None:
    torch._foreach_lerp_(list(averaged.parameters()), list(reader.parameters()), 1 - keep)


def _drawn(options: argparse.Namespace, task: str, rows: list[Row]) -> int:
    return int(len(rows) * (1.0 if options.whole else DRAWN.get(task, 1.0)))


def _optimizer(reader: Reader, options: argparse.Namespace, rows: dict[str, list[Row]]):
    rates: dict[float, list[nn.Parameter]] = {options.rate: [], HEAD_RATE: [], SYNTAX_RATE: []}
    for name, weight in reader.named_parameters():
        syntax = name.startswith(("tag", "arc", "relation"))
        rate = options.rate if name.startswith("encoder.") else SYNTAX_RATE if syntax else HEAD_RATE
        rates[rate].append(weight)
    groups = [{"params": some, "lr": rate} for rate, some in rates.items()]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = options.epochs * sum(
        -(-_drawn(options, task, some) // SIZES[task]) for task, some in rows.items()
    )
    warm = max(steps // 10, 1)

    def factor(step: int) -> float:
        return min((step + 1) / warm, max((steps - step) / (steps - warm), 0.0))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def main() -> None:
    """Runs it, with a log."""
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / "train.log").open("a", buffering=1) as file:

        def log(line: str) -> None:
            file.write(line + "\n")
            print(line, flush=True)

        log(json.dumps({name: str(value) for name, value in vars(options).items()}))
        train(options, log)


if __name__ == "__main__":
    main()
