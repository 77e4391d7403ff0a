"""All analyses over one article, as the JSON contract; and the same as tables."""

import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

import readout
from readout.analyses.acts import COLUMNS as ACTS
from readout.analyses.acts import acts
from readout.analyses.attribution import COLUMNS as ATTRIBUTIONS
from readout.analyses.attribution import VOICES, all_attributions
from readout.analyses.keywords import KEYPHRASES, keyphrases
from readout.analyses.sentiment import SENTENCES, TARGETS, overall_tone, sentences, targets
from readout.analyses.stance import TIES, TOWARD, ties, toward
from readout.analyses.timeline import COLUMNS as TIMELINE
from readout.analyses.timeline import timeline
from readout.analyses.user_corrections import corrected_speakers, corrected_ties
from readout.analyses.voiced_stance import sides
from readout.articles.article import Article
from readout.articles.redaction import shortened
from readout.nlp.actors import COLUMNS as ACTORS
from readout.nlp.actors import NAMES, names
from readout.nlp.document import parse
from readout.nlp.reader import version
from readout.nlp.user_file import read_corrections, sort_corrections
from readout.resources import table

SCHEMA = 1
# The packages whose versions can change a figure.
PACKAGES = (
    "nltk",
    "textblob",
    "simplemma",
    "pandas",
    "numpy",
    "onnxruntime",
    "tokenizers",
    "python-dateutil",
)


def analyze(
    article: Article, *, aliases: str = "", asked: Sequence[str] = (), show: str = "full"
) -> dict[str, Any]:
    """Everything Readout finds in the article, as the dict that `readout analyze` prints as JSON.

    `aliases` is the path of a user's own file of names and corrections (`corrections.read_corrections`),
    `asked` the names or phrases towards which stance is sought. Positions are `[start, end)` offsets into
    `article.text`. What is said in the article's own words is cut where `show` is "none" (`withheld.shortened`).
    Raises ValueError if the aliases file cannot be read.
    """
    own, doc = read_corrections(aliases), parse(article, user_file=aliases)
    every, told = corrected_speakers(article, all_attributions(doc), own)
    said, stands = (every[every["kind"].isin(VOICES) == voiced] for voiced in (True, False))
    tone = sentences(doc, said)
    deeds = acts(doc)
    shown = sides(doc, every)
    tied, untied = corrected_ties(ties(doc, deeds, shown), own)
    asked_frame = toward(doc, asked, every, shown, tied)
    found = {
        "schema": SCHEMA,
        "article": article.as_dict(),
        "sentences": _records(tone),
        "actors": _records(doc.actors.drop(columns=["start", "end"])),
        "names": _records(names(doc).drop(columns=["start", "end"])),
        "attributions": _records(said.drop(columns=["start", "end"])),
        "attitudes": _records(stands.drop(columns=["start", "end"])),
        "sentiment": {
            **overall_tone(tone),
            "targets": _records(targets(doc).drop(columns=["start", "end"])),
        },
        "stance": {
            "ties": _records(tied.drop(columns=["start", "end"])),
            "toward": _records(asked_frame.drop(columns=["start", "end"])),
            "acts": _records(deeds),
            "timeline": _records(timeline(doc, deeds)),
        },
        "keywords": _records(keyphrases(doc).drop(columns=["start", "end"])),
        "provenance": _provenance(aliases, asked, sort_corrections(own, [*doc.applied, *told, *untied])),
    }
    return shortened(found, show)


def tables(found: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """The lists of the contract as one frame each, with `start, end` of the first evidence in every row.

    Names: sentences, actors, names, attributions, attitudes, targets, ties, toward, acts, timeline, keywords.
    """
    tone, stance = found["sentiment"], found["stance"]
    return {
        "sentences": _frame(found["sentences"], SENTENCES),
        "actors": _frame(found["actors"], ACTORS),
        "names": _frame(found["names"], NAMES),
        "attributions": _frame(found["attributions"], ATTRIBUTIONS),
        "attitudes": _frame(found["attitudes"], ATTRIBUTIONS),
        "targets": _frame(tone["targets"], TARGETS),
        "ties": _frame(stance["ties"], TIES),
        "toward": _frame(stance["toward"], TOWARD),
        "acts": _frame(stance["acts"], ACTS),
        "timeline": _frame(stance["timeline"], TIMELINE),
        "keywords": _frame(found["keywords"], KEYPHRASES),
    }


def measured() -> pd.DataFrame:
    """How often results are right on labelled texts that trained nothing (`measured.tsv`).

    Columns: `analysis` (tone, stance, acts, actors, attribution, keywords, syntax), `measure` (in words), `figure`
    (0 to 1, higher = better), `n` (how many it was measured on), `data` (what these are).
    """
    frame = pd.DataFrame(table("measured"))
    return frame.assign(figure=frame["figure"].astype(float), n=frame["n"].astype(int))


def _frame(rows: Sequence[Mapping[str, Any]], columns: list[str]) -> pd.DataFrame:
    """The rows as a frame; where the contract gives a row no place of its own, that of its first evidence."""
    frame = pd.DataFrame(list(rows), columns=columns)
    spans = next((name for name in ("mentions", "content", "evidence") if name in columns), None)
    if spans:
        frame["start"] = [cell[0][0] for cell in frame[spans]]
        frame["end"] = [cell[0][1] for cell in frame[spans]]
    return frame


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for row in frame.astype(object).to_dict("records"):
        rows.append({str(k): None if isinstance(v, float) and pd.isna(v) else v for k, v in row.items()})
    return rows


def corrections(found: Mapping[str, Any]) -> pd.DataFrame:
    """What the user's own file asked for, and whether it matched anything.

    Columns: `correction` (in words), `applied` ("yes", or "no: nothing in the article matches").
    """
    lists = found["provenance"]["corrections"]
    rows = [(words, "yes") for words in lists["applied"]]
    rows += [(words, "no: nothing in the article matches") for words in lists["unmatched"]]
    return pd.DataFrame(rows, columns=["correction", "applied"])


def _provenance(aliases: str, asked: Sequence[str], corrected: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "readout": readout.__version__,
        "models": {"lexicon": "TextBlob", "reader": version()},
        "parameters": {"aliases": Path(aliases).name, "targets": list(asked)},
        "corrections": {
            "sha256": sha256(Path(aliases).read_bytes()).hexdigest() if aliases else "",
            **corrected,
        },
        "python": ".".join(platform.python_version_tuple()[:2]),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }
