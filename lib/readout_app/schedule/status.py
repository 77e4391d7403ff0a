"""What can be said of a watch without running it: what is wrong with it, what it did last, and all it has done."""

import glob
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from readout.articles.files import kind_of_file
from readout.articles.sources import expand, expand_list
from readout.text import one_line
from readout.wording import count, number_in_words
from readout_app.schedule.config import Watch
from readout_app.schedule.deliver import check_target
from readout_app.schedule.history import History, PastRun
from readout_app.schedule.mail import read_mail_server
from readout_app.schedule.progress import due_slot
from readout_app.schedule.slots import describe_next, moment_in_words
from readout_app.secrets import check_address, look_up_secrets


def source_faults(watch: Watch, environ: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the sources of a watch, a line each; addresses are not asked."""
    faults = list[str]()
    for source in watch.sources:
        try:
            names = expand_list(source)
        except ValueError as error:
            faults.append(one_line(error))
            continue
        faults += [fault for name in names if (fault := _source_fault(name, environ))]
    return faults


def _delivery_faults(watch: Watch, environ: Mapping[str, str]) -> list[str]:
    """Why what a watch makes cannot be delivered, a line each, as far as that is seen without delivering."""
    faults, target = [], watch.copy_to
    try:
        if watch.mail:
            read_mail_server(environ)
    except ValueError as error:
        faults.append(one_line(error))
    try:
        if target:
            check_target(target)
    except ValueError as error:
        faults.append(one_line(error))
    return faults


def describe_due(watch: Watch, last: History, now: datetime) -> str:
    """Say in a line whether the watch is due, and why, or when it is next."""
    if slot := due_slot(watch, last, now):
        return slot.why
    following = describe_next(watch.every, watch.zone, last.slot, now)
    return f"due: what it has reported is not delivered yet; {following}" if last.undelivered else following


def describe_status(watch: Watch, last: History, now: datetime, environ: Mapping[str, str]) -> tuple[list[str], bool]:
    """Say what the watch did last, when it is next, its last error, and what cannot be delivered and why.

    Also return whether all is well: its last run had no error, and what it makes can be delivered.
    """
    run = last.runs[-1] if last.runs else None
    lines: list[str] = []  # what has never run is due, and says so
    if run:
        lines.append(f"last run on {moment_in_words(run.until, watch.zone)}: {_describe_run(run)}")
    elif last.slot:
        lines.append(f"last run for the slot of {moment_in_words(last.slot, watch.zone)}")
    lines.append(describe_due(watch, last, now))
    if failed := next((past for past in reversed(last.runs) if past.problems), None):
        lines.append(f"last error, on {moment_in_words(failed.until, watch.zone)}: {failed.problems[-1]}")
    faults = _delivery_faults(watch, environ)
    lines += [f"cannot be delivered: {fault}" for fault in faults]
    waiting = sum(item.state == "waiting" for item in last.items.values())
    untold = sum(item.state != "waiting" and not item.notified for item in last.items.values())
    for what, number in {"for the mail": untold, "to be copied": len(last.to_copy), "to be made": waiting}.items():
        if number:
            verb = "waits" if number == 1 else "wait"
            lines.append(f"not delivered yet: {count(number, 'report')} {verb} {what}")
    return lines, not faults and not (run and run.problems)


def describe_history(last: History, zone: str) -> Iterator[str]:
    """Yield what the watch has done, the newest first: of each run a line, with its digest's number, and its errors."""
    number = 0
    for run in reversed(last.runs):
        since, until = (moment_in_words(moment, zone) for moment in (run.since, run.until))
        line = f"{until if since == until else f'{since} to {until}'}: {_describe_run(run)}"
        for _ in run.digests:
            number += 1
            line += f"; digest {number}"
        yield line + (f": {run.headline}" if run.digests and run.headline else "")
        yield from (f"  {problem}" for problem in run.problems)


def sent_digests(last: History) -> Sequence[str]:
    """Return the ids of the digests that were sent, the newest first: as `describe_history` numbers them."""
    return [digest for run in reversed(last.runs) for digest in reversed(run.digests)]


def _describe_run(run: PastRun) -> str:
    """What a run came to: "two new reports, one changed, one failed"."""
    numbers = {"new": run.new, "changed": run.changed, "failed": run.failed}
    parts = [f"{number_in_words(number)} {name}" for name, number in numbers.items() if number]
    return ", ".join(parts) or "nothing new"


def _source_fault(source: str, environ: Mapping[str, str]) -> str:
    """What is wrong with one source, in a line; "" where nothing is."""
    path = Path(source)
    try:
        if "://" in source:
            check_address(source)
            look_up_secrets(source, environ)
        elif glob.has_magic(source) and not path.exists():
            if not glob.glob(source, recursive=True):  # noqa: PTH207 - of any folder
                return f"{source}: nothing is there that fits; check the pattern"
        elif not path.exists():
            return f"{source}: does not exist; check the path"
        elif path.is_file():
            kind_of_file(path)
        else:
            expand(source)
    except (ValueError, OSError) as error:
        line = one_line(error)
        return line if line.startswith(source) else f"{source}: {line}"
    return ""
