"""Pages opened in headless Chromium: a good one, and others broken in each of the ways that this shows."""

from pathlib import Path

import pytest

from readout_app.archive.browser_checks import VIEWS, opened_faults
from readout_app.archive.catalogue import rebuild_catalogue
from readout_app.runs import pdf as browser
from support.past_runs import folder, past

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
SCROLL = f'<div class="scroll" style="overflow: auto"><p style="width: 40rem">{"word " * 80}</p></div>'
LIGHT, DIM = "opened (light, 1000 px): ", "opened (dark, 1000 px): "
GIF = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
BOX = '<input type="checkbox">'
FAILED = "console: Failed to load resource: net::ERR_FAILED"
DARK = '@media (prefers-color-scheme: dark) { p { background: url("https://example.org/b.png") } }'
BROKEN = {  # a page's body, and its faults in any order; `beside` is a style sheet beside the page
    "<p>Some text.</p>": [],
    '<p style="color: #bbb">pale</p><p style="color: #333">dark</p>'
    f'<details><summary>More</summary><p style="color: #bbb">folded</p></details>{BOX}{GIF}<h3>Two levels down</h3>'
    '<p style="width: 40rem">wide</p>' + SCROLL.replace("<div", '<div tabindex="0"') + SCROLL: [
        f'{LIGHT}axe: color-contrast: {PALE}: <p style="color: #bbb">pale</p>',
        f'{DIM}axe: color-contrast: {PALE}: <p style="color: #333">dark</p>',
        f'{LIGHT}axe: color-contrast: {PALE}: <p style="color: #bbb">folded</p>',
        f"{LIGHT}axe: label: Form elements must have labels: {BOX}",
        f"{LIGHT}axe: image-alt: Images must have alternative text: {GIF}",
        f"{LIGHT}axe: heading-order: Heading levels should only increase by one: <h3>Two levels down</h3>",
        f'{WIDE}<p style="width: 40rem">',
        f"opened (light, 390 px): {KEYS}{SCROLL.split('<p')[0]}",
    ],
    "<script>console.log('a\\nb')</script><script>throw new Error('oh')</script>"
    "<script>new WebSocket('ws://127.0.0.1:9/').onerror = e => e</script>"
    f'<img src="https://example.org/a.png" alt="A cat"><link rel="stylesheet" href="beside.css">'
    f"<style>{DARK}</style><p>x</p>": [
        f"{LIGHT}console: a b",
        f"{LIGHT}error: oh",
        f"{LIGHT}request: ws://127.0.0.1:9/",
        f"{LIGHT}console: WebSocket connection to 'ws://127.0.0.1:9/' failed: "
        "Error in connection establishment: net::ERR_INTERNET_DISCONNECTED",
        f"{LIGHT}request: https://example.org/a.png",
        f"{LIGHT}request: {{beside}}",
        f"{LIGHT}{FAILED}",
        f"{DIM}request: https://example.org/b.png",
    ],
}


def test_each_way_of_being_broken_is_seen_in_one_browser(tmp_path: Path) -> None:
    (tmp_path / "beside.css").write_text("p { color: #bbb }", encoding="utf-8")
    pages = [tmp_path / f"{number}.html" for number in range(len(BROKEN))]
    for page, body in zip(pages, BROKEN, strict=True):
        page.write_text(GOOD.replace("<p>Some text.</p>", body), encoding="utf-8")
    past(tmp_path / "out", "a", article={"title": "W" * 300, "source": "S" * 90})
    past(tmp_path / "out", "b", article={"id": "b", "published": "2021-01-01"}, status="failed", error="x" * 300)
    folder(tmp_path / "out", "n" * 200, "{")
    catalogue = rebuild_catalogue(tmp_path / "out")  # which fits a phone, unfolded too
    *told, good, gone = opened_faults([*pages, catalogue, tmp_path / "none.html"], VIEWS[:3])
    beside = (tmp_path / "beside.css").as_uri()
    expected = [sorted(fault.replace("{beside}", beside) for fault in faults) for faults in BROKEN.values()]
    assert [sorted(faults) for faults in told] == expected
    assert good == []
    assert gone == [f"opened: Page.goto: net::ERR_FILE_NOT_FOUND at {(tmp_path / 'none.html').as_uri()}"]


def test_a_browser_that_does_not_start_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_CHROMIUM", "false")
    with pytest.raises(ValueError, match=r"^Chromium did not start \(.+\); name another in READOUT_CHROMIUM$"):
        list(opened_faults([tmp_path / "page.html"]))
