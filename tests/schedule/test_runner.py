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
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import Mock

import pytest
from filelock import FileLock

from readout.articles.article import read
from readout.articles.fetch import Validators
from readout_app.runs.run import Run
from readout_app.schedule import deliver, digest, history, progress, runner
from readout_app.schedule import sources as intake
from readout_app.schedule.config import Mail, Watch
from readout_app.schedule.digest import Digest, find_recipients
from readout_app.schedule.history import History, load_history, watch_folder
from readout_app.schedule.mail import PartialDelivery
from readout_app.schedule.progress import WatchRun, due_slot
from readout_app.schedule.runner import WatchOutcome, run_watches
from readout_app.schedule.sources import SourceItem
from support.articles import STORY
from support.fake_reports import FakeReports, unwritten
from support.mail_server import CERTIFICATE, SECRET, Box, served
from support.notebooks import notebook
from support.web_server import Answers, address, serving

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
IDLE, QUIET = WatchOutcome("news", ran=False), WatchOutcome("news")


class Desk:
    """A watch over a folder of two stories by a notebook that fails where the title says "bad", without kernels.

    Attributes:
        sent: the digests that were sent.
        down: who gets no mail now.
        fake: what makes the reports.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.out, self.patch = folder, folder / "out", monkeypatch
        self.sent, self.down, self.fake = list[Digest](), set[str](), FakeReports()
        monkeypatch.setattr(runner, "run_batch", self.fake)
        monkeypatch.setattr(deliver, "send_digest", self._send)
        path = notebook(folder / "n.ipynb", "assert 'bad' not in title, title")
        self.path(0).parent.mkdir()
        for at in range(2):
            self.story(at, f"Headline number {at}")
        mail = Mail(to=["ann@example.org"], subject="News")
        self.watch = Watch(name="news", sources=[str(folder / "in")], every="1d", notebook=str(path), mail=mail)

    def _send(self, digest: Digest, mail: Mail, _environ: Mapping[str, str]) -> None:
        if self.down & {*find_recipients(digest, mail)}:
            raise ValueError("mail: the server does not answer")
        self.sent.append(digest)

    def path(self, at: int) -> Path:
        return self.folder / "in" / f"story-{at}.txt"

    def story(self, at: int, title: str, more: str = "") -> None:
        self.path(at).write_text(f"{title}\n\n{STORY} Story {at}. {STORY}{more}\n")

    def change(self, **keys: object) -> None:
        self.watch = self.watch.model_copy(update=keys)

    def run(self, *, days: int = 0, hours: int = 0) -> WatchOutcome:
        now = NOON + timedelta(days=days, hours=hours)
        (outcome,) = run_watches([self.watch], self.out, now, workers=1)
        return outcome

    def begin(self) -> WatchRun:
        return WatchRun(self.watch, History(), NOON, self.out, FileLock(self.folder / "lock"))

    @property
    def history(self) -> History:
        return load_history(self.out, "news")

    @property
    def journal(self) -> Path:
        return watch_folder(self.out, "news") / "manifest.json"

    @contextlib.contextmanager
    def cut_off(self, where: Any, name: str) -> Iterator[None]:
        """What calls that is ended."""
        with self.patch.context() as cut:
            cut.setattr(where, name, Mock(side_effect=KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                yield

    def counts(self) -> list[tuple[int, int, int]]:
        """How many are new, changed and failed in each digest that was sent."""
        return [(len(digest.new), len(digest.changed), len(digest.failed)) for digest in self.sent]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


# What is reported


def test_what_is_new_is_reported_and_told_once(desk: Desk) -> None:
    desk.story(1, "A bad headline")
    outcome = desk.run()
    assert (len(outcome.pages), outcome.ran) == (2, True)
    assert outcome.problems == (f"{desk.path(1)}: AssertionError: A bad headline",)
    (new,), (failed,) = desk.sent[0].new, desk.sent[0].failed
    assert new.title == "Headline number 0"
    assert (failed.title, failed.notes) == ("A bad headline", ("AssertionError: A bad headline",))
    assert all(entry.page and entry.page.is_file() for entry in (new, failed))
    assert (desk.run(hours=1), desk.run(days=1)) == (IDLE, QUIET)
    desk.story(2, "Headline number 2")
    assert len(desk.run(days=5).pages) == 1  # of missed slots one is run
    assert desk.counts() == [(1, 0, 1), (1, 0, 0)]


def test_a_watch_is_run_at_once_though_it_is_not_due(desk: Desk) -> None:
    desk.run()
    desk.story(2, "Headline number 2")
    (outcome,) = run_watches([desk.watch], desk.out, NOON + timedelta(hours=1), workers=1, at_once=True)
    assert (len(outcome.pages), len(desk.sent), len(desk.fake.titles)) == (1, 2, 3)
    assert desk.history.slot == NOON.replace(hour=0)


def test_a_changed_article_is_made_again_and_held_against_the_last(desk: Desk) -> None:
    desk.run()
    desk.story(1, "Headline number 1", " And more of it.")
    desk.run(days=1)
    ((entry,), new) = desk.sent[1].changed, desk.sent[1].new
    assert (entry.title, new) == ("Headline number 1", ())
    assert entry.notes == ("The article has changed; its earlier report is not there any more.",)  # it has no results


def test_an_article_that_changes_while_its_report_is_made_is_made_again(desk: Desk) -> None:
    """A report that an earlier call has left is made while the sources are asked again."""
    one, path = desk.begin(), desk.path(0)
    one.note_item(SourceItem(str(path), read(path)))
    ((first, _),) = one.waiting()
    desk.story(0, "Headline number 0", " More is known now.")
    one.note_item(SourceItem(str(path), read(path)))
    one.note_report(first, Run(desk.out / "first"))
    ((second, kept),) = one.waiting()
    assert (second.before, "More is known now." in kept.read_text()) == ("first", True)
    one.note_report(second, Run(desk.out / "second"))
    (item,) = one.history.items.values()
    assert (one.waiting(), item.state, item.folder, item.before) == ([], "done", "second", "first")


def test_what_waits_and_becomes_another_article_leaves_its_words_to_others(desk: Desk) -> None:
    one = desk.begin()
    first, second = read(desk.path(0)), read(desk.path(1))
    for key, article in (("a", first), ("b", first), ("a", second), ("a", first), ("a", second)):
        one.note_item(SourceItem(key, article))
    waiting = [(item.key, read(str(kept)).text) for item, kept in one.waiting()]
    assert waiting == [("a", second.text), ("b", first.text)]
    for text in (first, second, first):  # the page of two feeds, which is another each time
        one.note_item(SourceItem("b", text))
    assert {item.content for item, _ in one.waiting()} == {item.content for item in one.history.items.values()}


def test_the_same_story_in_two_places_is_made_once(desk: Desk) -> None:
    twin, moved = desk.folder / "in" / "twin.txt", desk.folder / "in" / "moved.txt"
    text = desk.path(0).read_text().replace("Headline number 0", "Another headline")
    twin.write_text(text)
    assert len(desk.run().pages) == 2
    twin.write_text(f"{text} Changed here.\n")  # held against the report of the other
    desk.path(1).rename(moved)
    desk.run(days=1)
    moved.write_text(f"{moved.read_text()} Changed there.\n")
    desk.run(days=2)
    assert desk.counts() == [(2, 0, 0), (0, 1, 0), (0, 1, 0)]
    assert [desk.sent[at].changed[0].title for at in (1, 2)] == ["Another headline", "Headline number 1"]


def test_what_fails_is_run_again_when_it_or_the_notebook_changes(desk: Desk) -> None:
    desk.story(2, "A bad headline")
    desk.story(3, "A bad day")
    desk.run()
    assert desk.run(days=1) == QUIET
    desk.story(2, "A better headline", " Mended.")
    assert len(desk.run(days=2).pages) == 1
    notebook(Path(desk.watch.notebook), "print(article)")
    (page,) = desk.run(days=3).pages
    assert "a-bad-day" in page.parent.name
    assert desk.counts() == [(2, 0, 2), (1, 0, 0), (1, 0, 0)]  # there is none to compare it with
    assert desk.run(days=4) == QUIET


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"sources": ["{folder}/in", "{folder}/other"]}, "its sources have changed"),
        ({"sources": ["@{folder}/list.txt"]}, "its sources have changed"),
        ({"columns": {"text": "story"}}, "its sources have changed"),
        ({"parameters": {"top": 3}}, "its parameters have changed"),
        ({"notebook": "{folder}/other.ipynb"}, "its notebook has changed"),
        ({"notebook": "{folder}/other.ipynb", "parameters": {"top": 3}}, "its notebook and parameters have changed"),
        ({"keep": 3, "timeout": 5}, ""),
    ],
)
def test_what_asks_for_something_else_is_due(desk: Desk, change: dict[str, Any], why: str) -> None:
    parameters = 'article: str = ""\ntop: int = 10'
    notebook(desk.folder / "other.ipynb", "print(article, top)", parameters=parameters)
    notebook(Path(desk.watch.notebook), "print(article)", parameters=parameters)
    (desk.folder / "other").mkdir()
    (desk.folder / "other" / "a.txt").write_text(f"Another\n\n{STORY} Another. {STORY}\n")
    (desk.folder / "list.txt").write_text("in\n# a comment\nother\n")
    desk.run()
    desk.change(**json.loads(json.dumps(change).replace("{folder}", str(desk.folder))))
    last, later = desk.history, NOON + timedelta(hours=1)
    due = due_slot(desk.watch, last, later)
    assert ((due and due.why) or "") == (f"due: {why} since it ran" if why else "")
    assert due_slot(desk.watch, last.model_copy(update={"request": {}}), later) is None  # by an earlier version
    outcome = desk.run(hours=1)
    assert (outcome.ran, len(outcome.pages)) == (bool(why), int("sources" in change))
    assert desk.run(hours=1) == IDLE
    assert len(desk.sent) == 1 + ("sources" in change)


@pytest.mark.parametrize("pattern", ["in", "in/*.txt", "in/**/*.txt"])
def test_a_link_leads_to_nothing_outside_of_what_is_watched(desk: Desk, pattern: str) -> None:
    (desk.folder / "private.conf").write_text(f"Not for all\n\n{STORY} {STORY} Secret.\n")
    leak = desk.folder / "in" / "leak.txt"
    leak.symlink_to(desk.folder / "private.conf")
    (desk.folder / "in" / "same.txt").symlink_to("story-0.txt")
    desk.change(sources=[str(desk.folder / pattern)])
    outcome = desk.run()
    told = f"{leak}: is a link that leads out of its folder; put the file itself there"
    assert (len(outcome.pages), outcome.problems) == (2, () if pattern == "in" else (told,))


# Who is told of what

FAILING = {"to": ["ann@example.org"], "failures": ["bo@example.org"]}


@pytest.mark.parametrize(
    ("mail", "title", "when", "expected"),
    [
        ({"to": ["ann@example.org"]}, "A bad one", [], [("ann", 2, 1)]),
        ({"to": ["ann@example.org"], "on": "failure"}, "A good one", [], []),
        ({"to": ["ann@example.org"], "on": "failure"}, "A bad one", [], [("ann", 2, 1)]),
        (FAILING, "A bad one", [], [("bo", 0, 1), ("ann", 2, 0)]),
        (FAILING, "A good one", [], [("ann", 3, 0)]),
        (FAILING | {"on": "failure"}, "A good one", [], []),
        (FAILING | {"on": "failure"}, "A bad one", [], [("bo", 0, 1), ("ann", 2, 0)]),
        (FAILING, "A bad one", ["new tie"], [("bo", 0, 1)]),  # no condition is met
    ],
)
def test_who_is_told_of_what(
    desk: Desk, mail: dict[str, Any], title: str, when: list[str], expected: list[tuple[str, int, int]]
) -> None:
    desk.story(2, title)
    desk.change(mail=Mail(**mail), when=when)
    desk.run()
    assert desk.run(days=1).problems == ()
    told = [find_recipients(digest, Mail(**mail))[0].partition("@")[0] for digest in desk.sent]
    assert [(to, new, failed) for to, (new, _, failed) in zip(told, desk.counts(), strict=True)] == expected


def test_what_stays_wrong_is_said_each_time_and_told_once(desk: Desk) -> None:
    missing = desk.folder / "missing.txt"
    desk.change(sources=[str(missing), *desk.watch.sources])
    for days in range(3):
        assert desk.run(days=days).problems == (f"{missing}: does not exist; check the path",)
    (failed,) = desk.sent[0].failed
    assert (failed.title, failed.notes) == (str(missing), ("does not exist; check the path",))
    missing.write_text(f"Here now\n\n{STORY} Here. {STORY}\n")
    assert desk.run(days=3).problems == ()
    missing.unlink()
    desk.run(days=4)
    assert desk.counts() == [(2, 0, 1), (1, 0, 0), (0, 0, 1)]


def test_what_could_not_be_sent_is_told_as_soon_as_it_can_be_and_nobody_gets_the_other_twice(desk: Desk) -> None:
    desk.story(2, "A bad one")
    desk.change(mail=Mail(**FAILING))
    desk.down.add("bo@example.org")
    assert "news: mail: the server does not answer" in desk.run().problems
    assert desk.counts() == [(2, 0, 0)]
    desk.down.clear()
    desk.story(3, "Headline number 3")
    assert desk.run(hours=1) == QUIET  # no slot: nothing is asked, but what was not told is
    assert desk.run(hours=1) == IDLE
    assert (desk.counts()[1:], desk.sent[1].slot) == ([(0, 0, 1)], NOON.replace(hour=0))


def test_what_no_digest_could_be_made_or_kept_of_is_told_later(desk: Desk) -> None:
    with desk.patch.context() as broken:
        broken.setattr(digest, "find_alerts", Mock(side_effect=ValueError("no")))
        assert desk.run().problems == ("news: no",)
    (place := desk.journal.with_name("digests")).write_text("in its place")
    why = "a digest cannot be written there (File exists); choose another folder with --out"
    assert desk.run(hours=1).problems == (f"news: {desk.out}: {why}",)
    place.unlink()
    desk.run(hours=2)
    assert desk.counts() == [(2, 0, 0)]


def test_one_who_gets_no_mail_has_the_others_get_nothing_twice(desk: Desk) -> None:
    send = Mock(side_effect=PartialDelivery("it refused the mail to gone@example.org, and sent the others"))
    desk.patch.setattr(deliver, "send_digest", send)
    assert "and sent the others" in desk.run().problems[0]
    assert desk.run(days=1).problems == ()
    assert send.call_count == 1


def test_a_digest_that_was_sent_and_not_noted_has_its_id_again_at_the_next_slot(desk: Desk) -> None:
    with desk.cut_off(WatchRun, "finish"):
        desk.run()
    desk.story(2, "Headline number 2")
    desk.run(days=1)
    first, again, rest = desk.sent
    assert again == first
    assert [entry.title for entry in rest.new] == ["Headline number 2"]
    assert {kept.stem for kept in desk.journal.with_name("digests").iterdir()} == {first.id, rest.id}
    with desk.cut_off(WatchRun, "finish"):
        desk.story(1, "Headline number 1", " It was changed.")
        desk.run(days=2)
    desk.story(1, "Headline number 1", " It was changed again.")  # what was told is not so any more
    desk.run(days=3)
    assert desk.counts()[3:] == [(0, 1, 0), (0, 1, 0)]
    assert desk.sent[3].id != desk.sent[4].id


AGAINST = {"source": "Iran", "target": "US", "label": "opposes", "confidence": 0.9}
FOUND: dict[str, Any] = {"actors": [], "sentiment": {"targets": []}, "stance": {"ties": [AGAINST]}}
TURNED = FOUND | {"stance": {"ties": [AGAINST | {"label": "supports"}]}}


def test_a_digest_comes_only_when_a_condition_is_met_and_says_by_what(desk: Desk) -> None:
    desk.change(when=["new tie of US", "turned tie"])
    desk.story(2, "A bad one")
    desk.fake.results = FOUND
    desk.run()  # there is nothing before it, and what failed is told nobody
    desk.story(3, "Headline number 3")
    desk.run(days=1)
    assert (desk.sent, desk.history.undelivered) == ([], False)
    desk.fake.results = TURNED
    desk.story(4, "Headline number 4")
    desk.run(days=2)
    (digest,) = desk.sent
    assert [entry.title for entry in digest.new] == ["Headline number 4"]
    assert digest.headline == "Iran turned from opposing to supporting the US"
    start = f"Condition met, “turned tie”: {digest.headline}: “Headline number 4”; before that “Headline"
    assert [line[: len(start)] for line in digest.met] == [start]


def test_a_tie_that_turned_is_the_headline_also_without_a_condition(desk: Desk) -> None:
    desk.fake.results = FOUND
    desk.run()
    desk.fake.results = TURNED
    desk.story(1, "Headline number 1", " And more of it.")
    desk.run(days=1)
    assert [digest.headline for digest in desk.sent] == ["", "Iran turned from opposing to supporting the US"]
    assert "Tie changed: Iran → US, supports (sure); before opposes (sure)." in desk.sent[1].changed[0].notes


def test_what_a_watch_has_done_is_noted_and_what_came_to_the_same_once(desk: Desk) -> None:
    desk.story(2, "A bad one")
    for days in range(4):
        desk.run(days=days)
    desk.story(0, "Headline number 0", " And more of it.")
    desk.run(days=4)
    first, quiet, last = desk.history.runs
    assert (first.new, first.changed, first.failed, first.digests) == (2, 0, 1, [desk.sent[0].id])
    assert first.headline == "Two new reports, one failed"
    assert first.problems == [f"{desk.path(2)}: AssertionError: A bad one"]
    assert (quiet.new, quiet.problems, quiet.since < quiet.until) == (0, [], True)
    assert (last.new, last.changed, last.digests) == (0, 1, [desk.sent[1].id])


# Copies, and what is kept


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_copy_that_fails_holds_up_no_mail_and_is_made_later(desk: Desk, damage: Callable[[Path], object]) -> None:
    target = desk.folder / "copy"
    target.write_text("in its place")
    desk.change(copy_to=str(target))
    pages = desk.run().pages
    said = f"news: {target}: it cannot be written (Not a directory); mend that, or copy to another place"
    assert [(len(digest.new), [one.notes for one in digest.failed]) for digest in desk.sent] == [(2, [(said,)])]
    assert desk.run(days=1).problems == (said,)
    damage(pages[0].with_name("manifest.json"))  # what is no whole run any more is not copied
    target.unlink()
    assert desk.run(days=2).problems == ()
    assert [path.name for path in target.iterdir()] == [pages[1].parent.name]
    assert len(desk.sent) == 1


def test_what_was_cut_off_before_its_copy_is_copied_though_it_has_changed_since(desk: Desk) -> None:
    desk.change(mail=None, copy_to=str(desk.folder / "copy"))
    with desk.cut_off(runner, "deliver_reports"):
        desk.run()
    desk.story(0, "Headline number 0", " More is known now.")
    desk.run()
    assert len(list((desk.folder / "copy").iterdir())) == 3
    assert not desk.history.undelivered


def test_what_goes_wrong_when_nothing_is_due_is_told_once(desk: Desk) -> None:
    target = desk.folder / "copy"
    desk.change(copy_to=str(target))
    desk.down.add("ann@example.org")
    desk.run()
    desk.down.clear()
    shutil.rmtree(target)
    target.write_text("in its place")
    for hours in range(1, 4):
        (problem,) = desk.run(hours=hours).problems
        assert "it cannot be written (Not a directory)" in problem
    assert desk.counts() == [(2, 0, 1)]


@pytest.mark.parametrize("left", [None, "[", '{"article": []}'])
def test_a_report_that_was_lost_before_it_was_told_holds_up_no_digest(desk: Desk, left: str | None) -> None:
    desk.down.add("ann@example.org")
    page = max(desk.run().pages)
    desk.down.clear()
    page.unlink() if left else shutil.rmtree(page.parent)
    if left:
        page.with_name("manifest.json").write_text(left)
    assert desk.run(days=1).problems == ()
    (first, second) = sorted(desk.sent[0].new, key=lambda entry: entry.title)
    assert (first.page is None, first.notes) == (False, ())
    assert (second.page, second.notes) == (None, ("Its report is not there any more.",))


def write_edition(path: Path, edition: int) -> str:
    """The article of an address of its own, as edited so often."""
    head = f"---\ntitle: Story {path.stem}\nurl: https://wire.example/{path.stem}\n---\n"
    path.write_text(f"{head}\n{STORY} Edition {edition} of {path.stem}. {STORY}\n")
    return str(path)


def test_keep_leaves_what_other_watches_have_and_what_is_not_told_yet(desk: Desk) -> None:
    one, two = desk.folder / "1.md", desk.folder / "2.md"
    desk.change(sources=[write_edition(one, 0)], keep=1)
    same = desk.watch.model_copy(update={"name": "same", "keep": None, "parameters": {"top": 3}, "mail": None})
    other = same.model_copy(update={"name": "other", "sources": [write_edition(two, 0)]})
    desk.down.add("ann@example.org")
    for edition in range(3):
        write_edition(one, edition), write_edition(two, edition)
        for watch in (other, same, desk.watch):
            [*run_watches([watch], desk.out, NOON + timedelta(days=edition), workers=1)]
        if edition == 1:
            assert len(list(desk.out.glob("undated-story-1*/report.html"))) == 3  # the first is not told yet
            desk.down.clear()
    runs = [path.parent.name for path in desk.out.glob("undated-*/report.html")]
    assert sorted(name[:15] for name in runs) == ["undated-story-1"] * 2 + ["undated-story-2"] * 3


# Disks, damage, ends

UNWRITTEN = (
    "news: {}: what the watch has done cannot be written there (No space left on device); "
    "free some space or choose another folder with --out"
)
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("place", [progress, history])
def test_on_a_full_disk_nothing_is_lost_and_the_slot_stays_due(desk: Desk, place: ModuleType) -> None:
    with desk.patch.context() as full:
        full.setattr(place, "write_whole", Mock(side_effect=FULL))
        assert desk.run().problems == (UNWRITTEN.format(desk.out),)
    assert (desk.sent, desk.history) == ([], History())
    outcome = desk.run()
    assert (len(outcome.pages), outcome.problems, desk.counts()) == (2, (), [(2, 0, 0)])
    assert sorted(desk.fake.titles) == ["Headline number 0", "Headline number 1"]


def test_a_disk_that_is_full_after_a_report_has_it_taken_as_it_is(desk: Desk) -> None:
    append = history.append_change
    fills = [append, append, Mock(side_effect=FULL)]  # an article and one report can be noted
    with desk.patch.context() as full:
        full.setattr(progress, "append_change", lambda *change: fills.pop(0)(*change))
        assert desk.run().problems == (UNWRITTEN.format(desk.out),)
    assert (desk.sent, fills) == ([], [])
    assert desk.run().problems == ()
    assert desk.counts() == [(2, 0, 0)]
    assert sorted(desk.fake.titles) == ["Headline number 0", "Headline number 1"]


def test_an_article_whose_report_cannot_be_made_waits_and_holds_up_no_other(desk: Desk) -> None:
    problem = unwritten(desk.out)
    desk.fake.refused |= {str(desk.path(at)) for at in range(2)}
    for left in (2, 1, 1):
        assert desk.run().problems == (problem,)
        assert len(desk.fake.refused) == left
        desk.fake.refused.discard(str(desk.path(0)))
    assert [entry.notes for entry in desk.sent[0].failed] == [(problem,)] * 2
    desk.fake.refused.clear()
    assert (desk.run().problems, desk.run()) == ((), IDLE)
    assert desk.counts() == [(0, 0, 2), (1, 0, 0), (1, 0, 0)]


def test_an_article_that_could_not_be_read_again_holds_up_no_other(desk: Desk) -> None:
    desk.patch.setattr(progress, "MAX_BYTES", 10_000)
    desk.story(2, "Headline number 2", " \N{PARTY POPPER}" * 1000)  # twelve bytes each in JSON
    outcome, large = desk.run(), "is larger than 5 MB; give the article alone"
    assert (len(outcome.pages), outcome.problems) == (2, (f"{desk.path(2)}: {large}",))
    (failed,) = desk.sent[0].failed
    assert (len(desk.sent[0].new), failed.title, failed.notes) == (2, str(desk.path(2)), (large,))


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
    desk: Desk, damage: Callable[[bytes], bytes | None]
) -> None:
    twin = desk.path(0).read_text().replace("Headline number 0", "Another headline")
    (desk.folder / "in" / "twin.txt").write_text(twin)
    with desk.cut_off(WatchRun, "note_report"):
        desk.run()
    for path in sorted(desk.journal.with_name("waiting").iterdir()):
        content = damage(path.read_bytes())
        path.unlink() if content is None else path.write_bytes(content)
    assert len(desk.run().pages) == 2
    assert (desk.counts(), desk.run()) == ([(2, 0, 0)], IDLE)


def test_a_damaged_history_is_set_aside_once_and_its_items_are_reported_again(desk: Desk) -> None:
    desk.run()
    for number in (1, 2):
        desk.journal.write_text("{")
        outcome = desk.run()
        aside = f"it is set aside as damaged-{number}.json, and all items are reported again"
        assert outcome.problems == (f"news: {desk.journal}: it is not as Readout writes it; {aside}",)
        assert desk.journal.with_name(f"damaged-{number}.json").read_text() == "{"
    assert desk.counts() == [(2, 0, 0), (2, 0, 1), (2, 0, 1)]
    assert desk.run() == IDLE


def test_a_feed_that_has_become_empty_leads_nowhere(desk: Desk) -> None:
    one = desk.begin()
    for version, pages in (("1", ("a", "b")), ("2", ())):
        one.note_item(SourceItem("feed", validators={"feed": Validators(version)}, feed_pages=pages))
    assert desk.history.feed_pages == {"feed": []}


@pytest.mark.parametrize("step", ["_copy", "_send", "deliver_reports", "note_report"])
def test_a_mistake_over_one_watch_holds_up_no_other(desk: Desk, step: str) -> None:
    def mistaken(run: WatchRun, *given: Any, **options: Any) -> Any:
        if run.watch.name == "first":
            raise OverflowError("int too large")
        return real(run, *given, **options)

    where: Any = WatchRun if step == "note_report" else runner if step == "deliver_reports" else deliver
    real = getattr(where, step)
    desk.patch.setattr(where, step, mistaken)
    both = [desk.watch.model_copy(update={"name": name}) for name in ("first", "second")]
    first, second = run_watches(both, desk.out, NOON, workers=1)
    assert re.search(r"a mistake in Readout \(OverflowError: int too large; .*\); please report", first.problems[0])
    assert (second.problems, len(second.pages)) == ((), 2)
    assert [digest.watch for digest in desk.sent if digest.new][-1] == "second"


@pytest.mark.parametrize("in_its_place", ["out", "out/.watches/news"])
def test_a_folder_that_cannot_be_written_is_said(desk: Desk, in_its_place: str) -> None:
    path = desk.folder / in_its_place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a file")
    (problem,) = desk.run().problems
    assert re.fullmatch(
        rf"news: {desk.out}: what the watch has done cannot be written there \((Not a directory|File exists)\); "
        "choose another folder with --out",
        problem,
    )
    assert path.read_text() == "a file"


def test_a_watch_is_free_for_others_when_it_is_done_and_when_nothing_is_due(desk: Desk) -> None:
    watches = [desk.watch, desk.watch.model_copy(update={"name": "hourly", "every": "1h"})]
    for hours in (0, 1):
        done = [*run_watches(watches, desk.out, NOON + timedelta(hours=hours), workers=1)]
        assert {each.watch: each.ran for each in done} == {"news": hours == 0, "hourly": True}
        for each in done:
            with FileLock(watch_folder(desk.out, each.watch) / "lock", timeout=0):
                pass


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_run_that_is_cut_off_anywhere_goes_on_where_it_was(desk: Desk, writes: int) -> None:
    """Ended each time after so many writes, in the middle of a line or before the whole history is saved again."""
    append, save, ends = history.append_change, history.save_history, 0

    def cut(write: Callable[..., None], out: Path, name: str, change: History) -> None:
        noted.append(change)
        if len(noted) > writes:
            if write is append:
                with desk.journal.open("a") as file:
                    file.write('{"items": [{"key": "cut')
            raise KeyboardInterrupt
        write(out, name, change)

    desk.patch.setattr(progress, "append_change", partial(cut, append))
    desk.patch.setattr(progress, "save_history", partial(cut, save))
    desk.patch.setattr(intake, "_SETTLED", float("inf"))  # no time decides how often is written
    for _ in range(9):
        noted: list[History] = []
        with contextlib.suppress(KeyboardInterrupt):
            desk.run()
            break
        ends += 1
    assert ends in (1, 2, 3, 4)
    assert sorted(desk.fake.titles) == ["Headline number 0", "Headline number 1"]
    (line,) = desk.journal.read_text().splitlines()
    content = json.loads(line)
    assert [(item["state"], item["told"]) for item in content["items"]] == [("done", True)] * 2
    assert content["slot"] == "2026-11-24T00:00:00+00:00"
    assert not desk.journal.with_name("waiting").exists()
    assert {entry.title for digest in desk.sent for entry in digest.new} == {"Headline number 0", "Headline number 1"}


# The command, in a process of its own

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


@pytest.mark.kernel
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


@pytest.mark.kernel
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
