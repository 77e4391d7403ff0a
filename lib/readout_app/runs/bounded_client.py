"""papermill's client with a bound on what each cell shows: a notebook that shows without end fills no memory."""

import json
from collections import Counter
from typing import Any

from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.utils import merge_kwargs, remove_args

ENGINE = "readout"
MOST_SHOWN = 32_000_000  # characters of one cell: the findings in an article of 50,000 words are less
MOST_OUTPUTS = 1_000  # of one cell
_LONGEST_MESSAGE, _LONGEST_TRACE = 10_000, 100_000  # characters of an error
_LEFT_OUT = "\n… what this cell shows further is left out"
_SHOWN = ("stream", "display_data", "execute_result", "update_display_data")


class BoundedClient(PapermillNotebookClient):  # type: ignore[misc]  # papermill has no types
    """Takes the messages of the kernel, as many as there is room for."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._shown, self._number = Counter[int](), Counter[int]()

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take one message; of what is shown, none beyond the bound, and of an error a part."""
        content = msg["content"]
        if msg["msg_type"] in _SHOWN and not self._has_room(content, cell, cell_index):
            return None
        if msg["msg_type"] == "error":
            content["evalue"] = _as_text(content["evalue"], _LONGEST_MESSAGE)
            room = _LONGEST_TRACE // max(len(content["traceback"]), 1)
            content["traceback"] = [_as_text(line, max(room, 200)) for line in content["traceback"][-500:]]
        return super().process_message(msg, cell, cell_index)

    def _has_room(self, content: dict[str, Any], cell: Any, number: int) -> bool:
        """Whether the cell may show this too; where it is the first that it may not, the cell says so."""
        had_room = self._fits(number)
        self._number[number] += 1
        self._shown[number] += _length(content.get("text", "")) + sum(map(_length, content.get("data", {}).values()))
        if had_room and not self._fits(number):
            cell.outputs.append(new_output("stream", name="stdout", text=_LEFT_OUT))
        return self._fits(number)

    def _fits(self, number: int) -> bool:
        return self._shown[number] <= MOST_SHOWN and self._number[number] <= MOST_OUTPUTS


def _length(value: object) -> int:
    return len(value if isinstance(value, str) else json.dumps(value))


def _as_text(text: object, longest: int) -> str:
    """Text that can be written as UTF-8, cut."""
    whole = str(text).encode("utf-8", "replace").decode()
    return whole if len(whole) <= longest else f"{whole[:longest]}…"


class _Engine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, but for the client."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute the notebook."""
        given = remove_args(
            ["input_path", "timeout", "startup_timeout", "start_timeout", "execution_timeout"], **options
        )
        settings = merge_kwargs(given, timeout=None, startup_timeout=60, kernel_name=kernel_name)
        return BoundedClient(nb_man, **settings).execute()


papermill_engines.register(ENGINE, _Engine)
