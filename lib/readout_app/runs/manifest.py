"""`manifest.json` of a run folder: what was asked, how the run ended, what it found, and the hash of each file.

One definition, `Manifest`, writes the file and reads it. A manifest may have been written by an older version of
Readout, or by anybody: what is missing has a default, what is of another type is refused.
"""

import hashlib
import json
import platform
import re
import shlex
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from readout import __version__
from readout.articles.article import Article
from readout.articles.redaction import redact_article
from readout.errors import UserError
from readout.evidence.statements import rank_ties, tie_clause
from readout.resources import FOLDER, shipped
from readout.text import clean, one_line
from readout_app.runs.collection import Collection
from readout_app.runs.parameters import read_parameters

MANIFEST = "manifest.json"
_LARGEST = 4 * 1024 * 1024  # bytes
_CODE = (".py", ".tsv", ".j2", ".css", ".json")


def _to_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError:  # the first and the last day of the calendar
        raise ValueError("it is out of range") from None


def _phrase(longest: int) -> AfterValidator:
    """Text on one line without invisible characters, cut at so many."""
    return AfterValidator(lambda text: one_line(clean(text[: 4 * longest]), limit=longest))


Status = Literal["done", "failed", "timed out", "out of memory", "cancelled"]
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Time = Annotated[AwareDatetime, AfterValidator(_to_utc)]
_Name = Annotated[str, Field(pattern=r"\S")]


