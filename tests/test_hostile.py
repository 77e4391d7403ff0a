"""Hostile inputs through the notebooks onto pages, hostile parameters, and failures that mean ill."""

import json
import re
import sys
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from readout.articles.article import Article, read
from readout.resources import FOLDER
from readout_app.archive.browser_checks import opened_faults
from readout_app.archive.checks import page_faults, parse_page
from readout_app.runs import pdf as browser
from readout_app.runs import run as report
from readout_app.runs.batch import Batch, Job, run_batch, run_job
from readout_app.runs.folder import artefact_faults
from readout_app.runs.run import Run
from support.hostile import HOSTILE, PROSE, Hostile
from support.inline import without_kernel
from support.notebooks import notebook

SCHEMA = Draft202012Validator(json.loads((FOLDER / "results.schema.json").read_text(encoding="utf-8")))
WORDS = (
    "</style><script>alert(1)</script> <img src=x onerror=alert(1)> \u202egnp.exe \u2067isolated Ber\u200blin "
    "\x07bell \x1b[31mred \x0b\x85 \ufdd0\uffff\U0001fffe {{7*7}} {0} %s $\\frac{1}{0}$ ../../etc/passwd `x` \"'\n"
    '# !touch pwned\n"""; import os; os.system("touch pwned") #'
)
TARGETS = [WORDS, "javascript:alert(1)", "the </style><script>alert(1)</script> law", "\u202e", "x" * 5000, "law"]
ALIASES = """what\twords\tname\tkind
alias\tthe minister\t<b>x</b>\tperson
alias\tSupreme Court\t</title><script>alert(1)</script> \u202egnp $\\frac{1}{0}$\torganisation
alias\tThe opposition\t\x07\x0c\x1b[31m\ufdd0\uffff</g></svg>\tgroup
alias\tgovernment\t../../etc/passwd\torganisation
merge\tAnna Weber\tjavascript:alert(1)
split\tBerlin\t"<h2 onclick=alert(1)>
reject\t<img src=x onerror=alert(1)>
reject tie\tx\t{{7*7}}{% raw %}
"""
PHONE = (("light", 390),)
NAME = "{} $(touch pwned) `x` 'a\" <b>&%2e%2e\n..t"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere reports are made one by one")


class Report(NamedTuple):
    """An input, the article in it, and a run of the briefing over it."""

    input: Hostile
    article: Article
    run: Run


def made(name: str, given: Mapping[str, object], source: str, out: Path) -> Run:
    """The run of the notebook over the source."""
    run = run_job(Job(Batch(report.find_notebook(name), given, out), source))
    assert isinstance(run, Run)
    return run


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def inputs(base: Path) -> list[str]:
    """The files of the inputs, each in a folder of its own."""
    for number, one in enumerate(HOSTILE):
        (folder := base / "in" / str(number)).mkdir(parents=True)
        (folder / one.name).write_bytes(one.data)
    return [str(base / "in" / str(number) / one.name) for number, one in enumerate(HOSTILE)]


@pytest.fixture(scope="module")
def reports(base: Path, inputs: list[str]) -> list[Report]:
    """Each input in the briefing, without a kernel."""
    with without_kernel():
        return [
            Report(one, read(path), made("briefing", {}, path, base / "out"))
            for one, path in zip(HOSTILE, inputs, strict=True)
        ]


@pytest.fixture(scope="module")
def odd(base: Path) -> dict[str, Run]:
    """Runs over an article with an odd name, odd parameters and an odd file of names; the briefing, and a notebook that
    fails with a hostile message, in kernels."""
    (folder := base / "odd").mkdir()
    source = folder / f"{NAME}.txt"
    source.write_text(f"Headline\n\n{PROSE}\n\nIt was {TARGETS[2]}, they said.\n", encoding="utf-8")
    (names := folder / f"{NAME}.tsv").write_text(ALIASES, encoding="utf-8")
    given = {"aliases": str(names), "targets": TARGETS}
    cell = f"print({WORDS!r})\nraise type('<script>alert(1)</script>', (Exception,), {{}})({WORDS!r})"
    failing = notebook(base / "n.ipynb", "# ## An attempt", cell)
    asked = Batch(report.find_notebook("briefing"), given, base / "out"), Batch(failing, {}, base / "out")
    runs = dict(run_batch([Job(batch, str(source)) for batch in asked], 2))
    found = dict(zip(("briefing", "failing"), (run for _, run in sorted(runs.items())), strict=True))
    with without_kernel():
        found["sentiment"] = made("sentiment", given, str(source), base / "out")
        words = {"aliases": str(names), "phrase": TARGETS[2]}
        found["keywords"] = made("keywords", words, str(source), base / "out")
        found["unknown"] = made("keywords", {"phrase": WORDS}, str(source), base / "out")
    return found


