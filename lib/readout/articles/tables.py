"""Tables of articles, one a row: CSV, JSON Lines and Parquet."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from readout.articles.credits import Content, Metadata, hash_input, parse_author, parse_date
from readout.articles.files import decode_text
from readout.articles.formats import strip_markup
from readout.errors import UserError

USUAL_NAMES = {  # of the columns, by what an article has; the first that a row fills is taken
    "title": ("title", "headline", "head", "hed", "heading"),
    "text": ("text", "body", "content", "full_text", "fulltext", "article_text", "maintext", "article_body", "article"),
    "published": (
        *("published", "date", "published_at", "publication_date", "publish_date", "date_published"),
        *("date_publish", "pub_date", "pubdate", "datetime", "timestamp"),
    ),
    "source": ("source", "outlet", "publication", "newspaper", "source_name", "media_name", "publisher", "site"),
    "byline": ("byline", "author", "authors"),
    "deck": ("deck", "dek", "standfirst", "subtitle", "description", "summary"),
    "url": ("url", "link", "web_url", "address"),
}
ALSO = {"date": "published", "outlet": "source"}  # what tables of results call them
_NUMBERS = re.compile(r"([0-3]?[0-9])[/.-]([0-3]?[0-9])[/.-]((?:1[89]|20)[0-9][0-9])(?:[ T,].*)?")


def parse_columns(option: str) -> dict[str, str]:
    """Return the columns that "title=headline,text=body" names, by what they hold.

    Raises UserError for anything else.
    """
    pairs = (pair.partition("=") for pair in option.split(",") if pair.strip())
    try:
        return check_columns({name.strip(): column.strip() for name, _, column in pairs})
    except UserError as problem:
        raise UserError(f"columns: {problem}; write title=headline,text=body") from None


def check_columns(columns: Mapping[str, str]) -> dict[str, str]:
    """Return the names of columns by what they hold; raises UserError where an article has no such thing."""
    for field, column in columns.items():
        if field not in (*USUAL_NAMES, *ALSO):
            raise UserError(f'"{field}" is not known; an article has: {", ".join(USUAL_NAMES)}')
        if not column:
            raise UserError(f'"{field}" names no column')
    return {ALSO.get(field, field): column for field, column in columns.items()}


def parse_rows(data: bytes, kind: str, columns: Mapping[str, str]) -> list[Content]:
    """Return the articles of a table of a kind ("csv", "jsonl", "parquet"), by its columns.

    `columns` names those that do not bear a usual name. Raises UserError for a table without rows or texts; a row
    that is wrong says so itself, with its line.
    """
    records = list({"csv": _csv_records, "jsonl": _jsonl_records, "parquet": _parquet_records}[kind](data))
    if not records:
        raise UserError("has no rows; give a table with one article a row")
    names = list(dict.fromkeys(key for _, cells in records if isinstance(cells, Mapping) for key in cells))
    found = _find_columns(names, columns)
    is_day_first = _guess_order(
        _text_of(cells.get(name)) for _, cells in records if isinstance(cells, Mapping) for name in found["published"]
    )
    return [_read_row(line, cells, found, is_day_first) for line, cells in records]


# --- the forms

_Record = tuple[int, Mapping[str, Any] | str]  # the line, and the cells by column, or what is wrong


def _csv_records(data: bytes) -> Iterator[_Record]:
    text = decode_text(data)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names: list[str] = []
    line = 1
    for cells in reader:
        start, line = line, reader.line_num + 1
        if not any(map(str.strip, cells)):
            continue
        if not names:
            names = [cell.strip() for cell in cells]
        elif len(cells) > len(names):
            yield (
                start,
                f"has {len(cells)} cells where the header has {len(names)}; put text that holds a comma in quotes",
            )
        else:
            yield start, dict(zip(names, cells, strict=False))


def _jsonl_records(data: bytes) -> Iterator[_Record]:
    text = decode_text(data)
    if text.lstrip().startswith("["):  # one list of all, as many programs write it
        try:
            yield from ((n, cells) for n, cells in enumerate(json.loads(text), 1) if isinstance(cells, dict))
            return
        except (ValueError, RecursionError):
            raise UserError("is no JSON; write one object a line") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                cells = json.loads(line)
            except (ValueError, RecursionError):
                cells = "is no JSON; write one object a line"
            yield number, cells if isinstance(cells, dict | str) else "is no object; write one object a line"


def _parquet_records(data: bytes) -> Iterator[_Record]:
    try:
        from pyarrow import ArrowException, parquet  # late: an extra
    except ImportError:
        raise UserError("is Parquet, which needs pyarrow; pip install 'readout-news[coverage]'") from None
    try:
        yield from enumerate(parquet.read_table(io.BytesIO(data), use_threads=False).to_pylist(), 1)
    except MemoryError:
        raise
    except (ArrowException, OSError):
        raise UserError("is no Parquet that can be read; write it again, or as CSV") from None


# --- columns and cells


def _find_columns(names: Sequence[str], columns: Mapping[str, str]) -> dict[str, list[str]]:
    """The columns that may hold each field, in the order in which they are looked at."""
    listed = ", ".join(names[:12])
    for column in columns.values():
        if column not in names:
            raise UserError(f'has no column "{column}"; it has: {listed}')
    plain = {re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_"): name for name in reversed(names)}
    found = {
        field: [columns[field]] if field in columns else [plain[name] for name in usual if name in plain]
        for field, usual in USUAL_NAMES.items()
    }
    if not found["text"]:
        raise UserError(f"has no column of text; name it with --columns text=NAME; it has: {listed}")
    return found


def _read_row(
    line: int, cells: Mapping[str, Any] | str, found: Mapping[str, Sequence[str]], is_day_first: bool | None
) -> Content:
    if isinstance(cells, str):
        return Content(Metadata(), "", "", f"line {line} {cells}")
    value = {
        field: next(filter(None, (_text_of(cells.get(name)) for name in names)), "") for field, names in found.items()
    }
    text, day, byline = value.pop("text"), value.pop("published"), parse_author(value.pop("byline")).byline
    published = _parse_cell_date(day, is_day_first)
    metadata = Metadata(**{name: cell or None for name, cell in value.items()}, published=published, byline=byline)
    problem = "" if text else f"line {line} has no {' or '.join(found['text'])}"
    if day and not published:
        problem = f'line {line} has the date "{day[:40]}", which can be read in no or in two ways; write 2021-04-03'
    return Content(metadata, strip_markup(text), hash_input(repr((metadata, text))), problem)


def _text_of(cell: Any) -> str:
    """A cell as text: of a list of names all, of an object its name."""
    if isinstance(cell, list):
        return " and ".join(filter(None, map(_text_of, cell)))
    if isinstance(cell, Mapping):
        return _text_of(cell.get("name"))
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None or cell != cell else str(cell).strip()


def _parse_cell_date(text: str, is_day_first: bool | None) -> date | None:
    match = _NUMBERS.fullmatch(text)
    if match is None or is_day_first is None:
        return parse_date(text)
    first, second, year = map(int, match.groups())
    day, month = (first, second) if is_day_first else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _guess_order(texts: Iterator[str]) -> bool | None:
    """Whether the day stands first in dates of numbers, as one that can be read in one way only tells of all."""
    pairs = [(int(match[1]), int(match[2])) for text in texts if (match := _NUMBERS.fullmatch(text))]
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    return first if first != second else None
