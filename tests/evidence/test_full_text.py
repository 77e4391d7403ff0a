import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import readout
from readout.evidence.full_text import marked_text
from readout.evidence.spans import Mark, clip_spans, split_text
from readout_app.runs.page import sanitize_html
from support.findings import TEXT, analysis, article, plain

CSS = (Path(readout.__file__).parent / "resources" / "style.css").read_text("utf-8")


def prose(markup):
    return re.search(r'<div class="prose" lang="en">(.*)</div></div>', markup, re.DOTALL)[1]


def test_the_text_has_numbered_sentences_tones_and_marks():
    body = prose(marked_text(article(), analysis()))
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
    body = prose(marked_text(article(), analysis(), top=0))
    assert "m-key" not in body
    assert "m-actor" in body


def test_each_switch_has_its_label_and_none_is_on():
    page = marked_text(article(), analysis())
    boxes = re.findall(r'<input type="checkbox" id="(show-\w+)" class="\1">', page)
    assert re.findall(r'<label for="(show-\w+)">', page) == boxes
    assert re.findall(r"<span>([\w ]+)</span> <small>([^<]*)</small></label>", page) == [
        ("Actors", "3"),
        ("Quotes", "1"),
        ("Keyphrases", "1"),
        ("Wording", "1 +, 1 −"),
        ("Sentence numbers", "3"),
    ]
    assert all(f".{box}:checked ~ .prose" in CSS for box in boxes)


spans = st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=8)
texts = st.text(
    st.sampled_from("ab <>&\"'\n") | st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80
) | st.just("<script>alert(1)</script><img src=x onerror=alert(1)>\n\n</div>&lt;")


@given(texts, spans, spans, spans)
def test_no_text_and_no_spans_break_out_of_the_marks(text, sentences, mentions, contents):
    story = article(text, [(s, e) for s, e in sorted(sentences) if 0 <= s < e <= len(text)])
    found = {
        "sentences": [
            {"start": one.start, "end": one.end, "polarity": -1, "words": [[text, 0.5]]} for one in story.sentences
        ],
        "actors": [{"name": text, "kind": "person", "mentions": mentions}],
        "attributions": [{"speaker": text, "content": contents, "direct": False}],
        "keywords": [{"mentions": contents[::-1]}],
    }
    body = prose(marked_text(story, found))
    assert plain(body) == text
    tag = r'</?(?:p|span)(?: (?:class|id|title)="[^"<>]*")*>'
    assert not re.search("[<>]", re.sub(tag, "", body))


@given(st.integers(1, 60), spans)
def test_splitting_leaves_no_gap_and_keeps_every_mark(length, marks):
    made = [Mark(start, end, str(at)) for at, (start, end) in enumerate(marks)]
    pieces = list(split_text(length, made))
    assert [piece[0] for piece in pieces] == [0, *(piece[1] for piece in pieces[:-1])]
    assert pieces[-1][1] == length
    for place in range(length):
        live = next(piece[2] for piece in pieces if piece[0] <= place < piece[1])
        assert set(live) == {mark for mark in made if mark.start <= place < mark.end}


def test_touching_spans_are_cut_and_joined():
    assert clip_spans([[8, 12], [0, 4], [3, 6], [20, 30], [6, 6]], 2, 10) == [(2, 6), (8, 10)]


def test_the_text_and_its_switches_pass_the_gate():
    page = marked_text(article(), analysis())
    kept = sanitize_html(page)
    assert plain(kept) == plain(page)
    for part in ('id="show-tone"', 'for="show-tone"', 'class="s neg"', 'id="s1"', "title="):
        assert kept.count(part) == page.count(part)
