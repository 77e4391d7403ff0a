"""Stance: ties between actors, and what is held of what the user asks about."""

from collections.abc import Callable

import pandas as pd
import pytest

from readout.analyses.acts import acts
from readout.analyses.attribution import all_attributions
from readout.analyses.stance import SIDES, TIES, TOWARD, combine_sides, spoken_of, ties, toward, voiced_sides
from readout.analysis import analyze
from readout.nlp.reader import STANCES, VERDICTS, Reading
from support.articles import article, document

TEXT = (
    "Iran condemned France. Iran attacked French soldiers. Spain praised France. "
    "The withdrawal of French soldiers is a good idea. Iraq praised Iran. Iraq condemned Iran."
)
Says = Callable[..., None]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """Makes the reader say these shares of each sentence that has a word, the rest going to none.

    A probability p that an act confirms becomes (1 + p) / 2; 0.6 and more is sure.
    """

    def told(**words: dict[str, float]) -> None:
        def stance(self: Reading, a: object, b: object) -> dict[str, float]:  # noqa: ARG001 — the reader's form
            given = next((shares for word, shares in words.items() if word in self.text), {})
            return {name: given.get(name, 0.0) for name in STANCES} | {"none": 1 - sum(given.values())}

        monkeypatch.setattr(Reading, "stance", stance)
        monkeypatch.setattr(
            "readout.analyses.stance.is_confident", lambda task, p: task == "tie" and p >= 0.6
        )
        monkeypatch.setattr("readout.analyses.stance.calibrated", lambda p: (1 + p) / 2)

    return told


def tied(text: str) -> pd.DataFrame:
    """The ties of a text."""
    doc = document(text)
    return ties(doc, acts(doc), voiced_sides(doc, all_attributions(doc)))


def signs(text: str) -> set[tuple[str, str, str]]:
    return set(tied(text)[["source", "label", "target"]].itertuples(index=False, name=None))


def asked(text: str, *phrases: str) -> list[tuple[str, str, str]]:
    rows = analyze(article(text), targets=phrases)["stance"]["toward"]
    return [(row["target"], row["source"], row["label"]) for row in rows]


