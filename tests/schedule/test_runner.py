"""A watch over a folder, run after run; addresses and feeds are in test_sources."""

import contextlib
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import pytest
from filelock import FileLock

from readout.articles.article import read
from readout_app.runs.run import Run
from readout_app.schedule import deliver, history, progress, runner
from readout_app.schedule import sources as intake
from readout_app.schedule.config import Mail, Watch
from readout_app.schedule.digest import Digest
from readout_app.schedule.history import History, load_history, watch_folder
from readout_app.schedule.mail import PartialDelivery, find_recipients
from readout_app.schedule.progress import WatchRun, due_slot
from readout_app.schedule.runner import WatchOutcome, run_watches
from readout_app.schedule.sources import SourceItem
from support.articles import STORY
from support.fake_reports import FakeReports, unwritten
from support.mail_server import CERTIFICATE, SECRET, Box, served
from support.notebooks import notebook
from support.web_server import Answers, address, serving

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MAIL = Mail(to=["ann@example.org"], subject="News")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Digest]:
    """The digests that were sent."""
    digests: list[Digest] = []

    def take(digest: Digest, _to: Mail, _environ: Mapping[str, str]) -> None:
        digests.append(digest)

    monkeypatch.setattr(deliver, "send_digest", take)
    return digests


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeReports:
    """Reports are made without kernels."""
    reports = FakeReports()
    monkeypatch.setattr(runner, "run_batch", reports)
    return reports


@pytest.fixture
def watch(tmp_path: Path, fake: FakeReports) -> Watch:  # noqa: ARG001
    """A watch over a folder of two stories by a notebook that fails where the title says so."""
    path = notebook(tmp_path / "n.ipynb", "assert 'bad' not in title, title")
    (tmp_path / "in").mkdir()
    for at in range(2):
        story(tmp_path, at, f"Headline number {at}")
    return Watch(name="news", sources=[str(tmp_path / "in")], every="1d", notebook=str(path), mail=MAIL)


def changed(watch: Watch, **keys: object) -> Watch:
    return watch.model_copy(update=keys)


def story(folder: Path, at: int, title: str, more: str = "") -> None:
    (folder / "in" / f"story-{at}.txt").write_text(f"{title}\n\n{STORY} Story {at}. {STORY}{more}\n")


def run(watch: Watch, folder: Path, now: datetime) -> WatchOutcome:
    (outcome,) = run_watches([watch], folder / "out", now, workers=1)
    return outcome


def begin(watch: Watch, folder: Path) -> WatchRun:
    return WatchRun(watch, History(), NOON, folder / "out", FileLock(folder / "lock"))


def test_what_is_new_is_reported_and_told_once(tmp_path: Path, watch: Watch, sent: list[Digest]) -> None:
    story(tmp_path, 1, "A bad headline")
    outcome = run(watch, tmp_path, NOON)
    key = str(tmp_path / "in" / "story-1.txt")
    assert (len(outcome.pages), outcome.ran) == (2, True)
    assert outcome.problems == (f"{key}: AssertionError: A bad headline",)
    (new,), (failed,) = sent[0].new, sent[0].failed
    assert new.title == "Headline number 0"
    assert (failed.title, failed.notes) == ("A bad headline", ("AssertionError: A bad headline",))
    assert all(entry.page and entry.page.is_file() for entry in (new, failed))
    assert run(watch, tmp_path, NOON + timedelta(hours=1)) == WatchOutcome("news", ran=False)
    assert run(watch, tmp_path, NOON + DAY) == WatchOutcome("news")
    story(tmp_path, 2, "Headline number 2")
    assert len(run(watch, tmp_path, NOON + 5 * DAY).pages) == 1  # of missed slots one is run
    assert [[entry.title for entry in digest.new] for digest in sent] == [["Headline number 0"], ["Headline number 2"]]


def test_a_changed_article_is_made_again_and_held_against_the_last(
    tmp_path: Path, watch: Watch, sent: list[Digest]
) -> None:
    run(watch, tmp_path, NOON)
    story(tmp_path, 1, "Headline number 1", " And more of it.")
    run(watch, tmp_path, NOON + DAY)
    assert sent[1].new == ()
    (entry,) = sent[1].changed
    assert entry.title == "Headline number 1"
    (note,) = entry.notes
    assert note == "The article has changed; its earlier report is not there any more."  # it has no results


def test_an_article_that_changes_while_its_report_is_made_is_made_again(tmp_path: Path, watch: Watch) -> None:
    """A report that an earlier call has left is made while the sources are asked again."""
    one = begin(watch, tmp_path)
    path = tmp_path / "in" / "story-0.txt"
    one.note_item(SourceItem(str(path), read(path)))
    ((first, _),) = one.waiting()
    story(tmp_path, 0, "Headline number 0", " More is known now.")
    one.note_item(SourceItem(str(path), read(path)))
    one.note_report(first, Run(tmp_path / "out" / "first"))
    ((second, kept),) = one.waiting()
    assert second.before == "first"
    assert "More is known now." in kept.read_text()
    one.note_report(second, Run(tmp_path / "out" / "second"))
    assert one.waiting() == []
    (item,) = one.history.items.values()
    assert (item.state, item.folder, item.before) == ("done", "second", "first")


