"""Sentences of a CoNLL-U file: their words by their places in the text, and the tree that is the label."""

from collections.abc import Iterator
from dataclasses import dataclass

from readout.errors import UserError

COLUMNS = 10


@dataclass(frozen=True)
class Sentence:
    """One sentence: `words` are `[start, end)` in `text`; the tree is empty where the file leaves it out ("_").

    Heads count from 1, 0 is the root; `line` is that of its first word in the file.
    """

    line: int
    text: str
    words: tuple[tuple[int, int], ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    tags: tuple[str, ...]


def parse(source: str) -> Iterator[Sentence]:
    """The sentences in order; rows of a range ("3-4") or with a decimal ("8.1") are no words.

    Raises ValueError ("line N: what is wrong; what to do") where a sentence has no `# text`, where a row has
    not ten columns or its number, head or relation is wrong, and where a word does not stand in the text.
    """
    text: str | None = None
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate([*source.split("\n"), ""], 1):
        line = line.rstrip("\r")
        if line.startswith("#"):
            key, mark, value = line[1:].partition("=")
            text = value.strip() if mark and key.strip() == "text" else text
        elif line.strip():
            rows.append((number, _columns(number, line)))
        elif rows:
            yield _sentence(text, rows)
            text, rows = None, []


def _columns(number: int, line: str) -> list[str]:
    found = line.split("\t")
    if len(found) != COLUMNS:
        raise UserError(f"line {number}: has {len(found)} columns; give CoNLL-U, ten columns parted by tabs")
    return found


def _sentence(text: str | None, rows: list[tuple[int, list[str]]]) -> Sentence:
    first = rows[0][0]
    if text is None:
        raise UserError(f'line {first}: its sentence has no text; put "# text = …" above it')
    words = [(number, row) for number, row in rows if not {"-", "."} & set(row[0])]
    for place, (number, row) in enumerate(words, 1):
        if row[0] != str(place):
            raise UserError(f'line {number}: word "{row[0]}" should be {place}; number the words from 1')
    spans = tuple(_places(text, words))
    if all(row[6] == "_" for _, row in words):
        return Sentence(first, text, spans, (), (), ())
    heads = tuple(_head(number, row, len(words)) for number, row in words)
    relations, tags = (tuple(_named(number, row, k) for number, row in words) for k in (7, 4))
    return Sentence(first, text, spans, heads, relations, tags)


def _places(text: str, words: list[tuple[int, list[str]]]) -> Iterator[tuple[int, int]]:
    """Where each word stands, behind the one before it with nothing but space between."""
    at = 0
    for number, row in words:
        start = text.find(row[1], at)
        if start < 0 or not row[1] or text[at:start].strip():
            raise UserError(
                f'line {number}: "{row[1]}" is not the next word of the text; put it right in "# text" or here'
            )
        at = start + len(row[1])
        yield start, at


def _head(number: int, row: list[str], words: int) -> int:
    head = int(row[6]) if row[6].isascii() and row[6].isdecimal() and len(row[6]) < COLUMNS else -1
    if not 0 <= head <= words or head == int(row[0]):
        raise UserError(
            f'line {number}: head "{row[6]}" is no other word; give 0 for the root or one of 1 to {words}'
        )
    return head


def _named(number: int, row: list[str], column: int) -> str:
    if row[column] in ("", "_"):
        raise UserError(f"line {number}: column {column + 1} is empty; give each word a tag and a relation")
    return row[column]
