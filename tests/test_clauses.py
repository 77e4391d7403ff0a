"""Clauses: who is the subject of which verb, and what hangs on the verb."""

import pytest

from readout.clauses import clauses


def subjects(text: str) -> dict[str, str | None]:
    """The subject of each verb, in the words of the text."""
    found = {}
    for clause in clauses(text):
        verb = " ".join(w.text for w in clause.verb.words)
        found[verb] = " ".join(w.text for w in clause.subject.words) if clause.subject else None
    return found


def arguments(text: str, verb: str) -> list[tuple[str, str]]:
    clause = next(c for c in clauses(text) if c.verb.head.text == verb)
    return [(role, " ".join(w.text for w in np.words)) for role, np in clause.arguments]


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("Iran condemned France.", "condemned", "Iran"),
        ("The leader of Iran condemned France.", "condemned", "The leader"),
        ("Iran’s leader condemned France.", "condemned", "leader"),
        ("Kadhimi, who met Trump, has not ordered them out.", "has not ordered", "Kadhimi"),
        ("Mohi, a spokesman for the group, said so.", "said", "Mohi"),
        ("Hezbollah, which Washington accuses of attacks, denied it.", "denied", "Hezbollah"),
        ("Hezbollah, which Washington accuses of attacks, denied it.", "accuses", "Washington"),
        ("Adam Smith, the Democrat who chairs the panel, supported it.", "supported", "Adam Smith"),
        ("The groups, they said, endanger France.", "endanger", "The groups"),
        ("Miller praised Trump, thanked France and left Iran.", "thanked", "Miller"),
        ("Miller praised Trump, thanked France and left Iran.", "left", "Miller"),
        ("Mnuchin accused Iran of waging war, and promised talks.", "promised", "Mnuchin"),
        ("He said that Iran had lost and added that France had won.", "added", "He"),
        ("The truce that Iran had offered seemed over.", "seemed", "The truce"),
        ("Militias who have been threatening troops fled.", "fled", "Militias"),
        ("Any attempt to harm France would fail.", "would fail", "Any attempt"),
        ("The price of leaving Iran could be high.", "could be", "the price"),
        ("He urged France to attack Iran.", "to attack", "France"),
        ("Parliament passed a resolution to expel them.", "to expel", None),
        ("He called for a committee to investigate them.", "to investigate", "a committee"),
        ("France answered Iran by attacking Iraq.", "attacking", "France"),
        ("France accused Iran of attacking Iraq.", "attacking", "Iran"),
        ("Militias launching rockets fled.", "launching", "Militias"),
        ("Officials of other groups, who asked for calm, left.", "asked", "Officials"),
        ("The killing of Soleimani, who led the Guard, was a shock.", "led", "Soleimani"),
        ("Some of them urged Kadhimi to act.", "urged", "Some"),
        ("It is over, said Mohi.", "said", None),
        ("The minister, speaking in Paris, said the deal was dead.", "said", "The minister"),
        ("Closing the embassy takes 90 days.", "takes", None),
    ],
)
def test_subject(text: str, verb: str, subject: str | None) -> None:
    found = subjects(text)
    assert (found[verb] or "").lower() == (subject or "").lower()


@pytest.mark.parametrize(
    ("text", "passive"),
    [
        ("The plan was condemned by Iran.", True),
        ("The plan has not been condemned by Iran.", True),
        ("A militia backed by Iran fled.", True),
        ("Iran was condemning it.", False),
        ("Iran was said to have condemned it.", False),
        ("Iran condemned it.", False),
    ],
)
def test_passive(text: str, passive: bool) -> None:
    assert clauses(text)[0].passive is passive


def test_arguments_know_their_prepositions() -> None:
    text = "Iran fired rockets at France and Spain on Monday, according to Iraq."
    assert arguments(text, "fired") == [("obj", "rockets"), ("at", "France"), ("at", "Spain")]


def test_a_list_is_one_object_and_an_apposition_is_not() -> None:
    assert [role for role, _ in arguments("Iran condemned France, Spain and Iraq.", "condemned")] == [
        "obj"
    ] * 3
    assert arguments("Iran praised a group, Ashab al-Kahf.", "praised")[1][0] == "next"


def test_the_object_of_a_relative_clause_is_what_it_describes() -> None:
    assert arguments("Hezbollah, which Iran supports, fled.", "supports") == [("obj", "Hezbollah")]


def test_a_new_clause_ends_the_arguments() -> None:
    assert arguments("Iran condemned France, and Spain praised Iraq.", "condemned") == [("obj", "France")]


def test_openers_tell_dependent_clauses() -> None:
    assert [c.opener for c in clauses("If Iran falls, France will say that Spain won.")] == ["if", "", "that"]
