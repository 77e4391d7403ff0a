"""Run folders that are there already: their results are taken into a corpus without a new analysis."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from readout.articles.files import find_file
from readout.articles.redaction import redact_tables
from readout.corpus.rows import Rows, article_rows, hash_name
from readout.errors import UserError

RESULTS = "results.json"
_REDACTED = ("sentences", "actors", "names", "attributions", "attitudes", "keywords")


def find_runs(source: str) -> list[Path]:
    """Return the results of a run folder, or of all in a folder of reports, newest first; none of anything else."""
    if source in ("", "-") or "://" in source:
        return []
    path = find_file(source)
    if path.name == RESULTS and path.is_file():
        return [path]
    found = [path / RESULTS] if (path / RESULTS).is_file() else path.glob(f"*/{RESULTS}")
    own = (each for each in found if not each.parent.is_symlink())
    return sorted(own, key=lambda each: each.stat().st_mtime, reverse=True)


def read_run(path: Path) -> Mapping[str, Any]:
    """Return the results of a run; raises UserError where they cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise UserError("cannot be read as JSON; make the report again") from None
    return found if isinstance(found, Mapping) else {}


def run_rows(found: Mapping[str, Any], show_text: str, *, source: str) -> Rows:
    """Return the rows of a run in the tables of a corpus, with no more text than `show_text` and the run itself allow.

    Raises UserError where these are no results by the contract.
    """
    try:
        text = found["article"]["text"]
        allowed = "none" if text is None else show_text
        if allowed == "none":
            found = {**found, **_redact(found)}
        url = found["article"]["url"]
        return article_rows(found, text, allowed, source=source, key=hash_name(url) if url else "")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise UserError("is no result of Readout; give a run folder, or make its report again") from None


def _redact(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parts of the results that hold wording of the article, as a run with show_text "none" has them."""
    import pandas as pd  # late, as only this needs it

    frames = {name: pd.DataFrame(found[name], dtype=object) for name in _REDACTED}
    empty = {name for name, frame in frames.items() if frame.empty}
    columns = {"sentences": "voice words", "actors": "name aliases", "names": "form", "keywords": "phrase"}
    for name in empty:
        frames[name] = pd.DataFrame(columns=columns.get(name, "speaker").split())
    redacted = redact_tables(frames, "none")
    return {name: redacted[name].to_dict("records") for name in _REDACTED}
