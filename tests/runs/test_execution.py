import json
import sys
from pathlib import Path
from typing import Any

import pytest

from readout_app.runs.execution import execute, load_notebook
from readout_app.runs.failures import (
    CellFailed,
    Failure,
    KernelDied,
    KernelNotStarted,
    NotebookExited,
    OutOfMemory,
    TimedOut,
)
from readout_app.runs.kernel import Limits
from support.notebooks import notebook
from support.runs import gone

MINUTE = Limits(60)
VALUES = {"article": "article.json", "top": 3}


def ran(path: Path, *, limits: Limits = MINUTE) -> tuple[Any, Failure | None]:
    """The notebook executed in its own folder."""
    return execute(path.read_bytes(), VALUES, path.parent, limits=limits)


def texts(content: Any) -> list[str]:
    """What the cells have written, streams only."""
    outputs = [output for cell in content.cells for output in cell.get("outputs", [])]
    return [output.text for output in outputs if output.output_type == "stream"]


def test_it_runs_in_this_interpreter_and_not_in_the_user_s_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels = tmp_path / "jupyter" / "kernels" / "python3"
    kernels.mkdir(parents=True)
    (kernels / "kernel.json").write_text('{"argv": ["false"], "display_name": "x", "language": "python"}')
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("leaked = 1")
    (tmp_path / "startup.py").write_text("leaked = 2")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "startup.py"))
    monkeypatch.setenv("READOUT_SMTP_PASSWORD", "s3cret")  # no notebook sees it
    path = notebook(
        tmp_path / "{odd} name.ipynb",
        "import sys, os, pathlib",
        "leaked = 'leaked' in globals(), 's3cret' in os.environ.values()",
        "print(sys.executable, pathlib.Path.cwd(), *leaked, article, top)",
        "open('held', 'w').write('held'); keep = open('kept', 'w'); keep.write('written at the end')",
    )
    content, failure = ran(path)
    assert failure is None
    assert texts(content) == [f"{sys.executable} {tmp_path} False False article.json 3\n"]
    assert content.cells[2].source == '# Parameters\narticle = "article.json"\ntop = 3\n'
    assert (tmp_path / "kept").read_text() == "written at the end"
    assert sorted(name.name for name in tmp_path.iterdir() if name.is_file()) == [
        "held",
        "kept",
        "startup.py",
        "{odd} name.ipynb",
    ]


def test_a_cell_that_raises_fails_the_notebook(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A mistake of the user's is said in its own line, without the name of an exception."""
    mistake = "import readout; raise readout.UserError('/home/me/x.tsv: a list\\nis due')"
    path = notebook(tmp_path / "n.ipynb", "print('so far')", mistake, "print('never')")
    content, failure = ran(path)
    assert failure == CellFailed("x.tsv: a list", 4)
    assert texts(content) == ["so far\n"]
    assert len(content.cells) == 6
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("cell", "said"),
    [("%%nosuch\nls", "Cell magic `%%nosuch` not found."), ("%nosuch", "Line magic function `%nosuch` not found.")],
)
def test_a_magic_that_ipython_does_not_know_is_named(tmp_path: Path, cell: str, said: str) -> None:
    _, failure = ran(notebook(tmp_path / "n.ipynb", cell))
    assert failure == CellFailed(f"UsageError: {said}", 3)


