"""The tables of a corpus: the columns of each with their types, also where all of a column is empty.

What each column means stands in `data/README.md`, and a test holds the two together. A part on disk has these
columns and no other; its folder adds `month`.
"""

import pyarrow as pa

_TEXT, _NUMBER, _SPAN = pa.string(), pa.float64(), pa.list_(pa.int32())  # a span: [start, end] in characters
_ACT = pa.struct([("act", _TEXT), ("cue", _SPAN), ("modality", _TEXT), ("negated", pa.bool_())])
_TYPES = {
    "": _TEXT,
    "texts": pa.list_(_TEXT),
    "number": _NUMBER,
    "count": pa.int32(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "time": pa.timestamp("us", tz="UTC"),
    "hashes": pa.list_(pa.int64()),
    "span": _SPAN,
    "spans": pa.list_(_SPAN),
    "acts": pa.list_(_ACT),
    "words": pa.list_(pa.struct([("words", _TEXT), ("polarity", _NUMBER)])),
}
_PLACE = "start:count end:count"
_COLUMNS = {  # a name alone is a text
    "articles": "id outlet title published:day seen:time url source words:count polarity:number subjectivity:number "
    "author:number quoted:number shingles:hashes sha256 key show_text readout model aliases batch:count",
    "sentences": f"article polarity:number subjectivity:number voice words:words hedges:spans {_PLACE} text",
    "actors": f"article id name kind aliases:texts mentions:spans rules:texts {_PLACE}",
    "names": f"article form actor rule why count:count mentions:spans {_PLACE}",
    "attributions": "article speaker source:spans source_kind cue:spans content:spans direct:flag kind nested:flag "
    f"hedges:spans {_PLACE} text",
    "targets": "article target label negative:number neutral:number positive:number low:number high:number "
    f"evidence:spans {_PLACE} text",
    "ties": f"article source target label confidence:number by evidence:spans acts:acts {_PLACE} text",
    "acts": f"article source target act sign:count cue:span modality negated:flag by:span on:span {_PLACE} text",
    "keywords": f"article phrase score:number count:count spread:number mentions:spans {_PLACE}",
    "failures": "source seen:time why key",
}
SCHEMAS = {
    table: pa.schema([(name, _TYPES[kind]) for name, _, kind in (each.partition(":") for each in columns.split())])
    for table, columns in _COLUMNS.items()
}
TABLES = tuple(SCHEMAS)
FINDINGS = TABLES[1:-1]  # whose rows are found in the text of an article; the first column says in which
LINKS = "actor_links"  # the table of `Corpus.link_actors`, which is made when it is asked for
