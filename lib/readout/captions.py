"""What each chart shows, as one or two sentences for its caption and for those who cannot see it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from readout.wording import MINUS, agree, capital, count, is_plural, listed, named, signed, tone

_SCALE = f"{MINUS}1 (negative) to +1 (positive)"


def tone_alt(frame: pd.DataFrame) -> str:
    """The tone arc in words; columns: polarity, voice."""
    if frame.empty:
        return "No sentence was found."
    polarity = [float(value) for value in frame["polarity"]]
    size, mean, low, high = len(polarity), sum(polarity) / len(polarity), min(polarity), max(polarity)
    if size == 1:
        return f"The only sentence has a polarity of {signed(mean)} ({tone(mean)}), on a scale from {_SCALE}."
    quoted = sum(voice != "author" for voice in frame["voice"])
    return (
        f"{count(size, 'sentence')} have a mean polarity of {signed(mean)} ({tone(mean)}), "
        f"on a scale from {_SCALE}. "
        f"The lowest is {signed(low)} in sentence {polarity.index(low) + 1}, the highest {signed(high)} in "
        f"sentence {polarity.index(high) + 1}. {capital(count(quoted, 'sentence'))} "
        f"{'is' if quoted == 1 else 'are'} mainly in a quoted voice."
    )


def targets_alt(frame: pd.DataFrame, top: int = 10) -> str:
    """The chart of targets in words; columns: target, label, negative, positive."""
    rows = _records(frame.head(top))
    sure = sorted((row for row in rows if row["label"] != "unsure"), key=_value)
    unsure = len(rows) - len(sure)
    if not rows:
        return "No tone towards anyone was found."
    if not sure:
        return (
            f"The tone towards {'the only actor' if len(rows) == 1 else f'all {len(rows)} actors'} is unsure."
        )
    verb = "are" if is_plural(sure[0]["target"]) else "is"
    said = f"{_placed(sure[0])} {verb} spoken of worst and {_placed(sure[-1])} best"
    if len(sure) == 1:
        said = f"the tone is known towards {_placed(sure[0])} alone"
    rest = f" For {count(unsure, 'actor')} it is unsure." if unsure else ""
    return f"From {MINUS}1 (hostile) to +1 (friendly), {said}.{rest}"


def ties_alt(frame: pd.DataFrame, top: int = 20) -> str:
    """The matrix of ties in words; columns: source, target, label, confidence."""
    rows = sorted(_records(frame), key=lambda row: -float(row["confidence"]))[:top]
    if not rows:
        return "No tie between two actors was found."
    hostile = sum(row["label"] == "opposes" for row in rows)
    kinds = listed(
        f"{n} of {kind}" for n, kind in ((hostile, "opposition"), (len(rows) - hostile, "support")) if n
    )
    first = rows[0]
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    return (
        f"{count(len(rows), 'tie')}: {kinds}. The surest: {named(first['source'])} {verb} "
        f"{named(first['target'])}, with a confidence of {first['confidence']:.2f}."
    )


def keyphrases_alt(frame: pd.DataFrame, top: int = 10) -> str:
    """The bars of the keyphrases in words; columns: phrase, count."""
    rows = _records(frame.head(top))
    if not rows:
        return "No keyphrase was found."
    first = rows[0]
    times = "once" if first["count"] == 1 else f"{first['count']} times"
    others = listed(f"“{row['phrase']}”" for row in rows[1:4])
    after = f", before {others}" if others else ""
    return f"The first of {count(len(rows), 'keyphrase')} is “{first['phrase']}”, found {times}{after}."


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _value(row: Mapping[str, Any]) -> float:
    return float(row["positive"] - row["negative"])


def _placed(row: Mapping[str, Any]) -> str:
    return f"{named(row['target'])} ({signed(_value(row))})"
