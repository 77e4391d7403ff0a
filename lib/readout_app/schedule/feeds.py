"""The items of an RSS or Atom feed."""

import hashlib
import html
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from readout.articles import limits
from readout.articles.article import LEAST_WORDS
from readout.errors import UserError
from readout.text import one_line

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
XML_TYPES = FEED_TYPES | {"application/xml", "text/xml"}  # what a feed may come as
_MAX_TITLE, _MAX_ID = 300, 500
_MAX_TAGS = 300_000
_NO_DAY = date(1970, 1, 2)  # what is written where no day is known
PAGE_TYPES = ("text/html", "application/xhtml+xml", "", None)
_ROOT = re.compile(
    rb"\s*(?:<(?:\?[^>]*>|(?>!--.*?-->)|![^>-][^>]*>)\s*)*<(?:[\w.-]{1,40}:)?(?:rss|feed|RDF)[\s>]", re.DOTALL | re.I
)


@dataclass(frozen=True)
class FeedItem:
    """One item of a feed. `html` is its full text where the feed carries that: markup that nobody has cleaned.

    `title` is one plain line, perhaps empty; `url` is an http(s) address or None; `published` is the day in UTC; `id`
    is what the feed calls it, else its address, else a hash of its words.
    """

    title: str
    url: str | None
    published: date | None
    html: str | None
    id: str


def is_feed(data: bytes, media_type: str) -> bool:
    """Return whether the bytes are a feed, by their media type, or by their start where that says too little."""
    start = data[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # of UTF-16, the ASCII in it
    return media_type in FEED_TYPES or bool(_ROOT.match(start))


def parse_feed(data: bytes, url: str) -> list[FeedItem]:
    """Return the items in the order of the feed, but for those that have the id or the address of one before.

    An id that stands on items of several places counts for nothing. An address that several items of different texts
    have in common leads to none of them: each is read where it stands. `url` is where the feed is from: its links are
    resolved against that. Raises ValueError where it is no feed, or cannot be read within limits of
    time and memory.
    """
    try:
        return limits.call(_items_of, data, url)
    except limits.LimitError as problem:
        raise UserError(f"is a feed that {problem}; give the addresses of its articles") from None


def _items_of(data: bytes, url: str) -> list[FeedItem]:
    seen, items = set[str](), list[FeedItem]()
    for item in _tell_apart([_item_of(entry, url) for entry in _entries(data)]):
        names = {f"id {item.id}", f"url {item.url}"} if item.url else {f"id {item.id}"}
        if not names & seen:
            items.append(item)
            seen |= names
    return items


def item_page(item: FeedItem) -> bytes:
    """Return an item's full text as an HTML page, to be read like any other; without prose where there is none."""
    day = f'<meta property="article:published_time" content="{item.published}">' if item.published else ""
    title = html.escape(item.title)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{day}</head>'
        f"<body><article><h1>{title}</h1>{item.html or ''}</article></body></html>"
    ).encode("utf-8", "replace")


def _entries(data: bytes) -> list[Any]:
    import feedparser  # late: only feeds need it

    if data.count(b"<") > _MAX_TAGS:  # the parser takes 50 µs for each
        raise _no_feed(f"it holds more than {_MAX_TAGS:,} tags")
    if b"<!ENTITY" in data.replace(b"\0", b""):  # in UTF-16 too
        raise _no_feed("it declares entities of its own, which may grow without end")
    try:
        # As a file: bytes would be opened if they were the path of one. Without the feed's address, or an id such as
        # "2" would be made one. Markup is not cleaned here, as it is read like that of any page and never shown.
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except MemoryError:
        raise
    except Exception as problem:  # hostile markup finds bugs in any parser
        raise _no_feed(type(problem).__name__) from None
    if not feed.get("version") and not feed.entries:
        raise _no_feed("its bytes are no RSS or Atom feed")
    return list(feed.entries)


def _no_feed(why: str) -> UserError:
    return UserError(f"is no feed; {why}; give the address of an RSS or Atom feed")


