"""Exports of Nexis, Factiva and ProQuest become articles with their headline, day, outlet, authors and text."""

import re
from datetime import date
from pathlib import Path

import pytest

from readout.articles import read_all
from readout.articles.exports import split_export
from support.exports import EXPORTS, FIRST, SECOND, THIRD


@pytest.mark.parametrize("form", EXPORTS)
def test_each_document_becomes_an_article(form: str, tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_text(EXPORTS[form], encoding="utf-8", newline="\r\n" if form == "factiva" else "\n")
    first, second = read_all(path)
    assert first.title.casefold() == "ferry crashes are not all alike"
    assert (first.published, first.source) == (date(2015, 5, 17), "Eastport State Journal")
    assert (first.byline, first.text) == ("Chris Rowe", f"{FIRST}\n\n{SECOND}")
    assert first.deck == ("A question about the owners" if form == "nexis-uni" else None)
    assert (second.title, second.published) == ("Council sues the owner", date(2010, 1, 11))
    assert (second.source, second.text) == ("The Harwick Times", f"{SECOND}\n\n{THIRD}")
    assert second.byline == ("Jane Doe" if form.startswith("factiva") else "Jane Doe and John Roe")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("(c) 2015 Harbour Newspapers, Inc.", "Copyright 2015 Harbour. All rights reserved."),
            "Eastport State Journal",
        ),
        (("04:10\nEastport State Journal\n", "Eastport State Journal\n"), "Eastport State Journal"),
        (("English\n(c) 2015 Harbour Newspapers, Inc.\n", ""), "Eastport State Journal"),
        (("\n", "\n\n"), "Eastport State Journal"),  # a line a paragraph, as word processors write it
    ],
)
def test_the_credits_of_factiva_differ(change: tuple[str, str], expected: str) -> None:
    article = split_export(EXPORTS["factiva"].replace(*change))[0]
    assert (article.metadata.source, article.metadata.title) == (expected, "Ferry crashes are not all alike")
    assert article.prose.split("\n")[0] == FIRST


@pytest.mark.parametrize(
    ("pattern", "instead"), [(r"\b(\d of \d) DOCUMENTS", r"Document \1"), (r"LENGTH: .*\n\n(?=[\s\S]*\d of \d)", "")]
)
def test_the_heads_of_nexis_differ(pattern: str, instead: str) -> None:
    changed, number = re.subn(pattern, instead, EXPORTS["nexis"])
    assert number
    assert [(a.metadata, a.prose) for a in split_export(changed)] == [
        (a.metadata, a.prose) for a in split_export(EXPORTS["nexis"])
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"A headline\n\n{FIRST}\n\nThe report has 743 words.\n\nDocument of the week: {SECOND}",
        f"LENGTH: 743 words\n\n{FIRST}",  # nothing else says that it is an export
        f"Full text: {FIRST}\n\n{SECOND}",
        "",
    ],
)
def test_any_other_text_is_no_export(text: str) -> None:
    assert split_export(text) == []


def test_a_document_without_text_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_text(EXPORTS["proquest"].replace("Full text:", "Details:"), encoding="utf-8")
    problems: list[str] = []
    found = read_all(path, on_problem=lambda name, _: problems.append(name))
    assert [article.title for article in found] == ["Council sues the owner"]
    assert problems == [f"{path}#1"]
