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
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from readout.corpus.rows import SCHEMAS, TABLES, Row, Rows
from readout.errors import UserError

MANIFEST, FORMAT = "corpus.json", 1
UNKNOWN = "unknown"  # the month of an article that does not say when it was published, and of all failures
VERSION = ("readout", "model", "aliases", "show_text")  # columns of `articles`: what its findings depend on
SMALL, MOST_SMALL = 500, 8  # a month's parts of fewer articles are joined when there are so many
_STAGING, _LOCK = ".staging", ".lock"  # hidden, so that nobody takes them for tables
_NOTED = ["id", "key", *VERSION]


class Known(NamedTuple):
    """An article of the corpus: the part it is in, what it goes by if it changes, and what made its findings."""

    part: str
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
        by_key: The ids of the articles that go by one address, file or title.
        failures: The rows of `failures`, by key.
        batch: The number of the batch that is written next.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, set(list_parts(folder))
        shutil.rmtree(folder / _STAGING, ignore_errors=True)
        for path in folder.glob("*/month=*/part-*.parquet"):  # what a writer that was killed has left
            if path.relative_to(folder).as_posix() not in self._files:
                path.unlink()
        self.articles: dict[str, Known] = {}
        self.by_key: defaultdict[str, set[str]] = defaultdict(set)
        self._sizes: dict[str, int] = {}  # articles of each part
        for part in self._parts("articles"):
            self._learn(part, self._read("articles", part, _NOTED))
        failures = [row for part in self._parts("failures") for row in self._read("failures", part).to_pylist()]
        self.failures: dict[str, Row] = {row["key"]: row for row in failures}
        self._noted = dict(self.failures)
        self.batch = 1 + max((int(file[-14:-8]) for file in self._files), default=0)

    def read_shingles(self, article: str) -> set[int]:
        """Return the numbers of the runs of words of an article of the corpus."""
        table = self._read("articles", self.articles[article].part, ["id", "shingles"])
        (shingles,) = table.filter(pc.field("id") == article)["shingles"].to_pylist()
        return set(shingles or ())

    def commit(self, found: Sequence[Rows], gone: Collection[str]) -> None:
        """Add the rows of a batch of articles and remove those of the articles `gone`, both at once."""
        has_failed = self.failures != self._noted
        if not (found or gone or has_failed):
            return
        added: defaultdict[str, list[Rows]] = defaultdict(list)
        for rows in found:
            day = rows["articles"]["published"][0].as_py()
            added[f"month={day:%Y-%m}" if day else f"month={UNKNOWN}"].append(rows)
        absorbed = {self.articles[article].part for article in gone if article in self.articles}
        for month in added:
            small = [part for part in self._sizes if part.startswith(f"{month}/") and self._sizes[part] < SMALL]
            absorbed |= set(small) if len(small) >= MOST_SMALL else set()
        old = {f"{table}/{part}" for part in absorbed for table in TABLES} & self._files
        new: dict[str, pa.Table] = {}
        for month in {*added, *(part.partition("/")[0] for part in absorbed)}:
            olds = sorted(part for part in absorbed if part.startswith(f"{month}/"))
            new |= self._stage(f"{month}/part-{self.batch:06}.parquet", added[month], olds, gone)
        if has_failed:
            old |= {f"failures/{part}" for part in self._parts("failures")}
            rows_of = pa.Table.from_pylist(list(self.failures.values()), SCHEMAS["failures"])
            new |= self._write(f"failures/month={UNKNOWN}/part-{self.batch:06}.parquet", rows_of)
        self._publish(new, old)
        self._noted, self.batch = dict(self.failures), self.batch + 1
        for part in absorbed:
            del self._sizes[part]
        for article in gone:
            if known := self.articles.pop(article, None):
                self.by_key[known.key].discard(article)
        for file, table in new.items():
            if file.startswith("articles/"):
                self._learn(file.removeprefix("articles/"), table)

    def _stage(
        self, part: str, added: Sequence[Rows], olds: Sequence[str], gone: Collection[str]
    ) -> dict[str, pa.Table]:
        """Write the files of a part beside the corpus: new rows, and of old parts those that stay."""
        files: dict[str, pa.Table] = {}
        for name in TABLES[:-1]:
            is_gone = pc.field(SCHEMAS[name].names[0]).isin(pa.array(list(gone), pa.string()))
            there = [old for old in olds if f"{name}/{old}" in self._files]
            kept = [self._read(name, old).filter(~is_gone) for old in there]
            new = [rows[name] for rows in added]
            files |= self._write(f"{name}/{part}", pa.concat_tables([SCHEMAS[name].empty_table(), *kept, *new]))
        return files

    def _write(self, file: str, table: pa.Table) -> dict[str, pa.Table]:
        """Write a table that has rows beside the corpus; return its columns that are to be known of articles."""
        if not len(table):
            return {}
        path = self._folder / _STAGING / file
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path, compression="zstd")
        return {file: table.select(_NOTED if file.startswith("articles/") else [])}

    def _publish(self, new: Collection[str], old: Collection[str]) -> None:
        """Move new files into place, let the list name them in place of the old ones, and remove those."""
        for file in new:
            (self._folder / file).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / _STAGING / file).replace(self._folder / file)
        self._files = (self._files | set(new)) - set(old)
        listed = {"format": FORMAT, "parts": sorted(self._files)}
        beside = self._folder / f".{MANIFEST}"
        beside.write_text(json.dumps(listed, indent=0) + "\n", encoding="utf-8")
        beside.replace(self._folder / MANIFEST)
        for file in old:
            (self._folder / file).unlink(missing_ok=True)
        shutil.rmtree(self._folder / _STAGING, ignore_errors=True)

    def _learn(self, part: str, table: pa.Table) -> None:
        self._sizes[part] = len(table)
        for article, key, *version in zip(*(table[name].to_pylist() for name in _NOTED), strict=True):
            self.articles[article] = Known(part, key or "", tuple(version))
            if key:
                self.by_key[key].add(article)

    def _parts(self, table: str) -> list[str]:
        return sorted(file.partition("/")[2] for file in self._files if file.startswith(f"{table}/"))

    def _read(self, table: str, part: str, columns: list[str] | None = None) -> pa.Table:
        path = self._folder / table / part
        return pq.read_table(path, columns=columns, schema=SCHEMAS[table], partitioning=None)
