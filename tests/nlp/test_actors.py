"""Who is in the article: mentions joined under one name, pronouns, and names in phrases."""

import pytest

from readout.nlp.actors import ACTORS, slug
from support.articles import document


def found(text: str) -> dict[str, list[str]]:
    """The actors of a text, most mentioned first, with what each mention looks like."""
    frame = document(text).actors
    return {
        name: [text[start:end] for start, end in spans]
        for name, spans in zip(frame["name"], frame["mentions"], strict=True)
    }


def meant(text: str, pronoun: str) -> str | None:
    """Whom the last `pronoun` in the text stands for."""
    doc = document(text)
    words = [(tree, word) for tree in doc.trees for word in tree.words if word.text == pronoun]
    return doc.actor_of(*words[-1])


def test_columns_and_order() -> None:
    frame = document("Iran met Iraq. Iraq left. Iran-backed militias fled. Iraq won.").actors
    assert list(frame.columns) == ACTORS
    assert list(frame["name"]) == ["Iraq", "Iran", "Iran-backed militias"]
    assert list(frame["id"]) == ["iraq", "iran", "iran-backed-militias"]
    assert frame["mentions"][1] == [[0, 4]]


def test_capitals_and_people_are_their_country() -> None:
    text = "The US left. Washington agreed, and the Americans won."
    assert found(text) == {"United States": ["US", "Washington", "Americans"]}


def test_last_names_join_the_full_name() -> None:
    assert found("Mustafa al-Kadhimi left. Kadhimi won.") == {"Mustafa al-Kadhimi": ["Mustafa al-Kadhimi", "Kadhimi"]}


def test_a_last_name_that_two_bear_joins_neither() -> None:
    assert set(found("George Bush met Jeb Bush. Bush won.")) == {"George Bush", "Jeb Bush", "Bush"}


def test_acronyms_join_the_name_before_them() -> None:
    text = "The Islamic Revolutionary Guard Corps (IRGC) left. The IRGC won."
    assert list(found(text).values()) == [["Islamic Revolutionary Guard Corps", "IRGC", "IRGC"]]


def test_the_militias_are_those_named_before() -> None:
    text = "Iran-backed militias fled. The militias won. Iran-backed Shi’ite militias lost."
    assert found(text)["Iran-backed militias"] == ["Iran-backed militias", "militias", "Iran-backed Shi’ite militias"]


def test_another_number_or_no_article_is_someone_else() -> None:
    assert found("American soldiers left. He saw soldiers of Iraq.")["American soldiers"] == ["American soldiers"]
    assert found("Armed groups fled. The group won.")["armed groups"] == ["Armed groups"]


def test_an_apposition_is_the_same_person() -> None:
    text = "Muqtada al-Sadr, the influential cleric, left. Its commander, Gen. Frank McKenzie, won."
    assert found(text) == {
        "Muqtada al-Sadr": ["Muqtada al-Sadr", "influential cleric"],
        "Frank McKenzie": ["commander", "Frank McKenzie"],
    }


def test_a_possessor_in_an_apposition_is_not() -> None:
    assert found("Robert O’Brien, the president’s adviser, left.") == {"Robert O’Brien": ["Robert O’Brien", "adviser"]}


@pytest.mark.parametrize(
    "text", ["A spokesman left. The spokesman won.", "The group left. The group won.", "Men left."]
)
def test_bare_nouns_are_no_actors(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("The State Department left. Then it said no.", "it", "State Department"),
        ("Though the State Department left, it said no.", "it", "State Department"),
        ("The attack was an end. Then it said no.", "it", None),
        ("Miller praised Trump. Then he left.", "he", "Miller"),
        ("He saw the envoy praise Trump. The envoy saw Miller. Then he left.", "he", None),
        ("Miller told Trump that he left.", "he", None),
        ("A spokesman praised Trump. Then he left.", "he", None),
        ("Iraqi officials left, but they said no.", "they", "Iraqi officials"),
        ("The reports were wrong. Iran saw that they said no.", "they", None),
        ("It rained. Then he left.", "he", None),
    ],
)
def test_pronouns_stand_for_someone_where_that_is_clear(text: str, pronoun: str, name: str | None) -> None:
    assert meant(text, pronoun) == name


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


def test_nobody() -> None:
    frame = document("It rained.").actors
    assert list(frame.columns) == ACTORS
    assert frame.empty


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Insurers attacked the plan.", ["insurers"]),
        ("He attacked owners who gamble.", ["owners"]),
        ("Four curators attacked the board.", ["curators"]),
        ("Insurers left.", []),
        ("He attacked his colleagues.", []),
    ],
)
def test_a_bare_group_that_acts_for_or_against_someone_is_an_actor(text: str, named: list[str]) -> None:
    frame = document(text).actors
    assert list(frame.loc[frame["kind"] != "issue", "name"]) == named
