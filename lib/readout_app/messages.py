"""What commands share: a line on standard error, the exit code of a wrong call, and two options."""

import os
import sys
from typing import NoReturn

import click

from readout.text import one_line

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
    """Print it on standard error, in one line without what a terminal would obey."""
    click.echo(f"readout: {one_line(message)}", err=True)


def fail(message: object, code: int) -> NoReturn:
    """Print it as `say` does, and end the program with the code."""
    say(message)
    sys.exit(code)
