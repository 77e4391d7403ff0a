import pandas as pd
import pytest

from readout.evidence.statements import (
    describe_kwic,
    group_hedges,
    group_statements,
    hedged_passages,
    rank_speakers,
    speaker_sentence,
    stance_sentence,
    tie_sentence,
    tone_sentence,
    unnamed_sources,
    voice_sentence,
)
from support.findings import article, plain, target, tied

LINES = pd.DataFrame(
    {"left": ["the cheap ", "Cheap ", "the "], "keyword": ["oil"] * 3, "right": [" price", ".", " price,"]}
)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (LINES, "The article has “oil” 3 times. Its most frequent neighbour: “cheap” before it (twice)."),
        (LINES.tail(1), "The article has “oil” once."),
        (LINES.tail(2).assign(keyword=["Oils", "oil"]), "The article has “Oils” twice, also as “oil”."),
        (pd.DataFrame(), "The article does not have the phrase."),
    ],
)
def test_lines_in_context_are_described_by_what_stands_out(lines, text):
    assert describe_kwic(lines) == text


PRAISED = tied("US", "embassy", "supports", 0.7)


@pytest.mark.parametrize(
    ("row", "options", "said"),
    [
        (PRAISED, {}, "The US supports the embassy: 1 sentence, fairly sure"),  # its act would say the reverse
        (PRAISED | {"acts": [], "by": "words"}, {}, "The US supports the embassy: in words, 1 sentence, fairly sure"),
        (PRAISED | {"acts": [], "by": "deeds"}, {}, "The US supports the embassy: 1 sentence, fairly sure"),
        (tied("US", "Iran", "opposes", 0.9), {"quoted": True}, "The US opposes Iran: attacks, sure"),
        (tied("US", "Iran", "opposes", 0.9), {"leaning": True}, "The US opposes Iran: attacks, 1 sentence, less sure"),
    ],
)
def test_a_tie_is_said_in_a_sentence(row, options, said):
    assert plain(tie_sentence(row, **options)) == said
    linked = tie_sentence(row, place="tie-1f2e3d")
    assert '<a href="#tie-1f2e3d">1 sentence</a>' in linked


def test_the_tone_towards_an_actor_is_said_in_a_word():
    assert tone_sentence(target("<militias>", "negative", 0.8, 0.1, 2)) == (
        '&lt;militias&gt;: <b class="hostile">hostile</b>, 2 sentences'
    )
    assert tone_sentence(target("US", "unsure", 0.3, 0.4, 1)) == ('The US: <b class="doubt">unsure</b>, 1 sentence')


def test_what_is_held_of_the_asked_is_said_with_its_shares():
    row = {"source": "author", "target": "Iran", "label": "unsure", "evidence": [[0, 5], [6, 9]]}
    row |= {"against": 0.39, "neutral": 0.36, "favor": 0.25}
    assert plain(stance_sentence(row)) == (
        "The author towards Iran: unsure, 2 sentences (against 0.39, neutral 0.36, in favour 0.25)"
    )
    other = stance_sentence(row | {"source": "<b>", "label": "favor", "evidence": [[0, 5]]})
    assert other == (
        '&lt;b&gt; towards Iran: <b class="friendly">in favour</b>, 1 sentence '
        "(against 0.39, neutral 0.36, in favour 0.25)"
    )


def test_vague_sources_are_counted_and_named():
    sources = (("Pompeo", "named"), ("Some <analysts>", "vague"), (None, "none"), ("Some <analysts>", "vague"))
    said = [{"speaker": speaker, "source_kind": kind} for speaker, kind in sources]
    assert unnamed_sources(said) == (
        "<p>Without a named source: 3 of 4 statements: “Some &lt;analysts&gt;”, no source named.</p>"
    )
    assert plain(unnamed_sources(said[1:2])).startswith("Without a named source: 1 of 1 statement: ")
    assert plain(unnamed_sources(said[:1])) == "Without a named source: none of 1 statement."
    assert "No quotation" in unnamed_sources([])


def test_speakers_are_ranked_by_their_words_counted_once():
    said = [
        {"speaker": "Ann", "content": [[0, 12]], "direct": False},
        {"speaker": "Ann", "content": [[4, 21]], "direct": True},
        {"speaker": None, "content": [[0, 55]], "direct": False},
    ]
    assert rank_speakers(article(), said) == [
        {"speaker": "no source named", "passages": 1, "direct": 0, "words": 8, "share": 8 / 12},
        {"speaker": "Ann", "passages": 2, "direct": 1, "words": 3, "share": 3 / 12},
    ]


def test_the_statements_of_a_speaker_are_one_row():
    said = [
        {"speaker": "Ann", "content": [[0, 12]], "direct": False, "source_kind": "vague"},
        {"speaker": float("nan"), "content": [[0, 55]], "direct": True, "source_kind": "none"},
        {"speaker": "They", "content": [[60, 70]], "direct": True, "source_kind": "named"},
        {"speaker": "Ann", "content": [[4, 21]], "direct": True, "source_kind": "vague"},
    ]
    one, none = group_statements(said)
    assert one["content"] == [[0, 12], [4, 21]]
    assert plain(speaker_sentence(one)) == "Ann (a vague source): 2 statements (1 quoted)"
    assert plain(speaker_sentence(none, "x")) == "No source named: 2 statements (quoted)"
    assert plain(speaker_sentence({**one, "direct": 0, "source_kind": "named"})) == "Ann: 2 statements"


def test_the_cautious_sentences_of_a_voice_are_one_row() -> None:
    rows = [
        {"voice": "author", "hedges": [[3, 8]]},
        {"voice": "analysts", "hedges": [[20, 25], [27, 30]]},
        {"voice": "author", "hedges": []},
        {"voice": "author", "hedges": [[40, 44]]},
    ]
    groups = group_hedges(rows)
    assert [group["hedges"] for group in groups] == [[[3, 8], [40, 44]], [[20, 25], [27, 30]]]
    assert [plain(voice_sentence(group)) for group in groups] == ["The author: 2 sentences", "Analysts: 1 sentence"]


def test_words_that_are_cautious_are_counted_and_named() -> None:
    text = "It might rain, he said. It may snow, perhaps."
    said = [{"hedges": [[3, 8]]}, {"hedges": []}, {"hedges": [[27, 30], [37, 44]]}]
    assert plain(hedged_passages(said, text)) == (
        "With a cautious word: 2 of 3 statements: “might”, “may” and “perhaps”."
    )
    assert plain(hedged_passages(said[1:2], text)) == "With a cautious word: none of 1 statement."
