import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import readout
from readout import charts
from readout.articles.article import Article
from readout.evidence import passages as evidence
from readout.evidence import statements as findings
from readout.evidence.anchors import anchor
from readout.evidence.marks import Mark, split, touching
from readout_app.runs.page import clean
from support.findings import SPANS, TEXT, analysis, plain, target, tied

CSS = (Path(readout.__file__).parent / "resources" / "style.css").read_text("utf-8")


def article(text=TEXT, spans=SPANS):
    spans = [(start, end, text[:start].count("\n\n")) for start, end in spans]
    return replace(Article.from_text(text, "Title", spans=spans), published=date(2020, 9, 29))


def prose(markup):
    return re.search(r'<div class="prose" lang="en">(.*)</div></div>', markup, re.DOTALL)[1]


# Html


def test_html_shows_itself_in_a_notebook_and_escapes_what_it_is_given():
    made = evidence.Html("<p>{}</p>").format("<script>&")
    assert made._repr_html_() == "<p>&lt;script&gt;&amp;</p>"
    assert repr(made) == "<Html, 26 characters>"
    assert type(made._repr_html_()) is str


# The article's text


def test_the_text_has_numbered_sentences_tones_and_marks():
    body = prose(evidence.full_text(article(), analysis()))
    assert plain(body) == TEXT
    assert re.findall(r'<span class="(s[^"]*)" id="(s\d)" title="([^"]*)"', body) == [
        ("s neg", "s1", "Sentence 1, polarity −0.50"),
        ("s", "s2", "Sentence 2, polarity 0.00"),
        ("s pos", "s3", "Sentence 3, polarity +0.30"),
    ]
    assert '<span class="m-actor" title="militias (group)">militias</span>' in body
    assert '<span class="m-quote m-end" title="quoted: Mike Pompeo">“Stop,”</span>' in body
    assert '<span class="m-key">embassy</span>' in body
    assert body.count("<p>") == 2


def test_only_the_first_keyphrases_are_marked():
    body = prose(evidence.full_text(article(), analysis(), top=0))
    assert "m-key" not in body
    assert "m-actor" in body


def test_each_switch_has_its_label_and_only_tone_is_on():
    page = evidence.full_text(article(), analysis())
    boxes = re.findall(r'<input type="checkbox" id="(show-\w+)" class="\1"( checked)?>', page)
    assert [(box, bool(on)) for box, on in boxes] == [
        ("show-tone", True),
        ("show-actors", False),
        ("show-quotes", False),
        ("show-keys", False),
        ("show-numbers", False),
    ]
    assert re.findall(r'<label for="(show-\w+)">', page) == [box for box, _ in boxes]
    assert re.findall(r"<span>(\w+)</span> <small>([^<]*)</small></label>", page) == [
        ("Tone", "1 +, 1 −"),
        ("Actors", "3"),
        ("Quotes", "1"),
        ("Keyphrases", "1"),
        ("Numbers", "3"),
    ]
    assert all(f".{box}:checked ~ .prose" in CSS for box, _ in boxes)


spans = st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=8)
texts = st.text(
    st.sampled_from("ab <>&\"'\n") | st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80
) | st.just("<script>alert(1)</script><img src=x onerror=alert(1)>\n\n</div>&lt;")


@given(texts, spans, spans, spans)
def test_no_text_and_no_spans_break_out_of_the_marks(text, sentences, mentions, contents):
    story = article(text, [(s, e) for s, e in sorted(sentences) if 0 <= s < e <= len(text)])
    found = {
        "sentences": [
            {"start": one.start, "end": one.end, "polarity": -1, "words": [[text, 0.5]]}
            for one in story.sentences
        ],
        "actors": [{"name": text, "kind": "person", "mentions": mentions}],
        "attributions": [{"speaker": text, "content": contents, "direct": False}],
        "keywords": [{"mentions": contents[::-1]}],
    }
    body = prose(evidence.full_text(story, found))
    assert plain(body) == text
    tag = r'</?(?:p|span)(?: (?:class|id|title)="[^"<>]*")*>'
    assert not re.search("[<>]", re.sub(tag, "", body))


