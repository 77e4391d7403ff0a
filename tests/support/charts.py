"""Frames for every chart: small ones, and ones full of long and foreign names."""

import pandas as pd

SENTENCES = pd.DataFrame({"polarity": [0.0, -0.4, 0.25], "voice": ["author", "Rouhani", "author"]})
TARGETS = pd.DataFrame(
    {
        "target": ["Iraq", "the militias", "Iran"],
        "label": ["neutral", "negative", "unsure"],
        "negative": [0.2, 0.9, 0.4],
        "neutral": [0.6, 0.1, 0.3],
        "positive": [0.2, 0.0, 0.3],
        "low": [None, -1.0, None],
        "high": [None, -0.5, None],
        "evidence": [[[0, 5]], [[0, 5], [6, 9]], [[1, 2]]],
    }
)
TIES = pd.DataFrame(
    {
        "source": ["militias", "US", "US"],
        "target": ["US", "militias", "Iraq"],
        "label": ["opposes", "opposes", "supports"],
        "confidence": [0.9, 0.8, 0.6],
    }
)
PHRASES = pd.DataFrame(
    {
        "phrase": ["embassy", "troops"],
        "score": [1.0, 0.5],
        "count": [2, 1],
        "spread": [0.4, 0.2],
        "mentions": [[[0, 7], [50, 57]], [[25, 31]]],
    }
)
PAIRS = pd.DataFrame(
    {
        "actor": ["Iran", "the US", "Iran"],
        "phrase": ["rockets", "rockets", "truce"],
        "count": [3, 2, 1],
        "score": [5.1, 0.2, 6.0],
    }
)
DATED = pd.DataFrame(
    {
        "date": ["2020-01-03", "2019-12-27", "2020-01-03"],
        "source": ["the US", "militias", "Iran"],
        "target": ["militias", "the US", "Iraq"],
        "act": ["ASSAULT", "ASSAULT", "CONSULT"],
        "sign": [-1, -1, 0],
    }
)
WEIGHTS = pd.DataFrame(
    {
        "target": ["Iran", "Iran", "the US", "Iran", "the US", "Iran"],
        "word": ["killed", "peace", "helped", "Killed", "the", "rockets"],
        "contribution": [-0.4, 0.3, 0.5, -0.9, 0.001, -0.2],
    }
)

LONG = [f"the Very Long Named Organisation of Foreign Ministers no. {n:02}" for n in range(20)]
MIXED = [
    "伊朗伊斯兰革命卫队司令部和伊拉克人民动员部队委员会以及其他",
    "الحشد الشعبي",
    "W" * 60,
    "Владимир Владимирович Путин и Министерство обороны России",
    *("Iran", "US", "UN", "EU", "Iraq", "NATO", "a"),
]


def crowded(names: list[str]) -> dict[str, pd.DataFrame]:
    """A frame for each chart, full of these names."""
    size = len(names)
    places = range(size)
    shares = {"label": "negative", "negative": [0.9 - at / size for at in places], "positive": 0.05}
    return {
        "tone": pd.DataFrame(
            {
                "polarity": [((7 * at) % 11 - 5) / 6 for at in range(2 * size)],
                "voice": [names[at // 2] if at % 3 else "author" for at in range(2 * size)],
                "words": [[[names[at % size], 1.0]] for at in range(2 * size)],
            }
        ),
        "targets": pd.DataFrame({"target": names, **shares, "low": -1.0, "high": 1.0}).assign(
            evidence=[[[0, 1]] * 12 for _ in places]
        ),
        "ties": pd.DataFrame(
            {
                "source": names * 2,
                "target": names[1:] + names[:1] + names[3:] + names[:3],
                "label": ["opposes", "supports"] * size,
                "confidence": [1 - at / 2 / size for at in range(2 * size)],
            }
        ),
        "keyphrases": pd.DataFrame({"phrase": names, "score": 1.0, "count": 12}).assign(
            mentions=[[[99, 100], [2 * at, 9]] for at in places]
        ),
        "together": pd.DataFrame(
            {"actor": names[::-1] * 2, "phrase": names + names[2:] + names[:2], "count": 12, "score": 9.0}
        ).drop_duplicates(),
        "timeline": pd.DataFrame(
            {
                "date": [f"2020-09-{at + 1:02}" for at in places],
                "source": names,
                "target": names[::-1],
                "act": "ASSAULT",
                "sign": -1,
            }
        ),
        "contributions": pd.DataFrame(
            {"target": names, "word": names, "contribution": [at % 5 - 2.1 for at in places]}
        ),
    }
