"""Mistakes that a user makes, each in one line: the thing, what is wrong with it, what to do."""


class UserError(ValueError):
    """A mistake that a user can mend. A notebook shows its one line, not a traceback.

    Example:
        >>> import readout
        >>> readout.read("nothing.txt")
        Traceback (most recent call last):
        readout.errors.UserError: nothing.txt: does not exist; check the path
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]
