"""An executed notebook without what differs between equal runs: times, addresses, random names, paths."""

import csv
import json
import re
from typing import Any

from readout.articles.article import Article
from readout.errors import UserError
from readout.evidence.export import FORM, RESULTS, TABLES, check_table_name, label_rows
from readout_app.runs.collection import Collection

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,}")
_FOLDERS = re.compile(r"(?<![\w./:])/(?:[^/\s:'\"]+/)+")


def take_results(notebook: Any) -> dict[str, Any] | None:
    """Take what the notebook published out of its outputs; None where it published nothing.

    Raises UserError where that is no JSON object.
    """
    results = next(reversed(_take(notebook, RESULTS)), None)
    try:
        json.dumps(results, allow_nan=False)
    except ValueError:
        raise UserError("the results hold a number that JSON has not; publish what analyze() returned") from None
    if results is not None and not isinstance(results, dict):
        raise UserError("the results are no JSON object; publish what analyze() returned")
    return results


def take_tables(notebook: Any, article: Article | Collection) -> dict[str, str]:
    """Take the tables that the notebook published, CSV by name, out of its outputs, each row labelled with its article.

    Of two of one name the later counts. Raises UserError for a name that makes no file name, and for what is no CSV.
    """
    tables = {}
    one = None if isinstance(article, Collection) else article  # the rows of many say it themselves
    for published in _take(notebook, TABLES):
        if not isinstance(published, dict):
            raise UserError("the tables bear no names; publish(tables={name: frame})")
        for name, text in sorted(published.items()):
            try:
                tables[check_table_name(name)] = label_rows(str(text), one)
            except (csv.Error, StopIteration, UnicodeError):
                raise UserError(f'the table "{name}" is no CSV; publish(tables={{name: frame}})') from None
            if not isinstance(text, str):
                raise UserError(f'the table "{name}" is no text; publish(tables={{name: frame}})')
    return tables


def _take(notebook: Any, kind: str) -> list[Any]:
    """What the outputs hold under a private type; an output that holds no more than a line beside it goes too."""
    taken = []
    for cell in notebook.cells:
        for output in [output for output in cell.get("outputs", []) if kind in output.get("data", {})]:
            taken.append(output.data.pop(kind))
            if set(output.data) <= {"text/plain"}:
                cell.outputs.remove(output)
    return taken


def strip_notebook(notebook: Any, *, failed: bool) -> str:
    """Strip the notebook in place and return what its cells wrote to standard error.

    That text names files of this machine, so a notebook that is done does not keep it; one that failed
    keeps it, without the folders, for whoever has to mend it.
    """
    from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor  # it takes its time

    for name in ("papermill", "widgets"):
        notebook.metadata.pop(name, None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    errors = "".join(output.text for cell in cells for output in cell.outputs if _is_stderr(output))
    for cell in cells:
        kept = [output for output in cell.outputs if FORM not in output.get("data", {})]
        cell.outputs = [_strip_output(output) for output in kept if failed or not _is_stderr(output)]
    CoalesceStreamsPreprocessor().preprocess(notebook, {})  # where a kernel cuts a text is chance
    return errors.encode("utf-8", "replace").decode()  # a lone surrogate cannot be written


def without_folders(text: str) -> str:
    """Take the folders of absolute paths out of a text: `/home/me/x.py` becomes `x.py`."""
    return _FOLDERS.sub("", text)


def _is_stderr(output: Any) -> bool:
    return bool(output.output_type == "stream" and output.name == "stderr")


def _strip_output(output: Any) -> Any:
    """The output without the addresses of objects, the state of widgets and the folders of this machine."""
    if output.output_type == "stream":
        output.text = _ADDRESS.sub("", output.text)
        if output.name == "stderr":
            output.text = without_folders(output.text)
    elif output.output_type == "error":
        output.evalue = without_folders(output.evalue)
        output.traceback = [without_folders(line) for line in output.traceback]
    else:
        output.data.pop("application/vnd.jupyter.widget-view+json", None)
        if "text/plain" in output.data:
            output.data["text/plain"] = _ADDRESS.sub("", output.data["text/plain"])
    return output
