"""A watch that is being run: its history as it grows, each step on the disk before the next."""

import json
import shutil
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock

from readout import __version__
from readout.articles.article import Article, read
from readout.articles.files import MAX_BYTES
from readout.articles.sources import expand_list
from readout.errors import UserError
from readout.wording import english_list
from readout_app.runs.folder import describe_write_error, write_whole
from readout_app.runs.manifest import hash_notebook, sha256
from readout_app.runs.run import Run, check_parameters, find_notebook
from readout_app.schedule.config import Watch
from readout_app.schedule.history import (
    History,
    PastRun,
    WatchItem,
    append_change,
    save_history,
    watch_folder,
    with_run,
)
from readout_app.schedule.slots import DueSlot, due, newest_slot
from readout_app.schedule.sources import SourceItem


class WatchRun:
    """What a watch does at a slot, so noted that whoever is ended anywhere goes on there at the next call.

    One thread alone notes, and only while it has the lock of the watch.

    Attributes:
        polls: its sources are asked; else only what was not delivered is.
        problems: lines by the key of what is wrong.
        notes: lines on articles that were taken in.
        pages: of the reports that were made.
        is_stuck: what was done could not be written down, so that nobody is told of it.
    """

    def __init__(
        self, watch: Watch, last: History, slot: datetime, out: Path, lock: FileLock, *, polls: bool = True
    ) -> None:
        self.watch, self.slot, self.out, self.polls = watch, slot, out, polls
        self.problems, self.notes, self.pages = dict[str, str](), list[str](), list[Path]()
        self.is_stuck = self._is_postponed = self._is_saved = False
        self.lock = lock
        self.history = self._start_history(last)
        # Of each text, one item that has it: the same story under two keys is reported once.
        self._keys = {item.content: item.key for item in self.history.items.values()}

    def note_item(self, item: SourceItem) -> None:
        """Note what a source has: a problem, or an article, which waits for its report if it is new or has changed."""
        if item.problem:
            self.problems[item.key] = item.problem
        try:
            changes = self._take_in(item.key, item.article, item.note) if item.article else {}
        except OSError as error:
            self._mark_stuck(error)
        except ValueError as error:
            self.problems[item.key] = str(error)
        else:
            if item.feed_pages is not None:
                changes["feed_pages"] = {item.key: list(item.feed_pages)}
            if changes and item.note:
                self.notes.append(f"{item.key}: {item.note}")
            if changes or not item.validators.items() <= self.history.validators.items():
                self._note(**changes, validators=dict(item.validators))

    def waiting(self) -> list[tuple[WatchItem, Path]]:
        """Return the items that have no report yet, each with the file that holds its article."""
        items = self.history.items.values()
        return [(item, self._article_file(item)) for item in items if item.state == "waiting"]

    def note_report(self, item: WatchItem, outcome: Run | str) -> None:
        """Note what became of an item that waited; without a run (a line why) it goes on waiting.

        Where it was taken in as another article meanwhile, that goes on waiting, to be compared with this run.
        """
        if isinstance(outcome, str):
            self.postpone(outcome, item.key)
            return
        self.pages.append(outcome.page)
        if outcome.error:
            self.problems[item.key] = f"{item.key}: {outcome.error}"
        run, state = outcome.folder.name, "failed" if outcome.error else "done"
        reported = item.model_copy(update={"state": state, "folder": run, "error": outcome.error or ""})
        changes: dict[str, Any] = {}
        current = self.history.items[item.key]
        if current.content != item.content:
            changes["to_copy"] = self._with_copy(run)
            before = current.before if run.endswith("-failed") else run
            reported = current.model_copy(update={"before": before})
        twins = {
            key: twin.model_copy(update={"folder": run})
            for key, twin in self.history.items.items()
            if twin.content == item.content
        }
        self._note(items={**twins, item.key: reported}, **changes)

    def unreported(self) -> tuple[list[WatchItem], dict[str, str]]:
        """Return what no digest that was sent has told of: items that were made, and other problems by key."""
        items = [item for item in self.history.items.values() if not item.notified and item.state != "waiting"]
        known = {*self.history.reported_problems, *(item.key for item in items)}
        return items, {key: problem for key, problem in self.problems.items() if key not in known}

    def runs_to_copy(self) -> list[str]:
        """Return the names of the runs to copy: what is unreported, and what could not be copied before."""
        return self._with_copy(*(item.folder for item in self.unreported()[0] if item.folder))

    def postpone(self, problem: str, key: str) -> None:
        """Say why some reports could not be made: their articles go on waiting, and the slot remains due."""
        self._is_postponed = True
        self.problems[key] = problem

    def finish(self, *, reported: Collection[str], copied: bool, past: PastRun) -> None:
        """Note that the slot is done, unless some of it is postponed, and what of it no digest has to report any more.

        `reported` are keys of items and of problems; `past` is the line for this run.
        """
        changes: dict[str, Any] = {"to_copy": [] if copied else self.runs_to_copy()}
        changes["items"] = {
            key: item.model_copy(update={"notified": item.state != "waiting"})
            for key, item in self.history.items.items()
            if key in reported
        }
        before = self.history.reported_problems
        known = {*before, *reported}
        # Where no source was asked, nobody knows whether its problem has ended.
        ended = [] if self.polls else before
        changes["reported_problems"] = list(dict.fromkeys([*ended, *(key for key in self.problems if key in known)]))
        changes["runs"] = with_run(self.history.runs, past)
        if not self._is_postponed:
            changes |= {"slot": self.slot, "request": _hash_request(self.watch)}
        self._is_saved = False  # one line again
        self._note(**changes)
        if not self.is_stuck and not self.waiting():
            shutil.rmtree(self._article_file(WatchItem(key="")).parent, ignore_errors=True)

    def _start_history(self, last: History) -> History:
        """The history without what is to be taken in again: articles that failed when the watch had another recipe
        (notebook, parameters, limits), and that waited and whose file is lost; so are those of the same text.
        """
        recipe_hash = _hash_recipe(self.watch)
        is_other = recipe_hash != last.recipe_hash
        again = {
            item.content
            for item in last.items.values()
            if (item.state == "failed" and is_other) or (item.state == "waiting" and not self._has_article(item))
        }
        if again:
            items = {key: item for key, item in last.items.items() if item.content not in again}
            last = last.model_copy(update={"items": items, "validators": {}})
        return last.model_copy(update={"recipe_hash": recipe_hash})

    def _take_in(self, key: str, article: Article, note: str) -> dict[str, Any]:
        """What an article changes in the history, after its file is written; nothing where its text is known.

        Raises UserError for an article that could not be read again.
        """
        content = _hash_text(article.text)
        last = self.history.items.get(key)
        if last and last.content == content:
            return {}
        file = json.dumps(article.as_dict()).encode()
        if len(file) > MAX_BYTES:
            raise UserError(f"{key}: is larger than 5 MB; give the article alone")
        changes: dict[str, Any] = {"items": self._hand_on_report(last) if last else {}}
        if last and last.folder and not last.notified:
            changes["to_copy"] = self._with_copy(last.folder)
        item = WatchItem(key=key, content=content, title=article.title, source=article.source or "", note=note)
        if twin := self.history.items.get(self._keys.get(content, "")):
            item = item.model_copy(update={"state": "done", "notified": True, "folder": twin.folder})
        else:
            path = self._article_file(item)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, file, beside=f"{content}.new")
            self._keys[content] = key
            if last:
                good = last.folder and not last.folder.endswith("-failed")
                item = item.model_copy(update={"before": last.folder if good else last.before})
        changes["items"][key] = item
        return changes

    def _hand_on_report(self, last: WatchItem) -> dict[str, WatchItem]:
        """Let another item of the text that this one waited with wait for its report; where there is none, nobody."""
        if last.state != "waiting":
            return {}
        self._keys.pop(last.content, None)
        for item in self.history.items.values():
            if item.content == last.content and item.key != last.key:
                self._keys[item.content] = item.key
                return {item.key: item.model_copy(update={"state": "waiting", "notified": False})}
        return {}

    def _with_copy(self, *runs: str) -> list[str]:
        return list(dict.fromkeys([*self.history.to_copy, *runs]))

    def _has_article(self, item: WatchItem) -> bool:
        """Whether the file of an item that waits holds the article that was taken in; else it is taken in again."""
        try:
            return _hash_text(read(self._article_file(item)).text) == item.content
        except (OSError, ValueError):
            return False

    def _article_file(self, item: WatchItem) -> Path:
        """Where the article of an item waits, so that a run which is cut off goes on with the very same one."""
        return watch_folder(self.out, self.watch.name) / "waiting" / f"{item.content}.json"

    def _note(self, **changes: Any) -> None:
        """Note it in the history and, unless an earlier change could not be, on the disk."""
        change = History(**changes)
        self.history = self.history.with_change(change)
        if self.is_stuck:
            return
        try:
            if self._is_saved:
                append_change(self.out, self.watch.name, change)
            else:
                save_history(self.out, self.watch.name, self.history)
            self._is_saved = True
        except OSError as error:
            self._mark_stuck(error)

    def _mark_stuck(self, error: OSError) -> None:
        self.is_stuck = True
        self.problems[""] = f"{self.watch.name}: {describe_write_error('what the watch has done', self.out, error)}"


