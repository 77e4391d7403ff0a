import pytest

from readout.charts.canvas import clean_label, cut, text_width, wrap_label

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
