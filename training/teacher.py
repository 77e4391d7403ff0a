"""The teacher of tone: what a larger network, trained on tone alone, says of spans that nobody labelled for tone.

Of the sentences that teach stance nobody said how they speak of the spans in them. The teacher says it, as a share for
each label (Hinton et al. 2015), and the reader learns it along: it reads these sentences anyway, and so learns tone of
more than twice as many spans in news.
"""

from collections.abc import Sequence
from dataclasses import replace

import torch

from readout.nlp.reader import TONES
from readout.nlp.tokens import Span
from training.data import Row, batches
from training.network import Reader, half_precision, tensors

TAUGHT = ("stance", "own", "corpus")  # the tasks whose spans the teacher labels
BATCH = 32

Key = tuple[tuple[int, ...], tuple[Span, ...]]  # the tokens of a sentence, and where a span stands in it


def add_tones(rows: dict[str, list[Row]], teacher: Reader) -> dict[str, list[Row]]:
    """The rows by task, with the teacher's shares for each span of a pair that has no label; all labels are shares."""
    asked = {tuple(row.ids): row for task in TAUGHT for row in rows.get(task, ()) if row.stance}
    shares = _ask(list(asked.values()), teacher)
    return rows | {task: [_with_shares(row, shares) for row in rows[task]] for task in TAUGHT if task in rows}


@torch.no_grad()
def _ask(rows: Sequence[Row], teacher: Reader) -> dict[Key, list[float]]:
    found: dict[Key, list[float]] = {}
    for batch in batches([replace(row, tone=[(span, 0) for span in _spans(row)]) for row in rows], BATCH):
        ids, cases, mask = tensors(batch)
        with half_precision():
            states = teacher.encoder(ids, cases, mask).float()
        logits, _ = teacher.label_outputs(batch, states, mask, "tone") or (torch.empty(0, len(TONES)), None)
        keys = [_key(row, span) for row in batch for span, _ in row.tone]
        found |= zip(keys, logits.softmax(-1).tolist(), strict=True)
    return found


def _with_shares(row: Row, shares: dict[Key, list[float]]) -> Row:
    known = [(span, [float(n == label) for n in range(len(TONES))]) for span, label in row.tone]
    new = [span for span in _spans(row) if span not in [given for given, _ in known]]
    return replace(row, tone=[*known, *((span, shares[_key(row, span)]) for span in new if _key(row, span) in shares)])


def _spans(row: Row) -> list[list[Span]]:
    """The spans of the pairs of a row, each once."""
    spans = [span for item in row.stance for span in item[:-1]]
    return [span for n, span in enumerate(spans) if span not in spans[:n]]


def _key(row: Row, span: Sequence[Span]) -> Key:
    return tuple(row.ids), tuple(map(tuple, span))
