"""The parameters of a notebook, read from its `parameters` cell, the only place where they are written."""

import ast
import io
import json
import re
import reprlib
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, Strict, TypeAdapter, ValidationError

from readout.errors import UserError
from readout.wording import did_you_mean


def _require_utf8(text: str) -> str:
    text.encode()  # bytes of a command line that are not UTF-8 arrive as surrogates
    return text


def _refuse_no_number(value: object) -> object:
    """A truth value, and text with an underscore, of which pydantic makes a number ("0_." would be 0)."""
    if isinstance(value, bool) or (isinstance(value, str) and "_" in value):
        raise ValueError("is no number")
    return value


_Text = Annotated[str, Strict(), AfterValidator(_require_utf8)]
_Whole = Annotated[int, BeforeValidator(_refuse_no_number)]
_Number = Annotated[float, BeforeValidator(_refuse_no_number), Field(allow_inf_nan=False)]
_Items = list[
    _Text
    | Annotated[bool, Strict()]
    | Annotated[int, Strict()]
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
]
# By type: what pydantic makes of a value, what a value should have been, and what to give.
_TYPES: dict[str, tuple[Any, str, str]] = {
    "str": (_Text, "text", "text"),
    "int": (_Whole, "a whole number", "a number such as 10"),
    "float": (_Number, "a finite number", "a number such as 0.5"),
    "bool": (bool, "a truth value", "true or false"),
    "list": (_Items, "a list", 'a list such as "one, two" or ["one", "two"]'),
}


@dataclass(frozen=True)
class Parameter:
    """One line of the cell, `top: int = 10  # how many rows`; the type is str, int, float, bool or list.

    A help that ends in `one of: left, right` gives the only values that a text may have, one that ends in
    `at least 1` the least whole number.
    """

    name: str
    type: str
    default: object
    help: str

    @property
    def is_file(self) -> bool:
        """Whether it is the path of a file, by its help."""
        return self.type == "str" and bool(re.search(r"\b(file|path)\b", self.help))

    @property
    def choices(self) -> tuple[str, ...]:
        """The only values it may have; none where any value of its type will do."""
        match = re.search(r"\bone of: ([\w-]+(?:, [\w-]+)*)$", self.help) if self.type == "str" else None
        return tuple(match[1].split(", ")) if match else ()

    @property
    def minimum(self) -> int | None:
        """The least whole number that it may be."""
        match = re.search(r"\bat least (\d+)$", self.help) if self.type == "int" else None
        return int(match[1]) if match else None

    def coerce(self, value: object, *, strict: bool = False) -> object:
        """Return the value in the declared type, as a JSON type; `strict`: text stays text.

        Raises UserError with the name, what is wrong and the valid values.
        """
        annotation, wanted, example = _TYPES[self.type]
        if self.minimum is not None:
            annotation = Annotated[annotation, Field(ge=self.minimum)]
            wanted = f"{wanted} of at least {self.minimum}"
        try:
            given = value if strict else self._from_text(value)
            coerced: object = TypeAdapter(annotation).validate_python(given, strict=strict or None)
        except (ValidationError, json.JSONDecodeError):
            raise UserError(f"{self.name}: {_quoted(value)} is not {wanted}; give {example}") from None
        if self.choices and coerced not in self.choices:
            options = ", ".join(self.choices)
            raise UserError(f"{self.name}: {_quoted(value)} is not known; choose one of: {options}")
        return coerced

    def _from_text(self, value: object) -> object:
        """Text of a command line as pydantic takes it: `a, b` and `["a", "b"]` are lists."""
        if not isinstance(value, str) or self.type == "str":
            return value
        if self.type != "list":
            return value.strip()
        if value.lstrip().startswith("["):
            return json.loads(value)
        return [item.strip() for item in value.split(",") if item.strip()]


def _quoted(value: object) -> str:
    return f'"{value[:60]}"' if isinstance(value, str) else reprlib.repr(value)


def read_parameters(notebook: Path) -> tuple[Parameter, ...]:
    """Return what the notebook can be asked, in the order of its cell.

    Raises UserError where the file is no notebook, has no such cell, or where a line of the cell is anything
    but `name: type = literal`: a value derived there would stay as it was when a parameter changes.
    """
    source = _cell(notebook)
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise _misplaced(notebook, error.lineno) from None
    comments = _comments(source)
    return tuple(_parameter(notebook, node, comments.get(node.end_lineno or 0, "")) for node in statements)


def takes_many(notebook: Path) -> bool:
    """Return whether the notebook takes all articles of a call at once: it has `articles` in the place of `article`."""
    names = {parameter.name for parameter in read_parameters(notebook)}
    return "articles" in names and "article" not in names


def coerce_values(notebook: Path, given: Mapping[str, object]) -> dict[str, object]:
    """Return the given values with the types that the notebook declares, in the order of its cell.

    Text, as a command line gives it, becomes what is declared: `"5"` an int, `"yes"` a bool, `"a, b"` and
    `'["a", "b"]'` a list. Raises UserError for a name that the notebook does not have and for
    a value of another type.
    """
    declared = {parameter.name: parameter for parameter in read_parameters(notebook)}
    for name in given:
        if name not in declared:
            hint, names = did_you_mean(name, declared), ", ".join(declared) or "none"
            raise UserError(f'{notebook.name}: no parameter "{name}"{hint}; its parameters are: {names}')
    return {name: declared[name].coerce(given[name]) for name in declared if name in given}


def _cell(notebook: Path) -> str:
    """The source of the first cell tagged `parameters`."""
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        language = content["metadata"].get("kernelspec", {}).get("language", "python")
        cells = [cell for cell in content["cells"] if "parameters" in cell["metadata"].get("tags", [])]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    except OSError as error:
        raise UserError(f"{notebook}: cannot be read ({error.strerror}); give the path of a notebook") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(f"{notebook.name}: not a notebook of format 4; open and save it in JupyterLab") from None
    if language.lower() != "python":
        raise UserError(f"{notebook.name}: its language is {language}; Readout runs notebooks in Python")
    if not sources:
        raise UserError(f'{notebook.name}: no cell has the tag "parameters"; tag the cell that holds them')
    return sources[0] if isinstance(sources[0], str) else "".join(sources[0])


def _comments(source: str) -> dict[int, str]:
    """The comment that ends each line, without its #."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


def _parameter(notebook: Path, node: ast.stmt, comment: str) -> Parameter:
    """One statement of the cell; without an annotation the literal gives the type."""
    match node:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
            declared = ast.unparse(annotation).partition("[")[0]  # list[str] is a list
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            declared = ""
        case _:
            raise _misplaced(notebook, node.lineno)
    try:
        default = ast.literal_eval(value)
    except ValueError:
        raise _misplaced(notebook, node.lineno) from None
    parameter = Parameter(name, declared or type(default).__name__, default, comment)
    if parameter.type not in _TYPES:
        types = ", ".join(_TYPES)
        raise UserError(f'{notebook.name}: "{name}" has the type {parameter.type}; use one of {types}')
    return Parameter(name, parameter.type, parameter.coerce(default, strict=True), comment)


def _misplaced(notebook: Path, line: int | None) -> UserError:
    return UserError(
        f'{notebook.name}: line {line} of its parameters cell is not of the form "name: type = literal"; '
        "move other code to the next cell"
    )
