"""What all pages of the application share: the template engine, the content security policy, and what HTML may hold."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from readout.resources import table, values
from readout.wording import count
from readout_app import TEMPLATES

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def fill_template(template: str, content: Mapping[str, object]) -> str:
    """Fill in `template` ("digest.html"); what is no `Markup` is escaped, and a name without a value is an error."""
    return _environment().get_template(f"{template}.j2").render(content)


@cache
def allowed_html(where: Literal["content", "page", "style"]) -> dict[str, frozenset[str]]:
    """Return the elements that may stand there, each with its attributes; `*` is what every element may have.

    `content` comes from a notebook or an article, `page` is that and what a page of ours holds besides; `style` has
    the properties of a style attribute.
    """
    allowed: dict[str, frozenset[str]] = {}
    for row in table("html", TEMPLATES):
        if row["where"] == where or (where, row["where"]) == ("page", "content"):
            element = row["element"]
            allowed[element] = allowed.get(element, frozenset()) | set(values(row["attributes"]))
    return allowed


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["policy"] = POLICY
    environment.filters |= {"short_day": _short_day, "time": _time, "utc": _utc, "count": count}
    return environment


def _short_day(day: date) -> str:
    """The day as "3 Nov 2026"."""
    return f"{day.day} {day:%b} {day.year}"


def _time(time: datetime) -> str:
    return f"{_short_day(time)}, {time:%H:%M}"


def _utc(time: datetime) -> str:
    """The time (UTC) as RFC 3339 has it: "2026-11-03T13:05:09Z"."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
