"""The Chromium that is installed here, and a page printed by it as PDF."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from readout.errors import UserError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_OPTIONS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions"),
    # no network: no name is found, and what needs none goes to a proxy that is not there
    *("--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"),
    *("--proxy-server=http://0.0.0.0:1", "--proxy-bypass-list=<-loopback>"),
    *("--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline"),
)
TIMEOUT = 120.0  # seconds


def find() -> str | None:
    """The path of the program: the one that READOUT_CHROMIUM names, else the first found on PATH, else None.

    Raises ValueError where READOUT_CHROMIUM names none.
    """
    if named := os.environ.get("READOUT_CHROMIUM"):
        if program := shutil.which(named):
            return program
        raise UserError(f"READOUT_CHROMIUM: {named} is no program; give the path of a Chromium, or unset it")
    return next((program for each in _NAMES if (program := shutil.which(each))), None)


def program() -> str:
    """The path of the program that prints; raises ValueError where there is none."""
    if found := find():
        return found
    raise UserError(
        "--pdf: there is no Chromium on this machine; install chromium or google-chrome, "
        "or name one in READOUT_CHROMIUM"
    )


def pdf(page: Path, target: Path, *, timeout: float = TIMEOUT) -> None:
    """Prints the page to `target`, tagged for screen readers and with its headings as outline.

    Nothing is fetched, and `target` is whole or not there. Raises ValueError where there is no
    Chromium, or where it has not made the file within `timeout` seconds.
    """
    chromium = program()
    with tempfile.TemporaryDirectory(prefix="readout-pdf-", ignore_cleanup_errors=True) as profile:
        made = target.with_name(f"{target.stem}.part{os.getpid()}.pdf")
        words = [
            *(chromium, *_OPTIONS, *(["--no-sandbox"] if is_root() else [])),
            *(f"--user-data-dir={profile}", f"--print-to-pdf={made.resolve()}", page.resolve().as_uri()),
        ]
        try:
            said = _ran(words, timeout)
            if not made.is_file():
                raise UserError(
                    f"--pdf: {chromium} made no file of {page.name} ({said}); try another Chromium"
                )
            made.replace(target)
        finally:
            made.unlink(missing_ok=True)


def is_root() -> bool:
    """Whether this is the root user, as whom Chromium starts only without its sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _ran(words: list[str], timeout: float) -> str:
    """Runs the program, ends what it has started, and gives its last word."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            return f"not done after {timeout:g} seconds"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.seek(0)
        lines = log.read().strip().splitlines()
        return lines[-1] if lines else f"exit code {process.returncode}"
