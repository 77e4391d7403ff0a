"""The commands for notebooks of one's own: `readout new` and `readout lab`."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import click

from readout.resources import shipped
from readout_app import TEMPLATES
from readout_app.cli_common import WRONG_CALL, fail, say

_INTERVAL = 0.2  # seconds between two looks for the server
COPIES = "readout-notebooks"  # in the working folder
_ORIGIN = "readout_copy_of"  # in the metadata of a copy: the hash of the notebook that it was made from


@click.command("new")
@click.argument("name")
def make_notebook(name: str) -> None:
    """Make NAME.ipynb, a notebook of your own, in the working folder; never over one that is there."""
    stem = name.removesuffix(".ipynb")
    path = Path(f"{stem}.ipynb")
    if not re.fullmatch(r"\w[\w .-]{0,59}", stem):
        fail(f"{name}: this makes no file name; use letters, digits, spaces and hyphens", WRONG_CALL)
    if stem == "all" or (shipped("notebooks") / path.name).exists():
        fail(f"{name}: Readout's own notebooks have that name; choose another", WRONG_CALL)
    text = (TEMPLATES / "own.ipynb").read_text(encoding="utf-8")
    title = re.sub(r"[-_]+", " ", stem)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text.replace("TITLE", title[:1].upper() + title[1:]))
    except FileExistsError:
        fail(f"{path}: it is there already; choose another name, or move that file", WRONG_CALL)
    except OSError as error:
        fail(f"{path}: cannot be written ({error.strerror}); go to a folder of yours", 1)
    click.echo(path)
    say(f'readout lab "{path}" opens it; readout report ARTICLE --notebook "{path}" makes its report')


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(options: tuple[str, ...]) -> None:
    """Open JupyterLab in the working folder, on copies of the notebooks; OPTIONS go to JupyterLab.

    The copies are yours, in readout-notebooks, which git leaves alone. Its address is printed.
    """
    for option in options:
        if option.endswith(".ipynb") and not option.startswith("-") and not Path(option).exists():
            fail(f"{option}: does not exist; check the path, or make it with readout new", WRONG_CALL)
    try:
        kept = copy_notebooks(Path(COPIES))
    except OSError as error:
        fail(f"{COPIES}: cannot be written ({error.strerror}); go to a folder of yours", 1)
    for path in kept:
        say(f"{path}: kept as you changed it, though Readout has a newer one; delete it to get that")
    given = [option for option in options if Path(option).exists()]
    opened = given[0] if given else f"{COPIES}/start.ipynb"
    quiet = ("--ServerApp.log_level=WARN", "--LabApp.log_level=WARN")
    words = [f"--ServerApp.root_dir={Path.cwd()}", *quiet, *([] if given else [opened]), *options]
    with tempfile.TemporaryDirectory(prefix="readout-") as folder:
        environment = {**os.environ, "JUPYTER_PATH": _write_kernel(Path(folder))}
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *words], env=environment)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for JupyterLab, which asks before it ends
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        if address := _wait_for_address(server):
            say(f"{address[0]}lab/tree/{quote(opened)}{address[1]} (Ctrl-C here ends it)")
        sys.exit(server.wait())


def _write_kernel(folder: Path) -> str:
    """Write a kernel `python3` that is this interpreter, and return where Jupyter looks first: there.

    A kernel of that name that the user has installed may be another Python, which has no Readout.
    """
    from readout_app.runs.kernel import KERNEL_COMMAND

    place = folder / "kernels" / "python3"
    place.mkdir(parents=True)
    spec = {"argv": KERNEL_COMMAND, "display_name": "Python 3 (Readout)", "language": "python"}
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return os.pathsep.join([str(folder), *filter(None, [os.environ.get("JUPYTER_PATH")])])


def _wait_for_address(server: "subprocess.Popen[bytes]") -> tuple[str, str] | None:
    """The address of the server, and the token that it asks for as a query; None where it ends before it has one."""
    from jupyter_server.serverapp import list_running_servers  # takes its time

    while server.poll() is None:
        for running in list_running_servers():
            if running["pid"] == server.pid:
                return running["url"], f"?token={running['token']}" if running["token"] else ""
        time.sleep(_INTERVAL)
    return None


def copy_notebooks(folder: Path) -> list[Path]:
    """Copy the notebooks of Readout into a folder that git ignores; return copies that are older, but changed.

    A copy that nobody changed gives way to a newer notebook.
    """
    from readout_app.runs.manifest import hash_notebook

    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    kept = []
    for ours in sorted(shipped("notebooks").glob("*.ipynb")):
        copy, source = folder / ours.name, ours.read_bytes()
        newest = hash_notebook(source)
        if copy.exists():
            origin, is_changed = _origin(copy)
            if origin == newest or is_changed:
                kept += [copy] if origin != newest else []
                continue
        content = json.loads(source)
        content["metadata"][_ORIGIN] = newest
        copy.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return kept


def _origin(copy: Path) -> tuple[str, bool]:
    """The hash of the notebook that a copy was made from, and whether the copy was changed since."""
    from readout_app.runs.manifest import hash_notebook

    try:
        content = copy.read_bytes()
        origin = json.loads(content)["metadata"].get(_ORIGIN, "")
        return origin, hash_notebook(content) != origin
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", True  # whatever it is, it is the user's
