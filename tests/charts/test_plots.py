import doctest
import math
import re
from functools import partial
from itertools import combinations, pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection

from readout import charts
from readout.charts import descriptions, plots
from readout.charts.canvas import NARROW, SMALL, WIDTH, bare_axes, is_narrow
from support.charts import (
    DATED,
    LONG,
    MIXED,
    PAIRS,
    PHRASES,
    SENTENCES,
    TARGETS,
    TIES,
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


def test_the_tone_names_the_quoted_voice_and_the_extremes():
    ax = charts.tone(SENTENCES)
    assert texts(ax) == ["Rouhani", "2", "3"]
    grey = [text.get_text() for text in ax.texts if text.get_color() != "black"]
    assert grey == [
        *("−0.50", "negative", "neutral", "+0.50", "positive"),
        *("1", "sentence · shaded: a quoted voice"),
    ]
    words = [[["late", -0.1]], [["bad", -0.2], ["terrible", -1.0]], []]
    assert texts(charts.tone(SENTENCES.assign(words=words))) == ["Rouhani", "2 “terrible”", "3"]


def test_targets_stand_from_hostile_to_friendly_with_the_interval_if_there_is_one():
    ax = charts.targets(TARGETS)
    assert texts(ax)[::2] == ["the militias", "Iran", "Iraq"]
    assert texts(ax)[1::2] == ["hostile, 2 sentences", "unsure, 1 sentence", "neutral, 1 sentence"]
    assert [x for x, _, _ in dots(ax)] == pytest.approx([-0.9, -0.1, 0.0])
    assert [filled for _, _, filled in dots(ax)] == [True, False, True]  # the unsure one is hollow
    spreads = [
        part.get_segments()[0][:, 0].tolist() for part in ax.collections if part.get_linewidth()[0] == 3
    ]
    assert spreads == [[-1.0, -0.5]]


def test_ties_write_their_sign_and_keep_one_order_of_actors():
    assert texts(charts.ties(TIES)) == ["−", "−", "+", "militias", "US", "militias", "US", "Iraq"]
    assert texts(charts.ties(TIES, top=1)) == ["−", "militias", "US"]
    crowd = pd.DataFrame({"source": [f"s{n}" for n in range(12)], "target": [f"t{n}" for n in range(12)]})
    drawn = texts(charts.ties(crowd.assign(label="opposes", confidence=0.9)))
    assert [text for text in drawn if text != "−"] == [f"{end}{n}" for end in "st" for n in range(10)]
    both = pd.concat([TIES.head(1), TIES.head(1).assign(label="supports", confidence=0.3)])
    assert texts(charts.ties(both)) == ["−", "+", "militias", "US"]


def test_keyphrases_show_score_count_and_places():
    assert texts(charts.keyphrases(PHRASES, length=100)) == [
        *("1.00", "embassy", "2×"),
        *("0.50", "troops", "1×"),
    ]
    assert texts(charts.keyphrases(PHRASES, length=100, top=1)) == ["1.00", "embassy", "2×"]


def test_dots_are_filled_where_a_pair_meets_twice_and_beyond_chance():
    ax = charts.together(PAIRS)
    assert texts(ax) == ["rockets", "truce", "Iran", "the US"]
    assert dots(ax) == [(-0.3, 0, True), (0.7, 0, False), (-0.3, 1, False)]
    assert [text.get_text() for text in ax.texts][:3] == ["3", "2", "1"]
    assert texts(charts.together(PAIRS, top=1)) == ["rockets", "Iran"]


def test_the_timeline_is_in_the_order_of_time_and_a_dot_tells_the_side():
    ax = charts.timeline(DATED)
    assert texts(ax) == [
        *("27 December 2019", "− militias → the US: attacks"),
        *("3 January 2020", "− the US → militias: attacks"),
        *("3 January 2020", "Iran → Iraq: talks"),
    ]
    assert [(x, filled) for x, _, filled in dots(ax)] == [(0, True), (1, True), (1, False)]
    assert len(texts(charts.timeline(DATED, top=1))) == 2


def test_the_heaviest_words_of_a_target_stand_once_each_at_the_end_of_their_bars():
    ax = charts.contributions(WEIGHTS, words=2)
    assert texts(ax) == ["Iran", "Killed −0.90", "peace +0.30", "the US", "helped +0.50"]
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(-0.9, 0.9), (0, 0.3), (0, 0.5)]
    assert texts(charts.contributions(WEIGHTS, top=1, words=1)) == ["Iran", "Killed −0.90"]
    assert texts(charts.contributions(WEIGHTS.assign(contribution=0.0))) == ["Nothing found."]


def test_the_examples_run():
    for module in (plots, descriptions):
        assert doctest.testmod(module).failed == 0


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


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
@pytest.mark.parametrize("width", [NARROW, WIDTH], ids=["narrow", "wide"])
@pytest.mark.parametrize("names", [LONG, MIXED, MIXED[3:5]], ids=["long", "mixed", "two"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_covers_another_or_leaves_the_drawing(name, names, width):
    figure = CHARTS[name][0](crowded(names)[name], ax=bare_axes(width=width)).figure
    figure.set_dpi(288)  # at few pixels letters are set to whole ones
    canvas = FigureCanvasAgg(figure)
    figure.draw_without_rendering()
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
