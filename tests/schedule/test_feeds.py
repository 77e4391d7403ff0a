"""The items of feeds, of good ones and of hostile ones."""

from datetime import date
from unittest.mock import Mock

import feedparser
import pytest

from readout.articles import limits
from readout.articles.article import article_from
from readout.articles.files import RawArticle
from readout_app.schedule.feeds import FeedItem, is_feed, item_page, parse_feed

FROM = "http://paper.example/feeds/all.xml"
GIVE = "; give the address of an RSS or Atom feed"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<!-- of the <day> -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>
<item><title>Rockets &lt;i&gt;hit&lt;/i&gt; AT&amp;amp;T</title><link>/a?x=1&amp;y=2</link><guid>tag:1</guid>
<pubDate>Tue, 29 Sep 2020 23:30:00 -0500</pubDate><description>Short</description>
<content:encoded><![CDATA[<p>Full</p>]]></content:encoded></item>
<item><title>Two
 lines</title><link>http://paper.example/café?q=ö</link><pubDate>yesterday</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://cdn.example/x/"><title>News</title>
<entry><title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title><link href="story"/><id>urn:1</id>
<updated>2020-02-29T01:00:00+05:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Full</p></div></content></entry>
<entry><title>3 &lt; 4</title><id>urn:2</id><published>2020-03-01T00:00:00Z</published>
<content>One &lt; two

