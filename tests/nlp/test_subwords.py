"""Between characters and tokens: capitals, ranges, first tokens."""

from readout.nlp.subwords import cases, firsts, within

# "US-led" as <sign> us - led <sign>
OFFSETS = [(0, 0), (0, 2), (2, 3), (3, 6), (0, 0)]


def test_cases_tell_how_a_token_is_written() -> None:
    text = "us Us US uS 25 é É I"
    spans = [(0, 2), (3, 5), (6, 8), (9, 11), (12, 14), (15, 16), (17, 18), (19, 20)]
    assert cases(text, spans) == [0, 1, 2, 3, 0, 0, 1, 1]


def test_the_signs_around_a_sentence_have_no_capital() -> None:
    assert cases("US-led", OFFSETS) == [0, 2, 0, 0, 0]


def test_within_is_the_range_of_tokens_that_a_span_overlaps() -> None:
    assert within((0, 6), OFFSETS) == (1, 4)
    assert within((1, 3), OFFSETS) == (1, 3)
    assert within((3, 4), OFFSETS) == (3, 4)


def test_a_span_without_tokens_is_an_empty_range() -> None:
    assert within((6, 9), OFFSETS) == (4, 4)
    assert within((2, 2), OFFSETS) in ((2, 2), (3, 3))


def test_firsts_are_where_words_start() -> None:
    assert firsts([(0, 2), (2, 3), (3, 6)], OFFSETS) == [1, 2, 3]


def test_a_word_that_starts_inside_a_token_takes_the_next() -> None:
    # "don't" as don ' t, and as the words "do" and "n't"
    assert firsts([(0, 2), (2, 5)], [(0, 0), (0, 3), (3, 4), (4, 5), (0, 0)]) == [1, 2]


def test_a_word_of_no_token_falls_back_to_the_first_sign() -> None:
    assert firsts([(6, 7)], OFFSETS) == [0]
