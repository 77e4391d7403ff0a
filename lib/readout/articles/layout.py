"""The lines of a file or page, sorted into headline, deck, credits and paragraphs of prose.

Newspapers write credits (date, source, author) in lines of their own ("By Jane Doe", "September 29, 2020",
"SOURCE: Reuters") or as a dateline before the first words ("LISBON, 5 May 2021 (Agency) – ").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from itertools import pairwise

from readout.articles.sentences import CLOSERS
from readout.resources import table

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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
_JOB = r"(?i:writer|reporter|correspondent|columnist|editor|staff|analyst|contributor)s?"

DATE_LINE = re.compile(rf"{_LABEL}?(?:{_PLACE},\s)?{_WEEKDAY}?(?P<date>{_DATE})(?:{_CLOCK})?")
SOURCE_LINE = re.compile(r"(?i:sources?)\s?:\s?(?P<source>\S.{0,79})")
BYLINE = re.compile(r"(?i:(?:(?:written|reported)\s)?by):?\s(?P<rest>\S.{0,119})")
PEOPLE = re.compile(rf"(?P<people>{_PERSON}(?:(?:,|\s&|,?\sand)\s{_PERSON}){{0,5}})(?:\s(?i:in)\s{_PLACE})?")
STAFF = re.compile(rf"(?i:an?|our|the)\s(?:[\w-]+\s){{0,4}}{_JOB}")
JOB = re.compile(rf".*\b{_JOB}\b.*")
DATELINE = re.compile(
    rf"(?P<place>{_PLACE}(?:,\s{_PLACE}){{0,2}})?"
    rf"(?P<when>(?(place),\s){_WEEKDAY}?(?:(?P<date>{_DATE})|{_MONTH}\s{_DAY}|{_DAY}\s{_MONTH}))?"
    r"(?:\s?[(/](?P<agency>[A-Z][\w&.'’ -]{1,39})[)/])?"
    r"(?:\s?(?:—|–|--)\s?|\s-\s)(?=[\"“‘']?[A-ZÀ-ÖØ-Þ0-9])"
)
DOTTED = re.compile(r"(?:[A-Z]\.){2,}")


@dataclass(frozen=True)
class Metadata:
    """What is known of an article beside its text; None for what is not."""

    title: str | None = None
    deck: str | None = None
    published: date | None = None
    source: str | None = None
    byline: str | None = None
    url: str | None = None

    def filled_from(self, other: "Metadata") -> "Metadata":
        """The same with what is missing taken from `other`."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(other, **{name: value for name, value in values.items() if value is not None})


def split_head(text: str, given: Metadata) -> tuple[Metadata, str]:
    """Return headline, deck and credits (`given` values win), and the body: paragraphs parted by one blank line.

    `text` is clean. Where blank lines part the body, the lines between them are joined. Where there are none,
    each line is a paragraph, unless the text is hard-wrapped: some line breaks off within a sentence where
    the next word would have made it longer than the longest line. Lines that the table of residue
    lists are dropped, and so are repetitions of the headline and the deck.
    """
    lines = _without_residue(text.split("\n"))
    head, start = _read_head(lines, given)
    head, lines = _take_late_credits(head, lines[start:])
    paragraphs = [p for p in _paragraphs(lines) if not _is_same(p, head.title) and not _is_same(p, head.deck)]
    if paragraphs:
        credits, paragraphs[0] = split_dateline(paragraphs[0])
        head = head.filled_from(credits)
    return head, "\n\n".join(filter(None, paragraphs))


def parse_credit(line: str) -> Metadata | None:
    """Return what a line says of the article, where it says nothing else; None for a line of prose."""
    if len(line) > 200:
        return None
    credits = Metadata()
    for part in re.split(r"\s[|•·]\s", line):
        credit = _parse_one_credit(part.strip())
        if credit is None:
            return None
        credits = credits.filled_from(credit)
    return credits


def split_dateline(paragraph: str) -> tuple[Metadata, str]:
    """Return date and agency of the dateline that a paragraph starts with, and the paragraph without it."""
    match = DATELINE.match(paragraph[:160])
    if match is None:
        return Metadata(), paragraph
    place = match["place"] or ""
    if not (match["when"] or match["agency"] or (place.isupper() and len(place) > 3)):
        return Metadata(), paragraph  # "Iraq – The" may be prose
    published = parse_date(match["date"]) if match["date"] else None
    return Metadata(published=published, source=match["agency"]), paragraph[match.end() :]


def parse_date(text: str) -> date | None:
    """Return the date that `text` is, where it can be read in one way only: "03/04/2021" is None."""
    match = DATE_LINE.fullmatch(" ".join(text.split())[:200])
    return _calendar_date(match["date"]) if match else None


def parse_author(text: str) -> Metadata:
    """Return author and source of "Jane Doe and John Roe, Agency", with or without "By"."""
    stripped = re.sub(r"^(?i:by):?\s+", "", text.strip())
    return _parse_people(stripped) or Metadata(byline=stripped or None)


# --- credits


def _parse_one_credit(line: str) -> Metadata | None:
    if match := DATE_LINE.fullmatch(line):
        updated = (match["label"] or "").lower() in ("updated", "modified")
        return Metadata(published=None if updated else _calendar_date(match["date"]))
    if match := SOURCE_LINE.fullmatch(line):
        return Metadata(source=match["source"])
    if match := BYLINE.fullmatch(line):
        return _parse_people(match["rest"])
    return None


