import math
import re

import pandas as pd
import pytest

from readout.evidence.accuracy import accuracy_table, leaning_rate, plain_rate, rate_list, share_right

ROWS = [
    ("tone", "labels that are right", 0.8, 1703, "targets of <A>", math.nan, math.nan, "right"),
    ("tone", "macro-F1", 0.744, 785, "targets of <A>", math.nan, math.nan, ""),
    ("attribution", "speakers that are right", 0.7, 71, "in 20 articles", 0.58, 0.79, "right"),
    ("acts", "acts, F1", 0.3, 9, "events", math.nan, math.nan, ""),
]
FRAME = pd.DataFrame(ROWS, columns=["analysis", "measure", "figure", "n", "data", "low", "high", "role"])


def test_rates_of_one_analysis_are_a_sentence_with_the_figures_folded() -> None:
    assert rate_list(FRAME, "tone") == (
        '<details class="rates"><summary>About 8 in 10 tones shown are right.</summary>'
        "<p>Measured on text that people labelled:</p>\n"
        "<ul><li><b>80%</b> <span>labels that are right <small>· of 1,703 targets of &lt;A&gt;</small></span></li>\n"
        "<li><b>0.74</b> <span>macro-F1 <small>· on 785 targets of &lt;A&gt;</small></span></li>\n</ul></details>"
    )
    message = "^ties: nothing was measured of it; choose one of: tone, attribution, acts$"
    with pytest.raises(ValueError, match=message):
        rate_list(FRAME, "ties")


@pytest.mark.parametrize(
    ("rows", "analysis", "sentence", "share"),
    [
        (
            [("stance", "pairs", 0.86, ""), ("stance", "ties", 0.7, "right"), ("stance", "more", 0.5, "leanings")],
            *("stance", "About 7 in 10 ties shown are right.", 0.7),
        ),
        (
            [("stance", "ties", 0.905, "right"), ("stance", "noted", 0.244, "found")],
            *("stance", "About 9 in 10 ties shown are right; most are missed.", 0.905),
        ),
        (
            [("attribution", "noted", 0.82, "found"), ("attribution", "given", 0.97, "right")],
            *("attribution", "Nearly all statements shown are right; about 2 in 10 are missed.", 0.97),
        ),
        (
            [("keywords", "phrases", 0.61, "right")],
            *("keywords", "About 6 in 10 keyphrases shown were also chosen by people.", 0.61),
        ),
        ([("actors", "noted", 0.95, "found")], "actors", "How often this is right (actors)", 0.0),
        ([], "syntax", "How often this is right (grammar)", 0.0),
    ],
)
def test_the_sentence_names_the_figures_that_have_a_role(
    rows: list[tuple[str, str, float, str]], analysis: str, sentence: str, share: float
) -> None:
    rates = pd.DataFrame(rows, columns=["analysis", "measure", "figure", "role"], dtype=object)
    assert plain_rate(rates, analysis) == sentence
    assert share_right(rates, analysis) == share


def test_leanings_have_a_rate_of_their_own() -> None:
    rates = pd.DataFrame([("stance", 0.52, "leanings")], columns=["analysis", "figure", "role"])
    assert leaning_rate(rates) == "About 5 in 10 of them are right."
    assert leaning_rate(FRAME) == ""


def test_one_table_has_a_group_for_each_analysis() -> None:
    page = accuracy_table(FRAME)
    assert re.findall(r'<th scope="rowgroup" colspan="3">(.*?)</th>', page) == [
        *("Tone", "Voices: who says what", "Acts")
    ]
    assert (
        '<tr><th scope="row">speakers that are right</th><td class="num">70% (58 to 79)</td>'
        "<td>71 in 20 articles</td></tr>"
    ) in page
    assert page.count("<tbody>") == 3


def test_terms_are_explained_where_they_are_used() -> None:
    assert accuracy_table(FRAME).endswith(
        '<p class="more">F1 runs from 0 to 1. It falls with each wrong result, and with each one that is missed. '
        "Macro-F1 is the mean of the F1 of each label. In brackets: the range of the figure in 90 of 100 "
        "samples of such articles.</p>"
        "</details>"
    )
    assert accuracy_table(FRAME.iloc[[0]]).endswith("</table></div></details>")
