"""Articles made by hand, and what is found in them."""

import hashlib
from datetime import date
from pathlib import Path

from readout.analyses.attribution import attributions
from readout.articles.article import Article, Sentence
from readout.articles.sentences import sentences
from readout.nlp.actors import actors


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


TEXT = "Iran-backed militias attacked the embassy. Washington vowed to respond."


ARTICLE = Article(
    title="U.S. may <b>close</b> its embassy",
    deck=None,
    published=date(2020, 9, 29),
    source="Wire",
    byline=None,
    url=None,
    language="en",
    text=TEXT,
    sentences=(Sentence(0, 42, TEXT[:42], 0), Sentence(43, 71, TEXT[43:], 0)),
    sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
)


STORY = (
    "The minister praised the Supreme Court on Monday. The opposition condemned the government for its law."
)


def stories(folder: Path, number: int) -> list[str]:
    """Files of that many articles."""
    for at in range(number):
        (folder / f"story-{at}.txt").write_text(f"Headline number {at}\n\n{STORY} {STORY}\n")
    return [str(folder / f"story-{at}.txt") for at in range(number)]
