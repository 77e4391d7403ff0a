"""An article: what is known of it, its clean text, and its sentences with their places in the text."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import Any
from urllib.parse import urlsplit

from readout.articles.addresses import find_secrets, mask_secrets, shown_address
from readout.articles.contents import read_contents, read_within, require_one, split_contents, split_place
from readout.articles.credits import Content, Metadata, hash_input, parse_date
from readout.articles.files import RawArticle, decode_text, find_file, read_raw
from readout.articles.layout import split_head
from readout.articles.sentences import Sentence, split_sentences
from readout.errors import UserError
from readout.markup import render
from readout.resources import shipped
from readout.text import clean, one_line, replace_surrogates
from readout.wording import day_in_words

LEAST_WORDS = 20
NO_PROSE = f"has no prose in it, or less than {LEAST_WORDS} words; give an article in sentences"
# Words that hardly any other language has; about every fifth word of English news is one of them.
ENGLISH = frozenset(["the", "and", "of", "to", "that", "with", "from", "which", "this", "were", "would", "said"])


@dataclass(frozen=True, kw_only=True, repr=False)
class Article:
    """A news article, read and cleaned once, so that every figure can point at `[start, end)` of one text.

    Attributes:
        title: The headline; where there is none, the name of the file, of standard input the first words.
        deck: The line below the headline.
        published: The day of publication.
        source: The outlet.
        byline: The authors.
        url: The http(s) address.
        language: "en".
        text: The body alone, without headline, deck and credits; one blank line parts paragraphs.
        sentences: Its sentences, with their places in the text.
        sha256: The hash of the raw input.

    Example:
        >>> import readout
        >>> story = readout.read("")
        >>> story.published.year, story.words
        (2020, 426)
    """

    title: str
    deck: str | None = None
    published: date | None = None
    source: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str = "en"
    text: str
    sentences: tuple[Sentence, ...]
    sha256: str

    @classmethod
    def from_text(cls, text: str, title: str = "") -> "Article":
        """Return an article with this body and title, taken as they are; nothing else is known of it.

        Only halves of characters (lone surrogates), which nothing can write, become U+FFFD.
        """
        text, title = replace_surrogates(text), replace_surrogates(title)
        return cls(title=title, text=text, sentences=tuple(split_sentences(text)), sha256=hash_input(text))

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
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "sentences"}
        published = self.published.isoformat() if self.published else None
        order = ("id", "title", "deck", "published", "source", "byline", "url", "language", "words", "sha256", "text")
        values |= {"id": self.id, "published": published, "words": self.words}
        return {name: values[name] for name in order}

    def __repr__(self) -> str:
        return f"{self.title}\n  {self.facts}\n  {self._opening()}"

    def _repr_html_(self) -> str:
        shown = render("article", title=self.title, facts=self.facts, deck=self.deck, opening=self._opening())
        return shown._repr_html_()

    @property
    def facts(self) -> str:
        """Where and when it was published, and how long it is, in a line."""
        when = day_in_words(self.published) if self.published else ""
        return " · ".join(filter(None, (self.source, when, f"{self.words:,} words")))

    def _opening(self) -> str:
        """The first lines of the text."""
        return shorten(self.text, 300, placeholder=" …")


def read(source: str | Path, *, private: bool = False, columns: Mapping[str, str] | None = None) -> Article:
    """Return the article of a file, an address or standard input.

    Args:
        source: A path (.txt, .md, .html, .pdf, .docx, .eml, .json), an http(s) address, "-" for standard input, or ""
            for the article that comes with Readout. Of an export or a table, which hold many, one by its number:
            "export.txt#3".
        private: Whether an address may lead into the user's own network.
        columns: The columns of a table that do not bear a usual name: {"title": "headline", "text": "body"}.

    Returns:
        The `Article`: its text is cleaned once, so that every figure can point at places of it.

    Raises:
        UserError: One line that names the source, says what is wrong with it, and what to do.

    Example:
        >>> import readout
        >>> readout.read("").title
        'Washington Tells Baghdad to Curb Militias or Lose American Embassy'
    """
    name = str(source) or str(min(shipped("articles").glob("2020-09-29-*.txt")))
    secrets = find_secrets(name) if "://" in name else {}
    try:
        path, number = split_place(name)
        if number:
            return _from_content(require_one(read_contents(path, columns), number, path), name)
        raw = read_raw(name, private=private)
        return article_from(raw, shown_address(name), columns=columns, secrets=secrets)
    except OSError as problem:
        raise UserError(f"{name_source(name)}: cannot be read ({problem.strerror}); check the path") from None
    except ValueError as problem:
        line = one_line(clean(mask_secrets(str(problem), secrets)), limit=148)
        raise UserError(f"{name_source(name)}: {line}") from None


def article_from(
    raw: RawArticle, name: str, *, columns: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None
) -> Article:
    """Return the article in the bytes of a source of that name, read within limits of time and memory.

    `secrets`, by what is to stand for them, are taken out of what its server gives back. Raises ValueError with what
    is wrong and what to do.
    """
    return read_within(_parse_article, raw, name, columns or {}, secrets or {}, load=_load_parsers)


def _load_parsers() -> None:
    """Read a page, so that all that is imported late for that is there."""
    words = "<p>The U.S. and the U.K. said that it was to be read with all of the words which were in it.</p>" * 3
    _parse_article(RawArticle(words.encode(), "html"), "page", {}, {})


def _parse_article(raw: RawArticle, name: str, columns: Mapping[str, str], secrets: Mapping[str, str]) -> Article:
    if raw.kind == "json":
        return _from_json(mask_secrets(decode_text(raw.data), secrets))
    content = require_one(split_contents(raw, columns), None, Path(name).name)
    return _from_content(_mask_content(content, secrets) if secrets else content, name)


def _mask_content(content: Content, secrets: Mapping[str, str]) -> Content:
    """The content without the secrets, before anything of it is cut."""
    known: dict[str, Any] = {
        name: mask_secrets(clean(value), secrets) if isinstance(value, str) else value
        for name, value in vars(content.metadata).items()
    }
    prose = mask_secrets(clean(content.prose), secrets)
    return replace(content, metadata=replace(content.metadata, **known), prose=prose)


def read_stored(path: str | Path) -> list[Article]:
    """Return the articles of a file with one JSON object a line, each as `Article.as_dict` writes it."""
    lines = find_file(path).read_text(encoding="utf-8").split("\n")
    return [_from_json(line) for line in lines if line]


def _from_content(content: Content, name: str) -> Article:
    if content.problem:
        raise UserError(content.problem)
    head, body = split_head(clean(content.prose), content.metadata)
    title = head.title or (_first_words(body) if name == "-" else _title_from(name))
    return _build(replace(head, title=title), body, content.sha256)


def _from_json(text: str) -> Article:
    """The article in JSON as `Article.as_dict` writes it; what else the JSON holds is passed over."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise UserError("is no JSON; give the article.json of a run folder") from None
    if isinstance(values, dict) and "sha256" in values and values.get("text", "") is None:
        raise UserError("holds no text, as its report was not to pass it on; give the article itself")
    if fault := _find_fault(values):
        raise UserError(f"is no article that Readout wrote ({fault}); give the article.json of a run folder")
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n{2,}", clean(values["text"])))
    known = {name: values[name] for name in _STORED if name not in ("text", "sha256")}
    known["published"] = parse_date(values["published"] or "")
    return _build(Metadata(**known), "\n\n".join(paragraphs), values["sha256"])


