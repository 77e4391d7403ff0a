"""How much of an article's text a report shows: `full`, `excerpts` (the evidence only) or `none`."""

from collections.abc import Collection, Mapping
from typing import Any

from readout.errors import UserError

SHOWS = ("full", "excerpts", "none")
LONGEST = 4  # words of a source that stay where no text is shown


def checked(show: str) -> str:
    """One of `SHOWS`; raises ValueError for anything else."""
    if show not in SHOWS:
        raise UserError(f'show_text: "{show}" is none; give {", ".join(SHOWS[:-1])} or {SHOWS[-1]}')
    return show


def shortened(found: Mapping[str, Any], show: str) -> dict[str, Any]:
    """The findings (the JSON contract) without wording of the article that `show` does not allow.

    Only "none" changes any: a source in the article's own words, or a form of a name, of more than four words
    keeps the first four, unless it is an actor's name or a keyphrase; and the words that made the tone of a
    sentence stand in alphabetical order. The text stays, as figures need it; `textless` takes it out.
    """
    if checked(show) != "none":
        return dict(found)
    own = {one["name"] for one in found["actors"]} | {one["phrase"] for one in found["keywords"]}
    lists = {name: [dict(row) for row in found[name]] for name in _SAID}
    for name, rows in lists.items():
        for row in rows:
            row[_SAID[name]] = _first(row[_SAID[name]], own)
    for row in lists["sentences"]:
        row["words"] = sorted(row["words"])
    return {**found, **lists}


def textless(article: Mapping[str, Any], show: str) -> dict[str, Any]:
    """An article as JSON types without what `show` does not allow: the text, with "none" the deck too."""
    out = {"excerpts": ("text",), "none": ("text", "deck")}.get(show, ())
    return {key: None if key in out else value for key, value in article.items()}


_SAID = {  # where the contract holds wording of any length
    "sentences": "voice",
    "actors": "aliases",
    "names": "form",
    "attributions": "speaker",
    "attitudes": "speaker",
}


def _first(words: Any, own: Collection[str]) -> Any:
    """The first words of a text, or of each text of a list; what has no more, or is `own`, as it was."""
    if isinstance(words, list):
        return [_first(one, own) for one in words]
    if not isinstance(words, str) or words in own or len(words.split()) <= LONGEST:
        return words
    return f"{' '.join(words.split()[:LONGEST])} …"
