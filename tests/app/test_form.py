"""`readout.form`: its fields are the typed parameters, and what it prints can be used as it stands."""

import ast
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import readout
from readout import UserError
from readout.evidence.export import FORM
from readout_app import form as form_module
from readout_app.cli import main
from readout_app.form import field_text, scheduler_table, watch_table
from readout_app.runs.manifest import report_command
from readout_app.runs.parameters import read_parameters
from readout_app.runs.run import find_notebook
from readout_app.schedule.config import read_watches
from support.notebooks import notebook
from support.past_runs import past

CELL = """article: str = ""  # path or address
top: int = 10  # how many rows, at least 1
share: float = 0.5  # a share
bold: bool = False  # in bold
targets: list = []  # names
order: str = "left"  # one of: left, right"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook with a parameter of each type, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return notebook(tmp_path / "own.ipynb", parameters=CELL)


class Form:
    """A form as a person meets it: fields, buttons, what it says."""

    def __init__(self, path: str) -> None:
        shown = readout.form(path)
        *rows, buttons, self.earlier, self._said, self.link, self.page = shown.widget.children
        self.fields = {row.children[0].description: row.children[0] for row in rows}
        self.help = [row.children[1].value for row in rows]
        self.buttons = {button.description: button for button in buttons.children}

    def says(self) -> str:
        bare = re.sub(r"<style>.*?</style>|<[^>]*>", "", self._said.value.replace("</p>", "\n"))
        return unescape(bare).strip()


def test_fields_are_the_typed_parameters(own: Path) -> None:
    form = Form(str(own))
    kinds = {name: type(field).__name__ for name, field in form.fields.items()}
    assert kinds == {
        "article": "Text",
        "top": "BoundedIntText",
        "share": "FloatText",
        "bold": "Checkbox",
        "targets": "Text",
        "order": "Dropdown",
    }
    assert form.fields["order"].options == ("left", "right")
    assert form.fields["top"].min == 1
    assert "a share" in form.help[2]
    assert list(form.buttons) == ["Run", "Again with …", "As a watch", "As values for jupyter-scheduler"]


def test_without_widgets_it_is_a_table_and_says_how_to_get_more() -> None:
    shown = readout.form("keywords")
    names = [each.name for each in read_parameters(find_notebook("keywords"))]
    assert [line.split()[0] for line in repr(shown).splitlines()[2:-1]] == names
    assert repr(shown).endswith("pip install 'readout-news[lab]', in JupyterLab.")
    assert set(shown._repr_mimebundle_()) == {"text/html", "text/plain", FORM}


VALUES = {"top": 3, "share": 0.25, "bold": True, "targets": ['a "b"', "c, d", "Ärger"], "order": "right"}


def fill_in(form: Form) -> None:
    for name, value in VALUES.items():
        form.fields[name].value = field_text(value) if isinstance(value, list) else value


def test_a_watch_is_read_back_as_it_was_meant(own: Path) -> None:
    form = Form("own.ipynb")
    form.buttons["As a watch"].click()
    assert form.says() == "article: a watch needs a source; give a folder, a feed, an address or a file"
    form.fields["article"].value = "my articles/"
    fill_in(form)
    form.buttons["As a watch"].click()
    table = form.says()[form.says().index("[watch.my-articles]") :]
    (own.parent / "schedules.toml").write_text(table, encoding="utf-8")
    [watch] = read_watches(own.parent / "schedules.toml")
    assert watch.parameters == VALUES
    assert (watch.sources, watch.notebook) == ([str(own.parent / "my articles")], str(own))


def test_values_for_jupyter_scheduler_are_code(own: Path) -> None:
    form = Form(str(own))
    form.buttons["As values for jupyter-scheduler"].click()
    assert "no value differs from its default" in form.says()
    form.fields["article"].value = "story.txt"
    fill_in(form)
    form.buttons["As values for jupyter-scheduler"].click()
    lines = (line.split(None, 1) for line in form.says().splitlines()[-6:])
    given = {name: ast.literal_eval(value) for name, value in lines}
    assert given == {"article": "story.txt", **VALUES}


def test_run_makes_the_report_as_the_command_does(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[list[str]]()
    page = past(own.parent / "reports", "2020-09-29-us-own-1f2e3d4c", notebook={"name": "own.ipynb"}) / "report.html"

    def run(words: list[str], **_: Any) -> Any:
        asked.append(words[3:])
        return SimpleNamespace(stdout=f"{page.relative_to(own.parent)}\n", stderr="", returncode=0)

    monkeypatch.setattr(form_module.subprocess, "run", run)
    form = Form("own.ipynb")
    form.fields["article"].value = "-odd.txt"
    fill_in(form)
    form.buttons["Run"].click()
    (link,) = form.link.outputs
    assert link["data"]["text/plain"].startswith("The report is reports/2020-09-29-us-own-1f2e3d4c/report.html.")
    assert '<a href="reports/2020-09-29-us-own-1f2e3d4c/report.html"' in link["data"]["text/html"]
    assert "<!doctype html>" in unescape(form.page.value)
    context = main.commands["report"].make_context("report", asked[0][1:])
    assert context.params["articles"] == ("./-odd.txt",)
    assert context.params["names"] == ("own.ipynb",)
    assert dict(context.params["pairs"])["targets"] == '["a \\"b\\"", "c, d", "Ärger"]'


def test_what_went_wrong_is_said_in_its_line(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = SimpleNamespace(stdout="", stderr="readout: nowhere.txt: does not exist; check the path\n", returncode=1)
    monkeypatch.setattr(form_module.subprocess, "run", lambda *_, **__: done)
    form = Form(str(own))
    form.buttons["Run"].click()
    assert form.says() == "nowhere.txt: does not exist; check the path"
    form.fields["targets"].value = '["open'
    form.buttons["Run"].click()
    assert form.says().startswith('targets: "["open" is not a list')
    form.buttons["Again with …"].click()
    assert form.says().startswith("reports: no run of") or "is there yet; Run makes one" in form.says()


def test_again_with_takes_the_values_of_an_earlier_run(own: Path) -> None:
    asked = {"top": 7, "targets": ["Iran"], "order": "left", "bold": False, "share": 0.5}
    past(own.parent / "reports", notebook={"name": "own.ipynb"}, parameters=asked)
    past(own.parent / "reports", "2020-09-29-us-briefing-00000000")
    form = Form("own.ipynb")
    form.fields["article"].value = "folder/story.txt"
    form.buttons["Again with …"].click()
    (_, (label, run)) = form.earlier.options
    assert label == '2026-11-03 13:05 · US may close its embassy · top 7, targets ["Iran"]'
    form.earlier.value = run
    assert {name: field.value for name, field in form.fields.items()} == {
        "article": "folder/story.txt",
        "top": 7,
        "share": 0.5,
        "bold": False,
        "targets": "Iran",
        "order": "left",
    }


def test_a_notebook_that_is_not_there_is_refused() -> None:
    with pytest.raises(UserError, match=r'no notebook "breifing" \(did you mean "briefing"\?\)'):
        readout.form("breifing")


@pytest.mark.parametrize(
    ("value", "text"),
    [(["a", "b"], "a, b"), (["a, b"], '["a, b"]'), ([" a"], '[" a"]'), ([1], "[1]"), ([], ""), (["[a"], '["[a"]')],
)
def test_a_list_is_written_as_it_is_typed(value: list[Any], text: str) -> None:
    assert field_text(value) == text


def test_texts_to_take_elsewhere() -> None:
    assert watch_table("briefing", ["https://example.org/feed.xml"], {}) == (
        '[watch.feed]\nsources = ["https://example.org/feed.xml"]\nevery = "1d"'
    )
    assert scheduler_table({"a": "x\ny", "bc": [True, "z"]}) == 'a   "x\\ny"\nbc  [True, "z"]'
    words = report_command(["-a.txt"], "stance", {"bold": True}, Path("out"))
    assert " ".join(words) == "readout report ./-a.txt --notebook stance --out out -p bold true"
