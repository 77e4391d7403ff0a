"""Notebooks executed in this process, without a kernel: for tests of what is on a page, not of how it is run."""

import ast
import contextlib
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat

import readout
from readout.articles.article import Article
from readout_app.runs import run
from readout_app.runs.execution import load_notebook
from readout_app.runs.failures import CellFailed
from readout_app.runs.kernel import Limits


@contextlib.contextmanager
def without_kernel() -> Iterator[None]:
    """Notebooks are run in this process, and each article is analysed once for each way in which it is asked."""
    analyses: dict[str, Any] = {}
    analyze = readout.analyze

    def analyze_once(article: Article, **asked: Any) -> Any:
        key = f"{article.title} {article.sha256} {sorted(asked.items())}"
        return analyses.get(key) or analyses.setdefault(key, analyze(article, **asked))

    with patch.object(run, "execute", execute_inline), patch.object(readout, "analyze", analyze_once):
        yield


def execute_inline(
    source: bytes, values: Mapping[str, object], cwd: Path, *, limits: Limits
) -> tuple[Any, CellFailed | None]:
    """Stand in for `runs.run.execute`: the cells in their order to the first error, what they show as their outputs."""
    del limits
    notebook = load_notebook(source)
    at = next(n for n, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
    injected = nbformat.v4.new_code_cell(
        id="injected-parameters", source="\n".join(f"{name} = {value!r}" for name, value in values.items())
    )
    injected.metadata["tags"] = ["injected-parameters"]
    notebook.cells.insert(at + 1, injected)
    space: dict[str, Any] = {}
    here = Path.cwd()
    for number, cell in enumerate(notebook.cells):
        os.chdir(cwd)
        try:
            if cell.cell_type == "code":
                _run(cell.source, space, cell.outputs)
        except Exception as error:
            return notebook, CellFailed(f"{type(error).__name__}: {error}", number)
        finally:
            os.chdir(here)
    return notebook, None


def _run(source: str, space: dict[str, Any], outputs: list[Any]) -> None:
    """Add the outputs of a cell: what it displays, what it prints, and the value it ends in."""

    def display(value: Any, *, raw: bool = False) -> None:
        data = value if raw else value._repr_mimebundle_()
        outputs.append(nbformat.v4.new_output("display_data", data=data))

    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    space["display"] = display
    try:
        with patch("IPython.display.display", display), contextlib.redirect_stdout(printed):
            exec(compile(ast.Module(body, []), "cell", "exec"), space)
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), space) if last else None
    finally:
        if printed.getvalue():
            outputs.insert(0, nbformat.v4.new_output("stream", text=printed.getvalue()))
    if value is not None:
        data = {"text/plain": repr(value)}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = value._repr_html_()
        outputs.append(nbformat.v4.new_output("execute_result", data=data))
