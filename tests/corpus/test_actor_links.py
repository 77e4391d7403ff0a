"""Who is one actor across articles: each rule, and what must stay apart."""

from datetime import date

import pytest

from readout.corpus.actor_links import Link, Named, fold_name, has_proper_name, link_names
from readout.nlp.user_file import Correction

MAY, LATE_MAY, AUGUST = date(2024, 5, 1), date(2024, 5, 31), date(2024, 8, 1)


def linked(*names: tuple[str, str, date | None], **more: object) -> list[str]:
    """The names that these stand for, each with its rule."""
    listed = [Named(*each) for each in names]
    links = link_names({named: len(listed) - at for at, named in enumerate(listed)}, **more)  # type: ignore[arg-type]
    return [f"{links[named].linked_name}: {links[named].rule}" for named in listed]


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("organisation", "U.S.-led coalition", "US-led coalition"),
        ("organisation", "Asaib Ahl al-Haq", "Asaib Ahl Al Haq"),
        ("organisation", "Taliban Councils", "Taliban Council"),
        ("person", "Donald J. Trump", "Donald Trump"),
        ("person", "Mustafa al-Kadhimi", "Mustafa Kadhimi"),
        ("person", "José Núñez", "Jose Nunez"),
        ("place", "The Hague", "Hague"),
    ],
)
def test_spellings_of_one_name(kind: str, first: str, second: str) -> None:
    assert fold_name(first, kind) == fold_name(second, kind)
    names = (first, kind, MAY), (second, kind, AUGUST)
    assert linked(*names) == [f"{first}: same name", f"{first}: spelling"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Georgia", "place", MAY), ("Georgia", "person", MAY)),
        (("John Smith", "person", MAY), ("Jane Smith", "person", MAY)),
        (("Hezbollah", "organisation", MAY), ("Kataib Hezbollah", "organisation", MAY)),
        (("Trump", "organisation", MAY), ("Donald Trump", "person", MAY)),
        (("Trump", "person", AUGUST), ("Donald Trump", "person", MAY)),
        (("Trump", "person", None), ("Donald Trump", "person", MAY)),
    ],
)
def test_what_stays_apart(first: tuple[str, str, date], second: tuple[str, str, date]) -> None:
    links = link_names({Named(*first): 1, Named(*second): 1})
    one, other = links.values()
    assert one.linked != other.linked
    assert one.rule == other.rule == "same name"


def test_a_last_name_joins_the_only_person_of_those_days() -> None:
    full = ("Donald Trump", "person", MAY)
    assert linked(full, ("Trump", "person", LATE_MAY))[1] == "Donald Trump: last name"
    others = ("Melania Trump", "person", AUGUST), ("Trump", "person", LATE_MAY)
    assert linked(full, *others)[2] == "Donald Trump: last name", "the other one is not in the news then"
    others = ("Melania Trump", "person", MAY), ("Trump", "person", LATE_MAY)
    assert linked(full, *others)[2] == "Trump: same name"


def test_a_last_name_of_several_words_joins_too() -> None:
    names = ("Adel Abdul Mahdi", "person", MAY), ("Abdul Mahdi", "person", MAY), ("Mahdi", "person", MAY)
    assert linked(*names)[1:] == ["Adel Abdul Mahdi: last name"] * 2


def test_an_acronym_joins_what_an_article_spells_out() -> None:
    guards = ("Islamic Revolutionary Guard Corps", "organisation", MAY)
    names = guards, ("IRGC", "organisation", LATE_MAY), ("IRGC", "group", AUGUST)
    assert linked(*names, acronyms=[("IRGC", Named(*guards))]) == [
        "Islamic Revolutionary Guard Corps: same name",
        "Islamic Revolutionary Guard Corps: acronym",
        "IRGC: same name",
    ]


@pytest.mark.parametrize(
    ("name", "kind", "is_name"),
    [
        ("officials", "group", False),
        ("Iranian officials", "group", False),
        ("armed groups", "group", False),
        ("Houthis", "group", True),
        ("rocket attacks", "issue", False),
        ("parliament", "organisation", False),
        ("Supreme Court", "organisation", True),
        ("the capital", "place", False),
    ],
)
def test_descriptions_are_never_joined(name: str, kind: str, is_name: bool) -> None:
    assert has_proper_name(name, kind) == is_name
    link = link_names({Named(name, kind, MAY): 2})[Named(name, kind, MAY)]
    assert (link.linked is None) != is_name
    assert link.rule == ("same name" if is_name else "not joined")


def test_the_users_file_has_the_first_word() -> None:
    rows = [
        Correction(1, "alias", "Zone", "Green Zone", "place"),
        Correction(2, "merge", "Miller", "Stephen Miller"),
        Correction(3, "reject", "Bluff"),
    ]
    names = (
        ("Zone", "place", MAY),
        ("Miller", "person", MAY),
        ("Chris Miller", "person", MAY),
        ("Bluff", "place", MAY),
    )
    assert linked(*names, corrections=rows) == [
        "Green Zone: your file",
        "Stephen Miller: your file",
        "Chris Miller: same name",
        "None: not joined",
    ]


def test_ids_of_two_kinds_differ() -> None:
    links = link_names(
        {Named("Georgia", "place", MAY): 1, Named("Georgia", "person", MAY): 1, Named("Iraq", "place", MAY): 1}
    )
    assert [link.linked for link in links.values()] == ["georgia-place", "georgia-person", "iraq"]
    assert all(isinstance(link, Link) for link in links.values())
