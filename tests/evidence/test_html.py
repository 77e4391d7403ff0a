import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout import charts
from readout.evidence.html import element_id, figure_id, html_figure, html_table
from readout_app.runs.page import sanitize_html
from support.findings import plain


def test_figures_and_tables_with_a_name_are_places():
    frame = pd.DataFrame({"polarity": [0.5], "voice": ["author"]})
    table = html_table(frame, caption="C", name="tones")
    page = html_figure(charts.tone(frame), title="T", alt="A.", table=table, name="tone")
    assert page.startswith('<figure class="chart" id="figure-tone">')
    assert '<table id="figure-tones"><caption>C' in page


def test_a_table_says_its_numbers_with_sign_and_unit():
    frame = pd.DataFrame(
        {
            "name": ["a<b>", None],
            "polarity": [0.5, float("nan")],
            "score": [1.0, 0.25],
            "count": [1200, 2],
            "direct": [True, False],
            "evidence": [[[0, 1], [2, 3]], []],
            "aliases": [["x", "y"], []],
            "words": [[["bad", -0.5]], []],
            "share": [0.125, 1.0],
            "start": [0, 1],
        }
    )
    page = html_table(frame, caption="C & D")
    assert "<caption>C &amp; D</caption>" in page
    assert re.findall(r'<th scope="col"(?: class="num")?>(\w+)', page) == [
        *("Name", "Polarity", "Score", "Count", "Direct", "Evidence", "Aliases", "Words", "Share")
    ]
    rows = re.findall("<tr>.*?</tr>", page)[1:]
    first, second = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows)
    assert first == ["a&lt;b&gt;", "+0.50", "1.00", "1,200", "yes", "2", "x, y", "bad −0.50", "12%"]
    assert second == ["–", "–", "0.25", "2", "no", "–", "–", "–", "100%"]
    assert page.count('<td class="num" data-head="') == 10
    assert '<td class="num" data-head="B">5%</td>' in html_table(pd.DataFrame({"A": ["x"], "B": ["5%"]}), caption="C")
    assert page.count('<th scope="row">') == 2


def test_a_table_shows_the_columns_asked_for():
    frame = pd.DataFrame({"a": [1], "b": ["x"]})
    page = html_table(frame, caption="C", columns={"b": "Bee", "a": "Ay"})
    assert plain(page) == "CBeeAy\nx1\n"
    assert html_table(frame.head(0), caption="C") == '<p class="none">C: nothing found.</p>'
    assert html_table(frame.head(0), caption="C", none="Not asked.") == '<p class="none">Not asked.</p>'
    message = 'the table: the column "c" is missing; there are a, b'
    with pytest.raises(ValueError, match=f"^{message}$"):
        html_table(frame, caption="C", columns={"c": "Sea"})


def test_a_table_that_is_cut_says_of_how_many_rows():
    frame = pd.DataFrame({"name": ["a", "b", "c"]})
    cut = html_table(frame, caption="Names", top=2)
    assert "<caption>Names (the first 2 of 3)</caption>" in cut
    assert (cut.count("<tr>"), ">c<" in cut) == (3, False)
    assert "<caption>Names</caption>" in html_table(frame, caption="Names", top=3)


def test_a_figure_has_its_finding_and_its_table_and_passes_the_gate():
    frame = pd.DataFrame({"polarity": [0.5, -0.5], "voice": ["author", "<script>"]})
    table = html_table(frame, caption="Sentences")
    page = html_figure(charts.tone(frame), title="Tone & <b>", alt="It <falls>.", table=table)
    assert "<figcaption>It &lt;falls&gt;.</figcaption>" in page
    frame_of = '<div class="scroll" role="region" tabindex="0" aria-label="{}">'
    assert '<div class="wide"><svg' in page
    assert frame_of.format("Figure: Tone &amp; &lt;b&gt;") not in page
    _, own = plt.subplots()
    own_page = html_figure(charts.tone(frame, ax=own), title="Tone & <b>", alt="A.", table=table)
    assert frame_of.format("Figure: Tone &amp; &lt;b&gt;") + "<svg" in own_page
    folded = "<details><summary>The table behind it</summary>"
    assert folded + frame_of.format("Table: Sentences") + "<table>" in page
    assert "<script" not in page
    kept = sanitize_html(page)
    for part in ('role="img"', "aria-label=", "viewBox=", 'class="fill-friendly', "&lt;script&gt;"):
        assert part in kept
    assert len(re.findall(r"<(?:path|text)", kept)) == len(re.findall(r"<(?:path|text)", page))


def test_a_figure_of_nothing_is_said_and_not_drawn() -> None:
    none = pd.DataFrame({"day": []})
    table = html_table(none, caption="Dated acts")
    page = html_figure(charts.timeline(none), title="Acts", alt="No act has a date.", table=table)
    assert page == '<figure class="chart"><figcaption>No act has a date.</figcaption></figure>'
    assert plt.get_fignums() == []  # else the notebook would show it as a picture


# Ids


def test_an_item_has_the_same_id_wherever_it_is_named():
    row = {"source": "Iran-backed militias", "label": "opposes", "target": "U.S.", "confidence": 0.9}
    place = element_id("tie", row)
    assert re.fullmatch("tie-iran-backed-militias-opposes-u-s-[0-9a-f]{6}", place)
    assert element_id("tie", {**row, "confidence": 0.1, "acts": []}) == place
    assert element_id("tie", {**row, "label": "supports"}) != place
    assert (figure_id("tone"), figure_id("")) == ("figure-tone", "")


def test_no_source_is_a_place_too():
    assert element_id("speaker", {"speaker": None}) == element_id("speaker", {"speaker": float("nan")})


@given(st.text(), st.text())
def test_hostile_names_make_harmless_ids_of_their_own(one, other):
    first, second = (element_id("target", {"target": name}) for name in (one, other))
    assert re.fullmatch("target(-[a-z0-9]+)+", first)
    assert (first == second) == (one == other)