_STORED = ("title", "deck", "published", "source", "byline", "url", "text", "sha256")


def _find_fault(values: Any) -> str:
    """What of a stored article is not as it is written; "" for nothing."""
    if not isinstance(values, dict):
        return "no object"
    for name in _STORED:
        value = values.get(name)
        if name not in values:
            return f"no {name}"
        if not isinstance(value, str) and (value is not None or name in ("title", "text", "sha256")):
            return f"{name} is not text"
    if values["published"] and not parse_date(values["published"]):
        return "published is no date"
    return "" if re.fullmatch("[0-9a-f]{64}", values["sha256"]) else "sha256 is not 64 hexadecimal digits"


def _build(metadata: Metadata, text: str, sha256: str) -> Article:
    _require_english(text)
    url = shown_address(metadata.url or "")
    return replace(
        Article.from_text(text, one_line(clean(metadata.title or ""), limit=300)),
        deck=one_line(clean(metadata.deck or ""), limit=1000) or None,
        published=metadata.published,
        source=one_line(clean(metadata.source or ""), limit=200) or None,
        byline=one_line(clean(metadata.byline or ""), limit=200) or None,
        # nothing but an http(s) address, since a report makes a link of it
        url=url if re.fullmatch(r"https?://[!-~]{1,2000}", url) else None,
        sha256=sha256,
    )


def _require_english(text: str) -> None:
    words = re.findall(r"[^\W\d_]+", text.lower())
    # Some scripts part no words by spaces: their texts have few words, but many letters.
    if len(words) < LEAST_WORDS and sum(map(len, words)) < 10 * LEAST_WORDS:
        raise UserError(NO_PROSE)
    # Asking for the language takes 0.8 s at the first time, so the plain case is settled without.
    if sum(word in ENGLISH for word in words) >= 0.1 * len(words) and len(words) >= LEAST_WORDS:
        return
    code, confidence = _load_identifier().classify(text[:20_000])
    if code == "en" and len(words) >= LEAST_WORDS:
        return
    if code in ("en", "zxx") or confidence < 0.3:
        raise UserError(NO_PROSE)
    from babel import Locale  # late, as it is for this message only

    name = Locale("en").languages.get(code, code)
    raise UserError(f"is not in English: it looks {name}; give an article in English")


@cache
def _load_identifier() -> Any:
    from py3langid import langid  # late: it and its model take 0.8 s to load

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def _title_from(source: str) -> str:
    """A title for an article without one: the name of its file, or the last part of its address."""
    if "://" in source:
        parts = urlsplit(source)
        return Path(parts.path).stem or parts.netloc
    return Path(source).stem


def _first_words(text: str) -> str:
    """A title for text without one: the first eight words of its first sentence."""
    words = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0].split()
    return " ".join(words[:8]) + " …" if len(words) > 8 else " ".join(words).rstrip(".")


def name_source(source: str) -> str:
    """Return a source as a message names it; of a long one, the start and the end."""
    line = "standard input" if source == "-" else one_line(clean(shown_address(source)), limit=5000)
    return line if len(line) <= 150 else f"{line[:50]}…{line[-99:]}"
