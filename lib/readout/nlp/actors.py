"""Who is in the article: mentions joined into actors under one name each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from readout.articles.article import Article
from readout.nlp.coreference import resolve_coreference
from readout.nlp.issues import find_issues
from readout.nlp.mentions import find_mentions
from readout.nlp.names import Mention
from readout.nlp.trees import Tree
from readout.nlp.user_file import Correction, office_rows, own_aliases

if TYPE_CHECKING:
    from readout.nlp.document import Document

# Why a mention is an actor's: the name itself, or what it is to the name.
RULES = {
    "name": "the name itself",
    "short name": "part of the full name",
    "acronym": "short for the name",
    "other name": "another known name",
    "demonym": "the people for the country",
    "capital": "the capital for the government",
    "metonym": "a building, a street or the like for the government",
    "noun phrase": "the same noun, with or without the words before it",
    "apposition": "a title or noun beside the name, as in “Smith, the envoy”",
    "description": "a title or noun that the text gives the actor",
    "office": "an office that your own file gives on the day of the article",
    "pronoun": "a pronoun that can only mean this actor",
    "your file": "named in your own file",
}
ACTORS = ["id", "name", "kind", "aliases", "mentions", "rules", "start", "end"]
NAMES = ["form", "actor", "rule", "why", "count", "mentions", "start", "end"]
YOURS = "your file"

Place = tuple[int, int, str]  # where an actor is mentioned, and the rule by which it is that actor


def find_actors(article: Article, trees: Sequence[Tree], rows: Sequence[Correction]) -> pd.DataFrame:
    """Return everyone the article speaks of, most mentioned first.

    Columns: `id` (the name as a slug: stable across articles), `name`, `kind` (person, organisation, place,
    group, issue), `aliases` (other forms used, sorted), `mentions` (`[start, end]` offsets into the text),
    `rules` (one of `RULES` for each mention: why it is this actor), `start, end` (the first mention). Short
    names join the full name that ends in them ("Pompeo"), acronyms in brackets the name before them, capitals
    and buildings their country's government, a bare group the last group with that head noun, "the foreign
    minister" the last holder of that title; "X, the envoy," is one. A common noun counts as an actor if a
    name modifies it, if it is a group with a modifier ("foreign troops"), or if it is a group or an
    organisation named twice. Issues come last (see `issues.find_issues`).
    `trees` are the sentences of the article, `rows` those of the user's own file.
    """
    groups: dict[str, list[Mention]] = {}
    mentions = find_mentions(article, trees, own_aliases(rows))
    resolved = resolve_coreference(article, trees, mentions, rows)
    for mention, (name, rule) in zip(mentions, resolved, strict=True):
        if name:
            groups.setdefault(name, []).append(replace(mention, rule=rule))
    groups = {name: group for name, group in groups.items() if _counts(group)}
    issues = find_issues(trees, [m for group in groups.values() for m in group])
    groups |= {name: group for name, group in issues.items() if name not in groups}
    return _frame(
        actor_row(article, name, _kind(name, group), [(m.start, m.end, m.rule) for m in group])
        for name, group in groups.items()
    )


def name_forms(doc: Document) -> pd.DataFrame:
    """Return what stood for whom, and why: every form of the text that is not the actor's name, pronouns too.

    Columns: `form`, `actor`, `rule` (one of `RULES`), `why` (the rule in words), `count`, `mentions`, `start,
    end` (the first). In the order of the actors, then of the text.
    """
    words = {w.start: w for tree in doc.trees for w in tree.words}
    rows = [(name, start, words[start].end, "pronoun") for start, name in doc.pronouns.items()]
    for name, places in _places_by_actor(doc.actors).items():
        rows += [(name, *place) for place in places]
    order = {name: i for i, name in enumerate(doc.actors["name"])}
    forms: dict[tuple[str, str, str], list[list[int]]] = {}
    for name, start, end, rule in sorted(rows, key=lambda row: (order[row[0]], row[1])):
        form = doc.article.text[start:end]
        if form != name:
            form = form.lower() if rule == "pronoun" else form
            forms.setdefault((form, name, rule), []).append([start, end])
    table = [(*key, RULES[key[-1]], len(spans), spans, *spans[0]) for key, spans in forms.items()]
    return pd.DataFrame(table, columns=NAMES)


def slug(name: str) -> str:
    """Return the name in lower-case ASCII with hyphens: "Qassem Soleimani" gives "qassem-soleimani"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or f"u-{name.encode().hex()[:24]}"


def _counts(group: Sequence[Mention]) -> bool:
    """Whether it is an actor: not "a spokesman" or "the group", which stand for another each time."""
    first = group[0]
    if any(not m.nominal or any(c.isupper() for c in m.name) for m in group):
        return True
    plural = first.name.split()[-1].lower() != first.head
    body = plural or first.kind == "organisation"
    if any(m.acts and (m.kind == "group" or (plural and m.kind == "organisation")) for m in group):
        return True
    modified = first.kind == "group" and " " in first.name
    return modified or (len(group) > 1 and first.kind != "person" and body)


