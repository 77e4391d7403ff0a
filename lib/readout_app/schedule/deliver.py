"""Delivering what a watch has done: its run folders copied, its digests by mail, its older runs removed."""

import errno
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from fsspec.core import get_filesystem_class, split_protocol, url_to_fs
from fsspec.implementations.local import LocalFileSystem

from readout.articles.addresses import mask_secrets
from readout.errors import UserError
from readout.text import one_line
from readout_app.archive.listing import prune_runs
from readout_app.runs.failures import describe_mistake
from readout_app.runs.folder import describe_write_error
from readout_app.runs.manifest import MANIFEST, Manifest
from readout_app.schedule.digest import Digest, find_cut_off, forget_digests, keep_digest, make_digests
from readout_app.schedule.history import MOST_PROBLEMS, PastRun, WatchItem, runs_needed
from readout_app.schedule.mail import PartialDelivery, digest_headline, send_digest
from readout_app.schedule.progress import WatchRun
from readout_app.secrets import environ_secrets


def deliver_reports(run: WatchRun, environ: Mapping[str, str], now: datetime) -> None:
    """Copy and mail what the watch has made and nobody has got yet, and note that its slot is done.

    Where what it has done could not be written down, nothing is delivered: it would be again and again.
    """
    if run.is_stuck:
        return
    has_reported = bool(run.unreported()[0])
    copied = _try(run, str(run.watch.copy_to), partial(_copy, run))
    items, problems = run.unreported()
    digests = find_cut_off(run)
    told = {key for digest in digests for key in digest.keys}
    rest = [item for item in items if item.key not in told]
    others = {key: problem for key, problem in problems.items() if key not in told}
    are_made = _try(run, "mail", lambda: digests.extend(make_digests(run, rest, others, now.date())))
    sent = [digest for digest in digests if _try(run, "mail", partial(_send, run, digest, environ))]
    waiting = {key for digest in digests if digest not in sent for key in digest.keys}
    reported = {*(item.key for item in items), *problems} - waiting if are_made else set()
    run.finish(reported=reported, copied=copied, past=_past_run(run, items, problems, sent, now))
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
        folders = (run.out / name for name in run.runs_to_copy())
        done = [folder for folder in folders if (about := Manifest.find(folder)) and about.status == "done"]
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
