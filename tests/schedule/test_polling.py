import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from readout_app.schedule import runner
from readout_app.schedule.history import History
from readout_app.schedule.progress import WatchRun
from readout_app.schedule.runner import Polling
from readout_app.schedule.sources import SourceItem


def watching(*sources: str) -> Mock:
    return Mock(spec=WatchRun, watch=Mock(sources=sources), history=History(), polls=True)


def test_a_long_list_of_slow_sources_holds_up_no_other_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def slow(source: str, *_: object) -> Iterator[SourceItem]:
        if source.startswith("slow"):
            over.wait(10)
        yield SourceItem(source)

    monkeypatch.setattr(runner, "read_source", slow)
    many, one = watching(*(f"slow {number}" for number in range(100))), watching("quick")
    answered = Polling([many, one], {}).answered()
    assert next(answered) == [one]
    over.set()
    assert list(answered) == [[many]]
    assert many.note_item.call_count == 100


def test_all_is_noted_by_the_thread_that_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = set[int]()
    monkeypatch.setattr(runner, "read_source", lambda source, *_: [SourceItem(source)] * 10)
    run = watching(*map(str, range(100)))
    run.note_item.side_effect = lambda _: threads.add(threading.get_ident())
    assert list(Polling([run], {}).answered()) == [[run]]
    assert (threads, run.note_item.call_count) == ({threading.get_ident()}, 1000)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read (No such file or directory); check the path"),
        (b"\xff\xfe\xfd", "it is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_problem_of_its_watch(tmp_path: Path, content: bytes | None, why: str) -> None:
    path = tmp_path / "list.txt"
    if content:
        path.write_bytes(content)
    lost = watching(f"@{path}")
    assert list(Polling([lost], {}).answered()) == [[lost]]
    (found,) = lost.note_item.call_args.args
    assert found.problem == f"{path}: {why}"


def test_what_cannot_be_noted_is_left_and_holds_up_nobody(tmp_path: Path) -> None:
    odd = watching(*(str(tmp_path / str(number)) for number in range(100)))
    odd.note_item.side_effect = RecursionError
    assert list(Polling([odd], {}).answered()) == [[odd]]
    problem = f"{tmp_path / '0'}: what it has cannot be noted (RecursionError)"
    assert (problem, str(tmp_path / "0")) in [call.args for call in odd.postpone.call_args_list]
