"""Many reports: one fresh process for each, forked from a parent that has loaded everything once."""

import contextlib
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil

from readout.articles.article import Article, read
from readout_app.messages import line
from readout_app.runs import run as report
from readout_app.runs.execution import Stop
from readout_app.runs.kernel import SETTLED, ending, unknowing
from readout_app.runs.run import USUAL, How, Run
from readout_app.runs.signals import deaf, later

_SETTLED = SETTLED | {"TOKENIZERS_PARALLELISM": "false"}
_FAREWELL = 20.0  # seconds that a cancelled run has to write its page


@dataclass(frozen=True)
class Batch:
    """What is asked of every article of a batch, as of `report.run`; `private` is as in `article.read`."""

    notebook: Path
    given: Mapping[str, object]
    out: Path
    how: How = USUAL
    private: bool = False


@dataclass(frozen=True)
class Job:
    """An article to report on: its `source`, as `article.read` takes it, and the article if it was read already.

    `called`: what a page may call the article, by default an address or the file's name without its folders.
    """

    batch: Batch
    source: str
    article: Article | None = None
    called: str = ""


def reports(jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, Run | str]]:
    """The report of each job by its place in `jobs`, as they are done; where there is none, why, in a line.

    At most `workers` run at once. What ends this process (Ctrl-C, TERM) cancels those that run, each with a page
    that says so.
    """
    if len(jobs) < 2 or sys.platform != "linux":  # forks of a process with a window system are not safe
        for at, job in enumerate(jobs):
            yield at, _outcome(job)
        return
    _preload()
    waiting, live = list(enumerate(jobs)), dict[Any, tuple[int, BaseProcess]]()
    try:
        while waiting or live:
            while waiting and len(live) < workers:
                at, job = waiting.pop(0)
                with later():  # whoever has been started must be known, to be cancelled
                    pipe, process = _started(job, forked=True)
                    live[pipe] = (at, process)
            for pipe in connection.wait(list(live)):
                at, process = live.pop(pipe)
                yield at, _received(pipe, process, jobs[at])
    finally:
        _cancel([process for _, process in live.values()])


def _outcome(job: Job, **more: Any) -> Run | str:
    """The run over one article, or why there is none."""
    batch, called = job.batch, origin(job.called or job.source)
    try:
        story = job.article or read(job.source, private=batch.private)
        how = replace(batch.how, **more)
        return report.run(batch.notebook, story, batch.given, batch.out, origin=called, how=how)
    except OSError as error:
        return line(
            f"{error.filename}: {error.strerror}; check who may read and write there"
            if error.filename
            else error
        )
    except ValueError as error:
        return line(error)
    except Exception as error:  # a mistake of Readout's own: no other article is to suffer by it
        at = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error}; {Path(at.filename).name}, line {at.lineno}"
        return line(f"{called}: a mistake in Readout ({what}); please report it")


def origin(source: str) -> str:
    """What a page may call its article: an address, or a file's name without the folders of this machine."""
    if source.startswith(("http://", "https://")):
        return source
    return Path(source).name.encode("utf-8", "replace").decode()  # a file's name may be no UTF-8


def _preload() -> None:
    """Starts the parent of the processes, once; its hash seed is fixed, so that equal inputs give equal bytes.

    What a notebook is not to know is not in its environment: a fork could still read it where it was once.
    """
    before = dict(os.environ)
    settled = unknowing(before) | _SETTLED
    try:
        _become(settled)
        forkserver.set_forkserver_preload(["readout_app.runs.preload"])
        with deaf():
            forkserver.ensure_running()
    finally:
        _become(before)


def _become(environment: Mapping[str, str]) -> None:
    """Makes this process's environment that one."""
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    os.environ.update(environment)


def _started(job: Job, **more: Any) -> tuple[Any, BaseProcess]:
    """A process at work on the job, and the pipe through which its outcome comes."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, job), kwargs=more)
    process.start()
    theirs.close()
    return ours, process


def _work(pipe: Any, job: Job, **more: Any) -> None:
    """One run, in a session of its own: a Ctrl-C at the terminal reaches the parent alone, which cancels this."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe.send(_outcome(job, **more))


def _received(pipe: Any, process: BaseProcess, job: Job) -> Run | str:
    """What the process sent; where it was killed, another records that."""
    try:
        outcome: Run | str = pipe.recv()
        process.join()
    except EOFError:
        process.join()
        outcome = f"the process of the run died ({ending(process.exitcode or 0)})"
        pipe, record = _started(job, ended=Stop("dead", outcome, None))
        with contextlib.suppress(EOFError):
            outcome = pipe.recv()
        record.join()
    _sweep(process)
    return outcome


def _cancel(processes: Sequence[BaseProcess]) -> None:
    """Ends those that still run, each with a page of its own if it can write one in time."""
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(_FAREWELL)
        _sweep(process)
        process.join()


def _sweep(process: BaseProcess) -> None:
    """Kills what is left of the session of a run: what its cells started and nobody ended."""
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == process.pid:
                os.kill(pid, signal.SIGKILL)
