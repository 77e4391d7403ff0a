"""Examples as tensors: token ids and capitals, where words and spans are, and the labels."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from readout.nlp.tokens import STRAIGHT, first_tokens, letter_cases, tokens_within
from training.data import NAMES, NOMINALS, Example, Span
from training.model import STANCES, TONES

LONGEST = 160  # tokens of a sentence that training reads; the reader itself has no such limit
BIO = {
    "names": ["O", *(f"{p}-{k}" for k in NAMES for p in "BI")],
    "nominal": ["O", *(f"{p}-{k}" for k in NOMINALS for p in "BI")],
}


@dataclass(frozen=True)
class Labels:
    """The names of tags and relations, in the order of their numbers."""

    tags: list[str]
    relations: list[str]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Labels":
        """Those that the examples use, sorted."""
        return cls(
            sorted({tag for e in examples for tag in e.tags}),
            sorted({relation for e in examples for relation in e.relations}),
        )


@dataclass
class Row:
    """One example as numbers; `tone` and `stance` hold token ranges and a label: its number, or a share for each."""

    task: str
    ids: list[int]
    cases: list[int]
    words: list[int]
    bio: list[int]
    tags: list[int]
    heads: list[int]
    relations: list[int]
    tone: list[tuple[list[Span], int | list[float]]]
    stance: list[tuple[list[Span], list[Span], int | list[float]]]
    entities: list[list[Span]]


class Numbering:
    """Turns examples into rows."""

    def __init__(self, tokenizer: Tokenizer, labels: Labels) -> None:
        self.tokenizer, self.labels = tokenizer, labels
        self._tags = {tag: n for n, tag in enumerate(labels.tags)}
        self._relations = {relation: n for n, relation in enumerate(labels.relations)}

    def row(self, one: Example) -> Row:
        """One example; what lies behind the longest length is left out."""
        coded = self.tokenizer.encode(one.text.translate(STRAIGHT))
        offsets = coded.offsets[:LONGEST]
        words = first_tokens(one.words, offsets)
        kept = [n for n, token in enumerate(words) if 0 < token < len(offsets) - 1]
        kept = (
            kept if len(kept) == len(words) else kept[: next(i for i, n in enumerate([*kept, -1]) if i != n)]
        )
        tree = all(one.heads[n] < len(kept) for n in kept) if one.heads else False
        return Row(
            one.task,
            coded.ids[:LONGEST],
            letter_cases(one.text, offsets),
            [words[n] for n in kept],
            [_bio(one)[n] for n in kept] if one.task in ("names", "nominal", "own") else [],
            [self._tags.get(one.tags[n], 0) for n in kept] if tree else [],
            [one.heads[n] + 1 for n in kept] if tree else [],
            [self._relations.get(one.relations[n], 0) for n in kept] if tree else [],
            [(r, TONES.index(label)) for spans, label in one.tone if (r := _ranges(spans, offsets))],
            [
                (r, q, STANCES.index(label))
                for a, b, label in one.stance
                if (r := _ranges(a, offsets)) and (q := _ranges(b, offsets))
            ],
            [r for *span, _ in one.entities if (r := _ranges([tuple(span)], offsets))],
        )


def _ranges(spans: Sequence[Span], offsets: Sequence[Span]) -> list[Span]:
    found = [tokens_within(span, offsets) for span in spans]
    return [r for r in found if r[0] < r[1]]


def _bio(one: Example) -> list[int]:
    """The label of each word; a "the" or "a" before one of our own marks belongs to it, as in re3d."""
    names = BIO["names" if one.task == "names" else "nominal"]
    found = [0] * len(one.words)
    for start, end, kind in one.entities:
        inside = [n for n, (s, e) in enumerate(one.words) if s < end and e > start]
        if one.task == "own" and inside and inside[0] > 0:
            before = one.text[slice(*one.words[inside[0] - 1])].lower()
            inside = [inside[0] - 1, *inside] if before in ("the", "a", "an") else inside
        for i, n in enumerate(inside):
            found[n] = names.index(f"{'I' if i else 'B'}-{kind}")
    return found


def batches(rows: Sequence[Row], size: int, seed: int | None = None) -> Iterator[list[Row]]:
    """The rows in batches of like length; with a seed shuffled, without it in order of length."""
    chance = random.Random(seed)
    order = list(range(len(rows)))
    if seed is not None:
        chance.shuffle(order)
    order.sort(key=lambda n: len(rows[n].ids) // (4 if seed is not None else 1))
    groups = [order[n : n + size] for n in range(0, len(order), size)]
    if seed is not None:
        chance.shuffle(groups)
    for group in groups:
        yield [rows[n] for n in group]


def tensors(batch: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, capitals and mask of a batch, filled up to its longest row."""
    length = max(len(row.ids) for row in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    kinds, mask = torch.zeros_like(ids), torch.zeros(len(batch), length, dtype=torch.bool)
    for n, row in enumerate(batch):
        ids[n, : len(row.ids)] = torch.tensor(row.ids)
        kinds[n, : len(row.ids)] = torch.tensor(row.cases)
        mask[n, : len(row.ids)] = True
    return ids, kinds, mask


def padded(lists: Sequence[Sequence[int]], fill: int) -> Tensor:
    """Lists of numbers as one tensor, filled up at the end."""
    length = max((len(one) for one in lists), default=0)
    return torch.tensor([[*one, *[fill] * (length - len(one))] for one in lists], dtype=torch.long)
