"""Words of a sentence: where they are cut, their dictionary forms, the closed sets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.nlp.tokens import grammar, lemma, tokens

NASTY = st.text(
    alphabet=st.sampled_from("aB .,;:!?'\"“”‘’()-–—\n\t\u202e\u2066\u200b\u00a0é😀US5"), max_size=120
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


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
    assert lemma(word, tag) == form


def test_sets_of_words_come_from_their_table() -> None:
    assert grammar("nobody") == {"no", "none", "nobody", "neither"}


@settings(max_examples=60, deadline=None)
@given(NASTY)
def test_whatever_the_text_its_words_are_slices_in_order_and_hold_all_but_spaces(text: str) -> None:
    row = tokens(text)
    assert all(text[start:end].strip() for start, end in row)
    assert [start for start, _ in row] == sorted({start for start, _ in row})
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
