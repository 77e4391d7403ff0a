"""Words and phrases of a sentence: their places, tags and groups."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.language import LONGEST, Chunk, chunks, grammar, noun_phrases, words

NASTY = st.text(
    alphabet=st.sampled_from("aB .,;:!?'\"“”‘’()-–—\n\t\u202e\u2066\u200b\u00a0é😀US5"), max_size=120
)


def tags(text: str) -> dict[str, str]:
    return {word.text: word.tag for word in words(text)}


def groups(text: str, kind: str) -> list[str]:
    return [" ".join(word.text for word in chunk.words) for chunk in chunks(text) if chunk.kind == kind]


def test_words_stand_where_they_say() -> None:
    text = "The US’ exit wasn’t “free”."
    assert [text[w.start : w.end] for w in words(text)] == [w.text for w in words(text)]
    assert [w.text for w in words(text)] == ["The", "US", "’", "exit", "was", "n’t", "“", "free", "”", "."]


def test_offset_moves_every_word() -> None:
    assert [w.start for w in words("Iran fell", 100)] == [100, 105]


def test_lemmas_are_lower_case_but_for_names() -> None:
    assert [w.lemma for w in words("Militias attacked Kadhimi")] == ["militia", "attack", "Kadhimi"]


@pytest.mark.parametrize(
    ("text", "word", "tag"),
    [
        ("He left on Monday.", "Monday", "DATE"),
        ("The law may pass in May.", "May", "DATE"),
        ("The law may pass in May.", "may", "MD"),
        ("The Iraqi military vowed it.", "military", "NN"),
        ("The US military said so.", "military", "NN"),
        ("It could still strike at them.", "strike", "VB"),
        ("He did not support it.", "support", "VB"),
        ("The government sets a date.", "sets", "VBZ"),
        ("He asked in phone calls that came late.", "calls", "NNS"),
        ("Most of them left.", "Most", "NN"),
        ("Militias of Mustafa al-Kadhimi fled.", "al-Kadhimi", "NNP"),
        ("He was said to be close to Iran.", "close", "JJ"),
        ("And armed groups fled.", "armed", "JJ"),
        ("Following the attack, he left.", "Following", "IN"),
    ],
)
def test_tags_are_mended_by_what_stands_around(text: str, word: str, tag: str) -> None:
    assert tags(text)[word] == tag


def test_noun_phrases_and_verb_groups() -> None:
    text = "The Iran-backed armed groups have not vowed to expel foreign troops."
    assert groups(text, "NP") == ["The Iran-backed armed groups", "foreign troops"]
    assert groups(text, "VP") == ["have not vowed to expel"]


def test_a_verb_ends_a_noun_phrase() -> None:
    assert groups("A US drone strike killed two men.", "NP") == ["A US drone strike", "two men"]


def test_days_are_in_no_noun_phrase() -> None:
    assert groups("On Thursday Interior Minister Ghanimi left.", "NP") == ["Interior Minister Ghanimi"]


def test_two_finite_verbs_are_two_groups() -> None:
    assert groups("Whether it will hold is unclear.", "VP") == ["will hold", "is"]
    assert groups("Men who asked not to be named said so.", "VP") == ["asked not to be named", "said"]


def test_head_is_the_last_noun_or_the_last_verb() -> None:
    phrase, verb = chunks("The US troops vowed to stay")[:2]
    assert (phrase.head.text, verb.head.text) == ("troops", "stay")


def test_noun_phrases_leave_pronouns_out() -> None:
    assert [" ".join(w.text for w in c.words) for c in noun_phrases("He met the envoys there.")] == [
        "the envoys"
    ]


def test_of_a_very_long_sentence_only_the_beginning_is_read() -> None:
    assert max(w.end for w in words("word " * 5000)) <= LONGEST


def test_sets_of_words_come_from_their_table() -> None:
    assert grammar("be") >= {"is", "was"}
    assert not grammar("adverbial") & {"that"}


@settings(max_examples=60, deadline=None)
@given(NASTY)
def test_whatever_the_text_words_are_slices_and_chunks_hold_all_of_them(text: str) -> None:
    row = words(text, 7)
    assert all(text[w.start - 7 : w.end - 7] == w.text and w.text.strip() for w in row)
    assert [w.start for w in row] == sorted({w.start for w in row})
    together: list[Chunk] = list(chunks(text, 7))
    assert [w for chunk in together for w in chunk.words] == list(row)
