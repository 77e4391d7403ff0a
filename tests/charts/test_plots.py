import io
import math
import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.text import Text

from readout import charts
from readout.charts import canvas as drawing
from readout.charts import (
    describe_contributions,
    describe_keyphrases,
    describe_targets,
    describe_ties,
    describe_timeline,
    describe_together,
    describe_tone,
)
from readout.charts.svg import FRIENDLY, HOSTILE, inline
from readout.evidence.html import Html, figure
from readout.evidence.statements import describe_kwic
from readout.resources import FOLDER

SENTENCES = pd.DataFrame({"polarity": [0.0, -0.4, 0.25], "voice": ["author", "Rouhani", "author"]})
TARGETS = pd.DataFrame(
    {
        "target": ["Iraq", "the militias", "Iran"],
        "label": ["neutral", "negative", "unsure"],
        "negative": [0.2, 0.9, 0.4],
        "neutral": [0.6, 0.1, 0.3],
        "positive": [0.2, 0.0, 0.3],
        "low": [None, -1.0, None],
        "high": [None, -0.5, None],
        "evidence": [[[0, 5]], [[0, 5], [6, 9]], [[1, 2]]],
    }
)
TIES = pd.DataFrame(
    {
        "source": ["militias", "US", "US"],
        "target": ["US", "militias", "Iraq"],
        "label": ["opposes", "opposes", "supports"],
        "confidence": [0.9, 0.8, 0.6],
    }
)
PHRASES = pd.DataFrame(
    {
        "phrase": ["embassy", "troops"],
        "score": [1.0, 0.5],
        "count": [2, 1],
        "spread": [0.4, 0.2],
        "mentions": [[[0, 7], [50, 57]], [[25, 31]]],
    }
)
PAIRS = pd.DataFrame(
    {
        "actor": ["Iran", "the US", "Iran"],
        "phrase": ["rockets", "rockets", "truce"],
        "count": [3, 2, 1],
        "score": [5.1, 0.2, 6.0],
    }
)
DATED = pd.DataFrame(
    {
        "date": ["2020-01-03", "2019-12-27", "2020-01-03"],
        "source": ["the US", "militias", "Iran"],
        "target": ["militias", "the US", "Iraq"],
        "act": ["ASSAULT", "ASSAULT", "CONSULT"],
        "sign": [-1, -1, 0],
    }
)
WEIGHTS = pd.DataFrame(
    {
        "target": ["Iran", "Iran", "the US", "Iran", "the US", "Iran"],
        "word": ["killed", "peace", "helped", "Killed", "the", "rockets"],
        "contribution": [-0.4, 0.3, 0.5, -0.9, 0.001, -0.2],
    }
)
CHARTS = {
    "tone": (charts.tone, SENTENCES),
    "targets": (charts.targets, TARGETS),
    "ties": (charts.ties, TIES),
    "keyphrases": (lambda frame, **more: charts.keyphrases(frame, length=100, **more), PHRASES),
    "together": (charts.together, PAIRS),
    "timeline": (charts.timeline, DATED),
    "contributions": (charts.contributions, WEIGHTS),
}


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_frame_says_so(name):
    chart, frame = CHARTS[name]
    assert texts(chart(frame.head(0))) == ["Nothing found."]
    assert texts(chart(pd.DataFrame())) == ["Nothing found."]


@pytest.mark.parametrize(
    ("name", "column", "needs"),
    [
        ("tone", "voice", "polarity, voice"),
        ("targets", "evidence", "target, label, negative, positive, low, high, evidence"),
        ("ties", "confidence", "source, target, label, confidence"),
        ("keyphrases", "score", "phrase, score, count, mentions"),
        ("together", "score", "actor, phrase, count, score"),
        ("timeline", "sign", "date, source, target, act, sign"),
        ("contributions", "word", "target, word, contribution"),
    ],
)
def test_a_missing_column_is_named(name, column, needs):
    chart, frame = CHARTS[name]
    message = f'the frame: the column "{column}" is missing; this chart needs {needs}'
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        chart(frame.drop(columns=column))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_into_the_axes_it_is_given_and_changes_nothing_else(name):
    chart, frame = CHARTS[name]
    _, ax = plt.subplots()
    settings, columns = dict(mpl.rcParams), list(frame.columns)
    assert chart(frame, ax=ax) is ax
    assert dict(mpl.rcParams) == settings
    assert list(frame.columns) == columns
    assert len(plt.get_fignums()) == 1


