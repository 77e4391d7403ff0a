"""A report: a notebook run over an article, left as a run folder."""

import json
import platform
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from readout.articles.article import Article
from readout.articles.files import find_file
from readout.articles.redaction import redact_article
from readout.errors import UserError
from readout.resources import shipped
from readout.wording import did_you_mean
from readout_app.runs.collection import Collection
from readout_app.runs.execution import execute, load_notebook, term_raises
from readout_app.runs.failures import Cancelled, CellFailed, Failure
from readout_app.runs.folder import is_whole, name_run, place_folder, point_link, remove_folder, remove_odd_files, stage
from readout_app.runs.kernel import DEFAULT_LIMITS, Limits
from readout_app.runs.manifest import (
    Manifest,
    Provenance,
    Status,
    code_version,
    describe_provenance,
    find_part,
    hash_files,
    summarize,
)
from readout_app.runs.parameters import coerce_values, read_parameters, takes_many
from readout_app.runs.pdf import print_pdf
from readout_app.runs.strip import strip_notebook, take_results, take_tables


@dataclass(frozen=True)
class Run:
    """Where a run has left its page. `status`: done, failed, timed out, out of memory or cancelled.

    `error` is None where all that was asked is there, else one line (a finished run may lack its PDF); `fresh` is
    False where an earlier run of equal inputs was taken.
    """

    folder: Path
    status: Status = "done"
    error: str | None = None
    fresh: bool = True

    @property
    def page(self) -> Path:
        """The page of the report, or of the failure."""
        return self.folder / "report.html"


_NOT_IN_ALL = ("start", "coverage")  # the first steps, and what reads many articles at once
_NAMES_OF_A_RUN = frozenset(
    (
        *("article.json", "collection.jsonl", "corpus", "manifest.json", "results.json"),
        *("report.html", "report.ipynb", "report.pdf", "tables"),
    )
)


def find_notebooks(names: Iterable[str]) -> list[Path]:
    """Return the notebooks of these names, each once; `all` is each that comes with Readout and reads one article."""
    every = (name for name in _shipped_notebooks() if name not in _NOT_IN_ALL)
    one_by_one = chain.from_iterable(every if name == "all" else (name,) for name in names)
    return list(dict.fromkeys(map(find_notebook, one_by_one)))


def _shipped_notebooks() -> dict[str, Path]:
    return {path.stem: path for path in sorted(shipped("notebooks").glob("*.ipynb"))}


def find_notebook(name: str) -> Path:
    """Return the notebook of that name: one of the shipped ones, or the path of an `.ipynb` file.

    Raises UserError where there is none.
    """
    ours = _shipped_notebooks()
    if name in ours:
        return ours[name]
    if name.endswith(".ipynb"):
        if (path := find_file(name)).is_file():
            return path
        mend = f"give the path of a notebook, or one of: {', '.join(ours)}"
        raise UserError(f"{name}: there is no such file; {mend}")
    mend = f"give the path of an .ipynb file, or one of: {', '.join(ours)}"
    raise UserError(f'no notebook "{name}"{did_you_mean(name, ours)}; {mend}')


def check_parameters(
    notebook: Path, given: Mapping[str, object], *, many: bool = False
) -> tuple[dict[str, object], dict[str, Path]]:
    """Return the given values by the notebook's types, and the files that some of them name.

    `many`: it is to be run over many articles at once. The notebook works in the run folder, where a file bears its
    own name, so that messages name it as its user does; a name that something else there may have gives way to that of
    the parameter (`aliases.tsv`). Raises UserError for what the notebook does not take, and for a file that is not
    there.
    """
    declared = {parameter.name: parameter for parameter in read_parameters(notebook)}
    if takes_many(notebook) and not many:
        raise UserError(f"{notebook.name}: it reads many articles at once; run it with readout report")
    article = "articles" if many else "article"
    if article not in declared:
        raise UserError(
            f'{notebook.name}: it has no parameter "{article}"; add {article}: str = "" to its parameters cell'
        )
    if article in given:
        raise UserError(f"{article}: it is not set as a parameter; name it after the command")
    values, files = coerce_values(notebook, given), dict[str, Path]()
    for name, value in values.items():
        if value and declared[name].is_file:
            path = find_file(str(value))
            if not path.is_file():
                raise UserError(f"{name}: there is no file {value}; give the path of a file")
            taken = {other.name for other in files.values()} | _NAMES_OF_A_RUN
            is_plain = re.fullmatch(r"\w[\w .-]{0,99}", path.name) and path.name.lower() not in taken
            files[name], values[name] = path, path.name if is_plain else name + path.suffix
    return values, files


