"""The items of an RSS, Atom or JSON feed."""

import hashlib
import html
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from readout.text import one_line

FEEDS = frozenset(
    ["application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"]
)
MEDIA_TYPES = FEEDS | {"application/xml", "text/xml"}
_LONGEST_TITLE, _LONGEST_ID = 300, 500
_MOST_TAGS = 300_000
_ROOT = re.compile(
    rb"\s*(?:<(?:\?[^>]*>|(?>!--.*?-->)|![^>-][^>]*>)\s*)*<(?:[\w.-]{1,40}:)?(?:rss|feed|RDF)[\s>]",
    re.DOTALL | re.I,
)
_JSON = re.compile(
    rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version'
)  # in a text, quotes are escaped


@dataclass(frozen=True)
class Item:
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
    """Whether the bytes are a feed, by their media type, or by their start where that says too little."""
    if media_type in FEEDS:
        return True
    start = data[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # of UTF-16, the ASCII in it
    return bool(_ROOT.match(start) or (start.lstrip().startswith(b"{") and _JSON.search(data)))


def items(data: bytes, url: str) -> list[Item]:
    """The items in the order of the feed, but for those that have the id or the address of one before.

    `url` is where the feed is from: its links are resolved against that. Raises ValueError where it is no feed.
    """
    found = (
        _of_json(data, url) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else _of_xml(data, url)
    )
    seen, kept = set[str](), list[Item]()
    for item in found:
        names = {f"id {item.id}", f"url {item.url}"} if item.url else {f"id {item.id}"}
        if not names & seen:
            kept.append(item)
            seen |= names
    return kept


def page(item: Item) -> bytes:
    """An item's full text as an HTML page, to be read like any other; without prose where the feed carries none."""
    day = f'<meta property="article:published_time" content="{item.published}">' if item.published else ""
    title = html.escape(item.title)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{day}</head>'
        f"<body><article><h1>{title}</h1>{item.html or ''}</article></body></html>"
    ).encode("utf-8", "replace")


def _of_xml(data: bytes, url: str) -> Iterator[Item]:
    import feedparser  # late: only feeds need it

    if data.count(b"<") > _MOST_TAGS:  # the parser takes 50 µs for each
        raise _none(f"it holds more than {_MOST_TAGS:,} tags")
    if b"<!ENTITY" in data:
        raise _none("it declares entities of its own, which may grow without end")
    try:
        # As a file: bytes would be opened if they were the path of one. Markup is not cleaned here, as it is read
        # like that of any page and never shown.
        found = feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as problem:  # hostile markup finds bugs in any parser
        raise _none(type(problem).__name__) from None
    if not found.get("version") and not found.entries:
        raise _none("its bytes are no RSS, Atom or JSON feed")
    return (_entry(entry, url) for entry in found.entries)


def _entry(entry: Any, url: str) -> Item:
    title = entry.get("title_detail") or {}
    text = title.get("value") or ""
    if title.get("type") != "text/plain":
        text = html.unescape(re.sub(r"<[^<>]*>", " ", text))
    whole = entry.get("content") or ([] if entry.get("link") else [entry.get("summary_detail") or {}])
    texts = [_markup(one.get("value") or "", one.get("type")) for one in whole]
    return _item(
        title=text,
        url=_web(entry.get("link"), url),
        published=_calendar(dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")),
        text=max(texts, key=len, default=""),
        identity=entry.get("id"),
    )


def _of_json(data: bytes, url: str) -> Iterator[Item]:
    """JSON Feed 1.1 (jsonfeed.org)."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise _none("it is no whole JSON") from None
    entries = found.get("items")
    if "jsonfeed.org/version" not in str(found.get("version")) or not isinstance(entries, list):
        raise _none("it is JSON, but no JSON feed")
    return (_from_mapping(entry, url) for entry in entries if isinstance(entry, dict))


def _from_mapping(entry: Mapping[str, Any], url: str) -> Item:
    values = {key: value for key, value in entry.items() if isinstance(value, str)}
    identity = entry.get("id")
    return _item(
        title=values.get("title", ""),
        url=_web(values.get("url") or values.get("external_url"), url),
        published=_day(values.get("date_published") or values.get("date_modified") or ""),
        text=values.get("content_html") or _markup(values.get("content_text", ""), "text/plain"),
        identity=str(identity) if isinstance(identity, str | int) else None,
    )


def _item(*, title: str, url: str | None, published: date | None, text: str, identity: str | None) -> Item:
    title = one_line(title, limit=_LONGEST_TITLE)
    known = one_line(identity or "", limit=10 * _LONGEST_ID) or url or ""
    if not known or len(known) > _LONGEST_ID:
        known = hashlib.sha256(
            f"{known or title} {'' if known else text}".encode("utf-8", "replace")
        ).hexdigest()
    return Item(title, url, published, text if text.strip() else None, known)


def _none(why: str) -> ValueError:
    return ValueError(f"is no feed; {why}; give the address of an RSS, Atom or JSON feed")


def _web(link: object, url: str) -> str | None:
    """A link as an absolute http(s) address in ASCII; None where it is none."""
    try:
        parts = urlsplit(urljoin(url, str(link or "").strip()))
        host = parts.netloc.encode("idna").decode("ascii")
    except ValueError:
        return None
    whole = quote(parts._replace(netloc=host).geturl(), safe="%/:?#[]@!$&'()*+,;=~")
    return whole if link and re.fullmatch(r"https?://[!-~]{1,2000}", whole) else None


def _markup(text: str, kind: str | None) -> str:
    """Text as markup: paragraphs of plain text are parted by blank lines."""
    if kind != "text/plain":
        return text
    return "".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def _calendar(moment: Sequence[int] | None) -> date | None:
    try:
        return date(*moment[:3]) if moment else None
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> date | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None
