"""Clauses: who does what which verb says, to whom, and what hangs on the verb."""

from collections.abc import Callable

import pytest

from readout.nlp import clauses
from readout.nlp.clauses import (
    PARSER_REPAIRS,
    agents,
    complementizer,
    is_passive,
    objects,
    obliques,
    relative_antecedent,
    subjects,
)
from readout.nlp.trees import Tree, Word, parse_sentence

Ask = Callable[[Tree, Word], list[Word]]


def of(text: str, verb: str, ask: Ask) -> list[str]:
    """What a verb of the sentence is answered with, each noun with its phrase."""
    one = parse_sentence(text)
    return [" ".join(w.text for w in one.phrase(noun)) for noun in ask(one, word(one, verb))]


def word(one: Tree, text: str) -> Word:
    return next(w for w in one.words if w.text == text)


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("Iran condemned France.", "condemned", ["Iran"]),
        ("The leader of Iran condemned France.", "condemned", ["The leader"]),
        ("Iran’s leader condemned France.", "condemned", ["leader"]),
        ("Iran and France condemned Spain.", "condemned", ["Iran", "France"]),
        ("France was condemned by Iran.", "condemned", ["France"]),
        ("Mohi, a spokesman for the group, said so.", "said", ["Mohi"]),
        ("The new groups, officials said, threaten the government.", "threaten", ["The new groups"]),
        ("Some of them urged Kadhimi to act.", "urged", ["Some"]),
        ("It is over, said Mohi.", "said", ["Mohi"]),
        ("The minister, speaking in Paris, said the deal was dead.", "said", ["The minister"]),
        ("The minister, speaking in Paris, said the deal was dead.", "speaking", ["The minister"]),
        ("Any attempt to harm France would fail.", "fail", ["Any attempt"]),
        ("The price of leaving Iran could be high.", "high", ["The price"]),
        ("Closing the embassy takes 90 days.", "takes", []),
    ],
)
def test_the_subject_of_a_main_clause(text: str, verb: str, found: list[str]) -> None:
    assert of(text, verb, subjects) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("Kadhimi, who met Trump, has not ordered them out.", "met", ["Kadhimi"]),
        ("Kadhimi, who met Trump, has not ordered them out.", "ordered", ["Kadhimi"]),
        ("Hezbollah, which Washington accuses of attacks, denied it.", "denied", ["Hezbollah"]),
        ("Hezbollah, which Washington accuses of attacks, denied it.", "accuses", ["Washington"]),
        ("Adam Smith, the Democrat who chairs the panel, supported it.", "supported", ["Adam Smith"]),
        ("Adam Smith, the Democrat who chairs the panel, supported it.", "chairs", ["the Democrat"]),
        ("The truce that Iran had offered seemed over.", "offered", ["Iran"]),
        ("The truce that Iran had offered seemed over.", "seemed", ["The truce"]),
        ("The men that attacked the embassy fled.", "attacked", ["The men"]),
        ("Militias who have been threatening troops fled.", "threatening", ["Militias"]),
        ("Militias who have been threatening troops fled.", "fled", ["Militias"]),
        ("Officials of other groups, who asked for calm, left.", "asked", ["Officials"]),
        ("The number of people who left was small.", "left", ["people"]),
    ],
)
def test_a_relative_pronoun_stands_for_what_its_clause_describes(text: str, verb: str, found: list[str]) -> None:
    assert of(text, verb, subjects) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("Miller praised Trump, thanked the voters and left the stage.", "thanked", ["Miller"]),
        ("Miller praised Trump, thanked the voters and left the stage.", "left", ["Miller"]),
        ("Mnuchin accused Iran of waging war, and promised talks.", "promised", ["Mnuchin"]),
        ("Iran condemned France, and Spain praised Iraq.", "praised", ["Spain"]),
        ("France vowed to attack Spain.", "attack", ["France"]),
        ("France promised Iran to attack Spain.", "attack", ["France"]),
        ("He urged France to attack Iran.", "attack", ["France"]),
        ("He urged France and Spain to attack Iran.", "attack", ["France", "Spain"]),
        ("Parliament passed a resolution to expel them.", "expel", []),
        ("Trump called on Iran to release the prisoners.", "release", ["Iran"]),
        ("They travelled by car to see the minister.", "see", ["They"]),
        ("France answered Iran by attacking Iraq.", "attacking", ["France"]),
        ("France accused Iran of attacking Iraq.", "attacking", ["Iran"]),
        ("Militias launching rockets fled.", "launching", ["Militias"]),
        ("The president of Iran speaking in Paris condemned France.", "speaking", ["The president"]),
        ("The attack by France failed.", "failed", ["The attack"]),
        ("A militia backed by Iran fled.", "backed", ["A militia"]),
    ],
)
def test_verbs_without_a_subject_share_one(text: str, verb: str, found: list[str]) -> None:
    assert of(text, verb, subjects) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("Iran condemned France, Spain and Iraq.", "condemned", ["France", "Spain", "Iraq"]),
        ("France was condemned by Iran.", "condemned", ["France"]),
        ("Hezbollah, which Iran supports, fled.", "supports", ["Hezbollah"]),
        ("The men that the government supports left the country.", "supports", ["The men"]),
        ("The men whom Iran supports fled.", "supports", ["The men"]),
        ("The men who attacked Iran fled.", "attacked", ["Iran"]),
        ("Iran condemned France, and Spain praised Iraq.", "condemned", ["France"]),
        ("Iran praised and supported France.", "supported", ["France"]),
        ("Iran praised a group, Ashab al-Kahf.", "praised", ["a group"]),
        ("Iran attacked on Monday.", "attacked", []),
    ],
)
def test_objects(text: str, verb: str, found: list[str]) -> None:
    assert of(text, verb, objects) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The plan was condemned by Iran.", True),
        ("The plan has not been condemned by Iran.", True),
        ("A plan condemned by Iran failed.", True),
        ("Condemned by Iran, the plan failed.", True),
        ("Iran was condemning it.", False),
        ("Iran was said to have condemned it.", False),
        ("Iran has condemned it.", False),
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
        ("The plan was condemned by Iran and France.", "condemned", ["Iran", "France"]),
        ("A militia backed by Iran fled.", "backed", ["Iran"]),
        ("The plan was condemned on Monday.", "condemned", []),
    ],
)
def test_agents(text: str, verb: str, found: list[str]) -> None:
    assert of(text, verb, agents) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [("The men who attacked France fled.", "attacked", ["The men"]), ("The men said that they left.", "left", [])],
)
def test_antecedent(text: str, verb: str, found: list[str]) -> None:
    assert of(text, verb, relative_antecedent) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("If Iran falls, France will say that Spain won.", "falls", "if"),
        ("If Iran falls, France will say that Spain won.", "say", ""),
        ("If Iran falls, France will say that Spain won.", "won", "that"),
        ("The men who left were soldiers.", "left", "who"),
        ("France vowed to attack Iran.", "attack", ""),
        ("France accused Iran of attacking Iraq.", "attacking", "of"),
    ],
)
def test_openers_tell_dependent_clauses(text: str, verb: str, found: str) -> None:
    one = parse_sentence(text)
    assert complementizer(one, word(one, verb)) == found


