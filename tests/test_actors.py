"""Mentions joined into actors."""

from pathlib import Path

import pytest

from conftest import article
from readout.actors import actors, slug
from readout.names import read_aliases


def found(text: str, aliases: str = "") -> dict[str, tuple[str, int]]:
    """Each actor's kind and number of mentions, by name."""
    frame = actors(article(text), aliases=aliases)
    counts = [len(mentions) for mentions in frame["mentions"]]
    return dict(zip(frame["name"], zip(frame["kind"], counts, strict=True), strict=True))


def test_a_surname_joins_its_full_name() -> None:
    assert found("Secretary of State Mike Pompeo called. Pompeo was angry.")["Mike Pompeo"] == ("person", 2)


def test_a_capital_is_its_government_but_a_place_after_in() -> None:
    assert found("Washington told the US Congress. Washington waited.")["United States"][1] >= 2
    assert "Baghdad" in found("They met in Baghdad. Iraq objected.")


def test_an_acronym_in_brackets_joins_the_name_before_it() -> None:
    actor = found("The Peoples Harbour Union (PHU) met. The PHU voted.")
    assert [name for name in actor if name == "PHU"] == []
    assert actor["Peoples Harbour Union"][1] == 3


def test_a_group_is_not_its_country() -> None:
    actor = found("Iraqi officials met. Iran-backed militias fired. Iraq objected, and the militias left.")
    assert actor["Iraqi officials"][0] == "group"
    assert actor["Iran-backed militias"] == ("group", 2)
    assert actor["Iraq"][1] == 1


def test_own_aliases_come_first(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("alias\tname\tkind\nAlpha Squad\tBeta Front\tgroup\n", encoding="utf-8")
    assert found("Alpha Squad met.", str(path)) == {"Beta Front": ("group", 1)}


def test_aliases_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("alias\tname\tkind\nX\tY\tanimal\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"row 1 of the aliases is not complete"):
        read_aliases(str(path))
    with pytest.raises(ValueError, match=r"cannot be read; give a UTF-8, tab-separated file"):
        read_aliases(str(tmp_path / "none.tsv"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Qassem Soleimani", "qassem-soleimani"), ("São Tomé", "sao-tome"), ("!", "u-21")],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected
