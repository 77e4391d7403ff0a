"""Stance: who is for or against whom, and what the article and its actors hold of what the user asks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from readout.article import Article
from readout.attribution import AUTHOR
from readout.reader import confirmed, sure
from readout.syntax import tones, trees

TIES = ["source", "target", "label", "confidence", "evidence", "acts", "start", "end"]
TOWARD = ["target", "source", "label", "against", "neutral", "favor", "evidence", "start", "end"]
SIGNS = {"supports": 1, "opposes": -1}

Evidence = tuple[
    float, list[int], list[dict[str, Any]]
]  # signed probability, sentence, acts that say the same


def ties(article: Article, actors: pd.DataFrame, acts: pd.DataFrame) -> pd.DataFrame:
    """Who opposes or supports whom over the whole article, surest first.

    Columns: `source`, `target` (actor names), `label` (opposes or supports), `confidence` (0 to 1: how likely the
    surest sentence makes it), `evidence` (the sentences, `[start, end]`), `acts` (dicts of act, cue, modality,
    negated: those `acts` between the two that say the same), `start, end` (the first sentence). A tie needs an
    act that is neither denied nor only supposed, and a reader that does not gainsay it: on labelled sentences
    the pairs in which only the reader saw a stance were wrong more often than right (MODEL_CARD.md). Sentences
    of both signs between the same two cancel out.
    """
    found: dict[tuple[str, str], list[Evidence]] = {}
    places = dict(zip(actors["name"], actors["mentions"], strict=True))
    parsed = {sentence.start: tree for tree, sentence in zip(trees(article), article.sentences, strict=True)}
    keys = zip(acts["start"], acts["source"], acts["target"], strict=True)
    for start, source, target in dict.fromkeys(keys):
        here = acts[(acts["start"] == start) & (acts["source"] == source) & (acts["target"] == target)]
        tree = parsed[start]
        a, b = tree.inside(places[source]), tree.inside(places[target])
        signed = _sided(tree.reading.stance(a, b), here) if a and b else 0.0
        if signed:
            evidence = (signed, [int(start), int(here["end"].iloc[0])], _told(here, signed))
            found.setdefault((source, target), []).append(evidence)
    rows = [row for pair, evidence in found.items() for row in _tie(*pair, evidence)]
    rows.sort(key=lambda row: (-row[3], -len(row[4]), row[6]))
    return pd.DataFrame(rows, columns=TIES)


def _sided(shares: Mapping[str, float], acts: pd.DataFrame) -> float:
    """The probability that a is for (above 0) or against b (below 0), as the acts say; 0 where it is too low."""
    sign = acts["sign"].sum()
    label = "supports" if sign > 0 else "opposes"
    probability = confirmed(shares[f"a_{label}_b"]) if sign else 0.0
    return SIGNS[label] * probability if sign and sure("tie", probability) else 0.0


def _told(acts: pd.DataFrame, signed: float) -> list[dict[str, Any]]:
    same = acts[acts["sign"] * signed > 0]
    rows = same[["act", "cue", "modality", "negated"]].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _tie(source: str, target: str, evidence: list[Evidence]) -> Iterator[tuple[Any, ...]]:
    total = sum(1 if signed > 0 else -1 for signed, _, _ in evidence)
    if total:
        same = [(p, place, acts) for p, place, acts in evidence if p * total > 0]
        label = "supports" if total > 0 else "opposes"
        acts = [act for _, _, some in same for act in some]
        places = [place for _, place, _ in same]
        yield source, target, label, round(max(abs(p) for p, _, _ in same), 4), places, acts, *places[0]


def toward(
    article: Article, asked: list[str], actors: pd.DataFrame, found: pd.DataFrame, voices: Sequence[str]
) -> pd.DataFrame:
    """The stance towards each phrase that the user asks about: the author's own, and each actor's.

    `found` are the ties, `voices` whose voice each sentence is. Columns: `target` (as asked), `source`
    ("author" or an actor's name), `label` (against, neutral, favor, unsure), `against, neutral, favor`
    (probabilities), `evidence`, `start, end`. A tie towards the actor asked about decides for its source;
    else the reader's tone towards the phrase in the sentences of that voice that name it. What the article
    does not name has no row.
    """
    rows: list[tuple[Any, ...]] = []
    for phrase in dict.fromkeys(asked):
        names, places = _meant(article, phrase, actors)
        ties_here = found[found["target"].isin(names)]
        for _, tie in ties_here.iterrows():
            rows.append((phrase, tie["source"], *_from_tie(tie), tie["evidence"], tie["start"], tie["end"]))
        told = set(ties_here["source"]) | names
        by_voice: dict[str, list[tuple[list[int], dict[str, float]]]] = {}
        for k, shares in tones(trees(article), sorted(places)).items():
            place = [article.sentences[k].start, article.sentences[k].end]
            by_voice.setdefault(voices[k], []).append((place, shares))
        for voice, group in by_voice.items():
            if voice not in told:
                evidence = [place for place, _ in group]
                rows.append((phrase, voice, *_from_tone([one for _, one in group]), evidence, *evidence[0]))
    rows.sort(key=lambda row: (asked.index(row[0]), row[1] != AUTHOR, row[-2]))
    return pd.DataFrame(rows, columns=TOWARD)


def _meant(article: Article, phrase: str, actors: pd.DataFrame) -> tuple[set[str], set[tuple[int, int]]]:
    """The actors that a phrase names, by any of their names, and where they or the phrase stand."""
    wanted = phrase.strip().casefold()
    if not wanted:
        return set(), set()
    pattern = rf"(?<!\w){re.escape(phrase.strip())}(?!\w)"
    places = {match.span() for match in re.finditer(pattern, article.text, re.I)}
    names = set()
    for row in actors.to_dict("records"):
        last = row["name"].split()[-1] if row["kind"] == "person" else ""
        if wanted in {form.casefold() for form in (row["name"], last, *row["aliases"])}:
            names.add(row["name"])
            places |= {(start, end) for start, end in row["mentions"]}
    return names, places


def _from_tie(tie: "pd.Series[Any]") -> tuple[str, float, float, float]:
    p = float(tie["confidence"])
    rest = round((1 - p) / 2, 4)
    favor = tie["label"] == "supports"
    return ("favor" if favor else "against", *((rest, rest, p) if favor else (p, rest, rest)))


def _from_tone(group: Sequence[Mapping[str, float]]) -> tuple[str, float, float, float]:
    tone = ("negative", "neutral", "positive")
    shares = [round(sum(one[name] for one in group) / len(group), 4) for name in tone]
    best = max(range(3), key=lambda i: shares[i])
    name = ("against", "neutral", "favor")[best] if sure("tone", shares[best]) else "unsure"
    return (name, shares[0], shares[1], shares[2])
