"""Stance: who is for or against whom, and what the article and its actors hold of what the user asks."""

import re
from functools import cache
from typing import Any

import pandas as pd

from readout.article import Article
from readout.attribution import AUTHOR
from readout.resources import table

TIES = ["source", "target", "label", "confidence", "evidence", "acts", "start", "end"]
WORTH = 0.5  # a tie that is likelier wrong than right is not shown: it costs more than one that is missing
SURE = 0.6  # what a label must be worth among labelled sentences to be given; else "unsure"
TOWARD = ["target", "source", "label", "against", "neutral", "favor", "evidence", "start", "end"]


def ties(acts: pd.DataFrame) -> pd.DataFrame:
    """Who opposes or supports whom over the whole article, surest first, by its `acts`.

    Columns: `source`, `target` (actor names), `label` (opposes or supports), `confidence` (0 to 1: how often
    an act of the surest kind found here agreed with the label of the labelled sentences in `act_rates.tsv`),
    `evidence` (the sentences, `[start, end]`), `acts` (dicts of act, cue, modality, negated), `start, end`
    (the first sentence). Acts of both signs between the same two cancel out; a draw is no tie, and
    neither are acts of kinds that were wrong more often than right.
    """
    rows = []
    for (source, target), group in acts[acts["sign"] != 0].groupby(["source", "target"], sort=False):
        total = int(group["sign"].sum())
        if total == 0:
            continue
        same = group[group["sign"] == (1 if total > 0 else -1)]
        sure = max(confidence(act, sign) for act, sign in zip(same["act"], same["sign"], strict=True))
        if sure < WORTH:
            continue
        evidence = same[["start", "end"]].drop_duplicates().to_numpy().tolist()
        rows.append(
            (
                source,
                target,
                "supports" if total > 0 else "opposes",
                sure,
                evidence,
                same[["act", "cue", "modality", "negated"]].to_dict("records"),
                *evidence[0],
            )
        )
    rows.sort(key=lambda row: (-row[3], -len(row[4]), row[6]))
    return pd.DataFrame(rows, columns=TIES)


def toward(
    article: Article, asked: list[str], actors: pd.DataFrame, found: pd.DataFrame, sentences: pd.DataFrame
) -> pd.DataFrame:
    """The stance towards each phrase that the user asks about: the author's own, and each actor's.

    `found` are the ties, `sentences` the sentences with a column each for `negative`, `neutral`, `positive`
    (see `sentiment.rates`). Columns: `target` (as asked), `source` ("author" or an actor's name), `label`
    (against, neutral, favor, unsure), `against, neutral, favor` (probabilities), `evidence`, `start, end`.
    A tie towards the actor asked about decides for its source; else the tone of the sentences in that
    voice that name the phrase. What the article does not name has no row.
    """
    rows: list[tuple[Any, ...]] = []
    for phrase in dict.fromkeys(asked):
        names, starts = _meant(article, phrase, actors)
        near = [any(s <= start < e for start in starts) for s, e in _spans(sentences)]
        ties_here = found[found["target"].isin(names)]
        for _, tie in ties_here.iterrows():
            rows.append((phrase, tie["source"], *_from_tie(tie), tie["evidence"], tie["start"], tie["end"]))
        told = set(ties_here["source"]) | names
        for voice, group in sentences[pd.Series(near, index=sentences.index, dtype=bool)].groupby(
            "voice", sort=False
        ):
            if voice not in told:
                evidence = group[["start", "end"]].to_numpy().tolist()
                rows.append((phrase, voice, *_from_tone(group), evidence, *evidence[0]))
    rows.sort(key=lambda row: (asked.index(row[0]), row[1] != AUTHOR, row[-2]))
    return pd.DataFrame(rows, columns=TOWARD)


def _meant(article: Article, phrase: str, actors: pd.DataFrame) -> tuple[set[str], list[int]]:
    """The actors that a phrase names, by any of their names, and where they or the phrase stand."""
    wanted = phrase.strip().casefold()
    if not wanted:
        return set(), []
    starts = [
        m.start() for m in re.finditer(rf"(?<!\w){re.escape(phrase.strip())}(?!\w)", article.text, re.I)
    ]
    names = set()
    for row in actors.to_dict("records"):
        last = row["name"].split()[-1] if row["kind"] == "person" else ""
        if wanted in {form.casefold() for form in (row["name"], last, *row["aliases"])}:
            names.add(row["name"])
            starts += [start for start, _ in row["mentions"]]
    return names, starts


def confidence(act: str, sign: int) -> float:
    """How often an act of this kind agreed with the labelled stance (Park, Pan and Joo 2021), 0 to 1."""
    return _act_rates()[act, sign] if (act, sign) in _act_rates() else _act_rates()["", sign]


def _from_tie(tie: pd.Series) -> tuple[str, float, float, float]:
    p = float(tie["confidence"])
    rest = round((1 - p) / 2, 4)
    name = "favor" if tie["label"] == "supports" else "against"
    shares = (rest, rest, p) if name == "favor" else (p, rest, rest)
    return (name if p >= SURE else "unsure", *shares)


def _from_tone(group: pd.DataFrame) -> tuple[str, float, float, float]:
    shares = [round(float(group[name].mean()), 4) for name in ("negative", "neutral", "positive")]
    best = max(range(3), key=lambda i: shares[i])
    name = ("against", "neutral", "favor")[best] if shares[best] >= SURE else "unsure"
    return (name, shares[0], shares[1], shares[2])


def _spans(frame: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(frame["start"], frame["end"], strict=True))


@cache
def _act_rates() -> dict[tuple[str, int], float]:
    return {(row["act"].strip("*"), int(row["sign"])): float(row["agreed"]) for row in table("act_rates")}
