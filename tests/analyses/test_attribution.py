"""What an attribution says: its kind, source, cue, content and hedges, and whose voice each sentence is."""

from typing import Any

import pytest

from readout.analyses.attribution import COLUMNS, all_attributions, attributions, voices
from readout.analyses.reported_speech import SpanIndex
from support.articles import document

LOST = "that Iran had lost"


def found(text: str) -> list[dict[str, Any]]:
    """Every attribution of a text, its spans as words."""
    rows = all_attributions(document(text)).to_dict("records")
    spans = ("source", "cue", "content", "hedges")
    return [row | {name: [text[slice(*span)] for span in row[name]] for name in spans} for row in rows]


@pytest.mark.parametrize(
    ("text", "kind", "source", "cue", "content"),
    [
        # the cue is the verb with its group
        (f"Mike Pompeo has also said {LOST}.", "speech", "Mike Pompeo", "has also said", "Iran had lost"),
        (f"Mike Pompeo pointed out {LOST}.", "speech", "Mike Pompeo", "pointed out", "Iran had lost"),
        ("Mike Pompeo vowed to avenge it.", "speech", "Mike Pompeo", "vowed", "to avenge it"),
        ("Mike Pompeo fears that Iran will win.", "belief", "Mike Pompeo", "fears", "Iran will win"),
        ("Mike Pompeo hopes to win.", "intention", "Mike Pompeo", "hopes", "to win"),
        (f"Mike Pompeo did not say {LOST}.", "denied", "Mike Pompeo", "did not say", "Iran had lost"),
        ("Mike Pompeo did not want to comment.", "denied", "Mike Pompeo", "did not want", "to comment"),
        (f"Nobody said {LOST}.", "denied", "Nobody", "said", "Iran had lost"),
        ("Mike Pompeo may say that it is over.", "possible", "Mike Pompeo", "may say", "it is over"),
        # attitudes: objects and prepositions, passives with a doer, adjectives, nouns, a chain of verbs
        ("The bishops criticised the new law.", "attitude", "The bishops", "criticised", "the new law"),
        ("The bishops criticised the law, and she left.", "attitude", "The bishops", "criticised", "the law"),
        ("The envoy warned of a famine.", "attitude", "The envoy", "warned of", "a famine"),
        ("The union, which opposes the runway, met.", "attitude", "which", "opposes", "the runway"),
        ("The plan was endorsed by two bishops.", "attitude", "two bishops", "was endorsed", "The plan"),
        ("The union is opposed to the runway.", "attitude", "The union", "is opposed to", "the runway"),
        ("She was sure that the gate was locked.", "attitude", "She", "was sure", "the gate was locked"),
        ("His promise to cut fares was kept.", "attitude", "His", "promise", "to cut fares"),
        ("The envoy made the claim that it was over.", "attitude", "The envoy", "made the claim", "it was over"),
        ("The mayor declined to discuss the fire.", "possible", "The mayor", "declined to discuss", "the fire"),
        ("The mayor would praise the treaty.", "possible", "The mayor", "would praise", "the treaty"),
        # the source has all that is said of it; a relative pronoun is one
        (
            "The engineer, who met Iran, said that it was over.",
            *("speech", "The engineer, who met Iran", "said", "it was over"),
        ),
        (f"Mike Pompeo, who said {LOST}, left.", "speech", "who", "said", "Iran had lost"),
    ],
)  # fmt: skip
def test_an_attribution_has_kind_source_cue_and_content(
    text: str, kind: str, source: str, cue: str, content: str
) -> None:
    rows = [(row["kind"], *(row[name][0] for name in ("source", "cue", "content"))) for row in found(text)]
    assert (kind, source, cue, content) in rows


@pytest.mark.parametrize(
    "text",
    [
        "The storm cut power to the island.",
        "A call from the hospital came at two.",
        "The engineer was dismissed.",
        "I support the plan.",
        "It raised the price.",
        '"a" “b ” ' * 20,
        "",
    ],
)
def test_nothing_is_attributed(text: str) -> None:
    assert found(text) == []
    assert voices(document(text).article, attributions(document(text))) == ["author"] * bool(text)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Ana Reyes", "named"),
        ("A spokesman for the Ana Reyes Trust", "named"),
        ("The Iraqi embassy", "named"),
        ("A spokesman", "unnamed"),
        ("Two officials", "unnamed"),
        ("The engineers", "unnamed"),
        ("His aides", "unnamed"),
        ("She", "unnamed"),
        ("Analysts", "vague"),
        ("Senior officials", "vague"),
        ("Some", "vague"),
        ("Many in the village", "vague"),
        ("People", "vague"),
    ],
)
def test_a_source_is_named_unnamed_or_vague(source: str, kind: str) -> None:
    assert [row["source_kind"] for row in found(f"{source} said it was over.")] == [kind]


def test_the_row_shows_where_it_stands_and_what_is_in_quotation_marks() -> None:
    frame = attributions(document("Iraqi officials said that “all is well”. Mike Pompeo said that he was late."))
    assert list(frame.columns) == COLUMNS
    row = frame.iloc[0]
    assert (row["source"], row["cue"], row["content"]) == ([[0, 15]], [[16, 20]], [[26, 39]])
    assert (list(frame["direct"]), row["start"], row["end"]) == ([True, False], 26, 39)


def test_only_words_and_thoughts_that_fill_half_a_sentence_make_a_voice() -> None:
    text = (
        "Iran fell. Mike Pompeo said that the whole of Iran would fall. Mike Pompeo, in a very long speech, said so. "
        "Mike Pompeo criticised the new and costly treaty. Mike Pompeo did not say that Iran had lost."
    )
    doc = document(text)
    assert voices(doc.article, attributions(doc)) == ["author", "Mike Pompeo", "author", "author", "author"]


def test_an_attitude_within_what_is_said_is_not_told_again_and_a_report_within_a_report_is_nested() -> None:
    (row,) = found("Mike Pompeo said that the bishops had criticised the treaty.")
    assert row["kind"] == "speech"
    rows = found("Mike Pompeo said that Hassan Rouhani had said that it was over.")
    assert [(row["speaker"], row["nested"]) for row in rows] == [("Mike Pompeo", False), ("Hassan Rouhani", True)]


def test_hedges_are_marked_in_cue_and_content() -> None:
    (row,) = found("Perhaps it rained. Mike Pompeo said that Iran may have lost, reportedly, at sea.")
    assert row["hedges"] == ["may", "reportedly"]


def test_a_span_is_inside_one_of_many() -> None:
    inside = SpanIndex([(10, 12), (0, 20), (30, 40)])
    assert [inside.covers(span) for span in ((11, 19), (19, 21), (30, 40), (25, 26))] == [True, False, True, False]
    assert not SpanIndex([]).covers((0, 1))
