"""Adding to a corpus: what is in it already, what replaces what, and when a batch is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from readout.articles.article import Article, read
from readout.articles.files import find_file, is_path
from readout.corpus.parallel import Outcome, Task
from readout.corpus.rows import RESULTS, SCHEMAS, Row, Rows, name_contents, read_run, run_rows
from readout.corpus.storage import VERSION, Writer
from readout.text import one_line
from readout.wording import count

BATCH, PATIENCE = 200, 60.0  # articles, and seconds, after which what is found is written
SHARED = 0.5  # of the shingles of the shorter: texts that share so many are two states of one

Content = Article | Mapping[str, Any] | ValueError  # an article, the results of a run, or what is wrong
Source = Article | str | Path | tuple[str, Content]


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
        more = {"replaced": self.replaced, "known already": self.known, "failed": self.failed}
        parts += [f"{number:,} {what}" for what, number in more.items() if number]
        return ", ".join(parts)


@dataclass
class Intake:
    """One call of `Corpus.add`: from sources to tasks, from outcomes to batches.

    `version` is what new findings depend on; the other options are those of the call.
    """

    writer: Writer
    version: tuple[str, ...]
    aliases: str
    show_text: str
    again: bool
    batch: int
    on_done: Callable[[str, str], None] | None
    added: Added = field(default_factory=Added)
    _seen: set[str] = field(default_factory=set)  # the articles of this call: none of them replaces another
    _found: list[Rows] = field(default_factory=list)
    _gone: set[str] = field(default_factory=set)
    _written: float = field(default_factory=time.monotonic)

    def tasks(self, sources: Iterable[tuple[str, Content]]) -> Iterator[Task]:
        """Yield what has to be analysed; what needs no analysis is dealt with at once."""
        for source, content in sources:
            if not isinstance(content, Article):
                self._take_run(source, content)
            elif self._is_wanted(source, content.id, self.version):
                yield Task(source, content, self.aliases, self.show_text)

    def take(self, outcome: Outcome) -> None:
        """Take what came of a source: what it replaces goes with the batch in which its rows are written."""
        source, rows = outcome.source, outcome.rows
        if rows is None:
            self._note(source, one_line(outcome.why).removeprefix(f"{source}: "), failed=1)
            return
        about = rows["articles"].to_pylist()[0]
        about |= {"source": source, "seen": datetime.now(UTC), "batch": self.writer.batch}
        about["key"], is_sure = _identify(source, about)
        rows["articles"] = pa.Table.from_pylist([about], SCHEMAS["articles"])
        earlier = self.writer.by_key.get(about["key"], set()) - self._seen
        old = {each for each in earlier if is_sure or self._is_alike(each, about)}
        old |= {about["id"]} & self.writer.articles.keys()
        self._gone |= old
        self._found.append(rows)
        self._note(source, new=int(not old), replaced=int(bool(old)))

    def flush(self) -> None:
        """Write what is found and not written yet."""
        self.writer.commit(self._found, self._gone)
        self._found, self._gone, self._written = [], set(), time.monotonic()

    def _take_run(self, source: str, found: Mapping[str, Any] | ValueError) -> None:
        """Take the results of a run, or note what is wrong with a source."""
        try:
            if isinstance(found, ValueError):
                raise found
            rows = run_rows(found, self.show_text)
        except ValueError as error:
            self.take(Outcome(source, why=str(error)))
            return
        about = rows["articles"].to_pylist()[0]
        if self._is_wanted(source, about["id"], tuple(about[name] for name in VERSION)):
            self.take(Outcome(source, rows))

    def _is_wanted(self, source: str, article: str, version: tuple[str, ...]) -> bool:
        """Whether an article is to be analysed: it is new, or outdated and asked for again."""
        known = self.writer.articles.get(article)
        is_outdated = known is not None and known.version != version
        is_repeated = article in self._seen
        self._seen.add(article)
        if not is_repeated and (known is None or (is_outdated and self.again)):
            return True
        if not is_repeated:
            self._gone.discard(article)  # it is there still, so nothing has replaced it
        self._note(source, known=1, outdated=int(is_outdated and not is_repeated))
        return False

    def _is_alike(self, article: str, about: Row) -> bool:
        """Whether an article of the corpus has so much of this one's text that the two are states of one."""
        old, new = self.writer.read_shingles(article), set(about["shingles"] or ())
        return len(old & new) >= max(1, SHARED * min(len(old), len(new)))

    def _note(self, source: str, problem: str = "", **counts: int) -> None:
        """Count and say what came of a source; a failure replaces an earlier one. Write the batch if that is due."""
        key, failures = _hash_source(source), self.writer.failures
        failures.pop(key, None)
        if problem:
            failures[key] = {"source": source, "seen": datetime.now(UTC), "why": problem, "key": key}
        self.added = Added(*(number + counts.get(name, 0) for name, number in self.added._asdict().items()))
        if self.on_done:
            self.on_done(source, problem)
        if len(self._found) >= self.batch or time.monotonic() - self._written > PATIENCE:
            self.flush()


def name_sources(
    sources: Iterable[Source] | str | Path | Article, *, columns: Mapping[str, str] | None, private: bool
) -> Iterator[tuple[str, Content]]:
    """Yield each article of the sources of a call under the name of its source, read only when it is asked for."""
    for source in [sources] if isinstance(sources, str | Path | Article) else sources:
        if isinstance(source, tuple):
            yield source
        elif isinstance(source, Article):
            yield source.url or source.title, source
        else:
            yield from _read_source(str(source), columns, private=private)


def _read_source(source: str, columns: Mapping[str, str] | None, *, private: bool) -> Iterator[tuple[str, Content]]:
    try:
        names = name_contents(source, columns)
    except ValueError as error:
        yield source, error
        return
    for name in names:
        try:
            is_run = Path(name).name == RESULTS
            yield name, read_run(Path(name)) if is_run else read(name, private=private, columns=columns)
        except ValueError as error:
            yield name, error


def _identify(source: str, about: Row) -> tuple[str, bool]:
    """What an article goes by if it changes, as a hash, and whether that is its alone.

    It is its address, else its file. One of an export, a table or a run goes by its title, outlet and day, which
    others may share: there the texts have to be alike too. "" where it has none of these.
    """
    if about["url"]:
        return hash_name(about["url"]), True
    if is_path(source) and Path(source).name != RESULTS and find_file(source).is_file():
        return _hash_source(source), True
    told = [about["title"], about["outlet"], about["published"]]
    return hash_name("\n".join(map(str, told))) if about["title"] and any(told[1:]) else "", False


def _hash_source(source: str) -> str:
    return hash_name(source if "://" in source else str(find_file(source).absolute()))


def hash_name(name: str) -> str:
    """Return a name as the hash by which it is known again."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
