"""The network of the reader, in PyTorch: one MPNet encoder, and the heads that share it."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from readout.nlp.reader import STANCES, TONES
from training.data import BIO, Labels, Row

ARC, RELATION, ATTENTION, HIDDEN = 256, 96, 256, 384
SWAPPED = (0, 2, 1, 4, 3)  # the stances with a and b exchanged
BASE_LAYERS = 12
LONGEST = 256  # tokens of a window
CASES = 4  # no capital, Capital, CAPITALS, miXed: the vocabulary of the base is lower-case only


@dataclass(frozen=True)
class Shape:
    """The sizes of the encoder (those of all-mpnet-base-v2) and of the label sets."""

    tags: int
    relations: int
    names: int
    nominals: int
    layers: int = 12
    vocabulary: int = 30527
    positions: int = 514
    buckets: int = 32
    width: int = 768
    inner: int = 3072
    heads: int = 12
    dropout: float = 0.1

    @classmethod
    def of(cls, labels: Labels, layers: int = 12) -> "Shape":
        """The sizes of a reader for these labels."""
        sizes = len(labels.tags), len(labels.relations), len(BIO["names"]), len(BIO["nominal"])
        return cls(*sizes, layers)


class Layer(nn.Module):
    """One layer of a transformer (Devlin et al. 2019); `bias` is added to what each token makes of each other."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.dropout = shape.heads, shape.dropout
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width)
        self.value = nn.Linear(shape.width, shape.width)
        self.attended = nn.Linear(shape.width, shape.width)
        self.norm_attended = nn.LayerNorm(shape.width, eps=1e-5)
        self.wide = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-5)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, width = x.shape
        split = (batch, length, self.heads, width // self.heads)
        q, k, v = (part(x).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        scores = q @ k.transpose(-1, -2) / (split[-1] ** 0.5) + bias
        weights = F.dropout(scores.softmax(-1), self.dropout, self.training)
        mixed = (weights @ v).transpose(1, 2).reshape(batch, length, width)
        x = self.norm_attended(x + F.dropout(self.attended(mixed), self.dropout, self.training))
        inner = self.narrow(F.gelu(self.wide(x)))
        return self.norm(x + F.dropout(inner, self.dropout, self.training))


class Encoder(nn.Module):
    """Token ids and their capitals in, one state per token out (MPNet, Song et al. 2020)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.distances = nn.Embedding(shape.buckets, shape.heads)
        self.cases = nn.Embedding(CASES, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-5)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.dropout = shape.dropout
        self.register_buffer("apart", distance_buckets(LONGEST, shape.buckets), persistent=False)

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        length = ids.shape[1]
        x = self.words(ids) + self.cases(cases) + self.places.weight[None, 2 : length + 2]  # two are for padding
        x = F.dropout(self.norm(x), self.dropout, self.training)
        bias = self.distances(self.apart[:length, :length]).permute(2, 0, 1)[None]
        bias = bias + (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_base(self, weights: dict[str, Tensor]) -> None:
        """Takes the weights of a published MPNet; of its twelve layers, as many as there are here, evenly spread."""
        own = {
            "words.weight": weights["embeddings.word_embeddings.weight"],
            "places.weight": weights["embeddings.position_embeddings.weight"],
            "distances.weight": weights["encoder.relative_attention_bias.weight"],
            "cases.weight": torch.zeros_like(self.cases.weight),
            "norm.weight": weights["embeddings.LayerNorm.weight"],
            "norm.bias": weights["embeddings.LayerNorm.bias"],
        }
        parts = {
            "query": "attention.attn.q",
            "key": "attention.attn.k",
            "value": "attention.attn.v",
            "attended": "attention.attn.o",
            "norm_attended": "attention.LayerNorm",
            "wide": "intermediate.dense",
            "narrow": "output.dense",
            "norm": "output.LayerNorm",
        }
        for n in range(len(self.layers)):
            taken = n * BASE_LAYERS // len(self.layers)
            for mine, theirs in parts.items():
                for kind in ("weight", "bias"):
                    own[f"layers.{n}.{mine}.{kind}"] = weights[f"encoder.layer.{taken}.{theirs}.{kind}"]
        self.load_state_dict(own)


def distance_buckets(length: int, buckets: int) -> Tensor:
    """The bucket (length, length) of the distance of each token from each other (Raffel et al. 2020).

    Half of the buckets are for tokens before, half for those behind; distances up to a quarter of the buckets have
    one of their own, longer ones share, by their logarithm, up to 128 tokens.
    """
    places = torch.arange(length)
    distance = places[None] - places[:, None]
    half, exact = buckets // 2, buckets // 4
    far = torch.log(distance.abs().clamp(min=1) / exact) / math.log(128 / exact) * (half - exact)
    shared = (exact + far.long()).clamp(max=half - 1)
    return (distance > 0) * half + torch.where(distance.abs() < exact, distance.abs(), shared)


class Look(nn.Module):
    """What one or two spans see in the sentence: attention of four heads from the spans to all tokens."""

    def __init__(self, spans: int, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(spans * width, ATTENTION)
        self.key = nn.Linear(width, ATTENTION)
        self.value = nn.Linear(width, ATTENTION)

    def forward(self, spans: Tensor, states: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = states.shape
        q = self.query(spans).view(rows, 4, 1, -1)
        k = self.key(states).view(rows, length, 4, -1).transpose(1, 2)
        v = self.value(states).view(rows, length, 4, -1).transpose(1, 2)
        scores = (q * k).sum(-1) / k.shape[-1] ** 0.5
        scores = scores.masked_fill(~mask[:, None, :], -1e4)
        return (scores.softmax(-1)[..., None] * v).sum(2).reshape(rows, -1)


class Reader(nn.Module):
    """The encoder with its heads: tags, arcs, relations, names, nominals, tone, stance."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        w = shape.width
        self.encoder = Encoder(shape)
        self.tag = nn.Linear(w, shape.tags)
        self.arc_dependent, self.arc_head = nn.Linear(w, ARC), nn.Linear(w, ARC)
        self.arc = nn.Parameter(torch.zeros(ARC + 1, ARC))
        self.relation_dependent, self.relation_head = nn.Linear(w, RELATION), nn.Linear(w, RELATION)
        self.relation = nn.Parameter(torch.zeros(shape.relations, RELATION + 1, RELATION + 1))
        self.names, self.nominals = nn.Linear(w, shape.names), nn.Linear(w, shape.nominals)
        self.tone_look, self.stance_look = Look(1, w), Look(2, w)
        self.tone_inner = nn.Linear(2 * w + ATTENTION, HIDDEN)
        self.tone_outer = nn.Linear(HIDDEN, len(TONES))
        self.stance_inner = nn.Linear(3 * w + ATTENTION, HIDDEN)
        self.stance_outer = nn.Linear(HIDDEN, len(STANCES))
        nn.init.normal_(self.arc, std=0.02)
        nn.init.normal_(self.relation, std=0.02)
        self.drop = nn.Dropout(0.2)
        self.drop_span = nn.Dropout(0.1)

    def arcs(self, words: Tensor, roots: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores (batch, word, head) with the root as head 0, and both sides of the relations."""
        heads = torch.cat([roots[:, None], words], 1)
        d = self.drop(F.gelu(self.arc_dependent(words)))
        h = self.drop(F.gelu(self.arc_head(heads)))
        ones = torch.ones_like(d[..., :1])
        scores = torch.cat([d, ones], -1) @ self.arc @ h.transpose(-1, -2)
        return (scores, self.drop(F.gelu(self.relation_dependent(words))), self.drop(F.gelu(self.relation_head(heads))))

    def relations(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Scores (pairs, relation) for pairs of a word and its head."""
        d = torch.cat([dependents, torch.ones_like(dependents[:, :1])], -1)
        h = torch.cat([heads, torch.ones_like(heads[:, :1])], -1)
        return torch.einsum("nd,rde,ne->nr", d, self.relation, h)

    def tone(self, span: Tensor, sentence: Tensor, states: Tensor, mask: Tensor) -> Tensor:
        """Logits (rows, 3) for the mean state of a span in its sentence."""
        seen = self.tone_look(span, states, mask)
        inner = F.gelu(self.tone_inner(self.drop_span(torch.cat([span, sentence, seen], -1))))
        return self.tone_outer(self.drop_span(inner))

    def stance(self, a: Tensor, b: Tensor, sentence: Tensor, states: Tensor, mask: Tensor) -> Tensor:
        """Logits (rows, 5); the mean of both orders, so that exchanging a and b exchanges the labels."""
        one = self._stance(a, b, sentence, states, mask)
        other = self._stance(b, a, sentence, states, mask)
        return (one + other[:, list(SWAPPED)]) / 2

    def _stance(self, a: Tensor, b: Tensor, sentence: Tensor, states: Tensor, mask: Tensor) -> Tensor:
        seen = self.stance_look(torch.cat([a, b], -1), states, mask)
        inner = F.gelu(self.stance_inner(self.drop_span(torch.cat([a, b, sentence, seen], -1))))
        return self.stance_outer(self.drop_span(inner))

    def label_outputs(
        self, batch: Sequence[Row], states: Tensor, mask: Tensor, task: str
    ) -> tuple[Tensor, Tensor] | None:
        """Logits and labels of the targets (tone) or pairs (stance) in a batch; None where it has none."""
        items = [(n, item) for n, row in enumerate(batch) for item in getattr(row, task)]
        if not items:
            return None
        at = torch.tensor([n for n, _ in items])
        kept = mask.to(states.dtype)
        sentence = (states * kept[..., None]).sum(1) / kept.sum(1, keepdim=True)
        spans = [torch.stack([_pooled(states[n], item[k]) for n, item in items]) for k in range(len(items[0][1]) - 1)]
        logits = getattr(self, task)(*spans, sentence[at], states[at], mask[at])
        return logits, torch.tensor([item[-1] for _, item in items])

    def mention_head(self, task: str) -> nn.Linear:
        """The head for names, or for nominal groups, which our own sentences mark too."""
        return self.names if task == "names" else self.nominals


def load_reader(weights: Path, labels: Labels) -> Reader:
    """A trained reader, ready to be asked."""
    known = torch.load(weights, weights_only=True)
    layers = 1 + max(int(name.split(".")[2]) for name in known if name.startswith("encoder.layers."))
    reader = Reader(Shape.of(labels, layers))
    reader.load_state_dict(known)
    return reader.eval()


def load_labels(folder: Path) -> Labels:
    """The labels that a reader was trained with."""
    return Labels(**json.loads((folder / "labels.json").read_text("utf-8")))


def half_precision() -> torch.autocast:
    """Products in bfloat16, where the processor has them; elsewhere they take more than five times as long."""
    has_them = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_them)


def tensors(batch: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, capitals and mask of a batch, filled up to its longest row."""
    ids, kinds = (padded([getattr(row, name) for row in batch], 0) for name in ("ids", "cases"))
    return ids, kinds, padded([[1] * len(row.ids) for row in batch], 0).bool()


def padded(lists: Sequence[Sequence[int]], fill: int) -> Tensor:
    """Lists of numbers as one tensor, filled up at the end."""
    length = max((len(numbers) for numbers in lists), default=0)
    return torch.tensor([[*numbers, *[fill] * (length - len(numbers))] for numbers in lists], dtype=torch.long)


def word_states(batch: Sequence[Row], states: Tensor) -> Tensor:
    """The states of the first tokens of the words."""
    return states[torch.arange(len(batch))[:, None], padded([row.words for row in batch], 0)]


def _pooled(states: Tensor, ranges: Sequence[tuple[int, int]]) -> Tensor:
    """The mean state of the tokens of all mentions of one span."""
    return states[[n for start, end in ranges for n in range(start, end)]].mean(0)
