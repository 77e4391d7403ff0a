"""The part of the gate that needs a browser: what a page does when it is opened, and how it can be used then.

It is opened from disk in Chromium with every other request denied, in light and in dark, as wide as a screen and
as a phone, and then unfolded, with all its switches on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from readout.errors import UserError
from readout_app import messages as console
from readout_app.runs import pdf as browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

_PHONE = 390  # CSS pixels
Way = tuple[Literal["light", "dark"], int]
WAYS: tuple[Way, ...] = (
    *(("light", 1000), ("light", _PHONE)),
    *(("dark", 1000), ("dark", _PHONE)),
)
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_UNFOLD = """() => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  for (const one of document.querySelectorAll('input[type=checkbox]')) one.checked = true;
}"""
_SIDEWAYS = """() => {
  const told = one => one.cloneNode(false).outerHTML.replace(/<[/].*/s, '');
  const edge = document.documentElement.clientWidth;
  const all = [...document.body.querySelectorAll('*')].filter(one => !one.closest('.scroll, pre, svg'));
  const found = all.filter(one => one.scrollWidth > one.clientWidth + 1
    && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX)).map(told);
  if (document.documentElement.scrollWidth > edge)
    found.unshift(told(all.findLast(one => one.getBoundingClientRect().right > edge + 1) || document.body));
  return found;
}"""


def missing() -> str:
    """What has to be installed before a page can be opened; empty where all is there."""
    packages = ("playwright", "axe_playwright_python")
    wanted = [] if all(find_spec(package) for package in packages) else ["pip install 'readout[verify]'"]
    return " and ".join([*wanted, *([] if browser.find() else ["a Chromium"])])


def faults(pages: Iterable[Path], ways: Sequence[Way] = WAYS) -> Iterator[list[str]]:
    """For each page what is wrong with it when it is opened, one line each; one browser serves all.

    Any request, message on the console or error of a script; what axe-core finds against WCAG 2.2, levels A and
    AA; what scrolls sideways on a phone though it is neither `pre` nor of the class `scroll`. Each of the `ways`
    to look at it takes about a second. Raises ValueError where the browser does not start.
    """
    from playwright.sync_api import Error, sync_playwright  # an extra: the library runs without it

    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(
                executable_path=browser.find(),
                args=["--disable-gpu", "--disable-background-networking"],
                chromium_sandbox=not browser.is_root(),
            )
        except Error as error:
            raise UserError(
                f"Chromium did not start ({_first(error)}); leave it out with --no-browser"
            ) from error
        try:
            for page in pages:
                yield _faults(chromium, page.resolve().as_uri(), ways)
        finally:
            chromium.close()


def _faults(chromium: Browser, address: str, ways: Sequence[Way]) -> list[str]:
    """The faults, each once, with the first of the ways of looking at the page in which it was seen."""
    from playwright.sync_api import Error

    context = chromium.new_context(offline=True, service_workers="block")
    found: dict[str, str] = {}
    try:
        page = context.new_page()
        noise = _noise(page, address)
        page.goto(address)
        page.evaluate(_UNFOLD)
        for scheme, width in ways:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            for fault in (*_sideways(page, width), *_axe(page), *noise):
                found.setdefault(fault, f"opened ({scheme}, {width} px): {fault}")
    except Error as error:
        found[""] = f"opened: {_first(error)}"
    finally:
        context.close()
    return list(found.values())


def _noise(page: Page, address: str) -> list[str]:
    """A list that fills with what the page says and asks for."""
    noise: list[str] = []
    page.on("console", lambda message: noise.append(f"console: {console.line(message.text)}"))
    page.on("pageerror", lambda error: noise.append(f"error: {console.line(str(error))}"))
    page.on("websocket", lambda socket: noise.append(f"request: {console.line(socket.url)}"))
    page.route("**/*", lambda route: _only(address, route, noise))
    return noise


def _only(address: str, route: Route, noise: list[str]) -> None:
    """Lets the page itself through and denies all else."""
    if route.request.url == address:
        route.continue_()
    else:
        noise.append(f"request: {console.line(route.request.url)}")
        route.abort()


def _sideways(page: Page, width: int) -> list[str]:
    wide: list[str] = page.evaluate(_SIDEWAYS) if width == _PHONE else []
    return [f"sideways: it does not fit; let it wrap or shrink: {console.line(tag)[:80]}" for tag in wide]


def _axe(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    options = {
        "runOnly": {"type": "tag", "values": _LEVELS},
        "resultTypes": ["violations"],
        "iframes": False,
        "preload": False,
    }
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [
        f"axe: {one['id']}: {one['help']}: {console.line(node['html'])[:80]}"
        for one in found
        for node in one["nodes"]
    ]


def _first(error: Exception) -> str:
    return console.line(str(error).strip().split("\n")[0])
