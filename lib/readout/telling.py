"""Telling of what a watch has done: its digest by mail, its run folders copied."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from readout import delivery
from readout.changes import paragraph
from readout.differences import differences, load
from readout.digest import Digest, Entry
from readout.history import Item
from readout.progress import Progress


def tell(one: Progress, environ: Mapping[str, str]) -> None:
    """Sends what was not told yet, where the watch says so. Raises ValueError where that cannot be done."""
    items, problems = one.fresh()
    if one.watch.copy:
        folders = [one.out / item.folder for item in items if item.folder]
        done = [folder for folder in folders if _manifest(folder).get("status") == "done"]
        delivery.copy(done, one.watch.copy)
    if one.watch.mail and (items or problems):
        delivery.mail(_digest(one, items, problems), one.watch.mail, environ)


def _digest(one: Progress, items: list[Item], problems: Mapping[str, str]) -> Digest:
    good = [item for item in items if item.state == "done"]
    failed = [_entry(one.out, item, item.error) for item in items if item.state == "failed"]
    new = tuple(_entry(one.out, item, "") for item in good if not item.before)
    changed = tuple(_entry(one.out, item, _changes(one.out, item)) for item in good if item.before)
    lost = [Entry(key, "", None, None, None, said.removeprefix(f"{key}: ")) for key, said in problems.items()]
    return Digest(one.watch.name, one.slot, new, changed, (*failed, *lost))


def _entry(out: Path, item: Item, note: str) -> Entry:
    folder = out / item.folder if item.folder else None
    about = _manifest(folder) if folder else {}
    if folder and not about:
        folder, note = None, note or "Its report is not there any more."
    published = about.get("article", {}).get("published")
    return Entry(
        item.title,
        item.source,
        date.fromisoformat(published) if published else None,
        folder / "report.html" if folder else None,
        about.get("summary"),
        note,
    )


def _manifest(folder: Path) -> Mapping[str, Any]:
    """What a run says of itself; nothing where it was removed since, or damaged."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _changes(out: Path, item: Item) -> str:
    """What the findings changed, in words, where the earlier run still stands."""
    try:
        return paragraph(differences(load(out / item.before), load(out / item.folder)))
    except ValueError:
        return "The article has changed; its earlier report is not there any more."
