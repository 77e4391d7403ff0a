import pandas as pd
import pytest

from readout import charts
from support.charts import DATED, PAIRS, PHRASES, SENTENCES, TARGETS, TIES, WEIGHTS

SCALE = "From −1 (hostile) to +1 (friendly): "
FRIENDLY = TARGETS.head(1).assign(label="positive", positive=0.7)


@pytest.mark.parametrize(
    ("figure", "frame", "text"),
    [
        (
            "tone",
            SENTENCES,
            "3 sentences have a mean polarity of −0.05 (slightly negative), on a scale from −1 (negative) to "
            "+1 (positive). The lowest is −0.40 in sentence 2, the highest +0.25 in sentence 3. "
            "1 sentence is mainly in a quoted voice.",
        ),
        (
            "tone",
            SENTENCES.head(1),
            "The only sentence has a polarity of 0.00 (neutral), on a scale from −1 (negative) to +1 (positive).",
        ),
        (
            "targets",
            TARGETS,
            f"{SCALE}the militias (−0.90) are spoken of worst, and no one clearly well. For 1 actor it is unsure. "
            "Of 1 interval, 1 lies on one side of 0.",
        ),
        (
            "targets",
            TARGETS.assign(low=[-0.5, -1.0, None], high=[0.5, 0.0, None]),
            f"{SCALE}the militias (−0.90) are spoken of worst, and no one clearly well. For 1 actor it is unsure. "
            "Of 2 intervals, none lies on one side of 0.",
        ),
        ("targets", FRIENDLY, f"{SCALE}no one is spoken of clearly badly, and Iraq (+0.50) best."),
        (
            "targets",
            FRIENDLY.assign(low=0.1, high=0.8),
            f"{SCALE}no one is spoken of clearly badly, and Iraq (+0.50) best. Of 1 interval, 1 lies on one side of 0.",
        ),
        ("targets", TARGETS.tail(1), "The tone towards the only actor is unsure."),
        (
            "ties",
            TIES,
            "3 ties: 2 of opposition and 1 of support. The surest: militias oppose the US, with a confidence of 0.90.",
        ),
        (
            "ties",
            TIES.tail(1),
            "1 tie of support. The surest: the US supports Iraq, with a confidence of 0.60.",
        ),
        (
            "timeline",
            DATED,
            "3 dated acts from 27 December 2019 to 3 January 2020, 2 of them hostile. "
            "The earliest: militias towards the US, attacks.",
        ),
        (
            "timeline",
            DATED.tail(1),
            "1 dated act on 3 January 2020, not hostile. The earliest: Iran towards Iraq, talks.",
        ),
        (
            "contributions",
            WEIGHTS,
            "“Killed” makes the tone towards Iran most hostile (−0.90) and "
            "“helped” makes the tone towards the US most friendly (+0.50).",
        ),
        (
            "contributions",
            WEIGHTS.head(1),
            "“killed” makes the tone towards Iran most hostile (−0.40).",
        ),
        ("keyphrases", PHRASES, "The first of 2 keyphrases is “embassy”, found twice, before “troops”."),
        ("keyphrases", PHRASES.tail(1), "The first of 1 keyphrase is “troops”, found once."),
        (
            "keyphrases",
            PHRASES.assign(spread=1),
            "The first of 2 keyphrases is “embassy”, found twice, before “troops”. "
            "“embassy” and “troops” run through all fifths of the text.",
        ),
        ("together", PAIRS, "3 pairs meet in a sentence. Most often Iran with “rockets”: in 3."),
        (
            "together",
            PAIRS.assign(count=[3, 2, 2]),
            "3 pairs meet in a sentence. Most often Iran with “rockets”: in 3. "
            "The most beyond chance: Iran with “truce”, in 2.",
        ),
        ("together", PAIRS.tail(1), "1 pair meets in a sentence. Most often Iran with “truce”: in 1."),
        ("tone", pd.DataFrame(), "No sentence was found."),
        ("targets", pd.DataFrame(), "No tone towards anyone was found."),
        ("ties", pd.DataFrame(), "No tie between two actors was found."),
        ("timeline", pd.DataFrame(), "No act between two actors has a date in the article."),
        ("contributions", pd.DataFrame(), "No single word moves the tone towards anyone."),
        ("keyphrases", pd.DataFrame(), "No keyphrase was found."),
        (
            "together",
            pd.DataFrame(),
            "No actor stands in a sentence with a keyphrase that names no actor.",
        ),
    ],
)
def test_a_description_says_the_finding(figure, frame, text):
    assert getattr(charts, f"describe_{figure}")(frame) == text


def test_a_description_of_the_first_rows_says_of_how_many():
    assert charts.describe_ties(TIES, top=2).startswith("The surest 2 of 3 ties of opposition. The surest: ")
    assert charts.describe_timeline(DATED, top=1).startswith("The first of 3 dated acts on 27 December 2019")
    assert "For 1 actor" not in charts.describe_targets(TARGETS, top=2)
    assert charts.describe_keyphrases(PHRASES, top=1).startswith("The first of 1 keyphrase is “embassy”")
