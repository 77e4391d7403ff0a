"""The shape of the house: one meaning a name, doors with docstrings, modules that read in one sitting."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from support import ROOT

LIB = ROOT / "lib"
MODULES = sorted(path for path in LIB.rglob("*.py") if "__pycache__" not in path.parts)
FIGURES = LIB / "readout" / "charts"  # figures have the same names in `show` and `charts`
MOST_LINES = 400


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def public(path: Path) -> list[str]:
    """The functions and classes that a module defines for others."""
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node.name for node in tree(path).body if isinstance(node, defined) and node.name[0] != "_"]


def test_a_public_name_stands_in_one_module() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        if path.name != "__main__.py" and path.parent not in (FIGURES, LIB / "readout" / "show"):
            for name in public(path):
                where[name].append(str(path.relative_to(LIB)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(LIB)))
def test_a_module_says_what_it_is_and_reads_in_one_sitting(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "say in a line what is in it"
    assert path.read_text(encoding="utf-8").count("\n") <= MOST_LINES, "is it two things?"


@pytest.mark.parametrize("path", sorted(LIB.rglob("__init__.py")), ids=lambda path: path.parent.name)
def test_the_door_of_a_package_says_who_may_come_in(path: Path) -> None:
    """Packages below the two names are doors: what is in them, and what may import them."""
    if path.parent.parent != LIB and path.parent.name != "resources":
        assert "import" in (ast.get_docstring(tree(path)) or "").lower()


@pytest.mark.parametrize("package", ["readout", "readout_app"])
def test_the_map_for_contributors_names_all_that_is_there(package: str) -> None:
    whole = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    mapped = re.findall(r"\w+", whole.partition("## Where everything is")[2].partition("## Recipes")[0])
    there = {path.stem for path in (LIB / package).iterdir() if path.suffix == ".py" or path.is_dir()}
    unnamed = {name for name in there if not name.startswith(("__", "cli_"))} - {*mapped}
    assert unnamed == set()
