import doctest
import math
import re
from functools import cache, partial
from itertools import combinations, pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection

from readout import charts
from readout.charts import tone_plots
from readout.charts.canvas import NARROW, SMALL, WIDTH, bare_axes, is_narrow
from support.charts import (
    ATTENTION,
    DATED,
    DAYS,
    DIFFERENCES,
    LONG,
    MIXED,
    OVER_TIME,
    PAIRS,
    PHRASES,
    PRESENCE,
    SAID,
    SENTENCES,
    TARGETS,
    TIES,
    TONES,
    WEIGHTS,
    crowded,
)

CHARTS = {
    "tone": (charts.tone, SENTENCES, "polarity, voice"),
    "targets": (charts.targets, TARGETS, "target, label, negative, positive, low, high, evidence"),
    "ties": (charts.ties, TIES, "source, target, label, confidence"),
    "keyphrases": (partial(charts.keyphrases, length=100), PHRASES, "phrase, score, count, mentions"),
    "together": (charts.together, PAIRS, "actor, phrase, count, score"),
    "timeline": (charts.timeline, DATED, "date, source, target, act, sign"),
    "contributions": (charts.contributions, WEIGHTS, "target, word, contribution"),
    "days": (charts.days, DAYS, "outlet, day, articles, gap"),
    "attention": (charts.attention, ATTENTION, "actor, outlet, period, articles, of"),
    "presence": (charts.presence, PRESENCE, "actor, outlet, stories, share"),
    "tone_by_outlet": (charts.tone_by_outlet, TONES, "actor, outlet, stories, tone, low, high"),
    "tone_differences": (
        charts.tone_differences,
        DIFFERENCES,
        "actor, outlet, other, stories, difference, low, high, clear",
    ),
    "ties_by_outlet": (charts.ties_by_outlet, SAID, "source, target, label, outlet, stories"),
    "tone_over_time": (charts.tone_over_time, OVER_TIME, "actor, period, stories, tone"),
}


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def texts(ax):
    """What is written in black; scales, counts and notes are grey."""
    return [text.get_text() for text in ax.texts if text.get_color() == "black"]


def dots(ax):
    """The places of the dots, and whether each is filled."""
    found = [part for part in ax.collections if isinstance(part, PathCollection)]
    return [(*dot.get_offsets()[0].tolist(), len(dot.get_facecolor()) > 0) for dot in found]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_into_the_axes_it_is_given_and_changes_nothing_else(name):
    chart, frame, _ = CHARTS[name]
    figure, ax = plt.subplots(figsize=(4, 2))
    settings, columns = dict(mpl.rcParams), list(frame.columns)
    assert chart(frame, ax=ax) is ax
    assert dict(mpl.rcParams) == settings
    assert list(frame.columns) == columns
    assert plt.get_fignums() == [figure.number]
    assert figure.get_size_inches().tolist() == [4, 2]
    assert is_narrow(ax)


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_frame_says_so_and_a_missing_column_is_named(name):
    chart, frame, needs = CHARTS[name]
    for nothing in (frame.head(0), pd.DataFrame()):
        assert texts(chart(nothing)) == ["Nothing found."]
    column = needs.split(", ")[-1]
    message = f'the frame: the column "{column}" is missing; this chart needs {needs}'
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        chart(frame.drop(columns=column))


CROWD = pd.DataFrame({"source": [f"s{n}" for n in range(12)], "target": [f"t{n}" for n in range(12)]})


@pytest.mark.parametrize(
    ("chart", "frame", "options", "written"),
    [
        (charts.ties, TIES, {}, "− − + militias US militias US Iraq"),
        (charts.ties, TIES, {"top": 1}, "− militias US"),
        (charts.ties, pd.concat([TIES[:1], TIES[:1].assign(label="supports")]), {}, "− + militias US"),
        (
            charts.ties,  # no more than ten by ten
            CROWD.assign(label="opposes", confidence=0.9),
            {},
            " ".join(["−"] * 10 + [f"{end}{n}" for end in "st" for n in range(10)]),
        ),
        (charts.keyphrases, PHRASES, {"length": 100}, "1.00 embassy 2× 0.50 troops 1×"),
        (charts.keyphrases, PHRASES, {"length": 100, "top": 1}, "1.00 embassy 2×"),
        (charts.ties_by_outlet, SAID, {}, "±4 −2 +1 militias → US US → Iraq Post Sun"),
        (charts.ties_by_outlet, SAID, {"top": 1}, "±4 −2 militias → US Post Sun"),
        (charts.together, PAIRS, {"top": 1}, "rockets Iran"),
        (charts.timeline, DATED, {"top": 1}, "27 December 2019 − militias → the US: attacks"),
        (charts.contributions, WEIGHTS, {"top": 1, "words": 1}, "Iran Killed −0.90"),
        (charts.contributions, WEIGHTS.assign(contribution=0.0), {}, "Nothing found."),
        (charts.presence, PRESENCE.assign(share=0.5), {}, "Iran 50% Iraq 50%"),
    ],
)
def test_charts_write_signs_numbers_and_names_in_one_order(chart, frame, options, written):
    assert " ".join(texts(chart(frame, **options))) == written


