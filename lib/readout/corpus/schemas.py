"""The tables of a corpus: the columns of each with their types, also where all of a column is empty.

What each column means stands in `data/README.md`, and a test holds the two together. A part on disk has these
columns and no other; its folder adds `month`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

UNKNOWN = "unknown"  # the month of an article that does not say when it was published, and of all failures

_TEXT, _NUMBER, _COUNT, _FLAG = pa.string(), pa.float64(), pa.int32(), pa.bool_()
_SPAN = pa.list_(pa.int32())  # [start, end] in characters of the article's text
_SPANS, _TEXTS = pa.list_(_SPAN), pa.list_(_TEXT)
_ACT = pa.struct([("act", _TEXT), ("cue", _SPAN), ("modality", _TEXT), ("negated", _FLAG)])
_PLACE = {"start": _COUNT, "end": _COUNT}
_WORDED = {**_PLACE, "text": _TEXT}

_COLUMNS: Mapping[str, Mapping[str, pa.DataType]] = {
    "articles": {
        "id": _TEXT,
        "outlet": _TEXT,
        "title": _TEXT,
        "published": pa.date32(),
        "seen": pa.timestamp("us", tz="UTC"),
        "url": _TEXT,
        "source": _TEXT,
        "words": _COUNT,
        "polarity": _NUMBER,
        "subjectivity": _NUMBER,
        "author": _NUMBER,
        "quoted": _NUMBER,
        "shingles": pa.list_(pa.int64()),
        "sha256": _TEXT,
        "key": _TEXT,
        "show_text": _TEXT,
        "readout": _TEXT,
        "model": _TEXT,
        "aliases": _TEXT,
        "batch": _COUNT,
    },
    "sentences": {
        "article": _TEXT,
        "polarity": _NUMBER,
        "subjectivity": _NUMBER,
        "voice": _TEXT,
        "words": pa.list_(pa.struct([("words", _TEXT), ("polarity", _NUMBER)])),
        "hedges": _SPANS,
        **_WORDED,
    },
    "actors": {
        "article": _TEXT,
        "id": _TEXT,
        "name": _TEXT,
        "kind": _TEXT,
        "aliases": _TEXTS,
        "mentions": _SPANS,
        "rules": _TEXTS,
        **_PLACE,
    },
    "names": {
        "article": _TEXT,
        "form": _TEXT,
        "actor": _TEXT,
        "rule": _TEXT,
        "why": _TEXT,
        "count": _COUNT,
        "mentions": _SPANS,
        **_PLACE,
    },
    "attributions": {
        "article": _TEXT,
        "speaker": _TEXT,
        "source": _SPANS,
        "source_kind": _TEXT,
        "cue": _SPANS,
        "content": _SPANS,
        "direct": _FLAG,
        "kind": _TEXT,
        "nested": _FLAG,
        "hedges": _SPANS,
        **_WORDED,
    },
    "targets": {
        "article": _TEXT,
        "target": _TEXT,
        "label": _TEXT,
        "negative": _NUMBER,
        "neutral": _NUMBER,
        "positive": _NUMBER,
        "low": _NUMBER,
        "high": _NUMBER,
        "evidence": _SPANS,
        **_WORDED,
    },
    "ties": {
        "article": _TEXT,
        "source": _TEXT,
        "target": _TEXT,
        "label": _TEXT,
        "confidence": _NUMBER,
        "by": _TEXT,
        "evidence": _SPANS,
        "acts": pa.list_(_ACT),
        **_WORDED,
    },
    "acts": {
        "article": _TEXT,
        "source": _TEXT,
        "target": _TEXT,
        "act": _TEXT,
        "sign": _COUNT,
        "cue": _SPAN,
        "modality": _TEXT,
        "negated": _FLAG,
        "by": _SPAN,
        "on": _SPAN,
        **_WORDED,
    },
    "keywords": {
        "article": _TEXT,
        "phrase": _TEXT,
        "score": _NUMBER,
        "count": _COUNT,
        "spread": _NUMBER,
        "mentions": _SPANS,
        **_PLACE,
    },
    "failures": {
        "source": _TEXT,
        "seen": pa.timestamp("us", tz="UTC"),
        "why": _TEXT,
        "key": _TEXT,
    },
}

SCHEMAS: Mapping[str, pa.Schema] = {
    name: pa.schema(list(columns.items())) for name, columns in _COLUMNS.items()
}
TABLES = tuple(SCHEMAS)
FINDINGS = TABLES[1:-1]  # whose rows are found in the text of an article; the first column says in which
LINKS = "actor_links"  # the table of `Corpus.link_actors`, which is made when it is asked for
