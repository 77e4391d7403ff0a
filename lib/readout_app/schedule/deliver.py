"""Delivering what a watch has done: its run folders copied, its digests by mail, its older runs removed."""

import errno
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from fsspec.core import get_filesystem_class, split_protocol, url_to_fs
from fsspec.implementations.local import LocalFileSystem

from readout.articles.addresses import mask_secrets
from readout.errors import UserError
from readout.text import one_line
from readout_app.archive.diff import diff_runs, finding_lines, load_results, main_change
from readout_app.archive.listing import prune_runs
from readout_app.runs.failures import describe_mistake
from readout_app.runs.folder import describe_write_error
from readout_app.runs.manifest import MANIFEST, Manifest
from readout_app.schedule.alerts import Alert, Condition, find_alerts, parse_condition, read_facts
from readout_app.schedule.digest import Digest, DigestEntry, digest_headline, forget_digests, keep_digest
from readout_app.schedule.history import MOST_PROBLEMS, PastRun, WatchItem, runs_needed
from readout_app.schedule.mail import PartialDelivery, find_recipients, identify_digest, send_digest
from readout_app.schedule.progress import WatchRun
from readout_app.secrets import environ_secrets

MOST_EARLIER, MOST_ALERTS = 500, 20  # runs that new ones are held against; lines of a digest


def deliver_reports(run: WatchRun, environ: Mapping[str, str], now: datetime) -> None:
    """Copy and mail what the watch has made and nobody has got yet, and note that its slot is done.

    Where what it has done could not be written down, nothing is delivered: it would be again and again.
    """
    if run.is_stuck:
        return
    has_reported = bool(run.untold()[0])
    copied = _try(run, str(run.watch.copy_to), partial(_copy, run))
    items, problems = run.untold()
    digests = list[Digest]()
    are_made = _try(run, "mail", lambda: digests.extend(_digests(run, items, problems, now.date())))
    sent = [digest for digest in digests if _try(run, "mail", partial(_send, run, digest, environ))]
    waiting = {key for digest in digests if digest not in sent for key in digest.keys}
    told = {*(item.key for item in items), *problems} - waiting if are_made else set()
    run.finish(told=told, copied=copied, past=_past_run(run, items, problems, sent, now))
    if not run.is_stuck:
        kept = {name for past in run.history.runs for name in past.digests}
        _try(run, "digests", lambda: forget_digests(run.out, run.watch.name, kept))
        if run.watch.keep and has_reported:
            _prune(run, run.watch.keep)


def _try(run: WatchRun, to: str, deliver: Callable[[], None]) -> bool:
    """Whether it was delivered; what nobody got is delivered next time."""
    try:
        deliver()
    except OSError as error:  # of mails and copies it is a line of theirs
        run.problems[to] = f"{run.watch.name}: {describe_write_error('a digest', run.out, error)}"
        return False
    except ValueError as problem:
        run.problems[to] = f"{run.watch.name}: {one_line(problem)}"
        return False
    except Exception as error:  # the rest is done all the same, and no watch stops another
        run.problems[to] = describe_mistake(run.watch.name, error)
        return False
    return True


def _copy(run: WatchRun) -> None:
    if run.watch.copy_to:
        folders = (run.out / name for name in run.uncopied())
        done = [folder for folder in folders if (about := _manifest(folder)) and about.status == "done"]
        copy_runs(done, run.watch.copy_to)


def _send(run: WatchRun, digest: Digest, environ: Mapping[str, str]) -> None:
    keep_digest(run.out, digest)
    assert run.watch.mail
    try:
        send_digest(digest, run.watch.mail, environ)
    except PartialDelivery as problem:  # the others do not get it again and again for one who is gone
        run.problems["mail"] = f"{run.watch.name}: {one_line(problem)}"


def _past_run(
    run: WatchRun, items: Sequence[WatchItem], problems: Mapping[str, str], sent: Sequence[Digest], now: datetime
) -> PastRun:
    """The line of the history that says what this run came to."""
    good = [item for item in items if item.state == "done"]
    return PastRun(
        since=now,
        until=now,
        new=sum(not item.before for item in good),
        changed=sum(bool(item.before) for item in good),
        failed=len(items) - len(good) + len(problems),
        problems=list(dict.fromkeys(run.problems.values()))[:MOST_PROBLEMS],
        digests=[digest.id for digest in sent],
        headline=digest_headline(sent[-1]) if sent else "",
    )


def _prune(run: WatchRun, keep: int) -> None:
    """Remove older runs of the articles of the watch, but none that a watch still needs."""
    own = {name for item in run.history.items.values() for name in (item.folder, item.before)}
    try:
        prune_runs(run.out, keep, spared=runs_needed(run.out), among=own)
    except (OSError, ValueError) as error:
        why = one_line(getattr(error, "strerror", None) or error)
        run.problems["keep"] = f"{run.watch.name}: older runs are not removed ({why})"


# The digests


def _digests(run: WatchRun, items: Sequence[WatchItem], problems: Mapping[str, str], today: date) -> list[Digest]:
    """The digests of what is untold: one for all, or one for what failed and one for the rest.

    Where no condition of the watch is met, what failed alone is told, and to those alone who are named for that.
    """
    mail, digests = run.watch.mail, list[Digest]()
    if not mail or not (items or problems):
        return []
    digest = _digest(run, items, problems, today)
    is_wanted = bool(digest.met) if run.watch.when else mail.on == "any" or bool(digest.failed)
    if mail.failures and digest.failed:
        digests.append(Digest(digest.watch, digest.slot, failed=digest.failed, to="failures"))
        digest = replace(digest, failed=())
    if is_wanted and digest.keys:
        digests.append(digest)
    before = next((past.digests[-1] for past in reversed(run.history.runs) if past.digests), "")
    return [replace(each, id=identify_digest(each, find_recipients(each, mail), before)) for each in digests]


