"""The two forms a finding takes on a page, a figure and a table, as HTML that escapes what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from readout.svg import inline
from readout.wording import MINUS, acts, signed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_SIGNED = ("polarity", "author", "quoted")  # shown with a sign even if all are positive


class Html(Markup):
    """HTML that a notebook shows as such; `format` and `join` escape what is not Html itself."""

    def _repr_html_(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        return f"<Html, {len(self):,} characters>"


def figure(ax: Axes, *, title: str, alt: str, table: Html) -> Html:
    """The figure as inline SVG, under its title and its finding in words (`alt`), its table folded below.

    A chart of this library comes twice, for wide and for narrow pages, and the style sheet shows the one that fits;
    what was changed in its axes afterwards is in the wide one only. Axes that were given to a chart come as they are.
    """
    from readout.drawing import svgs  # here, since who has axes has paid for matplotlib, and tables need none

    drawn = Html("").join(
        Html('<div class="{}">{}</div>').format(width, Html(inline(drawing, title=title, alt=alt)))
        for width, drawing in svgs(ax).items()
    )
    return Html(
        '<figure class="chart"><figcaption><b>{}</b> {}</figcaption>{}'
        "<details><summary>The figures behind it</summary>{}</details></figure>"
    ).format(title, alt, drawn, table)


def table(frame: pd.DataFrame, *, caption: str, columns: Mapping[str, str] | None = None) -> Html:
    """The frame as a table: numbers on the right with two decimals, shares in per cent, spans counted.

    `columns` maps the columns shown, in their order, to their headings; without it all but start and end.
    """
    heads = dict(columns or {str(n): str(n).capitalize() for n in frame.columns if n not in ("start", "end")})
    for name in heads:
        if name not in frame:
            raise ValueError(
                f'the table: the column "{name}" is missing; there are {", ".join(frame.columns)}'
            )
    if frame.empty:
        return Html('<p class="none">{}: nothing found.</p>').format(caption)
    cells = {name: _cells(list(frame[name]), name) for name in heads}
    right = {name for name in heads if all(isinstance(cell, _Number) for cell in cells[name])}
    head = [_cell("th", title, name in right, ' scope="col"') for name, title in heads.items()]
    rows = [
        Html("").join(
            _cell("td" if at else "th", cells[name][row], name in right, "" if at else ' scope="row"')
            for at, name in enumerate(heads)
        )
        for row in range(len(frame))
    ]
    body = Html("").join(Html("<tr>{}</tr>\n").format(row) for row in rows)
    return Html(
        '<div class="scroll"><table><caption>{}</caption><thead><tr>{}</tr></thead>\n'
        "<tbody>{}</tbody></table></div>"
    ).format(caption, Html("").join(head), body)


def folded(summary: str, content: Html) -> Html:
    """The content behind a line that opens it."""
    return Html("<details><summary>{}</summary>{}</details>").format(summary, content)


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
        return acts(values)
    if isinstance(first, list | tuple) and isinstance(first[0], str):
        return ", ".join(f"{word} {signed(weight)}" for word, weight in values)
    return ", ".join(values) if isinstance(first, str) else _Number(len(values))
