"""Why a run did not end as it should: one class for each reason, with its status and what a reader can try."""

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from readout.text import one_line
from readout_app.runs.manifest import Status


@dataclass(frozen=True)
class Failure:
    """A run that stopped.

    Attributes:
        error: why, in one line.
        cell: the cell at which it stopped, counted from 0; None before the first.
        status: as the manifest has it.
        advice: what to try; text and code between backticks, `{help}` is the command that lists parameters.
    """

    error: str
    cell: int | None = None
    status: ClassVar[Status] = "failed"
    advice: ClassVar[str] = ""


class CellFailed(Failure):
    """A cell raised an error."""

    advice = "The message says what is wrong. `{help}` lists the parameters. In JupyterLab you can run cell by cell."


class NotebookExited(Failure):
    """A cell ended the notebook before its last cell."""

    advice = "A cell called exit() or sys.exit(). Take the call out, or move it to the last cell."


class KernelDied(Failure):
    """The process of the kernel, or that of the run, is gone."""

    advice = "Most often the machine ran out of memory: close other programs, or try a shorter article."


class KernelNotStarted(Failure):
    """The kernel did not start, twice."""

    advice = "The kernel did not start. Install readout-news anew: in a clone `make clean` and `make report` do."


class TimedOut(Failure):
    """The run took longer than its limit."""

    status = "timed out"
    advice = "Give it more time with `--timeout SECONDS`, or try a shorter article."


class OutOfMemory(Failure):
    """The run held more memory than its limit, or than there is."""

    status = "out of memory"
    advice = "Allow it more memory with `--memory MIB`, or try a shorter article."


@dataclass(frozen=True)
class Cancelled(Failure):
    """A signal ended the run; `cause` is the exception that it raised here."""

    error: str = "the run was cancelled"
    cause: BaseException | None = field(default=None, compare=False)
    status: ClassVar[Status] = "cancelled"
    advice: ClassVar[str] = "Nothing is wrong with it: the command below runs it again."


def describe_mistake(place: str, error: Exception) -> str:
    """Say in a line what went wrong in Readout itself: no article and no watch is to suffer by that of another."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    mistake = f"{type(error).__name__}: {error}; {Path(at.filename).name}, line {at.lineno}"
    return one_line(f"{place}: a mistake in Readout ({mistake}); please report it")
