"""Stance: ties between actors, what may be one, and what is held of what the user asks about."""

import pandas as pd
import pytest

from readout.analyses.acts import acts
from readout.analyses.attribution import all_attributions, with_quoted_pronouns
from readout.analyses.pair_evidence import PairSentence, pair_sentences, spoken_of
from readout.analyses.stance import TIES, TOWARD, judge_stances, leanings, ties, toward
from readout.analyses.tie_judgement import JudgedPair, threshold
from readout.analysis import analyze
from readout.nlp.document import Document
from readout.nlp.reader import STANCES, Reading
from support.articles import article, document

TEXT = (
    "Iran condemned France. Iran attacked French soldiers. Spain praised France. "
    "The withdrawal of French soldiers is a good idea. Iraq praised Iran. Iraq condemned Iran."
)


def heard(text: str) -> tuple[Document, pd.DataFrame, pd.DataFrame]:
    """A document that knows who speaks, its acts and its attributions."""
    doc = document(text)
    said = all_attributions(doc)
    doc = with_quoted_pronouns(doc, said)
    return doc, acts(doc), said


def tied(text: str) -> pd.DataFrame:
    """The ties of a text."""
    doc, deeds, said = heard(text)
    return ties(doc, judge_stances(doc, deeds, said))


def signs(text: str) -> set[tuple[str, str, str]]:
    return set(tied(text)[["source", "label", "target"]].itertuples(index=False, name=None))


def asked(text: str, *phrases: str) -> list[tuple[str, str, str]]:
    rows = analyze(article(text), targets=phrases)["stance"]["toward"]
    return [(row["target"], row["source"], row["label"]) for row in rows]


def test_ties_say_who_is_for_and_against_whom() -> None:
    assert {("Iran", "opposes", "France"), ("Spain", "supports", "France")} <= signs(TEXT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran condemned the United States.", {("Iran", "opposes", "United States")}),
        ("The United States was condemned by Iran.", {("Iran", "opposes", "United States")}),
        ("France praised Spain.", {("France", "supports", "Spain")}),
        ("Pompeo spoke in Paris. He condemned Iran.", {("Pompeo", "opposes", "Iran")}),
        ("Mary Webb spoke in Rome. “I condemn Iran,” she said.", {("Mary Webb", "opposes", "Iran")}),
        ("The union filed a complaint against Minister Olsen. The union left.", {("union", "opposes", "Olsen")}),
        ("Iran condemned France while Spain looked on.", {("Iran", "opposes", "France")}),
        # a place for its town, and a measure that is a means and not what one is against
        ("The city of Lunden condemned Olaf Brenner.", {("Lunden", "opposes", "Olaf Brenner")}),
        ("Spain slapped travel bans on Iranian generals.", {("Spain", "opposes", "Iranian generals")}),
        ("Iran threatened other reprisal measures.", set()),
        ("Ola Berg threatened the peace deal.", {("Ola Berg", "opposes", "peace deal")}),
        ("France met Spain on Tuesday.", set()),
        ("France and Spain are in Europe.", set()),
        ("Iran did not attack France.", set()),
        ("Iran will leave if it attacks France.", set()),
        ("Doctors said that Carl Berg had broken a leg and would go home on Friday.", set()),
        # what somebody else is called in a quotation is no stance of the speaker
        (
            "The bureau has worked “around the clock to review letters” from a device of Anton Weller, the "
            "disgraced former congressman, James Corran said.",
            set(),
        ),
        (
            "James Corran said the bureau has worked “around the clock to review letters” obtained from a device of "
            "Anton Weller, the disgraced former congressman.",
            set(),
        ),
        (
            "Judge Ana Ferro said the court has received letters from Piet Dorn, the disgraced banker, and will read "
            "them in May.",
            set(),
        ),
        ("Mia Lund said the police had searched a flat rented by Ole Kranz, the convicted fraudster.", set()),
        (
            "Emma Mattis demanded how Anders, the king’s third child, could be so sure what he was doing on the night "
            "during which he allegedly attacked Vera Gilby, a victim of the ring.",
            {("Emma Mattis", "opposes", "Anders")},
        ),
    ],
)
def test_plain_sentences(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert signs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It is not true that Anna Webb attacked Robert Mills.",
        "It is false that Anna Webb attacked Robert Mills.",
        "The claim that Anna Webb attacked Robert Mills is untrue.",
        "It is a myth that Anna Webb sued Robert Mills.",
        "The report that Anna Webb sued Robert Mills is not true.",
        "There is no evidence that Anna Webb attacked Robert Mills.",
        "Neither Anna Webb nor Peter Stone condemned Robert Mills.",
        "There is no proof that Mayor Ilse Brandt backed Olaf Brenner.",
        "Neither Iran nor Iraq praised France.",
    ],
)
def test_what_is_said_not_to_be_so_is_neither_a_tie_nor_a_leaning(text: str) -> None:
    doc, deeds, said = heard(text)
    judged = judge_stances(doc, deeds, said)
    assert ties(doc, judged).empty
    assert leanings(doc, judged).empty


