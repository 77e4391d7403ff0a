"""The newest runs as an Atom feed (RFC 4287)."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from readout.wording import capitalize, english_list, signed, tone_in_words
from readout_app.archive.listing import Listed

NEWEST = 50
_SPACE = uuid.UUID("6f0f9c1e-3c5b-5e0e-9a3c-5d7b1c0f6a11")  # Readout's own, so that names give ids
_ID = re.compile(rb"<id>(urn:uuid:[0-9a-f-]{36})</id>")


def feed(runs: Sequence[Listed], before: bytes = b"") -> bytes:
    """The feed of the runs, which are given newest first.

    An entry's id comes from its folder's name and its article, so the same run has the same id for ever. The
    feed keeps the id that it has in `before`, the feed as it stood; a first one takes that of its oldest run.
    """
    root = ElementTree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    known = _ID.search(before[:1000])
    first = f"feed {runs[-1].page} {runs[-1].article}" if runs else "feed"
    _add(root, "title", "Readout reports")
    _add(root, "id", known[1].decode() if known else _urn(first))
    _add(root, "updated", _time(max((run.ended for run in runs), default=datetime.fromtimestamp(0, UTC))))
    _add(_add(root, "author"), "name", "Readout")
    _add(root, "link", rel="self", href="feed.xml", type="application/atom+xml")
    _add(root, "link", rel="alternate", href="index.html", type="text/html")
    for run in runs[:NEWEST]:
        _entry(root, run)
    ElementTree.indent(root, " ")
    page: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return page + b"\n"


def _entry(root: ElementTree.Element, run: Listed) -> None:
    entry = _add(root, "entry")
    _add(entry, "title", f"{run.title} ({run.notebook}{'' if run.done else ', ' + run.status})")
    _add(entry, "id", _urn(f"run {run.page} {run.article}"))
    _add(entry, "updated", _time(run.ended))
    _add(entry, "published", _time(run.started))
    _add(entry, "link", rel="alternate", href=run.page, type="text/html")
    if run.source:
        _add(entry, "category", term=run.source)
    _add(entry, "summary", _summary(run), type="text")


def _summary(run: Listed) -> str:
    """What was found, or why nothing was."""
    if not run.done:
        return capitalize(run.stop)
    found = [
        f"Tone {tone_in_words(run.polarity)} ({signed(run.polarity)})" if run.polarity is not None else "",
        run.tie,
        f"Keyphrases: {english_list(run.keyphrases)}" if run.keyphrases else "",
    ]
    return " ".join(f"{part}." for part in found if part) or "The report is done."


def _add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    child.text = text
    return child


def _urn(name: str) -> str:
    return uuid.uuid5(_SPACE, name).urn


def _time(time: datetime) -> str:
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")
