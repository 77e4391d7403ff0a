"""Trains the judgement of ties (`readout.analyses.tie_judgement`) on annotated articles, and finds its thresholds.

    python -m training.ties

Reads the parts train and dev of `training/corpus` and `tests/gold`, and writes `ties.json` beside the reader. Each
article is taken with the actors that are annotated, so that every tie is seen and none has a name in doubt. A sentence
is labelled by the words that carry a tie; other sentences on a pair that is tied, and pairs that are arguable, are
left out; all other pairs have no tie. The first step judges a sentence, the second a pair by its sentences; both are
multinomial logistic regressions with an L2 penalty. Each sixth of the articles in turn is judged by what the others
teach, in five draws of the sixths: the means of these answers train the second step. Those on the part dev, on which
the reader was not trained, give the thresholds: how likely a pair is right is fitted on its probability and the
grounds on which it rests; the likeliest are ties, as many as are right 92 times of 100 together (half of ties and
leanings together). Run it after every change of the reader.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from readout.analyses.acts import acts
from readout.analyses.attribution import all_attributions, with_quoted_pronouns
from readout.analyses.pair_evidence import PairSentence, pair_sentences
from readout.analyses.tie_judgement import (
    GROUNDS,
    SIGNS,
    WIDEST,
    JudgedPair,
    answer,
    pair_features,
    pairs_of,
    sentence_features,
)
from readout.nlp.actors import actor_row
from readout.nlp.document import Document
from readout.nlp.model_files import MODEL, note_hashes
from readout.nlp.trees import parse_sentences
from training.gold_format import Gold, read_folder

ROOT = Path(__file__).parents[1]
FOLDERS = ROOT / "training/corpus", ROOT / "tests/gold"
PARTS, FOLDS, DRAWS = ("train", "dev"), 6, 5
PENALTIES = {"sentence": 0.05, "article": 0.3}  # inverse strength of the penalty
RIGHT = {"tie": 0.92, "leaning": 0.5}  # with annotated actors; with those found up to 6 points fewer are
LEAST = {"tie": 0.5, "leaning": 0.35}  # a tie is likelier than not
LEFT_OUT = -1


class Annotated(NamedTuple):
    """An article, the key of each actor annotated in it, and what its sentences say of each pair."""

    gold: Gold
    keys: dict[str, str]
    sentences: list[tuple[int, int]]
    rows: list[PairSentence]


def main() -> None:
    """Judge each sixth of the articles by the others, then learn from all; print how often ties are right."""
    read = [gold for folder in FOLDERS for gold in read_folder(folder) if gold.part in PARTS]
    articles = [annotated(gold) for gold in read]
    names = sorted({name for one in articles for row in one.rows for name in row.numbers})
    x = [sentence_features(one.rows, names).reshape(-1, len(names)) for one in articles]
    y = [np.array([_label(one, row) for row in one.rows], int) for one in articles]
    sentence, step_one = cross_fit("sentence", x, y)
    groups = [pairs_of(one.rows) for one in articles]
    x = [pair_features(one.rows, group, shares) for one, group, shares in zip(articles, groups, step_one, strict=True)]
    y = [np.array([_tie(one, pair) for pair in group], int) for one, group in zip(articles, groups, strict=True)]
    article, judged = cross_fit("article", x, y)
    model = {"numbers": names, "sentence": sentence, "article": article}
    model["threshold"] = thresholds(articles, groups, step_one, judged)
    (MODEL / "ties.json").write_text(json.dumps(model) + "\n", "utf-8")
    note_hashes()


def annotated(gold: Gold) -> Annotated:
    """What the sentences of an article say of the actors that are annotated, pronouns too."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for mention in gold.mentions:
        spans.setdefault(mention.key, []).extend([] if mention.pronoun else [(mention.start, mention.end, "name")])
    named = {key: f"{gold.actors[key].name}" for key, found in spans.items() if found}
    named = {key: name if [*named.values()].count(name) == 1 else f"{name} {key}" for key, name in named.items()}
    rows = [actor_row(gold.article, name, gold.actors[key].kind, spans[key]) for key, name in named.items()]
    pronouns = {
        mention.start: named[mention.key] for mention in gold.mentions if mention.pronoun and mention.key in named
    }
    trees = parse_sentences(gold.article)
    doc = Document(gold.article, trees, pd.DataFrame(rows), known_pronouns=pronouns)
    said = all_attributions(doc)
    heard = with_quoted_pronouns(doc, said)
    found = pair_sentences(heard, acts(heard), said)
    keys = {name: key for key, name in named.items()}
    return Annotated(gold, keys, [(tree.start, tree.end) for tree in trees], found)


def _tie(one: Annotated, pair: tuple[str, str]) -> int:
    """The number of the sign between two actors; LEFT_OUT where it is arguable, both, or of one actor with itself."""
    source, target = (one.keys[name] for name in pair)
    signs = [label for label in SIGNS if (source, label, target) in one.gold.ties]
    arguable = any((source, label, target) in one.gold.arguable for label in SIGNS)
    if source == target or len(signs) > 1 or (arguable and not signs):
        return LEFT_OUT
    return SIGNS.index(signs[0]) if signs else 0


