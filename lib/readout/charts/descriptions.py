"""What each chart shows, as one or two sentences for its caption and for those who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readout.frames import records
from readout.wording import (
    MINUS,
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

Row = Mapping[str, Any]

if TYPE_CHECKING:
    import pandas as pd

_SCALE = f"{MINUS}1 (negative) to +1 (positive)"


def describe_tone(frame: pd.DataFrame) -> str:
    """The tone arc in words; columns: polarity, voice."""
    if frame.empty:
        return "No sentence was found."
    polarity = [float(each) for each in frame["polarity"]]
    size, mean, low, high = len(polarity), sum(polarity) / len(polarity), min(polarity), max(polarity)
    if size == 1:
        return f"The only sentence has a polarity of {signed(mean)} ({tone_in_words(mean)}), on a scale from {_SCALE}."
    quoted = sum(voice != "author" for voice in frame["voice"])
    return (
        f"{count(size, 'sentence')} have a mean polarity of {signed(mean)} ({tone_in_words(mean)}), "
        f"on a scale from {_SCALE}. "
        f"The lowest is {signed(low)} in sentence {polarity.index(low) + 1}, the highest {signed(high)} in "
        f"sentence {polarity.index(high) + 1}. {capitalize(count(quoted, 'sentence'))} "
        f"{'is' if quoted == 1 else 'are'} mainly in a quoted voice."
    )


def describe_targets(frame: pd.DataFrame, top: int = 10) -> str:
    """The chart of targets in words; columns: target, label, negative, positive, low, high."""
    rows = records(frame.head(top))
    unsure = sum(row["label"] == "unsure" for row in rows)
    if not rows:
        return "No tone towards anyone was found."
    if unsure == len(rows):
        whose = "the only actor" if unsure == 1 else f"all {unsure} actors"
        return f"The tone towards {whose} is unsure.{_aside(rows)}"
    worst, best = worst_and_best(rows)
    bad, good = "no one is spoken of clearly badly", "no one clearly well"
    if worst:
        bad = f"{_placed(worst)} {'are' if is_plural(worst['target']) else 'is'} spoken of worst"
    if best:
        good = f"{_placed(best)} best"
    rest = f" For {count(unsure, 'actor')} it is unsure." if unsure else ""
    return f"From {MINUS}1 (hostile) to +1 (friendly): {bad}, and {good}.{rest}{_aside(rows)}"


def _aside(rows: Sequence[Row]) -> str:
    """How many of the intervals lie on one side of 0; nothing where none is drawn."""
    drawn = [row for row in rows if row["low"] is not None and row["low"] == row["low"]]
    clear = sum(row["low"] > 0 or row["high"] < 0 for row in drawn)
    if not drawn:
        return ""
    return f" Of {count(len(drawn), 'interval')}, {clear or 'none'} {'lies' if clear < 2 else 'lie'} on one side of 0."


def describe_ties(frame: pd.DataFrame, top: int = 20) -> str:
    """The matrix of ties in words; columns: source, target, label, confidence."""
    rows = sorted(records(frame), key=lambda row: -float(row["confidence"]))[:top]
    if not rows:
        return "No tie between two actors was found."
    hostile = sum(row["label"] == "opposes" for row in rows)
    kinds = [f"{n} of {kind}" for n, kind in ((hostile, "opposition"), (len(rows) - hostile, "support")) if n]
    told = f": {english_list(kinds)}" if len(kinds) > 1 else f" of {kinds[0].partition(' of ')[2]}"
    first = rows[0]
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    return (
        f"{count(len(rows), 'tie')}{told}. The surest: {with_article(first['source'])} {verb} "
        f"{with_article(first['target'])}, with a confidence of {first['confidence']:.2f}."
    )


def describe_timeline(frame: pd.DataFrame) -> str:
    """The dated acts in words; columns: date, source, target, act, sign."""
    rows = sorted(records(frame), key=lambda row: str(row["date"]))
    if not rows:
        return "No act between two actors has a date in the article."
    first, last = rows[0], rows[-1]
    hostile = sum(row["sign"] < 0 for row in rows)
    when = f"on {day_in_words(first['date'])}"
    if first["date"] != last["date"]:
        when = f"from {day_in_words(first['date'])} to {day_in_words(last['date'])}"
    what = (
        f"{with_article(first['source'])} towards {with_article(first['target'])}, {acts_in_words([first])}"
    )
    kinds = (
        f"{hostile or 'none'} of them hostile" if len(rows) > 1 else "hostile" if hostile else "not hostile"
    )
    return f"{count(len(rows), 'dated act')} {when}, {kinds}. The earliest: {what}."


def describe_contributions(frame: pd.DataFrame) -> str:
    """The words that weigh most in words; columns: target, word, contribution."""
    rows = [row for row in records(frame) if round(abs(row["contribution"]), 2)]
    if not rows:
        return "No single word moves the tone towards anyone."
    sides = (
        ("hostile", min(rows, key=lambda row: float(row["contribution"])), -1),
        ("friendly", max(rows, key=lambda row: float(row["contribution"])), 1),
    )
    told = [
        f"“{row['word']}” makes the tone towards {with_article(row['target'])} most {side} "
        f"({signed(row['contribution'])})"
        for side, row, sign in sides
        if sign * row["contribution"] > 0
    ]
    return f"{capitalize(english_list(told))}."


def describe_keyphrases(frame: pd.DataFrame, top: int = 10) -> str:
    """The bars of the keyphrases in words; columns: phrase, count, spread."""
    rows = records(frame.head(top))
    if not rows:
        return "No keyphrase was found."
    first = rows[0]
    others = english_list(f"“{row['phrase']}”" for row in rows[1:4])
    after = f", before {others}" if others else ""
    wide = [f"“{row['phrase']}”" for row in rows if row["spread"] == 1]
    runs = "runs" if len(wide) == 1 else "run"
    through = f" {capitalize(english_list(wide[:3]))} {runs} through all fifths of the text."
    return (
        f"The first of {count(len(rows), 'keyphrase')} is “{first['phrase']}”, "
        f"found {times_in_words(first['count'])}{after}."
        f"{through if wide else ''}"
    )


def describe_together(frame: pd.DataFrame) -> str:
    """The dots of actors and keyphrases in words; columns: actor, phrase, count, score."""
    rows = records(frame)
    if not rows:
        return "No actor stands in a sentence with a keyphrase that names no actor."
    most, again = rows[0], [row for row in rows if row["count"] > 1]
    beyond = max(again, key=lambda row: float(row["score"]), default=most)
    meet = "pair meets in a sentence" if len(rows) == 1 else "pairs meet in a sentence"
    said = f"{len(rows):,} {meet}. Most often {_pair(most)}: in {most['count']}."
    return (
        said if beyond is most else f"{said} The most beyond chance: {_pair(beyond)}, in {beyond['count']}."
    )


def _pair(row: Row) -> str:
    return f"{with_article(row['actor'])} with “{row['phrase']}”"


def _placed(row: Row) -> str:
    return f"{with_article(row['target'])} ({signed(net_tone(row))})"
