"""README, the site and help are held against the code: every command, notebook and path they name exists."""

import re
import shlex

import click
import pytest

import readout
from readout.evidence.export import label_rows, to_csv
from readout.resources import table
from readout_app.cli import main
from support import ROOT
from support.articles import article

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "docs").glob("*.md"))
BLOCKS = [
    block
    for text in (README, *(page.read_text(encoding="utf-8") for page in PAGES))
    for block in re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL)
]
LINES = sorted({line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines() if line.strip()})


def options(command: click.Command) -> set[str]:
    """The options of a command and, of a group, of its commands."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    own = {name for one in command.params for name in one.opts} | {"--help", "-h"}
    return own.union(*(options(one) for one in below))


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("readout ")])
def test_commands_are_real(line: str) -> None:
    words = shlex.split(line)
    command = main.commands[words[1]]
    assert {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)} <= options(command)


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_make_targets_are_real(line: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{line.split()[1]}:", makefile, re.MULTILINE)


TEXTS = [
    *ROOT.glob("*.md"),
    *(ROOT / "data").glob("*.*"),
    *PAGES,
    ROOT / "Makefile",
    ROOT / "pyproject.toml",
    *(path for path in (ROOT / "lib").rglob("*") if path.suffix in (".py", ".j2", ".tsv")),
    *(ROOT / "notebooks").glob("*.ipynb"),
]
# "install readout", `pip install 'readout[verify]'`, version("readout"): the distribution of somebody else's
ANOTHERS = re.compile(
    r"""install(?:ed)? (?:-\S+ )*['"`]*readout\b(?!-news)|\breadout\[|(?:version|distribution)\("readout"\)"""
)


@pytest.mark.parametrize(
    "text", ["pip install readout", "install -U `readout`", "readout[verify]", 'version("readout")']
)
def test_the_name_of_another_distribution_is_seen(text: str) -> None:
    assert ANOTHERS.search(text)


def test_nobody_is_told_to_install_readout() -> None:
    """The distribution is `readout-news`; `readout` on the public index is somebody else's."""
    found = {path.name: ANOTHERS.findall(path.read_text(encoding="utf-8")) for path in TEXTS}
    assert {name: texts for name, texts in found.items() if texts} == {}
    assert 'name = "readout-news"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_site_has_each_page_once() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    trees = re.findall(r"```\{toctree\}\n(.*?)```", index, re.DOTALL)
    listed = [line for tree in trees for line in tree.splitlines() if re.fullmatch(r"[\w-]+", line)]
    assert sorted(listed) == [page.stem for page in PAGES if page.stem != "index"]
    texts = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
    linked = {name: re.findall(r"\{doc\}`([\w-]+)`", text) for name, text in texts.items()}
    assert {name: set(to) - set(listed) for name, to in linked.items() if set(to) - set(listed)} == {}


def test_readme_names_both_commands() -> None:
    assert {"make report", "make test"} <= set(LINES)


def test_readme_lists_every_notebook_and_no_other() -> None:
    listed = set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE))
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} <= listed


def test_readme_paths_exist() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    mapped = re.findall(r"^([\w./-]+/?) {2,}\S", README, re.MULTILINE)
    assert mapped
    assert [path for path in [*linked, *mapped] if not (ROOT / path).exists()] == []


def test_every_command_is_in_the_readme_and_has_help() -> None:
    for name, command in main.commands.items():
        assert f"readout {name}" in README
        assert command.get_short_help_str()


def columns_in_readme() -> dict[str, set[str]]:
    """The columns that data/README.md describes, by table; under "" those that tables share."""
    text = (ROOT / "data/README.md").read_text(encoding="utf-8")
    shared, *tables = re.split(r"^\*\*(\w+)\*\*: ", text, flags=re.MULTILINE)
    names = {"": set(re.findall(r"`(\w+)`", shared))}
    return names | {
        name: set(re.findall(r"`(\w+)`", body.split("\n##")[0]))
        for name, body in zip(tables[::2], tables[1::2], strict=True)
    }


def test_every_column_of_every_table_is_described() -> None:
    found = readout.analyze(article("Iran condemned the withdrawal. “It is bad,” Iran said."), targets=["withdrawal"])
    more = ("speakers", "by_voice", "lexicon_words", "spoken", "contributions", "collocations", "together")
    tables = {**found.tables, **{name: getattr(found, name) for name in more}}
    tables |= {"kwic": readout.kwic(found), "measured": readout.measured()}
    tables["corrections"] = readout.corrections(found)
    described = columns_in_readme()
    missing = {
        name: [column for column in frame if column not in described[name] | described[""]]
        for name, frame in tables.items()
    }
    assert {name: columns for name, columns in missing.items() if columns} == {}
    assert set(described) == {"", *tables}, "and no table that is none"
    labels = label_rows(to_csv(found.ties), found.article).partition("\n")[0].split(",")
    assert {*labels[:4], "start", "end", "text"} <= described[""]


def test_readme_figures_are_the_measured_ones() -> None:
    figures = {row["measure"]: row for row in table("measured")}
    text = " ".join(README.split())
    for measure, words in {
        "tones towards an actor that are right, where one is given": "right for {figure} of {n} actors",
        "ties that are right": "{figure} of {n} ties were right",
        "ties a careful reader notes that are found": "and {figure} of the {n} ties that a careful reader notes",
        "leanings (below the threshold of a tie) that are right": "were right for {figure} of {n}",
    }.items():
        row = figures[measure]
        figure = f"{float(row['figure']):.0%}".replace("%", " %")
        assert words.format(figure=figure, n=row["n"]) in text
