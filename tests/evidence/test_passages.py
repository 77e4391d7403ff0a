import re
from operator import itemgetter

import pandas as pd

from readout.evidence.full_text import marked_text
from readout.evidence.html import element_id
from readout.evidence.passages import kwic_table, passage_list, short_quote, weighed_sentences
from readout.evidence.statements import describe_word_weights, group_statements, speaker_sentence, tie_sentence
from support import articles
from support.findings import article, tied

TEXT = "Iran <attacked> its friend."
ROWS = pd.DataFrame(
    {
        "target": ["Iran"] * 3,
        "word": ["attacked", "its", "friend"],
        "contribution": [-0.5, -0.02, 0.1],
        "value": [-0.4] * 3,
        "evidence": [[[0, 27]]] * 3,
        "start": [6, 16, 20],
        "end": [14, 19, 26],
    }
)


def test_passages_quote_the_sentences_with_the_cue_marked_and_named():
    frame = pd.DataFrame([tied("militias", "embassy <b>", "opposes", 0.9)])
    page = passage_list(article(), frame, claim=tie_sentence)
    assert '<mark>attacked</mark> the embassy. <a class="sentence" href="#s1">sentence 1</a>' in page
    assert '<span class="deeds">“attacked”: attacks</span>' in page
    assert "embassy &lt;b&gt;" in page
    assert '<b class="hostile">oppose</b>' in page


def test_passages_are_places_that_the_cards_lead_to():
    rows = [{"speaker": who, "content": [[35, 42]], "direct": True} for who in ("A", "<b>", "A", None)]
    groups = group_statements(rows)
    options = {"claim": speaker_sentence, "spans": "content"}
    page = passage_list(article(), pd.DataFrame(groups), kind="speaker", **options)
    places = [element_id("speaker", group) for group in groups]
    assert re.findall(r"<li([^>]*)>", page) == [f' id="{place}"' for place in places]
    assert " id=" not in passage_list(article(), pd.DataFrame(groups), **options)


def test_a_short_quote_keeps_the_act_and_who_is_near_it():
    words = [f"w{n}" for n in range(60)]
    text = " ".join([*words[:20], "Iran", "struck", *words[20:50], "Iraq", *words[50:]]) + "."
    at = {word: text.index(word) for word in ("Iran", "struck", "Iraq", "w30")}
    story = articles.article(text)

    def quoted(near, longest):
        cue = [at["struck"], at["struck"] + 6]
        page = short_quote(story, [cue], near=near, longest=longest, linked=False)
        return re.sub(r" ?<span.*|<[^>]*>", "", page).strip()

    assert quoted([], 6) == "… w18 w19 Iran struck w20 w21 w22 …"
    assert quoted([[[at["Iran"], at["Iran"] + 4]], []], 2) == "… Iran struck …"
    assert quoted([[[at["Iraq"], at["Iraq"] + 4], [at["w30"], at["w30"] + 3]]], 3).endswith("w29 w30 …")
    assert quoted([], 100) == text


def test_what_weakens_an_act_is_said():
    row = tied("militias", "US", "opposes", 0.9)
    row["acts"] = [{"act": "THREATEN", "cue": [13, 21], "modality": "reported", "negated": True}]
    page = passage_list(article(), pd.DataFrame([row]), claim=itemgetter("source"), linked=False)
    assert "“attacked”: threats, reported, denied" in page
    assert '<span class="sentence">sentence 1</span>' in page
    assert "href" not in page


def test_passages_without_acts_mark_their_spans_but_no_whole_sentence():
    frame = pd.DataFrame([{"who": "a", "content": [[35, 42]]}, {"who": "b", "content": [[57, 78]]}])
    page = passage_list(article(), frame, claim=itemgetter("who"), spans="content")
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["“Stop,”"]
    assert "Iraq &amp; the US &lt;talk&gt;." in page


def test_sentences_beyond_the_first_few_are_only_numbered():
    frame = pd.DataFrame([{"who": "a", "evidence": [[0, 3], [40, 44], [60, 62]]}])
    page = passage_list(article(), frame, claim=itemgetter("who"), most=1)
    assert page.count("<blockquote>") == 1
    assert (
        'Also in <a class="sentence" href="#s2">sentence 2</a>, <a class="sentence" href="#s3">sentence 3</a>.' in page
    )
    assert passage_list(article(), frame.head(0), claim=itemgetter("who")) == '<p class="none">Nothing found.</p>'


