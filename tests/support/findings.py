"""A small analysis made by hand."""

import html
import re
from dataclasses import replace
from datetime import date

from readout.articles import Sentence
from readout.articles.article import Article

TEXT = "The militias attacked the embassy. “Stop,” Pompeo said.\n\nIraq & the US <talk>."


SPANS = [(0, 34), (35, 55), (57, 78)]


def article(text=TEXT, spans=SPANS):
    """The article of these sentences, which the analysis is of."""
    sentences = tuple(Sentence(start, end, text[start:end], text[:start].count("\n\n")) for start, end in spans)
    return replace(Article.from_text(text, "Title"), sentences=sentences, published=date(2020, 9, 29))


def analysis(**parts):
    """A contract dict of three sentences; `parts` replace its parts."""
    polarity, voice = (-0.5, 0.0, 0.3), ("author", "Mike Pompeo", "author")
    found = {
        "article": {"text": TEXT, "words": 13},
        "sentences": [
            {"start": s, "end": e, "polarity": p, "subjectivity": 0.5, "voice": v}
            for (s, e), p, v in zip(SPANS, polarity, voice, strict=True)
        ],
        "actors": [
            {"name": "militias", "kind": "group", "mentions": [[4, 12]]},
            {"name": "Mike Pompeo", "kind": "person", "mentions": [[43, 49]]},
            {"name": "United States", "kind": "place", "mentions": [[64, 70]]},
        ],
        "attributions": [{"speaker": "Mike Pompeo", "content": [[35, 42]], "direct": True}],
        "sentiment": {
            "polarity": -0.0667,
            "author": -0.1,
            "quoted": 0.0,
            "targets": [
                target("militias", "negative", 0.8, 0.1, 2),
                target("United States", "positive", 0.1, 0.6, 1),
                target("Iraq", "unsure", 0.4, 0.3, 1),
            ],
        },
        "stance": {"ties": [tied("militias", "United States", "opposes", 0.9, 2)]},
        "keywords": [{"phrase": "embassy", "score": 1.0, "count": 2, "mentions": [[26, 33]]}],
    }
    return found | parts


def target(name, label, negative, positive, passages):
    rest = {"negative": negative, "neutral": 1 - negative - positive, "positive": positive}
    return {"target": name, "label": label, **rest, "evidence": [[0, 34]] * passages}


def tied(source, aim, label, confidence, passages=1):
    act = {"act": "ASSAULT", "cue": [13, 21], "modality": "actual", "negated": False}
    ends = {"source": source, "target": aim, "label": label}
    return ends | {"confidence": confidence, "evidence": [[0, 34]] * passages, "acts": [act]}


def plain(markup):
    """The text that a reader sees of it."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))