def test_a_run_that_takes_too_long_is_ended_with_all_that_it_started(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = notebook(
        tmp_path / "n.ipynb",
        "import subprocess, time",
        "print(subprocess.Popen(['sleep', '300']).pid, flush=True)\ntime.sleep(300)",
        "print('never')",
    )
    content, failure = ran(path, limits=Limits(3))
    assert failure == TimedOut("the run took longer than 3 seconds", 4)
    (child,) = texts(content)
    # why papermill's record is not asked
    assert content.cells[5].metadata.papermill.status == "completed"
    assert gone(int(child))
    assert capfd.readouterr() == ("", "")


def test_a_cell_that_gets_no_memory_is_told_apart_from_other_errors(tmp_path: Path) -> None:
    _, failure = ran(notebook(tmp_path / "n.ipynb", "bytearray(1 << 60)"))
    assert failure == OutOfMemory("MemoryError", 3)


def test_a_kernel_that_dies_is_a_failure_and_leaves_nobody_behind(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = notebook(
        tmp_path / "n.ipynb",
        "import os, subprocess",
        "child = subprocess.Popen(['sleep', '300'])\nprint(child.pid, file=open('child', 'w'))\nos._exit(3)",
    )
    content, failure = ran(path)
    assert failure == KernelDied("the kernel died (exit status 3)", 4)
    assert len(content.cells) == 5
    assert gone(int((tmp_path / "child").read_text()))
    assert capfd.readouterr() == ("", "")


def test_a_notebook_that_ends_itself_is_not_done(tmp_path: Path) -> None:
    _, failure = ran(notebook(tmp_path / "n.ipynb", "import sys; sys.exit()", "print('never')"))
    assert failure == NotebookExited("SystemExit: the notebook ended itself", 3)


def test_a_kernel_that_does_not_start_is_tried_twice_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = tmp_path / "tries"
    count = f"open({str(tries)!r}, 'a').write('x')\n"
    (tmp_path / "ipykernel_launcher.py").write_text(f"{count}raise SystemExit('no room for a kernel')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    content, failure = ran(notebook(tmp_path / "n.ipynb", "print('never')"))
    assert failure == KernelNotStarted("the kernel did not start: no room for a kernel")
    assert texts(content) == []
    assert tries.read_text() == "xx"


def test_a_kernel_that_starts_at_the_second_try_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = tmp_path / "tried"
    (tmp_path / "ipykernel_launcher.py").write_text(
        f"import pathlib\nfirst = not pathlib.Path({str(tried)!r}).exists()\n"
        f"pathlib.Path({str(tried)!r}).touch()\n"
        "if first:\n    raise SystemExit('not yet')\n"
        "from ipykernel import kernelapp\nkernelapp.launch_new_instance()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    content, failure = ran(notebook(tmp_path / "n.ipynb", "print('at last')"))
    assert failure is None
    assert texts(content) == ["at last\n"]


def test_ids_are_those_of_the_file_or_of_the_place(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    cells = ['{"cell_type": "raw", "metadata": {}, "source": "", "id": "a"}'] * 2
    cells.append('{"cell_type": "raw", "metadata": {}, "source": ""}')
    path.write_text(f'{{"cells": [{", ".join(cells)}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 4}}')
    content = load_notebook(path.read_bytes())
    assert [cell.id for cell in content.cells] == ["a", "cell-2", "cell-3"]
    assert content.nbformat_minor == 5


def test_what_cells_print_and_show_is_bounded(tmp_path: Path) -> None:
    """As loops without an end would; standard error has a bound of its own, and each cell a new one."""
    path = notebook(
        tmp_path / "n.ipynb",
        "import os, sys\nfor _ in range(40):\n    print('x' * 50_000)\nprint('later')\nprint('oh', file=sys.stderr)",
        "print('another cell')\nprint('y' * 3_000_000)",
        "from IPython.display import HTML, display\nfor _ in range(1100):\n    display(HTML('<p>z</p>'))",
        "display(HTML('w' * 33_000_000)); display(HTML('v')); print('u')",
        "raise ValueError('t' * 1_000_000 + '\\ud800')",
    )
    content, failure = ran(path)
    first, second, third, fourth = ([*cell.outputs] for cell in content.cells[3:7])
    printed = {name: "".join(out.text for out in first if out.name == name) for name in ("stdout", "stderr")}
    left_out = "\n… what this cell prints further is left out"
    assert printed["stderr"] == "oh\n"
    assert printed["stdout"] == ("x" * 50_000 + "\n") * 4 + "x" * 49_996 + left_out
    assert "".join(out.get("text", "") for out in second).endswith(left_out)
    assert 250_000 < sum(len(out.get("text", "")) for out in second) < 251_000
    assert len(third) == 1001
    assert third[-1].text == "\n… what this cell shows further is left out"
    assert [out.get("text", "") for out in fourth] == [third[-1].text]
    assert isinstance(failure, CellFailed)
    assert len(failure.error) < 20_000
    assert len(json.dumps(content.cells[7].outputs)) < 150_000


SETSID = """
import os, time
r, w = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        held = bytearray({megabytes} << 20)
        os.write(w, str(os.getpid()).encode())
        time.sleep(300)
    os._exit(0)
os.wait()
import pathlib
pathlib.Path('pid').write_bytes(os.read(r, 20))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere who leaves the session is not followed")
def test_what_left_the_session_is_ended_too_and_its_memory_counts(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", SETSID.format(megabytes=1))
    assert ran(path)[1] is None
    assert gone(int((tmp_path / "pid").read_text()))
    path = notebook(tmp_path / "n.ipynb", SETSID.format(megabytes=500), "import time\ntime.sleep(300)")
    assert isinstance(ran(path, limits=Limits(60, 450))[1], OutOfMemory)
    assert gone(int((tmp_path / "pid").read_text()))
