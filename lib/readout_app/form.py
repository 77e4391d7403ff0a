"""`readout.form`: the parameters of a notebook as a form; its report, its watch, its values for jupyter-scheduler."""

from __future__ import annotations

import html
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

from readout.errors import UserError
from readout.evidence.export import FORM
from readout.evidence.html import html_table
from readout.lab.interactive import INSTALL, Interactive, as_output, has_widgets, html_widget, show_in, try_in
from readout.markup import Html, render
from readout_app.archive.listing import RunSummary, list_runs
from readout_app.runs.folder import file_slug
from readout_app.runs.manifest import Manifest, report_command
from readout_app.runs.parameters import Parameter, coerce_values, read_parameters
from readout_app.runs.run import find_notebook

if TYPE_CHECKING:
    from ipywidgets import Widget

_EARLIER = 50  # runs that are offered again
_SOURCES = ("article", "articles")


def form(notebook: str = "briefing", *, out: str = "reports") -> Interactive:
    """Show the parameters of a notebook as a form: run it, run it again, or take its values elsewhere.

    In JupyterLab its buttons make the report ("Run"), fill in the values of an earlier run ("Again with …"), print
    the table for `schedules.toml` ("As a watch") or the values for the form of jupyter-scheduler. They need the extra
    `lab` (`pip install 'readout-news[lab]'`); elsewhere it is a table of the parameters. In a report it leaves nothing.

    Args:
        notebook: The name of one of Readout's notebooks, or the path of one of your own.
        out: The folder for the reports.

    Returns:
        An object that shows itself at the end of a cell.

    Raises:
        UserError: There is no such notebook, or it has no parameters cell.

    Example:
        >>> import readout
        >>> print(repr(readout.form("briefing")).splitlines()[3])
        top        int   10       how many rows a table or figure shows, at least 1
    """
    parameters = read_parameters(find_notebook(notebook))
    return _ShownForm(_static_view(notebook, parameters), _Form(notebook, parameters, Path(out)).build)


