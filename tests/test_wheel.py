"""The wheel holds all that a run needs: installed elsewhere, it makes the sample page of reports/ outside a clone."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import html

from support import ROOT

# hatchling, but without deflating: nine seconds that take a tenth off the weights of the model
BUILD = "import zlib; zlib.Z_DEFAULT_COMPRESSION = 0; from hatchling.cli import hatchling; hatchling()"
NUMBER = re.compile(r"[-−+]?\d+\.\d+")


def run(*words: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **more}
    return subprocess.run([sys.executable, *words], cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel is installed, without the packages it needs: those are here."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run("-c", BUILD, "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("readout_news-*.whl")
    with ZipFile(wheel) as file:  # all that pip does with it, in a fifth of the time
        file.extractall(folder / "site")
    return folder / "site"


def test_the_distribution_says_its_version(installed: Path, tmp_path: Path) -> None:
    code = "import readout; print(readout.__version__, readout.__file__)"
    version, place = run("-c", code, cwd=tmp_path, PYTHONPATH=str(installed)).stdout.split()
    assert (installed / f"readout_news-{version}.dist-info").is_dir()
    assert Path(place).is_relative_to(installed)


def told(page: Path) -> list[str]:
    """The texts of a page in their order, but for the drawings' and the versions of what made it."""
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    for one in tree.xpath("//svg | //style | //dt[text()='Versions']/following-sibling::dd[1]"):
        one.getparent().remove(one)
    return [" ".join(text.split()) for text in tree.xpath("//text()") if text.strip()]


def test_makes_the_sample_outside_a_clone(installed: Path, tmp_path: Path) -> None:
    """Its texts are the same, with figures to one decimal, but for one in a hundred.

    Another processor multiplies with other roundings: a row that is barely a finding on one is none on another.
    """
    done = run("-m", "readout_app", "report", "--out", "here", cwd=tmp_path, PYTHONPATH=str(installed))
    assert done.returncode == 0, done.stderr
    kept, fresh = told(ROOT / "reports" / "sample.html"), told(tmp_path / done.stdout.strip())
    assert len(kept) > 300
    assert differing(map(rounded, kept), map(rounded, fresh)) <= len(kept) / 100, "make sample"


def differing(some: Iterable[str], others: Iterable[str]) -> int:
    """How many texts one page has and the other lacks, wherever they stand."""
    one, other = Counter(some), Counter(others)
    return max((one - other).total(), (other - one).total())


def rounded(text: str) -> str:
    return NUMBER.sub(lambda number: f"{float(number[0].replace('−', '-')):.1f}", text)


def test_lab_opens_copies_and_leaves_the_installed_notebooks_alone(installed: Path, tmp_path: Path) -> None:
    shipped = installed / "readout" / "resources" / "notebooks"
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in shipped.iterdir()}
    code = "from pathlib import Path; from readout_app.cli_lab import copy_notebooks; copy_notebooks(Path('mine'))"
    done = run("-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "mine").glob("*.ipynb")} == set(before) >= {"start.ipynb"}
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in shipped.iterdir()} == before
