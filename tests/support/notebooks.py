"""Small notebooks and articles, made for the tests of running, rendering and measuring."""

import json
from pathlib import Path
from typing import Any

from nbformat import from_dict

PARAMETERS = 'article: str = ""  # path or address\ntop: int = 10  # how many rows'


def notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """A notebook with a parameters cell and these cells; one that starts with `#` and a space is prose."""
    made = [prose("# Trial\n\nAn essay in small."), code(parameters, tags=["parameters"])]
    for cell in cells:
        is_prose = cell.lstrip("#").startswith(" ") and cell.startswith("#")
        made.append(prose(cell) if is_prose else code(cell))
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def code(source: str = "", *outputs: object, tags: list[str] | None = None, **more: Any) -> dict[str, Any]:
    """A cell of code."""
    metadata = {"tags": tags} if tags else {}
    cell = {"cell_type": "code", "metadata": metadata, "source": source, "outputs": list(outputs)}
    return cell | {"execution_count": None} | more


def prose(source: str = "", **more: Any) -> dict[str, Any]:
    """A cell of prose."""
    return {"cell_type": "markdown", "metadata": {}, "source": source} | more


def loaded(*cells: dict[str, Any], **metadata: Any) -> Any:
    """A notebook of these cells as nbformat has it; a cell without an id has its number for one."""
    numbered = [{"id": f"c{number}"} | cell for number, cell in enumerate(cells)]
    return from_dict({"cells": numbered, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def shown(data: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """An output of data by their media type."""
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def wrote(text: str, name: str = "stdout") -> dict[str, Any]:
    """An output of what a cell wrote."""
    return {"output_type": "stream", "name": name, "text": text}
