"""Many reports at once: one process for each."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import connection
from pathlib import Path
from typing import Any

from readout.articles import limits
from readout.articles.addresses import shown_address
from readout.articles.article import Article, read
from readout.text import one_line
from readout_app.runs.collection import Collection
from readout_app.runs.execution import deferring_signals
from readout_app.runs.failures import KernelDied, describe_mistake
from readout_app.runs.kernel import DEFAULT_LIMITS, Limits
from readout_app.runs.run import Run, record_failure, run


@dataclass(frozen=True)
class Batch:
    """What is asked of every article of a batch, as of `run`; `private` and `columns` are as in `article.read`."""

    notebook: Path
    given: Mapping[str, object]
    out: Path
    limits: Limits = DEFAULT_LIMITS
    again: bool = False
    pdf: bool = False
    private: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """An article to report on: its `source`, as `article.read` takes it, and the article (or many) if it was read.

    `label`: what a page may call the article, by default an address or the file's name without its folders.
    """

    batch: Batch
    source: str
    article: Article | Collection | None = None
    label: str = ""

    @property
    def origin(self) -> str:
        """What a page calls its article: nothing of the folders of this machine."""
        name = self.label or self.source
        if name.startswith(("http://", "https://")):
            return shown_address(name)
        return Path(name).name.encode("utf-8", "replace").decode()  # a file's name may be no UTF-8

    def read(self) -> Article | Collection:
        """The article, or the many, read in the time of a run; raises ValueError where it cannot be read."""
        batch = self.batch
        with limits.within(batch.limits.seconds):
            return self.article or read(self.source, private=batch.private, columns=batch.columns)


def run_batch(jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, Run | str]]:
    """Yield the run of each job with its place in `jobs`, as they are done; where there is none, why, in a line.

    At most `workers` run at once. What ends this process (Ctrl-C, TERM) cancels those that run, each with a page
    that says so.
    """
    if len(jobs) < 2 or sys.platform != "linux":  # forks of a process with a window system are not safe
        for at, job in enumerate(jobs):
            yield at, run_job(job)
        return
    from readout_app.runs.forkserver import Worker, start_worker

    waiting, live = list(enumerate(jobs)), dict[Any, tuple[int, Worker]]()
    try:
        while waiting or live:
            while waiting and len(live) < workers:
                at, job = waiting.pop(0)
                with deferring_signals():  # whoever has been started must be known, to be cancelled
                    worker = start_worker(run_job, job)
                    live[worker.pipe] = (at, worker)
            for pipe in connection.wait(list(live)):
                at, worker = live.pop(pipe)
                yield at, _outcome(worker, jobs[at])
    finally:
        for _, worker in live.values():
            worker.terminate()
        for _, worker in live.values():
            worker.join()


def _outcome(worker: Any, job: Job) -> Run | str:
    """What the worker made of the job; where it was killed, that is recorded."""
    from readout_app.runs.forkserver import WorkerDied

    try:
        outcome: Run | str = worker.result()
    except WorkerDied as death:
        outcome = run_job(job, KernelDied(f"the process of the run died ({death})"))
    return outcome


def run_job(job: Job, failure: KernelDied | None = None) -> Run | str:
    """Run one job, or record its failure; return the run, or in a line why there is none."""
    batch = job.batch
    try:
        work = (batch.notebook, job.read(), batch.given, batch.out)
        if failure:
            return record_failure(*work, failure, origin=job.origin)
        return run(*work, origin=job.origin, limits=batch.limits, again=batch.again, pdf=batch.pdf)
    except OSError as error:
        mend = f"{error.filename}: {error.strerror}; check who may read and write there"
        return one_line(mend if error.filename else error)
    except ValueError as error:
        return one_line(error)
    except Exception as error:  # a mistake of Readout's own: no other article is to suffer by it
        return describe_mistake(job.origin, error)
