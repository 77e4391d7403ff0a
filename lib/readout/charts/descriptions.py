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
    net_tone,
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
        'The only sentence has a polarity of +0.30 (clearly positive), on a scale from −1 (negative) to +1 (positive).'
    """
    if frame.empty:
        return "No sentence was found."
    polarity = [float(each) for each in frame["polarity"]]
    size, mean, low, high = len(polarity), sum(polarity) / len(polarity), min(polarity), max(polarity)
    worded = (
        f"of {signed(mean)} ({tone_in_words(mean)}), on a scale from {MINUS}1 (negative) to +1 (positive)."
    )
    if size == 1:
        return f"The only sentence has a polarity {worded}"
    quoted = sum(voice != "author" for voice in frame["voice"])
    return (
        f"{count(size, 'sentence')} have a mean polarity {worded} The lowest is {signed(low)} in sentence "
        f"{polarity.index(low) + 1}, the highest {signed(high)} in sentence {polarity.index(high) + 1}. "
        f"{capitalize(count(quoted, 'sentence'))} {'is' if quoted == 1 else 'are'} mainly in a quoted voice."
    )


def describe_targets(frame: pd.DataFrame, *, top: int = 10) -> str:
    """Describe the tone towards the first targets: who is spoken of worst and best, and how sure that is.

    Example:
        >>> import pandas as pd
        >>> shares = {"label": "negative", "negative": 0.9, "positive": 0.1, "low": None, "high": None}
        >>> describe_targets(pd.DataFrame([{"target": "Iran", **shares}]))
        'From −1 (hostile) to +1 (friendly): Iran (−0.80) is spoken of worst, and no one clearly well.'
    """
    rows = records(frame.head(top))
    unsure = sum(row["label"] == "unsure" for row in rows)
    if not rows:
        return "No tone towards anyone was found."
    if unsure == len(rows):
        whose = "the only actor" if unsure == 1 else f"all {unsure} actors"
        return f"The tone towards {whose} is unsure.{_clear_intervals(rows)}"
    worst, best = worst_and_best(rows)
    bad, good = "no one is spoken of clearly badly", "no one clearly well"
    if worst:
        bad = f"{_scored(worst)} {'are' if is_plural(worst['target']) else 'is'} spoken of worst"
    if best:
        good = f"{_scored(best)} best"
    rest = f" For {count(unsure, 'actor')} it is unsure." if unsure else ""
    return f"From {MINUS}1 (hostile) to +1 (friendly): {bad}, and {good}.{rest}{_clear_intervals(rows)}"


def describe_ties(frame: pd.DataFrame, *, top: int = 20) -> str:
    """Describe the surest ties: how many oppose and support, and the surest of all.

    Example:
        >>> import pandas as pd
        >>> tie = {"source": "militias", "target": "US", "label": "opposes", "confidence": 0.9}
        >>> describe_ties(pd.DataFrame([tie]))
        '1 tie of opposition. The surest: militias oppose the US, with a confidence of 0.90.'
    """
    rows = sorted(records(frame), key=lambda row: -float(row["confidence"]))[:top]
    if not rows:
        return "No tie between two actors was found."
    hostile = sum(row["label"] == "opposes" for row in rows)
    kinds = f": {hostile} of opposition and {len(rows) - hostile} of support"
    if hostile in (0, len(rows)):
        kinds = " of opposition" if hostile else " of support"
    first = rows[0]
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    return (
        f"{_counted(rows, frame, 'surest', 'tie')}{kinds}. The surest: {with_article(first['source'])} {verb} "
        f"{with_article(first['target'])}, with a confidence of {first['confidence']:.2f}."
    )


def describe_timeline(frame: pd.DataFrame, *, top: int | None = None) -> str:
    """Describe the dated acts: when they fall, how many are hostile, and the earliest; all of them without `top`.

    Example:
        >>> import pandas as pd
        >>> act = {"date": "2020-01-03", "source": "Iran", "target": "Iraq", "act": "CONSULT", "sign": 0}
        >>> describe_timeline(pd.DataFrame([act]))
        '1 dated act on 3 January 2020, not hostile. The earliest: Iran towards Iraq, talks.'
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
    earliest = (
        f"{with_article(first['source'])} towards {with_article(first['target'])}, {acts_in_words([first])}"
    )
    return f"{_counted(rows, frame, 'first', 'dated act')} {when}, {kinds}. The earliest: {earliest}."


