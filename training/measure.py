"""What the network in PyTorch gets right on the dev parts: for choosing the epoch and for the table of tries."""

from collections.abc import Sequence

import torch
from torch import Tensor

from training import scores
from training.batches import BIO, Labels, Row, batches, padded, tensors
from training.labelled_rows import KINDS
from training.model import Reader


@torch.no_grad()
def measure(reader: Reader, labels: Labels, dev: dict[str, list[Row]]) -> dict[str, float]:
    """The figures of each task: macro-F1, typed and plain span F1, UAS, LAS, tags."""
    reader.eval()
    found: dict[str, float] = {}
    for task, rows in dev.items():
        if task == "syntax":
            found.update(_syntax(reader, labels, rows))
        elif task in ("names", "nominal"):
            found.update(_mentions(reader, rows, task))
        else:
            logits, gold = label_logits(reader, rows, "tone" if task == "tone" else "stance")
            found[task] = scores.macro_f1(gold.tolist(), logits.argmax(-1).tolist())
    return found


@torch.no_grad()
def label_logits(reader: Reader, rows: Sequence[Row], task: str) -> tuple[Tensor, Tensor]:
    """Logits and gold labels of all targets or pairs, in order of length."""
    reader.eval()
    logits, gold = [], []
    for batch in batches(rows, 32):
        got = label_outputs(reader, batch, reader.encoder(*tensors(batch)), tensors(batch)[2], task)
        if got:
            logits.append(got[0])
            gold.append(got[1])
    return torch.cat(logits), torch.cat(gold)


def pooled(states: Tensor, ranges: list[tuple[int, int]]) -> Tensor:
    """The mean state of the tokens of all mentions of one span."""
    places = [n for start, end in ranges for n in range(start, end)]
    return states[places].mean(0)


def label_outputs(
    reader: Reader, batch: Sequence[Row], states: Tensor, mask: Tensor, task: str
) -> tuple[Tensor, Tensor] | None:
    """Logits and labels of the targets (tone) or pairs (stance) in a batch; None where it has none."""
    items = [(n, item) for n, row in enumerate(batch) for item in getattr(row, task)]
    if not items:
        return None
    at = torch.tensor([n for n, _ in items])
    kept = mask.to(states.dtype)
    sentence = (states * kept[..., None]).sum(1) / kept.sum(1, keepdim=True)
    spans = [
        torch.stack([pooled(states[n], item[k]) for n, item in items]) for k in range(len(items[0][1]) - 1)
    ]
    head = reader.tone if task == "tone" else reader.stance
    return head(*spans, sentence[at], states[at], mask[at]), torch.tensor([item[-1] for _, item in items])


def spans_of(labels: Sequence[str]) -> set[tuple[int, int, str]]:
    """The spans that BIO labels mark; an I without its B opens one."""
    found, start, kind = set(), -1, ""
    for n, label in enumerate([*labels, "O"]):
        goes_on = label[:1] == "I" and label[2:] == kind and start >= 0
        if not goes_on and start >= 0:
            found.add((start, n, kind))
            start = -1
        if label != "O" and not goes_on:
            start, kind = n, label[2:]
    return found


def _mentions(reader: Reader, rows: Sequence[Row], task: str) -> dict[str, float]:
    head = reader.names if task == "names" else reader.nominals
    gold, said = [], []
    for batch in batches(rows, 32):
        best = head(reader.encoder(*tensors(batch))).argmax(-1)
        for n, row in enumerate(batch):
            gold.append(spans_of([BIO[task][k] for k in row.bio]))
            said.append(spans_of([BIO[task][k] for k in best[n, row.words].tolist()]))
    parts = (("typed", True), ("spans", False))
    return {f"{task}-{name}": scores.span_f1(gold, said, KINDS[task], typed=typed) for name, typed in parts}


def _syntax(reader: Reader, labels: Labels, rows: Sequence[Row]) -> dict[str, float]:
    gold, said = [], []
    for batch in batches([row for row in rows if row.heads], 32):
        states = reader.encoder(*tensors(batch))
        words = states[torch.arange(len(batch))[:, None], padded([row.words for row in batch], 0)]
        arcs, d, h = reader.arcs(words, states[:, 0])
        tags = reader.tag(words).argmax(-1)
        for n, row in enumerate(batch):
            size = len(row.words)
            heads = arcs[n, :size, : size + 1].argmax(-1)
            relations = reader.relations(d[n, :size], h[n, heads]).argmax(-1).tolist()
            gold.append(_tree(labels, row.heads, row.relations, row.tags))
            said.append(_tree(labels, heads.tolist(), relations, tags[n, :size].tolist()))
    return {name.lower(): figure for name, figure in scores.attachment(gold, said).items()}


def _tree(
    labels: Labels, heads: list[int], relations: list[int], tags: list[int]
) -> dict[str, list[int] | list[str]]:
    return {"heads": heads, "relations": [labels.relations[n] for n in relations], "tags": tags}
