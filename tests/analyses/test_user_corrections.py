"""What a user's corrections do to actors, ties and speakers."""

import pandas as pd
import pytest

from readout.analyses.attribution import attributions, corrected_speakers
from readout.analyses.pair_evidence import PairSentence
from readout.analyses.stance import corrected_pairs
from readout.analyses.tie_judgement import JudgedPair
from readout.nlp.actors import correct_actors
from readout.nlp.document import parse
from readout.nlp.user_file import Correction
from support.articles import article, document

TEXT = "Ann Lee met Bo Berg in Mali. Lee said that the minister had left. “It was a good day,” Berg said. It rained."


def named(*rows: Correction) -> tuple[dict[str, list[str]], list[Correction]]:
    story = article(TEXT)
    frame, applied = correct_actors(story, parse(story).actors, rows)
    spans = zip(frame["name"], frame["mentions"], strict=True)
    return {name: [TEXT[start:end] for start, end in some] for name, some in spans}, applied


def spoken(*rows: Correction) -> tuple[list[tuple[str, str]], list[Correction]]:
    doc = document(TEXT)
    frame, applied = corrected_speakers(doc.article, attributions(doc), rows)
    contents = (TEXT[content[0][0] : content[-1][1]] for content in frame["content"])
    return list(zip(frame["speaker"], contents, strict=True)), applied


def test_without_corrections_all_stays() -> None:
    story = article(TEXT)
    frame = parse(story).actors
    pd.testing.assert_frame_equal(correct_actors(story, frame, ())[0], frame)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (
            Correction(2, "merge", "bo berg", "Ann Lee"),
            {"Ann Lee": ["Ann Lee", "Bo Berg", "Lee", "Berg"], "Mali": ["Mali"]},
        ),
        (
            Correction(2, "merge", "Mali", "Republic of Mali"),
            {"Ann Lee": ["Ann Lee", "Lee"], "Bo Berg": ["Bo Berg", "Berg"], "Republic of Mali": ["Mali"]},
        ),
        (
            Correction(2, "split", "Lee said", "Cy Lee"),
            {"Bo Berg": ["Bo Berg", "Berg"], "Ann Lee": ["Ann Lee"], "Mali": ["Mali"], "Cy Lee": ["Lee"]},
        ),
        (Correction(2, "reject", "Bo Berg"), {"Ann Lee": ["Ann Lee", "Lee"], "Mali": ["Mali"]}),
        (Correction(2, "reject", "Berg"), {"Ann Lee": ["Ann Lee", "Lee"], "Bo Berg": ["Bo Berg"], "Mali": ["Mali"]}),
    ],
)
def test_actors_are_merged_split_and_rejected(row: Correction, found: dict[str, list[str]]) -> None:
    assert named(row) == (found, [row])


@pytest.mark.parametrize("what", ["merge", "split", "reject"])
def test_what_matches_nothing_changes_nothing(what: str) -> None:
    assert named(Correction(2, what, "Zed", "Ann Lee")) == (named()[0], [])


def test_what_was_moved_says_so_and_takes_the_kind_that_is_given() -> None:
    story = article(TEXT)
    frame, _ = correct_actors(story, parse(story).actors, [Correction(2, "split", "Lee said", "The Lees", "group")])
    row = frame.set_index("name").loc["The Lees"]
    assert (row["kind"], row["rules"], row["id"], row["aliases"]) == ("group", ["your file"], "the-lees", ["Lee"])


def test_a_tie_is_rejected_in_one_direction_only() -> None:
    shares = {"none": 0.0, "supports": 0.0, "opposes": 1.0}
    pairs = [("Iran", "Iraq"), ("Iraq", "Iran")]
    judged = [JudgedPair(*pair, shares, [(PairSentence(*pair, 0, {}, [], True), shares)]) for pair in pairs]
    row = Correction(2, "reject tie", "iran", "iraq")
    left, applied = corrected_pairs(judged, [row, Correction(3, "reject tie", "Iran", "Mali")])
    assert ([pair.source for pair in left], applied) == (["Iraq"], [row])
    assert corrected_pairs([], [row]) == ([], [])


def test_a_speaker_is_set() -> None:
    row = Correction(2, "speaker", 'a "good" day', "Ann Lee")
    assert spoken(row)[1] == []  # not these words
    row = Correction(2, "speaker", '"it was a  good day"', "Ann Lee")
    assert spoken(row) == ([("Ann Lee", "the minister had left"), ("Ann Lee", "“It was a good day,”")], [row])


def test_the_author_speaks_and_what_nobody_said_is_given_a_speaker() -> None:
    author, rain = (Correction(2, "speaker", "had left", "author"), Correction(3, "speaker", "rained", "Bo Berg"))
    assert spoken(author, rain) == ([("Bo Berg", "“It was a good day,”"), ("Bo Berg", "It rained.")], [author, rain])
