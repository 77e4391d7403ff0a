"""Watches: what `schedules.toml` says is to be read, how often, with which notebook, and who gets the reports."""

import json
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from readout.articles.addresses import SECRET_WORDS
from readout.articles.sources import resolve_path
from readout.articles.tables import check_columns
from readout.errors import UserError
from readout.text import one_line
from readout.wording import did_you_mean
from readout_app.runs.folder import file_slug
from readout_app.runs.kernel import Limits
from readout_app.runs.parameters import coerce_values, read_parameters, takes_many
from readout_app.runs.run import find_notebook
from readout_app.schedule.alerts import parse_condition
from readout_app.schedule.slots import cron_line
from readout_app.secrets import SECRETS_ELSEWHERE, check_address, refuse_login

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"  # of mail


def _check_line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise UserError(f"{_in_toml(text)} is not text in one line")
    return text


def _check_name(name: str) -> str:
    plain = file_slug(name, longest=64)
    if not name or name != plain:
        rule = "this is no name for a watch; use small letters, digits and hyphens"
        raise UserError(f"{rule}, such as {plain or 'daily-news'}")
    return name


def _check_address(text: str) -> str:
    if not re.fullmatch(ADDRESS, text):
        raise UserError(f"{_in_toml(text)} is no mail address; write it as name@example.org")
    return text


def _check_every(every: str) -> str:
    cron_line(every)
    return every


def _check_zone(zone: str) -> str:
    if zone not in (zones := available_timezones()):
        hint = did_you_mean(zone, sorted(zones))
        raise UserError(f'there is no time zone "{zone}"{hint}; name one as in Europe/Berlin, or UTC')
    return zone


def _check_notebook(name: str, info: ValidationInfo) -> str:
    place = _check_path(name, info) if name.endswith(".ipynb") else name
    if takes_many(find_notebook(place)):  # which also finds out whether it is a notebook
        raise UserError(f"{name} reads many articles at once, a watch one after the other; give another notebook")
    return place


def _check_source(source: str, info: ValidationInfo) -> str:
    if re.match("https?://.", source):
        check_address(source)
        return source
    if "://" in source or source in ("@", "-"):
        raise UserError(
            f"{source}: this is no source; give a folder, a glob, a file, an http(s) address, or @ and a list file"
        )
    if source.startswith("@"):
        return f"@{_check_path(source[1:], info)}"
    return resolve_path(source, info.context, may_be_glob=True) if info.context else source


def _check_path(path: str, info: ValidationInfo) -> str:
    return resolve_path(path, info.context) if info.context else path


