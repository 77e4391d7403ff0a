import pandas as pd
import pytest

from readout import charts
from support.charts import (
    ATTENTION,
    DATED,
    DAYS,
    DIFFERENCES,
    OVER_TIME,
    PAIRS,
    PHRASES,
    PRESENCE,
    SAID,
    SENTENCES,
    TARGETS,
    TIES,
    TONES,
    WEIGHTS,
)

FRIENDLY = TARGETS.head(1).assign(label="positive", positive=0.7, evidence=[[[0, 9], [10, 19]]])


@pytest.mark.parametrize(
    ("figure", "frame", "text"),
    [
        (
            "days",
            DAYS,
            "7 dated articles from 2 outlets, 6 January 2025 to 20 January 2025. Sun has the most (4). Sun has gaps.",
        ),
        (
            "attention",
            ATTENTION,
            "Iran is named in the largest share of the articles of Post (75%), in the smallest of Sun (17%).",
        ),
        (
            "attention",
            ATTENTION.head(4).assign(articles=1, of=2),
            "Iran is named in 50% of the articles of each outlet.",
        ),
        ("attention", ATTENTION.head(2), "Iran is named in 75% of the articles of Post."),
        (
            "attention",
            pd.concat([ATTENTION.head(4), ATTENTION.head(4).tail(2).assign(outlet="Wire")]),
            "Iran is named in the largest share of the articles of Post (75%), in the smallest of 2 outlets (17%).",
        ),
        (
            "presence",
            PRESENCE,
            "Iran is named most often. Outlets differ most on Iraq: 100% of the stories of Sun, 0% of those of Post.",
        ),
        ("presence", PRESENCE.head(1), "Iran is named most often."),
        (
            "tone_by_outlet",
            TONES,
            "Of those with ten stories or more, the most hostile tone is that of Post towards Iran (−0.50), the "
            "friendliest Post towards Iraq (+0.20).",
        ),
        (
            "tone_by_outlet",
            TONES[1:2],
            "No outlet has ten stories on one actor. So no interval is given, and no outlet is put first.",
        ),
        (
            "tone_differences",
            DIFFERENCES,
            "1 pair of outlets clearly differs. In 12 stories that both carry, Post is more hostile than Sun towards "
            "Iran (−0.50). Only 1 pair has ten shared stories or more.",
        ),
        (
            "tone_differences",
            pd.concat([DIFFERENCES.head(1).assign(clear=False)] * 20),
            "No pair of outlets clearly differs. Of 20 pairs with ten shared stories or more, about 2 would look so by "
            "chance.",
        ),
        (
            "tone_differences",
            DIFFERENCES.tail(1),
            "No two outlets carry ten stories on one actor. So no interval is given.",
        ),
        (
            "ties_by_outlet",
            SAID,
            "Reported most: militias oppose the US, according to 2 outlets. Both signs are reported of militias "
            "towards US.",
        ),
        ("ties_by_outlet", SAID.tail(1), "Reported most: the US supports Iraq, according to 1 outlet."),
        (
            "tone_over_time",
            OVER_TIME,
            "From the first half of the time to the second, the tone towards Iran moved most: friendlier by 0.80.",
        ),
        ("tone_over_time", OVER_TIME.head(1), "There is no more than one period, so nothing can change."),
        (
            "tone",
            SENTENCES,
            "On average, the wording of 3 sentences is slightly negative (−0.05, from −1 to +1). The most negative is "
            "sentence 2 (−0.40), the most positive sentence 3 (+0.25). 1 sentence mainly quotes someone.",
        ),
        ("tone", SENTENCES.head(1), "The wording of the only sentence is neutral (0.00, from −1 to +1)."),
        (
            "targets",
            TARGETS,
            "The most hostile tone is towards the militias. No tone is clearly friendly. "
            "For 1 actor the tone is unsure.",
        ),
        ("targets", FRIENDLY, "No tone is clearly hostile. The most friendly tone is towards Iraq."),
        (  # what rests on one sentence comes first nowhere
            "targets",
            FRIENDLY.assign(evidence=[[[0, 9]]]),
            "No tone is clearly hostile. No tone is clearly friendly. Actors in only one sentence are not compared.",
        ),
        ("targets", TARGETS.tail(1), "The tone towards the only actor is unsure."),
        ("ties", TIES, "3 ties: 2 oppose, 1 supports. The surest: militias oppose the US."),
        ("ties", TIES.tail(1), "1 tie: the US supports Iraq."),
        (
            "timeline",
            DATED,
            "3 dated acts, from 27 December 2019 to 3 January 2020, 2 of them hostile. "
            "The earliest: attacks, by militias towards the US.",
        ),
        ("timeline", DATED.tail(1), "1 dated act, on 3 January 2020: talks, by Iran towards Iraq."),
        (
            "contributions",
            WEIGHTS,
            "The most hostile word is “Killed”, towards Iran (−0.90). "
            "The most friendly word is “helped”, towards the US (+0.50).",
        ),
        ("contributions", WEIGHTS.head(1), "The most hostile word is “killed”, towards Iran (−0.40)."),
        ("keyphrases", PHRASES, "The first keyphrase is “embassy”, found twice. Then comes “troops”."),
        ("keyphrases", PHRASES.tail(1), "The first keyphrase is “troops”, found once."),
        (
            "keyphrases",
            PHRASES.assign(spread=1),
            "The first keyphrase is “embassy”, found twice. Then comes “troops”. "
            "In all parts of the text: “embassy” and “troops”.",
        ),
        ("together", PAIRS, "The most frequent pair: Iran with “rockets”, in 3 sentences."),
        (
            "together",
            PAIRS.assign(count=[3, 2, 2]),
            "The most frequent pair: Iran with “rockets”, in 3 sentences. "
            "The pair that is least likely by chance: Iran with “truce”, in 2 sentences.",
        ),
        ("together", PAIRS.tail(1), "No actor and keyphrase stand together in more than one sentence."),
        ("tone", pd.DataFrame(), "No sentence was found."),
        ("targets", pd.DataFrame(), "No tone towards anyone was found."),
        ("ties", pd.DataFrame(), "No tie between two actors was found."),
        ("timeline", pd.DataFrame(), "No act between two actors has a date in the article."),
        ("contributions", pd.DataFrame(), "No single word changes the tone towards anyone."),
        ("keyphrases", pd.DataFrame(), "No keyphrase was found."),
        ("together", pd.DataFrame(), "No actor stands in one sentence with a keyphrase that names no actor."),
    ],
)
def test_a_description_says_the_finding(figure, frame, text):
    assert getattr(charts, f"describe_{figure}")(frame) == text


def test_a_description_of_the_first_rows_says_of_how_many():
    assert charts.describe_ties(TIES, top=2).startswith("The surest 2 of 3 ties: all oppose. The surest: ")
    assert charts.describe_timeline(DATED, top=1).startswith("The first of 3 dated acts, on 27 December 2019")
    assert "For 1 actor" not in charts.describe_targets(TARGETS, top=2)
    assert charts.describe_keyphrases(PHRASES, top=1) == "The first keyphrase is “embassy”, found twice."
