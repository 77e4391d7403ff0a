"""Many articles analysed, one after the other or by any `Executor`: processes of this machine, or a cluster."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from pathlib import Path

from readout.articles.article import Article
from readout.corpus.rows import Rows, article_rows
from readout.errors import UserError
from readout.text import one_line

IN_FLIGHT = 64  # articles that are handed out at a time: enough for as many workers, and little memory
TIMEOUT = "10s"  # that a scheduler has to answer
_KILLED = "its analysis ended the process (killed, or out of memory); analyse it alone to see why"


@dataclass(frozen=True)
class Task:
    """An article to analyse: where it is from, the user's own names, and how much of its text is kept."""

    source: str
    article: Article
    aliases: str
    show_text: str


@dataclass(frozen=True)
class Outcome:
    """What came of a source: the rows of its article, or why there are none."""

    source: str
    rows: Rows | None = None
    why: str = ""


def analyze_many(tasks: Iterable[Task], executor: Executor | None = None, *, workers: int = 1) -> Iterator[Outcome]:
    """Yield the outcome of each task, as they are done; tasks are taken only as fast as they are worked on.

    Without an executor and with one worker the work is done here, in order; with more, in as many processes.
    """
    if executor is None and workers == 1:
        yield from map(analyze_task, tasks)
    elif executor is None:
        yield from _in_processes(iter(tasks), workers)
    else:
        running = dict[Future[Outcome], Task]()
        try:
            yield from _spread(executor, iter(tasks), running, IN_FLIGHT)
        except BrokenExecutor:
            raise UserError("the executor broke down; what is done is in the corpus: add again to go on") from None


def analyze_task(task: Task) -> Outcome:
    """Analyse one article; whatever goes wrong with it is its outcome, for no other is to suffer by it."""
    from readout.analysis import analyze

    try:
        found = analyze(task.article, aliases=task.aliases, show_text=task.show_text)
        return Outcome(task.source, article_rows(found, task.article.text, task.show_text))
    except ValueError as error:
        return Outcome(task.source, why=one_line(error))
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        mistake = f"{type(error).__name__}: {error}; {Path(at.filename).name}, line {at.lineno}"
        return Outcome(task.source, why=one_line(f"a mistake in Readout ({mistake}); please report it"))


def analyze_in_worker(task: Task) -> Outcome:
    """Analyse one article on one thread, as a worker that shares the machine with others does."""
    from readout.nlp import encoder

    encoder.THREADS = 1
    return analyze_task(task)


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """Connect to a Dask cluster that is there; raises UserError where there is none, or one of another version."""
    try:
        from distributed import Client
    except ImportError:
        raise UserError("--cluster: Dask is missing; install it: pip install 'readout-news[cluster]'") from None
    from readout.nlp.reader import reader_version

    try:
        client = Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise UserError(f"{address}: no Dask scheduler answers; give an address such as tcp://host:8786") from None
    with client:
        try:
            versions = set(client.run(reader_version).values())
        except ImportError:
            raise UserError(f"{address}: its workers have no Readout; install readout-news there") from None
        if not versions:
            raise UserError(f"{address}: the cluster has no workers; start some: dask worker {address}")
        if versions != {reader_version()}:
            raise UserError(f"{address}: its workers have another model; install one version of Readout everywhere")
        with client.get_executor(retries=1, pure=False) as executor:
            yield executor


def _spread(
    executor: Executor, tasks: Iterator[Task], running: dict[Future[Outcome], Task], most: int
) -> Iterator[Outcome]:
    """Keep `most` tasks with the executor until all are done; raises BrokenExecutor, with those left in `running`."""
    try:
        while True:
            while len(running) < most and (task := next(tasks, None)):
                running[executor.submit(analyze_in_worker, task)] = task
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                try:
                    outcome = future.result()
                except BrokenExecutor:
                    raise
                except Exception as error:  # a cluster gives up a task that has ended several workers
                    why = f"no worker could analyse it ({type(error).__name__}: {error})"
                    outcome = Outcome(running[future].source, why=one_line(why))
                del running[future]
                yield outcome
    finally:
        for future in running:
            future.cancel()


def _in_processes(tasks: Iterator[Task], workers: int) -> Iterator[Outcome]:
    """Work in processes of this machine. Where one is killed, its tasks are tried again, each by itself."""
    while True:
        running = dict[Future[Outcome], Task]()
        with _pool(workers) as pool:
            try:
                yield from _spread(pool, tasks, running, 2 * workers)
                return
            except BrokenExecutor:
                pass
        for task in running.values():
            with _pool(1) as alone:
                try:
                    yield alone.submit(analyze_in_worker, task).result()
                except BrokenExecutor:
                    yield Outcome(task.source, why=_KILLED)


def _pool(workers: int) -> Executor:
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end when it has ended, however that was."""

    def end_with(sentinel: int) -> None:
        connection.wait([sentinel])
        os._exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := parent_process():
        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()
