"""`readout doctor`: each thing that can be wrong is said in a line with its mend, and what is optional is a note."""

import shutil
import subprocess
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock

from readout.nlp import model_files
from readout_app import doctor
from readout_app.runs.folder import LOCKS
from support.command import call

WATCH = '[watch.iraq]\nsources = ["."]\nevery = "1d"\n'
MAIL = 'mail = { to = ["desk@example.org"] }\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HOST", "FROM", "USER", "PASSWORD", "PORT", "TLS"):
        monkeypatch.delenv(f"READOUT_SMTP_{name}", raising=False)
    monkeypatch.setattr(doctor, "_has_timer", lambda *_: True)
    return tmp_path


def lines(*parts: str) -> list[str]:
    found = doctor.examine(Path("schedules.toml"), Path("reports"), parts)
    return [f"{each.level} {each.what}: {each.text}" for each in found]


@pytest.mark.kernel
def test_here_all_that_is_in_use_can_work() -> None:
    result = call("doctor")
    assert (result.exit_code, result.stderr) == (0, "readout: all that is in use can work\n"), result.stdout
    said = [line.split(":")[0].split(None, 1) for line in result.stdout.splitlines()]
    assert {what for _, what in said} >= set(doctor.PARTS)
    assert ["note", "mail"] in said


def versions(**given: str) -> Callable[[str], str]:
    """`metadata.version`, but for these packages; "" for one that is missing."""
    real = metadata.version

    def version(name: str) -> str:
        if given.get(name) == "":
            raise metadata.PackageNotFoundError(name)
        return given.get(name) or real(name)

    return version


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"httpx": "0.20"}, "wrong packages: httpx 0.20 does not meet >=0.27: pip install --upgrade readout-news"),
        ({"nh3": ""}, "wrong packages: nh3 is missing: pip install --upgrade readout-news"),
        (
            {"ipywidgets": "1.0", "itables": ""},
            "note extra lab: ipywidgets 1.0 does not meet >=8.1, itables is missing; "
            "for widgets in JupyterLab: pip install 'readout-news[lab]'",
        ),
    ],
)
def test_packages_are_held_against_their_lower_bounds(
    given: dict[str, str], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "version", versions(**given))
    assert line in lines("packages")


def test_what_is_wrong_ends_with_1_and_a_note_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for level, code, last in (("wrong", 1, "readout: 1 thing to mend\n"), ("note", 0, "")):
        parts = {"it": lambda *_, level=level: iter([doctor.Finding(level, "it", "a\nb")])}
        monkeypatch.setattr(doctor, "PARTS", parts)
        result = call("doctor")
        assert (result.exit_code, result.stdout) == (code, f"{level:<5}  it: a b\n")
        assert result.stderr.endswith(last)


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "metadata", lambda _: {"Requires-Python": ">=9.1"})
    (line,) = lines("Python")
    assert line.startswith("wrong Python: ")
    assert line.endswith("; it must be >=9.1: make a new environment with a newer Python")


def test_a_kernel_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = SimpleNamespace(returncode=1, stdout="", stderr="Traceback\nImportError: no zmq\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    message = "it does not start (ImportError: no zmq): pip install --force-reinstall ipykernel"
    assert lines("kernel") == [f"wrong kernel: {message}"]


def test_another_python_under_the_name_of_the_kernel_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=0, stdout="7\n", stderr=""))
    spec = SimpleNamespace(argv=["/opt/other/python"])
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", lambda *_: spec)
    message = "jupyter lab by itself opens notebooks with /opt/other/python; start it with readout lab"
    assert lines("kernel") == ["ok kernel: ipykernel 7", f"note kernel: {message}"]