def pair(source: str, target: str, shares: dict[str, float], *rows: PairSentence) -> JudgedPair:
    return JudgedPair(source, target, shares, [(row, shares) for row in rows])


def sentence(source: str, target: str, n: int, *signs: int, spoken: bool = False) -> PairSentence:
    made = [{"act": "ACCUSE", "cue": [5, 14], "modality": "actual", "negated": False, "sign": s} for s in signs]
    return PairSentence(source, target, n, {}, made, spoken)


OPPOSES = {"none": 0.05, "supports": 0.0, "opposes": 0.95}
MAY_SUPPORT = {"none": 0.4, "supports": 0.6, "opposes": 0.0}


def test_a_tie_shows_its_sentences_and_the_acts_that_say_the_same() -> None:
    doc = document("Iran condemned France. It rained. Iran accused France.")
    rows = sentence("Iran", "France", 0, -1), sentence("Iran", "France", 2, 1, -1)
    (row,) = ties(doc, [pair("Iran", "France", OPPOSES, *rows)]).to_dict("records")
    assert list(row) == TIES
    assert (row["label"], row["confidence"], row["by"]) == ("opposes", 0.95, "deeds")
    assert row["evidence"] == [[0, 22], [34, 54]]
    assert (row["start"], row["end"]) == (0, 22)
    assert [act["act"] for act in row["acts"]] == ["ACCUSE", "ACCUSE"]


@pytest.mark.parametrize(
    ("row", "by", "grounds"),
    [
        (sentence("Iran", "France", 0, -1, spoken=True), "deeds", "act"),
        (sentence("Iran", "France", 0, 1, spoken=True), "words", "speech"),
        (sentence("Iran", "France", 0, spoken=True), "words", "speech"),
        (sentence("Iran", "France", 0), "deeds", "sentence"),
    ],
)
def test_a_judgement_rests_on_an_act_else_on_speech_else_on_the_sentence(
    row: PairSentence, by: str, grounds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readout.analyses.tie_judgement.threshold", lambda *_: 0.9)
    doc, judged = document("Iran condemned France."), pair("Iran", "France", OPPOSES, row)
    assert judged.grounds == grounds
    assert ties(doc, [judged])["by"].tolist() == [by]


def test_what_is_below_the_threshold_of_a_tie_is_a_leaning(monkeypatch: pytest.MonkeyPatch) -> None:
    least = {"tie": 0.9, "leaning": 0.5}
    monkeypatch.setattr("readout.analyses.tie_judgement.threshold", lambda tier, _: least[tier])
    doc = document("Iran condemned France. Spain said that Iran was a friend.")
    judged = [
        pair("Iran", "France", OPPOSES, sentence("Iran", "France", 0, -1)),
        pair("Spain", "Iran", MAY_SUPPORT, sentence("Spain", "Iran", 1, spoken=True)),
        pair("Spain", "France", {**MAY_SUPPORT, "supports": 0.4}, sentence("Spain", "France", 1)),
    ]
    assert ties(doc, judged)["source"].tolist() == ["Iran"]
    (row,) = leanings(doc, judged).to_dict("records")
    assert (row["source"], row["label"], row["target"], row["confidence"]) == ("Spain", "supports", "Iran", 0.6)


def test_a_leaning_needs_no_more_than_a_tie() -> None:
    for grounds in ("act", "speech", "sentence"):
        assert threshold("leaning", grounds) <= threshold("tie", grounds) <= 1


def test_the_evidence_leaves_out_sentences_far_weaker_than_the_best() -> None:
    weak = {"none": 0.6, "supports": 0.0, "opposes": 0.4}
    rows = [(sentence("Iran", "France", n), shares) for n, shares in enumerate((OPPOSES, weak, OPPOSES))]
    assert [row.sentence for row in JudgedPair("Iran", "France", OPPOSES, rows).evidence] == [0, 2]


def test_toward_an_actor_by_any_of_its_names() -> None:
    assert asked("Mike Pompeo left. Iran condemned Mike Pompeo.", "pompeo")[1:] == [("pompeo", "Iran", "against")]


def test_toward_a_phrase_comes_from_the_tone_of_its_sentences_not_from_a_name_in_it() -> None:
    rows = analyze(article(TEXT), targets=["withdrawal of French soldiers"])["stance"]["toward"]
    assert [(row["source"], row["evidence"]) for row in rows] == [("author", [[76, 125]])]


def test_toward_a_speaker_uses_the_sentences_in_that_voice() -> None:
    text = "Mike Pompeo said that the plan was an awful, terrible idea."
    ((_, source, label),) = asked(text, "the plan")
    assert source == "Mike Pompeo"
    assert label in ("against", "unsure")


@pytest.mark.parametrize("phrase", ["Germany", "", "  ", "plan*", "(", "Fran"])
def test_toward_what_is_not_in_the_text_has_no_row(phrase: str) -> None:
    assert asked(TEXT, phrase) == []


def test_asked_twice_is_answered_once() -> None:
    assert asked(TEXT, "Spain", "Spain") == asked(TEXT, "Spain")


def test_probabilities_sum_to_one() -> None:
    for row in analyze(article(TEXT), targets=["France", "Iran", "idea"])["stance"]["toward"]:
        assert row["against"] + row["neutral"] + row["favor"] == pytest.approx(1, abs=0.001)


def test_no_actors_no_ties() -> None:
    doc = document("It rained.")
    said = all_attributions(doc)
    assert judge_stances(doc, acts(doc), said) == []
    assert list(ties(doc, []).columns) == list(leanings(doc, []).columns) == TIES
    assert list(toward(doc, ["snow"], said, []).columns) == TOWARD


def test_toward_is_the_tone_of_the_author_and_the_judgement_of_each_actor(monkeypatch: pytest.MonkeyPatch) -> None:
    def tone(self: Reading, *spans: tuple[int, int]) -> dict[str, float]:  # noqa: ARG001 — the reader's form
        rain = "rain" in self.text
        return {"negative": 0.1 if rain else 0.9, "neutral": 0.1, "positive": 0.8 if rain else 0.0}

    monkeypatch.setattr(Reading, "tone", tone)
    monkeypatch.setattr("readout.analyses.tie_judgement.threshold", lambda *_: 0.9)
    text = "Iran attacked France. France has rain. Spain said that the whole of France had fallen."
    doc = document(text)
    judged = [
        pair("Iran", "France", OPPOSES, sentence("Iran", "France", 0, -1)),
        pair("Spain", "France", MAY_SUPPORT, sentence("Spain", "France", 2, spoken=True)),
        pair("Iran", "Spain", OPPOSES, sentence("Iran", "Spain", 0)),
    ]
    said = all_attributions(doc)
    rows = toward(doc, ["France"], said, judged)[["source", "label", "against", "neutral", "favor"]]
    author, *others = rows.to_numpy().tolist()
    assert author[0] == "author"
    assert others == [["Iran", "against", 0.95, 0.05, 0.0], ["Spain", "unsure", 0.0, 0.4, 0.6]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spain said that France had lied.", {("Spain", 0, "France")}),
        ("According to Spain, France had lied.", {("Spain", 0, "France")}),
        ("Spain met France.", set()),
        ("Spain said that Spain had lied.", set()),
        ("“France has lied,” said Spain. “Iraq knows it.”", {("Spain", 0, "France"), ("Spain", 1, "Iraq")}),
        (  # words within words belong to the inner speaker
            "Spain said that Iraq had said that France had lied.",
            {("Spain", 0, "Iraq"), ("Iraq", 0, "France")},
        ),
        ("Carl Berg has died. “He was kind,” said Lord Wade.", {("Wade", 1, "Carl Berg")}),
    ],
)
def test_who_speaks_of_whom(text: str, expected: set[tuple[str, int, str]]) -> None:
    doc, _, said = heard(text)
    assert set(spoken_of(doc, said)) == expected


