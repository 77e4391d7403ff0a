"""The notebooks themselves: kept clean, and run for real over the bundled article."""

import ast
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from readout import Analysis, UserError, analyze, read
from readout.analyses.keywords import ORDERS
from readout.articles.article import Article
from readout.articles.redaction import SHOWS
from readout.articles.sources import expand
from readout.corpus.coverage import PERIODS, TABLES
from readout.evidence.export import label_rows, to_csv
from readout_app.archive.browser_checks import opened_faults
from readout_app.archive.checks import check_paths
from readout_app.runs import run as report
from readout_app.runs.batch import Batch, Job, run_batch
from readout_app.runs.collection import Collection
from readout_app.runs.parameters import read_parameters
from readout_app.runs.pdf import find_chromium
from support import ROOT
from support.command import call

FOLDER = ROOT / "notebooks"
OF_ONE = ["briefing", "keywords", "sentiment", "stance"]  # the others read many articles at once
NAMES = ["briefing", "coverage", "keywords", "sentiment", "stance"]
LESSON = "start"  # teaches, and is no report
MORE = {  # tables beside those of an Analysis and the measured figures
    "briefing": ["speakers", "corrections"],
    "keywords": ["together", "kwic", "collocations"],
    "sentiment": ["by_voice", "lexicon_words", "spoken", "contributions"],
    "stance": ["corrections"],
}
LONGEST_CELL = 10


@pytest.fixture(scope="module")
def plain(short: Path) -> Analysis:
    """What is found in the short article, asked for nothing."""
    return analyze(read(str(short)))


def cells(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_these_are_the_notebooks() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted([*NAMES, LESSON])


@pytest.mark.parametrize("name", [*NAMES, LESSON])
def test_is_kept_without_outputs(name: str) -> None:
    for cell in cells(name):
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert cell["id"].replace("-", "").isalpha(), "ids are words, so that they stay as they are"


@pytest.mark.parametrize("name", [*NAMES, LESSON])
def test_reads_like_an_essay(name: str) -> None:
    every = cells(name)
    assert source(every[0]).startswith("# ")
    for before, cell in pairwise(every):
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse(source(cell))
        defines = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(node, defines) for node in ast.walk(tree)), source(cell)
        assert source(cell).count("\n") < LONGEST_CELL
        goes_on = cell["id"] in ("parameters", "read", "quotes") or cell["id"].startswith("right-")
        assert before["cell_type"] == "markdown" or goes_on


