"""The command line: `readout report`, `analyze`, `bench`, `schema`, `diff`, `index`, `verify` and `lab`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from readout import __version__
from readout.article import Article, expand, read
from readout.labelled import TASKS
from readout.resources import FOLDER, shipped
from readout.sheets import sheet

if TYPE_CHECKING:
    import pandas as pd

WRONG_CALL = 2
ARTICLES = click.argument("articles", nargs=-1, metavar="[ARTICLE]...")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="readout")
def main() -> None:
    """Turn news articles into reports on their tone, the stance of everyone in them, and their keywords.

    ARTICLE is a path (.txt .md .html), a folder, an http(s) address, or - for standard input.
    """


@main.command()
@ARTICLES
@click.option(
    "--notebook", "name", default="briefing", show_default=True, help="Which notebook to run, or its path."
)
@click.option(
    "-p", "pairs", nargs=2, multiple=True, metavar="NAME VALUE", help="Set a parameter of the notebook."
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("reports"), show_default=True, help="Where to."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(os.cpu_count() or 1, 4),
    help="How many run at once; default: one for each processor core, four at most.",
)
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
    help_notebook: str | None,
) -> None:
    """Run a notebook over each article and print the path of each report.

    Without ARTICLE the bundled article is read. What has been run with equal inputs is not run again.
    """
    from readout import report as reports  # jupyter_client takes its time: other commands need not wait
    from readout.batch import Batch
    from readout.limits import Limits
    from readout.making import make
    from readout.parameters import coerce, parameters

    try:
        if help_notebook:
            for one in parameters(reports.find(help_notebook)):
                click.echo(f"{one.name}: {one.type} = {one.default!r}  {one.help}")
            return
        notebook = reports.find(name)
        given = coerce(notebook, _once(pairs))
        if "article" in given:
            raise ValueError(
                '-p article: the article is an argument of its own; write "readout report ARTICLE"'
            )
    except ValueError as error:
        _fail(error, WRONG_CALL)
    how = reports.How(Limits(timeout, memory), again, pdf)
    sys.exit(make(Batch(notebook, given, out, how), articles or ("",), workers, keep))


@main.command()
@ARTICLES
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), help="A file for JSON, a folder for CSV; default: print."
)
@click.option("--aliases", default="", metavar="FILE", help="Your own names and corrections (tab-separated).")
@click.option(
    "--target", "targets", multiple=True, metavar="PHRASE", help="Stance towards this; may be repeated."
)
def analyze(
    articles: tuple[str, ...], form: str, out: Path | None, aliases: str, targets: tuple[str, ...]
) -> None:
    """Print what Readout finds in each article, as data.

    JSON of one article is one object; of several, one object a line, in their order. CSV is a folder with
    one file per table.
    """
    from readout import analysis

    if not articles:
        _fail('no ARTICLE; give a path, an address, or "-" for standard input', WRONG_CALL)
    if form == "csv" and not out:
        _fail("--format csv makes several tables; say in which folder with --out DIR", WRONG_CALL)
    failed = False
    results: list[dict[str, Any]] = []
    for _, article in _each(articles):
        try:
            if isinstance(article, ValueError):
                raise article
            results.append(analysis.analyze(article, aliases=aliases, asked=targets))
        except ValueError as error:
            failed = True
            click.echo(f"readout: {_line(error)}", err=True)
    try:
        if form == "csv" and out:
            _write_tables(out, [(found["article"]["id"], analysis.tables(found)) for found in results])
        elif results:
            _write_json(out, results, several=len(articles) > 1 or len(results) > 1)
    except OSError as error:
        _fail(f"{out}: cannot be written ({error.strerror}); give another --out", 1)
    sys.exit(1 if failed else 0)


@main.command()
@click.argument("task", type=click.Choice(TASKS), metavar="TASK")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--predictions",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Write what is predicted as JSON Lines.",
)
def bench(task: str, file: Path, predictions: Path | None) -> None:
    """Measure one analysis on a labelled FILE and print its figures, one a line.

    TASK is target-sentiment, directed-stance, mentions, syntax, acts, keyphrases, attribution or triplets.
    """
    from readout import bench as benches

    try:
        figures = benches.bench(task, file, predictions)
    except ValueError as error:
        _fail(_line(error), WRONG_CALL)
    except OSError as error:
        _fail(_line(error), 1)
    for name, figure in figures.items():
        click.echo(f"{name}  {figure:.3f}" if isinstance(figure, float) else f"{name}  {figure}")


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
    from readout import catalog

    try:
        click.echo(catalog.rebuild(folder))
    except ValueError as error:
        _fail(error, WRONG_CALL)
    except OSError as error:
        _fail(
            f"{folder}: the catalogue cannot be written there ({error.strerror}); "
            "free some space, or move what bears the name of index.html or feed.xml",
            1,
        )


@main.command()
def schema() -> None:
    """Print the JSON Schema of what `analyze` prints and of results.json."""
    click.echo((FOLDER / "results.schema.json").read_text(encoding="utf-8"), nl=False)


@main.command()
@click.argument("first", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("second", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(first: Path, second: Path, form: str) -> None:
    """Say what the second RUN found differently than the first.

    RUN is a run folder or a results.json. First in words, then as a table.
    """
    from readout.changes import told
    from readout.differences import differences, load

    try:
        found = differences(load(first), load(second))
    except ValueError as error:
        _fail(_line(error), 1)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if form == "json" else told(found))


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--no-browser", is_flag=True, help="Do not open pages in Chromium.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="BYTES", help="What a page may weigh; default: 1,000,000."
)
def verify(paths: tuple[Path, ...], no_browser: bool, limit: int | None) -> None:
    """Hold pages against the gate, and run folders against their recorded hashes; print each fault.

    PATH is a page or a run folder. A page without faults is then opened in Chromium, from disk, offline.
    """
    from readout import gate, opening
    from readout import verify as verifying

    missing = ""
    try:
        for path in paths:
            verifying.check(path)
        missing = "" if no_browser else opening.missing()
    except ValueError as error:
        _fail(_line(error), WRONG_CALL)
    failed = False
    try:
        for fault in verifying.faults(paths, limit=limit or gate.LIMIT, opened=not (no_browser or missing)):
            failed = True
            click.echo(fault)
    except ValueError as error:
        _fail(_line(error), 1)
    if missing:
        click.echo(f"readout: pages were not opened in a browser; that needs {missing}", err=True)
    sys.exit(1 if failed else 0)


def _each(sources: Iterable[str]) -> Iterator[tuple[str, Article | ValueError]]:
    """Each article with where it is from; where one cannot be read, the error in its place."""
    for given in sources:
        try:
            names = expand(given)
        except ValueError as error:
            yield given, error
            continue
        for source in names:
            try:
                yield source, read(source)
            except ValueError as error:
                yield source, error


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"-p {name}: given twice; give it once")
        found[name] = value
    return found


def _write_json(out: Path | None, results: list[dict[str, Any]], *, several: bool) -> None:
    indent = None if several else 1
    text = "\n".join(
        json.dumps(found, ensure_ascii=False, indent=indent, allow_nan=False) for found in results
    )
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", encoding="utf-8")
    else:
        click.echo(text)


def _write_tables(out: Path, results: list[tuple[str, "dict[str, pd.DataFrame]"]]) -> None:
    """One CSV file per table, the articles below each other, told apart by the column `article`."""
    out.mkdir(parents=True, exist_ok=True)
    for name in results[0][1] if results else ():
        for number, (identity, tables) in enumerate(results):
            frame = tables[name].copy()
            frame.insert(0, "article", identity)
            with (out / f"{name}.csv").open("a" if number else "w", encoding="utf-8", newline="\n") as file:
                file.write(sheet(frame, header=not number))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _fail(error: object, code: int) -> NoReturn:
    click.echo(f"readout: {error}", err=True)
    sys.exit(code)
