"""What is found in one article as rows of the tables, made of the JSON contract: of an analysis, or of a run folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b, sha256
from typing import Any

import pyarrow as pa

from readout.corpus.schemas import FINDINGS, SCHEMAS

SHINGLE = 5  # words
_KEPT = 4  # one shingle of so many is kept

Row = dict[str, Any]
Rows = dict[str, pa.Table]  # by the name of the table


def article_rows(
    found: Mapping[str, Any], text: str | None, show_text: str, *, source: str = "", key: str = ""
) -> Rows:
    """Return the rows of one article in all tables but `failures`; when it was seen, and its batch, are left open.

    Args:
        found: The JSON contract, already without what `show_text` does not allow.
        text: The article's own text, None where a run folder does not have it.
        show_text: How much of it the rows may hold: "full", "excerpts" or "none".
        source: Where the article is from, and `key`, what it goes by if it changes.
    """
    stance = found["stance"]
    parts = {
        **found,
        "targets": found["sentiment"]["targets"],
        "ties": stance["ties"],
        "acts": stance["acts"],
    }
    about = {**_about(found, show_text), "source": source, "key": key}
    about["shingles"] = None if text is None else shingles(text)
    rows = {"articles": pa.Table.from_pylist([about], SCHEMAS["articles"])}
    for name in FINDINGS:
        withheld = show_text == "none" or (show_text == "excerpts" and name == "sentences")
        shown = None if withheld or "text" not in SCHEMAS[name].names else text
        lines = [{"article": about["id"], **row, **_place(row, shown)} for row in parts[name]]
        if name == "sentences":
            lines = [line | {"words": _pairs(line["words"])} for line in lines]
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


def hash_name(name: str) -> str:
    """Return an address, or the path of a file, as the hash by which articles are known again."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _about(found: Mapping[str, Any], show_text: str) -> Row:
    article, tone, made_by = found["article"], found["sentiment"], found["provenance"]
    return {
        **{name: article[name] for name in ("id", "title", "url", "words", "sha256")},
        **{name: tone[name] for name in ("polarity", "subjectivity", "author", "quoted")},
        "outlet": article["source"],
        "published": article["published"] and date.fromisoformat(article["published"]),
        "show_text": show_text,
        "readout": made_by["readout"],
        "model": made_by["models"]["reader"],
        "aliases": made_by["corrections"]["sha256"],
    }


def _place(row: Mapping[str, Any], text: str | None) -> Row:
    """Where the first evidence of a row stands, and all of it in words, as `Analysis` has them."""
    own = [[row["start"], row["end"]]] if "start" in row else []
    spans: Sequence[Sequence[int]] = own or row.get("evidence") or row.get("content") or row["mentions"]
    start, end = spans[0]
    words = () if text is None else (" ".join(text[start:end].split()) for start, end in spans)
    return {"start": start, "end": end, "text": None if text is None else " … ".join(dict.fromkeys(words))}


def _pairs(words: Sequence[Sequence[Any]]) -> list[Row]:
    return [{"words": word, "polarity": polarity} for word, polarity in words]