def test_the_tone_arc_names_the_quoted_voice_and_the_extremes():
    ax = charts.tone(SENTENCES)
    assert texts(ax) == ["Rouhani", "2", "3"]
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "−0.50\nnegative",
        "neutral",
        "+0.50\npositive",
    ]
    assert ax.get_xlabel() == "sentence · shaded: a quoted voice"


def test_targets_stand_from_hostile_to_friendly_with_the_interval_if_there_is_one():
    ax = charts.targets(TARGETS)
    assert texts(ax)[::2] == ["the militias", "Iran", "Iraq"]
    assert texts(ax)[1::2] == ["negative, 2 passages", "unsure, 1 passage", "neutral, 1 passage"]
    dots = [part for part in ax.collections if isinstance(part, PathCollection)]
    assert [float(dot.get_offsets()[0][0]) for dot in dots] == pytest.approx([-0.9, -0.1, 0.0])
    assert [len(dot.get_facecolor()) for dot in dots] == [1, 0, 1]  # the unsure one is hollow
    spreads = [
        part.get_segments()[0][:, 0].tolist() for part in ax.collections if part.get_linewidth()[0] == 3
    ]
    assert spreads == [[-1.0, -0.5]]


def test_the_extremes_of_the_arc_name_the_word_that_weighs_most():
    words = [[["late", -0.1]], [["bad", -0.2], ["terrible", -1.0]], []]
    assert texts(charts.tone(SENTENCES.assign(words=words))) == ["Rouhani", "2 “terrible”", "3"]


def test_ties_write_their_sign_and_keep_one_order_of_actors():
    ax = charts.ties(TIES)
    assert texts(ax) == ["−", "−", "+", "militias", "US", "militias", "US", "Iraq"]
    assert texts(charts.ties(TIES, top=1)) == ["−", "militias", "US"]
    crowd = pd.DataFrame({"source": [f"s{n}" for n in range(12)], "target": [f"t{n}" for n in range(12)]})
    crowded = texts(charts.ties(crowd.assign(label="opposes", confidence=0.9)))
    assert [text for text in crowded if text != "−"] == [f"{end}{n}" for end in "st" for n in range(10)]
    both = pd.concat([TIES.head(1), TIES.head(1).assign(label="supports", confidence=0.3)])
    assert texts(charts.ties(both)) == ["−", "+", "militias", "US"]


def test_keyphrases_show_score_count_and_places():
    ax = charts.keyphrases(PHRASES, length=100)
    assert texts(ax)[:6] == ["embassy", "1.00", "2×", "troops", "0.50", "1×"]
    assert texts(charts.keyphrases(PHRASES, length=100, top=1))[:3] == ["embassy", "1.00", "2×"]


def test_dots_are_filled_where_a_pair_meets_twice_and_beyond_chance():
    ax = charts.together(PAIRS)
    assert texts(ax) == ["3", "2", "1", "rockets", "truce", "Iran", "the US"]
    dots = [part for part in ax.collections if isinstance(part, PathCollection)]
    assert [dot.get_offsets()[0].tolist() for dot in dots] == [[-0.3, 0], [0.7, 0], [-0.3, 1]]
    assert [len(dot.get_facecolor()) for dot in dots] == [1, 0, 0]
    assert texts(charts.together(PAIRS, top=1)) == ["3", "rockets", "Iran"]


