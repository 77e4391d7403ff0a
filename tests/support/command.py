"""The command line, called in this process."""

from pathlib import Path

from click.testing import CliRunner, Result

from readout_app.cli import main


def call(*words: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=text)
