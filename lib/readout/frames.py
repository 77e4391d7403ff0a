"""Tables as plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, in their order, as dicts from column to value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
