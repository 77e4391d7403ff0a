"""The tables of a small corpus, written by hand, in DuckDB."""

from typing import Any

import duckdb
import pandas as pd

COLUMNS = {
    "articles": "id TEXT, outlet TEXT, published DATE, shingles BIGINT[], title TEXT, url TEXT, words INT",
    "actors": "article TEXT, name TEXT, kind TEXT, id TEXT",
    "actor_links": "article TEXT, actor TEXT, linked_name TEXT, rule TEXT",
    "targets": "article TEXT, target TEXT, negative DOUBLE, positive DOUBLE",
    "ties": "article TEXT, source TEXT, target TEXT, label TEXT, confidence DOUBLE, text TEXT",
    "attributions": "article TEXT, speaker TEXT, source_kind TEXT, content INT[][]",
    "keywords": "article TEXT, phrase TEXT",
    "failures": "source TEXT, why TEXT",
}


def connect_tables(**tables: list[tuple[Any, ...]]) -> duckdb.DuckDBPyConnection:
    """A connection with these rows; filled in is what they leave out: title, url and words, and the id of an actor."""
    connection = duckdb.connect()
    for name, columns in COLUMNS.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        for row in tables.get(name, []):
            title, url = f"Title of {row[0]}", f"https://x.example/{row[0]}"
            whole = (*row, *{"articles": (title, url, 100), "actors": (row[1].lower(),)}.get(name, ()))
            connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(whole))})", whole)
    return connection


def as_rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a frame, numbers to three digits and days as text."""
    shown = frame[list(columns)].copy()
    for name in shown.select_dtypes("datetime"):
        shown[name] = shown[name].dt.strftime("%m-%d")
    return [
        tuple(round(each, 3) if isinstance(each, float) else each for each in row)
        for row in shown.values.tolist()
    ]
