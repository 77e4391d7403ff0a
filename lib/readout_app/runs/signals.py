"""What signals do while a block runs: end it as an exception does, wait until its end, or nothing."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any


@contextlib.contextmanager
def ended_by_term() -> Iterator[None]:
    """A TERM signal ends the block as an exception does, so that kernel and folder are cleared away."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        raise SystemExit(128 + number)

    with _answered(end, signal.SIGTERM):
        yield


@contextlib.contextmanager
def deaf() -> Iterator[None]:
    """What is started in the block does not hear a Ctrl-C at the terminal, which is for this process to answer."""
    with _answered(signal.SIG_IGN, signal.SIGINT):
        yield


@contextlib.contextmanager
def later() -> Iterator[None]:
    """A signal that would end this process has its effect only after the block."""
    seen: list[int] = []
    try:
        with _answered(lambda number, _: seen.append(number), signal.SIGINT, signal.SIGTERM):
            yield
    finally:
        if seen:
            signal.raise_signal(seen[0])


@contextlib.contextmanager
def _answered(answer: Any, *numbers: signal.Signals) -> Iterator[None]:
    """The signals are answered so in the block, where this is the thread that may say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, answer) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
