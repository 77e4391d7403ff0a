"""The lesson in JupyterLab in a real browser, as `readout lab` opens it: run, changed, put right by clicks, saved."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from readout_app.cli_lab import COPIES

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: install the package chromium"),
]
PATIENCE = 240_000  # milliseconds
OUTPUTS = """Object.fromEntries(jupyterapp.shell.currentWidget.content.widgets.map(cell =>
  [cell.model.id, cell.model.outputs ? cell.model.outputs.toJSON() : []]))"""
GO_TO = """id => { const notebook = jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === id);
  return notebook.scrollToItem(notebook.activeCellIndex, 'start') }"""
SET_SOURCE = "text => jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.setSource(text)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone in which somebody works."""
    place = tmp_path_factory.mktemp("clone")
    subprocess.run(["git", "init", "--quiet", place], check=True)
    return place


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What `readout lab` says where it is."""
    settings = tmp_path_factory.mktemp("jupyter")
    places = {f"JUPYTER_{name}_DIR": str(settings / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    words = ["lab", "--no-browser", "--ServerApp.port=0", "--allow-root", "--LabApp.expose_app_in_browser=True"]
    server = subprocess.Popen(
        [sys.executable, "-m", "readout_app", *words],
        cwd=folder,
        env=os.environ | places,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr
    for line in server.stderr:
        if found := re.match(r"readout: (http\S+) \(Ctrl-C", line):
            yield found[1]
            break
    server.terminate()
    server.stderr.close()
    assert server.wait() == 0


@pytest.fixture(scope="module")
def lab(address: str) -> Iterator[Page]:
    """The lesson, with all its cells run."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(address)
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
        page.wait_for_function("jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel")
        run(page, "notebook:run-all-cells")
        yield page
        browser.close()


def run(page: Page, command: str) -> None:
    page.evaluate("command => jupyterapp.commands.execute(command).then(() => 1)", command)


def outputs(page: Page) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = page.evaluate(OUTPUTS)
    return found


def go_to(page: Page, cell: str) -> None:
    page.evaluate(GO_TO, cell)


def test_all_cells_run_without_an_error_and_the_figures_are_there(lab: Page) -> None:
    cells = outputs(lab)
    kinds = {output["output_type"] for each in cells.values() for output in each}
    assert kinds == {"execute_result"}, cells
    assert sum(bool(each) for each in cells.values()) >= 12
    go_to(lab, "ties")
    drawing = lab.locator(".jp-OutputArea svg.chart:visible").first.bounding_box()
    assert drawing
    assert drawing["width"] > 200


def test_the_figure_changes_with_its_parameter(lab: Page) -> None:
    before = outputs(lab)["ties"]
    go_to(lab, "ties")
    lab.evaluate(SET_SOURCE, "top = 1\nreadout.show.ties(found, top=top)")
    run(lab, "notebook:run-cell")
    after = outputs(lab)["ties"]
    assert after[0]["data"]["text/plain"].startswith("The surest of ")
    assert after[0]["data"]["text/html"] != before[0]["data"]["text/html"]


def test_the_matrix_follows_the_confidence_and_a_click_writes_a_row(lab: Page, folder: Path) -> None:
    go_to(lab, "right")
    lab.get_by_role("tab", name="Ties").click()
    view = lab.locator(".widget-tab figcaption:visible")
    before = view.inner_text()
    handle = lab.locator(".widget-tab .noUi-handle")
    handle.focus()
    for _ in range(4):
        handle.press("ArrowRight")
    expect(view).not_to_have_text(before)
    lab.get_by_role("tab", name="Put it right").click()
    wrong = lab.get_by_role("button", name="wrong").first
    wrong.click()
    own = folder / COPIES / "my-corrections.tsv"
    expect(lab.get_by_text("In your file:").first).to_be_visible()
    assert own.read_text().splitlines()[1].startswith("reject tie\t")
    wrong.click()
    expect(lab.get_by_text("In your file:")).to_have_count(0)
    assert own.read_text() == "what\twords\tname\tkind\n"


def test_a_table_follows_the_theme_of_the_page(lab: Page) -> None:
    lab.get_by_role("tab", name="Tables").click()
    expect(lab.locator(".widget-tab table.dataTable:visible").first).to_be_visible()
    for theme, is_dark in (("Dark", True), ("Light", False)):
        lab.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", f"JupyterLab {theme}")
        lab.wait_for_function("dark => document.documentElement.classList.contains('dark') === dark", arg=is_dark)


def test_the_form_prints_what_to_paste(lab: Page) -> None:
    go_to(lab, "report")
    lab.get_by_label("article", exact=True).fill("stories")
    lab.get_by_role("button", name="As a watch").click()
    expect(lab.get_by_text('sources = ["stories"]')).to_be_visible()


def test_git_sees_nothing_of_it(lab: Page, folder: Path) -> None:
    run(lab, "docmanager:save")
    assert "top = 1" in (folder / COPIES / "start.ipynb").read_text()
    status = subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=True)
    assert status.stdout == ""