def run(
    notebook: Path,
    article: Article | Collection,
    given: Mapping[str, object],
    out: Path,
    *,
    origin: str = "",
    limits: Limits = DEFAULT_LIMITS,
    again: bool = False,
    pdf: bool = False,
) -> Run:
    """Run the notebook over the article, or many; leave a run folder in `out`, in place of one of equal inputs.

    Where a finished run of equal inputs stands whole it is taken as it is; of two runs of the same at once, the
    second waits and takes the result of the first. A notebook that fails leaves the folder `…-failed`, and an
    earlier good run as it was. `origin` is what the command that makes the page again calls the article; `again`: run
    it though a run of equal inputs stands there; `pdf`: print the page too. Raises
    UserError, before a kernel starts, for a parameter or a folder that is no use; what cancels a run (SystemExit,
    KeyboardInterrupt) is raised when the page that says so stands.
    """
    plan = _plan(notebook, article, given, out, origin)
    wanted = ("report.html", "report.pdf") if pdf else ("report.html",)
    if again or not is_whole(plan.target, wanted):
        with term_raises(), stage(plan.target) as staging:
            if again or not is_whole(plan.target, wanted):  # nobody has made it while this process waited
                plan.stage_inputs(staging)
                started, place = datetime.now(UTC), staging.resolve()
                executed, failure = execute(plan.source, plan.injected, place, limits=limits)
                return _finish(plan, staging, executed, failure, started, pdf=pdf)
    _point(plan.target, done=True)
    return Run(plan.target, fresh=False)


def record_failure(
    notebook: Path,
    article: Article | Collection,
    given: Mapping[str, object],
    out: Path,
    failure: Failure,
    *,
    origin: str = "",
) -> Run:
    """Leave the folder of a run whose own process could not do so; nothing is run."""
    plan = _plan(notebook, article, given, out, origin)
    with term_raises(), stage(plan.target) as staging:
        plan.stage_inputs(staging)
        return _finish(plan, staging, load_notebook(plan.source), failure, datetime.now(UTC))


@dataclass(frozen=True)
class _Plan:
    """What is to be run: the notebook's `source` over the article, with the `injected` values, into `target`."""

    article: Article | Collection
    source: bytes
    injected: dict[str, object]
    files: dict[str, Path]
    provenance: Provenance
    target: Path

    @property
    def show_text(self) -> str:
        return str(self.provenance.parameters.get("show_text"))

    def stage_inputs(self, folder: Path) -> None:
        """Lay the article and the files that parameters name into the folder in which the notebook works."""
        for name, path in self.files.items():
            shutil.copyfile(path, folder / str(self.injected[name]))
        if isinstance(self.article, Collection):
            self.injected["articles"] = self.article.stage(folder)
        else:
            _write_json(folder / "article.json", self.article.as_dict())


def _plan(notebook: Path, article: Article | Collection, given: Mapping[str, object], out: Path, origin: str) -> _Plan:
    many = isinstance(article, Collection)
    values, files = check_parameters(notebook, given, many=many)
    source = notebook.read_bytes()
    provenance = describe_provenance(notebook, source, article, values, files, origin)
    asked = [provenance.notebook.model_dump(), provenance.parameters, provenance.files]
    inputs = [article.sha256, *asked, code_version()]
    target = out / name_run(article.published, article.title, notebook.stem, inputs)
    injected = values if many else {"article": "article.json", **values}
    return _Plan(article, source, injected, files, provenance, target)