def _digest(run: WatchRun, items: Sequence[WatchItem], problems: Mapping[str, str], today: date) -> Digest:
    good, headline = [item for item in items if item.state == "done"], ""
    new, changed = list[DigestEntry](), list[DigestEntry]()
    for item in good:
        notes = [item.note] if item.note else []
        if item.before:
            lines, clause = _changes(run.out, item)
            headline = headline or clause
            changed.append(_entry(run.out, item, [*notes, *lines]))
        else:
            new.append(_entry(run.out, item, notes))
    failed = [_entry(run.out, item, [item.error]) for item in items if item.state == "failed"]
    for key, problem in problems.items():  # what could not be read, under its address or path
        place = key.removeprefix("@")
        failed.append(DigestEntry(place, "", None, None, None, (problem.removeprefix(f"{place}: "),), key))
    alerts = _alerts(run, good, today)
    headline = alerts[0].headline if alerts else headline
    met = tuple(alert.line for alert in alerts)
    return Digest(run.watch.name, run.slot, tuple(new), tuple(changed), tuple(failed), headline, met)


def _alerts(run: WatchRun, good: Sequence[WatchItem], today: date) -> list[Alert]:
    """What meets a condition of the watch, with the condition; of a watch without any, the ties that turned."""
    keys, names = {item.key for item in good}, {item.folder for item in good}
    done = [item for item in run.history.items.values() if item.state == "done"]
    past = {item.folder for item in done if item.key not in keys} | {item.before for item in done}
    earlier = sorted(past - names - {""}, reverse=True)[:MOST_EARLIER]
    new_facts, past_facts = (
        [facts for name in group if (facts := read_facts(run.out / name))] for group in (sorted(names), earlier)
    )
    if not run.watch.when:
        return find_alerts(Condition("", "turned tie"), new_facts, past_facts, today)
    return [
        Alert(alert.headline, f"Condition met, “{condition}”: {alert.line}")
        for condition in run.watch.when
        for alert in find_alerts(parse_condition(condition), new_facts, past_facts, today)
    ][:MOST_ALERTS]


def _entry(out: Path, item: WatchItem, notes: list[str]) -> DigestEntry:
    """A report in the digest, also where its run was lost."""
    about, page = _manifest(out / item.folder), out / item.folder / "report.html"
    is_there = page.is_file()
    return DigestEntry(
        item.title,
        item.source,
        about.article.published if about else None,
        page if is_there else None,
        about.summary if about else None,
        tuple(notes if is_there else [*notes, "Its report is not there any more."]),
        item.key,
    )


def _manifest(folder: Path) -> Manifest | None:
    """What a run says of itself; None where it was removed or damaged since."""
    with suppress(OSError, ValueError):
        return Manifest.read(folder)
    return None


def _changes(out: Path, item: WatchItem) -> tuple[list[str], str]:
    """What the findings changed, a line each, and the change that says most, where the earlier run still stands."""
    try:
        diff = diff_runs(*(load_results(out / folder) for folder in (item.before, item.folder)))
        facts = read_facts(out / item.folder)
        return finding_lines(diff), main_change(diff, facts.kinds if facts else {})
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):  # a notebook may publish anything
        return ["The article has changed; its earlier report is not there any more."], ""


# The copies


def copy_runs(folders: Iterable[Path], target: str) -> None:
    """Copy run folders into a folder or an object store (`s3://bucket/reports`); a copy with a manifest is whole.

    Raises UserError, in one line that holds no secret, where the target cannot be written.
    """
    try:
        store, root = url_to_fs(target)
        store.invalidate_cache()
        for folder in folders:
            _copy_run(folder, store, f"{root.rstrip('/')}/{folder.name}")
    except Exception as error:  # each store has errors of its own
        raise _refusal(target, error) from None


def check_target(target: str) -> None:
    """Raise UserError, as `copy_runs` would, where the target cannot be written as far as that is seen from here.

    A store elsewhere is not asked.
    """
    try:
        get_filesystem_class(split_protocol(target)[0])
    except (ImportError, ValueError) as error:
        raise _refusal(target, error) from None
    if "://" not in target:
        folder = Path(target)
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        code = errno.EACCES if folder.is_dir() else errno.ENOTDIR
        if code == errno.ENOTDIR or not os.access(folder, os.W_OK | os.X_OK):
            raise _refusal(target, OSError(code, os.strerror(code)))


def _refusal(target: str, error: Exception) -> UserError:
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    reason = one_line(mask_secrets(why, environ_secrets(os.environ)), limit=200)
    what = f"it cannot be written ({reason}); mend that, or copy to another place"
    if isinstance(error, ImportError):
        what = f"this kind of store wants a package ({reason}); install that"
    return UserError(f"{one_line(target, limit=200)}: {what}")


def _copy_run(folder: Path, store: Any, target: str) -> None:
    """Make the target as the folder is: its manifest is taken away first and written last. Links are left out."""
    manifest = f"{target}/{MANIFEST}"
    if store.exists(manifest):
        if store.cat_file(manifest) == (folder / MANIFEST).read_bytes():
            return
        store.rm_file(manifest)
    if store.exists(target):
        store.rm(target, recursive=True)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    for path in sorted(files, key=lambda path: path == folder / MANIFEST):
        place = f"{target}/{path.relative_to(folder).as_posix()}"
        if isinstance(store, LocalFileSystem):
            store.makedirs(store._parent(place), exist_ok=True)
        store.put_file(str(path), place)
