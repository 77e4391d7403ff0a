"""The history of a watch, `OUT/.watches/NAME/manifest.json`: its last slot, and what became of each item it had.

The file is a journal: its first line is the history as it was when a run began to note in it, each further line what
changed since, as JSON. A run that comes to its end leaves one line.
"""

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    field_serializer,
    field_validator,
)

from readout.articles.fetch import Validators
from readout.errors import UserError
from readout_app.runs.folder import write_whole
from readout_app.runs.manifest import Time

WATCHES = ".watches"
MOST_RUNS, MOST_PROBLEMS = 100, 5


def _check_text(value: object) -> str:
    if not isinstance(value, str):
        raise UserError("it is not text")
    return value


def _called(name: str) -> Any:
    return Field(validation_alias=name, serialization_alias=name)


def _parse_validators(value: object) -> object:
    return Validators(*value) if isinstance(value, list) and len(value) <= 3 else value


# The name of a file need not be UTF-8: its other bytes come as surrogates, which pydantic takes for no text.
_Text = Annotated[str, PlainValidator(_check_text)]
_When = Annotated[Time, Field(strict=False)]
_Version = Annotated[Validators, BeforeValidator(_parse_validators)]


class DamagedHistoryError(UserError):
    """A history that is not as Readout writes it."""


