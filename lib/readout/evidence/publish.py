"""The results and tables of a notebook, handed to the run that executes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from readout.errors import UserError
from readout.evidence.csv_export import named, sheet
from readout.wording import count

if TYPE_CHECKING:
    import pandas as pd

RESULTS = "application/vnd.readout.results+json"
TABLES = "application/vnd.readout.tables+json"


def publish(
    found: Mapping[str, Any] | None = None, *, tables: Mapping[str, pd.DataFrame] | None = None
) -> None:
    """Hand results to the run that executes the notebook; in JupyterLab they show as one line.

    Args:
        found: An `Analysis`, whose own tables go with it; or any mapping that is JSON. The run writes it as
            `results.json`, without what its `show_text` does not allow.
        tables: More tables, by name. The run writes each as `tables/NAME.csv`.

    Raises:
        UserError: `found` is not JSON (a number that is not finite, an object of another type), or the name of a
            table makes no file name.

    >>> publish(tables={"voices": analyze(read("")).by_voice})
    1 table: voices
    """
    # The kernel has IPython loaded already; who only wants the types above should not wait for it.
    from IPython.display import display

    bundle: dict[str, Any] = {}
    sheets = {**getattr(found, "tables", {}), **(tables or {})}
    if found is not None:
        bundle[RESULTS] = _checked_json(found)
    if sheets:
        bundle[TABLES] = {named(name): sheet(frame) for name, frame in sheets.items()}
    display({**bundle, "text/plain": _line(found, sheets)}, raw=True)


def _checked_json(found: Mapping[str, Any]) -> dict[str, Any]:
    try:
        json.dumps(dict(found), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UserError(
            f"The results: they are not JSON ({error}); publish what analyze() returned"
        ) from None
    return dict(found)


def _line(found: Mapping[str, Any] | None, tables: Mapping[str, Any]) -> str:
    if found is None:
        return f"{count(len(tables), 'table')}: {', '.join(tables)}" if tables else "Nothing to publish"
    article = found.get("article")
    title = article.get("title") if isinstance(article, Mapping) else None
    counts = [f"{len(part)} {name}" for name, part in found.items() if isinstance(part, list)]
    return f"Results of «{title or 'untitled'}»: {', '.join(counts) or 'nothing counted'}"
