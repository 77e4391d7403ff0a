"""Doing what is due: each watch takes in what its sources have, reports what is new, tells of it, and ends."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from readout_app.archive.listing import prune_runs
from readout_app.messages import line
from readout_app.runs import run as report
from readout_app.runs.batch import Batch, Job, run_batch
from readout_app.runs.folder import describe_write_error
from readout_app.runs.run import RunOptions
from readout_app.schedule import history
from readout_app.schedule.config import Watch
from readout_app.schedule.mail import PartialDelivery
from readout_app.schedule.notify import copy, mail
from readout_app.schedule.polling import answered
from readout_app.schedule.progress import Progress
from readout_app.schedule.slots import due


@dataclass(frozen=True)
class Done:
    """What became of a watch: the pages made, and what went wrong, one line each; `ran` is False if nothing was due."""

    watch: str
    pages: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    ran: bool = True


def run(watches: Sequence[Watch], out: Path, now: datetime, *, workers: int) -> Iterator[Done]:
    """Does what is due of each watch, once; nothing of a watch stops another.

    All sources are asked side by side; each watch is reported and told of as soon as its own have answered. Whenever
    it is ended, the next call goes on where this one was: what was taken in is reported with the same result, what
    was reported is told, and nothing is made twice. A watch that another process is doing is let be.
    """
    environ = dict(os.environ)
    with ExitStack() as held:
        begun = list[Progress]()
        for watch in watches:
            started = _begun(watch, out, now, held)
            if isinstance(started, Done):
                yield started
            else:
                begun.append(started)
        asked = answered(begun, environ)
        _report(begun, workers)  # what an earlier call took in and could not report
        for group in asked:
            _report(group, workers)
            for one in group:
                _tell(one, environ)
                one.close()
                yield Done(one.watch.name, tuple(one.pages), tuple(dict.fromkeys(one.problems.values())))


def _begun(watch: Watch, out: Path, now: datetime, held: ExitStack) -> Progress | Done:
    """The watch with its lock held until it is closed, if something of it is due, or was not delivered yet."""
    home = history.home(out, watch.name)
    lock = FileLock(home / "lock", timeout=0)
    with ExitStack() as unless_begun:
        try:
            home.mkdir(parents=True, exist_ok=True)
            unless_begun.enter_context(lock)
            last = history.load(out, watch.name)
            wanted = due(watch.every, watch.zone, last.slot, now)
            if wanted is None and not last.undelivered:
                return Done(watch.name, ran=False)
            slot = wanted.slot if wanted else last.slot or now
            one = Progress(watch, last, slot, out, lock, asks=bool(wanted))
        except Timeout:
            return Done(watch.name, problems=(f"{watch.name}: another process is doing it",), ran=False)
        except OSError as error:
            problem = describe_write_error("what the watch has done", out, error)
            return Done(watch.name, problems=(f"{watch.name}: {problem}",))
        except ValueError as error:
            return Done(watch.name, problems=(f"{watch.name}: {line(error)}",))
        unless_begun.pop_all()
    held.callback(one.close)
    return one


def _report(group: Sequence[Progress], workers: int) -> None:
    """Makes the report of each article that waits, and notes each as soon as its folder stands."""
    places, jobs = [], list[Job]()
    for one in group:
        try:
            how = RunOptions(one.watch.limits, pdf=one.watch.pdf)
            batch = Batch(report.find_notebook(one.watch.notebook), one.watch.parameters, one.out, how)
        except ValueError as error:  # the notebook was there when the file was read
            one.leave(f"{one.watch.name}: {line(error)}", one.watch.name)
            continue
        for item, path in one.waiting():
            places.append((one, item))
            jobs.append(Job(batch, str(path), label=item.key))
    for at, outcome in run_batch(jobs, workers):
        one, item = places[at]
        one.reported(item, outcome)


def _tell(one: Progress, environ: dict[str, str]) -> None:
    """Tells of the watch, and notes that its slot is over; where what was done could not be written down, neither."""
    if one.stuck:
        return
    fresh = bool(one.fresh()[0])
    copied = _delivered(one, str(one.watch.copy_to), partial(copy, one))
    told = _delivered(one, "mail", partial(mail, one, environ))
    one.over(told=told, copied=copied)
    if one.watch.keep and fresh and not one.stuck:
        _prune(one, one.watch.keep)


def _delivered(one: Progress, to: str, deliver: Callable[[], None]) -> bool:
    """Whether it was; what nobody got is delivered next time."""
    try:
        deliver()
    except (OSError, ValueError) as problem:
        one.problems[to] = f"{one.watch.name}: {line(problem)}"
        return isinstance(
            problem, PartialDelivery
        )  # the others do not get it again and again for one who is gone
    return True


def _prune(one: Progress, keep: int) -> None:
    """Removes older runs of the articles of the watch, but none that a watch still needs."""
    own = {name for item in one.history.items.values() for name in (item.folder, item.before)}
    try:
        prune_runs(one.out, keep, spared=history.needed(one.out), among=own)
    except OSError as error:
        one.problems["keep"] = f"{one.watch.name}: older runs cannot be removed ({error.strerror})"
    except ValueError as error:
        one.problems["keep"] = f"{one.watch.name}: older runs are not removed ({line(error)})"
