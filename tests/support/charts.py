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
WEEKS = pd.to_datetime(["2025-01-06", "2025-01-13", "2025-01-20"])
DAYS = pd.DataFrame(
    {
        "outlet": ["Post"] * 3 + ["Sun"] * 3,
        "day": [*WEEKS, *WEEKS],
        "articles": [2, 0, 1, 4, 0, 0],
        "gap": [False, False, False, False, True, True],
    }
)
ATTENTION = pd.DataFrame(
    {
        "actor": ["Iran"] * 4 + ["Iraq"],
        "outlet": ["Post", "Post", "Sun", "Sun", "Post"],
        "period": [*WEEKS[:2], *WEEKS[1:], WEEKS[0]],
        "articles": [1, 2, 1, 0, 9],
        "of": [2, 2, 4, 2, 9],
    }
)
PRESENCE = pd.DataFrame(
    {"actor": ["Iran", "Iran", "Iraq", "Iraq"], "outlet": ["Post", "Sun"] * 2, "stories": [3, 2, 0, 4]}
).assign(share=[0.6, 0.5, 0.0, 1.0])
TONES = pd.DataFrame(
    {
        "actor": ["Iran", "Iran", "Iraq"],
        "outlet": ["Post", "Sun", "Post"],
        "stories": [12, 9, 10],
        "tone": [-0.5, 0.1, 0.2],
        "low": [-0.7, None, -0.1],
        "high": [-0.3, None, 0.4],
    }
)
DIFFERENCES = pd.DataFrame(
    {
        "actor": ["Iran", "Iran"],
        "outlet": ["Post", "Sun"],
        "other": ["Sun", "Wire"],
        "stories": [12, 4],
        "difference": [-0.5, -0.1],
        "low": [-0.7, None],
        "high": [-0.3, None],
        "clear": [True, False],
    }
)
SAID = pd.DataFrame(
    {
        "source": ["militias", "militias", "militias", "US"],
        "target": ["US", "US", "US", "Iraq"],
        "label": ["opposes", "supports", "opposes", "supports"],
        "outlet": ["Post", "Post", "Sun", "Sun"],
        "stories": [3, 1, 2, 1],
    }
)
OVER_TIME = pd.DataFrame(
    {
        "actor": ["Iran", "Iran", "Iraq", "Iraq"],
        "period": [WEEKS[0], WEEKS[2], WEEKS[0], WEEKS[2]],
        "stories": [3, 2, 1, 4],
        "tone": [-0.6, 0.2, 0.1, 0.0],
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
        "days": pd.DataFrame(
            [(name, week, at % 4, at % 3 == 2) for name in names for at, week in enumerate(WEEKS)],
            columns=["outlet", "day", "articles", "gap"],
        ),
        "attention": pd.DataFrame(
            [(names[0], name, week, at, 3) for name in names for at, week in enumerate(WEEKS)],
            columns=["actor", "outlet", "period", "articles", "of"],
        ),
        "presence": pd.DataFrame(
            [(name, other, 1, at / size) for name in names for at, other in enumerate(names)],
            columns=["actor", "outlet", "stories", "share"],
        ),
        "tone_by_outlet": pd.DataFrame(
            {"actor": names * 2, "outlet": names[::-1] * 2, "stories": 12, "tone": 0.9, "low": 0.8, "high": 1.0}
        ),
        "tone_differences": pd.DataFrame(
            {"actor": names[0], "outlet": names, "other": names[::-1], "stories": 1234, "difference": -1.9}
        ).assign(low=-2.0, high=-1.8, clear=True),
        "ties_by_outlet": pd.DataFrame(
            {
                "source": names * 2,
                "target": names[1:] + names[:1] + names[1:] + names[:1],
                "label": ["opposes", "supports"] * size,
                "outlet": names * 2,
                "stories": 12,
            }
        ),
        "tone_over_time": pd.DataFrame(
            [(name, week, 1, 1 - at) for name in names for at, week in enumerate(WEEKS)],
            columns=["actor", "period", "stories", "tone"],
        ),
    }
