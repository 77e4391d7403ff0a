import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from readout_app.schedule import polling as asking
from readout_app.schedule.history import History
from readout_app.schedule.polling import answered
from readout_app.schedule.progress import Progress
from readout_app.schedule.sources import FetchPlan, SourceItem


def watching(*sources: str) -> Progress:
    return Mock(spec=Progress, watch=Mock(sources=sources), history=History("news"), asks=True)


def test_a_long_list_of_slow_sources_holds_up_no_other_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def slow(source: str, _: FetchPlan) -> Iterator[SourceItem]:
        if source.startswith("slow"):
            over.wait(10)
        yield SourceItem(source)

    monkeypatch.setattr(asking, "read_source", slow)
    many, one = watching(*(f"slow {number}" for number in range(100))), watching("quick")
    given = answered([many, one], {})
    assert next(given) == [one]
    over.set()
    assert list(given) == [[many]]
    assert many.take.call_count == 100  # type: ignore[attr-defined]


def test_a_list_that_cannot_be_read_is_a_problem_of_its_watch(tmp_path: Path) -> None:
    lost = watching(f"@{tmp_path / 'list.txt'}")
    assert list(answered([lost], {})) == [[lost]]
    (found,) = lost.take.call_args.args  # type: ignore[attr-defined]
    assert (
        found.problem
        == f"{tmp_path / 'list.txt'}: cannot be read (No such file or directory); check the path"
    )


def test_what_cannot_be_noted_is_left_and_waited_for_by_nobody(tmp_path: Path) -> None:
    odd = watching(*(str(tmp_path / str(number)) for number in range(100)))
    odd.take.side_effect = RecursionError  # type: ignore[attr-defined]
    assert list(answered([odd], {})) == [[odd]]
    assert odd.leave.call_count == 100  # type: ignore[attr-defined]
    said = f"{tmp_path / '0'}: what it has cannot be noted (RecursionError)"
    assert (said, str(tmp_path / "0")) in [call.args for call in odd.leave.call_args_list]  # type: ignore[attr-defined]
