"""What makes a machine run what is due: a systemd timer, a crontab line, or a GitHub workflow."""

import os
import re
import shlex
from datetime import datetime, tzinfo
from pathlib import Path

from readout.errors import UserError
from readout_app.schedule.github_workflow import github
from readout_app.schedule.timers import MARK, Job, minutes, named, words

_STARTED = (
    "systemctl --user daemon-reload && systemctl --user enable --now readout.timer && loginctl enable-linger"
)
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
        raise UserError(
            f"{job.python}: systemd takes no quotes in the path of a program; use --cron or another path"
        )
    if re.search(r"[\s\\]$", folder := str(job.file.parent)):
        raise UserError(f"{folder}: systemd would not read the end of this path; use --cron or another path")
    command = [job.python, "-m", "readout_app", *words(job)]
    service = _SERVICE.format(
        command=" ".join(_unit_word(word) for word in command),
        folder=folder.replace("%", "%%"),
    )
    looked = named(minutes(job.watches, now), "0")
    return {
        "readout.service": f"{MARK}\n{service}",
        "readout.timer": f"{MARK}\n{_TIMER.format(minutes=looked)}",
    }


def crontab(job: Job, now: datetime, zone: tzinfo | None = None) -> str:
    """The lines for a crontab, whose clock is that of `zone`, by default the machine's.

    Raises ValueError for a path with a backslash or a line break: crons differ in how they read these.
    """
    command = shlex.join([job.python, "-m", "readout_app", *words(job)])
    line = f"cd {shlex.quote(str(job.file.parent))} && {command}"
    if "\\" in line:
        raise UserError(f"{job.file}: a crontab takes no backslash in a path; use --systemd or another path")
    looked = named(minutes(job.watches, now, zone), "*")
    return (
        "# Readout: make the reports that are due. What is due is made once, however often this runs.\n"
        "# What is secret, such as READOUT_SMTP_PASSWORD, goes on lines of its own above: NAME=value.\n"
        f"{looked} * * * * {line.replace('%', chr(92) + '%')}\n"
    )


def write(files: dict[Path, str]) -> None:
    """Writes the files. Raises ValueError where one of them is there and not ours, or cannot be written."""
    for path in files:
        if path.exists() and not _ours(path):
            raise UserError(
                f"{path}: there is one that Readout did not write; move it away, then write again"
            )
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UserError(
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
    raise UserError(f"{file}: it lies in no git repository; GitHub runs what lies in one")


def _unit_word(word: str) -> str:
    """A word of a command in a unit; the ":" before the command keeps "$" as it is."""
    escaped = word.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%")
    return escaped if re.fullmatch(r"[\w./%-]+", word) else f'"{escaped}"'


def _ours(path: Path) -> bool:
    try:
        return path.read_text(encoding="utf-8").startswith(MARK)
    except (OSError, ValueError):
        return False