@pytest.mark.parametrize(
    ("repair", "asked", "ask", "found", "without"),
    [
        ("subject_before_verb", "hurt", subjects, ["Four sailors"], ["one"]),
        ("participle_noun", "launching", subjects, ["Shi’ite militias"], ["frustrations"]),
    ],
)
def test_each_repair_mends_its_sentence(
    repair: str, asked: str, ask: Ask, found: list[str], without: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = PARSER_REPAIRS[getattr(clauses, repair)]
    assert of(sentence, asked, ask) == found
    monkeypatch.setattr(clauses, repair, lambda _tree, _word, nouns: nouns)
    assert of(sentence, asked, ask) == without


@pytest.mark.parametrize(
    ("text", "verb", "ask", "found"),
    [
        ("Iran’s interior minister met Mike Pompeo.", "met", objects, ["Mike Pompeo"]),
        ("The vote alarmed France.", "alarmed", objects, ["France"]),
        ("Iraq urged France to attack Spain.", "urged", objects, ["France"]),
        ("Iraq helped France attack Spain.", "helped", objects, ["France"]),
        ("Iraq warned France against attacking Spain.", "attacking", objects, ["Spain"]),
        ("Pompeo thanked the EU and Cuba.", "thanked", objects, ["the EU", "Cuba"]),
        ("Hamas, which Israel blames for the attacks, denied it.", "blames", objects, ["Hamas"]),
        ("Vietnam, which has its own quarrel with Beijing, said nothing.", "said", subjects, ["Vietnam"]),
        ("The Elders, a group of former statesmen, went home.", "went", subjects, ["The Elders"]),
        ("Spain has attacked Iraq, backed by France.", "backed", agents, ["France"]),
        ("France denied attacking Spain.", "attacking", subjects, ["France"]),
    ],
)
def test_the_order_of_the_words_mends_the_parse(text: str, verb: str, ask: Ask, found: list[str]) -> None:
    assert of(text, verb, ask) == found
