"""What tests of runs ask of folders and processes."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from readout_app.runs.folder import LOCKS


def names(folder: Path) -> list[str]:
    """What lies in the folder, but for the locks and the links to the latest."""
    return sorted(path.name for path in folder.iterdir() if path.name != LOCKS and not path.is_symlink())


def written(path: Path, enough: Callable[[str], bool]) -> None:
    """Waits, a minute at most, until the file holds enough."""
    deadline = time.monotonic() + 60
    while not (path.exists() and enough(path.read_text())) and time.monotonic() < deadline:
        time.sleep(0.05)


def lives(pid: int) -> bool:
    """Whether the process runs; one that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"


def gone(pid: int) -> bool:
    """Whether the process ends within half a minute."""
    deadline = time.monotonic() + 30
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not lives(pid)
