"""What an analysis claims of ties, actors, joined names and speakers, and the user's file, whose rows deny it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from readout.articles.article import Article
from readout.articles.files import find_file
from readout.errors import UserError
from readout.evidence.passages import short_quote
from readout.evidence.statements import tie_clause, tie_sentence
from readout.frames import records
from readout.markup import Html, render
from readout.nlp.actors import find_words
from readout.nlp.user_file import Correction, read_corrections
from readout.wording import UNNAMED, capitalize

if TYPE_CHECKING:
    from readout.analysis import Analysis

_LEAST_WORDS, _MOST_WORDS = 6, 20  # by which a passage is named
_HEADER = ("what", "words", "name", "kind")
_RIGHT = "# right: "  # a note: checked, and found right


class FileRow(NamedTuple):
    """A row of the user's file: the cells of its first three columns."""

    what: str
    words: str
    name: str = ""


@dataclass(frozen=True)
class Claim:
    """One thing that was found. `says` is it in words, `seen` with its sentence.

    `wrong` are the rows that deny it. `others` are, for each thing of it that may bear another name, the rows that
    say so.
    """

    says: str
    seen: Html
    wrong: tuple[FileRow, ...]
    wrong_means: str
    others: Mapping[str, Callable[[str], tuple[FileRow, ...]]] = field(default_factory=dict)


def list_claims(found: Analysis) -> dict[str, list[Claim]]:
    """Return the claims of an analysis by their group, in the order of its tables."""
    groups = {
        "Ties": _pairs(found, "ties"),
        "Leanings": _pairs(found, "leanings"),
        "Joined names": _joins(found),
        "Speakers": _speakers(found),
        "Actors": _actors(found),
    }
    return {name: claims for name, rows in groups.items() if (claims := list(rows))}


def _pairs(found: Analysis, name: str) -> Iterator[Claim]:
    for row in records(found.tables[name]):
        source, target = row["source"], row["target"]
        cues = [act["cue"] for act in row["acts"]]
        yield Claim(
            " ".join(tie_clause(row)),
            _seen(found, tie_sentence(row, quoted=True, leaning=name == "leanings"), cues or row["evidence"]),
            (FileRow("reject tie", source, target),),
            "there is no such tie",
            {name: _renamed("merge", name) for name in (source, target)},
        )


def _actors(found: Analysis) -> Iterator[Claim]:
    for row in records(found.actors):
        name = row["name"]
        yield Claim(
            f"{name} is an actor",
            _seen(found, f"{name} is an actor: {row['kind']}", row["mentions"]),
            (FileRow("reject", name),),
            "these words name nobody",
            {name: _renamed("merge", name)},
        )


def _renamed(what: str, *places: str) -> Callable[[str], tuple[FileRow, ...]]:
    """The rows that give the words at these places another name."""
    return lambda other: tuple(FileRow(what, words, other) for words in places)


def _joins(found: Analysis) -> Iterator[Claim]:
    """Joined names but pronouns, of which the file says nothing."""
    rows = [row for row in records(found.names) if row["rule"] != "pronoun"]
    shared = Counter(row["form"].casefold() for row in rows)
    for row in rows:
        form, actor = row["form"], row["actor"]
        alone = shared[form.casefold()] == 1
        places = [form] if alone else [_words_at(found.article, *span) for span in row["mentions"]]
        yield Claim(
            f"“{form}” is {actor}",
            _seen(found, f"“{form}” is {actor}: {row['why']}", row["mentions"]),
            _renamed("split", *places)(form),
            "these words are another actor",
            {f"“{form}”": _renamed("split", *places)},
        )


def _speakers(found: Analysis) -> Iterator[Claim]:
    for row in records(found.attributions):
        speaker = row["speaker"] if isinstance(row["speaker"], str) else UNNAMED
        words = _words_at(found.article, *row["content"][0], least=_LEAST_WORDS)
        yield Claim(
            f"{speaker}: “{words}”",
            _seen(found, f"{capitalize(speaker)} says", row["content"]),
            (FileRow("speaker", words, "author"),),
            "these are the author’s own words",
            {"the speaker": _renamed("speaker", words)},
        )


def _seen(found: Analysis, claim: str, places: list[list[int]]) -> Html:
    """The claim with the sentence of its first place, as far as the text may be shown."""
    shown = Html("") if found.show_text == "none" else short_quote(found.article, places, linked=False)
    return render("claimed", claim=claim, quote=shown)


