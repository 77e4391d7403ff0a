"""How often findings are right on whole articles of our own, which must not get clearly worse.

`pytest tests/test_gold.py -rP` shows the totals. Of the held-out articles look at nothing but these.
"""

from pathlib import Path

import pytest

from support import ROOT
from training import gold, goldset

FOLDER = ROOT / "tests" / "gold"
# Least shares over all articles: right of those given, found of those there. A little below what was last measured.
FLOORS = {
    "ties": (0.80, 0.19),
    "speakers": (0.68, 0.46),
    "attributions": (0.86, 0.56),
    "actors": (0.87, 0.81),
    "links between mentions": (0.94, 0.60),
    "tone towards actors": (0.40, 0.25),
}
KEYPHRASES = 0.51


@pytest.fixture(scope="module")
def pairs() -> list[tuple[goldset.Gold, gold.Found]]:
    return gold.read(FOLDER)


def test_findings_in_whole_articles_are_right_as_often_as_before(
    pairs: list[tuple[goldset.Gold, gold.Found]],
) -> None:
    totals = gold.totals(pairs)
    print(totals)
    low = [
        f"{name}: {share:.3f} < {floor}"
        for name, count in gold.counts(pairs).items()
        for share, floor in zip(count.shares(), FLOORS[name], strict=True)
        if share < floor
    ]
    best = gold.keyphrases(pairs)
    assert [*low, *([f"keyphrases: {best:.3f} < {KEYPHRASES}"] if best < KEYPHRASES else [])] == [], totals


def test_every_measure_has_its_floors() -> None:
    assert FLOORS.keys() == gold.MEASURES.keys()


def test_half_of_the_articles_are_held_out() -> None:
    parts = [one.part for one in goldset.gold_set(FOLDER)]
    assert {part: parts.count(part) for part in goldset.PARTS} == {"dev": 6, "held-out": 6}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[a-z]*.md")), ids=lambda path: path.stem)
def test_annotations_are_well_formed(path: Path) -> None:
    """That each span stands in the text is checked by the reading itself."""
    one, text = goldset.gold(path), goldset.gold(path).article.text
    assert 250 <= one.article.words <= 450
    assert not goldset.MARK.search(text)
    assert [key for key in one.actors if not any(m.key == key for m in one.mentions if not m.pronoun)] == []
    assert [phrase for phrase in one.keyphrases if phrase.casefold() not in text.casefold()] == []
    assert 10 <= len(one.keyphrases) <= 15
    assert one.ties.keys() & one.arguable == set()
    assert [tie for tie in [*one.ties, *one.arguable] if tie[0] == tie[2]] == []


def test_no_annotation_is_given_twice() -> None:
    for path in sorted(FOLDER.glob("[a-z]*.md")):
        rows = [line for line in path.read_text("utf-8").splitlines() if line.startswith("| ")]
        rows = [row for row in rows if not row.startswith(("| ---", "| source | tie"))]
        assert [row for row in rows if rows.count(row) > 1] == [], path.name
