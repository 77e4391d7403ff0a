"""What each chart shows, as one or two sentences for its caption and for those who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readout.wording import MINUS, agree, capital, count, is_plural, listed, named, signed, tone

Row = Mapping[str, Any]

if TYPE_CHECKING:
    import pandas as pd

_SCALE = f"{MINUS}1 (negative) to +1 (positive)"


def tone_alt(frame: pd.DataFrame) -> str:
    """The tone arc in words; columns: polarity, voice."""
    if frame.empty:
        return "No sentence was found."
    polarity = [float(each) for each in frame["polarity"]]
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
    unsure = sum(row["label"] == "unsure" for row in rows)
    if not rows:
        return "No tone towards anyone was found."
    if unsure == len(rows):
        return f"The tone towards {'the only actor' if unsure == 1 else f'all {unsure} actors'} is unsure."
    worst, best = worst_and_best(rows)
    bad, good = "no one is spoken of clearly badly", "no one clearly well"
    if worst:
        bad = f"{_placed(worst)} {'are' if is_plural(worst['target']) else 'is'} spoken of worst"
    if best:
        good = f"{_placed(best)} best"
    rest = f" For {count(unsure, 'actor')} it is unsure." if unsure else ""
    return f"From {MINUS}1 (hostile) to +1 (friendly): {bad}, and {good}.{rest}"


def worst_and_best(rows: Sequence[Row]) -> tuple[Row | None, Row | None]:
    """The lowest target labelled negative and the highest labelled positive; None for none."""
    worst = min((row for row in rows if row["label"] == "negative"), key=value, default=None)
    return worst, max((row for row in rows if row["label"] == "positive"), key=value, default=None)


def value(row: Row) -> float:
    """The tone towards a target, -1 (hostile) to +1 (friendly): positive less negative probability."""
    return float(row["positive"] - row["negative"])


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


def _placed(row: Row) -> str:
    return f"{named(row['target'])} ({signed(value(row))})"
