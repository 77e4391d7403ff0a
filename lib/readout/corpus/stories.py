"""Stories and their copies: which articles carry the same text, whole, cut or topped with a lead of their own.

Two articles carry one text where half of the five-word sequences (shingles) of the shorter stand in the other. A corpus
keeps a quarter of them, chosen by their hash. Nothing is deleted: copies are marked, and counted both ways.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import duckdb

_PAIRS = """
    WITH every AS (SELECT article, unnest(shingles) AS h FROM texts),
         kept AS (FROM every SEMI JOIN (SELECT h FROM every GROUP BY h HAVING count(*) <= 50) USING (h)),
         sizes AS (SELECT article, count(*) AS size FROM kept GROUP BY article)
    SELECT a.article AS one, b.article AS other, any_value(s.size) AS size_one, any_value(t.size) AS size_other,
           count(*) AS common
    FROM kept a JOIN kept b ON a.h = b.h AND a.article < b.article
    JOIN sizes s ON s.article = a.article JOIN sizes t ON t.article = b.article
    GROUP BY a.article, b.article
    HAVING count(*) >= 5 AND count(*) >= 0.5 * least(any_value(s.size), any_value(t.size))
    ORDER BY one, other
"""


def find_copies(connection: duckdb.DuckDBPyConnection, texts: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of articles that carry one text.

    Args:
        connection: Where to compute.
        texts: Columns `article` and `shingles` (hashes of five-word sequences, as a corpus has them). Shingles that
            stand in more than 50 articles are set phrases and are passed over.

    Returns:
        Columns `one`, `other` (articles), `size_one`, `size_other` (their shingles), `common` (shingles in both).
    """
    connection.register("texts", texts[["article", "shingles"]])
    pairs: pd.DataFrame = connection.execute(_PAIRS).df()
    connection.unregister("texts")
    return pairs


def group_stories(articles: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with their story, and how much of their text is their own.

    Args:
        articles: Columns `article`, `outlet`, `published` (a day, or nothing).
        pairs: As `find_copies` returns them.

    Returns:
        The articles, first published first, with `story` (the first article of all that carry the text), `copy_of`
        (the first article whose text it carries; nothing for a first one) and `own_text` (0 to 1: the share of its
        text that no other outlet had on that day or before).
    """
    ordered = articles.sort_values(["published", "article"], na_position="last", ignore_index=True)
    rank = {article: at for at, article in enumerate(ordered["article"])}
    story = _join(rank, zip(pairs["one"], pairs["other"], strict=True))
    about = ordered.set_index("article")[["outlet", "published"]]
    turned = pairs.rename(
        columns={"one": "other", "other": "one", "size_one": "size_other", "size_other": "size_one"}
    )
    both = pd.concat([pairs, turned], ignore_index=True)
    mine, theirs = (about.loc[both[end]].reset_index(drop=True) for end in ("one", "other"))
    both["later"] = both["one"].map(rank) > both["other"].map(rank)
    foreign = (mine["outlet"] != theirs["outlet"]) & ~(theirs["published"] > mine["published"])
    taken = (both["common"] / both["size_one"])[foreign].groupby(both["one"][foreign]).max()
    first = both[both["later"]].groupby("one")["other"].agg(lambda each: min(each, key=rank.__getitem__))
    return ordered.assign(
        story=ordered["article"].map(story),
        copy_of=ordered["article"].map(first).astype(object).where(lambda each: each.notna(), None),
        own_text=1 - ordered["article"].map(taken).fillna(0.0).astype(float),
    )


def _join(rank: dict[str, int], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first article of the group of each (union-find): the root of a group is its first article."""
    root = {article: article for article in rank}

    def find(article: str) -> str:
        while root[article] != article:
            root[article] = article = root[root[article]]
        return article

    for one, other in pairs:
        first, later = sorted((find(one), find(other)), key=rank.__getitem__)
        root[later] = first
    return {article: find(article) for article in rank}
