"""The two forms a finding takes on a page, a figure and a table, as HTML that escapes what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from readout.errors import UserError
from readout.evidence import anchors
from readout.wording import MINUS, acts_in_words, signed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_EMPTY = '<p class="none">'
_SIGNED = ("polarity", "author", "quoted")  # shown with a sign even if all are positive


class Html(Markup):
    """HTML that a notebook shows as such; `format` and `join` escape what is not Html itself."""

    def _repr_html_(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        return f"<Html, {len(self):,} characters>"


def figure(ax: Axes, *, title: str, alt: str, table: Html, name: str = "") -> Html:
    """The figure as inline SVG, under its title and its finding in words (`alt`), its table folded below.

    A `name` makes it a place that the cards link to (`anchors.figure`). A chart of this library comes twice, for
    wide and for narrow pages, and the style sheet shows the one that fits; what was changed in its axes afterwards
    is in the wide one only. Axes that were given to a chart come as they are. Where the table is empty, no
    chart stands there: title and `alt` have said it.
    """
    from readout.charts.svg import drawings  # late, since tables need no matplotlib

    drawn = {width: Html(drawing) for width, drawing in drawings(ax, title=title, alt=alt).items()}
    head = Html('<figure class="chart"{}><figcaption><b>{}</b> {}</figcaption>').format(_id(name), title, alt)
    if str(table).startswith(_EMPTY):
        return Html("{}</figure>").format(head)
    shown = (
        wide(one, f"Figure: {title}")
        if width == "scroll"
        else Html('<div class="{}">{}</div>').format(width, one)
        for width, one in drawn.items()
    )
    return Html("{}{}<details><summary>The figures behind it</summary>{}</details></figure>").format(
        head, Html("").join(shown), table
    )


def table(
    frame: pd.DataFrame,
    *,
    caption: str,
    columns: Mapping[str, str] | None = None,
    top: int | None = None,
    name: str = "",
    none: str = "",
) -> Html:
    """The frame as a table: numbers on the right with two decimals, shares in per cent, spans counted.

    `columns` maps the columns shown, in their order, to their headings; without it all but start and end. Of more
    rows than `top` the first are shown, and the caption says of how many. A `name` makes it a place that the cards
    link to (`anchors.figure`). `none` is said of an empty frame.
    """
    heads = dict(columns or {str(n): str(n).capitalize() for n in frame.columns if n not in ("start", "end")})
    for column in heads:
        if column not in frame:
            raise UserError(
                f'the table: the column "{column}" is missing; there are {", ".join(frame.columns)}'
            )
    if frame.empty:
        return Html(_EMPTY + "{}</p>").format(none or f"{caption}: nothing found.")
    if top is not None and len(frame) > top:
        caption, frame = f"{caption} (the first {top:,} of {len(frame):,})", frame.head(top)
    cells = {column: _cells(list(frame[column]), column) for column in heads}
    right = {column for column in heads if all(isinstance(cell, _Number) for cell in cells[column])}
    head = [_cell("th", title, column in right, ' scope="col"') for column, title in heads.items()]
    rows = [
        Html("").join(
            _cell("td" if at else "th", cells[column][row], column in right, "" if at else ' scope="row"')
            for at, column in enumerate(heads)
        )
        for row in range(len(frame))
    ]
    body = Html("").join(Html("<tr>{}</tr>\n").format(row) for row in rows)
    made = Html("<table{}><caption>{}</caption><thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table>").format(
        _id(name), caption, Html("").join(head), body
    )
    return wide(made, f"Table: {caption}")


def wide(content: Html, label: str) -> Html:
    """Content that may be wider than the page, in a frame that scrolls, also by the keyboard."""
    frame = Html('<div class="scroll" role="region" tabindex="0" aria-label="{}">{}</div>')
    return frame.format(label, content)


def folded(summary: str, content: Html) -> Html:
    """The content behind a line that opens it."""
    return Html("<details><summary>{}</summary>{}</details>").format(summary, content)


def _id(name: str) -> Html:
    return Html(' id="{}"').format(anchors.figure(name)) if name else Html("")


class _Number(str):
    """The text of a number, which stands on the right of its column."""


def _cells(column: Sequence[Any], name: str) -> list[str]:
    """A column as text; what is missing is a dash, which stands in columns of words and of numbers."""
    if name == "share":
        return [_Number(f"{value:.0%}") for value in column]
    sign = name in _SIGNED or any(isinstance(value, Real) and value < 0 for value in column)
    return [_said(value, sign) for value in column]


def _said(value: Any, sign: bool) -> str:
    if value is None or value != value:  # only NaN differs from itself
        return _Number("–")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return _Number(f"{value:,}".replace("-", MINUS))
    if isinstance(value, Real):
        return _Number(signed(float(value)) if sign else f"{value:.2f}")
    if isinstance(value, list | tuple):
        return _several(value)
    return str(value)


def _cell(tag: str, text: str, right: bool, more: str) -> Html:
    look = Html(more + (' class="num"' if right else ""))
    return Html("<{0}{1}>{2}</{0}>").format(tag, look, text)


def _several(values: Sequence[Any]) -> str:
    """A list in a cell: spans as their number, acts in words, words with their weight, names as they are."""
    if not values:
        return _Number("–")
    first = values[0]
    if isinstance(first, Mapping):
        return acts_in_words(values)
    if isinstance(first, list | tuple) and isinstance(first[0], str):
        return ", ".join(f"{word} {signed(weight)}" for word, weight in values)
    return ", ".join(values) if isinstance(first, str) else _Number(len(values))
