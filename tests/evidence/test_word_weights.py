"""Sentences with their words marked by weight, and what is said of them."""

import pandas as pd

from readout.evidence.statements import describe_word_weights
from readout.evidence.word_weights import weighed
from support.articles import article

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


def test_words_that_weigh_are_marked_with_sign_and_colour_and_the_text_is_escaped() -> None:
    page = weighed(article(TEXT), ROWS)
    small = "<small>\u202f{}</small></span>"
    assert (
        'Iran &lt;<span class="weighs hostile">attacked' + small.format("−0.50") + "&gt; its "
        '<span class="weighs friendly">friend' + small.format("+0.10") + ".</p>"
    ) in page
    assert page.count("<tr>") == 4


def test_the_claim_names_the_words_that_weigh_most() -> None:
    records = ROWS.to_dict("records")
    assert describe_word_weights(records) == (
        "Iran: −0.40 in this sentence, most by “attacked” (−0.50) and “friend” (+0.10)."
    )
    assert describe_word_weights(records[1:2]) == "Iran: −0.40 in this sentence; no single word decides it."


def test_nothing_says_so() -> None:
    assert weighed(article(TEXT), ROWS.head(0)) == '<p class="none">Nothing found.</p>'


def test_where_no_text_is_shown_only_the_heaviest_words_are_named() -> None:
    page = weighed(article(TEXT), ROWS, show="none")
    claim = "Iran: −0.40 in this sentence, most by “attacked” (−0.50) and “friend” (+0.10)."
    assert page == (
        f'<ol class="passages"><li><p class="claim">{claim}</p>\n<p class="more">In sentence 1.</p></li>\n</ol>'
    )
