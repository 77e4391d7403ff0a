"""Adding to a corpus: nothing twice, nothing lost, nothing half, wherever it is ended."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from benchmarks.corpus_kills import add_through_kills
from readout.articles.article import Article
from readout.corpus import parallel, storage
from readout.corpus.corpus import Corpus
from readout.corpus.intake import Added
from readout.corpus.parallel import Outcome, Task, analyze_many
from readout.corpus.rows import name_contents
from readout.errors import UserError
from support.results import results, save_run

URL = "https://example.org/story"


def saved(folder: Path, *numbers: int, **parts: Any) -> list[Path]:
    """Run folders of these articles."""
    return [save_run(folder / f"run-{len(list(folder.glob('*')))}", results(at, **parts)) for at in numbers]


def titles(corpus: Corpus) -> list[str]:
    return sorted(corpus.articles["title"])


def rows_of_each(corpus: Corpus) -> set[int]:
    """How many rows the articles have, over the tables whose rows are known: one, in each."""
    ids = corpus.articles["id"]
    return {Counter(getattr(corpus, table)["article"])[each] for table in ("ties", "actors", "targets") for each in ids}


def test_what_is_in_it_is_not_taken_again(tmp_path: Path) -> None:
    runs, corpus = saved(tmp_path, 1, 2, 3), Corpus(tmp_path / "corpus")
    assert corpus.add(runs) == Added(new=3)
    before = {path: path.stat().st_mtime_ns for path in corpus.path.rglob("*") if path.name != ".lock"}
    assert corpus.add([*runs, *runs]) == Added(known=6)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert str(corpus.add(runs)) == "no articles added, 3 known already"


def test_a_changed_article_replaces_its_rows_in_all_tables_and_months(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus")
    corpus.add([*saved(tmp_path, 1, url=URL, day="2024-02-29"), *saved(tmp_path, 2, 3)])
    assert corpus.add(saved(tmp_path, 4, url=URL, day="2024-03-01")) == Added(replaced=1)
    assert titles(corpus) == ["Case 2", "Case 3", "Case 4"]
    assert rows_of_each(corpus) == {1}
    assert {*corpus.articles["month"]} == {"2024-03"}
    assert len(corpus.ties) == len(pd.read_parquet(corpus.path / "ties")) == 3, "a plain reader sees the same"


def test_two_articles_of_one_call_do_not_replace_each_other(tmp_path: Path) -> None:
    corpus, runs = Corpus(tmp_path / "corpus"), saved(tmp_path, 1, 2, url=URL)
    assert corpus.add(runs, batch=1) == Added(new=2)
    assert corpus.add(runs, batch=1) == Added(known=2)


def told(words: range, title: str = "Letters", **parts: Any) -> dict[str, Any]:
    """Results of an article without an address, whose text has these words."""
    found = results(1, **parts)
    text = f"{found['article']['text']} {' '.join(map(str, words))}"
    found["article"] |= {"id": hashlib.sha256(text.encode()).hexdigest()[:16], "title": title, "text": text}
    return found


@pytest.mark.parametrize(
    ("later", "added"),
    [
        (told(range(10, 140)), Added(replaced=1)),  # cut, and longer
        (told(range(80)), Added(replaced=1)),
        (told(range(400, 520)), Added(new=1)),  # other letters
        (told(range(121), "Sports"), Added(new=1)),
        (told(range(121), day="2024-03-06"), Added(new=1)),
    ],
)
def test_a_changed_article_of_an_export_replaces_its_rows(later: dict[str, Any], added: Added, tmp_path: Path) -> None:
    """By its title, outlet and day; others that share these stay."""
    corpus = Corpus(tmp_path)
    corpus.add([("export.txt#1", told(range(120))), ("export.txt#2", told(range(200, 320)))])
    assert corpus.add([("newer.txt#1", later)]) == added
    assert len(titles(corpus)) == 2 + added.new
    assert rows_of_each(corpus) == {1}


def test_what_is_there_still_is_not_replaced(tmp_path: Path) -> None:
    corpus, (old, new) = Corpus(tmp_path / "corpus"), saved(tmp_path, 1, 2, url=URL)
    corpus.add(old)
    corpus.add([new, old])
    assert titles(corpus) == ["Case 1", "Case 2"]


def test_of_a_folder_its_runs_and_its_articles_are_taken(tmp_path: Path) -> None:
    runs = saved(tmp_path, 1, 2)
    (tmp_path / "story.txt").write_text("A story.")
    (tmp_path / "index.html").write_text('<meta name="generator" content="Readout catalogue">')
    names = [str(run / "results.json") for run in runs]
    assert sorted(name_contents(str(tmp_path))) == [*names, str(tmp_path / "story.txt")]
    assert name_contents(str(runs[0])) == name_contents(names[0]) == names[:1]


def test_another_version_says_so_and_is_renewed_on_request(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(saved(tmp_path, 1, 2))
    found = results(1)
    found["provenance"]["readout"] = "9.9"
    newer = save_run(tmp_path / "newer", found)
    assert corpus.add(newer) == Added(known=1, outdated=1)
    assert corpus.add(newer, again=True) == Added(replaced=1)
    assert corpus.add(newer, again=True) == Added(known=1)
    assert sorted(corpus.articles["readout"]) == ["0.1.0", "9.9"]
    assert rows_of_each(corpus) == {1}


def test_without_text_it_keeps_none(tmp_path: Path) -> None:
    spoken = {**results(1)["attributions"][0], "speaker": "an official who asked not to be named"}
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(saved(tmp_path, 1, attributions=[spoken]), show_text="none")
    assert corpus.sql("SELECT text FROM sentences UNION SELECT text FROM ties").fetchall() == [(None,)]
    assert corpus.attributions["speaker"].tolist() == ["an official who asked …"]
    written = b"".join(pq.read_table(path).to_pandas().to_csv().encode() for path in corpus.path.rglob("*.parquet"))
    assert b"Bluff" in written
    assert b"praised" not in written
    assert b"not to be named" not in written


def test_excerpts_keep_the_evidence_alone(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(saved(tmp_path, 1), show_text="excerpts")
    assert corpus.ties["text"].tolist() == ["The opposition condemned the law."]
    assert corpus.sentences["text"].isna().all()


def test_a_failure_is_a_row_until_its_source_is_read(tmp_path: Path) -> None:
    corpus, runs = Corpus(tmp_path / "corpus"), saved(tmp_path, 1)
    good = (runs[0] / "results.json").read_text()
    seen: list[tuple[str, str]] = []
    for broken, why in (("{", "cannot be read as JSON"), ('{"article": 1}', "is no result of Readout")):
        (runs[0] / "results.json").write_text(broken)
        added = corpus.add([*runs, "missing.txt"], on_done=lambda *told: seen.append(told))
        assert added == Added(failed=2)
        assert [line.split(";")[0] for line in corpus.failures["why"]] == [why, "does not exist"]
    (runs[0] / "results.json").write_text(good)
    assert corpus.add(runs) == Added(new=1)
    assert corpus.failures["source"].tolist() == ["missing.txt"]
    assert [source for source, _ in seen].count("missing.txt") == 2


def test_months_without_a_day_and_failures_lie_apart(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus")
    corpus.add([*saved(tmp_path, 1, day=None), "missing.txt"])
    folders = {path.parent.relative_to(corpus.path).as_posix() for path in corpus.path.rglob("*.parquet")}
    assert {"articles/month=unknown", "failures/month=unknown"} <= folders


def test_small_parts_of_a_month_are_joined(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(saved(tmp_path, *range(storage.MOST_SMALL + 2)), batch=1)
    assert len(list((corpus.path / "ties").rglob("*.parquet"))) < storage.MOST_SMALL
    assert len(titles(corpus)) == storage.MOST_SMALL + 2
    assert rows_of_each(corpus) == {1}


def test_one_process_adds_at_a_time(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus")
    with storage.open_writer(corpus.path), pytest.raises(UserError, match="another process is adding to it"):
        corpus.add([])


class Killed(BaseException):
    """The process is no more."""


@pytest.mark.parametrize("steps", range(0, 40, 4))
def test_ended_at_any_step_a_batch_is_there_or_not(steps: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call that changes the folder is a step; from one on, none is done any more."""
    corpus = Corpus(tmp_path / "corpus")
    old = [*saved(tmp_path, 1, url=URL), *saved(tmp_path, 2)]
    corpus.add(old)
    left = iter(range(steps))

    def step(call: Any) -> Any:
        def ended(*arguments: Any, **more: Any) -> Any:
            if next(left, None) is None:
                raise Killed
            return call(*arguments, **more)

        return ended

    new = saved(tmp_path, 3, url=URL)
    with monkeypatch.context() as patch:
        for owner, name in ((Path, "replace"), (Path, "unlink"), (pq, "write_table"), (Path, "write_text")):
            patch.setattr(owner, name, step(getattr(owner, name)))
        with suppress(Killed):
            corpus.add(new)
    assert titles(corpus) in (["Case 1", "Case 2"], ["Case 2", "Case 3"])
    assert rows_of_each(corpus) == {1}
    corpus.add(new)
    assert titles(corpus) == ["Case 2", "Case 3"]
    assert rows_of_each(corpus) == {1}
    assert len(pd.read_parquet(corpus.path / "ties")) == 2, "what was left is gone"


