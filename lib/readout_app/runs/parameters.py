"""The parameters of a notebook, read from its `parameters` cell, the only place where they are written."""

import ast
import difflib
import io
import json
import math
import re
import reprlib
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from readout.errors import UserError

_EXPECTED = {
    "str": "text",
    "int": "a whole number, such as 10",
    "float": "a finite number, such as 0.5",
    "bool": "true or false",
    "list": 'a list, such as "one, two" or ["one", "two"]',
}


@dataclass(frozen=True)
class Parameter:
    """One line of the cell, `top: int = 10  # how many rows`; the type is str, int, float, bool or list.

    A help that ends in `one of: left, right` says the only values that a text may have, one that ends in
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
        found = re.search(r"\bone of: ([\w-]+(?:, [\w-]+)*)$", self.help) if self.type == "str" else None
        return tuple(found[1].split(", ")) if found else ()

    @property
    def least(self) -> float:
        """The least whole number that it may be."""
        found = re.search(r"\bat least (\d+)$", self.help) if self.type == "int" else None
        return int(found[1]) if found else -math.inf


def parameters(notebook: Path) -> tuple[Parameter, ...]:
    """What the notebook can be asked, in the order of its cell.

    Raises ValueError where the file is no notebook, has no such cell, or where a line of the cell is anything
    but `name: type = literal`: a value derived there would stay as it was when a parameter changes.
    """
    source = _cell(notebook)
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise _wrong(notebook, error.lineno) from None
    comments = _comments(source)
    return tuple(_parameter(notebook, node, comments.get(node.end_lineno or 0, "")) for node in statements)


def coerce(notebook: Path, given: Mapping[str, object]) -> dict[str, object]:
    """The given values with the types that the notebook declares, in the order of its cell.

    Text, as a command line gives it, becomes what is declared: `"5"` an int, `"yes"` a bool, `"a, b"` and
    `'["a", "b"]'` a list. Raises ValueError for a name that the notebook does not have and for
    a value of another type.
    """
    declared = {parameter.name: parameter for parameter in parameters(notebook)}
    for name in given:
        if name not in declared:
            near = difflib.get_close_matches(name, declared, n=1)
            hint = f' (did you mean "{near[0]}"?)' if near else ""
            names = ", ".join(declared) or "none"
            raise UserError(f'{notebook.name}: no parameter "{name}"{hint}; its parameters are: {names}')
    return {name: _value(declared[name], given[name]) for name in declared if name in given}


def _cell(notebook: Path) -> str:
    """The source of the first cell tagged `parameters`."""
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        language = content["metadata"].get("kernelspec", {}).get("language", "python")
        cells = [cell for cell in content["cells"] if "parameters" in cell["metadata"].get("tags", [])]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    except OSError as error:
        raise UserError(
            f"{notebook}: cannot be read ({error.strerror}); give the path of a notebook"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(
            f"{notebook.name}: not a notebook of format 4; open and save it in JupyterLab"
        ) from None
    if language.lower() != "python":
        raise UserError(f"{notebook.name}: its language is {language}; Readout runs notebooks in Python")
    if not sources:
        raise UserError(f'{notebook.name}: no cell has the tag "parameters"; tag the cell that holds them')
    return sources[0] if isinstance(sources[0], str) else "".join(sources[0])


def _comments(source: str) -> dict[int, str]:
    """The comment that ends each line, without its sign."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


def _parameter(notebook: Path, node: ast.stmt, comment: str) -> Parameter:
    """One statement of the cell; without an annotation the literal gives the type."""
    match node:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
            declared = ast.unparse(annotation).partition("[")[0]
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            declared = ""
        case _:
            raise _wrong(notebook, node.lineno)
    try:
        default = ast.literal_eval(value)
    except ValueError:
        raise _wrong(notebook, node.lineno) from None
    parameter = Parameter(name, declared or type(default).__name__, default, comment)
    if parameter.type not in _EXPECTED:
        raise UserError(
            f'{notebook.name}: "{name}" has the type {parameter.type}; use one of {", ".join(_EXPECTED)}'
        )
    if isinstance(default, str) and parameter.type != "str":
        raise _refused(parameter, default)
    return Parameter(name, parameter.type, _value(parameter, default), comment)


def _wrong(notebook: Path, line: int | None) -> ValueError:
    return ValueError(
        f'{notebook.name}: line {line} of its parameters cell is not of the form "name: type = literal"; '
        "move other code to the next cell"
    )


def _value(parameter: Parameter, value: object) -> object:
    """The value in the declared type; only JSON types come out."""
    text = value.strip() if isinstance(value, str) else None
    match parameter.type:
        case "str" if isinstance(value, str) and _writable(value):
            if not parameter.choices or value in parameter.choices:
                return value
        case "int" if (whole := _whole(value)) is not None and whole >= parameter.least:
            return whole
        case "float" if (number := _number(value)) is not None:
            return number
        case "bool" if isinstance(value, bool):
            return value
        case "bool" if text is not None and text.lower() in ("true", "yes", "false", "no"):
            return text.lower() in ("true", "yes")
        case "list" if (items := _items(value)) is not None:
            return items
    raise _refused(parameter, value)


def _refused(parameter: Parameter, value: object) -> ValueError:
    shown = f'"{value[:60]}"' if isinstance(value, str) else reprlib.repr(value)
    wanted = _EXPECTED[parameter.type]
    if parameter.choices:
        wanted = f"one of: {', '.join(parameter.choices)}"
    if parameter.least > -math.inf:
        wanted = f"a whole number of at least {parameter.least}"
    return ValueError(f"{parameter.name} ({parameter.type}): {shown} is not {wanted}")


def _writable(text: str) -> bool:
    """Whether the text can be written as UTF-8; bytes of a command line that are not arrive as surrogates."""
    return not re.search("[\ud800-\udfff]", text)


def _whole(value: object) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and not re.fullmatch(
        r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*", value
    ):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _items(value: object) -> list[object] | None:
    """A list of texts, numbers and truth values, or None where the value is no such list."""
    if isinstance(value, str):
        if not value.lstrip().startswith("["):
            value = [item.strip() for item in value.split(",") if item.strip()]
        else:
            try:
                value = json.loads(value)
            except ValueError:
                return None
    if not isinstance(value, list):
        return None
    fine = (_writable(item) if isinstance(item, str) else _number(item) is not None for item in value)
    return (
        value if all(isinstance(item, bool) or good for item, good in zip(value, fine, strict=True)) else None
    )