def _kind(name: str, group: Sequence[Mention]) -> str:
    """The commonest kind of the mentions, those by the full name first, names before nouns."""
    # "a little-known group, Ashab al-Kahf": the noun knows better than the model
    beside = [m for m in group if m.rule == "apposition" and m.nominal and m.kind != "person"]
    full = [m for m in group if m.name == name and not m.nominal]
    kinds = Counter(m.kind for m in beside or full or [m for m in group if not m.nominal] or group)
    return kinds.most_common(1)[0][0]


def actor_row(article: Article, name: str, kind: str, places: Sequence[Place]) -> dict[str, Any]:
    """Return one row of the table of actors from the mentions of an actor."""
    return {
        "id": slug(name),
        "name": name,
        "kind": kind,
        "aliases": sorted({article.text[start:end] for start, end, _ in places} - {name}),
        "mentions": [[start, end] for start, end, _ in places],
        "rules": [rule for *_, rule in places],
        "start": places[0][0],
        "end": places[0][1],
    }


def _frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a table: issues last, the most mentioned first."""
    ordered = sorted(rows, key=lambda row: (row["kind"] == "issue", -len(row["mentions"]), row["start"]))
    return pd.DataFrame(ordered, columns=ACTORS)


def _places_by_actor(frame: pd.DataFrame) -> dict[str, list[Place]]:
    rows = zip(frame["name"], frame["mentions"], frame["rules"], strict=True)
    return {
        name: [(start, end, rule) for (start, end), rule in zip(spans, rules, strict=True)]
        for name, spans, rules in rows
    }


# The user's file


def correct_actors(
    article: Article, frame: pd.DataFrame, rows: Iterable[Correction]
) -> tuple[pd.DataFrame, list[Correction]]:
    """Return the actors as the user wants them, and the rows of the file that changed any; rows in their order."""
    places = _places_by_actor(frame)
    kinds = dict(zip(frame["name"], frame["kind"], strict=True))
    applied = [row for row in rows if _apply(article, places, kinds, row)]
    kept = (actor_row(article, name, kinds[name], sorted(rest)) for name, rest in places.items() if rest)
    return _frame(kept), applied


def _apply(article: Article, places: dict[str, list[Place]], kinds: dict[str, str], row: Correction) -> bool:
    """Carries out one row on the mentions by actor; whether it changed any."""
    if row.what == "alias":
        named = (article.text[start:end] for start, end, rule in places.get(row.name, ()) if rule == YOURS)
        return any(_same_words(form, row.words) for form in named)
    if row.what == "office":
        holders = (name for name in places if office_rows([row], name))
        return any(rule == "office" for name in holders for *_, rule in places[name])
    if row.what not in ("merge", "split", "reject"):
        return False
    moved = _meant(article, places, row)
    for name, gone in moved.items():
        places[name] = [place for place in places[name] if place not in gone]
        if row.what != "reject":
            kinds.setdefault(row.name, row.kind or kinds[name])
            places.setdefault(row.name, []).extend((start, end, YOURS) for start, end, _ in gone)
    if moved and row.kind:
        kinds[row.name] = row.kind
    return bool(moved)


def _meant(article: Article, places: dict[str, list[Place]], row: Correction) -> dict[str, list[Place]]:
    """The mentions that a row speaks of, by actor: all of one that is named so, else those that read so."""
    whole = [name for name in places if _same_words(name, row.words) and name != row.name and places[name]]
    if row.what != "split" and whole:
        return {name: list(places[name]) for name in whole}
    ends = dict(find_words(article, row.words))
    moved = {
        name: [(start, end, rule) for start, end, rule in all_ if start in ends and end <= ends[start]]
        for name, all_ in places.items()
        if name != row.name
    }
    return {name: some for name, some in moved.items() if some}


def find_words(article: Article, words: str) -> list[tuple[int, int]]:
    """Return where these words stand, an article before them left out; quotation marks and spaces may differ."""
    bare = re.sub(r"^(?:the|an?)\s+", "", words.strip(' “”"….'), flags=re.IGNORECASE)
    parts = [re.sub(r"[’']", "[’']", re.escape(part)) for part in bare.split()]
    pattern = r"(?<!\w)" + r"\s+".join(re.sub(r"[“”\"]", '[“”"]', part) for part in parts) + r"(?!\w)"
    return [match.span() for match in re.finditer(pattern, article.text, re.IGNORECASE)] if parts else []


def _same_words(words: str, others: str) -> bool:
    return " ".join(words.split()).casefold() == " ".join(others.split()).casefold()
