"""Delivering what a watch has done: its run folders copied, its digest by mail, its older runs removed."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from readout.text import one_line
from readout_app.archive.diff import diff_runs, load_results
from readout_app.archive.diff_text import finding_lines
from readout_app.archive.listing import prune_runs
from readout_app.runs.manifest import Manifest
from readout_app.schedule.deliver import copy_runs
from readout_app.schedule.digest import Digest, DigestEntry
from readout_app.schedule.history import WatchItem, runs_needed
from readout_app.schedule.mail import PartialDelivery, send_digest
from readout_app.schedule.progress import WatchRun


def deliver_reports(run: WatchRun, environ: Mapping[str, str]) -> None:
    """Copy and mail what the watch has made and nobody has got yet, and note that its slot is done.

    Where what it has done could not be written down, nothing is delivered: it would be again and again.
    """
    if run.is_stuck:
        return
    has_reported = bool(run.untold()[0])
    copied = _try(run, str(run.watch.copy_to), partial(_copy, run))
    notified = _try(run, "mail", partial(_mail, run, environ))
    run.finish(notified=notified, copied=copied)
    if run.watch.keep and has_reported and not run.is_stuck:
        _prune(run, run.watch.keep)


def _try(run: WatchRun, to: str, deliver: Callable[[], None]) -> bool:
    """Whether it was delivered; what nobody got is delivered next time."""
    try:
        deliver()
    except (OSError, ValueError) as problem:
        run.problems[to] = f"{run.watch.name}: {one_line(problem)}"
        # The others do not get it again and again for one who is gone.
        return isinstance(problem, PartialDelivery)
    return True


def _copy(run: WatchRun) -> None:
    if run.watch.copy_to:
        folders = (run.out / name for name in run.uncopied())
        done = [folder for folder in folders if (about := _manifest(folder)) and about.status == "done"]
        copy_runs(done, run.watch.copy_to)


def _mail(run: WatchRun, environ: Mapping[str, str]) -> None:
    items, problems = run.untold()
    if not run.watch.mail or not (items or problems):
        return
    good = [item for item in items if item.state == "done"]
    failed = [_entry(run.out, item, [item.error]) for item in items if item.state == "failed"]
    failed += [_problem_entry(key, problem) for key, problem in problems.items()]
    new = tuple(_entry(run.out, item, _notes(item)) for item in good if not item.before)
    changed = tuple(
        _entry(run.out, item, [*_notes(item), *_changes(run.out, item)]) for item in good if item.before
    )
    send_digest(Digest(run.watch.name, run.slot, new, changed, tuple(failed)), run.watch.mail, environ)


def _prune(run: WatchRun, keep: int) -> None:
    """Remove older runs of the articles of the watch, but none that a watch still needs."""
    own = {name for item in run.history.items.values() for name in (item.folder, item.before)}
    try:
        prune_runs(run.out, keep, spared=runs_needed(run.out), among=own)
    except OSError as error:
        run.problems["keep"] = f"{run.watch.name}: older runs cannot be removed ({error.strerror})"
    except ValueError as error:
        run.problems["keep"] = f"{run.watch.name}: older runs are not removed ({one_line(error)})"


def _entry(out: Path, item: WatchItem, notes: list[str]) -> DigestEntry:
    """A report in the digest, also where its run was lost."""
    about = _manifest(out / item.folder)
    page = out / item.folder / "report.html"
    return DigestEntry(
        item.title,
        item.source,
        about.article.published if about else None,
        page if page.is_file() else None,
        about.summary if about else None,
        tuple(notes if page.is_file() else [*notes, "Its report is not there any more."]),
    )


def _problem_entry(key: str, problem: str) -> DigestEntry:
    """What could not be read, under its address or path."""
    place = key.removeprefix("@")
    return DigestEntry(place, "", None, None, None, (problem.removeprefix(f"{place}: "),))


def _manifest(folder: Path) -> Manifest | None:
    """What a run says of itself; None where it was removed or damaged since."""
    try:
        return Manifest.read(folder)
    except (OSError, ValueError):
        return None


def _notes(item: WatchItem) -> list[str]:
    return [item.note] if item.note else []


def _changes(out: Path, item: WatchItem) -> list[str]:
    """What the findings changed, a line each, where the earlier run still stands."""
    try:
        before, after = (load_results(out / folder) for folder in (item.before, item.folder))
        return finding_lines(diff_runs(before, after))
    except ValueError:
        return ["The article has changed; its earlier report is not there any more."]
