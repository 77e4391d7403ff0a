"""A table as CSV, whole: as `readout analyze` and run folders write it."""

from __future__ import annotations

import json
import re
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from readout.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

# A spreadsheet takes a cell that starts so for a formula, and article text is hostile (OWASP, "CSV Injection").
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LONGEST = 60


def sheet(frame: pd.DataFrame, *, header: bool = True) -> str:
    """The frame as CSV: numbers in full, lists as JSON, true and false, nothing where a value is missing.

    Lines end in LF. Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    cells = frame.astype(object).where(frame.notna(), None)
    rows = [[_cell(value) for value in row] for row in cells.itertuples(index=False, name=None)]
    head = [[_text(str(name)) for name in frame.columns]] if header else []
    return "".join(f"{_line(row)}\n" for row in head + rows)


def named(name: str) -> str:
    """The name, where a file may bear it; raises ValueError for any but small letters, digits, `-` and `_`."""
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        raise UserError(
            f'the table "{name[:_LONGEST]}": it makes no file name; use small letters and digits joined by _ or -'
        )
    return name


def _line(cells: list[str]) -> str:
    """A row; csv.writer is not used, as it leaves a lone CR bare, which many readers take for the end of a row."""
    quoted = ['"' + cell.replace('"', '""') + '"' if re.search('[",\r\n]', cell) else cell for cell in cells]
    return ",".join(quoted) or '""'  # an empty line is no row


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    if value is None:
        return ""
    plain = value if isinstance(value, str) else _plain(value)
    if isinstance(plain, str):
        return _text(plain)
    return json.dumps(plain) if isinstance(plain, bool) else repr(plain)


def _plain(value: Any) -> bool | int | float | str:
    """A number of numpy as Python's own; anything else as text."""
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)


def _text(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
