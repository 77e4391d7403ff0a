"""How likely one actor is for or against another: a judgement learned from annotated articles (`training/ties.py`).

In two steps: a sentence is judged by its numbers (`pair_evidence`), a pair by what its sentences say together.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from readout.analyses.pair_evidence import Pair, PairSentence
from readout.nlp.encoder import Floats
from readout.nlp.model_files import model_file

SIGNS = ("none", "supports", "opposes")
TIERS, GROUNDS = ("tie", "leaning"), ("act", "speech", "sentence")
NOTHING = -6.0  # the log-odds of a sentence that is not there
WIDEST = 5.0  # deviations from the mean that count
PARTLY = 0.5  # a sentence is shown if its probability is at least this part of the best one's


@dataclass(frozen=True, eq=False)
class JudgedPair:
    """A source and a target with the probabilities of `SIGNS`, and each sentence with its own."""

    source: str
    target: str
    shares: dict[str, float]
    sentences: list[tuple[PairSentence, dict[str, float]]]

    @cached_property
    def label(self) -> str:
        """The likelier of supports and opposes."""
        return max(SIGNS[1:], key=lambda name: self.shares[name])

    @cached_property
    def grounds(self) -> str:
        """What the label rests on: an "act" that says the same, else "speech" of the source, else the "sentence"."""
        sign = 1 if self.label == "supports" else -1
        if any(act["sign"] == sign for row in self.evidence for act in row.acts):
            return "act"
        return "speech" if any(row.spoken for row in self.evidence) else "sentence"

    @cached_property
    def tier(self) -> str:
        """A "tie", or a "leaning" that is too often wrong for one; "" for less."""
        reached = [name for name in TIERS if self.shares[self.label] >= threshold(name, self.grounds)]
        return reached[0] if reached else ""

    @cached_property
    def evidence(self) -> list[PairSentence]:
        """The sentences that bear the label out, in the order of the text."""
        best = max(shares[self.label] for _, shares in self.sentences)
        return [row for row, shares in self.sentences if shares[self.label] >= PARTLY * best]


def judge_pairs(rows: Sequence[PairSentence]) -> list[JudgedPair]:
    """Judge each pair by all of its sentences, in the order in which the pairs come."""
    if not rows:
        return []
    model, by_pair = judgement(), pairs_of(rows)
    judged = answer(model["sentence"], sentence_features(rows, model["numbers"]))
    shares = answer(model["article"], pair_features(rows, by_pair, judged))
    return [
        JudgedPair(
            *pair,
            dict(zip(SIGNS, map(float, of_pair), strict=True)),
            [(rows[n], dict(zip(SIGNS, map(float, judged[n]), strict=True))) for n in places],
        )
        for (pair, places), of_pair in zip(by_pair.items(), shares, strict=True)
    ]


def pairs_of(rows: Iterable[PairSentence]) -> dict[Pair, list[int]]:
    """The numbers of the rows of each pair."""
    found: dict[Pair, list[int]] = {}
    for n, row in enumerate(rows):
        found.setdefault((row.source, row.target), []).append(n)
    return found


def sentence_features(rows: Sequence[PairSentence], names: Sequence[str]) -> Floats:
    """One row a sentence: its numbers of these names."""
    return np.array([[row.numbers.get(name, 0.0) for name in names] for row in rows], np.float32)


def pair_features(rows: Sequence[PairSentence], by_pair: Mapping[Pair, list[int]], judged: Floats) -> Floats:
    """One row a pair: for both signs the log-odds of its sentences and of the reverse, and what they rest on."""
    logs = np.log(np.maximum(judged, 1e-6))
    odds = {sign: logs[:, n] - logs[:, 0] for n, sign in enumerate(SIGNS) if n}
    return np.array([list(_of_pair(pair, rows, by_pair, odds)) for pair in by_pair], np.float32)


def _of_pair(
    pair: Pair, rows: Sequence[PairSentence], by_pair: Mapping[Pair, list[int]], odds: Mapping[str, Floats]
) -> Iterator[float]:
    own, back = by_pair[pair], by_pair.get(pair[::-1], [])
    spoken = float(any(rows[n].spoken for n in own))
    for values, sign in zip(odds.values(), (1, -1), strict=True):
        best, second = [*sorted(values[own])[::-1], NOTHING][:2]
        acted = float(any(act["sign"] == sign for n in own for act in rows[n].acts))
        yield from (best, second, float(np.log1p(np.exp(values[own]).sum())), float(values[own].mean()))
        yield from (float(max(values[back], default=NOTHING)), acted, acted * best, spoken * best)
    yield from (float(np.log(len(own))), spoken)


def answer(model: Mapping[str, Any], numbers: Floats) -> Floats:
    """The probabilities of `SIGNS` for rows of numbers: linear layers with rectifiers between them."""
    x = np.clip((numbers - np.array(model["mean"])) / np.array(model["scale"]), -WIDEST, WIDEST)
    *inner, (weights, bias) = model["layers"]
    for inner_weights, inner_bias in inner:
        x = np.maximum(x @ np.array(inner_weights) + np.array(inner_bias), 0)
    logits = x @ np.array(weights) + np.array(bias)
    raised = np.exp(logits - logits.max(1, keepdims=True))
    shares: Floats = raised / raised.sum(1, keepdims=True)
    return shares


def threshold(tier: str, grounds: str) -> float:
    """The lowest probability of a tier, for what rests on these grounds: each is right as often as it should be."""
    return float(judgement()["threshold"][tier][grounds])


@cache
def judgement() -> dict[str, Any]:
    """What training found: the names of the numbers, both steps, the thresholds."""
    found: dict[str, Any] = json.loads(model_file("ties.json").read_text("utf-8"))
    return found
