"""A report: a notebook run over an article, left as a run folder."""

import contextlib
import difflib
import hashlib
import importlib
import json
import platform
import re
import shlex
import shutil
import signal
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from readout import __version__, runfolder, tidy
from readout.article import Article
from readout.execution import Stop, executed
from readout.parameters import coerce, parameters
from readout.resources import shipped


@dataclass(frozen=True)
class Run:
    """Where a run has left its page; `error` is None where it is done, else one line."""

    folder: Path
    page: Path
    error: str | None


def find(name: str) -> Path:
    """The notebook of that name: one of the shipped ones, or the path of an `.ipynb` file.

    Raises ValueError where there is none.
    """
    ours = {path.stem: path for path in sorted(shipped("notebooks").glob("*.ipynb"))}
    if name in ours:
        return ours[name]
    if name.endswith(".ipynb"):
        if Path(name).is_file():
            return Path(name)
        raise ValueError(
            f"{name}: there is no such file; give the path of a notebook, or one of: {', '.join(ours)}"
        )
    near = difflib.get_close_matches(name, ours, n=1)
    hint = f' (did you mean "{near[0]}"?)' if near else ""
    raise ValueError(
        f'no notebook "{name}"{hint}; give the path of an .ipynb file, or one of: {", ".join(ours)}'
    )


def run(
    notebook: Path,
    article: Article,
    given: Mapping[str, object],
    out: Path,
    *,
    origin: str = "",
    timeout: int = 600,
) -> Run:
    """Runs the notebook over the article and leaves a run folder in `out`, in place of one of equal inputs.

    A notebook that fails leaves the folder `…-failed`, and an earlier good run as it was. `origin` is what
    the command that makes the page again calls the article; a cell fails after `timeout` seconds. Raises
    ValueError, before a kernel starts, for a parameter or a folder that is no use.
    """
    values, files = _checked(notebook, given)
    source = notebook.read_bytes()
    facts = _facts(notebook, source, article, values, files, origin)
    inputs = [article.sha256, facts["notebook"], facts["parameters"], facts["files"], __version__]
    target = out / runfolder.name(article.published, article.title, notebook.stem, inputs)
    failed = target.with_name(f"{target.name}-failed")
    with _ended_by_term(), runfolder.staging(out) as place:
        for name, path in files.items():
            shutil.copyfile(path, place / str(values[name]))
        _write(place / "article.json", _json(article.as_dict()))
        started = datetime.now(UTC)
        injected = {"article": "article.json", **values}
        with executed(source, injected, place.resolve(), timeout=timeout, meanwhile=_load) as (done, stop):
            log = _pages(place, done, stop, facts)
        times = {"started": started, "ended": datetime.now(UTC)}
        _write(place / "manifest.json", _json(_manifest(place, facts, times, stop, log)))
        runfolder.place(place, failed if stop else target)
    if not stop:
        shutil.rmtree(failed, ignore_errors=True)
    folder = failed if stop else target
    return Run(folder, folder / "report.html", stop.error if stop else None)


def _checked(notebook: Path, given: Mapping[str, object]) -> tuple[dict[str, object], dict[str, Path]]:
    """The given values by the notebook's types, and the files that some of them name.

    The notebook works in the run folder, where a file bears the name of its parameter: `aliases.tsv`.
    """
    declared = {parameter.name: parameter for parameter in parameters(notebook)}
    if "article" not in declared:
        raise ValueError(
            f'{notebook.name}: it has no parameter "article"; add article: str = "" to its parameters cell'
        )
    if "article" in given:
        raise ValueError("article: it is not set as a parameter; name it after the command")
    values, files = coerce(notebook, given), {}
    for name, value in values.items():
        if value and declared[name].type == "str" and re.search(r"\b(file|path)\b", declared[name].help):
            path = Path(str(value)).expanduser()
            if not path.is_file():
                raise ValueError(f"{name}: there is no file {value}; give the path of a file")
            files[name], values[name] = path, name + path.suffix
    return values, files


def _facts(
    notebook: Path,
    source: bytes,
    article: Article,
    values: Mapping[str, object],
    files: Mapping[str, Path],
    origin: str,
) -> dict[str, Any]:
    """What page and manifest say of a run, known before it starts; nothing of this machine is in it."""
    ours = notebook.resolve().parent == shipped("notebooks").resolve()
    name = notebook.stem if ours else notebook.name
    about = article.as_dict()
    kept = ("id", "title", "deck", "published", "source", "byline", "url", "words", "sha256")
    asked = {parameter.name: parameter.default for parameter in parameters(notebook)} | dict(values)
    origin = origin or article.url or ""
    command = ["readout", "report", *([origin] if origin else []), "--notebook", name]
    for parameter, value in values.items():
        shown = files[parameter].name if parameter in files else value
        command += [
            "-p",
            parameter,
            shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False),
        ]
    return {
        "article": {**{key: about.get(key) for key in kept}, "input": origin},
        "notebook": {"name": name, "sha256": _sha256(source)},
        "parameters": {key: value for key, value in asked.items() if key != "article"},
        "files": {key: _sha256(path.read_bytes()) for key, path in files.items()},
        "versions": {"readout": __version__, "python": platform.python_version()},
        "command": shlex.join(command),
    }


def _load() -> None:
    importlib.import_module("readout.render")


def _pages(place: Path, notebook: Any, stop: Stop | None, facts: dict[str, Any]) -> str:
    """Writes the notebook, its results and its page, and returns what its cells wrote to standard error."""
    from nbformat import writes

    from readout import render  # not above: it is loaded while the kernel works

    found = tidy.results(notebook)
    log = tidy.tidy(notebook, failed=stop is not None)
    _write(place / "report.ipynb", writes(notebook) + "\n")
    if found and not stop:
        _write(place / "results.json", _json(found))
        packages = found.get("provenance", {}).get("packages", {})
        facts = {**facts, "versions": facts["versions"] | packages}
    _write(
        place / "report.html", render.failure(notebook, facts, stop) if stop else render.page(notebook, facts)
    )
    return log


def _manifest(
    place: Path, facts: dict[str, Any], times: dict[str, datetime], stop: Stop | None, log: str
) -> dict[str, Any]:
    """What only this run knows, and the hash of each file that it has left."""
    return {
        "schema": 1,
        "status": "failed" if stop else "done",
        "error": stop.error if stop else None,
        **{name: time.isoformat(timespec="milliseconds") for name, time in times.items()},
        "seconds": round((times["ended"] - times["started"]).total_seconds(), 3),
        "platform": platform.platform(),
        **facts,
        "stderr": log,
        "artefacts": {
            str(path.relative_to(place)): _sha256(path.read_bytes())
            for path in sorted(place.rglob("*"))
            if path.is_file()
        },
    }


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextlib.contextmanager
def _ended_by_term() -> Iterator[None]:
    """A TERM signal ends the block as an exception does, so that kernel and folder are cleared away."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
