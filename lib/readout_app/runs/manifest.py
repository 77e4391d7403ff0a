"""The manifest of a run folder: what was asked, what only this run knows, and the hash of each file."""

import hashlib
import json
import platform
import re
import shlex
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from readout import __version__
from readout.articles.article import Article
from readout.articles.redaction import textless
from readout.resources import FOLDER, shipped
from readout_app.runs.execution import Stop
from readout_app.runs.hashes import artefact_faults
from readout_app.runs.parameters import parameters

_STATUS = {"timeout": "timed out", "memory": "out of memory", "cancelled": "cancelled"}  # all else: failed
_CODE = (".py", ".tsv", ".j2", ".css", ".json")


def facts(
    notebook: Path,
    source: bytes,
    article: Article,
    values: Mapping[str, object],
    files: Mapping[str, Path],
    origin: str,
) -> dict[str, Any]:
    """What page and manifest say of a run, known before it starts; nothing of this machine is in it."""
    ours = notebook.resolve().parent == shipped("notebooks").resolve()
    name = notebook.stem if ours else notebook.name
    kept = ("id", "title", "deck", "published", "source", "byline", "url", "words", "sha256")
    asked = {parameter.name: parameter.default for parameter in parameters(notebook)} | dict(values)
    about = textless(article.as_dict(), str(asked.get("show_text")))
    origin = origin or article.url or ""
    named = f"./{origin}" if re.match("-.", origin) else origin  # else it would be read as an option
    command = ["readout", "report", *([named] if named else []), "--notebook", name]
    for parameter, value in values.items():
        shown = files[parameter].name if parameter in files else value
        command += [
            "-p",
            parameter,
            shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False),
        ]
    return {
        "article": {**{key: about.get(key) for key in kept}, "input": origin},
        "notebook": {"name": name, "sha256": sha256(source)},
        "parameters": {key: value for key, value in asked.items() if key != "article"},
        "files": {key: sha256(path.read_bytes()) for key, path in files.items()},
        "versions": {"readout": __version__, "python": platform.python_version()},
        "command": shlex.join(command),
    }


def manifest(
    place: Path,
    asked: dict[str, Any],
    times: dict[str, datetime],
    stop: Stop | None,
    told: Mapping[str, object],
) -> dict[str, Any]:
    """What only this run knows, what is told of its outputs, and the hash of each file that it has left."""
    return {
        "schema": 1,
        "status": status(stop),
        "error": stop.error if stop else None,
        "cell": stop.cell + 1 if stop and stop.cell is not None else None,
        **{name: time.isoformat(timespec="milliseconds") for name, time in times.items()},
        "seconds": round((times["ended"] - times["started"]).total_seconds(), 3),
        "platform": platform.platform(),
        **asked,
        **told,
        "artefacts": {
            str(path.relative_to(place)): sha256(path.read_bytes())
            for path in sorted(place.rglob("*"))
            if path.is_file()
        },
    }


def whole(folder: Path, names: Iterable[str]) -> bool:
    """Whether a finished run stands there with these files, and each that it left is as it was."""
    return all((folder / name).is_file() for name in names) and not artefact_faults(folder, besides=False)


@cache
def code() -> str:
    """The version of Readout with a hash of its own files: what makes pages of equal inputs equal."""
    packages = (FOLDER.parent, FOLDER.parents[1] / "readout_app")
    files = (path for package in packages for path in package.rglob("*") if path.suffix in _CODE)
    return f"{__version__} {sha256(b''.join(sha256(path.read_bytes()).encode() for path in sorted(files)))}"


def status(stop: Stop | None) -> str:
    """How a run ended: done, failed, timed out, out of memory or cancelled."""
    return _STATUS.get(stop.kind, "failed") if stop else "done"


def sha256(content: bytes) -> str:
    """The SHA-256 of the bytes, as 64 digits."""
    return hashlib.sha256(content).hexdigest()
