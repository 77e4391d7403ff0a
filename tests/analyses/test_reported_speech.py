"""Reported speech: kinds of sources, and attitudes, denied cues among them."""

import pytest

from readout.analyses.reported_speech import SpanIndex, attitudes, whole_quotations
from readout.analyses.sources import source_kind, source_of
from readout.nlp.trees import parse_sentence


def test_a_quotation_that_leaves_the_content_is_taken_in_whole() -> None:
    assert list(whole_quotations([(5, 10), (20, 22)], [(8, 15), (20, 21)])) == [(5, 15), (20, 22)]


def test_a_span_is_inside_one_of_many() -> None:
    inside = SpanIndex([(10, 12), (0, 20), (30, 40)])
    assert [inside.covers(span) for span in ((11, 19), (19, 21), (30, 40), (25, 26))] == [True, False, True, False]
    assert not SpanIndex([]).covers((0, 1))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ana Reyes said it was over.", "named"),
        ("A spokesman for the Ana Reyes Trust said it was over.", "named"),
        ("A spokesman said it was over.", "unnamed"),
        ("Two officials said it was over.", "unnamed"),
        ("The engineers said it was over.", "unnamed"),
        ("His aides said it was over.", "unnamed"),
        ("She said it was over.", "unnamed"),
        ("Analysts said it was over.", "vague"),
        ("Senior officials said it was over.", "vague"),
        ("Reports said it was over.", "vague"),
        ("Some said it was over.", "vague"),
        ("Many in the village said it was over.", "vague"),
        ("People said it was over.", "vague"),
    ],
)
def test_a_source_is_named_unnamed_or_vague(text: str, kind: str) -> None:
    read = parse_sentence(text)
    (noun,) = [word for word in read.words if word.relation == "nsubj" and word.text != "it"]
    assert source_kind(read, noun, None) == kind


def test_an_actor_is_named_and_nobody_is_none() -> None:
    read = parse_sentence("He said it was over.")
    assert source_kind(read, read.words[0], "Ana Reyes") == "named"
    assert source_kind(None, None, None) == "none"


def test_an_actor_without_a_proper_name_is_named_only_where_it_is_somebody_in_particular() -> None:
    analysts, embassy = (
        parse_sentence("Some analysts said it was over."),
        parse_sentence("The embassy said it was over."),
    )
    assert source_kind(analysts, analysts.words[1], "analysts") == "vague"
    assert source_kind(embassy, embassy.words[1], "embassy") == "named"


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
        ("The teachers have called for smaller classes.", ("The teachers", "have called for", "smaller classes")),
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
    assert ("The bishops", "criticised", "the law") in found("The bishops criticised the law, and the mayor left.")
