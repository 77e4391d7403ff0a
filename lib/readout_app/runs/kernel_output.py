"""What cells print, bounded where it is printed: a kernel imports this, and nothing of the application but this."""

from ipykernel.iostream import OutStream

MOST_PRINTED = 250_000  # characters of one cell; a page of a report may weigh a megabyte
LEFT_OUT = "\n… what this cell prints further is left out"


class BoundedStream(OutStream):
    """Standard output or standard error of a kernel, of which each cell has so much."""

    _printed = 0

    def set_parent(self, parent: dict[str, object]) -> None:
        """A cell begins."""
        self._printed = 0
        super().set_parent(parent)  # type: ignore[no-untyped-call]

    def write(self, string: str) -> int:
        """Write what the cell may still print; the rest counts as written."""
        left = MOST_PRINTED - self._printed
        if isinstance(string, str) and len(string) > left:
            super().write(string[:left] + LEFT_OUT if left >= 0 else "")
            self._printed = MOST_PRINTED + 1
        else:
            super().write(string)  # which says what is wrong with what is no text
            self._printed += len(string)
        return len(string)