def _parse_people(text: str) -> Metadata | None:
    people, comma, last = text.rpartition(", ")
    if comma and PEOPLE.fullmatch(people) and not re.search(r"\band\b|&", last):
        return Metadata(byline=people, source=None if JOB.fullmatch(last) else last)  # "Jane Doe, Agency"
    if match := PEOPLE.fullmatch(text):
        return Metadata(byline=match["people"])  # "Jane Doe and John Roe in Baghdad"
    return Metadata(byline=text) if STAFF.fullmatch(text) else None  # "our staff writer"


def _calendar_date(text: str) -> date | None:
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    name = re.search(_MONTH, text)
    if name is None:
        year, month, day = numbers
    else:
        day, year = sorted(numbers)
        month = 1 + _MONTHS.index(name[0][:3].lower())
    try:
        return date(year, month, day)
    except ValueError:  # February 30
        return None


def _take_late_credits(head: Metadata, lines: Sequence[str]) -> tuple[Metadata, list[str]]:
    """Takes lines with a source or an author out of the body; a date alone may head a part of it."""
    kept = []
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        credit = parse_credit(line) if _stands_alone(before, line, after) else None
        has_name = credit is not None and (credit.source or credit.byline)
        if credit and has_name:
            head = head.filled_from(replace(credit, published=None))
        if not has_name and not (credit and _is_residue(line)):
            kept.append(line)
    return head, kept


# --- headline and deck


def _read_head(lines: Sequence[str], given: Metadata) -> tuple[Metadata, int]:
    """What stands before the prose, and the number of the line where the prose starts."""
    head, number = given, 0
    while number < len(lines):
        line, size = lines[number], 1
        if credit := parse_credit(line):
            head = head.filled_from(credit)
        elif line and not _is_same(line, head.title) and not _is_same(line, head.deck):
            block = _block_from(lines, number, head.title)
            if head.title is None:
                size = _headline_size(block)
                head = replace(head, title=" ".join(block[:size]) or None)
            elif head.deck is None and _is_deck(lines, number, block, head.title):
                size = len(block)
                head = replace(head, deck=" ".join(block))
            else:
                break
            if not size:
                break
        number += size
    return head, number


def _block_from(lines: Sequence[str], number: int, title: str | None) -> Sequence[str]:
    """The lines from `number` on, up to a blank line, a credit or the headline."""
    end = number
    while (
        end < len(lines) and lines[end] and not parse_credit(lines[end]) and not _is_same(lines[end], title)
    ):
        end += 1
    return lines[number:end]


def _headline_size(block: Sequence[str]) -> int:
    """How many lines of a block are a headline: all of them, the first, or none."""
    if len(block) <= 3 and _is_headline(" ".join(block)):
        return len(block)
    if len(block) == 1 or block[1][:1].islower() or _is_wrapped(block):
        return 0
    return int(_is_headline(block[0]))


def _is_headline(line: str) -> bool:
    ending = line.rstrip(CLOSERS)
    short = len(line) <= 200 and len(line.split()) <= 30 and any(map(str.isalpha, line))
    return short and (ending[-1:] not in (".", "…", ":", ";", ",") or bool(DOTTED.search(ending[-12:])))


def _is_deck(lines: Sequence[str], number: int, block: Sequence[str], title: str) -> bool:
    """Whether a block under the headline is a deck: credits or the headline follow, or it ends in no stop."""
    text = " ".join(block)
    following = [line for line in lines[number + len(block) :] if line][:20]
    prose = any(not parse_credit(line) and not _is_same(line, title) for line in following)
    if not prose or len(text.split()) > 60:
        return False
    credited = bool(parse_credit(following[0])) or _is_same(following[0], title)
    return credited or (len(text.split()) >= 5 and _is_headline(text))


def _is_same(line: str, other: str | None) -> bool:
    return other is not None and _bare(line) == _bare(other)


def _bare(line: str) -> str:
    return " ".join(line.casefold().split()).strip(" .\"'“”‘’")


# --- residue of the page ("Share this", "Advertisement")


def _without_residue(lines: Sequence[str]) -> list[str]:
    kept = []
    before = ""
    for line, after in pairwise([*lines, ""]):
        alone = line and _stands_alone(before, line, after)
        if alone and not parse_credit(line) and _is_residue(line):
            before = ""
        else:
            kept.append(line)
            before = line
    return kept


@cache
def _residue_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"], re.IGNORECASE) for row in table("residue"))


def _is_residue(line: str) -> bool:
    return len(line) <= 1000 and any(pattern.fullmatch(line) for pattern in _residue_patterns())


def _stands_alone(before: str, line: str, after: str) -> bool:
    """Whether a line is no part of a sentence that its neighbours begin or go on with."""
    begun = _is_open(before) and not parse_credit(before) and line[:1].islower()
    return not begun and not (_is_open(line) and after[:1].islower())


def _is_open(line: str) -> bool:
    """Whether a line ends within a sentence."""
    return bool(line) and line.rstrip(CLOSERS)[-1:] not in (".", "?", "!", "…", ":")


# --- paragraphs


def _paragraphs(lines: Sequence[str]) -> list[str]:
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", "\n".join(lines).strip("\n"))]
    if len(blocks) > 1:
        return [" ".join(block) for block in blocks]
    lines = blocks[0]
    if not _is_wrapped(lines):
        return lines
    paragraphs, width = [lines[0]], max(map(len, lines))
    for before, line in pairwise(lines):
        if _is_forced(before, line, width):
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
    return paragraphs


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether a line breaks off within a sentence for no other reason than its length."""
    width = max(map(len, lines))
    pairs = pairwise(lines)
    return any(_is_open(before) and _is_forced(before, line, width) for before, line in pairs)


def _is_forced(before: str, line: str, width: int) -> bool:
    return len(before) + 1 + len(line.partition(" ")[0]) > width
