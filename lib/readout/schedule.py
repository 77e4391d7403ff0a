"""Doing what is due: each watch takes in what its sources have, reports what is new, tells of it, and ends."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from readout import delivery, history, ledger, report
from readout.article import Article, read
from readout.batch import Batch, Job, reports
from readout.changes import paragraph
from readout.console import line
from readout.differences import differences, load
from readout.digest import Digest, Entry
from readout.due import due
from readout.history import History, Item
from readout.intake import Found, Intake, intake
from readout.report import How, Run
from readout.retention import prune
from readout.runfolder import written
from readout.watches import Watch
from readout.web import Known

_AT_ONCE = 16  # watches whose sources are asked side by side


@dataclass(frozen=True)
class Done:
    """What became of a watch: the pages made, and what went wrong, one line each; `ran` is False if nothing was due."""

    watch: str
    pages: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    ran: bool = True


def run(watches: Sequence[Watch], out: Path, now: datetime, *, workers: int) -> Iterator[Done]:
    """Does what is due of each watch, once; nothing of a watch stops another.

    First all sources are asked, side by side; then each watch in turn is reported and told of. Whenever it is ended,
    the next call goes on where this one was: what was taken in is reported with the same result, what was reported
    is told, and nothing is made twice. A watch that another process is doing is let be.
    """
    with ExitStack() as held:
        begun = list[_Begun]()
        for watch in watches:
            started = _begun(watch, out, now, held)
            if isinstance(started, Done):
                yield started
            else:
                begun.append(started)
        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            asked = {pool.submit(_intake, one): one for one in begun}
            for answer in as_completed(asked):
                _guarded(asked[answer], partial(_take_in, asked[answer], answer.result(), out))
        finally:  # a signal does not wait for sources that nobody has asked yet
            pool.shutdown(wait=False, cancel_futures=True)
        for one in begun:
            pages = list[Path]()
            _guarded(one, partial(_finish, one, out, workers, pages))
            yield Done(one.watch.name, tuple(pages), tuple(one.problems))


@dataclass
class _Begun:
    """A watch that is being done: its slot, its history as it grows, and what went wrong so far."""

    watch: Watch
    slot: datetime
    state: History
    problems: list[str]


def _begun(watch: Watch, out: Path, now: datetime, held: ExitStack) -> "_Begun | Done":
    """The watch with its lock held, if something of it is due."""
    lock = ledger.home(out, watch.name) / "lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held.enter_context(FileLock(lock, timeout=0))
        state = history.load(out, watch.name)
    except Timeout:
        return Done(watch.name, problems=(f"{watch.name}: another process is doing it",), ran=False)
    except (ValueError, OSError) as problem:
        return Done(watch.name, problems=(f"{watch.name}: {line(problem)}",))
    wanted = due(watch, state.slot, now)
    return _Begun(watch, wanted.slot, state, []) if wanted else Done(watch.name, ran=False)


def _guarded(one: _Begun, step: Callable[[], None]) -> None:
    """Does the step; where it cannot be done, that is a problem of this watch alone."""
    try:
        step()
    except (ValueError, OSError) as problem:
        one.problems.append(f"{one.watch.name}: {line(problem)}")


def _intake(one: _Begun) -> Intake:
    known = {address: Known(*told) for address, told in one.state.known.items()}
    return intake(one.watch.sources, known, private=one.watch.private)


def _take_in(one: _Begun, taken: Intake, out: Path) -> None:
    """Notes each article that is new or changed as waiting, and keeps it whole."""
    contents = {item.content for item in one.state.items.values()}
    for found in taken.found:
        if found.article is None:
            one.problems.append(found.problem)
            continue
        content, last = _content(found.article), one.state.items.get(found.key)
        if last and last.content == content:
            continue
        item = _item(found, content, last, known=content in contents)
        contents.add(content)
        if item.state == "waiting":
            _keep(out, one.watch.name, content, found.article)
        one.state = one.state.with_item(item)
    told = {address: (known.etag, known.modified) for address, known in taken.known.items()}
    one.state = replace(one.state, known={**one.state.known, **told})
    history.save(out, one.state)


def _finish(one: _Begun, out: Path, workers: int, pages: list[Path]) -> None:
    """Makes the reports, tells of them, and notes that the slot is done."""
    watch = one.watch
    _report(one, out, workers, pages)
    state = one.state
    one.problems += [
        f"{item.key}: {item.error}" for item in state.items.values() if item.error and not item.told
    ]
    try:
        _deliver(watch, state, one.slot, out, one.problems)
        told = {key: replace(item, told=item.state != "waiting") for key, item in state.items.items()}
        state = replace(state, items=told)
    except ValueError as problem:  # what was not told is told next time
        one.problems.append(f"{watch.name}: {line(problem)}")
    history.save(out, replace(state, slot=one.slot))
    if watch.keep:
        prune(out, watch.keep)


def _item(found: Found, content: str, last: Item | None, *, known: bool) -> Item:
    """The item as it now is: the same story under another key is known already, and is not made again."""
    assert found.article is not None
    item = Item(found.key, content, found.article.title, found.article.source or "")
    if known:
        return replace(item, state="done", told=True)
    return replace(item, before=last.folder or last.before) if last else item


def _content(article: Article) -> str:
    """A hash of the words: the same story from two places differs in all around them."""
    return hashlib.sha256(" ".join(article.text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def _kept(out: Path, watch: str, content: str) -> Path:
    return ledger.home(out, watch) / "waiting" / f"{content}.json"


def _keep(out: Path, watch: str, content: str, article: Article) -> None:
    """Writes the article down, so that a run which is cut off goes on with the very same one."""
    path = _kept(out, watch, content)
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(article.as_dict(), ensure_ascii=False)
    written(path, text.encode(), beside=f"{content}.new")


def _report(one: _Begun, out: Path, workers: int, pages: list[Path]) -> None:
    """Makes the report of each article that waits, and notes each as soon as its folder stands."""
    watch = one.watch
    waiting = [item for item in one.state.items.values() if item.state == "waiting"]
    jobs = [Job(item.key, read(_kept(out, watch.name, item.content))) for item in waiting]
    batch = Batch(report.find(watch.notebook), watch.parameters, out, How(watch.limits, pdf=watch.pdf))
    for at, outcome in reports(batch, jobs, workers):
        item = waiting[at]
        if isinstance(outcome, Run):
            pages.append(outcome.page)
            state = "failed" if outcome.error else "done"
            item = replace(item, state=state, folder=outcome.folder.name, error=outcome.error or "")
        else:
            item = replace(item, state="failed", error=outcome)
        one.state = one.state.with_item(item)
        history.save(out, one.state)
        _kept(out, watch.name, item.content).unlink(missing_ok=True)


def _deliver(watch: Watch, state: History, slot: datetime, out: Path, problems: Sequence[str]) -> None:
    """Sends what was not told yet; raises ValueError where it cannot be sent."""
    fresh = [item for item in state.items.values() if not item.told and item.state != "waiting"]
    if watch.copy:
        delivery.copy([out / item.folder for item in fresh if item.state == "done"], watch.copy)
    if watch.mail and (fresh or problems):
        delivery.mail(_digest(watch, fresh, slot, out, problems), watch.mail, os.environ)


def _digest(
    watch: Watch, fresh: Sequence[Item], slot: datetime, out: Path, problems: Sequence[str]
) -> Digest:
    good = [item for item in fresh if item.state == "done"]
    failed = [_entry(out, item, item.error) for item in fresh if item.state == "failed"]
    new = tuple(_entry(out, item, "") for item in good if not item.before)
    changed = tuple(_entry(out, item, _changes(out, item)) for item in good if item.before)
    lost = [Entry("", "", None, None, None, problem) for problem in problems]
    return Digest(watch.name, slot, new, changed, (*failed, *lost))


def _entry(out: Path, item: Item, note: str) -> Entry:
    folder = out / item.folder if item.folder else None
    about = _manifest(folder) if folder else {}
    published = about.get("article", {}).get("published")
    return Entry(
        item.title,
        item.source,
        date.fromisoformat(published) if published else None,
        folder / "report.html" if folder else None,
        about.get("summary"),
        note,
    )


def _manifest(folder: Path) -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def _changes(out: Path, item: Item) -> str:
    """What the findings changed, in words, where the earlier run still stands."""
    try:
        return paragraph(differences(load(out / item.before), load(out / item.folder)))
    except ValueError:
        return "The article has changed; its earlier report is not there any more."
