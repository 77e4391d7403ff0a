"""The digest of a watch: what is new, what changed and what failed at one slot, as a mail in HTML and in text.

Those that were sent are kept as data, so that one can be sent again as it was.
"""

import json
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import fill
from typing import Any, Literal

from pydantic import TypeAdapter

from readout.errors import UserError
from readout.text import one_line
from readout.wording import capitalize, day_in_words, number_in_words
from readout_app.runs.folder import write_whole
from readout_app.runs.manifest import Summary
from readout_app.schedule.history import watch_folder
from readout_app.templates import fill_template

MOST_ENTRIES = 30  # of a part: readers of mail cut off what is longer than some 100 KB
_WIDTH = 72  # characters of a line of text
PARTS = ("new", "changed", "failed")


@dataclass(frozen=True)
class DigestEntry:
    """An article of a digest: its page if there is one, and the summary of its manifest.

    `notes`: of a changed article what differs, a line each; of a failure why. `key`: of its item, or of its problem.
    """

    title: str
    source: str
    published: date | None
    page: Path | None
    summary: Summary | None
    notes: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Digest:
    """What a watch found at a slot, a time with its offset.

    `headline`: what changed most, a clause; "" where nothing did that can be said in one. `met`: the conditions of the
    watch that are met, a line each, with what meets them. `id` is the same whenever the same digest is made. `to`:
    which addresses of the watch get it.
    """

    watch: str
    slot: datetime
    new: tuple[DigestEntry, ...] = ()
    changed: tuple[DigestEntry, ...] = ()
    failed: tuple[DigestEntry, ...] = ()
    headline: str = ""
    met: tuple[str, ...] = ()
    id: str = ""
    to: Literal["to", "failures"] = "to"

    @property
    def keys(self) -> set[str]:
        """The keys of what it tells of."""
        return {entry.key for part in PARTS for entry in getattr(self, part)}


def digest_headline(digest: Digest) -> str:
    """Return what changed most, else the count of the entries; no full stop."""
    return _isolate(one_line(digest.headline, limit=200)) or _count_entries(digest)


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


def _count_entries(digest: Digest) -> str:
    """Count the entries of each part: "Two new reports, one changed, one failed"; no full stop."""
    numbers = {part: len(getattr(digest, part)) for part in PARTS}
    first, *others = [part for part, number in numbers.items() if number] or [""]
    if not first:
        return "Nothing new, nothing changed, nothing failed"
    number, reports = number_in_words(numbers[first]), "report" if numbers[first] == 1 else "reports"
    start = f"nothing new, {number} failed" if first == "failed" else f"{number} {first} {reports}"
    return capitalize(", ".join([start, *(f"{number_in_words(numbers[part])} {part}" for part in others)]))


def _about(digest: Digest) -> str:
    slot, counted = digest.slot.astimezone(UTC), _count_entries(digest)
    watch = _isolate(one_line(digest.watch, limit=100))
    more = f"; {counted[:1].lower()}{counted[1:]}" if digest.headline else ""
    return f"Watch {watch}, {day_in_words(slot)}, {slot:%H:%M} UTC{more}"


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
    day = day_in_words(entry.published) if entry.published else "no date" if source else ""
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
    indent, whole = " " * len(start), {"break_long_words": not is_address, "break_on_hyphens": False}
    return fill(text, _WIDTH, initial_indent=start, subsequent_indent=indent, **whole)  # type: ignore[arg-type]


# Those that were sent


def keep_digest(out: Path, digest: Digest) -> None:
    """Write the digest into the folder of its watch, under its id."""
    path = _path(out, digest.watch, digest.id)
    path.parent.mkdir(parents=True, exist_ok=True)

    def to_json(value: object) -> object:
        return value.model_dump() if isinstance(value, Summary) else str(value)

    content = json.dumps({"schema": 1, "digest": asdict(digest)}, default=to_json, ensure_ascii=False)
    write_whole(path, content.encode("utf-8", "replace"), beside=f".{path.name}.new")


def load_digest(out: Path, watch: str, digest_id: str) -> Digest:
    """Return a digest that was kept, with its pages in the reports folder `out`, where those are now.

    Raises UserError where it is not there, or is not as Readout writes it.
    """
    path = _path(out, watch, digest_id)
    try:
        content = json.loads(path.read_bytes())
        # `to` stood beside it once
        about = {"to": content.get("to", "to"), **content["digest"]}
        digest = TypeAdapter(Digest).validate_json(json.dumps(about))
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); send another digest") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise UserError(f"{path}: it is not as Readout writes it; send another digest") from None

    def moved(entry: DigestEntry) -> DigestEntry:
        return replace(entry, page=out / entry.page.parent.name / entry.page.name if entry.page else None)

    new, changed, failed = (tuple(map(moved, getattr(digest, part))) for part in PARTS)
    return replace(digest, new=new, changed=changed, failed=failed)


def forget_digests(out: Path, watch: str, kept: Collection[str]) -> None:
    """Remove all digests but those of these ids."""
    for path in _path(out, watch, "").parent.glob("*.json"):
        if path.stem not in kept:
            path.unlink(missing_ok=True)


def _path(out: Path, watch: str, digest_id: str) -> Path:
    return watch_folder(out, watch) / "digests" / f"{digest_id}.json"
