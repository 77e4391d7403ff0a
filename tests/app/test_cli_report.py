"""`readout report`: what it prints, and what it leaves in the folder; how a run goes is held by the tests of runs."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from readout.corpus.corpus import Corpus
from readout_app.cli_report import make_reports
from readout_app.runs.batch import Batch, Job
from readout_app.runs.collection import Collection
from readout_app.runs.kernel import Limits
from readout_app.runs.run import Run
from support.articles import stories
from support.command import call
from support.notebooks import PARAMETERS, notebook
from support.past_runs import past
from support.results import results

TITLE = "import json\ntitle = json.load(open(article))['title']\nassert not title.endswith('1'), title\nprint(title)"


def test_pages_are_printed_in_order_and_failures_named_at_the_end(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", TITLE)
    first, second, third = stories(tmp_path, 3)
    out = tmp_path / "o"
    result = call("report", third, "missing.txt", second, first, "--notebook", path, "--out", out)
    assert result.exit_code == 1
    pages = [Path(line).parent.name for line in result.stdout.splitlines()]
    assert ["-2-" in pages[0], "-1-" in pages[1], "-0-" in pages[2]] == [True] * 3
    assert result.stderr.splitlines() == [
        "readout: missing.txt: does not exist; check the path",
        f"readout: {second}: AssertionError: Headline number 1; see {out / pages[1] / 'report.html'}",
        "readout: 2 of 4 articles failed",
    ]
    assert all(f'href="{name}/report.html"' in (out / "index.html").read_text() for name in pages)
    assert (out / "feed.xml").is_file()


def test_a_mistake_of_the_user_s_is_named_once_and_stands_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("alias\tname\tkind\nX\tY\tnothing\n", encoding="utf-8")
    cell = "import readout\nreadout.analyze(readout.read(article), aliases=aliases)"
    parameters = f'{PARAMETERS}\naliases: str = ""  # a file of your own names'
    path, aliases = notebook(tmp_path / "n.ipynb", cell, parameters=parameters), tmp_path / "names.tsv"
    both = stories(tmp_path, 2)
    result = call("report", *both, "--notebook", path, "--out", tmp_path / "o", "-p", "aliases", aliases)
    assert result.exit_code == 1
    pages, said = list(map(Path, result.stdout.splitlines())), result.stderr.splitlines()
    fault = "names.tsv: line 2 has the kind “nothing”"
    for page, line in zip(pages, said[:-1], strict=True):
        assert page.parent.name.endswith("-failed")
        assert fault in page.read_text(encoding="utf-8")
        assert fault in line
        assert line.endswith(f"; see {page}")
    assert said[-1] == "readout: 2 of 2 articles failed"


def test_the_options_reach_the_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("readout_app.cli_report.make_reports", lambda *words: asked.append(words) or 0)
    path, out = notebook(tmp_path / "n.ipynb"), tmp_path / "o"
    words = ("--again", "--keep", "2", "--timeout", "5", "--memory", "100", "--private", "--workers", "3")
    assert call("report", "a.txt", "--notebook", path, "--out", out, "-p", "top", "3", *words).exit_code == 0
    batch = Batch(path, {"top": 3}, out, Limits(5, 100), again=True, private=True)
    assert asked == [([batch], ("a.txt",), 3, 2)]


@pytest.mark.parametrize(
    ("words", "batches"),
    [
        ("--notebook stance --notebook briefing -p top 3", {"stance": {"top": 3}, "briefing": {"top": 3}}),
        ("--notebook stance --notebook keywords --notebook stance", {"stance": {}, "keywords": {}}),
        (
            "--notebook all -p order right",
            {"briefing": {}, "keywords": {"order": "right"}, "sentiment": {}, "stance": {}},
        ),
    ],
)
def test_each_notebook_that_is_named_is_run_with_the_parameters_it_has(
    words: str, batches: dict[str, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("readout_app.cli_report.make_reports", lambda *words: asked.extend(words[0]) or 0)
    assert call("report", *words.split()).exit_code == 0
    assert {batch.notebook.stem: batch.given for batch in asked} == batches


def test_a_parameter_that_no_notebook_has_is_refused() -> None:
    result = call("report", "--notebook", "all", "-p", "tpo", "3")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert 'no parameter "tpo" (did you mean "top"?)' in result.stderr


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Each job finds the run in `o` that has the name of its source; returns the jobs as they come."""
    seen: list[Job] = []

    def find_runs(jobs: Sequence[Job], _workers: int) -> Iterator[tuple[int, Run]]:
        seen.extend(jobs)
        return ((at, Run(tmp_path / "o" / Path(job.source).stem)) for at, job in enumerate(jobs))

    monkeypatch.setattr("readout_app.runs.batch.run_batch", find_runs)
    return seen


