"""A kernel: this interpreter, in a process group of its own that nothing outlives, started anew or forked."""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from jupyter_core.utils import run_sync

from readout_app import secrets as veil

# Equal inputs are to give equal bytes, also where a notebook walks through a set, draws a figure or adds up numbers.
# One thread each: runs side by side have the cores among them, and a sentence is too short to share.
SETTLED = dict.fromkeys(("PYTHONHASHSEED", "SOURCE_DATE_EPOCH"), "0") | dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)
GRACE = 2.0  # seconds from TERM to KILL
_SECRET = ("READOUT_SMTP_", veil.PREFIX)  # no business of a notebook, which might print it


class Kernel(AsyncKernelManager):  # type: ignore[misc]  # jupyter_client is read without its types
    """This interpreter, whatever kernel the user has installed under the name `python3`."""

    used: Any = None

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command that starts this interpreter."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")

    def client(self, **options: Any) -> Any:
        """A client, kept to be closed: nbclient leaves it open where it has not started the kernel."""
        self.used = super().client(**options)
        return self.used

    @property
    def group(self) -> int:
        """The process group of the kernel and of all that its cells start."""
        return int(self.provisioner.pgid)

    def said(self) -> str:
        """What the kernel wrote outside its cells: why it did not start."""
        return Path(self.connection_file).with_name("kernel.log").read_text(errors="replace").strip()

    def status(self) -> str:
        """How the kernel's process ended, in words."""
        return ending(self.provisioner.process.poll() or 0)


def start(cwd: Path, scratch: Path, *, forked: bool) -> Kernel:
    """A starting kernel that works in `cwd`, its IPython profile in `scratch`: the user's settings play no part.

    `forked`: the kernel is a fork of this process, which has imported what a notebook needs, and has no threads.
    """
    environment = unknowing(os.environ) | SETTLED | {"IPYTHONDIR": str(scratch)}
    environment.pop("PYTHONSTARTUP", None)
    kernel = Kernel(kernel_name="python3", connection_file=str(scratch / "kernel.json"))
    if forked:
        kernel.provisioner = _Forked(kernel_id="forked", kernel_spec=kernel.kernel_spec, parent=kernel)
    with (scratch / "kernel.log").open("wb") as log:  # standard output is for the paths of pages
        run_sync(kernel.start_kernel)(
            cwd=str(cwd),
            env=environment,
            stdout=log,
            stderr=log,
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
        )
    return kernel


def unknowing(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what is secret: how the mail server is reached, and what stands in addresses."""
    return {name: value for name, value in environ.items() if not name.startswith(_SECRET)}


def end(kernel: Kernel, *, patience: float = 0.0, interrupted: bool = False) -> None:
    """Ends the kernel's group, after `patience` seconds in which it may finish by itself.

    `interrupted`: a signal has been seen already, which tasks that waited for others may raise once more.
    """
    process = kernel.provisioner.process
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    signalled(kernel.group, signal.SIGKILL)
    process.wait()
    if kernel.used:
        settle(interrupted=interrupted)
        kernel.used.stop_channels()
    run_sync(kernel.cleanup_resources)()


def signalled(group: int, number: signal.Signals) -> None:
    """Sends the signal to a process group, if there is one still."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS denies what Linux does not find
        os.killpg(group, number)


def ending(code: int) -> str:
    """An exit status in words."""
    return f"signal {-code}, {signal.strsignal(-code)}" if code < 0 else f"exit status {code}"


def settle(*, interrupted: bool) -> None:
    """Takes back what still waits for a word of the kernel.

    Where a signal ended a task for which another waited, the loop raises it once more when it goes on: of a signal
    that was seen already (`interrupted`) nobody needs to hear again.
    """
    for _ in range(3):
        try:
            run_sync(_settle)()
            return
        except (KeyboardInterrupt, SystemExit, asyncio.CancelledError):
            if not interrupted:
                raise


async def _settle() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Forked(LocalProvisioner):  # type: ignore[misc]
    """The local provisioner, but for the one step in which a process comes to be."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Forks, and lets the child become the kernel."""
        self.process = _Process(lambda: _become(cmd[3:], **options))
        self.pid = self.pgid = self.process.pid
        self.cwd = options["cwd"]
        return self.connection_info


class _Process:
    """A forked child behind the part of `subprocess.Popen` that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, task: Callable[[], None]) -> None:
        self._child = multiprocessing.get_context("fork").Process(target=task, daemon=False)
        self._child.start()
        assert self._child.pid is not None
        self.pid: int = self._child.pid
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(self.pid, self.pid)  # as the child does too: whoever comes first

    def poll(self) -> int | None:
        """The exit status, None while it runs."""
        return self._child.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Waits for the exit status."""
        self._child.join(timeout)
        if self._child.exitcode is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return self._child.exitcode

    def send_signal(self, number: int) -> None:
        """Sends a signal to the child alone."""
        os.kill(self.pid, number)


def _become(arguments: list[str], *, cwd: str, env: dict[str, str], stdout: Any, **_: object) -> None:
    """Turns this fork into a kernel, as a fresh interpreter would be one, until it is asked to end."""
    os.setpgid(0, 0)  # a group of its own, in the session of the run
    for descriptor in (1, 2):
        os.dup2(stdout.fileno(), descriptor)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    asyncio.set_event_loop(None)
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(arguments)
    if "matplotlib.pyplot" in sys.modules:  # it has asked for its backend already, in the parent
        app.shell.run_line_magic("matplotlib", "inline")
        sys.modules["matplotlib"].use("module://matplotlib_inline.backend_inline")
    app.start()
    app.shell.user_ns.clear()  # files that a cell left open are written out, as where an interpreter ends
    gc.collect()
