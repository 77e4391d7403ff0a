"""What is found in one article as rows of the tables, made of the JSON contract: of an analysis, or of a run folder.

The tables have the same columns and types also where all of a column is empty. What each column means stands in
`data/README.md`, and a test holds the two together. A part on disk has these columns and no other; its folder adds
`month`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from readout.articles.files import find_file, is_path
from readout.articles.redaction import WORDING, cut_wording
from readout.articles.sources import expand
from readout.errors import UserError

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

RESULTS = "results.json"
SHINGLE, _KEPT = 5, 4  # words; one shingle of so many is kept

Row = dict[str, Any]
Rows = dict[str, pa.Table]  # by the name of the table


def article_rows(found: Mapping[str, Any], text: str | None, show_text: str) -> Rows:
    """Return the rows of one article in all tables but `failures`; what adding it brings about is left open.

    Args:
        found: The JSON contract, already without what `show_text` does not allow.
        text: The article's own text, None where a run folder does not have it.
        show_text: How much of it the rows may hold: "full", "excerpts" or "none".
    """
    article, tone, made_by, stance = (found[part] for part in ("article", "sentiment", "provenance", "stance"))
    about = {name: article[name] for name in ("id", "title", "url", "words", "sha256")}
    about |= {name: tone[name] for name in ("polarity", "subjectivity", "author", "quoted")}
    about |= {"outlet": article["source"], "show_text": show_text, "readout": made_by["readout"]}
    about |= {"model": made_by["models"]["reader"], "aliases": made_by["corrections"]["sha256"]}
    about["published"] = article["published"] and date.fromisoformat(article["published"])
    about["shingles"] = None if text is None else shingles(text)
    rows = {"articles": pa.Table.from_pylist([about], SCHEMAS["articles"])}
    parts = {**found, **stance, "targets": tone["targets"]}
    for name in FINDINGS:
        withheld = show_text == "none" or (show_text == "excerpts" and name == "sentences")
        shown = None if withheld or "text" not in SCHEMAS[name].names else text
        lines = [{"article": about["id"], **row, **_place(row, shown)} for row in parts[name]]
        if name == "sentences":
            pairs = ("words", "polarity")
            lines = [
                {**line, "words": [dict(zip(pairs, word, strict=True)) for word in line["words"]]} for line in lines
            ]
        rows[name] = pa.Table.from_pylist(lines, SCHEMAS[name])
    return rows


def shingles(text: str) -> list[int]:
    """Return numbers for the runs of five words in a text, one in four of them: copies share most of theirs.

    Which runs are kept depends on their words alone, so that two texts keep the same ones.
    """
    words = re.findall(r"\w+", text.lower())
    runs = (" ".join(words[at : at + SHINGLE]).encode() for at in range(len(words) - SHINGLE + 1))
    numbers = {int.from_bytes(blake2b(run, digest_size=8).digest(), "big") >> 1 for run in runs}
    return sorted(number for number in numbers if number % _KEPT == 0)


def name_contents(source: str, columns: Mapping[str, str] | None = None) -> list[str]:
    """Return the names of what a source holds: of a folder with run folders in it their results, then its articles.

    Of a run folder they are its results alone, of anything else what `expand` returns. Raises UserError as that does.
    """
    runs = find_runs(source)
    if not runs or find_file(source) in (runs[0], runs[0].parent):
        return list(map(str, runs)) or expand(source, columns=columns)
    try:
        articles = [name for name in expand(source, columns=columns) if not _is_catalogue(Path(name))]
    except UserError:
        articles = []
    return [*map(str, runs), *articles]


def find_runs(source: str) -> list[Path]:
    """Return the results of a run folder, or of all in a folder of reports, newest first; none of anything else."""
    if not is_path(source):
        return []
    path = find_file(source)
    if path.name == RESULTS and path.is_file():
        return [path]
    found = [path / RESULTS] if (path / RESULTS).is_file() else path.glob(f"*/{RESULTS}")
    own = (each for each in found if not each.parent.is_symlink())
    return sorted(own, key=lambda each: each.stat().st_mtime, reverse=True)


def read_run(path: Path) -> Mapping[str, Any]:
    """Return the results of a run; raises UserError where they cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise UserError("cannot be read as JSON; make the report again") from None
    return found if isinstance(found, Mapping) else {}


def run_rows(found: Mapping[str, Any], show_text: str) -> Rows:
    """Return the rows of a run in the tables of a corpus, with no more text than `show_text` and the run itself allow.

    Raises UserError where these are no results by the contract.
    """
    try:
        text = found["article"]["text"]
        allowed = "none" if text is None else show_text
        return article_rows({**found, **_redact(found)} if allowed == "none" else found, text, allowed)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise UserError("is no result of Readout; give a run folder, or make its report again") from None


def _place(row: Mapping[str, Any], text: str | None) -> Row:
    """Where the first evidence of a row stands, and all of it in words, as `Analysis` has them."""
    own = [[row["start"], row["end"]]] if "start" in row else []
    spans: Sequence[Sequence[int]] = own or row.get("evidence") or row.get("content") or row["mentions"]
    words = () if text is None else (" ".join(text[start:end].split()) for start, end in spans)
    shown = None if text is None else " … ".join(dict.fromkeys(words))
    return {"start": spans[0][0], "end": spans[0][1], "text": shown}


def _is_catalogue(path: Path) -> bool:
    """Whether a file is the page that `readout index` makes of a folder of reports."""
    return path.name == "index.html" and b'content="Readout catalogue"' in path.read_bytes()[:5000]


def _redact(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parts of the results that hold wording of the article, as a run with show_text "none" has them."""
    names = {*(actor["name"] for actor in found["actors"]), *(keyword["phrase"] for keyword in found["keywords"])}
    redacted = {
        name: [{**row, column: cut_wording(row[column], names)} for row in found[name]]
        for name, column in WORDING.items()
    }
    return redacted | {"sentences": [{**row, "words": sorted(row["words"])} for row in redacted["sentences"]]}
