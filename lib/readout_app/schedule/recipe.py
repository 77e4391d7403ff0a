"""What a watch asks for: its sources, its notebook and its parameters, as hashes that say when they have changed."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial

from readout import __version__
from readout.articles.sources import expand_list
from readout.wording import english_list
from readout_app.runs.manifest import hash_notebook, sha256
from readout_app.runs.run import check_parameters, find_notebook
from readout_app.schedule.config import Watch
from readout_app.schedule.history import History
from readout_app.schedule.slots import DueSlot, due, newest_slot


def hash_recipe(watch: Watch) -> str:
    """Return a hash of what decides, besides the article, whether a report of the watch fails."""
    contents = _try_hash(lambda: [_notebook(watch), *_parameter_files(watch)])
    given: list[object] = [contents, dict(watch.parameters)]
    given += [[watch.limits.seconds, watch.limits.mebibytes], __version__]
    return _hash(given)


def hash_request(watch: Watch) -> dict[str, str]:
    """Return a hash of the sources of a watch (a list by its lines), of its notebook, and of its parameters."""
    sources = [_try_hash(partial(expand_list, source)) or [source] for source in watch.sources]
    files = _try_hash(lambda: _parameter_files(watch))
    return {
        "sources": _hash([sources, watch.columns] if watch.columns else sources),
        "notebook": _hash(_try_hash(lambda: [_notebook(watch)])),
        "parameters": _hash([dict(watch.parameters), files]),
    }


def due_slot(watch: Watch, last: History, now: datetime) -> DueSlot | None:
    """Return what is due of a watch by its clock, or because it asks for something else than when it ran last."""
    if slot := due(watch.every, watch.zone, last.slot, now):
        return slot
    asked = hash_request(watch) if last.request else {}
    changed = [name for name, value in asked.items() if value != last.request.get(name)]
    if not changed:
        return None
    verb = "has" if changed == ["notebook"] else "have"
    why = f"due: its {english_list(changed)} {verb} changed since it ran"
    newest = newest_slot(watch.every, watch.zone, now)
    return DueSlot(max(newest, last.slot or newest), 0, why)


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
