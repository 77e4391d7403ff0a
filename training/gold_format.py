"""Articles annotated by hand (`tests/gold/README.md`): their format, and a check that names all problems of a file.

Every place is given by its text, none is counted.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from readout.articles.article import Article
from readout.errors import UserError
from readout.nlp.reader import TONES

PARTS = ("train", "dev", "test", "held-out")
KINDS = ("person", "organisation", "place", "group", "issue")
LABELS = ("opposes", "supports")
HEAD = ("part", "title", "deck", "published", "source")
OPTIONAL_HEAD = ("register",)
SECTIONS = {
    "Actors": ("key", "name", "kind", "also", "tone"),
    "Attributions": ("speaker", "source", "cue", "content"),
    "Ties": ("source", "tie", "target", "said in"),
    "Looks tied": ("source", "tie", "target", "said in", "why"),
    "Arguable": ("source", "tie", "target", "why"),
    "Tone": ("actor", "tone", "said in"),
    "Keyphrases": (),
}
OPTIONAL_SECTIONS = ("Looks tied", "Tone")
WORDS, PHRASES = (200, 750), (10, 15)  # of an article, from and to
MARK = re.compile(r"\[([^\[\]]+)\]\((~?)([a-z]+)\)")

Span = tuple[int, int]
Tie = tuple[str, str, str]  # key of the source, label, key of the target
Row = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Mention:
    """One place where an actor is named; `pronoun` where by he, she, it or they."""

    start: int
    end: int
    key: str
    pronoun: bool


@dataclass(frozen=True)
class Actor:
    """`forms` are all names that would be right for it, as `plain` makes them; `tone` "" where it is not clear."""

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
class SentenceTone:
    """How the sentence at a place speaks of an actor."""

    actor: str
    tone: str
    place: Span


@dataclass(frozen=True)
class Gold:
    """An article with what a careful analyst finds in it.

    `looks_tied` are pairs that a hasty reader would tie, and wrongly; `arguable` those on which two may differ.
    """

    name: str
    part: str
    article: Article
    actors: Mapping[str, Actor]
    mentions: tuple[Mention, ...]
    attributions: tuple[Attribution, ...]
    ties: Mapping[Tie, tuple[Span, ...]]
    looks_tied: frozenset[Tie]
    arguable: frozenset[Tie]
    tones: tuple[SentenceTone, ...]
    keyphrases: tuple[str, ...]


def read_folder(folder: Path) -> list[Gold]:
    """Read all articles of a folder but its README, by name.

    Raises UserError with the file, what is wrong with it and what to do.
    """
    paths = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    if not paths:
        raise UserError(f"{folder}: has no gold articles in it; give the folder tests/gold")
    return [read_article(path) for path in paths]


def read_article(path: Path) -> Gold:
    """Read one annotated article. Raises UserError with the first problem that makes a place or a name unclear."""
    try:
        gold, problems = _parse(path.stem, path.read_text("utf-8"))
    except UserError as error:
        gold, problems = None, [str(error)]
    if problems or not gold:
        raise UserError(f"{path.name}: {problems[0]}")
    return gold


def check(path: Path) -> list[str]:
    """List every problem of a file, those of its form too: lengths, rows given twice, keyphrases not in the text."""
    try:
        gold, problems = _parse(path.stem, path.read_text("utf-8"))
    except UserError as error:
        return [str(error)]
    return [*problems, *_check_form(gold)]


def plain(name: str) -> str:
    """A name or the words of a source for comparing: lower case, without article or possessive before it."""
    words = name.replace("’", "'").strip(" ,").casefold()
    return re.sub(r"^(?:the|an?|some|its|his|her|their)\s+", "", words)


def _check_form(gold: Gold) -> Iterator[str]:
    text, words = gold.article.text, gold.article.words
    if not WORDS[0] <= words <= WORDS[1]:
        yield f"has {words} words; write {WORDS[0]} to {WORDS[1]}"
    for stray in re.finditer(r"\[|\]\(|\(~", text):
        yield f"{text[max(stray.start() - 20, 0) : stray.end() + 20]!r}: has a stray mark; write [words](key)"
    for key in gold.actors:
        if not any(mention.key == key and not mention.pronoun for mention in gold.mentions):
            yield f"{key}: has no mention that is no pronoun; mark one, or leave the actor out"
    for first, second in (("ties", "looks_tied"), ("ties", "arguable"), ("looks_tied", "arguable")):
        for tie in set(getattr(gold, first)) & set(getattr(gold, second)):
            yield f"{' '.join(tie)}: stands under {first} and {second}; keep one"
    for tie in (*gold.ties, *gold.looks_tied, *gold.arguable):
        if tie[0] == tie[2]:
            yield f"{' '.join(tie)}: its source is its target"
    if not PHRASES[0] <= len(gold.keyphrases) <= PHRASES[1]:
        yield f"Keyphrases: {len(gold.keyphrases)}; give {PHRASES[0]} to {PHRASES[1]}"
    for phrase in gold.keyphrases:
        if phrase.casefold() not in " ".join(text.split()).casefold():
            yield f"Keyphrases: {phrase}: does not stand in the article"


@cache
def _parse(name: str, content: str) -> tuple[Gold, list[str]]:
    """The article, and what is wrong with its rows; a UserError where head, sections or columns are wrong."""
    head, body, tables = _split(content)
    text, mentions = _unmark(body)
    problems: list[str] = [*_check_head(head), *_check_rows(tables)]

    def collect(rows: Sequence[Row], make: Callable[[Row], T]) -> list[T]:
        made = []
        for row in rows:
            try:
                made.append(make(row))
            except UserError as error:
                problems.append(str(error))
        return made

    names: dict[str, list[str]] = {}
    for mention in mentions:
        names.setdefault(mention.key, []).extend([] if mention.pronoun else [text[mention.start : mention.end]])
    actors = dict(collect(tables["Actors"], lambda row: (row["key"], _actor(row, names.get(row["key"], ())))))
    collect([{"key": m.key, "where": text[m.start : m.end]} for m in mentions], lambda row: _known(actors, **row))
    ties = {
        title: dict(collect(tables[title], lambda row: (_tie(actors, row), _pieces(text, row.get("said in", "")))))
        for title in ("Ties", "Looks tied", "Arguable")
    }
    gold = Gold(
        name,
        head.get("part", ""),
        replace(
            Article.from_text(text, head.get("title", "")), deck=head.get("deck") or None, source=head.get("source")
        ),
        actors,
        tuple(mentions),
        tuple(collect(tables["Attributions"], lambda row: _attribution(text, actors, row))),
        ties["Ties"],
        frozenset(ties["Looks tied"]),
        frozenset(ties["Arguable"]),
        tuple(collect(tables["Tone"], lambda row: _sentence_tone(text, actors, row))),
        tuple(phrase.strip() for row in tables["Keyphrases"] for phrase in row[""].split(";")),
    )
    return gold, problems


def _split(content: str) -> tuple[Row, str, dict[str, list[Row]]]:
    """The head, the marked article, and the rows of each section; of an optional one that is not there none."""
    found = re.fullmatch(r"---\n(.*?)\n---\n\n(.*)", content, re.DOTALL)
    if not found:
        raise UserError(f"has no head between --- lines; begin with {', '.join(HEAD)}")
    head = {key: value.strip() for key, _, value in (line.partition(":") for line in found[1].split("\n"))}
    body, *sections = re.split(r"^## ", found[2], flags=re.MULTILINE)
    titles = [section.partition("\n")[0] for section in sections]
    if titles != [title for title in SECTIONS if title in titles or title not in OPTIONAL_SECTIONS]:
        optional = f" ({' and '.join(OPTIONAL_SECTIONS)} may be left out)"
        raise UserError(f"has the sections {', '.join(titles)}; needs {', '.join(SECTIONS)}{optional}")
    tables: dict[str, list[Row]] = {title: [] for title in SECTIONS}
    for title, section in zip(titles, sections, strict=True):
        tables[title] = _rows(section, SECTIONS[title])
    return head, body.strip(), tables


def _rows(section: str, columns: Sequence[str]) -> list[Row]:
    """The rows of a section's table; its lines of prose, where it has none."""
    title, *lines = (line for line in section.split("\n") if line.strip())
    if not columns:
        return [{"": line} for line in lines]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    if not cells or tuple(cells[0]) != tuple(columns):
        raise UserError(f"{title}: the columns are not {', '.join(columns)}")
    for row in cells:
        if len(row) != len(columns):
            raise UserError(f"{title}: {' | '.join(row)}: has {len(row)} cells; needs {len(columns)}")
    return [dict(zip(columns, row, strict=True)) for row in cells[2:]]


