"""The tables: well-formed, with a source note, and true to each other."""

import pytest

from readout.resources import FOLDER, table, values

NAMES = sorted(path.stem for path in FOLDER.glob("*.tsv"))


def test_values_splits_a_cell() -> None:
    assert values("US|U.S.") == ["US", "U.S."]
    assert values("") == []


@pytest.mark.parametrize("name", NAMES)
def test_table_is_well_formed(name: str) -> None:
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("# ")]
    assert lines[0].startswith("# "), "the first line says what the table is and where it is from"
    assert len({line.count("\t") for line in rows}) == 1
    assert len(table(name)) == len(rows) - 1 > 0
    assert len(set(rows)) == len(rows)


def test_acts_are_known_and_signs_are_signs() -> None:
    acts = {row["act"] for row in table("acts")}
    assert len(acts) == 15
    assert {row["act"] for row in table("act_words")} - {""} <= acts
    assert {int(row["sign"]) for row in table("act_words")} == {-1, 0, 1}


def test_metonyms_stand_for_listed_countries() -> None:
    named = {row["name"] for name in ("countries", "organisations") for row in table(name)}
    assert {row["country"] for row in table("metonyms")} <= named


def test_no_name_stands_for_two() -> None:
    seen: dict[str, str] = {}
    for row in [*table("countries"), *table("organisations")]:
        for alias in {row["name"], *values(row["aliases"])}:
            assert seen.setdefault(alias, row["name"]) == row["name"], alias
