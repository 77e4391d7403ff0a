"""A labelled file: its rows checked by one model a task, and parted into what a predictor may read and what not."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args

import conllu
from conllu.exceptions import ParseException
from pydantic import BaseModel, Field, NonNegativeInt, ValidationError, model_validator
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


class TaskRow(BaseModel):
    """A row as it stands in the file. Fields that may be None are its labels; spans must stand in its text."""

    spans: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def check_spans(self) -> "TaskRow":
        size = len(getattr(self, "text", ""))
        for name in self.spans:
            for start, end, *_ in self.places(name):
                if not start < end <= size:
                    place = f"[{start}, {end}] is no place in the text"
                    raise ValueError(f"{name}: {place}; give 0 <= start < end <= {size}")
        return self

    def places(self, name: str) -> list[tuple[Any, ...]]:
        """The spans in a field of `spans`."""
        return [getattr(self, name)]


class TargetSentiment(TaskRow):
    spans = ("target",)
    text: str
    target: Place
    label: Literal[TONES] | None = None


class DirectedStance(TaskRow):
    spans = ("a", "b")
    text: str
    a: Place
    b: Place
    label: Literal[STANCES] | None = None


class Mentions(TaskRow):
    spans = ("entities",)
    text: str
    scheme: Literal["names", "nominal"]
    entities: list[Entity] | None = None

    def places(self, name: str) -> list[tuple[Any, ...]]:
        return getattr(self, name) or []


class Acts(TaskRow):
    spans = ("source", "target")
    text: str
    source: Place
    target: Place
    act: Literal[tuple(row["act"] for row in table("acts"))] | None = None
    quad: Literal[tuple(dict.fromkeys(row["quad"] for row in table("acts")))] | None = None


class Keyphrases(TaskRow):
    id: str
    text: str
    keys: list[str] | None = None


class Report(TypedDict):
    """One attribution of an article."""

    source: list[Place]
    cue: list[Place]
    content: list[Place]


class Attribution(TaskRow):
    spans = ("attributions",)
    id: str
    text: str
    attributions: list[Report] | None = None

    def places(self, name: str) -> list[tuple[Any, ...]]:
        return [span for report in getattr(self, name) or [] for role in ROLES for span in report[role]]


class Triplet(TypedDict):
    """Who is for or against whom in a sentence."""

    subject: str
    sentiment: Literal["POS", "NEG"]
    object: str


class Annotations(BaseModel):
    """The triplets of an article by the number of their sentence."""

    stances: dict[str, list[Triplet]] = Field(alias=SENTENCE_STANCES)


class Triplets(TaskRow):
    id: str
    sentences: list[str]
    annotations: Annotations | None = None

    @model_validator(mode="after")
    def check_sentences(self) -> "Triplets":
        for key in self.annotations.stances if self.annotations else ():
            if not (key.isdecimal() and int(key) < len(self.sentences)):
                raise ValueError(f'annotations: there is no sentence "{key}"; number the sentences from 0')
        return self


MODELS: dict[str, type[TaskRow]] = {
    "target-sentiment": TargetSentiment,
    "directed-stance": DirectedStance,
    "mentions": Mentions,
    "acts": Acts,
    "keyphrases": Keyphrases,
    "attribution": Attribution,
    "triplets": Triplets,
}
TASKS = (*MODELS, "syntax")


def labels(task: str) -> tuple[str, ...]:
    """The fields of a task's rows that are labels."""
    fields = MODELS[task].model_fields.items()
    return tuple(name for name, field in fields if type(None) in get_args(field.annotation))


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
    wanted = labels(task)
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip():
            try:
                row = MODELS[task].model_validate_json(line, strict=True).model_dump(by_alias=True)
            except ValidationError as error:
                raise UserError(f"line {number}: {_problem(error)}") from None
            gold = {name: row.pop(name) for name in wanted}
            lacking = [name for name in wanted if gold[name] is None]
            if lacking and len(lacking) < len(wanted):
                raise UserError(f'line {number}: has no "{lacking[0]}"; give each row: {", ".join(wanted)}')
            yield Row(f"line {number}", row, {} if lacking else gold)


def _problem(error: ValidationError) -> str:
    """Say the first problem of a row in one line: the field, and what it should be."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else first["msg"].removeprefix("Value error, ")


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
