from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout import history, ledger
from readout.history import History, Item

SLOT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    assert history.load(tmp_path, "news") == History("news")
    saved = History("news", SLOT, {}, {"https://example.org/feed": ('"1"', None)})
    saved = saved.with_item(Item("a", "c" * 64, "A title", state="done", folder="run", told=True))
    saved = saved.with_item(Item("b", "d" * 64, before="earlier", error="it failed", state="failed"))
    history.save(tmp_path, saved)
    assert history.load(tmp_path, "news") == saved
    assert [path.name for path in ledger.home(tmp_path, "news").iterdir()] == ["manifest.json"]


def test_an_item_takes_the_place_of_its_earlier_self() -> None:
    first = History("news").with_item(Item("a", "1")).with_item(Item("b", "2"))
    assert first.with_item(Item("a", "3")).items == {"a": Item("a", "3"), "b": Item("b", "2")}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"slot": null}', '{"slot": "x", "items": [], "known": {}}', '{"slot": 3}']
)
def test_a_broken_history_is_not_taken_for_an_empty_one(tmp_path: Path, text: str) -> None:
    path = ledger.home(tmp_path, "news") / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        history.load(tmp_path, "news")
    assert str(caught.value) == (
        f"{path}: the record of the watch news cannot be read; put back a copy of it, or remove it to have "
        "all its items reported again"
    )
    assert path.read_text() == text