class _Part(BaseModel):
    """Types are not converted, and keys of a later version are passed over. Files keep older names, as aliases."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", populate_by_name=True)


class WatchItem(_Part):
    """What a watch knows of one item, by its `key`: a path, an address, or the id that a feed gives.

    Attributes:
        content: a hash of the article's text.
        state: of its report.
        folder: the name of its run.
        before: the name of the last good run before, when the article was another.
        error: why its report failed.
        note: what is to be said of its article.
        notified: it has stood in a digest that was sent, or needs to stand in none.
    """

    key: _Text
    content: str = ""
    title: _Text = ""
    source: _Text = ""
    state: Literal["waiting", "done", "failed"] = "waiting"
    folder: _Text = ""
    before: _Text = ""
    error: _Text = ""
    note: _Text = ""
    notified: Annotated[bool, _called("told")] = False


class PastRun(_Part):
    """A run of a watch, or several in a row that came to the same.

    Attributes:
        since, until: when the first and the last of them ended.
        new, changed, failed: how many articles have a first report, another one, or none.
        problems: what went wrong, `MOST_PROBLEMS` lines at most.
        digests: those that were sent, by their ids.
        headline: of the first of them.
    """

    since: _When
    until: _When
    new: int = 0
    changed: int = 0
    failed: int = 0
    problems: list[_Text] = []
    digests: list[str] = []
    headline: _Text = ""


class History(_Part):
    """What a watch has done until its last `slot` (UTC), or a change of that.

    Attributes:
        validators: which version of an address or a file was read.
        feed_pages: where the items of a feed led, by its address.
        reported_problems: the keys of what was wrong when a digest told of it last.
        recipe_hash: of what decides, besides the articles, whether a report fails.
        to_copy: the names of the runs that are still to be copied.
        request: hashes of what the watch asked for when it ran last.
        runs: what it has done, the newest last, `MOST_RUNS` at most.
    """

    slot: _When | None = None
    items: dict[_Text, WatchItem] = {}
    validators: Annotated[dict[_Text, _Version], _called("known")] = {}
    feed_pages: Annotated[dict[_Text, list[_Text]], _called("pages")] = {}
    reported_problems: Annotated[list[_Text], _called("troubles")] = []
    recipe_hash: Annotated[str, _called("means")] = ""
    to_copy: Annotated[list[_Text], _called("uncopied")] = []
    request: dict[str, str] = {}
    runs: list[PastRun] = []

    @field_validator("items", mode="before")
    @classmethod
    def _by_key(cls, items: object) -> object:
        if isinstance(items, list) and all(isinstance(row, dict) for row in items):
            return {row.get("key"): row for row in items}
        return items

    @field_serializer("items")
    def _rows(self, items: dict[str, WatchItem]) -> list[dict[str, Any]]:
        return [item.model_dump(by_alias=True) for item in items.values()]

    @field_serializer("validators")
    def _lists(self, validators: dict[str, Validators]) -> dict[str, tuple[Any, ...]]:
        return {place: astuple(version) for place, version in validators.items()}

    @property
    def undelivered(self) -> bool:
        """Whether something was reported that no digest told of, or that could not be copied."""
        reported = (item for item in self.items.values() if item.state != "waiting")
        return bool(self.to_copy) or not all(item.notified for item in reported)

    def with_change(self, change: "History") -> "History":
        """Return the history with what the change sets: of mappings the keys that it has, of all else the value."""
        values = {name: getattr(change, name) for name in change.model_fields_set}
        for name in {"items", "validators", "feed_pages"} & values.keys():
            values[name] = {**getattr(self, name), **values[name]}
        return self.model_copy(update=values)


def watch_folder(out: Path, watch: str) -> Path:
    """Return the folder of a watch in the reports folder: its history, its lock, and the articles that wait."""
    return out / WATCHES / watch


def load_history(out: Path, watch: str) -> History:
    """Return the history with all changes that were noted; an empty one where there is none.

    A last line that was cut off counts for nothing. Raises DamagedHistoryError where the file is not as Readout writes
    it, and UserError where it cannot be read.
    """
    path = _path(out, watch)
    if path.exists() and not path.is_file():  # a pipe may never end
        raise UserError(f"{path}: it is no file; move it away, or put back a copy of what was there")
    try:
        first, *changes = path.read_text(encoding="utf-8").split("\n")
        history = History.model_validate(json.loads(first))
        if not {"items", "validators"} <= history.model_fields_set:
            raise ValueError("it has no items")
        for line in changes[:-1]:
            history = history.with_change(History.model_validate(json.loads(line)))
    except FileNotFoundError:
        return History()
    except OSError as error:
        line = f"{path}: it cannot be read ({error.strerror}); check who may read it, or put back a copy of it"
        raise UserError(line) from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        why = f"it is not as Readout writes it ({'.'.join(map(str, fault['loc']))})"
    except (ValueError, RecursionError):
        why = "it is not as Readout writes it"
    else:
        return history
    raise DamagedHistoryError(
        f"{path}: {why}; put back a copy of it: else the next run sets it aside, and reports all its items again"
    )


def set_aside(out: Path, watch: str) -> Path:
    """Give a damaged history another name, and return that: the watch begins anew, and somebody may mend it.

    The digests that it names go with it.
    """
    path = _path(out, watch)
    free = (path.with_name(f"damaged-{number}.json") for number in count(1))
    aside = next(place for place in free if not os.path.lexists(place))
    path.rename(aside)
    with contextlib.suppress(OSError):
        path.with_name("digests").rename(aside.with_suffix(""))
    return aside


def save_history(out: Path, watch: str, history: History) -> None:
    """Write the whole history: whoever reads finds the old one or the new one."""
    path = _path(out, watch)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"schema": 1, "watch": watch, **history.model_dump(by_alias=True)}
    write_whole(path, _to_line(content), beside=".manifest.new")


def append_change(out: Path, watch: str, change: History) -> None:
    """Write a change of the history that was saved, on the disk before this returns."""
    with _path(out, watch).open("ab") as file:
        file.write(_to_line(change.model_dump(by_alias=True, exclude_unset=True)))
        file.flush()
        os.fsync(file.fileno())


def with_run(runs: Sequence[PastRun], run: PastRun) -> list[PastRun]:
    """Return the runs with one more; one that came to the same as the last renews that."""
    *before, last = [*runs] or [run]
    same = not run.digests and run.model_copy(update={"since": last.since, "until": last.until}) == last
    rows = [*before, last.model_copy(update={"until": run.until})] if same else [*runs, run]
    return rows[-MOST_RUNS:]


def watch_names(out: Path) -> list[str]:
    """Return the names of the watches that have done something in the reports folder, sorted."""
    try:
        return sorted(place.name for place in (out / WATCHES).iterdir() if place.is_dir())
    except OSError:
        return []


def runs_needed(out: Path) -> set[Path]:
    """Return the runs that the watches of a reports folder need.

    These are the last of each item, the one that a digest which is still to be sent compares it with, and what is
    still to be copied. Raises UserError where a history cannot be read.
    """
    histories = [load_history(out, name) for name in watch_names(out)]
    items = [item for history in histories for item in history.items.values()]
    last, before = {item.folder for item in items}, {item.before for item in items if not item.notified}
    to_copy = {name for history in histories for name in history.to_copy}
    return {out / name for name in last | before | to_copy}


def _to_line(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, default=datetime.isoformat) + "\n").encode()


def _path(out: Path, watch: str) -> Path:
    return watch_folder(out, watch) / "manifest.json"
