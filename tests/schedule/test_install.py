import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from cronsim import CronSim

from readout import __version__
from readout_app.schedule.config import Watch
from readout_app.schedule.github_workflow import github
from readout_app.schedule.install import crontab, made, systemd, write
from readout_app.schedule.timers import MARK, Job

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
STRANGE = 'a b 100% $HOME it\'s "so" é'


def job(folder: Path, *every: str, python: str = sys.executable) -> Job:
    watches = tuple(Watch(f"w{number}", ("articles",), one) for number, one in enumerate(every or ("1d",)))
    return Job(folder / "schedules.toml", folder / "reports", watches, python)


@pytest.fixture
def strange(tmp_path: Path) -> Job:
    """A job in a folder with a strange name, whose python prints where it is and what it was given."""
    folder = tmp_path / STRANGE
    folder.mkdir()
    python = tmp_path / "py 100% $HOME thon"
    python.write_text('#!/bin/sh\npwd\nfor word; do echo "$word"; done\n')
    python.chmod(0o755)
    return job(folder, python=str(python))


def expected(job: Job) -> list[str]:
    file, out = str(job.file), str(job.out)
    return ["-m", "readout_app", "schedule", "run", "--file", file, "--out", out]


def lines(unit: str) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))


def test_the_service_stops_in_order_and_keeps_to_itself(tmp_path: Path) -> None:
    service = lines(systemd(job(tmp_path), NOW)["readout.service"])
    assert service == {
        "Description": "Readout: make the reports that are due",
        "Type": "oneshot",
        "WorkingDirectory": str(tmp_path),
        "ExecStart": f":{shlex.join([sys.executable, *expected(job(tmp_path))])}",
        "EnvironmentFile": "-%E/readout/environment",
        "Nice": "10",
        "KillMode": "mixed",
        "TimeoutStopSec": "60",
        "NoNewPrivileges": "yes",
        "LockPersonality": "yes",
        "RestrictRealtime": "yes",
        "RestrictSUIDSGID": "yes",
        "SystemCallArchitectures": "native",
        "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    }


def test_the_timer_makes_up_for_what_was_missed(tmp_path: Path) -> None:
    timer = lines(systemd(job(tmp_path, "30 6 * * mon-fri", "1d"), NOW)["readout.timer"])
    assert timer == {
        "Description": "Readout: look what is due",
        "OnCalendar": "*-*-* *:0,30:00 UTC",
        "Persistent": "true",
        "WantedBy": "timers.target",
    }


def test_strange_paths_stand_in_a_unit_as_they_are(strange: Job) -> None:
    service = lines(systemd(strange, NOW)["readout.service"])
    assert service["WorkingDirectory"].replace("%%", "%") == str(strange.file.parent)
    command = service["ExecStart"].removeprefix(":")
    assert re.findall("%+", command) == ["%%"] * 3
    words = shlex.split(re.sub(r"\\(.)", lambda found: f"\\{found[1]}", command).replace("%%", "%"))
    assert words == [strange.python, *expected(strange)]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze: install systemd")
@pytest.mark.parametrize("every", ["1d", "30 6 * * *", "1m", "7,22,37,52 * * * *", "25m"])
def test_systemd_finds_nothing_wrong(strange: Job, tmp_path: Path, every: str) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    units = systemd(Job(strange.file, strange.out, job(tmp_path, every).watches, strange.python), NOW)
    for name, text in units.items():
        (folder / name).write_text(text, encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(str(folder / name) for name in units)],
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert (told.stdout, told.returncode) == ("", 0)


def handed_on(text: str) -> tuple[str, str]:
    """When cron runs the line that is none of the comments, and what it hands to the shell: `\\%` is a percent sign."""
    (line,) = [line for line in text.splitlines() if not line.startswith("#")]
    *fields, command = line.split(" ", 5)
    assert not re.search(r"(?<!\\)%", command)
    return " ".join(fields), command.replace("\\%", "%")


def test_the_crontab_line_runs_what_is_due(strange: Job) -> None:
    when, command = handed_on(crontab(strange, NOW, UTC))
    assert when == "0 * * * *"
    told = subprocess.run(["/bin/sh", "-c", command], cwd="/", capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == [str(strange.file.parent), *expected(strange)]


@pytest.mark.parametrize(
    ("every", "zone", "when"),
    [
        (["1d"], "UTC", "0 * * * *"),
        (["1d", "30 6 * * mon-fri"], "UTC", "0,30 * * * *"),
        (["17 6 * * *"], "UTC", "17 * * * *"),
        (["1d"], "Asia/Kathmandu", "45 * * * *"),  # midnight UTC is 05:45 there
        (["5m"], "UTC", "0,5,10,15,20,25,30,35,40,45,50,55 * * * *"),
        (["2m"], "UTC", "*/2 * * * *"),
        (["7m"], "UTC", "*/1 * * * *"),
        (["0 0 29 2 *"], "UTC", "0 * * * *"),
    ],
)
def test_it_is_looked_when_slots_come(tmp_path: Path, every: list[str], zone: str, when: str) -> None:
    line, _ = handed_on(crontab(job(tmp_path, *every), NOW, ZoneInfo(zone)))
    assert line == when
    assert next(CronSim(line, datetime(2026, 11, 24))) > datetime(2026, 11, 24)


def test_the_workflow_is_what_github_asks_for(tmp_path: Path, came: Callable[[object], None]) -> None:
    came(None)
    (tmp_path / "my news").mkdir()
    text = github(job(tmp_path / "my news", "30 6 * * *"), NOW, tmp_path)
    flow = yaml.safe_load(text)
    assert flow["on"] == {"schedule": [{"cron": "30 * * * *"}], "workflow_dispatch": {}}
    assert (flow["name"], flow["permissions"]) == ("Readout", {"contents": "read"})
    assert flow["concurrency"] == {"group": "readout", "cancel-in-progress": False}
    steps = flow["jobs"]["reports"].pop("steps")
    assert flow["jobs"] == {"reports": {"runs-on": "ubuntu-latest", "timeout-minutes": 60}}
    for step in steps:
        assert set(step) <= {"id", "uses", "with", "run", "env", "if"}
        assert ("uses" in step) != ("run" in step)
    assert [step["run"] for step in steps if "run" in step] == [
        f"python -m pip install readout=={__version__}",
        "readout schedule run --file 'my news/schedules.toml' --out 'my news/reports'",
    ]
    assert [step["with"]["path"] for step in steps if "path" in step.get("with", {})] == [
        "my news/reports"
    ] * 3
    kept = {step["uses"]: step for step in steps if step.get("uses", "").startswith("actions/cache")}
    restore, save = kept["actions/cache/restore@v4"], kept["actions/cache/save@v4"]
    assert restore["with"] == save["with"] | {"restore-keys": "readout-"}
    # a run that has a problem to tell of ends with 1: what it has done counts all the same
    assert save["if"] == "always() && steps.run.outcome != 'skipped'"
    (secrets,) = [step["env"] for step in steps if "env" in step]
    assert secrets["READOUT_SMTP_PASSWORD"] == "${{ secrets.READOUT_SMTP_PASSWORD }}"


def test_strange_paths_stand_in_a_workflow_as_they_are(strange: Job, came: Callable[[object], None]) -> None:
    came(None)
    flow = yaml.safe_load(github(strange, NOW, strange.file.parents[1]))
    run = [step["run"] for step in flow["jobs"]["reports"]["steps"] if "run" in step][1]
    told = subprocess.run(
        ["/bin/sh", "-c", f"printf '%s\\n' {run}"], capture_output=True, text=True, check=True
    )
    words = ["--file", f"{STRANGE}/schedules.toml", "--out", f"{STRANGE}/reports"]
    assert told.stdout.splitlines() == ["readout", "schedule", "run", *words]


def test_github_runs_nothing_more_often_than_it_may(tmp_path: Path, came: Callable[[object], None]) -> None:
    came(None)
    flow = yaml.safe_load(github(job(tmp_path, "1m"), NOW, tmp_path))
    assert flow["on"]["schedule"] == [{"cron": "0,5,10,15,20,25,30,35,40,45,50,55 * * * *"}]


@pytest.mark.parametrize(
    ("form", "name", "message"),
    [
        ("systemd", "a\nb", "a path with line breaks or the like cannot be written there"),
        ("cron", "a\nb", "a path with line breaks or the like cannot be written there"),
        ("cron", "a\\b", "a crontab takes no backslash in a path; use --systemd or another path"),
        ("github", "${{ x }}", "GitHub would work out what stands after ${{; use another path"),
        ("github", "", "it lies in no git repository; GitHub runs what lies in one"),
    ],
)
def test_a_path_that_cannot_be_written(tmp_path: Path, form: str, name: str, message: str) -> None:
    if name:
        (tmp_path / ".git").mkdir()
    one = job(tmp_path / name)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        made(form, one, NOW)
    shown = repr(str(one.file)) if "\n" in name else one.file
    assert str(caught.value) == f"{shown}: {message}"


def test_a_program_that_systemd_would_not_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        systemd(job(tmp_path, python="/home/o'brien/python"), NOW)
    assert str(caught.value) == (
        "/home/o'brien/python: systemd takes no quotes in the path of a program; use --cron or another path"
    )


@pytest.mark.parametrize("name", ["a ", "a\\"])
def test_a_folder_whose_end_systemd_would_not_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        systemd(job(tmp_path / name), NOW)
    assert str(caught.value) == (
        f"{tmp_path / name}: systemd would not read the end of this path; use --cron or another path"
    )


@pytest.mark.parametrize(
    ("told", "package"),
    [
        (None, f"readout=={__version__}"),
        ({"url": "https://example.org/readout.whl", "archive_info": {}}, "https://example.org/readout.whl"),
        (
            {"url": "https://example.org/r.git", "vcs_info": {"vcs": "git", "commit_id": "1f2e"}},
            "git+https://example.org/r.git@1f2e",
        ),
        ({"url": "file://HERE", "dir_info": {}}, "."),
    ],
)
def test_the_workflow_installs_readout_from_where_it_came(
    tmp_path: Path, came: Callable[[object], None], told: dict[str, object] | None, package: str
) -> None:
    came(json.loads(json.dumps(told).replace("HERE", str(tmp_path))))
    assert f"run: python -m pip install {package}\n" in github(job(tmp_path), NOW, tmp_path)


def test_what_was_installed_from_a_folder_is_not_looked_for_by_its_name(
    tmp_path: Path, came: Callable[[object], None]
) -> None:
    came({"url": f"file://{tmp_path}/elsewhere", "dir_info": {"editable": True}})
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        github(job(tmp_path), NOW, tmp_path)
    assert str(caught.value) == (
        "this Readout was installed from a folder of this machine, where GitHub finds none; put schedules.toml into "
        "your copy of its repository, or install it from an index or a repository first"
    )


def test_the_workflow_passes_the_secrets_on_that_addresses_name(
    tmp_path: Path, came: Callable[[object], None]
) -> None:
    came(None)
    (tmp_path / "list.txt").write_text("articles\nhttps://example.org/${READOUT_SECRET_LIST}/feed\n")
    lists = (f"@{tmp_path}/list.txt", f"@{tmp_path}/later.txt")
    sources = ("https://example.org/?token=${READOUT_SECRET_FEED}", "articles", *lists)
    one = Job(tmp_path / "schedules.toml", tmp_path / "reports", (Watch("a", sources, "1d"),))
    for name in ("READOUT_SECRET_FEED", "READOUT_SECRET_LIST"):
        assert f"{name}: ${{{{ secrets.{name} }}}}" in github(one, NOW, tmp_path)


def test_reports_outside_the_repository_are_refused(tmp_path: Path) -> None:
    one = Job(tmp_path / "a" / "schedules.toml", tmp_path / "reports", job(tmp_path).watches)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        github(one, NOW, tmp_path / "a")
    assert str(caught.value) == (
        f"{tmp_path}/reports: it lies outside the repository {tmp_path}/a; GitHub sees what lies in it only"
    )


def test_files_are_written_anew_but_not_over_those_of_others(tmp_path: Path) -> None:
    ours, other = tmp_path / "new" / "readout.service", tmp_path / "readout.timer"
    write({ours: f"{MARK}\none"})
    write({ours: f"{MARK}\ntwo"})
    assert ours.read_text(encoding="utf-8") == f"{MARK}\ntwo"
    other.write_text("[Timer]")
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        write({ours: f"{MARK}\nthree", other: MARK})
    assert (
        str(caught.value)
        == f"{other}: there is one that Readout did not write; move it away, then write again"
    )
    assert (ours.read_text(encoding="utf-8"), other.read_text()) == (f"{MARK}\ntwo", "[Timer]")


def test_a_file_in_the_place_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    path = tmp_path / "config" / "readout.service"
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        write({path: MARK})
    assert str(caught.value) == f"{path}: it cannot be written (File exists); mend that, or print it"
