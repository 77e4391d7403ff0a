"""The catalogue of a reports folder: pages that list its runs, and a feed of the newest."""

import os
import secrets
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from readout.errors import UserError
from readout.evidence.sparkline import sparkline, told
from readout.resources import FOLDER
from readout.wording import signed, tone_in_words
from readout_app import TEMPLATES
from readout_app.archive.atom_feed import feed
from readout_app.archive.listing import Listed, Unreadable, listing, plain, stamps
from readout_app.runs.folder import written
from readout_app.templates import render

_ROOM = 3000  # of a page: a row takes 2, each of its runs 1; 2 MB at most, but for one article of thousands of runs
_LISTED = 40  # sources that the list at the head of a page can show
_ROUNDS = 5
_LEFT = 3600.0  # seconds after which what a cut-off call has left is cleared away
_OURS = b'<meta name="generator" content="Readout catalogue">'


def rebuild(out: Path) -> Path:
    """Writes `index.html` and `feed.xml` of the reports folder from its manifests; returns the page's path.

    Each file is the old one or the new one, never a part. Equal manifests give equal bytes. Above some
    1,000 articles the page has the newest, and beside it stands a page for each year (`index-2021.html`).
    Runs that end meanwhile are in it: it is written again where the manifests have changed. Raises ValueError
    where there is no such folder.
    """
    if not out.is_dir():
        raise UserError(f"{out}: there is no such folder; name the folder that reports were written to")
    _clear(out)
    for _ in range(_ROUNDS):
        before = stamps(out)
        runs, unreadable = listing(out)
        pages = _pages(runs, unreadable)
        for name, html in pages.items():
            _write(out / name, html.encode())
        _write(out / "feed.xml", feed(runs, _start(out / "feed.xml")))
        for path in out.glob("index-*.html"):
            if path.name not in pages and _OURS in _start(path):
                path.unlink(missing_ok=True)
        if stamps(out) == before:
            break
    return out / "index.html"


def _pages(runs: Sequence[Listed], unreadable: Sequence[Unreadable]) -> dict[str, str]:
    """The pages by their file names: the index, and where it cannot hold all, those of each year."""
    entries = _entries(runs)
    newest, *rest = _fitting(entries) or [[]]
    parts: list[dict[str, Any]] = []
    for year, group in groupby(entries if rest else [], key=lambda entry: entry["day"].year):
        for number, rows in enumerate(pages := _fitting(list(group)), 1):
            name = f"index-{year}{f'-{number}' if number > 1 else ''}.html"
            title = f"{year}, part {number}" if len(pages) > 1 else str(year)
            parts.append({"page": name, "title": title, "rows": rows})
    about = {
        "parts": parts,
        "articles": len(entries),
        "runs": len(runs),
        "stopped": sum(not run.done for run in runs),
        "newest": runs[0].started if runs else None,
    }
    named = [{"folder": plain(one.folder, 100), "reason": one.reason} for one in unreadable]
    index: dict[str, Any] = {"page": "index.html", "title": "", "rows": newest}
    return {
        part["page"]: render(
            "catalogue",
            about | _lists(part["rows"]) | part | {"unreadable": named * (part is index), "style": _style()},
        )
        for part in (index, *parts)
    }


def _fitting(entries: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of one page after the other: about a thousand articles, fewer where many have several runs."""
    pages: list[list[dict[str, Any]]] = []
    room = 0
    for entry in entries:
        size = 2 + len(entry["shown"]) + len(entry["earlier"])
        if size > room:
            pages.append([])
            room = _ROOM
        pages[-1].append(entry)
        room -= size
    return pages


def _entries(runs: Iterable[Listed]) -> list[dict[str, Any]]:
    """One row for each article, by its day, newest first; `runs` are newest first."""
    articles: dict[str, list[Listed]] = {}
    for run in runs:
        articles.setdefault(run.article, []).append(run)
    entries = [_entry(group) for group in articles.values()]
    return sorted(entries, key=lambda entry: (entry["day"], entry["started"], entry["page"]), reverse=True)


def _entry(runs: Sequence[Listed]) -> dict[str, Any]:
    """An article, told by the newest run that is done and found something; `runs` are newest first.

    Of each notebook the newest run is shown and the newest that is done; the others are folded away.
    """
    best = min(runs, key=lambda run: (not run.done, run.polarity is None))  # the first of equals
    notebooks: dict[str, list[Listed]] = {}
    for run in runs:
        notebooks.setdefault(run.notebook, []).append(run)
    shown = {
        one.folder
        for group in notebooks.values()
        for one in (group[0], next((run for run in group if run.done), group[0]))
    }
    return {
        "day": best.day,
        "dated": best.published is not None,
        "started": best.started,
        "page": best.page,
        "title": best.title,
        "source": best.source,
        "tone": f"{tone_in_words(best.polarity)} {signed(best.polarity)}"
        if best.polarity is not None
        else "",
        "line": sparkline(best.arc) if best.arc else "",
        "told": told(best.arc),
        "tie": best.tie,
        "keyphrases": ", ".join(best.keyphrases),
        "notebooks": list(notebooks),
        "shown": [run for run in runs if run.folder in shown],
        "earlier": [run for run in runs if run.folder not in shown],
        "stopped": not all(run.done for run in runs),
        "unfinished": sum(not run.done for run in runs if run.folder not in shown),
    }


def _lists(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows by month, and what can be chosen among them."""
    sources = _ranked(row["source"] for row in rows)
    notebooks = _ranked(name for row in rows for name in row["notebooks"])
    return {
        "months": [
            {"id": f"m{day.isoformat()[:7]}", "year": day.year, "name": f"{day:%B}", "rows": list(group)}
            for day, group in groupby(rows, key=lambda row: row["day"].replace(day=1))
        ],
        "sources": sources,
        "source_numbers": {name: number for number, (name, _) in enumerate(sources)},
        "notebooks": notebooks,
        "notebook_numbers": {name: number for number, (name, _) in enumerate(notebooks)},
        "bad": sum(row["stopped"] for row in rows),
    }


def _ranked(names: Iterable[str]) -> list[tuple[str, int]]:
    """The names with how often each stands, commonest first; what has no name is left out."""
    counted = Counter(name for name in names if name)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_LISTED]


@cache
def _style() -> Markup:
    files = (FOLDER / "style.css", TEMPLATES / "catalogue.css")
    return Markup("\n".join(path.read_text(encoding="utf-8") for path in files))


def _write(path: Path, content: bytes) -> None:
    """The file is the old one until the new one is whole; others may be writing it too. Equal bytes are left alone."""
    if path.is_file() and path.read_bytes() == content:
        return
    written(path, content, beside=f".catalogue-{os.getpid()}-{secrets.token_hex(4)}")


def _start(path: Path) -> bytes:
    """The first bytes of a file, none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(1000)
    except OSError:
        return b""


def _clear(out: Path) -> None:
    for path in out.glob(".catalogue-*"):
        if path.is_file() and time.time() - path.stat().st_mtime > _LEFT:
            path.unlink(missing_ok=True)
