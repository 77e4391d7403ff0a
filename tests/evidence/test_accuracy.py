import math
import re

import pandas as pd
import pytest

from readout.evidence.accuracy import accuracy_table, rate_list

ROWS = [
    ("tone", "labels that are right", 0.8, 1703, "targets of <A>", math.nan, math.nan),
    ("tone", "macro-F1", 0.744, 785, "targets of <A>", math.nan, math.nan),
    ("attribution", "speakers that are right", 0.7, 71, "in 20 articles", 0.58, 0.79),
    ("acts", "acts, F1", 0.3, 9, "events", math.nan, math.nan),
]
FRAME = pd.DataFrame(ROWS, columns=["analysis", "measure", "figure", "n", "data", "low", "high"])


def test_rates_of_one_analysis_stand_in_a_few_lines() -> None:
    assert rate_list(FRAME, "tone") == (
        '<div class="rates"><p>How often right, on labelled text:</p>\n'
        "<ul><li><b>80%</b> <span>labels that are right <small>· of 1,703 targets of &lt;A&gt;</small></span></li>\n"
        "<li><b>0.74</b> <span>macro-F1 <small>· on 785 targets of &lt;A&gt;</small></span></li>\n</ul></div>"
    )
    message = "^ties: nothing was measured of it; there are tone, attribution, acts$"
    with pytest.raises(ValueError, match=message):
        rate_list(FRAME, "ties")


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
        '<p class="more">F1 runs from 0 to 1; what is wrong lowers it, and so does what is missed. Macro-F1 is the '
        "mean of the F1 of each label. In brackets: where the figure lies in 90 of 100 draws of such articles.</p>"
    )
    assert accuracy_table(FRAME.iloc[[0]]).endswith("</table></div>")
