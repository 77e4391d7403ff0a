"""The notebooks as others run them (papermill, nbconvert, jupyter-scheduler): each gives what a run gives."""

import json
import multiprocessing
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from readout.articles.article import read
from readout_app.runs import run as report
from readout_app.runs.strip import strip_notebook, take_results, take_tables
from support import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]
STORY = ROOT / "data" / "articles" / "2020-10-11-conditional-truce.txt"
TOP = 5


def jupyter(*words: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the clone, with an article in it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(STORY, folder / "story.txt")
    return folder


@pytest.fixture(scope="module")
def converted(elsewhere: Path) -> Path:
    """The folder into which nbconvert has put all notebooks, run with their defaults."""
    words = ("--to", "notebook", "--execute", "--output-dir", elsewhere / "converted")
    jupyter("nbconvert", *words, *NOTEBOOKS, cwd=elsewhere)
    return elsewhere / "converted"


@pytest.fixture(scope="module")
def scheduled(elsewhere: Path) -> Path:
    """The folder of the jobs of jupyter-scheduler, one for each notebook, done."""
    process = multiprocessing.get_context("spawn").Process(target=_do_jobs, args=(elsewhere / "jobs",))
    process.start()
    process.join()
    assert process.exitcode == 0
    return elsewhere / "jobs"


def _do_jobs(folder: Path) -> None:
    """Does the jobs as jupyter-scheduler does them: in another process, by its manager, from a staging folder."""
    from jupyter_scheduler.executors import DefaultExecutionManager
    from jupyter_scheduler.orm import Job, create_session, create_tables

    database = f"sqlite:///{folder.with_suffix('.sqlite')}"
    create_tables(database)
    for notebook in NOTEBOOKS:
        place = folder / notebook.stem
        place.mkdir(parents=True)
        paths = {"input": shutil.copy(notebook, place), "ipynb": str(place / "done.ipynb")}
        shutil.copy(STORY, place / "story.txt")  # as with "run job with input folder"
        with create_session(database)() as session:
            job = Job(
                name=notebook.stem,
                input_filename=notebook.name,
                runtime_environment_name="here",
                output_formats=["ipynb"],
                parameters={"article": '"story.txt"', "top": str(TOP)},
            )
            session.add(job)
            session.commit()
            DefaultExecutionManager(job.job_id, str(ROOT), database, paths).process()
            session.refresh(job)
            assert (job.status, job.status_message) == ("COMPLETED", None)


@pytest.fixture(scope="module")
def runs(elsewhere: Path) -> dict[str, report.Run]:
    """The runs of `report.run` over the same article."""
    return {name: _run(name, STORY, {"top": TOP}, elsewhere) for name in NAMES}


def _run(name: str, source: str | Path, given: Mapping[str, object], folder: Path) -> report.Run:
    run = report.run(report.find_notebook(name), read(source), given, folder / "reports")
    assert run.error is None
    return run


@pytest.mark.parametrize("name", NAMES)
def test_plain_papermill(name: str, elsewhere: Path, runs: Mapping[str, report.Run]) -> None:
    notebook, out = ROOT / "notebooks" / f"{name}.ipynb", elsewhere / f"{name}.ipynb"
    before = {*elsewhere.iterdir(), out}
    words = ("-p", "article", "story.txt", "-p", "top", str(TOP))
    jupyter("papermill", notebook, out, *words, cwd=elsewhere)
    assert set(elsewhere.iterdir()) == before
    assert_same(out, runs[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_job_of_jupyter_scheduler(name: str, scheduled: Path, runs: Mapping[str, report.Run]) -> None:
    assert sorted(path.name for path in (scheduled / name).iterdir()) == sorted(
        ["done.ipynb", f"{name}.ipynb", "story.txt"]
    )
    assert_same(scheduled / name / "done.ipynb", runs[name])


@pytest.mark.parametrize("name", NAMES)
def test_nbconvert_with_the_defaults(name: str, converted: Path, tmp_path: Path) -> None:
    assert_same(converted / f"{name}.ipynb", _run(name, "", {}, tmp_path))


def assert_same(path: Path, run: report.Run) -> None:
    """The executed notebook published what the run did, and shows the same figures, byte for byte."""
    notebook = nbformat.read(path, as_version=4)
    assert take_results(notebook) == json.loads((run.folder / "results.json").read_text(encoding="utf-8"))
    tables = {one.stem: one.read_text(encoding="utf-8") for one in (run.folder / "tables").glob("*.csv")}
    assert take_tables(notebook) == tables
    assert strip_notebook(notebook, failed=False) == ""
    ours = nbformat.read(run.folder / "report.ipynb", as_version=4)
    assert shown(notebook.cells) == shown(ours.cells)


def shown(cells: Sequence[Any]) -> dict[str, list[Any]]:
    """What each cell shows, by its id; at which count it ran hangs on whether parameters were injected."""
    return {cell.id: [output.data for output in cell.outputs] for cell in cells if cell.get("outputs")}
