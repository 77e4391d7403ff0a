"""The Atom feed, as a feed reader takes it."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from readout_app.archive.atom_feed import feed
from readout_app.archive.listing import listing
from support.past_runs import past

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(out: Path, before: bytes = b"") -> Any:
    found = feedparser.parse(feed(listing(out)[0], before))
    assert found.bozo is False
    assert found.version == "atom10"
    return found


def test_an_entry_says_what_was_found(tmp_path: Path) -> None:
    past(tmp_path, "a run")
    [entry] = parsed(tmp_path).entries
    assert entry.title == "US may close its embassy (briefing)"
    assert entry.link == "a%20run/report.html"
    assert entry.summary == (
        "Tone slightly negative (−0.12). Iran-backed militias oppose the US. Keyphrases: rocket attack and embassy."
    )
    assert entry.updated == "2026-11-03T13:05:12Z"
    assert entry.published == "2026-11-03T13:05:09Z"
    assert [tag.term for tag in entry.tags] == ["Wire"]


def test_an_entry_of_a_run_that_stopped_says_why(tmp_path: Path) -> None:
    past(tmp_path, "a-failed", status="failed", error="ValueError: no tone", cell=4, summary=None)
    [entry] = parsed(tmp_path).entries
    assert entry.title == "US may close its embassy (briefing, failed)"
    assert entry.summary == "Failed in cell 4: ValueError: no tone"


def test_a_run_that_found_nothing_is_done(tmp_path: Path) -> None:
    past(tmp_path, summary=None, article={"source": None})
    [entry] = parsed(tmp_path).entries
    assert entry.summary == "The report is done."
    assert "tags" not in entry


def test_has_what_the_standard_asks_for(tmp_path: Path) -> None:
    past(tmp_path)
    root = ElementTree.fromstring(feed(listing(tmp_path)[0]))
    assert root.tag == f"{ATOM}feed"
    for parent in (root, root.find(f"{ATOM}entry")):
        assert parent is not None
        for tag in ("id", "title", "updated"):
            assert len(parent.findall(ATOM + tag)) == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Readout"
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")} == {
        "self": "feed.xml",
        "alternate": "index.html",
    }
    assert not any("base" in name for node in root.iter() for name in node.keys())  # noqa: SIM118  # an Element


def test_the_newest_fifty_newest_first(tmp_path: Path) -> None:
    for number in range(53):
        past(tmp_path, f"{number:02}", started=f"2026-01-01T10:{number:02}:00+00:00")
    entries = parsed(tmp_path).entries
    assert [entry.link for entry in entries] == [f"{number:02}/report.html" for number in range(52, 2, -1)]
    assert len({entry.id for entry in entries}) == 50


def test_an_entry_keeps_its_id_when_others_come_and_go(tmp_path: Path) -> None:
    past(tmp_path, "a")
    before = parsed(tmp_path)
    past(tmp_path, "b", started="2020-01-01T10:00:00+00:00", article={"title": "Another"})
    after = parsed(tmp_path)
    assert before.entries[0].id == "urn:uuid:8fafa4f9-6b94-5a5d-bbe9-79a7b5c0f16f"
    assert [entry.id for entry in after.entries if entry.link == "a/report.html"] == [before.entries[0].id]


def test_the_feed_keeps_the_id_that_it_has(tmp_path: Path) -> None:
    past(tmp_path, "a")
    first = feed(listing(tmp_path)[0])
    past(tmp_path, "b", started="2020-01-01T10:00:00+00:00")
    known = feedparser.parse(first).feed.id
    assert parsed(tmp_path, first).feed.id == known
    assert parsed(tmp_path).feed.id != known


@pytest.mark.parametrize(
    "before", [b"<feed><id>http://evil.example/</id>", b"\xff\x00", b"<id>urn:uuid:1</id>"]
)
def test_an_id_that_is_not_its_own_is_not_taken(tmp_path: Path, before: bytes) -> None:
    past(tmp_path)
    assert parsed(tmp_path, before).feed.id == parsed(tmp_path).feed.id


def test_is_dated_by_the_run_that_ended_last(tmp_path: Path) -> None:
    past(tmp_path, "a", started="2026-01-01T10:00:00+00:00", ended="2026-01-01T12:00:00+00:00")
    past(tmp_path, "b", started="2026-01-01T11:00:00+00:00", ended="2026-01-01T11:01:00+00:00")
    assert parsed(tmp_path).feed.updated == "2026-01-01T12:00:00Z"


def test_an_empty_feed_is_a_feed() -> None:
    found = feedparser.parse(feed([]))
    assert (found.bozo, found.entries, found.feed.title) == (False, [], "Readout reports")


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    title = '</title><script>alert(1)</script>]]>&amp;"\x0b\x00\ufffe\ud800'
    past(tmp_path, article={"title": title, "source": "<![CDATA["}, summary={"tie": "<b>x</b>"})
    raw = feed(listing(tmp_path)[0])
    assert b"<script" not in raw
    root = ElementTree.fromstring(raw)
    assert (
        root.findtext(f"{ATOM}entry/{ATOM}title") == '</title><script>alert(1)</script>]]>&amp;" (briefing)'
    )
    assert root.findtext(f"{ATOM}entry/{ATOM}summary") == "<b>x</b>."
    summary = root.find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "text"
