"""Executing a notebook by papermill: how far it came, and why it stopped, as its supervisor saw it."""

import contextlib
import json
import logging
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from jupyter_core.utils import run_sync

from readout.text import one_line
from readout_app.runs.failures import (
    Cancelled,
    CellFailed,
    Failure,
    KernelDied,
    KernelNotStarted,
    NotebookExited,
    OutOfMemory,
)
from readout_app.runs.kernel import (
    Kernel,
    Limits,
    ResourceWatch,
    adopt,
    describe_exit,
    end_kernel,
    enforce,
    start_kernel,
)
from readout_app.runs.strip import without_folders

_MARKER = "papermill-error-cell-tag"  # of the cells that papermill adds to a notebook that failed
_UNSAID = "CellExecutionError"  # papermill's word for a cell that failed without the output of an error
_PATIENCE = 3.0  # seconds that the kernel of a finished notebook gets to finish by itself


def execute(source: bytes, values: Mapping[str, object], cwd: Path, *, limits: Limits) -> tuple[Any, Failure | None]:
    """Execute the notebook; return it as far as it came, and why it stopped, None where it is done.

    A kernel that does not start is started once more; a cell that fails is not run again. Afterwards the kernel and
    all that its cells have started are gone.
    """
    notebook, failure = _execute_once(source, values, cwd, limits)
    if isinstance(failure, KernelNotStarted):
        return _execute_once(source, values, cwd, limits)
    return notebook, failure


def _execute_once(source: bytes, values: Mapping[str, object], cwd: Path, limits: Limits) -> tuple[Any, Failure | None]:
    with tempfile.TemporaryDirectory(prefix="readout-", ignore_cleanup_errors=True) as scratch, adopt() as family:
        kernel, patience, failure = start_kernel(cwd, Path(scratch)), 0.0, None
        try:
            papermill = import_papermill()
            with enforce(limits, kernel.group, family) as watch:
                notebook, failure = _run_cells(papermill, source, values, kernel, watch)
            if not failure:
                run_sync(kernel.request_shutdown)()
                patience = _PATIENCE
        finally:
            end_kernel(kernel, patience=patience, interrupted=isinstance(failure, Cancelled))
    return notebook, failure


def import_papermill() -> Any:
    """Import papermill, and what a page needs: late, as a kernel that was started before takes its time to come up.

    papermill imports jsonschema, which takes rfc3987_syntax where that is installed (JupyterLab brings it) and
    builds a grammar with it, for two seconds, to check addresses that no notebook has. In the import system None
    stands for "there is no such module".
    """
    missing: Any = None
    hide = "rfc3987_syntax" not in sys.modules
    if hide:
        sys.modules["rfc3987_syntax"] = missing
    try:
        import papermill

        import readout_app.runs.bounded_client
        import readout_app.runs.page  # noqa: F401
    finally:
        if hide:
            del sys.modules["rfc3987_syntax"]
    logging.getLogger("papermill").addHandler(logging.NullHandler())  # else its warnings go to standard error
    return papermill


def _run_cells(
    papermill: Any, source: bytes, values: Mapping[str, object], kernel: Kernel, watch: ResourceWatch
) -> tuple[Any, Failure | None]:
    """The notebook as far as it came and why it stopped, by what is raised here and what the watch saw.

    papermill's own record is no use: after a time-out or the death of a kernel it calls every cell completed.
    """
    seen: dict[str, Any] = {"notebook": load_notebook(source), "cell_index": None}
    failure: Failure | None = None
    try:
        papermill.execute_notebook(
            seen["notebook"],
            None,
            engine_name="readout",  # ours, with bounds (`bounded_client`)
            parameters=dict(values),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            km=kernel,  # this and what follows is handed on to nbclient
            record_timing=False,
            iopub_timeout=60,
            on_notebook_start=seen.update,
            on_cell_start=seen.update,
        )
    except (KeyboardInterrupt, SystemExit) as signalled:
        failure = Cancelled(cell=seen["cell_index"], cause=signalled)
    except Exception as error:
        failure = _failure(error, seen["cell_index"], kernel, watch)
    notebook, last = seen["notebook"], seen["cell_index"]
    notebook.cells = [cell for cell in notebook.cells if _MARKER not in cell.metadata.get("tags", [])]
    if failure and failure.error == _UNSAID:
        failure = replace(failure, error=_last_complaint(notebook.cells[failure.cell or 0]))
    if not failure and last is not None and last < len(notebook.cells) - 1:
        failure = NotebookExited("SystemExit: the notebook ended itself", last)
    return notebook, failure


def load_notebook(source: bytes) -> Any:
    """Load the notebook of a file, each cell with an id of its own: those of nbformat are new each time."""
    from nbformat.v4 import to_notebook_json

    content = json.loads(source)
    taken: set[str] = set()
    for number, cell in enumerate(content["cells"], start=1):
        if cell.get("id", "") in {"", *taken}:
            cell["id"] = f"cell-{number}"
        taken.add(cell["id"])
    content["nbformat_minor"] = max(content.get("nbformat_minor", 0), 5)
    return to_notebook_json(content)  # joins the lines of sources


def _failure(error: Exception, cell: int | None, kernel: Kernel, watch: ResourceWatch) -> Failure:
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if watch.failure:
        return replace(watch.failure, cell=cell)
    if isinstance(error, PapermillExecutionError):
        kind = OutOfMemory if error.ename == "MemoryError" else CellFailed
        return kind(_first_line(f"{error.ename}: {error.evalue}".removeprefix("UserError: ")), error.cell_index)
    if cell is None:
        reason = (kernel.read_log() or str(error)).splitlines()[-1]
        return KernelNotStarted(_first_line(f"the kernel did not start: {reason}"))
    if isinstance(error, DeadKernelError):
        return KernelDied(f"the kernel died ({describe_exit(kernel.exit_code() or 0)})", cell)
    return CellFailed(_first_line(f"{type(error).__name__}: {error}"), cell)


def _last_complaint(cell: Any) -> str:
    """The last line that a cell wrote to standard error: IPython says there which magic it does not know."""
    said = "".join(output.text for output in cell.outputs if output.get("name") == "stderr").strip()
    return _first_line(said.splitlines()[-1] if said else "the cell failed and did not say why")


def _first_line(text: str) -> str:
    """The first line, without folders and without the characters that colour a terminal."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", without_folders(text)).strip().splitlines() or [""]
    return one_line(lines[0]).removesuffix(":")


@contextlib.contextmanager
def term_raises() -> Iterator[None]:
    """Let a TERM signal end the block as an exception does, so that kernel and folder are cleared away."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        raise SystemExit(128 + number)

    with handling(end, signal.SIGTERM):
        yield


@contextlib.contextmanager
def deferring_signals() -> Iterator[None]:
    """Let a signal that would end this process have its effect only after the block."""
    seen: list[int] = []
    try:
        with handling(lambda number, _: seen.append(number), signal.SIGINT, signal.SIGTERM):
            yield
    finally:
        if seen:
            signal.raise_signal(seen[0])


@contextlib.contextmanager
def handling(handler: Any, *numbers: signal.Signals) -> Iterator[None]:
    """Give the signals that handler in the block, where this is the thread that may set one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
