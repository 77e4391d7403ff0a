"""The sample page in reports/ is what `make report` makes of the bundled article."""

import re
from collections.abc import Callable

import pytest
from lxml import html

from readout_app.runs.run import Run
from support import ROOT

SAMPLE = ROOT / "reports" / "sample.html"
NUMBER = re.compile(r"[-−+]?\d+\.\d+")


def told(page: str) -> list[str]:
    """The texts of a page in their order, but for the drawings' and the versions of what made it."""
    tree = html.fromstring(page)
    for one in tree.xpath("//svg | //style | //dt[text()='Versions']/following-sibling::dd[1]"):
        one.getparent().remove(one)
    return [" ".join(text.split()) for text in tree.xpath("//text()") if text.strip()]


def test_the_sample_is_true(shipped: Callable[..., Run]) -> None:
    """Its words are the same, and its figures agree to two decimals: the last digit may differ between machines."""
    fresh = told(shipped("briefing").page.read_text(encoding="utf-8"))
    kept = told(SAMPLE.read_text(encoding="utf-8"))
    assert len(kept) > 300
    bare = [[NUMBER.sub("0.0", text) for text in texts] for texts in (kept, fresh)]
    assert bare[0] == bare[1], "make sample"
    for before, after in zip(kept, fresh, strict=True):
        numbers = [[float(one.replace("−", "-")) for one in NUMBER.findall(text)] for text in (before, after)]
        assert numbers[0] == pytest.approx(numbers[1], abs=0.0101)
