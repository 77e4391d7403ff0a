"""What makes a machine run what is due: a systemd timer, a crontab line, or a GitHub workflow."""

import math
import os
import re
import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path

import yaml

from readout import __version__
from readout.slots import after
from readout.watches import Watch

MARK = "# Written by readout schedule install; written anew by the same command with --write."
SECRETS = tuple(f"READOUT_SMTP_{name}" for name in ("HOST", "PORT", "USER", "PASSWORD", "FROM", "TLS"))
_STARTED = (
    "systemctl --user daemon-reload && systemctl --user enable --now readout.timer && loginctl enable-linger"
)
_LOOKED_AT = 200  # slots of each watch, to see at which minutes of the hour they come
_MOST = 12  # minutes to name one by one
_SERVICE = """\
[Unit]
Description=Readout: make the reports that are due

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart=:{command}
# For what is secret, one NAME=value a line, such as READOUT_SMTP_PASSWORD; keep it readable by you only.
EnvironmentFile=-%E/readout/environment
Nice=10
# The program is told first, and has a minute to leave things in order; then all that it started is ended.
KillMode=mixed
TimeoutStopSec=60
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
"""
_TIMER = """\
[Unit]
Description=Readout: look what is due

[Timer]
OnCalendar=*-*-* *:{minutes}:00 UTC
# What was missed while the machine was off is made once, as soon as it is on.
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True)
class Job:
    """What is run: `readout schedule run` for the `file`, reports going to `out`; both paths from the root."""

    file: Path
    out: Path
    watches: tuple[Watch, ...]
    python: str = sys.executable


def made(form: str, job: Job, now: datetime) -> tuple[dict[Path, str], str]:
    """The files for "systemd", "cron" or "github" by where they belong, and what to do when they are there.

    Raises ValueError where they cannot be made.
    """
    if form == "systemd":
        return {_units() / name: text for name, text in systemd(job, now).items()}, _STARTED
    if form == "cron":
        return {Path("crontab"): crontab(job, now)}, "crontab -e, and add these lines"
    root = _repository(job.file)
    path = root / ".github" / "workflows" / "readout.yml"
    return {path: github(job, now, root)}, f"git add {path.relative_to(root)}, commit and push"


def systemd(job: Job, now: datetime) -> dict[str, str]:
    """The service and the timer by their names, for the systemd of a user.

    Raises ValueError for a path that cannot be written there.
    """
    if re.search(r"[\"'\\]", job.python):
        raise ValueError(
            f"{job.python}: systemd takes no quotes in the path of a program; use --cron or another path"
        )
    if re.search(r"[\s\\]$", folder := str(job.file.parent)):
        raise ValueError(f"{folder}: systemd would not read the end of this path; use --cron or another path")
    words = [job.python, "-m", "readout", *_words(job)]
    service = _SERVICE.format(
        command=" ".join(_unit_word(word) for word in words),
        folder=folder.replace("%", "%%"),
    )
    minutes = _named(_minutes(job.watches, now), "0")
    return {
        "readout.service": f"{MARK}\n{service}",
        "readout.timer": f"{MARK}\n{_TIMER.format(minutes=minutes)}",
    }


def crontab(job: Job, now: datetime, zone: tzinfo | None = None) -> str:
    """The lines for a crontab, whose clock is that of `zone`, by default the machine's.

    Raises ValueError for a path with a backslash or a line break: crons differ in how they read these.
    """
    command = shlex.join([job.python, "-m", "readout", *_words(job)])
    line = f"cd {shlex.quote(str(job.file.parent))} && {command}"
    if "\\" in line:
        raise ValueError(f"{job.file}: a crontab takes no backslash in a path; use --systemd or another path")
    minutes = _named(_minutes(job.watches, now, zone), "*")
    return (
        "# Readout: make the reports that are due. What is due is made once, however often this runs.\n"
        "# What is secret, such as READOUT_SMTP_PASSWORD, goes on lines of its own above: NAME=value.\n"
        f"{minutes} * * * * {line.replace('%', chr(92) + '%')}\n"
    )


def github(job: Job, now: datetime, root: Path) -> str:
    """The workflow file for the repository at `root`, which holds the file and, once made, the reports.

    Raises ValueError where they lie elsewhere.
    """
    file, out = (_inside(path, root) for path in (job.file, job.out))
    minutes = _minutes(job.watches, now)
    if min(_gaps(minutes)) < 5:  # GitHub's least
        minutes = list(range(0, 60, 5))
    run = shlex.join(["readout", *_words(Job(Path(file), Path(out), job.watches))])
    flow = {
        "name": "Readout",
        "on": {
            "schedule": [{"cron": f"{_named(minutes, '*')} * * * *"}],
            "workflow_dispatch": {},
        },
        "permissions": {"contents": "read"},
        "concurrency": {"group": "readout", "cancel-in-progress": False},
        "jobs": {"reports": {"runs-on": "ubuntu-latest", "timeout-minutes": 60, "steps": _steps(run, out)}},
    }
    return f"{MARK}\n{yaml.safe_dump(flow, sort_keys=False, width=1000, allow_unicode=True)}"


def write(files: dict[Path, str]) -> None:
    """Writes the files. Raises ValueError where one of them is there and not ours, or cannot be written."""
    for path in files:
        if path.exists() and not _ours(path):
            raise ValueError(
                f"{path}: there is one that Readout did not write; move it away, then write again"
            )
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise ValueError(
                f"{path}: it cannot be written ({error.strerror}); mend that, or print it"
            ) from None


def _units() -> Path:
    """The folder of the units of a user."""
    given = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(given) if given.startswith("/") else Path.home() / ".config") / "systemd" / "user"


def _repository(file: Path) -> Path:
    """The root of the repository that holds the file. Raises ValueError where none does."""
    for folder in file.parents:
        if (folder / ".git").exists():
            return folder
    raise ValueError(f"{file}: it lies in no git repository; GitHub runs what lies in one")


def _words(job: Job) -> list[str]:
    return ["schedule", "run", "--file", _one_line(job.file), "--out", _one_line(job.out)]


def _one_line(path: Path) -> str:
    if not str(path).isprintable():
        raise ValueError(f"{str(path)!r}: a path with line breaks or the like cannot be written there")
    return str(path)


def _unit_word(word: str) -> str:
    """A word of a command in a unit; the ":" before the command keeps "$" as it is."""
    escaped = word.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%")
    return escaped if re.fullmatch(r"[\w./%-]+", word) else f'"{escaped}"'


def _minutes(watches: Iterable[Watch], now: datetime, zone: tzinfo | None = UTC) -> list[int]:
    """At which minutes of the hour slots come, by the clock of the zone (None: the machine's).

    Where these are many: each so many minutes that none is left out.
    """
    slots = (islice(after(one.every, one.zone, now), _LOOKED_AT) for one in watches)
    found = {slot.astimezone(zone).minute for some in slots for slot in some}
    return sorted(found) if len(found) <= _MOST else list(range(0, 60, math.gcd(60, *found)))


def _named(minutes: list[int], first: str) -> str:
    """The minutes as "0,30", or as "*/5" where they are many and evenly spread; `first` stands before the "/"."""
    if len(minutes) <= _MOST:
        return ",".join(str(minute) for minute in minutes)
    return f"{first}/{minutes[1]}"


def _gaps(minutes: list[int]) -> list[int]:
    later = [*minutes[1:], minutes[0]]
    return [(two - one) % 60 or 60 for one, two in zip(minutes, later, strict=True)]


def _inside(path: Path, root: Path) -> str:
    """The path from the root of the repository."""
    if not path.is_relative_to(root):
        raise ValueError(f"{path}: it lies outside the repository {root}; GitHub sees what lies in it only")
    inside = _one_line(path.relative_to(root))
    if "${{" in inside:
        raise ValueError(f"{path}: GitHub would work out what stands after ${{{{; use another path")
    return inside


def _steps(run: str, out: str) -> list[dict[str, object]]:
    """The steps of the workflow: what was made before is taken from the cache, so that nothing is made twice."""
    key = "readout-${{ github.run_id }}-${{ github.run_attempt }}"
    return [
        {"uses": "actions/checkout@v6"},
        {"uses": "actions/setup-python@v6", "with": {"python-version": "3.13"}},
        {"run": f"python -m pip install readout=={__version__}"},
        {"uses": "actions/cache@v4", "with": {"path": out, "key": key, "restore-keys": "readout-"}},
        {"run": run, "env": {name: f"${{{{ secrets.{name} }}}}" for name in SECRETS}},
        {
            "uses": "actions/upload-artifact@v5",
            "if": "always()",
            "with": {"name": "reports", "path": out, "include-hidden-files": True},
        },
    ]


def _ours(path: Path) -> bool:
    try:
        return path.read_text(encoding="utf-8").startswith(MARK)
    except (OSError, ValueError):
        return False
