"""The notebooks as others run them (papermill, nbconvert, jupyter-scheduler): each gives what a run gives."""

import json
import multiprocessing
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from readout.articles.article import read
from readout_app.runs.run import Run
from readout_app.runs.strip import strip_notebook, take_results, take_tables
from support import ROOT


def jupyter(*words: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def elsewhere(tmp_path: Path, short: Path) -> Path:
    """A folder outside the clone, with the short article in it."""
    shutil.copy(short, tmp_path / "story.txt")
    return tmp_path


def _do_job(notebook: Path, place: Path) -> None:
    """Does a job as jupyter-scheduler does it: in another process, by its manager, from a staging folder."""
    from jupyter_scheduler.executors import DefaultExecutionManager
    from jupyter_scheduler.orm import Job, create_session, create_tables

    place.mkdir()
    database = f"sqlite:///{place.with_suffix('.sqlite')}"
    create_tables(database)
    paths = {"input": shutil.copy(notebook, place), "ipynb": str(place / "done.ipynb")}
    shutil.copy(place.with_name("story.txt"), place)  # as with "run job with input folder"
    with create_session(database)() as session:
        job = Job(
            name=notebook.stem,
            input_filename=notebook.name,
            runtime_environment_name="here",
            output_formats=["ipynb"],
            parameters={"article": '"story.txt"', "top": "5"},
        )
        session.add(job)
        session.commit()
        DefaultExecutionManager(job.job_id, str(ROOT), database, paths).process()
        session.refresh(job)
        assert (job.status, job.status_message) == ("COMPLETED", None)


def test_plain_papermill(elsewhere: Path, shipped: Callable[[str], Run]) -> None:
    out = elsewhere / "briefing.ipynb"
    before = {*elsewhere.iterdir(), out}
    words = ("-p", "article", "story.txt", "-p", "top", "5")
    jupyter("papermill", ROOT / "notebooks" / "briefing.ipynb", out, *words, cwd=elsewhere)
    assert set(elsewhere.iterdir()) == before
    assert_same(out, shipped("briefing"))


def test_a_job_of_jupyter_scheduler(elsewhere: Path, shipped: Callable[[str], Run]) -> None:
    words = (ROOT / "notebooks" / "keywords.ipynb", elsewhere / "job")
    process = multiprocessing.get_context("spawn").Process(target=_do_job, args=words)
    process.start()
    process.join()
    assert process.exitcode == 0
    files = sorted(path.name for path in (elsewhere / "job").iterdir())
    assert files == ["done.ipynb", "keywords.ipynb", "story.txt"]
    assert_same(elsewhere / "job" / "done.ipynb", shipped("keywords"))


def test_nbconvert_with_the_defaults_of_the_notebook(elsewhere: Path, shipped: Callable[[str], Run]) -> None:
    text = (ROOT / "notebooks" / "stance.ipynb").read_text(encoding="utf-8")
    mine = text.replace('article: str = \\"\\"', 'article: str = \\"story.txt\\"').replace(
        "top: int = 15", "top: int = 5"
    )
    (elsewhere / "stance.ipynb").write_text(mine, encoding="utf-8")
    words = ("--to", "notebook", "--execute", "--output-dir", elsewhere / "out", "stance.ipynb")
    jupyter("nbconvert", *words, cwd=elsewhere)
    assert_same(elsewhere / "out" / "stance.ipynb", shipped("stance"))


def assert_same(path: Path, done: Run) -> None:
    """The executed notebook published what the run did, and shows the same figures, byte for byte."""
    notebook = nbformat.read(path, as_version=4)
    assert take_results(notebook) == json.loads((done.folder / "results.json").read_text(encoding="utf-8"))
    tables = {one.stem: one.read_text(encoding="utf-8") for one in (done.folder / "tables").glob("*.csv")}
    article = read(done.folder / "article.json")
    assert take_tables(notebook, article) == tables
    assert strip_notebook(notebook, failed=False) == ""
    ours = nbformat.read(done.folder / "report.ipynb", as_version=4)
    assert shown(notebook.cells) == shown(ours.cells)


def shown(cells: Sequence[Any]) -> dict[str, list[Any]]:
    """What each cell shows, by its id; at which count it ran hangs on whether parameters were injected."""
    return {cell.id: [output.data for output in cell.outputs] for cell in cells if cell.get("outputs")}
