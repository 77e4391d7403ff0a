"""Who says what, and whose voice a sentence is in."""

import pytest

from conftest import article, said
from readout.actors import actors
from readout.attribution import attributions, voices


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Smith said that the plan was dead.", ("Anna Smith", "the plan was dead")),
        ("“The plan is dead now,” said Anna Smith.", ("Anna Smith", "“The plan is dead now,”")),
        ("“The plan is dead now,” Anna Smith said.", ("Anna Smith", "“The plan is dead now,”")),
        ("According to Anna Smith, the plan was dead.", ("Anna Smith", "the plan was dead")),
        ("The plan was dead, according to Anna Smith.", ("Anna Smith", "The plan was dead")),
        ("Anna Smith called it a “very collective duty”.", ("Anna Smith", "a “very collective duty”")),
    ],
)
def test_speaker_and_content(text: str, expected: tuple[str, str]) -> None:
    (found,) = said(text)
    assert found[0] == expected[0]
    assert found[1].strip("“”,. ") in (
        expected[1].strip("“”,. "),
        expected[1].removeprefix("a ").strip("“”,. "),
    )


def test_an_anonymous_source_keeps_its_own_words() -> None:
    ((speaker, _),) = said("An official said that the plan was dead.")
    assert speaker == "An official"


def test_a_pronoun_is_followed_where_one_antecedent_is_near() -> None:
    found = said("Anna Smith came home. She said that the plan was dead.")
    assert found == [("Anna Smith", "the plan was dead")]


def test_a_denied_cue_reports_nothing() -> None:
    assert said("Anna Smith did not say that the plan was dead.") == []


def test_voices_tell_the_author_from_the_speaker() -> None:
    story = article("Rain fell. Anna Smith said that the plan was dead and would never come back.")
    assert voices(story, attributions(story, actors(story))) == ["author", "Anna Smith"]


def test_direct_means_quotation_marks() -> None:
    story = article("Anna Smith said that he was late. “We will all go there,” said Anna Smith.")
    assert list(attributions(story, actors(story))["direct"]) == [False, True]
