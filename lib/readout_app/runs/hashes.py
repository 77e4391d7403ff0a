"""The files of a run folder, held against the hashes that its manifest gives of them."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from readout_app import messages as console

MANIFEST = "manifest.json"


def artefact_faults(folder: Path, *, besides: bool = True) -> list[str]:
    """What the folder lacks of the files that its manifest lists, has changed, or has `besides`; one line each.

    The manifest is not believed: what it names outside the folder, by `..` or through a link, is a fault and is
    not read.
    """
    try:
        manifest = json.loads(_content(folder, MANIFEST))
    except (OSError, ValueError, RecursionError):
        return [f"{MANIFEST}: it cannot be read as JSON; make the report again"]
    listed = manifest.get("artefacts") if isinstance(manifest, dict) else None
    if not isinstance(listed, dict) or not listed:
        return [f"{MANIFEST}: it lists no artefacts; make the report again"]
    faults = [
        f"{console.line(name)}: {fault}"
        for name in sorted(listed)
        if (fault := _fault(folder, name, listed[name]))
    ]
    more = sorted(set(_names(folder)) - set(listed) - {MANIFEST}) if besides else []
    return [
        *faults,
        *(f"{console.line(name)}: the manifest does not list it; move it elsewhere" for name in more),
    ]


def _fault(folder: Path, name: str, hashed: object) -> str:
    if not (name.isprintable() and is_inside(folder, name)):
        return "it leads out of the folder, and was not read; make the report again"
    try:
        digest = hashlib.sha256(_content(folder, name)).hexdigest()
    except OSError:
        return "it is missing; make the report again"
    return "" if digest == hashed else "it is not as the run left it; make the report again"


def is_inside(folder: Path, name: str) -> bool:
    """Whether the name is that of a place in the folder, on any system, with no link out of it on the way."""
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor or "\0" in name:
        return False
    if ".." in name.replace("\\", "/").split("/"):
        return False
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _content(folder: Path, name: str) -> bytes:
    path = folder / name
    if path.is_symlink() or not path.is_file():  # a pipe would be waited on for ever
        raise FileNotFoundError(name)
    return path.read_bytes()


def _names(folder: Path) -> Iterator[str]:
    """All files and links in the folder, links to folders among them, none followed."""
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        yield from (Path(place, name).relative_to(folder).as_posix() for name in (*files, *links))
