"""What makes a machine look every five minutes what is due: a systemd timer or a crontab line, from `templates/`."""

import os
import re
import shlex
import sys
from pathlib import Path

from readout.errors import UserError
from readout_app import TEMPLATES

# What systemd and the crons would read in other ways than a shell does, and not all of them alike.
_UNREADABLE = {"systemd": r"[\"'\\]|\s$", "a crontab": r"\\"}


def systemd_units(file: Path, out: Path, *, python: str = sys.executable) -> dict[Path, str]:
    """Return the service and the timer for the systemd of a user, by where they belong.

    They run `readout schedule run` for the watches in `file`, with reports in `out`, both paths from the root. Raises
    UserError for a path that a unit cannot hold.
    """
    folder = _check_path(file.parent, "systemd")
    words = [_check_path(word, "systemd").replace("%", "%%") for word in _command(file, out, python)]
    # The ":" before the command in the template keeps "$" as it is.
    command = " ".join(word if re.fullmatch(r"[\w./%-]+", word) else f'"{word}"' for word in words)
    given = os.environ.get("XDG_CONFIG_HOME", "")
    place = (Path(given) if given.startswith("/") else Path.home() / ".config") / "systemd" / "user"
    filled = {"command": command, "folder": folder.replace("%", "%%")}
    return {place / name: _template(name).format(**filled) for name in ("readout.service", "readout.timer")}


def crontab_lines(file: Path, out: Path, *, python: str = sys.executable) -> str:
    """Return the lines for a crontab that do the same; raises UserError for a path that they cannot hold."""
    words = [_check_path(word, "a crontab") for word in _command(file, out, python)]
    command = f"cd {shlex.quote(str(file.parent))} && {shlex.join(words)}"
    return _template("crontab").format(command=command.replace("%", r"\%"))


def write_units(units: dict[Path, str]) -> None:
    """Write the units; raises UserError where one is there and not ours, or cannot be written."""
    mark = _template("readout.service").partition("\n")[0]
    try:
        for path in units:
            if path.exists() and not path.read_text(encoding="utf-8", errors="replace").startswith(mark):
                raise UserError(f"{path}: there is one that Readout did not write; move it away, then write again")
        for path, text in units.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"{path}: it cannot be written ({error.strerror}); mend that, or print it") from None


def _command(file: Path, out: Path, python: str) -> list[str]:
    command = [python, "-m", "readout_app", "schedule", "run", "--quiet"]  # cron mails whatever is said
    return [*command, "--file", str(file), "--out", str(out)]


def _check_path(path: Path | str, form: str) -> str:
    text = str(path)
    if not text.isprintable() or re.search(_UNREADABLE[form], text):
        raise UserError(f"{text!r}: {form} would not read this path as it is; use another path")
    return text


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
