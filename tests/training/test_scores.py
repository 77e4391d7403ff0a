"""What `test_bench` does not show of the measures: how they pair, group and leave out, worked out by hand."""

import pytest

from training.scores import (
    attachment,
    expected_calibration_error,
    keyphrase_f1,
    macro_f1,
    overlap_f1,
    span_f1,
    triplet_scores,
)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        # a: one right, two said, two labelled; b: one right, two said, one labelled; c: never said
        (macro_f1(["a", "a", "b", "c"], ["a", "b", "b", "a"]), (1 / 2 + 2 / 3 + 0) / 3),
        (macro_f1(["a", "a"], ["a", "b"]), (2 / 3 + 0) / 2),  # a label that is said but never labelled counts
        # bin 0.9–1: right 1 of 2, mean probability 0.975; bin 0.5–0.6: right 1 of 1, probability 0.55
        (
            expected_calibration_error([True, False, True], [0.95, 1.0, 0.55]),
            2 / 3 * (0.975 - 0.5) + 1 / 3 * (1 - 0.55),
        ),
        (expected_calibration_error([False, True], [0.55, 0.45]), 0.55),  # bins do not make up for each other
        # another end, another sentence
        (span_f1([[(0, 4, "person")]], [[(0, 5, "person")]], ["person"], typed=False), 0),
        (span_f1([[(0, 4, "person")], []], [[], [(0, 4, "person")]], ["person"], typed=False), 0),
        # best three: nuclear weapon, sanction (its plural is the same), x
        (
            keyphrase_f1([["nuclear weapons", "Sanctions"]], [["Nuclear Weapon", "sanction", "sanctions", "x"]], 3),
            4 / 5,
        ),
        (keyphrase_f1([["oil"], ["gas"]], [["oil"], []], 5), 0.5),  # mean over documents
        # words over all documents: "the minister" and "He" against "minister said"
        (
            overlap_f1(["“We will,” the minister said.", "He spoke."], [[(10, 22)], [(0, 2)]], [[(14, 27)], []]),
            2 / (2 + 3),
        ),
        (overlap_f1(["“We will,”"], [[(0, 10)]], [[(1, 8), (1, 3)]]), 1),  # quotation marks and twofold spans
    ],
)
def test_measures_by_hand(figure: float, expected: float) -> None:
    assert figure == pytest.approx(expected)


def test_attachment_leaves_subtypes_out_and_counts_every_word() -> None:
    gold = {"heads": [2, 0, 2, 2], "relations": ["nsubj:pass", "root", "obl", "punct"], "tags": ["NN"] * 4}
    said = {"heads": [2, 0, 1, 2], "relations": ["nsubj", "root", "obl:agent", "dep"], "tags": ["NN", "NN", "NN", "."]}
    assert attachment([gold], [said]) == {"UAS": 3 / 4, "LAS": 2 / 4, "tags": 3 / 4}


Names = tuple[str, str]


@pytest.mark.parametrize(
    ("gold", "said", "f1"),
    [
        ([("Barack Obama", "Congress")], [("Obama", "US Congress")], 1),  # by a word of each name
        ([("House of Lords", "The Hague")], [("Bank of England", "The Hague")], 0),  # function words are none
        ([("House of Lords", "The Hague")], [("the Lords", "Hague’s")], 1),
        ([("US", "WHO")], [("US", "WHO")], 1),
        # each is paired once: "Bell" leaves "Ann Bell" to "Ann"
        ([("Ann Bell", "X"), ("Bell", "X")], [("Bell", "X"), ("Ann", "X")], 1),
        ([("B", "X")], [("B", "X"), ("B", "X Y")], 2 / 3),
    ],
)
def test_which_triplets_are_equal(gold: list[Names], said: list[Names], f1: float) -> None:
    wanted, given = ([{(0, a, "NEG", b) for a, b in rows}] for rows in (gold, said))
    assert triplet_scores(wanted, given)["F1"] == f1
