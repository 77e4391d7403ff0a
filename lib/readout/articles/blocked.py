"""Pages that a site shows instead of an article: bot checks, questions of consent, logins, errors."""

import re
from functools import cache

from readout.resources import table
from readout.text import one_line

_SHORT, _VERY_SHORT = 200, 60  # words: an article has more, or speaks of something else
_SIDES = re.compile(r"\s*(?:\s[|–—·-]\s|\|)\s*")  # "Just a moment... | The Daily


def describe_block(title: str, text: str, expected: str = "") -> str:
    """Say what a page is that stands in the place of an article; "" for an article.

    `expected` is the title that a feed gives. A long text is an article whatever its title. A short one is none where
    its title is that of such a page, where two of the table's phrases stand in it, or where one does and it is very
    short or has no word of the expected title.

        >>> describe_block("Just a moment...", "Enable JavaScript and cookies to continue.")
        'a bot check'
    """
    words = len(text.split())
    if words >= _SHORT:
        return ""
    for part in _SIDES.split(title):
        name = part.strip(" .…!?:").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        for kind, pattern in _block_patterns("title"):
            if pattern.fullmatch(name):
                return kind
    found = [kind for kind, pattern in _block_patterns("text") if pattern.search(text)]
    is_other = bool(expected) and not _words(expected) & _words(f"{title} {text}")
    if len(found) > 1 or (found and (words < _VERY_SHORT or is_other)):
        return found[0]
    return ""


def refusal_of(kind: str, title: str) -> str:
    """Return what is wrong with a page of that kind, and what to do, to stand behind its name."""
    named = f" (“{one_line(title, limit=60)}”)" if title.strip() else ""
    return f"is {kind}, not the article{named}; open it in a browser, save the page and give the file"


@cache
def _block_patterns(where: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = (row for row in table("blocked_pages") if row["where"] == where)
    return tuple((row["kind"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}
