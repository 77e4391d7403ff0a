"""`Corpus`: what Readout finds in many articles, to add to, to ask by SQL, and to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

import duckdb
import pandas as pd
import pyarrow as pa

import readout
from readout.articles.article import Article, read_stored
from readout.articles.files import find_file
from readout.articles.redaction import check_show_text
from readout.corpus.coverage_sql import PASSAGES
from readout.corpus.intake import BATCH, Added, Intake, Source, name_sources
from readout.corpus.parallel import analyze_many
from readout.corpus.rows import LINKS, SCHEMAS, TABLES
from readout.corpus.storage import MANIFEST, list_parts, open_writer
from readout.errors import UserError
from readout.evidence.html import html_table
from readout.markup import render
from readout.resources import shipped
from readout.text import one_line
from readout.wording import count, span_in_words

if TYPE_CHECKING:
    from readout.corpus.coverage import Coverage


class Corpus:
    """What Readout finds in many articles: a folder of Parquet that pandas, polars and DuckDB read too.

    Each table is an attribute (`corpus.ties`, a DataFrame), and all can be asked by SQL. A notebook shows what is in
    it. It needs `pip install 'readout-news[coverage]'`.

    Attributes:
        path: The folder.
        articles: One row an article: `id`, `outlet`, `title`, `published`, `seen`, `url`, `words`, its means of tone.
        sentences, actors, names, attributions, targets, ties, acts, keywords: As of an `Analysis`, with `article`, the
            `id` of the article that a row is of.
        failures: What could not be analysed: `source`, `seen`, `why`.

    Raises:
        UserError: The folder holds something else than a corpus.

    Example:
        >>> import readout, tempfile
        >>> corpus = readout.Corpus(tempfile.mkdtemp())
        >>> print(corpus.add(["", "nothing.txt"]))
        1 article added, 1 failed
        >>> corpus.failures["why"][0]
        'does not exist; check the path'
        >>> corpus.sql("SELECT DISTINCT label FROM ties").df()["label"].tolist()
        ['opposes']
        >>> corpus.search(actor="US", phrase="Iran")["text"].str[:42].tolist()
        ['The United States (US) has threatened to s']
    """

    def __init__(self, path: str | Path) -> None:
        self.path = find_file(path)
        list_parts(self.path)
        self._connection: Any = None
        self._shown: list[str] | None = None  # the parts that the views of the connection are of
        self._linked: str | None = None  # the user's file by which its actors are linked

    def add(
        self,
        articles: Iterable[Source] | str | Path | Article,
        *,
        workers: int = 1,
        executor: Executor | None = None,
        again: bool = False,
        aliases: str = "",
        show_text: str = "full",
        columns: Mapping[str, str] | None = None,
        private: bool = False,
        batch: int = BATCH,
        on_done: Callable[[str, str], None] | None = None,
    ) -> Added:
        """Analyse articles and keep what is found; what is in the corpus already is not analysed again.

        An article that has changed (at the same address, in the same file, or, where it has neither, under the same
        title, outlet and day) replaces what was found before. It may be killed at any time: what is written stays, and
        the next call goes on from there.

        Args:
            articles: What `readout report` takes (paths, folders, lists, exports, tables, addresses), or articles. Of
                a run folder the results are taken as they are; of a folder with reports in it these, and its articles.
            workers: How many processes of this machine analyse. In a script, guard the call with
                `if __name__ == "__main__":`.
            executor: Any `concurrent.futures.Executor`, in the place of `workers`.
            again: Whether to analyse again what is outdated: by another version, with other `aliases` or `show_text`.
            aliases: The user's own file of names and corrections.
            show_text: How much of the articles' text is kept: "full", "excerpts" or "none".
            columns: The columns of a table of articles that do not bear a usual name: {"title": "headline"}.
            private: Whether an address may lead into the user's own network.
            batch: After how many articles what is found is written.
            on_done: Is called with each source and what is wrong with it ("" for nothing).

        Returns:
            How many articles are new, replaced, known already, outdated, failed; printed, it is a line.

        Raises:
            UserError: The aliases file cannot be read, or another process is adding to the corpus.
        """
        from readout.nlp.reader import reader_version  # late, as what these two need takes a second to load
        from readout.nlp.user_file import hash_corrections

        made_by = readout.__version__, reader_version()
        version = (*made_by, hash_corrections(aliases), check_show_text(show_text))
        names = str(find_file(aliases).absolute()) if aliases else ""
        with open_writer(self.path) as writer:
            intake = Intake(writer, version, names, show_text, again, batch, on_done)
            tasks = intake.tasks(name_sources(articles, columns=columns, private=private))
            try:
                for outcome in analyze_many(tasks, executor, workers=workers):
                    intake.take(outcome)
            finally:
                intake.flush()
        return intake.added

    @classmethod
    def gather(cls, articles: Iterable[Source] | Source = "", *, aliases: str = "", show_text: str = "full") -> Corpus:
        """Return the corpus in a folder; of anything else that `add` takes, a corpus that lasts as long as it is used.

        Args:
            articles: A corpus, or what `add` takes; "" for the six articles that come with Readout.
            aliases: As in `add`.
            show_text: As in `add`.

        Example:
            >>> import readout
            >>> readout.Corpus.gather("").coverage()  # doctest: +SKIP
            6 articles from 3 outlets, 29 September 2020 to 14 January 2021: 6 stories.
        """
        path = find_file(articles or shipped("articles")) if isinstance(articles, str | Path) else None
        if path and (path / MANIFEST).is_file():
            return cls(path)
        corpus = cls(mkdtemp(prefix="readout-"))
        finalize(corpus, rmtree, corpus.path, ignore_errors=True)
        given: Any = read_stored(path) if path and path.name == "collection.jsonl" else (articles or str(path))
        corpus.add(given, aliases=aliases, show_text=show_text)
        return corpus

    def coverage(self, *, aliases: str = "", **options: Any) -> Coverage:
        """Return what its articles say, outlet by outlet and period by period.

        Args:
            aliases: The user's own file of names, as for `link_actors`.
            **options: Those of `Coverage`: since, until, outlets, actors, by, top, outlet_names, show_text.
        """
        from readout.corpus.coverage import Coverage

        self._link(aliases)
        found = Coverage(self._connect(), **options)
        found.corpus = self  # it must not be removed while its tables are asked
        return found

    def sql(self, query: str) -> Any:
        """Ask the tables, by their names, in SQL.

        Returns:
            A DuckDB relation, which shows its first rows; `.df()` makes a DataFrame of it.

        Raises:
            UserError: The query is no SQL, or names what is not there.

        Example:
            >>> import readout, tempfile
            >>> corpus = readout.Corpus(tempfile.mkdtemp())
            >>> corpus.sql("SELECT count(*) FROM articles").fetchall()
            [(0,)]
        """
        try:
            return self._connect().sql(query)
        except duckdb.Error as error:
            raise UserError(f"sql: {one_line(error, limit=300)}") from None

    def search(self, *, actor: str = "", phrase: str = "", aliases: str = "") -> pd.DataFrame:
        """Find all passages in which an actor speaks of something.

        Args:
            actor: Who speaks, by any name that articles have for it; "" for any sentence, whoever speaks.
            phrase: What of: words, or an actor, whose other names and pronouns count too; "" for anything.
            aliases: The user's own file of names, as for `link_actors`.

        Returns:
            One row a passage, by day: `article`, `outlet`, `published`, `title`, `speaker`, `start`, `end` and `text`,
            the sentence (missing where the corpus keeps no text).

        Raises:
            UserError: Neither an actor nor a phrase is given.
        """
        if not (actor or phrase):
            raise UserError('search: neither an actor nor a phrase; give one, such as phrase="sanctions"')
        self._link(aliases)
        found: pd.DataFrame = self._connect().execute(PASSAGES, {"actor": actor, "phrase": phrase}).df()
        return found

    def link_actors(self, aliases: str = "") -> pd.DataFrame:
        """Say who is one actor across articles, and by which rule; afterwards `sql` knows the table `actor_links`.

        Args:
            aliases: The user's own file of names; its rows "alias", "merge" and "reject" come before all rules.

        Returns:
            One row for each actor of each article: `article`, `actor` (its `id` there), `name`, `kind`, `linked` and
            `linked_name` (the same in all articles; missing for what has no name), `rule` (why).

        Raises:
            UserError: The aliases file cannot be read.
        """
        self._link(aliases)
        return self._frame(LINKS)

    @property
    def tables(self) -> dict[str, Any]:
        """The tables by name, as DuckDB relations, which read nothing until they are asked."""
        return {name: self.sql(f"SELECT * FROM {name}") for name in TABLES}

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"a corpus has no {name!r}; its tables are {', '.join(TABLES)}")
        return self._frame(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __repr__(self) -> str:
        rows = "\n".join(f"  {name:<12}  {number:>9,} rows" for name, number in self._counts().items())
        return f"{self._summary()}\n{rows}"

    def _repr_html_(self) -> str:
        rows = pd.DataFrame(self._counts().items(), columns=["table", "rows"])
        heads = {"table": "table", "rows": "rows"}
        shown = html_table(rows, caption="What is in it", columns=heads)
        return (render("paragraph", text=self._summary()) + shown)._repr_html_()

    def _frame(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = self.sql(f"SELECT * FROM {name}").df()
        return frame

    def _counts(self) -> dict[str, int]:
        return {name: self.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in TABLES}

    def _summary(self) -> str:
        """A line: how many articles of how many outlets, from when to when, and what failed."""
        query = "SELECT count(*), count(DISTINCT outlet), min(published), max(published) FROM articles"
        articles, outlets, *ends = self.sql(query).fetchall()[0]
        failed = self._counts()["failures"]
        parts = [f"{count(articles, 'article')} from {count(outlets, 'outlet')}", span_in_words(ends)]
        parts += [f"{count(failed, 'article')} failed"] if failed else []
        return f"{one_line(self.path, limit=100)}: {', '.join(filter(None, parts))}"

    def _connect(self) -> Any:
        """The connection to DuckDB, with a view of each table as it is now on disk."""
        parts = list_parts(self.path)
        if self._connection is None:
            self._connection = duckdb.connect()
            self._connection.execute("SET python_scan_all_frames = true")  # the user's frames count too
        if parts != self._shown:
            options = "union_by_name = true, hive_partitioning = true, hive_types = {'month': VARCHAR}"
            for name, schema in SCHEMAS.items():
                files = [str(self.path / part) for part in parts if part.startswith(f"{name}/")]
                listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
                empty = schema.append(pa.field("month", pa.string())).empty_table()
                query = f"SELECT * FROM read_parquet([{listed}], {options})"
                table = self._connection.sql(query) if files else self._connection.from_arrow(empty)
                table.create_view(name, replace=True)
            self._connection.execute(f"DROP TABLE IF EXISTS {LINKS}")
            self._shown, self._linked = parts, None
        return self._connection

    def _link(self, aliases: str) -> None:
        from readout.corpus.actor_links import link_actors
        from readout.nlp.user_file import hash_corrections, read_corrections

        connection, named = self._connect(), hash_corrections(aliases)
        if self._linked != named:
            link_actors(connection, read_corrections(aliases))
            self._linked = named
