"""How often results are right, as measured: in one plain sentence, and with all figures folded below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from readout.errors import UserError
from readout.frames import records
from readout.markup import Html, render
from readout.wording import capitalize, share_in_words

if TYPE_CHECKING:
    import pandas as pd

_NOTES = {
    "F1": "F1 runs from 0 to 1. It falls with each wrong result, and with each one that is missed.",
    "macro-F1": "Macro-F1 is the mean of the F1 of each label.",
    "dev": "Dev is the part of a collection that its makers set aside for checks.",
    r"\d+ to \d+": "In brackets: the range of the figure in 90 of 100 samples of such articles.",
}
_NAMES = {"attribution": "Voices: who says what", "keywords": "Keyphrases", "syntax": "Grammar"}
_SHOWN = {"stance": "ties", "attribution": "statements", "tone": "tones", "actors": "actors"}


def share_right(rates: pd.DataFrame, analysis: str) -> float:
    """Return how often what is shown of an analysis is right in real articles (0 to 1); 0 if unknown."""
    return _figure(rates, analysis, "right") or 0.0


def plain_rate(rates: pd.DataFrame, analysis: str) -> str:
    """Return the same as one sentence: "About 9 in 10 ties shown are right; most are missed."."""
    right, found = (_figure(rates, analysis, role) for role in ("right", "found"))
    if right is not None and analysis == "keywords":  # ten phrases are held against about ten
        return f"{capitalize(share_in_words(right))} keyphrases shown were also chosen by people."
    if right is None or analysis not in _SHOWN:
        return f"How often this is right ({_NAMES.get(analysis, analysis).lower()})"
    missed = "" if found is None else f"; {_missed(found)} missed"
    return f"{capitalize(share_in_words(right))} {_SHOWN[analysis]} shown are right{missed}."


def leaning_rate(rates: pd.DataFrame) -> str:
    """Return how often leanings are right as a sentence; "" where it was not counted."""
    right = _figure(rates, "stance", "leanings")
    return "" if right is None else f"{capitalize(share_in_words(right))} of them are right."


def rate_list(rates: pd.DataFrame, analysis: str) -> Html:
    """Return how often results of one analysis were right: one sentence, and all that was measured folded below it.

    Columns: analysis, measure, figure, n, data, low, high, role, as in `readout.measured`. A figure is a share in per
    cent, but for an F1. Raises UserError where nothing was measured of the analysis.
    """
    rows = _rows(rates, analysis)
    if not rows:
        names = ", ".join(rates["analysis"].unique())
        raise UserError(f"{analysis}: nothing was measured of it; choose one of: {names}")
    return render("rates", summary=plain_rate(rates, analysis), rows=rows)


def accuracy_table(rates: pd.DataFrame) -> Html:
    """Return all figures of several analyses as a folded table, a group of rows for each; columns as in `rate_list`."""
    names = rates["analysis"].unique()
    groups = {_NAMES.get(name, name.capitalize()): _rows(rates, name) for name in names}
    words = " ".join(str(cell) for rows in groups.values() for row in rows for cell in row.values())
    notes = " ".join(note for term, note in _NOTES.items() if re.search(rf"\b{term}\b", words))
    return render("accuracy", groups=groups, total=len(rates), notes=notes)


def _figure(rates: pd.DataFrame, analysis: str, role: str) -> float | None:
    """The figure of that role."""
    rows = rates[(rates["analysis"] == analysis) & (rates["role"] == role)]
    return float(rows["figure"].iloc[0]) if len(rows) else None


def _missed(found: float) -> str:
    """How many are missed: "most are", "about 3 in 10 are", "few are"."""
    return f"{'most' if found < 0.5 else share_in_words(1 - found) if found < 0.9 else 'few'} are"


def _rows(rates: pd.DataFrame, analysis: str) -> list[dict[str, Any]]:
    """The rows of one analysis with their figures as text ("70% (58 to 79)"); `basis` is what they were measured on."""
    rows = []
    for row in records(rates[rates["analysis"] == analysis]):
        is_f1, basis = "F1" in row["measure"], f"{row['n']:,} {row['data']}"
        figure = f"{row['figure']:.2f}" if is_f1 else f"{row['figure']:.0%}"
        if row["low"] == row["low"]:  # not a number where no interval was counted
            ends = [f"{row[end]:.2f}" if is_f1 else f"{100 * row[end]:.0f}" for end in ("low", "high")]
            figure += f" ({' to '.join(ends)})"
        rows.append({**row, "figure": figure, "basis": f"{'on' if is_f1 else 'of'} {basis}", "data": basis})
    return rows
