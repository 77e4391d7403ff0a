"""Who is in the article: mentions joined into actors under one name each."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import pandas as pd

from readout.articles.article import Article
from readout.nlp.coreference import joined
from readout.nlp.issues import issues
from readout.nlp.mentions import mentions
from readout.nlp.names import Mention
from readout.nlp.pronouns import antecedents
from readout.nlp.trees import Tree, Word, trees
from readout.nlp.user_file import own_aliases

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
    "office": "an office held on the day of the article, from the table of offices",
    "pronoun": "the clear antecedent of the pronoun",
    "your file": "named in your own file",
}
COLUMNS = ["id", "name", "kind", "aliases", "mentions", "rules", "start", "end"]
NAMES = ["form", "actor", "rule", "why", "count", "mentions", "start", "end"]


def actors(article: Article, *, aliases: str = "") -> pd.DataFrame:
    """Everyone the article speaks of, most mentioned first.

    Columns: `id` (the name as a slug: stable across articles), `name`, `kind` (person, organisation, place,
    group, issue), `aliases` (other forms used, sorted), `mentions` (`[start, end]` offsets into the text),
    `rules` (one of `RULES` for each mention: why it is this actor), `start, end` (the first mention). Short
    names join the full name that ends in them ("Pompeo"), acronyms in brackets the name before them, capitals
    and buildings their country's government, a bare group the last group with that head noun, "the foreign
    minister" the last bearer of that office; "X, the envoy," is one. A common noun counts as an actor if a
    name modifies it, if it is a group with a modifier ("foreign troops"), or if it is a group or an
    organisation named twice. Issues come last (see `issues.issues`).
    `aliases` is the path of a user's own file (see `corrections.read_corrections`).
    """
    groups: dict[str, list[Mention]] = {}
    found = mentions(article, aliases)
    for mention, (name, rule) in zip(found, joined(article, found, own_aliases(aliases)), strict=True):
        if name:
            groups.setdefault(name, []).append(replace(mention, rule=rule))
    groups = {name: group for name, group in groups.items() if _counts(group)}
    named = [m for group in groups.values() for m in group]
    groups |= {name: group for name, group in issues(article, named).items() if name not in groups}
    rows = [_row(article, name, group) for name, group in groups.items()]
    rows.sort(key=lambda row: (row["kind"] == "issue", -len(row["mentions"]), row["start"]))
    return pd.DataFrame(rows, columns=COLUMNS)


class Finder:
    """Which actor a noun phrase names; made once per article because every analysis asks for each phrase."""

    def __init__(self, frame: pd.DataFrame, article: Article) -> None:
        self._article, self._trees = article, trees(article)
        self._kinds = dict(zip(frame["name"], frame["kind"], strict=True))
        rows = zip(frame["name"], frame["mentions"], strict=True)
        self._spans = sorted((s, e, name) for name, spans in rows for s, e in spans)
        self._starts = [start for start, _, _ in self._spans]

    @cached_property
    def pronouns(self) -> dict[int, str]:
        """The actor for each pronoun that has a clear one, by where it begins (see `pronouns.antecedents`)."""
        return antecedents(self._article, self._trees, self)

    def kind(self, name: str) -> str:
        """The kind of an actor, "" for a name that is none."""
        return str(self._kinds.get(name, ""))

    def of(self, tree: Tree, noun: Word) -> str | None:
        """The actor that a noun names or is a title of, or a pronoun stands for where that is clear."""
        if noun.tag in ("PRP", "PRP$"):
            return self.pronouns.get(noun.start)
        return self._named(tree, noun, issues=False)

    def issue(self, tree: Tree, noun: Word) -> str | None:
        """The issue that a noun names: a policy, a deed, a thing acted on."""
        return self._named(tree, noun, issues=True)

    def within(self, tree: Tree, noun: Word) -> list[str]:
        """The actors named in a phrase before its head ("the US warning")."""
        first = tree.phrase(noun)[0]
        near = self._near(first.start, noun.end)
        return [
            name
            for s, e, name in near
            if first.start <= s and e <= noun.start and self._is(name, issues=False)
        ]

    def persons(self, start: int, end: int) -> list[str]:
        """The persons named between two places of the text, in order."""
        return [name for _, _, name in self._near(start, end) if self.kind(name) == "person"]

    def _named(self, tree: Tree, noun: Word, *, issues: bool) -> str | None:
        beside = tree.children(noun, "appos")
        close = [w for w in beside if not any(one.text == "," for one in tree.words[noun.place : w.place])]
        inner = [w for w in tree.phrase(noun) if w.place > noun.place]
        # in "IRGC Commander X" it is X, in "the IRGC, an army," the IRGC
        row = [noun] if issues else [*close, noun, *inner, *beside, *tree.children(noun, "flat")]
        for word in row:
            for start, end, name in self._near(word.start, word.end):
                if start <= word.start and word.end <= end and self._is(name, issues=issues):
                    return name
        return None

    def _is(self, name: str, *, issues: bool) -> bool:
        return (self.kind(name) == "issue") == issues

    def _near(self, start: int, end: int) -> list[tuple[int, int, str]]:
        # mentions hardly overlap, so that one of those that overlap the span is at most three before it
        first = max(bisect_right(self._starts, start) - 3, 0)
        return [span for span in self._spans[first : bisect_left(self._starts, end)] if span[1] > start]


def names(article: Article, frame: pd.DataFrame) -> pd.DataFrame:
    """What stood for whom, and why: every form of the text that is not the actor's name, pronouns too.

    Columns: `form`, `actor`, `rule` (one of `RULES`), `why` (the rule in words), `count`, `mentions`, `start,
    end` (the first). In the order of the actors, then of the text.
    """
    found: dict[tuple[str, str, str], list[list[int]]] = {}
    order = {name: i for i, name in enumerate(frame["name"])}
    words = [w for tree in trees(article) for w in tree.words]
    pronouns = Finder(frame, article).pronouns
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
