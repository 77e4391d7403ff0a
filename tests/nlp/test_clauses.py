"""Clauses: who does what which verb says, to whom, and what hangs on the verb."""

from collections.abc import Callable

import pytest

from readout.nlp.clauses import agents, complementizer, is_passive, objects, obliques, relative_antecedent, subjects
from readout.nlp.trees import Tree, Word, parse_sentence

WHO_MET = "Kadhimi, who met Trump, has not ordered them out."
WHICH = "Hezbollah, which Washington accuses of attacks, denied it."
CHAIR = "Adam Smith, the Democrat who chairs the panel, supported it."
THREE_VERBS = "Miller praised Trump, thanked the voters and left the stage."


def word(one: Tree, text: str) -> Word:
    return next(w for w in one.words if w.text == text)


@pytest.mark.parametrize(
    ("text", "verb", "ask", "found"),
    [
        ("The leader of Iran condemned France.", "condemned", subjects, ["The leader"]),
        ("Iran and France condemned Spain.", "condemned", subjects, ["Iran", "France"]),
        ("France was condemned by Iran.", "condemned", subjects, ["France"]),
        ("It is over, said Mohi.", "said", subjects, ["Mohi"]),
        ("The minister, speaking in Paris, said the deal was dead.", "speaking", subjects, ["The minister"]),
        ("Any attempt to harm France would fail.", "fail", subjects, ["Any attempt"]),
        ("The price of leaving Iran could be high.", "high", subjects, ["The price"]),
        ("Closing the embassy takes 90 days.", "takes", subjects, []),
        ("Four sailors were hurt, one of them badly.", "hurt", subjects, ["Four sailors"]),
        # a relative pronoun stands for what its clause describes
        (WHO_MET, "met", subjects, ["Kadhimi"]),
        (WHO_MET, "ordered", subjects, ["Kadhimi"]),
        (WHICH, "denied", subjects, ["Hezbollah"]),
        (WHICH, "accuses", subjects, ["Washington"]),
        (WHICH, "accuses", objects, ["Hezbollah"]),
        (CHAIR, "supported", subjects, ["Adam Smith"]),
        (CHAIR, "chairs", subjects, ["the Democrat"]),
        ("The truce that Iran had offered seemed over.", "offered", subjects, ["Iran"]),
        ("The men that attacked the embassy fled.", "attacked", subjects, ["The men"]),
        ("The men that attacked the embassy fled.", "attacked", objects, ["the embassy"]),
        ("The men whom Iran supports fled.", "supports", objects, ["The men"]),
        ("The men who attacked France fled.", "attacked", relative_antecedent, ["The men"]),
        ("The men said that they left.", "left", relative_antecedent, []),
        # a verb without a subject shares one
        (THREE_VERBS, "thanked", subjects, ["Miller"]),
        (THREE_VERBS, "left", subjects, ["Miller"]),
        ("Iran condemned France, and Spain praised Iraq.", "praised", subjects, ["Spain"]),
        ("France vowed to attack Spain.", "attack", subjects, ["France"]),
        ("France promised Iran to attack Spain.", "attack", subjects, ["France"]),
        ("He urged France and Spain to attack Iran.", "attack", subjects, ["France", "Spain"]),
        ("Parliament passed a resolution to expel them.", "expel", subjects, []),
        ("Trump called on Iran to release the prisoners.", "release", subjects, ["Iran"]),
        ("France answered Iran by attacking Iraq.", "attacking", subjects, ["France"]),
        ("France accused Iran of attacking Iraq.", "attacking", subjects, ["Iran"]),
        ("France denied attacking Spain.", "attacking", subjects, ["France"]),
        ("The president of Iran speaking in Paris condemned France.", "speaking", subjects, ["The president"]),
        (
            "He expressed Spain’s frustrations with Shi’ite militias launching attacks.",
            *("launching", subjects, ["Shi’ite militias"]),
        ),
        ("A militia backed by Iran fled.", "backed", subjects, ["A militia"]),
        # what is done to whom, and by whom
        ("Iran condemned France, Spain and Iraq.", "condemned", objects, ["France", "Spain", "Iraq"]),
        ("France was condemned by Iran.", "condemned", objects, ["France"]),
        ("Iran praised and supported France.", "supported", objects, ["France"]),
        ("Iran praised a group, Ashab al-Kahf.", "praised", objects, ["a group"]),
        ("Iran attacked on Monday.", "attacked", objects, []),
        ("Pompeo thanked the EU and Cuba.", "thanked", objects, ["the EU", "Cuba"]),
        ("Iraq helped France attack Spain.", "helped", objects, ["France"]),
        ("The plan was condemned by Iran and France.", "condemned", agents, ["Iran", "France"]),
        ("The plan was condemned on Monday.", "condemned", agents, []),
    ],
)  # fmt: skip
def test_who_does_what_to_whom(text: str, verb: str, ask: Callable[[Tree, Word], list[Word]], found: list[str]) -> None:
    one = parse_sentence(text)
    assert [" ".join(w.text for w in one.phrase(noun)) for noun in ask(one, word(one, verb))] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The plan has not been condemned by Iran.", True),
        ("A plan condemned by Iran failed.", True),
        ("Condemned by Iran, the plan failed.", True),
        ("Iran was condemning it.", False),
        ("Iran was said to have condemned it.", False),
        ("Iran condemned it.", False),
    ],
)
def test_passive(text: str, found: bool) -> None:
    one = parse_sentence(text)
    assert is_passive(one, next(w for w in one.words if w.lemma == "condemn")) is found


def test_obliques_know_their_prepositions() -> None:
    one = parse_sentence("Iran fired rockets at France and Spain on Monday.")
    found = [(preposition, noun.text) for preposition, noun in obliques(one, word(one, "fired"))]
    assert found == [("at", "France"), ("at", "Spain"), ("on", "Monday")]


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("If Iran falls, France will say that Spain won.", "falls", "if"),
        ("If Iran falls, France will say that Spain won.", "say", ""),
        ("If Iran falls, France will say that Spain won.", "won", "that"),
        ("The men who left were soldiers.", "left", "who"),
        ("France accused Iran of attacking Iraq.", "attacking", "of"),
    ],
)
def test_openers_tell_dependent_clauses(text: str, verb: str, found: str) -> None:
    one = parse_sentence(text)
    assert complementizer(one, word(one, verb)) == found
