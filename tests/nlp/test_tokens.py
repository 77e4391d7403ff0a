"""Words of a sentence: where they are cut, their dictionary forms, the closed sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.nlp.tokens import first_tokens, grammar, lemmatize, letter_cases, split_words, tokens_within

NASTY = st.text(alphabet=st.sampled_from("aB .,;:!?'\"“”‘’()-–—\n\t\u202e\u2066\u200b\u00a0é😀US5"), max_size=120)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split_words(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The US’ exit wasn’t “free”.", "The|US|’|exit|was|n’t|“|free|”|."),
        ("Iran's envoys don't agree.", "Iran|'s|envoys|do|n't|agree|."),
        ("He fled (by car), she said.", "He|fled|(|by|car|)|,|she|said|."),
        ("Iran-backed men fled.", "Iran|-|backed|men|fled|."),
        ("A 90-day, U.S.-led truce held.", "A|90|-|day|,|U.S.|-|led|truce|held|."),
        ("Anti-ship missiles re-entered service.", "Anti-ship|missiles|re-entered|service|."),
        ("Non-state-backed men fled.", "Non-state|-|backed|men|fled|."),
        ("Aid of $5 million came in 2019-20.", "Aid|of|$|5|million|came|in|2019-20|."),
        ("Gen. Smith left on Jan. 3.", "Gen.|Smith|left|on|Jan.|3|."),
        ("It cannot last — or can it?", "It|can|not|last|—|or|can|it|?"),
        ("", ""),
    ],
)
def test_words_are_cut_as_the_treebank_cuts_them(text: str, found: str) -> None:
    assert "|".join(cut(text)) == found


@pytest.mark.parametrize(
    ("word", "tag", "form"),
    [
        ("Militias", "NNS", "militia"),
        ("attacked", "VBD", "attack"),
        ("thanked", "VBD", "thank"),
        ("warning", "VBG", "warn"),
        ("warning", "NN", "warning"),
        ("backed", "VBN", "back"),
        ("accusing", "VBG", "accuse"),
        ("met", "VBD", "meet"),
        ("was", "VBD", "be"),
        ("Kadhimi", "NNP", "Kadhimi"),
        ("States", "NNPS", "States"),
    ],
)
def test_lemmas_are_lower_case_but_for_names(word: str, tag: str, form: str) -> None:
    assert lemmatize(word, tag) == form


def test_sets_of_words_come_from_their_table() -> None:
    assert grammar("nobody") == {"no", "none", "nobody", "neither"}


@given(NASTY)
def test_whatever_the_text_its_words_are_slices_in_order_and_hold_all_but_spaces(text: str) -> None:
    row = split_words(text)
    assert all(text[start:end].strip() for start, end in row)
    assert [start for start, _ in row] == sorted({start for start, _ in row})
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


# "US-led" as <sign> us - led <sign>
OFFSETS = [(0, 0), (0, 2), (2, 3), (3, 6), (0, 0)]


def test_cases_tell_how_a_token_is_written() -> None:
    text = "us Us US uS 25 é É I"
    spans = [(0, 2), (3, 5), (6, 8), (9, 11), (12, 14), (15, 16), (17, 18), (19, 20)]
    assert letter_cases(text, spans) == [0, 1, 2, 3, 0, 0, 1, 1]


def test_the_signs_around_a_sentence_have_no_capital() -> None:
    assert letter_cases("US-led", OFFSETS) == [0, 2, 0, 0, 0]


def test_within_is_the_range_of_tokens_that_a_span_overlaps() -> None:
    assert tokens_within((0, 6), OFFSETS) == (1, 4)
    assert tokens_within((1, 3), OFFSETS) == (1, 3)
    assert tokens_within((3, 4), OFFSETS) == (3, 4)


def test_a_span_without_tokens_is_an_empty_range() -> None:
    assert tokens_within((6, 9), OFFSETS) == (4, 4)
    assert tokens_within((2, 2), OFFSETS) in ((2, 2), (3, 3))


def test_firsts_are_where_words_start() -> None:
    assert first_tokens([(0, 2), (2, 3), (3, 6)], OFFSETS) == [1, 2, 3]


def test_a_word_that_starts_inside_a_token_takes_the_next() -> None:
    # "don't" as don ' t, and as the words "do" and "n't"
    assert first_tokens([(0, 2), (2, 5)], [(0, 0), (0, 3), (3, 4), (4, 5), (0, 0)]) == [1, 2]


def test_a_word_of_no_token_falls_back_to_the_first_sign() -> None:
    assert first_tokens([(6, 7)], OFFSETS) == [0]
