"""The digest of a watch: what is new, what changed and what failed at one slot, as a mail in HTML and in text."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import fill
from typing import Any

from readout.text import one_line
from readout.wording import capitalize, day_in_words, number_in_words
from readout_app.runs.manifest import Summary
from readout_app.templates import fill_template

MOST_ENTRIES = 30  # of a part: readers of mail cut off what is longer than some 100 KB
_WIDTH = 72  # characters of a line of text
PARTS = ("new", "changed", "failed")


@dataclass(frozen=True)
class DigestEntry:
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
    """What a watch found at a slot, a time with its offset.

    `headline`: what changed most, a clause; "" where nothing did that can be said in one. `met`: the conditions of the
    watch that are met, a line each, with what meets them. `id` is the same whenever the same digest is made.
    """

    watch: str
    slot: datetime
    new: tuple[DigestEntry, ...] = ()
    changed: tuple[DigestEntry, ...] = ()
    failed: tuple[DigestEntry, ...] = ()
    headline: str = ""
    met: tuple[str, ...] = ()
    id: str = ""


def digest_headline(digest: Digest) -> str:
    """Return what changed most, else the count of the entries; no full stop."""
    return _isolate(one_line(digest.headline, limit=200)) or count_entries(digest)


def count_entries(digest: Digest) -> str:
    """Count the entries of each part: "Two new reports, one changed, one failed"; no full stop."""
    numbers = {part: len(getattr(digest, part)) for part in PARTS}
    first, *others = [part for part, number in numbers.items() if number] or [""]
    if not first:
        return "Nothing new, nothing changed, nothing failed"
    number, reports = number_in_words(numbers[first]), "report" if numbers[first] == 1 else "reports"
    start = f"nothing new, {number} failed" if first == "failed" else f"{number} {first} {reports}"
    return capitalize(", ".join([start, *(f"{number_in_words(numbers[part])} {part}" for part in others)]))


def digest_entries(digest: Digest) -> dict[str, list[DigestEntry]]:
    """Return the entries that a mail has, by part, the newest article first: of each part `MOST_ENTRIES`."""
    entries = {}
    for part in PARTS:
        by_title = sorted(getattr(digest, part), key=lambda entry: (entry.title.casefold(), str(entry.page)))
        by_day = sorted(by_title, key=lambda entry: entry.published or date.min, reverse=True)
        entries[part] = by_day[:MOST_ENTRIES]
    return entries


def digest_html(digest: Digest, links: Mapping[Path, str]) -> str:
    """Write the digest as a page that needs no style sheet to be read; everything in it is escaped.

    `links` says where the reader finds a page: an address of the web becomes a link, all else is named.
    """
    head = {"headline": digest_headline(digest), "about": _about(digest), "met": _met(digest)}
    return fill_template("digest.html", head | {"parts": _parts(digest, links)})


def digest_text(digest: Digest, links: Mapping[Path, str]) -> str:
    """Write the digest in lines of at most 72 characters; an address of the web or a file is never broken."""
    blocks = [_lines(line) for line in (digest_headline(digest), _about(digest), *_met(digest))]
    for part in _parts(digest, links):
        blocks += [part["title"].upper(), *map(_text_of_item, part["items"])]
        blocks += [_lines(part["rest"])] if part["rest"] else []
    return "\n\n".join(blocks) + "\n"


def _about(digest: Digest) -> str:
    slot = digest.slot.astimezone(UTC)
    watch = _isolate(one_line(digest.watch, limit=100))
    counted = f"; {count_entries(digest)[:1].lower()}{count_entries(digest)[1:]}" if digest.headline else ""
    return f"Watch {watch}, {day_in_words(slot.date().isoformat())}, {slot:%H:%M} UTC{counted}"


def _met(digest: Digest) -> list[str]:
    return [_isolate(one_line(line, limit=600)) for line in digest.met]


def _parts(digest: Digest, links: Mapping[Path, str]) -> list[dict[str, Any]]:
    """The parts that are not empty, in the words that both forms have."""
    parts = []
    for part, entries in digest_entries(digest).items():
        more = len(getattr(digest, part)) - len(entries)
        rest = f"{more:,} more {'stands' if more == 1 else 'stand'} in the catalogue of the reports folder."
        items = [_item(entry, links) for entry in entries]
        parts += [{"title": part.capitalize(), "items": items, "rest": rest if more else ""}] if items else []
    return parts


def _item(entry: DigestEntry, links: Mapping[Path, str]) -> dict[str, Any]:
    found = entry.summary or Summary()
    place = one_line(links.get(entry.page, ""), limit=2000) if entry.page else ""
    source = _isolate(one_line(entry.source, limit=100).rstrip("."))
    # what has neither source nor date, as a feed, says nothing
    day = day_in_words(entry.published.isoformat()) if entry.published else "no date" if source else ""
    lines = {
        "Strongest tie": _isolate(found.tie),
        "Keyphrases": ", ".join(map(_isolate, found.keyphrases)),
        "Report": place,
    }
    return {
        "title": _isolate(one_line(entry.title, limit=300) or "Untitled"),
        "where": ", ".join(filter(None, (source, day))),
        "notes": [_isolate(one_line(note, limit=1500)) for note in entry.notes if note.strip()],
        "lines": {label: value for label, value in lines.items() if value},
        "link": place if place.startswith(("https://", "http://")) else "",
    }


def _isolate(text: str) -> str:
    """The text; where some of it runs from right to left, so that it does not turn what stands beside it."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)
    return f"\u2068{text}\u2069" if turns else text


def _text_of_item(item: Mapping[str, Any]) -> str:
    title = item["title"]
    lines = [_lines(title, "* ", is_address=title.startswith(("https://", "http://", "/")))]
    lines += [_lines(line, "  ") for line in (item["where"], *item["notes"]) if line]
    for label, value in item["lines"].items():
        lines.append(_lines(f"{label}: {value}", "  ", is_address=label == "Report"))
    return "\n".join(lines)


def _lines(text: str, start: str = "", *, is_address: bool = False) -> str:
    """The text in lines; no word of an address is broken."""
    indent = " " * len(start)
    return fill(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=not is_address,
        break_on_hyphens=False,
    )
