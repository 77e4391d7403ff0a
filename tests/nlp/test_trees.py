"""Trees: words and what hangs on them, noun phrases, asides, and the tone towards what stands in a sentence."""

import pytest

from readout.nlp.trees import Tree, Word, parse_sentence, parse_sentences
from support.articles import article, document


def word(one: Tree, text: str) -> Word:
    return next(w for w in one.words if w.text == text)


def test_words_stand_where_they_stand_in_the_article() -> None:
    story = article("It rained. Iran’s army fled.")
    second = parse_sentences(story)[1]
    assert [(w.text, story.text[w.start : w.end]) for w in second.words] == [
        (form, form) for form in ("Iran", "’s", "army", "fled", ".")
    ]
    assert [w.place for w in second.words] == [0, 1, 2, 3, 4]
    assert [w.tag for w in second.words] == ["NNP", "POS", "NN", "VBD", "."]
    assert [w.lemma for w in second.words] == ["Iran", "'s", "army", "flee", "."]


@pytest.mark.parametrize(
    ("text", "a", "b", "found"),
    [
        ("Iran condemned France.", "Iran", "France", ["condemned"]),
        ("Iran agreed to leave France.", "Iran", "France", ["agreed", "leave"]),
        ("Iran condemned the attack on France.", "Iran", "France", ["condemned", "attack"]),
        ("Iran’s attack on France failed.", "Iran", "France", ["attack"]),
        ("Iran and France fell.", "Iran", "France", ["Iran"]),
        ("The leader of Iran fell.", "The leader of Iran", "Iran", ["leader"]),
    ],
)
def test_the_words_between_two_spans(text: str, a: str, b: str, found: list[str]) -> None:
    spans = [(text.index(one), text.index(one) + len(one)) for one in (a, b)]
    assert [word.text for word in parse_sentence(text).path(*spans)] == found


def test_what_hangs_on_a_word() -> None:
    one = parse_sentence("Iran condemned the attack on France.")
    verb, attack, france = word(one, "condemned"), word(one, "attack"), word(one, "France")
    assert one.head(verb) is None
    assert one.head(attack) == verb
    assert [w.text for w in one.children(verb, "nsubj", "obj")] == ["Iran", "attack"]
    assert [w.text for w in one.subtree(attack)] == ["the", "attack", "on", "France"]
    assert (one.preposition(france), one.preposition(attack)) == ("on", "")


def test_what_is_coordinated() -> None:
    one = parse_sentence("Iran, Iraq and Spain condemned France.")
    assert [w.text for w in one.conjuncts(word(one, "Iran"))] == ["Iran", "Iraq", "Spain"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Iran-backed militias attacked the US embassy.", ["Iran-backed militias", "the US embassy"]),
        ("The leader of the party left.", ["The leader", "the party"]),
        ("Iran’s foreign minister met Mike Pompeo.", ["Iran", "foreign minister", "Mike Pompeo"]),
        ("Two senior officials, who left, met him.", ["Two senior officials", "him"]),
        ("It rained.", ["It"]),
        ("Stop!", []),
    ],
)
def test_noun_phrases(text: str, found: list[str]) -> None:
    one = parse_sentence(text)
    rows = [one.phrase(noun) for noun in one.nouns()]
    assert [text[row[0].start : row[-1].end] for row in rows] == found


def test_possessors() -> None:
    one = parse_sentence("The US’ withdrawal surprised Iran’s allies.")
    assert [w.text for w in one.words if one.has_possessive(w)] == ["US", "Iran"]


def test_days_and_months_are_dates() -> None:
    one = parse_sentence("He met Theresa May on Monday in June.")
    assert [w.text for w in one.words if w.tag == "DATE"] == ["Monday", "June"]


def test_an_acronym_in_brackets_is_no_part_of_the_clause() -> None:
    text = "The World Health Organization (WHO) chief left (on Monday)."
    (one,) = parse_sentences(article(text))
    assert " ".join(w.text for w in one.words) == "The World Health Organization chief left ( on Monday ) ."
    assert one.local_spans([[31, 34], [35, 40], [80, 83]]) == [(36 - 1, 40)]


def test_the_tone_of_each_sentence_that_names_it() -> None:
    text = "Iran rained terror on us. It rained. We love brave, wonderful Iran."
    found = document(text).tones([[0, 4], [text.rindex("Iran"), text.rindex("Iran") + 4]])
    assert list(found) == [0, 2]
    assert {k: max(shares, key=lambda name: shares[name]) for k, shares in found.items()} == {
        0: "negative",
        2: "positive",
    }


def test_nothing() -> None:
    assert parse_sentences(article("")) == ()
    assert parse_sentence("").words == ()
