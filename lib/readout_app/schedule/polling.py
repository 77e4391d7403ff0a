"""Asking the sources of several watches side by side, while what others gave is being reported."""

import queue
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from readout.articles.sources import expand_list
from readout_app.schedule.progress import WatchRun
from readout_app.schedule.sources import FetchPlan, SourceItem, read_source

# Sources: each waits for its server, or for the second that its host is left between two requests.
_AT_ONCE = 64
_UNNOTED = 256  # articles in memory that nobody has noted yet


class Polling:
    """The sources of several watches, asked in threads; the thread that calls the methods notes what they have.

    The threads fetch and do nothing else. They are daemons: where the program is ended nobody waits for a source that
    hangs, as the pool of concurrent.futures would.
    """

    def __init__(self, runs: Sequence[WatchRun], environ: Mapping[str, str]) -> None:
        self._runs = list(runs)
        self._tasks = queue.SimpleQueue[tuple[WatchRun, str, FetchPlan]]()
        self._answers = queue.Queue[tuple[WatchRun, SourceItem | None]](_UNNOTED)
        self._open = Counter[WatchRun]()
        tasks = [_tasks(run, environ) for run in runs if run.polls]
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
                run, source, plan = self._tasks.get_nowait()
            except queue.Empty:
                return
            try:
                for item in read_source(source, plan):
                    self._answers.put((run, item))
            finally:
                self._answers.put((run, None))


def _tasks(run: WatchRun, environ: Mapping[str, str]) -> list[tuple[WatchRun, str, FetchPlan]]:
    """The sources of a watch, each line of a list for itself and none twice, with how to ask them."""
    sources = list[str]()
    for source in run.watch.sources:
        try:
            sources += expand_list(source)
        except ValueError as problem:
            run.note_item(SourceItem(source, problem=str(problem)))
    watch, last = run.watch, run.history
    plan = FetchPlan(
        last.validators,
        last.feed_pages,
        last.reported_problems,
        watch.private,
        watch.source_items,
        watch.source_seconds,
        watch.columns,
        environ,
    )
    return [(run, source, plan) for source in dict.fromkeys(sources)]
