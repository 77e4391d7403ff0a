"""Sources: named, unnamed or vague."""

import pytest

from readout.analyses.attribution_sources import standing
from readout.nlp.trees import parse_sentence


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
    assert standing(read, noun, None) == kind


def test_an_actor_is_named_and_nobody_is_none() -> None:
    read = parse_sentence("He said it was over.")
    assert standing(read, read.words[0], "Ana Reyes") == "named"
    assert standing(None, None, None) == "none"


def test_an_actor_without_a_proper_name_is_named_only_where_it_is_somebody_in_particular() -> None:
    analysts, embassy = (
        parse_sentence("Some analysts said it was over."),
        parse_sentence("The embassy said it was over."),
    )
    assert standing(analysts, analysts.words[1], "analysts") == "vague"
    assert standing(embassy, embassy.words[1], "embassy") == "named"