@given(st.integers(1, 60), spans)
def test_splitting_leaves_no_gap_and_keeps_every_mark(length, marks):
    made = [Mark(start, end, str(at)) for at, (start, end) in enumerate(marks)]
    pieces = list(split(length, made))
    assert [piece[0] for piece in pieces] == [0, *(piece[1] for piece in pieces[:-1])]
    assert pieces[-1][1] == length
    for place in range(length):
        live = next(piece[2] for piece in pieces if piece[0] <= place < piece[1])
        assert set(live) == {mark for mark in made if mark.start <= place < mark.end}


def test_touching_spans_are_cut_and_joined():
    assert touching([[8, 12], [0, 4], [3, 6], [20, 30], [6, 6]], 2, 10) == [(2, 6), (8, 10)]


# Passages and context


def test_passages_quote_the_sentences_with_the_cue_marked_and_named():
    frame = pd.DataFrame([tied("militias", "embassy <b>", "opposes", 0.9)])
    page = evidence.passages(article(), frame, text=findings.tie)
    assert '<mark>attacked</mark> the embassy. <a class="sentence" href="#s1">1</a>' in page
    assert '<span class="deeds">“attacked”: attacks</span>' in page
    assert "embassy &lt;b&gt;" in page
    assert '<b class="hostile">oppose</b>' in page


def test_passages_are_places_that_the_cards_lead_to():
    rows = [{"speaker": who, "content": [[35, 42]], "direct": True} for who in ("A", "<b>", "A", None)]
    page = evidence.passages(
        article(), pd.DataFrame(rows), text=findings.speaker, spans="content", kind="speaker"
    )
    first, hostile, none = (anchor("speaker", rows[at]) for at in (0, 1, 3))
    assert re.findall(r"<li([^>]*)>", page) == [f' id="{first}"', f' id="{hostile}"', "", f' id="{none}"']
    plain_list = evidence.passages(article(), pd.DataFrame(rows), text=findings.speaker, spans="content")
    assert "<li><p" in plain_list
    assert " id=" not in plain_list


def test_figures_and_tables_with_a_name_are_places():
    frame = pd.DataFrame({"polarity": [0.5], "voice": ["author"]})
    table = evidence.table(frame, caption="C", name="tones")
    page = evidence.figure(charts.tone(frame), title="T", alt="A.", table=table, name="tone")
    assert page.startswith('<figure class="chart" id="figure-tone">')
    assert '<table id="figure-tones"><caption>C' in page


def test_what_weakens_an_act_is_said():
    row = tied("militias", "US", "opposes", 0.9)
    row["acts"] = [{"act": "THREATEN", "cue": [13, 21], "modality": "reported", "negated": True}]
    page = evidence.passages(article(), pd.DataFrame([row]), text="source", linked=False)
    assert "“attacked”: threats, reported, negated" in page
    assert '<span class="sentence">1</span>' in page
    assert "href" not in page


def test_passages_without_acts_mark_their_spans_but_no_whole_sentence():
    frame = pd.DataFrame([{"who": "a", "content": [[35, 42]]}, {"who": "b", "content": [[57, 78]]}])
    page = evidence.passages(article(), frame, text="who", spans="content")
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["“Stop,”"]
    assert "Iraq &amp; the US &lt;talk&gt;." in page


def test_sentences_beyond_the_first_few_are_only_numbered():
    frame = pd.DataFrame([{"who": "a", "evidence": [[0, 3], [40, 44], [60, 62]]}])
    page = evidence.passages(article(), frame, text="who", most=1)
    assert page.count("<blockquote>") == 1
    assert (
        'Also in sentences <a class="sentence" href="#s2">2</a>, <a class="sentence" href="#s3">3</a>.'
        in page
    )
    assert evidence.passages(article(), frame.head(0), text="who") == '<p class="none">Nothing found.</p>'