@pytest.mark.parametrize("content", [None, b"version https://git-lfs.github.com/spec/v1\n"])
def test_a_file_of_the_model_that_is_not_the_one_that_came(
    content: bytes | None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "hashes.json").write_bytes((model_files.MODEL / "hashes.json").read_bytes())
    if content:
        (folder / "acts.npz").write_bytes(content)
    monkeypatch.setattr(model_files, "MODEL", folder)
    model_files.model_file.cache_clear()
    (line,) = lines("model")
    model_files.model_file.cache_clear()
    assert line == (
        "wrong model: acts.npz: this file of the model is not the one that came with it; install readout-news again"
    )


def test_the_browser_is_optional_but_not_a_wrong_name_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("READOUT_CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert lines("browser")[0].startswith("note browser: no Chromium is on the PATH; ")
    monkeypatch.setenv("READOUT_CHROMIUM", "nope")
    assert lines("browser")[0].startswith("wrong browser: READOUT_CHROMIUM: nope is no program; ")


@pytest.mark.parametrize(("free", "level"), [(20, "wrong"), (500, "note"), (5000, "ok")])
def test_room_on_the_disk(free: int, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free << 20))
    (line,) = lines("disk")
    assert line.startswith(f"{level} disk: {free:,} MiB are free at ")
    assert line.endswith("; free some space") == (level != "ok")


def test_runs_that_go_on_and_that_ended_too_early(folder: Path) -> None:
    assert lines("locks") == ["ok locks: no reports are in reports yet"]
    (folder / "reports" / ".staging-dead").mkdir(parents=True)
    (folder / "reports" / LOCKS).mkdir()
    early = "note locks: reports: 1 run ended too early; the next run there clears what was left"
    assert lines("locks") == [early, "ok locks: files can be locked; no run is going on"]
    (folder / "reports" / ".staging-dead").rmdir()
    with FileLock(folder / "reports" / LOCKS / "one.lock"):
        assert lines("locks") == ["ok locks: files can be locked; 1 run going on"]


@pytest.mark.parametrize(
    ("content", "environment", "expected"),
    [
        ("", {}, ["wrong schedules: schedules.toml: it has no watch; write a table [watch.NAME]"]),
        (WATCH, {}, ["ok schedules: 1 watch in schedules.toml"]),
        (
            WATCH + MAIL,
            {},
            [
                "ok schedules: 1 watch in schedules.toml",
                "wrong mail: READOUT_SMTP_HOST: it is not set; set it to the name of your mail server",
            ],
        ),
        (
            WATCH + MAIL,
            {"HOST": "mail.example.org", "FROM": "me@example.org"},
            [
                "ok schedules: 1 watch in schedules.toml",
                "ok mail: goes through mail.example.org, port 587, as me@example.org",
            ],
        ),
        (WATCH, {"HOST": "mail.example.org"}, ["note mail: READOUT_SMTP_FROM: it is no address; "]),
    ],
)
def test_schedules_and_mail(
    content: str, environment: dict[str, str], expected: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(f"READOUT_SMTP_{name}", value)
    (folder / "schedules.toml").write_text(
        content.format(name="iraq") if content == WATCH else content.replace("{name}", "iraq")
    )
    said = lines("schedules", "mail")
    assert all(any(line.startswith(start) for line in said) for start in expected), said


def test_a_watch_whose_history_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "schedules.toml").write_text(WATCH)
    place = folder / "reports" / ".watches" / "iraq"
    place.mkdir(parents=True)
    (place / "manifest.json").write_text("{")
    monkeypatch.setattr(doctor, "_has_timer", lambda *_: False)
    said = lines("schedules")
    assert any(line.startswith("wrong schedules: ") for line in said), said
    assert said[-1] == (
        "note schedules: neither systemd nor cron runs them, as far as can be seen: readout schedule install"
    )


def test_a_timer_of_systemd_is_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    words: Any = (folder / "schedules.toml", folder / "reports")
    assert not doctor._has_timer(*words)
    timer = folder / "systemd" / "user" / "readout.timer"
    timer.parent.mkdir(parents=True)
    timer.touch()
    assert doctor._has_timer(*words)
