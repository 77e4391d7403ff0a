"""The article in an HTML page: its text by trafilatura (Barbaresi 2021), with what trafilatura loses put back."""

import copy
import html
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from readout.articles.credits import Metadata, parse_date, tidy_author
from readout.articles.page_cleaning import clean_page
from readout.errors import UserError

_SITE_BEHIND = re.compile(r"(?P<rest>.+?)\s+(?:[|/–—•·»:-]+\s+|\()(?P<site>[^|–—•·»()]+)\)?")
_SITE_BEFORE = re.compile(r"(?P<site>[^|–—•·»]+?)\s+[|–—•·»-]+\s+(?P<rest>.+)")
_STUB = 150  # words of a text that others must pay for
_BLOCKS = ("p", "quote", "item", "list")
_SENTENCE = 8  # words from which a heading reads as a sentence
_OPEN, _CLOSED = "“\"«„'‘", "”\"»“'’"


def parse_html(text: str, url: str | None) -> tuple[Metadata, str]:
    """Return metadata and paragraphs of the article in an HTML page.

    Headings that are no sentences, captions and comments are left out. Raises ValueError where no article is found.
    """
    try:
        page, document, paragraphs, facts = _extract(text, url)
    except (UserError, MemoryError):
        raise
    except Exception as problem:  # hostile markup finds bugs in any parser
        raise UserError(
            f"could not be taken apart as HTML ({type(problem).__name__}); save its text as a .txt file"
        ) from None
    words = _count(paragraphs)
    if document is None or not words:
        raise UserError("no article text found; save its text as a .txt file")
    if words < _STUB and str(facts.get("isAccessibleForFree")).lower() == "false":
        raise UserError(f"gives only the first {words} words to those who do not pay; save its text as a .txt file")
    return _read_metadata(page, document, url, paragraphs), "\n\n".join(paragraphs)


def _extract(text: str, url: str | None) -> tuple[Any, Any, list[str], Mapping[str, Any]]:
    """The page, the document as trafilatura reads it, its paragraphs, and what the page says of it as JSON-LD.

    Where precision costs more than a fifth of the words, and half of these are prose, or it costs nearly all, they are
    taken without it; where the page holds more than twice as many as JSON, those are.
    """
    from trafilatura.utils import load_html  # late: only HTML needs it, and it takes 0.4 s to import

    if "<" in text and not re.search(r"<(?:html|body)\b", text[:100_000], re.IGNORECASE):
        text = f"<html><body>{text}</body></html>"  # a part of a page, as mails are
    page = load_html(text)
    if page is None:
        raise UserError("no article text found; save its text as a .txt file")
    facts = _read_json_ld(page)
    clean_page(page)
    document, paragraphs = _run(page, url, favor_precision=True)
    loose, more = _run(page, url, favor_precision=False)
    lost = [each for each in more if each not in paragraphs]
    prose = [each for each in lost if len(each.split()) >= _SENTENCE and re.search(r"[.?!…][”\"’')]?$", each)]
    costs = 1 - _count(paragraphs) / max(_count(more), 1)
    if costs > 0.8 or (costs > 0.2 and 2 * _count(prose) >= _count(lost)):
        document, paragraphs = loose, more
    body = _split_body(facts.get("articleBody"))
    if 2 * _count(paragraphs) < _count(body) or len(paragraphs) == 1 < len(body):
        paragraphs = body
    return page, document or loose, paragraphs, facts


