"""Watches: what `schedules.toml` says is to be read, how often, with which notebook, and who gets the reports."""

import difflib
import glob
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import available_timezones

from readout.errors import UserError
from readout_app import secrets as veil
from readout_app.runs import run as report
from readout_app.runs.folder import slug
from readout_app.runs.limits import DEFAULT, Limits
from readout_app.runs.parameters import coerce_values, read_parameters
from readout_app.schedule import slots
from readout_app.schedule.config_values import (
    KINDS,
    MAIL,
    Given,
    Level,
    Table,
    Wrong,
    at,
    checked,
    inside,
    merged,
    refuse_secrets,
    refuse_unknown,
    table,
)
from readout_app.schedule.toml_lines import Key, line

_NAMES = "this is no name for a watch; use small letters, digits and hyphens"
_NEEDED = {
    "sources": 'what is read, such as sources = ["articles"]',
    "every": 'how often it runs, such as every = "1d" or every = "30 6 * * mon-fri"',
}
_AS_GIVEN = ("notebook", "zone", "keep", "pdf", "private", "source_items", "source_seconds")


@dataclass(frozen=True)
class Mail:
    """Who gets the digest, under which subject, and whether the pages are attached to it."""

    to: tuple[str, ...]
    subject: str
    attach: bool = False


@dataclass(frozen=True)
class Watch:
    """One table `[watch.NAME]`; what it leaves out is as in `[defaults]`, or as here.

    `sources` are folders, globs and files (relative ones count from the folder of `schedules.toml`), http(s)
    addresses, and `@` before a file of such, one a line. `every` is a period or a cron line (`slots.cron_line`) by the
    clock of `zone`. `parameters` have the types that the notebook declares. Of each address, a slot takes no more
    than `source_items` new items in `source_seconds`; what is left follows at the next. `mail = false` and
    `copy = false` undo those of `[defaults]`.
    """

    name: str
    sources: tuple[str, ...]
    every: str
    notebook: str = "briefing"
    parameters: Mapping[str, object] = field(default_factory=dict)
    zone: str = "UTC"
    limits: Limits = DEFAULT
    keep: int | None = None
    pdf: bool = False
    private: bool = False
    mail: Mail | None = None
    copy: str | None = None
    source_items: int = 200
    source_seconds: int = 600


def read(path: Path) -> tuple[Watch, ...]:
    """The watches of the file, in its order.

    Raises ValueError, in one line that names file, line and key, for whatever is wrong in it: nothing is run then.
    """
    text = _text(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path.name}: {_syntax(text, str(error))}") from None
    except RecursionError:
        raise UserError(f"{path.name}: its lists are nested too deeply; no key of it needs that") from None
    try:
        return tuple(_watches(content, path.resolve().parent))
    except Wrong as wrong:
        number = line(text, wrong.key)
        raise UserError(f"{path.name}: {f'line {number}: ' if number else ''}{wrong}") from None


def before(path: str, folder: Path) -> Path:
    """The folder as it stands before the path: where that is a pattern, the signs of its own name mean nothing."""
    return Path(glob.escape(str(folder))) if glob.has_magic(path) else folder


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(
            f"{path}: cannot be read ({error.strerror}); write it, or name another file with --file"
        ) from None
    except UnicodeDecodeError:
        raise UserError(f"{path.name}: it is not UTF-8 text; save it as UTF-8") from None


def _syntax(text: str, error: str) -> str:
    """The parser's "Invalid value (at line 3, column 7)" with the line in front."""
    found = re.fullmatch(r"(.*) \(at (?:line ([0-9]+), column [0-9]+|end of document)\)", error)
    said, at = (found[1], found[2]) if found else (error, None)
    return f"line {at or len(text.splitlines()) or 1}: it is not TOML there ({said})"


