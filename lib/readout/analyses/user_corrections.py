"""What the user's file changes in what was found: actors merged, split and rejected, ties and speakers."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from readout.analyses.attribution import AUTHOR
from readout.articles.article import Article
from readout.nlp.actors import actor_row
from readout.nlp.user_file import Correction

YOURS = "your file"


def corrected_actors(
    article: Article, frame: pd.DataFrame, rows: Iterable[Correction]
) -> tuple[pd.DataFrame, list[Correction]]:
    """The actors as the user wants them, and the rows of the file that changed any.

    In the order of the file; columns as of `actors.actors`.
    """
    spans: dict[str, list[tuple[int, int, str]]] = {}
    kinds = dict(zip(frame["name"], frame["kind"], strict=True))
    for name, mentions, rules in zip(frame["name"], frame["mentions"], frame["rules"], strict=True):
        spans[name] = [(start, end, rule) for (start, end), rule in zip(mentions, rules, strict=True)]
    applied = [row for row in rows if _applied(article, spans, kinds, row)]
    made = [actor_row(article, name, kinds[name], sorted(found)) for name, found in spans.items() if found]
    made.sort(key=lambda row: (row["kind"] == "issue", -len(row["mentions"]), row["start"]))
    return pd.DataFrame(made, columns=list(frame.columns)), applied


def corrected_ties(frame: pd.DataFrame, rows: Iterable[Correction]) -> tuple[pd.DataFrame, list[Correction]]:
    """The ties (or acts) without those that the user rejects, and the rows of the file that took any away."""
    wanted = {(row.words.casefold(), row.name.casefold()): row for row in rows if row.what == "reject tie"}
    keys = [(a.casefold(), b.casefold()) for a, b in zip(frame["source"], frame["target"], strict=True)]
    gone = [place for place, key in zip(frame.index, keys, strict=True) if key in wanted]
    applied = [wanted[key] for key in dict.fromkeys(keys) if key in wanted]
    return frame.drop(index=gone).reset_index(drop=True), applied


def corrected_speakers(
    article: Article, frame: pd.DataFrame, rows: Iterable[Correction]
) -> tuple[pd.DataFrame, list[Correction]]:
    """The attributions with the speakers that the user sets, and the rows of the file that set any.

    What stands in no attribution becomes one with its sentence for content; what "author" says is none.
    """
    found = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    applied = []
    for row in (row for row in rows if row.what == "speaker"):
        places = _places(article, row.words)
        held = [one for one in found if any(_meet(one["content"], place) for place in places)]
        # the innermost: "A said that B said …" is A's passage too
        held = [one for one in held if not any(other is not one and _inside(other, one) for other in held)]
        if row.name.casefold() == AUTHOR:
            found = [one for one in found if one not in held]
        else:
            for one in held:
                one["speaker"] = row.name
            found += [] if held else _told(article, places, row.name)
        if held or (places and row.name.casefold() != AUTHOR):
            applied.append(row)
    found.sort(key=lambda one: (one["start"], one["end"]))
    return pd.DataFrame(found, columns=list(frame.columns)), applied


def _applied(
    article: Article, spans: dict[str, list[tuple[int, int, str]]], kinds: dict[str, str], row: Correction
) -> bool:
    """Carries out one row on the mentions by actor; whether it changed any."""
    if row.what == "alias":
        return any(
            rule == YOURS and _same(article.text[start:end], row.words)
            for start, end, rule in spans.get(row.name, ())
        )
    if row.what not in ("merge", "split", "reject"):
        return False
    moved = _chosen(article, spans, row)
    for name, gone in moved.items():
        spans[name] = [one for one in spans[name] if one not in gone]
        if row.what != "reject":
            kinds.setdefault(row.name, row.kind or kinds[name])
            spans.setdefault(row.name, []).extend((start, end, YOURS) for start, end, _ in gone)
    if moved and row.kind:
        kinds[row.name] = row.kind
    return bool(moved)


def _chosen(
    article: Article, spans: dict[str, list[tuple[int, int, str]]], row: Correction
) -> dict[str, list[tuple[int, int, str]]]:
    """The mentions that a row speaks of, by actor: all of one that is named so, else those that read so."""
    whole = [name for name in spans if _same(name, row.words) and name != row.name and spans[name]]
    if row.what != "split" and whole:
        return {name: list(spans[name]) for name in whole}
    opens = dict(_places(article, row.words))
    found = {}
    for name, mentions in spans.items():
        some = [one for one in mentions if one[0] in opens and one[1] <= opens[one[0]]]
        if some and name != row.name:
            found[name] = some
    return found


def _places(article: Article, words: str) -> list[tuple[int, int]]:
    """Where these words stand, an article before them left out; quotation marks and spaces may differ."""
    shown = re.sub(r"^(?:the|an?)\s+", "", words.strip(' “”"….'), flags=re.IGNORECASE)
    parts = [re.sub(r"[’']", "[’']", re.escape(part)) for part in shown.split()]
    pattern = r"(?<!\w)" + r"\s+".join(re.sub(r"[“”\"]", '[“”"]', part) for part in parts) + r"(?!\w)"
    return [match.span() for match in re.finditer(pattern, article.text, re.IGNORECASE)] if parts else []


def _meet(content: Sequence[Sequence[int]], place: tuple[int, int]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in content)


def _inside(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(other["start"] <= one["start"] and one["end"] <= other["end"]) and (
        one["end"] - one["start"] < other["end"] - other["start"]
    )


def _told(article: Article, places: Sequence[tuple[int, int]], name: str) -> list[dict[str, Any]]:
    sentences = [s for s in article.sentences if any(s.start <= start < s.end for start, _ in places)]
    blank: dict[str, Any] = {
        "speaker": name,
        "source": [],
        "cue": [],
        "source_kind": "named",
        "direct": False,
    }
    blank |= {"kind": "speech", "nested": False, "hedges": []}
    return [{**blank, "content": [[s.start, s.end]], "start": s.start, "end": s.end} for s in sentences]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
