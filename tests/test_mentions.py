"""Names in the text: what is found, as whom, and of which kind."""

from itertools import pairwise
from pathlib import Path

import pytest

from conftest import article
from readout.mentions import mentions
from readout.names import read_aliases


def names(text: str, aliases: str = "") -> list[tuple[str, str]]:
    return [(m.name, m.kind) for m in mentions(article(text), aliases)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The U.S. left.", [("United States", "place")]),
        ("American policy failed.", [("United States", "place")]),
        ("Washington warned him.", [("United States", "place")]),
        ("He lives in Washington.", [("Washington", "place")]),
        ("He landed at Baghdad airport.", [("Baghdad airport", "place")]),
        ("The White House agreed.", [("United States", "place")]),
        ("The Government of Iraq agreed.", [("Iraq", "place")]),
        ("Turkey agreed.", [("Turkey", "place")]),
        ("He praised Iran.", [("Iran", "place")]),
        ("Washington’s anger grew.", [("United States", "place")]),
        ("Iraqi officials left.", [("Iraqi officials", "group")]),
        ("He met Iran-backed armed groups.", [("Iran-backed armed groups", "group")]),
        ("Gen. Frank McKenzie left.", [("Frank McKenzie", "person")]),
        ("Prime Minister Mustafa al-Kadhimi left.", [("Mustafa al-Kadhimi", "person")]),
        ("Iraqi Foreign Minister Fuad Hussein left.", [("Iraq", "place"), ("Fuad Hussein", "person")]),
        ("Iraq’s Foreign Minister left.", [("Iraq", "place"), ("Iraq’s Foreign Minister", "person")]),
        ("In June, the Counter-Terrorism Service left.", [("Counter-Terrorism Service", "organisation")]),
        ("He left the Green Zone on Jan. 3.", [("Green Zone", "place")]),
        ("Politicians left.", [("politicians", "group")]),
        ("Striking dockers blocked the port.", [("striking dockers", "group")]),  # no noun of the table
        ("He left on Thursday in September.", []),
        ("It is over.", []),
    ],
)
def test_who_is_named(text: str, found: list[tuple[str, str]]) -> None:
    assert names(text) == found


def test_an_acronym_in_brackets_is_a_mention_of_its_own() -> None:
    text = "The World Health Organization (WHO) chief Maria Lopez praised Iran."
    found = [(text[m.start : m.end], m.kind) for m in mentions(article(text))]
    assert found == [
        ("World Health Organization", "organisation"),
        ("WHO", "organisation"),
        ("Maria Lopez", "person"),
        ("Iran", "place"),
    ]


def test_a_common_word_that_opens_a_sentence_is_no_organisation() -> None:
    assert names("Shell fire hit a town.") == []
    assert [name for name, _ in names("Shell left. He praised Shell.")] == ["Royal Dutch Shell"] * 2


def test_mentions_stand_in_order_and_never_overlap() -> None:
    text = "Iraq’s Foreign Minister Fuad Hussein and U.S. Secretary of State Mike Pompeo met Iraqi officials."
    spans = [(m.start, m.end) for m in mentions(article(text))]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert text[slice(*spans[-1])] == "Iraqi officials"


def test_own_aliases_come_first(tmp_path: Path) -> None:
    file = tmp_path / "aliases.tsv"
    file.write_text("# mine\nalias\tname\tkind\nthe Zone\tGreen Zone\tplace\nWashington\tTrump team\tgroup\n")
    assert names("Washington left.", str(file)) == [("Trump team", "group")]


def test_aliases_without_the_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "aliases.tsv"
    file.write_text("name,kind\nIran,place\n")
    with pytest.raises(ValueError) as error:  # noqa: PT011 — the whole message is asserted
        read_aliases(str(file))
    assert str(error.value) == (
        f"{file}: row 1 of the aliases is not complete; give the columns alias, name and kind "
        "(person, organisation, place, group, issue), separated by tabs"
    )


def test_a_kind_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "aliases.tsv"
    file.write_text("alias\tname\tkind\nIran\tIran\tplace\nParis\tFrance\tcountry\n")
    with pytest.raises(ValueError) as error:  # noqa: PT011 — the whole message is asserted
        read_aliases(str(file))
    assert str(error.value) == (
        f"{file}: row 2 of the aliases is not complete; give the columns alias, name and kind "
        "(person, organisation, place, group, issue), separated by tabs"
    )


@pytest.mark.parametrize("content", [None, b"alias\tname\tkind\n\xff\xfe\tx\tplace\n"])
def test_aliases_that_cannot_be_read_are_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "aliases.tsv"
    if content:
        file.write_bytes(content)
    with pytest.raises(ValueError) as error:  # noqa: PT011 — the whole message is asserted
        read_aliases(str(file))
    assert str(error.value) == f"{file}: the aliases file cannot be read; give a UTF-8, tab-separated file"
