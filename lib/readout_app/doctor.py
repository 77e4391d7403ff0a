"""What is wrong with this installation, and the mend: a line for each thing that Readout needs or can use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple

from filelock import FileLock, Timeout
from packaging.requirements import Requirement

from readout.errors import UserError
from readout.nlp.model_files import model_files
from readout.wording import count
from readout_app.runs.folder import LOCKS
from readout_app.runs.pdf import find_chromium
from readout_app.schedule.config import Watch, read_watches
from readout_app.schedule.history import load_history
from readout_app.schedule.install import systemd_units
from readout_app.schedule.mail import SMTP_PREFIX, read_mail_server

_DISTRIBUTION = "readout-news"
_EXTRAS = {  # those that users choose, and what they are for
    "lab": "widgets in JupyterLab",
    "verify": "accessibility in readout verify, and --pdf",
    "documents": "articles in .pdf and .docx",
    "coverage": "a corpus of many articles",
    "cluster": "work spread over many machines",
}
_LITTLE, _TOO_LITTLE = 1000, 50  # mebibytes that are free


class Finding(NamedTuple):
    """One line. "wrong" is what is in use and cannot work; "note" what is not set up, or soon a problem."""

    level: Literal["ok", "note", "wrong"]
    what: str
    text: str


def examine(file: Path, out: Path, parts: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield what is found of this installation, of the watches in `file`, and of the reports folder `out`.

    `parts` are those of `PARTS` that are looked at; all, where none is given.
    """
    for part in parts or PARTS:
        try:
            yield from PARTS[part](file, out)
        except (UserError, OSError) as error:
            yield Finding("wrong", part, str(error))


def _python(*_: Path) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    needed = metadata.metadata(_DISTRIBUTION)["Requires-Python"]
    fits = Requirement(f"python{needed}").specifier.contains(version)
    mend = "" if fits else f"; it must be {needed}: make a new environment with a newer Python"
    yield Finding("ok" if fits else "wrong", "Python", f"{version}, {sys.executable}{mend}")


def _packages(*_: Path) -> Iterator[Finding]:
    """Each package against the lower bound that the distribution names; those of an extra are no must."""
    requirements = [Requirement(line) for line in metadata.requires(_DISTRIBUTION) or ()]
    needed = [each for each in requirements if not each.marker or each.marker.evaluate({"extra": ""})]
    faults = [fault for each in needed if (fault := _fault(each))]
    for fault in faults:
        yield Finding("wrong", "packages", f"{fault}: pip install --upgrade {_DISTRIBUTION}")
    if not faults:
        yield Finding("ok", "packages", f"{len(needed)}, and none is older than its lower bound")
    for extra, purpose in _EXTRAS.items():
        own = [each for each in requirements if each.marker and each not in needed]
        own = [each for each in own if each.marker and each.marker.evaluate({"extra": extra})]
        lacking = [fault for each in own if each.name != _DISTRIBUTION and (fault := _fault(each))]
        if lacking:
            mend = f"for {purpose}: pip install '{_DISTRIBUTION}[{extra}]'"
            yield Finding("note", f"extra {extra}", f"{', '.join(lacking)}; {mend}")
        else:
            yield Finding("ok", f"extra {extra}", f"installed, for {purpose}")


def _fault(requirement: Requirement) -> str:
    """What is wrong with a package: "httpx is missing", "httpx 0.20 does not meet >=0.27", or ""."""
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return f"{requirement.name} is missing"
    if requirement.specifier.contains(version, prereleases=True):
        return ""
    return f"{requirement.name} {version} does not meet {requirement.specifier}"


