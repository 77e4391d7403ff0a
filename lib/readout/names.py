"""The names that tables and the user know: countries, capitals, organisations, titles, nouns for groups."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from textblob.en import lexicon

from readout.language import STRAIGHT
from readout.resources import table, values
from readout.syntax import Word

KINDS = ("person", "organisation", "place", "group", "issue")
CAPITAL_IS_PLACE = frozenset(
    ["in", "at", "near", "outside", "around", "across", "inside", "into", "toward", "towards"]
)

Aliases = dict[tuple[str, ...], tuple[str, str]]


def read_aliases(path: str) -> Aliases:
    """The user's own aliases: a UTF-8, tab-separated file with the columns alias, name and kind.

    Raises ValueError, naming the line, if the file cannot be read or a kind is not one of the contract's.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise ValueError(
            f"{path}: the aliases file cannot be read; give a UTF-8, tab-separated file"
        ) from None
    found = {}
    for number, row in enumerate(rows, start=1):
        alias, name, kind = (str(row.get(column) or "").strip() for column in ("alias", "name", "kind"))
        if not alias or not name or kind not in KINDS:
            raise ValueError(
                f"{path}: row {number} of the aliases is not complete; "
                f"give the columns alias, name and kind ({', '.join(KINDS)}), separated by tabs"
            )
        found[_key(alias.split())] = (name, kind)
    return found


def listed(
    row: Sequence[Word], before: str, own: Aliases, after: Sequence[Word] = ()
) -> tuple[str, str] | None:
    """The name and kind that a table gives these words.

    A capital stands for its country, but not in "in Baghdad" or "Baghdad airport".
    """
    key = _key([w.text for w in row])
    if row[-1:] and row[-1].text == ".":  # that ends the sentence; the point of "U.S." is part of its word
        return None
    if key in own:
        return own[key]
    name = _gazetteer().get(key)
    if name and name[2] == "capital":
        place = before in CAPITAL_IS_PLACE or any(w.tag in ("NN", "NNS") for w in after)
        return (" ".join(w.text for w in row) if place else name[0]), "place"
    return name[:2] if name else None


def nominal_kind(head: Word) -> str:
    """The kind of actor that a common noun names ("spokesman": person), or "" for none."""
    if head.text[:1].isupper() and head.text.lower() != head.text and head.tag == "NNPS":
        return ""
    kind = nouns().get(head.text.lower(), "")
    if kind == "person" and head.tag == "NNS":
        return "group"
    return kind if kind in ("person", "organisation", "group") else ""


def is_title(row: Sequence[Word]) -> bool:
    """Whether these words are a title, an office or a rank."""
    return " ".join(w.text.lower() for w in row).rstrip(".") in _titles()


def is_common(word: str, own: Aliases) -> bool:
    """Whether the listed name of an organisation is a common word too ("House")."""
    key = _key([word])
    return _gazetteer().get(key, ("", "", ""))[2] == "organisation" and is_word(word) and key not in own


def is_word(word: str) -> bool:
    """Whether the dictionary knows it as a word that no capital makes a name."""
    tag: str = lexicon.get(word.lower(), "NNP")
    return tag[:3] != "NNP"


def _key(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(tokens).translate(STRAIGHT).replace("-", " - ").rstrip(".").split())


@cache
def _gazetteer() -> dict[tuple[str, ...], tuple[str, str, str]]:
    found: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for row in table("organisations"):
        for alias in [row["name"], *values(row["aliases"])]:
            found[_key(alias.split())] = (row["name"], row["kind"], "organisation")
    for row in table("metonyms"):
        found[_key(row["phrase"].split())] = (row["country"], "place", "metonym")
    for row in table("countries"):
        for sort in ("capitals", "demonyms", "aliases", "name"):
            for alias in values(row[sort]):
                found[_key(alias.split())] = (row["name"], "place", sort.removesuffix("s"))
        for alias in [row["name"], *values(row["aliases"])]:
            found[_key(["Government", "of", *alias.split()])] = (row["name"], "place", "metonym")
    return found


@cache
def nouns() -> dict[str, str]:
    """The kind of each noun that can head the name of an actor."""
    return {row["noun"]: row["kind"] for row in table("nominals")}


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["title"].rstrip(".") for row in table("titles"))


@cache
def stop_words() -> frozenset[str]:
    """Words that are no names, whatever their capitals say."""
    return frozenset(row["word"] for row in table("stopwords"))
