"""Who is for or against whom in which sentence, beside a baseline in the same run: prints a table.

    python -m tests.benchmarks.triplets FILE

FILE is a labelled file of `training.bench triplets`. The baseline (`pip install vaderSentiment`) takes each two actors
whom a sentence names, both ways, for a tie with the sign of VADER's polarity, none from -0.05 to 0.05 (Hutto and
Gilbert 2014). Readout's ties are shown by deeds, by words, and together, with their F1 over the baseline's.
"""

import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from readout.articles.article import Article
from readout.nlp.document import parse
from training.bench import measure
from training.labelled_rows import labelled
from training.predict import join_sentences, triplets

Found = list[dict[str, Any]]
NEUTRAL = 0.05


def main(path: Path) -> None:
    """One line for each way."""
    rows, polarity = labelled("triplets", path), SentimentIntensityAnalyzer().polarity_scores
    ways: dict[str, list[Found]] = {"co-occurrence, VADER": [], "deeds": [], "words": [], "Readout": []}
    for row in rows:
        article, place = join_sentences(row.given["sentences"])
        ways["co-occurrence, VADER"].append(list(together(article, place, polarity)))
        found = list(triplets(article, place))
        for way in ("deeds", "words"):
            ways[way].append([one for one in found if way in one["by"]])
        ways["Readout"].append(found)
    print("| ties by | given | precision | recall | F1 | times the baseline |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    base = 0.0
    for way, said in ways.items():
        figures = measure("triplets", rows, [{"triplets": some} for some in said])
        base = base or figures["F1"]
        shown = " | ".join(f"{figures[name]:.3f}" for name in ("precision", "recall", "F1"))
        print(f"| {way} | {sum(map(len, said))} | {shown} | {figures['F1'] / base:.1f} |")


def together(article: Article, place: dict[int, int], polarity: Any) -> Iterator[dict[str, Any]]:
    """Each two actors of a sentence, both ways."""
    who = parse(article).actors
    for sentence in article.sentences:
        score = polarity(sentence.text)["compound"]
        here = [
            name
            for name, spans in zip(who["name"], who["mentions"], strict=True)
            if any(sentence.start <= start < sentence.end for start, _ in spans)
        ]
        for subject, other in permutations(here, 2) if abs(score) > NEUTRAL else ():
            sentiment = "POS" if score > 0 else "NEG"
            yield {"sentence": place[sentence.start], "subject": subject, "sentiment": sentiment, "object": other}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
