"""What a watch found at one slot: what is new, what changed and what failed, as a mail in HTML and in text."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import fill
from typing import Any

from readout.evidence.sparkline import describe_arc
from readout.text import one_line
from readout.wording import capitalize, day_in_words, number_in_words, signed, tone_in_words
from readout_app.runs.manifest import Summary
from readout_app.templates import render

MOST = 30  # entries of a part are shown: readers of mail cut off what is longer than some 100 KB
WIDTH = 72  # characters of a line of text
_PARTS = ("new", "changed", "failed")


@dataclass(frozen=True)
class Entry:
    """An article of a digest: its page if there is one, and the summary of its manifest.

    `notes`: of a changed article what differs, a line each; of a failure why.
    """

    title: str
    source: str
    published: date | None
    page: Path | None
    summary: Summary | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Digest:
    """What a watch found at a slot, a time with its offset."""

    watch: str
    slot: datetime
    new: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    failed: tuple[Entry, ...] = ()


def headline(digest: Digest) -> str:
    """How many there are of each: "Two new reports, one changed, one failed"; no full stop."""
    numbers = {part: len(getattr(digest, part)) for part in _PARTS}
    first, *others = [part for part, number in numbers.items() if number] or [""]
    if not first:
        return "Nothing new, nothing changed, nothing failed"
    number, reports = number_in_words(numbers[first]), "report" if numbers[first] == 1 else "reports"
    start = f"nothing new, {number} failed" if first == "failed" else f"{number} {first} {reports}"
    return capitalize(", ".join([start, *(f"{number_in_words(numbers[part])} {part}" for part in others)]))


def shown(digest: Digest) -> dict[str, list[Entry]]:
    """The entries that the mail shows, by part, the newest article first; of each part the first `MOST`."""
    return {part: _sorted(getattr(digest, part))[:MOST] for part in _PARTS}


def html(digest: Digest, links: Mapping[Path, str]) -> str:
    """The digest as a page of its own, which needs no style sheet to be read; everything in it is escaped.

    `links` says where the reader finds a page: an address of the web becomes a link, all else is named.
    """
    parts = _parts(digest, links)
    return render("digest.html", {"headline": headline(digest), "about": _about(digest), "parts": parts})


def text(digest: Digest, links: Mapping[Path, str]) -> str:
    """The digest as text in lines of at most 72 characters; an address of the web or a file is never broken."""
    blocks = [_filled(headline(digest)), _filled(_about(digest))]
    for part in _parts(digest, links):
        blocks.append(part["title"].upper())
        blocks += [_item(item) for item in part["items"]]
        blocks += [_filled(part["rest"])] if part["rest"] else []
    return "\n\n".join(blocks) + "\n"


def _about(digest: Digest) -> str:
    slot = digest.slot.astimezone(UTC)
    watch = _isolated(one_line(digest.watch, limit=100))
    return f"Watch {watch}, {day_in_words(slot.date().isoformat())}, {slot:%H:%M} UTC"


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    by_title = sorted(entries, key=lambda entry: (entry.title.casefold(), str(entry.page), entry.notes))
    return sorted(by_title, key=lambda entry: entry.published or date.min, reverse=True)


def _parts(digest: Digest, links: Mapping[Path, str]) -> list[dict[str, Any]]:
    """The parts that are not empty, in the words that both forms have."""
    return [
        {
            "title": part.capitalize(),
            "items": [_told(entry, links) for entry in entries],
            "rest": _rest(len(getattr(digest, part)) - len(entries)),
        }
        for part, entries in shown(digest).items()
        if entries
    ]


def _rest(more: int) -> str:
    if more <= 0:
        return ""
    return f"{more:,} more {'stands' if more == 1 else 'stand'} in the catalogue of the reports folder."


def _told(entry: Entry, links: Mapping[Path, str]) -> dict[str, Any]:
    found = entry.summary or Summary()
    place = one_line(links.get(entry.page, ""), limit=2000) if entry.page else ""
    source = _isolated(one_line(entry.source, limit=100).rstrip("."))
    lines = {
        "Tone": _tone(found.polarity, found.tone),
        "Strongest tie": _isolated(found.tie),
        "Keyphrases": ", ".join(map(_isolated, found.keyphrases)),
        "Report": place,
    }
    return {
        "title": _isolated(one_line(entry.title, limit=300) or "Untitled"),
        "where": _where(source, entry.published),
        "notes": [_isolated(one_line(note, limit=1500)) for note in entry.notes if note.strip()],
        "lines": {label: value for label, value in lines.items() if value},
        "link": place if place.startswith(("https://", "http://")) else "",
    }


def _where(source: str, published: date | None) -> str:
    """The source and the date; what has neither, as a feed, says nothing."""
    when = day_in_words(published.isoformat()) if published else "no date" if source else ""
    return ", ".join(filter(None, (source, when)))


def _tone(polarity: float | None, arc: Sequence[float]) -> str:
    """The tone in the words of the catalogue."""
    if polarity is None:
        return ""
    said, course = f"{tone_in_words(polarity)} {signed(polarity)}", describe_arc(arc) if arc else ""
    if course == f"{tone_in_words(polarity)} throughout":
        return f"{said} throughout"
    return f"{said}, from start to end {course}" if course else said


def _isolated(text: str) -> str:
    """The text; where some of it runs from right to left, so that it does not turn around what stands beside it."""
    turns = any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in text)
    return f"\u2068{text}\u2069" if turns else text


def _item(item: Mapping[str, Any]) -> str:
    title = item["title"]
    lines = [_filled(title, "* ", whole=title.startswith(("https://", "http://", "/")))]
    lines += [_filled(one, "  ") for one in (item["where"], *item["notes"]) if one]
    lines += [
        _filled(f"{label}: {value}", "  ", whole=label == "Report") for label, value in item["lines"].items()
    ]
    return "\n".join(lines)


def _filled(text: str, start: str = "", *, whole: bool = False) -> str:
    """The text in lines; `whole`: no word of it is broken."""
    return fill(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=not whole,
        break_on_hyphens=False,
    )
