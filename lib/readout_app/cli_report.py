"""The command `readout report`: each page in its order on standard output, progress and failures beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readout.articles.addresses import shown_address
from readout.errors import UserError
from readout.wording import count
from readout_app.cli_common import (
    WRONG_CALL,
    UserPath,
    columns_option,
    exit_on_mistake,
    name_articles,
    private_option,
    progress,
    say,
    workers_option,
)

if TYPE_CHECKING:
    from readout_app.runs.batch import Batch, Job
    from readout_app.runs.run import Run

_TIMEOUT, _MEMORY = "How long a run may take.", "How much memory a run may hold."


@click.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option(
    "--notebook",
    "names",
    multiple=True,
    default=("briefing",),
    show_default=True,
    help="Which notebook to run, or its path; may stand more than once, and all is each of Readout's.",
)
@click.option("-p", "pairs", nargs=2, multiple=True, metavar="NAME VALUE", help="Set a parameter of the notebook.")
@click.option("--out", type=UserPath(file_okay=False), default=Path("reports"), show_default=True, help="Where to.")
@workers_option
@click.option("--again", is_flag=True, help="Run again what has been run with equal inputs.")
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Keep the newest N runs of each article and notebook; the last good one always stays.",
)
@click.option("--pdf", is_flag=True, help="Also print each page as a PDF, by an installed Chromium.")
@click.option("--timeout", type=click.IntRange(1), default=600, show_default=True, metavar="SECONDS", help=_TIMEOUT)
@click.option("--memory", type=click.IntRange(64), default=4096, show_default=True, metavar="MIB", help=_MEMORY)
@columns_option
@private_option
@click.option("--help-notebook", metavar="NAME", help="Print the parameters of a notebook, and stop.")
def report(articles: tuple[str, ...], help_notebook: str | None, keep: int | None, workers: int, **asked: Any) -> None:
    """Run a notebook over each article and print the path of each report.

    Without ARTICLE the bundled article is read. What has been run with equal inputs is not run again.
    """
    with exit_on_mistake(WRONG_CALL):
        if help_notebook:
            from readout_app.runs.parameters import read_parameters
            from readout_app.runs.run import find_notebook

            for each in read_parameters(find_notebook(help_notebook)):
                click.echo(f"{each.name}: {each.type} = {each.default!r}  {each.help}")
            return
        batches = _check(**asked)
    sys.exit(make_reports(batches, articles or ("",), workers, keep))


def _check(
    names: tuple[str, ...], pairs: tuple[tuple[str, str], ...], timeout: int, memory: int, out: Path, **asked: Any
) -> list[Batch]:
    """What the call asks of each article, by notebook; raises UserError for what no article can meet.

    Of several notebooks each gets the parameters that it has; one that none has is refused.
    """
    from readout_app.runs.batch import Batch
    from readout_app.runs.kernel import Limits
    from readout_app.runs.parameters import coerce_values, read_parameters, takes_many
    from readout_app.runs.pdf import require_pdf
    from readout_app.runs.run import check_parameters, find_notebooks

    notebooks, given = find_notebooks(names), dict[str, str]()
    taken = {path: {parameter.name for parameter in read_parameters(path)} for path in notebooks}
    for name, value in pairs:
        if name in ("article", "articles"):
            raise UserError(f'-p {name}: it is an argument of its own; write "readout report ARTICLE"')
        if name in given:
            raise UserError(f"-p {name}: given twice; give it once")
        given[name] = value
    everywhere = given.keys() - set().union(*taken.values())
    batches = []
    for notebook in notebooks:
        own = {name: value for name, value in given.items() if name in taken[notebook] | everywhere}
        check_parameters(notebook, own, many=takes_many(notebook))
        values = coerce_values(notebook, own)
        batches.append(Batch(notebook, values, out, Limits(timeout, memory), **asked))
    if asked["pdf"]:
        require_pdf()
    return batches


def make_reports(batches: Sequence[Batch], sources: Iterable[str], workers: int, keep: int | None = None) -> int:
    """Make the reports of each article and print their paths, in the order given; return 0 if all are done, else 1.

    What cannot be read and what failed is said on standard error, when all others are done. Where a signal ends
    it (Ctrl-C: 130, TERM: 143), what runs is cancelled and what is done is said as ever. Afterwards the newest
    `keep` runs of each series stay (`prune_runs`), and the catalogue is made anew.
    """
    jobs, problems = _jobs(batches, sources)
    out, noun = batches[0].out, "article" if len(batches) == 1 else "report"
    total, outcomes = len(jobs) + len(problems), dict[int, "Run | str"]()
    try:
        _run_jobs(jobs, workers, outcomes)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        several = len(batches) > 1
        found = (_problem(jobs[at], outcomes[at], several=several) for at in sorted(outcomes))
        problems += filter(None, found)
        for problem in problems:
            say(problem)
        if len(outcomes) < len(jobs):
            listed = update_catalogue(out) and (out / "index.html").is_file()
            where = f"; {out / 'index.html'} lists the runs" if listed else ""
            say(f"cancelled after {len(outcomes):,} of {total:,}{where}")
        elif problems and total > 1:
            say(f"{len(problems):,} of {count(total, noun)} failed")
    runs = [outcome.folder for outcome in outcomes.values() if not isinstance(outcome, str)]
    pruned = _prune(out, keep, runs) if keep and runs else True
    return 0 if update_catalogue(out) and pruned and not problems else 1


def _jobs(batches: Sequence[Batch], sources: Iterable[str]) -> tuple[list[Job], list[str]]:
    """What is to be reported on, and why other articles cannot be.

    Standard input is read here: the processes that make reports have none. So is an article for several notebooks,
    and one of a file of many, which is then read once.
    """
    from readout.articles.article import read
    from readout.articles.contents import split_place
    from readout_app.runs.batch import Job
    from readout_app.runs.parameters import takes_many

    sources = tuple(sources)
    private, columns = batches[0].private, batches[0].columns
    at_once = [batch for batch in batches if takes_many(batch.notebook)]
    one_by_one = [batch for batch in batches if batch not in at_once]
    jobs, problems = _jobs_of_many(at_once, sources)
    for name, error in name_articles(sources, columns) if one_by_one else ():
        try:
            if error:
                raise error
            is_read_here = name == "-" or len(one_by_one) > 1 or split_place(name)[1]
            article = read(name, private=private, columns=columns) if is_read_here else None
            jobs += [Job(batch, name, article) for batch in one_by_one]
        except ValueError as problem:
            problems.append(str(problem))
    return jobs, problems


def _jobs_of_many(batches: Sequence[Batch], sources: tuple[str, ...]) -> tuple[list[Job], list[str]]:
    """What notebooks that take many articles at once are run over: each corpus by itself, all articles together."""
    from readout.articles.article import read
    from readout.articles.files import find_file
    from readout.resources import shipped
    from readout_app.runs.batch import Job
    from readout_app.runs.collection import Collection, is_corpus

    if not batches:
        return [], []
    problems, articles = list[str](), []
    corpora = [find_file(source) for source in sources if is_corpus(source)]
    collections = [Collection(corpus=corpus, sources=(corpus.name,)) for corpus in corpora]
    others = [source for source in sources if not is_corpus(source)]
    private, columns = batches[0].private, batches[0].columns
    for name, error in name_articles((each or str(shipped("articles")) for each in others), columns):
        try:
            if error:
                raise error
            articles.append(read(name, private=private, columns=columns))
        except ValueError as problem:
            problems.append(str(problem))
    if articles:
        called = (shown_address(source) if "://" in source else Path(source).name for source in others)
        collections.append(Collection(tuple(articles), sources=tuple(filter(None, called))))
    named = [(each, ", ".join(each.sources)) for each in collections]
    return [Job(batch, source, each) for batch in batches for each, source in named], problems


def _run_jobs(jobs: list[Job], workers: int, outcomes: dict[int, Run | str]) -> None:
    """Fill in the outcomes, and print each page as soon as those before it are printed."""
    from readout_app.runs.batch import run_batch
    from readout_app.runs.execution import term_raises

    printed = 0
    try:
        with term_raises(), progress(len(jobs), "report") as bar:
            for at, outcome in run_batch(jobs, workers):
                outcomes[at] = outcome
                bar.update()
                while printed in outcomes:
                    with bar.external_write_mode():
                        _print_page(outcomes[printed])
                    printed += 1
    finally:
        for at in sorted(at for at in outcomes if at >= printed):
            _print_page(outcomes[at])


def _print_page(outcome: Run | str) -> None:
    """Print the path of the page, and say where it is a large one; reports are made to their end also where nobody
    reads on (`| head -1`).
    """
    from readout_app.archive.checks import LIMIT  # late, as the runs are

    if isinstance(outcome, str):
        return
    try:
        click.echo(outcome.page)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if outcome.page.is_file() and (size := outcome.page.stat().st_size) > LIMIT:
        say(f"{outcome.page}: it has {size / 1e6:.1f} MB, more than readout verify allows; let the notebook show less")


def _problem(job: Job, outcome: Run | str, *, several: bool) -> str:
    """One line: what failed (of `several` notebooks, in which), why, and where its page is; "" where nothing did."""
    if isinstance(outcome, str) or not outcome.error:
        return outcome if isinstance(outcome, str) else ""
    name = shown_address(job.source) or "the bundled article"
    name += f", {job.batch.notebook.stem}" if several else ""
    return f"{name}: {outcome.error}; see {outcome.page}"


def _prune(out: Path, keep: int, spared: list[Path]) -> bool:
    """Remove older runs, or say why they stay."""
    from readout_app.archive.listing import prune_runs

    try:
        prune_runs(out, keep, spared=spared)
    except OSError as error:
        say(f"{out}: older runs cannot be removed ({error.strerror}); check who may write there")
        return False
    return True


def update_catalogue(out: Path) -> bool:
    """Make the catalogue anew, or say why it cannot be written; without a run there is nothing to list."""
    from readout_app.archive.catalogue import is_reports_folder, rebuild_catalogue

    try:
        if out.is_dir() and is_reports_folder(out):
            rebuild_catalogue(out)
    except (OSError, ValueError) as error:
        say(f"{out}: the catalogue cannot be written ({error})")
        return False
    return True
