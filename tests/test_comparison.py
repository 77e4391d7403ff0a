"""What two articles say differently: two short articles, read by hand."""

import json
from pathlib import Path

import pytest

import readout
from support.articles import article
from support.command import call

BOTH = "Jake Stone praised Anna Webb in the town hall of Harwick on Monday, and the two left together in the evening."
FIRST = f"{BOTH} Robert Mills condemned Martha Hill. The law is good, said Ana Costa."
SECOND = f"{BOTH} Robert Mills praised Martha Hill. The law is bad, said Bo Berg."


@pytest.fixture(scope="module")
def found() -> list[readout.Analysis]:
    return [readout.analyze(article(text)) for text in (FIRST, SECOND)]


def rows(frame: readout.Analysis, part: str) -> list[tuple[str, bool, bool]]:
    """Of what it is, and whether the first and the second have it."""
    chosen = frame[frame["part"] == part]
    return [(row.what, isinstance(row.first, str), isinstance(row.second, str)) for row in chosen.itertuples()]


def test_ties_and_speakers_that_differ_are_listed_and_others_not(found: list[readout.Analysis]) -> None:
    frame = readout.compare(*found)
    assert list(frame.columns) == ["part", "what", "first", "second"]
    assert ("Jake Stone → Anna Webb", True, True) not in rows(frame, "tie")
    assert ("Bo Berg", False, True) in rows(frame, "speaker")
    assert set(frame["part"]) <= {"tie", "tone towards", "speaker", "keyphrase"}


def test_a_pair_that_turned_is_one_row_in_words(found: list[readout.Analysis]) -> None:
    frame = readout.compare(*found)
    [turned] = frame[frame["what"].str.startswith("Robert Mills →")].itertuples()
    assert turned.first.startswith("opposes (")
    assert turned.second.startswith("supports (")


def test_an_article_does_not_differ_from_itself(found: list[readout.Analysis]) -> None:
    assert readout.compare(found[0], found[0]).empty
    assert readout.compare(found[0], found[0].article).empty


def test_the_command_says_which_articles_they_are_and_lists_what_differs(tmp_path: Path) -> None:
    for name, text in (("a", FIRST), ("b", SECOND)):
        (tmp_path / f"{name}.txt").write_text(f"Headline {name}\n\n{text}\n")
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    text = call("compare", a, b).stdout.split("\n\n")
    assert text[0] == "first:  Headline a\nsecond: Headline b"
    assert text[1].endswith("findings differ.")
    assert text[2].splitlines()[0].split() == ["finding", "what", "first", "second"]
    assert "Bo Berg" in text[2]
    assert "nan" not in text[2]
    data = json.loads(call("compare", a, b, "--format", "json").stdout)
    [speaker] = [row for row in data if row["part"] == "speaker" and row["what"] == "Bo Berg"]
    assert (speaker["first"], speaker["second"]) == (None, "1 statement, none quoted")


def test_an_article_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    result = call("compare", tmp_path / "none.txt", tmp_path / "b.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"readout: {tmp_path / 'none.txt'}: does not exist; check the path\n"
