"""The folder of a corpus on disk: parts of Parquet, and a list of those that count.

A batch of articles becomes one part for each month and table. `corpus.json` lists the parts, and is replaced in one
step when all parts of a batch are in place: so a batch is there as a whole or not at all, wherever a process is
killed. What is not listed was left by a process that was killed; the next writer removes it. Parts never change: to
replace an article, and to join small parts, the rows that stay are written again with the next batch.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from readout.corpus.rows import Row, Rows
from readout.corpus.schemas import SCHEMAS, TABLES, UNKNOWN
from readout.errors import UserError

MANIFEST, FORMAT = "corpus.json", 1
_STAGING, _LOCK = ".staging", ".lock"  # hidden, so that nobody takes them for tables
VERSION = ("readout", "model", "aliases", "show_text")  # columns of `articles`: what its findings depend on
_NOTED = ["id", "key", *VERSION]
SMALL, MOST_SMALL = 500, 8  # a month's parts of fewer articles are joined when there are so many


class StoredPart(NamedTuple):
    """What one batch wrote for a month: a file for each table that has rows."""

    month: str
    batch: int

    def file(self, table: str) -> str:
        """Its file for that table, as seen from the folder of the corpus."""
        return f"{table}/month={self.month}/part-{self.batch:06}.parquet"


class Known(NamedTuple):
    """An article of the corpus: where it is, what it goes by if it changes, and what made its findings."""

    part: StoredPart
    key: str
    version: tuple[str, ...]


def list_parts(folder: Path) -> list[str]:
    """Return the files that count; none for a folder that is missing or empty.

    Raises UserError for a folder of something else, or a corpus of a newer Readout.
    """
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        parts, form = [str(part) for part in content["parts"]], content["format"]
    except FileNotFoundError:
        if folder.is_dir() and any(not each.name.startswith(".") for each in folder.iterdir()):
            raise UserError(f"{folder}: is no corpus; give a corpus, or a new folder for one") from None
        return []
    except NotADirectoryError:
        raise UserError(f"{folder}: is a file, no corpus; give a folder") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check who may read it") from None
    except (ValueError, KeyError, TypeError):
        raise UserError(f"{path}: is damaged; take the corpus from a backup, or make it again") from None
    if form != FORMAT:
        raise UserError(f"{folder}: was made by another version of Readout; install the newest readout-news")
    return parts


@contextmanager
def open_writer(folder: Path) -> Iterator[Writer]:
    """Open a corpus for adding; raises UserError while another process adds to it."""
    list_parts(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / _LOCK, timeout=0):
            yield Writer(folder)
    except Timeout:
        raise UserError(f"{folder}: another process is adding to it; wait until that is done") from None


class Writer:
    """The one process that adds to a corpus: it knows which articles and failures are in it.

    Attributes:
        articles: What is in the corpus, by id.
        by_key: The ids of the articles with the same address or file.
        failures: The rows of `failures`, by key.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._parts = folder, set(list_parts(folder))
        self._sweep()
        self.articles: dict[str, Known] = {}
        self.by_key: defaultdict[str, set[str]] = defaultdict(set)
        self.failures: dict[str, Row] = {}
        self._sizes: dict[StoredPart, int] = {}
        for file in self._files("articles"):
            self._learn(_part_of(file), self._read(file, _NOTED))
        for file in self._files("failures"):
            self.failures |= {row["key"]: row for row in self._read(file).to_pylist()}
        self._noted = dict(self.failures)
        self.batch = 1 + max((_part_of(file).batch for file in self._parts), default=0)

    def commit(self, found: Iterable[Rows], gone: Collection[str]) -> None:
        """Add the rows of a batch of articles and remove those of the articles `gone`, both at once."""
        staging = self._folder / _STAGING
        found = list(found)
        if not (found or gone or self.failures != self._noted):
            return
        rows = _by_month(found)
        absorbed = {self.articles[article].part for article in gone if article in self.articles}
        for month in rows:
            small = [part for part, size in self._sizes.items() if part.month == month and size < SMALL]
            absorbed |= set(small) if len(small) >= MOST_SMALL else set()
        old = {part.file(table) for part in absorbed for table in TABLES} & self._parts
        new = dict[str, pa.Table]()
        for month in {*rows, *(part.month for part in absorbed)}:
            olds = sorted(part for part in absorbed if part.month == month)
            new |= self._stage(staging, StoredPart(month, self.batch), rows.get(month, []), olds, gone)
        if self.failures != self._noted:
            old |= set(self._files("failures"))
            if self.failures:
                lines = pa.Table.from_pylist(list(self.failures.values()), SCHEMAS["failures"])
                new[_write(staging, StoredPart(UNKNOWN, self.batch).file("failures"), lines)] = lines
        self._publish(staging, list(new), old)
        self._noted = dict(self.failures)
        for part in absorbed:
            del self._sizes[part]
        for article in gone:
            self._forget(article)
        for file, table in new.items():
            if file.startswith("articles/"):
                self._learn(_part_of(file), table)
        self.batch += 1

    def _stage(
        self,
        staging: Path,
        part: StoredPart,
        rows: Iterable[Rows],
        olds: Iterable[StoredPart],
        gone: Collection[str],
    ) -> dict[str, pa.Table]:
        """Write the files of a part beside the corpus; return those of the articles with their table."""
        files = dict[str, pa.Table]()
        for name in TABLES[:-1]:
            added = pa.concat_tables([SCHEMAS[name].empty_table(), *(each[name] for each in rows)])
            if name == "articles":
                added = _fill(added, seen=datetime.now(UTC), batch=self.batch)
            kept = [self._read(each.file(name)) for each in olds if each.file(name) in self._parts]
            left_out = pa.array(list(gone), pa.string())
            kept = [table.filter(pc.invert(pc.is_in(table[0], left_out))) for table in kept]
            whole = pa.concat_tables([*kept, added])
            if len(whole):
                file = _write(staging, part.file(name), whole)
                files[file] = whole if name == "articles" else whole.slice(0, 0)
        return files

    def _publish(self, staging: Path, new: Iterable[str], old: Collection[str]) -> None:
        """Move new files into place, let the list name them in place of the old ones, and remove those."""
        for file in new:
            (self._folder / file).parent.mkdir(parents=True, exist_ok=True)
            (staging / file).replace(self._folder / file)
        self._parts = (self._parts | set(new)) - set(old)
        listed = {"format": FORMAT, "parts": sorted(self._parts)}
        beside = self._folder / f".{MANIFEST}"
        beside.write_text(json.dumps(listed, indent=0) + "\n", encoding="utf-8")
        beside.replace(self._folder / MANIFEST)
        for file in old:
            (self._folder / file).unlink(missing_ok=True)
        shutil.rmtree(staging, ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what a writer that was killed has left."""
        shutil.rmtree(self._folder / _STAGING, ignore_errors=True)
        for name in TABLES:
            for path in self._folder.glob(f"{name}/month=*/part-*.parquet"):
                if path.relative_to(self._folder).as_posix() not in self._parts:
                    path.unlink()

    def _learn(self, part: StoredPart, table: pa.Table) -> None:
        self._sizes[part] = len(table)
        for article, key, *version in zip(*(table[name].to_pylist() for name in _NOTED), strict=True):
            self.articles[article] = Known(part, key or "", tuple(version))
            if key:
                self.by_key[key].add(article)

    def _forget(self, article: str) -> None:
        if known := self.articles.pop(article, None):
            self.by_key[known.key].discard(article)

    def _files(self, table: str) -> list[str]:
        return sorted(file for file in self._parts if file.startswith(f"{table}/"))

    def _read(self, file: str, columns: Collection[str] | None = None) -> pa.Table:
        name = file.partition("/")[0]
        return pq.read_table(self._folder / file, columns=columns, schema=SCHEMAS[name], partitioning=None)


def _by_month(found: Iterable[Rows]) -> dict[str, list[Rows]]:
    months: dict[str, list[Rows]] = {}
    for rows in found:
        day = rows["articles"]["published"][0].as_py()
        months.setdefault(f"{day:%Y-%m}" if day else UNKNOWN, []).append(rows)
    return months


def _fill(table: pa.Table, **values: Any) -> pa.Table:
    """The table with these values all down the columns of these names."""
    for name, value in values.items():
        at = table.schema.get_field_index(name)
        column = pa.repeat(pa.scalar(value, table.schema.field(at).type), len(table))
        table = table.set_column(at, table.schema.field(at), column)
    return table


def _write(staging: Path, file: str, table: pa.Table) -> str:
    (staging / file).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, staging / file, compression="zstd")
    return file


def _part_of(file: str) -> StoredPart:
    _, month, name = file.split("/")
    return StoredPart(month.removeprefix("month="), int(name.removeprefix("part-").removesuffix(".parquet")))
