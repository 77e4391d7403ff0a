"""Doing what is due: each watch takes in what its sources have, reports what is new, delivers it, and ends."""

import os
import queue
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, zip_longest
from pathlib import Path

from filelock import FileLock, Timeout

from readout.articles.sources import expand_list
from readout.text import one_line
from readout_app.runs.batch import Batch, Job, run_batch
from readout_app.runs.failures import describe_mistake
from readout_app.runs.folder import describe_write_error
from readout_app.runs.run import find_notebook
from readout_app.schedule.config import Watch
from readout_app.schedule.deliver import deliver_reports
from readout_app.schedule.history import DamagedHistoryError, History, load_history, set_aside, watch_folder
from readout_app.schedule.progress import WatchRun, due_slot
from readout_app.schedule.sources import SourceItem, read_source

# Sources: each waits for its server, or for the second that its host is left between two requests.
_AT_ONCE = 64
_UNNOTED = 256  # articles in memory that nobody has noted yet


@dataclass(frozen=True)
class WatchOutcome:
    """What became of a watch: the pages made, what went wrong, and what else is to be said, one line each.

    `ran` is False if nothing was due.
    """

    watch: str
    pages: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    ran: bool = True
    notes: tuple[str, ...] = ()


def run_watches(
    watches: Sequence[Watch], out: Path, now: datetime, *, workers: int, at_once: bool = False
) -> Iterator[WatchOutcome]:
    """Do what is due of each watch, once, and yield what became of it; nothing of a watch stops another.

    All sources are asked side by side; each watch is reported and delivered as soon as its own have answered. Whenever
    this is ended, the next call goes on where it was: what was taken in is reported with the same result, what was
    reported is delivered, and nothing is made twice. A watch that another process is running is let be. `at_once`: run
    them though nothing is due.
    """
    environ = dict(os.environ)
    with ExitStack() as locks:
        begun = list[WatchRun]()
        for watch in watches:
            started = _begin(watch, out, now, locks, at_once)
            if isinstance(started, WatchRun):
                begun.append(started)
            else:
                yield started
        polling = Polling(begun, environ)
        _make_reports(begun, polling, workers)  # of what an earlier call took in, while the sources are asked
        for group in polling.answered():
            _make_reports(group, polling, workers)
            for run in group:
                try:
                    deliver_reports(run, environ, now)
                except Exception as error:  # no watch stops another
                    run.postpone(describe_mistake(run.watch.name, error), "delivery")
                run.lock.release()
                problems = tuple(dict.fromkeys(run.problems.values()))
                yield WatchOutcome(run.watch.name, tuple(run.pages), problems, notes=tuple(run.notes))


def _begin(watch: Watch, out: Path, now: datetime, locks: ExitStack, at_once: bool) -> WatchRun | WatchOutcome:
    """The watch, locked until it is released, if something of it is due, or was not delivered yet."""
    lock = FileLock(watch_folder(out, watch.name) / "lock", timeout=0)
    try:
        watch_folder(out, watch.name).mkdir(parents=True, exist_ok=True)
        locks.enter_context(lock)
        last, damage = _load_or_set_aside(out, watch.name)
    except Timeout:
        return WatchOutcome(watch.name, problems=(f"{watch.name}: another process is doing it",), ran=False)
    except OSError as error:
        problem = describe_write_error("what the watch has done", out, error)
        return WatchOutcome(watch.name, problems=(f"{watch.name}: {problem}",))
    except ValueError as error:
        lock.release()
        return WatchOutcome(watch.name, problems=(f"{watch.name}: {one_line(error)}",))
    wanted = due_slot(watch, last, now)
    if not (wanted or at_once or last.undelivered):
        lock.release()
        return WatchOutcome(watch.name, ran=False)
    slot = wanted.slot if wanted else last.slot or now  # what has never run is due
    run = WatchRun(watch, last, slot, out, lock, polls=bool(wanted or at_once))
    if damage:
        run.problems["history"] = damage
    return run


