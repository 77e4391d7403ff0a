"""The main job on a real, scraped article: what an analyst would check first, read from the article itself."""

from typing import Any

import pytest

from readout.analysis import analyze
from readout.articles.article import read
from support import SHARED

PATH = SHARED / "articles" / "000_0ea427f8fc71280e.txt"
pytestmark = pytest.mark.skipif(not PATH.exists(), reason="needs the reference article, which is not ours to ship")

SURE = {("United States", "opposes", "Qassem Soleimani"), ("Iran-backed militias", "opposes", "US embassy")}
LIKELY = ("Iraqi parliament", "opposes", "foreign troops")  # "voted to expel": at least a leaning


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return analyze(read(PATH), targets=["US troops"])


def said(found: dict[str, Any], span: list[int]) -> str:
    return found["article"]["text"][span[0] : span[1]]


def ties(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(tie["source"], tie["label"], tie["target"]) for tie in found["stance"]["ties"]}


def test_head_of_the_article(found: dict[str, Any]) -> None:
    article = found["article"]
    assert article["title"] == "US Warns Iraq of Embassy Shutdown in Response to Attacks on Personnel"
    assert article["published"] == "2020-09-29"
    assert article["source"] == "NBC NEWS/REUTERS"
    assert article["deck"].startswith("Pompeo delivered the message via phone")
    assert article["title"] not in article["text"]
    assert len(found["sentences"]) == 13


@pytest.mark.parametrize(
    ("speaker", "quotation"),
    [
        ("State Department", "“private diplomatic conversations”"),
        ("State Department", "“the Government of Iraq, neighboring diplomatic missions, and residents of"),
        ("Hassan Rouhani", "“collective duty”"),
    ],
)
def test_quotations_have_their_speakers(found: dict[str, Any], speaker: str, quotation: str) -> None:
    owners = {
        one["speaker"]
        for one in found["attributions"]
        if one["direct"] and any(quotation in said(found, span) for span in one["content"])
    }
    assert owners == {speaker}


def test_the_actors_are_found_and_joined(found: dict[str, Any]) -> None:
    actors = {actor["name"]: actor for actor in found["actors"]}
    expected = ["Mike Pompeo", "Mustafa al-Kadhimi", "Hassan Rouhani", "State Department", "Iran-backed militias"]
    assert set(expected) <= set(actors)
    assert {"Washington", "US"} <= set(actors["United States"]["aliases"])
    assert {"Washington", "US", "Pompeo", "Kadhimi"} & set(actors) == set()
    assert "Kadhimi" in actors["Mustafa al-Kadhimi"]["aliases"]


def test_ties_point_the_right_way(found: dict[str, Any]) -> None:
    leanings = {(one["source"], one["label"], one["target"]) for one in found["stance"]["leanings"]}
    assert ties(found) >= SURE
    assert LIKELY in ties(found) | leanings


def test_what_is_said_between_the_lines_leans_the_right_way(found: dict[str, Any]) -> None:
    """That Washington is frustrated with the militias is a judgement: a tie, or one of the first three leanings."""
    leaning = {(one["source"], one["label"], one["target"]) for one in found["stance"]["leanings"][:3]}
    assert ("United States", "opposes", "Iran-backed militias") in ties(found) | leaning


def test_no_tie_that_a_reader_would_not_forgive(found: dict[str, Any]) -> None:
    """All other ties are among those that the article bears out, read sentence by sentence."""
    borne_out = {
        ("Iraqi officials", "opposes", "rocket attacks"),  # "Iraqi officials swiftly condemned the attacks"
        ("Iraqi officials", "opposes", "missile and bomb attacks"),  # the same attacks
        # "the militias have ramped up missile and bomb attacks on the US embassy and Iraqi military bases"
        ("Iran-backed militias", "opposes", "Iraqi military bases"),
        ("Iran-backed militias", "opposes", "troops"),  # "threatening American personnel and troops"
        ("United States", "opposes", "missile and bomb attacks"),  # "US Warns Iraq … in Response to Attacks"
        ("State Department", "supports", "United States"),
        ("State Department", "supports", "Iraq"),
        ("Mike Pompeo", "opposes", "Mustafa al-Kadhimi"),
        # "Pompeo … expressed Washington’s frustrations with Iran-backed Shi’ite militias launching rocket attacks"
        ("Mike Pompeo", "opposes", "Iran-backed militias"),
        ("United States", "opposes", "Iran-backed militias"),
        ("United States", "opposes", "Iraq"),
        ("United States", "opposes", "Islamic Revolutionary Guard Corps"),
        ("Iran-backed militias", "opposes", "American personnel"),
        ("Iran-backed militias", "opposes", "United States"),
        ("Iran-backed militias", "opposes", "diplomatic missions"),
        ("Iran-backed militias", "opposes", "US-led coalition troops"),
        ("Mustafa al-Kadhimi", "opposes", "Iran-backed militias"),  # "Kadhimi … his fight against the militias"
    }
    assert ties(found) - SURE - borne_out - {LIKELY} == set()


def test_every_span_is_its_evidence(found: dict[str, Any]) -> None:
    for tie in found["stance"]["ties"]:
        for act in tie["acts"]:
            assert any(start <= act["cue"][0] < act["cue"][1] <= end for start, end in tie["evidence"])
    for actor in found["actors"]:
        assert all(said(found, span).strip() == said(found, span) != "" for span in actor["mentions"])
