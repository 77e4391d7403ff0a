"""The panel by which findings are put right with clicks: each click writes or takes back a row of the user's file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from readout.analysis import Analysis, analyze
from readout.analysis import corrections as corrections_of
from readout.comparison import compare
from readout.evidence.html import html_table
from readout.lab.claims import Claim, OwnFile, list_claims
from readout.lab.interactive import html_widget, show_in, try_in
from readout.markup import Html, render
from readout.wording import count

if TYPE_CHECKING:
    from ipywidgets import Widget

    from readout.nlp.user_file import Correction

_MOST = 40  # claims of a group that are listed
_STYLES = {"right": "success", "wrong": "danger", "other name": "warning"}


def correction_panel(
    found: Analysis, path: str, on_analysis: Callable[[Analysis], None], before: Analysis | None = None
) -> Widget:
    """The panel over an analysis. `on_analysis` gets the one that the file has changed; `before` is the last one."""
    return _Panel(found, OwnFile(path), on_analysis).build(before)


class _Panel:
    """Claims above, the file below them, and the button that analyses again."""

    def __init__(self, found: Analysis, file: OwnFile, on_analysis: Callable[[Analysis], None]) -> None:
        self.found, self.file, self.on_analysis = found, file, on_analysis
        self.claims = list_claims(found)
        self.views: list[_ClaimView] = []

    def build(self, before: Analysis | None) -> Widget:
        from ipywidgets import Button, Dropdown, HBox, Layout, VBox

        chosen = Dropdown(
            options=[(f"{name} ({len(claims)})", name) for name, claims in self.claims.items()], description="Check"
        )
        self.listed, self.rows, self.said = VBox(), VBox(), html_widget(Html(""))
        again = Button(description="Analyse again with this file", layout=Layout(width="auto"))
        again.on_click(lambda _: self._try(self._analyse))
        chosen.observe(lambda change: self._try(lambda: self._list(change["new"])), names="value")
        self._try(lambda: self._list(chosen.value))
        changed = html_widget(self._changes(before) if before else Html(""))
        return VBox((chosen, self.listed, self.said, self.rows, HBox((again,)), changed))

    def _list(self, group: str) -> None:
        names = tuple(self.found.actors["name"])
        self.views = [
            _ClaimView(claim, self.file, names, self._try, self._refresh)
            for claim in self.claims.get(group, [])[:_MOST]
        ]
        self.listed.children = tuple(view.widget for view in self.views)
        self._refresh()

    def _refresh(self) -> None:
        """Show the file as it is now, and tick the answers that it gives."""
        self.said.value = ""
        from ipywidgets import Button, HBox, Layout

        for view in self.views:
            view.mark()
        rows: list[Widget] = []
        for correction in self.file.corrections():
            undo = Button(description="undo", layout=Layout(width="5rem"))
            undo.on_click(lambda _, row=correction: self._try(lambda: self._undo(row)))
            rows.append(HBox((undo, html_widget(render("paragraph", text=correction.says())))))
        path = self.file.path
        title = f"Your file {path} has {count(len(rows), 'row')}."
        self.rows.children = (html_widget(render("paragraph", text=title)), *rows)

    def _undo(self, correction: Correction) -> None:
        self.file.take_back(correction)
        self._refresh()

    def _analyse(self) -> None:
        path = str(self.file.path) if self.file.path.exists() else ""
        asked = self.found["provenance"]["parameters"]["targets"]
        again = analyze(self.found.article, aliases=path, targets=asked, show_text=self.found.show_text)
        self.on_analysis(again)

    def _changes(self, before: Analysis) -> Html:
        """What the file changed, as the report tells it, and what is found otherwise than before."""
        heads = {"part": "Finding", "what": "Of", "first": "Before", "second": "Now"}
        yours = html_table(corrections_of(self.found), caption="Corrections by your own file")
        differing = compare(before, self.found)
        return yours + html_table(differing, caption="What is found differently now", columns=heads)

    def _try(self, call: Callable[[], None]) -> None:
        try_in(self.said, call)


class _ClaimView:
    """A claim with its three answers. The one that the file gives is ticked, and its lines stand below."""

    def __init__(
        self,
        claim: Claim,
        file: OwnFile,
        names: tuple[str, ...],
        attempt: Callable[[Callable[[], None]], None],
        refresh: Callable[[], None],
    ) -> None:
        from ipywidgets import Button, Combobox, Dropdown, HBox, Layout, VBox

        self.claim, self.file, self.refresh = claim, file, refresh
        self.buttons = {name: Button(description=name, layout=Layout(width="8rem")) for name in _STYLES}
        self.buttons["right"].tooltip = "right: a note in your file that you have checked it"
        self.buttons["wrong"].tooltip = f"wrong: {claim.wrong_means}"
        self.which = Dropdown(options=list(claim.others), layout=Layout(width="auto"))
        self.name = Combobox(placeholder="its name, then Enter", options=names, continuous_update=False)
        self.field = HBox((self.which, self.name), layout=Layout(display="none"))
        self.lines = html_widget(Html(""))
        for answer, button in self.buttons.items():
            button.on_click(lambda _, answer=answer: attempt(lambda: self._click(answer)))
        self.name.observe(lambda change: attempt(lambda: self._rename(change["new"])), names="value")
        answers = HBox(tuple(self.buttons.values()))
        self.widget = VBox((html_widget(claim.seen), answers, self.field, self.lines))

    def mark(self) -> None:
        """Show what the file says now."""
        given, lines = self.file.answer(self.claim), self.file.lines_about(self.claim)
        for answer, button in self.buttons.items():
            button.button_style = _STYLES[answer] if answer == given else ""
            button.icon = "check" if answer == given else ""
        shown = render("to_copy", text="In your file:", block="\n".join(lines)) if lines else Html("")
        show_in(self.lines, shown)

    def _click(self, answer: str) -> None:
        """A first click answers, a second takes it back; another name is asked for."""
        is_undone = self.file.answer(self.claim) == answer
        asks = answer == "other name" and not is_undone
        self.field.layout.display = "flex" if asks else "none"
        if not asks:
            self.file.set_answer(self.claim, "" if is_undone else answer)
            self.refresh()

    def _rename(self, given: str) -> None:
        if name := " ".join(given.split()):
            self.field.layout.display = "none"
            self.file.set_answer(self.claim, "other name", self.claim.others[self.which.value](name))
            self.name.value = ""
            self.refresh()
