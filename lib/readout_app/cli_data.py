"""The commands that give findings as data: `readout analyze`, `compare`, `schema` and `diff`."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from readout.articles.article import read
from readout.errors import UserError
from readout.evidence.export import label_rows, to_csv
from readout.frames import records
from readout.resources import FOLDER
from readout_app.cli_common import (
    WRONG_CALL,
    UserPath,
    columns_option,
    exit_on_mistake,
    exit_when_ended,
    fail,
    name_articles,
    private_option,
    progress,
    say,
    workers_option,
)

if TYPE_CHECKING:
    from readout.analysis import Analysis

_WORTH_A_PROCESS = 10  # articles: a process takes its time to load the model
_TYPED = click.core.ParameterSource.COMMANDLINE


@click.command("analyze")
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("--format", "form", type=click.Choice(["json", "csv", "parquet"]), default="json", show_default=True)
@click.option("--out", type=UserPath(), help="A file for JSON, a folder for CSV and Parquet; default: print.")
@click.option("--aliases", default="", metavar="FILE", help="Your own names and corrections (tab-separated).")
@click.option("--target", "targets", multiple=True, metavar="PHRASE", help="Stance towards this; may be repeated.")
@click.option("--show-text", default="full", metavar="HOW", help="How much of the text: full, excerpts or none.")
@columns_option
@private_option
@workers_option
@click.option("--cluster", default="", metavar="ADDRESS", help="With Parquet: a Dask cluster that analyses.")
@click.option("--again", is_flag=True, help="With Parquet: renew what another version, or other options, found.")
def analyze_articles(
    articles: tuple[str, ...], form: str, out: Path | None, targets: tuple[str, ...], **options: Any
) -> None:
    """Print what Readout finds in each article, as data.

    ARTICLE is as for readout report. JSON of one article is one object; of several, one object a line, in their
    order. CSV is a folder with one file per table. Parquet is a corpus, by month: what is in it is not analysed again.
    """
    from readout.articles.redaction import check_show_text
    from readout.nlp.user_file import read_corrections

    if not articles:
        fail('no ARTICLE; give a path, an address, or "-" for standard input', WRONG_CALL)
    if form != "json" and not out:
        fail(f"--format {form} makes several tables; say in which folder with --out DIR", WRONG_CALL)
    context = click.get_current_context()
    own = [name for name in ("workers", "cluster", "again") if context.get_parameter_source(name) == _TYPED]
    if form != "parquet" and own:
        fail(f"--{own[0]} is for a corpus; add --format parquet, or leave it out", WRONG_CALL)
    if form == "parquet" and targets:
        fail("--target: a corpus has no table for it; leave it out, or take --format json", WRONG_CALL)
    with exit_on_mistake(WRONG_CALL):
        read_corrections(options["aliases"])
        check_show_text(options["show_text"])
    if form == "parquet" and out:
        _run_corpus(articles, out, **options)
    sys.exit(1 if _print_findings(articles, form, out, targets, options) else 0)


def _print_findings(
    articles: tuple[str, ...], form: str, out: Path | None, targets: tuple[str, ...], options: Mapping[str, Any]
) -> bool:
    """Print, or write, what is found, as JSON or CSV; return whether some article failed."""
    from readout.analysis import analyze as analyse

    failed = False
    results: list[Analysis] = []
    named = list(name_articles(articles, options["columns"]))
    with progress(len(named), "article") as bar:
        for source, unnamed in named:
            try:
                if unnamed:
                    raise unnamed
                article = read(source, private=options["private"], columns=options["columns"])
                how = {name: options[name] for name in ("aliases", "show_text")}
                results.append(analyse(article, targets=targets, **how))
            except ValueError as problem:
                failed = True
                with bar.external_write_mode():
                    say(problem)
            bar.update()
    try:
        if form == "csv" and out:
            _write_tables(out, results)
        elif results:
            _write_json(out, results, several=len(named) > 1)
    except OSError as error:
        fail(f"{out}: cannot be written ({error.strerror}); give another --out", 1)
    return failed


def _run_corpus(sources: Sequence[str], out: Path, **options: Any) -> NoReturn:
    """Add articles to a corpus, print its path, and end the program: with 0 if all are in it, 1 if some failed.

    What fails is said on standard error, and is a row of the corpus. Where a signal ends it (Ctrl-C: 130, TERM: 143),
    what is done is kept, and the same call goes on from there. The options are those of the command.
    """
    try:
        with exit_when_ended(f"ended; what is done is in {out}, and the same call goes on from there"):
            failed = _add_to_corpus(sources, out, **options)
    except ValueError as error:
        fail(error, WRONG_CALL)
    except OSError as error:
        fail(f"{out}: cannot be written ({error.strerror}); free some space, or give another --out", 1)
    click.echo(out)
    sys.exit(1 if failed else 0)


def _add_to_corpus(sources: Sequence[str], out: Path, *, cluster: str, workers: int, **options: Any) -> int:
    """Add the articles, say what came of it, and return how many failed."""
    from readout.corpus.corpus import Corpus
    from readout.corpus.parallel import open_cluster

    corpus, names = Corpus(out), list(_corpus_names(sources, options["columns"]))
    with (
        open_cluster(cluster) if cluster else nullcontext() as executor,
        progress(len(names), "article", with_rate=True) as bar,
    ):

        def note(source: str, problem: str) -> None:
            if problem:
                with bar.external_write_mode():
                    say(f"{source}: {problem}")
            bar.update()

        few = 1 + len(names) // _WORTH_A_PROCESS
        added = corpus.add(names, workers=min(workers, few), executor=executor, on_done=note, **options)
    say(f"{out}: {added}")
    if added.outdated and not options["again"]:
        are, it = ("is", "it") if added.outdated == 1 else ("are", "them")
        say(f"{added.outdated:,} {are} as another version, or other options, found {it}; --again renews {it}")
    return added.failed


def _corpus_names(sources: Sequence[str], columns: Mapping[str, str]) -> Iterator[str | tuple[str, ValueError]]:
    """The articles and the saved runs that the sources name, or a source that names none, with why."""
    from readout.corpus.rows import find_runs, name_contents

    for source in sources:
        if find_runs(source):
            yield from name_contents(source, columns)
        else:
            yield from ((name, error) if error else name for name, error in name_articles([source], columns))


@click.command("compare")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--aliases", default="", metavar="FILE", help="Your own names and corrections (tab-separated).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@private_option
def compare_articles(first: str, second: str, aliases: str, form: str, private: bool) -> None:
    """Say what two articles say differently: ties, tones towards actors, speakers and keyphrases."""
    from readout.analysis import analyze as analyse
    from readout.comparison import compare
    from readout_app.archive.diff import describe_comparison

    found: list[Analysis] = []
    with exit_on_mistake(1), progress(2, "article") as bar:
        names = [source for source, _ in name_articles([first, second])]
        if len(names) > 2:
            raise UserError(f"these are {len(names):,} articles; name two of them, as {names[-1]}")
        for source in names:
            found.append(analyse(read(source, private=private), aliases=aliases))
            bar.update()
    frame = compare(found[0], found[1])
    if form == "json":
        click.echo(frame.to_json(orient="records", force_ascii=False, indent=1))
    else:
        click.echo(describe_comparison([each.article for each in found], records(frame)))


@click.command()
def schema() -> None:
    """Print the JSON Schema of what `analyze` prints and of results.json."""
    click.echo((FOLDER / "results.schema.json").read_text(encoding="utf-8"), nl=False)


@click.command()
@click.argument("first", metavar="RUN", type=UserPath())
@click.argument("second", metavar="RUN", type=UserPath())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(first: Path, second: Path, form: str) -> None:
    """Say what the second RUN found differently than the first.

    RUN is a run folder or a results.json.
    """
    from readout_app.archive.diff import describe_changes, diff_runs, load_results

    with exit_on_mistake(1):
        changes = diff_runs(load_results(first), load_results(second))
    if first.resolve() == second.resolve():
        say(f"{first} and {second} are one run; compare two of those that index.html lists")
    click.echo(json.dumps(changes, ensure_ascii=False, indent=1) if form == "json" else describe_changes(changes))


def _write_json(out: Path | None, results: "list[Analysis]", *, several: bool) -> None:
    indent = None if several else 1
    text = "\n".join(analysis.to_json(indent=indent) for analysis in results)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", encoding="utf-8")
    else:
        click.echo(text)


def _write_tables(out: Path, results: "list[Analysis]") -> None:
    """One CSV file per table, the articles below each other, told apart by the first columns."""
    out.mkdir(parents=True, exist_ok=True)
    for name in results[0].tables if results else ():
        texts = [label_rows(to_csv(each.tables[name]), each.article) for each in results]
        heads = texts[0].partition("\n")[0] + "\n"
        rows = (text.removeprefix(heads) for text in texts)
        (out / f"{name}.csv").write_text(heads + "".join(rows), encoding="utf-8", newline="\n")
