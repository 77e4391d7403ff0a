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
from readout.errors import UserError

_CARD = re.compile(
    r"roll-?over|hover[-_]?(?:card|box|text|content|panel|pop)|tool-?tip|pop-?over|pop-?up|sr-only"
    r"|visually-?hidden|screen-reader",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"(?:^|[-_ ])(?:comments?|disqus|respond|replies)(?:$|[-_ ])", re.IGNORECASE)
_BODY = re.compile(r"(?:^|[-_ ])(?:body|content|text|chunk|paragraph|copy)(?:$|[-_ ])", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_SITE_BEHIND = re.compile(r"(?P<rest>.+?)\s+[|–—•·»:-]+\s+(?P<site>[^|–—•·»]+)")
_SITE_BEFORE = re.compile(r"(?P<site>[^|–—•·»]+?)\s+[|–—•·»-]+\s+(?P<rest>.+)")
_PROSE = 15  # words from which a cell of a table is prose
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
    _prepare(page)
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


# --- before


def _prepare(page: Any) -> None:
    """Take out of a page what nobody sees or what is not of the article, and let tables that lay out be boxes."""
    for quotation in list(page.iter("q")):
        quotation.tag = "span"
        if quotation.text_content().strip()[:1] in ("“", '"', "‘", "'"):
            continue
        quotation.text = f"“{quotation.text or ''}"
        if len(quotation):
            quotation[-1].tail = f"{quotation[-1].tail or ''}”"
        else:
            quotation.text += "”"
    words = _words_in(page)
    for element in list(page.iter()):
        if isinstance(element.tag, str) and element.getparent() is not None and _is_aside(element, words):
            element.drop_tree()
    for element in page.iter():
        element.attrib.pop("style", None)  # trafilatura drops what has a border
    _drop_empty(page)
    _unfold_tables(page)
    _drop_teasers(page)
    _join_chunks(page)


def _drop_empty(page: Any) -> None:
    """Drop pictures, and elements without words (icons, anchors): trafilatura would drop what follows them too."""
    for picture in list(page.iter("img", "picture", "svg")):
        picture.drop_tree()
    for element in reversed(list(page.iter("a", "b", "div", "em", "i", "p", "section", "span", "strong"))):
        if not len(element) and not (element.text or "").strip() and element.tail:
            if element.tag in ("div", "p", "section"):
                element.tail = f" {element.tail}"
            element.drop_tag()


def _is_aside(element: Any, words: int) -> bool:
    """Whether an element is hidden, deleted, a card over a name or comments, and not half of the page."""
    if element.tag in ("html", "body", "head", "article", "main"):
        return False
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    is_unseen = "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "")
    is_card = element.tag in ("span", "div", "aside") and (
        _CARD.search(name)
        or element.get("role") in ("tooltip", "dialog")
        or (element.tag == "span" and "dropdown" in name.lower())  # as a box it is a menu of the site
    )
    is_comment = element.tag in ("div", "section", "ol", "ul", "aside") and _COMMENTS.search(name)
    if not (element.tag in ("del", "s", "template") or is_unseen or is_card or is_comment):
        return False
    return 2 * _words_in(element) < words


def _unfold_tables(page: Any) -> None:
    """A table is for layout where a cell holds paragraphs, or most of the words of the table.

    Of one whose words are mostly sentences, as in lists of films or of who said what, the sentences are read.
    """
    for table in list(page.iter("table")):
        parts = [part for part in table.iter("tbody", "tr", "td", "th") if next(part.iterancestors("table")) is table]
        cells = [part for part in parts if part.tag == "td"]
        largest = max(cells, key=_words_in, default=table)
        words, of_all = _words_in(largest), sum(map(_words_in, cells))
        if words > 40 and (len(largest.findall(".//p")) > 1 or 2 * words > of_all):
            for part in [table, *parts]:
                part.tag = "div"
        elif 2 * sum(words for cell in cells if (words := _words_in(cell)) >= _PROSE) > of_all:
            for part in [table, *parts]:
                is_cell = part.tag in ("td", "th")
                if is_cell and _words_in(part) < _PROSE:
                    part.drop_tree()
                part.tag = "p" if is_cell else "div"


def _words_in(element: Any) -> int:
    return len(element.text_content().split())


def _drop_teasers(page: Any) -> None:
    """Of several articles the longest is the one, where it is longer than all others together."""
    articles = [a for a in page.iter("article") if next(a.iterancestors("article"), None) is None]
    sizes = [_words_in(article) for article in articles]
    if len(articles) > 1 and 2 * max(sizes) > sum(sizes):
        for article, size in zip(articles, sizes, strict=True):
            if size < max(sizes):
                article.drop_tree()


def _join_chunks(page: Any) -> None:
    """Let boxes of one class that share the body of an article between them be one; trafilatura takes the first."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for box in page.iter("div", "section"):
        name = box.get("class") or ""
        if _BODY.search(name) and len(box.findall(".//p")) > 0:
            groups.setdefault((box.tag, name), []).append(box)
    for boxes in groups.values():
        is_nested = any(box in boxes for each in boxes for box in each.iterancestors())
        if len(boxes) > 1 and not is_nested and all(_is_chunk(box) for box in boxes):
            for box in boxes[1:]:
                boxes[0].extend(list(box))


def _is_chunk(box: Any) -> bool:
    """Whether a box is prose: paragraphs of thirty words, and no heading that leads elsewhere, as a teaser has."""
    words = sum(map(_words_in, box.iter("p")))
    return words >= 30 and not any(head.findall(".//a") for head in box.iter("h1", "h2", "h3", "h4"))


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
    if _bare(title) in names or behind[:1].islower():
        title = whole
    return _cut_site(title[:500], names, heads)


def _cut_site(title: str, names: Collection[str], heads: Collection[str]) -> str:
    for pattern in (_SITE_BEHIND, _SITE_BEFORE):
        while match := pattern.fullmatch(title):
            if _bare(match["site"]) not in names and _bare(match["rest"]) not in heads:
                break
            title = match["rest"].strip()
    return title


def _bare(name: str) -> str:
    return re.sub(r"^the|[\W_]", "", name.casefold())


def _says_more(description: str | None, paragraphs: Sequence[str]) -> bool:
    """Whether a description says more than words of the article, which many pages repeat in it."""
    if not description or len(description.split()) > 60:
        return False
    start = " ".join(description.rstrip(" .…").casefold().split())
    return start not in " ".join(" ".join(paragraphs).casefold().split())
