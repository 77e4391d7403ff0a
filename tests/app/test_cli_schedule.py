from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from readout_app.cli import main
from readout_app.schedule.history import History, WatchItem, save_history, watch_folder

TOML = '[watch.daily]\nsources = ["articles"]\nevery = "1d"\n'


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["schedule", *(str(word) for word in words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedules.toml"
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


def test_a_watch_whose_history_is_broken_is_named_by_list_as_by_run(file: Path, tmp_path: Path) -> None:
    path = watch_folder(tmp_path, "daily") / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    fault = (
        f"{path}: it is not as Readout writes it; "
        "put back a copy of it, or remove it to have all items of the watch reported again"
    )
    result = call("list", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (1, f"readout: {fault}\n")
    assert result.stdout == "daily  it cannot run: its history cannot be read\n"
    result = call("run", "--file", file, "--out", tmp_path)
    assert (result.exit_code, result.stderr) == (1, f"readout: daily: {fault}\n")


@pytest.mark.parametrize("command", [["list"], ["run"], ["install", "--cron"]])
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
