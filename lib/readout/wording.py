"""Numbers, names and verbs in plain English, so that a sentence made from a finding reads as one."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any

from readout.resources import function_words, table, values

Row = Mapping[str, Any]

UNNAMED = "no source named"  # the voice of what has no source, or none that is found
MINUS = "\u2212"
NEUTRAL, CLEAR = 0.05, 0.2  # |polarity| below the first is neutral, from the second on clear
WEIGHS = 0.1  # |contribution| from which a word is marked in its sentence
_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
FAIRLY, SURE = 0.6, 0.8  # confidence from which a finding is called fairly sure, and sure


def count(number: int, noun: str, plural: str = "") -> str:
    """Return the number with its noun: "1 sentence", "2,140 words", "no passages"."""
    nouns = plural or noun + "s"
    return f"{number:,} {noun if number == 1 else nouns}" if number else f"no {nouns}"


def number_in_words(number: int) -> str:
    """The number as a text has it: "two", "twelve", "1,204"; none is "no"."""
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def times_in_words(number: int) -> str:
    """Return how often, in words: "once", "twice", "3 times"."""
    return "once" if number == 1 else "twice" if number == 2 else f"{number} times"


def share_in_words(share: float) -> str:
    """Return a share (0 to 1) in tenths: "about 7 in 10", "nearly all", "hardly any"."""
    tenths = round(10 * share)
    return "nearly all" if tenths == 10 else f"about {tenths} in 10" if tenths else "hardly any"


def english_list(items: Iterable[str]) -> str:
    """Join the items as in a sentence: "a", "a and b", "a, b and c"."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def signed(number: float | None) -> str:
    """Return a score with two decimals and its sign; what rounds to zero has none, what is missing is "unknown"."""
    if number is None or math.isnan(number):
        return "unknown"
    sign = MINUS if number < 0 else "+"
    return f"{sign}{abs(number):.2f}" if round(abs(number), 2) else "0.00"


def tone_in_words(polarity: float | None) -> str:
    """Return a polarity (-1 negative to +1 positive) in words: "clearly negative"; None and NaN are "unknown"."""
    if polarity is None or math.isnan(polarity):
        return "unknown"
    if abs(polarity) < NEUTRAL:
        return "neutral"
    degree = "slightly" if abs(polarity) < CLEAR else "clearly"
    return f"{degree} {'negative' if polarity < 0 else 'positive'}"


def certainty(confidence: float) -> str:
    """Return a confidence (0 to 1) in words: "sure", "fairly sure" or "unsure"."""
    return "sure" if confidence >= SURE else "fairly sure" if confidence >= FAIRLY else "unsure"


def acts_in_words(acts: Sequence[Row]) -> str:
    """Return the three commonest things that were done, each once: "attacks and threats"; "" without acts."""
    words = [next(iter(_words(row["act"])), str(row["act"]).lower()) for row in acts]
    return english_list([word for word, _ in Counter(words).most_common(3)])


def day_in_words(day: str | date) -> str:
    """Return a day, or its ISO date, as it stands in a text: "3 January 2020"."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{when.day} {when:%B} {when.year}"


def span_in_words(days: Iterable[date | None]) -> str:
    """Return from when to when: "3 January 2020 to 5 May 2021", "3 January 2020" for one day, "" for none."""
    known = sorted(day for day in days if day)
    return " to ".join(dict.fromkeys(map(day_in_words, (*known[:1], *known[-1:]))))


def name_speaker(speaker: object) -> str:
    """Return who speaks, as a page says it: "no source named" for none, and for a bare pronoun ("it")."""
    if not isinstance(speaker, str) or speaker[:1].lower() + speaker[1:] in function_words():  # "US" is no "us"
        return UNNAMED
    return speaker


def tone_label(label: str) -> str:
    """Return the label of a tone towards somebody as a page says it: "hostile", "friendly", "neutral", "unsure"."""
    return {"negative": "hostile", "positive": "friendly"}.get(label, label)


def side_of(label: str) -> str:
    """Return the side of a label of a tone, a stance or a tie: "hostile", "friendly" or "doubt"."""
    sides = {"negative": "hostile", "against": "hostile", "opposes": "hostile"}
    return {**sides, "positive": "friendly", "favor": "friendly", "supports": "friendly"}.get(label, "doubt")


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return a hint at the nearest of the words: ` (did you mean "briefing"?)`; "" where none is near."""
    near = get_close_matches(word, list(words), n=1)
    return f' (did you mean "{near[0]}"?)' if near else ""


def net_tone(row: Row) -> float:
    """Return the tone towards a target, -1 (hostile) to +1 (friendly): positive minus negative probability."""
    return float(row["positive"] - row["negative"])


def worst_and_best(rows: Sequence[Row]) -> tuple[Row | None, Row | None]:
    """Return the lowest target labelled negative and the highest labelled positive, or None.

    One sentence is too little to put an actor first: each is named in two at least.
    """
    several = [row for row in rows if len(row["evidence"]) > 1]
    worst = min((row for row in several if row["label"] == "negative"), key=net_tone, default=None)
    return worst, max((row for row in several if row["label"] == "positive"), key=net_tone, default=None)


def is_plural(name: str, kind: str = "") -> bool:
    """Whether its verb is plural; persons and places are singular ("the United States opposes")."""
    head, lower = _head(name), _head(name).lower()
    if kind in ("person", "place") or name.lower() in _words("the"):
        return False
    if lower in _words("plural"):
        return True
    ends = lower.endswith("s") and not lower.endswith(("ss", "us", "is", "news", "corps", "ics"))
    ends = ends or lower.endswith(("men", "people", "children", "folk"))
    return ends and (head == lower or kind == "group" or lower.endswith(("ans", "crats", "ists", "ites")))


def with_article(name: str, kind: str = "") -> str:
    """Return the name as it stands inside a sentence, with "the" where English wants it ("the United States")."""
    head, words = _head(name), name.split()
    if kind == "person" or not words or words[0].lower() in ("the", "a", "an", "some", "his", "her", "its", "their"):
        return name
    if head == head.lower() and re.search(r"s?[’']s?\s", name):  # "Iran’s foreign forces"
        return name
    office = head.lower() in _words("institution") and (len(words) > 1 or head == head.lower())
    if office or name.lower() in _words("the"):
        return f"the {name}"
    bare = head == head.lower() and head.isalpha() and not is_plural(name, kind)
    return f"the {name}" if bare else name


def agree(stem: str, plural: bool) -> str:
    """Return a regular verb for its subject: "oppose" after a plural, "opposes" after a singular."""
    return stem if plural else stem + "s"


def capitalize(sentence: str) -> str:
    """Return the sentence with a capital at its start and the rest as it was."""
    return sentence[:1].upper() + sentence[1:]


def _head(name: str) -> str:
    """The word a verb agrees with: the last one before the first preposition."""
    words = re.split(r"\s(?:of|in|for|from|against|at|on|to|with)\s", name)[0].split()
    return words[-1].strip(",.;:") if words else ""


@cache
def _words(use: str) -> tuple[str, ...]:
    return tuple(word for row in table("wording") if row["use"] == use for word in values(row["words"]))
