"""Tone: of each sentence, of the article, of its author and of those it quotes, and towards each actor."""

from bisect import bisect_right
from functools import cache
from statistics import fmean

import pandas as pd
from textblob.en.sentiments import PatternAnalyzer

from readout.article import Article
from readout.attribution import AUTHOR, voices
from readout.language import LONGEST
from readout.resources import table

SENTENCES = ["start", "end", "polarity", "subjectivity", "voice", "words"]
TARGETS = ["target", "label", "negative", "neutral", "positive", "evidence", "start", "end"]
LABELS = ("negative", "neutral", "positive")
SURE = 0.6  # what a label must be worth among labelled sentences to be given; else "unsure"


def sentences(article: Article, attributions: pd.DataFrame) -> pd.DataFrame:
    """The tone of each sentence by TextBlob's lexicon (De Smedt and Daelemans 2012).

    Columns: `start, end`; `polarity` (-1 negative to +1 positive), `subjectivity` (0 to 1); `voice` ("author"
    or the speaker); `words` (the words that made the polarity, as `[words, polarity]`).
    """
    analyzer = PatternAnalyzer()
    rows = []
    for sentence, voice in zip(article.sentences, voices(article, attributions), strict=True):
        found = analyzer.analyze(sentence.text[:LONGEST], keep_assessments=True)
        words = [[" ".join(chunk), round(polarity, 4)] for chunk, polarity, _, _ in found.assessments]
        scores = (round(found.polarity, 4), round(found.subjectivity, 4))
        rows.append((sentence.start, sentence.end, *scores, voice, words))
    return pd.DataFrame(rows, columns=SENTENCES)


def document(frame: pd.DataFrame) -> dict[str, float | None]:
    """Means over sentences: `polarity`, `subjectivity`, and polarity by voice: `author`, `quoted` or None."""
    author = frame["voice"] == AUTHOR
    means = {
        "polarity": frame["polarity"].mean(),
        "subjectivity": frame["subjectivity"].mean(),
        "author": frame.loc[author, "polarity"].mean(),
        "quoted": frame.loc[~author, "polarity"].mean(),
    }
    return {key: None if pd.isna(value) else round(float(value), 4) for key, value in means.items()}


def targets(actors: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The tone towards each actor, from the sentences that name it; most named first.

    Columns: `target`; `label` (negative, neutral, positive or unsure); `negative, neutral, positive`
    (probabilities that sum to 1); `evidence` (the sentences, `[start, end]`); `start, end` (the first).
    A sentence counts with the share of each label among labelled news sentences of its polarity (`rates`).
    """
    shares = [rates(polarity) for polarity in frame["polarity"]]
    spans = frame[["start", "end"]].to_numpy().tolist()
    opens, ends = [start for start, _ in spans], [end for _, end in spans]
    rows = []
    for name, mentions in zip(actors["name"], actors["mentions"], strict=True):
        near = naming([start for start, _ in mentions], opens, ends)
        if near:
            means = {key: round(fmean(shares[k][key] for k in near), 4) for key in LABELS}
            evidence = [spans[k] for k in near]
            rows.append((name, label(means), *means.values(), evidence, *evidence[0]))
    return pd.DataFrame(rows, columns=TARGETS)


def naming(starts: list[int], opens: list[int], ends: list[int]) -> list[int]:
    """The places of the sentences (by where they open and end) in which something starts, each once."""
    places = [(bisect_right(opens, start) - 1, start) for start in starts]
    return sorted({k for k, start in places if k >= 0 and start < ends[k]})


def label(shares: dict[str, float]) -> str:
    """The likeliest label, or "unsure" if its probability is below 0.6."""
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= SURE else "unsure"


def rates(polarity: float) -> dict[str, float]:
    """How often a labelled news sentence of this polarity was negative, neutral, positive to its target.

    Counted on the training part of NewsMTSC (Hamborg and Donnay 2021); `tone_rates.tsv` has the counts.
    """
    row = next(row for row in _rates() if polarity <= row["upto"])
    return {name: row[name] for name in LABELS}


def by_voice(frame: pd.DataFrame) -> pd.DataFrame:
    """The tone of each voice, the one with most sentences first.

    Columns: `voice`, `sentences` (how many), `polarity`, `subjectivity` (means), `start, end` (the first).
    """
    rows = [
        (
            voice,
            len(group),
            group["polarity"].mean(),
            group["subjectivity"].mean(),
            *group.iloc[0][["start", "end"]],
        )
        for voice, group in frame.groupby("voice", sort=False)
    ]
    rows.sort(key=lambda row: (-row[1], row[-2]))
    return pd.DataFrame(rows, columns=["voice", "sentences", "polarity", "subjectivity", "start", "end"])


def lexicon_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The words that made the polarity of the sentences, strongest first.

    Columns: `words`, `polarity` (-1 to +1), `count`, `start, end` (the first sentence that has them).
    """
    found: dict[tuple[str, float], list[tuple[int, int]]] = {}
    for words, start, end in zip(frame["words"], frame["start"], frame["end"], strict=True):
        for text, polarity in words:
            if polarity:
                found.setdefault((text, polarity), []).append((start, end))
    rows = [(*key, len(spans), *spans[0]) for key, spans in found.items()]
    rows.sort(key=lambda row: (-abs(row[1]) * row[2], row[3]))
    return pd.DataFrame(rows, columns=["words", "polarity", "count", "start", "end"])


@cache
def _rates() -> tuple[dict[str, float], ...]:
    return tuple({key: float(value) for key, value in row.items()} for row in table("tone_rates"))
