"""A watch over a folder, run after run; addresses and feeds are in test_intake."""

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from made import notebook
from readout import delivery, history, ledger, schedule
from readout.digest import Digest
from readout.watches import Mail, Watch
from test_batch import STORY

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MAIL = Mail(("ann@example.org",), "News")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Digest]:
    """The digests that were sent."""
    digests: list[Digest] = []

    def take(digest: Digest, _to: Mail, _environ: Mapping[str, str]) -> None:
        digests.append(digest)

    monkeypatch.setattr(delivery, "mail", take)
    return digests


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """A watch over a folder of two stories by a notebook that counts its runs and fails where the title says so."""
    count = tmp_path / "count"
    cell = (
        f"import json\ntitle = json.load(open(article))['title']\nprint(title, file=open({str(count)!r}, 'a'))\n"
        "assert 'bad' not in title, title"
    )
    path = notebook(tmp_path / "n.ipynb", cell)
    (tmp_path / "in").mkdir()
    for at in range(2):
        story(tmp_path, at, f"Headline number {at}")
    return Watch("news", (str(tmp_path / "in"),), "1d", notebook=str(path), mail=MAIL)


def story(folder: Path, at: int, title: str, more: str = "") -> None:
    (folder / "in" / f"story-{at}.txt").write_text(f"{title}\n\n{STORY} Story {at}. {STORY}{more}\n")


def counted(folder: Path) -> list[str]:
    """The titles that were run, each time."""
    return (folder / "count").read_text().splitlines()


def run(watch: Watch, folder: Path, now: datetime) -> schedule.Done:
    (done,) = schedule.run([watch], folder / "out", now, workers=1)
    return done


def test_what_is_new_is_reported_and_told_once(tmp_path: Path, watch: Watch, sent: list[Digest]) -> None:
    done = run(watch, tmp_path, NOON)
    assert (len(done.pages), done.problems, done.ran) == (2, (), True)
    assert [entry.title for entry in sent[0].new] == ["Headline number 0", "Headline number 1"]
    assert all(entry.page and entry.page.is_file() for entry in sent[0].new)
    assert run(watch, tmp_path, NOON + timedelta(hours=1)) == schedule.Done("news", ran=False)
    assert run(watch, tmp_path, NOON + DAY) == schedule.Done("news")
    assert len(sent) == 1
    story(tmp_path, 2, "Headline number 2")
    assert len(run(watch, tmp_path, NOON + 5 * DAY).pages) == 1
    assert [entry.title for entry in sent[1].new] == ["Headline number 2"]
    assert sorted(counted(tmp_path)) == [f"Headline number {at}" for at in range(3)]


def test_a_changed_article_is_made_again_and_held_against_the_last(
    tmp_path: Path, watch: Watch, sent: list[Digest]
) -> None:
    run(watch, tmp_path, NOON)
    story(tmp_path, 1, "Headline number 1", " And more of it.")
    run(watch, tmp_path, NOON + DAY)
    assert sent[1].new == ()
    (entry,) = sent[1].changed
    assert entry.title == "Headline number 1"
    assert (
        entry.note == "The article has changed; its earlier report is not there any more."
    )  # it has no results


def test_the_same_story_in_two_places_is_made_once(tmp_path: Path, watch: Watch, sent: list[Digest]) -> None:
    twin = (tmp_path / "in" / "story-0.txt").read_text().replace("Headline number 0", "Another headline")
    (tmp_path / "in" / "twin.txt").write_text(twin)
    assert len(run(watch, tmp_path, NOON).pages) == 2
    assert len(sent[0].new) == 2


def test_what_fails_is_told_and_not_run_again_until_it_changes(
    tmp_path: Path, watch: Watch, sent: list[Digest]
) -> None:
    story(tmp_path, 2, "A bad headline")
    done = run(watch, tmp_path, NOON)
    key = str(tmp_path / "in" / "story-2.txt")
    assert done.problems == (f"{key}: AssertionError: A bad headline",)
    entry = sent[0].failed[0]
    assert (entry.title, entry.note) == ("A bad headline", "AssertionError: A bad headline")
    assert run(watch, tmp_path, NOON + DAY) == schedule.Done("news")
    assert counted(tmp_path).count("A bad headline") == 1
    story(tmp_path, 2, "A better headline", " Mended.")
    assert len(run(watch, tmp_path, NOON + 2 * DAY).pages) == 1


def test_a_source_that_is_no_use_holds_up_no_other(tmp_path: Path, watch: Watch, sent: list[Digest]) -> None:
    sources = (str(tmp_path / "missing.txt"), *watch.sources)
    done = run(Watch("news", sources, "1d", notebook=watch.notebook, mail=MAIL), tmp_path, NOON)
    assert done.problems == (f"{tmp_path / 'missing.txt'}: does not exist; check the path",)
    assert len(done.pages) == 2
    assert len(sent[0].failed) == 1


def test_what_could_not_be_sent_is_told_next_time(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("mail: the server does not answer")

    monkeypatch.setattr(delivery, "mail", refuse)
    done = run(watch, tmp_path, NOON)
    assert done.problems == ("news: mail: the server does not answer",)
    sent: list[Digest] = []
    monkeypatch.setattr(delivery, "mail", lambda digest, *_: sent.append(digest))
    assert run(watch, tmp_path, NOON + DAY).problems == ()
    assert len(sent[0].new) == 2


def test_a_watch_that_is_being_done_is_let_be(tmp_path: Path, watch: Watch) -> None:
    from filelock import FileLock

    lock = ledger.home(tmp_path / "out", "news") / "lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        done = run(watch, tmp_path, NOON)
    assert done == schedule.Done("news", problems=("news: another process is doing it",), ran=False)


def test_a_run_that_was_cut_off_goes_on_where_it_was(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch, sent: list[Digest]
) -> None:
    """Ended each time when it has written its history twice: between a report and its note, before its last word."""
    real, ends = history.save, 0

    def save(out: Path, state: history.History) -> None:
        saved.append(state)
        if len(saved) > 2:
            raise KeyboardInterrupt
        real(out, state)

    monkeypatch.setattr(history, "save", save)
    for _ in range(9):
        saved: list[history.History] = []
        with contextlib.suppress(KeyboardInterrupt):
            run(watch, tmp_path, NOON)
            break
        ends += 1
    assert ends == 2
    assert sorted(counted(tmp_path)) == ["Headline number 0", "Headline number 1"]
    content = json.loads((ledger.home(tmp_path / "out", "news") / "manifest.json").read_text())
    assert [(item["state"], item["told"]) for item in content["items"]] == [("done", True)] * 2
    assert content["slot"] == "2026-11-24T00:00:00+00:00"
    assert not list((ledger.home(tmp_path / "out", "news") / "waiting").iterdir())
    assert {entry.title for digest in sent for entry in digest.new} == {
        "Headline number 0",
        "Headline number 1",
    }
