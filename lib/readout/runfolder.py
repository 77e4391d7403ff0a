"""Run folders: their names, and how one comes to stand whole in its place."""

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

_STALE = (
    3600.0  # seconds: a process of another machine or container cannot be seen, so young folders are let be
)


def name(published: date | None, title: str, notebook: str, inputs: object) -> str:
    """`2020-09-29-us-may-close-its-embassy-briefing-1f2e3d4c`: day, title, notebook, a hash of the inputs.

    `inputs` is whatever decides the result, as JSON types; equal inputs have equal names.
    """
    key = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:8]
    return f"{published or 'undated'}-{slug(title) or 'untitled'}-{slug(notebook) or 'notebook'}-{key}"


def slug(text: str, *, longest: int = 48) -> str:
    """The text as lower-case ASCII words joined by hyphens, cut between words at `longest` characters."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\b([a-z])\.|'", r"\1", plain)).strip("-")
    if len(words) <= longest:
        return words
    return words[:longest] if "-" not in words[:longest] else words[: longest + 1].rpartition("-")[0]


@contextlib.contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A new folder in `out` to build a run folder in; what `place` has not moved away is removed at the end.

    Raises ValueError where `out`, or a file in it, cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        folder = out / f".staging-{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise ValueError(
            f"{out}: the report cannot be written there ({error.strerror or error}); "
            "free some space or choose another folder with --out"
        ) from error


def place(folder: Path, target: Path) -> None:
    """Puts the finished folder at `target`; what stood there is removed once the new one stands."""
    aside = target.parent / f".old-{os.getpid()}-{secrets.token_hex(4)}-{target.name}"
    while True:
        with contextlib.suppress(FileNotFoundError):
            target.rename(aside)
        try:
            folder.rename(target)
            break
        except OSError:
            if not target.exists():
                if aside.exists():
                    aside.rename(target)
                raise
            # Another process has placed the same run between the two steps: its folder is set aside in turn.
            shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(aside, ignore_errors=True)


def _sweep(out: Path) -> None:
    """Removes what a run that was cut off has left, and puts back what it had set aside."""
    for folder in sorted(out.glob(".staging-*-*")) + sorted(out.glob(".old-*-*-*")):
        kind, pid, *rest = folder.name.split("-", 3)
        if not pid.isdigit() or _lives(int(pid)) or time.time() - folder.stat().st_mtime < _STALE:
            continue
        if kind == ".old" and not (out / rest[-1]).exists():
            folder.rename(out / rest[-1])
        shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