def test_where_no_text_is_shown_the_numbers_of_sentences_stand_alone():
    frame = pd.DataFrame([{"who": "a", "evidence": [[0, 3], [40, 44]]}, {"who": "b", "evidence": [[60, 62]]}])
    page = evidence.passages(article(), frame, text="who", show="none")
    number = '<span class="sentence">{}</span>'.format
    assert page == (
        f'<ol class="passages"><li><p class="claim">a</p>\n<p class="more">In sentences {number(1)}, {number(2)}.</p>'
        f'</li>\n<li><p class="claim">b</p>\n<p class="more">In sentence {number(3)}.</p></li>\n</ol>'
    )
    places = pd.DataFrame({"left": [""], "keyword": ["embassy"], "right": [""], "start": [26], "end": [33]})
    page = evidence.kwic(article(), places, caption="Once.", show="none")
    assert page == f'<p>Once.</p><p class="more">In sentence {number(1)}.</p>'


def test_excerpts_quote_without_links_and_the_whole_text_is_left_out():
    frame = pd.DataFrame([{"who": "a", "evidence": [[0, 3]]}])
    page = evidence.passages(article(), frame, text="who", show="excerpts")
    assert '</mark> militias attacked the embassy. <span class="sentence">1</span>' in page
    assert evidence.full_text(article(), {}, show="excerpts") == (
        '<p class="none">The article is not to be passed on whole, so only those of its sentences on which figures '
        "rest are shown (show_text: excerpts). It has 12 words in 3 sentences; the numbers of sentences count in its "
        "text.</p>"
    )
    assert evidence.full_text(article(), {}, show="none").startswith(
        '<p class="none">The article is not to be passed on, so none of its sentences is shown (show_text: none). '
    )


def test_context_shows_whole_words():
    row = {"left": "s attacked the ", "keyword": "embassy", "right": ". “Sto", "start": 26, "end": 33}
    page = evidence.kwic(article(), pd.DataFrame([row]))
    assert (
        '<tr><td><a class="sentence" href="#s1">1</a></td><td class="left">attacked the </td>'
        '<th scope="row">embassy</th><td>.</td></tr>'
    ) in page
    narrow = evidence.kwic(article(), pd.DataFrame([row]), width=5)
    assert '<td class="left">the </td>' in narrow


# Tables and figures


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
    page = evidence.table(frame, caption="C & D")
    assert "<caption>C &amp; D</caption>" in page
    assert re.findall(r'<th scope="col"(?: class="num")?>(\w+)', page) == [
        *("Name", "Polarity", "Score", "Count", "Direct", "Evidence", "Aliases", "Words", "Share")
    ]
    rows = re.findall("<tr>.*?</tr>", page)[1:]
    first, second = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows)
    assert first == ["a&lt;b&gt;", "+0.50", "1.00", "1,200", "yes", "2", "x, y", "bad −0.50", "12%"]
    assert second == ["–", "–", "0.25", "2", "no", "–", "–", "–", "100%"]
    assert page.count('<td class="num">') == 10
    assert page.count('<th scope="row">') == 2


def test_a_table_shows_the_columns_asked_for():
    frame = pd.DataFrame({"a": [1], "b": ["x"]})
    page = evidence.table(frame, caption="C", columns={"b": "Bee", "a": "Ay"})
    assert plain(page) == "CBeeAy\nx1\n"
    assert evidence.table(frame.head(0), caption="C") == '<p class="none">C: nothing found.</p>'
    assert evidence.table(frame.head(0), caption="C", none="Not asked.") == '<p class="none">Not asked.</p>'
    message = 'the table: the column "c" is missing; there are a, b'
    with pytest.raises(ValueError, match=f"^{message}$"):
        evidence.table(frame, caption="C", columns={"c": "Sea"})


