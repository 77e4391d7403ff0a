"""Articles made by hand, and what is found in them; the analyses are imported late, as many tests need none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from readout.articles.article import Article

if TYPE_CHECKING:
    from readout.nlp.document import Document


def article(text: str, title: str = "A title") -> Article:
    """An article with this body and title."""
    return Article.from_text(text, title)


def document(text: str, title: str = "A title", *, user_file: str = "") -> Document:
    """An article with this body and title, parsed."""
    from readout.nlp.document import parse

    return parse(article(text, title), user_file=user_file)


def said(text: str) -> list[tuple[str | None, str]]:
    """Who says what: each attribution of a text as speaker and content, its parts joined by " … "."""
    from readout.analyses.attribution import attributions

    frame = attributions(document(text))
    speakers = [speaker if isinstance(speaker, str) else None for speaker in frame["speaker"]]
    contents = [" … ".join(text[start:end] for start, end in content) for content in frame["content"]]
    return list(zip(speakers, contents, strict=True))


TEXT = "Iran-backed militias attacked the embassy. Washington vowed to respond."

SHORT = """Washington Tells Baghdad to Curb Militias or Lose American Embassy

Pompeo put the warning to Salih after months of rocket fire on the US mission.

September 29, 2020
SOURCE: READOUT WIRE (written for this project)

Iran-backed militias attacked the embassy of the United States (US) in Baghdad. Secretary of State Mike Pompeo \
condemned the attack. “The militias must stop,” Pompeo told President Barham Salih. The US threatened Iraq, officials \
said.
"""

ARTICLE = replace(
    Article.from_text(TEXT, "U.S. may <b>close</b> its embassy"), published=date(2020, 9, 29), source="Wire"
)


STORY = "The minister praised the Supreme Court on Monday. The opposition condemned the government for its law."


def stories(folder: Path, number: int) -> list[str]:
    """Files of that many articles."""
    for at in range(number):
        (folder / f"story-{at}.txt").write_text(f"Headline number {at}\n\n{STORY} {STORY}\n")
    return [str(folder / f"story-{at}.txt") for at in range(number)]
