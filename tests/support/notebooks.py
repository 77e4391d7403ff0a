"""Small notebooks and articles, made for the tests of running, rendering and measuring."""

import json
from pathlib import Path

PARAMETERS = 'article: str = ""  # path or address\ntop: int = 10  # how many rows'


def notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """A notebook with a parameters cell and these cells; one that starts with `#` and a space is prose."""
    made = [{"cell_type": "markdown", "metadata": {}, "source": "# Trial\n\nAn essay in small."}]
    made.append(code(parameters, tags=["parameters"]))
    for cell in cells:
        prose = cell.lstrip("#").startswith(" ") and cell.startswith("#")
        made.append({"cell_type": "markdown", "metadata": {}, "source": cell} if prose else code(cell))
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def code(
    source: str, *, tags: list[str] | None = None, outputs: list[object] | None = None
) -> dict[str, object]:
    """A cell of code."""
    return {
        "cell_type": "code",
        "metadata": {"tags": tags} if tags else {},
        "source": source,
        "outputs": outputs or [],
        "execution_count": None,
    }
