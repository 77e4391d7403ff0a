"""Telling of what a watch has done: its digest by mail, its run folders copied."""

from collections.abc import Mapping
from pathlib import Path

from readout.errors import UserError
from readout_app.archive.diff import diff_runs, load_results
from readout_app.archive.diff_text import finding_lines
from readout_app.runs.manifest import Manifest
from readout_app.schedule.deliver import copy_runs
from readout_app.schedule.digest import Digest, Entry
from readout_app.schedule.history import Item
from readout_app.schedule.mail import send_digest
from readout_app.schedule.progress import Progress


def copy(one: Progress) -> None:
    """Copies the runs that were not copied or told yet, where the watch says so; raises ValueError if it cannot."""
    if one.watch.copy_to:
        runs = (one.out / name for name in one.uncopied())
        done = [run for run in runs if (manifest := _manifest(run)) and manifest.status == "done"]
        copy_runs(done, one.watch.copy_to)


def mail(one: Progress, environ: Mapping[str, str]) -> None:
    """Sends a digest of what was not told yet, where the watch says so.

    Raises ValueError where nobody gets it, and `PartialDelivery` where some do not.
    """
    items, problems = one.fresh()
    if one.watch.mail and (items or problems):
        send_digest(_digest(one, items, problems), one.watch.mail, environ)


def _digest(one: Progress, items: list[Item], problems: Mapping[str, str]) -> Digest:
    good = [item for item in items if item.state == "done"]
    failed = [_entry(one.out, item, [item.error]) for item in items if item.state == "failed"]
    new = tuple(_entry(one.out, item, []) for item in good if not item.before)
    changed = tuple(_entry(one.out, item, _changes(one.out, item)) for item in good if item.before)
    lost = [_lost(key, said) for key, said in problems.items()]
    return Digest(one.watch.name, one.slot, new, changed, (*failed, *lost))


def _entry(out: Path, item: Item, notes: list[str]) -> Entry:
    page = out / item.folder / "report.html"
    manifest = _manifest(page.parent)
    return Entry(
        item.title,
        item.source,
        manifest.article.published if manifest else None,
        page if page.is_file() else None,
        manifest.summary if manifest else None,
        tuple(notes if page.is_file() else [*notes, "Its report is not there any more."]),
    )


def _lost(key: str, said: str) -> Entry:
    """What could not be read, under its address or path."""
    place = key.removeprefix("@")
    return Entry(place, "", None, None, None, (said.removeprefix(f"{place}: "),))


def _manifest(folder: Path) -> Manifest | None:
    """What a run says of itself; None where it was removed since."""
    try:
        return Manifest.read(folder)
    except (OSError, UserError):
        return None


def _changes(out: Path, item: Item) -> list[str]:
    """What the findings changed, a line each, where the earlier run still stands."""
    try:
        before, after = (load_results(out / folder) for folder in (item.before, item.folder))
        return finding_lines(diff_runs(before, after))
    except ValueError:
        return ["The article has changed; its earlier report is not there any more."]
