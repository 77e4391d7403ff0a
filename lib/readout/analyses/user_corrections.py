"""What the user's file changes in what was found: ties and speakers (`document.parse` corrects the actors)."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from readout.analyses.attribution import AUTHOR
from readout.analyses.tie_judgement import JudgedPair
from readout.articles.article import Article
from readout.frames import records
from readout.nlp.actors import find_words
from readout.nlp.user_file import Correction


def corrected_pairs(
    judged: Sequence[JudgedPair], rows: Iterable[Correction]
) -> tuple[list[JudgedPair], list[Correction]]:
    """The pairs without those that the user rejects, and the rows of the file that took a tie or a leaning away."""
    wanted = {(row.words.casefold(), row.name.casefold()): row for row in rows if row.what == "reject tie"}
    keys = [(pair.source.casefold(), pair.target.casefold()) for pair in judged]
    applied = [key for pair, key in zip(judged, keys, strict=True) if pair.tier and key in wanted]
    kept = [pair for pair, key in zip(judged, keys, strict=True) if key not in wanted]
    return kept, [wanted[key] for key in dict.fromkeys(applied)]


def corrected_speakers(
    article: Article, frame: pd.DataFrame, rows: Iterable[Correction]
) -> tuple[pd.DataFrame, list[Correction]]:
    """The attributions with the speakers that the user sets, and the rows of the file that set any.

    What stands in no attribution becomes one with its sentence for content; what "author" says is none.
    """
    attributions = records(frame)
    applied = []
    for row in (row for row in rows if row.what == "speaker"):
        places = find_words(article, row.words)
        matched = [a for a in attributions if any(_meet(a["content"], place) for place in places)]
        # the innermost: "A said that B said …" is A's passage too
        matched = [a for a in matched if not any(_inside(other, a) for other in matched if other is not a)]
        if row.name.casefold() == AUTHOR:
            attributions = [a for a in attributions if a not in matched]
        else:
            for attribution in matched:
                attribution["speaker"] = row.name
            attributions += [] if matched else _whole_sentences(article, places, row.name)
        if matched or (places and row.name.casefold() != AUTHOR):
            applied.append(row)
    attributions.sort(key=lambda a: (a["start"], a["end"]))
    return pd.DataFrame(attributions, columns=list(frame.columns)), applied


def _meet(content: Sequence[Sequence[int]], place: tuple[int, int]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in content)


def _inside(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(other["start"] <= one["start"] and one["end"] <= other["end"]) and (
        one["end"] - one["start"] < other["end"] - other["start"]
    )


def _whole_sentences(article: Article, places: Sequence[tuple[int, int]], name: str) -> list[dict[str, Any]]:
    """An attribution to the name of each sentence in which one of the places begins."""
    sentences = [s for s in article.sentences if any(s.start <= start < s.end for start, _ in places)]
    blank: dict[str, Any] = {"speaker": name, "source": [], "cue": [], "source_kind": "named", "direct": False}
    blank |= {"kind": "speech", "nested": False, "hedges": []}
    return [{**blank, "content": [[s.start, s.end]], "start": s.start, "end": s.end} for s in sentences]
