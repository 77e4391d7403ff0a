"""The commands that make reports on a schedule: `readout schedule list`, `run` and `install`."""

import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readout_app.messages import WRONG_CALL, fail, say, workers_option

if TYPE_CHECKING:
    from readout_app.schedule.config import Watch

WIDTH = 80


def _path(name: str, default: str, told: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    kind = click.Path(path_type=Path)
    return click.option(name, type=kind, default=Path(default), show_default=True, help=told)


_file = _path("--file", "schedules.toml", "Which watches there are.")
_out = _path("--out", "reports", "Where reports go.")


@click.group()
def schedule() -> None:
    """Make reports on a schedule: what is due by schedules.toml, once."""


@schedule.command("list")
@_file
@_out
def list_(file: Path, out: Path) -> None:
    """Print each watch with what is due, and why."""
    lines, faults = told(_watches(file), out, datetime.now(UTC))
    for fault in faults:
        say(fault)
    for line in lines:
        click.echo(line)
    sys.exit(1 if faults else 0)


@schedule.command()
@_file
@_out
@workers_option
def run(file: Path, out: Path, workers: int) -> None:
    """Do what is due, once, and end; print the path of each page that was made.

    Nothing is done twice, whenever it is run and however it was ended before.
    """
    watches = _watches(file)
    with _ended():
        good = _done(watches, out, datetime.now(UTC), workers)
    sys.exit(0 if good else 1)


@schedule.command()
@click.option("--systemd", "kind", flag_value="systemd", help="A service and a timer for your systemd.")
@click.option("--cron", "kind", flag_value="cron", help="A line for your crontab, which is never written.")
@click.option("--write", is_flag=True, help="Write the units of systemd to where they belong.")
@_file
@_out
def install(kind: str | None, write: bool, file: Path, out: Path) -> None:
    """Print what makes your machine run what is due, every five minutes: --systemd or --cron."""
    from readout_app.schedule.install import crontab_lines, systemd_units, write_units

    if kind is None:
        fail("say for what: --systemd or --cron", WRONG_CALL)
    _watches(file)
    start = "systemctl --user daemon-reload && systemctl --user enable --now readout.timer && loginctl enable-linger"
    try:
        if kind == "cron":
            click.echo(crontab_lines(file.resolve(), out.resolve()), nl=False)
            say("then: crontab -e, and add these lines")
            return
        units = systemd_units(file.resolve(), out.resolve())
        if write:
            write_units(units)
    except ValueError as error:
        fail(error, WRONG_CALL)
    for path, text in units.items():
        click.echo(path if write else f"# {path}\n{text}", nl=write)
    say(f"then: {start}" if write else f"--write writes it to {path.parent}; then: {start}")


def told(watches: Iterable["Watch"], out: Path, now: datetime) -> tuple[list[str], list[str]]:
    """A table of 80 characters: each watch, how often it runs, and what is due and why or when next; and the faults.

    A watch whose history cannot be read is not due: it will not run before that is mended.
    """
    rows, faults = [("watch", "every", "what is due, and why")], list[str]()
    for watch in watches:
        try:
            why = _why(watch, out, now)
        except ValueError as fault:
            why = "it cannot run: its history cannot be read"
            faults.append(str(fault))
        rows.append((watch.name, watch.every, why))
    widths = [min(max(len(row[at]) for row in rows), most) for at, most in enumerate((24, 18))]
    widths.append(WIDTH - sum(widths) - 4)
    lines = [_lines(row, widths) for row in rows]
    rule = "  ".join("-" * width for width in widths)
    return [*lines[0], rule, *(line for row in lines[1:] for line in row)], faults


def _why(watch: "Watch", out: Path, now: datetime) -> str:
    from readout_app.schedule import history
    from readout_app.schedule.slots import describe_next, due

    last = history.load(out, watch.name)
    found = due(watch.every, watch.zone, last.slot, now)
    if found:
        return found.why
    open_ = "due: what it has reported is not delivered yet; " if last.undelivered else ""
    return f"{open_}{describe_next(watch.every, watch.zone, last.slot, now)}"


@contextmanager
def _ended() -> Iterator[None]:
    """Ctrl-C and a TERM signal end the block as they end a program, when what runs is cancelled: with 130 and 143."""
    from readout_app.runs.execution import term_raises

    try:
        with term_raises():
            yield
    except (KeyboardInterrupt, SystemExit) as end:
        say("ended; the next run goes on from here")
        sys.exit(130 if isinstance(end, KeyboardInterrupt) else end.code)


def _done(watches: "Sequence[Watch]", out: Path, now: datetime, workers: int) -> bool:
    """Does what is due, prints each page and says each problem; whether there was none."""
    from readout_app.cli_report import catalogue
    from readout_app.schedule.runner import run as doing

    good = True
    try:
        for done in doing(watches, out, now, workers=workers):
            for page in done.pages:
                click.echo(page)
            for problem in done.problems:
                say(problem)
            good &= not (done.problems and done.ran)
    finally:
        good &= catalogue(out)
    return good


def _watches(file: Path) -> tuple["Watch", ...]:
    from readout_app.schedule.config import read_watches

    try:
        return read_watches(file)
    except ValueError as error:
        fail(error, WRONG_CALL)


def _lines(row: Iterable[str], widths: Iterable[int]) -> list[str]:
    """A row of the table, each cell broken into lines of its width."""
    cells = [(textwrap.wrap(cell, width), width) for cell, width in zip(row, widths, strict=True)]
    beside = zip_longest(*(lines for lines, _ in cells), fillvalue="")
    return [
        "  ".join(f"{part:{width}}" for part, (_, width) in zip(line, cells, strict=True)).rstrip()
        for line in beside
    ]
