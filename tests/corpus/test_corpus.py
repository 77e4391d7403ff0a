"""A corpus: what is added, what replaces what, and what its tables hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import readout
from readout.corpus.rows import SCHEMAS, TABLES
from support import ROOT
from support.results import results, save_run

SECTION = (ROOT / "data/README.md").read_text(encoding="utf-8").split("## A corpus")[1].split("\n## ")[0]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described(table: str) -> None:
    entry = re.search(rf"^- `{table}`: (.*?)(?=^- |^$)", SECTION, re.DOTALL | re.MULTILINE)
    assert entry
    assert set(SCHEMAS[table].names) <= {*re.findall(r"`(\w+)`", entry[1])}


def test_an_analysis_is_kept_as_it_is(tmp_path: Path, analysed: Callable[[str], readout.Analysis]) -> None:
    found = analysed("")
    run = tmp_path / "run"
    run.mkdir()
    (run / "results.json").write_text(found.to_json())
    corpus = readout.Corpus(tmp_path / "corpus")
    assert str(corpus.add(run)) == "1 article added"
    assert corpus.articles["id"].tolist() == [found.article.id]
    assert corpus.articles["month"].tolist() == ["2020-09"]
    for name in ("sentences", "attributions", "targets", "ties", "acts"):
        kept = getattr(corpus, name)
        assert kept["text"].tolist() == getattr(found, name)["text"].tolist()
        assert kept[["start", "end"]].values.tolist() == getattr(found, name)[["start", "end"]].values.tolist()
    assert [[list(span) for span in spans] for spans in corpus.ties["evidence"]] == found.ties["evidence"].tolist()


def test_columns_that_are_empty_throughout_have_their_types(tmp_path: Path) -> None:
    save_run(tmp_path / "run", results(1, ties=[]))
    corpus = readout.Corpus(tmp_path / "corpus")
    corpus.add(tmp_path / "run")
    types = dict(corpus.sql("SELECT column_name, column_type FROM (DESCRIBE ties)").fetchall())
    assert types["confidence"] == "DOUBLE"
    assert types["month"] == "VARCHAR"
    types = dict(corpus.sql("SELECT column_name, column_type FROM (DESCRIBE articles)").fetchall())
    assert (types["url"], types["published"]) == ("VARCHAR", "DATE")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, analysed: Callable[[str], readout.Analysis]) -> readout.Corpus:
    """Three of the bundled articles."""
    folder = tmp_path_factory.mktemp("corpus")
    for day in ("2020-09-29", "2020-12-24", "2021-01-14"):
        path = next((ROOT / "data/articles").glob(f"{day}-*"))
        (folder / "runs" / day).mkdir(parents=True)
        (folder / "runs" / day / "results.json").write_text(analysed(str(path)).to_json(), encoding="utf-8")
    corpus = readout.Corpus(folder / "corpus")
    corpus.add(folder / "runs")
    return corpus


@pytest.mark.parametrize(
    ("asked", "passages"),
    [
        ({"actor": "US", "phrase": "Iran"}, [("United States", "The United States (US) has threatened")]),
        ({"actor": "Pompeo", "phrase": "Shi’ite factions"}, [("Mike Pompeo", "He was said to have told both men")]),
        ({"phrase": "photograph"}, [("author", "He posted a photograph of three rockets")]),
        ({"actor": "Nobody"}, []),
        ({"phrase": "rock"}, []),
    ],
)
def test_passages_in_which_somebody_speaks_of_something(
    corpus: readout.Corpus, asked: dict[str, str], passages: list[tuple[str, str]]
) -> None:
    found = corpus.search(**asked)
    assert [
        (row.speaker, row.text[: len(text)]) for row, (_, text) in zip(found.itertuples(), passages, strict=True)
    ] == passages


def test_a_last_name_finds_who_bears_it(corpus: readout.Corpus) -> None:
    links = corpus.link_actors()
    assert set(links["linked"][links["name"].isin(["Trump", "Donald Trump"])]) == {"donald-trump"}
    assert set(corpus.search(actor="Trump")["speaker"]) == {"Donald Trump"}


def test_questions_in_sql(corpus: readout.Corpus) -> None:
    """How many articles name an actor, under any name; who opposes whom in whose articles."""
    corpus.link_actors()
    query = "SELECT linked_name, count(DISTINCT article) AS n FROM actor_links WHERE linked IS NOT NULL GROUP BY 1"
    counts = corpus.sql(query).df().set_index("linked_name")["n"]
    assert counts[["United States", "Iran", "Iraq"]].tolist() == [3, 3, 3]
    query = "SELECT outlet, count(*) FROM ties t JOIN articles a ON a.id = t.article WHERE label = 'opposes' GROUP BY 1"
    assert sum(number for _, number in corpus.sql(query).fetchall()) == (corpus.ties["label"] == "opposes").sum()


def test_mistakes_are_one_line(corpus: readout.Corpus, tmp_path: Path) -> None:
    with pytest.raises(readout.UserError, match=r"^search: neither an actor nor a phrase"):
        corpus.search()
    with pytest.raises(readout.UserError, match=r"^sql: "):
        corpus.sql("SELECT nothing FROM nowhere")
    with pytest.raises(AttributeError, match="its tables are articles, sentences"):
        _ = corpus.tie
    (tmp_path / "story.txt").touch()
    with pytest.raises(readout.UserError, match="is no corpus; give a corpus, or a new folder"):
        readout.Corpus(tmp_path)


def test_a_corpus_shows_itself(corpus: readout.Corpus) -> None:
    assert "3 articles from 3 outlets, 29 September 2020 to 14 January 2021" in repr(corpus)
    assert "<caption>What is in it</caption>" in corpus._repr_html_()
    assert list(corpus.tables) == list(TABLES)
    assert len(corpus.tables["ties"]) == len(corpus.ties)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_polars_and_duckdb_read_its_folders(table: str, corpus: readout.Corpus) -> None:
    files = f"{corpus.path}/{table}/*/*.parquet"
    if table == "failures":
        corpus.add("missing.txt")
    expected = len(getattr(corpus, table))
    assert expected
    assert len(pd.read_parquet(corpus.path / table)) == expected
    assert duckdb.sql(f"SELECT count(*) FROM '{files}'").fetchall() == [(expected,)]
    if find_spec("polars"):
        frame = import_module("polars").read_parquet(corpus.path / table)
        assert (len(frame), "month" in frame.columns) == (expected, True)


def test_coverage_names_the_reports_that_it_was_made_from(corpus: readout.Corpus) -> None:
    found = corpus.coverage()
    assert found.articles["report"].tolist() == ["2020-09-29", "2020-12-24", "2021-01-14"]
    assert ">Report</th>" in readout.show.article_list(found)
    assert " (report 20" in readout.show.tie_passages(found)
