"""Processes that need to load nothing: forks of a parent that has loaded everything once. Linux only.

Why this is worth its tricks: a fresh process imports papermill, nbconvert and matplotlib and loads the model, and so
does its kernel, before the first sentence is read. On two cores 24 briefings take 12 seconds by forks, and 37 without
(`tests/benchmarks/batch_speed.py`); one report alone gains nothing, and is made without.

`start_worker` is all that others need. In a worker the kernels of notebooks are forks too. Each report still has a
process and a kernel of its own, in a session that nothing outlives.
"""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from multiprocessing import forkserver
from multiprocessing.context import ForkProcess
from typing import Any

import psutil
from jupyter_client.provisioning import LocalProvisioner

from readout_app.runs.execution import handling, import_papermill
from readout_app.runs.kernel import SETTLED, Kernel, describe_exit, without_secrets

_MARK = "READOUT_FORKSERVER"  # in the environment of the parent of all workers, while it loads
_SETTLED = SETTLED | {"TOKENIZERS_PARALLELISM": "false"}
_WARM_UP = "Iran condemned the attack on Monday. “The United States will respond,” Mike Pompeo said."
_FAREWELL = 20.0  # seconds that a cancelled run has to write its page


class WorkerDied(Exception):
    """A worker was killed; its text is how it ended."""


class Worker:
    """A process at work on a task; `pipe` can be read when its result is there or will never be."""

    def __init__(self, pipe: Any, process: Any) -> None:
        self.pipe, self._process = pipe, process

    def result(self) -> Any:
        """Wait for what the task returned; raises WorkerDied where it was killed."""
        try:
            return self.pipe.recv()
        except EOFError:
            self._process.join()
            raise WorkerDied(describe_exit(self._process.exitcode or 0)) from None
        finally:
            self._process.join()
            self._kill_session()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def join(self) -> None:
        """Wait until it has ended, and kill it where that takes too long."""
        self._process.join(_FAREWELL)
        self._kill_session()
        self._process.join()

    def _kill_session(self) -> None:
        """Kill what is left of its session: what cells started and nobody ended."""
        for pid in psutil.pids():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getsid(pid) == self._process.pid:
                    os.kill(pid, signal.SIGKILL)


def start_worker(task: Callable[..., Any], *arguments: object) -> Worker:
    """Start `task(*arguments)` in a fork of a process that has loaded all that a report needs.

    The task is a function of a module, its arguments and its result are such as can be pickled. The first call
    starts the process that is forked, which takes some seconds.
    """
    _start_server()
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, task, arguments))
    process.start()
    theirs.close()
    return Worker(ours, process)


def _work(pipe: Any, task: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    """One task, in a session of its own: a Ctrl-C at the terminal reaches the parent alone, which cancels this."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Kernel.launcher = _ForkedProvisioner
    result = task(*arguments)
    with contextlib.suppress(BrokenPipeError):  # the parent was killed: what is done is done
        pipe.send(result)


def _start_server() -> None:
    """Start the process that is forked, once; its hash seed is fixed, so that equal inputs give equal bytes.

    What a notebook is not to know is not in its environment: a fork could still read it where it was once.
    """
    before = dict(os.environ)
    try:
        _set_environment(without_secrets(os.environ) | _SETTLED | {_MARK: "1"})  # no other way to give it one
        with handling(signal.SIG_IGN, signal.SIGINT):  # a Ctrl-C at the terminal is for this process to answer
            forkserver.set_forkserver_preload([__name__])
            forkserver.ensure_running()
    finally:
        _set_environment(before)


def _set_environment(environment: Mapping[str, str]) -> None:
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    os.environ.update(environment)


class _ForkedProvisioner(LocalProvisioner):  # type: ignore[misc]
    """The local provisioner, but for the step in which a process comes to be."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork, and let the child become the kernel."""
        arguments = cmd[3:]  # of python -m ipykernel_launcher
        self.process = _ForkedProcess(target=_become_kernel, args=(arguments, options), daemon=False)
        self.process.start()
        self.pid = self.pgid = int(self.process.pid or 0)
        self.cwd = options["cwd"]
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(self.pid, self.pid)  # as the child does too: whoever comes first
        return self.connection_info


class _ForkedProcess(ForkProcess):
    """A forked child with what a provisioner calls of `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        """The exit status, None while it runs."""
        return self.exitcode

    def wait(self) -> int | None:
        """Wait for the exit status."""
        self.join()
        return self.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to the child alone."""
        os.kill(int(self.pid or 0), number)


def _become_kernel(arguments: list[str], options: dict[str, Any]) -> None:
    """Turn this fork into a kernel, as a fresh interpreter would be one, until it is asked to end."""
    os.setpgid(0, 0)  # a group of its own, in the session of the run
    for descriptor in (1, 2):
        os.dup2(options["stdout"].fileno(), descriptor)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.chdir(options["cwd"])
    _set_environment(options["env"])
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


def _load_everything() -> None:
    """Import what a report needs, compile its page, and make some figures: that loads model and fonts."""
    import ipykernel.kernelapp  # noqa: F401

    import readout_app.runs.batch  # noqa: F401
    from readout import show
    from readout.analysis import analyze
    from readout.articles.article import Article
    from readout_app.runs import page

    import_papermill()
    page.load_exporter("index")
    analysis = analyze(Article.from_text(_WARM_UP, "An attack in Baghdad"))
    for figure in (show.cards, show.full_text, show.tone, show.ties, show.keyphrases):
        figure(analysis)
    gc.collect()
    gc.freeze()  # a fork that collects garbage would else touch, and so copy, all of this


if os.environ.pop(_MARK, ""):
    _load_everything()
