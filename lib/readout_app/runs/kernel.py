"""A kernel: this interpreter in a process group of its own, which nothing outlives, within limits."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from jupyter_core.utils import run_sync

from readout.articles.limits import worker_ids
from readout.wording import count
from readout_app.runs.failures import Failure, OutOfMemory, TimedOut
from readout_app.secrets import environ_secrets

# Equal inputs are to give equal bytes, also where a notebook walks through a set, draws a figure or adds up numbers.
# One thread each: runs side by side have the cores among them, and a sentence is too short to share.
# The last: else the debugger that older ipykernels load warns on standard error of what it would not see.
SETTLED = dict.fromkeys(("PYTHONHASHSEED", "SOURCE_DATE_EPOCH"), "0") | dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PYDEVD_DISABLE_FILE_VALIDATION"), "1"
)
KERNEL_COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
_PR_SET_CHILD_SUBREAPER = 36
_GENERATIONS = 5  # of processes without parents, killed one after the other
_GRACE = 2.0  # seconds from TERM to KILL
_INTERVAL = 0.1  # seconds between two looks at time and memory


class Kernel(AsyncKernelManager):  # type: ignore[misc]  # jupyter_client is read without its types
    """This interpreter, whatever kernel the user has installed under the name `python3`."""

    launcher: type[LocalProvisioner] = LocalProvisioner  # what makes the process
    used: Any = None

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command that starts this interpreter."""
        return KernelSpec(argv=KERNEL_COMMAND, display_name="Python 3", language="python")

    def client(self, **options: Any) -> Any:
        """A client, kept to be closed: nbclient leaves it open where it has not started the kernel."""
        self.used = super().client(**options)
        return self.used

    @property
    def group(self) -> int:
        """The process group of the kernel and of all that its cells start."""
        return int(self.provisioner.pgid)

    def read_log(self) -> str:
        """What the kernel wrote outside its cells: why it did not start."""
        return Path(self.connection_file).with_name("kernel.log").read_text(errors="replace").strip()

    def exit_code(self) -> int | None:
        """The exit status of the kernel's process, None while it runs."""
        code: int | None = self.provisioner.process.poll()
        return code


@dataclass(frozen=True)
class Limits:
    """`seconds` by the clock for a whole run, and `mebibytes` that its kernel and what it starts hold together."""

    seconds: float = 600.0
    mebibytes: int = 4096


DEFAULT_LIMITS = Limits()


@dataclass
class ResourceWatch:
    """Which limit was passed; `failure` is None while none is."""

    failure: Failure | None = None


