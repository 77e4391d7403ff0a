"""Executing a notebook by papermill, in a kernel that is this interpreter and that nothing outlives."""

import asyncio
import contextlib
import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync

from readout.tidy import pathless

_MARKER = "papermill-error-cell-tag"  # of the cells that papermill adds to a notebook that failed


@dataclass(frozen=True)
class Stop:
    """Why an execution stopped (`error`, one line), of which kind, and at which cell, counted from 0.

    Kinds: `error` (a cell raised), `exit` (a cell ended the notebook), `timeout`, `dead` (the kernel died),
    `start` (it did not start).
    """

    kind: str
    error: str
    cell: int | None


@contextlib.contextmanager
def executed(
    source: bytes,
    values: Mapping[str, object],
    cwd: Path,
    *,
    timeout: int,
    meanwhile: Callable[[], object],
) -> Iterator[tuple[Any, Stop | None]]:
    """The notebook as far as it came and where it stopped, None where it is done; its kernel is finishing.

    After the block the kernel and all that its cells have started are gone. `meanwhile` is called in a thread
    while the kernel works: time for slow imports.
    """
    with tempfile.TemporaryDirectory(prefix="readout-", ignore_cleanup_errors=True) as scratch:
        kernel, helper = _start(cwd, Path(scratch)), threading.Thread(target=meanwhile)
        try:
            papermill = _papermill()
            helper.start()
            notebook, stop = _execute(papermill, source, values, kernel, timeout)
            if not stop:
                run_sync(kernel.request_shutdown)()
                kernel.patience = 3.0
            yield notebook, stop
        finally:
            _end(kernel)
            if helper.ident:  # it must not go on importing while an interrupted program ends
                helper.join()


class _Kernel(AsyncKernelManager):  # type: ignore[misc]  # jupyter_client is read without its types
    """This interpreter, whatever kernel the user has installed under the name `python3`."""

    used: Any = None
    patience = 0.0  # seconds that the kernel gets to finish by itself

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command that starts this interpreter."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")

    def client(self, **options: Any) -> Any:
        """A client, kept to be closed: nbclient leaves it open where it has not started the kernel."""
        self.used = super().client(**options)
        return self.used


def _start(cwd: Path, scratch: Path) -> _Kernel:
    """A starting kernel, its IPython profile in `scratch`: the user's own settings play no part."""
    environment = os.environ | {
        "IPYTHONDIR": str(scratch),
        # Equal inputs are to give equal bytes, also where a notebook walks through a set or draws a figure.
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
    }
    environment.pop("PYTHONSTARTUP", None)
    kernel = _Kernel(kernel_name="python3", connection_file=str(scratch / "kernel.json"))
    with (scratch / "kernel.log").open("wb") as log:  # standard output is for the paths of pages
        run_sync(kernel.start_kernel)(
            cwd=str(cwd),
            env=environment,
            stdout=log,
            stderr=log,
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
        )
    return kernel


def _papermill() -> Any:
    """papermill, imported only now: the kernel is starting meanwhile.

    It imports jsonschema, which takes rfc3987_syntax where that is installed (JupyterLab brings it) and
    builds a grammar with it, for two seconds, to check addresses that no notebook has.
    """
    with _without("rfc3987_syntax"):
        import papermill
    return papermill


def _execute(
    papermill: Any, source: bytes, values: Mapping[str, object], kernel: _Kernel, timeout: int
) -> tuple[Any, Stop | None]:
    """The notebook as far as it came and why it stopped, by what is raised here.

    papermill's own record is no use: after a time-out or the death of a kernel it calls every cell completed.
    """
    seen: dict[str, Any] = {"notebook": _notebook(source), "cell_index": None}
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
                execution_timeout=timeout,
                km=kernel,  # this and what follows is handed on to nbclient
                record_timing=False,
                iopub_timeout=60,
                on_notebook_start=seen.update,
                on_cell_start=seen.update,
            )
    except Exception as error:
        stop = _stop(error, seen["cell_index"], kernel, timeout)
    notebook, last = seen["notebook"], seen["cell_index"]
    notebook.cells = [cell for cell in notebook.cells if _MARKER not in cell.metadata.get("tags", [])]
    if not stop and last is not None and last < len(notebook.cells) - 1:
        stop = Stop("exit", "SystemExit: the notebook ended itself", last)
    return notebook, stop


def _notebook(source: bytes) -> Any:
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


def _stop(error: Exception, cell: int | None, kernel: _Kernel, timeout: int) -> Stop:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if isinstance(error, PapermillExecutionError):
        return Stop("error", _line(f"{error.ename}: {error.evalue}"), error.cell_index)
    if isinstance(error, CellTimeoutError):
        return Stop("timeout", f"the cell took longer than {timeout} seconds", cell)
    if cell is None:
        log = Path(kernel.connection_file).with_name("kernel.log").read_text(errors="replace").strip()
        return Stop(
            "start", _line(f"the kernel did not start: {log.splitlines()[-1] if log else error}"), None
        )
    if isinstance(error, DeadKernelError):
        return Stop("dead", f"the kernel died ({_status(kernel)})", cell)
    return Stop("error", _line(f"{type(error).__name__}: {error}"), cell)


def _line(text: str) -> str:
    """The first line, without folders and without the signs that colour a terminal."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", pathless(text)).strip().splitlines()
    return lines[0].strip().removesuffix(":") if lines else ""


def _status(kernel: _Kernel) -> str:
    code = kernel.provisioner.process.poll()
    return f"signal {-code}, {signal.strsignal(-code)}" if code and code < 0 else f"exit status {code}"


def _end(kernel: _Kernel) -> None:
    process, group = kernel.provisioner.process, kernel.provisioner.pgid
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(kernel.patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS denies what Linux does not find
        os.killpg(group, signal.SIGKILL)
    process.wait()
    if kernel.used:
        run_sync(_settle)()
        kernel.used.stop_channels()
    run_sync(kernel.cleanup_resources)()


async def _settle() -> None:
    """Takes back what still waits for a word of the kernel."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


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