@pytest.mark.slow
def test_killed_again_and_again_it_loses_doubles_and_halves_nothing(tmp_path: Path) -> None:
    counted = add_through_kills(tmp_path, kills=5, articles=40, seed=3)
    assert counted == {"kills": 5, "lost": 0, "doubled": 0, "half": 0}


# --- who analyses


def tasks(*numbers: int) -> Iterator[Task]:
    return (Task(f"{at}.txt", Article.from_text(f"Text {at}."), "", "full") for at in numbers)


class Here(Executor):
    """An executor that works at once, and breaks at the articles of these sources."""

    def __init__(self, *fatal: str) -> None:
        self.fatal, self.broken = fatal, False

    def submit(self, _: Any, /, *arguments: Any, **__: Any) -> Any:
        future: Future[Outcome] = Future()
        self.broken = self.broken or arguments[0].source in self.fatal
        if self.broken:
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(Outcome(arguments[0].source, rows={}))
        return future


def test_any_executor_will_do_and_gets_articles_as_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "IN_FLIGHT", 3)
    taken: list[str] = []

    def noted() -> Iterator[Task]:
        for task in tasks(*range(9)):
            taken.append(task.source)
            yield task

    outcomes = analyze_many(noted(), Here())
    next(outcomes)
    assert len(taken) <= 4
    assert len(list(outcomes)) == 8
    with pytest.raises(UserError, match="add again to go on"):
        list(analyze_many(tasks(1), Here("1.txt")))


def test_an_article_that_ends_its_process_is_a_failure_and_no_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def pool(_: int) -> Iterator[Executor]:
        yield Here("3.txt")

    monkeypatch.setattr(parallel, "_pool", pool)
    outcomes = list(analyze_many(tasks(*range(8)), workers=2))
    assert sorted(outcome.source for outcome in outcomes) == [f"{at}.txt" for at in range(8)]
    assert [outcome.source for outcome in outcomes if outcome.rows is None] == ["3.txt"]
    assert "ended the process" in next(outcome.why for outcome in outcomes if outcome.why)


def test_a_mistake_of_readouts_own_is_a_failure_of_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    def analyze(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("readout.analysis.analyze", analyze)
    (outcome,) = analyze_many(tasks(1))
    assert outcome.why.startswith("a mistake in Readout (ZeroDivisionError")
