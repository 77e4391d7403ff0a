"""Trains the reader: all tasks in one network, on two cores, from a base encoder and labelled sentences.

    python -m training.train BENCHMARKS --base PATH --out FOLDER

Writes FOLDER/reader.pt (the weights after the last pass), FOLDER/labels.json and FOLDER/train.log; `python -m
training.train --help` lists what the ablations change. FOLDER/state.pt has all that goes on after a pass: a training
that was cut off starts there.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from training import data, scores
from training.data import BIO, Labels, Numbering, Row, batches
from training.labelled_rows import KINDS
from training.network import Reader, Shape, half_precision, load_labels, load_reader, padded, tensors, word_states
from training.shipped import load_shipped
from training.teacher import add_tones

SIZES = {"tone": 32, "stance": 32, "names": 64, "nominal": 32, "own": 32, "corpus": 32, "syntax": 64}
# The share of a task's rows that a pass draws: stance over-fits, names and syntax learn on. The last pass (`--last`) is
# for those two, with as much of the others as keeps them where they are.
DRAWN = {"stance": 0.6, "names": 0.5, "syntax": 0.7}
DRAWN_LAST = {"tone": 0.5, "stance": 0.35, "names": 0.6, "corpus": 0.5}
HEAD_RATE, SYNTAX_RATE = 5e-4, 1e-3
SMOOTHING, MASKED = 0.05, 0.1  # of the labels; the share of spans hidden behind [MASK]

Figures = dict[str, float]
Rows = dict[str, list[Row]]


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Trains the reader.")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="folder of a training, or of shipped files, to go on from")
    parser.add_argument("--last", action="store_true", help="draw as the last pass does, which goes on from the others")
    parser.add_argument("--rate", type=float, default=4e-5, help="learning rate of the encoder")
    parser.add_argument("--without", nargs="*", default=[], help="tasks to leave out")
    parser.add_argument("--teacher", type=Path, help="folder of a reader trained on tone alone (`teacher.py`)")
    parser.add_argument("--layers", type=int, default=11, help="layers of the encoder, of the base's twelve")
    parser.add_argument("--frozen", type=int, default=0, help="of these, the first that stay as they are")
    return parser.parse_args()


def examples(folder: Path, without: Sequence[str]) -> tuple[dict[str, list], dict[str, list]]:
    """Training and dev examples by task. One fifth of our own sentences is held out."""
    train = {
        "tone": data.read_tone(folder / "target-sentiment.train.jsonl"),
        "stance": data.read_stance(folder / "directed-stance.train.jsonl"),
        "names": data.read_mentions(folder / "mentions.train.jsonl", "names"),
        "nominal": data.read_mentions(folder / "mentions.train.jsonl", "nominal") * 2,
        "own": data.read_own(part=1),
        "corpus": data.read_corpus(part="train") * 2,
        "syntax": data.read_syntax(folder / "syntax.train.conllu"),
    }
    # sentences whose second-named side takes the stance are few, and the macro-F1 counts them like all others
    train["stance"] += [e for e in train["stance"] if any(label.startswith("b_") for *_, label in e.stance)]
    # the few sentences of the politics corpus whose kind the dev part is made of
    train["names"] += [e for e in train["names"] if any(k in ("event", "other") for *_, k in e.entities)] * 3
    dev = {
        "tone": data.read_tone(folder / "target-sentiment.dev.jsonl"),
        "stance": data.read_stance(folder / "directed-stance.dev.jsonl"),
        "names": data.read_mentions(folder / "mentions.dev.jsonl", "names"),
        "own": data.read_own(part=0),
        "corpus": data.read_corpus(part="dev"),
        "syntax": data.read_syntax(folder / "syntax.dev.conllu")[::4],
    }
    keep = [name for name in train if name not in without]
    return {n: train[n] for n in keep}, {n: dev[n] for n in keep if dev.get(n)}


def loss_of(reader: Reader, batch: list[Row]) -> Tensor:
    """The loss of one batch; what it is depends on what the rows know."""
    ids, kinds, mask = tensors(batch)
    with half_precision():
        states = reader.encoder(ids, kinds, mask)
    states = states.float()
    losses = []
    for task in ("tone", "stance"):
        if outputs := reader.label_outputs(batch, states, mask, task):
            losses.append(F.cross_entropy(*outputs, label_smoothing=SMOOTHING))
    if batch[0].task == "syntax":
        losses += _syntax_losses(reader, batch, reader.drop(word_states(batch, states)), states)
    elif any(row.bio for row in batch):
        scored = reader.mention_head(batch[0].task)(reader.drop(word_states(batch, states)))
        gold = padded([row.bio for row in batch], -100)
        losses.append(F.cross_entropy(scored.flatten(0, 1), gold.flatten()))
    return torch.stack(losses).sum()


def _syntax_losses(reader: Reader, batch: list[Row], words: Tensor, states: Tensor) -> list[Tensor]:
    gold, relations, tags = (padded([getattr(row, k) for row in batch], -100) for k in ("heads", "relations", "tags"))
    real = gold >= 0
    arcs, dependents, heads = reader.arcs(words, states[:, 0])
    outside = F.pad(~real, (1, 0))  # a word that only fills up is no head
    arcs = arcs.masked_fill(outside[:, None, :], -1e4)
    at = real.nonzero()
    pairs = reader.relations(dependents[real], heads[at[:, 0], gold[real]])
    return [
        F.cross_entropy(arcs[real], gold[real]),
        F.cross_entropy(pairs, relations[real]),
        F.cross_entropy(reader.tag(words)[real], tags[real]),
    ]


def hide(batch: list[Row], mask: int, chance: random.Random) -> list[Row]:
    """The batch with some targets hidden behind [MASK], so that the words around a name decide, not the name."""
    hidden = []
    for row in batch:
        items = () if row.task == "names" else (*row.tone, *row.stance)  # a hidden name cannot be found
        ids = list(row.ids)
        for start, end in (r for item in items for part in item[:-1] for r in part):
            if chance.random() < MASKED:
                ids[start:end] = [mask] * (end - start)
        hidden.append(Row(**{**vars(row), "ids": ids}))
    return hidden


# --- the dev parts


@torch.no_grad()
def measure(reader: Reader, labels: Labels, dev: Rows) -> Figures:
    """The figures of each task: macro-F1, typed and plain span F1, UAS, LAS, tags."""
    reader.eval()
    figures: Figures = {}
    with half_precision():
        for task, rows in dev.items():
            if task == "syntax":
                figures |= _measure_syntax(reader, labels, rows)
            elif task in ("names", "nominal"):
                figures |= _measure_mentions(reader, rows, task)
            else:
                figures[task] = _measure_labels(reader, rows, "tone" if task == "tone" else "stance")
    return figures


def _measure_labels(reader: Reader, rows: Sequence[Row], task: str) -> float:
    gold, best = [], []
    for batch in batches(rows, 32):
        ids, kinds, mask = tensors(batch)
        if outputs := reader.label_outputs(batch, reader.encoder(ids, kinds, mask), mask, task):
            best += outputs[0].argmax(-1).tolist()
            gold += outputs[1].tolist()
    return scores.macro_f1(gold, best)


def _measure_mentions(reader: Reader, rows: Sequence[Row], task: str) -> Figures:
    gold, found = [], []
    for batch in batches(rows, 32):
        best = reader.mention_head(task)(reader.encoder(*tensors(batch))).argmax(-1)
        for n, row in enumerate(batch):
            gold.append(spans_of([BIO[task][k] for k in row.bio]))
            found.append(spans_of([BIO[task][k] for k in best[n, row.words].tolist()]))
    parts = (("typed", True), ("spans", False))
    return {f"{task}-{name}": scores.span_f1(gold, found, KINDS[task], typed=typed) for name, typed in parts}


def spans_of(labels: Sequence[str]) -> set[tuple[int, int, str]]:
    """The spans that BIO labels mark; an I without its B opens one."""
    spans, start, kind = set(), -1, ""
    for n, label in enumerate([*labels, "O"]):
        goes_on = label[:1] == "I" and label[2:] == kind and start >= 0
        if not goes_on and start >= 0:
            spans.add((start, n, kind))
            start = -1
        if label != "O" and not goes_on:
            start, kind = n, label[2:]
    return spans


def _measure_syntax(reader: Reader, labels: Labels, rows: Sequence[Row]) -> Figures:
    def tree(heads: list[int], relations: list[int], tags: list[int]) -> scores.Tree:
        return {"heads": heads, "relations": [labels.relations[n] for n in relations], "tags": tags}

    gold, found = [], []
    for batch in batches([row for row in rows if row.heads], 32):
        states = reader.encoder(*tensors(batch))
        words = word_states(batch, states)
        arcs, d, h = reader.arcs(words, states[:, 0])
        tags = reader.tag(words).argmax(-1)
        for n, row in enumerate(batch):
            size = len(row.words)
            heads = arcs[n, :size, : size + 1].argmax(-1)
            relations = reader.relations(d[n, :size], h[n, heads]).argmax(-1).tolist()
            gold.append(tree(row.heads, row.relations, row.tags))
            found.append(tree(heads.tolist(), relations, tags[n, :size].tolist()))
    return {name.lower(): figure for name, figure in scores.attachment(gold, found).items()}


# --- the loop


def train(options: argparse.Namespace, log: Callable[[str], None]) -> None:
    """All of it."""
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    learned, dev = examples(options.benchmarks, options.without)
    syntax = learned.get("syntax") or data.read_syntax(options.benchmarks / "syntax.train.conllu")
    number = Numbering(options.base, Labels.of(syntax))
    rows = {task: [number.row(e) for e in some] for task, some in learned.items()}
    rows["syntax"] = [row for row in rows.get("syntax", []) if row.heads]
    if options.teacher:
        rows = add_tones(rows, load_reader(options.teacher / "reader.pt", load_labels(options.teacher)))
    held_out = {task: [number.row(e) for e in some] for task, some in dev.items()}
    log(f"rows { ({task: len(some) for task, some in rows.items()}) }")
    shape = Shape.of(number.labels, options.layers)
    reader = Reader(shape)
    reader.encoder.load_base(load_file(options.base / "model.safetensors"))
    if options.start and (options.start / "reader.pt").exists():
        reader.load_state_dict(torch.load(options.start / "reader.pt", weights_only=True))
    elif options.start:  # all but its tables, which training leaves as they are in the base
        shipped = load_shipped(options.start, options.layers)[0].state_dict()
        for name in ("words", "places"):
            del shipped[f"encoder.{name}.weight"]
        reader.load_state_dict(shipped, strict=False)
    for table in (reader.encoder.words, reader.encoder.places):
        table.requires_grad_(False)  # rare words would drift from those that training never shows
    if options.frozen:
        below = reader.encoder
        for part in (below.distances, below.cases, below.norm, *below.layers[: options.frozen]):
            part.requires_grad_(False)
    (options.out / "labels.json").write_text(json.dumps(vars(number.labels)))
    _loop(options, log, reader, number, rows, held_out, chance)


def _loop(options, log, reader, number, rows, dev, chance) -> None:
    optimizer, schedule = _optimizer(reader, options, rows)
    mask = number.tokenizer.token_to_id("<mask>")
    state, step, done, began = options.out / "state.pt", 0, 0, time.time()
    parts = {"reader": reader, "optimizer": optimizer, "schedule": schedule}
    if state.exists():
        saved = torch.load(state, weights_only=True)
        step, done = saved["step"], saved["done"]
        for name, part in parts.items():
            part.load_state_dict(saved[name])
    for epoch in range(done + 1, options.epochs + 1):
        chance.seed(options.seed * 100 + epoch)
        drawn = {task: chance.sample(some, _drawn(options, task, some)) for task, some in rows.items()}
        seed = options.seed * 100 + epoch
        groups = [b for task, some in drawn.items() for b in batches(some, SIZES[task], seed)]
        chance.shuffle(groups)
        total = 0.0
        for batch in groups:
            reader.train()
            loss = loss_of(reader, hide(batch, mask, chance))
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
            step += 1
            total += loss.item()
            if step % 50 == 0:
                log(f"epoch {epoch} step {step} loss {loss.item():.3f} {time.time() - began:.0f} s")
        figures = measure(reader, number.labels, dev)
        log(
            f"epoch {epoch} loss {total / len(groups):.3f} {time.time() - began:.0f} s "
            + json.dumps({name: round(value, 4) for name, value in figures.items()})
        )
        torch.save(reader.state_dict(), options.out / "reader.pt")
        kept = {name: part.state_dict() for name, part in parts.items()}
        torch.save(kept | {"step": step, "done": epoch}, state)


def _drawn(options: argparse.Namespace, task: str, rows: list[Row]) -> int:
    return int(len(rows) * (DRAWN_LAST if options.last else DRAWN).get(task, 1.0))


def _optimizer(reader: Reader, options: argparse.Namespace, rows: Rows):
    rates: dict[float, list[nn.Parameter]] = {options.rate: [], HEAD_RATE: [], SYNTAX_RATE: []}
    for name, weight in reader.named_parameters():
        if not weight.requires_grad:
            continue
        syntax = name.startswith(("tag", "arc", "relation"))
        rate = options.rate if name.startswith("encoder.") else SYNTAX_RATE if syntax else HEAD_RATE
        rates[rate].append(weight)
    groups = [{"params": some, "lr": rate} for rate, some in rates.items()]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = options.epochs * sum(-(-_drawn(options, task, some) // SIZES[task]) for task, some in rows.items())
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
