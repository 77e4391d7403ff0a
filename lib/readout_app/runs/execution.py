"""Executing a notebook by papermill: how far it came, and why it stopped, as its supervisor saw it."""

import contextlib
import json
import logging
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync

from readout_app.runs import kernel as kernels
from readout_app.runs.kernel import Kernel
from readout_app.runs.limits import Limits, Verdict, watched
from readout_app.runs.strip import pathless

_MARKER = "papermill-error-cell-tag"  # of the cells that papermill adds to a notebook that failed
_PATIENCE = 3.0  # seconds that the kernel of a finished notebook gets to finish by itself


@dataclass(frozen=True)
class Stop:
    """Why an execution stopped (`error`, one line), of which kind, and at which cell, counted from 0.

    Kinds: `error` (a cell raised), `exit` (a cell ended the notebook), `dead` (the kernel died), `start` (it did
    not start, twice), `timeout` and `memory` (a limit was passed), `cancelled` (by a signal: `cause`).
    """

    kind: str
    error: str
    cell: int | None
    cause: BaseException | None = field(default=None, compare=False)


@contextlib.contextmanager
def executed(
    source: bytes,
    values: Mapping[str, object],
    cwd: Path,
    *,
    limits: Limits,
    meanwhile: Callable[[], object],
    forked: bool = False,
) -> Iterator[tuple[Any, Stop | None]]:
    """The notebook as far as it came and where it stopped, None where it is done; its kernel is finishing.

    A kernel that does not start is started once more; a cell that fails is not run again. After the block the
    kernel and all that its cells have started are gone. `meanwhile` is called in a thread while the kernel works:
    time for slow imports. `forked`: see `kernels.start`.
    """
    helper = threading.Thread(target=meanwhile)
    try:
        with contextlib.ExitStack() as stack:
            for again in (True, False):
                once = _once(source, values, cwd, limits, helper, forked)
                notebook, stop = stack.enter_context(once)
                if not (again and stop and stop.kind == "start"):
                    break
                stack.close()
            yield notebook, stop
    finally:
        if helper.ident:  # it must not go on importing while an interrupted program ends
            helper.join()


@contextlib.contextmanager
def _once(
    source: bytes,
    values: Mapping[str, object],
    cwd: Path,
    limits: Limits,
    helper: threading.Thread,
    forked: bool,
) -> Iterator[tuple[Any, Stop | None]]:
    """One try with a kernel of its own."""
    with tempfile.TemporaryDirectory(prefix="readout-", ignore_cleanup_errors=True) as scratch:
        kernel, patience, stop = kernels.start(cwd, Path(scratch), forked=forked), 0.0, None
        try:
            papermill = _papermill()
            if not helper.ident:
                helper.start()
            with watched(kernel.group, limits) as verdict:
                notebook, stop = _execute(papermill, source, values, kernel, verdict)
            if not stop:
                run_sync(kernel.request_shutdown)()
                patience = _PATIENCE
            yield notebook, stop
        finally:
            kernels.end(kernel, patience=patience, interrupted=bool(stop and stop.cause))


def _papermill() -> Any:
    """papermill, imported only now: the kernel is starting meanwhile.

    It imports jsonschema, which takes rfc3987_syntax where that is installed (JupyterLab brings it) and
    builds a grammar with it, for two seconds, to check addresses that no notebook has.
    """
    with _without("rfc3987_syntax"):
        import papermill
    return papermill


def _execute(
    papermill: Any, source: bytes, values: Mapping[str, object], kernel: Kernel, verdict: Verdict
) -> tuple[Any, Stop | None]:
    """The notebook as far as it came and why it stopped, by what is raised here and what the watch saw.

    papermill's own record is no use: after a time-out or the death of a kernel it calls every cell completed.
    """
    seen: dict[str, Any] = {"notebook": loaded(source), "cell_index": None}
    stop = None
    try:
        with _quiet("papermill"):
            papermill.execute_notebook(
                seen["notebook"],
                None,
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
        stop = Stop("cancelled", "the run was cancelled", seen["cell_index"], signalled)
    except Exception as error:
        stop = _stop(error, seen["cell_index"], kernel, verdict)
    notebook, last = seen["notebook"], seen["cell_index"]
    notebook.cells = [cell for cell in notebook.cells if _MARKER not in cell.metadata.get("tags", [])]
    if not stop and last is not None and last < len(notebook.cells) - 1:
        stop = Stop("exit", "SystemExit: the notebook ended itself", last)
    return notebook, stop


def loaded(source: bytes) -> Any:
    """The notebook of the file, each cell with an id of its own: those of nbformat are new each time."""
    from nbformat import from_dict

    content = json.loads(source)
    taken: set[str] = set()
    for number, cell in enumerate(content["cells"], start=1):
        if cell.get("id", "") in {"", *taken}:
            cell["id"] = f"cell-{number}"
        taken.add(cell["id"])
    content["nbformat_minor"] = max(content.get("nbformat_minor", 0), 5)
    return from_dict(content)


def _stop(error: Exception, cell: int | None, kernel: Kernel, verdict: Verdict) -> Stop:
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if verdict.kind:
        return Stop(verdict.kind, verdict.error, cell)
    if isinstance(error, PapermillExecutionError):
        kind = "memory" if error.ename == "MemoryError" else "error"
        return Stop(kind, _line(f"{error.ename}: {error.evalue}"), error.cell_index)
    if cell is None:
        said = kernel.said()
        return Stop(
            "start", _line(f"the kernel did not start: {said.splitlines()[-1] if said else error}"), None
        )
    if isinstance(error, DeadKernelError):
        return Stop("dead", f"the kernel died ({kernel.status()})", cell)
    return Stop("error", _line(f"{type(error).__name__}: {error}"), cell)


def _line(text: str) -> str:
    """The first line, without folders and without the signs that colour a terminal."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", pathless(text)).strip().splitlines()
    return lines[0].strip().removesuffix(":") if lines else ""


@contextlib.contextmanager
def _without(module: str) -> Iterator[None]:
    """Imports in the block find that there is no such module, unless it is loaded already."""
    loaded = module in sys.modules
    if not loaded:
        sys.modules[module] = None  # type: ignore[assignment]  # the import system's own sign for "not there"
    try:
        yield
    finally:
        if not loaded:
            del sys.modules[module]


@contextlib.contextmanager
def _quiet(name: str) -> Iterator[None]:
    """The logger's messages go where a program has said, not to standard error."""
    logger, handler = logging.getLogger(name), logging.NullHandler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
