"""The user's own file: names that the tables lack, who held which office, and corrections of what Readout finds."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, get_args

from readout.articles.files import find_file
from readout.errors import UserError
from readout.nlp.gazetteer import Aliases, GazetteerEntry, table_key, without_accents

if TYPE_CHECKING:
    from pydantic import TypeAdapter

What = Literal["alias", "office", "merge", "split", "reject", "reject tie", "speaker"]
Kind = Literal["person", "organisation", "place", "group", "issue"]
# The columns beside `words` that a row must fill.
NEEDS: Mapping[What, Sequence[str]] = {"alias": ("name", "kind"), "reject": ()}
DATES = {"from": "since", "until": "until"}  # columns and the fields that hold their days
COLUMNS = ({"what", "words", "name", "kind"}, {"alias", "name", "kind"})
OF_OFFICES = {"place", "from", "until"}  # columns that a file may have besides
LONGEST = 1_000_000  # bytes: a file of that size is no table of names


@dataclass(frozen=True)
class Correction:
    """One row of the user's file; `line` is its number in the file.

    `what` is "alias" (the words name `name`), "office" (`name` holds the office `words` in `place`, since and
    until these days, as far as they are given), "merge" (the actor `words` is the actor `name`), "split" (the
    mentions that read so, or stand at the start of these words, are another actor, `name`), "reject" (the
    words name no actor), "reject tie" (from `words` to `name`) or "speaker" (of the passage that holds the
    words: `name`, or "author").
    """

    line: int
    what: What
    words: str
    name: str = ""
    kind: Kind | Literal[""] = ""
    place: str = ""
    since: date | None = None
    until: date | None = None

    def says(self) -> str:
        """The row in words, as the report shows it."""
        place = f" of {self.place}" if self.place else ""
        since = f" from {self.since}" if self.since else ""
        until = f" until {self.until}" if self.until else ""
        return {
            "alias": f"“{self.words}” names {self.name}",
            "office": f"{self.name} is {self.words}{place}{since}{until}",
            "merge": f"{self.words} is {self.name}",
            "split": f"“{self.words}” is another actor, {self.name}",
            "reject": f"“{self.words}” is no actor",
            "reject tie": f"no tie from {self.words} to {self.name}",
            "speaker": f"{self.name} says “{self.words}”",
        }[self.what]


def read_corrections(path: str) -> tuple[Correction, ...]:
    """The rows of the user's file: UTF-8, tab-separated, with the columns what, words, name and kind.

    The columns place, from and until may stand besides; a file with the columns alias, name and kind is one of
    aliases only. Lines that begin with # are notes. "" is no file. Raises UserError, naming the line, for what
    cannot be read or is not complete.
    """
    if not path:
        return ()
    try:
        content = find_file(path).read_bytes()
    except (OSError, ValueError):
        raise _unreadable(path) from None
    if len(content) > LONGEST:
        raise _unreadable(path)
    return _read_rows(path, content)


def hash_corrections(path: str) -> str:
    """Return the SHA-256 of the user's file, "" for no file; raises UserError for one that cannot be read."""
    read_corrections(path)
    return sha256(find_file(path).read_bytes()).hexdigest() if path else ""


def own_aliases(rows: Iterable[Correction]) -> Aliases:
    """The names that the user's rows give, as the tables are asked for them."""
    aliases = (row for row in rows if row.what == "alias")
    return {table_key(row.words.split()): GazetteerEntry(row.name, row.kind, "your file") for row in aliases}


def office_rows(rows: Iterable[Correction], name: str) -> list[Correction]:
    """The rows that say which office a person of this name, or of this last name alone, holds."""
    folded = without_accents(name)
    offices = (row for row in rows if row.what == "office")
    return [row for row in offices if folded in (whole := without_accents(row.name), whole.split()[-1])]


def offices_on(rows: Iterable[Correction], name: str, day: date | None) -> Iterator[tuple[str, str]]:
    """The offices that a person of this name holds on a day, each with its place; past ones as "former …".

    An office without dates is held on any day; without a day, only such an office is.
    """
    for row in office_rows(rows, name):
        begun = not row.since or (day and row.since <= day)
        over = row.until and (not day or row.until < day)
        if begun and not (over and not day):
            yield f"former {row.words}" if over else row.words, row.place


def sort_corrections(rows: Iterable[Correction], applied: Iterable[Correction]) -> dict[str, list[str]]:
    """Which rows of the file changed something ("applied"), and which matched nothing ("unmatched"), in words."""
    done = set(applied)
    lists: Mapping[str, list[str]] = {"applied": [], "unmatched": []}
    for row in rows:
        lists["applied" if row in done else "unmatched"].append(row.says())
    return dict(lists)


@lru_cache(maxsize=8)
def _read_rows(path: str, content: bytes) -> tuple[Correction, ...]:
    try:
        lines = [line.rstrip("\r") for line in content.decode("utf-8-sig").split("\n")]
        kept = [(n, line) for n, line in enumerate(lines, start=1) if line.strip() and line[0] != "#"]
        rows = [(n, [cell.strip() for cell in next(csv.reader([line], delimiter="\t"))]) for n, line in kept]
    except (UnicodeDecodeError, csv.Error):
        raise _unreadable(path) from None
    if not rows:
        return ()
    header = [cell.lower() for cell in rows[0][1]]
    if {*header} - OF_OFFICES not in COLUMNS:
        raise UserError(
            f"{path}: line {rows[0][0]} does not name the columns; "
            "begin the file with what, words, name and kind, a tab between each"
        )
    return tuple(_correction(f"{path}: line {n}", n, dict(zip(header, row, strict=False))) for n, row in rows[1:])


def _correction(place: str, number: int, row: Mapping[str, str]) -> Correction:
    from pydantic import ValidationError

    what = " ".join(row.get("what", "alias").lower().split())
    words = "alias" if "alias" in row else "words"
    cells = {DATES.get(column, column): cell for column, cell in row.items() if cell and column != words}
    cells |= {"line": str(number), "what": what, "words": row.get(words, "")}
    try:
        correction = _adapter().validate_strings(cells)
        # pydantic takes a number for seconds since 1970
        wrong = [field for field in DATES.values() if str(getattr(correction, field) or "") != cells.get(field, "")]
    except ValidationError as invalid:
        wrong = [str(error["loc"][0]) for error in invalid.errors()]
    if wrong:
        raise UserError(f"{place} {_explain(wrong[0], cells[wrong[0]])}")
    for column in ("words", *NEEDS.get(correction.what, ("name",))):
        if not getattr(correction, column):
            missing = words if column == "words" else column
            raise UserError(f"{place} has no {missing}; {what} needs one in its column")
    return correction


@cache
def _adapter() -> "TypeAdapter[Correction]":
    from pydantic import TypeAdapter  # late: only a file of the user's needs it

    return TypeAdapter(Correction)


def _explain(field: str, cell: str) -> str:
    """What is wrong with a cell of that field, and what to write."""
    if field == "what":
        return f"asks for “{cell}”; in the column what, write {_one_of(get_args(What))}"
    if field == "kind":
        return f"has the kind “{cell}”; write {_one_of(get_args(Kind))}"
    return f"has the day “{cell}”; write year, month and day as in 2024-01-31"


def _one_of(words: Iterable[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} or {last}"


def _unreadable(path: str) -> UserError:
    return UserError(f"{path}: the aliases file cannot be read; give a UTF-8, tab-separated file")
