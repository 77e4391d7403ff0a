"""Attitudes: stands on things, nouns and adjectives as cues, and what was not said."""

import pytest

from readout.analyses.attitudes import attitudes
from readout.analyses.attribution_sources import source_of
from readout.nlp.trees import parse_sentence


def found(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of each attitude."""
    rows = []
    for one in attitudes(parse_sentence(text)):
        assert one.tree
        assert one.cue
        source = text[slice(*source_of(one.tree, one.head, one.verb))] if one.head else ""
        rows.append((source, text[slice(*one.cue)], text[slice(*one.content[0])]))
    return rows


@pytest.mark.parametrize(
    ("text", "attitude"),
    [
        # objects and prepositions
        ("The bishops criticised the new law.", ("The bishops", "criticised", "the new law")),
        (
            "The teachers have called for smaller classes.",
            ("The teachers", "have called for", "smaller classes"),
        ),
        ("The envoy warned of a famine.", ("The envoy", "warned of", "a famine")),
        ("The union, which opposes the runway, met.", ("which", "opposes", "the runway")),
        # passives with a doer
        ("The plan was endorsed by two bishops.", ("two bishops", "was endorsed", "The plan")),
        # adjectives
        ("The union is opposed to the runway.", ("The union", "is opposed to", "the runway")),
        ("She was sure that the gate was locked.", ("She", "was sure", "the gate was locked")),
        # nouns
        ("His promise to cut fares was kept.", ("His", "promise", "to cut fares")),
        ("The envoy made the claim that it was over.", ("The envoy", "made the claim", "it was over")),
        # a chain of verbs, and what was not said
        ("The mayor declined to discuss the fire.", ("The mayor", "declined to discuss", "the fire")),
        ("The mayor did not mention the fire.", ("The mayor", "did not mention", "the fire")),
    ],
)
def test_an_attitude_has_source_cue_and_content(text: str, attitude: tuple[str, str, str]) -> None:
    assert attitude in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The storm cut power to the island.",
        "The museum opened in 1902 and holds forty thousand stamps.",
        "A call from the hospital came at two.",
        "The engineer was dismissed.",
        "I support the plan.",
        "It raised the price.",
        "",
    ],
)
def test_no_attitude(text: str) -> None:
    assert found(text) == []


def test_the_content_ends_before_what_is_set_off_or_joined() -> None:
    assert ("The bishops", "criticised", "the law") in found(
        "The bishops criticised the law, and the mayor left."
    )
