"""Pages held against the whole gate, and run folders against their manifests first."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from readout.errors import UserError
from readout_app.archive import browser_checks as opening
from readout_app.archive import page_checks as gate
from readout_app.runs.folder import artefact_faults
from readout_app.runs.manifest import MANIFEST


def check(path: Path) -> None:
    """Raises ValueError where the path is neither a file nor a run folder."""
    if path.is_dir() and not (path / MANIFEST).exists():
        raise UserError(f"{path}: the folder has no {MANIFEST}; give a run folder, or the path of a page")
    if not path.exists():
        raise UserError(f"{path}: it does not exist; give the path of a page or of a run folder")


def faults(paths: Iterable[Path], *, limit: int = gate.LIMIT, opened: bool = True) -> Iterator[str]:
    """Each fault in a line that starts with the path of what it is in.

    Of a run folder the files are hashed, then its page is held against the gate. Pages without a fault are then
    `opened`, all in one browser: what could run something is not. Raises ValueError where a page cannot be read
    or the browser does not start.
    """
    fine = []
    for path in paths:
        page = path
        if path.is_dir():
            yield from (f"{path}: {fault}" for fault in artefact_faults(path))
            page = path / "report.html"
            if not page.is_file() or page.is_symlink():
                yield f"{page}: the page is missing; make the report again"
                continue
        told = gate.faults(page, limit=limit)
        yield from (f"{page}: {fault}" for fault in told)
        fine += [] if told else [page]
    if opened and fine:
        for page, told in zip(fine, opening.faults(fine), strict=True):
            yield from (f"{page}: {fault}" for fault in told)
