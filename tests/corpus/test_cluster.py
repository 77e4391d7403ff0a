"""The same rows from processes and from a Dask cluster as from a serial run, also where a worker is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from readout.articles.article import Article
from readout.corpus import parallel
from readout.corpus.corpus import Corpus
from readout.corpus.intake import Added
from readout.corpus.parallel import Task, analyze_many, open_cluster
from readout.corpus.rows import TABLES
from readout.errors import UserError
from support.articles import stories
from support.command import call

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two processes of one thread, which nobody else can reach."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four short articles."""
    folder = tmp_path_factory.mktemp("articles")
    stories(folder, 4)
    return folder


@pytest.fixture(scope="module")
def serial(folder: Path) -> dict[str, list[Any]]:
    corpus = Corpus(folder / "serial")
    corpus.add(folder)
    return rows(corpus)


def rows(corpus: Corpus) -> dict[str, list[Any]]:
    """All rows, in an order that does not depend on who was first, without what depends on it."""
    return {table: sorted(map(repr, _plain(getattr(corpus, table)).to_dict("records"))) for table in TABLES}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=["batch", "seen"], errors="ignore")


def test_a_cluster_gives_the_rows_of_a_serial_run(
    folder: Path, serial: dict[str, list[Any]], cluster: Any, tmp_path: Path
) -> None:
    words = ("analyze", folder, "--format", "parquet", "--out", tmp_path / "corpus")
    result = call(*words, "--cluster", cluster.scheduler_address)
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'corpus'}\n")
    assert rows(Corpus(tmp_path / "corpus")) == serial


def test_a_worker_that_is_killed_loses_nothing(
    folder: Path, serial: dict[str, list[Any]], cluster: Any, tmp_path: Path
) -> None:
    corpus, killed = Corpus(tmp_path / "corpus"), list[int]()

    def kill_one(*_: str) -> None:
        if not killed:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    with open_cluster(cluster.scheduler_address) as executor:
        assert corpus.add(folder, executor=executor, batch=1, on_done=kill_one) == Added(new=4)
    assert killed
    assert rows(corpus) == serial


def test_a_process_of_this_machine_gives_the_same_rows() -> None:
    text = "The minister praised the Supreme Court on Monday. The opposition condemned the law."
    task = Task("story.txt", Article.from_text(text, "Title"), "", "full")
    (here,), (there,) = analyze_many([task]), analyze_many([task], workers=2)
    assert here.rows
    assert there.rows == here.rows


def test_an_address_without_a_scheduler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "TIMEOUT", "200ms")
    with (
        pytest.raises(UserError, match=r"^tcp://127.0.0.1:9: no Dask scheduler answers"),
        open_cluster("tcp://127.0.0.1:9"),
    ):
        pass
