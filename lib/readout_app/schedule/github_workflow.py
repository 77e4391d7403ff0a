"""A workflow for GitHub that does what is due."""

import contextlib
import json
import re
import shlex
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import yaml

from readout import __version__
from readout.errors import UserError
from readout_app.schedule.config import Watch
from readout_app.schedule.sources import listed
from readout_app.schedule.timers import MARK, Job, minutes, named, one_line, words

_SECRETS = tuple(f"READOUT_SMTP_{name}" for name in ("HOST", "PORT", "USER", "PASSWORD", "FROM", "TLS"))


def github(job: Job, now: datetime, root: Path) -> str:
    """The workflow file for the repository at `root`, which holds the file and, once made, the reports.

    Raises ValueError where they lie elsewhere.
    """
    file, out = (_inside(path, root) for path in (job.file, job.out))
    when = minutes(job.watches, now)
    if min(_gaps(when)) < 5:  # GitHub's least
        when = list(range(0, 60, 5))
    run = shlex.join(["readout", *words(Job(Path(file), Path(out), job.watches))])
    steps = _steps(run, out, _package(root), _secrets(job.watches))
    flow = {
        "name": "Readout",
        "on": {
            "schedule": [{"cron": f"{named(when, '*')} * * * *"}],
            "workflow_dispatch": {},
        },
        "permissions": {"contents": "read"},
        "concurrency": {"group": "readout", "cancel-in-progress": False},
        "jobs": {"reports": {"runs-on": "ubuntu-latest", "timeout-minutes": 60, "steps": steps}},
    }
    return f"{MARK}\n{yaml.safe_dump(flow, sort_keys=False, width=1000, allow_unicode=True)}"


def _package(root: Path) -> str:
    """What pip is to install there: this version from where it came, or the repository where it is that of Readout.

    Raises ValueError where it came from a folder of this machine: by its name alone, pip might find another's.
    """
    told = json.loads(distribution("readout").read_text("direct_url.json") or "null")
    if told is None:
        return f"readout=={__version__}"
    if "vcs_info" in told:
        return f"{told['vcs_info']['vcs']}+{told['url']}@{told['vcs_info']['commit_id']}"
    parts = urlsplit(told["url"])
    if parts.scheme != "file":
        return str(told["url"])
    if Path(url2pathname(parts.path)).resolve() == root.resolve():
        return "."
    raise UserError(
        "this Readout was installed from a folder of this machine, where GitHub finds none; put schedules.toml into "
        "your copy of its repository, or install it from an index or a repository first"
    )


def _secrets(watches: Iterable[Watch]) -> list[str]:
    """The names of what is secret: the mail server, and what stands in addresses."""
    named = list[str]()
    for source in (source for watch in watches for source in watch.sources):
        with contextlib.suppress(ValueError):  # a list that is not there yet
            named += (name for one in listed(source) for name in re.findall(r"\$\{(\w+)\}", one))
    return [*_SECRETS, *dict.fromkeys(named)]


def _gaps(minutes: list[int]) -> list[int]:
    later = [*minutes[1:], minutes[0]]
    return [(two - one) % 60 or 60 for one, two in zip(minutes, later, strict=True)]


def _inside(path: Path, root: Path) -> str:
    """The path from the root of the repository."""
    if not path.is_relative_to(root):
        raise UserError(f"{path}: it lies outside the repository {root}; GitHub sees what lies in it only")
    inside = one_line(path.relative_to(root))
    if "${{" in inside:
        raise UserError(f"{path}: GitHub would work out what stands after ${{{{; use another path")
    return inside


def _steps(run: str, out: str, package: str, secrets: list[str]) -> list[dict[str, object]]:
    """The steps of the workflow: what was made before is taken from the cache, so that nothing is made twice.

    It is put there also where a source was down: `actions/cache` alone would leave out what a failed job has made.
    """
    kept = {"path": out, "key": "readout-${{ github.run_id }}-${{ github.run_attempt }}"}
    return [
        {"uses": "actions/checkout@v6"},
        {"uses": "actions/setup-python@v6", "with": {"python-version": "3.13"}},
        {"run": f"python -m pip install {shlex.quote(package)}"},
        {"uses": "actions/cache/restore@v4", "with": {**kept, "restore-keys": "readout-"}},
        {"id": "run", "run": run, "env": {name: f"${{{{ secrets.{name} }}}}" for name in secrets}},
        {"uses": "actions/cache/save@v4", "if": "always() && steps.run.outcome != 'skipped'", "with": kept},
        {
            "uses": "actions/upload-artifact@v5",
            "if": "always()",
            "with": {"name": "reports", "path": out, "include-hidden-files": True},
        },
    ]
