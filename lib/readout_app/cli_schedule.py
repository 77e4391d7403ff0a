"""The commands that make reports on a schedule: `readout schedule list`, `run`, `status` and the others."""

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readout.wording import count, did_you_mean, english_list
from readout_app.cli_common import (
    WRONG_CALL,
    exit_on_mistake,
    exit_when_ended,
    fail,
    file_option,
    out_option,
    progress,
    say,
    workers_option,
)

if TYPE_CHECKING:
    from readout_app.schedule.config import Watch
    from readout_app.schedule.history import History
    from readout_app.schedule.runner import WatchOutcome


@click.group()
def schedule() -> None:
    """Make reports on a schedule: what is due by schedules.toml, once."""


@schedule.command("list")
@file_option
@out_option
def print_due(file: Path, out: Path) -> None:
    """Print each watch with what is due, and why; say which of its sources are not there."""
    from readout_app.schedule.status import describe_due, source_faults

    watches, now, is_good = _watches(file), datetime.now(UTC), True
    width = max(len(watch.name) for watch in watches)
    for watch in watches:
        last = _history(out, watch.name)
        why = describe_due(watch, last, now) if last is not None else "its history cannot be read"
        faults = source_faults(watch, os.environ)
        is_good = is_good and last is not None and not faults
        click.echo(f"{watch.name:<{width}}  {why}")
        for fault in faults:
            say(f"{watch.name}: {fault}")
    sys.exit(0 if is_good else 1)


@schedule.command("run")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--now", "at_once", is_flag=True, help="Run the watches named, though they are not due.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong, as a timer wants it.")
@file_option
@out_option
@workers_option
def run_due(names: tuple[str, ...], at_once: bool, quiet: bool, file: Path, out: Path, workers: int) -> None:
    """Do what is due, once, and end; print the path of each page that was made.

    NAME is a watch; without one, all are looked at. Nothing is done twice, whenever it is run and however it was
    ended before.
    """
    from readout_app.cli_report import update_catalogue
    from readout_app.schedule.runner import run_watches

    if at_once and not names:
        fail("--now: say which watch is to run now: readout schedule run NAME --now", WRONG_CALL)
    watches = _chosen(_watches(file), names)
    outcomes = []
    # what runs is cancelled when that is said
    with exit_when_ended("ended; the next run goes on from here"), progress(len(watches), "watch", "watches") as bar:
        try:
            for outcome in run_watches(watches, out, datetime.now(UTC), workers=workers, at_once=at_once):
                with bar.external_write_mode():
                    _print_outcome(outcome)
                bar.update()
                outcomes.append(outcome)
        finally:
            is_listed = update_catalogue(out)
    if not quiet and (summary := _summary(outcomes)):
        say(summary)
    is_good = not any(outcome.problems and outcome.ran for outcome in outcomes)
    sys.exit(0 if is_good and is_listed else 1)


@schedule.command("status")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@file_option
@out_option
def print_status(names: tuple[str, ...], file: Path, out: Path) -> None:
    """Print of each watch its last run, its last error, and what cannot be delivered, and why.

    It ends with 1 where the last run of a watch had an error, or what a watch makes cannot be delivered.
    """
    from readout_app.schedule.history import watch_names
    from readout_app.schedule.status import describe_status

    watches, now, is_good = _watches(file), datetime.now(UTC), True
    for watch in _chosen(watches, names):
        if (last := _history(out, watch.name)) is not None:
            lines, is_well = describe_status(watch, last, now, os.environ)
        else:
            lines, is_well = ["its history cannot be read"], False
        is_good = is_good and is_well
        click.echo("\n  ".join([f"{watch.name}: {lines[0]}", *lines[1:]]))
    known = {watch.name for watch in watches}
    for name in watch_names(out) if not names else ():
        if name not in known:
            click.echo(f"{name}: it stands in {file.name} no more; readout schedule remove {name} forgets it")
    sys.exit(0 if is_good else 1)


@schedule.command("history")
@click.argument("name")
@file_option
@out_option
def print_history(name: str, file: Path, out: Path) -> None:
    """Print what a watch has done, the newest first: its runs, its errors, and its digests with their numbers."""
    from readout_app.schedule.status import describe_history

    watch = _find_watch(name, file, out)
    last = _history(out, name)
    if last is None:
        sys.exit(1)
    if not last.runs:
        say(f"{name}: it has done nothing yet")
    for line in describe_history(last, watch.zone if watch else "UTC"):
        click.echo(line)


@schedule.command("resend")
@click.argument("name")
@click.argument("number", type=click.IntRange(min=1), default=1, metavar="[NUMBER]")
@file_option
@out_option
def resend_digest(name: str, number: int, file: Path, out: Path) -> None:
    """Send the last digest of a watch again, with the Message-ID that it had.

    NUMBER is that of an older one, as `readout schedule history` gives it.
    """
    from readout_app.schedule.digest import find_recipients, load_digest
    from readout_app.schedule.mail import digest_headline, send_digest
    from readout_app.schedule.status import sent_digests

    (watch,) = _chosen(_watches(file), [name])
    if not (mail := watch.mail):
        fail(f"{name}: it has no mail; say in {file.name} who gets its digests", WRONG_CALL)
    last = _history(out, name)
    if last is None:
        sys.exit(1)
    if number > len(ids := sent_digests(last)):
        has = f"it has sent {count(len(ids), 'digest')}"
        fail(f"{name}: {has}; see readout schedule history {name}", WRONG_CALL)
    try:
        digest = load_digest(out, name, ids[number - 1])
        send_digest(digest, mail, os.environ)
    except ValueError as error:
        fail(f"{name}: {error}", 1)
    say(f"{name}: sent again to {english_list(find_recipients(digest, mail))}: {digest_headline(digest)}")