def test_where_no_text_is_shown_the_numbers_of_sentences_stand_alone():
    frame = pd.DataFrame([{"who": "a", "evidence": [[0, 3], [40, 44]]}, {"who": "b", "evidence": [[60, 62]]}])
    page = passage_list(article(), frame, claim=itemgetter("who"), show_text="none")
    number = '<span class="sentence">sentence {}</span>'.format
    assert page == (
        f'<ol class="passages"><li><details><summary class="claim">a</summary>\n<p class="more">In {number(1)}, '
        f'{number(2)}.</p></details></li>\n<li><details><summary class="claim">b</summary>\n<p class="more">In '
        f"{number(3)}.</p></details></li>\n</ol>"
    )
    places = pd.DataFrame({"left": [""], "keyword": ["embassy"], "right": [""], "start": [26], "end": [33]})
    page = kwic_table(article(), places, caption="Once.", show_text="none")
    assert page == f'<p>Once.</p><p class="more">In {number(1)}.</p>'


def test_excerpts_quote_without_links_and_the_whole_text_is_left_out():
    frame = pd.DataFrame([{"who": "a", "evidence": [[0, 3]]}])
    page = passage_list(article(), frame, claim=itemgetter("who"), show_text="excerpts")
    assert '</mark> militias attacked the embassy. <span class="sentence">sentence 1</span>' in page
    assert marked_text(article(), {}, show_text="excerpts") == (
        '<p class="none">The article may not be passed on: this page shows only the sentences behind the figures '
        "(show_text: excerpts). It has 12 words in 3 sentences.</p>"
    )
    assert marked_text(article(), {}, show_text="none").startswith(
        '<p class="none">The article may not be passed on: this page shows none of its sentences (show_text: none). '
    )


def test_context_shows_whole_words():
    row = {"left": "s attacked the ", "keyword": "embassy", "right": ". “Sto", "start": 26, "end": 33}
    page = kwic_table(article(), pd.DataFrame([row]))
    assert (
        '<tr><td><a class="sentence" href="#s1">sentence 1</a></td><td class="left">attacked the </td>'
        '<th scope="row">embassy</th><td>.</td></tr>'
    ) in page
    narrow = kwic_table(article(), pd.DataFrame([row]), width=5)
    assert '<td class="left">the </td>' in narrow


def test_a_list_that_is_cut_says_so() -> None:
    rows = [{"who": f"row {n}", "evidence": [[0, 5]]} for n in range(3)]
    page = passage_list(article(), pd.DataFrame(rows), claim=itemgetter("who"), top=2)
    assert str(page).endswith(
        '<p class="more">Shown: the first 2 of 3. The parameter <code>top</code> sets how many.</p>'
    )
    assert "Shown:" not in passage_list(article(), pd.DataFrame(rows), claim=itemgetter("who"), top=3)


# Words and what they weigh


def test_words_that_weigh_are_marked_with_sign_and_colour_and_the_text_is_escaped() -> None:
    page = weighed_sentences(articles.article(TEXT), ROWS)
    small = "<small>\u202f{}</small></span>"
    assert (
        'Iran &lt;<span class="weighs hostile">attacked' + small.format("−0.50") + "&gt; its "
        '<span class="weighs friendly">friend' + small.format("+0.10") + ".</p>"
    ) in page
    assert page.count("<tr>") == 4
    assert weighed_sentences(articles.article(TEXT), ROWS.head(0)) == '<p class="none">Nothing found.</p>'


def test_the_claim_names_the_words_that_weigh_most() -> None:
    records = ROWS.to_dict("records")  # both sides: see the test below, where no text is shown
    against = [row | {"contribution": abs(row["contribution"])} for row in records]
    assert describe_word_weights(against) == "Iran: −0.40 in this sentence; no single word decides it."
    assert describe_word_weights(records[1:2]) == "Iran: −0.40 in this sentence; no single word decides it."


def test_where_no_text_is_shown_only_the_heaviest_words_are_named() -> None:
    page = weighed_sentences(articles.article(TEXT), ROWS, show_text="none")
    claim = "Iran: −0.40 in this sentence, mostly because of “attacked” (−0.50), despite “friend” (+0.10)."
    assert page == (
        f'<ol class="passages"><li><details><summary class="claim">{claim}</summary>\n'
        '<p class="more">In <span class="sentence">sentence 1</span>.</p></details></li>\n</ol>'
    )
