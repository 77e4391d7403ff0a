from collections.abc import Iterator
from pathlib import Path

import pytest

from readout import robots
from readout.intake import Found, intake
from readout.web import Known
from serving import Answers, address, serving
from test_batch import STORY


class Pages(Answers):
    """A feed of three items, of which one has no page and one carries its own text; each page has a version."""

    asked: list[str]

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_error(404)
        else:
            super().do_GET()

    def _feed(self, _: str) -> None:
        base = f"http://{self.headers['Host']}"
        own = f"<content:encoded>&lt;p&gt;{STORY} The whole text. {STORY}&lt;/p&gt;</content:encoded>"
        items = (
            f"<item><title>First</title><link>{base}/page/1</link></item>"
            f"<item><title>Lost</title><link>{base}/lost/x</link></item>"
            f"<item><title>Own words</title><guid isPermaLink='false'>tag:own</guid>{own}</item>"
        )
        ns = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        self._give(f"<rss version='2.0' {ns}><channel>{items}</channel></rss>", "application/rss+xml")

    def _page(self, number: str) -> None:
        title = f"Page {number}"
        body = f"<article><h1>{title}</h1><p>{STORY}</p><p>This is page {number}. {STORY}</p></article>"
        self._give(
            f"<html lang='en'><head><title>{title}</title></head><body>{body}</body></html>", "text/html"
        )

    def _lost(self, _: str) -> None:
        self.send_error(404)

    def _give(self, text: str, kind: str) -> None:
        self.asked.append(self.path)
        if self.headers.get("If-None-Match") == '"1"':
            self.answer(status=304)
        else:
            self.answer(text.encode(), Content_Type=kind, ETag='"1"')


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the server; no pause is made between two requests."""
    monkeypatch.setattr(Pages, "asked", [], raising=False)
    monkeypatch.setattr(robots, "LEAST_PAUSE", 0.0)
    with serving(Pages) as server:
        yield address(server)


def titles(found: tuple[Found, ...]) -> list[str]:
    return [one.article.title if one.article else one.problem for one in found]


def test_a_feed_gives_the_pages_it_leads_to_and_what_is_lost_holds_up_nobody(base: str) -> None:
    taken = intake([f"{base}/feed/x"], {}, private=True)
    assert [one.key for one in taken.found] == [f"{base}/page/1", f"{base}/lost/x", "tag:own"]
    first, lost, own = titles(taken.found)
    assert (first, own) == ("Page 1", "Own words")
    assert lost.startswith(f"{base}/lost/x: answers 404 Not Found")
    # the feed is asked for again, whole, as long as one of its pages could not be read
    assert taken.known == {f"{base}/page/1": Known('"1"', None)}


def test_what_has_not_changed_is_not_read_again(base: str) -> None:
    first = intake([f"{base}/page/2"], {}, private=True)
    assert titles(first.found) == ["Page 2"]
    again = intake([f"{base}/page/2"], first.known, private=True)
    assert again.found == ()
    assert Pages.asked == ["/page/2", "/page/2"]


def test_private_addresses_are_refused_unless_allowed(base: str) -> None:
    (found,) = intake([f"{base}/page/1"], {}, private=False).found
    assert found.article is None
    assert "your own network" in found.problem
    assert Pages.asked == []


def test_sources_stand_side_by_side(base: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / "in" / name).write_text(f"Story {name}\n\n{STORY} This one is {name}. {STORY}\n")
    (tmp_path / "list.txt").write_text(f"# what we read\n\nin/c.md\n{base}/page/3\nin/none.txt\n")
    sources = [str(tmp_path / "in" / "*.txt"), f"@{tmp_path / 'list.txt'}", f"@{tmp_path / 'no-list.txt'}"]
    found = intake(sources, {}, private=True).found
    assert titles(found)[:4] == ["Story a.txt", "Story b.txt", "Story c.md", "Page 3"]
    assert titles(found)[4] == f"{tmp_path / 'in' / 'none.txt'}: does not exist; check the path"
    assert "no-list.txt" in titles(found)[5]
    assert len(found) == 6


def test_an_empty_pattern_finds_nothing(tmp_path: Path) -> None:
    assert intake([str(tmp_path / "*.txt")], {}, private=False).found == ()
