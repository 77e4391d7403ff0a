"""What a notebook hands to the run that executes it: results as JSON, tables as CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from readout.errors import UserError
from readout.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from readout.articles.article import Article

RESULTS = "application/vnd.readout.results+json"
FORM = "application/vnd.readout.form+json"  # what is to be filled in, and leaves nothing in a report
TABLES = "application/vnd.readout.tables+json"
# A spreadsheet takes a cell that starts so for a formula, and article text is hostile (OWASP, "CSV Injection").
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
# So it does where `;` or a tab parts cells, or where it takes the quotation marks of a cell for none.
_INNER_FORMULA = re.compile(r"([;\t\n]\s*)([=+\-@＝＋－＠])")
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LONGEST = 60


def publish(found: Mapping[str, Any] | None = None, *, tables: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Hand results to the run that executes the notebook; in JupyterLab and in a terminal they show as one line.

    Args:
        found: An `Analysis`, whose own tables go with it; or any mapping that is JSON. The run writes it as
            `results.json`, without what its `show_text` does not allow.
        tables: More tables, by name. The run writes each as `tables/NAME.csv`.

    Raises:
        UserError: `found` is not JSON (a number that is not finite, an object of another type), or the name of a
            table makes no file name.

    Example:
        >>> import readout
        >>> readout.publish(tables={"measured": readout.measured()})
        1 table: measured
    """
    # The kernel has IPython loaded already; who only wants the types above should not wait for it.
    from IPython.display import display

    frames = {**getattr(found, "tables", {}), **(tables or {})}
    bundle: dict[str, Any] = {} if found is None else {RESULTS: _checked_json(found)}
    if frames:
        bundle[TABLES] = {check_table_name(name): to_csv(frame) for name, frame in frames.items()}
    display(_Published({**bundle, "text/plain": _summary_line(found, frames)}))


def to_csv(frame: pd.DataFrame) -> str:
    """Return the frame as CSV: numbers in full, lists as JSON, true and false, nothing where a value is missing.

    Lines end in LF. Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    cells = frame.astype(object).map(_csv_cell)
    heads = [_safe_text(str(name)) for name in frame.columns]
    return str(cells.to_csv(index=False, header=heads, lineterminator="\n"))


def label_rows(text: str, article: Article | None) -> str:
    """Return a table (CSV) whose rows say which article they are of, in columns before its own that it lacks."""
    about: dict[str, Any] = {}
    if article:
        about = {"article": article.id, "title": article.title, "published": article.published}
        about |= {"outlet": article.source}
    limit = csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a list of mentions may be long
    heads, *rows = [*csv.reader(io.StringIO(text, newline=""))] or [[]]
    csv.field_size_limit(limit)
    cells = {name: _csv_cell(value) for name, value in about.items() if name not in heads}
    whole = io.StringIO()
    writer = csv.writer(whole, lineterminator="\n")
    writer.writerows([[*cells, *heads], *([*cells.values(), *row] for row in rows)])
    return whole.getvalue()


def check_table_name(name: str) -> str:
    """Return the name where a file may bear it: small letters, digits, `-` and `_`; raise UserError for any other."""
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        raise UserError(
            f'the table "{name[:_LONGEST]}": it makes no file name; use small letters and digits joined by _ or -'
        )
    return name


class _Published:
    """What a run takes out of the outputs of a notebook; anyone else sees one line."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        self._bundle = bundle

    def __repr__(self) -> str:
        return str(self._bundle["text/plain"])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return self._bundle


def _csv_cell(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain_value)
        return _INNER_FORMULA.sub(lambda found: f"{found[1]}\\u{ord(found[2]):04x}", text)  # the same JSON
    if value is None or value != value:  # only NaN differs from itself
        return None
    plain = _plain_value(value)
    if isinstance(plain, bool):
        return json.dumps(plain)
    return _safe_text(plain) if isinstance(plain, str) else plain


def _plain_value(value: Any) -> bool | int | float | str:
    """A number of numpy as Python's own; what is neither a number nor text as text."""
    plain = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, bool | int | float | str) else str(plain)


def _safe_text(text: str) -> str:
    """The text with an apostrophe before what would be a formula, and LF for a lone CR, which csv leaves unquoted."""
    start = "'" if _FORMULA.match(text) else ""
    return start + _INNER_FORMULA.sub(r"\1'\2", re.sub(r"\r(?!\n)", "\n", text))


def _checked_json(found: Mapping[str, Any]) -> dict[str, Any]:
    content = dict(found)
    try:
        json.dumps(content, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UserError(f"The results: they are not JSON ({error}); publish what analyze() returned") from None
    return content


def _summary_line(found: Mapping[str, Any] | None, tables: Mapping[str, Any]) -> str:
    if found is None:
        return f"{count(len(tables), 'table')}: {', '.join(tables)}" if tables else "Nothing to publish"
    article = found.get("article")
    title = article.get("title") if isinstance(article, Mapping) else None
    counts = [f"{len(part)} {name}" for name, part in found.items() if isinstance(part, list)]
    return f"Results of “{title or 'untitled'}”: {', '.join(counts) or 'nothing counted'}"