def _kernel(*_: Path) -> Iterator[Finding]:
    words = [sys.executable, "-m", "ipykernel_launcher", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no reason is given"])[-1]
        text = f"it does not start ({why}): pip install --force-reinstall ipykernel"
        yield Finding("wrong", "kernel", text)
        return
    yield Finding("ok", "kernel", f"ipykernel {done.stdout.strip()}")
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        program = Path(KernelSpecManager().get_kernel_spec("python3").argv[0])
    except (NoSuchKernel, IndexError):
        return
    if program.is_absolute() and program.resolve() != Path(sys.executable).resolve():
        text = f"jupyter lab by itself opens notebooks with {program}; start it with readout lab"
        yield Finding("note", "kernel", text)


def _model(*_: Path) -> Iterator[Finding]:
    """The files of the model, by their hashes."""
    files = model_files()
    from readout.nlp.reader import reader_version

    yield Finding("ok", "model", f"{len(files)} files, version {reader_version()}")


def _fonts(*_: Path) -> Iterator[Finding]:
    from matplotlib.font_manager import FontProperties, findfont

    try:
        findfont(FontProperties(family="DejaVu Sans"), fallback_to_default=False)
    except ValueError:
        mend = "install matplotlib again: pip install --force-reinstall matplotlib"
        yield Finding("wrong", "fonts", f"DejaVu Sans, by which charts are measured, is missing; {mend}")
    else:
        yield Finding("ok", "fonts", "charts are measured by DejaVu Sans")


def _browser(*_: Path) -> Iterator[Finding]:
    program = find_chromium()  # raises UserError where READOUT_CHROMIUM names none
    purpose = "--pdf, and accessibility in readout verify"
    if program:
        yield Finding("ok", "browser", f"{program}, for {purpose}")
    else:
        yield Finding("note", "browser", f"no Chromium is on the PATH; {purpose} need one: install chromium")


def _disk(_: Path, out: Path) -> Iterator[Finding]:
    place = next(each for each in (out.absolute(), *out.absolute().parents) if each.exists())
    if not os.access(place, os.W_OK):
        text = f"{place} cannot be written: go to a folder of yours, or name one with --out"
        yield Finding("wrong", "disk", text)
        return
    with tempfile.TemporaryFile():  # raises OSError where there is none
        free = shutil.disk_usage(place).free >> 20
    mend = "; free some space" if free < _LITTLE else ""
    level: Literal["ok", "note", "wrong"] = "wrong" if free < _TOO_LITTLE else "note" if mend else "ok"
    yield Finding(level, "disk", f"{free:,} MiB are free at {place}{mend}")


def _locks(_: Path, out: Path) -> Iterator[Finding]:
    """Whether files can be locked, which some network disks do not allow; which runs go on; what killed ones left."""
    if not out.is_dir():
        yield Finding("ok", "locks", f"no reports are in {out} yet")
    if not out.is_dir() or not os.access(out, os.W_OK):  # which is said of the disk
        return
    left = len([*out.glob(".staging-*"), *out.glob(".old-*"), *out.glob(".gone-*")])
    with tempfile.TemporaryDirectory(dir=out, prefix=".staging-") as folder:
        try:
            FileLock(Path(folder) / "try.lock").acquire(timeout=0)
        except (OSError, NotImplementedError) as error:
            text = f"{out}: files cannot be locked there ({error}); use a disk of this machine"
            yield Finding("wrong", "locks", text)
            return
    going = sum(_is_held(path) for path in (out / LOCKS).glob("*.lock"))
    if left > going:
        text = f"{out}: {count(left - going, 'run')} ended too early; the next run there clears what was left"
        yield Finding("note", "locks", text)
    busy = f"{count(going, 'run')} going on" if going else "no run is going on"
    yield Finding("ok", "locks", f"files can be locked; {busy}")


def _is_held(path: Path) -> bool:
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _schedules(file: Path, out: Path) -> Iterator[Finding]:
    if not file.exists():
        text = f"there is no {file}; nothing is watched (data/schedules.toml is an example)"
        yield Finding("note", "schedules", text)
        return
    watches = read_watches(file)
    for watch in watches:
        try:
            load_history(out, watch.name)
        except UserError as error:
            yield Finding("wrong", "schedules", str(error))
    yield Finding("ok", "schedules", f"{count(len(watches), 'watch', 'watches')} in {file}")
    if not _has_timer(file, out):
        text = "neither systemd nor cron runs them, as far as can be seen: readout schedule install"
        yield Finding("note", "schedules", text)


def _has_timer(file: Path, out: Path) -> bool:
    if any(path.exists() for path in systemd_units(file.resolve(), out.resolve()) if path.suffix == ".timer"):
        return True
    if not shutil.which("crontab"):
        return False
    done = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    return "readout_app schedule run" in done.stdout or "readout schedule run" in done.stdout


def _mail(file: Path, _: Path) -> Iterator[Finding]:
    """The mail server, which is a must only where a watch sends mail."""
    try:
        watches: tuple[Watch, ...] = read_watches(file) if file.exists() else ()
    except UserError:
        watches = ()  # that is said of the schedules
    senders = [watch.name for watch in watches if watch.mail]
    is_set = any(name.startswith(SMTP_PREFIX) for name in os.environ)
    if not senders and not is_set:
        yield Finding("note", "mail", f"{SMTP_PREFIX}HOST is not set; no watch sends mail")
        return
    try:
        server = read_mail_server(os.environ)
    except UserError as error:
        yield Finding("wrong" if senders else "note", "mail", str(error))
    else:
        text = f"goes through {server.host}, port {server.port}, as {server.sender.addr_spec}"
        yield Finding("ok", "mail", text)


PARTS: Mapping[str, Callable[[Path, Path], Iterator[Finding]]] = {
    "Python": _python,
    "packages": _packages,
    "kernel": _kernel,
    "model": _model,
    "fonts": _fonts,
    "browser": _browser,
    "disk": _disk,
    "locks": _locks,
    "schedules": _schedules,
    "mail": _mail,
}