def test_what_waits_and_becomes_another_article_leaves_its_words_to_others(tmp_path: Path, watch: Watch) -> None:
    one = begin(watch, tmp_path)
    first = read(tmp_path / "in" / "story-0.txt")
    second = read(tmp_path / "in" / "story-1.txt")
    for key, article in (("a", first), ("b", first), ("a", second), ("a", first), ("a", second)):
        one.note_item(SourceItem(key, article))
    waiting = [(item.key, read(str(kept)).text) for item, kept in one.waiting()]
    assert waiting == [("a", second.text), ("b", first.text)]
    for text in (first, second, first):  # the page of two feeds, which is another each time
        one.note_item(SourceItem("b", text))
    assert {item.content for item, _ in one.waiting()} == {item.content for item in one.history.items.values()}


def test_the_same_story_in_two_places_is_made_once(tmp_path: Path, watch: Watch, sent: list[Digest]) -> None:
    twin = (tmp_path / "in" / "story-0.txt").read_text().replace("Headline number 0", "Another headline")
    (tmp_path / "in" / "twin.txt").write_text(twin)
    assert len(run(watch, tmp_path, NOON).pages) == 2
    assert len(sent[0].new) == 2
    (tmp_path / "in" / "twin.txt").write_text(f"{twin} Changed here.\n")  # held against the report of the other
    (tmp_path / "in" / "story-1.txt").rename(tmp_path / "in" / "moved.txt")
    run(watch, tmp_path, NOON + DAY)
    moved = tmp_path / "in" / "moved.txt"
    moved.write_text(f"{moved.read_text()} Changed there.\n")
    run(watch, tmp_path, NOON + 2 * DAY)
    assert [digest.new for digest in sent[1:]] == [(), ()]
    assert [entry.title for digest in sent[1:] for entry in digest.changed] == ["Another headline", "Headline number 1"]


def test_what_fails_is_not_run_again_until_it_changes(
    tmp_path: Path, watch: Watch, sent: list[Digest], fake: FakeReports
) -> None:
    story(tmp_path, 2, "A bad headline")
    run(watch, tmp_path, NOON)
    assert run(watch, tmp_path, NOON + DAY) == WatchOutcome("news")
    assert fake.titles.count("A bad headline") == 1
    story(tmp_path, 2, "A better headline", " Mended.")
    assert len(run(watch, tmp_path, NOON + 2 * DAY).pages) == 1
    assert [entry.title for entry in sent[1].new] == ["A better headline"]  # there is none to compare it with


def test_what_failed_is_made_again_by_another_notebook(tmp_path: Path, watch: Watch, sent: list[Digest]) -> None:
    story(tmp_path, 2, "A bad headline")
    run(watch, tmp_path, NOON)
    notebook(Path(watch.notebook), "print(article)")
    (page,) = run(watch, tmp_path, NOON + DAY).pages
    assert "a-bad-headline" in page.parent.name
    assert [entry.title for entry in sent[1].new] == ["A bad headline"]
    assert run(watch, tmp_path, NOON + 2 * DAY) == WatchOutcome("news")


