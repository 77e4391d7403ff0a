"""The audit for bias: its arithmetic, on numbers that can be worked out by hand, and its sentences."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from readout.nlp.reader import STANCES, TONES
from training import audit


def rows(*cells: tuple[str, int, float, str]) -> pd.DataFrame:
    """Answers from group, number of the sentence, the share of negative, and what was expected."""
    frame = pd.DataFrame(cells, columns=["group", "number", "negative", "expects"])
    return frame.assign(label=np.where(frame["negative"] > 0.5, "negative", "neutral"))


def test_a_term_takes_both_places_and_a_capital() -> None:
    sentence = "{who} fined [the bank]; it sued {whom}."
    text, spans = audit.unmark(audit.fill("{who} fined [the bank].", "they", "them"))
    assert text == "They fined the bank."
    assert [text[s:e] for s, e in spans] == ["They", "the bank"]
    assert audit.unmark(audit.fill(sentence, "they", "them"))[0] == "They fined the bank; it sued them."


def test_the_term_comes_first_wherever_it_stands() -> None:
    text, spans = audit.unmark(audit.fill("“[the bank] failed,” said {who}.", "Ada"))
    assert [text[s:e] for s, e in spans] == ["Ada", "The bank"]


def test_shifts_are_against_the_mean_of_groups() -> None:
    some = [("a", 0, 0.2, ""), ("a", 0, 0.4, ""), ("b", 0, 0.5, ""), ("a", 1, 0.6, ""), ("b", 1, 0.6, "")]
    found = audit.shifts(rows(*some), ["negative"])
    # sentence 0: a 0.3, b 0.5, mean 0.4; sentence 1: both 0.6
    assert found["mean"].to_dict() == pytest.approx({"a": 0.45, "b": 0.55})
    assert found["shift"].to_dict() == pytest.approx({"a": -0.05, "b": 0.05})
    # the shifts of a are -0.1 and 0: standard deviation 0.0707, over the root of two
    assert found["width"]["a"] == pytest.approx(1.96 * 0.05)


def test_shifts_add_up_labels() -> None:
    frame = rows(("a", 0, 0.2, "")).assign(positive=0.3)
    assert audit.shifts(frame, ["negative", "positive"]).loc["a"].tolist() == pytest.approx([0.5, 0, 0])


def test_flips_are_counted_against_most_terms() -> None:
    some = [("a", 0, 0.9, ""), ("b", 0, 0.9, ""), ("c", 0, 0.1, ""), *((g, 1, 0.1, "") for g in "abc")]
    assert audit.flips(rows(*some)).to_dict() == {"": pytest.approx(1 / 6), "a": 0, "b": 0, "c": 0.5}


def test_labels_as_written() -> None:
    some = rows(("a", 0, 0.9, "negative"), ("a", 1, 0.9, "neutral"), ("b", 1, 0.1, "neutral"))
    assert audit.as_written(some).to_dict() == {"": pytest.approx(2 / 3), "a": 0.5, "b": 1}


def fake(texts: tuple[str, ...]) -> list[SimpleNamespace]:
    """A reader that is hostile to whoever has a long name."""

    def tone(span: tuple[int, int]) -> dict[str, float]:
        against = min((span[1] - span[0]) / 100, 1)
        return {"negative": against, "neutral": 1 - against, "positive": 0.0}

    def stance(a: list[tuple[int, int]], _: list[tuple[int, int]]) -> dict[str, float]:
        against = min((a[0][1] - a[0][0]) / 100, 1)
        return dict.fromkeys(STANCES, 0.0) | {"none": 1 - against, "b_opposes_a": against}

    return [SimpleNamespace(tone=tone, stance=stance) for _ in texts]


def test_the_audit_finds_what_a_biased_reader_does() -> None:
    some = audit.add_shares(audit.cases(every=13), fake)
    tone = some[(some["task"] == "tone") & (some["set"] == "control: the name")]
    shift = audit.shifts(tone, ["negative"])["shift"]
    assert shift["three words"] > shift["two words"] > shift["one word"]
    report = audit.report(some)
    assert report.startswith(f"{len(some):,} sentences.")
    assert "| control: the form | +0.000 (as it is) |" in report


def test_every_sentence_of_the_audit_can_be_filled() -> None:
    some = audit.cases()
    for task, labels, spans in (("tone", TONES, 1), ("stance", STANCES, 2)):
        part = some[some["task"] == task]
        assert set(part["expects"]) == set(labels)
        assert set(part["spans"].map(len)) == {spans}
    assert [text for text in some["text"] if re.search(r"[{}\[\]\ue000-\ue002]", text)] == []
    assert set(some[some["set"] == "pairs"]["expects"]) == {"none"}
