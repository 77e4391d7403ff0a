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
    r"\d+ to \d+": "In brackets: where the figure lies in 90 of 100 draws of such articles.",
}
_NAMES = {"attribution": "Voices: who says what", "keywords": "Keyphrases", "syntax": "Grammar, beneath all"}


def rate_list(frame: pd.DataFrame, analysis: str) -> Html:
    """Return how often results of one analysis were right, in a few lines to stand beside them.

    Columns: analysis, measure, figure, n, data, low, high, as in `readout.measured`. A figure is a share in per
    cent, but for an F1. Raises UserError where nothing was measured of the analysis.
    """
    rows = _rows(frame, analysis)
    if not rows:
        raise UserError(
            f"{analysis}: nothing was measured of it; there are {', '.join(frame['analysis'].unique())}"
        )
    return render("rates", rows=rows)


def accuracy_table(frame: pd.DataFrame) -> Html:
    """Return the same of several analyses as one table, a group of rows for each; columns as in `rate_list`."""
    names = frame["analysis"].unique()
    groups = {_NAMES.get(name, name.capitalize()): _rows(frame, name) for name in names}
    words = " ".join(str(cell) for rows in groups.values() for row in rows for cell in row.values())
    notes = " ".join(note for term, note in _NOTES.items() if re.search(rf"\b{term}\b", words))
    return render("accuracy", groups=groups, notes=notes)


def _rows(frame: pd.DataFrame, analysis: str) -> list[dict[str, Any]]:
    """The rows of one analysis with their figures as text ("70% (58 to 79)"); `basis` is what they were measured on."""
    rows = []
    for row in records(frame[frame["analysis"] == analysis]):
        is_f1, basis = "F1" in row["measure"], f"{row['n']:,} {row['data']}"
        figure = f"{row['figure']:.2f}" if is_f1 else f"{row['figure']:.0%}"
        if row["low"] == row["low"]:  # not a number where no interval was counted
            ends = [f"{row[end]:.2f}" if is_f1 else f"{100 * row[end]:.0f}" for end in ("low", "high")]
            figure += f" ({' to '.join(ends)})"
        rows.append({**row, "figure": figure, "basis": f"{'on' if is_f1 else 'of'} {basis}", "data": basis})
    return rows
