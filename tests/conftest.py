"""Marks whole files, so that `make quick` can leave out what runs notebooks in kernels or reads many articles."""

import pytest

from support import ROOT

KERNEL = {
    *(f"runs/test_{name}.py" for name in ("batch", "execution", "folder", "kernel", "manifest", "run")),
    *("app/test_cli_report.py", "schedule/test_runner.py", "evidence/test_hostile_page.py"),
    *(f"test_{name}.py" for name in ("elsewhere", "hostile", "sample", "wheel")),
}
SLOW = {f"training/test_{name}.py" for name in ("audit", "bars", "bench", "evaluate", "gold")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        path = item.path.relative_to(ROOT / "tests").as_posix()
        for marker, files in (("kernel", KERNEL), ("slow", SLOW)):
            if path in files:
                item.add_marker(marker)
