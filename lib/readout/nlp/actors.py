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
from readout.nlp.user_file import Correction, held_by, own_aliases

if TYPE_CHECKING:
    from readout.nlp.document import Document

# Why a mention is an actor's: the name itself, or what it is to the name.
RULES = {
    "name": "the name itself",
    "short name": "part of the full name",
    "acronym": "short for the name",
    "other name": "another name, from the tables",
    "demonym": "the people for the country",
    "capital": "the capital for the government",
    "metonym": "a building, a street or the like for the government",
    "noun phrase": "the noun with its modifiers, or the same noun again",
    "apposition": "stands beside the name: “X, the envoy”",
    "description": "a title or noun that the text gives the actor",
    "office": "an office that your own file gives on the day of the article",
    "pronoun": "the clear antecedent of the pronoun",
    "your file": "named in your own file",
}
COLUMNS = ["id", "name", "kind", "aliases", "mentions", "rules", "start", "end"]
NAMES = ["form", "actor", "rule", "why", "count", "mentions", "start", "end"]


def find_actors(article: Article, trees: Sequence[Tree], rows: Sequence[Correction]) -> pd.DataFrame:
    """Everyone the article speaks of, most mentioned first.

    Columns: `id` (the name as a slug: stable across articles), `name`, `kind` (person, organisation, place,
    group, issue), `aliases` (other forms used, sorted), `mentions` (`[start, end]` offsets into the text),
    `rules` (one of `RULES` for each mention: why it is this actor), `start, end` (the first mention). Short
    names join the full name that ends in them ("Pompeo"), acronyms in brackets the name before them, capitals
    and buildings their country's government, a bare group the last group with that head noun, "the foreign
    minister" the last bearer of that office; "X, the envoy," is one. A common noun counts as an actor if a
    name modifies it, if it is a group with a modifier ("foreign troops"), or if it is a group or an
    organisation named twice. Issues come last (see `issues.issues`).
    `trees` are the sentences of the article, `rows` those of the user's own file.
    """
    groups: dict[str, list[Mention]] = {}
    found = find_mentions(article, trees, own_aliases(rows))
    for mention, (name, rule) in zip(found, resolve_coreference(article, trees, found, rows), strict=True):
        if name:
            groups.setdefault(name, []).append(replace(mention, rule=rule))
    groups = {name: group for name, group in groups.items() if _counts(group)}
    named = [m for group in groups.values() for m in group]
    groups |= {name: group for name, group in find_issues(trees, named).items() if name not in groups}
    made = [_row(article, name, group) for name, group in groups.items()]
    made.sort(key=lambda row: (row["kind"] == "issue", -len(row["mentions"]), row["start"]))
    return pd.DataFrame(made, columns=COLUMNS)


def names(doc: Document) -> pd.DataFrame:
    """What stood for whom, and why: every form of the text that is not the actor's name, pronouns too.

    Columns: `form`, `actor`, `rule` (one of `RULES`), `why` (the rule in words), `count`, `mentions`, `start,
    end` (the first). In the order of the actors, then of the text.
    """
    found: dict[tuple[str, str, str], list[list[int]]] = {}
    article, frame, pronouns = doc.article, doc.actors, doc.pronouns
    order = {name: i for i, name in enumerate(frame["name"])}
    words = [w for tree in doc.trees for w in tree.words]
    rows = [(pronouns[w.start], w.start, w.end, "pronoun") for w in words if w.start in pronouns]
    for name, spans, rules in zip(frame["name"], frame["mentions"], frame["rules"], strict=True):
        rows += [(name, start, end, rule) for (start, end), rule in zip(spans, rules, strict=True)]
    for name, start, end, rule in sorted(rows, key=lambda row: (order[row[0]], row[1])):
        form = article.text[start:end]
        if form != name:
            form = form.lower() if rule == "pronoun" else form
            found.setdefault((form, name, rule), []).append([start, end])
    made = [(*key, RULES[key[-1]], len(some), some, *some[0]) for key, some in found.items()]
    return pd.DataFrame(made, columns=NAMES)


