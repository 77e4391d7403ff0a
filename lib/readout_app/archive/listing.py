"""The runs of a reports folder: what their manifests say of them, and which of them stay where only so many are kept.

A manifest may have been written by anybody, so its texts are cut and cleaned for showing, and what cannot be read is
listed with the reason.
"""

import json
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from readout.articles.outlets import UNKNOWN, name_outlets
from readout.errors import UserError
from readout.frames import group_rows
from readout.text import one_line
from readout_app.runs.folder import remove_folder
from readout_app.runs.manifest import MANIFEST, Manifest, Status, Summary

_RUN_FOLDER = re.compile(r"(\d{4}-\d\d-\d\d|undated)-.+-[0-9a-f]{8}(-failed)?")  # as runs.folder names them
_LINKS = ("latest", "latest-successful")
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class RunSummary:
    """A run: its folder's name, how it ended, and what it found. Texts are one line; times are UTC.

    `outlet` is named as in `coverage`: spellings are one, and a host has that of its other articles.
    """

    folder: str
    stamp: Stamp
    status: Status
    error: str
    cell: int | None
    started: datetime
    ended: datetime
    article: str
    url: str
    title: str
    outlet: str
    published: date | None
    notebook: str
    parameters: Mapping[str, str]
    summary: Summary

    @property
    def done(self) -> bool:
        """Whether the run came to its end."""
        return self.status == "done"

    @property
    def day(self) -> date:
        """The day under which the article stands: its own, else that of the run."""
        return self.published or self.started.date()

    @property
    def page(self) -> str:
        """The address of its page, seen from the reports folder."""
        return f"{quote(os.fsencode(self.folder), safe='')}/report.html"


def list_runs(out: Path) -> tuple[list[RunSummary], dict[str, str]]:
    """Return the runs in the folder, newest first, and by name why other folders could not be read.

    Symbolic links, hidden folders and folders without a manifest are left out.
    """
    runs, unreadable = list[RunSummary](), dict[str, str]()
    for name, stamp in manifest_stamps(out).items():
        try:
            runs.append(_read_run(out / name, stamp))
        except FileNotFoundError:  # removed since it was listed
            continue
        except OSError as error:
            unreadable[name] = f"{MANIFEST} cannot be read ({error.strerror})"
        except UserError as error:
            unreadable[name] = str(error)
    runs.sort(key=lambda run: (run.started, run.folder), reverse=True)
    outlets = name_outlets([run.outlet for run in runs], [run.url for run in runs])
    named = zip(runs, outlets, strict=True)
    return [replace(run, outlet=outlet if outlet != UNKNOWN else "") for run, outlet in named], unreadable


def manifest_stamps(out: Path) -> dict[str, Stamp]:
    """Return the stamp of each folder in `out` that has a manifest; where they are equal, so are the manifests."""
    stamps = {}
    with os.scandir(out) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                try:
                    stamps[entry.name] = _stamp(entry.path)
                except (FileNotFoundError, NotADirectoryError):
                    continue
    return dict(sorted(stamps.items()))


def _stamp(folder: str | Path) -> Stamp:
    """Number, time and size of the folder's manifest."""
    about = os.lstat(f"{folder}/{MANIFEST}")
    return about.st_ino, about.st_mtime_ns, about.st_size


def _read_run(folder: Path, stamp: Stamp) -> RunSummary:
    manifest = Manifest.read(folder)
    if not os.path.lexists(folder / "report.html"):
        raise UserError("report.html is missing")
    article = manifest.article
    return RunSummary(
        folder=folder.name,
        stamp=stamp,
        status=manifest.status,
        error=one_line(manifest.error or "", limit=300),
        cell=manifest.cell,
        started=manifest.started,
        ended=manifest.ended,
        article=article.id,
        url=article.url or "",
        title=one_line(article.title, limit=300) or "Untitled",
        outlet=one_line(article.source or "", limit=100),
        published=article.published,
        notebook=one_line(manifest.notebook.name, limit=80),
        parameters={
            one_line(name, limit=40): one_line(json.dumps(value, ensure_ascii=False), limit=80)
            for name, value in manifest.parameters.items()
        },
        summary=manifest.summary or Summary(),
    )


def prune_runs(
    out: Path, keep: int, *, spared: Collection[Path] = (), among: Collection[str] | None = None
) -> list[Path]:
    """Remove all but the newest `keep` runs of each series, and return the folders that are gone.

    A series is what one notebook has made of one article, whatever the parameters and versions: of its address
    where it has one, since what stands there may be edited, else of its very text. Failed runs count, but the
    newest that is done stays even if it is older than that. So do the folders `spared` (a run that is asked for
    again is taken as it is, however old), those that the links to the latest run lead to, those whose manifest
    cannot be read, and those of another name than a run gives. `among`: only series with a folder of these names.
    Raises UserError for `keep` below 1.
    """
    if keep < 1:
        raise UserError(f"--keep {keep}: the newest run is never removed; give 1 or more")
    staying = {path.resolve() for path in (*spared, *(out / link for link in _LINKS))}
    newest_first = sorted(list_runs(out)[0], key=_when_made, reverse=True)
    series = group_rows(newest_first, lambda run: (run.url or run.article, run.notebook))
    gone = []
    for runs in series.values():
        if among is not None and not any(run.folder in among for run in runs):
            continue
        last_good = next((run for run in runs if run.done), None)
        for run in runs[keep:]:
            folder = out / run.folder
            stays = run is last_good or folder.resolve() in staying or not _RUN_FOLDER.fullmatch(run.folder)
            if not stays and _is_unchanged(folder, run):
                remove_folder(folder)
                gone.append(folder)
    return gone


def _when_made(run: RunSummary) -> datetime:
    """When a run was made; a time that is still to come was written by a wrong clock, and that of the file counts."""
    latest = datetime.now(UTC) + timedelta(days=1)
    if run.started <= latest:
        return run.started
    return min(datetime.fromtimestamp(run.stamp[1] / 1e9, UTC), latest)


def _is_unchanged(folder: Path, run: RunSummary) -> bool:
    """Whether the folder still is the run that was listed, and none that has taken its name since."""
    try:
        return not folder.is_symlink() and _stamp(folder) == run.stamp
    except OSError:
        return False
