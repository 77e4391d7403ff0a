"""Which mentions are one actor, and by which rule."""

import pytest

from readout.nlp.actors import RULES, names
from support.articles import document


def joined(text: str) -> dict[str, list[tuple[str, str]]]:
    frame = document(text).actors
    rows = zip(frame["name"], frame["mentions"], frame["rules"], strict=True)
    return {
        name: [(text[s:e], rule) for (s, e), rule in zip(spans, rules, strict=True)]
        for name, spans, rules in rows
    }


@pytest.mark.parametrize(
    ("text", "form", "name", "rule"),
    [
        ("Yoon Suk Yeol left. Yoon won.", "Yoon", "Yoon Suk Yeol", "short name"),
        ("Kim Jong Un left. Kim met Kim Yo Jong.", "Kim", "Kim Jong Un", "short name"),
        ("Andara Metals left. The reforms helped Andara.", "Andara", "Andara Metals", "short name"),
        ("The group, Ashab al-Kahf, left.", "group", "Ashab al-Kahf", "apposition"),
        ("UNRWA, the UN agency for refugees, left.", "UN agency", "UNRWA", "apposition"),
        ("The Brazilian miner Vale SA left.", "Brazilian miner", "Vale SA", "apposition"),
        (
            "The Islamic Revolutionary Guard Corps (IRGC) left.",
            "IRGC",
            "Islamic Revolutionary Guard Corps",
            "acronym",
        ),
    ],
)
def test_a_form_joins_the_name_by_its_rule(text: str, form: str, name: str, rule: str) -> None:
    assert (form, rule) in joined(text)[name]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Edwin Harcourt left. He praised the Harcourt.", {"Edwin Harcourt", "Harcourt"}),
        ("A spokesman for the Iraqi army, Dan Moss, left.", {"Dan Moss", "Iraqi army"}),
        ("Bo Berg met Cy Berg. Berg won.", {"Bo Berg", "Cy Berg", "Berg"}),
    ],
)
def test_others_stay_apart(text: str, apart: set[str]) -> None:
    assert set(joined(text)) == apart


def test_names_say_what_stood_for_whom_and_why() -> None:
    doc = document("The US left. Washington said it won. The US won.")
    rows = names(doc)[["form", "actor", "rule", "count"]]
    assert [tuple(row) for row in rows.to_numpy()] == [
        ("US", "United States", "acronym", 2),
        ("Washington", "United States", "capital", 1),
        ("it", "United States", "pronoun", 1),
    ]
    assert list(names(doc)["why"]) == [RULES["acronym"], RULES["capital"], RULES["pronoun"]]
