"""Run folders: their names, how one comes to stand whole in its place, and whether one is as its run left it."""

import contextlib
import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath

from filelock import FileLock, Timeout

from readout.errors import UserError
from readout.text import one_line
from readout_app.runs.manifest import MANIFEST, Manifest

LOCKS = ".locks"


# Letters that Unicode does not take apart into one of ASCII and a mark.
_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ħ": "h", "ŧ": "t"}
)


def name_run(published: date | None, title: str, notebook: str, inputs: object) -> str:
    """Name a run folder by day, title, notebook and a hash of the inputs.

    `2020-09-29-us-may-close-its-embassy-briefing-1f2e3d4c`. `inputs` is whatever decides the result, as JSON
    types; equal inputs have equal names.
    """
    key = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:8]
    return f"{published or 'undated'}-{file_slug(title) or 'untitled'}-{file_slug(notebook) or 'notebook'}-{key}"


def file_slug(text: str, *, longest: int = 48) -> str:
    """Return the text as lower-case ASCII words joined by hyphens, cut between words at `longest` characters."""
    letters = text.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\b([a-z])\.|'", r"\1", plain)).strip("-")
    if len(words) <= longest:
        return words
    return words[:longest] if "-" not in words[:longest] else words[: longest + 1].rpartition("-")[0]


@contextlib.contextmanager
def stage(target: Path) -> Iterator[Path]:
    """Give a new folder in which to build `target`; nobody else builds the same meanwhile: who comes second waits.

    The folder is removed at the end unless `place_folder` has moved it. What an earlier run left when it was killed is
    cleared away first. Raises ValueError where a file cannot be written.
    """
    try:
        with _lock(target):
            _sweep(target.parent)
            staging = target.with_name(f".staging-{target.name}")
            _clear(target)
            staging.mkdir()
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise UserError(describe_write_error("the report", target.parent, error)) from error


def describe_write_error(what: str, folder: Path, error: OSError) -> str:
    """Say in one line what cannot be written to the folder, why, and what to do."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return (
        f"{folder}: {what} cannot be written there ({error.strerror or error}); "
        f"{'free some space or ' if full else ''}choose another folder with --out"
    )


def place_folder(folder: Path, target: Path) -> None:
    """Put the finished folder at `target`, in place of what stands there.

    That is set aside for a moment, in which whoever looks finds nothing. Where the writer is killed just then,
    whoever builds in the same folder next puts it back.
    """
    if target.is_symlink():  # the run was moved elsewhere
        target.unlink()
    if not target.exists():
        folder.rename(target)
        return
    aside = target.with_name(f".old-{target.name}")
    target.rename(aside)
    try:
        folder.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def remove_odd_files(folder: Path, own: Iterable[str]) -> list[str]:
    """Remove what a manifest cannot list, or the run writes itself (`own`), and return the names.

    That is links, pipes and the like, and what bears a name that is not one line of text.
    """
    odd = []
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            mode = path.lstat().st_mode
            is_plain = name.isprintable() and (stat.S_ISDIR(mode) or stat.S_ISREG(mode))
            is_taken = place == str(folder) and name in own and not (name == "tables" and stat.S_ISDIR(mode))
            if is_plain and not is_taken:
                continue
            if name not in own:
                text = os.fsencode(path.relative_to(folder)).decode("utf-8", "replace")
                odd.append(one_line(text, limit=100))
            if stat.S_ISDIR(mode):
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        folders[:] = [name for name in folders if Path(place, name).is_dir()]
    return sorted(odd)


def write_whole(path: Path, content: bytes, *, beside: str) -> None:
    """Write the file, first under the name `beside`: whoever reads finds the old one or the new one.

    So it is after a loss of power: the new one is on the disk before it takes the place.
    """
    new = path.with_name(beside)
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def remove_folder(folder: Path) -> None:
    """Take a run folder away: at once from its place, then from the disk."""
    gone = folder.with_name(f".gone-{folder.name}-{secrets.token_hex(4)}")
    with contextlib.suppress(FileNotFoundError):
        folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def point_link(link: Path, folder: Path) -> None:
    """Let the symbolic link lead to a folder beside it, in one step; where there are no links, nothing happens."""
    new = link.with_name(f".{link.name}-{secrets.token_hex(4)}")
    with contextlib.suppress(OSError, NotImplementedError):
        for left in link.parent.glob(f".{link.name}-????????"):  # of a run that was killed just here
            left.unlink(missing_ok=True)
        new.symlink_to(folder.name, target_is_directory=True)
        try:
            new.replace(link)
        finally:
            new.unlink(missing_ok=True)


def _lock(target: Path) -> FileLock:
    """The lock of one run folder; it is free again as soon as its holder's process has ended, however that ended."""
    locks = target.parent / LOCKS
    locks.mkdir(parents=True, exist_ok=True)
    return FileLock(locks / f"{target.name}.lock")


