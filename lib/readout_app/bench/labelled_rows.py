"""A labelled file: its rows checked, and parted into what a predictor may read and what it must not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readout.errors import UserError
from readout.resources import table
from readout_app.bench import conllu

Check = Callable[[Any, dict[str, Any]], str]  # a field, its row: what is wrong and what to do, "" if nothing


@dataclass(frozen=True)
class Row:
    """One row: `given` is all that a predictor sees; `gold` is the label, empty where the file has none."""

    line: int
    given: dict[str, Any]
    gold: dict[str, Any]


def labelled(task: str, path: Path) -> list[Row]:
    """The rows of a file of one of the `TASKS`, in order; either all of them have their labels or none has.

    Raises ValueError of one line that names the file and the line, says what is wrong with it, and what to do.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{path}: cannot be read ({reason}); check the path") from None
    try:
        rows = list(_trees(source) if task == "syntax" else _lines(source, *FIELDS[task]))
        bare = next((row for row in rows if not row.gold), None)
        if bare and any(row.gold for row in rows):
            raise UserError(f"line {bare.line}: has no label, but others have; give each row its label")
    except ValueError as error:
        raise UserError(f"{path}: {error}") from None
    if not rows:
        form = "CoNLL-U" if task == "syntax" else "JSON Lines, one row a line"
        raise UserError(f"{path}: has no rows; give {form}")
    return rows


def _trees(source: str) -> Iterator[Row]:
    for one in conllu.parse(source):
        tree = {"heads": one.heads, "relations": one.relations, "tags": one.tags} if one.heads else {}
        yield Row(one.line, {"text": one.text, "words": one.words}, tree)


def _lines(source: str, given: dict[str, Check], labels: dict[str, Check]) -> Iterator[Row]:
    for number, line in enumerate(source.split("\n"), 1):
        if line.strip():
            try:
                found = _object(line)
                told = any(name in found for name in labels)
                yield Row(number, _fields(found, given), _fields(found, labels) if told else {})
            except ValueError as error:
                raise UserError(f"line {number}: {error}") from None


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UserError("is no JSON object; give JSON Lines, one object a line")
    return found


def _fields(row: dict[str, Any], checks: dict[str, Check]) -> dict[str, Any]:
    for name, check in checks.items():
        if name not in row:
            raise UserError(f'has no "{name}"; give each row: {", ".join(checks)}')
        if problem := check(row[name], row):
            raise UserError(f'"{name}" {problem}')
    return {name: row[name] for name in checks}


def _text(value: Any, _: dict[str, Any]) -> str:
    return "" if isinstance(value, str) else "is no text; give it in quotation marks"


def _texts(value: Any, _: dict[str, Any]) -> str:
    good = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return "" if good else "is no list of texts; give [text, …]"


def _span(value: Any, row: dict[str, Any]) -> str:
    good = isinstance(value, list) and len(value) == 2 and all(type(place) is int for place in value)
    if not good:
        return "is no place in the text; give [start, end]"
    size = len(row["text"])
    if not 0 <= value[0] < value[1] <= size:
        return (
            f"is {value}, which is no place in a text of {size} characters; give 0 <= start < end <= {size}"
        )
    return ""


def _entities(value: Any, row: dict[str, Any]) -> str:
    good = isinstance(value, list) and all(
        isinstance(one, list) and len(one) == 3 and isinstance(one[2], str) for one in value
    )
    return _first(_span(one[:2], row) for one in value) if good else "is wrong; give [[start, end, type], …]"


def _attributions(value: Any, row: dict[str, Any]) -> str:
    good = isinstance(value, list) and all(
        isinstance(one, dict) and all(isinstance(one.get(role), list) for role in ROLES) for one in value
    )
    if not good:
        return "is wrong; give a list of objects, each with lists of [start, end]: source, cue, content"
    return _first(_span(span, row) for one in value for role in ROLES for span in one[role])


def _stances(value: Any, row: dict[str, Any]) -> str:
    told = value.get(STANCES) if isinstance(value, dict) else None
    if not isinstance(told, dict):
        return f'has no "{STANCES}"; give a list of triplets for each sentence that has any'
    for key, triplets in told.items():
        if not (key.isascii() and key.isdecimal() and len(key) < 9 and int(key) < len(row["sentences"])):
            return f'names a sentence "{key}" that is not there; number the sentences from 0'
        if not (isinstance(triplets, list) and all(map(_is_triplet, triplets))):
            return (
                f"of sentence {key} is wrong; give a list of objects: subject, sentiment (POS or NEG), object"
            )
    return ""


def _is_triplet(value: Any) -> bool:
    named = isinstance(value, dict) and all(isinstance(value.get(k), str) for k in ("subject", "object"))
    return named and value.get("sentiment") in ("POS", "NEG")


def _first(problems: Iterator[str]) -> str:
    return next((problem for problem in problems if problem), "")


def _one_of(*names: str) -> Check:
    def check(value: Any, _: dict[str, Any]) -> str:
        said = json.dumps(value, ensure_ascii=False)[:60]
        good = isinstance(value, str) and value in names
        return "" if good else f"is {said}; give one of: {', '.join(names)}"

    return check


KINDS = {  # what counts as a mention, by scheme
    "names": ("person", "organisation", "place"),
    "nominal": ("person", "organisation", "place", "nationality"),
}
ROLES = ("source", "cue", "content")
STANCES = "sentence-level stances"
FIELDS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {  # what is given, and the label
    "target-sentiment": (
        {"text": _text, "target": _span},
        {"label": _one_of("negative", "neutral", "positive")},
    ),
    "directed-stance": (
        {"text": _text, "a": _span, "b": _span},
        {"label": _one_of("none", "a_supports_b", "b_supports_a", "a_opposes_b", "b_opposes_a")},
    ),
    "mentions": ({"text": _text, "scheme": _one_of(*KINDS)}, {"entities": _entities}),
    "acts": (
        {"text": _text, "source": _span, "target": _span},
        {
            "act": _one_of(*(row["act"] for row in table("acts"))),
            "quad": _one_of(*dict.fromkeys(row["quad"] for row in table("acts"))),
        },
    ),
    "keyphrases": ({"id": _text, "text": _text}, {"keys": _texts}),
    "attribution": ({"id": _text, "text": _text}, {"attributions": _attributions}),
    "triplets": ({"id": _text, "sentences": _texts}, {"annotations": _stances}),
}
TASKS = (*FIELDS, "syntax")
