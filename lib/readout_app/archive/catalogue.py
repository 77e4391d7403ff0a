"""The catalogue of a reports folder: pages that list its runs, and a feed of the newest."""

import os
import re
import secrets
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from markupsafe import Markup

from readout.errors import UserError
from readout.frames import group_rows
from readout.resources import FOLDER
from readout.text import one_line
from readout.wording import capitalize, english_list
from readout_app import TEMPLATES
from readout_app.archive.listing import RunSummary, list_runs, manifest_stamps
from readout_app.runs.folder import write_whole
from readout_app.runs.manifest import Summary
from readout_app.templates import fill_template

_PAGE_SIZE = 1500  # an article takes 2, each of its runs 1: less than 1 MB
_GROUP_SIZE = 25  # articles that are folded and unfolded as one
_OPEN = 10  # articles up to which groups after the first are unfolded too
_MOST_ENTRIES = 50  # of the feed
_MOST_TRIES = 5
_LEFT = 3600.0  # seconds after which what a cut-off call has left is cleared away
_GENERATOR = b'<meta name="generator" content="Readout catalogue">'
_NAMESPACE = uuid.UUID("6f0f9c1e-3c5b-5e0e-9a3c-5d7b1c0f6a11")  # Readout's own, so that names give ids
_FEED_ID = re.compile(rb"<id>(urn:uuid:[0-9a-f-]{36})</id>")


def rebuild_catalogue(out: Path) -> Path:
    """Write `index.html` and `feed.xml` of the reports folder from its manifests; return the page's path.

    Each file is the old one or the new one, never a part. Equal manifests give equal bytes. Above some
    500 articles the page has the newest, and beside it stands a page for each year (`index-2021.html`).
    Runs that end meanwhile are in it: it is written again where the manifests have changed. Raises UserError
    where there is no such folder, or one that has neither runs nor a catalogue.
    """
    if not out.is_dir():
        raise UserError(f"{out}: there is no such folder; name the folder that reports were written to")
    if not is_reports_folder(out):
        raise UserError(f"{out}: has no runs in it; name the folder that reports were written to")
    _clear_leftovers(out)
    for _ in range(_MOST_TRIES):
        before = manifest_stamps(out)
        runs, unreadable = list_runs(out)
        pages = _pages(runs, unreadable) | {"feed.xml": atom_feed(runs, _head(out / "feed.xml"))}
        for name, text in pages.items():
            write_whole(out / name, text.encode(), beside=f".catalogue-{os.getpid()}-{secrets.token_hex(4)}")
        for path in out.glob("index-*.html"):
            if path.name not in pages and _GENERATOR in _head(path):
                path.unlink(missing_ok=True)
        if manifest_stamps(out) == before:
            break
    return out / "index.html"


def is_reports_folder(out: Path) -> bool:
    """Return whether the folder has runs, or had some: then it has a catalogue."""
    return bool(manifest_stamps(out)) or _GENERATOR in _head(out / "index.html")


# Files that others may be reading or writing


def _head(path: Path) -> bytes:
    """The first bytes of a file, none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(1000)
    except OSError:
        return b""


def _clear_leftovers(out: Path) -> None:
    for path in out.glob(".catalogue-*"):
        if path.is_file() and time.time() - path.stat().st_mtime > _LEFT:
            path.unlink(missing_ok=True)


# The pages


def _pages(runs: Sequence[RunSummary], unreadable: Mapping[str, str]) -> dict[str, str]:
    """The pages by their file names: the index, and where it cannot hold all, those of each year."""
    articles = _articles(runs)
    newest, *rest = _split(articles) or [[]]
    years: list[dict[str, Any]] = []
    for year, group in groupby(articles if rest else [], key=lambda article: article["best"].day.year):
        for number, rows in enumerate(parts := _split(list(group)), 1):
            name = f"index-{year}{f'-{number}' if number > 1 else ''}.html"
            title = f"{year}, part {number}" if len(parts) > 1 else str(year)
            years.append({"page": name, "title": title, "rows": rows, "unreadable": []})
    folders = [(one_line(name, limit=100), why) for name, why in unreadable.items()]
    index = {"page": "index.html", "title": "", "rows": newest, "unreadable": folders}
    common = {
        "style": _style(),
        "parts": years,
        "articles": len(articles),
        "runs": len(runs),
        "stopped": sum(not run.done for run in runs),
        "newest": runs[0].started if runs else None,
    }
    return {
        page["page"]: fill_template("catalogue.html", common | _contents(page["rows"]) | page)
        for page in (index, *years)
    }


def _split(articles: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The articles of one page after the other: about five hundred, fewer where many have several runs."""
    pages: list[list[dict[str, Any]]] = []
    room = 0
    for article in articles:
        size = 2 + len(article["shown"]) + len(article["earlier"])
        if size > room:
            pages.append([])
            room = _PAGE_SIZE
        pages[-1].append(article)
        room -= size
    return pages