def test_the_tone_names_the_quoted_voice_and_the_extremes():
    ax = charts.tone(SENTENCES)
    assert texts(ax) == ["Rouhani", "2", "3"]
    grey = [text.get_text() for text in ax.texts if text.get_color() != "black"]
    assert grey == [*("−0.50", "negative", "neutral", "+0.50", "positive"), *("1", "sentence · shaded: a quoted voice")]
    words = [[["late", -0.1]], [["bad", -0.2], ["terrible", -1.0]], []]
    assert texts(charts.tone(SENTENCES.assign(words=words))) == ["Rouhani", "2 “terrible”", "3"]


def test_the_tone_of_a_long_article_is_drawn_without_the_dots_that_would_hide_each_other():
    short, long = ({"polarity": [0.2, -0.2] * half, "voice": ["author"] * 2 * half} for half in (25, 500))
    assert len(dots(charts.tone(pd.DataFrame(short)))) == 50
    assert dots(charts.tone(pd.DataFrame(long))) == []


def test_targets_stand_from_hostile_to_friendly_with_the_interval_if_there_is_one():
    ax = charts.targets(TARGETS)
    assert texts(ax)[::2] == ["the militias", "Iran", "Iraq"]
    assert texts(ax)[1::2] == ["hostile, 2 sentences", "unsure, 1 sentence", "neutral, 1 sentence"]
    assert [x for x, _, _ in dots(ax)] == pytest.approx([-0.9, -0.1, 0.0])
    assert [filled for _, _, filled in dots(ax)] == [True, False, True]  # the unsure one is hollow
    spreads = [part.get_segments()[0][:, 0].tolist() for part in ax.collections if part.get_linewidth()[0] == 3]
    assert spreads == [[-1.0, -0.5]]


def test_dots_are_filled_where_a_pair_meets_twice_and_beyond_chance():
    ax = charts.together(PAIRS)
    assert texts(ax) == ["rockets", "truce", "Iran", "the US"]
    assert dots(ax) == [(-0.3, 0, True), (0.7, 0, False), (-0.3, 1, False)]
    assert [text.get_text() for text in ax.texts][:3] == ["3", "2", "1"]


def test_the_timeline_is_in_the_order_of_time_and_a_dot_tells_the_side():
    ax = charts.timeline(DATED)
    assert texts(ax) == [
        *("27 December 2019", "− militias → the US: attacks"),
        *("3 January 2020", "− the US → militias: attacks"),
        *("3 January 2020", "Iran → Iraq: talks"),
    ]
    assert [(x, filled) for x, _, filled in dots(ax)] == [(0, True), (1, True), (1, False)]


def test_the_heaviest_words_of_a_target_stand_once_each_at_the_end_of_their_bars():
    ax = charts.contributions(WEIGHTS, words=2)
    assert texts(ax) == ["Iran", "Killed −0.90", "peace +0.30", "the US", "helped +0.50"]
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(-0.9, 0.9), (0, 0.3), (0, 0.5)]
    sides = {text.get_text(): text.get_ha() for text in ax.texts}  # on the side of the line where no bar is
    assert [sides[word] for word in ("Killed −0.90", "peace +0.30", "helped +0.50")] == ["left", "right", "right"]


def test_days_have_a_box_for_each_day_with_articles_and_a_line_through_a_gap():
    ax = charts.days(DAYS)
    assert texts(ax) == ["Sun", "4", "Post", "3"]
    assert [bar.get_x() + 0.4 for bar in ax.patches] == pytest.approx([0, 0, 2])
    assert [bar.get_y() + 0.31 for bar in ax.patches] == pytest.approx([0, 1, 1])
    gaps = [part.get_segments()[0][:, 0].tolist() for part in ax.collections if part.get_linewidth()[0] == 2]
    assert gaps == [[0.6, 2.4]]


def test_attention_draws_the_first_actor_highest_share_first_over_the_mean_of_all():
    ax = charts.attention(ATTENTION)
    assert texts(ax) == ["Post", "75%", "Sun", "17%"]
    mean, line = (curve.get_ydata().tolist() for curve in ax.get_lines()[:2])
    assert line == pytest.approx([0.9 - 0.5 * share for share in (0.5, 1.0)])
    assert mean == pytest.approx([0.9 - 0.5 * share for share in (0.5, 0.5, 0.0)])


