"""Which mentions are one actor, by which rule, and whom "the foreign minister" or "the court" means."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from readout.nlp.document import parse
from readout.nlp.gazetteer import other_titles
from support.articles import article, document


def joined(text: str) -> dict[str, list[tuple[str, str]]]:
    frame = document(text).actors
    rows = zip(frame["name"], frame["mentions"], frame["rules"], strict=True)
    return {name: [(text[s:e], rule) for (s, e), rule in zip(spans, rules, strict=True)] for name, spans, rules in rows}


@pytest.mark.parametrize(
    ("text", "form", "name", "rule"),
    [
        ("Yoon Suk Yeol left. Yoon won.", "Yoon", "Yoon Suk Yeol", "short name"),
        ("Kim Jong Un left. Kim met Kim Yo Jong.", "Kim", "Kim Jong Un", "short name"),
        ("Andara Motors left. The reforms helped Andara.", "Andara", "Andara Motors", "short name"),
        (
            "Solvanta Biologics made it. He called it a gift to Solvanta.",
            "Solvanta",
            "Solvanta Biologics",
            "short name",
        ),
        ("The group, Ashab al-Kahf, left.", "group", "Ashab al-Kahf", "apposition"),
        ("UNRWA, the UN agency for refugees, left.", "UN agency", "UNRWA", "apposition"),
        ("The Brazilian miner Vale SA left.", "Brazilian miner", "Vale SA", "apposition"),
        ("The Islamic Revolutionary Guard Corps (IRGC) left.", "IRGC", "Islamic Revolutionary Guard Corps", "acronym"),
        ("Muqtada al-Sadr, the influential cleric, left.", "influential cleric", "Muqtada al-Sadr", "apposition"),
        ("Its commander, Gen. Frank McKenzie, won.", "commander", "Frank McKenzie", "apposition"),
        ("Berg’s rival, finance minister Karl Lind, left.", "rival", "Karl Lind", "apposition"),
        ("Its director, lawyer Ann Pool, won.", "director", "Ann Pool", "apposition"),
        ("Robert O’Brien, the president’s adviser, left.", "adviser", "Robert O’Brien", "apposition"),
        ("Mustafa al-Kadhimi left. Kadhimi won.", "Kadhimi", "Mustafa al-Kadhimi", "short name"),
        ("The US left. Washington agreed.", "Washington", "United States", "capital"),
        ("The US left. The Americans won.", "Americans", "United States", "demonym"),
    ],
)
def test_a_form_joins_the_name_by_its_rule(text: str, form: str, name: str, rule: str) -> None:
    assert (form, rule) in joined(text)[name]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Edwin Harcourt left. He praised the Harcourt.", {"Edwin Harcourt", "Harcourt"}),
        ("A spokesman for the Iraqi army, Dan Moss, left.", {"Dan Moss", "Iraqi army"}),
        (
            "Ann Ries thanked Erik Lund, who died. Iran’s manager left.",
            {"Ann Ries", "Erik Lund", "Iran", "Iran’s manager"},
        ),
        ("The mayor, an aide to minister Karl Lind, left.", {"Karl Lind"}),
        ("Bo Berg met Cy Berg. Berg won.", {"Bo Berg", "Cy Berg", "Berg"}),
    ],
)
def test_others_stay_apart(text: str, apart: set[str]) -> None:
    assert set(joined(text)) == apart


def described(text: str, day: date | None = None, user_file: str = "") -> list[tuple[str, str, str]]:
    """Each description in the text with the actor that it names, and the rule."""
    story = replace(article(text), published=day)
    frame = parse(story, user_file=user_file).actors
    rows = zip(frame["name"], frame["mentions"], frame["rules"], strict=True)
    found = [(span, name, rule) for name, spans, rules in rows for span, rule in zip(spans, rules, strict=True)]
    return [(text[s:e], name, by) for (s, e), name, by in sorted(found) if by in ("description", "office")]


@pytest.mark.parametrize(
    ("text", "form", "name"),
    [
        ("Chinese Foreign Minister Wang Yi left. The foreign minister won.", "foreign minister", "Wang Yi"),
        ("Foreign Minister Wang Yi left. The minister won.", "minister", "Wang Yi"),
        ("Foreign Minister Ann Lee left. Interior Minister Bo Berg won. The minister fell.", "minister", "Bo Berg"),
        ("Prime Minister Fumio Kishida left. The premier won.", "premier", "Fumio Kishida"),
        ("U.S. Secretary of State Ann Lee left. The secretary of state won.", "secretary", "Ann Lee"),
        ("Russian President Ivan Orlov left. The Russian leader won.", "Russian leader", "Ivan Orlov"),
        ("U.N. Secretary-General Ana Costa left. The U.N. chief won.", "U.N. chief", "Ana Costa"),
        ("Ravi Nath, leader of the opposition, left. The opposition leader won.", "opposition leader", "Ravi Nath"),
        ("Dr. Li Wen, a doctor in Wuhan, left. The doctor won.", "doctor", "Li Wen"),
        ("Former Prime Minister Imran Khan left. The former premier won.", "premier", "Imran Khan"),
        ("The Supreme Court met. The court won.", "court", "Supreme Court"),
        ("The builders’ union UCATT left the talks. The union won.", "union", "UCATT"),
        ("Lawyer Ann Lee sued the DEA. The agency won.", "agency", "Drug Enforcement Administration"),
        ("The World Health Organization left. China praised the agency.", "agency", "World Health Organization"),
        ("The miner Vale SA said it would pay. Prosecutors sued the company.", "company", "Vale SA"),
    ],
)  # fmt: skip
def test_a_bearer_of_the_title_or_noun_is_meant(text: str, form: str, name: str) -> None:
    assert described(text)[-1] == (form, name, "description")


@pytest.mark.parametrize(
    "text",
    [
        "Vice President Ann Lee left. The president won.",
        "Prime Minister Ann Lee left. The minister won.",
        "Former President Ann Lee left. The president won.",
        "French President Ann Lee left. The Polish president won.",
        "President Ann Lee met President Bo Berg. The president won.",
        "Foreign Minister Ann Lee left. A minister fell. The minister won.",
        "Foreign Minister Ann Lee left. Ministers won.",
        "Google left. Acme Widgets won. The company fell.",
    ],
)
def test_where_no_bearer_is_clear_none_is_meant(text: str) -> None:
    assert described(text) == []


def test_an_office_of_the_users_file_names_its_holder_on_the_day(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(
        "what\twords\tname\tkind\tplace\tfrom\tuntil\n"
        "office\tpresident\tEmmanuel Macron\t\tFrance\t2017-05-14\n"
        "office\tpresident\tJoe Biden\t\tUS\t2021-01-20\t2025-01-20\n"
        "office\tmayor\tAnn Lee\n"
    )
    text = "Joe Biden met Emmanuel Macron. The French president left. The US president won."
    offices = [("French president", "Emmanuel Macron", "office"), ("US president", "Joe Biden", "office")]
    assert described(text, date(2022, 12, 1), str(path)) == offices
    assert described(text, date(2025, 12, 1), str(path)) == offices[:1]
    assert described(text, None, str(path)) == []
    former = "Joe Biden met Ann Lee. The former president left."
    assert described(former, date(2025, 12, 1), str(path)) == [("president", "Joe Biden", "office")]
    # no one is brought in whom the article does not name
    assert described("Ann Lee left. The US president won.", date(2022, 12, 1), str(path)) == []
    assert described(text, date(2022, 12, 1)) == []
    applied = parse(replace(article(text), published=date(2022, 12, 1)), user_file=str(path)).applied
    assert [row.name for row in applied] == ["Emmanuel Macron", "Joe Biden"]


def test_what_the_holder_of_a_title_is_called_besides() -> None:
    assert other_titles("prime minister") == ["premier", "leader", "head of government"]
    assert other_titles("plumber") == []
