"""An article: what is known of it, its clean text, and its sentences with their places in the text."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from readout.articles.credits import Head, day
from readout.articles.files import KINDS, RawArticle, decode_text, read_raw
from readout.articles.formats import front_matter, markdown, page
from readout.articles.layout import arrange
from readout.articles.sentences import Sentence, split_sentences
from readout.errors import UserError
from readout.resources import shipped
from readout.text import clean, one_line

LEAST_WORDS = 20
# Words that hardly any other language has; about every fifth word of English news is one of them.
ENGLISH = frozenset(
    ["the", "and", "of", "to", "that", "with", "from", "which", "this", "were", "would", "said"]
)
Span = tuple[int, int, int]
JSON_KEYS = ("title", "deck", "published", "source", "byline", "url", "language", "text", "sha256")


@dataclass(frozen=True)
class Article:
    """A news article, read and cleaned once, so that every figure can point at `[start, end)` of one text.

    `text` is the body alone: no headline, no deck, no credits; paragraphs are parted by one blank line.
    `sha256` is that of the raw input; `language` is "en".
    """

    title: str
    deck: str | None
    published: date | None
    source: str | None
    byline: str | None
    url: str | None
    language: str
    text: str
    sentences: tuple[Sentence, ...]
    sha256: str

    @classmethod
    def from_text(cls, text: str, title: str = "", *, spans: Iterable[Span] | None = None) -> "Article":
        """Return an article with this body and title, taken as they are; nothing else is known of it.

        `spans` are its sentences as (start, end, paragraph), where they are not to be found in the text.
        """
        if spans is None:
            sentences = split_sentences(text)
        else:
            sentences = [Sentence(start, end, text[start:end], paragraph) for start, end, paragraph in spans]
        return cls(
            title=title,
            deck=None,
            published=None,
            source=None,
            byline=None,
            url=None,
            language="en",
            text=text,
            sentences=tuple(sentences),
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        )

    @property
    def id(self) -> str:
        """The first 16 digits of `sha256`."""
        return self.sha256[:16]

    @property
    def words(self) -> int:
        """How many words the text has: what stands between spaces and holds a letter or a digit."""
        return sum(any(map(str.isalnum, word)) for word in self.text.split())

    def as_dict(self) -> dict[str, Any]:
        """The article as JSON types, without its sentences; `read` makes an equal article of it."""
        return {
            "id": self.id,
            "title": self.title,
            "deck": self.deck,
            "published": self.published.isoformat() if self.published else None,
            "source": self.source,
            "byline": self.byline,
            "url": self.url,
            "language": self.language,
            "words": self.words,
            "sha256": self.sha256,
            "text": self.text,
        }


def read(source: str | Path, *, private: bool = False) -> Article:
    """The article at a path (.txt, .md, .html, .json), at an http(s) address, or on standard input ("-").

    An empty `source` is the article that comes with Readout; an address may lead into the user's own network with
    `private` only. Raises ValueError with one line that names the source, says what is wrong with it, and what to do.
    """
    name = str(source) or str(min(shipped("articles").glob("2020-09-29-*.txt")))
    try:
        return made(read_raw(name, private=private), name)
    except ValueError as problem:
        raise UserError(f"{_label(name)}: {one_line(clean(str(problem)), limit=148)}") from None


def made(raw: RawArticle, name: str) -> Article:
    """The article in the bytes of a source of that name; raises ValueError with what is wrong, as `read`."""
    text = decode_text(raw.data)
    return _from_json(text) if raw.kind == "json" else _from_text(raw, text, name)


def expand(source: str) -> list[str]:
    """The articles of a folder (.txt, .md, .html; not hidden, not README.md), sorted; anything else itself.

    JSON files are left out: in a folder of reports they are results. Raises ValueError for a folder with
    no article in it.
    """
    try:
        if source in ("", "-") or "://" in source or not Path(source).is_dir():
            return [source]
        found = sorted(str(path) for path in Path(source).iterdir() if _is_article(path))
    except OSError as problem:
        raise UserError(f"{_label(source)}: cannot be read ({problem.strerror}); check the path") from None
    if not found:
        raise UserError(f"{_label(source)}: has no articles in it; put .txt, .md or .html files there")
    return found


def _is_article(path: Path) -> bool:
    shown = not path.name.startswith(".") and path.name.lower() != "readme.md"
    return shown and KINDS.get(path.suffix.lower(), "json") != "json" and path.is_file()


def _from_text(raw: RawArticle, text: str, name: str) -> Article:
    if raw.kind == "html":
        known, prose = page(text, raw.url)
    else:
        known, prose = front_matter(re.sub(r"\r\n?", "\n", text).lstrip())
        if raw.kind == "markdown":
            heading, prose = markdown(prose)
            known = known.filled(heading)
    known = replace(known, url=_web(raw.url or known.url))
    head, body = arrange(clean(prose), known)
    if not head.title:
        head = replace(head, title=_name(name))
    return _article(head, body, hashlib.sha256(raw.data).hexdigest())


def _from_json(text: str) -> Article:
    """The article that `as_dict` wrote."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise UserError("is no JSON; give the article.json of a run folder") from None
    if isinstance(found, Mapping) and "sha256" in found and found.get("text", "") is None:
        raise UserError("holds no text, as its report was not to pass it on; give the article itself")
    if problem := _unlike(found):
        raise UserError(
            f"is no article that Readout wrote ({problem}); give the article.json of a run folder"
        )
    head = Head(
        title=found["title"],
        deck=found["deck"],
        published=day(found["published"] or ""),
        source=found["source"],
        byline=found["byline"],
        url=_web(found["url"]),
    )
    body = "\n\n".join(" ".join(part.split()) for part in re.split(r"\n{2,}", clean(found["text"])))
    return _article(head, body, found["sha256"])