def test_ties_say_who_is_for_and_against_whom() -> None:
    assert {
        ("Iran", "opposes", "France"),
        ("Iran", "opposes", "French soldiers"),
        ("Spain", "supports", "France"),
    } <= signs(TEXT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran condemned the United States.", {("Iran", "opposes", "United States")}),
        ("The United States was condemned by Iran.", {("Iran", "opposes", "United States")}),
        ("France praised Spain.", {("France", "supports", "Spain")}),
        ("France met Spain on Tuesday.", set()),
        ("France and Spain are in Europe.", set()),
    ],
)
def test_plain_sentences(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert signs(text) == expected


def test_a_third_party_in_a_hostile_sentence_has_no_tie(says: Says) -> None:
    says(condemned={"a_opposes_b": 0.9})
    assert signs("Iran condemned France while Spain looked on.") == {("Iran", "opposes", "France")}


def test_a_tie_is_as_sure_as_its_surest_sentence_and_shows_them_all(says: Says) -> None:
    says(condemned={"a_opposes_b": 0.7}, attacked={"a_opposes_b": 0.9})
    story = article("Iran condemned France. It rained. Iran reportedly attacked France.")
    (row,) = tied(story.text).to_dict("records")
    assert list(row) == TIES
    assert (row["source"], row["label"], row["target"]) == ("Iran", "opposes", "France")
    assert row["confidence"] == 0.95  # (1 + 0.9) / 2
    assert row["by"] == "deeds"
    assert row["evidence"] == [[0, 22], [34, 66]]
    assert (row["start"], row["end"]) == (0, 22)
    cues = [story.text[slice(*act["cue"])] for act in row["acts"]]
    assert cues == ["condemned", "attacked"]
    assert [(act["act"], act["modality"], act["negated"]) for act in row["acts"]] == [
        ("ACCUSE", "actual", False),
        ("ASSAULT", "reported", False),
    ]


def test_the_surest_tie_comes_first(says: Says) -> None:
    says(praised={"a_supports_b": 0.4}, attacked={"a_opposes_b": 0.8})
    frame = tied("Spain praised France. Iran attacked Iraq.")
    assert frame[["source", "confidence"]].to_numpy().tolist() == [["Iran", 0.9], ["Spain", 0.7]]


@pytest.mark.parametrize(
    ("text", "shares", "label"),
    [
        ("Iran outflanked France.", {"a_opposes_b": 0.99}, None),  # a verb that is no act
        ("Iran attacked France.", {"b_opposes_a": 0.9}, None),  # not the doer
        ("Iran attacked France.", {"a_opposes_b": 0.2}, "opposes"),  # an act confirms it
        ("Iran attacked France.", {"a_opposes_b": 0.19}, None),
        ("Iran attacked France.", {"a_supports_b": 0.9}, None),  # the reader gainsays it
        ("Iran did not attack France.", {"a_opposes_b": 0.9}, None),  # denied
        ("Iran will leave if it attacks France.", {"a_opposes_b": 0.9}, None),  # supposed
    ],
)
def test_a_tie_needs_an_act_that_the_reader_does_not_gainsay(
    says: Says, text: str, shares: dict[str, float], label: str | None
) -> None:
    says(France=shares)
    assert [row for row in signs(text) if row[0] == "Iran"] == ([("Iran", label, "France")] if label else [])


def test_sentences_of_both_signs_cancel_out(says: Says) -> None:
    says(praised={"a_supports_b": 0.9}, condemned={"a_opposes_b": 0.8})
    both = "Iran praised France. Iran condemned France."
    assert signs(both) == set()
    (row,) = tied(f"{both} Iran condemned France.").to_dict("records")
    assert (row["label"], row["confidence"], row["evidence"]) == ("opposes", 0.9, [[21, 43], [44, 66]])


def test_toward_an_actor_by_any_of_its_names() -> None:
    assert asked("Mike Pompeo left. Iran condemned Mike Pompeo.", "pompeo")[1:] == [
        ("pompeo", "Iran", "against")
    ]
    assert {row[1] for row in asked(TEXT, "France")} == {"Iran", "Spain"}


def test_toward_a_phrase_comes_from_the_tone_of_its_sentences_not_from_a_name_in_it() -> None:
    rows = analyze(article(TEXT), targets=["withdrawal of French soldiers"])["stance"]["toward"]
    assert [(row["source"], row["evidence"]) for row in rows] == [("author", [[76, 125]])]


def test_toward_a_speaker_uses_the_sentences_in_that_voice() -> None:
    text = "Mike Pompeo said that the plan was an awful, terrible idea."
    assert asked(text, "the plan") == [("the plan", "Mike Pompeo", "against")]


@pytest.mark.parametrize("phrase", ["Germany", "", "  ", "plan*", "(", "Fran"])
def test_toward_what_is_not_in_the_text_has_no_row(phrase: str) -> None:
    assert asked(TEXT, phrase) == []


def test_asked_twice_is_answered_once() -> None:
    assert asked(TEXT, "Spain", "Spain") == asked(TEXT, "Spain")


def test_probabilities_sum_to_one() -> None:
    for row in analyze(article(TEXT), targets=["France", "Iran", "idea"])["stance"]["toward"]:
        assert row["against"] + row["neutral"] + row["favor"] == pytest.approx(1, abs=0.001)


def test_a_pronoun_can_stand_for_the_source_of_a_tie(says: Says) -> None:
    says(condemned={"a_opposes_b": 0.9})
    assert signs("Pompeo spoke in Paris. He condemned Iran.") == {("Pompeo", "opposes", "Iran")}


def test_no_actors_no_ties() -> None:
    doc = document("It rained.")
    said = all_attributions(doc)
    shown = voiced_sides(doc, said)
    frame = ties(doc, acts(doc), shown)
    assert frame.empty
    assert list(frame.columns) == TIES
    rows = toward(doc, ["snow"], said, shown, frame)
    assert rows.empty
    assert list(rows.columns) == TOWARD


def test_toward_is_the_mean_tone_of_the_author_and_the_mean_side_of_a_speaker_unless_a_tie_decides(
    says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tone(self: Reading, *spans: tuple[int, int]) -> dict[str, float]:  # noqa: ARG001 — the reader's form
        rain = "rain" in self.text
        return {"negative": 0.1 if rain else 0.9, "neutral": 0.1, "positive": 0.8 if rain else 0.0}

    def verdict(self: Reading, a: object, b: object) -> dict[str, float]:  # noqa: ARG001 — the reader's form
        return {"none": 0.6, "supports": 0.0, "opposes": 0.4}

    says(attacked={"a_opposes_b": 0.8})
    monkeypatch.setattr(Reading, "tone", tone)
    monkeypatch.setattr(Reading, "side", verdict)
    least = {"tone": 0.45, "tie": 0.6, "words": 0.7}
    monkeypatch.setattr("readout.analyses.stance.is_confident", lambda task, p: p >= least[task])
    rows = analyze(
        article("Iran attacked France. France has rain. Spain said that the whole of France had fallen."),
        targets=["France"],
    )
    kept = ("source", "label", "against", "neutral", "favor", "evidence")
    assert [[row[name] for name in kept] for row in rows["stance"]["toward"]] == [
        ["author", "favor", 0.1, 0.1, 0.8, [[22, 38]]],  # "attacked France" is the stand of Iran
        ["Iran", "against", 0.9, 0.05, 0.05, [[0, 21]]],  # (1 + 0.8) / 2, the rest halved
        ["Spain", "unsure", 0.6, 0.4, 0.0, [[39, 86]]],  # the root of 0.4 x 0.9
    ]


def said_of(monkeypatch: pytest.MonkeyPatch, **sides: dict[str, float]) -> None:
    """Makes the reader find these sides in each sentence that has a word, with a tone that bears them out."""

    def verdict(self: Reading, a: object, b: object) -> dict[str, float]:  # noqa: ARG001 — the reader's form
        return {"none": 0.0, "supports": 0.0, "opposes": 0.0} | next(
            (given for word, given in sides.items() if word in self.text), {}
        )

    monkeypatch.setattr(Reading, "side", verdict)
    monkeypatch.setattr(Reading, "tone", lambda *_: {"negative": 1.0, "neutral": 0.0, "positive": 1.0})
    monkeypatch.setattr("readout.analyses.stance.is_confident", lambda _, p: p >= 0.7)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.64, [("Spain", "opposes", "France", 0.8, "words", [])]), (0.36, [])],  # roots: 0.8 and 0.6
)
def test_words_make_a_tie_where_they_show_a_side(
    monkeypatch: pytest.MonkeyPatch, share: float, expected: list[object]
) -> None:
    said_of(monkeypatch, liars={"opposes": share})
    rows = tied("Spain said that France was governed by liars.")
    kept = ["source", "label", "target", "confidence", "by", "acts"]
    assert list(rows[kept].itertuples(index=False, name=None)) == expected


