"""What the keys of `schedules.toml` may hold, and what is said of one that holds something else."""

import contextlib
import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn

from readout.errors import UserError
from readout_app import secrets as veil
from readout_app.schedule.toml_lines import Key

Table = dict[str, Any]
Level = tuple[Key, Table]  # a table, and the key where it stands
Given = dict[str, tuple[Key, Any]]  # a value, and the key where it stands
Kinds = Mapping[str, tuple[Callable[[Any], bool], str]]

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"  # of mail
_receives = re.compile(ADDRESS).fullmatch


class Wrong(UserError):
    """What is wrong, and the key where it stands."""

    def __init__(self, key: Key, message: object) -> None:
        shown = ".".join(name if re.fullmatch(r"[\w-]+", name) else json.dumps(name) for name in key)
        said = f"{shown}: {message}" if key else str(message)
        super().__init__("".join(one if one.isprintable() else ascii(one)[1:-1] for one in said))
        self.key = key


def checked(levels: list[Level], kinds: Kinds) -> Given:
    """The values of the levels, each of the kind that its key asks for."""
    for key, table in levels:
        refuse_unknown(key, table, kinds)
        for name, value in table.items():
            fits, expected = kinds[name]
            if not fits(value):
                _refuse((*key, name), value, expected)
    return merged(levels)


def merged(levels: list[Level]) -> Given:
    """The values of all levels; of two of one name that of the later level."""
    return {name: ((*key, name), value) for key, table in levels for name, value in table.items()}


def inside(name: str, levels: list[Level]) -> list[Level]:
    """The levels of the tables of that name in these; false in place of one undoes those before it."""
    found = list[Level]()
    for key, table in levels:
        if name in table:
            found = [*found, ((*key, name), table[name])] if table[name] is not False else []
    return found


def table(key: Key, value: object) -> Table:
    """The value, which has to be a table."""
    return value if isinstance(value, dict) else _refuse(key, value, "a table")


def refuse_unknown(key: Key, table: Table, known: Iterable[str]) -> None:
    """Raises Wrong for a key that is none of the known."""
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f' (did you mean "{near[0]}"?)' if near else ""
            raise Wrong((*key, name), f"there is no such key{hint}; the keys here are: {', '.join(known)}")


def refuse_secrets(content: object, key: Key) -> None:
    """Raises Wrong for what looks like a secret: a file like this one is shown, copied and kept under versions."""
    if isinstance(content, dict):
        for name, value in content.items():
            if veil.WORDS.search(name):
                raise Wrong((*key, name), f"{veil.ELSEWHERE}; delete it here")
            refuse_secrets(value, (*key, name))
    elif isinstance(content, list):
        for value in content:
            refuse_secrets(value, key)
    elif isinstance(content, str):
        with at(key):
            veil.refuse_login(content)


@contextlib.contextmanager
def at(key: Key) -> Iterator[None]:
    """A ValueError of the block is told with the key."""
    try:
        yield
    except ValueError as error:
        raise Wrong(key, error) from None


def _refuse(key: Key, value: object, expected: str) -> NoReturn:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    raise Wrong(key, f"{shown if len(shown) <= 60 else shown[:59] + '…'} is not {expected}")


def _line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_line(one) for one in value)


def _receivers(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_line(one) and _receives(one) for one in value)


def _from(least: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _switch(value: object) -> bool:
    return isinstance(value, bool)


def _mapping(value: object) -> bool:
    return isinstance(value, dict)


_LINE, _SWITCH = (_line, "text in one line"), (_switch, "true or false")
KINDS = {  # what each key may hold
    "sources": (
        _texts,
        'a list of sources, such as ["articles", "https://example.org/feed.xml", "@list.txt"]',
    ),
    "notebook": _LINE,
    "parameters": (_mapping, "a table of parameters"),
    "every": _LINE,
    "zone": _LINE,
    "timeout": (_from(1), "a whole number of seconds, 1 or more"),
    "memory": (_from(64), "a whole number of MiB, 64 or more"),
    "keep": (_from(1), "a whole number of runs, 1 or more"),
    "source_items": (_from(1), "a whole number of items, 1 or more"),
    "source_seconds": (_from(1), "a whole number of seconds, 1 or more"),
    "pdf": _SWITCH,
    "private": _SWITCH,
    "mail": (
        lambda value: value is False or _mapping(value),
        'a table, such as {to = ["desk@example.org"]}, or false',
    ),
    "copy": (lambda value: value is False or _line(value), "text in one line, or false"),
}
MAIL = {
    "to": (_receivers, 'a list of mail addresses, such as ["desk@example.org"]'),
    "subject": _LINE,
    "attach": _SWITCH,
}
