"""Questions that take more than a line of SQL: who is one actor across articles, and who speaks of what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from readout.corpus.actor_links import Named, link_names
from readout.corpus.schemas import LINKS
from readout.nlp.user_file import Correction

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("name", "kind", "day", "linked", "linked_name", "rule")
_LINKED = pa.schema([(name, pa.date32() if name == "day" else pa.string()) for name in _COLUMNS])
_DATED = "FROM actors a JOIN articles r ON a.article = r.id"
_NAMES = f"SELECT a.name, a.kind, r.published, count(DISTINCT a.article) {_DATED} GROUP BY ALL"
_ACRONYMS = f"""
    SELECT DISTINCT n.form, a.name, a.kind, r.published {_DATED}
    JOIN names n ON n.article = a.article AND n.actor = a.name WHERE n.rule = 'acronym'
"""
_LINKS = f"""
    CREATE OR REPLACE TABLE {LINKS} AS
    SELECT a.article, a.id AS actor, a.name, a.kind, linked, linked_name, rule {_DATED}
    JOIN _links l ON l.name = a.name AND l.kind = a.kind AND l.day IS NOT DISTINCT FROM r.published
"""
_WHO = f"""
    WITH known AS (
        SELECT l.*, lower($x) IN (lower(l.name), lower(linked_name))
            OR list_contains(string_split(lower(array_to_string(aliases, chr(10))), chr(10)), lower($x)) AS is_meant
        FROM {LINKS} l JOIN actors a ON a.article = l.article AND a.id = l.actor
    )
    SELECT article, actor, name FROM known WHERE is_meant OR linked IN (SELECT linked FROM known WHERE is_meant)
"""
_SPOKEN = {  # what somebody says, or each sentence
    True: """
        SELECT p.article, speaker, start, "end", text, unnest(content) AS part
        FROM attributions p JOIN who ON p.article = who.article AND speaker = who.name
    """,
    False: 'SELECT article, voice AS speaker, start, "end", text, [start, "end"] AS part FROM sentences',
}
_PASSAGES = r"""
    WITH who AS ({who}), spoken AS ({spoken}),
    about AS (
        SELECT a.article, unnest(mentions) AS span
        FROM actors a JOIN ({about}) m ON a.article = m.article AND a.id = m.actor
        UNION ALL
        SELECT article, unnest(mentions) FROM keywords WHERE lower(phrase) = lower($phrase)
    ),
    found AS (
        SELECT DISTINCT s.article, speaker, start, "end", text
        FROM spoken s LEFT JOIN about ON about.article = s.article AND span[1] >= part[1] AND span[2] <= part[2]
        WHERE $phrase = '' OR span IS NOT NULL
            OR regexp_matches(text, '(^|\W)' || regexp_escape($phrase) || '($|\W)', 'i')
    )
    SELECT f.article, outlet, published, title, speaker, f.start, f."end", coalesce(s.text, f.text) AS text
    FROM found f JOIN articles ON id = f.article
    LEFT JOIN sentences s ON s.article = f.article AND f.start >= s.start AND f.start < s."end"
    ORDER BY published, f.article, f.start
"""


def link_actors(connection: Any, corrections: Sequence[Correction]) -> None:
    """Make the table of who is one actor across articles, for this connection."""
    names = {Named(*row): number for *row, number in connection.sql(_NAMES).fetchall()}
    acronyms = [(form, Named(*row)) for form, *row in connection.sql(_ACRONYMS).fetchall()]
    links = link_names(names, acronyms, corrections)
    rows = [dict(zip(_COLUMNS, (*named, *link), strict=True)) for named, link in links.items()]
    connection.register("_links", pa.Table.from_pylist(rows, _LINKED))
    connection.execute(_LINKS)
    connection.unregister("_links")


def find_passages(connection: Any, actor: str, phrase: str) -> pd.DataFrame:
    """Return the passages in which an actor speaks of something; without an actor, the sentences that name it."""
    about = _WHO.replace("$x", "$phrase")
    query = _PASSAGES.format(who=_WHO.replace("$x", "$actor"), spoken=_SPOKEN[bool(actor)], about=about)
    found: pd.DataFrame = connection.execute(query, {"actor": actor, "phrase": phrase}).df()
    return found
