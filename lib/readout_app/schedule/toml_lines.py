"""On which line of a TOML text a key stands; `tomllib` says what stands there only."""

import tomllib
from collections.abc import Iterator
from typing import Any

Key = tuple[str, ...]


def line(text: str, key: Key) -> int | None:
    """The line (from 1) of the key in a text that is TOML, or of the nearest table that holds it; None without one."""
    known = _lines(text)
    return next((known[key[:size]] for size in range(len(key), 0, -1) if key[:size] in known), None)


def _lines(text: str) -> dict[Key, int]:
    """The line of each key and table: a statement ends on the first line up to which it is TOML by itself."""
    found: dict[Key, int] = {}
    table: Key = ()
    statement, start = "", 1
    for number, one in enumerate(text.split("\n"), 1):
        start = start if statement else number
        statement += f"{one}\n"
        try:
            content = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        header = statement.lstrip().startswith("[")
        for key in _keys(content):
            found.setdefault(key if header else table + key, start)
            table = key if header else table
        statement = ""
    return found


def _keys(content: dict[str, Any]) -> Iterator[Key]:
    """Each key, its table before what stands in it."""
    for name, value in content.items():
        yield (name,)
        if isinstance(value, dict):
            yield from ((name, *key) for key in _keys(value))
