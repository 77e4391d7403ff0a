"""The command line: `readout index` and `verify`, and the commands of the other `cli_` modules."""

import sys
from collections import Counter
from pathlib import Path

import click

from readout import __version__
from readout.text import one_line
from readout.wording import count
from readout_app.cli_common import WRONG_CALL, UserPath, exit_on_mistake, fail, file_option, out_option, progress, say
from readout_app.cli_data import analyze_articles, compare_articles, diff, schema
from readout_app.cli_lab import lab, make_notebook
from readout_app.cli_report import report
from readout_app.cli_schedule import schedule


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="readout")
def main() -> None:
    """Turn news articles into reports on their tone, the stance of everyone in them, and their keywords.

    ARTICLE is a path (.txt .md .html .pdf .docx .eml), a folder, an http(s) address, or - for standard input. It may
    be many: an export of Nexis, Factiva or ProQuest, a table with one a row (.csv .jsonl .parquet), @ and a file that
    lists them.
    """


@main.command()
@click.argument("folder", metavar="[DIR]", type=UserPath(), default=Path("reports"))
def index(folder: Path) -> None:
    """Rebuild the catalogue of a reports folder (index.html, feed.xml) and print its path.

    DIR is the folder that reports were written to, by default reports.
    """
    from readout_app.archive.catalogue import rebuild_catalogue

    try:
        with exit_on_mistake(WRONG_CALL):
            click.echo(rebuild_catalogue(folder))
    except OSError as error:
        mend = "free some space, or move what bears the name of index.html or feed.xml"
        fail(f"{folder}: the catalogue cannot be written there ({error.strerror}); {mend}", 1)


@main.command()
@file_option
@out_option
def doctor(file: Path, out: Path) -> None:
    """Say what is wrong with this installation, and the mend, a line for each thing.

    It ends with 1 if something in use cannot work. What is optional and not set up is a note.
    """
    from readout_app.doctor import examine

    wrong = 0
    for finding in examine(file, out):
        wrong += finding.level == "wrong"
        click.echo(f"{finding.level:<5}  {one_line(f'{finding.what}: {finding.text}')}")
    say(f"{count(wrong, 'thing')} to mend" if wrong else "all that is in use can work")
    sys.exit(1 if wrong else 0)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=UserPath(), metavar="PATH...")
@click.option("--no-browser", is_flag=True, help="Do not open pages in Chromium.")
@click.option("--limit", type=click.IntRange(min=1), metavar="BYTES", help="What a page may weigh; default: 1,000,000.")
def verify(paths: tuple[Path, ...], no_browser: bool, limit: int | None) -> None:
    """Check pages, and run folders against their recorded hashes; print each fault, and say what was checked.

    PATH is a page or a run folder. Pages are checked for safety and form; those without a fault are then opened
    in Chromium, from disk and offline, which checks accessibility too.
    """
    from readout_app.archive import checks
    from readout_app.archive.browser_checks import missing_for_browser

    with exit_on_mistake(WRONG_CALL):
        for path in paths:
            checks.require_page_or_run(path)
        missing = "" if no_browser else missing_for_browser()
    checked, in_browser, limit, faults = Counter[str](), not (no_browser or missing), limit or checks.LIMIT, 0
    with exit_on_mistake(1), progress(len(paths), "page") as bar:
        for fault in checks.check_paths(paths, checked, limit=limit, in_browser=in_browser, on_page=bar.update):
            with bar.external_write_mode():
                click.echo(fault)
            faults += 1
    say(f"{checks.describe_checked(checked, faults)}{f' (that needs {missing})' if missing else ''}")
    sys.exit(1 if faults else 0)


for command in (report, make_notebook, lab, analyze_articles, compare_articles, schema, diff, schedule):
    main.add_command(command)
