"""The user's own file: names that the tables lack, and corrections of what Readout makes of an article."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from readout.errors import UserError
from readout.nlp.gazetteer import Aliases, Entry, key

KINDS = ("person", "organisation", "place", "group", "issue")
# What a row can ask for, and the columns beside `words` that it must fill.
NEEDS = {
    "alias": ("name", "kind"),
    "merge": ("name",),
    "split": ("name",),
    "reject": (),
    "reject tie": ("name",),
    "speaker": ("name",),
}
HEADERS = ({"what", "words", "name", "kind"}, {"alias", "name", "kind"})
LONGEST = 1_000_000  # bytes: a file of that size is no table of names


@dataclass(frozen=True)
class Correction:
    """One row of the user's file; `line` is its number in the file.

    `what` is "alias" (the words name `name`), "merge" (the actor `words` is the actor `name`), "split" (the
    mentions that read so, or stand at the start of these words, are another actor, `name`), "reject" (the
    words name no actor), "reject tie" (from `words` to `name`) or "speaker" (of the passage that holds the
    words: `name`, or "author").
    """

    line: int
    what: str
    words: str
    name: str = ""
    kind: str = ""

    def says(self) -> str:
        """The row in words, as the report shows it."""
        return {
            "alias": f"“{self.words}” names {self.name}",
            "merge": f"{self.words} is {self.name}",
            "split": f"“{self.words}” is another actor, {self.name}",
            "reject": f"“{self.words}” is no actor",
            "reject tie": f"no tie from {self.words} to {self.name}",
            "speaker": f"{self.name} says “{self.words}”",
        }[self.what]


def read_corrections(path: str) -> tuple[Correction, ...]:
    """The rows of the user's file: UTF-8, tab-separated, with the columns what, words, name and kind.

    A file with the columns alias, name and kind is one of aliases only. Lines that begin with # are notes.
    Raises ValueError, naming the line, for what cannot be read or is not complete; "" is no file.
    """
    if not path:
        return ()
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError):
        raise _unreadable(path) from None
    if len(content) > LONGEST:
        raise _unreadable(path)
    return _parsed(path, content)


def own_aliases(path: str) -> Aliases:
    """The names that the user's file gives, as the tables are asked for them."""
    rows = (row for row in read_corrections(path) if row.what == "alias")
    return {key(row.words.split()): Entry(row.name, row.kind, "your file") for row in rows}


def changed(rows: Iterable[Correction], applied: Iterable[Correction]) -> dict[str, list[str]]:
    """Which rows of the file changed something, and which matched nothing, in words."""
    done = set(applied)
    lists: Mapping[str, list[str]] = {"applied": [], "unmatched": []}
    for row in rows:
        lists["applied" if row in done else "unmatched"].append(row.says())
    return dict(lists)


@lru_cache(maxsize=8)
def _parsed(path: str, content: bytes) -> tuple[Correction, ...]:
    try:
        lines = [line.rstrip("\r") for line in content.decode("utf-8-sig").split("\n")]
        kept = [(n, line) for n, line in enumerate(lines, start=1) if line.strip() and line[0] != "#"]
        rows = [(n, [cell.strip() for cell in next(csv.reader([line], delimiter="\t"))]) for n, line in kept]
    except (UnicodeDecodeError, csv.Error):
        raise _unreadable(path) from None
    if not rows:
        return ()
    header = [cell.lower() for cell in rows[0][1]]
    if set(header) not in HEADERS:
        raise UserError(
            f"{path}: line {rows[0][0]} does not name the columns; "
            "begin the file with what, words, name and kind, a tab between each"
        )
    named = [(n, dict(zip(header, row, strict=False))) for n, row in rows[1:]]
    return tuple(_correction(path, n, {"words": row.get("alias", ""), **row}) for n, row in named)


def _correction(path: str, number: int, row: Mapping[str, str]) -> Correction:
    what = " ".join(row.get("what", "alias").lower().split())
    if what not in NEEDS:
        raise UserError(
            f"{path}: line {number} asks for “{what}”; in the column what, write {_one_of(NEEDS)}"
        )
    missing = [column for column in ("words", *NEEDS[what]) if not row.get(column)]
    if missing:
        column = "alias" if missing[0] == "words" and "alias" in row else missing[0]
        raise UserError(f"{path}: line {number} has no {column}; {what} needs one in its column")
    kind = row.get("kind", "")
    if kind and kind not in KINDS:
        raise UserError(f"{path}: line {number} has the kind “{kind}”; write {_one_of(KINDS)}")
    return Correction(number, what, row["words"], row.get("name", ""), kind)


def _one_of(words: Iterable[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} or {last}"


def _unreadable(path: str) -> ValueError:
    return ValueError(f"{path}: the aliases file cannot be read; give a UTF-8, tab-separated file")
