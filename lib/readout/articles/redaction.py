"""How much of an article's text a report shows: `full`, `excerpts` (the evidence only) or `none`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readout.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from readout.articles.article import Article

SHOWS = ("full", "excerpts", "none")
_MENTIONS = (  # tables whose rows are places of the text, on which no figure rests
    *("sentences", "actors", "names", "keywords", "collocations", "by_voice", "lexicon_words"),
)
LONGEST = 4  # words of a source that stay where no text is shown
WORDING = {  # the columns that hold wording of the article of any length
    "sentences": "voice",
    "actors": "aliases",
    "names": "form",
    "attributions": "speaker",
    "attitudes": "speaker",
}


def check_show_text(value: str) -> str:
    """Return one of `SHOWS` as it is; raise UserError for anything else."""
    if value not in SHOWS:
        raise UserError(f'show_text: "{value}" is not known; choose one of: {", ".join(SHOWS)}')
    return value


def redact_tables(tables: Mapping[str, pd.DataFrame], show_text: str) -> dict[str, pd.DataFrame]:
    """Return the tables of an analysis without wording of the article that `show_text` does not allow.

    Only "none" changes any: a source in the article's own words, or a form of a name, of more than four words
    keeps the first four, unless it is an actor's name or a keyphrase; and the words that made the tone of a
    sentence stand in alphabetical order.
    """
    redacted = dict(tables)
    if check_show_text(show_text) != "none":
        return redacted
    names = {*tables["actors"]["name"], *tables["keywords"]["phrase"]}
    for name, column in WORDING.items():
        redacted[name] = tables[name].copy()
        redacted[name][column] = [cut_wording(cell, names) for cell in tables[name][column]]
    redacted["sentences"]["words"] = [sorted(cell) for cell in tables["sentences"]["words"]]
    return redacted


def redact_article(article: Mapping[str, Any], show_text: str) -> dict[str, Any]:
    """Return an article as JSON types without what `show_text` does not allow: the text, with "none" the deck too."""
    withheld = {"excerpts": ("text",), "none": ("text", "deck")}.get(show_text, ())
    return {key: None if key in withheld else value for key, value in article.items()}


def add_evidence_text(name: str, frame: pd.DataFrame, article: Article, show_text: str) -> pd.DataFrame:
    """Return the table of that name with a last column `text`: the words of the article that each row rests on.

    These are its `evidence` or its `content`, else the sentence at its `start`. They are missing where `show_text`
    does not allow them: with "none" all, with "excerpts" sentences on which no figure rests.
    """
    withheld = check_show_text(show_text) == "none" or (show_text == "excerpts" and name in _MENTIONS)
    spans = next((column for column in ("evidence", "content") if column in frame), "")
    starts = [sentence.start for sentence in article.sentences]
    texts: list[Any] = []
    for row in frame.to_dict("records"):
        places: Sequence[Sequence[int]] = row[spans] if spans else []
        if not spans and (at := bisect_right(starts, row["start"]) - 1) >= 0:
            places = [(article.sentences[at].start, article.sentences[at].end)]
        parts = (" ".join(article.text[start:end].split()) for start, end in places)
        texts.append(None if withheld else " … ".join(dict.fromkeys(parts)))
    column = frame.index.to_series().astype(object)  # a text of pyarrow's takes no lone surrogate
    column[:] = texts
    return frame.assign(text=column)


def cut_wording(cell: Any, names: Collection[str]) -> Any:
    """Return the first words of a text, or of each text of a list; what has no more, or is one of `names`, as it is."""
    if isinstance(cell, list):
        return [cut_wording(text, names) for text in cell]
    if not isinstance(cell, str) or cell in names or len(cell.split()) <= LONGEST:
        return cell
    return f"{' '.join(cell.split()[:LONGEST])} …"