def _sweep(out: Path) -> None:
    """Clears away what killed runs have left of folders that nobody is building now."""
    for left in [*out.glob(".staging-*"), *out.glob(".old-*")]:
        target = left.with_name(left.name.removeprefix(".staging-").removeprefix(".old-"))
        with contextlib.suppress(Timeout, OSError), _lock(target).acquire(timeout=0):
            _clear(target)
    for left in out.glob(".gone-*"):
        shutil.rmtree(left, ignore_errors=True)


def _clear(target: Path) -> None:
    """Removes what is left beside `target`, whose lock the caller holds, and puts back what was set aside."""
    aside = target.with_name(f".old-{target.name}")
    if aside.exists() and not target.exists():
        aside.rename(target)
    for left in (aside, target.with_name(f".staging-{target.name}")):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)


def is_whole(folder: Path, names: Iterable[str]) -> bool:
    """Return whether a finished run stands there with these files, and each that it left is as it was."""
    return all((folder / name).is_file() for name in names) and not artefact_faults(folder, besides=False)


def artefact_faults(folder: Path, *, besides: bool = True) -> list[str]:
    """Say what the folder lacks of the files that its manifest lists, has changed, or has `besides`; one line each.

    The manifest is not believed: what it names outside the folder, by `..` or through a link, is a fault and is
    not read.
    """
    try:
        listed = Manifest.read(folder).artefacts
    except OSError as error:
        return [f"{MANIFEST} cannot be read ({error.strerror}); make the report again"]
    except UserError as error:
        return [f"{error}; make the report again"]
    if not listed:
        return [f"{MANIFEST}: it lists no artefacts; make the report again"]
    faults = {name: _fault(folder, name, listed[name]) for name in sorted(listed)}
    more = sorted(set(_names(folder)) - set(listed) - {MANIFEST}) if besides else []
    faults |= dict.fromkeys(more, "the manifest does not list it; move it elsewhere")
    return [f"{one_line(name)}: {fault}" for name, fault in faults.items() if fault]


def _fault(folder: Path, name: str, hashed: str) -> str:
    if not (name.isprintable() and is_inside(folder, name)):
        return "it leads out of the folder, and was not read; make the report again"
    try:
        digest = _hash(folder / name)
    except OSError:
        return "it is missing; make the report again"
    return "" if digest == hashed else "it is not as the run left it; make the report again"


def is_inside(folder: Path, name: str) -> bool:
    """Return whether the name is that of a place in the folder, on any system, with no link out of it on the way."""
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor or "\0" in name:
        return False
    if ".." in name.replace("\\", "/").split("/"):
        return False
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _hash(path: Path) -> str:
    if path.is_symlink() or not path.is_file():  # a pipe would be waited on for ever
        raise FileNotFoundError(path.name)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _names(folder: Path) -> Iterator[str]:
    """All files and links in the folder, links to folders among them, none followed."""
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        yield from (Path(place, name).relative_to(folder).as_posix() for name in (*files, *links))
