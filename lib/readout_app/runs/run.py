"""A report: a notebook run over an article, left as a run folder."""

import difflib
import importlib
import json
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from readout.articles.article import Article
from readout.articles.redaction import redact_article
from readout.errors import UserError
from readout.resources import shipped
from readout_app.runs import folder as runfolder
from readout_app.runs import pdf as browser
from readout_app.runs import strip as tidy
from readout_app.runs.execution import Stop, executed, loaded
from readout_app.runs.limits import DEFAULT, Limits
from readout_app.runs.manifest import (
    Manifest,
    Provenance,
    Status,
    code_version,
    describe_provenance,
    hash_files,
    summarize,
)
from readout_app.runs.parameters import coerce_values, read_parameters
from readout_app.runs.signals import ended_by_term


@dataclass(frozen=True)
class Run:
    """Where a run has left its page. `status`: done, failed, timed out, out of memory or cancelled.

    `error` is None where all that was asked is there, else one line (a finished run may lack its PDF); `fresh` is
    False where an earlier run of equal inputs was taken.
    """

    folder: Path
    status: str = "done"
    error: str | None = None
    fresh: bool = True

    @property
    def page(self) -> Path:
        """The page of the report, or of the failure."""
        return self.folder / "report.html"


@dataclass(frozen=True)
class How:
    """How to run: `again` even if a run of equal inputs stands there, with a `pdf`, `forked` as in `kernels.start`.

    `ended`: nothing is run; it is recorded how a run ended whose own process could not do so.
    """

    limits: Limits = DEFAULT
    again: bool = False
    pdf: bool = False
    forked: bool = False
    ended: Stop | None = None


USUAL = How()


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
        raise UserError(
            f"{name}: there is no such file; give the path of a notebook, or one of: {', '.join(ours)}"
        )
    near = difflib.get_close_matches(name, ours, n=1)
    hint = f' (did you mean "{near[0]}"?)' if near else ""
    raise UserError(
        f'no notebook "{name}"{hint}; give the path of an .ipynb file, or one of: {", ".join(ours)}'
    )


def run(
    notebook: Path,
    article: Article,
    given: Mapping[str, object],
    out: Path,
    *,
    origin: str = "",
    how: How = USUAL,
) -> Run:
    """Runs the notebook over the article and leaves a run folder in `out`, in place of one of equal inputs.

    Where a finished run of equal inputs stands whole it is taken as it is; of two runs of the same at once, the
    second waits and takes the result of the first. A notebook that fails leaves the folder `…-failed`, and an
    earlier good run as it was. `origin` is what the command that makes the page again calls the article. Raises
    ValueError, before a kernel starts, for a parameter or a folder that is no use; what cancels a run (SystemExit,
    KeyboardInterrupt) is raised when the page that says so stands.
    """
    values, files = checked(notebook, given)
    source = notebook.read_bytes()
    facts = describe_provenance(notebook, source, article, values, files, origin)
    inputs = [
        article.sha256,
        facts.notebook.model_dump(),
        facts.parameters,
        facts.files,
        code_version(),
    ]
    target = out / runfolder.name(article.published, article.title, notebook.stem, inputs)
    names = ("report.html", "report.pdf") if how.pdf else ("report.html",)
    if how.again or not runfolder.is_whole(target, names):
        with ended_by_term(), runfolder.held(target) as place:
            if how.again or not runfolder.is_whole(target, names):
                for name, path in files.items():
                    shutil.copyfile(path, place / str(values[name]))
                _write(place / "article.json", _json(article.as_dict()))
                injected = {"article": "article.json", **values}
                return _placed(place, target, *_made(place, source, injected, facts, how))
    _point(target, done=True)
    return Run(target, fresh=False)


def _made(
    place: Path, source: bytes, injected: Mapping[str, object], facts: Provenance, how: How
) -> tuple[Stop | None, str | None]:
    """Runs the notebook in the folder `place` and fills it; why it stopped, and what a finished run lacks."""
    started = datetime.now(UTC)
    stop = how.ended
    if stop:
        told = _pages(place, loaded(source), stop, facts)
    else:
        with executed(
            source, injected, place.resolve(), limits=how.limits, meanwhile=_load, forked=how.forked
        ) as (done, stop):
            told = _pages(place, done, stop, facts)
    if how.pdf and not stop:
        try:
            browser.pdf(place / "report.html", place / "report.pdf")
        except ValueError as error:  # the report is none the worse for it
            told["pdf"] = str(error)
    ended = datetime.now(UTC)
    Manifest(
        **dict(facts),
        status=status(stop),
        error=stop.error if stop else None,
        cell=stop.cell + 1 if stop and stop.cell is not None else None,
        started=started,
        ended=ended,
        seconds=round((ended - started).total_seconds(), 3),
        platform=platform.platform(),
        **told,
        artefacts=hash_files(place),
    ).write(place)
    return stop, told.get("pdf")