def _words_at(article: Article, start: int, end: int, *, least: int = 1) -> str:
    """The words at a place, `least` of them if it has so many, and more until they stand there only."""
    ends = [start + word.end() for word in re.finditer(r"\S+", article.text[start : start + 400])]
    inside = sum(stop <= end for stop in ends) or 1
    for stop in ends[min(inside, least) - 1 : _MOST_WORDS]:
        if stop >= end or least > 1:
            words = " ".join(article.text[start:stop].split())
            if len(find_words(article, words)) == 1:
                return words.strip(' “”".,;:')
    return " ".join(article.text[start:end].split()[:_MOST_WORDS])


class OwnFile:
    """The file at a path, which is made with its first row. It is read anew each time: it may be edited meanwhile."""

    def __init__(self, path: str) -> None:
        self.path = find_file(path)

    @property
    def lines(self) -> list[str]:
        """The lines of the file, none where it is not there."""
        try:
            return self.path.read_text(encoding="utf-8-sig").split("\n") if self.path.exists() else []
        except (OSError, ValueError):
            raise UserError(f"{self.path}: it cannot be read; give a UTF-8, tab-separated file") from None

    def corrections(self) -> tuple[Correction, ...]:
        """Its rows; raises UserError for one that is not complete."""
        return read_corrections(str(self.path)) if self.path.exists() else ()

    def answer(self, claim: Claim) -> str:
        """What the file says of a claim: "right", "wrong", "other name", or "" for nothing."""
        rows = {_row_of(each) for each in self.corrections()}
        if rows.issuperset(claim.wrong):
            return "wrong"
        if self._about(claim) - {*claim.wrong}:
            return "other name"
        return "right" if _note(claim) in self.lines else ""

    def _about(self, claim: Claim) -> set[FileRow]:
        """The rows that deny what is claimed, or give it another name."""
        asked = {row[:2] for rows in claim.others.values() for row in rows("")}
        rows = {_row_of(each) for each in self.corrections()}
        return {row for row in rows if row[:2] in asked or row in claim.wrong}

    def lines_about(self, claim: Claim) -> list[str]:
        """The lines that say something of a claim, as they stand in the file."""
        about, lines = self._about(claim), self.lines
        found = [lines[each.line - 1] for each in self.corrections() if _row_of(each) in about]
        return found or [line for line in lines if line == _note(claim)]

    def set_answer(self, claim: Claim, answer: str, rows: Iterable[FileRow] = ()) -> None:
        """Write what is said of a claim in place of what stood there; "" takes it back, `rows` give another name."""
        gone = {*self.lines_about(claim), _note(claim)}
        columns = self._columns()
        new = {"right": [_note(claim)], "": []}.get(answer)
        if new is None:
            new = [_file_line(columns, row) for row in (claim.wrong if answer == "wrong" else rows)]
        self._write([line for line in self.lines if line not in gone], new)

    def take_back(self, correction: Correction) -> None:
        """Delete the line of a row."""
        self._write([line for n, line in enumerate(self.lines, 1) if n != correction.line], [])

    def _columns(self) -> list[str]:
        """The columns that the file names; raises UserError where it is one of aliases only."""
        header = next((line for line in self.lines if line.strip() and line[0] != "#"), "\t".join(_HEADER))
        columns = [cell.strip().lower() for cell in header.split("\t")]
        if not {*_HEADER} <= {*columns}:
            raise UserError(
                f"{self.path}: its columns are {', '.join(columns)}; corrections need what, words, name and kind"
            )
        return columns

    def _write(self, kept: list[str], new: list[str]) -> None:
        """Write the whole file: it is the old one or the new one, whatever happens."""
        while kept and not kept[-1].strip():
            kept = kept[:-1]
        if not any(line.strip() and line[0] != "#" for line in kept):
            kept = [*kept, "\t".join(_HEADER)]
        part = self.path.with_name(f".{self.path.name}.part")
        try:
            part.write_text("\n".join([*kept, *new]) + "\n", encoding="utf-8", newline="\n")
            part.replace(self.path)
        except OSError as error:
            raise UserError(f"{self.path}: it cannot be written ({error.strerror}); name a file of yours") from None


def _row_of(correction: Correction) -> FileRow:
    return FileRow(correction.what, correction.words, correction.name)


def _note(claim: Claim) -> str:
    return _RIGHT + " ".join(claim.says.split())


def _file_line(columns: list[str], row: FileRow) -> str:
    cells = {name: " ".join(cell.split()) for name, cell in row._asdict().items()}
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="").writerow([cells.get(name, "") for name in columns])
    return text.getvalue()
