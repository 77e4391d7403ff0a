import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from readout_app.cli import main
from readout_app.schedule.digest import Digest, keep_digest, load_digest
from readout_app.schedule.history import History, PastRun, WatchItem, save_history, watch_folder, watch_names
from readout_app.schedule.mail import digest_text
from support.articles import STORY
from support.digests import FULL, OTHER, PAGE
from support.mail_server import Box, served

TOML = '[watch.daily]\nsources = ["articles"]\nevery = "1d"\n'


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["schedule", *(str(word) for word in words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedules.toml"
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(f"A headline\n\n{STORY} {STORY}\n")
    path.write_text(TOML, encoding="utf-8")
    return path


def test_list_says_of_each_watch_in_a_line_what_is_due_and_why(file: Path, tmp_path: Path) -> None:
    file.write_text(TOML + TOML.replace("daily", "new") + TOML.replace("daily", "open"), encoding="utf-8")
    now = datetime.now(UTC)
    save_history(tmp_path, "daily", History(slot=now))
    item = WatchItem(key="a", content="1", state="done", folder="run")
    save_history(tmp_path, "open", History(slot=now, items={"a": item}))
    result = call("list", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    daily, new, open_ = result.stdout.splitlines()
    assert daily.startswith("daily  next on ")
    assert new.startswith("new    due: it has never run; its slot is that of ")
    assert open_.startswith("open   due: what it has reported is not delivered yet; next on ")


def test_a_watch_whose_history_is_broken_is_named(file: Path, tmp_path: Path) -> None:
    path = watch_folder(tmp_path, "daily") / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    fault = (
        f"{path}: it is not as Readout writes it; "
        "put back a copy of it: else the next run sets it aside, and reports all its items again"
    )
    result = call("list", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (1, f"readout: {fault}\n")
    assert result.stdout == "daily  its history cannot be read\n"
    result = call("status", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "daily: its history cannot be read\n")
    result = call("history", "daily", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (1, f"readout: {fault}\n")


@pytest.mark.parametrize("command", [["list"], ["run"], ["status"], ["history", "daily"], ["install", "--cron"]])
def test_a_file_that_is_wrong_ends_with_2(file: Path, command: list[str]) -> None:
    file.write_text(TOML.replace('"1d"', "3"), encoding="utf-8")
    result = call(*command, "--file", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "readout: schedules.toml: watch.daily.every: 3 is not right: it should be a valid string; "
        'write every = "1d" or every = "30 6 * * mon-fri"\n'
    )


def test_a_second_trigger_while_the_first_is_at_work_is_no_failure(file: Path, tmp_path: Path) -> None:
    lock = watch_folder(tmp_path, "daily") / "lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        result = call("run", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "readout: daily: another process is doing it\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [(["run"], "readout: nothing is due; readout schedule list says when\n"), (["run", "--quiet"], "")],
)
def test_where_nothing_is_due_that_is_said_unless_a_timer_asks(
    file: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    save_history(tmp_path, "daily", History(slot=datetime.now(UTC)))
    result = call(*words, "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", said)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("artikles", "{folder}/artikles: does not exist; check the path"),
        ("articles/*.md", "{folder}/articles/*.md: nothing is there that fits; check the pattern"),
        (
            "schedules.toml",
            "{folder}/schedules.toml: is of an unknown kind; give a .txt, .md, .html, .pdf, .docx or .eml file",
        ),
        ("empty", "{folder}/empty: has no articles in it; put .txt, .md, .html, .pdf, .docx or .eml files there"),
        ("@none.txt", "{folder}/none.txt: cannot be read (No such file or directory); check the path"),
        ("@list.txt", "{folder}/gone.txt: does not exist; check the path"),
        (
            "https://example.org/?key=${READOUT_SECRET_OF_NOBODY}",
            "https://example.org/?key=${READOUT_SECRET_OF_NOBODY}: READOUT_SECRET_OF_NOBODY is not set; "
            "set it to what stands there in the address",
        ),
    ],
)
def test_list_says_which_sources_are_not_there(file: Path, tmp_path: Path, source: str, fault: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "list.txt").write_text("articles\ngone.txt\n")
    file.write_text(TOML.replace('["articles"]', f'["articles", "{source}"]'), encoding="utf-8")
    result = call("list", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stdout.startswith("daily  due: it has never run")) == (1, True)
    assert result.stderr == f"readout: daily: {fault.format(folder=tmp_path) if '$' not in fault else fault}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--now"], "--now: say which watch is to run now: readout schedule run NAME --now"),
        (["run", "dayly"], 'dayly: there is no such watch (did you mean "daily"?); the watches are: daily'),
        (["status", "x"], "x: there is no such watch; the watches are: daily"),
        (["history", "../x"], "../x: there is no such watch; the watches are: daily, old"),
        (["resend", "daily"], "daily: it has no mail; say in schedules.toml who gets its digests"),
        (["remove", "daily"], "daily: there is nothing to forget, as it has never run"),
    ],
)
def test_a_call_that_names_no_watch_that_can_do_it_is_wrong(
    file: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    if words[0] == "history":
        for name in ("daily", "old"):
            save_history(tmp_path / "out", name, History())
    result = call(*words, "--file", file, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"readout: {said}\n")


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MAILED = f'{TOML}zone = "Europe/Berlin"\nmail = {{to = ["ann@example.org"]}}\n'


def saved(out: Path, sent: Digest | None = None, **changes: Any) -> None:
    """A history of three rows: reports that were sent, a quiet time, and a failure."""
    first = PastRun(since=NOON, until=NOON, new=2, failed=1, digests=["1f"], headline="Two new reports, one failed")
    quiet = PastRun(since=NOON + timedelta(days=1), until=NOON + timedelta(days=3))
    down = PastRun(since=NOON + timedelta(days=4), until=NOON + timedelta(days=4), failed=1, problems=["a: is down"])
    save_history(out, "daily", History(slot=NOON, runs=[first, quiet, down], **changes))
    keep_digest(out, sent or Digest("daily", NOON, id="1f"))


def test_status_says_last_run_last_error_and_what_cannot_be_delivered(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READOUT_SMTP_HOST", raising=False)
    file.write_text(f'{MAILED}copy = "schedules.toml/x"\n{TOML.replace("daily", "new")}', encoding="utf-8")
    untold = WatchItem(key="a", state="done", folder="run")
    saved(tmp_path, items={"a": untold, "b": WatchItem(key="b")}, to_copy=["run", "other"])
    save_history(tmp_path, "gone", History())
    result = call("status", "--file", file, "--out", tmp_path)
    daily, new, gone = re.split(r"\n(?! )", result.stdout.rstrip())
    assert daily.splitlines()[0] == "daily: last run on 28 November 2026, 13:00 (Europe/Berlin): one failed"
    assert daily.splitlines()[1].startswith("  due: ")
    assert daily.splitlines()[2:] == [
        "  last error, on 28 November 2026, 13:00 (Europe/Berlin): a: is down",
        "  cannot be delivered: READOUT_SMTP_HOST: it is not set; set it to the name of your mail server",
        f"  cannot be delivered: {tmp_path}/schedules.toml/x: it cannot be written (Not a directory); "
        "mend that, or copy to another place",
        "  not delivered yet: 1 report waits for the mail",
        "  not delivered yet: 2 reports wait to be copied",
        "  not delivered yet: 1 report waits to be made",
    ]
    assert new.startswith("new: due: it has never run")
    assert new.count("never run") == 1
    assert gone == "gone: it stands in schedules.toml no more; readout schedule remove gone forgets it"
    assert result.exit_code == 1
    assert call("status", "new", "--file", file, "--out", tmp_path).exit_code == 0


def test_history_says_what_a_watch_has_done_the_newest_first(file: Path, tmp_path: Path) -> None:
    file.write_text(MAILED, encoding="utf-8")
    saved(tmp_path)
    result = call("history", "daily", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "28 November 2026, 13:00 (Europe/Berlin): one failed",
        "  a: is down",
        "25 November 2026, 13:00 (Europe/Berlin) to 27 November 2026, 13:00 (Europe/Berlin): nothing new",
        "24 November 2026, 13:00 (Europe/Berlin): two new, one failed; digest 1: Two new reports, one failed",
    ]
    save_history(tmp_path, "daily", History(slot=NOON))
    result = call("history", "daily", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "readout: daily: it has done nothing yet\n")


def test_a_digest_is_sent_again_as_it_was(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(MAILED, encoding="utf-8")
    kept = replace(FULL, watch="daily", id="1f", met=("A condition",))
    kept = replace(kept, headline="Iran turned from opposing to supporting the US")
    saved(tmp_path, kept)
    box = Box()
    with served(box) as environ:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        result = call("resend", "daily", "--file", file, "--out", tmp_path)
        older = call("resend", "daily", 2, "--file", file, "--out", tmp_path)
    said = "daily: sent again to ann@example.org: Iran turned from opposing to supporting the US"
    assert (result.exit_code, result.stderr) == (0, f"readout: {said}\n")
    (message,) = box.messages
    assert message["Message-ID"].startswith("<1f@")
    links = {page: str(tmp_path / page.parent.name / page.name) for page in (PAGE, OTHER)}
    moved = {tmp_path / page.parent.name / page.name: link for page, link in links.items()}
    digest = load_digest(tmp_path, "daily", "1f")
    assert digest_text(digest, moved) == digest_text(kept, links)
    assert (older.exit_code, older.stderr) == (
        2,
        "readout: daily: it has sent 1 digest; see readout schedule history daily\n",
    )


@pytest.mark.parametrize(("content", "why"), [(None, "cannot be read"), ("{", "it is not as Readout writes it")])
def test_a_kept_digest_that_is_lost_or_damaged_is_named(
    file: Path, tmp_path: Path, content: str | None, why: str
) -> None:
    file.write_text(MAILED, encoding="utf-8")
    saved(tmp_path)
    path = watch_folder(tmp_path, "daily") / "digests" / "1f.json"
    path.unlink() if content is None else path.write_text(content)
    result = call("resend", "daily", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr.startswith(f"readout: daily: {path}: {why}")) == (1, True)


def test_remove_forgets_a_watch_when_that_is_confirmed(file: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out", "; all that it watches is reported again"
    for name in ("daily", "gone"):
        save_history(out, name, History(slot=NOON))
    kept = out / "2026-11-24-a-run-1f2e3d4c"
    kept.mkdir()
    result = call("remove", "daily", "--file", file, "--out", out)
    assert (result.exit_code, result.stderr) == (
        2,
        f"readout: daily: this forgets what it has done{again}; say --yes\n",
    )
    with FileLock(watch_folder(out, "daily") / "lock"):
        result = call("remove", "daily", "--yes", "--file", file, "--out", out)
    assert (result.exit_code, result.stderr) == (1, "readout: daily: another process is doing it; try again later\n")
    result = call("remove", "daily", "--yes", "--file", file, "--out", out)
    assert (result.exit_code, result.stderr) == (0, f"readout: daily: forgotten{again}; its reports stay in {out}\n")
    file.unlink()  # what is no longer watched is forgotten too
    result = call("remove", "gone", "--yes", "--file", file, "--out", out)
    assert (result.exit_code, result.stderr) == (0, f"readout: gone: forgotten; its reports stay in {out}\n")
    assert [path.name for path in out.iterdir() if not path.name.startswith(".")] == [kept.name]
    assert watch_names(out) == []


def test_install_asks_for_what(file: Path) -> None:
    result = call("install", "--file", file)
    assert (result.exit_code, result.stderr) == (2, "readout: say for what: --systemd or --cron\n")


STARTED = "systemctl --user daemon-reload && systemctl --user enable --now readout.timer && loginctl enable-linger"


def test_units_are_printed_and_written_when_asked(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "systemd" / "user"
    printed = call("install", "--systemd", "--file", file)
    assert printed.exit_code == 0
    assert printed.stderr == f"readout: --write writes it to {folder}; then: {STARTED}\n"
    assert not folder.exists()
    written = call("install", "--systemd", "--write", "--file", file)
    assert written.stdout == f"{folder}/readout.service\n{folder}/readout.timer\n"
    assert written.stderr == f"readout: then: {STARTED}\n"
    texts = [f"# {path}\n{path.read_text(encoding='utf-8')}" for path in sorted(folder.iterdir())]
    assert printed.stdout == "".join(texts)


def test_a_crontab_is_never_written(file: Path) -> None:
    for words in (["--cron"], ["--cron", "--write"]):
        result = call("install", *words, "--file", file)
        assert (result.exit_code, result.stderr) == (0, "readout: then: crontab -e, and add these lines\n")
        assert f"cd {file.parent} && " in result.stdout
