"""Tables of articles: CSV, JSON Lines and Parquet, by usual names of columns or by those that are given."""

import json
from datetime import date
from pathlib import Path

import pytest

from readout.articles import read, read_all
from readout.articles.tables import USUAL_NAMES, parse_columns, parse_rows
from support import ROOT
from support.errors import problem_of
from support.exports import FIRST, SECOND

TEXT = f"{FIRST} {SECOND}"
ROW = {"Headline": "One", "Body": TEXT, "Publication Date": "2021-01-14", "outlet": "Daily", "authors": "Jane Doe"}


def rows_of(text: str, kind: str = "csv", columns: dict[str, str] | None = None) -> list[tuple[str | None, str]]:
    return [(row.metadata.title, row.problem) for row in parse_rows(text.encode(), kind, columns or {})]


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "json", "parquet"])
def test_each_form_gives_the_same_article(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows.{ending}"
    if ending == "parquet":
        import pyarrow as pa
        from pyarrow import parquet

        row = ROW | {"Publication Date": date(2021, 1, 14), "authors": ["Jane Doe"]}
        parquet.write_table(pa.Table.from_pylist([row]), path)
    elif ending.startswith("json"):
        row = ROW | {"authors": [{"name": "Jane Doe"}], "more": None}
        path.write_text(json.dumps([row] if ending == "json" else row), encoding="utf-8")
    else:
        comma = {"csv": ";", "tsv": "\t"}[ending]
        path.write_text("\n".join(comma.join(part) for part in (ROW.keys(), ROW.values())), encoding="utf-8")
    (article,) = read_all(path)
    assert (article.title, article.text, article.published) == ("One", TEXT, date(2021, 1, 14))
    assert (article.source, article.byline) == ("Daily", "Jane Doe")


def test_parquet_that_grows_without_bounds_is_refused_in_a_line(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 2000), pa.array(["some words " * 200_000]))
    parquet.write_table(pa.table({"text": texts}), tmp_path / "a.parquet", compression="zstd")  # 1 KB for 4 GB
    told = f"{tmp_path / 'a.parquet'}#1: takes more than 512 MB of memory to read; give it in parts"
    assert problem_of(read, tmp_path / "a.parquet#1") == told


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("title,text\nOne,a\n\nTwo,\n", "csv", [("One", ""), ("Two", "line 4 has no text")]),
        ('title,text\n"One\nmore","a\n\nb"\nTwo,b\n', "csv", [("One\nmore", ""), ("Two", "")]),
        (
            "title,text\nOne,a, and b\nTwo,b\n",
            "csv",
            [(None, "line 2 has 3 cells where the header has 2; put text that holds a comma in quotes"), ("Two", "")],
        ),
        (
            '{"text": "a"}\n\n{"text": \n[1]\n{"title": "T", "text": "b"}',
            "jsonl",
            [
                (None, ""),
                (None, "line 3 is no JSON; write one object a line"),
                (None, "line 4 is no object; write one object a line"),
                ("T", ""),
            ],
        ),
    ],
)
def test_a_row_that_is_wrong_is_named_with_its_line(text: str, kind: str, expected: list[object]) -> None:
    assert rows_of(text, kind) == expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2021-01-14", "14 January 2021", "Thu, 14 Jan 2021 10:00:00 GMT", ""], [14, 14, 14, None]),
        (["03/04/2021", "14/04/2021"], [3, 14]),  # the second says that the day stands first
        (["03/04/2021", "04/14/2021 10:00"], [4, 14]),
        (["03/04/2021", "soon"], ["two ways", "two ways"]),
        (["14/04/2021", "04/14/2021"], ["two ways", "two ways"]),
    ],
)
def test_dates_are_read_in_one_way_or_refused(dates: list[str], expected: list[object]) -> None:
    text = "text,date\n" + "".join(f'a,"{day}"\n' for day in dates)
    rows = parse_rows(text.encode(), "csv", {})
    found = [row.metadata.published.day if row.metadata.published else None for row in rows]
    assert [day if not row.problem else "two ways" for row, day in zip(rows, found, strict=True)] == expected
    assert all("which can be read in no or in two ways" in row.problem for row in rows if row.problem)


@pytest.mark.parametrize(
    ("text", "kind", "columns", "expected"),
    [
        (
            "title,story\nOne,a\n",
            "csv",
            {},
            "has no column of text; name it with --columns text=NAME; it has: title, story",
        ),
        ("title,story\nOne,a\n", "csv", {"text": "body"}, 'has no column "body"; it has: title, story'),
        ("title,text\n", "csv", {}, "has no rows; give a table with one article a row"),
        ("PAR1", "parquet", {}, "is no Parquet that can be read; write it again, or as CSV"),
    ],
)
def test_a_table_that_is_no_use_is_refused(text: str, kind: str, columns: dict[str, str], expected: str) -> None:
    assert problem_of(parse_rows, text.encode(), kind, columns) == expected


def test_columns_are_named_by_what_they_hold() -> None:
    assert parse_columns("title=Head line, text=story,date=day,outlet=paper,") == {
        "title": "Head line",
        "text": "story",
        "published": "day",
        "source": "paper",
    }
    assert rows_of("story,Head line\na,One\n", columns={"title": "Head line", "text": "story"}) == [("One", "")]


FIELDS = "is not known; an article has: title, text, published, source, byline, deck, url"


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        ("body=story", f'"body" {FIELDS}'),
        ("=text", f'"" {FIELDS}'),
        ("text", '"text" names no column'),
        ("title=a,text=", '"text" names no column'),
    ],
)
def test_columns_that_are_no_fields_are_refused(option: str, wrong: str) -> None:
    assert problem_of(parse_columns, option) == f"columns: {wrong}; write title=headline,text=body"


def test_the_usual_names_stand_in_the_documentation() -> None:
    page = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for field, names in USUAL_NAMES.items():
        assert f"| {field} | {', '.join(names)} |" in page