def _placed(place: Path, target: Path, stop: Stop | None, lacking: str | None) -> Run:
    """Lets the filled folder take its place; a failure stands beside an earlier good run."""
    failed = target.with_name(f"{target.name}-failed")
    runfolder.place(place, failed if stop else target)
    if not stop:
        runfolder.remove(failed)
    _point(failed if stop else target, done=not stop)
    if stop and stop.cause:
        raise stop.cause
    return Run(failed, status(stop), stop.error) if stop else Run(target, error=lacking)


def _point(folder: Path, *, done: bool) -> None:
    runfolder.point(folder.with_name("latest"), folder)
    if done:
        runfolder.point(folder.with_name("latest-successful"), folder)


def checked(notebook: Path, given: Mapping[str, object]) -> tuple[dict[str, object], dict[str, Path]]:
    """The given values by the notebook's types, and the files that some of them name.

    The notebook works in the run folder, where a file bears the name of its parameter: `aliases.tsv`. Raises
    ValueError for what the notebook does not take, and for a file that is not there.
    """
    declared = {parameter.name: parameter for parameter in read_parameters(notebook)}
    if "article" not in declared:
        raise UserError(
            f'{notebook.name}: it has no parameter "article"; add article: str = "" to its parameters cell'
        )
    if "article" in given:
        raise UserError("article: it is not set as a parameter; name it after the command")
    values, files = coerce_values(notebook, given), {}
    for name, value in values.items():
        if value and declared[name].is_file:
            path = Path(str(value)).expanduser()
            if not path.is_file():
                raise UserError(f"{name}: there is no file {value}; give the path of a file")
            files[name], values[name] = path, name + path.suffix
    return values, files


def status(stop: Stop | None) -> Status:
    """How a run ended: done, failed, timed out, out of memory or cancelled."""
    statuses: dict[str, Status] = {
        "timeout": "timed out",
        "memory": "out of memory",
        "cancelled": "cancelled",
    }
    return statuses.get(stop.kind, "failed") if stop else "done"


def _load() -> None:
    importlib.import_module("readout_app.runs.page")


def _pages(place: Path, notebook: Any, stop: Stop | None, facts: Provenance) -> dict[str, Any]:
    """Writes the notebook, its findings and its page; what the manifest says of them: summary and standard error."""
    from nbformat import writes

    from readout_app.runs import page as render  # not above: it is loaded while the kernel works

    found, sheets = tidy.results(notebook), tidy.tables(notebook)
    _withhold(place, found, str(facts.parameters.get("show_text")))
    log = tidy.tidy(notebook, failed=stop is not None)
    _write(place / "report.ipynb", writes(notebook) + "\n")
    if found and not stop:
        _write(place / "results.json", _json(found))
        facts = facts.model_copy(update=_provenance(found, facts.versions))
    if sheets and not stop:
        (place / "tables").mkdir(exist_ok=True)
        for name, text in sheets.items():
            _write(place / "tables" / f"{name}.csv", text)
    _write(
        place / "report.html", render.failure(notebook, facts, stop) if stop else render.page(notebook, facts)
    )
    return {"summary": summarize(found) if found and not stop else None, "stderr": log}


def _provenance(found: dict[str, Any], versions: dict[str, str]) -> dict[str, Any]:
    """The versions and models that the results name; a notebook of the user's own may publish what it likes."""
    made = found.get("provenance")
    told = [made.get(name) if isinstance(made, dict) else None for name in ("packages", "models")]
    packages, models = (
        {str(k): str(v) for k, v in one.items()} if isinstance(one, dict) else {} for one in told
    )
    return {"versions": versions | packages, "models": models}


def _withhold(place: Path, found: dict[str, Any] | None, show: str) -> None:
    """Takes what the report is not to pass on out of the files that hold it: the kernel needed it there."""
    if show not in ("excerpts", "none"):
        return
    path = place / "article.json"
    _write(path, _json(redact_article(json.loads(path.read_text(encoding="utf-8")), show)))
    if found and isinstance(found.get("article"), dict):
        found["article"] = redact_article(found["article"], show)


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
