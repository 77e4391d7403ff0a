"""The commands that make reports on a schedule: `readout schedule list`, `run` and `install`."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readout_app.messages import WRONG_CALL, UserPath, fail, progress, say, workers_option

if TYPE_CHECKING:
    from readout_app.schedule.config import Watch
    from readout_app.schedule.runner import WatchOutcome


def _path(name: str, default: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(name, type=UserPath(), default=Path(default), show_default=True, help=text)


_file = _path("--file", "schedules.toml", "Which watches there are.")
_out = _path("--out", "reports", "Where reports go.")


@click.group()
def schedule() -> None:
    """Make reports on a schedule: what is due by schedules.toml, once."""


@schedule.command("list")
@_file
@_out
def print_due(file: Path, out: Path) -> None:
    """Print each watch with what is due, and why."""
    from readout_app.schedule.history import load_history
    from readout_app.schedule.slots import describe_next, due

    watches, now, is_good = _watches(file), datetime.now(UTC), True
    width = max(len(watch.name) for watch in watches)
    for watch in watches:
        try:
            last = load_history(out, watch.name)
        except ValueError as fault:  # it will not run before that is mended
            why, is_good = "it cannot run: its history cannot be read", False
            say(fault)
        else:
            slot = due(watch.every, watch.zone, last.slot, now)
            why = slot.why if slot else describe_next(watch.every, watch.zone, last.slot, now)
            if not slot and last.undelivered:
                why = f"due: what it has reported is not delivered yet; {why}"
        click.echo(f"{watch.name:<{width}}  {why}")
    sys.exit(0 if is_good else 1)


@schedule.command("run")
@_file
@_out
@workers_option
def run_due(file: Path, out: Path, workers: int) -> None:
    """Do what is due, once, and end; print the path of each page that was made.

    Nothing is done twice, whenever it is run and however it was ended before.
    """
    from readout_app.cli_report import update_catalogue
    from readout_app.runs.execution import term_raises
    from readout_app.schedule.runner import run_watches

    watches = _watches(file)
    try:
        with term_raises(), progress(len(watches), "watch", "watches") as bar:

            def tell(outcome: "WatchOutcome") -> None:
                with bar.external_write_mode():
                    _print_outcome(outcome)
                bar.update()

            try:
                outcomes = run_watches(watches, out, datetime.now(UTC), workers=workers, on_outcome=tell)
            finally:
                is_listed = update_catalogue(out)
    except (KeyboardInterrupt, SystemExit) as end:  # what runs is cancelled by then
        say("ended; the next run goes on from here")
        sys.exit(130 if isinstance(end, KeyboardInterrupt) else end.code)
    is_good = not any(outcome.problems and outcome.ran for outcome in outcomes)
    sys.exit(0 if is_good and is_listed else 1)


@schedule.command("install")
@click.option("--systemd", "kind", flag_value="systemd", help="A service and a timer for your systemd.")
@click.option("--cron", "kind", flag_value="cron", help="A line for your crontab, which is never written.")
@click.option("--write", is_flag=True, help="Write the units of systemd to where they belong.")
@_file
@_out
def install_timer(kind: str | None, write: bool, file: Path, out: Path) -> None:
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


def _print_outcome(outcome: "WatchOutcome") -> None:
    for page in outcome.pages:
        click.echo(page)
    for line in (*outcome.problems, *outcome.notes):
        say(line)


def _watches(file: Path) -> tuple["Watch", ...]:
    from readout_app.schedule.config import read_watches

    try:
        return read_watches(file)
    except ValueError as error:
        fail(error, WRONG_CALL)
