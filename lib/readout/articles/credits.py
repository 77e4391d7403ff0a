"""Credits of an article, as newspapers write them: its date, its source and its author.

They stand in lines of their own ("By Jane Doe", "September 29, 2020", "SOURCE: Reuters") or as a dateline
before the first words ("LISBON, 5 May 2021 (Agency) – ").
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20)[0-9][0-9]"
_ISO = rf"{_YEAR}-[01]?[0-9]-[0-3]?[0-9]|{_YEAR}/[01]?[0-9]/[0-3]?[0-9]"
_DATE = rf"(?:{_ISO}|{_MONTH}\s{_DAY},?\s{_YEAR}|{_DAY}\s(?:of\s)?{_MONTH},?\s{_YEAR})(?![0-9])"
_WEEKDAY = r"(?i:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)"
_CLOCK = (
    r"(?:T|,?\s(?:at\s)?)[0-2]?[0-9][:.][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]+)?)?"
    r"(?:\s?(?i:[ap]\.?m\.?))?(?:\s?\(?[A-Z]{1,5}\)?|\s?[+-][0-9]{2}:?[0-9]{2})?"
)
_LABEL = r"(?i:(?:first\s|last\s)?(?P<label>published|posted|updated|modified|date)(?:\s(?:on|at))?:?\s)"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_PLACE = rf"{_CAPITAL}(?:\s(?:{_CAPITAL}|de|do|la|el|of)){{0,3}}"
_PERSON = rf"{_CAPITAL}(?:\s(?:{_CAPITAL}|al|bin|da|de|del|der|di|la|le|ten|van|von)){{1,4}}"

DATE_LINE = re.compile(rf"{_LABEL}?(?:{_PLACE},\s)?{_WEEKDAY}?(?P<date>{_DATE})(?:{_CLOCK})?")
SOURCE_LINE = re.compile(r"(?i:sources?)\s?:\s?(?P<source>\S.{0,79})")
BYLINE = re.compile(r"(?i:(?:(?:written|reported)\s)?by):?\s(?P<rest>\S.{0,119})")
PEOPLE = re.compile(rf"(?P<people>{_PERSON}(?:(?:,|\s&|,?\sand)\s{_PERSON}){{0,5}})(?:\s(?i:in)\s{_PLACE})?")
_JOB = r"(?i:writer|reporter|correspondent|columnist|editor|staff|analyst|contributor)s?"
STAFF = re.compile(rf"(?i:an?|our|the)\s(?:[\w-]+\s){{0,4}}{_JOB}")
JOB = re.compile(rf".*\b{_JOB}\b.*")
DATELINE = re.compile(
    rf"(?P<place>{_PLACE}(?:,\s{_PLACE}){{0,2}})?"
    rf"(?P<when>(?(place),\s){_WEEKDAY}?(?:(?P<date>{_DATE})|{_MONTH}\s{_DAY}|{_DAY}\s{_MONTH}))?"
    r"(?:\s?[(/](?P<agency>[A-Z][\w&.'’ -]{1,39})[)/])?"
    r"(?:\s?(?:—|–|--)\s?|\s-\s)(?=[\"“‘']?[A-ZÀ-ÖØ-Þ0-9])"
)


@dataclass(frozen=True)
class Head:
    """What is known of an article beside its text."""

    title: str | None = None
    deck: str | None = None
    published: date | None = None
    source: str | None = None
    byline: str | None = None
    url: str | None = None

    def filled(self, other: "Head") -> "Head":
        """The same with what is missing taken from `other`."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(other, **{name: value for name, value in known.items() if value is not None})


def credit(line: str) -> Head | None:
    """What a line says of the article, where it says nothing else; None for a line of prose."""
    if len(line) > 200:
        return None
    found = Head()
    for part in re.split(r"\s[|•·]\s", line):
        one = _single(part.strip())
        if one is None:
            return None
        found = found.filled(one)
    return found


def dateline(paragraph: str) -> tuple[Head, str]:
    """Date and agency of the dateline that a paragraph starts with, and the paragraph without it."""
    match = DATELINE.match(paragraph[:160])
    if match is None:
        return Head(), paragraph
    place = match["place"] or ""
    if not (match["when"] or match["agency"] or (place.isupper() and len(place) > 3)):
        return Head(), paragraph  # "Iraq – The" may be prose
    published = day(match["date"]) if match["date"] else None
    return Head(published=published, source=match["agency"]), paragraph[match.end() :]


def day(text: str) -> date | None:
    """The date that `text` is, where it can be read in one way only: "03/04/2021" is None."""
    match = DATE_LINE.fullmatch(" ".join(text.split())[:200])
    return _calendar(match["date"]) if match else None


def author(text: str) -> Head:
    """Author and source of "Jane Doe and John Roe, Agency", with or without "By"."""
    stripped = re.sub(r"^(?i:by):?\s+", "", text.strip())
    return _people(stripped) or Head(byline=stripped or None)


def _single(line: str) -> Head | None:
    if match := DATE_LINE.fullmatch(line):
        updated = (match["label"] or "").lower() in ("updated", "modified")
        return Head(published=None if updated else _calendar(match["date"]))
    if match := SOURCE_LINE.fullmatch(line):
        return Head(source=match["source"])
    if match := BYLINE.fullmatch(line):
        return _people(match["rest"])
    return None


def _calendar(text: str) -> date | None:
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    name = re.search(_MONTH, text)
    if name is None:
        year, month, number = numbers
    else:
        number, year = sorted(numbers)
        month = 1 + MONTHS.index(name[0][:3].lower())
    try:
        return date(year, month, number)
    except ValueError:  # February 30
        return None


def _people(text: str) -> Head | None:
    people, comma, last = text.rpartition(", ")
    if comma and PEOPLE.fullmatch(people) and not re.search(r"\band\b|&", last):
        return Head(byline=people, source=None if JOB.fullmatch(last) else last)
    match = PEOPLE.fullmatch(text)
    if match:
        return Head(byline=match["people"])
    return Head(byline=text) if STAFF.fullmatch(text) else None
