"""The command line: `readout report`, `index`, `verify` and `lab`, and the commands of `datacommands`."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from readout import __version__
from readout.errors import UserError
from readout.resources import shipped
from readout_app.cli_data import analyze, diff, schema
from readout_app.cli_schedule import schedule
from readout_app.messages import WRONG_CALL, fail, private_option, say, workers_option


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="readout")
def main() -> None:
    """Turn news articles into reports on their tone, the stance of everyone in them, and their keywords.

    ARTICLE is a path (.txt .md .html), a folder, an http(s) address, or - for standard input.
    """


@main.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option(
    "--notebook", "name", default="briefing", show_default=True, help="Which notebook to run, or its path."
)
@click.option(
    "-p", "pairs", nargs=2, multiple=True, metavar="NAME VALUE", help="Set a parameter of the notebook."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    show_default=True,
    help="Where to.",
)
@workers_option
@click.option("--again", is_flag=True, help="Run again what has been run with equal inputs.")
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Keep the newest N runs of each article and notebook; the last good one always stays.",
)
@click.option("--pdf", is_flag=True, help="Also print each page as a PDF, by an installed Chromium.")
@click.option(
    "--timeout",
    type=click.IntRange(1),
    default=600,
    show_default=True,
    metavar="SECONDS",
    help="How long a run may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(64),
    default=4096,
    show_default=True,
    metavar="MIB",
    help="How much memory a run may hold.",
)
@private_option
@click.option("--help-notebook", metavar="NAME", help="Print the parameters of a notebook, and stop.")
def report(
    articles: tuple[str, ...],
    name: str,
    pairs: tuple[tuple[str, str], ...],
    out: Path,
    workers: int,
    again: bool,
    keep: int | None,
    pdf: bool,
    timeout: int,
    memory: int,
    private: bool,
    help_notebook: str | None,
) -> None:
    """Run a notebook over each article and print the path of each report.

    Without ARTICLE the bundled article is read. What has been run with equal inputs is not run again.
    """
    from readout_app.cli_report import make
    from readout_app.runs import pdf as browser
    from readout_app.runs import run as reports  # jupyter_client takes its time: other commands need not wait
    from readout_app.runs.batch import Batch
    from readout_app.runs.kernel import Limits
    from readout_app.runs.parameters import coerce_values, read_parameters

    try:
        if help_notebook:
            for one in read_parameters(reports.find_notebook(help_notebook)):
                click.echo(f"{one.name}: {one.type} = {one.default!r}  {one.help}")
            return
        notebook = reports.find_notebook(name)
        given = coerce_values(notebook, _once(pairs))
        if "article" in given:
            raise UserError(
                '-p article: the article is an argument of its own; write "readout report ARTICLE"'
            )
        reports.check_parameters(notebook, given)
        if pdf:
            browser.program()
    except ValueError as error:
        fail(error, WRONG_CALL)
    how = reports.RunOptions(Limits(timeout, memory), again, pdf)
    sys.exit(make(Batch(notebook, given, out, how, private), articles or ("",), workers, keep))


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(options: tuple[str, ...]) -> None:
    """Open JupyterLab on the notebooks; OPTIONS go to JupyterLab."""
    sys.exit(subprocess.call([sys.executable, "-m", "jupyterlab", str(shipped("notebooks")), *options]))


@main.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("reports"))
def index(folder: Path) -> None:
    """Rebuild the catalogue of a reports folder (index.html, feed.xml) and print its path.

    DIR is the folder that reports were written to, by default reports.
    """
    from readout_app.archive.catalogue import rebuild_catalogue

    try:
        click.echo(rebuild_catalogue(folder))
    except ValueError as error:
        fail(error, WRONG_CALL)
    except OSError as error:
        fail(
            f"{folder}: the catalogue cannot be written there ({error.strerror}); "
            "free some space, or move what bears the name of index.html or feed.xml",
            1,
        )


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--no-browser", is_flag=True, help="Do not open pages in Chromium.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="BYTES", help="What a page may weigh; default: 1,000,000."
)
def verify(paths: tuple[Path, ...], no_browser: bool, limit: int | None) -> None:
    """Check pages, and run folders against their recorded hashes; print each fault.

    PATH is a page or a run folder. Pages are checked for safety and form; those without a fault are then opened
    in Chromium, from disk and offline, which checks accessibility too.
    """
    from readout_app.archive import checks
    from readout_app.archive.browser_checks import missing_for_browser

    try:
        for path in paths:
            checks.require_page_or_run(path)
        missing = "" if no_browser else missing_for_browser()
    except ValueError as error:
        fail(error, WRONG_CALL)
    failed, in_browser = False, not (no_browser or missing)
    try:
        for fault in checks.check_paths(paths, limit=limit or checks.LIMIT, in_browser=in_browser):
            failed = True
            click.echo(fault)
    except ValueError as error:
        fail(error, 1)
    if not in_browser:
        why = f"that needs {missing}" if missing else "--no-browser"
        say(f"only safety, form and hashes were checked; no page was opened in a browser ({why})")
    sys.exit(1 if failed else 0)


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise UserError(f"-p {name}: given twice; give it once")
        found[name] = value
    return found


for command in (analyze, schema, diff, schedule):
    main.add_command(command)
