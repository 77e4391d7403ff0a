"""Pages opened in headless Chromium: a good one, and others broken in each of the ways that this shows."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from readout_app.archive.browser_checks import opened_faults
from readout_app.runs import pdf as browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.find_chromium() is None, reason="needs Chromium: install chromium"),
]
GOOD = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title>
<style>@media (prefers-color-scheme: dark) { html { background: black; color: white } }</style></head>
<body><main><h1>A page</h1><p>Some text.</p></main></body>
</html>
"""
PALE = "Elements must meet minimum color contrast ratio thresholds"
WIDE = "opened (light, 390 px): sideways: it does not fit; let it wrap or shrink: "
KEYS = "axe: scrollable-region-focusable: Scrollable region must have keyboard access: "
DARK = '@media (prefers-color-scheme: dark) { p { background: url("https://example.org/b.png") } }'
SCROLL = f'<div class="scroll" style="overflow: auto"><p style="width: 40rem">{"word " * 80}</p></div>'


def seen(folder: Path, bodies: Sequence[str]) -> list[list[str]]:
    pages = []
    for number, body in enumerate(bodies):
        assert GOOD.count("<p>Some text.</p>") == 1
        pages.append(folder / f"{number}.html")
        pages[-1].write_text(GOOD.replace("<p>Some text.</p>", body), encoding="utf-8")
    return list(opened_faults(pages))


LIGHT, DIM = "opened (light, 1000 px): ", "opened (dark, 1000 px): "
GIF = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
PICTURE = '<svg role="img" width="9" height="9"></svg>'
BOX = '<input type="checkbox">'
FAILED = "console: Failed to load resource: net::ERR_FAILED"
BROKEN = {  # a page's body, and its faults in any order
    "<p>Some text.</p>": [],
    '<p style="color: #bbb">pale</p><p style="color: #333">dark</p>'
    f'<details><summary>More</summary><p style="color: #bbb">folded</p></details>{BOX}{GIF}{PICTURE}'
    "<h3>Two levels down</h3>": [
        f'{LIGHT}axe: color-contrast: {PALE}: <p style="color: #bbb">pale</p>',
        f'{DIM}axe: color-contrast: {PALE}: <p style="color: #333">dark</p>',
        f'{LIGHT}axe: color-contrast: {PALE}: <p style="color: #bbb">folded</p>',
        f"{LIGHT}axe: label: Form elements must have labels: {BOX}",
        f"{LIGHT}axe: image-alt: Images must have alternative text: {GIF}",
        f"{LIGHT}axe: svg-img-alt: <svg> elements with an img role must have alternative text: {PICTURE}",
        f"{LIGHT}axe: heading-order: Heading levels should only increase by one: <h3>Two levels down</h3>",
    ],
    "<script>console.log('a\\nb')</script><script>throw new Error('oh')</script>": [
        f"{LIGHT}console: a b",
        f"{LIGHT}error: oh",
    ],
    "<script>new WebSocket('ws://127.0.0.1:9/').onerror = e => e</script>"
    f'<img src="https://example.org/a.png" alt="A cat"><style>{DARK}</style><p>x</p>': [
        f"{LIGHT}request: ws://127.0.0.1:9/",
        f"{LIGHT}console: WebSocket connection to 'ws://127.0.0.1:9/' failed: "
        "Error in connection establishment: net::ERR_INTERNET_DISCONNECTED",
        f"{LIGHT}request: https://example.org/a.png",
        f"{LIGHT}{FAILED}",
        f"{DIM}request: https://example.org/b.png",
    ],
    '<p style="width: 40rem">wide</p>': [f'{WIDE}<p style="width: 40rem">'],
    '<div tabindex="0" style="overflow: auto"><p style="width: 40rem">x</p></div>'
    + SCROLL.replace("<div", '<div tabindex="0"')
    + SCROLL: [
        f'{WIDE}<div tabindex="0" style="overflow: auto">',
        f"opened (light, 390 px): {KEYS}{SCROLL.split('<p')[0]}",
    ],
}


def test_each_way_of_being_broken_is_seen(tmp_path: Path) -> None:
    told = zip(BROKEN, seen(tmp_path, list(BROKEN)), strict=True)
    assert {body: sorted(faults) for body, faults in told} == {body: sorted(faults) for body, faults in BROKEN.items()}


def test_a_file_beside_the_page_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p { color: #bbb }", encoding="utf-8")
    assert seen(tmp_path, ['<link rel="stylesheet" href="a.css"><p>x</p>']) == [
        [
            f"opened (light, 1000 px): request: {(tmp_path / 'a.css').as_uri()}",
            "opened (light, 1000 px): console: Failed to load resource: net::ERR_FAILED",
        ]
    ]


def test_a_page_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    page = tmp_path / "none.html"
    assert list(opened_faults([page])) == [[f"opened: Page.goto: net::ERR_FILE_NOT_FOUND at {page.as_uri()}"]]


def test_a_browser_that_does_not_start_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_CHROMIUM", "false")
    with pytest.raises(ValueError, match=r"^Chromium did not start \(.+\); name another in READOUT_CHROMIUM$"):
        list(opened_faults([tmp_path / "page.html"]))
