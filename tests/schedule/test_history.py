import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout.articles.fetch import Validators
from readout_app.schedule.history import (
    MOST_RUNS,
    History,
    PastRun,
    WatchItem,
    append_change,
    load_history,
    save_history,
    watch_folder,
    with_run,
)

SLOT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
GOOD = WatchItem(key="a", content="c" * 64, title="A title", state="done", folder="run", notified=True)
ODD = WatchItem(key="b\udcff", before="earlier", error="it failed", state="failed")  # a name that is not UTF-8


def record(folder: Path) -> Path:
    path = watch_folder(folder, "news") / "manifest.json"
    path.parent.mkdir(parents=True)
    return path


def test_changes_are_loaded_with_it_but_none_that_was_cut_off(tmp_path: Path) -> None:
    assert load_history(tmp_path, "news") == History()
    save_history(tmp_path, "news", History(slot=SLOT, items={"a": GOOD}, feed_pages={"feed": ["1"]}))
    append_change(tmp_path, "news", History(items={ODD.key: ODD}, to_copy=["run"]))
    append_change(tmp_path, "news", History(feed_pages={"feed": []}))
    path = watch_folder(tmp_path, "news") / "manifest.json"
    whole = path.read_bytes()
    items = {"a": GOOD, ODD.key: ODD}
    expected = History(slot=SLOT, items=items, feed_pages={"feed": []}, to_copy=["run"])
    assert load_history(tmp_path, "news") == expected
    start = whole.index(b"\n", whole.index(b"\n") + 1) + 1
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end])
        assert load_history(tmp_path, "news") == expected.model_copy(update={"feed_pages": {"feed": ["1"]}})


def test_the_oldest_runs_of_many_go() -> None:
    runs = list[PastRun]()
    for number in range(MOST_RUNS + 2):
        runs = with_run(runs, PastRun(since=SLOT, until=SLOT, new=number))
    assert (len(runs), runs[0].new) == (MOST_RUNS, 2)


def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    item = {"key": "a", "content": "c", "title": "T", "source": "", "state": "done", "folder": "run", "before": "old"}
    content = {
        "schema": 1,
        "watch": "news",
        "slot": "2026-11-24T06:30:00+01:00",
        "items": [item | {"error": "", "told": True}, {"key": "b", "later": 1}],
        "known": {"x": ["1", None], "y": [None, None, 3.5]},
        "pages": {"x": ["y"]},
        "troubles": ["z"],
        "means": "1f2e",
        "uncopied": ["run"],
    }
    record(tmp_path).write_text(json.dumps(content, indent=None) + "\n")
    done = WatchItem(key="a", content="c", title="T", state="done", folder="run", before="old", notified=True)
    assert load_history(tmp_path, "news") == History(
        slot=datetime(2026, 11, 24, 5, 30, tzinfo=UTC),
        items={"a": done, "b": WatchItem(key="b")},
        validators={"x": Validators("1"), "y": Validators(read_at=3.5)},
        feed_pages={"x": ["y"]},
        reported_problems=["z"],
        recipe_hash="1f2e",
        to_copy=["run"],
    )


NO_HISTORY = "it is not as Readout writes it"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NO_HISTORY),
        ("{", NO_HISTORY),
        ("[" * 100_000, NO_HISTORY),
        ("[]", f"{NO_HISTORY} ()"),
        ('{"slot": null}', NO_HISTORY),
        ('{"slot": "x", "items": [], "known": {}}', f"{NO_HISTORY} (slot)"),
        ('{"slot": "2026-11-24T06:30:00", "items": [], "known": {}}', f"{NO_HISTORY} (slot)"),
        ('{"slot": "0001-01-01T00:00:00+14:00", "items": [], "known": {}}', f"{NO_HISTORY} (slot)"),
        ('{"slot": null, "items": [3], "known": {}}', f"{NO_HISTORY} (items)"),
        ('{"slot": null, "items": [{"key": "a", "told": "yes"}], "known": {}}', f"{NO_HISTORY} (items.a.told)"),
        ('{"slot": null, "items": [], "known": {}}\n{"items": [\n{}\n', NO_HISTORY),
    ],
)
def test_a_broken_history_is_not_taken_for_an_empty_one(tmp_path: Path, text: str, why: str) -> None:
    path = record(tmp_path)
    path.write_text(text)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        load_history(tmp_path, "news")
    assert str(caught.value) == (
        f"{path}: {why}; put back a copy of it: else the next run sets it aside, and reports all its items again"
    )
    assert path.read_text() == text


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_a_history_that_is_no_file_says_so(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(record(tmp_path))
    with pytest.raises(ValueError, match=r"manifest.json: it is no file; move it away"):
        load_history(tmp_path, "news")
