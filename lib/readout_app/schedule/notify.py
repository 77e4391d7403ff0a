"""Delivering what a watch has done: its run folders copied, its digests by mail, its older runs removed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from readout.text import one_line
from readout_app.archive.diff import diff_runs, finding_lines, load_results, main_change
from readout_app.archive.listing import prune_runs
from readout_app.runs.failures import describe_mistake
from readout_app.runs.manifest import Manifest
from readout_app.schedule.alerts import Alert, find_alerts, read_facts
from readout_app.schedule.conditions import Condition, parse_condition
from readout_app.schedule.config import Mail
from readout_app.schedule.deliver import copy_runs
from readout_app.schedule.digest import Digest, DigestEntry, digest_headline
from readout_app.schedule.history import MOST_PROBLEMS, PastRun, WatchItem, runs_needed
from readout_app.schedule.mail import PartialDelivery, identify_digest, send_digest
from readout_app.schedule.outbox import SentDigest, forget_digests, keep_digest
from readout_app.schedule.progress import WatchRun

MOST_EARLIER, MOST_ALERTS = 500, 20  # runs that new ones are held against; lines of a digest


@dataclass(frozen=True)
class _Letter:
    """A digest, who gets it, and the keys of what it tells of."""

    sent: SentDigest
    mail: Mail
    keys: frozenset[str]


@dataclass
class _Delivery:
    """What became of the letters: the keys of what needs no other, and the digests that were sent."""

    told: set[str]
    sent: list[Digest]


def deliver_reports(run: WatchRun, environ: Mapping[str, str], now: datetime) -> None:
    """Copy and mail what the watch has made and nobody has got yet, and note that its slot is done.

    Where what it has done could not be written down, nothing is delivered: it would be again and again.
    """
    if run.is_stuck:
        return
    has_reported = bool(run.untold()[0])
    copied = _try(run, str(run.watch.copy_to), partial(_copy, run))
    items, problems = run.untold()
    done = _Delivery(set(), [])
    _try(run, "mail", partial(_mail, run, items, problems, done, environ, now.date()))
    run.finish(told=done.told, copied=copied, past=_past_run(run, items, problems, done.sent, now))
    if not run.is_stuck:
        kept = {name for past in run.history.runs for name in past.digests}
        _try(run, "digests", lambda: forget_digests(run.out, run.watch.name, kept))
        if run.watch.keep and has_reported:
            _prune(run, run.watch.keep)


def _try(run: WatchRun, to: str, deliver: Callable[[], None]) -> bool:
    """Whether it was delivered; what nobody got is delivered next time."""
    try:
        deliver()
    except (OSError, ValueError) as problem:
        run.problems[to] = f"{run.watch.name}: {one_line(problem)}"
        return False
    except Exception as error:  # the rest is done all the same, and no watch stops another
        run.problems[to] = describe_mistake(run.watch.name, error)
        return False
    return True


def _copy(run: WatchRun) -> None:
    if run.watch.copy_to:
        folders = (run.out / name for name in run.uncopied())
        done = [folder for folder in folders if (about := _manifest(folder)) and about.status == "done"]
        copy_runs(done, run.watch.copy_to)


def _mail(
    run: WatchRun,
    items: Sequence[WatchItem],
    problems: Mapping[str, str],
    done: _Delivery,
    environ: Mapping[str, str],
    today: date,
) -> None:
    """Send the letters of the watch; what those that were not sent tell of stays untold."""
    letters = _letters(run, items, problems, today)
    in_letters = {key for letter in letters for key in letter.keys}
    done.told |= {*(item.key for item in items), *problems} - in_letters
    for letter in letters:

        def send(letter: _Letter = letter) -> None:
            keep_digest(run.out, run.watch.name, letter.sent)
            try:
                send_digest(letter.sent.digest, letter.mail, environ)
            except PartialDelivery as problem:  # the others do not get it again and again for one who is gone
                run.problems["mail"] = f"{run.watch.name}: {one_line(problem)}"

        if _try(run, "mail", send):
            done.told |= letter.keys
            done.sent.append(letter.sent.digest)


def _letters(run: WatchRun, items: Sequence[WatchItem], problems: Mapping[str, str], today: date) -> list[_Letter]:
    """The digests of what is untold: one for all, or one for what failed and one for the rest.

    Where no condition of the watch is met, what failed alone is told, and to those alone who are named for that.
    """
    mail, letters = run.watch.mail, list[_Letter]()
    good = [item for item in items if item.state == "done"]
    bad = {item.key for item in items if item.state == "failed"} | set(problems)
    if not mail or not (good or bad):
        return []
    failed = [_entry(run.out, item, [item.error]) for item in items if item.state == "failed"]
    failed += [_problem_entry(key, problem) for key, problem in problems.items()]
    all_ = _digest(run, good, failed, today)
    is_wanted = bool(all_.met) if run.watch.when else mail.on == "any" or bool(bad)
    if mail.failures and bad:
        only_failed = Digest(run.watch.name, run.slot, failed=all_.failed)
        to_others = mail.model_copy(update={"to": mail.failures})
        letters.append(_letter(run, only_failed, to_others, "failures", frozenset(bad)))
    if is_wanted and mail.failures and good:
        keys = frozenset(item.key for item in good)
        letters.append(_letter(run, replace(all_, failed=()), mail, "to", keys))
    elif is_wanted and not mail.failures:
        letters.append(_letter(run, all_, mail, "to", frozenset({*(item.key for item in good), *bad})))
    return letters


def _letter(run: WatchRun, digest: Digest, mail: Mail, to: Literal["to", "failures"], keys: frozenset[str]) -> _Letter:
    before = next((past.digests[-1] for past in reversed(run.history.runs) if past.digests), "")
    named = replace(digest, id=identify_digest(digest, mail.to, before))
    return _Letter(SentDigest(named, to), mail, keys)


def _digest(run: WatchRun, good: Sequence[WatchItem], failed: Sequence[DigestEntry], today: date) -> Digest:
    new = tuple(_entry(run.out, item, _notes(item)) for item in good if not item.before)
    changed, headline = list[DigestEntry](), ""
    for item in good:
        if item.before:
            lines, clause = _changes(run.out, item)
            headline = headline or clause
            changed.append(_entry(run.out, item, [*_notes(item), *lines]))
    alerts = _alerts(run, good, today)
    headline = alerts[0].headline if alerts else headline
    met = tuple(alert.line for alert in alerts)
    return Digest(run.watch.name, run.slot, new, tuple(changed), tuple(failed), headline, met)


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


def _past_run(
    run: WatchRun, items: Sequence[WatchItem], problems: Mapping[str, str], sent: Sequence[Digest], now: datetime
) -> PastRun:
    """The line of the history that says what this run came to."""
    good = [item for item in items if item.state == "done"]
    return PastRun(
        since=now,
        until=now,
        new=sum(not item.before for item in good),
        changed=sum(bool(item.before) for item in good),
        failed=len(items) - len(good) + len(problems),
        problems=list(dict.fromkeys(run.problems.values()))[:MOST_PROBLEMS],
        digests=[digest.id for digest in sent],
        headline=digest_headline(sent[-1]) if sent else "",
    )


def _prune(run: WatchRun, keep: int) -> None:
    """Remove older runs of the articles of the watch, but none that a watch still needs."""
    own = {name for item in run.history.items.values() for name in (item.folder, item.before)}
    try:
        prune_runs(run.out, keep, spared=runs_needed(run.out), among=own)
    except OSError as error:
        run.problems["keep"] = f"{run.watch.name}: older runs cannot be removed ({error.strerror})"
    except ValueError as error:
        run.problems["keep"] = f"{run.watch.name}: older runs are not removed ({one_line(error)})"


def _entry(out: Path, item: WatchItem, notes: list[str]) -> DigestEntry:
    """A report in the digest, also where its run was lost."""
    about = _manifest(out / item.folder)
    page = out / item.folder / "report.html"
    return DigestEntry(
        item.title,
        item.source,
        about.article.published if about else None,
        page if page.is_file() else None,
        about.summary if about else None,
        tuple(notes if page.is_file() else [*notes, "Its report is not there any more."]),
    )


def _problem_entry(key: str, problem: str) -> DigestEntry:
    """What could not be read, under its address or path."""
    place = key.removeprefix("@")
    return DigestEntry(place, "", None, None, None, (problem.removeprefix(f"{place}: "),))


def _manifest(folder: Path) -> Manifest | None:
    """What a run says of itself; None where it was removed or damaged since."""
    try:
        return Manifest.read(folder)
    except (OSError, ValueError):
        return None


def _notes(item: WatchItem) -> list[str]:
    return [item.note] if item.note else []


def _changes(out: Path, item: WatchItem) -> tuple[list[str], str]:
    """What the findings changed, a line each, and the change that says most, where the earlier run still stands."""
    try:
        before, after = (load_results(out / folder) for folder in (item.before, item.folder))
        diff = diff_runs(before, after)
        return finding_lines(diff), main_change(diff, _kinds(after.results))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):  # a notebook may publish anything
        return ["The article has changed; its earlier report is not there any more."], ""


def _kinds(results: Mapping[str, Any]) -> dict[str, str]:
    """The kind of each actor by its name."""
    rows = results.get("actors")
    actors = rows if isinstance(rows, list) else []
    return {str(row.get("name")): str(row.get("kind")) for row in actors if isinstance(row, dict)}
