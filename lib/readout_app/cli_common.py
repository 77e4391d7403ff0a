"""What commands share: lines on standard error, the exit code of a wrong call, options, and the articles of a call."""

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from readout.articles.sources import describe_skipped, expand, expand_list
from readout.articles.tables import parse_columns
from readout.text import one_line

WRONG_CALL = 2
_PATIENCE = 2.0  # seconds that pass in silence


class UserPath(click.Path):
    """A path in which `~` is a home folder, also where no shell has seen it (`--out=~/reports`)."""

    def __init__(self, *, file_okay: bool = True) -> None:
        super().__init__(path_type=Path, file_okay=file_okay)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, its `~` filled in."""
        return super().convert(os.path.expanduser(value), param, ctx)  # noqa: PTH111 - of an unknown user it stays


file_option = click.option(
    "--file", type=UserPath(), default=Path("schedules.toml"), show_default=True, help="Which watches there are."
)
out_option = click.option(
    "--out", type=UserPath(), default=Path("reports"), show_default=True, help="Where reports go."
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(os.cpu_count() or 1, 4),
    help="How many run at once; default: one for each processor core, four at most.",
)
private_option = click.option(
    "--private", is_flag=True, help="Let addresses lead into your own network, and use its proxies."
)
columns_option = click.option(
    "--columns",
    metavar="FIELD=NAME,…",
    default="",
    callback=lambda _context, _option, value: _parse_columns(value),
    help="Which columns of a table hold what, where they have no usual name: title=headline,text=body.",
)


def say(message: object) -> None:
    """Print it on standard error, in one line without what a terminal would obey."""
    click.echo(f"readout: {one_line(message)}", err=True)


def fail(message: object, code: int) -> NoReturn:
    """Print it as `say` does, and end the program with the code."""
    say(message)
    sys.exit(code)


@contextmanager
def exit_on_mistake(code: int) -> Iterator[None]:
    """End the program with the code, and say why, where the block finds a mistake of the user."""
    try:
        yield
    except ValueError as error:
        fail(error, code)


@contextmanager
def exit_when_ended(message: str) -> Iterator[None]:
    """Where a signal ends the block (Ctrl-C, TERM), say the message and end the program with 130 or 143."""
    from readout_app.runs.execution import term_raises

    try:
        with term_raises():
            yield
    except (KeyboardInterrupt, SystemExit) as end:
        say(message)
        sys.exit(130 if isinstance(end, KeyboardInterrupt) else end.code)


def _parse_columns(value: str) -> dict[str, str]:
    with exit_on_mistake(WRONG_CALL):
        return parse_columns(value)


def name_articles(
    sources: Iterable[str], columns: Mapping[str, str] | None = None
) -> Iterator[tuple[str, ValueError | None]]:
    """Yield each article that the sources of a call name, or a source that names none and why.

    What a folder leaves out is said, and that standard input is waited for where a person would have to type it.
    """
    for source in _expand_lists(sources):
        if isinstance(source, tuple):
            yield source
            continue
        try:
            names = expand(source, columns=columns)
            skipped = describe_skipped(source)
        except ValueError as error:
            yield source, error
            continue
        if skipped:
            say(skipped)
        if source == "-" and sys.stdin and sys.stdin.isatty():
            say("waiting for the article: type or paste it here, then press Ctrl-D on a line of its own")
        yield from ((name, None) for name in names)


def _expand_lists(sources: Iterable[str]) -> Iterator[str | tuple[str, ValueError]]:
    """The sources of a call, for a list those on its lines; a list that cannot be read with why."""
    for source in sources:
        try:
            yield from expand_list(source)
        except ValueError as error:
            yield source, error


@contextmanager
def progress(total: int, unit: str, units: str = "", *, with_rate: bool = False) -> Iterator[Any]:
    """Show on a terminal, from two seconds on, how many of `total` units are done; give the bar to `update()`.

    `with_rate` shows how many are done in a second, and the time that is left, too. Nothing is shown where standard
    error is no terminal. What is printed meanwhile goes through the bar's `external_write_mode()`.
    """
    from tqdm import tqdm  # late, as it takes its time to load

    shape = f"readout: {{n_fmt}} of {{total_fmt}} {unit if total == 1 else units or unit + 's'}, {{elapsed}} so far"
    if with_rate:
        shape += ", {rate_noinv_fmt}, {remaining} left"
    with tqdm(total=total, unit=f" {unit}s", disable=None, leave=False, delay=_PATIENCE, bar_format=shape) as bar:
        ended = threading.Event()
        ticking = threading.Thread(target=_tick, args=(bar, ended), daemon=True)
        if not bar.disable:
            ticking.start()
        try:
            yield bar
        finally:
            ended.set()
            if ticking.is_alive():
                ticking.join()


def _tick(bar: Any, ended: threading.Event) -> None:
    """Show the bar each second, though nothing may be done for a while."""
    wait = _PATIENCE
    while not ended.wait(wait):
        bar.refresh()
        wait = min(1.0, _PATIENCE)
