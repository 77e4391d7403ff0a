"""Which outlet an article is of."""

from pathlib import Path

import pytest

from readout.articles.outlets import clean_credit, find_host, name_outlets, read_outlet_names
from readout.errors import UserError


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        ("Readout Wire", "Readout Wire"),
        ("READOUT WIRE (written for this project)", "READOUT WIRE"),
        ("Washington column. Written for the Readout project from public facts.", "Washington column"),
        ("Coast Today — produced by the newsroom", "Coast Today"),
        ("Writers’ Weekly", "Writers’ Weekly"),
        ("READOUT WIRE (Reuters)", "READOUT WIRE"),
        ("Harwick Post / AP", "Harwick Post"),
        ("Harwick Post via AFP.", "Harwick Post"),
        ("Reuters", "Reuters"),
        ("The Times (London)", "The Times (London)"),  # another paper than that of another town
        ("", ""),
        (None, ""),
    ],
)
def test_a_credit_loses_the_note_on_for_whom_it_was_written(credit: str | None, name: str) -> None:
    assert clean_credit(credit) == name


def test_a_host_is_without_www() -> None:
    urls = ["https://www.coast.example/a", "http://m.coast.example:80/b", "https://[bad", None]
    assert [find_host(url) for url in urls] == ["coast.example", "coast.example", "", ""]


def test_spellings_are_one_outlet_and_a_host_without_a_credit_has_that_of_its_other_articles() -> None:
    credits = ["READOUT WIRE (written for us)", "Readout Wire", "The Readout-Wire", None, None, None]
    hosts = ["wire.example", None, None, "www.wire.example", "other.example", None]
    urls = [f"https://{host}/1" if host else None for host in hosts]
    named = name_outlets(credits, urls)
    assert named == ["Readout Wire"] * 4 + ["other.example", "unknown outlet"]


def test_the_users_own_table_comes_first(tmp_path: Path) -> None:
    table = tmp_path / "outlets.tsv"
    table.write_text("words\toutlet\n# a note\nwire.example\tThe Wire\nBaghdad daily\tDaily\n", encoding="utf-8")
    own = read_outlet_names(str(table))
    urls = ["https://www.wire.example/1", None, None]
    assert name_outlets(["Agency", "BAGHDAD DAILY", "Agency"], urls, own) == ["The Wire", "Daily", "Agency"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("host\tname\n", "lacks a column"), ("words\toutlet\nwire.example\t\n", "“wire.example” is not complete")],
)
def test_a_table_that_is_none_is_refused_in_a_line(text: str, wrong: str, tmp_path: Path) -> None:
    table = tmp_path / "outlets.tsv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=wrong):
        read_outlet_names(str(table))
    with pytest.raises(UserError, match="cannot be read"):
        read_outlet_names(str(tmp_path / "none.tsv"))
