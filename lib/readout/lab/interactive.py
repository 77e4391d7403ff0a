"""An object that shows itself as HTML everywhere, and in JupyterLab, where ipywidgets is installed, as a widget too."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from readout.articles.files import is_in_notebook
from readout.errors import UserError
from readout.markup import Html, render

if TYPE_CHECKING:
    import pandas as pd
    from ipywidgets import Widget

# itables shows a table for a dark page where the page says so, as JupyterLab does not; the theme may change later
_DARK = """<script>
(() => {
  const follow = () =>
    document.documentElement.classList.toggle('dark', document.body.dataset.jpThemeLight === 'false');
  new MutationObserver(follow).observe(document.body, {attributeFilter: ['data-jp-theme-light']});
  follow();
})();
</script>"""
INSTALL = "pip install 'readout-news[lab]'"


def has_widgets() -> bool:
    """Whether widgets can be shown: this is a kernel, and ipywidgets is installed."""
    return is_in_notebook() and find_spec("ipywidgets") is not None


class Interactive:
    """A widget is a second view: whoever shows no widgets shows `static`, which is there first."""

    def __init__(self, static: Html, build: Callable[[], Widget]) -> None:
        self.static, self._build = static, build

    @cached_property
    def widget(self) -> Widget:
        """The widget, made when it is first shown."""
        return self._build()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = {"text/plain": repr(self), "text/html": self.static._repr_html_()}
        view = self.widget._repr_mimebundle_() if has_widgets() else {}
        return {**view, **bundle}

    def __repr__(self) -> str:
        return repr(self.static)


def html_widget(content: Html) -> Widget:
    """A widget that shows a piece of HTML with its style."""
    from ipywidgets import HTML

    return HTML(content._repr_html_())


def show_in(view: Widget, content: Html) -> None:
    """Let a widget of `html_widget` show another piece."""
    view.value = content._repr_html_()


def try_in(view: Widget, call: Callable[[], None]) -> None:
    """Do it, and say a mistake in its line in the view: in a widget an error would be seen by nobody."""
    try:
        call()
    except UserError as mistake:
        show_in(view, render("empty", text=str(mistake)))


def sortable_widget(frame: pd.DataFrame, caption: str) -> Widget:
    """The frame as a table that can be sorted, filtered and copied; nothing is loaded from outside."""
    import itables.options
    from ipywidgets import Output
    from itables.javascript import generate_init_offline_itables_html, to_html_datatable

    table = to_html_datatable(
        frame.reset_index(drop=True),
        caption=caption,
        connected=False,
        showIndex=False,
        buttons=["copyHtml5", "csvHtml5"],
        display_logo_when_loading=False,
        classes="display compact",
        layout={"topStart": "buttons", "topEnd": "search"},
        columnDefs=[{"className": "dt-left", "targets": "_all"}],
        maxBytes=0,
    )
    # its script stands in each: an output that was closed takes its script along
    page = _DARK + generate_init_offline_itables_html(itables.options.dt_bundle) + table
    return Output(outputs=as_output(page, caption))


def as_output(html: str, text: str) -> tuple[dict[str, Any], ...]:
    """What an Output widget shows as a cell would: its scripts run, and its links count from the notebook's folder."""
    data = {"text/html": html, "text/plain": text}
    return ({"output_type": "display_data", "data": data, "metadata": {}},)
