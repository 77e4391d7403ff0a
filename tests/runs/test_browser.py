"""A report opened in a real browser: its links, its switches, its ink (the gate holds the rest: test_verify)."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from readout_app.runs.run import Run

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: install the package chromium"),
]


@pytest.fixture(scope="module")
def path(shipped: Callable[[str], Run]) -> Path:
    return shipped("briefing").page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def unchanged(browser: Any, path: Path) -> Page:
    """The page as it is opened; a test gives it a width and changes nothing else."""
    return opened(browser, path)


@pytest.fixture
def page(browser: Any, path: Path) -> Iterator[Page]:
    """The page, opened for one test."""
    own = opened(browser, path)
    yield own
    own.close()


def opened(browser: Any, path: Path) -> Page:
    page: Page = browser.new_page()
    widen(page, 1000)
    page.goto(path.as_uri())
    return page


def widen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


SHOWN = """
all => all.map(figure => [...figure.querySelectorAll("svg")].filter(one => one.getClientRects().length).map(one => {
  const width = one.getBoundingClientRect().width, scale = width / one.viewBox.baseVal.width;
  const sizes = [...one.querySelectorAll("text")].map(text => parseFloat(getComputedStyle(text).fontSize) * scale);
  return [one.parentElement.className, width, Math.min(...sizes)];
}))"""


@pytest.mark.parametrize(
    ("width", "kind"), [(360, "narrow"), (390, "narrow"), (600, "narrow"), (768, "wide"), (1280, "wide")]
)
def test_of_each_figure_the_drawing_that_fits_is_shown(unchanged: Page, width: int, kind: str) -> None:
    widen(unchanged, width)
    shown = unchanged.eval_on_selector_all("figure.chart", SHOWN)
    assert [[name for name, *_ in figure] for figure in shown] == [[kind]] * 4
    for ((_, wide, letters),) in shown:
        assert 250 < wide <= width
        assert letters >= 11
    pushed = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    assert unchanged.eval_on_selector_all("figure.chart > .wide, figure.chart > .narrow", pushed) == 0


def test_print_shows_the_wide_drawing(page: Page) -> None:
    widen(page, 390)
    page.emulate_media(media="print")
    shown = page.eval_on_selector_all("figure.chart", SHOWN)
    assert [[name for name, *_ in figure] for figure in shown] == [["wide"]] * 4


def test_every_link_of_the_cards_leads_somewhere(unchanged: Page) -> None:
    links = unchanged.eval_on_selector_all(".card a", "all => all.map(a => [a.textContent, a.hash])")
    assert len(links) >= 8
    for text, place in links:
        assert place
        assert unchanged.query_selector(place) is not None, text


def test_a_link_of_the_cards_shows_the_sentences_it_leads_to(page: Page) -> None:
    link = page.locator(".card.attribution li a").first
    claim = link.locator("xpath=..").inner_text()
    link.click()
    assert page.inner_text(":target .claim") == claim
    assert page.locator(":target").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert page.locator(":target blockquote").first.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")


@pytest.mark.parametrize("width", [1000, 1400])
def test_the_first_screen_has_the_five_findings(unchanged: Page, width: int) -> None:
    widen(unchanged, width)
    boxes = [card.bounding_box() for card in unchanged.locator(".card").all()]
    assert len(boxes) == 5
    assert all(box and box["y"] + box["height"] <= 800 for box in boxes), boxes


@pytest.mark.parametrize(("width", "beside"), [(390, False), (1000, False), (1400, True)])
def test_the_contents_stand_before_the_findings_or_beside_them(unchanged: Page, width: int, beside: bool) -> None:
    widen(unchanged, width)
    contents, findings = (
        unchanged.locator(place).bounding_box() for place in ("nav[aria-label=Contents]", "#findings")
    )
    assert contents
    assert findings
    assert (contents["x"] + contents["width"] <= findings["x"]) == beside
    assert (contents["y"] + contents["height"] <= findings["y"]) != beside
    if width == 1000:
        assert contents["height"] < 40, "one line"


def test_tables_are_whole_on_a_phone(page: Page) -> None:
    widen(page, 390)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.ariaLabel)"
    assert page.eval_on_selector_all(".scroll", cut) == []


def test_what_is_to_be_hit_is_large_enough(unchanged: Page) -> None:
    widen(unchanged, 390)
    for place in (".reading label", "summary", ".contents a"):
        boxes = [each.bounding_box() for each in unchanged.locator(place).all() if each.is_visible()]
        assert boxes
        assert all(box and box["height"] >= 24 and box["width"] >= 24 for box in boxes), place


def test_print_has_the_marks_that_are_on_and_the_folded_evidence(page: Page) -> None:
    page.check("#show-actors")
    page.emulate_media(media="print")
    shown = [each.inner_text() for each in page.locator(".reading label").all() if each.is_visible()]
    assert [text.split()[0] for text in shown] == ["Actors"]
    for caption in ("Other names for an actor", "Ties between actors", "How often results are right"):
        assert page.locator("caption", has_text=caption).is_visible(), caption
    assert page.locator(".passages blockquote").first.is_visible()
    assert not page.get_by_text("How this was computed").first.is_visible()
    assert not page.locator("nav").is_visible()


def test_switches_show_marks_without_script(page: Page) -> None:
    look = "(s => s.borderBottom + s.textDecoration)(getComputedStyle(document.querySelector('.m-actor')))"
    before = page.evaluate(look)
    page.check("#show-actors")
    assert page.evaluate(look) != before


def test_ink_is_light_in_the_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    ink, paper = (sum(int(part) for part in colour[4:-1].split(",")[:3]) for colour in colours)
    assert ink > 600 > 150 > paper