def _watches(content: Table, folder: Path) -> Iterator[Watch]:
    refuse_secrets(content, ())
    refuse_unknown((), content, ("defaults", "watch"))
    defaults, watches = (table((name,), content.get(name, {})) for name in ("defaults", "watch"))
    checked([(("defaults",), defaults)], KINDS)
    if not watches:
        raise Wrong((), "it names no watch; add a table [watch.NAME] with sources and every")
    for name, own in watches.items():
        key = ("watch", name)
        if not name or name != slug(name, longest=64):
            raise Wrong(key, f"{_NAMES}, such as {slug(name, longest=64) or 'daily-news'}")
        yield _watch(key, [(("defaults",), defaults), (key, table(key, own))], folder)


def _watch(key: Key, levels: list[Level], folder: Path) -> Watch:
    """The watch, from the defaults and its own table; the latter comes last and wins."""
    given = checked(levels, KINDS)
    for needed, what in _NEEDED.items():
        if needed not in given:
            raise Wrong(key, f"it has no {needed}; say {what}")
    place = {name: where for name, (where, _) in given.items()}
    value = {name: one for name, (_, one) in given.items()}
    with at(place["every"]):
        slots.cron_line(value["every"])
    with at(place.get("zone", key)):
        _check_zone(value.get("zone", "UTC"))
    with at(place.get("notebook", key)):
        if value.get("notebook", "").endswith(".ipynb"):
            value["notebook"] = _anchored(value["notebook"], folder)
        notebook = report.find(value.get("notebook", Watch.notebook))
        coerce_values(notebook, {})  # it is a notebook
    with at(place["sources"]):
        sources = tuple(_source(one, folder) for one in value["sources"])
    with at(place.get("copy", key)):
        copy = _anchored(value["copy"], folder) if value.get("copy") else None
    mail = checked(inside("mail", levels), MAIL)
    if isinstance(value.get("mail"), dict) and "to" not in mail:
        raise Wrong(place["mail"], 'it has no to; say who gets it, such as to = ["desk@example.org"]')
    return Watch(
        name=key[-1],
        sources=sources,
        every=value["every"],
        parameters=_parameters(notebook, merged(inside("parameters", levels)), folder),
        limits=Limits(value.get("timeout", DEFAULT.seconds), value.get("memory", DEFAULT.mebibytes)),
        mail=_mail(key[-1], {name: one for name, (_, one) in mail.items()}) if mail else None,
        copy=copy,
        **{name: value[name] for name in _AS_GIVEN if name in value},
    )


def _check_zone(zone: str) -> None:
    known = available_timezones()
    if zone not in known:
        near = difflib.get_close_matches(zone, sorted(known), n=1)
        hint = f' (did you mean "{near[0]}"?)' if near else ""
        raise UserError(f'there is no time zone "{zone}"{hint}; name one as in Europe/Berlin, or UTC')


def _source(source: str, folder: Path) -> str:
    """The source, with a path that does not hang on where the program is called."""
    if re.match("https?://.", source):
        veil.check(source)
        return source
    if "://" in source or source in ("@", "-"):
        raise UserError(
            f"{source}: this is no source; give a folder, a glob, a file, an http(s) address, or @ and a list file"
        )
    if source.startswith("@"):
        return f"@{_anchored(source[1:], folder)}"
    return _anchored(source, before(source, folder))


def _anchored(path: str, folder: Path) -> str:
    try:
        return path if "://" in path else str(folder / Path(path).expanduser())
    except RuntimeError:
        raise UserError(f"{path}: there is no such home folder; write the path without ~") from None


def _parameters(notebook: Path, given: Given, folder: Path) -> dict[str, object]:
    for name, (key, value) in given.items():
        if name == "article":
            raise Wrong(key, "the sources say which articles are read; delete it here")
        with at(key):
            coerce_values(notebook, {name: value})
    files = {one.name for one in read_parameters(notebook) if one.is_file}
    values = coerce_values(notebook, {name: value for name, (_, value) in given.items()})
    return {
        name: _anchored(str(value), folder) if value and name in files else value
        for name, value in values.items()
    }


def _mail(name: str, given: Table) -> Mail:
    return Mail(tuple(given["to"]), given.get("subject", f"Readout: {name}"), given.get("attach", False))