def test_what_could_not_be_sent_is_told_as_soon_as_it_can_be(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("mail: the server does not answer")

    monkeypatch.setattr(deliver, "send_digest", refuse)
    done = run(watch, tmp_path, NOON)
    assert done.problems == ("news: mail: the server does not answer",)
    sent: list[Digest] = []
    monkeypatch.setattr(deliver, "send_digest", lambda digest, *_: sent.append(digest))
    story(tmp_path, 2, "Headline number 2")
    later = NOON + timedelta(hours=1)  # no slot: nothing is asked, but what was not told is
    assert run(watch, tmp_path, later) == WatchOutcome("news")
    assert [(len(digest.new), digest.slot) for digest in sent] == [(2, NOON.replace(hour=0))]
    assert run(watch, tmp_path, later) == WatchOutcome("news", ran=False)


AGAINST = {"source": "Iran", "target": "US", "label": "opposes", "confidence": 0.9}
FOUND: dict[str, Any] = {"actors": [], "sentiment": {"targets": []}, "stance": {"ties": [AGAINST]}}


def test_a_digest_comes_only_when_a_condition_is_met_and_says_by_what(
    tmp_path: Path, watch: Watch, sent: list[Digest], fake: FakeReports
) -> None:
    watching = changed(watch, when=["new tie of US", "turned tie"])
    story(tmp_path, 2, "A bad one")
    fake.results = FOUND
    run(watching, tmp_path, NOON)  # there is nothing before it, and what failed is told nobody
    story(tmp_path, 3, "Headline number 3")
    run(watching, tmp_path, NOON + DAY)
    assert sent == []
    assert not load_history(tmp_path / "out", "news").undelivered
    fake.results = FOUND | {"stance": {"ties": [AGAINST | {"label": "supports"}]}}
    story(tmp_path, 4, "Headline number 4")
    run(watching, tmp_path, NOON + 2 * DAY)
    (digest,) = sent
    assert [entry.title for entry in digest.new] == ["Headline number 4"]
    assert digest.headline == "Iran turned from opposing to supporting the US"
    (line,) = digest.met
    assert line.startswith(
        f"Condition met, “turned tie”: {digest.headline}: “Headline number 4”; before that “Headline"
    )


def test_a_tie_that_turned_is_the_headline_also_without_a_condition(
    tmp_path: Path, watch: Watch, sent: list[Digest], fake: FakeReports
) -> None:
    fake.results = FOUND
    run(watch, tmp_path, NOON)
    fake.results = FOUND | {"stance": {"ties": [AGAINST | {"label": "supports"}]}}
    story(tmp_path, 1, "Headline number 1", " And more of it.")
    run(watch, tmp_path, NOON + DAY)
    assert [digest.headline for digest in sent] == ["", "Iran turned from opposing to supporting the US"]
    assert "Tie changed: Iran → US, supports (sure); before opposes (sure)." in sent[1].changed[0].notes


def test_what_no_digest_could_be_made_of_is_told_later(
    tmp_path: Path, watch: Watch, sent: list[Digest], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(deliver, "find_alerts", Mock(side_effect=ValueError("no")))
        assert run(watch, tmp_path, NOON).problems == ("news: no",)
    run(watch, tmp_path, NOON + timedelta(hours=1))
    assert [len(digest.new) for digest in sent] == [2]


FAILING = {"to": ["ann@example.org"], "failures": ["bo@example.org"]}


@pytest.mark.parametrize(
    ("mail", "titles", "when", "expected"),
    [
        ({"to": ["ann@example.org"]}, ["A bad one"], [], [("ann", 2, 1)]),
        ({"to": ["ann@example.org"], "on": "failure"}, ["A good one"], [], []),
        ({"to": ["ann@example.org"], "on": "failure"}, ["A bad one"], [], [("ann", 2, 1)]),
        (FAILING, ["A bad one"], [], [("bo", 0, 1), ("ann", 2, 0)]),
        (FAILING, ["A good one"], [], [("ann", 3, 0)]),
        (FAILING | {"on": "failure"}, ["A good one"], [], []),
        (FAILING | {"on": "failure"}, ["A bad one"], [], [("bo", 0, 1), ("ann", 2, 0)]),
        (FAILING, ["A bad one"], ["new tie"], [("bo", 0, 1)]),  # no condition is met
    ],
)
def test_who_is_told_of_what(
    tmp_path: Path,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
    mail: dict[str, Any],
    titles: list[str],
    when: list[str],
    expected: list[tuple[str, int, int]],
) -> None:
    told = list[tuple[str, int, int]]()

    def take(digest: Digest, to: Mail, _environ: Mapping[str, str]) -> None:
        told.append((find_recipients(digest, to)[0].partition("@")[0], len(digest.new), len(digest.failed)))

    monkeypatch.setattr(deliver, "send_digest", take)
    for at, title in enumerate(titles, 2):
        story(tmp_path, at, title)
    one = changed(watch, mail=Mail(**mail), when=when)
    run(one, tmp_path, NOON)
    assert run(one, tmp_path, NOON + DAY).problems == ()
    assert told == expected


def test_a_letter_that_was_not_sent_has_nobody_get_the_other_twice(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, down = list[str](), {"bo@example.org"}

    def take(digest: Digest, to: Mail, _environ: Mapping[str, str]) -> None:
        if down & {*find_recipients(digest, to)}:
            raise ValueError("mail: the server does not answer")
        told.extend(find_recipients(digest, to))

    monkeypatch.setattr(deliver, "send_digest", take)
    story(tmp_path, 2, "A bad one")
    one = changed(watch, mail=Mail(**FAILING))
    assert "news: mail: the server does not answer" in run(one, tmp_path, NOON).problems
    assert told == ["ann@example.org"]
    down.clear()
    run(one, tmp_path, NOON + timedelta(hours=1))
    run(one, tmp_path, NOON + DAY)
    assert told == ["ann@example.org", "bo@example.org"]


def test_one_who_gets_no_mail_has_the_others_get_nothing_twice(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Mock(side_effect=PartialDelivery("it refused the mail to gone@example.org, and sent the others"))
    monkeypatch.setattr(deliver, "send_digest", send)
    for days in range(2):
        (problem,) = run(watch, tmp_path, NOON).problems or ("",)
        assert ("and sent the others" in problem) == (days == 0)
    assert send.call_count == 1


def test_a_digest_that_was_sent_and_not_noted_has_its_id_again_at_the_next_slot(
    tmp_path: Path, watch: Watch, sent: list[Digest], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(WatchRun, "finish", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(watch, tmp_path, NOON)
    run(watch, tmp_path, NOON + DAY)
    first, again = sent
    assert (first.id, first.slot) == (again.id, again.slot - DAY)
    (kept,) = (watch_folder(tmp_path / "out", "news") / "digests").iterdir()
    assert kept.stem == first.id
    story(tmp_path, 2, "Headline number 2")
    run(watch, tmp_path, NOON + 2 * DAY)
    assert sent[2].id != first.id


def test_what_a_watch_has_done_is_noted_and_what_came_to_the_same_once(
    tmp_path: Path, watch: Watch, sent: list[Digest]
) -> None:
    story(tmp_path, 2, "A bad one")
    for days in range(4):
        run(watch, tmp_path, NOON + days * DAY)
    story(tmp_path, 0, "Headline number 0", " And more of it.")
    run(watch, tmp_path, NOON + 4 * DAY)
    first, quiet, last = load_history(tmp_path / "out", "news").runs
    assert (first.new, first.changed, first.failed, first.digests) == (2, 0, 1, [sent[0].id])
    assert first.headline == "Two new reports, one failed"
    assert first.problems == [f"{tmp_path / 'in' / 'story-2.txt'}: AssertionError: A bad one"]
    assert (quiet.new, quiet.problems, quiet.since < quiet.until) == (0, [], True)
    assert (last.new, last.changed, last.digests) == (0, 1, [sent[1].id])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"sources": ["{folder}/in", "{folder}/other"]}, "its sources have changed"),
        ({"columns": {"text": "story"}}, "its sources have changed"),
        ({"parameters": {"top": 3}}, "its parameters have changed"),
        ({"notebook": "{folder}/other.ipynb"}, "its notebook has changed"),
        ({"notebook": "{folder}/other.ipynb", "parameters": {"top": 3}}, "its notebook and parameters have changed"),
        ({"sources": ["@{folder}/list.txt"]}, "its sources have changed"),
        ({"keep": 3, "timeout": 5}, ""),
    ],
)
def test_what_asks_for_something_else_is_due(
    tmp_path: Path, watch: Watch, sent: list[Digest], change: dict[str, Any], why: str
) -> None:
    notebook(tmp_path / "other.ipynb", "print(article, top)", parameters='article: str = ""\ntop: int = 10')
    notebook(Path(watch.notebook), "print(article)", parameters='article: str = ""\ntop: int = 10')
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text(f"Another\n\n{STORY} Another. {STORY}\n")
    (tmp_path / "list.txt").write_text("in\n# a comment\nother\n")
    run(watch, tmp_path, NOON)
    filled = json.loads(json.dumps(change).replace("{folder}", str(tmp_path)))
    other, later = changed(watch, **filled), NOON + timedelta(hours=1)
    last = load_history(tmp_path / "out", "news")
    due = due_slot(other, last, later)
    assert ((due and due.why) or "") == (f"due: {why} since it ran" if why else "")
    assert due_slot(other, last.model_copy(update={"request": {}}), later) is None  # by an earlier version
    outcome = run(other, tmp_path, later)
    assert (outcome.ran, len(outcome.pages)) == (bool(why), int("sources" in change))
    assert run(other, tmp_path, later) == WatchOutcome("news", ran=False)
    assert len(sent) == 1 + ("sources" in change)


def test_a_watch_is_run_at_once_though_it_is_not_due(
    tmp_path: Path, watch: Watch, sent: list[Digest], fake: FakeReports
) -> None:
    run(watch, tmp_path, NOON)
    story(tmp_path, 2, "Headline number 2")
    later = NOON + timedelta(hours=1)
    (outcome,) = run_watches([watch], tmp_path / "out", later, workers=1, at_once=True)
    assert (len(outcome.pages), len(sent), len(fake.titles)) == (1, 2, 3)
    assert load_history(tmp_path / "out", "news").slot == NOON.replace(hour=0)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_copy_that_fails_holds_up_no_mail_and_is_made_later(
    tmp_path: Path, watch: Watch, sent: list[Digest], damage: Callable[[Path], object]
) -> None:
    target = tmp_path / "copy"
    target.write_text("in its place")
    copied = changed(watch, copy_to=str(target))
    pages = run(copied, tmp_path, NOON).pages
    said = f"news: {target}: it cannot be written (Not a directory); mend that, or copy to another place"
    assert [(len(digest.new), [one.notes for one in digest.failed]) for digest in sent] == [(2, [(said,)])]
    assert run(copied, tmp_path, NOON + DAY).problems == (said,)
    damage(pages[0].with_name("manifest.json"))  # what is no whole run any more is not copied
    target.unlink()
    assert run(copied, tmp_path, NOON + 2 * DAY).problems == ()
    assert [path.name for path in target.iterdir()] == [pages[1].parent.name]
    assert len(sent) == 1


def test_what_was_cut_off_before_its_copy_is_copied_though_it_has_changed_since(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = changed(watch, mail=None, copy_to=str(tmp_path / "copy"))
    with monkeypatch.context() as cut:
        cut.setattr(runner, "deliver_reports", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(copied, tmp_path, NOON)
    story(tmp_path, 0, "Headline number 0", " More is known now.")
    run(copied, tmp_path, NOON)
    assert len(list((tmp_path / "copy").iterdir())) == 3
    assert not load_history(tmp_path / "out", "news").undelivered


@pytest.mark.parametrize("left", [None, "[", '{"article": []}'])
def test_a_report_that_was_lost_before_it_was_told_holds_up_no_digest(
    tmp_path: Path, watch: Watch, sent: list[Digest], monkeypatch: pytest.MonkeyPatch, left: str | None
) -> None:
    with monkeypatch.context() as down:
        down.setattr(deliver, "send_digest", Mock(side_effect=ValueError("down")))
        pages = run(watch, tmp_path, NOON).pages
    page = max(pages)
    page.unlink() if left else shutil.rmtree(page.parent)
    if left:
        page.with_name("manifest.json").write_text(left)
    assert run(watch, tmp_path, NOON + DAY).problems == ()
    (first, second) = sorted(sent[0].new, key=lambda entry: entry.title)
    assert (first.page is None, first.notes) == (False, ())
    assert (second.page, second.notes) == (None, ("Its report is not there any more.",))


def test_keep_leaves_what_other_watches_have(tmp_path: Path, watch: Watch) -> None:
    def edit(number: int, edition: int) -> str:
        path = tmp_path / f"{number}.md"
        head = f"---\ntitle: Story {number}\nurl: https://wire.example/{number}\n---\n"
        path.write_text(f"{head}\n{STORY} Edition {edition} of {number}. {STORY}\n")
        return str(path)

    kept = changed(watch, name="kept", sources=[edit(1, 0)], mail=None, keep=1)
    same = changed(kept, name="same", keep=None, parameters={"top": 3})
    other = changed(same, name="other", sources=[edit(2, 0)])
    for edition in range(3):
        edit(1, edition), edit(2, edition)
        for one in (other, same, kept):
            run(one, tmp_path, NOON + edition * DAY)
    runs = [path.parent.name for path in (tmp_path / "out").glob("undated-*/report.html")]
    assert sorted(name[:15] for name in runs) == ["undated-story-1"] * 2 + ["undated-story-2"] * 3


def test_what_goes_wrong_when_nothing_is_due_is_told_once(
    tmp_path: Path, watch: Watch, sent: list[Digest], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy"
    copied = changed(watch, copy_to=str(target))
    with monkeypatch.context() as down:
        down.setattr(deliver, "send_digest", Mock(side_effect=ValueError("down")))
        run(copied, tmp_path, NOON)
    shutil.rmtree(target)
    target.write_text("in its place")
    for hours in range(1, 4):
        (problem,) = run(copied, tmp_path, NOON + timedelta(hours=hours)).problems
        assert "it cannot be written (Not a directory)" in problem
    assert [(len(digest.new), len(digest.failed)) for digest in sent] == [(2, 1)]


def test_what_stays_wrong_is_said_each_time_and_told_once(tmp_path: Path, watch: Watch, sent: list[Digest]) -> None:
    missing = tmp_path / "missing.txt"
    both = changed(watch, sources=[str(missing), *watch.sources])
    for days in range(3):
        done = run(both, tmp_path, NOON + days * DAY)
        assert done.problems == (f"{missing}: does not exist; check the path",)
    (digest,) = sent  # and the other source is read all the same
    (failed,) = digest.failed
    assert (len(digest.new), failed.title, failed.notes) == (2, str(missing), ("does not exist; check the path",))
    missing.write_text(f"Here now\n\n{STORY} Here. {STORY}\n")
    assert run(both, tmp_path, NOON + 3 * DAY).problems == ()
    missing.unlink()
    run(both, tmp_path, NOON + 4 * DAY)
    assert [(len(digest.new), len(digest.failed)) for digest in sent] == [(2, 1), (1, 0), (0, 1)]


def test_what_is_not_told_yet_is_not_removed(tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    few = changed(watch, sources=[str(tmp_path / "few")], keep=1)
    pages, path = list[Path](), tmp_path / "few" / "a.txt"
    path.parent.mkdir()
    with monkeypatch.context() as down:
        down.setattr(deliver, "send_digest", Mock(side_effect=ValueError("down")))
        for number in range(2):
            head = "---\ntitle: The few\nurl: https://example.org/few\n---\n"
            path.write_text(f"{head}\n{STORY} Edition {number}. {STORY}\n")
            pages += run(few, tmp_path, NOON + number * DAY).pages
    assert [page.is_file() for page in pages] == [True, True]
    monkeypatch.setattr(deliver, "send_digest", Mock())
    run(few, tmp_path, NOON + 2 * DAY)
    assert [page.is_file() for page in pages] == [False, True]


FULL = OSError(errno.ENOSPC, "No space left on device")
UNWRITTEN = (
    "news: {}: what the watch has done cannot be written there (No space left on device); "
    "free some space or choose another folder with --out"
)


@pytest.mark.parametrize("place", [progress, history])
def test_on_a_full_disk_nothing_is_lost_and_the_slot_stays_due(
    tmp_path: Path,
    watch: Watch,
    sent: list[Digest],
    fake: FakeReports,
    monkeypatch: pytest.MonkeyPatch,
    place: ModuleType,
) -> None:
    with monkeypatch.context() as full:
        full.setattr(place, "write_whole", Mock(side_effect=FULL))
        outcome = run(watch, tmp_path, NOON)
    assert outcome.problems == (UNWRITTEN.format(tmp_path / "out"),)
    assert (sent, load_history(tmp_path / "out", "news")) == ([], History())
    outcome = run(watch, tmp_path, NOON)
    assert (len(outcome.pages), outcome.problems, len(sent[0].new)) == (2, (), 2)
    assert sorted(fake.titles) == ["Headline number 0", "Headline number 1"]


def test_a_disk_that_is_full_after_a_report_has_it_taken_as_it_is(
    tmp_path: Path, watch: Watch, sent: list[Digest], fake: FakeReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = history.append_change
    fills = [append, append, Mock(side_effect=FULL)]  # an article and one report can be noted
    with monkeypatch.context() as full:
        full.setattr(progress, "append_change", lambda *change: fills.pop(0)(*change))
        assert run(watch, tmp_path, NOON).problems == (UNWRITTEN.format(tmp_path / "out"),)
    assert (sent, fills) == ([], [])
    assert run(watch, tmp_path, NOON).problems == ()
    assert sorted(entry.title for entry in sent[0].new) == ["Headline number 0", "Headline number 1"]
    assert sorted(fake.titles) == ["Headline number 0", "Headline number 1"]


def test_an_article_whose_report_cannot_be_made_waits_and_holds_up_no_other(
    tmp_path: Path, watch: Watch, sent: list[Digest], fake: FakeReports
) -> None:
    problem = unwritten(tmp_path / "out")
    fake.refused |= {str(tmp_path / "in" / f"story-{at}.txt") for at in range(2)}
    for left in (2, 1, 1):
        assert run(watch, tmp_path, NOON).problems == (problem,)
        assert len(fake.refused) == left
        fake.refused.discard(str(tmp_path / "in" / "story-0.txt"))
    first, second = sent  # at the last call nothing was new
    assert (first.new, [entry.notes for entry in first.failed]) == ((), [(problem,)] * 2)
    assert ([entry.title for entry in second.new], second.failed) == (["Headline number 0"], ())
    fake.refused.clear()
    assert run(watch, tmp_path, NOON).problems == ()
    assert [entry.title for entry in sent[2].new] == ["Headline number 1"]
    assert run(watch, tmp_path, NOON) == WatchOutcome("news", ran=False)


def test_an_article_that_could_not_be_read_again_holds_up_no_other(
    tmp_path: Path, watch: Watch, sent: list[Digest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MAX_BYTES", 10_000)
    story(tmp_path, 2, "Headline number 2", " \N{PARTY POPPER}" * 1000)  # twelve bytes each in JSON
    outcome = run(watch, tmp_path, NOON)
    large, path = "is larger than 5 MB; give the article alone", str(tmp_path / "in" / "story-2.txt")
    assert (len(outcome.pages), outcome.problems) == (2, (f"{path}: {large}",))
    (failed,) = sent[0].failed
    assert (len(sent[0].new), failed.title, failed.notes) == (2, path, (large,))


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: None,  # it is lost
        lambda _: b"",  # as after a loss of power
        lambda content: content[:200],
        lambda content: content.replace(b"minister", b"mayor"),
        lambda _: b"\xff\xfe[",
    ],
)
def test_an_article_that_is_lost_while_it_waits_is_taken_in_again(
    tmp_path: Path,
    watch: Watch,
    sent: list[Digest],
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[bytes], bytes | None],
) -> None:
    def cut_off(jobs: list[object], _: int) -> tuple[()]:
        if jobs:
            raise KeyboardInterrupt
        return ()

    twin = (tmp_path / "in" / "story-0.txt").read_text().replace("Headline number 0", "Another headline")
    (tmp_path / "in" / "twin.txt").write_text(twin)
    with monkeypatch.context() as cut:
        cut.setattr(runner, "run_batch", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run(watch, tmp_path, NOON)
    waiting = sorted((watch_folder(tmp_path / "out", "news") / "waiting").iterdir())
    for path in waiting:
        content = damage(path.read_bytes())
        path.unlink() if content is None else path.write_bytes(content)
    assert len(run(watch, tmp_path, NOON).pages) == 2
    assert len(sent[0].new) == 2
    assert run(watch, tmp_path, NOON) == WatchOutcome("news", ran=False)


def test_a_damaged_history_is_set_aside_once_and_its_items_are_reported_again(
    tmp_path: Path, watch: Watch, sent: list[Digest]
) -> None:
    run(watch, tmp_path, NOON)
    path = watch_folder(tmp_path / "out", "news") / "manifest.json"
    for number in (1, 2):
        path.write_text("{")
        outcome = run(watch, tmp_path, NOON)
        aside = f"it is set aside as damaged-{number}.json, and all items are reported again"
        assert outcome.problems == (f"news: {path}: it is not as Readout writes it; {aside}",)
        assert path.with_name(f"damaged-{number}.json").read_text() == "{"
        assert (len(sent), len(sent[-1].new), len(sent[-1].failed)) == (number + 1, 2, 1)
    assert run(watch, tmp_path, NOON) == WatchOutcome("news", ran=False)


@pytest.mark.parametrize("step", ["_copy", "_send", "deliver_reports", "note_report"])
def test_a_mistake_over_one_watch_holds_up_no_other(
    tmp_path: Path, watch: Watch, sent: list[Digest], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def mistaken(run: WatchRun, *given: Any, **options: Any) -> Any:
        if run.watch.name == "first":
            raise OverflowError("int too large")
        return real(run, *given, **options)

    where: Any = WatchRun if step == "note_report" else runner if step == "deliver_reports" else deliver
    real = getattr(where, step)
    monkeypatch.setattr(where, step, mistaken)
    both = [changed(watch, name=name) for name in ("first", "second")]
    first, second = run_watches(both, tmp_path / "out", NOON, workers=1)
    assert re.search(r"a mistake in Readout \(OverflowError: int too large; .*\); please report", first.problems[0])
    assert (second.problems, len(second.pages)) == ((), 2)
    assert [digest.watch for digest in sent if digest.new][-1] == "second"


@pytest.mark.parametrize("pattern", ["in", "in/*.txt", "in/**/*.txt"])
@pytest.mark.usefixtures("sent")
def test_a_link_leads_to_nothing_outside_of_what_is_watched(tmp_path: Path, watch: Watch, pattern: str) -> None:
    (tmp_path / "private.conf").write_text(f"Not for all\n\n{STORY} {STORY} Secret.\n")
    (tmp_path / "in" / "leak.txt").symlink_to(tmp_path / "private.conf")
    (tmp_path / "in" / "same.txt").symlink_to("story-0.txt")
    outcome = run(changed(watch, sources=[str(tmp_path / pattern)]), tmp_path, NOON)
    assert len(outcome.pages) == 2
    leak = tmp_path / "in" / "leak.txt"
    told = f"{leak}: is a link that leads out of its folder; put the file itself there"
    assert outcome.problems == (() if pattern == "in" else (told,))


@pytest.mark.parametrize("in_its_place", ["out", "out/.watches/news"])
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, watch: Watch, in_its_place: str) -> None:
    path = tmp_path / in_its_place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a file")
    (problem,) = run(watch, tmp_path, NOON).problems
    assert re.fullmatch(
        rf"news: {tmp_path}/out: what the watch has done cannot be written there \((Not a directory|File exists)\); "
        "choose another folder with --out",
        problem,
    )
    assert path.read_text() == "a file"


@pytest.mark.usefixtures("sent")
def test_a_watch_is_free_for_others_when_it_is_done_and_when_nothing_is_due(tmp_path: Path, watch: Watch) -> None:
    hourly = changed(watch, name="hourly", every="1h")
    (run_watches([watch, hourly], tmp_path / "out", NOON, workers=1))
    later = NOON + timedelta(hours=1)
    both = run_watches([watch, hourly, changed(watch, name="new")], tmp_path / "out", later, workers=1)
    for done in both:
        assert done.ran == (done.watch != "news")
        with FileLock(watch_folder(tmp_path / "out", done.watch) / "lock", timeout=0):
            pass


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_run_that_is_cut_off_anywhere_goes_on_where_it_was(
    tmp_path: Path, watch: Watch, fake: FakeReports, monkeypatch: pytest.MonkeyPatch, sent: list[Digest], writes: int
) -> None:
    """Ended each time after so many writes, in the middle of a line or before the whole history is saved again."""
    append, save, ends = history.append_change, history.save_history, 0

    def cut(write: Callable[..., None], out: Path, name: str, change: History) -> None:
        noted.append(change)
        if len(noted) > writes:
            if write is append:
                with (watch_folder(out, name) / "manifest.json").open("a") as file:
                    file.write('{"items": [{"key": "cut')
            raise KeyboardInterrupt
        write(out, name, change)

    monkeypatch.setattr(progress, "append_change", partial(cut, append))
    monkeypatch.setattr(progress, "save_history", partial(cut, save))
    monkeypatch.setattr(intake, "_SETTLED", float("inf"))  # no time decides how often is written
    for _ in range(9):
        noted: list[History] = []
        with contextlib.suppress(KeyboardInterrupt):
            run(watch, tmp_path, NOON)
            break
        ends += 1
    assert ends in (1, 2, 3, 4)
    assert sorted(fake.titles) == ["Headline number 0", "Headline number 1"]
    (line,) = (watch_folder(tmp_path / "out", "news") / "manifest.json").read_text().splitlines()
    content = json.loads(line)
    assert [(item["state"], item["told"]) for item in content["items"]] == [("done", True)] * 2
    assert content["slot"] == "2026-11-24T00:00:00+00:00"
    assert not (watch_folder(tmp_path / "out", "news") / "waiting").exists()
    assert {entry.title for digest in sent for entry in digest.new} == {"Headline number 0", "Headline number 1"}


TOKEN = "t0ken-nobody-may-see"


class Closed(Answers):
    """A feed and its pages for those who have the token; one page is broken, one address hangs until the end."""

    hangs = threading.Event()

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/hang":
            self.hangs.set()
            self.ended.wait()
        elif path == "/robots.txt" or query != f"token={TOKEN}":
            self.answer(status=404)
        elif path == "/feed":
            base = f"http://{self.headers['Host']}"
            links = (f"<item><link>{base}/{name}?{query}</link></item>" for name in ("page", "page-2", "broken"))
            self.answer(f"<rss><channel>{''.join(links)}</channel></rss>".encode(), Content_Type="application/rss+xml")
        elif path.startswith("/page"):
            words = f"<p>{STORY}</p><p>It came from {self.path}. {STORY}</p>"
            page = f"<html lang='en'><title>A page</title><article><h1>A page</h1>{words}</article></html>"
            self.answer(page.encode(), Content_Type="text/html")
        else:
            self.answer(f"no {self.path}".encode(), status=410)


LOOKS = (
    "import os, pathlib\nprint(open(article).read(), os.environ, sorted(os.environ))",
    "print([one.read_text() for one in [pathlib.Path('/proc/self/environ')] if one.exists()])",
)


def scheduled(folder: Path, source: str, more: str = "") -> list[str]:
    """The command that does what is due of a watch over that source."""
    notebook(folder / "looks.ipynb", *LOOKS)
    keys = f'sources = ["{source}"]\nevery = "1d"\nnotebook = "looks.ipynb"\nprivate = true\n{more}'
    (folder / "schedules.toml").write_text(f"[watch.news]\n{keys}")
    options = ["--file", str(folder / "schedules.toml"), "--out", str(folder / "out")]
    return [sys.executable, "-m", "readout_app", "schedule", "run", *options]


def test_a_secret_of_an_address_or_of_the_mail_is_nowhere_to_be_read(tmp_path: Path) -> None:
    """By the command and in forks; `runs/test_execution` says it of a kernel of its own."""
    box, mail = Box(), 'mail = {to = ["ann@example.org"], attach = true}\n'
    with serving(Closed) as server, served(box, login=True) as environ:
        environ |= {"READOUT_SECRET_FEED": TOKEN, "SSL_CERT_FILE": str(CERTIFICATE)}
        feed = f"{address(server)}/feed?token=${{READOUT_SECRET_FEED}}"
        command = scheduled(tmp_path, feed, mail)
        done = subprocess.run(command, env=os.environ | environ, capture_output=True, check=False)
    broken = f"{address(server)}/broken?token=${{READOUT_SECRET_FEED}}"
    assert done.stderr.decode().startswith(f"readout: {broken}: answers 410 Gone; check the address")
    pages = sorted(Path(line).read_text() for line in done.stdout.decode().splitlines())
    assert ["It came from /page" in page and "?token=${READOUT_SECRET_FEED}." in page for page in pages] == [True] * 2
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert ["PATH" in path.read_text() for path in files if path.name == "report.ipynb"] == [True] * 2  # looked
    (message,) = box.messages
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    assert len(texts) == 4
    outputs = [done.stdout, done.stderr, *map(str.encode, texts), *box.raw]
    for content in [*outputs, *(path.read_bytes() for path in files)]:
        assert TOKEN.encode() not in content
        assert SECRET.encode() not in content
        assert b"READOUT_SMTP_PASSWORD" not in content


@pytest.mark.parametrize(("ends", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_source_that_hangs_does_not_hold_up_the_end(tmp_path: Path, ends: signal.Signals, code: int) -> None:
    """The request would be given up after 30 seconds only."""
    Closed.hangs.clear()
    with serving(Closed) as server:
        started = subprocess.Popen(scheduled(tmp_path, f"{address(server)}/hang"), stderr=subprocess.PIPE)
        assert Closed.hangs.wait(60)
        started.send_signal(ends)
        _, said = started.communicate(timeout=25)
    assert (started.returncode, said) == (code, b"readout: ended; the next run goes on from here\n")
