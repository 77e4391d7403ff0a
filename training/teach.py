"""What teachers say of the training rows: shares of labels in place of bare labels (Hinton et al. 2015).

A teacher is a reader trained before, on tone and stance alone. The student learns its opinion beside each given
label, and alone where the data give none: on the tone towards both sides of a stance pair, the stance between
two targets of tone, and both for the names in sentences that are labelled with names only.
"""

from collections.abc import Sequence
from itertools import combinations

import torch
from torch import Tensor

from training.batches import Row, batches, tensors
from training.measure import label_outputs
from training.model import Reader

GIVEN = 0.5  # the weight of a given label beside the teachers' opinion
PAIRS = 4  # pairs of one sentence that are asked about


def taught(rows: dict[str, list[Row]], teachers: Sequence[Reader], smoothing: float) -> None:
    """Puts shares in place of the labels of all rows that name anyone, and adds those not labelled.

    The stances of our own sentences stay as they are: they teach what the teachers do not know.
    """
    for task in ("tone", "stance", "names", "own"):
        for row in rows.get(task, []):
            _ask(row)
        for batch in batches(rows.get(task, []), 32):
            _answer(batch, teachers, ("tone",) if task == "own" else ("tone", "stance"), smoothing)


def _ask(row: Row) -> None:
    """Adds the questions to which the data have no answer, with -1 for a label."""
    spans = row.entities if row.task in ("names", "own") else [r for item in row.stance for r in item[:-1]]
    known = [item[0] for item in row.tone]
    for span in spans:
        if span not in known:
            known.append(span)
            row.tone.append((span, -1))
    if row.task in ("tone", "names"):
        row.stance += [(a, b, -1) for a, b in list(combinations(known, 2))[:PAIRS]]


@torch.no_grad()
def _answer(batch: Sequence[Row], teachers: Sequence[Reader], kinds: Sequence[str], smoothing: float) -> None:
    ids, cases, mask = tensors(batch)
    shares: dict[str, list[Tensor]] = {kind: [] for kind in kinds}
    for teacher in teachers:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = teacher.encoder(ids, cases, mask)
        for kind in kinds:
            if got := label_outputs(teacher, batch, states.float(), mask, kind):
                shares[kind].append(got[0].softmax(-1))
    for kind, some in shares.items():
        said = iter(torch.stack(some).mean(0).tolist() if some else ())
        for row in batch:
            asked = getattr(row, kind)
            setattr(row, kind, [(*item[:-1], _mixed(item[-1], next(said), smoothing)) for item in asked])


def _mixed(label: int, said: list[float], smoothing: float) -> list[float]:
    """The opinion, with the given label in it if there is one."""
    if label < 0:
        return said
    flat = smoothing / len(said)
    given = [1 - smoothing + flat if n == label else flat for n in range(len(said))]
    return [GIVEN * g + (1 - GIVEN) * s for g, s in zip(given, said, strict=True)]
