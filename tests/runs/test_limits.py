import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from readout_app.runs.limits import Limits, Verdict, watched


@contextmanager
def busy(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, past its first line."""
    command = [sys.executable, "-c", f"import signal, subprocess, sys, time\n{code}\ntime.sleep(300)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def ended(process: subprocess.Popen[bytes], limits: Limits) -> Verdict:
    """The verdict, once the process has ended."""
    with watched(process.pid, limits) as verdict:
        process.wait(60)
    return verdict


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("print(flush=True)", -15),
        ("signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint(flush=True)", -9),
    ],
)
def test_time_is_up_by_term_and_then_by_kill(code: str, status: int) -> None:
    with busy(code) as process:
        assert ended(process, Limits(1)) == Verdict("timeout", "the run took longer than 1 second")
        assert process.returncode == status


def test_memory_of_children_counts() -> None:
    child = "[sys.executable, '-c', 'import time; held = bytearray(400 << 20); print(flush=True); time.sleep(300)']"
    with busy(f"subprocess.Popen({child}).wait()") as process:
        verdict = ended(process, Limits(60, 300))
    assert verdict.kind == "memory"
    held = re.fullmatch(r"the run held ([0-9]+) MiB of memory; its limit is 300 MiB", verdict.error)
    assert held
    assert 400 <= int(held[1]) < 500


def test_who_keeps_within_the_limits_is_let_be() -> None:
    with busy("print(flush=True)") as process:
        with watched(process.pid, Limits(60)) as verdict:
            time.sleep(0.3)  # three looks
        assert (verdict, process.poll()) == (Verdict(), None)
