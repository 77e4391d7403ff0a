"""`readout.explore`: an analysis, two, or any table, to be looked at by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from readout import show
from readout.analysis import Analysis, analyze, measured
from readout.errors import UserError
from readout.evidence.cards import finding_cards
from readout.evidence.html import flatten_cells, html_table
from readout.lab.claims import OwnFile
from readout.lab.corrections import correction_panel
from readout.lab.interactive import Interactive, html_widget, show_in, sortable_widget, try_in
from readout.markup import Html, render
from readout.wording import count

if TYPE_CHECKING:
    from ipywidgets import Widget

_OWN_FILE = "my-corrections.tsv"  # in the folder of the notebook
_FIRST = 0.5  # the confidence at which the matrix begins
_MORE = ("speakers", "by_voice", "lexicon_words", "spoken", "contributions", "collocations", "together")


def explore(
    what: Analysis | pd.DataFrame, other: Analysis | None = None, *, aliases: str = "", top: int = 20
) -> Interactive:
    """Look at an analysis by hand: each actor, the ties by confidence, a second article, all tables, corrections.

    In JupyterLab these are tabs; they need the extra `lab` (`pip install 'readout-news[lab]'`). Elsewhere the
    findings show themselves as ever.

    Args:
        what: An `Analysis`; or a table, to be sorted, filtered and copied.
        other: The analysis of a second article, to stand beside the first.
        aliases: The path of your own file of names and corrections, into which clicks write; without it that is
            "my-corrections.tsv" in the folder of the notebook.
        top: How many rows a figure shows.

    Returns:
        An object that shows itself at the end of a cell.

    Raises:
        UserError: `what` is neither an analysis nor a table; or the analysis was made with a file of your own,
            which is not named here.

    Example:
        >>> import pandas as pd
        >>> import readout
        >>> readout.explore(pd.DataFrame({"Word": ["embassy", "militias"], "Count": [3, 2]}))
        2 rows
        Word      Count
        embassy       3
        militias      2
    """
    if isinstance(what, pd.DataFrame):
        rows = count(len(what), "row")
        static = html_table(what, caption=rows)
        return Interactive(static, lambda: sortable_widget(flatten_cells(what), rows))
    if not isinstance(what, Analysis):
        raise UserError("explore: this is neither an analysis nor a table; give what readout.analyze returns")
    used = what["provenance"]["parameters"]["aliases"]
    if used and not aliases:
        raise UserError(f'aliases: the analysis was made with {used}; give its path here too, as aliases="…"')
    explorer = _Explorer(what, other, aliases or _OWN_FILE, top)
    return Interactive(_static_view(what, other), explorer.build)


def _static_view(found: Analysis, other: Analysis | None) -> Html:
    if other:
        return show.compare(found, other)
    return finding_cards(found.article, found, measured(), linked=False, show_text=found.show_text)


class _Explorer:
    """The tabs over one analysis; where the user's file changes it, they are made anew."""

    def __init__(self, found: Analysis, other: Analysis | None, path: str, top: int) -> None:
        self.found, self.other, self.path, self.top = found, other, path, top
        self.before: Analysis | None = None

    def build(self) -> Widget:
        from ipywidgets import Tab, VBox

        self.makers: dict[str, Callable[[], Widget]] = {
            "Actors": self._actors,
            "Ties": self._ties,
            "Two articles": self._articles,
            "Tables": self._tables,
            "Put it right": self._corrections,
        }
        self.tabs = Tab([VBox() for _ in self.makers], titles=tuple(self.makers), selected_index=0)
        self.tabs.observe(lambda _: self._open(), names="selected_index")
        self._open()
        return self.tabs

    def refresh(self, found: Analysis) -> None:
        """Show another analysis of the article; the tab that is open stays so."""
        self.before, self.found = self.found, found
        for box in self.tabs.children:
            box.children = ()
        self._open()

    def _open(self) -> None:
        """Fill the tab that is open, which takes its time, if it is empty."""
        at = self.tabs.selected_index
        if at is not None and not self.tabs.children[at].children:
            self.tabs.children[at].children = (list(self.makers.values())[at](),)

    def _actors(self) -> Widget:
        from ipywidgets import Dropdown, VBox

        names = list(self.found.actors["name"])
        if not names:
            return html_widget(render("empty", text="No actor was found."))
        chosen = Dropdown(options=names, description="Actor")
        view = html_widget(show.actor(self.found, names[0], top=self.top))
        _on_value(chosen, lambda name: show_in(view, show.actor(self.found, name, top=self.top)))
        return VBox((chosen, view))

    def _ties(self) -> Widget:
        from ipywidgets import FloatSlider, Layout, VBox

        least = FloatSlider(
            value=_FIRST,
            min=0.0,
            max=1.0,
            step=0.05,
            description="Confidence from",
            continuous_update=False,
            style={"description_width": "initial"},
            layout=Layout(width="26rem"),
        )
        view = html_widget(show.ties(self.found, top=self.top, confidence=_FIRST))

        def fill(confidence: float) -> None:
            show_in(view, show.ties(self.found, top=self.top, confidence=round(confidence, 2)))

        _on_value(least, fill)
        return VBox((least, view))

    def _articles(self) -> Widget:
        from ipywidgets import Button, HBox, Layout, Text, VBox

        source = Text(
            description="Second article",
            placeholder="path or address",
            style={"description_width": "initial"},
            layout=Layout(width="32rem"),
        )
        button, view = Button(description="Compare"), html_widget(Html(""))

        def compare() -> None:
            path = OwnFile(self.path).path  # names that the user corrected are so in both
            aliases = str(path) if path.exists() else ""
            self.other = analyze(source.value, aliases=aliases, show_text=self.found.show_text)
            show_in(view, show.compare(self.found, self.other))

        button.on_click(lambda _: try_in(view, compare))
        if self.other:
            show_in(view, show.compare(self.found, self.other))
        return VBox((HBox((source, button)), view))

    def _tables(self) -> Widget:
        from ipywidgets import Dropdown, VBox

        chosen = Dropdown(options=[*self.found.tables, *_MORE], value="ties", description="Table")
        box = VBox()

        def fill(name: str) -> None:
            frame: pd.DataFrame = getattr(self.found, name)
            box.children = (chosen, sortable_widget(flatten_cells(frame), f"{name}: {len(frame):,} rows"))

        fill(chosen.value)
        _on_value(chosen, fill)
        return box

    def _corrections(self) -> Widget:
        return correction_panel(self.found, self.path, self.refresh, self.before)


def _on_value(control: Any, call: Any) -> None:
    control.observe(lambda change: call(change["new"]), names="value")
