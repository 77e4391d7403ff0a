import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from readout_app.cli import main
from readout_app.schedule.install import crontab_lines, systemd_units, write_units
from support import ROOT

STRANGE = "a b 100% $HOME é"


@pytest.fixture
def strange(tmp_path: Path) -> tuple[Path, Path, str]:
    """The paths of a job in a folder with a strange name, and a python that prints where it is and its words."""
    folder = tmp_path / STRANGE
    folder.mkdir()
    python = tmp_path / "py 100% $HOME thon"
    python.write_text('#!/bin/sh\npwd\nfor word; do echo "$word"; done\n')
    python.chmod(0o755)
    return folder / "schedules.toml", folder / "reports", str(python)


def expected(file: Path, out: Path) -> list[str]:
    return ["-m", "readout_app", "schedule", "run", "--quiet", "--file", str(file), "--out", str(out)]


def lines(unit: str) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))


def test_the_units_run_what_is_due_and_stop_in_order(tmp_path: Path) -> None:
    file, out = tmp_path / "schedules.toml", tmp_path / "reports"
    service, timer = map(lines, systemd_units(file, out).values())
    assert service["WorkingDirectory"] == str(tmp_path)
    assert service["ExecStart"] == f":{shlex.join([sys.executable, *expected(file, out)])}"
    assert (service["Type"], service["KillMode"], service["TimeoutStopSec"]) == ("oneshot", "mixed", "60")
    assert service["EnvironmentFile"] == "-%E/readout/environment"
    assert (timer["OnCalendar"], timer["Persistent"]) == ("*:0/5", "true")


def test_strange_paths_stand_in_a_unit_as_they_are(strange: tuple[Path, Path, str]) -> None:
    file, out, python = strange
    service = lines(next(iter(systemd_units(file, out, python=python).values())))
    assert service["WorkingDirectory"].replace("%%", "%") == str(file.parent)
    command = service["ExecStart"].removeprefix(":")
    assert re.findall("%+", command) == ["%%"] * 3
    assert shlex.split(command.replace("%%", "%")) == [python, *expected(file, out)]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze: install systemd")
def test_systemd_finds_nothing_wrong(strange: tuple[Path, Path, str], tmp_path: Path) -> None:
    file, out, python = strange
    (tmp_path / "units").mkdir()
    units = [tmp_path / "units" / name for name in ("readout.service", "readout.timer")]
    for path, text in zip(units, systemd_units(file, out, python=python).values(), strict=True):
        path.write_text(text, encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--user", *map(str, units)],
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert (verified.stdout, verified.returncode) == ("", 0)


def test_the_crontab_line_runs_what_is_due(strange: tuple[Path, Path, str]) -> None:
    file, out, python = strange
    (line,) = (line for line in crontab_lines(file, out, python=python).splitlines() if line[0] != "#")
    *fields, command = line.split(" ", 5)
    assert fields == ["*/5", "*", "*", "*", "*"]
    assert not re.search(r"(?<!\\)%", command)  # cron hands "\%" on as "%", and breaks the line at others
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("\\%", "%")], cwd="/", capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [str(file.parent), *expected(file, out)]


@pytest.mark.parametrize(
    ("form", "name"),
    [("systemd", name) for name in ("a\nb", "a\\b", "o'brien", 'a"b', "a ")]
    + [("a crontab", name) for name in ("a\nb", "a\\b")],
)
def test_a_path_that_would_be_misread_is_refused(tmp_path: Path, form: str, name: str) -> None:
    file = tmp_path / name / "schedules.toml"
    with pytest.raises(ValueError, match=f"{form} would not read this path as it is; use another path"):
        (systemd_units if form == "systemd" else crontab_lines)(file, tmp_path)


def test_units_are_written_anew_but_not_over_those_of_others(tmp_path: Path) -> None:
    file = tmp_path / "schedules.toml"
    ours, theirs = tmp_path / "new" / "readout.service", tmp_path / "readout.timer"
    for out in ("one", "two"):
        service = next(iter(systemd_units(file, tmp_path / out).values()))
        write_units({ours: service})
    assert ours.read_text(encoding="utf-8") == service
    theirs.write_text("[Timer]")
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        write_units({ours: "other", theirs: "other"})
    assert str(caught.value) == (f"{theirs}: there is one that Readout did not write; move it away, then write again")
    assert (ours.read_text(encoding="utf-8"), theirs.read_text()) == (service, "[Timer]")


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    path = tmp_path / "config" / "readout.service"
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        write_units({path: ""})
    assert str(caught.value) == f"{path}: it cannot be written (File exists); mend that, or print it"


def test_the_workflow_to_copy_runs_and_keeps_what_it_has_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flow = yaml.load((ROOT / "data" / "github-workflow.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert {*flow["on"]} == {"schedule", "workflow_dispatch"}
    assert (flow["permissions"], flow["concurrency"]["cancel-in-progress"]) == ({"contents": "read"}, "false")
    steps = flow["jobs"]["reports"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    used = {step["uses"].partition("@")[0]: step for step in steps if "uses" in step}
    restore, save = used["actions/cache/restore"], used["actions/cache/save"]
    assert restore["with"] == save["with"] | {"restore-keys": "readout-"}
    # a run that has a problem ends with 1: what it has done counts all the same
    assert save["if"] == "always() && steps.run.outcome != 'skipped'"
    (run,) = (step for step in steps if step.get("id") == "run")
    assert run["env"] == {name: f"${{{{ secrets.{name} }}}}" for name in run["env"]}
    assert "READOUT_SMTP_PASSWORD" in run["env"]
    command, *words = shlex.split(run["run"])
    (tmp_path / "schedules.toml").write_text('[watch.news]\nsources = ["in/*.txt"]\nevery = "1d"\n')
    monkeypatch.chdir(tmp_path)
    assert (command, CliRunner().invoke(main, words).exit_code) == ("readout", 0)
    assert (tmp_path / save["with"]["path"] / ".watches" / "news" / "manifest.json").is_file()
