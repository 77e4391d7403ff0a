"""Adding to a corpus: what is in it already, what replaces what, and when a batch is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from readout.articles.article import Article, read
from readout.articles.files import find_file
from readout.articles.sources import expand
from readout.corpus.parallel import Outcome, Task
from readout.corpus.rows import Rows, hash_name
from readout.corpus.saved_runs import find_runs, read_run, run_rows
from readout.corpus.storage import VERSION, Writer
from readout.text import one_line
from readout.wording import count

BATCH, PATIENCE = 200, 60.0  # articles, and seconds, after which what is found is written

Named = tuple[
    str, "Article | Mapping[str, Any] | ValueError"
]  # a source, and its article, its results, or the fault
Source = Article | str | Path | Named


class Added(NamedTuple):
    """What came of adding: how many articles are new, replaced, in the corpus already, of these outdated, or failed.

    Outdated are those whose findings are of another version of Readout or its model, or made with other options.
    """

    new: int = 0
    replaced: int = 0
    known: int = 0
    outdated: int = 0
    failed: int = 0

    def __str__(self) -> str:
        parts = [f"{count(self.new, 'article')} added"]
        parts += [f"{self.replaced:,} replaced"] if self.replaced else []
        parts += [f"{self.known:,} known already"] if self.known else []
        parts += [f"{self.failed:,} failed"] if self.failed else []
        return ", ".join(parts)


class Options(NamedTuple):
    """What a call asks for, beside its articles; `version` is what new findings will depend on."""

    version: tuple[str, ...]
    aliases: str
    show_text: str
    again: bool
    batch: int
    on_done: Callable[[str, str], None] | None


class Intake:
    """One call of `Corpus.add`: from sources to tasks, from outcomes to batches."""

    def __init__(self, writer: Writer, options: Options) -> None:
        self._writer, self._options = writer, options
        self._seen: set[str] = set()  # the articles of this call: none of them replaces another
        self._found: list[Rows] = []
        self._gone: set[str] = set()
        self._counts = dict.fromkeys(Added._fields, 0)
        self._written = time.monotonic()

    @property
    def added(self) -> Added:
        """What came of it so far."""
        return Added(**self._counts)

    def tasks(self, sources: Iterable[Named]) -> Iterator[Task]:
        """Yield what has to be analysed; what needs no analysis is dealt with at once."""
        for source, content in sources:
            if isinstance(content, ValueError):
                self._fail(source, content)
            elif isinstance(content, Article):
                key = _key_of(source, content.url)
                if self._is_wanted(source, content.id, self._options.version):
                    yield Task(source, key, content, self._options.aliases, self._options.show_text)
            else:
                self._take_run(source, content)

    def take(self, outcome: Outcome) -> None:
        """Take what came of a task, and write the batch when it is large, or old, enough."""
        if outcome.rows is None:
            self._fail(outcome.task.source, outcome.why)
        else:
            self._keep(outcome.task.source, outcome.rows)

    def flush(self) -> None:
        """Write what is found and not written yet."""
        self._writer.commit(self._found, self._gone)
        self._found, self._gone, self._written = [], set(), time.monotonic()

    def _take_run(self, source: str, found: Mapping[str, Any]) -> None:
        try:
            rows = run_rows(found, self._options.show_text, source=source)
        except ValueError as error:
            self._fail(source, error)
            return
        about = rows["articles"].to_pylist()[0]
        if self._is_wanted(source, about["id"], tuple(about[name] for name in VERSION)):
            self._keep(source, rows)

    def _is_wanted(self, source: str, article: str, version: tuple[str, ...]) -> bool:
        """Whether an article is to be analysed: it is new, or outdated and asked for again."""
        known = self._writer.articles.get(article)
        is_outdated = known is not None and known.version != version
        is_repeated = article in self._seen
        self._seen.add(article)
        if not is_repeated and (known is None or (is_outdated and self._options.again)):
            return True
        self._counts["known"] += 1
        self._counts["outdated"] += is_outdated and not is_repeated
        self._writer.failures.pop(_hash_source(source), None)
        self._tell(source, "")
        return False

    def _keep(self, source: str, rows: Rows) -> None:
        about = {name: rows["articles"][name][0].as_py() for name in ("id", "key")}
        old = {about["id"]} & self._writer.articles.keys()
        old |= self._writer.by_key.get(about["key"], set()) - self._seen
        self._gone |= old
        self._counts["replaced" if old else "new"] += 1
        self._found.append(rows)
        self._writer.failures.pop(_hash_source(source), None)
        self._tell(source, "")
        self._flush_if_due()

    def _fail(self, source: str, why: object) -> None:
        """Note a failure, in the place of an earlier one of the same source."""
        key, problem = _hash_source(source), one_line(why).removeprefix(f"{source}: ")
        row = {"source": source, "seen": datetime.now(UTC), "why": problem, "key": key}
        self._writer.failures[key] = row
        self._counts["failed"] += 1
        self._tell(source, problem)
        self._flush_if_due()

    def _tell(self, source: str, problem: str) -> None:
        if self._options.on_done:
            self._options.on_done(source, problem)

    def _flush_if_due(self) -> None:
        if len(self._found) >= self._options.batch or time.monotonic() - self._written > PATIENCE:
            self.flush()


def name_sources(
    sources: Iterable[Source] | str | Path | Article, *, columns: Mapping[str, str] | None, private: bool
) -> Iterator[Named]:
    """Yield each article of the sources of a call under the name of its source, read only when it is asked for."""
    for source in [sources] if isinstance(sources, str | Path | Article) else sources:
        if isinstance(source, tuple):
            yield source
        elif isinstance(source, Article):
            yield source.url or source.title, source
        else:
            yield from _read_source(str(source), columns, private=private)


def _read_source(source: str, columns: Mapping[str, str] | None, *, private: bool) -> Iterator[Named]:
    try:
        runs = find_runs(source)
        names = [str(run) for run in runs] or expand(source, columns=columns)
    except ValueError as error:
        yield source, error
        return
    for name in names:
        try:
            yield name, read_run(Path(name)) if runs else read(name, private=private, columns=columns)
        except ValueError as error:
            yield name, error


def _key_of(source: str, url: str | None) -> str:
    """What an article goes by if it changes, as a hash: its address, else its file; "" where it has neither."""
    is_file = source not in ("", "-") and "://" not in source and find_file(source).is_file()
    return hash_name(url) if url else _hash_source(source) if is_file else ""


def _hash_source(source: str) -> str:
    return hash_name(source if "://" in source else str(find_file(source).absolute()))