def describe_contributions(frame: pd.DataFrame) -> str:
    """Describe the words that move the tone towards an actor most, in each direction.

    Example:
        >>> import pandas as pd
        >>> describe_contributions(pd.DataFrame([{"target": "Iran", "word": "peace", "contribution": 0.4}]))
        '“peace” makes the tone towards Iran most friendly (+0.40).'
    """
    rows = [row for row in records(frame) if round(abs(row["contribution"]), 2)]
    if not rows:
        return "No single word moves the tone towards anyone."
    ordered = sorted(rows, key=lambda row: float(row["contribution"]))
    ends = [
        *(("hostile", row) for row in ordered[:1] if row["contribution"] < 0),
        *(("friendly", row) for row in ordered[-1:] if row["contribution"] > 0),
    ]
    parts = (
        f"“{row['word']}” makes the tone towards {with_article(row['target'])} most {side} "
        f"({signed(row['contribution'])})"
        for side, row in ends
    )
    return f"{capitalize(english_list(parts))}."


def describe_keyphrases(frame: pd.DataFrame, *, top: int = 10) -> str:
    """Describe the keyphrases: the first ones, and which run through the whole text (spread of 1).

    Example:
        >>> import pandas as pd
        >>> describe_keyphrases(pd.DataFrame([{"phrase": "embassy", "count": 2, "spread": 0.4}]))
        'The first of 1 keyphrase is “embassy”, found twice.'
    """
    rows = records(frame.head(top))
    if not rows:
        return "No keyphrase was found."
    others = english_list(f"“{row['phrase']}”" for row in rows[1:4])
    wide = [f"“{row['phrase']}”" for row in rows if row["spread"] == 1]
    runs = f"{capitalize(english_list(wide[:3]))} {'runs' if len(wide) == 1 else 'run'}"
    return (
        f"The first of {count(len(rows), 'keyphrase')} is “{rows[0]['phrase']}”, "
        f"found {times_in_words(rows[0]['count'])}{f', before {others}' if others else ''}."
        f"{f' {runs} through all fifths of the text.' if wide else ''}"
    )


def describe_together(frame: pd.DataFrame) -> str:
    """Describe which actor and keyphrase meet most often, and which most beyond chance.

    Example:
        >>> import pandas as pd
        >>> describe_together(pd.DataFrame([{"actor": "Iran", "phrase": "truce", "count": 3, "score": 5.1}]))
        '1 pair meets in a sentence. Most often Iran with “truce”: in 3.'
    """
    rows = records(frame)
    if not rows:
        return "No actor stands in a sentence with a keyphrase that names no actor."
    most, again = rows[0], [row for row in rows if row["count"] > 1]
    beyond = max(again, key=lambda row: float(row["score"]), default=most)
    meet = "pair meets" if len(rows) == 1 else "pairs meet"
    often = f"{len(rows):,} {meet} in a sentence. Most often {_pair(most)}: in {most['count']}."
    chance = f" The most beyond chance: {_pair(beyond)}, in {beyond['count']}."
    return often if beyond is most else often + chance


def _clear_intervals(rows: Sequence[Row]) -> str:
    """How many of the intervals lie on one side of 0; nothing where none is drawn."""
    drawn = [row for row in rows if row["low"] is not None and row["low"] == row["low"]]
    clear = sum(row["low"] > 0 or row["high"] < 0 for row in drawn)
    lie = "lies" if clear < 2 else "lie"
    return f" Of {count(len(drawn), 'interval')}, {clear or 'none'} {lie} on one side of 0." if drawn else ""


def _counted(rows: Sequence[Row], frame: pd.DataFrame, which: str, noun: str) -> str:
    """The rows that are drawn, and of how many: "3 ties", "The surest 20 of 35 ties", "The surest of 35 ties"."""
    if len(rows) == len(frame):
        return count(len(rows), noun)
    return f"The {which} {f'{len(rows)} ' if len(rows) > 1 else ''}of {count(len(frame), noun)}"


def _pair(row: Row) -> str:
    return f"{with_article(row['actor'])} with “{row['phrase']}”"


def _scored(row: Row) -> str:
    return f"{with_article(row['target'])} ({signed(net_tone(row))})"
