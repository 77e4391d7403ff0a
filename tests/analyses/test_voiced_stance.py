"""Whose side a speaker takes by what is said."""

import pandas as pd
import pytest

from readout.analyses.attribution import all_attributions
from readout.analyses.voiced_stance import SIDES, sides, spoken, together
from readout.nlp.reader import VERDICTS, Reading
from support.articles import document


def shown(text: str) -> pd.DataFrame:
    doc = document(text)
    return sides(doc, all_attributions(doc))


def of_whom(text: str) -> set[tuple[str, int, str]]:
    doc = document(text)
    return set(spoken(doc, all_attributions(doc)))


def test_a_side_is_the_geometric_mean_of_verdict_and_tone() -> None:
    verdict = {"none": 0.11, "supports": 0.25, "opposes": 0.64}
    tone = {"negative": 0.25, "neutral": 0.71, "positive": 0.04}
    made = together(verdict, tone)
    assert made == pytest.approx({"none": 0.5, "supports": 0.1, "opposes": 0.4})
    assert list(made) == list(VERDICTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spain said that France had lied.", {("Spain", 0, "France")}),
        ("According to Spain, France had lied.", {("Spain", 0, "France")}),
        ("Spain met France.", set()),
        ("Spain said that Spain had lied.", set()),
        ("“France has lied,” said Spain. “Iraq knows it.”", {("Spain", 0, "France"), ("Spain", 1, "Iraq")}),
    ],
)
def test_who_speaks_of_whom(text: str, expected: set[tuple[str, int, str]]) -> None:
    assert of_whom(text) == expected


def test_words_within_words_belong_to_the_inner_speaker() -> None:
    assert of_whom("Spain said that Iraq had said that France had lied.") == {
        ("Spain", 0, "Iraq"),
        ("Iraq", 0, "France"),
    }


def test_probabilities_sum_to_one_and_rows_have_their_sentence() -> None:
    text = "It rained. Spain said that France was a liar and that Iraq was a friend."
    frame = shown(text)
    assert list(frame.columns) == SIDES
    assert set(frame["target"]) == {"France", "Iraq"}
    assert frame[list(VERDICTS)].sum(axis=1).tolist() == pytest.approx([1, 1])
    assert frame[["start", "end"]].to_numpy().tolist() == [[11, len(text)]] * 2


def test_a_sentence_without_its_speaker_is_read_with_the_speaker_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []

    def verdict(
        self: Reading, source: list[tuple[int, int]], target: list[tuple[int, int]]
    ) -> dict[str, float]:
        names = [self.text[start:end] for start, end in (*source, *target)]
        seen.append((self.text, names))
        return dict.fromkeys(VERDICTS, 1 / 3)

    monkeypatch.setattr(Reading, "side", verdict)
    shown("“France has lied,” said Spain. “Iraq knows it.”")
    assert seen == [
        ("“France has lied,” said Spain.", ["Spain", "France"]),
        ("Spain said: “Iraq knows it.”", ["Spain", "Iraq"]),
    ]


def test_no_speaker_no_sides() -> None:
    frame = shown("It rained in Spain.")
    assert frame.empty
    assert list(frame.columns) == SIDES


@pytest.mark.parametrize(
    ("text", "side"),
    [
        (
            "Mayor Ana Ruiz said that Carl Berg had betrayed the city and must never be trusted again.",
            "opposes",
        ),
        (
            "Mayor Ana Ruiz said that Carl Berg was a brave man who deserved the thanks of the city.",
            "supports",
        ),
        ("Doctors said that Carl Berg had broken a leg and would go home on Friday.", "none"),
    ],
)
def test_the_reader_tells_a_side_from_news(text: str, side: str) -> None:
    frame = shown(text)
    row = frame[frame["target"] == "Carl Berg"].iloc[0]
    assert max(VERDICTS, key=lambda name: row[name]) == side