def slug(name: str) -> str:
    """The name in lower-case ASCII with hyphens: "Qassem Soleimani" gives "qassem-soleimani"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or f"u-{name.encode().hex()[:24]}"


def _counts(group: Sequence[Mention]) -> bool:
    """Whether it is an actor: not "a spokesman" or "the group", which stand for another each time."""
    if any(not m.nominal or any(c.isupper() for c in m.name) for m in group):
        return True
    plural = group[0].name.split()[-1].lower() != group[0].head
    if any(m.acts and (m.kind == "group" or (plural and m.kind == "organisation")) for m in group):
        return True
    modified = group[0].kind == "group" and " " in group[0].name
    return modified or (
        len(group) > 1 and group[0].kind != "person" and (plural or group[0].kind == "organisation")
    )


def actor_row(
    article: Article, name: str, kind: str, spans: Sequence[tuple[int, int, str]]
) -> dict[str, Any]:
    """One row of the frame from the mentions of an actor: start, end and rule of each."""
    return {
        "id": slug(name),
        "name": name,
        "kind": kind,
        "aliases": sorted({article.text[start:end] for start, end, _ in spans} - {name}),
        "mentions": [[start, end] for start, end, _ in spans],
        "rules": [rule for _, _, rule in spans],
        "start": spans[0][0],
        "end": spans[0][1],
    }


def _row(article: Article, name: str, group: Sequence[Mention]) -> dict[str, Any]:
    # "a little-known group, Ashab al-Kahf": the noun knows better than the reader of names
    beside = [m for m in group if m.rule == "apposition" and m.nominal and m.kind != "person"]
    kinds = Counter(m.kind for m in beside or [m for m in group if not m.nominal] or group)
    spans = [(m.start, m.end, m.rule) for m in group]
    return actor_row(article, name, kinds.most_common(1)[0][0], spans)


def issue_row(phrase: str, places: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """The row of what a user asks about, as an issue that stands at these places."""
    return {
        "id": slug(phrase),
        "name": phrase,
        "kind": "issue",
        "aliases": [],
        "start": places[0][0],
        "mentions": [list(span) for span in places],
        "end": places[0][1],
    }


def correct_actors(
    article: Article, frame: pd.DataFrame, rows: Iterable[Correction]
) -> tuple[pd.DataFrame, list[Correction]]:
    """The actors as the user wants them, and the rows of the file that changed any.

    In the order of the file; columns as of `actors.actors`.
    """
    spans: dict[str, list[tuple[int, int, str]]] = {}
    kinds = dict(zip(frame["name"], frame["kind"], strict=True))
    for name, places, rules in zip(frame["name"], frame["mentions"], frame["rules"], strict=True):
        spans[name] = [(start, end, rule) for (start, end), rule in zip(places, rules, strict=True)]
    applied = [row for row in rows if _applied(article, spans, kinds, row)]
    made = [actor_row(article, name, kinds[name], sorted(found)) for name, found in spans.items() if found]
    made.sort(key=lambda row: (row["kind"] == "issue", -len(row["mentions"]), row["start"]))
    return pd.DataFrame(made, columns=list(frame.columns)), applied


def _applied(
    article: Article, spans: dict[str, list[tuple[int, int, str]]], kinds: dict[str, str], row: Correction
) -> bool:
    """Carries out one row on the mentions by actor; whether it changed any."""
    if row.what == "alias":
        return any(
            rule == "your file" and same_words(article.text[start:end], row.words)
            for start, end, rule in spans.get(row.name, ())
        )
    if row.what == "office":
        return any(
            rule == "office" for name in spans if row in held_by([row], name) for *_, rule in spans[name]
        )
    if row.what not in ("merge", "split", "reject"):
        return False
    moved = _chosen(article, spans, row)
    for name, gone in moved.items():
        spans[name] = [one for one in spans[name] if one not in gone]
        if row.what != "reject":
            kinds.setdefault(row.name, row.kind or kinds[name])
            spans.setdefault(row.name, []).extend((start, end, "your file") for start, end, _ in gone)
    if moved and row.kind:
        kinds[row.name] = row.kind
    return bool(moved)


def _chosen(
    article: Article, spans: dict[str, list[tuple[int, int, str]]], row: Correction
) -> dict[str, list[tuple[int, int, str]]]:
    """The mentions that a row speaks of, by actor: all of one that is named so, else those that read so."""
    whole = [name for name in spans if same_words(name, row.words) and name != row.name and spans[name]]
    if row.what != "split" and whole:
        return {name: list(spans[name]) for name in whole}
    opens = dict(places_of(article, row.words))
    found = {}
    for name, places in spans.items():
        some = [one for one in places if one[0] in opens and one[1] <= opens[one[0]]]
        if some and name != row.name:
            found[name] = some
    return found


def places_of(article: Article, words: str) -> list[tuple[int, int]]:
    """Where these words stand, an article before them left out; quotation marks and spaces may differ."""
    shown = re.sub(r"^(?:the|an?)\s+", "", words.strip(' “”"….'), flags=re.IGNORECASE)
    parts = [re.sub(r"[’']", "[’']", re.escape(part)) for part in shown.split()]
    pattern = r"(?<!\w)" + r"\s+".join(re.sub(r"[“”\"]", '[“”"]', part) for part in parts) + r"(?!\w)"
    return [match.span() for match in re.finditer(pattern, article.text, re.IGNORECASE)] if parts else []


def same_words(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
