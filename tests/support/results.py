"""Results of runs made by hand: the JSON contract of a short article, and folders of them."""

import hashlib
import json
from pathlib import Path
from typing import Any

TEXT = "Bluff praised the court on Monday. The opposition condemned the law."


def results(number: int, *, url: str | None = None, day: str | None = "2024-03-05", **parts: Any) -> dict[str, Any]:
    """The results of article `number`: one tie, one attribution, no two articles alike; `parts` replace its parts."""
    text = f"{TEXT} It was case {number}, they said."
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    tie = {"source": "opposition", "target": "law", "label": "opposes", "confidence": 0.9, "by": "deeds"}
    act = {"act": "ACCUSE", "cue": [50, 59], "modality": "actual", "negated": False}
    spoken = {"speaker": "Bluff", "source": [[0, 5]], "cue": [[6, 13]], "content": [[14, 23]], "direct": False}
    found: dict[str, Any] = {
        "schema": 1,
        "article": {"id": sha256[:16], "title": f"Case {number}", "deck": None, "published": day, "source": "Wire"}
        | {"byline": None, "url": url, "language": "en", "words": 16, "sha256": sha256, "text": text},
        "sentences": [_sentence(0, 34, 0.0, []), _sentence(35, 68, -0.5, [["condemned", -0.5]])],
        "actors": [
            {"id": "bluff", "name": "Bluff", "kind": "person", "aliases": [], "mentions": [[0, 5]], "rules": ["name"]}
        ],
        "names": [],
        "attributions": [spoken | {"source_kind": "named", "kind": "speech", "nested": False, "hedges": []}],
        "attitudes": [],
        "sentiment": {"polarity": -0.25, "subjectivity": 0.1, "author": -0.25, "quoted": None}
        | {"targets": [_target("Bluff", [[0, 34]])]},
        "stance": {"ties": [tie | {"evidence": [[35, 68]], "acts": [act]}], "acts": []},
        "keywords": [{"phrase": "law", "score": 1.0, "count": 1, "spread": 0.2, "mentions": [[64, 67]]}],
        "provenance": {"readout": "0.1.0", "models": {"reader": "made"}, "corrections": {"sha256": ""}},
    }
    found["stance"]["ties"] = parts.pop("ties", found["stance"]["ties"])
    return found | parts


def save_run(folder: Path, found: dict[str, Any]) -> Path:
    """A run folder with these results."""
    folder.mkdir(parents=True)
    (folder / "results.json").write_text(json.dumps(found), encoding="utf-8")
    return folder


def _sentence(start: int, end: int, polarity: float, words: list[Any]) -> dict[str, Any]:
    place = {"start": start, "end": end, "polarity": polarity, "subjectivity": 0.0, "voice": "author"}
    return place | {"words": words, "hedges": []}


def _target(name: str, evidence: list[list[int]]) -> dict[str, Any]:
    shares = {"label": "positive", "negative": 0.1, "neutral": 0.1, "positive": 0.8, "low": None, "high": None}
    return {"target": name, **shares, "evidence": evidence}
