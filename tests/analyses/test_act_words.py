"""Words for acts: what the table says of a verb or noun, and what the words around make of the act."""

import pytest

from readout.analyses.act_words import (
    ActEntry,
    ActStatus,
    find_light_role,
    find_noun_entry,
    find_object_status,
    find_status,
    find_verb_entry,
    list_verb_forms,
    negations,
)
from readout.nlp.trees import Tree, Word, parse_sentence

ACTUAL = ActStatus("actual", negated=False, void=False)
DENIED = ActStatus("actual", negated=True, void=False)
INTENDED = ActStatus("intended", negated=False, void=False)
NOT_INTENDED = ActStatus("intended", negated=True, void=False)
SUPPOSED = ActStatus("hypothetical", negated=False, void=True)
URGED = ActStatus("required", negated=False, void=True)
CHARGED = ActStatus("reported", negated=False, void=True)


def at(text: str, form: str) -> tuple[Tree, Word]:
    """The sentence as a tree, and the word of it that has this form."""
    one = parse_sentence(text)
    return one, next(w for w in one.words if w.text == form)


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("France condemned Spain.", "condemned", ActEntry("ACCUSE", -1, ("obj",), control=False)),
        ("France voted against Spain.", "voted", ActEntry("REJECT", -1, ("against",), control=False)),
        ("France voted for Spain.", "voted", ActEntry("SUPPORT", 1, ("for",), control=False)),
        ("France voted to leave.", "voted", ActEntry("AGREE", 0, (), control=True)),
        ("France called out Spain.", "called", ActEntry("ACCUSE", -1, ("obj",), control=False)),
        ("France called on Spain.", "called", ActEntry("REQUEST", 0, ("on", "upon"), control=False)),
        ("France walked.", "walked", None),
    ],
)
def test_a_verb_is_looked_up_with_what_belongs_to_it(text: str, verb: str, found: ActEntry | None) -> None:
    assert find_verb_entry(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("text", "tag", "lemma", "found"),
    [
        ("attacks", "NNS", "attack", ActEntry("ASSAULT", -1, ("on", "against"), control=False)),
        ("Criticism", "NN", "criticism", ActEntry("ACCUSE", -1, ("of", "against"), control=False)),
        ("table", "NN", "table", None),
        ("Attack", "NNP", "Attack", None),  # a name
    ],
)
def test_a_noun_is_looked_up_but_for_names(text: str, tag: str, lemma: str, found: ActEntry | None) -> None:
    assert find_noun_entry(Word(0, 0, len(text), text, tag, lemma, -1, "root")) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("France stood with Spain.", "stood", ["stand with", "stand"]),
        ("France called Spain out.", "called", ["call out", "call"]),
        ("France condemned Spain.", "condemned", ["condemn"]),
    ],
)
def test_the_longest_form_of_a_verb_comes_first(text: str, verb: str, found: list[str]) -> None:
    assert list_verb_forms(*at(text, verb)) == found


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
    assert find_light_role(words) == found


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
        ("France would attack Spain.", "attack", ActStatus("hypothetical")),
        ("Spain could be attacked by France.", "attacked", ActStatus("possible")),
        ("France must attack Spain.", "attack", ActStatus("required")),
        ("France has reportedly attacked Spain.", "attacked", ActStatus("reported")),
        ("Iraq helped France attack Spain.", "attack", ACTUAL),
        ("Iraq will force France to attack Spain.", "attack", INTENDED),
    ],
)
def test_how_far_an_act_has_come(text: str, verb: str, found: ActStatus) -> None:
    assert find_status(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("France never attacked Spain.", "attacked", DENIED),
        ("France will not attack Spain.", "attack", NOT_INTENDED),
        ("France refused to attack Spain.", "attack", ActStatus("intended", True, refused=True)),
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
def test_a_denied_act(text: str, verb: str, found: ActStatus) -> None:
    assert find_status(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("France did not condemn Spain but praised Iraq.", "praised"),
        ("France did not say that Spain attacked Iraq.", "attacked"),
        ("France praised the man who did not condemn Spain.", "praised"),
    ],
)
def test_a_denial_reaches_no_act_beside_it(text: str, verb: str) -> None:
    assert find_status(*at(text, verb)) == ACTUAL


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("If France attacks Spain, Iraq will suffer.", "attacks", SUPPOSED),
        ("If France attacks Spain, Iraq will suffer.", "suffer", INTENDED),
        ("If France invades Spain and attacks Iraq, Iran will suffer.", "attacks", SUPPOSED),
        ("Unless France attacks Spain, Iraq will suffer.", "attacks", SUPPOSED),
        ("The minister asked whether France had attacked Spain.", "attacked", SUPPOSED),
        ("Iraq urged France to attack Spain.", "attack", URGED),
        ("Iraq urged France not to attack Spain.", "attack", ActStatus("required", negated=True, void=True)),
        ("Iraq called on France to attack Spain.", "attack", URGED),
        ("Iraq accused France of attacking Spain.", "attacking", CHARGED),
        ("Iraq blamed France for attacking Spain.", "attacking", CHARGED),
    ],
)
def test_an_act_supposed_urged_or_charged_is_void(text: str, verb: str, found: ActStatus) -> None:
    assert find_status(*at(text, verb)) == found


@pytest.mark.parametrize(
    ("text", "verb", "found"),
    [
        ("Iraq prevented attacks on Spain.", "prevented", DENIED),
        ("Iraq will not prevent attacks on Spain.", "prevent", INTENDED),
        ("Iraq planned attacks on Spain.", "planned", INTENDED),
        ("Iraq described attacks on Spain.", "described", ACTUAL),
    ],
)
def test_what_a_verb_makes_of_the_act_that_is_its_object(text: str, verb: str, found: ActStatus) -> None:
    assert find_object_status(*at(text, verb), light=False) == found


def test_negations_come_from_their_table() -> None:
    assert negations() >= {"not", "never", "refuse"}
    assert not negations() & {"vow", "condemn", "even"}