def _tell_apart(items: Sequence[FeedItem]) -> Iterator[FeedItem]:
    """The items, without the ids and the addresses that say nothing of which item it is."""
    places, at_address = defaultdict[str, set[str]](set), defaultdict[str | None, list[FeedItem]](list)
    for item in items:
        places[item.id].add(item.url or f"title {item.title}")
        at_address[item.url].append(item)
    alone = {url for url, group in at_address.items() if url and _are_articles(group)}
    for item in items:
        url, own_id = None if item.url in alone else item.url, item.id
        if len(places[own_id]) > 1 or (item.url in alone and own_id == item.url):
            own_id = url or _hash(f"{item.title} {item.html}")
        yield replace(item, url=url, id=own_id)


def _are_articles(group: Sequence[FeedItem]) -> bool:
    """Whether items of one address are different articles: each has a title and a full text that no other has."""
    texts = {item.html for item in group if len((item.html or "").split()) >= LEAST_WORDS}
    titles, ids = {item.title for item in group}, {item.id for item in group}
    return len(group) > 1 and len(texts) == len(titles) == len(group) and len(ids) in (1, len(group))


def _item_of(entry: Any, base: str) -> FeedItem:
    detail = entry.get("title_detail") or {}
    title = detail.get("value") or ""
    if detail.get("type") != "text/plain":
        title = html.unescape(re.sub(r"<[^<>]*>", " ", title))
    title = one_line(title, limit=_MAX_TITLE)
    # what leads nowhere is read where it stands
    url = _absolute(_link_of(entry), base)
    parts = entry.get("content") or ([] if url else [entry.get("summary_detail") or {}])
    text = max((_to_markup(part.get("value") or "", part.get("type")) for part in parts), key=len, default="")
    key = one_line(entry.get("id") or "", limit=10 * _MAX_ID) or url or ""
    if not key or len(key) > _MAX_ID:
        key = _hash(f"{key or title} {'' if key else text}")
    published = _date_of(entry, "published") or _date_of(entry, "updated")
    return FeedItem(title, url, published, text if text.strip() else None, key)


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def _link_of(entry: Any) -> str:
    """Where the page of an entry is: no enclosure (a picture, a recording), and its id where that is an address."""
    links = [link for link in entry.get("links") or [] if link.get("href")]
    pages = [link for link in links if link.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda link: link.get("type") not in PAGE_TYPES)
    if pages:
        return str(pages[0]["href"])
    own_id = str(entry.get("id") or "").strip()
    return own_id if entry.get("guidislink", True) and re.match("https?://", own_id, re.IGNORECASE) else ""


def _absolute(link: object, base: str) -> str | None:
    """A link as an absolute http(s) address in ASCII; None where it is none."""
    try:
        parts = urlsplit(urljoin(base, str(link or "").strip()))
        host = parts.netloc.rpartition("@")[2].encode("idna").decode("ascii")
    except ValueError:
        return None
    url = quote(parts._replace(netloc=host).geturl(), safe="%/:?#[]@!$&'()*+,;=~")
    return url if link and re.fullmatch(r"https?://[!-~]{1,2000}", url) else None


def _to_markup(text: str, kind: str | None) -> str:
    """Text as markup: paragraphs of plain text are parted by blank lines."""
    if kind != "text/plain":
        return text
    return "".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def _date_of(entry: Any, name: str) -> date | None:
    """The day of that name in UTC; a number is the seconds, or milliseconds, since 1970."""
    written, moment = str(dict.get(entry, name) or "").strip(), dict.get(entry, f"{name}_parsed")
    try:
        if re.fullmatch("[0-9]{9,10}|[0-9]{12,13}", written):
            seconds = int(written) / (1000 if len(written) > 10 else 1)
            return datetime.fromtimestamp(seconds, UTC).date()
        day = date(*moment[:3]) if moment else None
    except (ValueError, OverflowError):
        return None
    return day if day and day > _NO_DAY else None
