"""What all tests have: the marks by which `make quick` leaves some out, and what is made once for all of them."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from filelock import FileLock
from hypothesis import settings

from support import ROOT
from support.articles import SHORT

if TYPE_CHECKING:
    from readout.analysis import Analysis
    from readout_app.runs.run import Run

# As `import_papermill` does: jsonschema would build a grammar of addresses, for three seconds in each process. What
# lies in `without` stands for no such module, here and in the processes that tests start.
sys.path.insert(0, str(ROOT / "tests" / "without"))
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [sys.path[0], os.environ.get("PYTHONPATH")]))

# Else pytest writes the asserts of every module anew in each process: the half of what collecting takes.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("readout", max_examples=40, deadline=None)  # no test has a time limit
settings.load_profile("readout")

KERNEL = {
    *(f"runs/test_{name}.py" for name in ("batch", "execution", "folder", "kernel", "manifest", "run")),
    *("app/test_cli_report.py", "evidence/test_hostile_page.py"),
    *(f"test_{name}.py" for name in ("elsewhere", "hostile", "wheel")),
}
SLOW = {f"training/test_{name}.py" for name in ("audit", "bars", "bench", "evaluate", "gold")}
SLOW |= {"articles/test_redaction.py", "corpus/test_gold.py"}
MODEL = (
    *("analyses/", "corpus/", "lab/", "nlp/", "training/"),
    *(f"test_{name}.py" for name in ("analysis", "comparison", "door", "reference_article")),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        for marker, files in (("kernel", KERNEL), ("slow", SLOW)):
            if path in files:
                item.add_marker(marker)
        if path.startswith(MODEL):
            item.add_marker("model")
    long = {item.path for item in items if any(map(item.get_closest_marker, ("kernel", "browser", "slow")))}
    items.sort(key=lambda item: item.path not in long)  # first, so that no process waits for another at the end


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this session have."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def analysed(shared: Path) -> Callable[[str], Analysis]:
    """What is found in an article that comes with Readout, by the path that `read` takes; each is analysed once."""

    @cache
    def analyse_once(path: str) -> Analysis:
        from readout.analysis import analyze  # late: many tests need none of it
        from readout.articles.article import read

        article = read(path)
        kept = shared / f"{article.sha256}.pickle"
        with FileLock(f"{kept}.lock"):
            if not kept.exists():
                found = analyze(article, targets=["Washington", "militias", "US troops", "rain"])
                kept.write_bytes(pickle.dumps(found))
            return pickle.loads(kept.read_bytes())

    return analyse_once


@pytest.fixture(scope="session")
def short(shared: Path) -> Path:
    """Four sentences with a tie, a speaker and actors of two names: notebooks take seconds over them, not tens."""
    path = shared / "story.txt"
    with FileLock(f"{path}.lock"):
        path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def shipped(shared: Path, short: Path) -> Callable[[str], Run]:
    """A notebook that comes with Readout, by its name, run over the short article with top = 5; each is run once."""

    @cache
    def runs() -> dict[str, Run]:
        from readout_app.runs.batch import Batch, Job, run_batch
        from readout_app.runs.run import find_notebooks

        notebooks = find_notebooks(["all"])
        jobs = [Job(Batch(notebook, {"top": 5}, shared / "reports"), str(short)) for notebook in notebooks]
        made = dict(run_batch(jobs, 2))
        assert {getattr(run, "error", run) for run in made.values()} == {None}
        return {notebook.stem: cast("Run", made[at]) for at, notebook in enumerate(notebooks)}

    return lambda name: runs()[name]
