"""A watch that is being done: its history as it grows, written down at each step; several threads may note in it."""

import json
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from readout import __version__
from readout.articles.article import Article
from readout.articles.fetch import Validators
from readout.articles.files import MAX_BYTES
from readout.errors import UserError
from readout_app.runs import run as report
from readout_app.runs.folder import describe_write_error, write_whole
from readout_app.runs.manifest import sha256
from readout_app.runs.run import Run
from readout_app.schedule import history
from readout_app.schedule.config import Watch
from readout_app.schedule.history import History, Item
from readout_app.schedule.sources import SourceItem

# Seconds between two times that what is taken in is written down: that takes longer the more it is.
_OFTEN = 1.0


class Progress:
    """What a watch does at a slot. Each report is on the disk before the next; after `close` nothing is noted.

    `asks`: its sources are asked; else only what was not delivered is. `problems` are lines by the key of what is
    wrong, `pages` those that were made. `stuck`: what was done could not be written down, so that nothing is told.
    """

    def __init__(
        self, watch: Watch, last: History, slot: datetime, out: Path, held: FileLock, *, asks: bool = True
    ) -> None:
        self.watch, self.slot, self.out, self.asks = watch, slot, out, asks
        self.history = self._anew(last)
        self.problems, self.pages = dict[str, str](), list[Path]()
        self.stuck, self._left = False, False
        self._contents = {item.content: item.key for item in self.history.items.values()}
        self._lock, self._closed, self._held = threading.Lock(), False, held
        self._noted = self._saved = time.monotonic()

    def take(self, found: SourceItem) -> None:
        """Notes what a source has: a problem, or an article, which waits for its report if it is new or changed."""
        with self._lock:
            if self._closed:
                return
            if found.problem:
                self.problems[found.key] = found.problem
            try:
                item = self._item(found.key, found.article) if found.article else None
            except OSError as error:
                self._unwritten(error)
                return
            except ValueError as error:
                self.problems[found.key] = str(error)
                return
            if found.feed_pages is not None:
                self._turn(found.key, found.feed_pages)
            if item or not found.validators.items() <= self.history.known.items():
                self._note({item.key: item} if item else {}, found.validators)
                if time.monotonic() - self._saved > _OFTEN:
                    self._save()

    def settle(self) -> None:
        """Writes down what was taken in, where that was put off: at most a second's work is ever lost."""
        with self._lock:
            if not self._closed and self._saved < self._noted:
                self._save()

    def waiting(self) -> list[tuple[Item, Path]]:
        """The items that have no report yet, each with the file that holds its article."""
        with self._lock:
            items = self.history.items.values()
            return [(item, self._kept(item)) for item in items if item.state == "waiting"]

    def reported(self, item: Item, outcome: Run | str) -> None:
        """Notes what became of an item that waited; without a run it goes on waiting.

        Where it was taken in as another article meanwhile, that goes on waiting, to be held against this run.
        """
        with self._lock:
            if isinstance(outcome, str):
                self.leave(outcome, item.key)
                return
            self.pages.append(outcome.page)
            if outcome.error:
                self.problems[item.key] = f"{item.key}: {outcome.error}"
            state = "failed" if outcome.error else "done"
            made = outcome.folder.name
            done = replace(item, state=state, folder=made, error=outcome.error or "")
            now = self.history.items[item.key]
            if now.content != item.content:
                self._owe(made)
                done = replace(now, before=now.before if made.endswith("-failed") else made)
            same = {key: one for key, one in self.history.items.items() if one.content == item.content}
            self._save({key: replace(one, folder=made) for key, one in same.items()} | {item.key: done})

    def fresh(self) -> tuple[list[Item], dict[str, str]]:
        """What no digest that was sent has told of: items with their reports, and other problems by their key."""
        items = [item for item in self.history.items.values() if not item.told and item.state != "waiting"]
        known = {*self.history.troubles, *(item.key for item in items)}
        return items, {key: said for key, said in self.problems.items() if key not in known}

    def uncopied(self) -> list[str]:
        """The names of the runs that are to be copied: what is fresh, and what could not be copied before."""
        fresh = (item.folder for item in self.fresh()[0] if item.folder)
        return list(dict.fromkeys([*self.history.uncopied, *fresh]))

    def over(self, *, told: bool, copied: bool) -> None:
        """Notes that the slot is done, unless some of it is left; and if all that is fresh was `told`, and `copied`."""
        with self._lock:
            items, uncopied = self.history.items, () if copied else self.uncopied()
            self.history = replace(self.history, uncopied=tuple(uncopied))
            if told:
                items = {key: replace(item, told=item.state != "waiting") for key, item in items.items()}
                known = () if self.asks else self.history.troubles  # which may have ended: nobody asked
                self.history = replace(self.history, troubles=tuple(dict.fromkeys((*known, *self.problems))))
            if not self._left:
                self.history = replace(self.history, slot=self.slot)
            self._save(items)
            if not self.stuck and all(item.state != "waiting" for item in items.values()):
                shutil.rmtree(self._kept(Item("")).parent, ignore_errors=True)

    def leave(self, said: str, key: str) -> None:
        """Says why some reports could not be made: their articles go on waiting, and the slot remains due."""
        self._left = True
        self.problems[key] = said

    def close(self) -> None:
        """Lets nothing be noted any more, as another process may do the watch from now on: its lock is free."""
        with self._lock:
            self._closed = True
        self._held.release()

    def _anew(self, last: History) -> History:
        """The history without what is to be taken in again: articles that failed when the watch had other means (its
        notebook, parameters, limits), and that waited and whose file is lost; so are those of the same words.
        """
        means = _means(self.watch)
        again = {
            item.content for item in last.items.values() if self._is_again(item, other=means != last.means)
        }
        if again:
            items = {key: item for key, item in last.items.items() if item.content not in again}
            last = replace(last, items=items, known={})
        return replace(last, means=means)

    def _is_again(self, item: Item, *, other: bool) -> bool:
        if item.state == "waiting":
            path = self._kept(item)
            return not path.is_file() or not path.stat().st_size
        return item.state == "failed" and other

    def _item(self, key: str, article: Article) -> Item | None:
        """The item as it now is, its article kept; None where nothing has changed.

        The same story under another key is known already, and is not made again: its report is that one's. Raises
        ValueError for an article that could not be read again.
        """
        content = sha256(" ".join(article.text.split()).encode("utf-8", "surrogatepass"))
        last = self.history.items.get(key)
        if last and last.content == content:
            return None
        item = Item(key, content, article.title, article.source or "")
        if last and last.state == "waiting":
            self._pass_on(last)
        if last and last.folder and not last.told:
            self._owe(last.folder)
        if twin := self.history.items.get(self._contents.get(content, "")):
            return replace(item, state="done", told=True, folder=twin.folder)
        path, kept = self._kept(item), json.dumps(article.as_dict()).encode()
        if len(kept) > MAX_BYTES:
            raise UserError(f"{key}: is larger than 5 MB; give the article alone")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, kept, beside=f"{content}.new")
        self._contents[content] = key
        if last is None:
            return item
        good = last.folder and not last.folder.endswith("-failed")
        return replace(item, before=last.folder if good else last.before)

    def _pass_on(self, last: Item) -> None:
        """Has another item of the words that this one had wait for their report; where there is none, nobody does."""
        self._contents.pop(last.content, None)
        same = (one for one in self.history.items.values() if one.content == last.content)
        if heir := next((one for one in same if one.key != last.key), None):
            self._contents[heir.content] = heir.key
            self._note({heir.key: replace(heir, state="waiting", told=False)}, {})

    def _owe(self, run: str) -> None:
        """Notes a run that is to be copied although its article is another by now."""
        self.history = replace(self.history, uncopied=tuple(dict.fromkeys((*self.history.uncopied, run))))

    def _turn(self, feed: str, pages: Sequence[str]) -> None:
        """Notes where the items of a feed lead now; what they led to before need not be known any more."""
        gone = set(self.history.pages.get(feed, ())).difference(pages)
        known = {place: one for place, one in self.history.known.items() if place not in gone}
        self.history = replace(self.history, known=known, pages={**self.history.pages, feed: pages})

    def _kept(self, item: Item) -> Path:
        """Where the article of an item waits, so that a run which is cut off goes on with the very same one."""
        return history.home(self.out, self.watch.name) / "waiting" / f"{item.content}.json"

    def _note(self, items: Mapping[str, Item], known: Mapping[str, Validators]) -> None:
        items, known = {**self.history.items, **items}, {**self.history.known, **known}
        self.history, self._noted = replace(self.history, items=items, known=known), time.monotonic()

    def _save(self, items: Mapping[str, Item] = {}) -> None:
        self._note(items, {})
        try:
            history.save(self.out, self.history)
            self._saved = time.monotonic()
        except OSError as error:
            self._unwritten(error)

    def _unwritten(self, error: OSError) -> None:
        self.stuck = True
        self.problems[""] = (
            f"{self.watch.name}: {describe_write_error('what the watch has done', self.out, error)}"
        )


def _means(watch: Watch) -> str:
    """A hash of what decides, besides the article, whether a report of the watch fails."""
    try:
        notebook = report.find_notebook(watch.notebook)
        files = report.check_parameters(notebook, watch.parameters)[1].values()
        read = [sha256(one.read_bytes()) for one in (notebook, *files)]
    except (OSError, ValueError):
        read = []
    given = [read, dict(watch.parameters), [watch.limits.seconds, watch.limits.mebibytes], __version__]
    return sha256(json.dumps(given, sort_keys=True).encode())
