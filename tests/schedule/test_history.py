import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout.articles.fetch import Validators
from readout_app.schedule import history
from readout_app.schedule.history import History, Item

SLOT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def record(folder: Path) -> Path:
    path = history.home(folder, "news") / "manifest.json"
    path.parent.mkdir(parents=True)
    return path


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    assert history.load(tmp_path, "news") == History("news")
    odd = Item(
        "b\udcff", "d" * 64, before="earlier", error="it failed", state="failed"
    )  # a name that is not UTF-8
    good = Item("a", "c" * 64, "A title", state="done", folder="run", told=True)
    saved = History(
        "news",
        SLOT,
        {"a": good, "b\udcff": odd},
        {"https://example.org/feed": Validators('"1"', None, 3.5)},
        {"https://example.org/feed": ("https://example.org/1",)},
        ("a",),
        "1f2e",
        ("run",),
    )
    history.save(tmp_path, saved)
    assert history.load(tmp_path, "news") == saved
    assert [path.name for path in history.home(tmp_path, "news").iterdir()] == ["manifest.json"]


def test_a_slot_is_read_in_utc_and_what_is_younger_than_the_file_has_its_default(tmp_path: Path) -> None:
    content = {
        "slot": "2026-11-24T06:30:00+01:00",
        "items": [{"key": "a", "later": 1}],
        "known": {"x": ["1", None]},
    }
    record(tmp_path).write_text(json.dumps(content))
    slot = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    assert history.load(tmp_path, "news") == History("news", slot, {"a": Item("a")}, {"x": Validators("1")})


NONE = "it is not JSON, or its slot is not a time with its offset from UTC"
OTHER = "it is not as Readout writes it"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NONE),
        ("{", NONE),
        ("[" * 100_000, NONE),
        ('{"slot": "x", "items": [], "known": {}}', NONE),
        ('{"slot": "2026-11-24T06:30:00", "items": [], "known": {}}', NONE),
        ('{"slot": "0001-01-01T00:00:00+14:00", "items": [], "known": {}}', OTHER),
        ("[]", OTHER),
        ('{"slot": null}', OTHER),
        ('{"slot": 3, "items": [], "known": {}}', OTHER),
        ('{"slot": null, "items": [3], "known": {}}', OTHER),
        ('{"slot": null, "items": [{"key": "a", "title": null}], "known": {}}', OTHER),
        ('{"slot": null, "items": [{"key": "a", "told": "yes"}], "known": {}}', OTHER),
        ('{"slot": null, "items": [], "known": {}, "pages": 3}', OTHER),
    ],
)
def test_a_broken_history_is_not_taken_for_an_empty_one(tmp_path: Path, text: str, why: str) -> None:
    path = record(tmp_path)
    path.write_text(text)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        history.load(tmp_path, "news")
    assert str(caught.value) == (
        f"{path}: {why}; put back a copy of it, or remove it to have all items of the watch reported again"
    )
    assert path.read_text() == text


def test_a_history_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    record(tmp_path).mkdir()
    with pytest.raises(
        ValueError, match=r"manifest.json: it cannot be read \(Is a directory\); put back a copy"
    ):
        history.load(tmp_path, "news")