Three</content></entry></feed>"""


def problem(data: bytes) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_feed(data, FROM)
    return str(caught.value)


def rss(*entries: str) -> bytes:
    return f'<rss version="2.0"><channel><item>{"</item><item>".join(entries)}</item></channel></rss>'.encode()


def test_rss() -> None:
    assert parse_feed(RSS.encode(), FROM) == [
        FeedItem(
            "Rockets hit AT&T",
            "http://paper.example/a?x=1&y=2",
            date(2020, 9, 30),  # of UTC
            "<p>Full</p>",
            "tag:1",
        ),
        FeedItem(
            "Two lines",
            "http://paper.example/caf%C3%A9?q=%C3%B6",
            None,
            None,
            "http://paper.example/caf%C3%A9?q=%C3%B6",
        ),
    ]


def test_atom() -> None:
    assert parse_feed(ATOM.encode(), FROM) == [
        FeedItem("A & B", "http://cdn.example/x/story", date(2020, 2, 28), "<p>Full</p>", "urn:1"),
        FeedItem("3 < 4", None, date(2020, 3, 1), "<p>One &lt; two</p><p>Three</p>", "urn:2"),
    ]


WORDS = "So much is known of it by now, and more will be known when the day ends, said the mayor of the town."


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (  # an id that is none
            [f"<title>{name}</title><link>/{name}</link><guid>N/A</guid>" for name in "abc"],
            [("a", "/a"), ("b", "/b"), ("c", "/c")],
        ),
        (  # the same item twice, once edited
            [f"<title>{name}</title><link>/a</link><guid>1</guid>" for name in ("a", "a, edited")],
            [("a", "/a")],
        ),
        (  # without links, by their titles
            [f"<title>{name}</title><guid>0</guid><description>{name}</description>" for name in "aab"],
            [("a", None), ("b", None)],
        ),
        (  # all lead to the front page, and each has a text of its own
            [f"<title>{name}</title><link>/</link><content:encoded>{name} {WORDS}</content:encoded>" for name in "ab"],
            [("a", None), ("b", None)],
        ),
        (  # of one address, with ids: two versions of one text
            [
                f"<title>a</title><link>/</link><guid>{at}</guid><content:encoded>{at} {WORDS}</content:encoded>"
                for at in "12"
            ],
            [("a", "/")],
        ),
        (  # of one address and without texts
            [f"<title>{name}</title><link>/</link>" for name in "ab"],
            [("a", "/")],
        ),
    ],
)
def test_ids_and_addresses_that_several_items_share(entries: list[str], expected: list[tuple[str, str | None]]) -> None:
    found = parse_feed(rss(*entries), FROM)
    base = "http://paper.example"
    assert [(item.title, item.url and item.url.removeprefix(base)) for item in found] == expected
    assert len({item.id for item in found}) == len(found)


@pytest.mark.parametrize(
    ("links", "url"),
    [
        (
            '<link rel="enclosure" type="image/jpeg" href="/a.jpg"/><link rel="alternate" href="/n"/>',
            "http://paper.example/n",
        ),
        ('<link type="application/json" href="/n.json"/><link type="text/html" href="/n"/>', "http://paper.example/n"),
        ('<link rel="enclosure" href="/a.mp3"/>', None),
        ('<link rel="self" href="/feed"/>', None),
        ("<id>2</id>", None),
        ("<id>http://paper.example/n</id>", "http://paper.example/n"),
    ],
)
def test_an_entry_leads_to_its_page_and_to_no_enclosure(links: str, url: str | None) -> None:
    entry = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>{links}</entry></feed>'
    [found] = parse_feed(entry.encode(), FROM)
    assert found.url == url


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1735689600", date(2025, 1, 1)),
        ("1735689600000", date(2025, 1, 1)),
        ("0", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Wed, 01 Jan 2025 00:30:00 +0100", date(2024, 12, 31)),
    ],
)
def test_days_as_feeds_write_them(written: str, day: date | None) -> None:
    [found] = parse_feed(rss(f"<title>A</title><link>/a</link><pubDate>{written}</pubDate>"), FROM)
    assert found.published == day


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://paper.example/a", "data:text/html,x", "http://[::1", ""],
)
def test_links_of_other_kinds_are_none(link: str) -> None:
    [found] = parse_feed(rss(f"<title>A</title><link>{link}</link>"), FROM)
    assert found.url is None
    assert len(found.id) == 64


def test_long_and_odd_values() -> None:
    [found] = parse_feed(rss(f"<title>{'word ' * 100}&#27;[2J</title><guid>{'i' * 600}</guid>"), FROM)
    assert found.title == f"{('word ' * 60)[:299].rstrip()}…"
    assert len(found.id) == 64


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"/etc/hostname", "its bytes are no RSS or Atom feed"),
        (b"http://127.0.0.1:9/", "its bytes are no RSS or Atom feed"),
        (b"<!DOCTYPE html><html><p>words", "its bytes are no RSS or Atom feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "its bytes are no RSS or Atom feed"),
        (b"<rss>" + b"<b>" * 300_000, "it holds more than 300,000 tags"),
        (
            b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><title>&x;</title></rss>',
            "it declares entities of its own, which may grow without end",
        ),
    ],
)
def test_what_is_no_feed(data: bytes, why: str) -> None:
    assert problem(data) == f"is no feed; {why}{GIVE}"


def test_a_mistake_of_the_parser_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "call", lambda function, *given: function(*given))
    monkeypatch.setattr(feedparser, "parse", Mock(side_effect=KeyError("in its depths")))
    assert problem(RSS.encode()) == f"is no feed; KeyError{GIVE}"


def test_a_broken_feed_gives_what_is_whole() -> None:
    cut = RSS.encode()[: RSS.encode().index(b"<item><title>Two")]
    assert [item.id for item in parse_feed(cut, FROM)] == ["tag:1"]


@pytest.mark.parametrize(
    ("data", "media_type", "expected"),
    [
        (RSS.encode(), "", True),
        (b"\xef\xbb\xbf" + RSS.encode(), "text/xml", True),
        (RSS.encode("utf-16"), "application/xml", True),
        (b'<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "text/plain", True),
        (b"anything", "application/atom+xml", True),
        (b"<!DOCTYPE html><html><body><rss>", "text/html", False),
        (b"<!---->" * 500, "text/html", False),  # the end of time, where a comment may hold the next
    ],
)
def test_what_looks_like_a_feed(data: bytes, media_type: str, expected: bool) -> None:
    assert is_feed(data, media_type) is expected


def test_an_item_is_read_like_a_page() -> None:
    sentence = "The minister said that the government would send help to the province after the rockets fell."
    text = [f"{sentence} This is paragraph number {number} of the story." for number in ("one", "two", "three")]
    markup = "".join(f"<p>{part}</p>" for part in text) + "</article></body><script>alert('x')</script>"
    item = FeedItem("Rockets <hit> it", "http://paper.example/a", date(2020, 9, 29), markup, "1")
    article = article_from(RawArticle(item_page(item), "html", item.url), "feed")
    assert (article.title, article.url) == ("Rockets <hit> it", "http://paper.example/a")
    assert article.published == date(2020, 9, 29)
    assert article.text == "\n\n".join(text)
