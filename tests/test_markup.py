"""What shows itself in a notebook: with its style, as text, and in colours that can be read."""

import re

import pytest

from readout.markup import Html, as_text, render, style_of
from readout.resources import FOLDER
from readout_app.runs.page import sanitize_html

CSS = (FOLDER / "style.css").read_text("utf-8")
TABLE = render(
    "table",
    caption="C & D",
    heads=[("Name", False), ("N", True)],
    rows=[[("a<b>", False), ("1", True)], [("c", False), ("1,000", True)]],
    place="",
)


def test_a_piece_escapes_what_it_is_given_and_carries_the_style_it_needs():
    piece = render("quote", parts=[("<script>&", False), ("vowed", True)], number=3, linked=False, deeds="")
    assert "<blockquote><p>&lt;script&gt;&amp;<mark>vowed</mark> " in piece
    shown = piece._repr_html_()
    style, _, rest = shown.partition("</style>")
    assert rest == f'<div class="readout">{piece}</div>'
    assert type(shown) is str
    assert ".readout mark{" in style
    assert ".readout table" not in style
    assert len(style) < 2500


def test_the_style_of_an_output_stays_in_it_and_knows_dark_pages():
    style = style_of(TABLE)
    assert style.count("{") == style.count("}")
    assert '[data-jp-theme-light="false"] .readout.readout,' in style
    assert "--sans" not in style, "a table uses no font of its own"
    bracket = r"\([^()]*\)"
    heads = re.findall(r"([^{}]+)\{", re.sub(bracket, "", re.sub(bracket, "", style)))
    assert "(" not in "".join(heads), "no selector is cut within its brackets"
    selectors = [each for head in heads if not head.startswith("@") for each in head.split(",")]
    assert all(".readout" in each for each in selectors)
    assert not {"body", "html", "h1"} & set(re.findall(r"[a-z]\w*", " ".join(selectors)))


def test_a_report_drops_the_style_of_outputs():
    assert sanitize_html(TABLE._repr_html_()) == f'<div class="readout">{sanitize_html(TABLE)}</div>'


def test_a_terminal_shows_text():
    assert repr(TABLE).splitlines() == ["C & D", "Name      N", "a<b>      1", "c     1,000"]
    assert repr(Html("")) == ""
    drawing = Html("<figure><figcaption>It <b>falls</b>.</figcaption><svg><text>x</text></svg></figure>")
    assert as_text(drawing) == "It falls."


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def blended(colour, under):
    """A colour with its opacity (#rrggbbaa), on another."""
    share = int(colour[7:9], 16) / 255
    pairs = ((int(colour[at : at + 2], 16), int(under[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(over * share + below * (1 - share)):02x}" for over, below in pairs)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_every_ink_can_be_read_on_every_ground(mode):
    look = dict(re.findall(r"--([\w-]+): (#\w+);", re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[mode]))
    grounds = [look["paper"], look["field"], look["mark"]]
    grounds += [blended(look[f"{side}-tint"], look["paper"]) for side in ("hostile", "friendly")]
    for ground in grounds:
        assert contrast(look["ink"], ground) >= 7
    for ink in ("soft", "hostile", "friendly"):
        assert contrast(look[ink], look["paper"]) >= 4.5
        assert contrast(look[ink], look["field"]) >= 4.5
    assert contrast(look["soft"], look["mark"]) >= 4.5
    quoted = f"{look['ink']}14"  # 8 in 100, as in color-mix
    assert "color-mix(in srgb, var(--ink) 8%, transparent)" in CSS
    for side in ("hostile", "friendly"):
        tint = blended(look[f"{side}-tint"], look["paper"])
        assert contrast(look[side], tint) >= 4.5
        assert contrast(look["soft"], tint) >= 4.5
        assert contrast(look["soft"], blended(quoted, tint)) >= 4.5
    for ring in ("friendly", "ink"):  # around what is focused, and what a link leads to
        assert contrast(look[ring], look["paper"]) >= 3


def test_the_style_sheet_loads_nothing_and_stays_small():
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "animation" not in CSS
    assert len(CSS.encode()) < 16_000
