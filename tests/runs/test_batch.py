import json
import os
import re
import signal
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from readout_app.runs import batch
from readout_app.runs.batch import Batch, Job, run_batch
from readout_app.runs.execution import deferring_signals
from readout_app.runs.kernel import Limits
from readout_app.runs.run import Run, run
from support.articles import ARTICLE, STORY, stories
from support.command import call
from support.notebooks import notebook
from support.runs import gone, names

ODD = (  # what could differ between a fresh interpreter and a fork of one
    "import sys, os, pathlib\nprint({'b', 'a', 'c'}, __name__, os.getcwd() == str(pathlib.Path.cwd()), top)",
    "print('READOUT_FORKSERVER' in os.environ, os.environ['PYTHONHASHSEED'])",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "import matplotlib\nmatplotlib.get_backend()",
    "import random, numpy\nopen('left', 'w').write('open'); kept = open('kept', 'w'); kept.write('to the end')",
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere reports are made one by one")


def jobs(batch: Batch, folder: Path, number: int) -> list[Job]:
    """As many articles as jobs."""
    return [Job(batch, source) for source in stories(folder, number)]


def test_each_source_has_its_outcome_and_one_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", "import json\nprint(json.load(open(article))['title'])")
    first, second = stories(tmp_path, 2)
    batch = Batch(path, {}, tmp_path / "o")
    asked = [Job(batch, first), Job(batch, "missing.txt"), Job(batch, second), Job(batch, "-", ARTICLE)]
    outcomes = dict(run_batch(asked, 2))
    assert sorted(outcomes) == [0, 1, 2, 3]
    assert outcomes[1] == "missing.txt: does not exist; check the path"
    for at, title in ((0, "Headline number 0"), (2, "Headline number 1"), (3, "U.S. may <b>close")):
        outcome = outcomes[at]
        assert isinstance(outcome, Run)
        assert outcome.error is None
        assert json.loads((outcome.folder / "article.json").read_text())["title"].startswith(title)


def test_a_forked_kernel_gives_the_bytes_of_a_fresh_one(tmp_path: Path) -> None:
    path = notebook(tmp_path / "odd.ipynb", *ODD)
    sources = stories(tmp_path, 2)
    outcomes = dict(run_batch([Job(Batch(path, {"top": 3}, tmp_path / "forked"), one) for one in sources], 2))
    from readout.articles.article import read

    for at, source in enumerate(sources):
        forked = outcomes[at]
        assert isinstance(forked, Run)
        fresh = run(path, read(source), {"top": 3}, tmp_path / "fresh", origin=Path(source).name)
        assert fresh.folder.name == forked.folder.name
        assert names(fresh.folder) == names(forked.folder)
        assert "kept" in names(fresh.folder)
        for name in names(fresh.folder):
            if name != "manifest.json":
                assert (fresh.folder / name).read_bytes() == (forked.folder / name).read_bytes(), name


def test_a_run_whose_process_is_killed_is_recorded_and_leaves_nobody_behind(tmp_path: Path) -> None:
    held = tmp_path / "held"
    path = notebook(
        tmp_path / "n.ipynb",
        "import json, os, signal, subprocess, time",
        "if json.load(open(article))['title'].endswith('1'):\n"
        f"    child = subprocess.Popen(['sleep', '300'], process_group=0)\n"
        f"    print(child.pid, file=open({str(held)!r}, 'w', 1))\n"
        "    os.kill(os.getppid(), signal.SIGKILL)\n"
        "    time.sleep(300)",
    )
    outcomes = dict(run_batch(jobs(Batch(path, {}, tmp_path / "o"), tmp_path, 3), 2))
    killed = outcomes[1]
    assert isinstance(killed, Run)
    assert (killed.status, killed.error) == ("failed", "the process of the run died (signal 9, Killed)")
    assert "The process of the run died (signal 9, Killed)" in killed.page.read_text()
    assert [one.error for at, one in outcomes.items() if at != 1 and isinstance(one, Run)] == [None, None]
    assert gone(int(held.read_text()))


def test_limits_hold_in_a_batch_too(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", "import time\ntime.sleep(300)")
    batch = Batch(path, {}, tmp_path / "o", Limits(1))
    outcomes = dict(run_batch(jobs(batch, tmp_path, 2), 2))
    assert [one.status for one in outcomes.values() if isinstance(one, Run)] == ["timed out", "timed out"]


def test_a_batch_that_is_cancelled_says_what_was_done(tmp_path: Path) -> None:
    """A cell sends the Ctrl-C, when the first report is made and two others are under way."""
    held, out = tmp_path / "held", tmp_path / "o"
    path = notebook(
        tmp_path / "n.ipynb",
        "import json, os, signal, subprocess, time\nfrom pathlib import Path",
        "if not json.load(open(article))['title'].endswith('0'):\n"
        "    child = subprocess.Popen(['sleep', '300'])\n"
        f"    print(child.pid, file=open({str(held)!r}, 'a', 1))\n"
        f"    while len(Path({str(held)!r}).read_text().split()) < 2: time.sleep(0.05)\n"
        f"    if json.load(open(article))['title'].endswith('1'): os.kill({os.getpid()}, signal.SIGINT)\n"
        "    time.sleep(300)",
    )
    result = call("report", *stories(tmp_path, 4), "--notebook", path, "--out", out, "--workers", "2")
    assert (result.exit_code, result.stdout.count("/report.html\n")) == (130, 1)
    assert result.stderr == f"readout: cancelled after 1 of 4; {out / 'index.html'} lists the runs\n"
    assert all(gone(int(pid)) for pid in held.read_text().split())
    states = [json.loads(path.read_text())["status"] for path in out.glob("[!l]*/manifest.json")]
    assert sorted(states) == ["cancelled", "cancelled", "done"]


def test_an_article_is_called_by_its_address_or_by_its_file_s_name() -> None:
    batch = Batch(Path("n.ipynb"), {}, Path("out"))
    assert Job(batch, "https://example.org/a/b?c=1").origin == "https://example.org/a/b?c=1"
    assert Job(batch, "/home/me/articles/story.txt").origin == "story.txt"
    assert Job(batch, "/home/me/articles/story-\udcff.txt").origin == "story-?.txt"  # a name that is no UTF-8
    assert Job(batch, "/home/me/1.json", label="https://example.org").origin == "https://example.org"


def test_a_signal_has_its_effect_when_the_process_that_was_started_is_known() -> None:
    known = []

    def start() -> None:
        with deferring_signals():
            signal.raise_signal(signal.SIGINT)
            known.append("process")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert known == ["process"]


def test_a_mistake_of_our_own_is_told_and_ends_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "story.txt").write_text(f"A headline\n\n{STORY} {STORY}\n")
    monkeypatch.setattr(batch, "run", Mock(side_effect=TypeError("what nobody\nthought of")))
    job = Job(Batch(Path("n.ipynb"), {}, tmp_path / "out"), str(tmp_path / "story.txt"))
    ((at, said),) = run_batch([job], 1)
    where = r"TypeError: what nobody thought of; mock\.py, line \d+"
    assert at == 0
    assert re.fullmatch(rf"story\.txt: a mistake in Readout \({where}\); please report it", str(said))
