"""The user's own file of names and corrections, a row written or taken back at a time; what else is in it stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from readout.articles.files import find_file
from readout.errors import UserError
from readout.lab.claims import Claim, FileRow
from readout.nlp.user_file import Correction, read_corrections

_HEADER = ("what", "words", "name", "kind")
_RIGHT = "# right: "  # a note: checked, and found right


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
            new = [_to_line(columns, row) for row in (claim.wrong if answer == "wrong" else rows)]
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


def _to_line(columns: list[str], row: FileRow) -> str:
    cells = {name: " ".join(cell.split()) for name, cell in row._asdict().items()}
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="").writerow([cells.get(name, "") for name in columns])
    return text.getvalue()
