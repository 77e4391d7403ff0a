"""Sentences and their places in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.articles import sentences as segment
from readout.articles.sentences import Sentence, split_sentences


def cut(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


def test_spans_slice_the_text_and_count_paragraphs() -> None:
    text = " He left. She stayed.\n\n\n Rockets\nfell. \n"
    places = [(one.start, one.end, one.paragraph) for one in split_sentences(text)]
    assert places == [(1, 9, 0), (10, 21, 0), (25, 38, 1)]
    assert cut(text) == ["He left.", "She stayed.", "Rockets\nfell."]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n", "\u00a0\u2003"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "He met J. Smith and J. A. Doe in the U.S. on Jan. 5 at 8:30 p.m. with Gen. Soleimani.",
        "The U.S. President spoke for the U.S. First Lady in Washington, D.C., on Tuesday.",
        "J.K. Rowling and Lt. Gen. He Weidong met Mr. But and Dr. In at St. Paul.",
        "The firm, Acme Inc., and Acme Corp. of Texas paid No. 10 no less than 3.5 million.",
        "Troops of the U.S.-led coalition, i.e. Americans, left at 6 a.m. local time.",
        "“Who is there?” he asked.",
        "“Stop!” she cried.",
        "It was “… a duty …” he said.",
        "He saw . . . Iraq and ... Iran.",
        "Yahoo! said it was sorry.",
        "1. Iraq and Iran agreed.",
    ],
)
def test_one_sentence_stays_whole(sentence: str) -> None:
    assert cut(sentence) == [sentence]


@pytest.mark.parametrize(
    "two",
    [
        ["He lives in the U.S.", "The president left."],
        ["He came at 8 p.m.", "But she had left."],
        ["He came from Washington, D.C.", "After that he left."],
        ["It is Plan B.", "The plan failed."],
        ["It was in 2020.", "Iraq was at war."],
        ["It belongs to Acme Inc.", "It is sold."],
        ["He said “go.”", "They went."],
        ["“Why?”", "The man left."],
        ["(He ran.)", "She stayed."],
        ["They kept to “the former International Zone and surrounding areas”.", "The US left."],
        ["He waited...", "Pompeo left."],
        ["He waited …", "Then it rained."],
        ["Really?!", "Yes."],
        ["He left.", "“We stay,” she said."],
        ["They paid.", "$5 million was lost."],
        ["he left.", "she stayed."],
        ["1. Iraq agreed.", "2. Iran agreed."],
    ],
)
def test_two_sentences_part(two: list[str]) -> None:
    assert cut(" ".join(two)) == two


def test_a_paragraph_ends_a_sentence() -> None:
    assert split_sentences("The U.S.\n\nIraq") == [Sentence(0, 8, "The U.S.", 0), Sentence(10, 14, "Iraq", 1)]


def test_one_line_of_200_kilobytes() -> None:
    text = "The U.S. warned Iraq in Jan. 2020. " * 6_000
    assert len(split_sentences(text)) == 6_000


@pytest.mark.parametrize("piece", [". ", "a.)", '."', "?!", "U.S. ", ". . . ", "\n a", "(", "a.b"])
def test_200_kilobytes_of_marks(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    spans = split_sentences(text)
    assert (spans[0].start, spans[-1].end) == (len(text) - len(text.lstrip()), len(text.rstrip()))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Iraq and Iran, " * 1000, "Iraq and Iran, " * 132 + "Iraq and Iran,"),
        ("the troops of " * 1000, "the troops of " * 142 + "the troops"),
        ("he left; " * 200 + "and she, " * 200, "he left; " * 199 + "he left;"),
        ("he left, " * 221 + "and " * 200, "he left, " * 220 + "he left,"),
        ("a" * 1_000_000, "a" * 2000),
        ("The law " + "is " * 630 + "good.", None),
    ],
)
def test_a_sentence_without_an_end_is_cut_where_it_hurts_least(text: str, first: str | None) -> None:
    parts = cut(text)
    if first is None:
        assert parts == [text]
    else:
        assert parts[0] == first
        assert max(map(len, parts)) <= 2000
        assert "".join("".join(parts).split()) == "".join(text.split())


MARKS = st.sampled_from([*".?!… \n\t'\"”’)(“-", ". ", "\n\n", "U.S.", "Gen.", "The", "he", "1.", "é", "\x1f", "\u2028"])


@given(st.one_of(st.text(), st.lists(MARKS).map("".join)))
def test_any_text_is_covered_in_order(text: str) -> None:
    spans = split_sentences(text)
    last, number = 0, 0
    for one in spans:
        start, end, sentence, paragraph = one.start, one.end, one.text, one.paragraph
        assert text[last:start].strip() == ""
        assert sentence == text[start:end]
        assert sentence
        assert sentence == sentence.strip()
        assert not any(line.strip() == "" for line in sentence.split("\n"))
        assert paragraph - number == (last > 0 and blank_line(text[last:start]))
        last, number = end, paragraph
    assert text[last:].strip() == ""


def blank_line(gap: str) -> bool:
    return gap.count("\n") > 1


@given(st.from_regex(r"[a-zA-Z’'-]{1,12}", fullmatch=True), st.sampled_from(["Iraq", "The", "He", "US", "A"]))
def test_what_is_plain_is_what_punkt_would_say(word: str, follows: str) -> None:
    if segment._is_plain(word, follows):
        assert segment._punkt_decides(f"{word}.", follows)