def test_all_reports_are_made_though_nobody_reads_on(
    tmp_path: Path, runs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    batch = Batch(notebook(tmp_path / "n.ipynb"), {}, tmp_path / "o")
    with os.fdopen(writer, "w") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        assert make_reports([batch], stories(tmp_path, 2), 1) == 0
    assert len(runs) == 2


def test_standard_input_may_be_one_of_several(tmp_path: Path, runs: list[Job]) -> None:
    text = Path(*stories(tmp_path, 1))
    result = call("report", "-", text, "--out", tmp_path / "o", text=f"From a pipe\n\n{text.read_text()}")
    assert result.exit_code == 0, result.stderr
    assert [job.article and job.article.title for job in runs] == ["From a pipe", None]


def test_several_notebooks_read_each_article_once_and_a_failure_says_which(
    tmp_path: Path, runs: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_stance(jobs: Sequence[Job], _workers: int) -> Iterator[tuple[int, Run]]:
        runs.extend(jobs)
        for at, job in enumerate(jobs):
            name = job.batch.notebook.stem
            yield (
                at,
                Run(tmp_path / "o" / f"{Path(job.source).stem}-{name}", error="no" if name == "stance" else None),
            )

    monkeypatch.setattr("readout_app.runs.batch.run_batch", fail_stance)
    (story,) = stories(tmp_path, 1)
    both = ("--notebook", "stance", "--notebook", "keywords")
    result = call("report", "missing.txt", story, *both, "--out", tmp_path / "o")
    assert [(job.batch.notebook.stem, job.article is not None) for job in runs] == [
        ("stance", True),
        ("keywords", True),
    ]
    assert runs[0].article is runs[1].article
    page = tmp_path / "o" / "story-0-stance" / "report.html"
    assert result.stderr.splitlines() == [
        "readout: missing.txt: does not exist; check the path",
        f"readout: {story}, stance: no; see {page}",
        "readout: 2 of 3 reports failed",
    ]


@pytest.mark.usefixtures("runs")
def test_a_folder_says_what_it_left_out(tmp_path: Path) -> None:
    stories(tmp_path, 1)
    for name in ("b.rtf", "a.doc", "t.csv", ".hidden", "README.md", "results.json"):
        (tmp_path / name).write_text("x")
    (tmp_path / "old").mkdir()
    result = call("report", tmp_path, "--out", tmp_path / "o")
    assert result.exit_code == 0
    assert result.stderr == (
        f"readout: {tmp_path}: left out a.doc, b.rtf, the folder old, results.json, t.csv; "
        "of a folder, its own .txt, .md, .html, .pdf, .docx and .eml files are read, others by name\n"
    )


def test_a_list_names_articles_and_each_row_of_a_table_is_one(tmp_path: Path, runs: list[Job]) -> None:
    story = Path(*stories(tmp_path, 1))
    rows = f'head,story\nOne,"{story.read_text()}"\nTwo,\n'
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "all.lst").write_text(f"rows.csv\n{story.name}\nmissing.txt\n", encoding="utf-8")
    options = ("--columns", "title=head,text=story", "--out", tmp_path / "o")
    result = call("report", f"@{tmp_path / 'all.lst'}", *options)
    assert result.exit_code == 1
    assert [(job.origin, job.article and job.article.title) for job in runs] == [
        ("rows.csv#1", "One"),
        (story.name, None),
        ("missing.txt", None),
    ]
    assert f"readout: {tmp_path / 'rows.csv'}#2: line 6 has no story" in result.stderr.splitlines()


def test_without_a_run_there_is_no_catalogue_and_nothing_to_remove(tmp_path: Path) -> None:
    (tmp_path / "o").mkdir()
    result = call("report", "missing.txt", "--out", tmp_path / "o", "--keep", "1")
    assert (result.exit_code, result.stderr) == (1, "readout: missing.txt: does not exist; check the path\n")
    assert list((tmp_path / "o").iterdir()) == []


@pytest.mark.usefixtures("runs")
def test_a_large_page_is_said(tmp_path: Path) -> None:
    (page,) = (past(tmp_path / "o", Path(story).stem) / "report.html" for story in stories(tmp_path, 1))
    page.write_bytes(bytes(1_200_000))
    result = call("report", *stories(tmp_path, 1), "--out", tmp_path / "o")
    line = f"readout: {page}: it has 1.2 MB, more than readout verify allows; let the notebook show less\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{page}\n", line)


