"""Notebooks of one's own: made by `readout new`, run and scheduled like the shipped ones, explored as copies in Lab."""

import ast
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

from readout.resources import shipped
from readout_app.archive.checks import page_faults
from readout_app.cli_lab import COPIES, copy_notebooks
from readout_app.runs.manifest import hash_notebook
from readout_app.runs.parameters import read_parameters
from readout_app.schedule.config import read_watches
from support.articles import stories
from support.command import call


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_a_notebook_of_one_s_own_is_made_and_what_to_do_with_it_said(folder: Path) -> None:
    result = call("new", "my-study")
    assert (result.exit_code, result.stdout) == (0, "my-study.ipynb\n")
    assert result.stderr == (
        'readout: readout lab "my-study.ipynb" opens it; '
        'readout report ARTICLE --notebook "my-study.ipynb" makes its report\n'
    )
    made = cells(folder / "my-study.ipynb")
    assert "".join(made[0]["source"]).startswith("# My study\n")
    assert read_parameters(folder / "my-study.ipynb") == read_parameters(shipped("notebooks") / "stance.ipynb")
    for cell in made:
        assert not cell.get("outputs")
        tree = ast.parse("".join(cell["source"]) if cell["cell_type"] == "code" else "")
        imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert set(imported) <= {"readout"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("there", "there.ipynb: it is there already; choose another name, or move that file"),
        ("there.ipynb", "there.ipynb: it is there already; choose another name, or move that file"),
        ("stance", "stance: Readout's own notebooks have that name; choose another"),
        ("all", "all: Readout's own notebooks have that name; choose another"),
        ("a/b", "a/b: this makes no file name; use letters, digits, spaces and hyphens"),
        (".hidden", ".hidden: this makes no file name; use letters, digits, spaces and hyphens"),
    ],
)
def test_no_file_is_written_over_and_no_name_taken_twice(folder: Path, name: str, message: str) -> None:
    (folder / "there.ipynb").write_text("mine")
    result = call("new", name)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"readout: {message}\n")
    assert (folder / "there.ipynb").read_text() == "mine"


@pytest.mark.kernel
def test_it_runs_renders_and_schedules_like_the_shipped_ones(folder: Path) -> None:
    call("new", "mine")
    story, other = stories(folder, 2)
    result = call("report", story, other, "--notebook", "mine.ipynb", "-p", "top", "5")
    assert result.exit_code == 0, result.stderr
    page = folder / result.stdout.splitlines()[0]
    assert page_faults(page) == []
    assert sorted(path.stem for path in (page.parent / "tables").iterdir() if "crit" in path.stem) == ["critical"]
    assert (page.parent / "tables" / "critical.csv").read_text().startswith("article,title,published,outlet,target")
    (folder / "schedules.toml").write_text(
        f'[watch.mine]\nsources = ["{Path(story).name}"]\nnotebook = "mine.ipynb"\nevery = "1d"\n'
        "parameters = { top = 5 }\n"
    )
    [watch] = read_watches(folder / "schedules.toml")
    assert watch.notebook == str(folder / "mine.ipynb")


class Server:
    """A JupyterLab that ends at once; it keeps what it was asked, and the kernel that it would start."""

    pid = 0

    def __init__(self, words: list[str], env: dict[str, str]) -> None:
        kernels = Path(env["JUPYTER_PATH"].split(os.pathsep)[0], "kernels")
        self.asked.append(words[1:])
        self.kernels.append(json.loads((kernels / "python3" / "kernel.json").read_text())["argv"])

    asked: ClassVar[list[list[str]]] = []
    kernels: ClassVar[list[list[str]]] = []

    def poll(self) -> int:
        return 0

    wait = poll


def test_lab_opens_in_the_working_folder_on_copies_that_git_ignores(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", Server)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    (folder / "mine.ipynb").touch()
    assert call("lab", "--port", "8890").exit_code == 0
    assert call("lab", "mine.ipynb").exit_code == 0
    missing = call("lab", "nope.ipynb")
    assert missing.stderr == "readout: nope.ipynb: does not exist; check the path, or make it with readout new\n"
    where = ["-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    quiet = ["--ServerApp.log_level=WARN", "--LabApp.log_level=WARN"]
    assert Server.asked == [[*where, *quiet, f"{COPIES}/start.ipynb", "--port", "8890"], [*where, *quiet, "mine.ipynb"]]
    assert [argv[0] for argv in Server.kernels] == [sys.executable] * 2, "whatever kernel the user has installed"
    assert (folder / COPIES / ".gitignore").read_text() == "*\n"
    for ours in shipped("notebooks").glob("*.ipynb"):
        assert cells(folder / COPIES / ours.name) == cells(ours)


def test_a_copy_that_was_changed_is_kept_and_one_that_was_only_run_gives_way(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = folder / "notebooks"
    ours.mkdir()
    monkeypatch.setattr("readout_app.cli_lab.shipped", lambda _: ours)
    for name in ("changed", "run"):
        write(ours / f"{name}.ipynb", "top = 10")
    copies = folder / "copies"
    assert copy_notebooks(copies) == []
    write(copies / "changed.ipynb", "top = 3")
    write(copies / "run.ipynb", "top = 10", outputs=[{"output_type": "stream", "name": "stdout", "text": "10"}])
    assert copy_notebooks(copies) == []
    for name in ("changed", "run"):
        write(ours / f"{name}.ipynb", "top = 20")
    assert copy_notebooks(copies) == [copies / "changed.ipynb"]
    assert [cells(copies / f"{name}.ipynb")[0]["source"] for name in ("changed", "run")] == ["top = 3", "top = 20"]
    (copies / "run.ipynb").write_text("no notebook any more")
    assert copy_notebooks(copies) == [copies / "changed.ipynb", copies / "run.ipynb"]


def write(path: Path, source: str, outputs: list[Any] | None = None) -> None:
    """A notebook of one cell; where there is one already, its metadata stay, as in an editor."""
    metadata = json.loads(path.read_text())["metadata"] if path.exists() else {}
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": outputs or []}
    path.write_text(json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    assert hash_notebook(path.read_bytes())