def _load_or_set_aside(out: Path, watch: str) -> tuple[History, str]:
    """The history, and a line where it was damaged: it is set aside then, and begun anew."""
    try:
        return load_history(out, watch), ""
    except DamagedHistoryError as error:
        why, aside = str(error).partition(";")[0], set_aside(out, watch)
        return History(), f"{watch}: {why}; it is set aside as {aside.name}, and all items are reported again"


def _make_reports(group: Sequence[WatchRun], polling: "Polling", workers: int) -> None:
    """Make the report of each article that waits, and note each as soon as its folder stands."""
    places, jobs = [], list[Job]()
    for run in group:
        watch = run.watch
        try:
            notebook = find_notebook(watch.notebook)
            batch = Batch(notebook, watch.parameters, run.out, watch.limits, pdf=watch.pdf)
        except ValueError as error:  # the notebook was there when the file was read
            run.postpone(f"{watch.name}: {one_line(error)}", watch.name)
            continue
        for item, path in run.waiting():
            places.append((run, item))
            jobs.append(Job(batch, str(path), label=item.key))
    for at, outcome in run_batch(jobs, workers):
        run, item = places[at]
        try:
            run.note_report(item, outcome)
        except Exception as error:  # no article stops another
            run.postpone(describe_mistake(item.key, error), item.key)
        polling.note_answers()


class Polling:
    """The sources of several watches, asked in threads; the thread that calls the methods notes what they have.

    The threads fetch and do nothing else. They are daemons: where the program is ended nobody waits for a source that
    hangs, as the pool of concurrent.futures would.
    """

    def __init__(self, runs: Sequence[WatchRun], environ: Mapping[str, str]) -> None:
        self._runs, self._environ = list(runs), environ
        self._tasks = queue.SimpleQueue[tuple[WatchRun, str, History]]()
        self._answers = queue.Queue[tuple[WatchRun, SourceItem | None]](_UNNOTED)
        self._open = Counter[WatchRun]()
        tasks = [_list_tasks(run) for run in runs if run.polls]
        # In turns: no watch waits until the long list of another is through.
        for task in filter(None, chain.from_iterable(zip_longest(*tasks))):
            self._tasks.put(task)
            self._open[task[0]] += 1
        for number in range(min(_AT_ONCE, self._open.total())):
            threading.Thread(target=self._ask, name=f"polling {number}", daemon=True).start()

    def note_answers(self, *, wait: bool = False) -> None:
        """Note what the sources have answered by now; `wait`: and until there is one."""
        while wait or not self._answers.empty():
            run, item = self._answers.get()
            wait = False
            if item is None:  # the end of a source
                self._open[run] -= 1
                continue
            try:
                run.note_item(item)
            except Exception as problem:  # no watch stops another
                run.postpone(f"{item.key}: what it has cannot be noted ({type(problem).__name__})", item.key)

    def answered(self) -> Iterator[list[WatchRun]]:
        """Yield the watches by and by, each as soon as all its sources have answered and that is noted."""
        while self._runs:
            self.note_answers(wait=all(self._open[run] for run in self._runs))
            if group := [run for run in self._runs if not self._open[run]]:
                self._runs = [run for run in self._runs if self._open[run]]
                yield group

    def _ask(self) -> None:
        """Ask one source after the other until none is left."""
        while True:
            try:
                run, source, last = self._tasks.get_nowait()
            except queue.Empty:
                return
            try:
                for item in read_source(source, run.watch, last, self._environ):
                    self._answers.put((run, item))
            finally:
                self._answers.put((run, None))


def _list_tasks(run: WatchRun) -> list[tuple[WatchRun, str, History]]:
    """The sources of a watch, each line of a list for itself and none twice, with what it knew of them before."""
    sources = list[str]()
    for source in run.watch.sources:
        try:
            sources += expand_list(source)
        except ValueError as problem:
            run.note_item(SourceItem(source, problem=str(problem)))
    return [(run, source, run.history) for source in dict.fromkeys(sources)]
