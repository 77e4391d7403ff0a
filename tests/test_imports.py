"""The direction of imports: a module imports from the layers below its own only (CONTRIBUTING.md)."""

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "lib" / "readout"
LAYERS = (  # from the bottom up; modules of one layer do not import each other
    {"resources", "__init__", "console", "signals", "veil"},
    {"feeds", "guard", "retries"},
    {"pinned"},
    {"web"},
    {"robots"},
    {"source", "segment", "withheld"},
    {"credits"},
    {"layout"},
    {"formats"},
    {"article"},
    {"language", "pieces"},
    {"encoder"},
    {"heads", "trees"},
    {"reader"},
    {"syntax"},
    {"names"},
    {"clauses", "corrections", "named", "offices"},
    {"descriptions", "issues", "mentions", "pronouns"},
    {"joining"},
    {"actwords", "actors", "phrases", "sources", "quotations"},
    {"parties"},
    {"acts", "reported"},
    {"attitudes"},
    {"attribution"},
    {"sides", "asked", "corrected"},
    {"sentiment", "stance", "keywords", "dates", "occlusion"},
    {"analysis"},
    {"conllu", "scores"},
    {"labelled"},
    {"predictors"},
    {"bench"},
    {"anchors", "wording", "marks", "svg", "lettering", "sheets", "parameters", "runfolder"}
    | {"slots", "tomllines"},
    {"drawing", "captions", "publish", "differences", "changes", "watchkeys"},
    {"plots", "dateplots", "keyplots", "wordplots"},
    {"markup"},
    {"accuracy", "findings", "fulltext"},
    {"cards", "evidence", "sparkline", "weighed"},
    {"page", "browser"},
    {"opening", "hashes"},
    {"safety"},
    {"gate"},
    {"tidy", "kernels", "summary", "listing"},
    {"limits", "feed", "retention", "digest"},
    {"catalog", "letters", "smtp"},
    {"delivery"},
    {"execution"},
    {"render", "manifest"},
    {"report"},
    {"batch", "watches"},
    {"due", "timers", "history", "intake"},
    {"workflow"},
    {"install"},
    {"progress", "watching"},
    {"asking", "telling"},
    {"schedule"},
    {"making"},
    {"warm"},
    {"verify"},
    {"datacommands", "schedulecommands"},
    {"cli"},
    {"__main__"},
)
COLUMNS_ONLY = {"drawing", "plots", "dateplots", "keyplots", "wordplots"} | {
    "accuracy",
    "anchors",
    "captions",
    "cards",
    "evidence",
    "findings",
    "fulltext",
    "sparkline",
    "summary",
    "lettering",
    "markup",
    "marks",
    "svg",
    "wording",
    "weighed",
    "withheld",
}
HEAVY = {
    "papermill": "execution",
    "nbconvert": "render",
    "matplotlib": "drawing",
    "onnxruntime": "encoder",
    "tokenizers": "encoder",
    "tinyhtml5": "page",
    "tinycss2": "safety",
    "playwright": "opening",
    "httpx": "web pinned",
    "feedparser": "feeds",
}


def imports(module: str) -> set[str]:
    """The modules that a module imports, but for annotations only."""
    found: set[str] = set()
    tree = ast.parse((LIBRARY / f"{module}.py").read_text(encoding="utf-8"))
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def ours(module: str) -> set[str]:
    return {name.split(".")[1] for name in imports(module) if name.startswith("readout.")} & MODULES


MODULES = {path.stem for path in LIBRARY.glob("*.py")} | {"resources"}
PLACE = {module: level for level, layer in enumerate(LAYERS) for module in layer}


def test_every_module_has_its_layer() -> None:
    assert set(PLACE) == MODULES


@pytest.mark.parametrize("module", sorted(MODULES - {"resources"}))
def test_imports_only_go_down(module: str) -> None:
    upward = {other for other in ours(module) if other != module and PLACE[other] >= PLACE[module]}
    assert upward == set()


@pytest.mark.parametrize("module", sorted(COLUMNS_ONLY))
def test_what_draws_knows_columns_only(module: str) -> None:
    assert ours(module) <= COLUMNS_ONLY | {"resources"}


def test_report_imports_no_analysis() -> None:
    analyses = {
        "analysis",
        "sentiment",
        "stance",
        "keywords",
        "occlusion",
        "actors",
        "attribution",
        "acts",
        "mentions",
        "syntax",
        "reader",
        "language",
    }
    for module in ("report", "execution", "render", "tidy", "runfolder", "parameters", "publish", "batch"):
        assert not ours(module) & analyses


@pytest.mark.parametrize(("package", "owner"), HEAVY.items())
def test_heavy_packages_have_one_owner(package: str, owner: str) -> None:
    users = {
        m for m in MODULES - {"resources", "warm"} if any(n.split(".")[0] == package for n in imports(m))
    }
    assert users == set(owner.split())


def test_nothing_here_trains() -> None:
    training = {path.stem for path in (ROOT / "training").glob("*.py")} | {"training", "torch"}
    used = {name.split(".")[0] for module in MODULES - {"resources"} for name in imports(module)}
    assert not used & training


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_import_readout_only(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    tops = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert tops <= {"readout", "pandas"}
