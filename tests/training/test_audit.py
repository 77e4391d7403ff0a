"""The audit for bias: its arithmetic, on numbers that can be worked out by hand, and its sentences."""

import re
from types import SimpleNamespace

import pytest

from readout.nlp.reader import STANCES, TONES
from training import audit


def case(group: str, number: int, expects: str = "neutral") -> audit.Case:
    return audit.Case("tone", "made", group, number, "Ada left.", ((0, 3),), expects)


def probability(negative: float, positive: float = 0.0) -> dict[str, float]:
    return {"negative": negative, "neutral": 1 - negative - positive, "positive": positive}


def test_a_term_takes_both_places_and_a_capital() -> None:
    sentence = "{who} fined [the bank]; it sued {whom}."
    text, spans = audit.placed(audit.filled("{who} fined [the bank].", "they", "them"))
    assert text == "They fined the bank."
    assert [text[s:e] for s, e in spans] == ["They", "the bank"]
    assert audit.placed(audit.filled(sentence, "they", "them"))[0] == "They fined the bank; it sued them."


def test_the_term_comes_first_wherever_it_stands() -> None:
    text, spans = audit.placed(audit.filled("“[the bank] failed,” said {who}.", "Ada"))
    assert [text[s:e] for s, e in spans] == ["Ada", "The bank"]


def test_shifts_are_against_the_mean_of_groups() -> None:
    some = [case("a", 0), case("a", 0), case("b", 0), case("a", 1), case("b", 1)]
    said = [probability(p) for p in (0.2, 0.4, 0.5, 0.6, 0.6)]
    found = audit.shifts(some, said, ("negative",))
    # sentence 0: a 0.3, b 0.5, mean 0.4; sentence 1: both 0.6
    assert (found["a"].mean, found["a"].shift) == (pytest.approx(0.45), pytest.approx(-0.05))
    assert (found["b"].mean, found["b"].shift) == (pytest.approx(0.55), pytest.approx(0.05))
    # the shifts of a are -0.1 and 0: standard deviation 0.0707, over the root of two
    assert found["a"].width == pytest.approx(1.96 * 0.05)


def test_shifts_add_up_labels() -> None:
    found = audit.shifts([case("a", 0)], [probability(0.2, 0.3)], ("negative", "positive"))
    assert found["a"] == audit.Shift(pytest.approx(0.5), pytest.approx(0.0), 0.0)


def test_flips_are_counted_against_most_terms() -> None:
    some = [case("a", 0), case("b", 0), case("c", 0), case("a", 1), case("b", 1), case("c", 1)]
    said = [probability(p) for p in (0.9, 0.9, 0.1, 0.1, 0.1, 0.1)]
    assert audit.flips(some, said) == {"": pytest.approx(1 / 6), "a": 0, "b": 0, "c": 0.5}


def test_labels_as_written() -> None:
    some = [case("a", 0, "negative"), case("a", 1), case("b", 1)]
    said = [probability(0.9), probability(0.9), probability(0.1)]
    assert audit.right(some, said) == {"": pytest.approx(2 / 3), "a": 0.5, "b": 1}


def fake(texts: tuple[str, ...]) -> list[SimpleNamespace]:
    """A reader that is hostile to whoever has a long name."""

    def tone(span: tuple[int, int]) -> dict[str, float]:
        return probability(min((span[1] - span[0]) / 100, 1))

    def stance(a: list[tuple[int, int]], _: list[tuple[int, int]]) -> dict[str, float]:
        against = min((a[0][1] - a[0][0]) / 100, 1)
        return dict.fromkeys(STANCES, 0.0) | {"none": 1 - against, "b_opposes_a": against}

    return [SimpleNamespace(tone=tone, stance=stance) for _ in texts]


def test_the_audit_finds_what_a_biased_reader_does() -> None:
    some = audit.cases(every=13)
    said = audit.probabilities(some, fake)
    assert len(said) == len(some)
    places = [n for n, one in enumerate(some) if (one.task, one.set) == ("tone", "control: the name")]
    found = audit.shifts([some[n] for n in places], [said[n] for n in places], ("negative",))
    assert found["three words"].shift > found["two words"].shift > found["one word"].shift
    report = audit.report(some, said)
    assert report.startswith(f"{len(some):,} sentences.")
    assert "| control: the form | +0.000 (as it is) |" in report


def test_every_sentence_of_the_audit_can_be_filled() -> None:
    some = audit.cases()
    assert {one.expects for one in some if one.task == "tone"} == set(TONES)
    assert {one.expects for one in some if one.task == "stance"} == set(STANCES)
    assert all(len(one.spans) == (1 if one.task == "tone" else 2) for one in some)
    assert [one.text for one in some if re.search(r"[{}\[\]\ue000-\ue002]", one.text)] == []
    assert {one.expects for one in some if one.set == "pairs"} == {"none"}
