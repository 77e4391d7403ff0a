"""What a run found, in a few words and numbers: what the catalogue shows of it."""

from collections.abc import Mapping
from typing import Any

from readout.evidence.sparkline import means
from readout.evidence.statements import clause

PARTS = 24  # bars of a sparkline
PHRASES = 5
_LONGEST = 200  # characters; a notebook of the user's own may publish a phrase of any length


def summary(found: object) -> dict[str, Any]:
    """The tone, the strongest tie and the keyphrases of the results of one article (the JSON contract).

    Keys: `polarity` (-1 negative to +1 positive); `tone` (at most 24 means of polarity, of parts of the
    article with equally many sentences, in their order); `tie` (a clause, without a full stop); `keyphrases`
    (the first five). What is missing, or of another type than the contract has, is None.
    """
    arc = _arc(_at(found, "sentences"))
    return {
        "polarity": _rounded(_polarity(_at(found, "sentiment", "polarity"))),
        "tone": arc,
        "tie": _tie(_at(found, "stance", "ties"), _at(found, "actors")),
        "keyphrases": _phrases(_at(found, "keywords")),
    }


def _at(found: object, *keys: str) -> object:
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _polarity(value: object) -> float | None:
    """The value where it is a number from -1 to +1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value <= 1:
        return None  # NaN is not between them either
    return float(value)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2) + 0.0  # + 0.0: never -0.0


def _arc(sentences: object) -> list[float] | None:
    rows = sentences if isinstance(sentences, list) else []
    values = [value for row in rows if (value := _polarity(_at(row, "polarity"))) is not None]
    if not values or len(values) < len(rows):
        return None
    return [round(mean, 2) + 0.0 for mean in means(values, PARTS)]


def _tie(ties: object, actors: object) -> str | None:
    """The tie of the highest confidence in words: "Iran-backed militias oppose the US"."""
    rows = [row for row in ties if _is_tie(row)] if isinstance(ties, list) else []
    if not rows or not isinstance(ties, list) or len(rows) < len(ties):
        return None
    known = actors if isinstance(actors, list) else []
    kinds = {
        name: kind
        for actor in known
        if isinstance(name := _at(actor, "name"), str) and isinstance(kind := _at(actor, "kind"), str)
    }
    return " ".join(clause(max(rows, key=lambda row: row["confidence"]), kinds))[:_LONGEST]


def _is_tie(row: object) -> bool:
    named = all(isinstance(name := _at(row, key), str) and name.strip() for key in ("source", "target"))
    sure = _polarity(_at(row, "confidence"))
    return named and _at(row, "label") in ("opposes", "supports") and sure is not None


def _phrases(keywords: object) -> list[str] | None:
    if not isinstance(keywords, list):
        return None
    phrases = [phrase for row in keywords if isinstance(phrase := _at(row, "phrase"), str)]
    return [phrase[:_LONGEST] for phrase in phrases[:PHRASES]] if len(phrases) == len(keywords) else None
