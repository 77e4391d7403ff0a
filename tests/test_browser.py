"""A report opened in a real browser: it loads nothing, says nothing on the console, and fits a phone."""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from readout import report
from readout.article import read

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: install the package chromium"),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = report.run(report.find("briefing"), read(""), {"top": 5}, tmp_path_factory.mktemp("reports"))
    assert run.error is None
    return run.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()


def opened(browser: Any, path: Path, *, width: int = 1000, scheme: str = "light") -> tuple[Page, list[str]]:
    """The page, and all it asked for or said while it opened."""
    page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: noise.append(request.url))
    page.goto(path.as_uri())
    return page, [line for line in noise if line != path.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1000])
def test_opens_quietly_and_fits(browser: Any, path: Path, width: int, scheme: str) -> None:
    page, noise = opened(browser, path, width=width, scheme=scheme)
    assert noise == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_has_one_headline_and_headings_in_order(browser: Any, path: Path) -> None:
    page, _ = opened(browser, path)
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(h => Number(h.tagName[1]))")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_figure_has_a_title_and_says_its_finding(browser: Any, path: Path) -> None:
    page, _ = opened(browser, path)
    figures = page.query_selector_all("svg")
    assert len(figures) == 8  # each is drawn twice
    for figure in figures:
        assert figure.get_attribute("role") == "img"
        names = (figure.get_attribute("aria-labelledby") or "").split()
        texts = [page.text_content(f"#{name}") or "" for name in names]
        assert len(texts) == 2
        assert len(texts[1].split()) > 5


SHOWN = """
all => all.map(figure => [...figure.querySelectorAll("svg")].filter(one => one.getClientRects().length).map(one => {
  const width = one.getBoundingClientRect().width, scale = width / one.viewBox.baseVal.width;
  const sizes = [...one.querySelectorAll("text")].map(text => parseFloat(getComputedStyle(text).fontSize) * scale);
  return [one.parentElement.className, width, Math.min(...sizes)];
}))"""


@pytest.mark.parametrize(
    ("width", "kind"), [(360, "narrow"), (390, "narrow"), (600, "narrow"), (768, "wide"), (1280, "wide")]
)
def test_of_each_figure_the_drawing_that_fits_is_shown(
    browser: Any, path: Path, width: int, kind: str
) -> None:
    page, _ = opened(browser, path, width=width)
    shown = page.eval_on_selector_all("figure.chart", SHOWN)
    assert [[name for name, *_ in figure] for figure in shown] == [[kind]] * 4
    for ((_, wide, letters),) in shown:
        assert 250 < wide <= width
        assert letters >= 11
    pushed = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    assert page.eval_on_selector_all("figure.chart > .wide, figure.chart > .narrow", pushed) == 0


def test_print_shows_the_wide_drawing(browser: Any, path: Path) -> None:
    page, _ = opened(browser, path, width=390)
    page.emulate_media(media="print")
    shown = page.eval_on_selector_all("figure.chart", SHOWN)
    assert [[name for name, *_ in figure] for figure in shown] == [["wide"]] * 4


def test_links_of_the_cards_lead_somewhere(browser: Any, path: Path) -> None:
    page, _ = opened(browser, path)
    targets = page.eval_on_selector_all("a[href^='#']", "all => all.map(a => a.getAttribute('href'))")
    assert len(targets) > 5
    assert [target for target in set(targets) if page.query_selector(target) is None] == []


def test_switches_show_marks_without_script(browser: Any, path: Path) -> None:
    page, _ = opened(browser, path)
    look = "(s => s.borderBottom + s.textDecoration)(getComputedStyle(document.querySelector('.m-actor')))"
    before = page.evaluate(look)
    page.check("#show-actors")
    assert page.evaluate(look) != before


def test_ink_is_light_in_the_dark(browser: Any, path: Path) -> None:
    page, _ = opened(browser, path, scheme="dark")
    colours = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    ink, paper = (sum(int(part) for part in colour[4:-1].split(",")[:3]) for colour in colours)
    assert ink > 600 > 150 > paper
