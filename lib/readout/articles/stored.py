"""An article as JSON, as `Article.as_dict` writes it: the `article.json` of a run folder."""

import json
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from readout.articles.credits import parse_date
from readout.errors import UserError


def _to_date(value: Any) -> Any:
    """The date that a text is; None for no text."""
    day = parse_date(value) if isinstance(value, str) else value
    if value and day is None:
        raise ValueError
    return day


class StoredArticle(BaseModel, strict=True):
    """What an article's JSON must hold; anything else in it is passed over."""

    title: str
    deck: str | None
    published: Annotated[date | None, BeforeValidator(_to_date)]
    source: str | None
    byline: str | None
    url: str | None
    language: str
    text: str
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def parse_stored(text: str) -> StoredArticle:
    """Return the article that Readout wrote as this JSON.

    Raises ValueError where the text is something else, or an article that was stored without its text.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise UserError("is no JSON; give the article.json of a run folder") from None
    if isinstance(values, dict) and "sha256" in values and values.get("text", "") is None:
        raise UserError("holds no text, as its report was not to pass it on; give the article itself")
    try:
        return StoredArticle.model_validate(values)
    except ValidationError as problem:
        why = _describe(problem)
        line = f"is no article that Readout wrote ({why}); give the article.json of a run folder"
        raise UserError(line) from None


def _describe(problem: ValidationError) -> str:
    error = problem.errors()[0]
    key = "".join(map(str, error["loc"]))
    return {
        "missing": f"no {key}",
        "model_type": "no object",
        "string_pattern_mismatch": f"{key} is not 64 hexadecimal digits",
        "value_error": f"{key} is no date",
    }.get(error["type"], f"{key} is not text")
