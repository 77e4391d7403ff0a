from readout.charts.text_fit import Flag, broken, clean, cut, flags, length

MARK = "\u200e"  # left to right


def test_a_name_is_one_line_of_signs_that_can_be_drawn():
    assert clean(" a\x0b \u202eb\n c ") == "a b c"
    assert clean(7) == "7"
    assert clean("إيران") == "إيران" + MARK
    assert clean(clean("إيران")) == "إيران" + MARK


def test_the_length_of_a_line_follows_its_signs():
    assert length("ill") < length("abc") < length("ABC") < length("MWM") < length("伊朗人")
    assert length("伊朗", 72) == 2.3
    assert length("e\u0301") == length("e")
    assert length("a" + MARK, 10) == length("a", 20) / 2


def test_what_does_not_fit_is_cut():
    assert cut("Iran", 1) == "Iran"
    assert cut("Iran-backed militias", length("Iran-backed …")) == "Iran-backed…"
    assert cut("伊朗伊斯兰", 3.4, size=72) == "伊朗…"
    assert cut("الحشد الشعبي", length("الحشد …")) == "الحشد…" + MARK
    assert cut("Iran", 0) == "…"


def test_lines_break_between_words_if_they_can():
    room = length("the State Department ") + 0.01
    assert broken("the State Department of the US", room) == ["the State Department", "of the US"]
    assert broken("the State Department of the United Nationalities", room, most=2) == [
        "the State Department",
        "of the United Nation…",
    ]
    assert broken("Iran", room) == ["Iran"]
    assert broken(" ", room) == []
    assert broken("伊朗伊斯兰", 2.3, size=72) == ["伊朗", "伊斯", "兰"]
    assert broken("a 伊朗伊斯兰", 3.5, size=72) == ["a 伊朗", "伊斯兰"]


def test_flags_stand_on_the_right_and_step_down_to_the_right():
    us, un = length("US") + 0.1, length("UN") + 0.1
    assert flags([(0, "US"), (1, "UN")], 3, 2) == [Flag(1, 1, 1 + un, 0, "UN"), Flag(0, 0, us, 0, "US")]
    assert [(flag.name, flag.line) for flag in flags([(0, "US"), (0.1, "UN")], 3, 2)] == [
        ("UN", 0),
        ("US", 1),
    ]


def test_flags_at_the_end_stand_on_the_left_and_what_finds_no_room_is_left_out():
    (flag,) = flags([(3, "Iran")], 3, 1)
    assert (flag.pole, flag.end, flag.name) == (3, 3, "Iran")
    assert [flag.name for flag in flags([(0, "US"), (0.1, "UN")], 3, 1)] == ["UN"]
    assert [flag.name for flag in flags([(0.2, "a")], 0.4, 9)] == []
    assert flags([], 3, 1) == []


def test_no_flag_covers_another_or_a_pole_that_goes_higher():
    flown = flags([(at / 4, f"name {at}") for at in range(12)], 3, 6)
    assert len(flown) == 10
    for one in flown:
        for other in flown:
            if one is not other and one.line == other.line:
                assert one.end <= other.start or other.end <= one.start
            if one.line < other.line:
                assert not one.start < other.pole < one.end
