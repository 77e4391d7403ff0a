"""`readout analyze --format parquet`: articles into a corpus, by processes of this machine or by a cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn

import click

from readout_app.messages import WRONG_CALL, fail, name_articles, progress, say

WORTH_A_PROCESS = 10  # articles: a process takes its time to load the model


def run_corpus(sources: Sequence[str], out: Path, **options: Any) -> NoReturn:
    """Add articles to a corpus, print its path, and end the program: with 0 if all are in it, 1 if some failed.

    What fails is said on standard error, and is a row of the corpus. Where a signal ends it (Ctrl-C: 130, TERM: 143),
    what is done is kept, and the same call goes on from there. The options are those of the command.
    """
    from readout_app.runs.execution import term_raises

    try:
        with term_raises():
            failed = _add(sources, out, **options)
    except ValueError as error:
        fail(error, WRONG_CALL)
    except OSError as error:
        fail(f"{out}: cannot be written ({error.strerror}); free some space, or give another --out", 1)
    except (KeyboardInterrupt, SystemExit) as end:
        say(f"ended; what is done is in {out}, and the same call goes on from there")
        sys.exit(130 if isinstance(end, KeyboardInterrupt) else end.code)
    click.echo(out)
    sys.exit(1 if failed else 0)


def _add(sources: Sequence[str], out: Path, *, cluster: str, workers: int, **options: Any) -> int:
    """Add the articles, say what came of it, and return how many failed."""
    from readout.corpus.corpus import Corpus
    from readout.corpus.parallel import open_cluster

    corpus, names = Corpus(out), list(_names(sources, options["columns"]))
    with (
        open_cluster(cluster) if cluster else nullcontext() as executor,
        progress(len(names), "article", with_rate=True) as bar,
    ):

        def note(source: str, problem: str) -> None:
            if problem:
                with bar.external_write_mode():
                    say(f"{source}: {problem}")
            bar.update()

        few = 1 + len(names) // WORTH_A_PROCESS
        added = corpus.add(names, workers=min(workers, few), executor=executor, on_done=note, **options)
    say(f"{out}: {added}")
    if added.outdated and not options["again"]:
        are, it = ("is", "it") if added.outdated == 1 else ("are", "them")
        say(f"{added.outdated:,} {are} as another version, or other options, found {it}; --again renews {it}")
    return added.failed


def _names(sources: Sequence[str], columns: Mapping[str, str]) -> Iterator[str | tuple[str, ValueError]]:
    """The articles and the saved runs that the sources name, or a source that names none, with why."""
    from readout.corpus.rows import find_runs, name_contents

    for source in sources:
        if find_runs(source):
            yield from name_contents(source, columns)
        else:
            yield from ((name, error) if error else name for name, error in name_articles([source], columns))