def _unlike(found: Any) -> str | None:
    """What keeps a JSON value from being an article; None where nothing does."""
    if not isinstance(found, Mapping):
        return "no object"
    if missing := [key for key in JSON_KEYS if key not in found]:
        return f"no {missing[0]}"
    for key in JSON_KEYS:
        optional = key not in ("title", "language", "text", "sha256")
        if not (isinstance(found[key], str) or (optional and found[key] is None)):
            return f"{key} is not text"
    if not re.fullmatch(r"[0-9a-f]{64}", found["sha256"]):
        return "sha256 is not 64 hexadecimal digits"
    if found["published"] and not day(found["published"]):
        return "published is no date"
    return None


def _article(head: Head, text: str, sha256: str) -> Article:
    _require_english(text)
    return replace(
        Article.from_text(text, one_line(clean(head.title or ""), limit=300)),
        deck=one_line(clean(head.deck or ""), limit=1000) or None,
        published=head.published,
        source=one_line(clean(head.source or ""), limit=200) or None,
        byline=one_line(clean(head.byline or ""), limit=200) or None,
        url=head.url,
        sha256=sha256,
    )


def _require_english(text: str) -> None:
    words = re.findall(r"[^\W\d_]+", text.lower())
    # Some scripts part no words by spaces: their texts have few words, but many letters.
    if len(words) < LEAST_WORDS and sum(map(len, words)) < 10 * LEAST_WORDS:
        raise UserError(f"has no prose in it, or less than {LEAST_WORDS} words; give an article in sentences")
    # Asking for the language takes 0.8 s at the first time, so the plain case is settled without.
    if sum(word in ENGLISH for word in words) >= 0.1 * len(words) and len(words) >= LEAST_WORDS:
        return
    code, sure = _identifier().classify(text[:20_000])
    if code == "en" and len(words) >= LEAST_WORDS:
        return
    if code in ("en", "zxx") or sure < 0.3:
        raise UserError(f"has no prose in it, or less than {LEAST_WORDS} words; give an article in sentences")
    from babel import Locale  # late, as it is for this message only

    name = Locale("en").languages.get(code, code)
    raise UserError(f"is not in English: it looks {name}; give an article in English")


@cache
def _identifier() -> Any:
    from py3langid import langid  # late: it and its model take 0.8 s to load

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def _name(source: str) -> str:
    """A title for an article without one: the name of its file, or the last part of its address."""
    if source == "-":
        return "Standard input"
    if "://" in source:
        parts = urlsplit(source)
        return Path(parts.path).stem or parts.netloc
    return Path(source).stem


def _web(address: str | None) -> str | None:
    """An http(s) address as it is; None for anything else, since a report makes a link of it."""
    plain = address is not None and re.fullmatch(r"https?://[!-~]{1,2000}", address)
    return address if plain else None


def _label(source: str) -> str:
    """A source as a message names it; of a long one, the start and the end."""
    line = "standard input" if source == "-" else one_line(clean(source), limit=5000)
    return line if len(line) <= 150 else f"{line[:50]}…{line[-99:]}"
