"""How many runs of the same thing a reports folder keeps."""

import re
from collections.abc import Collection
from pathlib import Path

from readout.errors import UserError
from readout_app.archive.listing import Listed, listing, stamp
from readout_app.runs.folder import remove

_NAME = re.compile(r"(\d{4}-\d\d-\d\d|undated)-.+-[0-9a-f]{8}(-failed)?")  # of a run folder (runfolder.name)
_LINKS = ("latest", "latest-successful")


def prune(
    out: Path, keep: int, *, spared: Collection[Path] = (), among: Collection[str] | None = None
) -> list[Path]:
    """Removes all but the newest `keep` runs of each series, and returns the folders that are gone.

    A series is what one notebook has made of one article, whatever the parameters and versions: of its address
    where it has one, since what stands there may be edited, else of its very text. Failed runs count, but the
    newest that is done stays even if it is older than that. So do the folders `spared` (a run that is asked for
    again is taken as it is, however old), those that the links to the latest run lead to, those whose manifest
    cannot be read, and those of another name than a run gives. `among`: only series with a folder of these names.
    Raises ValueError for `keep` below 1.
    """
    if keep < 1:
        raise UserError(f"--keep {keep}: the newest run is never removed; give 1 or more")
    staying = {path.resolve() for path in (*spared, *(out / link for link in _LINKS))}
    series: dict[tuple[str, str], list[Listed]] = {}
    for run in listing(out)[0]:
        series.setdefault((run.url or run.article, run.notebook), []).append(run)
    gone = []
    for runs in series.values():
        if among is not None and not any(run.folder in among for run in runs):
            continue
        good = next((run for run in runs if run.done), None)
        for run in runs[keep:]:
            folder = out / run.folder
            asked = run is good or folder.resolve() in staying or not _NAME.fullmatch(run.folder)
            if not asked and _stands(folder, run):
                remove(folder)
                gone.append(folder)
    return gone


def _stands(folder: Path, run: Listed) -> bool:
    """Whether the folder still is the run that was listed, and none that has taken its name since."""
    try:
        return not folder.is_symlink() and stamp(folder) == run.stamp
    except OSError:
        return False
