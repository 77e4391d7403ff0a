"""Doing what is due: each watch takes in what its sources have, reports what is new, tells of it, and ends."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from readout import delivery, history, report
from readout.article import Article, read
from readout.batch import Batch, Job, reports
from readout.changes import paragraph
from readout.differences import differences, load
from readout.digest import Digest, Entry
from readout.due import due
from readout.history import History, Item
from readout.intake import Found, intake
from readout.report import How, Run
from readout.retention import prune
from readout.watches import Watch
from readout.web import Known


@dataclass(frozen=True)
class Done:
    """What became of a watch: the pages made, and what went wrong, one line each; `ran` is False if nothing was due."""

    watch: str
    pages: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()
    ran: bool = True


def run(watches: Sequence[Watch], out: Path, now: datetime, *, workers: int) -> Iterator[Done]:
    """Does what is due of each watch, once; nothing of a watch stops another.

    Whenever it is ended, the next call goes on where this one was: what was taken in is reported with the same
    result, what was reported is told, and nothing is done twice. A watch that another process is doing is let be.
    """
    for watch in watches:
        lock = history.home(out, watch.name) / "lock"
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(lock, timeout=0):
                yield _watch(watch, out, now, workers)
        except Timeout:
            yield Done(watch.name, problems=(f"{watch.name}: another process is doing it",), ran=False)
        except (ValueError, OSError) as problem:
            yield Done(watch.name, problems=(f"{watch.name}: {' '.join(str(problem).split())}",))


def _watch(watch: Watch, out: Path, now: datetime, workers: int) -> Done:
    state = history.load(out, watch.name)
    wanted = due(watch, state.slot, now)
    if wanted is None:
        return Done(watch.name, ran=False)
    problems = list[str]()
    state = _take_in(watch, state, out, problems)
    state, pages = _report(watch, state, out, workers)
    problems += [f"{item.key}: {item.error}" for item in state.items.values() if item.error and not item.told]
    try:
        _deliver(watch, state, wanted.slot, out, problems)
        told = {key: replace(item, told=item.state != "waiting") for key, item in state.items.items()}
        state = replace(state, items=told)
    except ValueError as problem:  # what was not told is told next time
        problems.append(f"{watch.name}: {problem}")
    history.save(out, replace(state, slot=wanted.slot))
    if watch.keep:
        prune(out, watch.keep)
    return Done(watch.name, tuple(pages), tuple(problems))


def _take_in(watch: Watch, state: History, out: Path, problems: list[str]) -> History:
    """The history with each article that is new or changed as waiting; the articles lie beside it, whole."""
    known = {address: Known(*one) for address, one in state.known.items()}
    taken = intake(watch.sources, known, private=watch.private)
    contents = {item.content for item in state.items.values()}
    for one in taken.found:
        if one.article is None:
            problems.append(one.problem)
            continue
        content = _content(one.article)
        item = state.items.get(one.key)
        if item and item.content == content:
            continue
        state = state.with_item(_item(one, content, item, known=content in contents))
        contents.add(content)
        if state.items[one.key].state == "waiting":
            _keep(out, watch.name, content, one.article)
    told = {address: (one.etag, one.modified) for address, one in taken.known.items()}
    state = replace(state, known={**state.known, **told})
    history.save(out, state)
    return state


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
    return history.home(out, watch) / "waiting" / f"{content}.json"


def _keep(out: Path, watch: str, content: str, article: Article) -> None:
    """Writes the article down, so that a run which is cut off goes on with the very same one."""
    path = _kept(out, watch, content)
    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(article.as_dict(), ensure_ascii=False), encoding="utf-8")
    new.replace(path)


def _report(watch: Watch, state: History, out: Path, workers: int) -> tuple[History, list[Path]]:
    """Makes the report of each article that waits, and notes each as soon as its folder stands."""
    waiting = [item for item in state.items.values() if item.state == "waiting"]
    jobs = [Job(item.key, read(_kept(out, watch.name, item.content))) for item in waiting]
    batch = Batch(report.find(watch.notebook), watch.parameters, out, How(watch.limits, pdf=watch.pdf))
    pages = []
    for at, outcome in reports(batch, jobs, workers):
        item = waiting[at]
        if isinstance(outcome, Run):
            pages.append(outcome.page)
            state_ = "done" if outcome.error is None else "failed"
            item = replace(item, state=state_, folder=outcome.folder.name, error=outcome.error or "")
        else:
            item = replace(item, state="failed", error=outcome)
        state = state.with_item(item)
        history.save(out, state)
        _kept(out, watch.name, item.content).unlink(missing_ok=True)
    return state, pages


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
