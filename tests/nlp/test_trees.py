"""Trees: words and what hangs on them, noun phrases, asides, and the tone towards what stands in a sentence."""

import pytest

from readout.nlp.trees import Tree, Word, parse_sentence, parse_sentences
from support.articles import article, document


def word(one: Tree, text: str) -> Word:
    return next(w for w in one.words if w.text == text)


def test_words_stand_where_they_stand_in_the_article() -> None:
    story = article("It rained. Iran’s army fled.")
    second = parse_sentences(story)[1]
    assert [(w.place, story.text[w.start : w.end], w.text, w.tag, w.lemma) for w in second.words] == [
        (0, "Iran", "Iran", "NNP", "Iran"),
        (1, "’s", "’s", "POS", "'s"),
        (2, "army", "army", "NN", "army"),
        (3, "fled", "fled", "VBD", "flee"),
        (4, ".", ".", ".", "."),
    ]
    assert parse_sentences(article("")) == parse_sentence("").words == ()


@pytest.mark.parametrize(
    ("text", "a", "b", "found"),
    [
        ("Iran agreed to leave France.", "Iran", "France", ["agreed", "leave"]),
        ("Iran’s attack on France failed.", "Iran", "France", ["attack"]),
        ("Iran and France fell.", "Iran", "France", ["Iran"]),
        ("The leader of Iran fell.", "The leader of Iran", "Iran", ["leader"]),
    ],
)
def test_the_words_between_two_spans(text: str, a: str, b: str, found: list[str]) -> None:
    spans = [(text.index(one), text.index(one) + len(one)) for one in (a, b)]
    assert [word.text for word in parse_sentence(text).path(*spans)] == found


def test_what_hangs_on_a_word_and_what_is_coordinated_with_it() -> None:
    one = parse_sentence("Iran, Iraq and Spain condemned the attack on France.")
    verb, attack, france = word(one, "condemned"), word(one, "attack"), word(one, "France")
    assert (one.head(verb), one.head(attack)) == (None, verb)
    assert [w.text for w in one.children(verb, "nsubj", "obj")] == ["Iran", "attack"]
    assert [w.text for w in one.conjuncts(word(one, "Iran"))] == ["Iran", "Iraq", "Spain"]
    assert [w.text for w in one.subtree(attack)] == ["the", "attack", "on", "France"]
    assert (one.preposition(france), one.preposition(attack)) == ("on", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Iran-backed militias attacked the US embassy.", ["Iran-backed militias", "the US embassy"]),
        ("The leader of the party left.", ["The leader", "the party"]),
        ("Iran’s foreign minister met Mike Pompeo.", ["Iran", "foreign minister", "Mike Pompeo"]),
        ("Two senior officials, who left, met him.", ["Two senior officials", "him"]),
        ("Stop!", []),
    ],
)
def test_noun_phrases(text: str, found: list[str]) -> None:
    one = parse_sentence(text)
    rows = [one.phrase(noun) for noun in one.nouns()]
    assert [text[row[0].start : row[-1].end] for row in rows] == found


def test_possessors_and_dates() -> None:
    one = parse_sentence("The US’ withdrawal surprised Iran’s allies.")
    assert [w.text for w in one.words if one.has_possessive(w)] == ["US", "Iran"]
    one = parse_sentence("He met Theresa May on Monday in June.")
    assert [w.text for w in one.words if w.tag == "DATE"] == ["Monday", "June"]


def test_an_acronym_in_brackets_is_no_part_of_the_clause() -> None:
    (one,) = parse_sentences(article("The World Health Organization (WHO) chief left (on Monday)."))
    assert " ".join(w.text for w in one.words) == "The World Health Organization chief left ( on Monday ) ."
    assert one.local_spans([[31, 34], [35, 40], [80, 83]]) == [(36 - 1, 40)]


def test_the_tone_of_each_sentence_that_names_it() -> None:
    text = "Iran rained terror on us. It rained. We love brave, wonderful Iran."
    found = document(text).tones([[0, 4], [text.rindex("Iran"), text.rindex("Iran") + 4]])
    likeliest = {k: max(shares, key=lambda name: shares[name]) for k, shares in found.items()}
    assert likeliest == {0: "negative", 2: "positive"}
