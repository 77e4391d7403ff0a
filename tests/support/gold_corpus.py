"""The gold corpus: made articles of eight outlets over ninety days, with what was planted in them.

Each line has `plant`: its `story`; `role` (original, cut, topped: copies), `tone` and `towards` (two outlets speak
differently of one actor in the stories that both carry), `tie` (that turns), `phrase` (a habit of one outlet), `new`
(an actor of the last month), `renamed` (the earlier name of an actor).
"""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

from readout.articles.article import Article
from support import ROOT

PATH = ROOT / "tests" / "gold_corpus" / "articles.jsonl"


def gold_rows() -> list[dict[str, Any]]:
    """The articles as they are in the file."""
    return [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def gold_articles(*planted: str) -> list[Article]:
    """The articles in which any of these was planted, shortened: copies stay alike enough."""
    return [_article(row) for row in gold_rows() if row["plant"].keys() & set(planted)]


def _article(row: dict[str, Any]) -> Article:
    day = date.fromisoformat(row["published"])
    first = 3 if "role" in row["plant"] else 2  # sentences of each paragraph
    text = re.sub(rf"(?m)^(.+?\.(?: .+?\.){{{first - 1}}}) .*", r"\1", row["text"])
    return replace(Article.from_text(text, row["title"]), published=day, source=row["outlet"], url=row["url"])