def test_presence_fills_the_dot_of_the_outlet_that_names_an_actor_most():
    ax = charts.presence(PRESENCE)
    assert texts(ax) == ["Iran", "50–60%, most: Post", "Iraq", "0–100%, most: Sun"]
    assert dots(ax) == [(0.6, 0, True), (0.5, 0, False), (0.0, 1, False), (1.0, 1, True)]


def test_tones_by_outlet_have_an_interval_from_ten_stories_on():
    ax = charts.tone_by_outlet(TONES)
    assert texts(ax) == ["Post", "12 stories", "Sun", "9 stories", "Post", "10 stories", "Iran", "Iraq"]
    assert dots(ax) == [(-0.5, 1, True), (0.1, 2, False), (0.2, 4, True)]
    spreads = [part.get_segments()[0][:, 0].tolist() for part in ax.collections if part.get_linewidth()[0] == 3]
    assert spreads == [[-0.7, -0.3], [-0.1, 0.4]]
    colours = [part.get_facecolor().tolist() for part in ax.collections if isinstance(part, PathCollection)]
    assert colours[0] != colours[2], "coloured where the interval leaves out 0"
    assert "Post − Sun" in texts(charts.tone_differences(DIFFERENCES))


def test_the_tone_over_time_is_on_one_scale_for_all():
    ax = charts.tone_over_time(OVER_TIME)
    assert texts(ax) == ["Iran", "−0.20", "Iraq", "+0.05"]
    curves = [curve.get_ydata().tolist() for curve in ax.get_lines()]
    assert curves[1] == pytest.approx([0.9, 0.9 - 0.5 * 0.8 / 1.2])
    assert curves[4] == pytest.approx([1.9 - 0.5 * 0.7 / 1.2, 1.9 - 0.5 * 0.6 / 1.2])


def test_the_examples_run():
    assert doctest.testmod(tone_plots).failed == 0


# Two widths


def corners(text, renderer):
    """The four corners of a text as it is drawn, less half a point."""
    slope = math.radians(text.get_rotation())
    text.set_rotation(0)
    box = text.get_window_extent(renderer).padded(-1.6)
    text.set_rotation(math.degrees(slope))
    x, y = text.get_transform().transform(text.get_position())
    turn = complex(math.cos(slope), math.sin(slope))
    around = (complex(at - x, up - y) * turn for at, up in box.corners()[[0, 1, 3, 2]])
    return [(x + corner.real, y + corner.imag) for corner in around]


def are_apart(shape, other):
    """Whether a straight line runs between two rectangles: along a side of one of them."""
    for sides in (shape, other):
        for (x, y), (right, up) in pairwise(sides):
            ends = [[(up - y) * at - (right - x) * over for at, over in each] for each in (shape, other)]
            if max(ends[0]) <= min(ends[1]) or max(ends[1]) <= min(ends[0]):
                return True
    return False


@cache
def crowded_once(*names):
    return crowded([*names])


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
@pytest.mark.parametrize("width", [NARROW, WIDTH], ids=["narrow", "wide"])
@pytest.mark.parametrize("names", [LONG, MIXED, MIXED[3:5]], ids=["long", "mixed", "two"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_covers_another_or_leaves_the_drawing(name, names, width):
    figure = CHARTS[name][0](crowded_once(*names)[name], ax=bare_axes(width=width)).figure
    figure.set_dpi(288)  # at few pixels letters are set to whole ones
    canvas = FigureCanvasAgg(figure)
    drawn = figure.axes[0].texts
    assert len(drawn) >= 4
    assert min(text.get_fontsize() for text in drawn) >= SMALL
    shapes = {text: corners(text, canvas.get_renderer()) for text in drawn}
    wide, high = figure.bbox.width, figure.bbox.height
    for text, shape in shapes.items():
        assert all(0 <= x <= wide and 0 <= y <= high for x, y in shape), text.get_text()
    for text, other in combinations(drawn, 2):
        assert are_apart(shapes[text], shapes[other]), (text.get_text(), other.get_text())


def test_the_test_of_covered_text_sees_it():
    square, above = [(0, 0), (4, 0), (4, 4), (0, 4)], [(0, 4), (4, 4), (4, 8), (0, 8)]
    tilted = [(4, 3), (6, 5), (5, 6), (3, 4)]  # its upright frame meets `above`, itself it does as well
    beside = [(4.5, 4), (8, 7.5), (7, 8.5), (3.5, 5)]
    assert are_apart(square, above)
    assert not are_apart(above, tilted)
    assert are_apart(square, beside)
    assert not are_apart(above, beside)