class _ShownForm(Interactive):
    """A form, marked so that a report leaves it out."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(), FORM: {}}


def _static_view(notebook: str, parameters: Sequence[Parameter]) -> Html:
    rows = [(each.name, each.type, field_text(each.default) or "–", each.help) for each in parameters]
    frame = pd.DataFrame(rows, columns=["Parameter", "Type", "Default", "Meaning"])
    listed = html_table(frame, caption=f"Parameters of {notebook}")
    hint = f"To fill them in here: {INSTALL}, in JupyterLab."
    return listed if has_widgets() else listed + render("paragraph", text=hint)


class _Form:
    """The fields and the buttons."""

    def __init__(self, notebook: str, parameters: Sequence[Parameter], out: Path) -> None:
        self.notebook, self.parameters, self.out = notebook, parameters, out

    def build(self) -> Widget:
        from ipywidgets import HTML, Button, HBox, Layout, Output, Select, VBox

        self.fields = {each.name: _field(each) for each in self.parameters}
        self.said, self.link, self.page = html_widget(Html("")), Output(), HTML()
        self.earlier = Select(layout=Layout(display="none", width="100%"), rows=6)
        self.earlier.observe(lambda change: try_in(self.said, lambda: self._fill_in(change["new"])), names="value")
        calls = {
            "Run": self._run,
            "Again with …": self._offer_earlier,
            "As a watch": self._say_watch,
            "As values for jupyter-scheduler": self._say_values,
        }
        buttons = [Button(description=name, layout=Layout(width="auto")) for name in calls]
        buttons[0].button_style = "primary"
        for button, call in zip(buttons, calls.values(), strict=True):
            button.on_click(lambda _, call=call: try_in(self.said, call))
        rows = [_row(each, self.fields[each.name]) for each in self.parameters]
        pressed = HBox(buttons, layout=Layout(flex_flow="row wrap"))
        return VBox((*rows, pressed, self.earlier, self.said, self.link, self.page))

    def _values(self) -> tuple[list[str], dict[str, Any]]:
        """The articles, and the values that differ from the defaults."""
        given = {name: field.value for name, field in self.fields.items()}
        values = coerce_values(find_notebook(self.notebook), given)
        sources = [str(values[name]) for name in _SOURCES if values.get(name)]
        defaults = {each.name: each.default for each in self.parameters}
        return sources, {
            name: value for name, value in values.items() if name not in _SOURCES and value != defaults[name]
        }

    def _run(self) -> None:
        """Make the report as the command does, and show it below."""
        sources, values = self._values()
        words = report_command(sources, self.notebook, values, self.out)
        show_in(self.said, render("running", command=shlex.join(words)))
        command = [sys.executable, "-m", "readout_app", *words[1:]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not (made := done.stdout.split("\n")[0]):
            last = (done.stderr.strip().splitlines() or ["the command ended without a word"])[-1]
            raise UserError(last.removeprefix("readout: "))
        page = Path(made)
        place = quote(os.fsencode(os.path.relpath(page)))
        message = done.stderr.strip().removeprefix("readout: ") if done.returncode else ""
        self.said.value = ""
        made = render("made", place=place, path=page, message=message, command=shlex.join(words))
        self.link.outputs = as_output(made._repr_html_(), repr(made))
        content = html.escape(page.read_text(encoding="utf-8"), quote=True)
        self.page.value = (
            f'<iframe title="The report" sandbox="" srcdoc="{content}" '
            'style="width: 100%; height: 40rem; border: 1px solid"></iframe>'
        )

    def _offer_earlier(self) -> None:
        """List the earlier runs of this notebook; the one that is chosen fills in its values."""
        stem = find_notebook(self.notebook).stem
        listed = list_runs(self.out)[0] if self.out.is_dir() else []
        runs = [each for each in listed if each.notebook in (stem, f"{stem}.ipynb")][:_EARLIER]
        if not runs:
            raise UserError(f"{self.out}: no run of {self.notebook} is there yet; Run makes one")
        labels = [(_label(each, self.parameters), each) for each in runs]
        self.earlier.options = [("Take the values of …", None), *labels]
        self.earlier.layout.display = "flex"

    def _fill_in(self, run: RunSummary | None) -> None:
        if run is None:
            return
        manifest = Manifest.read(self.out / run.folder)
        values = {each.name: each.default for each in self.parameters} | dict(manifest.parameters)
        # a page does not say in which folder its article was
        known = {name: str(self.fields[name].value) for name in _SOURCES if name in self.fields}
        values |= {
            name: given if Path(given).name == manifest.article.input else manifest.article.input
            for name, given in known.items()
        }
        for each in self.parameters:
            value = values[each.name]
            is_number = each.type in ("int", "float", "bool")
            self.fields[each.name].value = value if is_number else field_text(value)
        self.earlier.layout.display = "none"
        show_in(self.said, render("paragraph", text=f"As in {run.folder}. Change a value, then Run."))

    def _say_watch(self) -> None:
        table = watch_table(self.notebook, *self._values())
        self._show("Put this into schedules.toml; readout schedule list says when it is due.", table)

    def _say_values(self) -> None:
        sources, values = self._values()
        name = next((each.name for each in self.parameters if each.name in _SOURCES), "article")
        given: Mapping[str, Any] = {**({name: sources[0]} if sources else {}), **values}
        self._show("Create a job for the notebook, and add these as its parameters:", scheduler_table(given))

    def _show(self, text: str, block: str) -> None:
        show_in(self.said, render("to_copy", text=text, block=block))


def _field(parameter: Parameter) -> Widget:
    """The field for a parameter: a choice, a tick, a number or a text."""
    from ipywidgets import BoundedIntText, Checkbox, Dropdown, FloatText, Layout, Text

    look: dict[str, Any] = {
        "description": parameter.name,
        "style": {"description_width": "6rem"},
        "layout": Layout(width="26rem", flex="0 0 auto"),
    }
    value: Any = parameter.default
    if parameter.choices:
        return Dropdown(options=parameter.choices, value=value, **look)
    if parameter.type == "bool":
        return Checkbox(value=value, **look)
    if parameter.type == "int":
        least = -(2**31) if parameter.minimum is None else parameter.minimum
        return BoundedIntText(value=value, min=least, max=2**31, **look)
    if parameter.type == "float":
        return FloatText(value=value, **look)
    return Text(value=field_text(value), **look)


def _row(parameter: Parameter, field: Widget) -> Widget:
    from ipywidgets import HBox, Layout

    help_text = html_widget(render("hint", text=parameter.help))
    help_text.layout = Layout(flex="1 1 0")
    return HBox((field, help_text))


def _label(run: RunSummary, parameters: Sequence[Parameter]) -> str:
    """When a run was made, over what, and with which values that are not the defaults."""
    usual = {each.name: json.dumps(each.default, ensure_ascii=False) for each in parameters}
    asked = (f"{name} {value}" for name, value in run.parameters.items() if usual.get(name) != value)
    parts = (f"{run.started:%Y-%m-%d %H:%M}", run.title, ", ".join(asked), "" if run.done else run.status)
    return " · ".join(filter(None, parts))


def field_text(value: object) -> str:
    """Return a value as one types it: a list with commas, or as JSON where an item has a comma itself."""
    if not isinstance(value, list):
        return str(value)
    plain = all(isinstance(item, str) and item.strip() == item and "," not in item and item for item in value)
    text = ", ".join(map(str, value))
    return text if plain and not text.startswith("[") else json.dumps(value, ensure_ascii=False)


def watch_table(notebook: str, sources: Sequence[str], values: Mapping[str, Any]) -> str:
    """Return the table of `schedules.toml` that watches the sources of a form, once a day.

    Raises UserError where no source is given: the bundled article does not change.
    """
    if not sources:
        raise UserError("article: a watch needs a source; give a folder, a feed, an address or a file")
    name = file_slug(Path(sources[0].rstrip("/")).stem, longest=32) or "my-watch"
    lines = [f"[watch.{name}]", f"sources = {_toml(list(sources))}", 'every = "1d"']
    lines += [f"notebook = {_toml(notebook)}"] if notebook != "briefing" else []
    cells = ", ".join(f"{key} = {_toml(value)}" for key, value in values.items())
    return "\n".join([*lines, *([f"parameters = {{ {cells} }}"] if cells else [])])


def scheduler_table(values: Mapping[str, Any]) -> str:
    """Return names and values for the form of jupyter-scheduler, which pastes values as code: texts are quoted."""
    none = {"": "no value differs from its default"}
    rows = {name: _python(value) for name, value in values.items()} or none
    width = max(map(len, rows))
    return "\n".join(f"{name:<{width}}  {value}".strip() for name, value in rows.items())


def _toml(value: object) -> str:
    """A value in TOML, whose texts, numbers, truth values and lists are those of JSON, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _python(value: object) -> str:
    """A value in Python; a text is quoted as in JSON, which Python reads too."""
    if isinstance(value, list):
        return f"[{', '.join(map(_python, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
