"""Run folders, copied to any folder or object store."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fsspec.core import get_filesystem_class, split_protocol, url_to_fs
from fsspec.implementations.local import LocalFileSystem

from readout.articles.addresses import mask_secrets
from readout.errors import UserError
from readout.text import one_line
from readout_app.runs.manifest import MANIFEST
from readout_app.secrets import environ_secrets, refuse_login


def copy_runs(folders: Iterable[Path], target: str) -> None:
    """Copy run folders into a folder or an object store (`s3://bucket/reports`); a copy with a manifest is whole.

    Raises UserError, in one line that holds no secret, where a folder is no run or the target cannot be written.
    """
    refuse_login(target)
    runs = list(folders)
    for folder in runs:
        if not (folder / MANIFEST).is_file():
            raise UserError(f"{folder}: it has no {MANIFEST}; name the folder of a run")
    try:
        store, root = url_to_fs(target)
        store.invalidate_cache()
        for folder in runs:
            _copy_run(folder, store, f"{root.rstrip('/')}/{folder.name}")
    except Exception as error:  # each store has errors of its own
        raise _refusal(target, error) from None


def check_target(target: str) -> None:
    """Raise UserError, as `copy_runs` would, where the target cannot be written as far as that is seen from here.

    A store elsewhere is not asked.
    """
    refuse_login(target)
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
