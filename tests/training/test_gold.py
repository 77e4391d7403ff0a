"""How often findings are right on whole articles of our own, which must not get clearly worse.

`pytest tests/test_gold.py -rP` shows the totals. Of the held-out articles look at nothing but these.
"""

import pytest

from support import ROOT
from training import gold, gold_format

FOLDER = ROOT / "tests" / "gold"
# Least shares over all articles: right of those given, found of those there. A little below what was last measured.
FLOORS = {
    "ties": (0.75, 0.30),
    "speakers": (0.78, 0.53),
    "attributions": (0.90, 0.60),
    "actors": (0.87, 0.81),
    "links between mentions": (0.94, 0.60),
    "tone towards actors": (0.44, 0.35),
}
KEYPHRASES = 0.48


@pytest.fixture(scope="module")
def pairs() -> list[gold.Pair]:
    return gold.read(FOLDER)


def test_findings_in_whole_articles_are_right_as_often_as_before(
    pairs: list[gold.Pair],
) -> None:
    totals = gold.totals(pairs)
    print(totals)
    assert FLOORS.keys() == gold.counts(pairs).keys()
    low = [
        f"{name}: {share:.3f} < {floor}"
        for name, count in gold.counts(pairs).items()
        for share, floor in zip(count.shares(), FLOORS[name], strict=True)
        if share < floor
    ]
    best = gold.keyphrases(pairs)
    assert [*low, *([f"keyphrases: {best:.3f} < {KEYPHRASES}"] if best < KEYPHRASES else [])] == [], totals


def test_half_of_the_articles_are_held_out() -> None:
    parts = [one.part for one in gold_format.read_folder(FOLDER)]
    assert {part: parts.count(part) for part in ("dev", "held-out")} == {"dev": 6, "held-out": 6}


def test_annotations_are_well_formed() -> None:
    paths = [*FOLDER.glob("[a-z]*.md"), *(ROOT / "training" / "corpus").glob("[a-z]*.md")]
    assert len(paths) == 222
    assert [f"{path.name}: {problem}" for path in paths for problem in gold_format.check(path)] == []