def start_kernel(cwd: Path, scratch: Path) -> Kernel:
    """Start a kernel that works in `cwd`, its IPython profile in `scratch`: the user's settings play no part."""
    environment = without_secrets(os.environ) | SETTLED | {"IPYTHONDIR": str(scratch)}
    environment.pop("PYTHONSTARTUP", None)
    kernel = Kernel(kernel_name="python3", connection_file=str(scratch / "kernel.json"))
    kernel.provisioner = Kernel.launcher(kernel_id="run", kernel_spec=kernel.kernel_spec, parent=kernel)
    with (scratch / "kernel.log").open("wb") as log:  # standard output is for the paths of pages
        run_sync(kernel.start_kernel)(
            cwd=str(cwd),
            env=environment,
            stdout=log,
            stderr=log,
            extra_arguments=[
                "--HistoryManager.hist_file=:memory:",
                "--IPKernelApp.outstream_class=readout_app.runs.kernel_output.BoundedStream",
            ],
        )
    return kernel


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what is secret in it: no business of a notebook, which might print it."""
    secrets = environ_secrets(environ)
    return {name: value for name, value in environ.items() if name not in secrets}


def end_kernel(kernel: Kernel, *, patience: float = 0.0, interrupted: bool = False) -> None:
    """End the kernel's group, after `patience` seconds in which it may finish by itself.

    `interrupted`: a signal has been seen already, which tasks that waited for others may raise once more.
    """
    deadline = time.monotonic() + patience
    while kernel.exit_code() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    _signal_group(kernel.group, signal.SIGKILL)
    kernel.provisioner.process.wait()
    if kernel.used:
        cancel_tasks(interrupted=interrupted)
        kernel.used.stop_channels()
    run_sync(kernel.cleanup_resources)()


Family = Callable[[], list[psutil.Process]]


@contextlib.contextmanager
def adopt() -> Iterator[Family]:
    """Give what lists all processes started in the block, and those that they start; what is left at its end is killed.

    On Linux, one whose parent has ended becomes a child of this process, also where it has a session of its own.
    """
    others = _child_ids()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def family() -> list[psutil.Process]:
        found: list[psutil.Process] = []
        for pid in _child_ids() - others - worker_ids():
            with contextlib.suppress(psutil.Error):
                first = psutil.Process(pid)
                found += [first, *first.children(recursive=True)]
        return found

    try:
        yield family
    finally:
        for _ in range(_GENERATIONS):  # what is killed leaves children, which come here then
            left = family()
            for process in left:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            psutil.wait_procs(left, timeout=_GRACE)
            if not left:
                break


def _child_ids() -> set[int]:
    """The processes whose parent is this one."""
    return {process.pid for process in psutil.Process().children()}


@contextlib.contextmanager
def enforce(limits: Limits, group: int, family: Family) -> Iterator[ResourceWatch]:
    """End the process group, by TERM and then by KILL, when the run takes too long or its family holds too much."""
    watch, over = ResourceWatch(), threading.Event()
    watcher = threading.Thread(target=_enforce, args=(group, family, limits, watch, over), daemon=True)
    watcher.start()
    try:
        yield watch
    finally:
        over.set()
        watcher.join()


def _enforce(group: int, family: Family, limits: Limits, watch: ResourceWatch, over: threading.Event) -> None:
    started = time.monotonic()
    while not over.wait(_INTERVAL):
        if time.monotonic() - started > limits.seconds:
            watch.failure = TimedOut(f"the run took longer than {count(round(limits.seconds), 'second')}")
        elif (size := _memory_of(family, limits.mebibytes)) > limits.mebibytes:
            watch.failure = OutOfMemory(f"the run held {size:,} MiB of memory; its limit is {limits.mebibytes:,} MiB")
        if watch.failure:
            _signal_group(group, signal.SIGTERM)
            over.wait(_GRACE)
            _signal_group(group, signal.SIGKILL)
            return


def _memory_of(family: Family, limit: int) -> int:
    """The mebibytes that the processes hold; what several share counts once, where it would else be too much."""
    processes = family()
    size = sum(_size_of(process, "rss") for process in processes) >> 20
    if size > limit and len(processes) > 1:
        size = sum(_size_of(process, "pss") for process in processes) >> 20
    return size


def _size_of(process: psutil.Process, kind: str) -> int:
    """The bytes that a process holds, or its share of them; looking that up takes longer."""
    with contextlib.suppress(psutil.Error):
        if kind == "pss":
            with contextlib.suppress(psutil.AccessDenied):
                full = process.memory_full_info()
                return int(getattr(full, "pss", full.rss))
        return int(process.memory_info().rss)
    return 0


def _signal_group(group: int, number: signal.Signals) -> None:
    """Send the signal to a process group, if there is one still."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS denies what Linux does not find
        os.killpg(group, number)


def describe_exit(code: int) -> str:
    """Say in words how a process ended, by its exit status."""
    return f"signal {-code}, {signal.strsignal(-code)}" if code < 0 else f"exit status {code}"


def cancel_tasks(*, interrupted: bool) -> None:
    """Take back what still waits for a word of the kernel.

    Where a signal ended a task for which another waited, the loop raises it once more when it goes on: of a signal
    that was seen already (`interrupted`) nobody needs to hear again.
    """
    for _ in range(3):
        try:
            run_sync(_cancel_tasks)()
            return
        except (KeyboardInterrupt, SystemExit, asyncio.CancelledError):
            if not interrupted:
                raise


async def _cancel_tasks() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