@pytest.mark.parametrize("name", [*NAMES, LESSON])
def test_stands_on_the_door_of_the_library_alone(name: str) -> None:
    for cell in cells(name):
        if cell["cell_type"] == "code":
            nodes = list(ast.walk(ast.parse(source(cell))))
            modules = [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
            modules += [each.name for node in nodes if isinstance(node, ast.Import) for each in node.names]
            assert {*modules} <= {"readout"}


def test_say_it_in_few_lines() -> None:
    code = [source(cell) for name in NAMES for cell in cells(name) if cell["cell_type"] == "code"]
    assert sum(len(text.splitlines()) for text in code) <= 170
    assert sum(len(text.splitlines()) > 3 for text in code) == 2 * len(NAMES), "parameters and the first call"


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_those_of_the_contract(name: str) -> None:
    found = {one.name: one.type for one in read_parameters(FOLDER / f"{name}.ipynb")}
    common = {"top": "int", "aliases": "str", "show_text": "str"}
    assert {"article" if name in OF_ONE else "articles": "str", **common}.items() <= found.items()
    choices = {one.name: one.choices for one in read_parameters(FOLDER / f"{name}.ipynb")}
    assert choices["show_text"] == SHOWS
    if name == "keywords":
        assert set(choices["order"]) == set(ORDERS)
    if name == "coverage":
        assert choices["by"] == PERIODS
    assert (found.get("targets") == "list") == (name not in ("keywords", "coverage"))
    assert all(one.help for one in read_parameters(FOLDER / f"{name}.ipynb"))


@pytest.mark.kernel
@pytest.mark.parametrize("name", OF_ONE)
def test_makes_a_report_of_an_article(name: str, shipped: Callable[[str], report.Run], plain: Analysis) -> None:
    article, run = plain.article, shipped(name)
    page = run.page.read_text(encoding="utf-8")
    assert article.title in page.replace("&#39;", "'").replace("&amp;", "&")
    assert "<script" not in page
    assert str(run.folder.parent) not in page
    assert str(Path.home()) not in page
    results = json.loads((run.folder / "results.json").read_text(encoding="utf-8"))
    assert results == json.loads(plain.to_json())
    sheets = {path.stem: path.read_text(encoding="utf-8") for path in (run.folder / "tables").glob("*.csv")}
    assert set(sheets) == {*plain.tables, "measured", *MORE[name]}
    assert {name: label_rows(to_csv(frame), article) for name, frame in plain.tables.items()}.items() <= sheets.items()


@pytest.mark.browser
@pytest.mark.kernel
@pytest.mark.skipif(find_chromium() is None, reason="needs Chromium: install chromium")
def test_the_pages_of_all_notebooks_pass_all_checks(shipped: Callable[[str], report.Run]) -> None:
    """The briefing, which has all kinds of figures, as the command looks at it; the others on a phone."""
    result = call("verify", shipped("briefing").folder)
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr.endswith(": no faults\n")
    others = [shipped(name) for name in OF_ONE if name != "briefing"]
    assert [*check_paths((run.folder for run in others), in_browser=False)] == []
    assert [*opened_faults((run.page for run in others), (("light", 390),))] == [[]] * len(others)


def test_the_lesson_is_not_among_all_reports() -> None:
    assert [path.stem for path in report.find_notebooks(["all"])] == OF_ONE
    with pytest.raises(UserError, match=r'^start.ipynb: no cell has the tag "parameters"'):
        read_parameters(report.find_notebook(LESSON))


@pytest.mark.model
def test_each_cell_of_the_lesson_ends_in_a_value_one_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole picture first, then cells of two lines; what each ends in has a useful text and picture."""
    monkeypatch.chdir(tmp_path)
    shell = InteractiveShell.instance()
    code = [source(cell) for cell in cells(LESSON) if cell["cell_type"] == "code"]
    for at, text in enumerate(code):
        result = shell.run_cell(text)
        assert result.success, text
        assert result.result is not None, text
        assert len(text.splitlines()) == (2 if at else 4), text
        data, _ = shell.display_formatter.format(result.result)
        assert " object at " not in data["text/plain"]
        assert len(data["text/plain"]) > 20
    InteractiveShell.clear_instance()
    assert len(code) >= 12
    assert not any(tmp_path.iterdir()), "a click writes a file, and running the notebook does not"
    assert len(shell.user_ns["said"]) == 1, "the passage of the example is found, whoever says it"


@pytest.mark.kernel
def test_makes_a_report_of_three_bundled_articles_at_once(tmp_path: Path) -> None:
    whole = [read(name) for name in expand(str(ROOT / "data" / "articles"))[:3]]
    texts = [article.text.split("\n\n")[0] for article in whole]
    known = ("published", "source")
    articles = [
        replace(Article.from_text(text, one.title), **{name: getattr(one, name) for name in known})
        for text, one in zip(texts, whole, strict=True)
    ]
    many = Collection(tuple(articles), sources=("articles",))
    job = Job(Batch(report.find_notebook("coverage"), {"show_text": "excerpts"}, tmp_path), "articles", many)
    made, again = (run for _, run in run_batch([job, job], 1))
    assert isinstance(made, report.Run)
    assert made.error is None
    assert again == replace(made, fresh=False)
    page = made.page.read_text(encoding="utf-8")
    assert "<h1>3 articles, 29 September 2020 to 18 November 2020</h1>" in page
    assert "3 articles from 3 outlets, 29 September 2020 to 18 November 2020: 3 stories.</li>" in page
    assert str(tmp_path) not in page
    assert str(Path.home()) not in page
    assert list(check_paths([made.folder], in_browser=False)) == []
    sheets = {path.stem: path.read_text(encoding="utf-8") for path in (made.folder / "tables").glob("*.csv")}
    assert set(sheets) == {*TABLES, "measured"}
    assert sheets["own_text"].splitlines()[1] == "Baghdad daily,1,1,0,0,1.0"
    kept = [json.loads(line) for line in (made.folder / "collection.jsonl").read_text().splitlines()]
    assert [row["text"] for row in kept] == [None] * 3
    assert "readout report articles --notebook coverage -p show_text excerpts" in page
