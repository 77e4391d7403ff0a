"""How often results are right, as measured, beside them and in one table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readout.errors import UserError
from readout.frames import records
from readout.markup import Html, render

if TYPE_CHECKING:
    import pandas as pd

_NOTES = {
    "F1": "F1 runs from 0 to 1; what is wrong lowers it, and so does what is missed.",
    "macro-F1": "Macro-F1 is the mean of the F1 of each label.",
    "dev": "Dev is the part of a collection that its makers set aside for checks.",
    "held-out": "Held-out are articles of which we look at no more than such totals.",
}
_NAMES = {"attribution": "Voices: who says what", "keywords": "Keyphrases", "syntax": "Grammar, beneath all"}


def rate_list(frame: pd.DataFrame, analysis: str) -> Html:
    """Return how often results of one analysis were right, in a few lines to stand beside them.

    Columns: analysis, measure, figure, n, data, as in `readout.measured`. A figure is a share in per cent, but
    for an F1. Raises UserError where nothing was measured of the analysis.
    """
    rows = _rows(frame, analysis)
    if not rows:
        raise UserError(
            f"{analysis}: nothing was measured of it; there are {', '.join(frame['analysis'].unique())}"
        )
    return render("rates", rows=rows)


def accuracy_table(frame: pd.DataFrame) -> Html:
    """Return the same of several analyses as one table, a group of rows for each; columns as in `rate_list`."""
    words = " ".join([*frame["measure"], *frame["data"]])
    notes = " ".join(note for term, note in _NOTES.items() if re.search(rf"\b{term}\b", words))
    names = frame["analysis"].unique()
    groups = {_NAMES.get(name, name.capitalize()): _rows(frame, name) for name in names}
    return render("accuracy", groups=groups, notes=notes)


def _rows(frame: pd.DataFrame, analysis: str) -> list[dict[str, Any]]:
    """The rows of one analysis with their figures as text; `basis` is what they were measured on."""
    rows = []
    for row in records(frame[frame["analysis"] == analysis]):
        is_f1, basis = "F1" in row["measure"], f"{row['n']:,} {row['data']}"
        figure = f"{row['figure']:.2f}" if is_f1 else f"{row['figure']:.0%}"
        rows.append({**row, "figure": figure, "basis": f"{'on' if is_f1 else 'of'} {basis}", "data": basis})
    return rows
