"""Check pages in a browser: what a page does when it is opened, and whether everyone can use it.

A page is opened from disk in Chromium with every other request denied, in light and in dark, as wide as a screen and
as a phone, and unfolded, with all its switches on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from readout.text import one_line
from readout_app.runs.pdf import find_chromium, first_line, open_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

View = tuple[Literal["light", "dark"], int]  # colour scheme, width in CSS pixels

_PHONE = 390
VIEWS: tuple[View, ...] = (("light", 1000), ("light", _PHONE), ("dark", 1000), ("dark", _PHONE))
_AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"heading-order": {"enabled": True}, "page-has-heading-one": {"enabled": True}},
    "resultTypes": ["violations"],
    "iframes": False,
    "preload": False,
}
_UNFOLD = """() => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  for (const box of document.querySelectorAll('input[type=checkbox]')) box.checked = true;
}"""
_SCROLLS_SIDEWAYS = """() => {
  const tag = node => node.cloneNode(false).outerHTML.replace(/<[/].*/s, '');
  const edge = document.documentElement.clientWidth;
  const nodes = [...document.body.querySelectorAll('*')].filter(node => !node.closest('.scroll, pre, svg'));
  const tags = nodes.filter(node => node.scrollWidth > node.clientWidth + 1
    && ['auto', 'scroll'].includes(getComputedStyle(node).overflowX)).map(tag);
  if (document.documentElement.scrollWidth > edge)
    tags.unshift(tag(nodes.findLast(node => node.getBoundingClientRect().right > edge + 1) || document.body));
  return tags;
}"""


def missing_for_browser() -> str:
    """Return what has to be installed before a page can be opened; empty where nothing is missing."""
    packages = ("playwright", "axe_playwright_python")
    install = [] if all(find_spec(package) for package in packages) else ["pip install 'readout-news[verify]'"]
    return " and ".join([*install, *([] if find_chromium() else ["a Chromium"])])


def opened_faults(pages: Iterable[Path], views: Sequence[View] = VIEWS) -> Iterator[list[str]]:
    """Yield for each page what is wrong with it when it is opened, one line each; one browser serves all.

    These are: any request, message on the console or error of a script; what axe-core finds against WCAG 2.2, levels
    A and AA, and in the order of headings; what scrolls sideways on a phone though it is neither `pre` nor of the
    class `scroll`. Each of the `views` takes about a second; without any, a page is just opened and unfolded. Raises
    UserError where the browser does not start.
    """
    with open_chromium() as browser:
        for page in pages:
            yield _page_faults(browser, page.resolve().as_uri(), views)


def _page_faults(browser: Browser, address: str, views: Sequence[View]) -> list[str]:
    """The faults, each once, with the first of the views in which it was seen."""
    from playwright.sync_api import Error

    context = browser.new_context(offline=True, service_workers="block")
    faults: dict[str, str] = {}
    try:
        page = context.new_page()
        noise = _noise(page, address)
        page.goto(address)
        page.evaluate(_UNFOLD)
        for scheme, width in views:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            sideways = _sideways_faults(page) if width == _PHONE else []
            for fault in (*sideways, *_axe_faults(page), *noise):
                faults.setdefault(fault, f"opened ({scheme}, {width} px): {fault}")
        for fault in noise:
            faults.setdefault(fault, f"opened: {fault}")
    except Error as error:
        faults[""] = f"opened: {first_line(error)}"
    finally:
        context.close()
    return list(faults.values())


def _noise(page: Page, address: str) -> list[str]:
    """Deny all requests but that of the page, and return a list that fills with what the page says and asks for."""
    noise: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url == address:
            route.continue_()
        else:
            noise.append(f"request: {one_line(route.request.url)}")
            route.abort()

    page.on("console", lambda message: noise.append(f"console: {one_line(message.text)}"))
    page.on("pageerror", lambda error: noise.append(f"error: {one_line(error)}"))
    page.on("websocket", lambda socket: noise.append(f"request: {one_line(socket.url)}"))
    page.route("**/*", answer)
    return noise


def _sideways_faults(page: Page) -> list[str]:
    tags: list[str] = page.evaluate(_SCROLLS_SIDEWAYS)
    return [f"sideways: it does not fit; let it wrap or shrink: {one_line(tag, limit=80)}" for tag in tags]


def _axe_faults(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    violations: list[dict[str, Any]] = Axe().run(page, options=_AXE_OPTIONS).response["violations"]
    return [
        f"axe: {rule['id']}: {rule['help']}: {one_line(node['html'], limit=80)}"
        for rule in violations
        for node in rule["nodes"]
    ]
