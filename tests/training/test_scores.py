"""Each measure on cases small enough to work out by hand."""

import pytest

from training.scores import (
    accuracy,
    attachment,
    expected_calibration_error,
    keyphrase_f1,
    label_f1,
    macro_f1,
    overlap_f1,
    span_f1,
    triplet_scores,
)


def test_macro_f1_is_the_mean_of_the_labels_f1() -> None:
    gold, said = ["a", "a", "b", "c"], ["a", "b", "b", "a"]
    # a: one right, two said, two labelled; b: one right, two said, one labelled; c: never said
    assert label_f1(gold, said) == {"a": 2 / 4, "b": 2 / 3, "c": 0}
    assert macro_f1(gold, said) == pytest.approx((1 / 2 + 2 / 3 + 0) / 3)
    assert accuracy(gold, said) == 2 / 4


def test_a_label_that_is_said_but_never_labelled_counts() -> None:
    assert macro_f1(["a", "a"], ["a", "b"]) == pytest.approx((2 / 3 + 0) / 2)


def test_calibration_error_is_the_gap_of_each_bin_weighted_by_its_size() -> None:
    # bin 0.9–1: right 1 of 2, mean probability 0.975; bin 0.5–0.6: right 1 of 1, probability 0.55
    found = expected_calibration_error([True, False, True], [0.95, 1.0, 0.55])
    assert found == pytest.approx(2 / 3 * (0.975 - 0.5) + 1 / 3 * (1 - 0.55))


def test_calibration_error_does_not_let_bins_make_up_for_each_other() -> None:
    assert expected_calibration_error([False, True], [0.55, 0.45]) == pytest.approx(0.55)


GOLD = [[(0, 4, "person"), (8, 12, "place")], [(0, 3, "event")]]
SAID = [[(0, 4, "person"), (8, 12, "organisation")], [(0, 3, "event"), (5, 9, "place")]]
KINDS = ("person", "organisation", "place")


def test_span_f1_counts_the_asked_kinds_only() -> None:
    assert span_f1(GOLD, SAID, KINDS, typed=True) == 2 * 1 / (3 + 2)
    assert span_f1(GOLD, SAID, KINDS, typed=False) == 2 * 2 / (3 + 2)


def test_a_span_with_another_end_or_in_another_sentence_is_wrong() -> None:
    assert span_f1([[(0, 4, "person")]], [[(0, 5, "person")]], KINDS, typed=False) == 0
    assert span_f1([[(0, 4, "person")], []], [[], [(0, 4, "person")]], KINDS, typed=False) == 0


def test_attachment_leaves_subtypes_out_and_counts_every_word() -> None:
    gold = {"heads": [2, 0, 2, 2], "relations": ["nsubj:pass", "root", "obl", "punct"], "tags": ["NN"] * 4}
    said = {"heads": [2, 0, 1, 2], "relations": ["nsubj", "root", "obl:agent", "dep"], "tags": ["NN", "NN", "NN", "."]}
    assert attachment([gold], [said]) == {"UAS": 3 / 4, "LAS": 2 / 4, "tags": 3 / 4}


def test_keyphrases_are_equal_by_their_stems() -> None:
    gold = [["nuclear weapons", "Sanctions", "oil", "talks"]]
    said = [["Nuclear Weapon", "sanction", "sanctions", "trade", "talk"]]
    # best three: nuclear weapon, sanction (its plural is the same), trade
    assert keyphrase_f1(gold, said, 3) == pytest.approx(2 * 2 / (3 + 4))
    assert keyphrase_f1(gold, said, 5) == pytest.approx(2 * 3 / (4 + 4))


def test_keyphrase_f1_is_the_mean_over_documents() -> None:
    assert keyphrase_f1([["oil"], ["gas"]], [["oil"], []], 5) == 0.5


def test_overlap_is_counted_in_words_over_all_documents() -> None:
    texts = ["“We will,” the minister said.", "He spoke."]
    gold = [[(10, 22)], [(0, 2)]]  # the minister; He
    said = [[(14, 27)], []]  # minister said
    assert overlap_f1(texts, gold, said) == 2 * 1 / (2 + 3)


def test_overlap_does_not_mind_quotation_marks_or_twofold_spans() -> None:
    assert overlap_f1(["“We will,”"], [[(0, 10)]], [[(1, 8), (1, 3)]]) == 1


def test_triplets_match_by_a_word_of_each_name() -> None:
    gold = [{(0, "Barack Obama", "NEG", "Congress"), (1, "Obama", "POS", "Loretta Lynch")}]
    said = [{(0, "Obama", "NEG", "US Congress"), (1, "Obama", "NEG", "Lynch"), (2, "A", "POS", "B")}]
    assert triplet_scores(gold, said) == {"precision": 1 / 3, "recall": 1 / 2, "F1": 2 / 5}


def test_function_words_make_no_names_equal() -> None:
    gold = [{(0, "House of Lords", "NEG", "The Hague")}]
    assert triplet_scores(gold, [{(0, "Bank of England", "NEG", "The Hague")}])["F1"] == 0
    assert triplet_scores(gold, [{(0, "the Lords", "NEG", "Hague’s")}])["F1"] == 1
    assert triplet_scores([{(0, "US", "NEG", "WHO")}], [{(0, "US", "NEG", "WHO")}])["F1"] == 1


def test_each_triplet_is_paired_once() -> None:
    gold = [{(0, "Ann Bell", "NEG", "X"), (0, "Bell", "NEG", "X")}]
    said = [{(0, "Bell", "NEG", "X"), (0, "Ann", "NEG", "X")}]  # "Bell" must leave "Ann Bell" to "Ann"
    assert triplet_scores(gold, said)["F1"] == 1
    assert triplet_scores([{(0, "B", "NEG", "X")}], [{(0, "B", "NEG", "X"), (0, "B", "NEG", "X Y")}]) == {
        "precision": 1 / 2,
        "recall": 1,
        "F1": 2 / 3,
    }