def _articles(runs: Iterable[RunSummary]) -> list[dict[str, Any]]:
    """One row for each article, by its day, newest first; `runs` are newest first."""
    rows = [_article(group) for group in group_rows(runs, lambda run: run.article).values()]
    newest = attrgetter("day", "started", "page")
    return sorted(rows, key=lambda row: newest(row["best"]), reverse=True)


def _article(runs: Sequence[RunSummary]) -> dict[str, Any]:
    """A row on one article, from its newest run that is done and found something; `runs` are newest first.

    Of each notebook the newest run is shown and the newest that is done; the others are folded away.
    """
    best = min(runs, key=lambda run: (not run.done, run.summary == Summary()))  # the first of equals
    by_notebook = group_rows(runs, attrgetter("notebook")).values()
    shown = {group[0].folder for group in by_notebook}
    shown |= {next((run for run in group if run.done), group[0]).folder for group in by_notebook}
    return {
        "best": best,
        "shown": [run for run in runs if run.folder in shown],
        "earlier": [run for run in runs if run.folder not in shown],
        "notes": dict(chain.from_iterable(_note_parameters(group).items() for group in by_notebook)),
    }


def _note_parameters(runs: Sequence[RunSummary]) -> dict[str, str]:
    """What sets the runs of one notebook over one article apart, by their folders: "top = 20"."""
    names = {name for run in runs for name in run.parameters}
    differing = sorted(name for name in names if len({run.parameters.get(name) for run in runs}) > 1)
    return {run.folder: ", ".join(f"{name} = {run.parameters.get(name, 'none')}" for name in differing) for run in runs}


def _contents(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The rows by month, in groups that are not too long, and lists by outlet, by notebook, and of what is not done."""
    groups: list[dict[str, Any]] = []
    for day, month in groupby(rows, key=lambda row: row["best"].day.replace(day=1)):
        articles = list(month)
        parts = [articles[at : at + _GROUP_SIZE] for at in range(0, len(articles), _GROUP_SIZE)]
        for number, part in enumerate(parts, 1):
            name = f"{day:%B %Y}{f', part {number} of {len(parts)}' if len(parts) > 1 else ''}"
            place = f"m{day.isoformat()[:7]}{f'-{number}' if number > 1 else ''}"
            is_open = not groups or sum(len(group["rows"]) for group in groups) + len(part) <= _OPEN
            groups.append({"id": place, "name": name, "rows": part, "open": is_open})
    runs = [run for row in rows for run in row["shown"]]
    lists = {
        "outlet": _by_name((row["best"] for row in rows), attrgetter("outlet")),
        "notebook": _by_name(runs, attrgetter("notebook")),
        "state": _by_name((run for run in runs if not run.done), attrgetter("status")),
    }
    return {"groups": groups, "lists": {name: entries for name, entries in lists.items() if entries}}


def _by_name(runs: Iterable[RunSummary], name: Callable[[RunSummary], str]) -> dict[str, list[RunSummary]]:
    """The runs by a name of each, names in alphabetical order; what has no name is left out."""
    return dict(sorted(group_rows(filter(name, runs), name).items(), key=lambda item: item[0].casefold()))


def _style() -> Markup:
    files = (FOLDER / "style.css", TEMPLATES / "catalogue.css")
    return Markup("\n".join(path.read_text(encoding="utf-8") for path in files))


# The feed


def atom_feed(runs: Sequence[RunSummary], before: bytes = b"") -> str:
    """The newest runs as an Atom feed (RFC 4287); `runs` are newest first.

    An entry's id comes from its folder's name and its article, so the same run has the same id for ever. The
    feed keeps the id that it has in `before`, the feed as it stood; a first one takes that of its oldest run.
    """
    known = _FEED_ID.search(before[:1000])
    oldest = f"feed {runs[-1].page} {runs[-1].article}" if runs else "feed"
    entries = [
        {"run": run, "id": _urn(f"run {run.page} {run.article}"), "summary": _feed_summary(run)}
        for run in runs[:_MOST_ENTRIES]
    ]
    about = {
        "id": known[1].decode() if known else _urn(oldest),
        "updated": max((run.ended for run in runs), default=datetime.fromtimestamp(0, UTC)),
        "entries": entries,
    }
    return fill_template("feed.xml", about)


def _feed_summary(run: RunSummary) -> str:
    """What was found, or why nothing was."""
    if not run.done:
        where = f" in cell {run.cell}" if run.cell else ""
        return capitalize(f"{run.status}{where}: {run.error or 'no reason is recorded'}")
    keyphrases = english_list(run.summary.keyphrases)
    parts = [run.summary.tie, f"Keyphrases: {keyphrases}" if keyphrases else ""]
    return " ".join(f"{part}." for part in parts if part) or "The report is done."


def _urn(name: str) -> str:
    return uuid.uuid5(_NAMESPACE, name).urn