class _Part(BaseModel):
    """Types are not converted (`"5"` is no number), and keys of a later version are passed over."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class Summary(_Part):
    """What a run found, in a few words and numbers: what catalogue and digest show of it.

    A value of another type has its default, and the others stay: a notebook of the user's own may publish anything.

    Attributes:
        tie: the tie that the report leads with as a clause, "Iran-backed militias oppose the US", or "".
        keyphrases: the first five.
    """

    tie: Annotated[str, _phrase(200)] = ""
    keyphrases: Annotated[
        list[Annotated[str, _phrase(60)]], AfterValidator(lambda phrases: [*filter(None, phrases)][:5])
    ] = []

    @field_validator("*", mode="wrap")
    @classmethod
    def _forgive(cls, value: object, handler: ValidatorFunctionWrapHandler, info: Any) -> Any:
        try:
            return handler(value)
        except ValidationError:
            return cls.model_fields[info.field_name].get_default()


class ArticleFacts(_Part):
    """What a manifest says of an article; `input`: what the command that makes the page again calls it."""

    id: _Name
    title: str
    deck: str | None = None
    published: date | None = None
    source: str | None = None
    byline: str | None = None
    url: str | None = None
    words: int = 0
    sha256: str = ""
    input: str = ""


class NotebookFacts(_Part):
    """The notebook of a run: its name (that of the file, if it is not a shipped one) and `hash_notebook` of it."""

    name: _Name
    sha256: str = ""


class Provenance(_Part):
    """How a page was made, as its foot says: nothing of this machine, and nothing that differs between equal runs.

    Attributes:
        parameters: each parameter of the notebook but `article`, by name.
        files: the SHA-256 of each file that a parameter names, by the parameter's name.
        versions: of Readout, of Python, and of the packages that the results name.
        models: their versions by name.
        command: makes the same page again, in a shell.
    """

    article: ArticleFacts
    notebook: NotebookFacts
    parameters: dict[str, Any] = {}
    files: dict[str, str] = {}
    versions: dict[str, str] = {}
    models: dict[str, str] = {}
    command: str = ""


class Manifest(Provenance):
    """The whole manifest: provenance, and what only this run knows.

    Attributes:
        error: why the run did not end as it should, in one line; None where it did.
        cell: the cell at which it stopped, counted from 1.
        started: UTC, as `ended` is.
        stderr: what the cells wrote to standard error.
        pdf: why the PDF that was asked for is missing.
        artefacts: the SHA-256 of each other file of the folder, by its path from there; it may be wrong.
    """

    form: Literal[1] = Field(default=1, alias="schema")
    status: Status
    error: str | None = None
    cell: Annotated[int, Field(ge=1)] | None = None
    started: Time
    ended: Time
    seconds: float = Field(default=0.0, allow_inf_nan=False)
    platform: str = ""
    summary: Summary | None = None
    stderr: str = ""
    pdf: str | None = None
    artefacts: dict[str, str] = {}

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a run folder.

        Raises UserError where it is no manifest, with the reason in one line that starts with `manifest.json`,
        and OSError where it cannot be read. Only a plain file is read, no link and no pipe.
        """
        path = folder / MANIFEST
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode):
            raise UserError(f"{MANIFEST} is not a file")
        if about.st_size > _LARGEST:
            raise UserError(f"{MANIFEST} is larger than {_LARGEST // 1024**2} MB")
        try:
            return cls.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise UserError(_reason(error)) from None

    @classmethod
    def find(cls, folder: Path) -> "Manifest | None":
        """Read the manifest of a run folder; None where it was removed or damaged since."""
        with suppress(OSError, ValueError):
            return cls.read(folder)
        return None

    def write(self, folder: Path) -> None:
        """Write it into the run folder."""
        text = self.model_dump_json(indent=1, by_alias=True)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def _reason(error: ValidationError) -> str:
    """The first fault in one line: "manifest.json: article.id: field required"."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return f"{MANIFEST} is not JSON"
    place = "".join(f"{one_line(key, limit=40)}: " for key in [".".join(map(str, first["loc"]))] if key)
    return f"{MANIFEST}: {place}{first['msg'][:1].lower()}{first['msg'][1:]}"


def describe_provenance(
    notebook: Path,
    source: bytes,
    article: Article | Collection,
    values: Mapping[str, object],
    files: Mapping[str, Path],
    origin: str,
) -> Provenance:
    """Say how the page of a run will have been made, before it starts.

    `source` is the content of the notebook's file, `values` are the parameters given, and `files` those of them that
    name a file; `origin` is what a command may call the article.
    """
    ours = notebook.resolve().parent == shipped("notebooks").resolve()
    name = notebook.stem if ours else notebook.name
    effective = {parameter.name: parameter.default for parameter in read_parameters(notebook)} | dict(values)
    about = redact_article(article.as_dict(), str(effective.get("show_text")))
    origin = origin or article.url or ""
    sources = article.sources if isinstance(article, Collection) else (origin,) * bool(origin)
    return Provenance(
        article=ArticleFacts(**about | {"published": article.published, "input": origin}),
        notebook=NotebookFacts(name=name, sha256=hash_notebook(source)),
        parameters={key: value for key, value in effective.items() if key not in ("article", "articles")},
        files={key: sha256(path.read_bytes()) for key, path in files.items()},
        versions={"readout": __version__, "python": platform.python_version()},
        command=shlex.join(
            report_command(sources, name, {**values, **{key: path.name for key, path in files.items()}})
        ),
    )


def report_command(
    sources: Sequence[str], notebook: str, values: Mapping[str, object], out: Path | None = None
) -> list[str]:
    """Return the words of the command that makes the reports of these sources, by parameters with these values."""
    paths = (f"./{each}" if re.match("-.", each) else each for each in sources)  # no options
    words = ["readout", "report", *paths, "--notebook", notebook, *(["--out", str(out)] if out else [])]
    for parameter, value in values.items():
        words += ["-p", parameter, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)]
    return words


def hash_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in the folder, by its path from there."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in paths}


@cache
def code_version() -> str:
    """Return the version of Readout with a hash of its own files: what makes pages of equal inputs equal."""
    packages = (FOLDER.parent, FOLDER.parents[1] / "readout_app")
    files = (path for package in packages for path in package.rglob("*") if path.suffix in _CODE)
    return f"{__version__} {sha256(b''.join(sha256(path.read_bytes()).encode() for path in sorted(files)))}"


def hash_notebook(source: bytes) -> str:
    """Return the SHA-256 of what decides a notebook's report: each cell's kind, source, tags and attachments.

    Outputs, counters, ids and what an editor notes decide nothing: a notebook that was run and saved keeps its hash.
    """
    cells = [
        [cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", []), cell.get("attachments", {})]
        for cell in json.loads(source)["cells"]
    ]
    return sha256(json.dumps(cells, sort_keys=True).encode())


def sha256(content: bytes) -> str:
    """Return the SHA-256 of the bytes, as 64 digits."""
    return hashlib.sha256(content).hexdigest()


_Row = TypeVar("_Row", bound=_Part)


class _Actor(_Part):
    name: str
    kind: str


class _Tie(_Part):
    source: _Name
    target: _Name
    label: Literal["opposes", "supports"]
    confidence: _Share
    evidence: list[Any] = []


class _Keyword(_Part):
    phrase: str


def summarize(results: object) -> Summary:
    """Summarize the results of one article (the JSON contract); a part that is missing or wrong is left out."""
    ties = [row.model_dump() for row in _rows(_Tie, results, "stance", "ties")]
    kinds = {actor.name: actor.kind for actor in _rows(_Actor, results, "actors")}
    return Summary(
        tie=" ".join(tie_clause(rank_ties(ties)[0], kinds)) if ties else "",
        keyphrases=[row.phrase for row in _rows(_Keyword, results, "keywords")[:5]],
    )


def _rows(model: type[_Row], results: object, *keys: str) -> list[_Row]:
    """The rows at that place of the results; none where any is not as the contract has it."""
    try:
        return TypeAdapter(list[model]).validate_python(find_part(results, *keys))  # type: ignore[valid-type]
    except ValidationError:
        return []


def find_part(node: object, *keys: str) -> Any:
    """Return what stands at that place of results; None where there is no such place."""
    for key in keys:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node