def _run(page: Any, url: str | None, *, favor_precision: bool) -> tuple[Any, list[str]]:
    import trafilatura
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")  # below, all words of the page are taken, in one paragraph
    document = trafilatura.bare_extraction(
        copy.deepcopy(page),
        config=config,
        url=url,
        favor_precision=favor_precision,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        # Without this, any date of the prose is taken for the day of publication.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    found = document is not None and document.body is not None
    return document, _list_paragraphs(document.body) if found else []


def _count(paragraphs: Sequence[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


# --- the tree that trafilatura makes of it


def _list_paragraphs(body: Any) -> list[str]:
    """Return the words of each paragraph, quotation, question and item of a list, in order.

    Headings that are no sentences, captions and tables are left out. What a `quote` holds stands in quotation marks,
    unless it is most of the text; one that repeats words of the article is left out.
    """
    for line in body.iter("lb"):
        line.tail = f"\u2028{line.tail or ''}"
    quotes = {element: number for number, element in enumerate(body.iter("quote"), 1)}
    pieces = _without_repeats(
        (piece, next((quotes[each] for each in (element, *element.iterancestors()) if each in quotes), 0))
        for element, text in _texts(body)
        for piece in _split_at_breaks(text)
    )
    quoted = sum(len(text.split()) for text, depth in pieces if depth)
    words = sum(len(text.split()) for text, _ in pieces)
    if 2 * quoted > words:
        return [text for text, _ in pieces]
    plain = " ".join(_letters(text) for text, depth in pieces if not depth)
    return list(_mark_quotations([(text, depth) for text, depth in pieces if not depth or _letters(text) not in plain]))


_Piece = tuple[str, int]  # words, and in which quotation they stand, counted from 1


def _without_repeats(pieces: Iterable[_Piece]) -> list[_Piece]:
    """The pieces without those that follow themselves, and each once where boxes within boxes give nearly all twice.

    Else what is said twice stays: a form that is answered by several, a refrain.
    """
    kept = [piece for piece, _ in groupby(pieces)]
    counts = Counter(text for text, _ in kept if len(text.split()) >= _SENTENCE)
    if 5 * sum(count > 1 for count in counts.values()) < 4 * len(counts):
        return kept
    return list(dict.fromkeys(kept))


def _texts(element: Any) -> Iterator[tuple[Any, str]]:
    """The words of each innermost block, and those that a block has before, between and behind the blocks in it."""
    if element.tag in ("graphic", "table"):
        return
    if element.tag == "head":
        words = " ".join("".join(element.itertext()).split())
        if len(words.split()) >= _SENTENCE or re.search(r"[.?!…][”\"’]?$|^Q[:.]\s", words):
            yield element, words
        return
    own = element.text or ""
    for child in element:
        if (
            child.tag in ("graphic", "table", "head", *_BLOCKS)
            or next(child.iterdescendants("head", *_BLOCKS), None) is not None
        ):
            if own.strip():
                yield element, own
            yield from _texts(child)
            own = child.tail or ""
        else:
            own += "".join(child.itertext()) + (child.tail or "")
    if own.strip():
        yield element, own


def _split_at_breaks(text: str) -> Iterator[str]:
    """A line break ends a paragraph where it ends a sentence."""
    joined = re.sub(r"(?<![.?!…:\"”’)])\s*\u2028", " ", text)
    yield from (" ".join(piece.split()) for piece in joined.split("\u2028") if piece.strip())


def _mark_quotations(pieces: Sequence[_Piece]) -> Iterator[str]:
    """The paragraphs, those of a quotation in marks; a line with a dash says whose it is, and stands behind it."""
    paragraphs: list[str] = []
    last = 0
    for at, (text, depth) in enumerate(pieces):
        if depth and depth == last and re.match(r"[-–—~]\s*\w", text) and len(text.split()) <= 20:
            paragraphs[-1] += f" {text}" if paragraphs[-1][-1:] in _CLOSED else f"” {text}"
            continue
        if depth and text[:1] not in _OPEN:
            goes_on = any(d == depth and not re.match(r"[-–—~]\s*\w", t) for t, d in pieces[at + 1 : at + 2])
            text = f"“{text}" + ("" if goes_on else "”")
        paragraphs.append(text)
        last = depth
    return iter(paragraphs)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


# --- what the page says of its article


def _read_json_ld(page: Any) -> Mapping[str, Any]:
    """The first article that the page describes as JSON-LD (schema.org)."""
    for script in page.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                found = json.loads(script.text_content(), strict=False)
            except (ValueError, RecursionError):
                continue
            for item in _items(found):
                kinds = item.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(str(kind).endswith(("Article", "Posting", "Report")) for kind in kinds):
                    return item
    return {}


def _items(found: Any) -> Iterator[Mapping[str, Any]]:
    parts = found if isinstance(found, list) else [found]
    for part in parts:
        if isinstance(part, dict):
            yield part
            yield from _items(part["@graph"] if isinstance(part.get("@graph"), list) else [])


def _split_body(body: Any) -> list[str]:
    """The paragraphs of an `articleBody`, which may hold tags."""
    if not isinstance(body, str):
        return []
    text = html.unescape(re.sub(r"</?(?:p|br|div|li|h[1-6])\b[^>]*>", "\n", body))
    return [" ".join(line.split()) for line in re.sub(r"<[^<>]*>", "", text).split("\n") if line.strip()]


def _read_metadata(page: Any, document: Any, url: str | None, paragraphs: Sequence[str]) -> Metadata:
    address = url or document.url
    host = re.sub(r"^www\.", "", urlsplit(address or "").hostname or "")
    source = re.sub(r"^(?:https?://)?(?:www\.)?(?=[\w.-]+\.[a-z]{2,}/?$)", "", document.sitename or "").strip("@/ ")
    by = tidy_author(document.author or "", source)
    if not by.byline or " " not in by.byline:
        by = _read_byline(page, source).filled_from(by)
    return Metadata(
        title=_find_title(page, document.title or "", source, host) or None,
        deck=document.description if _says_more(document.description, paragraphs) else None,
        published=parse_date(document.date or ""),
        source=None if source.casefold() in ("hosted", "home", "") else source,
        url=address,
    ).filled_from(by)


def _read_byline(page: Any, source: str) -> Metadata:
    """The authors in the line of the page that is marked as theirs and begins with "By"."""
    for element in page.iter("p", "div", "span", "address", "a"):
        marked = " ".join(filter(None, map(element.get, ("class", "rel", "itemprop")))).lower()
        if "byline" in marked or "author" in marked:
            words = " ".join(element.text_content().split())
            if re.match(r"(?i)by\s", words) and len(words) <= 150 and (by := tidy_author(words, source)).byline:
                return by
    return Metadata()


def _find_title(page: Any, title: str, source: str, host: str) -> str:
    """The title without the part that names the site, which trafilatura takes off at the wrong end or too early."""
    names = {_bare(source), _bare(host), *(map(_bare, host.split(".")[-2:-1]))} - {""}
    heads = {_bare(head.text_content()) for head in page.iter("h1")}
    whole = " ".join((page.findtext(".//title") or "")[:500].split())
    behind = whole.removeprefix(title).lstrip(" |–—:·»-") if whole.startswith(title) else ""
    if _bare(title) in names or behind[:1].islower() or ("|" in title and _bare(behind) in names):
        title = whole
    return _cut_site(title[:500], names, heads)


def _cut_site(title: str, names: Collection[str], heads: Collection[str]) -> str:
    for pattern in (_SITE_BEHIND, _SITE_BEFORE):
        while match := pattern.fullmatch(title):
            if _bare(match["site"]) not in names and _bare(match["rest"]) not in heads:
                break
            title = match["rest"].strip()
            if pattern is _SITE_BEHIND and title.count("|") == 1:  # "Fares up | News | The Daily"
                title = re.sub(r"\s\|\s(?:\w+\s?){1,3}$", "", title)
    return title


def _bare(name: str) -> str:
    return re.sub(r"^the|[\W_]", "", name.casefold())


def _says_more(description: str | None, paragraphs: Sequence[str]) -> bool:
    """Whether a description says more than words of the article, which many pages repeat in it."""
    if not description or len(description.split()) > 60:
        return False
    start = " ".join(description.rstrip(" .…").casefold().split())
    return start not in " ".join(" ".join(paragraphs).casefold().split())