def test_a_table_that_is_cut_says_of_how_many_rows():
    frame = pd.DataFrame({"name": ["a", "b", "c"]})
    cut = evidence.table(frame, caption="Names", top=2)
    assert "<caption>Names (the first 2 of 3)</caption>" in cut
    assert (cut.count("<tr>"), ">c<" in cut) == (3, False)
    assert "<caption>Names</caption>" in evidence.table(frame, caption="Names", top=3)


def test_a_figure_has_its_finding_and_its_table_and_passes_the_gate():
    frame = pd.DataFrame({"polarity": [0.5, -0.5], "voice": ["author", "<script>"]})
    table = evidence.table(frame, caption="Sentences")
    page = evidence.figure(charts.tone(frame), title="Tone & <b>", alt="It <falls>.", table=table)
    assert "<figcaption><b>Tone &amp; &lt;b&gt;</b> It &lt;falls&gt;.</figcaption>" in page
    frame_of = '<div class="scroll" role="region" tabindex="0" aria-label="{}">'
    assert '<div class="wide"><svg' in page
    assert frame_of.format("Figure: Tone &amp; &lt;b&gt;") not in page
    _, own = plt.subplots()
    own_page = evidence.figure(charts.tone(frame, ax=own), title="Tone & <b>", alt="A.", table=table)
    assert frame_of.format("Figure: Tone &amp; &lt;b&gt;") + "<svg" in own_page
    folded = "<details><summary>The figures behind it</summary>"
    assert folded + frame_of.format("Table: Sentences") + "<table>" in page
    assert "<script" not in page
    kept = clean(page)
    for part in (
        'role="img"',
        "aria-labelledby=",
        "viewBox=",
        "<desc ",
        'class="fill-friendly',
        "&lt;script&gt;",
    ):
        assert part in kept
    assert len(re.findall(r"<(?:path|text)", kept)) == len(re.findall(r"<(?:path|text)", page))


def test_the_text_and_its_switches_pass_the_gate():
    page = evidence.full_text(article(), analysis())
    kept = clean(page)
    assert plain(kept) == plain(page)
    for part in ('id="show-tone"', "checked", 'for="show-tone"', 'class="s neg"', 'id="s1"', "title="):
        assert kept.count(part) == page.count(part)


# Findings in words


def test_a_tie_does_not_name_acts_that_would_say_the_reverse():
    assert plain(findings.tie(tied("US", "embassy", "supports", 0.7))) == (
        "The US supports the embassy: 1 passage, fairly sure"
    )


def test_a_tie_by_words_says_so():
    row = tied("US", "embassy", "supports", 0.7) | {"acts": []}
    assert plain(findings.tie(row | {"by": "words"})) == (
        "The US supports the embassy: by what is said, 1 passage, fairly sure"
    )
    assert plain(findings.tie(row | {"by": "deeds"})) == "The US supports the embassy: 1 passage, fairly sure"


def test_the_number_of_passages_of_a_tie_leads_to_them():
    said = findings.tie(tied("US", "Iran", "opposes", 0.9), place="tie-us-1f2e3d")
    assert said.endswith('Iran: attacks, <a href="#tie-us-1f2e3d">1 passage</a>, sure')


def test_the_tone_towards_an_actor_is_said_with_its_sign():
    assert findings.spoken(target("<militias>", "negative", 0.8, 0.1, 2)) == (
        '&lt;militias&gt;: <b class="hostile">negative</b>, −0.70, 2 passages'
    )
    assert findings.spoken(target("US", "unsure", 0.3, 0.4, 1)) == (
        'The US: <b class="doubt">unsure</b>, +0.10, 1 passage'
    )


