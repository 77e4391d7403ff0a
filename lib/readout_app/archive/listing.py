"""The runs that stand in a reports folder, as their manifests tell of them; a manifest is not trusted."""

import json
import os
import stat
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

from readout.errors import UserError
from readout.text import clean, one_line

STATES = ("done", "failed", "timed out", "out of memory", "cancelled")
_LARGEST = 4 * 1024 * 1024  # bytes
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Listed:
    """One run: its folder's name, how it ended, and what the catalogue says of it.

    Texts are one line without unseen signs, cut where they are long. `day` is that of the article, else that
    of the run; `polarity` and `arc` run from -1 negative to +1 positive; times are UTC.
    """

    folder: str
    stamp: Stamp
    status: str
    error: str
    cell: int | None
    started: datetime
    ended: datetime
    article: str
    url: str
    title: str
    source: str
    published: date | None
    notebook: str
    polarity: float | None
    arc: tuple[float, ...]
    tie: str
    keyphrases: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether the run came to its end."""
        return self.status == "done"

    @property
    def day(self) -> date:
        """The day under which the article stands."""
        return self.published or self.started.date()

    @property
    def page(self) -> str:
        """The address of its page, seen from the reports folder."""
        return f"{quote(os.fsencode(self.folder), safe='')}/report.html"

    @property
    def stop(self) -> str:
        """How it ended and why, if it is not done: "failed in cell 4: ValueError: no tone"."""
        where = f" in cell {self.cell}" if self.cell else ""
        return f"{self.status}{where}: {self.error or 'no reason is recorded'}"


@dataclass(frozen=True)
class Unreadable:
    """A folder whose manifest is no use, and why."""

    folder: str
    reason: str


def listing(out: Path) -> tuple[list[Listed], list[Unreadable]]:
    """The runs in the folder, newest first, and what could not be read, by name.

    Symbolic links, hidden folders and folders without a manifest are left out.
    """
    runs, unreadable = [], []
    for name, stamp in stamps(out).items():
        try:
            runs.append(_manifest(name, stamp, _loaded(out / name)))
        except FileNotFoundError:  # removed since it was listed
            continue
        except OSError as error:
            unreadable.append(Unreadable(name, f"manifest.json cannot be read ({error.strerror})"))
        except ValueError as error:
            unreadable.append(Unreadable(name, str(error)))
    return sorted(runs, key=lambda run: (run.started, run.folder), reverse=True), unreadable


def stamps(out: Path) -> dict[str, Stamp]:
    """The stamp of each folder in `out` that has a manifest; where they are equal, so are the manifests."""
    found = {}
    with os.scandir(out) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                try:
                    found[entry.name] = stamp(entry.path)
                except (FileNotFoundError, NotADirectoryError):
                    continue
    return dict(sorted(found.items()))


def stamp(folder: str | Path) -> Stamp:
    """Number, time and size of the folder's manifest."""
    about = os.lstat(f"{folder}/manifest.json")
    return about.st_ino, about.st_mtime_ns, about.st_size


def plain(text: str, longest: int) -> str:
    """The text as one line without unseen signs, of at most so many characters."""
    if not (text.isascii() and text.isprintable()):
        text = clean(text[: 4 * longest])
    return one_line(text, limit=longest)


def findings(summary: object) -> dict[str, Any]:
    """What of a manifest's summary has its type: `polarity`, `arc`, `tie` and `keyphrases`, as in `Listed`."""
    told = summary if isinstance(summary, dict) else {}
    return {
        "polarity": _score(told.get("polarity")),
        "arc": _arc(told.get("tone")),
        "tie": _said(told.get("tie"), 200),
        "keyphrases": tuple(
            filter(None, (_said(phrase, 60) for phrase in _list(told.get("keyphrases"))[:5]))
        ),
    }


def _loaded(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        raise UserError("manifest.json is not a file")
    if not os.path.lexists(f"{folder}/report.html"):
        raise UserError("report.html is missing")
    if about.st_size > _LARGEST:
        raise UserError(f"manifest.json is larger than {_LARGEST // 1024**2} MB")
    try:
        found = json.loads(path.read_bytes(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise UserError("manifest.json is not JSON") from None
    if not isinstance(found, dict):
        raise UserError("manifest.json is not an object")
    if found.get("schema") != 1 or isinstance(found["schema"], bool):
        raise UserError("manifest.json is not of schema 1")
    return found


def _refuse(constant: str) -> NoReturn:
    raise UserError(constant)


def _manifest(folder: str, stamp: Stamp, found: dict[str, Any]) -> Listed:
    """What is needed has its type, or ValueError is raised; of the summary what has its type is taken."""
    article, notebook = _object(found, "article"), _object(found, "notebook")
    status, cell = found.get("status"), found.get("cell")
    if status not in STATES:
        raise UserError(f"manifest.json: status is none of {', '.join(STATES)}")
    return Listed(
        folder=folder,
        stamp=stamp,
        status=status,
        error=_text(found, "error", 300),
        cell=cell if isinstance(cell, int) and not isinstance(cell, bool) and 0 < cell < 100_000 else None,
        started=_time(found, "started"),
        ended=_time(found, "ended"),
        article=_needed(article, "id"),
        url=_text(article, "url", 2000),
        title=_text(article, "title", 300) or "Untitled",
        source=_text(article, "source", 100),
        published=_day(_text(article, "published", 20)),
        notebook=_needed(notebook, "name"),
        **findings(found.get("summary")),
    )


def _object(of: dict[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(found := of.get(key), dict):
        raise UserError(f"manifest.json: {key} is not an object")
    return found


def _text(of: dict[str, Any], key: str, longest: int) -> str:
    """The text at that key, "" where it is null or missing."""
    if not isinstance(found := of.get(key), str | None):
        raise UserError(f"manifest.json: {key} is not text")
    return plain(found or "", longest)


def _needed(of: dict[str, Any], key: str) -> str:
    if not (found := _text(of, key, 80)):
        raise UserError(f"manifest.json: {key} is missing")
    return found


def _time(of: dict[str, Any], key: str) -> datetime:
    try:
        time = datetime.fromisoformat(_needed(of, key))
        if time.tzinfo is None:
            raise ValueError
        return time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UserError(f"manifest.json: {key} is not a time with its offset from UTC") from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError("manifest.json: published is not a date") from None


def _said(value: object, longest: int) -> str:
    return plain(value, longest) if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _arc(value: object) -> tuple[float, ...]:
    scores = [score for each in _list(value)[:25] if (score := _score(each)) is not None]
    return tuple(scores) if len(scores) == len(_list(value)) <= 24 else ()


def _score(value: object) -> float | None:
    """The value where it is a number from -1 to +1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value <= 1:
        return None
    return float(value)
