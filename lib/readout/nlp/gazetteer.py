"""The names that tables and the user know: countries, capitals, organisations, titles, nouns for groups."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from textblob.en import lexicon

from readout.nlp.tokens import STRAIGHT, grammar
from readout.nlp.trees import Word
from readout.resources import table, values

# What a company's name ends in, and may do without: "Boeing Co".
COMPANY = re.compile(rf"[ ,]+(?:{'|'.join(map(re.escape, sorted(grammar('company'))))})\.?$")


class GazetteerEntry(NamedTuple):
    """What a table says of some words: whom they name, of which kind, and by which rule (`mentions.RULES`)."""

    name: str
    kind: str
    rule: str


Aliases = dict[tuple[str, ...], GazetteerEntry]


def lookup(row: Sequence[Word], own: Aliases) -> GazetteerEntry | None:
    """What a table gives these words, the user's own first."""
    found = table_key([w.text for w in row])
    if row[-1:] and row[-1].text == ".":  # that ends the sentence; the point of "U.S." is part of its word
        return None
    return own[found] if found in own else _gazetteer().get(found)


def lookup_name(name: str) -> GazetteerEntry | None:
    """What the tables give this name as a whole, or without the form of a company: "Boeing Co"."""
    return _gazetteer().get(table_key(name.split())) or _gazetteer().get(table_key(COMPANY.sub("", name).split()))


def nominal_kind(head: Word) -> str:
    """The kind of actor that a common noun names ("spokesman": person), or "" for none."""
    if head.text[:1].isupper() and head.text.lower() != head.text and head.tag == "NNPS":
        return ""
    kind = actor_nouns().get(head.text.lower(), "")
    if kind == "person" and head.tag == "NNS":
        return "group"
    return kind if kind in ("person", "organisation", "group") else ""


def organisation_noun(name: str) -> str:
    """What an organisation of the table is ("company"), "" where the table does not say."""
    return _sorts().get(name, "")


def is_title(row: Sequence[Word]) -> bool:
    """Whether these words are a title, an office or a rank."""
    return " ".join(w.text.lower() for w in row).replace(" - ", "-").rstrip(".") in _titles()


def is_common(word: str, own: Aliases) -> bool:
    """Whether the listed name of an organisation is a common word too ("House")."""
    found = table_key([word])
    entry = _gazetteer().get(found)
    return entry is not None and entry.kind != "place" and is_word(word) and found not in own


def is_word(word: str) -> bool:
    """Whether the dictionary knows it as a word that no capital makes a name."""
    tag: str = lexicon.get(word.lower(), "NNP")
    return tag[:3] != "NNP"


def is_noun(word: str) -> bool:
    """Whether the dictionary knows it as a common noun first of all."""
    return str(lexicon.get(word, "")) in ("NN", "NNS")


def other_titles(title: str) -> list[str]:
    """What a bearer of the title, or an organisation of the sort, is called besides ("premier")."""
    return _called().get(title, [])


def without_accents(name: str) -> str:
    """The name in lower case, without accents and hyphens: "Pedro Sánchez" gives "pedro sanchez"."""
    plain = unicodedata.normalize("NFKD", name.replace("-", " ")).encode("ascii", "ignore").decode()
    return plain.lower()


def table_key(tokens: Sequence[str]) -> tuple[str, ...]:
    """Words as the tables are asked for them: quotation marks straight, hyphens words of their own."""
    return tuple(" ".join(tokens).translate(STRAIGHT).replace("-", " - ").rstrip(".").split())


@cache
def _gazetteer() -> dict[tuple[str, ...], GazetteerEntry]:
    found: dict[tuple[str, ...], GazetteerEntry] = {}
    for row in table("organisations"):
        for alias in [row["name"], *values(row["aliases"])]:
            found[table_key(alias.split())] = GazetteerEntry(row["name"], row["kind"], _rule(alias, row["name"]))
    for row in table("metonyms"):
        body = found.get(table_key(row["country"].split()), GazetteerEntry("", "place", ""))  # Brussels is no country's
        rule = "capital" if row["kind"] == "capital" else "metonym"
        found[table_key(row["phrase"].split())] = GazetteerEntry(row["country"], body.kind, rule)
    for row in table("countries"):
        for sort in ("capitals", "demonyms", "aliases", "name"):
            for alias in values(row[sort]):
                rule = _rule(alias, row["name"]) if sort in ("aliases", "name") else sort.removesuffix("s")
                found[table_key(alias.split())] = GazetteerEntry(row["name"], "place", rule)
        for alias in [row["name"], *values(row["aliases"])]:
            found[table_key(["Government", "of", *alias.split()])] = GazetteerEntry(row["name"], "place", "metonym")
    return found


def _rule(alias: str, name: str) -> str:
    if alias == name:
        return "name"
    return "acronym" if alias.replace(".", "").isupper() and " " not in alias else "other name"


@cache
def actor_nouns() -> dict[str, str]:
    """The kind of each noun that can head the name of an actor."""
    return {row["noun"]: row["kind"] for row in table("nominals")}


@cache
def _titles() -> frozenset[str]:
    return frozenset(row["title"].rstrip(".") for row in table("titles"))


@cache
def stop_words() -> frozenset[str]:
    """Words that are no names, whatever their capitals say."""
    return frozenset(row["word"] for row in table("stopwords"))


@cache
def _sorts() -> dict[str, str]:
    return {row["name"]: row["noun"] for row in table("organisations")}


@cache
def _called() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in table("called"):
        found.setdefault(row["noun"], []).extend(values(row["called"]))
    return found


@cache
def sided_verbs() -> frozenset[str]:
    """The verbs of acts for or against someone, but for those that only carry out ("launch an attack")."""
    light = {row["verb"].split()[0] for row in table("light_verbs")}
    rows = (row for row in table("act_words") if row["pos"] == "verb" and row["sign"] != "0")
    return frozenset(row["word"] for row in rows if row["word"] not in light)
