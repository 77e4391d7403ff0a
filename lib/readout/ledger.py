"""What a watch has done, as its runs have written it down: `OUT/.watches/NAME/manifest.json`."""

import json
from datetime import UTC, datetime
from pathlib import Path

FOLDER = ".watches"


def last(out: Path, name: str) -> datetime | None:
    """The slot (UTC) that the watch has run last; None where it has run none, or where nobody can read which."""
    try:
        return _last(out, name)
    except ValueError:
        return None


def fault(out: Path, name: str) -> str:
    """Why nobody can read what the watch has run last, in one line; "" where it can be read or has not run."""
    try:
        _last(out, name)
    except ValueError as error:
        return f"{record(out, name)}: {error}; the watch counts as never run"
    return ""


def home(out: Path, name: str) -> Path:
    """The folder of a watch in the reports folder: what it has done, its lock, and the articles that wait."""
    return out / FOLDER / name


def record(out: Path, name: str) -> Path:
    """The file in which a watch has written down what it has done."""
    return home(out, name) / "manifest.json"


def _last(out: Path, name: str) -> datetime | None:
    try:
        found = json.loads(record(out, name).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(f"it cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(found, dict) or found.get("schema") != 1:
        raise ValueError("it is not of schema 1")
    try:
        slot = datetime.fromisoformat(found["slot"])
        if slot.tzinfo is None:
            raise ValueError
        return slot.astimezone(UTC)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ValueError("its slot is not a time with its offset from UTC") from None
