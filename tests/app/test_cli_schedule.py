import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from readout_app.cli import main
from readout_app.cli_schedule import told
from readout_app.schedule import history
from readout_app.schedule.config import Watch, read_watches

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TOML = '[watch.daily]\nsources = ["articles"]\nevery = "1d"\n'


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["schedule", *(str(word) for word in words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedules.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


def ran(out: Path, name: str, slot: str) -> None:
    path = out / ".watches" / name / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(
        json.dumps({"schema": 1, "watch": name, "slot": slot, "items": [], "known": {}}), encoding="utf-8"
    )


def test_the_table_says_what_is_due_and_why(tmp_path: Path) -> None:
    ran(tmp_path, "daily-news", "2026-11-18T05:30:00+00:00")
    ran(tmp_path, "hourly", "2026-11-24T15:00:00+00:00")
    watches = (
        Watch(name="daily-news", sources=["a"], every="30 6 * * mon-fri", zone="Europe/Berlin"),
        Watch(name="hourly", sources=["a"], every="1h"),
        Watch(
            name="the-" + "very-" * 5 + "long-one", sources=["a"], every="0,10,20,30,40,50 9-17 * * mon-fri"
        ),
    )
    lines, faults = told(watches, tmp_path, NOW)
    assert faults == []
    assert (
        "\n".join(lines)
        == """\
watch                     every               what is due, and why
------------------------  ------------------  ----------------------------------
daily-news                30 6 * * mon-fri    due: the slot of 24 November 2026,
                                              06:30 (Europe/Berlin) has not run;
                                              3 slots missed before it become
                                              one run with it
hourly                    1h                  next on 24 November 2026, 16:00
                                              (UTC)
the-very-very-very-very-  0,10,20,30,40,50    due: it has never run; its slot is
very-long-one             9-17 * * mon-fri    that of 24 November 2026, 15:00
                                              (UTC)"""
    )


def test_list_prints_the_table(file: Path, tmp_path: Path) -> None:
    result = call("list", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    head, rule, row = result.stdout.splitlines()[:3]
    assert head == "watch  every  what is due, and why"
    assert rule == f"-----  -----  {'-' * 66}"
    assert row.startswith("daily  1d     due: it has never run; its slot is that of ")


def test_a_watch_whose_history_is_broken_is_said_by_list_as_by_run(file: Path, tmp_path: Path) -> None:
    ran(tmp_path, "daily", "yesterday")
    listed = call("list", "--file", file, "--out", tmp_path)
    fault = (
        f"{tmp_path}/.watches/daily/manifest.json: it is not JSON, or its slot is not a time with its offset from UTC; "
        "put back a copy of it, or remove it to have all items of the watch reported again"
    )
    assert (listed.exit_code, listed.stderr) == (1, f"readout: {fault}\n")
    assert listed.stdout.splitlines()[2] == "daily  1d     it cannot run: its history cannot be read"
    run = call("run", "--file", file, "--out", tmp_path)
    assert (run.exit_code, run.stderr) == (1, f"readout: daily: {fault}\n")


def test_a_watch_whose_first_run_was_cut_off_has_never_run(file: Path, tmp_path: Path) -> None:
    history.save(tmp_path, history.History("daily"))
    result = call("list", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "due: it has never run" in result.stdout


@pytest.mark.parametrize("command", [["list"], ["run"], ["install", "--cron"]])
def test_a_file_that_is_wrong_ends_with_2(file: Path, command: list[str]) -> None:
    file.write_text(TOML.replace('"1d"', "3"), encoding="utf-8")
    result = call(*command, "--file", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "readout: schedules.toml: watch.daily.every: 3 is not right: it should be a valid string; "
        'write every = "1d" or every = "30 6 * * mon-fri"\n'
    )


def test_what_is_not_delivered_yet_is_due(file: Path, tmp_path: Path) -> None:
    item = history.Item("a", "1", state="done", folder="run")
    now = datetime.now(UTC)
    history.save(tmp_path, history.History("daily", now, {"a": item}))
    (watch,) = read_watches(file)
    (line, *_) = told([watch], tmp_path, now)[0][2:]
    assert line.startswith("daily  1d     due: what it has reported is not delivered yet; next on ")


def test_a_second_trigger_while_the_first_is_at_work_is_no_failure(file: Path, tmp_path: Path) -> None:
    lock = history.home(tmp_path, "daily") / "lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        result = call("run", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "readout: daily: another process is doing it\n")


def test_install_asks_for_what(file: Path) -> None:
    result = call("install", "--file", file)
    assert (result.exit_code, result.stderr) == (2, "readout: say for what: --systemd or --cron\n")


STARTED = (
    "systemctl --user daemon-reload && systemctl --user enable --now readout.timer && loginctl enable-linger"
)


def test_units_are_printed_and_written_when_asked(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
