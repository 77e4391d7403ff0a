"""Words of a sentence: where they are cut, their dictionary forms, the closed sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.nlp.tokens import first_tokens, lemmatize, letter_cases, split_words, tokens_within

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
        ("“We left.” -Ana Reed, –Tom Hale", "“|We|left.|”|-|Ana|Reed|,|–|Tom|Hale"),
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
        ("misleads", "VBZ", "mislead"),
        ("humiliates", "VBZ", "humiliate"),
        ("oppresses", "VBZ", "oppress"),
        ("vilifies", "VBZ", "vilify"),
        ("gaslights", "VBZ", "gaslight"),
        ("does", "VBZ", "do"),
        ("’s", "VBZ", "'s"),
        ("Kadhimi", "NNP", "Kadhimi"),
        ("States", "NNPS", "States"),
    ],
)
def test_lemmas_are_lower_case_but_for_names(word: str, tag: str, form: str) -> None:
    assert lemmatize(word, tag) == form


@given(NASTY)
def test_whatever_the_text_its_words_are_slices_in_order_and_hold_all_but_spaces(text: str) -> None:
    row = split_words(text)
    assert all(text[start:end].strip() for start, end in row)
    assert [start for start, _ in row] == sorted({start for start, _ in row})
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


# "US-led" as <sign> us - led <sign>
OFFSETS = [(0, 0), (0, 2), (2, 3), (3, 6), (0, 0)]


def test_cases_tell_how_a_token_is_written() -> None:
    spans = [(0, 2), (3, 5), (6, 8), (9, 11), (12, 14), (15, 16), (17, 18), (19, 20)]
    assert letter_cases("us Us US uS 25 é É I", spans) == [0, 1, 2, 3, 0, 0, 1, 1]
    assert letter_cases("US-led", OFFSETS) == [0, 2, 0, 0, 0]


@pytest.mark.parametrize(("span", "found"), [((0, 6), (1, 4)), ((1, 3), (1, 3)), ((3, 4), (3, 4)), ((6, 9), (4, 4))])
def test_within_is_the_range_of_tokens_that_a_span_overlaps(span: tuple[int, int], found: tuple[int, int]) -> None:
    assert tokens_within(span, OFFSETS) == found


def test_firsts_are_where_words_start() -> None:
    assert first_tokens([(0, 2), (2, 3), (3, 6)], OFFSETS) == [1, 2, 3]
    # "don't" as don ' t, and as the words "do" and "n't": a word that starts inside a token takes the next
    assert first_tokens([(0, 2), (2, 5)], [(0, 0), (0, 3), (3, 4), (4, 5), (0, 0)]) == [1, 2]
    assert first_tokens([(6, 7)], OFFSETS) == [0]  # a word of no token
