"""The network of the reader, in PyTorch: one BERT encoder, and the heads that share it."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

ARC, RELATION, ATTENTION, HIDDEN = 256, 96, 256, 384
TONES = ("negative", "neutral", "positive")
STANCES = ("none", "a_supports_b", "b_supports_a", "a_opposes_b", "b_opposes_a")
SWAPPED = (0, 2, 1, 4, 3)  # the stances with a and b exchanged
CASES = 4  # no capital, Capital, CAPITALS, miXed: the vocabulary of the base is lower-case only


@dataclass(frozen=True)
class Shape:
    """The sizes of the encoder (those of all-MiniLM-L6-v2) and of the label sets."""

    tags: int
    relations: int
    names: int
    nominals: int
    vocabulary: int = 30522
    positions: int = 512
    width: int = 384
    inner: int = 1536
    layers: int = 6
    heads: int = 12
    dropout: float = 0.1


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.dropout = shape.heads, shape.dropout
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width)
        self.value = nn.Linear(shape.width, shape.width)
        self.attended = nn.Linear(shape.width, shape.width)
        self.norm_attended = nn.LayerNorm(shape.width, eps=1e-12)
        self.wide = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        split = (batch, length, self.heads, width // self.heads)
        q, k, v = (part(x).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        scores = q @ k.transpose(-1, -2) / (split[-1] ** 0.5) + mask
        weights = F.dropout(scores.softmax(-1), self.dropout, self.training)
        mixed = (weights @ v).transpose(1, 2).reshape(batch, length, width)
        x = self.norm_attended(x + F.dropout(self.attended(mixed), self.dropout, self.training))
        inner = self.narrow(F.gelu(self.wide(x)))
        return self.norm(x + F.dropout(inner, self.dropout, self.training))


class Encoder(nn.Module):
    """Token ids and their capitals in, one state per token out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.cases = nn.Embedding(CASES, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.dropout = shape.dropout

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        x = self.words(ids) + self.cases(cases) + self.places.weight[None, : ids.shape[1]]
        x = F.dropout(self.norm(x), self.dropout, self.training)
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_bert(self, weights: dict[str, Tensor]) -> None:
        """Takes the weights of a published BERT; all capitals start from its one token type."""
        own = {
            "words.weight": weights["embeddings.word_embeddings.weight"],
            "places.weight": weights["embeddings.position_embeddings.weight"],
            "cases.weight": weights["embeddings.token_type_embeddings.weight"][:1].repeat(CASES, 1),
            "norm.weight": weights["embeddings.LayerNorm.weight"],
            "norm.bias": weights["embeddings.LayerNorm.bias"],
        }
        parts = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "attended": "attention.output.dense",
            "norm_attended": "attention.output.LayerNorm",
            "wide": "intermediate.dense",
            "narrow": "output.dense",
            "norm": "output.LayerNorm",
        }
        for n in range(len(self.layers)):
            for mine, theirs in parts.items():
                for kind in ("weight", "bias"):
                    own[f"layers.{n}.{mine}.{kind}"] = weights[f"encoder.layer.{n}.{theirs}.{kind}"]
        self.load_state_dict(own)


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
        return (
            scores,
            self.drop(F.gelu(self.relation_dependent(words))),
            self.drop(F.gelu(self.relation_head(heads))),
        )

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
