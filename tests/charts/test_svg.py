import re
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import pytest

from readout import charts
from readout.charts.canvas import FRIENDLY, HOSTILE, NARROW, SMALL, WIDTH, bare_axes, box, dot
from readout.charts.svg import drawings, inline
from readout.evidence.html import html_figure
from readout.markup import Html
from readout.resources import FOLDER
from support.charts import SENTENCES, TARGETS, TIES, WEIGHTS


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def flat_axes():
    """Axes whose data are points from the upper left corner."""
    _, ax = plt.subplots(figsize=(2, 1))
    ax.set(position=(0, 0, 1, 1), xlim=(0, 144), ylim=(72, 0))
    ax.axis("off")
    return ax


def shapes(ax):
    return inline(ax.figure, title="t").partition(">")[2].removesuffix("</svg>")


def test_long_labels_of_a_caller_s_axes_are_not_cut():
    _, ax = plt.subplots(figsize=(4, 2))
    ax.barh(["a label that is long enough to leave the picture", "b"], [1, 2])
    page = ElementTree.fromstring(drawings(ax, title="t")["scroll"])
    [label] = [node for node in page.iter("text") if node.text and node.text.startswith("a label")]
    assert label.get("text-anchor") == "end"
    assert float(label.get("x") or 0) > 150, "48 letters of 10 points end there at the earliest"


def test_a_drawing_is_plain_and_the_same_each_time():
    first, again = (drawings(charts.tone(SENTENCES), title="Title") for _ in range(2))
    assert first == again
    assert plt.get_fignums() == []
    page = ElementTree.fromstring(first["wide"])
    assert {node.tag for node in page.iter()} == {"svg", "path", "circle", "text"}
    assert (page.get("role"), page.get("aria-label")) == ("img", "Title")
    assert not re.search(r'style=|url\(|href|font-family|xmlns|#000000|"none" stroke="none"', first["wide"])


def test_black_takes_the_colour_of_the_page_and_signals_get_a_class():
    picture = drawings(charts.tone(SENTENCES), title="t")["wide"]
    assert f'stroke="{HOSTILE}"' in picture
    assert 'class="fill-hostile stroke-hostile"' in picture
    assert 'class="stroke-friendly"' in picture
    assert FRIENDLY in picture
    assert '<svg class="chart" viewBox="0 0 460.8 ' in picture
    assert ' fill="currentColor" ' in picture


def test_dots_are_circles_and_shapes_of_one_look_are_one_path():
    ax = flat_axes()
    dot(ax, 30, 40, -1, hollow=False, size=64)
    box(ax, 20, 20, 10, 10, "#000000")
    box(ax, 40, 20, 10, 10, "#000000")
    assert shapes(ax) == (
        '<path d="M 15 15 L 25 15 L 25 25 L 15 25 z M 35 15 L 45 15 L 45 25 L 35 25 z" />'
        f'<circle cx="30" cy="40" r="4" fill="{HOSTILE}" stroke="{HOSTILE}" stroke-width="1.3" '
        'class="fill-hostile stroke-hostile" />'
    )
    assert plt.get_fignums() == []


def test_lines_of_an_analyst_keep_their_look():
    ax = flat_axes()
    ax.plot([10, 20], [10, 30], color="#123456", linewidth=2, linestyle=(0, (3, 1)), alpha=0.5)
    assert shapes(ax) == (
        '<path d="M 10 10 L 20 30" fill="none" stroke="#123456" stroke-opacity="0.5" stroke-width="2" '
        'stroke-dasharray="6 2" />'
    )


@pytest.mark.parametrize(
    ("look", "written"),
    [
        ({}, 'x="20" y="30" font-size="10"'),
        ({"ha": "right"}, 'x="20" y="30" font-size="10" text-anchor="end"'),
        ({"ha": "center", "weight": "bold"}, 'x="20" y="30" font-size="10" font-weight="bold" text-anchor="middle"'),
        (
            {"ha": "right", "rotation": -45, "rotation_mode": "anchor"},
            'x="20" y="30" font-size="10" transform="rotate(45 20 30)" text-anchor="end"',
        ),
        ({"color": HOSTILE}, f'x="20" y="30" font-size="10" fill="{HOSTILE}" class="fill-hostile"'),
    ],
)
def test_text_stays_text_and_keeps_its_side(look, written):
    ax = flat_axes()
    ax.text(20, 30, "a < b", fontsize=10, **look)
    assert shapes(ax) == f"<text {written}>a &lt; b</text>"


def test_formulas_become_paths_and_names_are_never_formulas():
    ax = flat_axes()
    ax.text(20, 30, r"$\frac{1}{2}$")
    assert re.fullmatch(r'(<path d="[^"]*" />)+', shapes(ax))
    wild = TIES.assign(source=r"$\frac{1}\x0b {", target="东\n京" + " very" * 20)
    picture = drawings(charts.ties(wild), title="<t>")["wide"]
    assert r"$\frac{1}\x0b {" in picture
    assert ">东 京 very very" in picture


def test_a_drawing_with_a_picture_in_it_is_refused():
    _, ax = plt.subplots()
    ax.imshow([[0, 1]])
    message = "the drawing: it holds <image>; draw with lines, shapes and text only"
    with pytest.raises(ValueError, match=f"^{message}$"):
        drawings(ax, title="t")


def test_letters_have_11_pixels_on_a_phone_and_where_the_wide_drawing_begins():
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    root = 16 * float(re.search(r"font-size: ([\d.]+)%", style)[1]) / 100
    unit = float(re.search(r"--u: ([\d.]+)rem", style)[1]) * root
    side = float(re.search(r"  body \{ padding: .*? calc\(([\d.]+) \* var", style)[1]) * unit
    wide = float(re.search(r"@container \(max-width: ([\d.]+)rem", style)[1]) * root
    assert SMALL * (360 - 2 * side) / (72 * NARROW) >= 11
    assert SMALL * wide / (72 * WIDTH) >= 11
    drawn = drawings(charts.contributions(WEIGHTS), title="t")
    assert [re.search(r'viewBox="0 0 ([\d.]+)', each)[1] for each in drawn.values()] == ["460.8", "244.8"]
    assert {size for each in drawn.values() for size in re.findall(r'font-size="([\d.]+)"', each)} == {"8.5", "9.5"}


def test_a_figure_holds_both_drawings_and_says_its_finding_once():
    def page():
        return html_figure(charts.ties(TIES, top=2), title="Who", alt="Militias.", table=Html("<p></p>"))

    html = page()
    assert re.findall(r'<div class="(\w+)"><svg', html) == ["wide", "narrow"]
    assert (html.count('aria-label="Who"'), html.count("Militias."), html.count(" id=")) == (2, 1, 0)
    assert html.count(">−</text>") == 4  # `top` is the same for both
    assert plt.get_fignums() == []
    assert html == page()


def test_axes_that_a_caller_gave_are_drawn_as_they_are():
    twice = charts.ties(TIES)
    charts.targets(TARGETS, ax=twice)
    for ax in (charts.ties(TIES, ax=bare_axes()), charts.ties(TIES, ax=plt.subplots()[1]), twice):
        assert list(drawings(ax, title="t")) == ["scroll"]
