"""The application behind the command `readout`: runs, the archive, schedules. The library never imports it."""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