def test_the_timeline_is_in_the_order_of_time_and_a_dot_tells_the_side():
    ax = charts.timeline(DATED)
    assert texts(ax) == [
        *("27 December 2019", "− militias → the US: attacks"),
        *("3 January 2020", "− the US → militias: attacks"),
        *("3 January 2020", "Iran → Iraq: talks"),
    ]
    dots = [part for part in ax.collections if isinstance(part, PathCollection)]
    assert [dot.get_offsets()[0].tolist() for dot in dots] == [[0.32, 0], [1, 1], [1, 2]]
    assert [len(dot.get_facecolor()) for dot in dots] == [1, 1, 0]
    assert len(texts(charts.timeline(DATED, top=1))) == 2


def test_the_heaviest_words_of_a_target_stand_once_each_at_the_end_of_their_bars():
    ax = charts.contributions(WEIGHTS, words=2)
    assert texts(ax) == ["Iran", "Killed −0.90", "peace +0.30", "the US", "helped +0.50"]
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(-0.9, 0.9), (0, 0.3), (0, 0.5)]
    assert texts(charts.contributions(WEIGHTS, top=1, words=1)) == ["Iran", "Killed −0.90"]
    assert texts(charts.contributions(WEIGHTS.assign(contribution=0.0))) == ["Nothing found."]


def test_names_are_never_mathematics_and_fit_on_one_line():
    wild = TIES.assign(source=r"$\frac{1}\x0b {", target="东\n京" + " very" * 20)
    picture = inline(drawing.svg(charts.ties(wild)), title="<t>", alt="a & b")
    assert r"$\frac{1}\x0b {" in picture
    assert "东 京 very very very…" in picture


@pytest.mark.parametrize("name", CHARTS)
def test_the_drawing_is_plain_and_the_same_each_time(name):
    chart, frame = CHARTS[name]
    first, again = (inline(drawing.svg(chart(frame)), title="Title", alt="Finding") for _ in range(2))
    assert first == again
    assert plt.get_fignums() == []
    page = ElementTree.fromstring(first)
    assert {node.tag for node in page.iter()} - {"circle"} == {"svg", "title", "desc", "path", "text"}
    assert page.get("role") == "img"
    assert page.get("aria-labelledby") == f"{page[0].get('id')} {page[1].get('id')}"
    assert (page[0].text, page[1].text) == ("Title", "Finding")
    assert not re.search(r'style=|url\(|href|font-family|xmlns|#000000|"none" stroke="none"', first)


def test_black_takes_the_colour_of_the_page_and_signals_get_a_class():
    picture = inline(drawing.svg(charts.tone(SENTENCES)), title="t", alt="a")
    assert f'stroke="{HOSTILE}"' in picture
    assert 'class="fill-hostile stroke-hostile"' in picture
    assert 'class="stroke-friendly"' in picture
    assert FRIENDLY in picture
    assert 'fill="currentColor"' in picture


def test_dots_are_circles_and_shapes_of_one_look_are_one_path():
    own, ax = plt.subplots(figsize=(2, 1))
    ax.set(position=(0, 0, 1, 1), xlim=(0, 144), ylim=(72, 0))
    ax.axis("off")
    drawing.dot(ax, 30, 40, -1, hollow=False, size=64)
    drawing.box(ax, 20, 20, 10, 10, "#000000")
    drawing.box(ax, 40, 20, 10, 10, "#000000")
    assert inline(drawing.svg(ax), title="t", alt="a").partition("</desc>")[2] == (
        '<path d="M 15 15 L 25 15 L 25 25 L 15 25 z M 35 15 L 45 15 L 45 25 L 35 25 z" />'
        f'<circle cx="30" cy="40" r="4" fill="{HOSTILE}" stroke="{HOSTILE}" stroke-width="1.3" '
        'class="fill-hostile stroke-hostile" /></svg>'
    )
    assert own.number not in plt.get_fignums()


def test_a_drawing_with_a_picture_in_it_is_refused():
    figure, ax = plt.subplots()
    ax.imshow([[0, 1]])
    page = io.StringIO()
    figure.savefig(page, format="svg")
    message = "the drawing: it holds <image>; draw with lines, shapes and text only"
    with pytest.raises(ValueError, match=f"^{message}$"):
        inline(page.getvalue(), title="t", alt="a")


