"""The tables of a small corpus, written by hand, in DuckDB."""

from typing import Any

import duckdb
import pandas as pd

from readout.corpus.rows import SCHEMAS

COLUMNS = {  # what the rows have, in their order; other columns are empty
    "articles": "id, outlet, published, shingles, title, url, words",
    "actors": "article, name, kind, id",
    "actor_links": "article, actor, linked_name, rule",
    "targets": "article, target, negative, positive",
    "ties": "article, source, target, label, confidence, text",
    "attributions": "article, speaker, source_kind, content",
    "keywords": "article, phrase",
    "failures": "source, why",
}


def connect_tables(**tables: list[tuple[Any, ...]]) -> duckdb.DuckDBPyConnection:
    """A connection with these rows; filled in is what they leave out: title, url and words, and the id of an actor."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE actor_links (article TEXT, actor TEXT, linked_name TEXT, rule TEXT)")
    for name, schema in SCHEMAS.items():
        connection.from_arrow(schema.empty_table()).create(name)
    for name, rows in tables.items():
        for row in rows:
            title, url = f"Title of {row[0]}", f"https://x.example/{row[0]}"
            whole = (*row, *{"articles": (title, url, 100), "actors": (row[1].lower(),)}.get(name, ()))
            values = ", ".join("?" * len(whole))
            connection.execute(f"INSERT INTO {name} ({COLUMNS[name]}) VALUES ({values})", whole)
    return connection


def as_rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a frame, numbers to three digits and days as text."""
    shown = frame[list(columns)].copy()
    for name in shown.select_dtypes("datetime"):
        shown[name] = shown[name].dt.strftime("%m-%d")
    return [tuple(round(each, 3) if isinstance(each, float) else each for each in row) for row in shown.values.tolist()]
