"""The table of actors: its columns, the rule of each form, pronouns, groups without a name, and whom a noun names."""

import pytest

from readout.nlp.actors import ACTORS, RULES, name_forms, slug
from support.articles import document


def found(text: str) -> dict[str, list[str]]:
    """The actors of a text, most mentioned first, with what each mention looks like."""
    frame = document(text).actors
    rows = zip(frame["name"], frame["mentions"], strict=True)
    return {name: [text[start:end] for start, end in spans] for name, spans in rows}


def test_columns_and_order() -> None:
    frame = document("Iran met Iraq. Iraq left. Iran-backed militias fled. Iraq won.").actors
    assert list(frame.columns) == list(document("It rained.").actors.columns) == ACTORS
    assert list(frame["name"]) == ["Iraq", "Iran", "Iran-backed militias"]
    assert list(frame["id"]) == ["iraq", "iran", "iran-backed-militias"]
    assert frame["mentions"][1] == [[0, 4]]


def test_names_say_what_stood_for_whom_and_why() -> None:
    rows = name_forms(document("The US left. Washington said it won. The US won."))
    assert rows[["form", "actor", "rule", "count"]].to_numpy().tolist() == [
        ["US", "United States", "acronym", 2],
        ["Washington", "United States", "capital", 1],
        ["it", "United States", "pronoun", 1],
    ]
    assert list(rows["why"]) == [RULES["acronym"], RULES["capital"], RULES["pronoun"]]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        (
            "Iran-backed militias fled. The militias won. Iran-backed Shi’ite militias lost.",
            {"Iran-backed militias": ["Iran-backed militias", "militias", "Iran-backed Shi’ite militias"]},
        ),
        # another number, or no article, is someone else
        ("American soldiers left. He saw soldiers of Iraq.", {"American soldiers": ["American soldiers"]}),
        ("Armed groups fled. The group won.", {"armed groups": ["Armed groups"]}),
        # bare nouns are no actors
        ("A spokesman left. The spokesman won.", {}),
        ("The group left. The group won.", {}),
        # but a bare group that acts for or against someone is one
        ("Insurers attacked the plan.", {"insurers": ["Insurers"]}),
        ("He attacked owners who gamble.", {"owners": ["owners"]}),
        ("Insurers left.", {}),
        ("He attacked his colleagues.", {}),
    ],
)
def test_groups(text: str, actors: dict[str, list[str]]) -> None:
    named = found(text)
    assert {name: forms for name, forms in named.items() if name not in ("plan", "Iraq")} == actors


def test_a_document_finds_whom_a_noun_names_and_who_stands_before_it() -> None:
    doc = document("The US warning alarmed Iran.")
    (tree,) = doc.trees
    warning, iran = (word for word in tree.words if word.text in ("warning", "Iran"))
    assert (doc.actor_of(tree, warning), doc.actors_before(tree, warning)) == (None, ["United States"])
    assert (doc.actor_of(tree, iran), doc.kind("Iran"), doc.kind("nobody")) == ("Iran", "place", "")


def test_slug() -> None:
    assert slug("Qassem Soleimani") == "qassem-soleimani"
    assert slug("Beştepe & Élysée") == "bestepe-elysee"
    assert slug("北京") == "u-e58c97e4baac"
