"""The limits of a run: how long it may take and how much memory its processes may hold."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from readout.wording import count
from readout_app.runs.kernel import GRACE, signalled

_EVERY = 0.1  # seconds between two looks


@dataclass(frozen=True)
class Limits:
    """`seconds` by the clock for a whole run, and `mebibytes` that its kernel and what it starts hold together."""

    seconds: float = 600.0
    mebibytes: int = 4096


DEFAULT = Limits()


@dataclass
class Verdict:
    """Which limit was passed: `kind` is "timeout" or "memory", `error` says it in one line; empty while none is."""

    kind: str = ""
    error: str = ""


@contextlib.contextmanager
def watched(group: int, limits: Limits) -> Iterator[Verdict]:
    """Ends the process group, by TERM and then by KILL, when it passes a limit, and says which."""
    verdict, over = Verdict(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(group, limits, verdict, over), daemon=True)
    watcher.start()
    try:
        yield verdict
    finally:
        over.set()
        watcher.join()


def _watch(group: int, limits: Limits, verdict: Verdict, over: threading.Event) -> None:
    started = time.monotonic()
    while not over.wait(_EVERY):
        if time.monotonic() - started > limits.seconds:
            verdict.kind = "timeout"
            verdict.error = f"the run took longer than {count(round(limits.seconds), 'second')}"
        elif (held := _held(group)) > limits.mebibytes:
            verdict.kind = "memory"
            verdict.error = f"the run held {held:,} MiB of memory; its limit is {limits.mebibytes:,} MiB"
        if verdict.kind:
            signalled(group, signal.SIGTERM)
            over.wait(GRACE)
            signalled(group, signal.SIGKILL)
            return


def _held(group: int) -> int:
    """The mebibytes that the group's first process and all below it hold."""
    held = 0
    with contextlib.suppress(psutil.Error):
        first = psutil.Process(group)
        for process in [first, *first.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                held += process.memory_info().rss
    return held >> 20
