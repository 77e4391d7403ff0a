"""An executed notebook without what differs between equal runs: times, addresses, random names, paths."""

import re
from typing import Any

from readout.evidence.csv_export import named
from readout.evidence.publish import RESULTS, TABLES

_UNSTABLE = re.compile(r" at 0x[0-9a-fA-F]{6,}")
_FOLDERS = re.compile(r"(?<![\w./:])/(?:[^/\s:'\"]+/)+")


def results(notebook: Any) -> dict[str, Any] | None:
    """What the notebook published, taken out of its outputs; None where it published nothing."""
    return next(reversed(_taken(notebook, RESULTS)), None)


def tables(notebook: Any) -> dict[str, str]:
    """The tables that the notebook published, by name, as CSV, taken out of its outputs.

    Of two of one name the later counts. Raises ValueError for a name that makes no file name.
    """
    return {
        named(name): text for found in _taken(notebook, TABLES) for name, text in sorted(dict(found).items())
    }


def _taken(notebook: Any, kind: str) -> list[Any]:
    """What the outputs hold under a private type; an output that holds no more than a line beside it goes too."""
    found = []
    for cell in notebook.cells:
        for output in [output for output in cell.get("outputs", []) if kind in output.get("data", {})]:
            found.append(output.data.pop(kind))
            if set(output.data) <= {"text/plain"}:
                cell.outputs.remove(output)
    return found


def tidy(notebook: Any, *, failed: bool) -> str:
    """Strips the notebook in place and returns what its cells wrote to standard error.

    That text names files of this machine, so a notebook that is done does not keep it; one that failed
    keeps it, without the folders, for whoever has to mend it.
    """
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
    errors = [output.text for cell in cells for output in cell.outputs if _is_stderr(output)]
    for cell in cells:
        cell.outputs = _merged(
            [_plain(output) for output in cell.outputs if failed or not _is_stderr(output)]
        )
    return "".join(errors).encode("utf-8", "replace").decode()  # a lone surrogate cannot be written


def pathless(text: str) -> str:
    """The text with the folders of absolute paths taken away: `/home/me/x.py` becomes `x.py`."""
    return _FOLDERS.sub("", text)


def _is_stderr(output: Any) -> bool:
    return bool(output.output_type == "stream" and output.name == "stderr")


def _plain(output: Any) -> Any:
    """The output without the addresses of objects, the state of widgets and the folders of this machine."""
    if output.output_type == "stream":
        output.text = _UNSTABLE.sub("", output.text)
        if output.name == "stderr":
            output.text = pathless(output.text)
    elif output.output_type == "error":
        output.evalue = pathless(output.evalue)
        output.traceback = [pathless(line) for line in output.traceback]
    else:
        output.data.pop("application/vnd.jupyter.widget-view+json", None)
        if "text/plain" in output.data:
            output.data["text/plain"] = _UNSTABLE.sub("", output.data["text/plain"])
    return output


def _merged(outputs: list[Any]) -> list[Any]:
    """The outputs with neighbouring texts of one stream joined: how a kernel cuts them is chance."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined
