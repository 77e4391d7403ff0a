"""The history of a watch: its last slot, and of each item that its sources ever had what became of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from readout.ledger import record
from readout.runfolder import written


@dataclass(frozen=True)
class Item:
    """What is known of one item by its `key`: a path, an address, or the id that a feed gives.

    `content` is a hash of the article's text; `state` is waiting, done or failed; `folder` that of its last good run,
    `before` that of the one before, when the article was another; `told`: it has stood in a digest that was sent.
    """

    key: str
    content: str
    title: str = ""
    source: str = ""
    state: str = "waiting"
    folder: str = ""
    before: str = ""
    error: str = ""
    told: bool = False


@dataclass(frozen=True)
class History:
    """The state of one watch; `known` maps addresses to what their servers said of the version they gave."""

    watch: str
    slot: datetime | None = None
    items: Mapping[str, Item] = field(default_factory=dict)
    known: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def with_item(self, item: Item) -> "History":
        """The history with that item in place of what it knew by its key."""
        return replace(self, items={**self.items, item.key: item})


def load(out: Path, watch: str) -> History:
    """The history as it was saved last; an empty one where there is none.

    Raises ValueError where it cannot be read: to begin anew would report everything again.
    """
    path = record(out, watch)
    if not path.exists():
        return History(watch)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        slot = datetime.fromisoformat(content["slot"]) if content["slot"] else None
        names = {one.name for one in fields(Item)}
        rows = ({name: row[name] for name in names if name in row} for row in content["items"])
        items = {item.key: item for item in (Item(**row) for row in rows)}
        known = {address: (one[0], one[1]) for address, one in content["known"].items()}
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise ValueError(
            f"{path}: the record of the watch {watch} cannot be read; put back a copy of it, or remove it to have "
            "all its items reported again"
        ) from None
    return History(watch, slot, items, known)


def save(out: Path, history: History) -> None:
    """Writes the history: whoever reads finds the old one or the new one."""
    path = record(out, history.watch)
    path.parent.mkdir(parents=True, exist_ok=True)
    content: dict[str, Any] = {
        "schema": 1,
        "watch": history.watch,
        "slot": history.slot.isoformat() if history.slot else None,
        "items": [asdict(item) for item in history.items.values()],
        "known": {address: list(one) for address, one in history.known.items()},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    written(path, text.encode(), beside=".manifest.new")
