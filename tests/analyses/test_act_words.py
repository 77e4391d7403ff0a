"""Words for acts: what the table says of a verb or noun, and what the words around make of the act."""

import pytest

from readout.analyses.act_words import (
    Entry,
    Status,
    around,
    forms,
    light,
    negations,
    of_noun,
    of_verb,
    status,
)
from readout.nlp.trees import Tree, Word, parse_sentence

ACTUAL = Status("actual", negated=False, void=False)
DENIED = Status("actual", negated=True, void=False)
INTENDED = Status("intended", negated=False, void=False)
NOT_INTENDED = Status("intended", negated=True, void=False)
SUPPOSED = Status("hypothetical", negated=False, void=True)
URGED = Status("required", negated=False, void=True)
CHARGED = Status("reported", negated=False, void=True)


def at(text: str, form: str) -> tuple[Tree, Word]:
    """The sentence as a tree, and the word of it that has this form."""
    one = parse_sentence(text)
    return one, next(w for w in one.words if w.text == form)


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("France condemned Spain.", "condemned", Entry("ACCUSE", -1, ("obj",), control=False)),
        ("France voted against Spain.", "voted", Entry("REJECT", -1, ("against",), control=False)),
        ("France voted for Spain.", "voted", Entry("SUPPORT", 1, ("for",), control=False)),
        ("France voted to leave.", "voted", Entry("AGREE", 0, (), control=True)),
        ("France called out Spain.", "called", Entry("ACCUSE", -1, ("obj",), control=False)),
        ("France called on Spain.", "called", Entry("REQUEST", 0, ("on", "upon"), control=False)),
        ("France walked.", "walked", None),
    ],
)
def test_a_verb_is_looked_up_with_what_belongs_to_it(text: str, verb: str, found: Entry | None) -> None:
    assert of_verb(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("text", "tag", "lemma", "found"),
    [
        ("attacks", "NNS", "attack", Entry("ASSAULT", -1, ("on", "against"), control=False)),
        ("Criticism", "NN", "criticism", Entry("ACCUSE", -1, ("of", "against"), control=False)),
        ("table", "NN", "table", None),
        ("Attack", "NNP", "Attack", None),  # a name
    ],
)
def test_a_noun_is_looked_up_but_for_names(text: str, tag: str, lemma: str, found: Entry | None) -> None:
    assert of_noun(Word(0, 0, len(text), text, tag, lemma, -1, "root")) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("France stood with Spain.", "stood", ["stand with", "stand"]),
        ("France called Spain out.", "called", ["call out", "call"]),
        ("France condemned Spain.", "condemned", ["condemn"]),
    ],
)
def test_the_longest_form_of_a_verb_comes_first(text: str, verb: str, found: list[str]) -> None:
    assert forms(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["launch"], "doer"),
        (["carry out", "carry"], "doer"),
        (["suffer"], "target"),
        (["come under"], "target"),
        (["come"], ""),
        ([], ""),
    ],
)
def test_a_light_verb_lends_its_subject_to_the_act(words: list[str], found: str) -> None:
    assert light(words) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("France attacked Spain.", "attacked", ACTUAL),
        ("France began to attack Spain.", "attack", ACTUAL),
        ("France kept attacking Spain.", "attacking", ACTUAL),
        ("France will attack Spain.", "attack", INTENDED),
        ("France vowed to attack Spain.", "attack", INTENDED),
        ("France sent troops to attack Spain.", "attack", INTENDED),
        ("France will attack and occupy Spain.", "occupy", INTENDED),
        ("France would attack Spain.", "attack", Status("hypothetical")),
        ("Spain could be attacked by France.", "attacked", Status("possible")),
        ("France must attack Spain.", "attack", Status("required")),
        ("France has reportedly attacked Spain.", "attacked", Status("reported")),
        ("Iraq helped France attack Spain.", "attack", ACTUAL),
        ("Iraq will force France to attack Spain.", "attack", INTENDED),
    ],
)
def test_how_far_an_act_has_come(text: str, verb: str, found: Status) -> None:
    assert status(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("France never attacked Spain.", "attacked", DENIED),
        ("France will not attack Spain.", "attack", NOT_INTENDED),
        ("France refused to attack Spain.", "attack", Status("intended", True, refused=True)),
        ("France stopped attacking Spain.", "attacking", DENIED),
        ("France denied that it had attacked Spain.", "attacked", DENIED),
        ("France did not condemn or criticise Spain.", "criticise", DENIED),
        ("Iraq prevented France from attacking Spain.", "attacking", DENIED),
        ("France left without condemning Spain.", "condemning", DENIED),
        ("Spain was not condemned by France.", "condemned", DENIED),
        ("Nobody condemned Spain.", "condemned", DENIED),
        ("None of the officials condemned Spain.", "condemned", DENIED),
        ("No officials were condemned by Spain.", "condemned", DENIED),
    ],
)
def test_a_denied_act(text: str, verb: str, found: Status) -> None:
    assert status(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("France did not condemn Spain but praised Iraq.", "praised"),
        ("France did not say that Spain attacked Iraq.", "attacked"),
        ("France praised the man who did not condemn Spain.", "praised"),
    ],
)
def test_a_denial_reaches_no_act_beside_it(text: str, verb: str) -> None:
    assert status(*at(text, verb)) == ACTUAL


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("If France attacks Spain, Iraq will suffer.", "attacks", SUPPOSED),
        ("If France attacks Spain, Iraq will suffer.", "suffer", INTENDED),
        ("If France invades Spain and attacks Iraq, Iran will suffer.", "attacks", SUPPOSED),
        ("Unless France attacks Spain, Iraq will suffer.", "attacks", SUPPOSED),
        ("The minister asked whether France had attacked Spain.", "attacked", SUPPOSED),
        ("Iraq urged France to attack Spain.", "attack", URGED),
        ("Iraq urged France not to attack Spain.", "attack", Status("required", negated=True, void=True)),
        ("Iraq called on France to attack Spain.", "attack", URGED),
        ("Iraq accused France of attacking Spain.", "attacking", CHARGED),
        ("Iraq blamed France for attacking Spain.", "attacking", CHARGED),
    ],
)
def test_an_act_supposed_urged_or_charged_is_void(text: str, verb: str, found: Status) -> None:
    assert status(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("Iraq prevented attacks on Spain.", "prevented", DENIED),
        ("Iraq will not prevent attacks on Spain.", "prevent", INTENDED),
        ("Iraq planned attacks on Spain.", "planned", INTENDED),
        ("Iraq described attacks on Spain.", "described", ACTUAL),
    ],
)
def test_what_a_verb_makes_of_the_act_that_is_its_object(text: str, verb: str, found: Status) -> None:
    assert around(*at(text, verb), light=False) == found


def test_negations_come_from_their_table() -> None:
    assert negations() >= {"not", "never", "refuse"}
    assert not negations() & {"vow", "condemn", "even"}
