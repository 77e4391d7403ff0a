"""Many articles for one notebook: what a run takes in the place of an article where a notebook has `articles`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from readout.articles.article import Article
from readout.articles.files import find_file, is_path
from readout.articles.redaction import redact_article
from readout.wording import count, span_in_words

_ARTICLES, _CORPUS = "collection.jsonl", "corpus"  # what lies in the folder in which the notebook works


@dataclass(frozen=True)
class Collection:
    """Articles, or a corpus of them; `sources` are what the command that makes the page again calls them."""

    articles: tuple[Article, ...] = ()
    corpus: Path | None = None
    sources: tuple[str, ...] = ()

    published = None
    url = None

    @property
    def sha256(self) -> str:
        """A hash that is another one where any article is."""
        content = "".join(article.sha256 for article in self.articles).encode()
        if self.corpus:
            content = (self.corpus / "corpus.json").read_bytes()  # it lists parts that never change
        return sha256(content).hexdigest()

    @property
    def title(self) -> str:
        """How many articles these are, and from when to when."""
        return self._facts()[0]

    def as_dict(self) -> dict[str, Any]:
        """What a manifest says of an article, of them all."""
        title, words = self._facts()
        empty = dict.fromkeys(("deck", "published", "source", "byline", "url", "text"))
        return {**empty, "id": self.sha256[:16], "title": title, "words": words, "sha256": self.sha256}

    def stage(self, folder: Path) -> str:
        """Lay the articles into a folder; return what the parameter is to be."""
        if self.corpus:
            (folder / _CORPUS).symlink_to(self.corpus.resolve())
            return _CORPUS
        self.write(folder, "full")
        return _ARTICLES

    def write(self, folder: Path, show_text: str) -> None:
        """Write the articles without what is not to be passed on; a corpus stays where it is."""
        if self.corpus:
            (folder / _CORPUS).unlink(missing_ok=True)
            return
        rows = (redact_article(article.as_dict(), show_text) for article in self.articles)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / _ARTICLES).write_text(text, encoding="utf-8", newline="\n")

    def _facts(self) -> tuple[str, int]:
        if self.corpus:
            from readout.corpus.corpus import Corpus  # late: it needs the extra `coverage`

            query = "SELECT count(*), min(published), max(published), sum(words) FROM articles"
            number, *days, words = Corpus(self.corpus).sql(query).fetchall()[0]
        else:
            number, words = len(self.articles), sum(article.words for article in self.articles)
            days = [article.published for article in self.articles]
        title = ", ".join(filter(None, (count(number, "article"), span_in_words(days))))
        return (f"{self.corpus.name}: {title}" if self.corpus else title), words or 0


def is_corpus(source: str) -> bool:
    """Whether a source of a call is a corpus."""
    return is_path(source) and (find_file(source) / "corpus.json").is_file()
