"""What lexicons make of tone towards somebody, beside Readout: prints a table.

    python -m tests.benchmarks.peers TARGET-SENTIMENT.jsonl

The file is one of the task target-sentiment (`python -m training.bench`). TextBlob and VADER (where `vaderSentiment` is
installed) know no target: their figure of the sentence stands for each target in it. Their own thresholds make labels
of figures: below -0.05, above 0.05 (VADER's README), and below or above 0 (TextBlob). Shares are of all rows.
"""

import json
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from textblob.en.sentiments import PatternAnalyzer

from training.predict import predict
from training.scores import macro_f1

LABELS = ("negative", "neutral", "positive")


def by_lexicon(score: Callable[[str], float], neutral: float) -> Callable[[list[dict]], list[str]]:
    """Labels from the figure of a sentence; what is at most `neutral` from 0 is neutral."""

    def label(figure: float) -> str:
        return "neutral" if abs(figure) <= neutral else "negative" if figure < 0 else "positive"

    return lambda rows: [label(score(row["text"])) for row in rows]


def ways() -> dict[str, Callable[[list[dict]], list[str]]]:
    """Each way to label rows, by its name."""
    found = {"always neutral": lambda rows: ["neutral"] * len(rows)}
    found["TextBlob"] = by_lexicon(lambda text: PatternAnalyzer().analyze(text).polarity, 0.0)
    if find_spec("vaderSentiment"):
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        analyzer = SentimentIntensityAnalyzer()
        found["VADER"] = by_lexicon(lambda text: analyzer.polarity_scores(text)["compound"], 0.05)
    found["Readout"] = lambda rows: [row["label"] for row in predict("target-sentiment", rows)]
    return found


def main() -> None:
    """Prints macro-F1 and the share of right labels for each way."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.benchmarks.peers TARGET-SENTIMENT.jsonl")
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines() if line.strip()]
    gold = [row["label"] for row in rows]
    print(f"{len(rows)} targets\n{'':16}{'macro-F1':>9}{'right':>7}")
    for name, label in ways().items():
        found = label(rows)
        right = sum(a == b for a, b in zip(gold, found, strict=True)) / len(rows)
        f1 = macro_f1([LABELS.index(x) for x in gold], [LABELS.index(x) for x in found])
        print(f"{name:16}{f1:9.3f}{right:7.3f}")


if __name__ == "__main__":
    main()
