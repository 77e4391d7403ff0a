"""Which phrases set an outlet apart, computed by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from readout.corpus.distinctive import distinctive_phrases, log_odds


def test_the_score_is_that_of_monroe_colaresi_and_quinn() -> None:
    # the outlet has 6 of 12 phrases; the prior is half of the corpus
    z = log_odds(np.array([4, 2]), np.array([6, 6]))
    odds = math.log(7 / 5) - math.log(5 / 7)
    assert z[0] == pytest.approx(odds / math.sqrt(1 / 7 + 1 / 5))
    assert z[1] == pytest.approx(-z[0])
    assert log_odds(np.array([3, 3]), np.array([6, 6])).tolist() == [0, 0]


def rows(outlet: str, phrase: str, stories: range) -> list[tuple[str, str, str]]:
    return [(outlet, f"{outlet} {story}", phrase) for story in stories]


FRAME = pd.DataFrame(
    [
        *rows("Post", "budget", range(20)),
        *rows("Post", "weather", range(20)),
        *rows("Post", "rare", range(2)),
        *rows("Sun", "weather", range(20)),
        *rows("Sun", "football", range(20)),
        *rows("Post", "shaky", range(3)),
        *rows("Sun", "shaky", range(2)),
    ],
    columns=["outlet", "story", "phrase"],
)


def test_habits_are_found_and_what_is_shared_rare_or_by_chance_is_not() -> None:
    found = distinctive_phrases(pd.concat([FRAME, FRAME]))  # a phrase counts once a story
    assert [(row.outlet, row.phrase, row.stories, row.elsewhere) for row in found.itertuples()] == [
        ("Post", "budget", 20, 0),
        ("Sun", "football", 20, 0),
    ]
    assert (found["stability"] == 1).all()
    assert distinctive_phrases(FRAME, share=1.01).empty
    assert distinctive_phrases(FRAME, least=21).empty
    more = pd.DataFrame(rows("Post", "taxes", range(15)), columns=FRAME.columns)
    assert distinctive_phrases(pd.concat([FRAME, more]), top=1)["phrase"].tolist() == ["budget", "football"]


def test_of_many_phrases_that_no_outlet_prefers_chance_puts_hardly_any_forward() -> None:
    rng = np.random.default_rng(3)
    stories = [(f"Outlet {at % 10}", at, f"phrase {each}") for at in range(500) for each in rng.integers(200, size=20)]
    found = distinctive_phrases(pd.DataFrame(stories, columns=FRAME.columns))
    assert len(found) <= 2  # of 2,000; without heed to their number it would be a hundred


def test_one_outlet_has_nobody_to_differ_from() -> None:
    assert distinctive_phrases(FRAME[FRAME["outlet"] == "Sun"]).empty
    assert distinctive_phrases(FRAME.head(0)).empty
