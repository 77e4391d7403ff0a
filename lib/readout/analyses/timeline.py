"""When acts were done: the days that an article itself says, set beside the acts done on them."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pandas as pd
from dateutil.parser import parse
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from readout.nlp.document import Document
from readout.nlp.trees import Tree

COLUMNS = ["date", "said", "source", "target", "act", "sign", "start", "end"]
DAYS = dict(zip(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
                (MO, TU, WE, TH, FR, SA, SU), strict=True))  # fmt: skip
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
NUMBER, YEAR = r"(?:[12]\d|3[01]|0?[1-9])", r"(?:1[5-9]|20)\d\d"
# "in March of 2019", "Monday next week": which one is said behind the date.
MORE = re.compile(
    r"[’'/–-]\w|,? (?:of|in|next|last|this|that)? ?(?:the )?(?:year|week|month|\d{4}\b)|,? (?:next|last|this|that|of) "
)
SAID = re.compile(
    rf"\b(?P<day>{NUMBER}(?:st|nd|rd|th)? {MONTH}|{MONTH} {NUMBER}(?:st|nd|rd|th)?)(?!\d)(?P<year>,? {YEAR}\b)?"
    r"|\b(?P<iso>\d{4}-\d\d-\d\d)\b"
    rf"|\b(?P<month>(?<=[Ii]n ){MONTH}(?: {YEAR}\b)?)"
    rf"|\b(?P<weekday>{'|'.join(DAYS)})\b"
    r"|\b(?P<near>today|yesterday|\d{1,2} days ago|(?:[Ll]ast|[Tt]his) (?:week|month|year))\b",
    re.ASCII,
)
# Before a date, these make it the end of a span, another day of that name, or one of many.
NOT_ON = frozenset(["after", "before", "between", "by", "each", "every", "following", "from", "last", "next",
                    "previous", "since", "than", "this", "through", "till", "to", "until"])  # fmt: skip
OPEN = ("intended", "possible", "required", "hypothetical")


class DatePhrase(NamedTuple):
    """Words that say a day: "on Monday", "3 May 2020"."""

    words: str
    day: date
    is_full: bool  # the words alone say which day it is


def timeline(doc: Document, acts: pd.DataFrame) -> pd.DataFrame:
    """The acts whose day the article says, by day.

    Columns: `date` (ISO day; of a week, month or year its first), `said` (the words for it), `source`, `target`,
    `act`, `sign` (as in `acts.acts`), `start, end` (of the sentence). A date counts for an act if both hang on
    the same verb, and no other date does. Days without a year are the latest such on or before
    `article.published`; an article without that keeps full dates only, and an act that is not yet done ("will
    sign on Monday") keeps none but full dates. What can be read in two ways ("03/04/2020", "last Monday", "two
    days later", "by Friday") gives no row.
    """
    dated: dict[int, dict[int, list[DatePhrase | None]]] = {}
    rows = []
    for act in acts.to_dict("records"):
        start = act["start"]
        tree = doc.tree_at(start)
        if start not in dated:
            dated[start] = _dates(tree, doc.article.text[start : act["end"]], start, doc.article.published)
        phrases = dated[start].get(_verb(tree, act["cue"][0]), [])
        phrase = phrases[0] if len(phrases) == 1 else None
        if phrase and (phrase.is_full or act["modality"] not in OPEN):
            rows.append([phrase.day.isoformat(), phrase.words, *(act[name] for name in COLUMNS[2:])])
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(["date", "start"], kind="stable", ignore_index=True)


def _dates(tree: Tree, text: str, start: int, published: date | None) -> dict[int, list[DatePhrase | None]]:
    """The dates said in a sentence by the verb they hang on; None for one that cannot be told."""
    by_verb: dict[int, list[DatePhrase | None]] = {}
    for match in SAID.finditer(text):
        day = None if _is_no_day_of_act(text, match) else _day(match, published)
        phrase = DatePhrase(match[0], day, _is_full(match)) if day else None
        by_verb.setdefault(_verb(tree, start + match.start()), []).append(phrase)
    return by_verb


def _is_no_day_of_act(text: str, match: re.Match[str]) -> bool:
    """Whether the words around a date keep it from being a day on which something is done: "by Friday"."""
    before = re.search(r"([\w’']+)[ -]$", text[max(match.start() - 30, 0) : match.start()])
    word = before[1] if before else ""
    in_name = bool(match["weekday"]) and word[:1].isupper() and word not in ("On", "Late", "Early")
    return in_name or word.lower() in NOT_ON or bool(MORE.match(text, match.end()))


def _day(match: re.Match[str], published: date | None) -> date | None:
    try:
        day = _resolved(match, published)
    except (ValueError, OverflowError):  # the 31st of April
        return None
    number = re.search(r"\d+", match["day"] or "")
    # The parser takes a day that the month does not have for a year.
    return None if day and number and day.day != int(number[0]) else day


def _resolved(match: re.Match[str], published: date | None) -> date | None:
    if match["iso"]:
        return date.fromisoformat(match["iso"])
    if _is_full(match):
        return _parsed(match[0], 2000)
    return _latest_before(match, published) if published else None


def _is_full(match: re.Match[str]) -> bool:
    """Whether the words alone say which day it is."""
    return bool(match["iso"] or match["year"] or re.search(r"\d{4}$", match["month"] or ""))


def _latest_before(match: re.Match[str], published: date) -> date | None:
    """The latest day on or before that of the article for which the words can stand."""
    if match["weekday"]:
        weekday: date = published + relativedelta(weekday=DAYS[match["weekday"]](-1))
        return weekday
    if match["near"]:
        return _near(match["near"].lower(), published)
    words = match["day"] or match["month"]
    found = _parsed(words, published.year)
    return found if found <= published else _parsed(words, published.year - 1)


def _parsed(words: str, year: int) -> date:
    """The day that the words say, in that year where they say none; the first of a month."""
    moment: datetime = parse(words, default=datetime(year, 1, 1))
    return moment.date()


def _near(said: str, published: date) -> date:
    if said in ("today", "yesterday"):
        return published - timedelta(days=said == "yesterday")
    if said.endswith("ago"):
        return published - timedelta(days=int(said.split()[0]))
    which, unit = said.split()
    first = {"week": {"weekday": MO(-1)}, "month": {"day": 1}, "year": {"month": 1, "day": 1}}[unit]
    day: date = published + relativedelta(**{f"{unit}s": -(which == "last")}, **first)
    return day


def _verb(tree: Tree, at: int) -> int:
    """The place of the verb that governs what stands at an offset, or of the top of the sentence."""
    word = next((one for one in tree.words if one.start <= at < one.end), None)
    while word and not word.tag.startswith("VB") and (head := tree.head(word)):
        word = head
    return word.place if word else -1
