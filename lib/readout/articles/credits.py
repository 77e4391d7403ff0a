"""The credits of an article: day, outlet, author, each from a line of its own or from a dateline.

Newspapers write them in lines ("By Jane Doe", "September 29, 2020", "SOURCE: Reuters") or before the first words
("LISBON, 5 May 2021 (Agency) – ").
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256

from readout.wording import english_list

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20)[0-9][0-9]"
_ISO = rf"{_YEAR}-[01]?[0-9]-[0-3]?[0-9]|{_YEAR}/[01]?[0-9]/[0-3]?[0-9]"
_DATE = (
    rf"(?:{_ISO}|{_MONTH}\s{_DAY},?\s{_YEAR}|{_DAY}\s(?:of\s)?{_MONTH},?\s{_YEAR}"
    rf"|{_DAY}[/-]{_MONTH}[/-]{_YEAR})(?![0-9])"
)
_WEEKDAY = r"(?i:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)"
_TIME = (
    r"(?:[0-2]?[0-9][:.][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]+)?)?(?:\s?(?i:[ap]\.?m\.?))?|[01]?[0-9]\s?(?i:[ap]\.?m\.?))"
    r"(?:\s?\(?[A-Z]{1,5}\)?|\s?[+-][0-9]{2}:?[0-9]{2})?"
)
_CLOCK = rf"(?:T|,?\s(?:(?:at|[-–—])\s)?){_TIME}"
_LABEL = r"(?i:(?:first\s|last\s|release\s)?(?P<label>published|posted|updated|modified|date)(?:\s(?:on|at))?:?\s)"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_PLACE = rf"{_CAPITAL}(?:\s(?:{_CAPITAL}|de|do|la|el|of)){{0,3}}"
_WHERE = rf"(?:{_PLACE}(?:,\s{_PLACE})?(?:,|\s[-–—])\s)"
_PERSON = rf"{_CAPITAL}(?:\s(?:{_CAPITAL}|al|bin|da|de|del|der|di|la|le|ten|van|von)){{1,4}}"
_OUTLET = rf"{_CAPITAL}(?:\s(?:{_CAPITAL}|of|and|the|for|&)){{0,4}}"
_JOB = r"(?i:writer|reporter|correspondent|columnist|editor|staff|analyst|contributor)s?"

_RANK = (
    r"(?i:assistant|associate|bureau|business|chief|contributing|defen[cs]e|deputy|diplomatic|executive|foreign|head"
    r"|health|investigative|legal|managing|national|political|science|senior|special|sports?)"
)

DATE_LINE = re.compile(
    rf"{_LABEL}?{_WEEKDAY}?(?:{_TIME},?\s(?:on\s)?)?{_WHERE}?{_WEEKDAY}?(?P<date>{_DATE})(?:{_CLOCK})?"
)
SOURCE_LINE = re.compile(r"(?i:sources?)\s?:\s?(?P<source>\S.{0,79})")
BYLINE = re.compile(r"(?i:(?:(?:written|reported|posted|published)\s)?by):?\s(?P<rest>\S.{0,119})")
PEOPLE = re.compile(rf"(?P<people>{_PERSON}(?:(?:,|\s&|,?\sand)\s{_PERSON}){{0,5}})(?:\s(?i:in)\s{_PLACE})?")
STAFF = re.compile(rf"(?i:an?|our|the)\s(?:[\w-]+\s){{0,4}}{_JOB}")
JOB = re.compile(rf".*\b{_JOB}\b.*")
NUMBERS = re.compile(rf"{_WEEKDAY}?[0-3]?[0-9]([./-])[0-3]?[0-9]\1(?:{_YEAR}|[0-9]{{2}}){_CLOCK}")  # no certain day
COUNT = re.compile(
    r"[0-9][0-9,]* (?:comments?|shares?|views?|min(?:ute)?s?(?: read)?)|(?:leave a|no) comments?", re.IGNORECASE
)
AGENCIES = (
    *("reuters", "associated press", "the associated press", "ap", "afp", "agence france-presse", "bloomberg"),
    *("upi", "xinhua", "tass", "ani", "pti", "ians", "dpa", "efe", "press association", "pa media", "cnn", "bbc news"),
)
# What page makers write where the author's name belongs, and what stands behind a name.
NO_NAMES = re.compile(
    r"\b(?:username|admin|administrator|anonymous|author|contributor|desk|editor|guest|follow|last|newsroom|posted"
    r"|published|reporter|special|staff|team|updated|view|web|webmaster|writer)\b",
    re.IGNORECASE,
)
DEGREE = re.compile(r"(?:Ph|Psy|Ed|Sc)\.?D|D\.?Phil|[BM]\.?Sc|Esq|[JS]r|The|An?|Our")
BEHIND_NAME = re.compile(
    r"\s\S+@.*|\s\(?\+?[0-9][0-9 ().-]{6,}.*|\s(?i:last\s)?(?i:updated|published|posted|modified)\b.*"
    rf"|\s(?:{_MONTH}|(?i:mon|tues|wednes|thurs|fri|satur|sun)day)(?:\s[0-9].*|$)|\s(?i:(?:special\s)?(?:for|to))\s.*"
    rf"|(?<=\S)\s{_JOB}\b.*"
)
JOB_BEHIND = re.compile(rf"(\S+(?:\s\S+)+?)\s(?:{_RANK}\s)*(?:\w+\s)?{_JOB}\b.*")  # "Jane Doe Chief Crime Reporter"
JOB_ALONE = re.compile(rf"{_RANK}\s(?:\S+\s){{0,3}}{_JOB}\b.*")
DATELINE = re.compile(
    rf"(?P<place>{_PLACE}(?:(?:,\s|\s?/\s?){_PLACE}){{0,2}})?"
    rf"(?P<when>(?(place),\s){_WEEKDAY}?(?:(?P<date>{_DATE})|{_MONTH}\s{_DAY}|{_DAY}\s{_MONTH}))?"
    r"(?:\s?[(/](?P<agency>[A-Z][\w&.'’ -]{1,39})[)/])?"
    r"(?:\.?\s*(?:—|–|--)\s?|\s+[_|•·-]\s|(?P<colon>:\s(?!(?:I|We|My|Our|Yes|No|Well|Thank)\b)))"
    r"(?=[\"“‘']?[A-ZÀ-ÖØ-Þ0-9])"
)
OPENING = 160  # characters of a paragraph in which a dateline stands
DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,7}")


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


@dataclass(frozen=True)
class Content:
    """An article as its source holds it: what is known of it, its prose as it stands, and the hash of its input.

    `problem`: why the article cannot be read.
    """

    metadata: Metadata
    prose: str
    sha256: str
    problem: str = ""


def hash_input(text: str | bytes) -> str:
    """Return the hash by which an article is known: of the bytes of its source, or of its part of them."""
    return sha256(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text).hexdigest()


def parse_credit(line: str) -> Metadata | None:
    """Return what a line says of the article, where it says nothing else; None for a line of prose."""
    if len(line) > 200:
        return None
    credits = Metadata()
    unknown = []
    parts = re.split(r"\s(?:[|•·]|/(?=\s(?i:updated|modified|published)))\s", line)
    for part in parts:
        credit = _parse_one_credit(part.strip())
        if credit is None:
            unknown.append(part.strip())
        else:
            credits = credits.filled_from(credit)
    if not unknown:
        return credits
    if len(unknown) > 1 or len(parts) <= 2 or not re.fullmatch(_OUTLET, unknown[0]):
        return None
    if credits.byline or (credits.published and not _is_name(unknown[0])):
        return credits.filled_from(Metadata(source=unknown[0]))  # "By Jane Doe | The Daily | May 4, 2021"
    return replace(credits, byline=unknown[0]) if credits.published else None  # "Jane Doe · May 4, 2021 · 3 min read"


def split_dateline(paragraph: str, *, has_colon: bool = True) -> tuple[Metadata, str]:
    """Return date and agency of the dateline that a paragraph starts with, and the paragraph without it.

    `has_colon`: whether it may end in a colon, as the label of a speaker does ("LIND: Yes").
    """
    if by := re.match(r"(?i:by)\s(.{3,80}?)\s(?=[A-Z]{3,}\b)", paragraph):  # "By Jane Doe EASTPORT (AP) – "
        credits, rest = split_dateline(paragraph[by.end() :], has_colon=has_colon)
        if PEOPLE.fullmatch(by[1]) and len(rest) < len(paragraph[by.end() :]):
            return replace(credits, byline=by[1]), rest
    match = DATELINE.match(paragraph[:OPENING])
    if match is None or (match["colon"] and not has_colon):
        return Metadata(), paragraph
    place, agency = match["place"] or "", match["agency"]
    if DOMAIN.fullmatch(place) and not place.isupper():
        agency = agency or place  # "PanEast.Net - Verified footage"
    if not (match["when"] or agency or (place.isupper() and len(place) > 3)):
        return Metadata(), paragraph  # "Iraq – The" may be prose
    published = parse_date(match["date"]) if match["date"] else None
    return Metadata(published=published, source=agency), paragraph[match.end() :]


def dateline_end(text: str) -> int:
    """Where the dateline ends that opens a report among others: "LAGOS — ", "DUBLIN (AP) - "; 0 for none."""
    match = DATELINE.match(text[:OPENING])
    place = (match["place"] or "").split(",")[0] if match else ""
    return match.end() if match and place.isupper() and len(place) > 3 else 0


def parse_date(text: str) -> date | None:
    """Return the date that `text` is, where it can be read in one way only: "03/04/2021" is None."""
    match = DATE_LINE.fullmatch(" ".join(text.split())[:200])
    return _calendar_date(match["date"]) if match else None


def find_date(text: str) -> date | None:
    """Return the first date that stands in a text, written in a form that can be read in one way only."""
    match = re.search(_DATE, text)
    return _calendar_date(match[0]) if match else None


def parse_author(text: str) -> Metadata:
    """Return author and source of "Jane Doe and John Roe, Agency", with or without "By"."""
    stripped = re.sub(r"^(?i:by):?\s+", "", text.strip())
    return _parse_people(stripped) or Metadata(byline=stripped or None)


def tidy_author(text: str, source: str | None = None) -> Metadata:
    """Return the persons that a page or an export names as its authors, each once, and an agency as the source.

    What is no name is left out: the outlet itself, "Username", "Updated January 7", degrees, an address.
    """
    names: dict[str, str] = {}
    agency = None
    for part in re.split(r"\s*(?:;|\||•|·|,|&|[()]|\band\b)\s*", " ".join(text.split())):
        name = JOB_BEHIND.sub(r"\1", JOB_ALONE.sub("", re.sub(r"^(?i:by):?\s+", "", part[:200])))
        name = BEHIND_NAME.sub("", name).strip(" .-–—/")
        key = name.casefold()
        if key in AGENCIES or re.sub(r" news(?: agency)?$| agency$", "", key) in AGENCIES:
            agency = name
        elif _is_name(name) and key not in ((source or "").casefold(), "condé nast"):
            names.setdefault(
                key, re.sub(r"[^\W\d_]{2,}", lambda word: word[0].capitalize(), name) if name.isupper() else name
            )
    return Metadata(byline=english_list(names.values()) or None, source=agency)


def _parse_one_credit(line: str) -> Metadata | None:
    if COUNT.fullmatch(line) or NUMBERS.fullmatch(line) or re.fullmatch(_TIME, line):
        return Metadata()
    if match := DATE_LINE.fullmatch(line):
        updated = (match["label"] or "").lower() in ("updated", "modified")
        return Metadata(published=None if updated else _calendar_date(match["date"]))
    if match := SOURCE_LINE.fullmatch(line):
        return Metadata(source=match["source"])
    if match := BYLINE.fullmatch(line):
        people, _, day = match["rest"].partition(" on ")
        if day and (published := parse_date(day)):
            return replace(_parse_people(people) or Metadata(), published=published)
        return _parse_people(match["rest"])
    day, _, people = line.partition(" by ")  # "Posted on May 4, 2021 by Jane Doe"
    author = _parse_people(people) if people and DATE_LINE.fullmatch(day) else None
    return author.filled_from(_parse_one_credit(day) or Metadata()) if author else None


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


def _is_name(text: str) -> bool:
    """Whether a text may be a person's name: words with capitals, of which none is the name of a job; no degree."""
    shaped = re.fullmatch(rf"{_PERSON}|{_CAPITAL}", text) and not text.startswith(("The ", "A "))
    is_one = " " in text or not (text.isupper() or DEGREE.fullmatch(text))
    return bool(shaped and is_one and not NO_NAMES.search(text))
