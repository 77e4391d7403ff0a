import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from readout_app.runs.failures import Failure, OutOfMemory, TimedOut
from readout_app.runs.kernel import Family, Limits, adopt, describe_exit, enforce

INTERRUPTED = """
import asyncio
from jupyter_core.utils import run_sync
from readout_app.runs.kernel import cancel_tasks

async def inner():
    await asyncio.sleep(0)
    raise KeyboardInterrupt

async def waiting():
    await asyncio.ensure_future(inner())

async def outer():
    outside = asyncio.ensure_future(waiting())
    await asyncio.sleep(60)
    await outside

try:
    run_sync(outer)()
except KeyboardInterrupt:
    print("seen")
cancel_tasks(interrupted=True)
print("settled")
"""


def test_a_signal_that_was_seen_is_not_raised_again_by_the_tasks_that_waited() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "seen\nsettled\n"), done.stderr


@pytest.mark.parametrize(("code", "words"), [(0, "exit status 0"), (3, "exit status 3"), (-9, "signal 9, Killed")])
def test_an_exit_status_is_told_in_words(code: int, words: str) -> None:
    assert describe_exit(code) == words


@contextmanager
def busy(code: str) -> Iterator[tuple[subprocess.Popen[bytes], Family]]:
    """A process in a group of its own, past its first line, and what lists it and those below it."""
    command = [sys.executable, "-c", f"import signal, subprocess, sys, time\n{code}\ntime.sleep(300)"]
    with adopt() as family, subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()
        yield process, family
        process.kill()


def ended(process: subprocess.Popen[bytes], family: Family, limits: Limits) -> Failure | None:
    """Which limit was passed, once the process has ended."""
    with enforce(limits, process.pid, family) as watch:
        process.wait(60)
    return watch.failure


@pytest.mark.parametrize(
    ("code", "status"),
    [("print(flush=True)", -15), ("signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint(flush=True)", -9)],
)
def test_time_is_up_by_term_and_then_by_kill(code: str, status: int) -> None:
    with busy(code) as (process, family):
        assert ended(process, family, Limits(1)) == TimedOut("the run took longer than 1 second")
        assert process.returncode == status


def test_memory_of_children_counts() -> None:
    child = "[sys.executable, '-c', 'import time; held = bytearray(400 << 20); print(flush=True); time.sleep(300)']"
    with busy(f"subprocess.Popen({child}).wait()") as (process, family):
        failure = ended(process, family, Limits(60, 300))
    assert isinstance(failure, OutOfMemory)
    held = re.fullmatch(r"the run held ([0-9]+) MiB of memory; its limit is 300 MiB", failure.error)
    assert held
    assert 400 <= int(held[1]) < 500


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing says what processes share")
def test_memory_that_a_fork_shares_counts_once() -> None:
    code = "import os\nheld = bytearray(300 << 20)\nos.fork()\nprint(flush=True)"
    with busy(code) as (process, family):
        with enforce(Limits(60, 400), process.pid, family) as watch:
            time.sleep(0.5)
        assert (watch.failure, process.poll()) == (None, None)
        os.killpg(process.pid, signal.SIGKILL)


def test_who_keeps_within_the_limits_is_let_be() -> None:
    with busy("print(flush=True)") as (process, family):
        with enforce(Limits(60), process.pid, family) as watch:
            time.sleep(0.3)  # three looks
        assert (watch.failure, process.poll()) == (None, None)
