import subprocess
import sys

import pytest

from readout_app.runs.kernel import ending

INTERRUPTED = """
import asyncio
from jupyter_core.utils import run_sync
from readout_app.runs.kernel import settle

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
settle(interrupted=True)
print("settled")
"""


def test_a_signal_that_was_seen_is_not_raised_again_by_the_tasks_that_waited() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "seen\nsettled\n"), done.stderr


@pytest.mark.parametrize(
    ("code", "words"), [(0, "exit status 0"), (3, "exit status 3"), (-9, "signal 9, Killed")]
)
def test_an_exit_status_is_told_in_words(code: int, words: str) -> None:
    assert ending(code) == words
