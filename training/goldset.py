"""Reads articles annotated by hand (`tests/gold/README.md`): every place is given by its text, none is counted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from readout.articles.article import Article

PARTS = ("dev", "held-out")
KINDS = ("person", "organisation", "place", "group", "issue")
TONES = ("", "negative", "neutral", "positive")
LABELS = ("opposes", "supports")
SECTIONS = {
    "Actors": ("key", "name", "kind", "also", "tone"),
    "Attributions": ("speaker", "source", "cue", "content"),
    "Ties": ("source", "tie", "target", "said in"),
    "Arguable": ("source", "tie", "target", "why"),
    "Keyphrases": (),
}
MARK = re.compile(r"\[([^\[\]]+)\]\((~?)([a-z]+)\)")

Span = tuple[int, int]
Tie = tuple[str, str, str]  # key of the source, label, key of the target
Row = dict[str, str]


@dataclass(frozen=True)
class Mention:
    """One place where an actor is named; `pronoun` where by he, she, it or they."""

    start: int
    end: int
    key: str
    pronoun: bool


@dataclass(frozen=True)
class Actor:
    """`forms` are all names that would be right for it, as `plain` makes them."""

    name: str
    kind: str
    tone: str
    forms: frozenset[str]


@dataclass(frozen=True)
class Attribution:
    """`speakers` are keys of actors and words of the source, any of which is right; empty: none is expressed."""

    speakers: frozenset[str]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True)
class Gold:
    """An article with what a careful analyst finds in it."""

    name: str
    part: str
    article: Article
    actors: Mapping[str, Actor]
    mentions: tuple[Mention, ...]
    attributions: tuple[Attribution, ...]
    ties: Mapping[Tie, tuple[Span, ...]]
    arguable: frozenset[Tie]
    keyphrases: tuple[str, ...]


def gold_set(folder: Path) -> list[Gold]:
    """All articles of a folder but its README, by name.

    Raises ValueError with the file, what is wrong with it and what to do.
    """
    paths = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    if not paths:
        raise ValueError(f"{folder}: has no gold articles in it; give the folder tests/gold")
    return [gold(path) for path in paths]


def gold(path: Path) -> Gold:
    """One annotated article."""
    try:
        return _gold(path.stem, path.read_text("utf-8"))
    except ValueError as problem:
        raise ValueError(f"{path.name}: {problem}") from None


def plain(name: str) -> str:
    """A name or the words of a source for comparing: lower case, without article or possessive before it."""
    words = name.replace("’", "'").strip(" ,").casefold()
    return re.sub(r"^(?:the|an?|some|its|his|her|their)\s+", "", words)


def _gold(name: str, content: str) -> Gold:
    head, body, tables = _parted(content)
    text, mentions = _unmarked(body)
    named = [mention for mention in mentions if not mention.pronoun]
    actors = {
        row["key"]: _actor(row, [text[m.start : m.end] for m in named if m.key == row["key"]])
        for row in tables["Actors"]
    }
    for mention in mentions:
        _known(actors, mention.key, text[mention.start : mention.end])
    return Gold(
        name,
        _one_of(head["part"], PARTS, "part"),
        _article(head, text),
        actors,
        tuple(mentions),
        tuple(_attribution(text, actors, row) for row in tables["Attributions"]),
        {_tie(actors, row): _pieces(text, row["said in"]) for row in tables["Ties"]},
        frozenset(_tie(actors, row) for row in tables["Arguable"]),
        tuple(phrase.strip() for row in tables["Keyphrases"] for phrase in row[""].split(";")),
    )


def _parted(content: str) -> tuple[Row, str, dict[str, list[Row]]]:
    """The head, the marked article, and the rows of each section."""
    found = re.fullmatch(r"---\n(.*?)\n---\n\n(.*)", content, re.DOTALL)
    if not found:
        raise ValueError("has no head between --- lines; begin with part, title, deck, published, source")
    head = {key: value.strip() for key, _, value in (line.partition(":") for line in found[1].split("\n"))}
    body, *sections = re.split(r"^## ", found[2], flags=re.MULTILINE)
    titles = [section.partition("\n")[0] for section in sections]
    if titles != list(SECTIONS):
        raise ValueError(f"has the sections {', '.join(titles)}; needs {', '.join(SECTIONS)}")
    tables = {title: _rows(section, SECTIONS[title]) for title, section in zip(titles, sections, strict=True)}
    return head, body.strip(), tables


def _rows(section: str, columns: Sequence[str]) -> list[Row]:
    """The rows of a section's table; its lines of prose, where it has none."""
    title, *lines = (line for line in section.split("\n") if line.strip())
    if not columns:
        return [{"": line} for line in lines]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    if not cells or tuple(cells[0]) != tuple(columns):
        raise ValueError(f"{title}: the columns are not {', '.join(columns)}")
    for row in cells:
        if len(row) != len(columns):
            raise ValueError(f"{title}: {' | '.join(row)}: has {len(row)} cells; needs {len(columns)}")
    return [dict(zip(columns, row, strict=True)) for row in cells[2:]]


