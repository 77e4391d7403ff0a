"""Stories and their copies: which articles carry the same text, whole, cut or topped with a lead of their own.

Two articles carry one text where half of the five-word sequences (shingles) of the shorter stand in the other. A corpus
keeps a quarter of them, chosen by their hash. Nothing is deleted: copies are marked, and counted both ways.
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import duckdb

# shingles in more than 50 articles are set phrases, and are passed over; `share`: of the article's, in the other
_COPIES = """
    CREATE OR REPLACE TEMP TABLE copies AS
    WITH every AS (SELECT article, unnest(shingles) AS h FROM ranked),
         kept AS (FROM every SEMI JOIN (SELECT h FROM every GROUP BY h HAVING count(*) <= 50) USING (h)),
         sizes AS (SELECT article, count(*) AS size FROM kept GROUP BY article),
         pairs AS (SELECT a.article AS one, b.article AS other, any_value(s.size) AS size_one,
                          any_value(t.size) AS size_other, count(*) AS common
                   FROM kept a JOIN kept b ON a.h = b.h AND a.article < b.article
                   JOIN sizes s ON s.article = a.article JOIN sizes t ON t.article = b.article
                   GROUP BY one, other HAVING common >= 5 AND common >= 0.5 * least(size_one, size_other))
    SELECT one AS article, other, common / size_one AS share FROM pairs
    UNION ALL SELECT other, one, common / size_other FROM pairs
"""
_PAIRS = "SELECT a.rank, o.rank FROM copies JOIN ranked a USING (article) JOIN ranked o ON o.article = other"
_TAKEN = """
    SELECT a.article, min_by(other, o.rank) FILTER (o.rank < a.rank) AS copy_of,
           max(share) FILTER (o.outlet <> a.outlet AND NOT coalesce(o.published > a.published, false)) AS taken
    FROM copies JOIN ranked a USING (article) JOIN ranked o ON o.article = other GROUP BY a.article
"""


def group_stories(connection: duckdb.DuckDBPyConnection, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles with their story, and how much of their text is their own.

    Args:
        connection: Where to compute.
        articles: Columns `article`, `outlet`, `published` (a day, or nothing) and `shingles` (hashes of five-word
            sequences, as a corpus has them), and others.

    Returns:
        The articles without `shingles`, first published first, with `story` (the first article of all that carry the
        text), `copy_of` (the first article whose text it carries; nothing for a first one) and `own_text` (0 to 1: the
        share of its text that no other outlet had on that day or before).
    """
    ranked = articles.sort_values(["published", "article"], na_position="last", ignore_index=True)
    connection.register("ranked", ranked.assign(rank=ranked.index))
    connection.execute(_COPIES)
    firsts = _find_firsts(len(ranked), connection.execute(_PAIRS).fetchall())
    taken = connection.execute(_TAKEN).df()
    connection.unregister("ranked")
    frame = ranked.drop(columns="shingles").assign(story=ranked["article"].take(firsts).to_numpy())
    frame = frame.merge(taken, "left", on="article").astype({"copy_of": object})
    return frame.assign(copy_of=frame["copy_of"].replace({nan: None}), own_text=1 - frame.pop("taken").fillna(0.0))


def _find_firsts(size: int, pairs: list[tuple[int, int]]) -> list[int]:
    """The first of the group of each, where the two of a pair are in one group."""
    groups = [{at} for at in range(size)]
    for one, other in pairs:
        small, large = sorted((groups[one], groups[other]), key=len)
        if small is not large:
            large |= small
            for each in small:
                groups[each] = large
    firsts = {id(group): min(group) for group in groups}
    return [firsts[id(group)] for group in groups]
