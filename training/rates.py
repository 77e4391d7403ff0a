"""Counts how often the rules are right, and writes the three tables of rates that the library ships.

    python training/rates.py BENCHMARKS

BENCHMARKS holds `target-sentiment` (NewsMTSC, Hamborg and Donnay 2021, MIT) and `directed-stance` (Park, Pan
and Joo 2021), each as `.train.jsonl` and `.dev.jsonl`. The first two are counted on the training parts:

- `tone_rates.tsv`: of the labelled sentences whose TextBlob polarity falls into a bin, the share that is
  negative, neutral and positive towards its target;
- `act_rates.tsv`: of the acts of a kind that the rules find between the two labelled spans, the share whose
  sign and direction agree with the label; the row "*" is all kinds together, used where a kind has fewer
  than 20;
- `measured.tsv`: what the results are worth on the dev parts, which made no rule and no rate.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from textblob.en.sentiments import PatternAnalyzer

from readout.acts import acts
from readout.article import Article, Sentence
from readout.resources import FOLDER, table
from readout.sentiment import LABELS as LABELS_OF_TONE
from readout.sentiment import label, rates
from readout.stance import ties

BINS = (-0.25, -0.1, -0.0001, 0.0, 0.1, 0.25, 1.0)
ENOUGH = 20
LABELS = {-1: "opposes", 1: "supports"}


def main(folder: Path) -> None:
    """Writes both tables into the library's resources."""
    write(
        "tone_rates",
        ["upto", "negative", "neutral", "positive", "n"],
        tone(folder / "target-sentiment.train.jsonl"),
    )
    write("act_rates", ["act", "sign", "agreed", "n"], agreement(folder / "directed-stance.train.jsonl"))
    table.cache_clear()
    worth = [*tone_worth(folder), *tie_worth(folder)]
    write("measured", ["analysis", "measure", "figure", "n", "data"], worth)


def tone(path: Path) -> list[list[Any]]:
    """A row per bin of polarity: its upper end, the three shares, the number of sentences."""
    counts = {upper: Counter[str]() for upper in BINS}
    for row in rows(path):
        polarity = PatternAnalyzer().analyze(row["text"]).polarity
        counts[next(upper for upper in BINS if polarity <= upper)][row["label"]] += 1
    labels = ("negative", "neutral", "positive")
    return [[u, *(round(c[x] / c.total(), 4) for x in labels), c.total()] for u, c in counts.items()]


def agreement(path: Path) -> list[list[Any]]:
    """A row per kind of act and sign: the share of acts that agree with the label, and their number."""
    right, seen = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for row in rows(path):
        for act in acts(*pair(row)).itertuples():
            if act.sign:
                agrees = row["label"] == f"{act.source}_{LABELS[act.sign]}_{act.target}"
                for key in ((act.act, act.sign), ("*", act.sign)):
                    seen[key] += 1
                    right[key] += agrees
    kept = sorted(key for key in seen if seen[key] >= ENOUGH or key[0] == "*")
    return [[*key, round(right[key] / seen[key], 4), seen[key]] for key in kept]


def tone_worth(folder: Path) -> list[list[Any]]:
    """How often a label towards a target is right and how often one is given, and macro-F1."""
    data = "NewsMTSC dev"
    found = [
        (row["label"], rates(PatternAnalyzer().analyze(row["text"]).polarity))
        for row in rows_of(folder, data)
    ]
    given = [(gold, label(shares)) for gold, shares in found if label(shares) != "unsure"]
    likeliest = [(gold, max(shares, key=lambda name: shares[name])) for gold, shares in found]
    f1 = sum(f_score(likeliest, name) for name in LABELS_OF_TONE) / len(LABELS_OF_TONE)
    right = sum(gold == said for gold, said in given) / len(given)
    return [
        [
            "tone",
            "labels towards a target that are right, where one is given",
            round(right, 3),
            len(given),
            data,
        ],
        [
            "tone",
            "targets for which a label is given; the rest are unsure",
            share(given, found),
            len(found),
            data,
        ],
        ["tone", "macro-F1 if the likeliest label were always given", round(f1, 3), len(found), data],
    ]


def tie_worth(folder: Path) -> list[list[Any]]:
    """How often a tie between two given names is right in sign and direction, and how many are found."""
    data = "Park et al. dev"
    gold, said = [], []
    for row in rows_of(folder, data):
        gold.append(row["label"])
        found = ties(acts(*pair(row)))
        top = next(found.itertuples(), None)
        said.append(f"{top.source}_{top.label}_{top.target}" if top else "none")
    given = [(g, s) for g, s in zip(gold, said, strict=True) if s != "none"]
    tied = [(g, s) for g, s in zip(gold, said, strict=True) if g != "none"]
    right = sum(g == s for g, s in given)
    return [
        [
            "stance",
            "ties that are right in sign and direction",
            round(right / len(given), 3),
            len(given),
            data,
        ],
        ["stance", "labelled ties that are found", round(right / len(tied), 3), len(tied), data],
    ]


def f_score(pairs: list[tuple[str, str]], name: str) -> float:
    """F1 of one label over (gold, said) pairs."""
    both = sum(gold == said == name for gold, said in pairs)
    either = sum(gold == name for gold, _ in pairs) + sum(said == name for _, said in pairs)
    return 2 * both / either if either else 0.0


def share(some: list[Any], every: list[Any]) -> float:
    """How large a part the first list is of the second."""
    return round(len(some) / len(every), 3)


def pair(row: dict[str, Any]) -> tuple[Article, pd.DataFrame]:
    """A labelled row as an article of one sentence, whose actors are its two spans."""
    text = row["text"]
    frame = pd.DataFrame({"name": ["a", "b"], "kind": ["person"] * 2, "mentions": [[row["a"]], [row["b"]]]})
    sentence = Sentence(0, len(text), text, 0)
    return Article("", None, None, None, None, None, "en", text, (sentence,), ""), frame


def rows_of(folder: Path, data: str) -> Iterator[dict[str, Any]]:
    """The rows of a dev part by the name under which its figures are printed."""
    return rows(
        folder
        / {"NewsMTSC dev": "target-sentiment.dev.jsonl", "Park et al. dev": "directed-stance.dev.jsonl"}[data]
    )


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def write(name: str, columns: list[str], table: list[list[Any]]) -> None:
    """One table with its source note."""
    note = "# Counted by training/rates.py; its docstring names the data and the method.\n"
    lines = ["\t".join(columns), *("\t".join(map(str, row)) for row in table)]
    (FOLDER / f"{name}.tsv").write_text(note + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
