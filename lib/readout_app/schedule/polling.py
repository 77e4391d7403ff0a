"""Asking the sources of many watches side by side, while what others gave is being reported."""

import queue
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from readout_app.schedule.progress import Progress
from readout_app.schedule.sources import FetchPlan, SourceItem, expand_list, read_source

# Sources: each waits for its server, or for the second that its host is left between two requests.
_AT_ONCE = 64

Tasks = queue.SimpleQueue[tuple[Progress, str]]
Done = queue.SimpleQueue[Progress]


def answered(begun: Sequence[Progress], environ: Mapping[str, str]) -> Iterator[list[Progress]]:
    """Starts asking; gives the watches by and by, as all the sources of each have answered, which notes what they have.

    Nobody waits for a source when the program is ended: its thread may be left alone at any time, as nothing is
    noted in a watch that is closed.
    """
    tasks, done, left = Tasks(), Done(), Counter[Progress]()
    sources = [[(one, source) for source in _sources(one)] for one in begun if one.asks]
    for turn in zip_longest(*sources):  # no watch waits until the long list of another is through
        for task in filter(None, turn):
            tasks.put(task)
            left[task[0]] += 1
    for number in range(min(_AT_ONCE, left.total())):
        threading.Thread(
            target=_ask, args=(tasks, done, environ), name=f"asking {number}", daemon=True
        ).start()
    return _ready([one for one in begun if not left[one]], left, done)


def _ready(silent: list[Progress], left: Counter[Progress], done: Done) -> Iterator[list[Progress]]:
    if silent:
        yield silent
    while left.total():
        left.subtract(answers := _waited(done))
        if ready := [one for one in dict.fromkeys(answers) if not left[one]]:
            yield ready


def _waited(done: Done) -> list[Progress]:
    """Of whom a source has answered: one, for which it waits, and all others that are there."""
    found = [done.get()]
    while not done.empty():
        found.append(done.get())
    return found


def _sources(one: Progress) -> list[str]:
    """The sources of a watch, each line of a list for itself; none twice."""
    sources = list[str]()
    for source in one.watch.sources:
        try:
            sources += expand_list(source)
        except ValueError as problem:
            one.take(SourceItem(source, problem=str(problem)))
    return list(dict.fromkeys(sources))


def _ask(tasks: Tasks, done: Done, environ: Mapping[str, str]) -> None:
    """Asks one source after the other until none is left."""
    while True:
        try:
            one, source = tasks.get_nowait()
        except queue.Empty:
            return
        try:
            watch, last = one.watch, one.history
            limits = (watch.source_items, watch.source_seconds)
            plan = FetchPlan(last.known, last.pages, last.troubles, watch.private, *limits, environ)
            for item in read_source(source, plan):
                one.take(item)
            one.settle()
        except Exception as problem:  # whoever waits for this thread would wait for ever
            one.leave(f"{source}: what it has cannot be noted ({type(problem).__name__})", source)
        finally:
            done.put(one)
