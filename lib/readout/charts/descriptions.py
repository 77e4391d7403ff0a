"""What each chart shows, as one or two sentences for its caption and for those who cannot see it.

Each function takes the frame of the chart of its name, with the same columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readout.frames import records
from readout.wording import (
    MINUS,
    Row,
    acts_in_words,
    agree,
    capitalize,
    count,
    day_in_words,
    english_list,
    is_plural,
    signed,
    times_in_words,
    tone_in_words,
    with_article,
    worst_and_best,
)

if TYPE_CHECKING:
    import pandas as pd


def describe_tone(frame: pd.DataFrame) -> str:
    """Describe the tone arc: its mean, its extremes, and how many sentences are quoted.

    Example:
        >>> import pandas as pd
        >>> describe_tone(pd.DataFrame({"polarity": [0.3], "voice": ["author"]}))
        'The wording of the only sentence is clearly positive (+0.30, from −1 to +1).'
    """
    if frame.empty:
        return "No sentence was found."
    polarity = [float(each) for each in frame["polarity"]]
    size, mean, low, high = len(polarity), sum(polarity) / len(polarity), min(polarity), max(polarity)
    worded = f"{tone_in_words(mean)} ({signed(mean)}, from {MINUS}1 to +1)"
    if size == 1:
        return f"The wording of the only sentence is {worded}."
    quoted = sum(voice != "author" for voice in frame["voice"])
    return (
        f"On average, the wording of {count(size, 'sentence')} is {worded}. The most negative is sentence "
        f"{polarity.index(low) + 1} ({signed(low)}), the most positive sentence {polarity.index(high) + 1} "
        f"({signed(high)}). {capitalize(count(quoted, 'sentence'))} mainly {agree('quote', quoted != 1)} someone."
    )


def describe_targets(frame: pd.DataFrame, *, top: int = 10) -> str:
    """Describe the tone towards the first targets: of whom it is most hostile and most friendly, and how sure that is.

    Example:
        >>> import pandas as pd
        >>> shares = {"label": "negative", "negative": 0.9, "positive": 0.1, "evidence": [[0, 9], [20, 29]]}
        >>> describe_targets(pd.DataFrame([{"target": "Iran", **shares}]))
        'The most hostile tone is towards Iran. No tone is clearly friendly.'
    """
    rows = records(frame.head(top))
    unsure = sum(row["label"] == "unsure" for row in rows)
    if not rows:
        return "No tone towards anyone was found."
    if unsure == len(rows):
        return f"The tone towards {'the only actor' if unsure == 1 else f'all {unsure} actors'} is unsure."
    ends = zip(("hostile", "friendly"), worst_and_best(rows), strict=True)
    said = [
        f"The most {side} tone is towards {with_article(row['target'])}." if row else f"No tone is clearly {side}."
        for side, row in ends
    ]
    return " ".join([*said, f"For {count(unsure, 'actor')} the tone is unsure."] if unsure else said)


def describe_ties(frame: pd.DataFrame, *, top: int = 20, noun: str = "tie") -> str:
    """Describe the surest ties: how many are against and for someone, and the surest of all; `noun` names a row.

    Example:
        >>> import pandas as pd
        >>> tie = {"source": "militias", "target": "US", "label": "opposes", "confidence": 0.9}
        >>> describe_ties(pd.DataFrame([tie]))
        '1 tie, against someone. The surest: militias oppose the US.'
    """
    rows = sorted(records(frame), key=lambda row: -float(row["confidence"]))[:top]
    if not rows:
        return "No tie between two actors was found."
    hostile = sum(row["label"] == "opposes" for row in rows)
    kinds = f": {hostile} against and {len(rows) - hostile} for someone"
    if hostile in (0, len(rows)):
        kinds = f", {'all ' if len(rows) > 1 else ''}{'against' if hostile else 'for'} someone"
    first = rows[0]
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    return (
        f"{_counted(rows, frame, 'surest', noun)}{kinds}. "
        f"The surest: {with_article(first['source'])} {verb} {with_article(first['target'])}."
    )


def describe_timeline(frame: pd.DataFrame, *, top: int | None = None) -> str:
    """Describe the dated acts: when they were, how many are hostile, and the earliest; all of them without `top`.

    Example:
        >>> import pandas as pd
        >>> act = {"date": "2020-01-03", "source": "Iran", "target": "Iraq", "act": "CONSULT", "sign": 0}
        >>> describe_timeline(pd.DataFrame([act]))
        '1 dated act, on 3 January 2020, not hostile. The earliest: talks, by Iran towards Iraq.'
    """
    rows = sorted(records(frame), key=lambda row: str(row["date"]))[:top]
    if not rows:
        return "No act between two actors has a date in the article."
    first, last = rows[0], rows[-1]
    hostile = sum(row["sign"] < 0 for row in rows)
    when = f"on {day_in_words(first['date'])}"
    if first["date"] != last["date"]:
        when = f"from {day_in_words(first['date'])} to {day_in_words(last['date'])}"
    kinds = f"{hostile or 'none'} of them hostile"
    if len(rows) == 1:
        kinds = "hostile" if hostile else "not hostile"
    earliest = f"{acts_in_words([first])}, by {with_article(first['source'])} towards {with_article(first['target'])}"
    return f"{_counted(rows, frame, 'first', 'dated act')}, {when}, {kinds}. The earliest: {earliest}."


def describe_contributions(frame: pd.DataFrame) -> str:
    """Describe the words that move the tone towards an actor most, in each direction.

    Example:
        >>> import pandas as pd
        >>> describe_contributions(pd.DataFrame([{"target": "Iran", "word": "peace", "contribution": 0.4}]))
        'The most friendly word is “peace”, towards Iran (+0.40).'
    """
    rows = [row for row in records(frame) if round(abs(row["contribution"]), 2)]
    if not rows:
        return "No single word changes the tone towards anyone."
    ordered = sorted(rows, key=lambda row: float(row["contribution"]))
    ends = [("hostile", row) for row in ordered[:1] if row["contribution"] < 0]
    ends += [("friendly", row) for row in ordered[-1:] if row["contribution"] > 0]
    return " ".join(
        f"The most {side} word is “{row['word']}”, towards {with_article(row['target'])} "
        f"({signed(row['contribution'])})."
        for side, row in ends
    )


def describe_keyphrases(frame: pd.DataFrame, *, top: int = 10) -> str:
    """Describe the keyphrases: the first ones, and which stand in all parts of the text (spread of 1).

    Example:
        >>> import pandas as pd
        >>> describe_keyphrases(pd.DataFrame([{"phrase": "embassy", "count": 2, "spread": 0.4}]))
        'The first keyphrase is “embassy”, found twice.'
    """
    rows = records(frame.head(top))
    if not rows:
        return "No keyphrase was found."
    others = english_list(f"“{row['phrase']}”" for row in rows[1:4])
    wide = [f"“{row['phrase']}”" for row in rows if row["spread"] == 1]
    stand = f" In all parts of the text: {english_list(wide[:3])}." if wide else ""
    follow = f" Then come {others}." if len(rows) > 2 else f" Then comes {others}." if others else ""
    return f"The first keyphrase is “{rows[0]['phrase']}”, found {times_in_words(rows[0]['count'])}.{follow}{stand}"


def describe_together(frame: pd.DataFrame) -> str:
    """Describe which actor and keyphrase stand together most often, and which most beyond chance.

    Example:
        >>> import pandas as pd
        >>> describe_together(pd.DataFrame([{"actor": "Iran", "phrase": "truce", "count": 3, "score": 5.1}]))
        'The most frequent pair: Iran with “truce”, in 3 sentences.'
    """
    rows = records(frame)
    if not rows:
        return "No actor stands in one sentence with a keyphrase that names no actor."
    most, again = rows[0], [row for row in rows if row["count"] > 1]
    beyond = max(again, key=lambda row: float(row["score"]), default=most)
    often = f"The most frequent pair: {_pair(most)}."
    return often if beyond is most else f"{often} The pair that is least likely by chance: {_pair(beyond)}."


def _counted(rows: Sequence[Row], frame: pd.DataFrame, which: str, noun: str) -> str:
    """The rows that are drawn, and of how many: "3 ties", "The surest 20 of 35 ties", "The surest of 35 ties"."""
    if len(rows) == len(frame):
        return count(len(rows), noun)
    return f"The {which} {f'{len(rows)} ' if len(rows) > 1 else ''}of {count(len(frame), noun)}"


def _pair(row: Row) -> str:
    return f"{with_article(row['actor'])} with “{row['phrase']}”, in {count(row['count'], 'sentence')}"
