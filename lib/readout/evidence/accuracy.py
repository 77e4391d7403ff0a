"""How often results are right, as measured, beside them and in one table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from readout.errors import UserError
from readout.evidence.html import Html, wide

if TYPE_CHECKING:
    import pandas as pd

_NOTES = {
    "F1": "F1 runs from 0 to 1; what is wrong lowers it, and so does what is missed.",
    "macro-F1": "Macro-F1 is the mean of the F1 of each label.",
    "dev": "Dev is the part of a collection that its makers set aside for checks.",
    "held-out": "Held-out are articles of which we look at no more than such totals.",
}
_NAMES = {"attribution": "Voices: who says what", "keywords": "Keyphrases", "syntax": "Grammar, beneath all"}


def rates(frame: pd.DataFrame, analysis: str) -> Html:
    """How often results of one analysis were right, in a few lines to stand beside them.

    Columns: analysis, measure, figure, n, data, as in `analysis.measured`. A figure is a share in per cent, but
    for an F1. Raises ValueError where nothing was measured of the analysis.
    """
    rows = _records(frame[frame["analysis"] == analysis])
    if not rows:
        raise UserError(
            f"{analysis}: nothing was measured of it; there are {', '.join(frame['analysis'].unique())}"
        )
    line = Html("<li><b>{}</b> <span>{} <small>· {}</small></span></li>\n")
    said = (line.format(_figure(row), row["measure"], _basis(row)) for row in rows)
    return Html('<div class="rates"><p>How often right, on labelled text:</p>\n<ul>{}</ul></div>').format(
        Html("").join(said)
    )


def accuracy(frame: pd.DataFrame) -> Html:
    """The same of several analyses as one table, a group of rows for each; columns as in `rates`."""
    groups = Html("").join(
        _group(name, _records(frame[frame["analysis"] == name])) for name in frame["analysis"].unique()
    )
    made = Html(
        '<table class="accuracy"><caption>How often right</caption><thead><tr><th scope="col">What was measured</th>'
        '<th scope="col" class="num">Right</th><th scope="col">Measured on</th></tr></thead>\n{}</table>'
    ).format(groups)
    words = " ".join([*frame["measure"], *frame["data"]])
    notes = " ".join(note for term, note in _NOTES.items() if re.search(rf"\b{term}\b", words))
    return wide(made, "Table: how often right") + Html('<p class="more">{}</p>' if notes else "").format(
        notes
    )


def _group(analysis: str, rows: list[dict[str, Any]]) -> Html:
    """The rows of one analysis under its name."""
    line = Html('<tr><th scope="row">{}</th><td class="num">{}</td><td>{}</td></tr>\n')
    lines = (line.format(row["measure"], _figure(row), f"{row['n']:,} {row['data']}") for row in rows)
    return Html('<tbody><tr><th scope="rowgroup" colspan="3">{}</th></tr>\n{}</tbody>').format(
        _NAMES.get(analysis, analysis.capitalize()), Html("").join(lines)
    )


def _f1(row: Mapping[str, Any]) -> bool:
    return "F1" in row["measure"]


def _figure(row: Mapping[str, Any]) -> str:
    return f"{row['figure']:.2f}" if _f1(row) else f"{row['figure']:.0%}"


def _basis(row: Mapping[str, Any]) -> str:
    """What it was measured on: "of 666 targets of NewsMTSC dev"."""
    return f"{'on' if _f1(row) else 'of'} {row['n']:,} {row['data']}"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
