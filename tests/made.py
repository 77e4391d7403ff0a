"""Small notebooks and articles, made for the tests of running, rendering and measuring."""

import hashlib
import json
from datetime import date
from pathlib import Path

from readout.article import Article, Sentence

TEXT = "Iran-backed militias attacked the embassy. Washington vowed to respond."
ARTICLE = Article(
    title="U.S. may <b>close</b> its embassy",
    deck=None,
    published=date(2020, 9, 29),
    source="Wire",
    byline=None,
    url=None,
    language="en",
    text=TEXT,
    sentences=(Sentence(0, 42, TEXT[:42], 0), Sentence(43, 71, TEXT[43:], 0)),
    sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
)
PARAMETERS = 'article: str = ""  # path or address\ntop: int = 10  # how many rows'
GOLD = """---
part: held-out
title: A fine
deck:
published: 2025-01-02
source: Wire
---

[Norland](norland) fined [Sudia](sudia) on Monday, [Ada Bell](ada) said. "[It](~norland) was wrong," [Bell](ada) added.

[She](~ada) praised [Norland Radio](radio).

## Actors

| key | name | kind | also | tone |
| --- | --- | --- | --- | --- |
| norland | Norland | place | Government of Norland; NL | |
| sudia | Sudia | place | | negative |
| ada | Ada Bell | person | | positive |
| radio | Norland Radio | organisation | | |

## Attributions

| speaker | source | cue | content |
| --- | --- | --- | --- |
| ada | Ada Bell | said | Norland fined … Monday |
| ada / the envoy | Bell | added | "It + wrong," |

## Ties

| source | tie | target | said in |
| --- | --- | --- | --- |
| norland | opposes | sudia | Norland fined Sudia |
| ada | opposes | norland | "It was wrong," |
| ada | supports | radio | She praised |

## Arguable

| source | tie | target | why |
| --- | --- | --- | --- |
| radio | supports | ada | its star |

## Keyphrases

Norland; Sudia; Norland Radio
"""


def notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """A notebook with a parameters cell and these cells; one that starts with `#` and a space is prose."""
    made = [{"cell_type": "markdown", "metadata": {}, "source": "# Trial\n\nAn essay in small."}]
    made.append(code(parameters, tags=["parameters"]))
    for cell in cells:
        prose = cell.lstrip("#").startswith(" ") and cell.startswith("#")
        made.append({"cell_type": "markdown", "metadata": {}, "source": cell} if prose else code(cell))
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def code(
    source: str, *, tags: list[str] | None = None, outputs: list[object] | None = None
) -> dict[str, object]:
    """A cell of code."""
    return {
        "cell_type": "code",
        "metadata": {"tags": tags} if tags else {},
        "source": source,
        "outputs": outputs or [],
        "execution_count": None,
    }