def test_in_one_sentence_a_deed_stands_before_words(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    says(condemned={"a_opposes_b": 0.9})
    said_of(monkeypatch, condemned={"supports": 0.81}, liars={"opposes": 0.81})
    monkeypatch.setattr("readout.analyses.stance.calibrated", lambda p: p)
    text = "Spain condemned France and said that France had failed. Spain said that France was full of liars."
    (row,) = tied(text).to_dict("records")
    assert (row["label"], row["by"], row["confidence"]) == ("opposes", "deeds and words", 0.9)
    assert row["evidence"] == [[0, 55], [56, 97]]


def test_a_speaker_who_is_no_actor_has_no_stance() -> None:
    text = "Analysts said that the cruel plan of France was a disgrace."
    assert tied(text).empty
    assert asked(text, "the plan") == []


def test_deeds_against_what_is_asked_about_count_like_those_against_an_actor() -> None:
    assert asked("Iran rejected the plan for a new pipeline.", "plan")[-1] == ("plan", "Iran", "against")


def voiced(text: str) -> pd.DataFrame:
    doc = document(text)
    return voiced_sides(doc, all_attributions(doc))


def of_whom(text: str) -> set[tuple[str, int, str]]:
    doc = document(text)
    return set(spoken_of(doc, all_attributions(doc)))


def test_a_side_is_the_geometric_mean_of_verdict_and_tone() -> None:
    verdict = {"none": 0.11, "supports": 0.25, "opposes": 0.64}
    tone = {"negative": 0.25, "neutral": 0.71, "positive": 0.04}
    made = combine_sides(verdict, tone)
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
    frame = voiced(text)
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
    voiced("“France has lied,” said Spain. “Iraq knows it.”")
    assert seen == [
        ("“France has lied,” said Spain.", ["Spain", "France"]),
        ("Spain said: “Iraq knows it.”", ["Spain", "Iraq"]),
    ]


def test_no_speaker_no_sides() -> None:
    frame = voiced("It rained in Spain.")
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
    frame = voiced(text)
    row = frame[frame["target"] == "Carl Berg"].iloc[0]
    assert max(VERDICTS, key=lambda name: row[name]) == side
