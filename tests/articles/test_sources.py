"""The articles that a source names: folders, lists, exports, tables."""

import os
from datetime import date
from pathlib import Path

import pytest

from readout.articles import read, read_all
from readout.articles.article import article_from
from readout.articles.contents import split_place
from readout.articles.files import RawArticle
from readout.articles.sources import describe_skipped, expand
from readout.errors import UserError
from support.errors import problem_of
from support.exports import EXPORTS, FIRST, SECOND, THIRD

TEXT = f"{FIRST} {SECOND}"
CSV = f'title,text,date\nOne,"{TEXT}",2021-01-14\n\nTwo,,2021-01-15\n"Three","{FIRST}\n\n{SECOND}",2021-01-16\n'

# --- folders


def test_expand(tmp_path: Path) -> None:
    for name in ["b.txt", "a.md", "c.HTML", "README.md", ".hidden.txt", "article.json", "notes.odt"]:
        (tmp_path / name).touch()
    (tmp_path / "folder.txt").mkdir()
    assert expand(str(tmp_path)) == [str(tmp_path / name) for name in ["a.md", "b.txt", "c.HTML"]]
    assert expand(str(tmp_path / "b.txt")) == [str(tmp_path / "b.txt")]


@pytest.mark.parametrize("source", ["", "-", "none.txt", "https://a.example/b", "a\0b"])
def test_expand_leaves_the_rest_alone(source: str) -> None:
    assert expand(source) == [source]
    assert describe_skipped(source) == ""


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        ([".hidden.odt", "README.md"], ""),
        (["notes.odt"], "notes.odt"),
        (["b.csv", "old/"], "b.csv, the folder old"),
        ([f"{letter}.odt" for letter in "abcdef"], "a.odt, b.odt, c.odt, d.odt, e.odt, f.odt"),
        ([f"{letter}.odt" for letter in "abcdefgh"], "a.odt, b.odt, c.odt, d.odt, e.odt, 3 more"),
    ],
)
def test_what_a_folder_has_besides_articles_is_said(tmp_path: Path, names: list[str], said: str) -> None:
    for name in ("story.txt", *names):
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).touch()
    kinds = ".txt, .md, .html, .pdf, .docx and .eml files"
    whole = f"{tmp_path}: left out {said}; of a folder, its own {kinds} are read, others by name"
    assert describe_skipped(str(tmp_path)) == (whole if said else "")


def test_expand_of_an_empty_folder(tmp_path: Path) -> None:
    kinds = ".txt, .md, .html, .pdf, .docx or .eml"
    assert problem_of(expand, str(tmp_path)) == f"{tmp_path}: has no articles in it; put {kinds} files there"