def faults(run: Run, tries: str = "") -> list[str]:
    return [f"{tries}: {fault}" for fault in page_faults(run.page, limit=2_000_000)]


def text(run: Run) -> str:
    """All that the page says, without its white space."""
    return "".join("".join(parse_page(run.page.read_text(encoding="utf-8"))[0].itertext()).split())


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_each_input_makes_reports_that_have_no_fault(reports: list[Report]) -> None:
    assert {one.run.error for one in reports} == {None}
    assert list(chain.from_iterable(faults(one.run, one.input.tries) for one in reports)) == []


def test_what_a_run_leaves_can_be_read_and_bears_plain_names(reports: list[Report]) -> None:
    for _, article, run in reports:
        assert re.fullmatch(r"undated-[a-z0-9-]{1,48}-briefing-[0-9a-f]{8}", run.folder.name)
        files = {path.name for path in run.folder.iterdir()}
        assert files == {"article.json", "manifest.json", "report.html", "report.ipynb", "results.json", "tables"}
        assert artefact_faults(run.folder) == []
        results = json.loads((run.folder / "results.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
        SCHEMA.validate(results)
        assert results["article"]["text"] == article.text
        nbformat.validate(nbformat.read(run.folder / "report.ipynb", as_version=4))
        for path in (run.folder / "tables").iterdir():
            assert re.fullmatch(r"[a-z_]+\.csv", path.name)
            pd.read_csv(path)


def test_the_page_shows_the_text_of_its_article(reports: list[Report]) -> None:
    for _, article, run in reports:
        root, _ = parse_page(run.page.read_text(encoding="utf-8"))
        paragraphs = ["".join(one.itertext()).strip("\n") for one in root.findall(".//div[@class='prose']/p")]
        assert paragraphs == article.text.split("\n\n")
        assert "".join(root.find(".//h1").itertext()) == article.title  # type: ignore[union-attr]


@pytest.mark.browser
@pytest.mark.skipif(browser.find_chromium() is None, reason="needs Chromium: install chromium")
def test_pages_are_harmless_when_opened_and_everyone_can_use_those_of_hostile_parameters(
    reports: list[Report], odd: dict[str, Run]
) -> None:
    """Nothing runs, loads or complains; axe-core looks at the two pages that hold the most."""
    told = zip(reports, opened_faults((one.run.page for one in reports), ()), strict=True)
    assert [f"{one.input.tries}: {fault}" for one, found in told for fault in found] == []
    shown = {name: run.page for name, run in odd.items()}
    looked_at = [shown.pop(name) for name in ("briefing", "failing")]
    assert [*chain(*opened_faults(looked_at, PHONE), *opened_faults(shown.values(), ()))] == []


def test_hostile_parameters_names_paths_and_failures_make_pages_that_pass_the_gate(odd: dict[str, Run]) -> None:
    for name, run in odd.items():
        assert run.status == ("failed" if name == "failing" else "done")
        assert faults(run) == []
        assert artefact_faults(run.folder) == []
    for name in ("briefing", "sentiment"):
        results = json.loads((odd[name].folder / "results.json").read_text(encoding="utf-8"))
        assert {row["target"] for row in results["stance"]["toward"]} == {"javascript:alert(1)", TARGETS[2], "law"}
        actors = {one["name"] for one in results["actors"]}
        assert {"../../etc/passwd", "</title><script>alert(1)</script> \u202egnp $\\frac{1}{0}$"} <= actors
        assert json.dumps(TARGETS[2]).replace(" ", "") in text(odd[name])
        assert "../../etc/passwd" in text(odd[name])
    assert f"phrase = {json.dumps(TARGETS[2])}".replace(" ", "") in text(odd["keywords"])
    assert "!touchpwned" in text(odd["failing"])
    nbformat.validate(nbformat.read(odd["failing"].folder / "report.ipynb", as_version=4))


@pytest.mark.usefixtures("reports", "odd")
def test_nothing_is_written_elsewhere(base: Path, inputs: list[str]) -> None:
    assert {path.name for path in base.iterdir()} <= {"in", "odd", "out", "n.ipynb"}
    assert names(base / "in") == {
        name for number, one in enumerate(HOSTILE) for name in (str(number), f"{number}/{one.name}")
    }
    assert [Path(path).read_bytes() for path in inputs] == [one.data for one in HOSTILE]
    assert names(base / "odd") == {f"{NAME}.txt", f"{NAME}.tsv"}
    assert [path for path in (*base.rglob("*pwned*"), *Path.cwd().glob("*pwned*")) if path.parent != base / "odd"] == []


def test_a_name_that_means_ill_is_told_in_one_plain_line() -> None:
    told = r"^\.\./\.\./\[31metc/passwd \.txt: does not exist; check the path$"
    with pytest.raises(ValueError, match=told):
        read("../../\x1b[31m\u202eetc/passwd\n.txt")
