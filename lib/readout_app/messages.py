"""What commands share: a line on standard error, the exit code, and an option."""

import os
import sys
from typing import NoReturn

import click

WRONG_CALL = 2
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(os.cpu_count() or 1, 4),
    help="How many run at once; default: one for each processor core, four at most.",
)

private_option = click.option(
    "--private", is_flag=True, help="Let addresses lead into your own network, and use its proxies."
)


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