def _hash_text(text: str) -> str:
    return sha256(" ".join(text.split()).encode("utf-8", "surrogatepass"))


# What a watch asks for


def due_slot(watch: Watch, last: History, now: datetime) -> DueSlot | None:
    """Return what is due of a watch by its clock, or because it asks for something else than when it ran last."""
    if slot := due(watch.every, watch.zone, last.slot, now):
        return slot
    asked = _hash_request(watch) if last.request else {}
    changed = [name for name, value in asked.items() if value != last.request.get(name)]
    if not changed:
        return None
    verb = "has" if changed == ["notebook"] else "have"
    why = f"due: its {english_list(changed)} {verb} changed since it ran"
    newest = newest_slot(watch.every, watch.zone, now)
    return DueSlot(max(newest, last.slot or newest), why)


def _hash_recipe(watch: Watch) -> str:
    """A hash of what decides, besides the article, whether a report of the watch fails."""
    contents = _try_hash(lambda: [_notebook(watch), *_parameter_files(watch)])
    return _hash([contents, watch.parameters, [watch.timeout, watch.memory], __version__])


def _hash_request(watch: Watch) -> dict[str, str]:
    """Hashes of the sources of a watch (a list by its lines), of its notebook, and of its parameters."""
    sources = [_try_hash(partial(expand_list, source)) or [source] for source in watch.sources]
    files = _try_hash(lambda: _parameter_files(watch))
    return {
        "sources": _hash([sources, watch.columns] if watch.columns else sources),
        "notebook": _hash(_try_hash(lambda: [_notebook(watch)])),
        "parameters": _hash([watch.parameters, files]),
    }


def _notebook(watch: Watch) -> str:
    return hash_notebook(find_notebook(watch.notebook).read_bytes())


def _parameter_files(watch: Watch) -> list[str]:
    files = check_parameters(find_notebook(watch.notebook), watch.parameters)[1].values()
    return [sha256(path.read_bytes()) for path in files]


def _try_hash(read: Callable[[], list[str]]) -> list[str]:
    """What is read; nothing where it cannot be, which is said when the watch runs."""
    try:
        return read()
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _hash(content: object) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode())
