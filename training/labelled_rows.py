"""A labelled file: its rows checked by one form a task, and parted into what a predictor may read and what not."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NotRequired

import conllu
from conllu.exceptions import ParseException
from pydantic import NonNegativeInt, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from readout.errors import UserError
from readout.nlp.reader import STANCES, TONES
from readout.nlp.tokens import Span
from readout.resources import table

KINDS = {  # what counts as a mention, by scheme
    "names": ("person", "organisation", "place"),
    "nominal": ("person", "organisation", "place", "nationality"),
}
ROLES = ("source", "cue", "content")
SENTENCE_STANCES = "sentence-level stances"

Place = tuple[NonNegativeInt, NonNegativeInt]
Entity = tuple[NonNegativeInt, NonNegativeInt, str]


@dataclass(frozen=True)
class Row:
    """One row: `given` is all that a predictor sees; `gold` is the label, empty where the file has none.

    `where` names its place in the file ("line 3", "sentence 3").
    """

    where: str
    given: dict[str, Any]
    gold: dict[str, Any]


class TargetSentiment(TypedDict):
    text: str
    target: Place
    label: NotRequired[Literal[TONES]]


class DirectedStance(TypedDict):
    text: str
    a: Place
    b: Place
    label: NotRequired[Literal[STANCES]]


class Mentions(TypedDict):
    text: str
    scheme: Literal["names", "nominal"]
    entities: NotRequired[list[Entity]]


class Acts(TypedDict):
    text: str
    source: Place
    target: Place
    act: NotRequired[Literal[tuple(row["act"] for row in table("acts"))]]
    quad: NotRequired[Literal[tuple(dict.fromkeys(row["quad"] for row in table("acts")))]]


class Keyphrases(TypedDict):
    id: str
    text: str
    keys: NotRequired[list[str]]


class Attribution(TypedDict):
    id: str
    text: str
    attributions: NotRequired[list[TypedDict("Report", dict.fromkeys(ROLES, list[Place]))]]


class Triplet(TypedDict):
    """Who is for or against whom in a sentence."""

    subject: str
    sentiment: Literal["POS", "NEG"]
    object: str


class Triplets(TypedDict):
    id: str
    sentences: list[str]
    annotations: NotRequired[TypedDict("Annotations", {SENTENCE_STANCES: dict[str, list[Triplet]]})]


ROWS = {  # what a row of each task holds; what it need not have are its labels
    "target-sentiment": TargetSentiment,
    "directed-stance": DirectedStance,
    "mentions": Mentions,
    "acts": Acts,
    "keyphrases": Keyphrases,
    "attribution": Attribution,
    "triplets": Triplets,
}
TASKS = (*ROWS, "syntax")


def labelled(task: str, path: Path) -> list[Row]:
    """Read a file of one of the `TASKS`: its rows in order; either all of them have their labels or none has.

    Raises UserError of one line that names the file and the place, what is wrong there, and what is valid.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{path}: cannot be read ({reason}); check the path") from None
    try:
        rows = list(read_trees(source) if task == "syntax" else _read_lines(source, task))
    except ValueError as error:
        raise UserError(f"{path}: {error}") from None
    if not rows:
        form = "CoNLL-U" if task == "syntax" else "JSON Lines, one row a line"
        raise UserError(f"{path}: has no rows; give {form}")
    bare = next((row for row in rows if not row.gold), None)
    if bare and any(row.gold for row in rows):
        raise UserError(f"{path}: {bare.where}: has no label, but others have; give each row its label")
    return rows


def _read_lines(source: str, task: str) -> Iterator[Row]:
    form, wanted = TypeAdapter(ROWS[task]), sorted(ROWS[task].__optional_keys__)
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip():
            where = f"line {number}"
            try:
                given = form.validate_json(line, strict=True)
            except ValidationError as error:
                field, what = ".".join(map(str, error.errors()[0]["loc"])), error.errors()[0]["msg"]
                raise UserError(": ".join(filter(None, (where, field, what)))) from None
            for problem in _misplaced(given):
                raise UserError(f"{where}: {problem}")
            gold = {name: given.pop(name) for name in wanted if name in given}
            if lacking := [name for name in wanted if gold and name not in gold]:
                raise UserError(f'{where}: has no "{lacking[0]}"; give each row: {", ".join(wanted)}')
            yield Row(where, given, gold)


def _misplaced(row: dict[str, Any]) -> Iterator[str]:
    """The spans that do not stand in the text of a row, and the numbers that no sentence has."""
    size = len(row.get("text", ""))
    for name, value in row.items():
        for start, end in _spans(value):
            if not start < end <= size:
                yield f"{name}: [{start}, {end}] is no place in the text; give 0 <= start < end <= {size}"
    for key in row.get("annotations", {}).get(SENTENCE_STANCES, ()):
        if not (key.isdecimal() and int(key) < len(row["sentences"])):
            yield f'annotations: there is no sentence "{key}"; number the sentences from 0'


def _spans(value: Any) -> Iterator[Span]:
    """All places in a field of a row."""
    if isinstance(value, tuple):
        yield value[:2]
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _spans(part)


def read_trees(source: str) -> Iterator[Row]:
    """Read the sentences of CoNLL-U: `text` and the places of its `words`; the tree is the label.

    Heads count from 1, 0 is the root. Rows of a range ("3-4") or with a decimal ("8.1") are no words.
    Raises UserError ("sentence N: …") where a sentence has no `# text`, where a word does not stand in it, and
    where a number, a head, a relation or a tag is wrong.
    """
    sentences = conllu.parse_incr(io.StringIO(source))
    number = 0
    while True:
        number += 1
        try:
            sentence = next(sentences, None)
            if sentence is None:
                return
            yield _tree(f"sentence {number}", sentence)
        except (ParseException, ValueError) as error:
            raise UserError(f"sentence {number}: {error}") from None


def _tree(where: str, sentence: conllu.TokenList) -> Row:
    if "text" not in sentence.metadata:
        raise UserError('has no text; put "# text = …" above it')
    words = [token for token in sentence if isinstance(token["id"], int)]
    if [word["id"] for word in words] != list(range(1, len(words) + 1)):
        raise UserError("its words are not numbered in order; number them from 1")
    given = {"text": sentence.metadata["text"], "words": tuple(_place(sentence.metadata["text"], words))}
    if all(word.get("head") is None for word in words):
        return Row(where, given, {})
    for word in words:
        head = word.get("head")
        if head is None or not 0 <= head <= len(words) or head == word["id"]:
            raise UserError(f"head {head} of word {word['id']} is no other word; give 0 to {len(words)}")
        if word["xpos"] is None or word["deprel"] == "_":
            raise UserError(f"word {word['id']} has no tag or no relation; give each word both")
    tree = zip(*((word["head"], word["deprel"], word["xpos"]) for word in words), strict=True)
    return Row(where, given, dict(zip(("heads", "relations", "tags"), tree, strict=True)))


def _place(text: str, words: list[conllu.Token]) -> Iterator[Span]:
    """Find each word in the text, behind the one before it with nothing but space between."""
    at = 0
    for word in words:
        start = text.find(word["form"], at)
        if start < 0 or not word["form"] or text[at:start].strip():
            raise UserError(f'"{word["form"]}" is not the next word of the text; put it right in either')
        at = start + len(word["form"])
        yield start, at
