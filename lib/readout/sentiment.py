"""Tone: of each sentence, of the article, of its author and of those it quotes, and towards each actor."""

from collections.abc import Mapping
from statistics import fmean

import pandas as pd
from textblob.en.sentiments import PatternAnalyzer

from readout.article import Article
from readout.attribution import AUTHOR, voices
from readout.reader import TONES, sure
from readout.syntax import tones, trees

SENTENCES = ["start", "end", "polarity", "subjectivity", "voice", "words"]
TARGETS = ["target", "label", "negative", "neutral", "positive", "evidence", "start", "end"]
LONGEST = 3000  # characters of one sentence that the lexicon is looked up in


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


def targets(article: Article, actors: pd.DataFrame) -> pd.DataFrame:
    """The tone towards each actor, from the sentences that name it; most named first.

    Columns: `target`; `label` (negative, neutral, positive or unsure); `negative, neutral, positive`
    (probabilities that sum to 1: the mean of the reader's over the sentences, in each of which all mentions
    are read together); `evidence` (the sentences, `[start, end]`); `start, end` (the first).
    """
    rows = []
    for name, mentions in zip(actors["name"], actors["mentions"], strict=True):
        towards = tones(trees(article), mentions)
        if towards:
            means = {tone: round(fmean(one[tone] for one in towards.values()), 4) for tone in TONES}
            evidence = [[article.sentences[k].start, article.sentences[k].end] for k in towards]
            rows.append((name, label(means), *means.values(), evidence, *evidence[0]))
    return pd.DataFrame(rows, columns=TARGETS)


def label(shares: Mapping[str, float]) -> str:
    """The likeliest label, or "unsure" where such a probability was too often wrong (`reader.sure`)."""
    best = max(shares, key=lambda name: shares[name])
    return best if sure("tone", shares[best]) else "unsure"


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
