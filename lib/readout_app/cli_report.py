"""Making the reports of a command: each page in its order on standard output, progress and failures beside it."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from tqdm import tqdm

from readout.articles.article import expand, read
from readout.wording import count
from readout_app.archive.catalogue import rebuild_catalogue
from readout_app.archive.listing import prune_runs
from readout_app.messages import line, say
from readout_app.runs.batch import Batch, Job, run_batch
from readout_app.runs.execution import term_raises
from readout_app.runs.run import Run


def make(batch: Batch, given: Iterable[str], workers: int, keep: int | None = None) -> int:
    """Makes the report of each article and prints its path, in the order given; 0 if all are done, else 1.

    What cannot be read and what failed is said on standard error, when all others are done. Where a signal ends
    it (Ctrl-C: 130, TERM: 143), what runs is cancelled and what is done is said as ever. Afterwards the newest
    `keep` runs of each series stay (`prune_runs`), and the catalogue is made anew.
    """
    jobs, problems = _jobs(batch, given)
    total, printed = len(jobs) + len(problems), 0
    outcomes: dict[int, Run | str] = {}
    try:
        with (
            term_raises(),
            tqdm(total=len(jobs), unit="report", disable=None if total > 1 else True, leave=False) as bar,
        ):
            for at, outcome in run_batch(jobs, workers):
                outcomes[at] = outcome
                bar.update()
                while printed in outcomes:
                    _print(outcomes[printed])
                    printed += 1
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        for at in sorted(at for at in outcomes if at >= printed):
            _print(outcomes[at])
        failures = problems + [
            _failure(jobs[at].source, one) for at, one in sorted(outcomes.items()) if _bad(one)
        ]
        for failure in failures:
            say(failure)
        if len(outcomes) < len(jobs):
            listed = catalogue(batch.out) and batch.out.is_dir()
            where = f"; {batch.out / 'index.html'} lists the runs" if listed else ""
            say(f"cancelled after {len(outcomes):,} of {total:,}{where}")
        elif failures and total > 1:
            say(f"{len(failures):,} of {count(total, 'article')} failed")
    spared = [one.folder for one in outcomes.values() if isinstance(one, Run)]
    pruned = not (keep and spared) or _pruned(batch.out, keep, spared)
    return 0 if catalogue(batch.out) and pruned and not failures else 1


def _pruned(out: Path, keep: int, spared: list[Path]) -> bool:
    """Removes older runs, or says why they stay."""
    try:
        prune_runs(out, keep, spared=spared)
    except OSError as error:
        say(f"{out}: older runs cannot be removed ({error.strerror}); check who may write there")
        return False
    return True


def catalogue(out: Path) -> bool:
    """Makes the catalogue anew, or says why it cannot be written; without a folder there is nothing to list."""
    try:
        if out.is_dir():
            rebuild_catalogue(out)
    except (OSError, ValueError) as error:
        say(f"{out}: the catalogue cannot be written ({error})")
        return False
    return True


def _jobs(batch: Batch, given: Iterable[str]) -> tuple[list[Job], list[str]]:
    """What is to be reported on, and why other articles cannot be.

    Standard input is read here: the processes that make reports have none.
    """
    jobs, problems = list[Job](), list[str]()
    for source in given:
        try:
            jobs += [Job(batch, name, read(name) if name == "-" else None) for name in expand(source)]
        except ValueError as error:
            problems.append(line(error))
    return jobs, problems


def _print(outcome: Run | str) -> None:
    """Prints the path of the page; reports are made to their end also where nobody reads on (`| head -1`)."""
    if isinstance(outcome, Run):
        try:
            with tqdm.external_write_mode():
                click.echo(outcome.page)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bad(outcome: Run | str) -> bool:
    return isinstance(outcome, str) or outcome.error is not None


def _failure(name: str, outcome: Run | str) -> str:
    """One line: what failed, why, and where its page is."""
    if isinstance(outcome, str):
        return outcome
    return f"{name or 'the bundled article'}: {outcome.error}; see {outcome.page}"
