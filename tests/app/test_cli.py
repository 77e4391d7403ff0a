"""The commands, as a user calls them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest

from readout.analysis import TABLES
from readout_app import __main__
from readout_app.cli import main
from readout_app.cli_common import UserPath
from support.command import call

TEXT = """Minister praises court

BERLIN, 5 May 2021 (Agency) – The minister praised the Supreme Court on Monday. The opposition condemned the
government, and said that the law was bad for Germany and for everyone who lives there.
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_analyze_prints_an_object_and_for_several_articles_one_a_line_in_their_order(story: Path) -> None:
    found = json.loads(call("analyze", "-", text=TEXT).stdout)
    assert (found["article"]["title"], found["article"]["published"]) == ("Minister praises court", "2021-05-05")
    other = story.with_name("other.txt")
    other.write_text(TEXT.replace("Minister praises court", "Another headline"), encoding="utf-8")
    result = call("analyze", other, "missing.txt", story)
    titles = [json.loads(line)["article"]["title"] for line in result.stdout.splitlines()]
    assert titles == ["Another headline", "Minister praises court"]
    assert (result.exit_code, result.stderr) == (1, "readout: missing.txt: does not exist; check the path\n")


@pytest.mark.usefixtures("story")
def test_every_path_of_a_command_may_begin_with_a_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "names.tsv").write_text("alias\tname\tkind\nthe Bench\tSupreme Court\torganisation\n")
    out, names = "--out=~/found.json", "--aliases=~/names.tsv"
    assert call("analyze", "~/story.txt", out, names).exit_code == 0
    assert json.loads((tmp_path / "found.json").read_text())["article"]["title"] == "Minister praises court"
    paths = {
        type(parameter.type)
        for name in ("index", "verify", "diff", "report", "analyze")
        for parameter in main.commands[name].params
        if isinstance(parameter.type, click.Path)
    }
    assert paths == {UserPath}


def test_csv_is_a_folder_of_tables(story: Path, tmp_path: Path) -> None:
    result = call("analyze", story, "--format", "csv", "--out", tmp_path / "tables")
    assert result.exit_code == 0
    assert {path.stem for path in (tmp_path / "tables").iterdir()} == set(TABLES)
    sentences = pd.read_csv(tmp_path / "tables" / "sentences.csv")
    assert list(sentences.columns[:5]) == ["article", "title", "published", "outlet", "start"]
    assert len(sentences) == 2
    assert sentences.loc[0, ["title", "published", "outlet", "text"]].tolist() == [
        "Minister praises court",
        "2021-05-05",
        "Agency",
        "The minister praised the Supreme Court on Monday.",
    ]
    articles = pd.read_csv(tmp_path / "tables" / "articles.csv")
    assert (len(articles), articles["title"][0]) == (1, "Minister praises court")
    assert json.loads(pd.read_csv(tmp_path / "tables" / "actors.csv")["mentions"][0])
    result = call("analyze", story, story, "--format", "csv", "--out", tmp_path / "twice")
    twice = pd.read_csv(tmp_path / "twice" / "sentences.csv")
    assert list(twice["start"]) == [*sentences["start"], *sentences["start"]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["analyze"], 'readout: no ARTICLE; give a path, an address, or "-" for standard input\n'),
        (
            ["analyze", "x.txt", "--format", "csv"],
            "readout: --format csv makes several tables; say in which folder with --out DIR\n",
        ),
        (
            ["report", "--notebook", "breifing"],
            'readout: no notebook "breifing" (did you mean "briefing"?); give the path of an .ipynb file, '
            "or one of: briefing, coverage, keywords, sentiment, stance, start\n",
        ),
        (
            ["report", "-p", "article", "x"],
            'readout: -p article: it is an argument of its own; write "readout report ARTICLE"\n',
        ),
        (["report", "-p", "top", "3", "-p", "top", "4"], "readout: -p top: given twice; give it once\n"),
        (
            ["report", "-p", "tpo", "3"],
            'readout: briefing.ipynb: no parameter "tpo" (did you mean "top"?); '
            "its parameters are: article, top, aliases, targets, show_text\n",
        ),
        (
            ["report", "--notebook", "coverage", "-p", "articles", "x"],
            'readout: -p articles: it is an argument of its own; write "readout report ARTICLE"\n',
        ),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_line(words: list[str], message: str) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert result.stderr == message
    assert result.stdout == ""


def test_help_of_a_notebook_prints_its_parameters() -> None:
    result = call("report", "--help-notebook", "stance")
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "article",
        "top",
        "aliases",
        "targets",
        "show_text",
    ]
    assert "how many rows a table or figure shows" in result.stdout


@pytest.mark.parametrize("command", ["analyze", "report"])
def test_addresses_of_the_own_network_need_leave(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    address = "http://127.0.0.1:9/story"
    words = [command, address, "--out", tmp_path / "out"]
    refused = call(*words)
    assert refused.exit_code == 1
    assert refused.stderr == (
        f"readout: {address}: leads to an address of your own network (127.0.0.1); "
        "allow that with private = true, or --private\n"
    )
    assert call(*words, "--private").stderr.startswith(f"readout: {address}: cannot be reached (")


@pytest.mark.parametrize("module", ["readout_app.cli_data", "readout_app.cli"])
def test_ctrl_c_while_a_command_still_loads_ends_it_without_a_traceback(module: str) -> None:
    code = (
        "import sys\n"
        "class Pressed:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}:\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Pressed())\n"
        "from readout_app.__main__ import main\n"
        "main()\n"
    )
    result = subprocess.run([sys.executable, "-c", code, "schema"], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def test_a_call_that_no_article_can_meet_is_wrong_and_said_once(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_CHROMIUM", "/nowhere")
    both = ("report", story, story)
    calls = {
        (*both, "-p", "aliases", "no.tsv"): "aliases: there is no file no.tsv; give the path of a file",
        (*both, "--pdf"): "READOUT_CHROMIUM: /nowhere is no program; give the path of a Chromium, or unset it",
        (*both, "-p", "top", "0"): 'top: "0" is not a whole number of at least 1; give a number such as 10',
        ("analyze", story, story, "--aliases", "no.tsv"): (
            "no.tsv: the aliases file cannot be read; give a UTF-8, tab-separated file"
        ),
    }
    for words, message in calls.items():
        result = call(*words)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"readout: {message}\n")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("nope", "No such command 'nope'; see readout --help"),
        ("report --nope", "No such option"),
        ("schedule run --workers x", "Invalid value for '--workers': 'x' is not a valid integer range; see readout"),
        ("diff a", "Missing argument 'RUN'; see readout diff --help"),
    ],
)
def test_a_wrong_call_is_said_in_one_line(
    call: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["readout", *call.split()])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"readout: {said}")


def test_windows_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 2
    assert re.fullmatch("readout: Windows is not supported; .+WSL.+\n", capsys.readouterr().err)
