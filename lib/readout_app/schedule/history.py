"""The history of a watch, `OUT/.watches/NAME/manifest.json`: its last slot, and what became of each item it had."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

from readout.articles.fetch import Validators
from readout.errors import UserError
from readout_app.runs.folder import write_whole

FOLDER = ".watches"


@dataclass(frozen=True)
class Item:
    """What is known of one item by its `key`: a path, an address, or the id that a feed gives.

    `content` is a hash of the article's text; `state` is waiting, done or failed (its report); `error` says why.
    `folder` is that of its run, `before` that of the last good one before, when the article was another; `told`: it
    has stood in a digest that was sent.
    """

    key: str
    content: str = ""
    title: str = ""
    source: str = ""
    state: str = "waiting"
    folder: str = ""
    before: str = ""
    error: str = ""
    told: bool = False


@dataclass(frozen=True)
class History:
    """What a watch has done until its last `slot` (UTC).

    `known` says which version of an address or a file was read, `pages` where the items of a feed led; `troubles`
    are the keys of what was wrong when a digest told of it last, `means` a hash of what its reports were made with,
    `uncopied` the run folders that are still to be copied.
    """

    watch: str
    slot: datetime | None = None
    items: Mapping[str, Item] = field(default_factory=dict)
    known: Mapping[str, Validators] = field(default_factory=dict)
    pages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    troubles: Sequence[str] = ()
    means: str = ""
    uncopied: Sequence[str] = ()

    @property
    def undelivered(self) -> bool:
        """Whether something was reported that nobody was told of, or that could not be copied."""
        reported = (item for item in self.items.values() if item.state != "waiting")
        return bool(self.uncopied) or not all(item.told for item in reported)


def home(out: Path, watch: str) -> Path:
    """The folder of a watch in the reports folder: its history, its lock, and the articles that wait."""
    return out / FOLDER / watch


def load(out: Path, watch: str) -> History:
    """The history as it was saved last; an empty one where there is none.

    Raises ValueError where it cannot be read: to begin anew would report everything again.
    """
    path = _record(out, watch)
    if not path.exists():
        return History(watch)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        slot = _moment(content["slot"]) if content["slot"] is not None else None
        names = {one.name for one in fields(Item)}
        rows = ({name: row[name] for name in names if name in row} for row in content["items"])
        items = {item.key: item for item in (_typed(Item(**row)) for row in rows)}
        known = {place: Validators(*told) for place, told in content["known"].items()}
        pages = {feed: tuple(map(str, some)) for feed, some in content.get("pages", {}).items()}
        troubles = tuple(map(str, content.get("troubles", [])))
        means = str(content.get("means", ""))
        uncopied = tuple(map(str, content.get("uncopied", [])))
    except OSError as error:
        why = f"it cannot be read ({error.strerror})"
    except (ValueError, RecursionError):
        why = "it is not JSON, or its slot is not a time with its offset from UTC"
    except (LookupError, TypeError, AttributeError, OverflowError):
        why = "it is not as Readout writes it"
    else:
        return History(watch, slot, items, known, pages, troubles, means, uncopied)
    raise UserError(
        f"{path}: {why}; put back a copy of it, or remove it to have all items of the watch reported again"
    )


def save(out: Path, history: History) -> None:
    """Writes the history: whoever reads finds the old one or the new one."""
    path = _record(out, history.watch)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "schema": 1,
        "watch": history.watch,
        "slot": history.slot.isoformat() if history.slot else None,
        "items": [vars(item) for item in history.items.values()],
        "known": {place: [one.etag, one.last_modified, one.read_at] for place, one in history.known.items()},
        "pages": dict(history.pages),
        "troubles": list(history.troubles),
        "means": history.means,
        "uncopied": list(history.uncopied),
    }
    write_whole(path, (json.dumps(content) + "\n").encode(), beside=".manifest.new")


def needed(out: Path) -> set[Path]:
    """The runs that the watches of a reports folder need.

    These are the last of each item, the one that a digest which is still to be sent compares it with, and what is
    still to be copied. Raises ValueError where a history cannot be read.
    """
    histories = [load(out, place.name) for place in (out / FOLDER).iterdir() if place.is_dir()]
    items = [item for one in histories for item in one.items.values()]
    last, before = {item.folder for item in items}, {item.before for item in items if not item.told}
    uncopied = {name for one in histories for name in one.uncopied}
    return {out / name for name in last | before | uncopied}


def _record(out: Path, watch: str) -> Path:
    return home(out, watch) / "manifest.json"


def _typed(item: Item) -> Item:
    for name, value in vars(item).items():
        if not isinstance(value, bool if name == "told" else str):
            raise TypeError(name)
    return item


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)
