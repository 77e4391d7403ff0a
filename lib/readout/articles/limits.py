"""Calls within limits of time and memory, in a process of its own.

Hostile markup finds a regular expression that never ends in any parser, and such an expression hears no signal: only
another process can be ended. One is started when it is first needed, and reused for what comes next, so that a page
costs no more than to hand it over. It holds limits, and is no sandbox.
"""

import atexit
import contextlib
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

import psutil

from readout.errors import UserError

SECONDS, MEGABYTES = 4.0, 512
_BY_THE_CLOCK = 5  # times as long, since the machine may have other work to do
_LOADING = 60.0  # seconds
_AT_ONCE = 2  # processes
_SERVE = "from readout.articles.limits import serve; serve()"

_Result = TypeVar("_Result")
_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))
_places = threading.BoundedSemaphore(_AT_ONCE)
_idle: list["_Worker"] = []
_ids: set[int] = set()


class LimitError(UserError):
    """Why a call was ended: "takes longer than 4 seconds to read"."""


def call(
    function: Callable[..., _Result],
    *arguments: object,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    load: Callable[[], object] | None = None,
) -> _Result:
    """Return `function(*arguments)`, worked out in a process that is killed when it passes a limit.

    Args:
        function: one of a module; arguments and result are such as can be pickled.
        seconds: of the processor; by the clock it may be five times as long.
        megabytes: all that the call may take beside what the process holds already.
        load: called before it, once in each process, within limits of its own: on a busy machine the libraries that a
            call needs may take longer to import than the call itself.

    Raises what the function raises, and LimitError where a limit was passed or the process died.
    """
    with _places:
        left = _deadline.get() - time.monotonic()
        worker = _take_idle() or _Worker()
        try:
            if load not in worker.loaded:
                worker.ask((load, (), min(_LOADING, left), megabytes), left)
                worker.loaded.add(load)
                left = _deadline.get() - time.monotonic()
            is_good, answer = worker.ask((function, arguments, min(seconds, left), megabytes), left)
        except BaseException:
            worker.kill()
            raise
        if isinstance(answer, LimitError):  # what has run out of memory once is not used again
            worker.kill()
        else:
            _idle.append(worker)
    if not is_good:
        raise answer
    result: _Result = answer
    return result


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let no call in the block end later than `seconds` from now."""
    token = _deadline.set(min(_deadline.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _deadline.reset(token)


def worker_ids() -> set[int]:
    """Return the processes of this kind that this process has started: they are no part of what else it runs."""
    return set(_ids)


class _Worker:
    """The process that works, on one call at a time."""

    def __init__(self) -> None:
        # Not in the folder in which this process works: a file there might bear the name of a module. In a group of
        # its own, which a Ctrl-C at the terminal does not reach.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # each thread of it takes memory
        )
        _ids.add(self.process.pid)
        self.loaded = set[Callable[[], object] | None]([None])

    def ask(self, request: tuple[Any, ...], left: float) -> tuple[bool, Any]:
        """Whether the call came to its end, and what it gave: a result, or what was raised."""
        seconds = request[2]
        timer = threading.Timer(max(min(seconds * _BY_THE_CLOCK, left), 0), self.process.kill)
        timer.daemon = True
        timer.start()
        assert self.process.stdin
        assert self.process.stdout
        try:
            pickle.dump(request, self.process.stdin)
            self.process.stdin.flush()
            answer: tuple[bool, Any] = pickle.load(self.process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise LimitError(_reason(self.process.wait(), max(seconds, 0))) from None
        finally:
            timer.cancel()
        return answer

    def kill(self) -> None:
        """End the process and forget it."""
        self.process.kill()
        self.forget()
        self.process.wait()
        _ids.discard(self.process.pid)

    def forget(self) -> None:
        """Close this side's ends of the pipes; where no other process holds them, the worker ends."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


def _take_idle() -> _Worker | None:
    """A process that waits, and lives."""
    while _idle:
        with contextlib.suppress(IndexError):  # another thread was faster
            worker = _idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.kill()
    return None


def _reason(code: int, seconds: float) -> str:
    if code in (-signal.SIGPROF, -signal.SIGKILL):
        return f"takes longer than {seconds:.3g} {'second' if seconds == 1 else 'seconds'} to read"
    how = signal.strsignal(-code) if code < 0 else f"exit status {code}"
    return f"ends the process that reads it ({how})"


def _forget_all() -> None:
    """In a fork: what waits belongs to its parent."""
    global _places
    for worker in _idle:
        worker.forget()
        worker.process.returncode = 0  # not a child of this process: nobody is to wait for it
    _idle.clear()
    _ids.clear()
    _places = threading.BoundedSemaphore(_AT_ONCE)


def _end_all() -> None:
    while _idle:
        _idle.pop().kill()


os.register_at_fork(after_in_child=_forget_all)
atexit.register(_end_all)


# --- in the process that works


def serve() -> None:
    """Answer calls from standard input on standard output, until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints is no answer
    while True:
        try:
            request = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        answers.write(_work(*request))
        answers.flush()


def _work(function: Callable[..., Any], arguments: tuple[Any, ...], seconds: float, megabytes: int) -> bytes:
    """The answer to one call, pickled; the process is ended by SIGPROF where the call takes too long."""
    too_large = pickle.dumps((False, LimitError(f"takes more than {megabytes} MB of memory to read")))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    try:
        signal.setitimer(signal.ITIMER_PROF, max(seconds, 1e-6))
        mapped = psutil.Process().memory_info().vms  # libraries map far more than they hold
        resource.setrlimit(resource.RLIMIT_AS, (mapped + (megabytes << 20), hard))
        answer = pickle.dumps((True, function(*arguments)))
        return answer if len(answer) <= megabytes << 18 else too_large  # a quarter of the memory
    except MemoryError:
        return too_large
    except Exception as problem:
        return pickle.dumps((False, _portable(problem)))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _portable(problem: Exception) -> Exception:
    """The exception, as far as it can be handed over."""
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:  # pickle raises whatever the exception's own methods do
        return RuntimeError(f"{type(problem).__name__}: {problem}")
    return problem
