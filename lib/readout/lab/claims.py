"""What an analysis claims of ties, actors, joined names and speakers, and which rows of the user's file deny it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from readout.articles.article import Article
from readout.evidence.passages import short_quote
from readout.evidence.statements import tie_clause, tie_sentence
from readout.frames import records
from readout.markup import Html, render
from readout.nlp.actors import find_words
from readout.wording import UNNAMED, capitalize

if TYPE_CHECKING:
    from readout.analysis import Analysis

_LEAST_WORDS, _MOST_WORDS = 6, 20  # by which a passage is named


class FileRow(NamedTuple):
    """A row of the user's file: the cells of its first three columns."""

    what: str
    words: str
    name: str = ""


@dataclass(frozen=True)
class Claim:
    """One thing that was found. `says` is it in words, `seen` with its sentence.

    `wrong` are the rows that deny it. `others` are, for each thing of it that may bear another name, the rows that
    say so.
    """

    says: str
    seen: Html
    wrong: tuple[FileRow, ...]
    wrong_means: str
    others: Mapping[str, Callable[[str], tuple[FileRow, ...]]] = field(default_factory=dict)


def list_claims(found: Analysis) -> dict[str, list[Claim]]:
    """Return the claims of an analysis by their group, in the order of its tables."""
    groups = {
        "Ties": _pairs(found, "ties"),
        "Leanings": _pairs(found, "leanings"),
        "Joined names": _joins(found),
        "Speakers": _speakers(found),
        "Actors": _actors(found),
    }
    return {name: claims for name, rows in groups.items() if (claims := list(rows))}


def _pairs(found: Analysis, name: str) -> Iterator[Claim]:
    for row in records(found.tables[name]):
        source, target = row["source"], row["target"]
        cues = [act["cue"] for act in row["acts"]]
        yield Claim(
            " ".join(tie_clause(row)),
            _seen(found, tie_sentence(row, quoted=True), cues or row["evidence"]),
            (FileRow("reject tie", source, target),),
            "there is no such tie",
            {name: _renamed("merge", name) for name in (source, target)},
        )


def _actors(found: Analysis) -> Iterator[Claim]:
    for row in records(found.actors):
        name = row["name"]
        yield Claim(
            f"{name} is an actor",
            _seen(found, f"{name} is an actor: {row['kind']}", row["mentions"]),
            (FileRow("reject", name),),
            "these words name nobody",
            {name: _renamed("merge", name)},
        )


def _renamed(what: str, *places: str) -> Callable[[str], tuple[FileRow, ...]]:
    """The rows that give the words at these places another name."""
    return lambda other: tuple(FileRow(what, words, other) for words in places)


def _joins(found: Analysis) -> Iterator[Claim]:
    """Joined names but pronouns, of which the file says nothing."""
    rows = [row for row in records(found.names) if row["rule"] != "pronoun"]
    shared = Counter(row["form"].casefold() for row in rows)
    for row in rows:
        form, actor = row["form"], row["actor"]
        alone = shared[form.casefold()] == 1
        places = [form] if alone else [_words_at(found.article, *span) for span in row["mentions"]]
        yield Claim(
            f"“{form}” is {actor}",
            _seen(found, f"“{form}” is {actor}: {row['why']}", row["mentions"]),
            _renamed("split", *places)(form),
            "these words are another actor",
            {f"“{form}”": _renamed("split", *places)},
        )


def _speakers(found: Analysis) -> Iterator[Claim]:
    for row in records(found.attributions):
        speaker = row["speaker"] if isinstance(row["speaker"], str) else UNNAMED
        words = _words_at(found.article, *row["content"][0], least=_LEAST_WORDS)
        yield Claim(
            f"{speaker}: “{words}”",
            _seen(found, f"{capitalize(speaker)} says", row["content"]),
            (FileRow("speaker", words, "author"),),
            "these are the author’s own words",
            {"the speaker": _renamed("speaker", words)},
        )


def _seen(found: Analysis, claim: str, places: list[list[int]]) -> Html:
    """The claim with the sentence of its first place, as far as the text may be shown."""
    shown = Html("") if found.show_text == "none" else short_quote(found.article, places, linked=False)
    return render("claimed", claim=claim, quote=shown)


def _words_at(article: Article, start: int, end: int, *, least: int = 1) -> str:
    """The words at a place, `least` of them if it has so many, and more until they stand there only."""
    ends = [start + word.end() for word in re.finditer(r"\S+", article.text[start : start + 400])]
    inside = sum(stop <= end for stop in ends) or 1
    for stop in ends[min(inside, least) - 1 : _MOST_WORDS]:
        if stop >= end or least > 1:
            words = " ".join(article.text[start:stop].split())
            if len(find_words(article, words)) == 1:
                return words.strip(' “”".,;:')
    return " ".join(article.text[start:end].split()[:_MOST_WORDS])