def _finish(
    plan: _Plan, staging: Path, notebook: Any, failure: Failure | None, started: datetime, *, pdf: bool = False
) -> Run:
    """Fill the staging folder with what the run has left, and let it take its place."""
    from nbformat import writes  # not above: other commands need not wait

    from readout_app.runs.page import render_failure, render_page

    staging.mkdir(exist_ok=True)  # a cell may have removed it
    odd = remove_odd_files(staging, _NAMES_OF_A_RUN)
    results, tables = None, dict[str, str]()
    try:
        results = take_results(notebook)
        tables = take_tables(notebook, plan.article)
    except UserError as fault:
        failure = failure or CellFailed(str(fault))
    stderr = strip_notebook(notebook, failed=failure is not None)
    stderr += f"Left out of the run folder: {', '.join(odd)}\n" if odd else ""
    _write_article(staging, plan.article, results, plan.show_text)
    _write(staging / "report.ipynb", writes(notebook) + "\n")
    provenance = plan.provenance
    if not failure:
        _write_findings(staging, results, tables)
        provenance = _with_packages(provenance, results)
    html = render_failure(notebook, provenance, failure) if failure else render_page(notebook, provenance)
    _write(staging / "report.html", html)
    lacking = _try_pdf(staging) if pdf and not failure else None
    ended = datetime.now(UTC)
    Manifest(
        **dict(provenance),
        status=failure.status if failure else "done",
        error=failure.error if failure else None,
        cell=failure.cell + 1 if failure and failure.cell is not None else None,
        started=started,
        ended=ended,
        seconds=round((ended - started).total_seconds(), 3),
        platform=platform.platform(),
        summary=summarize(results) if results and not failure else None,
        stderr=stderr,
        pdf=lacking,
        artefacts=hash_files(staging),
    ).write(staging)
    return _place(staging, plan.target, failure, lacking)


def _place(staging: Path, target: Path, failure: Failure | None, lacking: str | None) -> Run:
    """Let the filled folder take its place; a failure stands beside an earlier good run."""
    failed = target.with_name(f"{target.name}-failed")
    if failure:
        place_folder(staging, failed)
        _point(failed, done=False)
        if isinstance(failure, Cancelled) and failure.cause:
            raise failure.cause
        return Run(failed, failure.status, failure.error)
    place_folder(staging, target)
    remove_folder(failed)
    _point(target, done=True)
    return Run(target, error=lacking)


def _point(folder: Path, *, done: bool) -> None:
    point_link(folder.with_name("latest"), folder)
    if done:
        point_link(folder.with_name("latest-successful"), folder)


def _write_article(folder: Path, article: Article | Collection, results: dict[str, Any] | None, show: str) -> None:
    """Write the article anew, without what is not to be passed on: the kernel needed it, and may have changed it."""
    if isinstance(article, Collection):
        article.write(folder, show)
        return
    _write_json(folder / "article.json", redact_article(article.as_dict(), show))
    if results and isinstance(results.get("article"), dict):
        results["article"] = redact_article(results["article"], show)


def _write_findings(folder: Path, results: dict[str, Any] | None, tables: Mapping[str, str]) -> None:
    """Write what the notebook published: the JSON contract, and tables as CSV."""
    if results:
        _write_json(folder / "results.json", results)
    for name, text in tables.items():
        (folder / "tables").mkdir(exist_ok=True)
        _write(folder / "tables" / f"{name}.csv", text)


def _with_packages(provenance: Provenance, results: dict[str, Any] | None) -> Provenance:
    """Add the versions and models that the results name; a notebook of the user's own may publish what it likes."""
    parts = (find_part(results, "provenance", key) for key in ("packages", "models"))
    packages, models = (
        {str(name): str(version) for name, version in part.items()} if isinstance(part, dict) else {} for part in parts
    )
    return provenance.model_copy(update={"versions": provenance.versions | packages, "models": models})


def _try_pdf(folder: Path) -> str | None:
    """Print the page; return why that failed: the report is none the worse for it."""
    try:
        print_pdf(folder / "report.html", folder / "report.pdf")
    except ValueError as error:
        return str(error)
    return None


def _write_json(path: Path, content: object) -> None:
    _write(path, json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