def _unmarked(body: str) -> tuple[str, list[Mention]]:
    """The text without its marks, and where they stood."""
    parts, mentions, done, size = [], [], 0, 0
    for mark in MARK.finditer(body):
        parts += [body[done : mark.start()], mark[1]]
        start = size + mark.start() - done
        size, done = start + len(mark[1]), mark.end()
        mentions.append(Mention(start, size, mark[3], bool(mark[2])))
    return "".join([*parts, body[done:]]), mentions


def _article(head: Row, text: str) -> Article:
    article = Article.from_text(text, head["title"])
    return replace(article, deck=head["deck"] or None, source=head["source"])


def _actor(row: Row, named: Sequence[str]) -> Actor:
    names = (row["name"], *named, *row["also"].split(";"))
    return Actor(
        row["name"],
        _one_of(row["kind"], KINDS, row["key"]),
        _one_of(row["tone"], TONES, row["key"]),
        frozenset(filter(None, map(plain, names))),
    )


def _attribution(text: str, actors: Mapping[str, Actor], row: Row) -> Attribution:
    content = _pieces(text, row["content"])
    speakers = row["speaker"].split(" / ") if row["speaker"] != "-" else []
    return Attribution(
        frozenset(one if one in actors else plain(one) for one in speakers),
        _pieces(text, row["source"], near=content),
        _pieces(text, row["cue"], near=content),
        content,
    )


def _tie(actors: Mapping[str, Actor], row: Row) -> Tie:
    for end in ("source", "target"):
        _known(actors, row[end], f"{row['source']} {row['tie']} {row['target']}")
    return row["source"], _one_of(row["tie"], LABELS, row["source"]), row["target"]


def _pieces(text: str, cell: str, near: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The places of words joined by ` + `; of words that stand more than once those nearest to `near`."""
    return tuple(_place(text, piece, near) for piece in re.split(r"\s*\+\s*", cell) if piece)


def _place(text: str, piece: str, near: Sequence[Span]) -> Span:
    first, gap, last = piece.partition(" … ")
    pattern = (
        rf"(?<!\w){re.escape(first)}" + (rf"(?!\w).*?(?<!\w){re.escape(last)}" if gap else "") + r"(?!\w)"
    )
    found = [match.span() for match in re.finditer(pattern, text, re.DOTALL)]
    if not found:
        raise ValueError(f"{piece}: does not stand in the article; give its exact words")
    if len(found) > 1 and not near:
        raise ValueError(f"{piece}: stands {len(found)} times in the article; give more words")
    return min(found, key=lambda span: min((_distance(text, span, other) for other in near), default=(0, 0)))


def _distance(text: str, one: Span, other: Span) -> tuple[int, int]:
    """How far apart two spans are: farthest if the one lies within the other, then over paragraphs."""
    if other[0] <= one[0] and one[1] <= other[1]:
        return 2, 0
    low, high = min(one[1], other[1]), max(one[0], other[0])
    return int("\n\n" in text[low:high]), high - low


def _known(actors: Mapping[str, Actor], key: str, where: str) -> None:
    if key not in actors:
        raise ValueError(f"{where}: {key} is none of the actors; add it to them")


def _one_of(value: str, known: Sequence[str], where: str) -> str:
    if value not in known:
        raise ValueError(f"{where}: {value or 'nothing'} is none of {', '.join(filter(None, known))}")
    return value
