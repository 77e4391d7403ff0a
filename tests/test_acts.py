"""Who does what to whom: direction, sign, negation and modality of acts in one sentence."""

import pytest

from conftest import article
from readout.actors import actors
from readout.acts import acts

Row = tuple[str, str, str, int]


def found(text: str) -> set[Row]:
    story = article(text)
    frame = acts(story, actors(story))
    return set(zip(frame["source"], frame["act"], frame["target"], frame["sign"], strict=True))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("France condemned Russia on Monday.", ("France", "ACCUSE", "Russia", -1)),
        ("Russia was condemned by France on Monday.", ("France", "ACCUSE", "Russia", -1)),
        ("Angela Merkel praised Emmanuel Macron.", ("Angela Merkel", "SUPPORT", "Emmanuel Macron", 1)),
        (
            "The US’ killing of Qassem Soleimani shook Iraq.",
            ("United States", "ASSAULT", "Qassem Soleimani", -1),
        ),
        ("Iran’s attack on Israel failed.", ("Iran", "ASSAULT", "Israel", -1)),
        ("Hamas launched attacks on Israel.", ("Hamas", "ASSAULT", "Israel", -1)),
    ],
)
def test_doer_and_target(text: str, row: Row) -> None:
    assert found(text) == {row}


def test_condemning_an_attack_is_for_its_target_and_against_its_doer() -> None:
    rows = found("France condemned attacks by Hamas on Israel.")
    assert ("France", "ACCUSE", "Israel", 1) in rows
    assert ("France", "ACCUSE", "Hamas", -1) in rows
    assert not any(target == "Israel" and source == "France" and sign < 0 for source, _, target, sign in rows)


@pytest.mark.parametrize(
    "text",
    ["France did not criticise Russia.", "France refused to support Russia.", "Did France condemn Russia?"],
)
def test_what_is_denied_or_asked_has_no_sign(text: str) -> None:
    assert {sign for *_, sign in found(text)} <= {0}


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("France attacked Russia.", "actual"),
        ("France vowed to attack Russia.", "intended"),
        ("France could attack Russia.", "possible"),
        ("France must support Russia.", "required"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    story = article(text)
    assert list(acts(story, actors(story))["modality"]) == [modality]


def test_a_third_party_in_a_hostile_sentence_opposes_no_one() -> None:
    rows = found("Officials in Iraq met while France condemned Russia.")
    assert [row for row in rows if "Iraq" in (row[0], row[2])] == []


def test_cue_is_the_word_of_the_act() -> None:
    story = article("On Monday France condemned Russia.")
    row = acts(story, actors(story)).iloc[0]
    assert story.text[slice(*row["cue"])] == "condemned"