def test_what_is_held_of_the_asked_is_said_with_its_shares():
    row = {"source": "author", "target": "Iran", "label": "unsure", "evidence": [[0, 5], [6, 9]]}
    row |= {"against": 0.39, "neutral": 0.36, "favor": 0.25}
    assert plain(findings.held(row)) == (
        "The author towards Iran: unsure, 2 passages (against 0.39, neutral 0.36, in favour 0.25)"
    )
    other = findings.held(row | {"source": "<b>", "label": "favor", "evidence": [[0, 5]]})
    assert other == (
        '&lt;b&gt; towards Iran: <b class="friendly">in favour</b>, 1 passage '
        "(against 0.39, neutral 0.36, in favour 0.25)"
    )


def test_vague_sources_are_counted_and_named():
    sources = (
        ("Pompeo", "named"),
        ("Some <analysts>", "vague"),
        (None, "none"),
        ("Some <analysts>", "vague"),
    )
    said = [{"speaker": speaker, "source_kind": kind} for speaker, kind in sources]
    assert findings.vague({"attributions": said}) == (
        "<p>3 of 4 passages rest on a source without a name of its own: “Some &lt;analysts&gt;”, no source named.</p>"
    )
    one = findings.vague({"attributions": said[1:2]})
    assert plain(one).startswith("1 of 1 passage rests on")
    assert plain(findings.vague({"attributions": said[:1]})) == (
        "None of 1 passage rest on a source without a name of its own."
    )
    assert "No quotation" in findings.vague({"attributions": []})


def test_speakers_are_ranked_by_their_words_counted_once():
    said = [
        {"speaker": "A", "content": [[0, 12]], "direct": False},
        {"speaker": "A", "content": [[4, 21]], "direct": True},
        {"speaker": None, "content": [[0, 55]], "direct": False},
    ]
    assert findings.speakers(article(), said) == [
        {"speaker": "no source named", "passages": 1, "direct": 0, "words": 8, "share": 8 / 12},
        {"speaker": "A", "passages": 2, "direct": 1, "words": 3, "share": 3 / 12},
    ]
    assert findings.speaker(said[2]) == "<b>No source named</b>, reported"
    assert findings.speaker(said[1]) == "<b>A</b>, quoted"
    assert findings.speaker({**said[0], "source_kind": "vague"}) == "<b>A</b>, a vague source, reported"


# The style sheet


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
    assert len(CSS.encode()) < 15_000


def test_style_is_kept_to_the_outputs_of_a_notebook() -> None:
    css = evidence.style()
    assert css.startswith("<style>.jp-OutputArea-output {")
    assert ":root" not in css
    assert css.count("{") == css.count("}")


def test_a_list_that_is_cut_says_so() -> None:
    rows = [{"who": f"row {n}", "evidence": [[0, 5]]} for n in range(3)]
    page = evidence.passages(article(), pd.DataFrame(rows), text="who", top=2)
    assert str(page).endswith(
        '<p class="more">The first 2 of 3 are shown; the parameter <code>top</code> sets how many.</p>'
    )
    assert "are shown" not in evidence.passages(article(), pd.DataFrame(rows), text="who", top=3)


def test_a_figure_of_nothing_is_said_and_not_drawn() -> None:
    none = pd.DataFrame({"day": []})
    table = evidence.table(none, caption="Dated acts")
    page = evidence.figure(charts.timeline(none), title="Acts", alt="No act has a date.", table=table)
    assert page == '<figure class="chart"><figcaption><b>Acts</b> No act has a date.</figcaption></figure>'
    assert plt.get_fignums() == []  # else the notebook would show it as a picture


def test_words_that_hold_back_are_counted_and_named() -> None:
    text = "It might rain, he said. It may snow, perhaps."
    said = [{"hedges": [[3, 8]]}, {"hedges": []}, {"hedges": [[27, 30], [37, 44]]}]
    assert findings.hedged({"attributions": said}, text) == (
        "<p>2 of 3 passages hold back: “might”, “may” and “perhaps”.</p>"
    )
    assert findings.hedged({"attributions": said[:1]}, text) == "<p>1 of 1 passage holds back: “might”.</p>"
    assert findings.hedged({"attributions": said[1:2]}, text) == "<p>None of 1 passage holds back.</p>"
