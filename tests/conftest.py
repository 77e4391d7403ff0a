"""An article of a few sentences, what the analyses find in it, and where Readout came from, for tests by hand."""

import hashlib
import json
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from readout import workflow
from readout.actors import actors
from readout.article import Article, Sentence
from readout.attribution import attributions
from readout.segment import sentences


def article(text: str, title: str = "A title") -> Article:
    """An article with this body and title, its sentences found as a reader of files finds them."""
    return Article(
        title=title,
        deck=None,
        published=None,
        source=None,
        byline=None,
        url=None,
        language="en",
        text=text,
        sentences=tuple(
            Sentence(span.start, span.end, text[span.start : span.end], span.paragraph)
            for span in sentences(text)
        ),
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def said(text: str) -> list[tuple[str | None, str]]:
    """Who says what: each attribution of a text as speaker and content, its parts joined by " … "."""
    story = article(text)
    frame = attributions(story, actors(story))
    speakers = [speaker if isinstance(speaker, str) else None for speaker in frame["speaker"]]
    contents = [" … ".join(text[start:end] for start, end in content) for content in frame["content"]]
    return list(zip(speakers, contents, strict=True))


@pytest.fixture
def came(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Lets Readout have come from an index (None), or from where its installer has noted."""

    def note(told: object) -> None:
        noted = Mock(read_text=lambda _: json.dumps(told) if told else None)
        monkeypatch.setattr(workflow, "distribution", lambda _: noted)

    return note
