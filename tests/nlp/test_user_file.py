"""The user's own file: what it may say, and what is said of it when it is wrong."""

from datetime import date
from pathlib import Path

import pytest

from readout.errors import UserError
from readout.nlp.user_file import Correction, offices_on, own_aliases, read_corrections, sort_corrections

OFFICES = "what\twords\tname\tkind\tplace\tfrom\tuntil\n"


def file(folder: Path, text: str) -> str:
    path = folder / "own.tsv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_every_kind_of_row(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "# mine\n\nwhat\twords\tname\tkind\nalias\tthe Zone\tGreen Zone\tplace\nmerge\tKhan\tImran Khan\n"
        "split\tthe minister\tAnn Lee\tperson\nreject\tDams\nReject  Tie\tIran\tIraq\nspeaker\ta red line\tauthor\n",
    )
    assert read_corrections(path) == (
        Correction(4, "alias", "the Zone", "Green Zone", "place"),
        Correction(5, "merge", "Khan", "Imran Khan"),
        Correction(6, "split", "the minister", "Ann Lee", "person"),
        Correction(7, "reject", "Dams"),
        Correction(8, "reject tie", "Iran", "Iraq"),
        Correction(9, "speaker", "a red line", "author"),
    )
    assert list(own_aliases(read_corrections(path))) == [("the", "Zone")]


def test_a_table_of_aliases_only_stays_valid(tmp_path: Path) -> None:
    path = file(tmp_path, "\ufeffname\talias\tkind\r\nGreen Zone\tthe Zone\tplace\r\n")
    assert read_corrections(path) == (Correction(2, "alias", "the Zone", "Green Zone", "place"),)


def test_offices_have_a_place_and_days(tmp_path: Path) -> None:
    path = file(tmp_path, f"{OFFICES}office\tpresident\tBo Berg\t\tIceland\t2020-02-01\t2024-01-31\n")
    (row,) = read_corrections(path)
    assert row == Correction(2, "office", "president", "Bo Berg", "", "Iceland", date(2020, 2, 1), date(2024, 1, 31))
    assert row.says() == "Bo Berg is president of Iceland from 2020-02-01 until 2024-01-31"


@pytest.mark.parametrize(
    ("name", "day", "offices"),
    [
        ("Bo Sánchez", date(2020, 2, 1), [("president", "Iceland")]),
        ("Sanchez", date(2024, 1, 31), [("president", "Iceland")]),
        ("Bo Sanchez", date(2024, 2, 1), [("former president", "Iceland")]),
        ("Bo Sanchez", date(2020, 1, 31), []),
        ("Bo Sanchez", None, []),
        ("Ann Sanchez", date(2020, 2, 1), []),
        ("Ana Costa", None, [("mayor", "")]),
    ],
)
def test_who_holds_what_on_a_day(name: str, day: date | None, offices: list[tuple[str, str]]) -> None:
    term = (date(2020, 2, 1), date(2024, 1, 31))
    rows = [
        Correction(2, "office", "president", "Bo Sánchez", "", "Iceland", *term),
        Correction(3, "office", "mayor", "Ana Costa"),
    ]
    assert list(offices_on(rows, name, day)) == offices


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_asks_for_nothing(tmp_path: Path, text: str) -> None:
    assert read_corrections(file(tmp_path, text)) == ()
    assert read_corrections("") == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "name,kind\nIran,place\n",
            "line 1 does not name the columns; begin the file with what, words, name and kind, a tab between each",
        ),
        (
            "# mine\nwhat\twords\tname\tkind\njoin\tKhan\tImran Khan\n",
            "line 3 asks for “join”; in the column what, "
            "write alias, office, merge, split, reject, reject tie or speaker",
        ),
        ("what\twords\tname\tkind\nmerge\tKhan\n", "line 2 has no name; merge needs one in its column"),
        ("what\twords\tname\tkind\nreject\n", "line 2 has no words; reject needs one in its column"),
        ("alias\tname\tkind\n\tIran\tplace\n", "line 2 has no alias; alias needs one in its column"),
        ("alias\tname\tkind\nTehran\tIran\n", "line 2 has no kind; alias needs one in its column"),
        (
            f"{OFFICES}office\tpresident\tBo Berg\t\tIceland\t1.2.2024\n",
            "line 2 has the day “1.2.2024”; write year, month and day as in 2024-01-31",
        ),
        (
            f"{OFFICES}office\tpresident\tBo Berg\t\tIceland\t\t86400\n",
            "line 2 has the day “86400”; write year, month and day as in 2024-01-31",
        ),
        (
            "alias\tname\tkind\nParis\tFrance\tcountry\n",
            "line 2 has the kind “country”; write person, organisation, place, group or issue",
        ),
    ],
)
def test_a_row_that_is_no_use_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = file(tmp_path, text)
    with pytest.raises(UserError) as error:
        read_corrections(path)
    assert str(error.value) == f"{path}: {problem}"


@pytest.mark.parametrize("content", [None, b"alias\tname\tkind\n\xff\xfe\tx\tplace\n", b"#" * 1_000_001])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.tsv"
    if content:
        path.write_bytes(content)
    with pytest.raises(UserError) as error:
        read_corrections(str(path))
    assert str(error.value) == f"{path}: the aliases file cannot be read; give a UTF-8, tab-separated file"


def test_what_changed_and_what_matched_nothing_in_words() -> None:
    rows = [
        Correction(2, "alias", "the Zone", "Green Zone", "place"),
        Correction(3, "merge", "Khan", "Imran Khan"),
        Correction(4, "split", "the minister", "Ann Lee"),
        Correction(5, "reject", "Dams"),
        Correction(6, "reject tie", "Iran", "Iraq"),
        Correction(7, "speaker", "a red line", "Iraq"),
    ]
    assert sort_corrections(rows, rows[:5]) == {
        "applied": [
            "“the Zone” names Green Zone",
            "Khan is Imran Khan",
            "“the minister” is another actor, Ann Lee",
            "“Dams” is no actor",
            "no tie from Iran to Iraq",
        ],
        "unmatched": ["Iraq says “a red line”"],
    }
