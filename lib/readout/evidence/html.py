"""Figures and tables, and the ids by which a page leads from a finding to its evidence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ParamSpec

from readout.errors import UserError
from readout.markup import Html, render
from readout.wording import MINUS, acts_in_words, capitalize, signed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_Arguments = ParamSpec("_Arguments")
_SIGNED = ("polarity", "author", "quoted")  # shown with a sign even if all are positive
_KEYS = {"tie": ("source", "label", "target"), "target": ("target",), "speaker": ("speaker",)}


def html_figure(ax: Axes, *, title: str, alt: str, table: Html, name: str = "") -> Html:
    """Return the figure as inline SVG, under its title and its finding in words (`alt`), its table folded below.

    A `name` makes it a place that the cards link to (`figure_id`). A chart of this library comes twice, for
    wide and for narrow pages, and the style sheet shows the one that fits; what was changed in its axes afterwards
    is in the wide one only. Axes that were given to a chart come as they are. Where the table is empty, no
    chart stands there: title and `alt` have said it.
    """
    from readout.charts.svg import drawings  # late, since tables need no matplotlib

    pictures = {width: Html(svg) for width, svg in drawings(ax, title=title).items()}
    if table.startswith('<p class="none">'):
        pictures = {}
    place = figure_id(name)
    return render("figure", title=title, description=alt, drawings=pictures, table=table, place=place)


def html_table(
    frame: pd.DataFrame,
    *,
    caption: str,
    columns: Mapping[str, str] | None = None,
    top: int | None = None,
    name: str = "",
    none: str = "",
) -> Html:
    """Return the frame as a table: numbers on the right with two decimals, shares in per cent, spans counted.

    `columns` maps the columns shown, in their order, to their headings; without it all but start and end, and the
    text of a table that has these. Of more
    rows than `top` the first are shown, and the caption says of how many. A `name` makes it a place that the cards
    link to (`figure_id`). `none` is what stands in place of an empty table.
    """
    hidden = ("start", "end", "text") if "start" in frame else ()
    heads = dict(columns or {str(n): capitalize(str(n).replace("_", " ")) for n in frame.columns if n not in hidden})
    if missing := [column for column in heads if column not in frame]:
        raise UserError(f'the table: the column "{missing[0]}" is missing; there are {", ".join(frame.columns)}')
    if frame.empty:
        return render("empty", text=none or f"{caption}: nothing found.")
    if top is not None and len(frame) > top:
        caption, frame = f"{caption} (the first {top:,} of {len(frame):,})", frame.head(top)
    cells = [_cells(list(frame[column]), column) for column in heads]
    numeric = [all(isinstance(cell, _Number) for cell in column) for column in cells]
    return render(
        "table",
        caption=caption,
        heads=list(zip(heads.values(), numeric, strict=True)),
        rows=[list(zip(row, numeric, strict=True)) for row in zip(*cells, strict=True)],
        place=figure_id(name),
    )


def checking_top(call: Callable[_Arguments, Html]) -> Callable[_Arguments, Html]:
    """Refuse in one line a `top` that is no count of rows: papermill and a slip of the hand give text."""

    @wraps(call)
    def checked(*given: _Arguments.args, **options: _Arguments.kwargs) -> Html:
        top = options.get("top", 1)
        if not isinstance(top, Integral) or isinstance(top, bool) or top < 1:
            raise UserError(f"top: {top!r} is not a whole number of at least 1; give a number such as 10")
        return call(*given, **options)

    return checked


def flatten_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as a person sorts and copies it: no offsets, lists as they read in a table, spans counted."""
    flat = frame.drop(columns=["start", "end"], errors="ignore")
    for name in flat.columns:
        if any(isinstance(value, list | tuple) for value in frame[name]):
            cells = _cells(list(frame[name]), str(name))
            counts = [isinstance(cell, _Number) and cell != "–" for cell in cells]
            as_shown: list[Any] = [str(cell) for cell in cells]
            flat[name] = [int(cell.replace(",", "")) for cell in cells] if all(counts) else as_shown
    return flat


def element_id(kind: str, row: Mapping[str, Any]) -> str:
    """Return the id of a row: its kind, its names as words, and a digest of them, so that no two names share one.

    `kind` is tie, target or speaker.
    """
    names = [str(row[key]) if isinstance(row[key], str) else "" for key in _KEYS[kind]]
    words = "-".join(re.findall("[a-z0-9]+", " ".join(names).lower()))[:40].strip("-")
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return "-".join(part for part in (kind, words, digest) if part)


def figure_id(name: str) -> str:
    """Return the id of a figure or a table of that name; "" for none."""
    return f"figure-{name}" if name else ""


class _Number(str):
    """The text of a number, which stands on the right of its column."""


def _cells(column: Sequence[Any], name: str) -> list[str]:
    """A column as text; what is missing is a dash, which stands in columns of words and of numbers."""
    if name in ("share", "own_text"):
        return [_Number(f"{value:.0%}") for value in column]
    sign = name in _SIGNED or any(isinstance(value, Real) and value < 0 for value in column)
    return [_cell(value, sign) for value in column]


def _cell(value: Any, sign: bool) -> str:
    if value is None or value != value:  # only NaN differs from itself
        return _Number("–")
    if isinstance(value, Html):
        return value
    if isinstance(value, date):
        return _Number(f"{value:%Y-%m-%d}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return _Number(f"{value:,}".replace("-", MINUS))
    if isinstance(value, Real):
        return _Number(signed(float(value)) if sign else f"{value:.2f}")
    if isinstance(value, list | tuple):
        return _list_cell(value)
    return _Number(value) if re.fullmatch(r"\d+%", str(value)) else str(value)


def _list_cell(values: Sequence[Any]) -> str:
    """A list in a cell: spans as their number, acts in words, words with their weight, names as they are."""
    if not values:
        return _Number("–")
    first = values[0]
    if isinstance(first, Mapping):
        return acts_in_words(values)
    if isinstance(first, list | tuple) and isinstance(first[0], str):
        return ", ".join(f"{word} {signed(weight)}" for word, weight in values)
    return ", ".join(values) if isinstance(first, str) else _Number(len(values))