def _check_parameters(values: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    if "notebook" not in info.data:  # that is said already
        return values
    if "article" in values:
        raise UserError("article: the sources say which articles are read; delete it here")
    notebook = find_notebook(info.data["notebook"])
    values = coerce_values(notebook, values)
    paths = {each.name for each in read_parameters(notebook) if each.is_file and values.get(each.name)}
    return values | {name: _check_path(str(values[name]), info) for name in paths}


def _as_list(conditions: object) -> object:
    return [conditions] if isinstance(conditions, str) else conditions


def _check_when(conditions: list[str], info: ValidationInfo) -> list[str]:
    for condition in conditions:
        parse_condition(condition)
    mail = info.data.get("mail")
    if conditions and "mail" in info.data and not mail:
        raise UserError('it has no mail, so that nobody is told; write mail = {to = ["desk@example.org"]}')
    if conditions and mail and mail.on == "failure":
        raise UserError('a digest comes when a condition is met; delete on = "failure" of its mail')
    return conditions


_Line = Annotated[str, AfterValidator(_check_line)]
_Address = Annotated[str, AfterValidator(_check_address)]
_Table = ConfigDict(strict=True, extra="forbid", frozen=True)


class Mail(BaseModel):
    """Who gets the digest, and under which subject ("" is `Readout: NAME`).

    What failed goes to `failures` alone, where there are any. `on`: "failure" sends a digest only when something
    failed. `attach`: the pages come with it.
    """

    model_config = _Table
    to: list[_Address] = Field(min_length=1, examples=['to = ["desk@example.org"]'])
    failures: list[_Address] = Field([], examples=['failures = ["admin@example.org"]'])
    on: Literal["any", "failure"] = Field("any", examples=['on = "failure"'])
    subject: _Line = ""
    attach: bool = False


class Watch(BaseModel):
    """One table `[watch.NAME]`; what it leaves out is as in `[defaults]`, or as here.

    `sources` are folders, globs and files (relative ones count from the folder of `schedules.toml`), http(s)
    addresses, and `@` before a file of such, one a line. `every` is a period or a cron line (`slots.cron_line`) by
    the clock of `zone`. `parameters` have the types that the notebook declares; `timeout` is in seconds, `memory` in
    MiB. Of each address, a slot takes no more than `source_items` new items in `source_seconds`; what is left follows
    at the next. `columns` are those of tables that do not bear a usual name, by what they
    hold. A digest comes only where one of the conditions of `when` is met (`alerts.FORMS`); without any,
    whenever there is something to tell. In the file, `mail = false`, `copy = false` and `when = false` undo those of
    `[defaults]`.

    The context of a validation is the folder from which relative paths count; without it they stay relative.
    """

    model_config = _Table
    name: Annotated[str, AfterValidator(_check_name)]
    sources: list[Annotated[_Line, AfterValidator(_check_source)]] = Field(
        min_length=1, examples=['sources = ["articles", "https://example.org/feed.xml", "@list.txt"]']
    )
    notebook: Annotated[_Line, AfterValidator(_check_notebook)] = "briefing"
    parameters: Annotated[dict[str, Any], AfterValidator(_check_parameters)] = {}
    every: Annotated[str, AfterValidator(_check_every)] = Field(examples=['every = "1d" or every = "30 6 * * mon-fri"'])
    zone: Annotated[str, AfterValidator(_check_zone)] = "UTC"
    timeout: int = Field(600, ge=1)
    memory: int = Field(4096, ge=64)
    keep: int | None = Field(None, ge=1)
    columns: Annotated[dict[str, str], AfterValidator(check_columns)] = Field(
        {}, examples=['columns = {title = "headline", text = "story"}']
    )
    source_items: int = Field(200, ge=1)
    source_seconds: int = Field(600, ge=1)
    pdf: bool = False
    private: bool = False
    mail: Mail | None = Field(None, examples=['mail = {to = ["desk@example.org"]} or mail = false'])
    when: Annotated[list[_Line], BeforeValidator(_as_list), AfterValidator(_check_when)] = Field(
        [], examples=['when = "tone of Iran below -0.3" or when = ["new tie", "turned tie"]']
    )
    copy_to: Annotated[_Line, AfterValidator(_check_path)] | None = Field(
        None, alias="copy", examples=['copy = "copies" or copy = false']
    )

    @property
    def limits(self) -> Limits:
        """What a report of the watch may take."""
        return Limits(self.timeout, self.memory)


class _Schedules(BaseModel):
    """The whole file; what stands in its tables is checked watch by watch."""

    model_config = _Table
    defaults: dict[str, Any] = {}
    watch: dict[str, dict[str, Any]] = Field(min_length=1, examples=["a table [watch.NAME]"])


def read_watches(path: Path) -> tuple[Watch, ...]:
    """Return the watches of the file, in its order.

    Raises UserError, in one line that names file and key, for whatever is wrong in it: nothing is run then.
    """
    content = _read_toml(path)
    folder = path.resolve().parent
    try:
        _refuse_secrets(content, "")
        try:
            schedules = _Schedules.model_validate(content)
        except ValidationError as error:
            raise UserError(_describe(_first_fault(error), (), _Schedules)) from None
        return tuple(_read_watch(name, own, schedules.defaults, folder) for name, own in schedules.watch.items())
    except UserError as error:
        raise UserError(one_line(f"{path.name}: {error}")) from None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UserError(
            f"{path}: cannot be read ({error.strerror}); write it, or name another file with --file"
        ) from None
    except UnicodeDecodeError:
        raise UserError(f"{path.name}: it is not UTF-8 text; save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise UserError(one_line(f"{path.name}: it is not TOML: {error}")) from None


def _refuse_secrets(content: object, key: str) -> None:
    """Raise UserError for what looks like a secret: a file like this one is shown, copied and kept under versions."""
    if isinstance(content, dict):
        for name, value in content.items():
            place = f"{key}.{name}".lstrip(".")
            if SECRET_WORDS.search(name):
                raise UserError(f"{place}: {SECRETS_ELSEWHERE}; delete it here")
            _refuse_secrets(value, place)
    elif isinstance(content, list):
        for value in content:
            _refuse_secrets(value, key)
    elif isinstance(content, str):
        try:
            refuse_login(content)
        except UserError as error:
            raise UserError(f"{key}: {error}") from None


def _read_watch(name: str, own: dict[str, Any], defaults: dict[str, Any], folder: Path) -> Watch:
    """The watch, from the defaults and its own table, which counts more; mail and parameters are joined key by key."""
    table = {**defaults, **own}
    for key in ("mail", "parameters"):
        if isinstance(defaults.get(key), dict) and isinstance(own.get(key), dict):
            table[key] = {**defaults[key], **own[key]}
    table = {key: value for key, value in table.items() if key not in ("mail", "copy", "when") or value is not False}
    if "name" in table:
        raise UserError(f"watch.{name}.name: {_no_such_key('name', Watch)}")
    try:
        return Watch.model_validate({"name": name, **table}, context=folder)
    except ValidationError as error:
        fault = _first_fault(error)
        is_default = fault["loc"][0] in defaults and fault["loc"][0] not in own
        raise UserError(_describe(fault, ("defaults",) if is_default else ("watch", name), Watch)) from None


def _first_fault(error: ValidationError) -> Any:
    """The first fault; a key that is misspelt comes before the one that is missing therefore."""
    return min(error.errors(include_url=False), key=lambda fault: fault["type"] != "extra_forbidden")


def _describe(fault: Any, place: tuple[str, ...], model: type[BaseModel]) -> str:
    """A fault in one line that starts with its key, "watch.iraq.timeout: …"."""
    *above, last = keys = [key for key in fault["loc"] if key != "name"] or [""]
    if above == ["mail"]:
        model = Mail
    field = next((info for key, info in model.model_fields.items() if last in (key, info.alias)), None)
    example = f"; write {field.examples[0]}" if field and field.examples else ""
    match fault["type"]:
        case "extra_forbidden":
            message = _no_such_key(str(last), model)
        case "missing":
            keys, message = above, f"it has no {last}{example}"
        case "value_error":
            message = str(fault["ctx"]["error"])
        case _:
            should = fault["msg"].replace("Input", "it").replace("List", "it").replace("dictionary", "table")
            should = should.removesuffix(" or instance of Mail")
            message = f"{_in_toml(fault['input'])} is not right: {should}{example}"
    path = ".".join([*place, *(str(key) for key in keys if isinstance(key, str) and key)])
    if keys == ["parameters"] and re.match(r"\w+: ", message):  # of one of them
        return f"{path}.{message}"
    return f"{path}: {message}" if path else message


def _no_such_key(key: str, model: type[BaseModel]) -> str:
    keys = [field.alias or name for name, field in model.model_fields.items() if name != "name"]
    return f"there is no such key{did_you_mean(key, keys)}; the keys are: {', '.join(keys)}"


def _in_toml(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"
