"""The digest: what it says, in HTML and in text, and that nothing in it can do harm."""

from datetime import date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from readout_app.archive.checks import page_faults
from readout_app.schedule.digest import Digest
from readout_app.schedule.mail import MOST_ENTRIES, digest_headline, digest_html, digest_text
from support.digests import FULL, HOSTILE, OTHER, PAGE, SLOT, entry
from support.past_runs import SUMMARY

LINKS = {PAGE: "https://reports.example.org/one/report.html", OTHER: "attached, two.html"}


def parsed(digest: Digest, links: dict[Path, str] = LINKS) -> BeautifulSoup:
    return BeautifulSoup(digest_html(digest, links), "lxml")


def said(root: BeautifulSoup, which: str) -> list[str]:
    return [" ".join(node.get_text().split()) for node in root.select(which)]


@pytest.mark.parametrize(
    ("new", "changed", "failed", "words"),
    [
        (2, 1, 1, "Two new reports, one changed, one failed"),
        (1, 0, 0, "One new report"),
        (0, 1, 2, "One changed report, two failed"),
        (0, 13, 0, "13 changed reports"),
        (1204, 0, 12, "1,204 new reports, twelve failed"),
        (0, 0, 1, "Nothing new, one failed"),
        (0, 0, 2, "Nothing new, two failed"),
        (0, 0, 0, "Nothing new, nothing changed, nothing failed"),
    ],
)
def test_it_is_counted_in_english(new: int, changed: int, failed: int, words: str) -> None:
    one = (entry(),)
    assert digest_headline(Digest("gulf", SLOT, one * new, one * changed, one * failed)) == words


def test_the_text_says_all() -> None:
    assert (
        digest_text(FULL, LINKS)
        == """\
Two new reports, one changed, one failed

Watch gulf, 24 November 2026, 06:00 UTC

NEW

* US may close its embassy
  Wire, 29 September 2020
  Strongest tie: Iran-backed militias oppose the US
  Keyphrases: rocket attack, embassy
  Report: https://reports.example.org/one/report.html

* A fine
  Report: attached, two.html

CHANGED

* Norland fined Sudia
  Wire, 29 September 2020
  2 findings differ.
  Tie gone: Norland → Sudia, opposes (sure).
  New keyphrase: a fine, rank 1.
  Keyphrases: rocket attack, embassy
  Report: https://reports.example.org/one/report.html

FAILED

* feed.xml
  It is no feed.
"""
    )


def test_the_html_says_the_same_in_the_same_order() -> None:
    root = parsed(FULL)
    words = " ".join(root.body.get_text().split()) if root.body else ""
    lines = [line.strip("* ") for line in digest_text(FULL, LINKS).splitlines()]
    told = " ".join(line.capitalize() if line.isupper() else line for line in lines if line)
    assert words == told.replace(" Report: https://reports.example.org/one/report.html", "")
    assert said(root, "h1") == ["Two new reports, one changed, one failed"]
    assert said(root, "h2") == ["New", "Changed", "Failed"]
    assert said(root, "h3") == ["US may close its embassy", "A fine", "Norland fined Sudia", "feed.xml"]
    assert [(node["href"], node.get_text()) for node in root.select("a")] == [
        ("https://reports.example.org/one/report.html", "US may close its embassy"),
        ("https://reports.example.org/one/report.html", "Norland fined Sudia"),
    ]


def test_a_digest_of_nothing_says_so() -> None:
    nothing = Digest("gulf", datetime.fromisoformat("2026-11-24T07:30+01:00"))
    told = "Nothing new, nothing changed, nothing failed\n\nWatch gulf, 24 November 2026, 06:30 UTC\n"
    assert digest_text(nothing, {}) == told
    assert said(parsed(nothing), "h1, h2, h3, p") == [line for line in told.splitlines() if line]


def test_the_newest_article_is_first_and_what_has_no_date_last() -> None:
    days = {"B": date(2021, 1, 1), "c": date(2021, 1, 1), "A": date(2020, 1, 1), "D": None}
    digest = Digest("gulf", SLOT, new=tuple(entry(title, published=day) for title, day in days.items()))
    assert said(parsed(digest), "h3") == ["B", "c", "A", "D"]


@pytest.mark.parametrize(("more", "words"), [(1, "1 more stands"), (1200, "1,200 more stand")])
def test_a_long_part_is_cut_and_says_so(more: int, words: str) -> None:
    digest = Digest("gulf", SLOT, new=(entry(),) * (MOST_ENTRIES + more))
    rest = f"{words} in the catalogue of the reports folder."
    assert len(said(parsed(digest), "h3")) == digest_text(digest, LINKS).count("* US may") == MOST_ENTRIES
    assert said(parsed(digest), "p")[-1] == digest_text(digest, LINKS).splitlines()[-1] == rest


@pytest.mark.parametrize("digest", [FULL, Digest("gulf", SLOT)])
def test_the_html_passes_the_gate(tmp_path: Path, digest: Digest) -> None:
    page = tmp_path / "digest.html"
    page.write_text(digest_html(digest, LINKS), encoding="utf-8")
    assert page_faults(page) == []


def test_hostile_words_are_words(tmp_path: Path) -> None:
    summary = SUMMARY | {"tie": HOSTILE, "keyphrases": [HOSTILE]}
    bad = entry(HOSTILE, source=HOSTILE, summary=summary, notes=(HOSTILE, HOSTILE))
    digest = Digest(HOSTILE, SLOT, (bad,), (bad,), (bad,))
    links = {PAGE: f"javascript:{HOSTILE}"}
    page = tmp_path / "digest.html"
    page.write_text(digest_html(digest, links), encoding="utf-8")
    assert page_faults(page) == []
    root = parsed(digest, links)
    assert {node.name for node in root.body.find_all()} == {"div", "h1", "h2", "h3", "p", "span"}  # type: ignore[union-attr]
    words = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }} Bcc: x@y.z"
    assert said(root, "h3") == [words] * 3
    told = digest_text(digest, links)
    assert "\n  Bcc: x@y.z" not in told
    assert all(sign.isprintable() or sign == "\n" for sign in told)
    assert max(map(len, told.splitlines())) <= 72


def test_what_runs_from_right_to_left_turns_nothing_beside_it() -> None:
    title, source = "הבוחרים אמרו 12", "وكالة 24"
    root = parsed(Digest("gulf", SLOT, new=(entry(title, source=source),)))
    assert said(root, "h3") == [f"\u2068{title}\u2069"]
    assert said(root, ".new > p")[0] == f"\u2068{source}\u2069, 29 September 2020"


@pytest.mark.parametrize(
    ("source", "published", "words"),
    [("Wire.", None, ["Wire, no date"]), ("", date(2020, 9, 1), ["1 September 2020"]), ("", None, [])],
)
def test_what_is_not_known_of_an_article(source: str, published: date | None, words: list[str]) -> None:
    one = entry(source=source, published=published, summary=None, page=None)
    assert said(parsed(Digest("gulf", SLOT, new=(one,))), ".new > p") == words


def test_long_words_are_broken_but_no_address() -> None:
    address = f"https://example.org/{'a' * 100}"
    digest = Digest("gulf", SLOT, new=(entry("字" * 100, summary=None),))
    lines = digest_text(digest, {PAGE: address}).splitlines()
    assert lines[-5:] == [f"* {'字' * 70}", f"  {'字' * 30}", "  Wire, 29 September 2020", "  Report:", f"  {address}"]
