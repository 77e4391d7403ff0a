"""Counts on articles read by hand: names that mean one, verdicts on ties, statements, actors, tone."""

from collections import Counter
from typing import Any

import pytest

from training.real import count, figures
from training.real_names import is_near, is_same, owners

TEXT = "Ana Berg attacked the union. “It lies,” she said. Tom Orr thanked Berg."
FOUND: dict[str, Any] = {
    "article": {"text": TEXT},
    "actors": [
        {"name": "Ana Berg", "aliases": ["Berg"]},
        {"name": "union", "aliases": []},
        {"name": "Tom Orr", "aliases": []},
    ],
    "stance": {
        "ties": [
            {"source": "Ana Berg", "target": "union", "label": "opposes"},
            {"source": "Tom Orr", "target": "Berg", "label": "opposes"},
            {"source": "Tom Orr", "target": "union", "label": "opposes"},
        ],
        "leanings": [{"source": "union", "target": "Ana Berg", "label": "opposes"}],
    },
    "attributions": [{"speaker": "Ana Berg", "content": [[29, 38]]}, {"speaker": "union", "content": [[0, 27]]}],
    "sentiment": {"targets": [{"target": "Ana Berg", "label": "unsure"}, {"target": "union", "label": "negative"}]},
    "keywords": [{"phrase": "union"}, {"phrase": "rain"}],
}
LABEL: dict[str, Any] = {
    "file": "a.txt",
    "ties": [
        {"source": ["Berg"], "target": ["the union"], "sign": "-"},
        {"source": ["Orr", "Tom Orr"], "target": ["Ana Berg"], "sign": "+"},
        {"source": ["union"], "target": ["Berg"], "sign": "-", "optional": True},
    ],
    "actors": [
        {"names": ["Ana Berg", "Berg"], "kind": "person"},
        {"names": ["unions"], "kind": "group"},
        {"names": ["Lars Holm"], "kind": "person"},
    ],
    "attributions": [{"start": "It lies,", "speaker": ["Ana Berg"]}, {"start": "Tom Orr thanked", "speaker": ["x"]}],
    "tone": [{"names": ["Berg"], "label": "neutral"}, {"names": ["union"], "label": "negative|neutral"}],
    "keyphrases": ["unions", "attack"],
}


def test_counts_of_one_article() -> None:
    counts = count(LABEL, FOUND, {})
    # Berg against the union is labelled; Orr for Berg has the other sign; nobody judged Orr and the union
    assert (counts["ties right"], counts["ties wrong"], counts["ties unjudged"]) == (1, 1, 1)
    assert (counts["ties found"], counts["ties there"]) == (1, 2)
    assert counts["leanings unjudged"] == 1  # it meets an optional one only
    assert (counts["statements right"], counts["statements there"]) == (1, 2)
    assert (counts["rows right"], counts["rows"]) == (1, 2)
    assert (counts["actors found"], counts["actors there"], counts["actors split"]) == (2, 3, 0)
    assert (counts["tone right"], counts["tone given"], counts["tone unsure"]) == (1, 1, 1)
    assert counts["keyphrases F1"] == pytest.approx(0.5)  # one of two given, one of two wanted


def test_a_verdict_overrules_the_labels() -> None:
    verdicts = {"Orr - unions": "right", "Ana Berg - union": "questionable"}
    found = FOUND | {"actors": [*FOUND["actors"][:2], {"name": "Tom Orr", "aliases": ["Orr"]}]}
    counts = count(LABEL, found, verdicts)
    assert (counts["ties right"], counts["ties questionable"], counts["ties judged"]) == (1, 1, 3)


def test_figures_have_an_interval() -> None:
    counts = [Counter({"ties right": 1, "ties judged": 1})] * 6 + [Counter({"ties judged": 1})] * 2
    right = figures(counts)["ties right"]
    assert (right.value, right.of) == (0.75, 8)
    assert 0.4 <= right.low < 0.75 < right.high <= 1.0


@pytest.mark.parametrize(
    ("name", "option", "same"),
    [
        ("Trump administration", "Trump", True),
        ("the Berg’s", "Berg", True),
        ("workers", "worker", True),
        ("Hong Kong court", "Hong Kong", False),
        ("South Sudan", "Sudan", False),
        ("mayor of Oslo", "Oslo", False),
        ("government", "Norwegian government", False),
    ],
)
def test_names_that_mean_one(name: str, option: str, same: bool) -> None:
    assert is_same(name, [option]) is same


def test_a_surname_of_two_is_nobodys() -> None:
    kin = [{"names": ["Ana Berg"], "kind": "person"}, {"names": ["Tom Berg"], "kind": "person"}]
    assert owners("Berg", kin) == set()
    assert owners("Mr Tom Berg", kin) == {1}


def test_phrases_are_near_by_their_stems() -> None:
    assert is_near("national head counts", "head count")
    assert not is_near("head count", "head office")