# --- files with many articles


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with an article, an export of two, a table and a list of all of them."""
    (tmp_path / "story.txt").write_text(f"A headline of its own\n\n{FIRST}\n\n{THIRD}", encoding="utf-8")
    (tmp_path / "export.txt").write_text(EXPORTS["nexis"], encoding="utf-8")
    (tmp_path / "rows.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "all.lst").write_text("# ours\nrows.csv\n*.txt\n", encoding="utf-8")
    return tmp_path


def test_links_of_a_folder_lead_nowhere_else(tmp_path: Path) -> None:
    (folder := tmp_path / "in").mkdir()
    (folder / "story.txt").touch()
    (tmp_path / "private.txt").touch()
    (tmp_path / "private").mkdir()
    for link, target in (("leak.txt", "../private.txt"), ("all", "../private"), ("again.txt", "story.txt")):
        (folder / link).symlink_to(target)
    (folder / "chain.txt").symlink_to("leak.txt")
    assert expand(str(folder)) == [str(folder / "again.txt"), str(folder / "story.txt")]
    said = f"{folder}: left out the link all, the link chain.txt, the link leak.txt;"
    assert describe_skipped(str(folder)).startswith(said)


def test_what_fits_a_pattern_is_read_and_links_that_lead_elsewhere_are_said(mixed: Path) -> None:
    (mixed / "more").mkdir()
    (mixed / "more" / "leak.txt").symlink_to("../story.txt")
    (mixed / "more" / "own.txt").touch()
    assert expand(str(mixed / "more" / "*.txt")) == [str(mixed / "more" / "own.txt")]
    said = describe_skipped(str(mixed / "more" / "*.txt"))
    assert said.endswith("/more/*.txt: left out links that lead elsewhere: leak.txt")
    assert expand(str(mixed / "*.csv")) == [str(mixed / f"rows.csv#{n}") for n in (1, 2, 3)]
    assert expand(str(mixed / "*.docx")) == [str(mixed / "*.docx")]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(path := tmp_path / "pipe.txt")
    assert expand(str(path)) == [str(path)]
    with pytest.raises(UserError, match=r"pipe.txt: is a pipe or a device, which may never end; give a file"):
        expand(f"@{path}")


def test_a_folder_gives_each_article_of_an_export(mixed: Path) -> None:
    names = ["export.txt#1", "export.txt#2", "story.txt"]
    assert expand(str(mixed)) == [str(mixed / name) for name in names]
    assert "left out all.lst, rows.csv;" in describe_skipped(str(mixed))
    titles = ["FERRY CRASHES ARE NOT ALL ALIKE", "Council sues the owner", "A headline of its own"]
    assert [article.title for article in read_all(mixed)] == titles


def test_a_list_gives_what_its_lines_name_and_a_bad_row_is_named(mixed: Path) -> None:
    problems: dict[str, str] = {}
    found = read_all(f"@{mixed / 'all.lst'}", on_problem=lambda name, why: problems.update({name: str(why)}))
    titles = ["One", "Three", "FERRY CRASHES ARE NOT ALL ALIKE", "Council sues the owner", "A headline of its own"]
    assert [article.title for article in found] == titles
    name = f"{mixed / 'rows.csv'}#2"
    assert problems == {name: f"{name}: line 4 has no text"}


def test_each_article_of_a_file_has_a_place_and_an_id_of_its_own(mixed: Path) -> None:
    first, second = (read(f"{mixed / 'export.txt'}#{n}") for n in (1, 2))
    assert first.id != second.id
    assert second.published == date(2010, 1, 11)
    with pytest.raises(UserError, match=r"holds 2 articles; give one of them as export.txt#1, or the file to readout"):
        read(mixed / "export.txt")
    with pytest.raises(UserError, match=r"holds 2 articles; save it as a file, and give that"):
        article_from(RawArticle(EXPORTS["nexis"].encode(), "text"), "-")
    with pytest.raises(UserError, match=r"#3: holds 2 articles; give a number up to that"):
        read(f"{mixed / 'export.txt'}#3")


def test_without_a_handler_the_first_problem_is_raised(mixed: Path) -> None:
    with pytest.raises(UserError, match="line 4 has no text"):
        list(read_all(mixed / "rows.csv"))


def test_a_file_that_changes_is_read_again(mixed: Path) -> None:
    path = mixed / "rows.csv"
    assert len(expand(str(path))) == 3
    path.write_text(f'title,text\nOther,"{TEXT}"\n', encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert [article.title for article in read_all(path)] == ["Other"]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("story.txt#2", ("story.txt", 2)),
        ("odd.txt#2", ("odd.txt#2", None)),  # a file of that name
        ("none.txt#2", ("none.txt#2", None)),
        ("story.txt#0", ("story.txt#0", None)),
        ("https://a.example/story.txt#2", ("https://a.example/story.txt#2", None)),
    ],
)
def test_a_place_is_a_file_and_a_number(
    name: str, place: tuple[str, int | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("story.txt", "odd.txt", "odd.txt#2"):
        Path(file).touch()
    assert split_place(name) == place
