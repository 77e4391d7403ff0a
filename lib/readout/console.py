"""What a command says beside its output: one line on standard error, and the exit code."""

import sys
from typing import NoReturn

import click

WRONG_CALL = 2


def say(message: object) -> None:
    """Says it on standard error, in one line."""
    click.echo(f"readout: {line(message)}", err=True)


def fail(message: object, code: int) -> NoReturn:
    """Says it, and ends the program with the code."""
    say(message)
    sys.exit(code)


def line(message: object) -> str:
    """The message in one line, a question mark in place of each sign that a terminal would obey or hide."""
    return "".join(sign if sign.isprintable() else "?" for sign in " ".join(str(message).split()))