def _label(one: Annotated, row: PairSentence) -> int:
    """The sign that a sentence carries: that of the words which carry the tie, if they stand in it."""
    source, target = one.keys[row.source], one.keys[row.target]
    start, end = one.sentences[row.sentence]
    for label in SIGNS:
        said_in = one.gold.ties.get((source, label, target), ())
        if any(first < end and start < last for first, last in said_in):
            return SIGNS.index(label)
    return 0 if _tie(one, (row.source, row.target)) == 0 else LEFT_OUT


def cross_fit(step: str, x: Sequence[np.ndarray], y: Sequence[np.ndarray]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """A model learned from all articles, and for each the mean answers of those that have not seen it."""
    answers = [np.mean(some, axis=0) for some in zip(*(_answers(step, x, y, n) for n in range(DRAWS)), strict=True)]
    return fit(step, x, y, range(len(x))), answers


def _answers(step: str, x: Sequence[np.ndarray], y: Sequence[np.ndarray], draw: int) -> list[np.ndarray]:
    """The answers for each article by a model that has seen the others but a sixth, which each draw cuts anew."""
    fold = np.random.default_rng(draw).permutation(len(x)) % FOLDS
    models = [fit(step, x, y, np.flatnonzero(fold != held_out)) for held_out in range(FOLDS)]
    return [answer(models[part], rows) if len(rows) else rows for part, rows in zip(fold, x, strict=True)]


def fit(step: str, x: Sequence[np.ndarray], y: Sequence[np.ndarray], articles: Iterable[int]) -> dict[str, Any]:
    """Mean and deviation of the numbers, and the weights of a multinomial logistic regression on them."""
    numbers = np.concatenate([x[n][y[n] != LEFT_OUT] for n in articles if len(x[n])])
    labels = np.concatenate([y[n][y[n] != LEFT_OUT] for n in articles if len(x[n])])
    mean, scale = numbers.mean(0), numbers.std(0) + 1e-3
    kept = np.clip((numbers - mean) / scale, -WIDEST, WIDEST)
    found = LogisticRegression(C=PENALTIES[step], max_iter=500).fit(kept, labels)
    layers = [[found.coef_.T.round(4).tolist(), found.intercept_.round(4).tolist()]]
    return {"mean": mean.round(4).tolist(), "scale": scale.round(4).tolist(), "layers": layers}


def thresholds(
    articles: Sequence[Annotated],
    groups: Sequence[dict[tuple[str, str], list[int]]],
    sentences: Sequence[np.ndarray],
    pairs: Sequence[np.ndarray],
) -> dict[str, dict[str, float]]:
    """The lowest probabilities of a tie and of a leaning, by grounds; prints how many there are, and are right."""
    given: list[tuple[float, str, bool]] = []
    there = 0
    for n, (one, group) in enumerate(zip(articles, groups, strict=True)):
        if one.gold.part == "train":
            continue  # the reader was trained on it: its numbers are too good
        there += len(one.gold.ties)
        for (pair, places), shares in zip(group.items(), pairs[n], strict=True):
            if (sign := _tie(one, pair)) != LEFT_OUT:
                rows = [(one.rows[k], _shares(sentences[n][k])) for k in places]
                judged = JudgedPair(*pair, _shares(shares), rows)
                right = SIGNS[sign] == judged.label
                given.append((judged.shares[judged.label], judged.grounds, right))
    p, grounds, hits = (np.array(column) for column in zip(*given, strict=True))
    expected = expect_right(p, grounds, hits)
    found: dict[str, dict[str, float]] = {}
    for tier, share in RIGHT.items():
        ordered = np.sort(expected[p >= LEAST[tier]])[::-1]
        means = ordered.cumsum() / np.arange(1, len(ordered) + 1)
        likely = (expected >= ordered[means >= share].min(initial=1.0)) & (p >= LEAST[tier])
        for name in GROUNDS:
            of = p[likely & (grounds == name)]
            least = float(np.floor(of.min(initial=1.0) * 100) / 100)
            found.setdefault(tier, {})[name] = least
            most = found["tie"][name] if tier == "leaning" else 2
            right = hits[(grounds == name) & (least <= p) & (p < most)]
            shares_right = f"{right.sum() / max(len(right), 1):.2f} right, {right.sum() / there:.3f} found"
            print(f"{tier} by {name} from {least}: {len(right)}, {shares_right}")
    return found


def expect_right(p: np.ndarray, grounds: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """How likely each pair is right, by its log-odds and its grounds: a few by chance set no threshold."""
    x = np.column_stack([np.log(p / (1 - p)), *(grounds == name for name in GROUNDS)])
    shares: np.ndarray = LogisticRegression(fit_intercept=False).fit(x, hits).predict_proba(x)[:, 1]
    return shares


def _shares(row: np.ndarray) -> dict[str, float]:
    return dict(zip(SIGNS, map(float, row), strict=True))


if __name__ == "__main__":
    main()
