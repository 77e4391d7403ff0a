"""Tables and rows as plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

_Row = TypeVar("_Row")
_Key = TypeVar("_Key")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, in their order, as dicts from column to value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def group_rows(rows: Iterable[_Row], key: Callable[[_Row], _Key]) -> dict[_Key, list[_Row]]:
    """The rows by their key, in the order in which each key first comes."""
    groups: dict[_Key, list[_Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups
