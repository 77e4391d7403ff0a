"""What each chart shows, as one or two sentences for its caption and for those who cannot see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from readout.resources import table
from readout.wording import (
    MINUS,
    WEIGHS,
    acts_in_words,
    agree,
    capitalize,
    count,
    day_in_words,
    english_list,
    is_plural,
    signed,
    tone_in_words,
    with_article,
)

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
        return f"The only sentence has a polarity of {signed(mean)} ({tone_in_words(mean)}), on a scale from {_SCALE}."
    quoted = sum(voice != "author" for voice in frame["voice"])
    return (
        f"{count(size, 'sentence')} have a mean polarity of {signed(mean)} ({tone_in_words(mean)}), "
        f"on a scale from {_SCALE}. "
        f"The lowest is {signed(low)} in sentence {polarity.index(low) + 1}, the highest {signed(high)} in "
        f"sentence {polarity.index(high) + 1}. {capitalize(count(quoted, 'sentence'))} "
        f"{'is' if quoted == 1 else 'are'} mainly in a quoted voice."
    )


def targets_alt(frame: pd.DataFrame, top: int = 10) -> str:
    """The chart of targets in words; columns: target, label, negative, positive, low, high."""
    rows = _records(frame.head(top))
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
    kinds = [f"{n} of {kind}" for n, kind in ((hostile, "opposition"), (len(rows) - hostile, "support")) if n]
    told = f": {english_list(kinds)}" if len(kinds) > 1 else f" of {kinds[0].partition(' of ')[2]}"
    first = rows[0]
    verb = agree(str(first["label"]).removesuffix("s"), is_plural(first["source"]))
    return (
        f"{count(len(rows), 'tie')}{told}. The surest: {with_article(first['source'])} {verb} "
        f"{with_article(first['target'])}, with a confidence of {first['confidence']:.2f}."
    )


def timeline_alt(frame: pd.DataFrame) -> str:
    """The dated acts in words; columns: date, source, target, act, sign."""
    rows = sorted(_records(frame), key=lambda row: str(row["date"]))
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


def contributions_alt(frame: pd.DataFrame) -> str:
    """The words that weigh most in words; columns: target, word, contribution."""
    rows = [row for row in _records(frame) if round(abs(row["contribution"]), 2)]
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


def words_alt(rows: Sequence[Row]) -> str:
    """The words of one sentence that weigh most in the tone towards its target, in words.

    Keys: target, word, contribution, value.
    """
    best = sorted(rows, key=lambda row: -abs(row["contribution"]))[:3]
    told = english_list(f"“{row['word']}” ({signed(row['contribution'])})" for row in best if _weighs(row))
    first = best[0]
    head = f"{capitalize(with_article(str(first['target'])))}: {signed(first['value'])} in this sentence"
    return f"{head}, most by {told}." if told else f"{head}; no single word decides it."


def _weighs(row: Row) -> bool:
    return abs(float(row["contribution"])) >= WEIGHS


def keyphrases_alt(frame: pd.DataFrame, top: int = 10) -> str:
    """The bars of the keyphrases in words; columns: phrase, count, spread."""
    rows = _records(frame.head(top))
    if not rows:
        return "No keyphrase was found."
    first = rows[0]
    others = english_list(f"“{row['phrase']}”" for row in rows[1:4])
    after = f", before {others}" if others else ""
    wide = [f"“{row['phrase']}”" for row in rows if row["spread"] == 1]
    runs = "runs" if len(wide) == 1 else "run"
    through = f" {capitalize(english_list(wide[:3]))} {runs} through all fifths of the text."
    return (
        f"The first of {count(len(rows), 'keyphrase')} is “{first['phrase']}”, found {_times(first['count'])}{after}."
        f"{through if wide else ''}"
    )


def together_alt(frame: pd.DataFrame) -> str:
    """The dots of actors and keyphrases in words; columns: actor, phrase, count, score."""
    rows = _records(frame)
    if not rows:
        return "No actor stands in a sentence with a keyphrase that names no actor."
    most, again = rows[0], [row for row in rows if row["count"] > 1]
    beyond = max(again, key=lambda row: float(row["score"]), default=most)
    meet = "pair meets in a sentence" if len(rows) == 1 else "pairs meet in a sentence"
    said = f"{len(rows):,} {meet}. Most often {_pair(most)}: in {most['count']}."
    return (
        said if beyond is most else f"{said} The most beyond chance: {_pair(beyond)}, in {beyond['count']}."
    )


def kwic_alt(frame: pd.DataFrame) -> str:
    """What stands next to a keyword most often, function words aside; columns: left, keyword, right."""
    if frame.empty:
        return "The phrase does not stand in the article."
    sides = (
        ("before", [text.split()[-1:] for text in frame["left"]]),
        ("after", [t.split()[:1] for t in frame["right"]]),
    )
    said = []
    for side, found in sides:
        words = Counter(word.lower() for one in found for word in one if word.isalpha())
        words = Counter({word: n for word, n in words.items() if word not in _function_words()})
        best = min(words, key=lambda word: (-words[word], word), default="")
        if words[best] > 1:
            said.append(f"{side} it “{best}” ({_times(words[best])})")
    most = f" Most often there stands {english_list(said)}." if said else ""
    return f"“{frame['keyword'].iloc[0]}” stands in the article {_times(len(frame))}.{most}"


@cache
def _function_words() -> frozenset[str]:
    return frozenset(row["word"] for row in table("stopwords") if row["kind"] == "function")


def _pair(row: Row) -> str:
    return f"{with_article(row['actor'])} with “{row['phrase']}”"


def _times(number: int) -> str:
    return "once" if number == 1 else "twice" if number == 2 else f"{number} times"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _placed(row: Row) -> str:
    return f"{with_article(row['target'])} ({signed(value(row))})"
