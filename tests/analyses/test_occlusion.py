"""What each word adds to the tone towards a target."""

import pandas as pd
import pytest

from readout.analyses.occlusion import COLUMNS, contributions
from readout.analyses.sentiment import targets
from readout.nlp.reader import Reading
from support.articles import document

WEIGHTS = {"attacked": -0.5, "praised": 0.25, "fell": -0.125}


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader for whom the value is the sum of the weights of the words that are there."""

    def read(self: Reading, *spans: tuple[int, int]) -> dict[str, float]:  # noqa: ARG001 — the reader's form
        value = sum(weight for word, weight in WEIGHTS.items() if word in self.text)
        return {"negative": max(-value, 0.0), "neutral": 1 - abs(value), "positive": max(value, 0.0)}

    monkeypatch.setattr(Reading, "tone", read)


def of(text: str, top: int = 5) -> pd.DataFrame:
    doc = document(text)
    return contributions(doc, targets(doc), top)


def test_a_word_adds_what_the_value_loses_without_it() -> None:
    frame = of("Iran attacked and then praised Iraq.")
    iran = frame[frame["target"] == "Iran"]
    assert list(frame.columns) == COLUMNS
    assert iran[["word", "contribution", "start", "end"]].to_numpy().tolist() == [
        ["attacked", -0.5, 5, 13],
        ["then", 0.0, 18, 22],
        ["praised", 0.25, 23, 30],
        ["Iraq", 0.0, 31, 35],
    ]
    assert set(iran["value"]) == {-0.25}
    assert iran["evidence"].tolist() == [[[0, 36]]] * 4


def test_the_clearest_sentence_is_read() -> None:
    frame = of("Iran fell. Iran attacked. Iran slept.")
    assert frame[["word", "contribution"]].to_numpy().tolist() == [["attacked", -0.5]]
    assert frame["evidence"].tolist() == [[[11, 25]]]


def test_only_the_first_targets_and_no_sentence_too_long_to_read_again() -> None:
    assert set(of("Iran attacked Iraq. Iran fell.", top=1)["target"]) == {"Iran"}
    assert of("Iran attacked " + "very " * 80 + "much.").empty
    assert list(of("It rained.").columns) == COLUMNS
