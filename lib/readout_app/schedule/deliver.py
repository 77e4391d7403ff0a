"""Delivery: a digest by mail, run folders to any folder or object store."""

import contextlib
import filecmp
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from fsspec.core import url_to_fs

from readout.errors import UserError
from readout_app.archive.listing import plain
from readout_app.runs import folder as runfolder
from readout_app.runs.manifest import MANIFEST
from readout_app.schedule import smtp
from readout_app.schedule.digest import Digest
from readout_app.schedule.mail_message import Envelope, address, letter

_COPYING = ".copying-"
_LEFT = 3600.0  # seconds after which what a cut-off copy has left is cleared away


class Mail(Protocol):
    """What a watch says of its mail (`watches.Mail`)."""

    @property
    def to(self) -> Sequence[str]:
        """Addresses, with or without names."""

    @property
    def subject(self) -> str:
        """How the subject starts; the count follows."""

    @property
    def attach(self) -> bool:
        """Whether the pages come with the mail."""


def mail(digest: Digest, to: Mail, environ: Mapping[str, str]) -> None:
    """Sends the digest through the server that READOUT_SMTP_* names (`smtp.server`).

    Pages that are not attached are linked below READOUT_REPORTS_URL, the address of the folder of runs, or where
    that is not set named by their path. Raises ValueError, in one line that holds no secret, where it is not
    sent, and `smtp.Partly` where it is not sent to all.
    """
    server = smtp.server(environ)
    envelope = Envelope(
        sender=address(server.sender, f"{smtp.PREFIX}FROM"),
        to=tuple(map(address, to.to)),
        subject=to.subject,
        attach=to.attach,
        base=_base(environ.get("READOUT_REPORTS_URL", "").strip()),
    )
    recipients = list(dict.fromkeys(one.addr_spec for one in envelope.to))
    if not recipients:
        raise UserError("mail: it is for nobody; give an address")
    smtp.send(letter(digest, envelope), server, envelope.sender.addr_spec, recipients)


def copy(folders: Iterable[Path], target: str) -> None:
    """Copies run folders into a folder or an object store (`s3://bucket/reports`); what is there already is left.

    In a folder of this machine a run stands whole or not at all. In a store its manifest is written last and
    taken away first: a run with a manifest is whole. Raises ValueError, in one line that holds no secret, where
    a folder is no run or the target cannot be written.
    """
    if re.search(r"://[^/\s]*:[^/\s]*@", target):
        raise UserError("copy: the address holds a password; take it out, and give it in the environment")
    runs = list(folders)
    for folder in runs:
        if not (folder / MANIFEST).is_file():
            raise UserError(f"{folder}: it has no {MANIFEST}; name the folder of a run")
    try:
        store, root = url_to_fs(target)
        local = "file" in ([store.protocol] if isinstance(store.protocol, str) else store.protocol)
        store.invalidate_cache()
        if local:
            _clear(Path(root))
        for folder in runs:
            if local:
                _beside(folder, Path(root) / folder.name)
            else:
                _sent(folder, store, f"{root.rstrip('/')}/{folder.name}")
    except Exception as error:  # each store has errors of its own
        raise UserError(_line(target, error)) from None


def _base(address: str) -> str:
    if address and not address.startswith(("https://", "http://")):
        raise UserError("READOUT_REPORTS_URL: it is no address of the web; let it start with https://")
    return address


def _beside(folder: Path, target: Path) -> None:
    """Fills a new folder beside the target, and lets the two change places."""
    if _is_there(folder, target):
        return
    place = Path(tempfile.mkdtemp(prefix=_COPYING, dir=target.parent))
    try:
        place.chmod(folder.stat().st_mode & 0o777)
        for name in _files(folder):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / name, place / name)
        runfolder.place(place, target)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _is_there(folder: Path, target: Path) -> bool:
    names = _files(folder)
    if not target.is_dir() or _files(target) != names:
        return False
    return not any(filecmp.cmpfiles(folder, target, names, shallow=False)[1:])


def _clear(root: Path) -> None:
    """Makes the folder if it is not there, and clears away what copies that were killed have left in it."""
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f"{_COPYING}*"):
        with contextlib.suppress(FileNotFoundError):  # another has cleared it away
            if time.time() - left.stat().st_mtime > _LEFT:
                shutil.rmtree(left, ignore_errors=True)


def _sent(folder: Path, store: Any, target: str) -> None:
    """Sends what is not there: a run whose manifest is there as it is here is there whole."""
    if _equal(folder / MANIFEST, store, f"{target}/{MANIFEST}"):
        return
    there = set(store.find(target))
    if f"{target}/{MANIFEST}" in there:
        store.rm_file(f"{target}/{MANIFEST}")
    names = [name for name in _files(folder) if name != MANIFEST]
    for old in there - {f"{target}/{name}" for name in (*names, MANIFEST)}:
        store.rm_file(old)
    for name in names:
        if not _equal(folder / name, store, f"{target}/{name}"):
            store.put_file(str(folder / name), f"{target}/{name}")
    store.put_file(str(folder / MANIFEST), f"{target}/{MANIFEST}")


def _equal(path: Path, store: Any, there: str) -> bool:
    try:
        same: bool = store.info(there)["size"] == path.stat().st_size
        return same and store.cat_file(there) == path.read_bytes()
    except FileNotFoundError:
        return False


def _files(folder: Path) -> list[str]:
    """The files of a folder by their paths in it; links are left out."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _line(target: str, error: Exception) -> str:
    where = plain(target, 200)
    if isinstance(error, ImportError):
        return f"{where}: this kind of store wants a package ({plain(str(error), 200)}); install that"
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"{where}: it cannot be written ({plain(reason, 200)}); mend that, or copy to another place"
