"""The Chromium that is installed here, driven by playwright (an extra), and a page printed by it as PDF."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from readout.errors import UserError
from readout.text import one_line
from readout_app.runs.folder import write_whole

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_TIMEOUT = 120_000  # milliseconds


def find_chromium() -> str | None:
    """Return the path of the program: the one that READOUT_CHROMIUM names, else the first found on PATH, else None.

    Raises UserError where READOUT_CHROMIUM names none.
    """
    if choice := os.environ.get("READOUT_CHROMIUM"):
        if program := shutil.which(choice):
            return program
        raise UserError(f"READOUT_CHROMIUM: {choice} is no program; give the path of a Chromium, or unset it")
    return next((program for each in _NAMES if (program := shutil.which(each))), None)


def require_pdf() -> None:
    """Raise UserError where something has to be installed before a page can be printed."""
    package = "" if find_spec("playwright") else "pip install 'readout-news[verify]'"
    missing = [*filter(None, (package, "" if find_chromium() else "a Chromium on the PATH"))]
    if missing:
        raise UserError(f"--pdf: that needs {' and '.join(missing)}; or leave --pdf out")


@contextlib.contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start the Chromium; raises UserError where it does not start."""
    from playwright.sync_api import Error, sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0  # for whom Chromium starts only without its sandbox
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(),
                args=["--disable-gpu", "--disable-background-networking"],
                chromium_sandbox=not root,
            )
        except Error as error:
            raise UserError(
                f"Chromium did not start ({first_line(error)}); name another in READOUT_CHROMIUM"
            ) from error
        try:
            yield browser
        finally:
            browser.close()


def print_pdf(page: Path, target: Path) -> None:
    """Print the page to `target`, tagged for screen readers and with its headings as outline.

    No script runs and nothing is fetched; `target` is whole or not there. Raises UserError where something is missing
    for that, or where the page cannot be printed.
    """
    require_pdf()
    from playwright.sync_api import Error

    with open_chromium() as browser:
        context = browser.new_context(offline=True, service_workers="block", java_script_enabled=False)
        try:
            tab = context.new_page()
            tab.goto(page.resolve().as_uri(), timeout=_TIMEOUT)
            content = tab.pdf(tagged=True, outline=True, print_background=True)
        except Error as error:
            raise UserError(
                f"--pdf: {page.name} cannot be printed ({first_line(error)}); try another Chromium"
            ) from error
    write_whole(target, content, beside=f".{target.name}.new")


def first_line(error: Exception) -> str:
    """Return the first line of an error of playwright's, which has many."""
    return one_line(str(error).strip().split("\n")[0])
