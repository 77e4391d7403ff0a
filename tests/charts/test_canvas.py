from itertools import combinations

import pytest

from readout.charts.canvas import Label, clean_label, cut, place_labels, text_width, wrap_label

MARK = "\u200e"  # left to right


@pytest.mark.parametrize(
    ("name", "label"),
    [
        (" a\x0b \u202eb\n c ", "a b c"),
        (7, "7"),
        ("إيران", "إيران" + MARK),
        ("إيران" + MARK, "إيران" + MARK),
        ("إيران" + MARK + " +0.10", "إيران" + MARK + " +0.10" + MARK),
    ],
)
def test_a_label_is_one_line_of_characters_that_can_be_drawn(name, label):
    assert clean_label(name) == label


def test_the_width_of_a_line_follows_its_letters():
    assert text_width("ill") < text_width("abc") < text_width("ABC") < text_width("MWM")
    assert text_width("MWM") < text_width("伊朗人")
    assert text_width("e\u0301") == text_width("e")
    assert text_width("a" + MARK, 10) == pytest.approx(text_width("a", 20) / 2)
    assert text_width("abc") < text_width("abc", weight="bold")


@pytest.mark.parametrize(
    ("name", "room", "size", "label"),
    [
        ("Iran", 1, 8.5, "Iran"),
        ("Iran-backed militias", text_width("Iran-backed …"), 8.5, "Iran-backed…"),
        ("伊朗伊斯兰", 3.4, 72, "伊朗…"),
        ("الحشد الشعبي", text_width("الحشد …"), 8.5, "الحشد…" + MARK),
        ("Iran", 0, 8.5, "…"),
    ],
)
def test_what_does_not_fit_is_cut(name, room, size, label):
    assert cut(name, room, size) == label


def test_lines_break_between_words_if_they_can():
    room = text_width("the State Department ") + 0.01
    assert wrap_label("the State Department of the US", room) == ["the State Department", "of the US"]
    assert wrap_label("the State Department of the United Nationalities", room, lines=2) == [
        "the State Department",
        "of the United Nation…",
    ]
    assert wrap_label("Iran", room) == ["Iran"]
    assert wrap_label(" ", room) == []
    assert wrap_label("伊朗伊斯兰", 2.3, size=72) == ["伊朗", "伊斯", "兰"]
    assert wrap_label("a 伊朗伊斯兰", 3.5, size=72) == ["a 伊朗", "伊斯兰"]


def test_labels_stand_on_the_right_of_their_poles_on_the_lowest_free_line():
    us, un = text_width("US") + 0.1, text_width("UN") + 0.1
    assert place_labels([(0, "US"), (1, "UN")], 3, 2) == [Label(1, 1, 1 + un, 0, "UN"), Label(0, 0, us, 0, "US")]
    close = place_labels([(0, "US"), (0.1, "UN")], 3, 2)
    assert [(label.text, label.line) for label in close] == [("UN", 0), ("US", 1)]


def test_labels_at_the_end_stand_on_the_left_and_what_finds_no_room_is_left_out():
    (label,) = place_labels([(3, "Iran")], 3, 1)
    assert (label.pole, label.end, label.text) == (3, 3, "Iran")
    assert [label.text for label in place_labels([(0, "US"), (0.1, "UN")], 3, 1)] == ["UN"]
    assert place_labels([(0.2, "a")], 0.4, 9) == []
    assert place_labels([], 3, 1) == []


def test_no_label_covers_another_or_a_pole_that_goes_higher():
    placed = place_labels([(at / 4, f"name {at}") for at in range(12)], 3, 6)
    assert len(placed) == 10
    for label, other in combinations(placed, 2):
        low, high = sorted((label, other), key=lambda each: each.line)
        if low.line == high.line:
            assert low.end <= high.start or high.end <= low.start
        else:
            assert not low.start < high.pole < low.end
