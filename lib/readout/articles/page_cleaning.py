"""What of a web page is of no article, or misleads trafilatura: taken out before it looks at the page."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

_CARD = re.compile(
    r"roll-?over|hover[-_]?(?:card|box|text|content|panel|pop)|tool-?tip|pop-?over|pop-?up|sr-only"
    r"|visually-?hidden|screen-reader",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:has|with)[-_]|[-_](?:anchor|host|link|target|toggle|trigger)\b", re.IGNORECASE
)  # what a card is of
_COMMENTS = re.compile(r"(?:^|[-_ ])(?:comments?|disqus|respond|replies)(?:$|[-_ ])", re.IGNORECASE)
_BODY = re.compile(r"(?:^|[-_ ])(?:body|content|text|chunk|paragraph|copy)(?:$|[-_ ])", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_PROSE = 15  # words from which a cell of a table is prose
_TEASER = 150  # words that a teaser has at most, and an article beside it at least


def clean_page(page: Any) -> None:
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
    for footer in page.iterfind(".//blockquote//footer"):  # whose words they are
        footer.tag = "p"
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
        (_CARD.search(name) and not _NAMED.search(name) and not _holds_card(element))
        or element.get("role") in ("tooltip", "dialog")
        or (element.tag == "span" and "dropdown" in name.lower())  # as a box it is a menu of the site
    )
    is_comment = element.tag in ("div", "section", "ol", "ul", "aside") and _COMMENTS.search(name)
    if not (element.tag in ("del", "s", "template") or is_unseen or is_card or is_comment):
        return False
    return 2 * _words_in(element) < words


def _holds_card(element: Any) -> bool:
    """Whether an element is a name with the card over it, and so no card itself."""
    is_name = bool((element.text or "").strip()) or (
        len(element) > 0 and element[0].tag in ("a", "abbr", "b", "strong")
    )
    return is_name and any(_CARD.search(inner.get("class") or "") for inner in element.iterdescendants())


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
    """Of several articles the longest is the one, where it is longer than all others together; rows of teasers go."""
    articles = [a for a in page.iter("article") if next(a.iterancestors("article"), None) is None]
    sizes = [_words_in(article) for article in articles]
    if len(articles) > 1 and 2 * max(sizes) > sum(sizes):
        for article, size in zip(articles, sizes, strict=True):
            if size < max(sizes):
                article.drop_tree()
    teasers = list(_find_teasers(page))
    inside = {paragraph for teaser in teasers for paragraph in teaser.iter("p")}
    if sum(_words_in(paragraph) for paragraph in page.iter("p") if paragraph not in inside) >= _TEASER:
        for teaser in teasers:
            teaser.drop_tree()


def _find_teasers(page: Any) -> Iterator[Any]:
    """Boxes in a row outside the article, three at least, each of some words under one heading that is a link."""
    rows: dict[Any, Counter[Any]] = {}
    for head in page.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        if any(not link.get("href", "#").startswith("#") for link in head.iter("a")):
            for box in (head, *head.iterancestors()):
                rows.setdefault(box.getparent(), Counter())[box] += 1
    for row in rows.values():
        boxes = [box for box, heads in row.items() if heads == 1 and box.tag in ("li", "div", "article", "section")]
        is_outside = boxes and next(boxes[0].iterancestors("article"), None) is None
        if is_outside and len(boxes) >= 3 and all(_words_in(box) <= _TEASER for box in boxes):
            yield from boxes


def _join_chunks(page: Any) -> None:
    """Let boxes of one class that share the body of an article between them be one; trafilatura takes the first.

    A box of them may have more classes ("article-text first").
    """
    classes = {box: set((box.get("class") or "").split()) for box in page.iter("div", "section")}
    groups = Counter((box.tag, box.get("class") or "") for box in classes if box.find(".//p") is not None)
    for (tag, name), number in groups.items():
        if number > 1 and _BODY.search(name):
            named = set(name.split())
            alike = [
                box for box in classes if box.tag == tag and named <= classes[box] and box.find(".//p") is not None
            ]
            boxes = [box for box in alike if classes[box] == named or _is_chunk(box)]
            is_nested = any(above in boxes for box in boxes for above in box.iterancestors())
            if not is_nested and all(_is_chunk(box) for box in boxes):
                for box in boxes[1:]:
                    boxes[0].extend(list(box))


def _is_chunk(box: Any) -> bool:
    """Whether a box is prose: paragraphs of thirty words, and no heading that leads elsewhere, as a teaser has."""
    words = sum(map(_words_in, box.iter("p")))
    return words >= 30 and not any(head.findall(".//a") for head in box.iter("h1", "h2", "h3", "h4"))