def test_columns_that_are_none_are_a_wrong_call() -> None:
    result = call("report", "--columns", "body=story")
    assert result.exit_code == 2
    assert result.stderr.startswith('readout: columns: "body" is not known; an article has: title, text, ')


@pytest.mark.usefixtures("runs")
def test_keep_removes_older_runs_and_the_catalogue_lists_the_others(tmp_path: Path) -> None:
    out, (story,) = tmp_path / "o", stories(tmp_path, 1)
    names = [f"2020-09-29-us-briefing-0000000{n}" for n in range(3)]
    for n, name in enumerate(names):
        past(out, name, started=f"2026-01-0{n + 1}T10:00:00Z")
    past(out, Path(story).stem, started="2026-02-01T10:00:00Z", article={"id": "another"})
    result = call("report", story, "--out", out, "--keep", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [(out / name).exists() for name in names] == [False, True, True]
    assert [f'href="{name}/report.html"' in (out / "index.html").read_text() for name in names] == [False, True, True]


@pytest.mark.usefixtures("runs")
def test_what_cannot_be_removed_or_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "o"

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(out))

    monkeypatch.setattr("readout_app.archive.listing.prune_runs", refuse)
    past(out, "a run")
    (out / "index.html").mkdir(parents=True)
    result = call("report", *stories(tmp_path, 1), "--out", out, "--keep", "1")
    assert (result.exit_code, result.stdout) == (1, f"{out}/story-0/report.html\n")
    first, second = result.stderr.splitlines()
    assert first == f"readout: {out}: older runs cannot be removed (Permission denied); check who may write there"
    assert second.startswith(f"readout: {out}: the catalogue cannot be written (")


def test_a_notebook_of_many_articles_has_them_all_at_once(tmp_path: Path, runs: list[Job]) -> None:
    texts = stories(tmp_path, 3)
    both = ("--notebook", "coverage", "--notebook", "briefing")
    result = call("report", "missing.txt", *texts, *both, "--out", tmp_path / "o")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, "readout: 1 of 6 reports failed")
    many, *single = runs
    assert isinstance(many.article, Collection)
    assert [article.title for article in many.article.articles] == [f"Headline number {at}" for at in range(3)]
    assert many.article.sources == ("missing.txt", "story-0.txt", "story-1.txt", "story-2.txt")
    assert [(job.batch.notebook.stem, job.article) for job in single] == [("briefing", None)] * 4


def test_without_an_article_it_has_the_six_that_come_with_readout(tmp_path: Path, runs: list[Job]) -> None:
    assert call("report", "--notebook", "coverage", "--out", tmp_path / "o").exit_code == 0
    (job,) = runs
    assert isinstance(job.article, Collection)
    assert job.article.title == "6 articles, 29 September 2020 to 14 January 2021"
    assert job.article.sources == ()


def test_a_corpus_is_handed_over_as_it_is(tmp_path: Path, runs: list[Job]) -> None:
    corpus = Corpus(tmp_path / "affair")
    corpus.add([("a run", results(1)), ("another", results(2, day="2024-03-07"))])
    assert call("report", tmp_path / "affair", "--notebook", "coverage", "--out", tmp_path / "o").exit_code == 0
    (job,) = runs
    assert isinstance(job.article, Collection)
    assert job.article.title == "affair: 2 articles, 5 March 2024 to 7 March 2024"
    assert job.article.as_dict()["words"] == 32
    before = job.article.sha256
    corpus.add([("third", results(3))])
    assert job.article.sha256 != before
    assert job.article.stage(tmp_path) == "corpus"
    assert (tmp_path / "corpus" / "corpus.json").is_file()
    job.article.write(tmp_path, "full")
    assert not (tmp_path / "corpus").exists()
    assert (tmp_path / "affair" / "corpus.json").is_file()
