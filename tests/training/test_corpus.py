"""The corpus of annotated articles is well formed, its card is true, and its test part trains nothing."""

import re

import pytest

from support import ROOT
from training import gold_format

FOLDER = ROOT / "training" / "corpus"
PATHS = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
CARD = (FOLDER / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def articles() -> list[gold_format.Gold]:
    return gold_format.read_folder(FOLDER)


def test_annotations_are_well_formed() -> None:
    paths = [*PATHS, *(ROOT / "tests" / "gold").glob("[a-z]*.md")]
    assert [f"{path.name}: {problem}" for path in paths for problem in gold_format.check(path)] == []


def test_the_card_counts_what_is_there(articles: list[gold_format.Gold]) -> None:
    parts = [one.part for one in articles]
    row = "| articles | " + " | ".join(str(parts.count(part)) for part in ("train", "dev", "test"))
    assert f"{row} | {len(articles)} |" in CARD
    counted = {
        "articles": len(articles),
        "words": sum(one.article.words for one in articles),
        "actors": sum(len(one.actors) for one in articles),
        "mentions": sum(len(one.mentions) for one in articles),
        "attributions": sum(len(one.attributions) for one in articles),
        "ties": sum(len(one.ties) for one in articles),
        "looks tied": sum(len(one.looks_tied) for one in articles),
        "arguable": sum(len(one.arguable) for one in articles),
        "tones": sum(len(one.tones) for one in articles),
    }
    assert [name for name, count in counted.items() if f"{count:,}" not in CARD] == [], counted


def test_no_article_stands_in_two_parts_or_in_the_gold_set(articles: list[gold_format.Gold]) -> None:
    gold = gold_format.read_folder(ROOT / "tests" / "gold")
    assert sorted(one.part for one in gold) == ["dev"] * 6 + ["held-out"] * 6
    titles = [one.article.title for one in (*articles, *gold)]
    assert len(set(titles)) == len(titles)


def test_what_trains_reads_no_test_part() -> None:
    """Whatever in training opens the corpus names the parts that it takes."""
    readers = [path for path in (ROOT / "training").glob("*.py") if "corpus" in path.read_text("utf-8")]
    for path in readers:
        assert not re.search(r"[\"']test[\"']", path.read_text("utf-8")) or path.name.startswith("gold"), path.name