def numbers(text: str) -> dict[tuple[str, str, int], dict[str, float]]:
    rows = pair_sentences(*heard(text))
    return {(row.source, row.target, row.sentence): row.numbers for row in rows}


def test_each_two_actors_of_a_sentence_are_a_pair_both_ways_and_a_pronoun_counts() -> None:
    found = numbers("Pompeo spoke in Paris. He condemned Iran. It rained.")
    assert {key for key in found if key[2] == 1} == {("Pompeo", "Iran", 1), ("Iran", "Pompeo", 1)}
    forth, back = found["Pompeo", "Iran", 1], found["Iran", "Pompeo", 1]
    assert (forth["act against"], forth["act back against"], forth["source indirect"]) == (1, 0, 1)
    assert (back["act against"], back["act back against"], back["target indirect"]) == (0, 1, 1)
    assert (forth["source subject"], forth["target object"]) == (1, 1)


def test_a_sentence_without_its_speaker_is_read_with_the_speaker_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def stances(self: Reading, pairs: list[tuple[list[tuple[int, int]], ...]]) -> list[dict[str, float]]:
        seen.extend((self.text, {self.text[start:end] for spans in pair for start, end in spans}) for pair in pairs)
        return [dict.fromkeys(STANCES, 0.2) for _ in pairs]

    monkeypatch.setattr(Reading, "stances", stances)
    found = numbers("“France has lied,” said Spain. “Iraq knows it.”")
    assert seen == [
        ("“France has lied,” said Spain.", {"Spain", "France"}),
        ("Spain said: “Iraq knows it.”", {"Spain", "Iraq"}),
    ]
    assert (found["Spain", "Iraq", 1]["led"], found["Spain", "Iraq", 1]["source speaks"]) == (1, 1)
