"""What all tests have: the marks by which `make quick` leaves some out, and what is found in the bundled articles."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from support import ROOT

if TYPE_CHECKING:
    from readout.analysis import Analysis

settings.register_profile("readout", max_examples=40, deadline=None)  # no test has a time limit
settings.load_profile("readout")

KERNEL = {
    *(f"runs/test_{name}.py" for name in ("batch", "execution", "folder", "kernel", "manifest", "run")),
    *("app/test_cli_report.py", "schedule/test_runner.py", "evidence/test_hostile_page.py"),
    *(f"test_{name}.py" for name in ("elsewhere", "hostile", "sample", "wheel")),
}
SLOW = {f"training/test_{name}.py" for name in ("audit", "bars", "bench", "evaluate", "gold")}
SLOW |= {"corpus/test_gold.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        for marker, files in (("kernel", KERNEL), ("slow", SLOW)):
            if path in files:
                item.add_marker(marker)


@pytest.fixture(scope="session")
def analysed() -> Callable[[str], Analysis]:
    """What is found in an article that comes with Readout, by the path that `read` takes; each is analysed once."""
    from readout.analysis import analyze  # late: many tests need none of it
    from readout.articles.article import read

    return cache(lambda path: analyze(read(path), targets=["Washington", "militias", "US troops", "rain"]))
