"""The values of a form to take elsewhere: a command, a table of `schedules.toml`, values for jupyter-scheduler."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from readout.errors import UserError
from readout_app.runs.folder import file_slug


def field_text(value: object) -> str:
    """Return a value as one types it: a list with commas, or as JSON where an item has a comma itself."""
    if not isinstance(value, list):
        return str(value)
    plain = all(isinstance(item, str) and item.strip() == item and "," not in item and item for item in value)
    text = ", ".join(map(str, value))
    return text if plain and not text.startswith("[") else json.dumps(value, ensure_ascii=False)


def command_line(notebook: str, sources: Sequence[str], values: Mapping[str, Any], out: Path) -> list[str]:
    """Return the words of the command that makes the report of a form."""
    words = ["readout", "report", "--notebook", notebook, "--out", str(out)]
    for name, value in values.items():
        words += ["-p", name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)]
    return [*words, *(["--", *sources] if sources else [])]


def watch_table(notebook: str, sources: Sequence[str], values: Mapping[str, Any]) -> str:
    """Return the table of `schedules.toml` that watches the sources of a form, once a day.

    Raises UserError where no source is given: the bundled article does not change.
    """
    if not sources:
        raise UserError("article: a watch needs a source; give a folder, a feed, an address or a file")
    name = file_slug(Path(sources[0].rstrip("/")).stem, longest=32) or "my-watch"
    lines = [f"[watch.{name}]", f"sources = {_toml(list(sources))}", 'every = "1d"']
    lines += [f"notebook = {_toml(notebook)}"] if notebook != "briefing" else []
    cells = ", ".join(f"{key} = {_toml(value)}" for key, value in values.items())
    return "\n".join([*lines, *([f"parameters = {{ {cells} }}"] if cells else [])])


def scheduler_table(values: Mapping[str, Any]) -> str:
    """Return names and values for the form of jupyter-scheduler, which pastes values as code: texts are quoted."""
    none = {"": "no value differs from its default"}
    rows = {name: _python(value) for name, value in values.items()} or none
    width = max(map(len, rows))
    return "\n".join(f"{name:<{width}}  {value}".strip() for name, value in rows.items())


def _toml(value: object) -> str:
    """A value in TOML, whose texts, numbers, truth values and lists are those of JSON, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _python(value: object) -> str:
    """A value in Python; a text is quoted as in JSON, which Python reads too."""
    if isinstance(value, list):
        return f"[{', '.join(map(_python, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