def _check_head(head: Row) -> Iterator[str]:
    for key in (*HEAD, *head):
        if (key not in head) or key not in (*HEAD, *OPTIONAL_HEAD):
            yield f"the head has the keys {', '.join(head)}; needs {', '.join(HEAD)}, and may have register"
            return
    if head["part"] not in PARTS:
        yield f"part: {head['part'] or 'nothing'} is none of {', '.join(PARTS)}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", head["published"]):
        yield f"published: {head['published'] or 'nothing'} is no day; write 2025-01-31"


def _check_rows(tables: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Name the rows that stand twice: all of their cells, or the key of an actor, or the three of a tie."""
    for title, rows in tables.items():
        wide = 1 if title == "Actors" else 3 if "tie" in SECTIONS[title] else None
        keys = [tuple(row.values())[:wide] for row in rows]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            yield f"{title}: {' | '.join(key)}: stands twice; keep one row, its pieces joined by +"


def _unmark(body: str) -> tuple[str, list[Mention]]:
    """The text without its marks, and where they stood."""
    parts, mentions, done, size = [], [], 0, 0
    for mark in MARK.finditer(body):
        parts += [body[done : mark.start()], mark[1]]
        start = size + mark.start() - done
        size, done = start + len(mark[1]), mark.end()
        mentions.append(Mention(start, size, mark[3], bool(mark[2])))
    return "".join([*parts, body[done:]]), mentions


def _actor(row: Row, mentions: Sequence[str]) -> Actor:
    forms = (row["name"], *mentions, *row["also"].split(";"))
    if not re.fullmatch("[a-z]+", row["key"]):
        raise UserError(f"{row['key'] or row['name']}: a key has the letters a to z only")
    return Actor(
        row["name"],
        _one_of(row["kind"], KINDS, row["key"]),
        _one_of(row["tone"], ("", *TONES), row["key"]),
        frozenset(filter(None, map(plain, forms))),
    )


def _attribution(text: str, actors: Mapping[str, Actor], row: Row) -> Attribution:
    content = _pieces(text, row["content"])
    if not content:
        raise UserError(f"Attributions: {' | '.join(row.values())}: has no content; leave it out")
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
    if row.get("said in") == "":
        raise UserError(f"{row['source']} {row['tie']} {row['target']}: nothing is said in; give the words")
    return row["source"], _one_of(row["tie"], LABELS, row["source"]), row["target"]


def _sentence_tone(text: str, actors: Mapping[str, Actor], row: Row) -> SentenceTone:
    where = f"Tone: {row['actor']}"
    _known(actors, row["actor"], where)
    places = _pieces(text, row["said in"])
    if not places:
        raise UserError(f"{where}: nothing is said in; give the words")
    return SentenceTone(row["actor"], _one_of(row["tone"], TONES, where), places[0])


def _pieces(text: str, cell: str, near: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The places of words joined by ` + `; of words that stand more than once those nearest to `near`."""
    return tuple(_place(text, piece, near) for piece in re.split(r"\s*\+\s*", cell) if piece)


def _place(text: str, piece: str, near: Sequence[Span]) -> Span:
    first, gap, last = piece.partition(" … ")
    found = list(_stands(text, first))
    if gap:
        ends = ((start, next(_stands(text, last, after), (0, 0))[1]) for start, after in found)
        found = list({end: (start, end) for start, end in reversed([*ends]) if end}.values())
    if not found:
        raise UserError(f"{piece}: does not stand in the article; give its exact words")
    if len(found) > 1 and not near:
        raise UserError(f"{piece}: stands {len(found)} times in the article; give more words")
    return min(found, key=lambda span: min((_distance(text, span, other) for other in near), default=(0, 0)))


def _stands(text: str, words: str, at: int = 0) -> Iterator[Span]:
    """Where the words stand as whole words, from `at` on; patterns of so many words would take long to compile."""
    while (at := text.find(words, at)) >= 0:
        end = at + len(words)
        if not re.match(r"\w", text[at - 1 : at]) and not re.match(r"\w", text[end : end + 1]):
            yield at, end
        at += 1


def _distance(text: str, span: Span, other: Span) -> tuple[int, int]:
    """How far apart two spans are: farthest if the one lies within the other, then over paragraphs."""
    if other[0] <= span[0] and span[1] <= other[1]:
        return 2, 0
    low, high = min(span[1], other[1]), max(span[0], other[0])
    return int("\n\n" in text[low:high]), high - low


def _known(actors: Mapping[str, Actor], key: str, where: str) -> None:
    if key not in actors:
        raise UserError(f"{where}: {key} is none of the actors; add it to them")


def _one_of(value: str, valid: Sequence[str], where: str) -> str:
    if value not in valid:
        raise UserError(f"{where}: {value or 'nothing'} is none of {', '.join(filter(None, valid))}")
    return value