@schedule.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@file_option
@out_option
def remove_watch(name: str, yes: bool, file: Path, out: Path) -> None:
    """Forget what a watch has done; its reports stay.

    While it stands in schedules.toml, all that it watches is reported again at its next slot.
    """
    from filelock import FileLock, Timeout

    from readout_app.schedule.history import watch_folder, watch_names

    stays = _find_watch(name, file, out) is not None
    if name not in watch_names(out):
        fail(f"{name}: there is nothing to forget, as it has never run", WRONG_CALL)
    again = "; all that it watches is reported again" if stays else ""
    if not yes:
        if not sys.stdin.isatty():
            fail(f"{name}: this forgets what it has done{again}; say --yes", WRONG_CALL)
        click.confirm(f"Forget what {name} has done{again}?", abort=True, err=True)
    folder = watch_folder(out, name)
    try:
        with FileLock(folder / "lock", timeout=0):
            shutil.rmtree(folder)
    except Timeout:
        fail(f"{name}: another process is doing it; try again later", 1)
    except OSError as error:
        fail(f"{folder}: it cannot be removed ({error.strerror}); check its permissions", 1)
    say(f"{name}: forgotten{again}; its reports stay in {out}")


@schedule.command("install")
@click.option("--systemd", "kind", flag_value="systemd", help="A service and a timer for your systemd.")
@click.option("--cron", "kind", flag_value="cron", help="A line for your crontab, which is never written.")
@click.option("--write", is_flag=True, help="Write the units of systemd to where they belong.")
@file_option
@out_option
def install_timer(kind: str | None, write: bool, file: Path, out: Path) -> None:
    """Print what makes your machine run what is due, every five minutes: --systemd or --cron."""
    from readout_app.schedule.install import crontab_lines, systemd_units, write_units

    if kind is None:
        fail("say for what: --systemd or --cron", WRONG_CALL)
    _watches(file)
    start = "systemctl --user daemon-reload && systemctl --user enable --now readout.timer && loginctl enable-linger"
    with exit_on_mistake(WRONG_CALL):
        if kind == "cron":
            click.echo(crontab_lines(file.resolve(), out.resolve()), nl=False)
            say("then: crontab -e, and add these lines")
            return
        units = systemd_units(file.resolve(), out.resolve())
        if write:
            write_units(units)
    for path, text in units.items():
        click.echo(path if write else f"# {path}\n{text}", nl=write)
    say(f"then: {start}" if write else f"--write writes it to {path.parent}; then: {start}")


def _print_outcome(outcome: "WatchOutcome") -> None:
    for page in outcome.pages:
        click.echo(page)
    for line in (*outcome.problems, *outcome.notes):
        say(line)


def _summary(outcomes: Sequence["WatchOutcome"]) -> str:
    """What a call has done, in a line: "done: 2 reports of news; 1 problem"; "" where another process is doing it."""
    ran = [outcome.watch for outcome in outcomes if outcome.ran]
    if not ran:
        is_busy = any(outcome.problems for outcome in outcomes)
        return "" if is_busy else "nothing is due; readout schedule list says when"
    reports = sum(len(outcome.pages) for outcome in outcomes)
    problems = sum(len(outcome.problems) for outcome in outcomes)
    more = f"; {count(problems, 'problem')}" if problems else ""
    return f"done: {count(reports, 'report')} of {english_list(ran)}{more}"


def _watches(file: Path) -> tuple["Watch", ...]:
    from readout_app.schedule.config import read_watches

    with exit_on_mistake(WRONG_CALL):
        return read_watches(file)


def _chosen(watches: tuple["Watch", ...], names: Sequence[str]) -> tuple["Watch", ...]:
    """The watches of these names, all where none is given."""
    known = [watch.name for watch in watches]
    for name in names:
        if name not in known:
            _fail_unknown(name, known)
    return tuple(watch for watch in watches if not names or watch.name in names)


def _find_watch(name: str, file: Path, out: Path) -> "Watch | None":
    """The watch of that name; None where only its past is there. The file need not be there then."""
    from readout_app.schedule.history import watch_names

    watches = _watches(file) if file.exists() else ()
    past = watch_names(out)
    if name not in past and name not in (known := [watch.name for watch in watches]):
        _fail_unknown(name, list(dict.fromkeys([*known, *past])))
    return next((watch for watch in watches if watch.name == name), None)


def _fail_unknown(name: str, known: Sequence[str]) -> None:
    fail(
        f"{name}: there is no such watch{did_you_mean(name, known)}; the watches are: {', '.join(known) or 'none'}",
        WRONG_CALL,
    )


def _history(out: Path, name: str) -> "History | None":
    """What the watch has done; None where that cannot be read, which is said."""
    from readout_app.schedule.history import load_history

    try:
        return load_history(out, name)
    except ValueError as fault:
        say(fault)
        return None
