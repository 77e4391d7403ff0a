"""The results and tables of a notebook, handed to the run that executes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from readout.articles.redaction import checked, textless
from readout.errors import UserError
from readout.evidence.csv_export import named, sheet
from readout.wording import count

if TYPE_CHECKING:
    import pandas as pd

RESULTS = "application/vnd.readout.results+json"
TABLES = "application/vnd.readout.tables+json"


def publish(
    found: Mapping[str, Any] | None = None,
    *,
    tables: Mapping[str, pd.DataFrame] | None = None,
    show: str = "full",
) -> None:
    """Hands `found` (the JSON contract) and `tables` (by name) to the run; in JupyterLab they show as one line.

    The run writes each table as `tables/NAME.csv`. Where `show` is not "full", the article's text stays out of
    `found`. Raises ValueError where `found` is not JSON (a number that is not finite, an object of another
    type), and for a table whose name makes no file name.
    """
    # The kernel has IPython loaded already; who only wants the types above should not wait for it.
    from IPython.display import display

    bundle: dict[str, Any] = {}
    if found is not None:
        bundle[RESULTS] = _allowed(found, checked(show))
    if tables:
        bundle[TABLES] = {named(name): sheet(frame) for name, frame in tables.items()}
    display({**bundle, "text/plain": _line(found, tables or {})}, raw=True)


def _allowed(found: Mapping[str, Any], show: str) -> dict[str, Any]:
    try:
        json.dumps(found, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UserError(
            f"The results: they are not JSON ({error}); publish what analyze() returned"
        ) from None
    article = found.get("article")
    return {**found, "article": textless(article, show)} if isinstance(article, Mapping) else dict(found)


def _line(found: Mapping[str, Any] | None, tables: Mapping[str, Any]) -> str:
    if found is None:
        return f"{count(len(tables), 'table')}: {', '.join(tables)}" if tables else "Nothing to publish"
    article = found.get("article")
    title = article.get("title") if isinstance(article, Mapping) else None
    counts = [f"{len(part)} {name}" for name, part in found.items() if isinstance(part, list)]
    return f"Results of «{title or 'untitled'}»: {', '.join(counts) or 'nothing counted'}"
