"""The digest of a watch: what is new, what changed and what failed at one slot, and which conditions are met.

Those that were sent are kept as data, so that one can be sent again as it was.
"""

import contextlib
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from readout.comparison import MALFORMED
from readout.errors import UserError
from readout_app.archive.diff import diff_runs, finding_lines, load_results, main_change
from readout_app.runs.folder import write_whole
from readout_app.runs.manifest import Manifest, Summary
from readout_app.schedule.alerts import Alert, Condition, find_alerts, parse_condition, read_facts
from readout_app.schedule.config import Mail
from readout_app.schedule.history import WatchItem, watch_folder
from readout_app.schedule.progress import WatchRun

MOST_EARLIER, MOST_ALERTS = 500, 20  # runs that new ones are held against; lines of a digest


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
    def parts(self) -> dict[str, tuple[DigestEntry, ...]]:
        """Its entries by the name of their part, in the order in which a reader meets them."""
        return {"new": self.new, "changed": self.changed, "failed": self.failed}

    @property
    def entries(self) -> list[DigestEntry]:
        """The entries of all parts."""
        return [entry for entries in self.parts.values() for entry in entries]

    @property
    def keys(self) -> set[str]:
        """The keys of what it tells of."""
        return {entry.key for entry in self.entries}


def make_digests(run: WatchRun, items: Sequence[WatchItem], problems: Mapping[str, str], today: date) -> list[Digest]:
    """Return the digests of what was not reported yet: one for all, or one for what failed and one for the rest.

    `problems` are those of no item, by key. Where no condition of the watch is met, what failed alone is told, and to
    those alone who are named for that.
    """
    mail, digests = run.watch.mail, list[Digest]()
    if not mail or not (items or problems):
        return []
    digest = _digest(run, items, problems, today)
    is_wanted = bool(digest.met) if run.watch.when else mail.on == "any" or bool(digest.failed)
    if mail.failures and digest.failed:
        digests.append(Digest(digest.watch, digest.slot, failed=digest.failed, to="failures"))
        digest = replace(digest, failed=())
    if is_wanted and digest.keys:
        digests.append(digest)
    before = next((past.digests[-1] for past in reversed(run.history.runs) if past.digests), "")
    return [replace(each, id=identify_digest(each, find_recipients(each, mail), before)) for each in digests]


def find_recipients(digest: Digest, mail: Mail) -> list[str]:
    """Return who gets the digest, each once: those named for failures where it is for them."""
    return list(dict.fromkeys(mail.failures if digest.to == "failures" and mail.failures else mail.to))


def _digest(run: WatchRun, items: Sequence[WatchItem], problems: Mapping[str, str], today: date) -> Digest:
    good, headline = [item for item in items if item.state == "done"], ""
    new, changed = list[DigestEntry](), list[DigestEntry]()
    for item in good:
        notes = [item.note] if item.note else []
        if item.before:
            lines, clause = _changes(run.out, item)
            headline = headline or clause
            changed.append(_entry(run.out, item, [*notes, *lines]))
        else:
            new.append(_entry(run.out, item, notes))
    failed = [_entry(run.out, item, [item.error]) for item in items if item.state == "failed"]
    for key, problem in problems.items():  # what could not be read, under its address or path
        place = key.removeprefix("@")
        failed.append(DigestEntry(place, "", None, None, None, (problem.removeprefix(f"{place}: "),), key))
    alerts = _alerts(run, good, today)
    headline = alerts[0].headline if alerts else headline
    met = tuple(alert.line for alert in alerts)
    return Digest(run.watch.name, run.slot, tuple(new), tuple(changed), tuple(failed), headline, met)


def _alerts(run: WatchRun, good: Sequence[WatchItem], today: date) -> list[Alert]:
    """What meets a condition of the watch, with the condition; of a watch without any, the ties that turned."""
    keys, names = {item.key for item in good}, {item.folder for item in good}
    done = [item for item in run.history.items.values() if item.state == "done"]
    past = {item.folder for item in done if item.key not in keys} | {item.before for item in done}
    earlier = sorted(past - names - {""}, reverse=True)[:MOST_EARLIER]
    new_facts, past_facts = (
        [facts for name in group if (facts := read_facts(run.out / name))] for group in (sorted(names), earlier)
    )
    if not run.watch.when:
        return find_alerts(Condition("", "turned tie"), new_facts, past_facts, today)
    return [
        Alert(alert.headline, f"Condition met, “{condition}”: {alert.line}")
        for condition in run.watch.when
        for alert in find_alerts(parse_condition(condition), new_facts, past_facts, today)
    ][:MOST_ALERTS]


def _entry(out: Path, item: WatchItem, notes: list[str]) -> DigestEntry:
    """A report in the digest, also where its run was lost."""
    about, page = Manifest.find(out / item.folder), out / item.folder / "report.html"
    is_there = page.is_file()
    return DigestEntry(
        item.title,
        item.source,
        about.article.published if about else None,
        page if is_there else None,
        about.summary if about else None,
        tuple(notes if is_there else [*notes, "Its report is not there any more."]),
        item.key,
    )


def _changes(out: Path, item: WatchItem) -> tuple[list[str], str]:
    """What the findings changed, a line each, and the change that says most, where the earlier run still stands."""
    try:
        diff = diff_runs(*(load_results(out / folder) for folder in (item.before, item.folder)))
        facts = read_facts(out / item.folder)
        return finding_lines(diff), main_change(diff, facts.kinds if facts else {})
    except MALFORMED:
        return ["The article has changed; its earlier report is not there any more."], ""


def identify_digest(digest: Digest, to: Iterable[str], before: str) -> str:
    """Return an id that is made from the watch, the entries and who gets them, and from the id of the digest before.

    So one that was sent and not noted, as the machine stopped, has its id again at the next slot; one that tells the
    same later on has another.
    """
    entries = [
        [part, entry.title, entry.page.parent.name if entry.page else "", *entry.notes]
        for part, group in digest.parts.items()
        for entry in group
    ]
    return hashlib.sha256(json.dumps([digest.watch, *to, before, *entries]).encode()).hexdigest()[:32]


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

    new, changed, failed = (tuple(map(moved, entries)) for entries in digest.parts.values())
    return replace(digest, new=new, changed=changed, failed=failed)


def find_cut_off(run: WatchRun) -> list[Digest]:
    """Return the digests that were kept and never noted, as the run was killed then, where what they tell is still so.

    They may have been sent: sent again as they were, they are the same mail.
    """
    noted = {digest_id for past in run.history.runs for digest_id in past.digests}
    found = list[Digest]()
    for path in sorted(_path(run.out, run.watch.name, "").parent.glob("*.json")):
        if run.watch.mail and path.stem not in noted:
            with contextlib.suppress(UserError):
                found.append(load_digest(run.out, run.watch.name, path.stem))
    return [digest for digest in found if all(_is_still_so(run, entry) for entry in digest.entries)]


def _is_still_so(run: WatchRun, entry: DigestEntry) -> bool:
    item = run.history.items.get(entry.key)  # a problem of a source is of none
    folder = entry.page.parent.name if entry.page else ""
    return not item or (not item.notified and item.state != "waiting" and item.folder == folder)


def forget_digests(out: Path, watch: str, kept: Collection[str]) -> None:
    """Remove all digests but those of these ids."""
    for path in _path(out, watch, "").parent.glob("*.json"):
        if path.stem not in kept:
            path.unlink(missing_ok=True)


def _path(out: Path, watch: str, digest_id: str) -> Path:
    return watch_folder(out, watch) / "digests" / f"{digest_id}.json"
