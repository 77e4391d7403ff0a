"""`readout report` over several articles."""

from pathlib import Path

import pytest

from readout_app import cli_report as making
from support.articles import stories
from support.command import call
from support.notebooks import notebook

CELL = "import json\ntitle = json.load(open(article))['title']\nassert not title.endswith('1'), title"


def test_pages_are_printed_in_order_and_failures_named_at_the_end(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", CELL)
    first, second, third = stories(tmp_path, 3)
    out = tmp_path / "o"
    result = call("report", third, "missing.txt", second, first, "--notebook", path, "--out", out)
    assert result.exit_code == 1
    pages = [Path(line).parent.name for line in result.stdout.splitlines()]
    assert ["-2-" in pages[0], "-1-" in pages[1], "-0-" in pages[2]] == [True] * 3
    assert result.stderr.splitlines() == [
        "readout: missing.txt: does not exist; check the path",
        f"readout: {second}: AssertionError: Headline number 1; see {out / pages[1] / 'report.html'}",
        "readout: 2 of 4 articles failed",
    ]


def test_one_article_that_fails_is_named_once(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", CELL)
    (_, second) = stories(tmp_path, 2)
    result = call("report", second, "--notebook", path, "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert "AssertionError: Headline number 1" in (tmp_path / "o" / "index.html").read_text()
    assert result.stderr == (
        f"readout: {second}: AssertionError: Headline number 1; see {result.stdout.strip()}\n"
    )


def test_what_stands_there_is_taken_and_again_runs_it_anew(tmp_path: Path) -> None:
    count = tmp_path / "count"
    path = notebook(tmp_path / "n.ipynb", f"open({str(count)!r}, 'a').write('x')")
    words = ["report", *stories(tmp_path, 2), "--notebook", path, "--out", tmp_path / "o"]
    assert call(*words).stdout == call(*words).stdout
    assert count.read_text() == "xx"
    assert call(*words, "--again").exit_code == 0
    assert count.read_text() == "xxxx"


def test_standard_input_may_be_one_of_several(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", CELL)
    text = Path(stories(tmp_path, 1)[0])
    result = call(
        "report",
        "-",
        text,
        "--notebook",
        path,
        "--out",
        tmp_path / "o",
        text=f"From a pipe\n\n{text.read_text()}",
    )
    assert result.exit_code == 0, result.stderr
    assert "from-a-pipe" in result.stdout.splitlines()[0]


def test_the_catalogue_lists_each_run_and_keep_removes_older_ones(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", "print(top)")
    (story,) = stories(tmp_path, 1)
    out = tmp_path / "o"
    pages = [call("report", story, "--notebook", path, "-p", "top", n, "--out", out).stdout for n in "123"]
    folders = [Path(page.strip()).parent.name for page in pages]
    assert all(f'href="{name}/report.html"' in (out / "index.html").read_text() for name in folders)
    assert (out / "feed.xml").is_file()
    call("report", story, "--notebook", path, "-p", "top", "3", "--out", out, "--keep", "2")
    assert [(out / name).exists() for name in folders] == [False, True, True]
    assert folders[0] not in (out / "index.html").read_text()


def test_a_catalogue_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", "print(top)")
    (tmp_path / "o" / "index.html").mkdir(parents=True)
    result = call("report", stories(tmp_path, 1)[0], "--notebook", path, "--out", tmp_path / "o")
    assert result.exit_code == 1
    assert result.stdout.endswith("/report.html\n")
    assert result.stderr.startswith(f"readout: {tmp_path / 'o'}: the catalogue cannot be written (")


def test_keep_says_what_it_cannot_remove_and_is_quiet_where_there_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "o"
    result = call("report", "missing.txt", "--out", out, "--keep", "1")
    assert (result.exit_code, result.stderr) == (1, "readout: missing.txt: does not exist; check the path\n")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(out))

    monkeypatch.setattr(making, "prune_runs", refused)
    path = notebook(tmp_path / "n.ipynb", "print(top)")
    result = call("report", *stories(tmp_path, 1), "--notebook", path, "--out", out, "--keep", "1")
    assert (result.exit_code, result.stderr) == (
        1,
        f"readout: {out}: older runs cannot be removed (Permission denied); check who may write there\n",
    )
    assert (out / "index.html").is_file()
