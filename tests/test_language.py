"""Words, chunks and clauses with their offsets."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.clauses import clauses
from readout.language import chunks, noun_phrases, words


@given(st.text(max_size=80), st.integers(0, 1000))
def test_words_slice_back_and_do_not_overlap(text: str, offset: int) -> None:
    found = words(text, offset)
    assert all(text[w.start - offset : w.end - offset] == w.text != "" for w in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.text(alphabet="ab ,.'’“”-\nThe", max_size=80))
def test_chunks_keep_every_word_in_order(text: str) -> None:
    assert [w for chunk in chunks(text) for w in chunk.words] == list(words(text))


def test_curly_quotes_are_read_as_straight_ones() -> None:
    assert [w.text for w in words("“Iraq’s plan”")] == ["“", "Iraq", "’s", "plan", "”"]
    assert [w.tag for w in words("the US’ killing of Soleimani")][2] == "POS"


def test_noun_phrases_leave_pronouns_out() -> None:
    text = "It condemned the persistence of attacks."
    assert [text[p.start : p.end] for p in noun_phrases(text)] == ["the persistence", "attacks"]


@pytest.mark.parametrize(
    ("text", "subject", "verb", "passive"),
    [
        ("The court blamed the bank.", "The court", "blamed", False),
        ("The bank was blamed by the court.", "The bank", "was blamed", True),
        ("The court did not blame the bank.", "The court", "did not blame", False),
    ],
)
def test_a_clause_has_its_subject(text: str, subject: str, verb: str, passive: bool) -> None:
    (clause,) = clauses(text)
    assert clause.subject is not None
    assert text[clause.subject.start : clause.subject.end] == subject
    assert text[clause.verb.start : clause.verb.end] == verb
    assert clause.passive is passive


def test_a_relative_pronoun_stands_for_the_noun_before_it() -> None:
    text = "The court praised militias who have been threatening troops."
    last = clauses(text)[-1]
    assert last.subject is not None
    assert text[last.subject.start : last.subject.end] == "militias"


def test_coordinated_verbs_share_their_subject() -> None:
    text = "The court praised the bank, and blamed the state."
    assert {c.subject.start for c in clauses(text) if c.subject} == {0}