# Two widths

LONG = [f"the Very Long Named Organisation of Foreign Ministers no. {n:02}" for n in range(20)]
MIXED = [
    "伊朗伊斯兰革命卫队司令部和伊拉克人民动员部队委员会以及其他",
    "الحشد الشعبي",
    "W" * 60,
    "Владимир Владимирович Путин и Министерство обороны России",
    *("Iran", "US", "UN", "EU", "Iraq", "NATO", "a"),
]


def crowd(names):
    """A frame for each chart, full of these names."""
    size = len(names)
    places = range(size)
    polarity = [((7 * at) % 11 - 5) / 6 for at in range(2 * size)]
    voices = [names[at // 2] if at % 3 else "author" for at in range(2 * size)]
    words = [[[names[at % size], 1.0]] for at in range(2 * size)]
    low = [0.9 - at / size for at in places]
    return {
        "tone": pd.DataFrame({"polarity": polarity, "voice": voices, "words": words}),
        "targets": pd.DataFrame(
            {
                "target": names,
                "label": "negative",
                "negative": low,
                "positive": 0.05,
                "low": -1.0,
                "high": 1.0,
            }
        ).assign(evidence=[[[0, 1]] * 12 for _ in places]),
        "ties": pd.DataFrame(
            {
                "source": names * 2,
                "target": names[1:] + names[:1] + names[3:] + names[:3],
                "label": ["opposes", "supports"] * size,
                "confidence": [1 - at / 2 / size for at in range(2 * size)],
            }
        ),
        "keyphrases": pd.DataFrame({"phrase": names, "score": 1.0, "count": 12}).assign(
            mentions=[[[99, 100], [2 * at, 9]] for at in places]
        ),
        "together": pd.DataFrame(
            {"actor": names[::-1] * 2, "phrase": names + names[2:] + names[:2], "count": 12, "score": 9.0}
        ).drop_duplicates(),
        "timeline": pd.DataFrame(
            {
                "date": [f"2020-09-{at + 1:02}" for at in places],
                "source": names,
                "target": names[::-1],
                "act": "ASSAULT",
                "sign": -1,
            }
        ),
        "contributions": pd.DataFrame(
            {"target": names, "word": names, "contribution": [at % 5 - 2.1 for at in places]}
        ),
    }


def page(width):
    return drawing.Sheet(figsize=(width, 0.5), layout="constrained").add_subplot()


def corners(text, renderer):
    """The four corners of a text as it is drawn, in quarters of a point."""
    slope = math.radians(text.get_rotation())
    text.set_rotation(0)
    box = text.get_window_extent(renderer).padded(-1.6)
    text.set_rotation(math.degrees(slope))
    x, y = text.get_transform().transform(text.get_position())
    turn = complex(math.cos(slope), math.sin(slope))
    around = (complex(at - x, up - y) * turn for at, up in box.corners()[[0, 1, 3, 2]])
    return [(x + one.real, y + one.imag) for one in around]


def apart(one, other):
    """Whether a straight line runs between two rectangles: along a side of one of them."""
    for shape in (one, other):
        for (x, y), (right, up) in pairwise(shape):
            ends = [[(up - y) * at - (right - x) * over for at, over in each] for each in (one, other)]
            if max(ends[0]) <= min(ends[1]) or max(ends[1]) <= min(ends[0]):
                return True
    return False


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
@pytest.mark.parametrize("width", [drawing.NARROW, drawing.WIDTH], ids=["narrow", "wide"])
@pytest.mark.parametrize("names", [LONG, MIXED, MIXED[3:5]], ids=["long", "mixed", "two"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_covers_another_or_leaves_the_drawing(name, names, width):
    figure = CHARTS[name][0](crowd(names)[name], ax=page(width)).get_figure(root=True)
    figure.set_dpi(288)  # at few pixels letters are set to whole ones
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = [text for text in figure.findobj(Text) if text.get_window_extent().width > 1]
    assert len(drawn) >= 4
    shapes = {text: corners(text, canvas.get_renderer()) for text in drawn}
    wide, high = figure.bbox.width, figure.bbox.height
    for text, shape in shapes.items():
        assert all(0 <= x <= wide and 0 <= y <= high for x, y in shape), text.get_text()
    for one, other in combinations(drawn, 2):
        assert apart(shapes[one], shapes[other]), (one.get_text(), other.get_text())


def test_the_test_of_covered_text_sees_it():
    square, above = [(0, 0), (4, 0), (4, 4), (0, 4)], [(0, 4), (4, 4), (4, 8), (0, 8)]
    tilted = [(4, 3), (6, 5), (5, 6), (3, 4)]  # its upright frame meets `above`, itself it does as well
    beside = [(4.5, 4), (8, 7.5), (7, 8.5), (3.5, 5)]
    assert apart(square, above)
    assert not apart(above, tilted)
    assert apart(square, beside)
    assert not apart(above, beside)


@pytest.mark.parametrize("name", CHARTS)
def test_letters_have_11_pixels_on_a_phone_and_where_the_wide_drawing_begins(name):
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    root = 16 * float(re.search(r"font-size: ([\d.]+)%", style)[1]) / 100
    unit = float(re.search(r"--u: ([\d.]+)rem", style)[1]) * root
    side = float(re.search(r"  body \{ padding: .*? calc\(([\d.]+) \* var", style)[1]) * unit
    wide = float(re.search(r"@container \(max-width: ([\d.]+)rem", style)[1]) * root
    drawn = drawing.svgs(CHARTS[name][0](crowd(LONG)[name]))
    for kind, room in (("narrow", 360 - 2 * side), ("wide", wide)):
        picture = inline(drawn[kind], title="t", alt="a")
        scale = room / float(re.search(r'viewBox="0 0 ([\d.]+)', picture)[1])
        assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', picture)) * scale >= 11


def test_a_figure_holds_both_drawings_with_ids_of_their_own():
    html = figure(charts.ties(TIES, top=2), title="Who", alt="Militias.", table=Html("<p></p>"))
    assert re.findall(r'<div class="(\w+)"><svg', html) == ["wide", "narrow"]
    ids = re.findall(r' id="(\w+)"', html)
    assert len(ids) == len(set(ids)) == 4
    assert re.findall(r'aria-labelledby="(\w+) (\w+)"', html) == [tuple(ids[:2]), tuple(ids[2:])]
    assert html.count(">Who</title>") == html.count(">Militias.</desc>") == 2
    assert html.count(">−</text>") == 4  # `top` holds for both
    assert plt.get_fignums() == []
    assert html == figure(charts.ties(TIES, top=2), title="Who", alt="Militias.", table=Html("<p></p>"))


def test_axes_that_someone_gave_are_shown_as_they_are():
    _, own = plt.subplots(figsize=(4, 2))
    charts.ties(TIES, ax=own)
    assert own.get_figure().get_size_inches().tolist() == [4, 2]
    assert drawing.slim(own)
    assert list(drawing.svgs(own)) == ["scroll"]
    twice = charts.ties(TIES)
    charts.targets(TARGETS, ax=twice)
    assert list(drawing.svgs(twice)) == ["scroll"]
    assert list(drawing.svgs(charts.ties(TIES))) == ["wide", "narrow"]


def test_captions_of_dates_and_words_say_the_finding():
    assert describe_timeline(DATED) == (
        "3 dated acts from 27 December 2019 to 3 January 2020, 2 of them hostile. "
        "The earliest: militias towards the US, attacks."
    )
    assert describe_timeline(DATED.tail(1)) == (
        "1 dated act on 3 January 2020, not hostile. The earliest: Iran towards Iraq, talks."
    )
    assert describe_timeline(DATED.head(0)) == "No act between two actors has a date in the article."
    assert describe_contributions(WEIGHTS) == (
        "“Killed” makes the tone towards Iran most hostile (−0.90) and "
        "“helped” makes the tone towards the US most friendly (+0.50)."
    )
    assert (
        describe_contributions(WEIGHTS.head(1))
        == "“killed” makes the tone towards Iran most hostile (−0.40)."
    )
    assert describe_contributions(WEIGHTS.head(0)) == "No single word moves the tone towards anyone."


def test_captions_say_the_finding_in_the_singular_and_the_plural():
    assert describe_tone(SENTENCES) == (
        "3 sentences have a mean polarity of −0.05 (slightly negative), on a scale from −1 (negative) to "
        "+1 (positive). The lowest is −0.40 in sentence 2, the highest +0.25 in sentence 3. "
        "1 sentence is mainly in a quoted voice."
    )
    assert describe_tone(SENTENCES.head(1)) == (
        "The only sentence has a polarity of 0.00 (neutral), on a scale from −1 (negative) to +1 (positive)."
    )
    scale = "From −1 (hostile) to +1 (friendly): "
    assert describe_targets(TARGETS) == (
        f"{scale}the militias (−0.90) are spoken of worst, and no one clearly well. For 1 actor it is unsure. "
        "Of 1 interval, 1 lies on one side of 0."
    )
    two = TARGETS.assign(low=[-0.5, -1.0, None], high=[0.5, 0.0, None])
    assert describe_targets(two).endswith(" Of 2 intervals, none lies on one side of 0.")
    friendly = TARGETS.head(1).assign(label="positive", positive=0.7)
    assert describe_targets(friendly) == f"{scale}no one is spoken of clearly badly, and Iraq (+0.50) best."
    friendly = friendly.assign(low=0.1, high=0.8)
    assert describe_targets(friendly).endswith(" Of 1 interval, 1 lies on one side of 0.")
    assert describe_targets(TARGETS.tail(1)) == "The tone towards the only actor is unsure."
    assert describe_ties(TIES) == (
        "3 ties: 2 of opposition and 1 of support. "
        "The surest: militias oppose the US, with a confidence of 0.90."
    )
    assert describe_ties(TIES.tail(1)) == (
        "1 tie of support. The surest: the US supports Iraq, with a confidence of 0.60."
    )
    assert (
        describe_keyphrases(PHRASES)
        == "The first of 2 keyphrases is “embassy”, found twice, before “troops”."
    )
    assert describe_keyphrases(PHRASES.tail(1)) == "The first of 1 keyphrase is “troops”, found once."
    assert describe_keyphrases(PHRASES.assign(spread=1)).endswith(
        " “embassy” and “troops” run through all fifths of the text."
    )


def test_captions_of_pairs_and_lines_say_what_stands_out():
    often = "3 pairs meet in a sentence. Most often Iran with “rockets”: in 3."
    assert describe_together(PAIRS) == often
    beyond = PAIRS.assign(count=[3, 2, 2])
    assert describe_together(beyond) == f"{often} The most beyond chance: Iran with “truce”, in 2."
    assert (
        describe_together(PAIRS.tail(1)) == "1 pair meets in a sentence. Most often Iran with “truce”: in 1."
    )
    lines = pd.DataFrame(
        {
            "left": ["the cheap ", "Cheap ", "the "],
            "keyword": ["oil"] * 3,
            "right": [" price", ".", " price,"],
        }
    )
    assert (
        describe_kwic(lines)
        == "“oil” stands in the article 3 times. Most often there stands before it “cheap” (twice)."
    )
    assert describe_kwic(lines.tail(1)) == "“oil” stands in the article once."


def test_captions_of_nothing():
    nothing = pd.DataFrame()
    assert describe_tone(nothing) == "No sentence was found."
    assert describe_targets(nothing) == "No tone towards anyone was found."
    assert describe_ties(nothing) == "No tie between two actors was found."
    assert describe_keyphrases(nothing) == "No keyphrase was found."
    assert describe_together(nothing) == "No actor stands in a sentence with a keyphrase that names no actor."
    assert describe_kwic(nothing) == "The phrase does not stand in the article."
