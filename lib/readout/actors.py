"""Who is in the article: mentions joined into actors under one name each."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from readout.article import Article
from readout.mentions import Mention, mentions
from readout.names import nominal_kind
from readout.syntax import Tree, Word, trees

COLUMNS = ["id", "name", "kind", "aliases", "mentions", "start", "end"]
RECENT = 20  # a group further back than this many others is no longer what "the group" means
DEFINITE = re.compile(r"\b(?:the|this|that|these|those|both)\s+$", re.IGNORECASE)
PARTICLE = re.compile(r"^(?:al|el|bin|ibn)[- ]", re.IGNORECASE)


def actors(article: Article, *, aliases: str = "") -> pd.DataFrame:
    """Everyone the article speaks of, most mentioned first.

    Columns: `id` (the name as a slug: stable across articles), `name`, `kind` (person, organisation, place,
    group, issue), `aliases` (other forms used, sorted), `mentions` (`[start, end]` offsets into the text),
    `start, end` (the first mention). Short names join the full name that ends in them ("Pompeo"), acronyms
    in brackets the name before them, capitals and buildings their country's government, a bare group the
    last group with that head noun, "X, the envoy," is one. A common noun counts as an actor if a name
    modifies it, if it is a group with a modifier ("foreign troops"), or if it is a group or an organisation
    named twice.
    `aliases` is a user's own table (see `names.read_aliases`).
    """
    groups: dict[str, list[Mention]] = {}
    found = mentions(article, aliases)
    names = _names(article, found)
    for mention, name in zip(found, names, strict=True):
        if name:
            groups.setdefault(name, []).append(mention)
    rows = [_row(article, name, group) for name, group in groups.items() if _counts(group)]
    rows.sort(key=lambda row: (-len(row["mentions"]), row["start"]))
    return pd.DataFrame(rows, columns=COLUMNS)


class Finder:
    """Which actor a noun phrase names; made once per article because every analysis asks for each phrase."""

    def __init__(self, frame: pd.DataFrame, article: Article) -> None:
        self._article, self._trees = article, trees(article)
        self._sentences = [s.start for s in article.sentences]
        self._kinds = dict(zip(frame["name"], frame["kind"], strict=True))
        rows = zip(frame["name"], frame["mentions"], strict=True)
        self._spans = sorted((s, e, name) for name, spans in rows for s, e in spans)
        self._starts = [start for start, _, _ in self._spans]

    def kind(self, name: str) -> str:
        """The kind of an actor, "" for a name that is none."""
        return str(self._kinds.get(name, ""))

    def of(self, tree: Tree, noun: Word) -> str | None:
        """The actor that a noun names or is a title of, or a pronoun stands for where that is clear."""
        if noun.tag == "PRP":
            return self._antecedent(noun.start, noun.text.lower())
        beside = tree.below(noun, "appos")
        close = [w for w in beside if not any(one.text == "," for one in tree.words[noun.place : w.place])]
        inner = [w for w in tree.phrase(noun) if w.place > noun.place]
        # in "IRGC Commander X" it is X, in "the IRGC, an army," the IRGC
        row = [*close, noun, *inner, *beside, *tree.below(noun, "flat")]
        for word in row:
            for start, end, name in self._near(word.start, word.end):
                if start <= word.start and word.end <= end:
                    return name
        return None

    def within(self, tree: Tree, noun: Word) -> list[str]:
        """The actors named in a phrase before its head ("the US warning")."""
        first = tree.phrase(noun)[0]
        near = self._near(first.start, noun.end)
        return [name for s, e, name in near if first.start <= s and e <= noun.start]

    def _near(self, start: int, end: int) -> list[tuple[int, int, str]]:
        # mentions hardly overlap, so that one of those that overlap the span is at most two before it
        first = max(bisect_right(self._starts, start) - 2, 0)
        return [span for span in self._spans[first : bisect_left(self._starts, end)] if span[1] > start]

    def _antecedent(self, start: int, pronoun: str) -> str | None:
        """Who "he", "she", "it" or "they" is, looked for in this sentence and the three before it."""
        here = bisect_right(self._sentences, start) - 1
        for k in range(here, max(here - 4, -1), -1):
            tree = self._trees[k]
            limit = min(start, self._article.sentences[k].end)
            own = [w for w in tree.words if w.relation in ("nsubj", "nsubj:pass") and w.start < limit]
            own = [w for w in own if w.tag.startswith("NN")]
            if pronoun in ("he", "she"):
                persons = {n for _, _, n in self._near(tree.start, limit) if self.kind(n) == "person"}
                if persons or (own and nominal_kind(own[0]) == "person"):
                    before = self._article.text[max(start - 9, 0) : start]
                    joined = re.search(r"\b(?:and|but|yet)\s+$", before)
                    return self._person(tree, persons, own, alone=k < here or joined is not None)
            elif pronoun in ("it", "they") and here - k < 3:
                many = pronoun == "they"
                first = next((w for w in own if (w.tag in ("NNS", "NNPS")) == many), None)
                if first:
                    name = self.of(tree, first)
                    fits = ("group",) if many else ("organisation", "place")
                    return name if name and self.kind(name) in fits else None
        return None

    def _person(self, tree: Tree, persons: set[str], own: Sequence[Word], *, alone: bool) -> str | None:
        """The only person of a sentence; of several the first subject, if the pronoun is not beside them."""
        first = self.of(tree, own[0]) if own else None
        if first in persons and (alone or len(persons) == 1):
            return first
        unnamed = bool(own) and not first and nominal_kind(own[0]) == "person"
        return next(iter(persons)) if len(persons) == 1 and not unnamed else None


def slug(name: str) -> str:
    """The name in lower-case ASCII with hyphens: "Qassem Soleimani" gives "qassem-soleimani"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or f"u-{name.encode().hex()[:24]}"


def _names(article: Article, found: Sequence[Mention]) -> list[str]:
    """The actor's name for each mention."""
    full = _full_names(found)
    acronyms = _acronyms(article, found)
    same = _apposed(article, found)
    named: list[str] = []
    groups: dict[tuple[str, bool], list[tuple[set[str], str]]] = {}
    for i, mention in enumerate(found):
        if mention.nominal and same.get(i, i) == i:
            last = mention.name.split()[-1].lower()
            named.append(
                _group(article, mention, groups.setdefault((mention.head, last == mention.head), []))
            )
        else:
            alike = found[same.get(i, i)]
            unsure = not alike.known and (alike.kind == "person" or " " not in alike.name)
            named.append(acronyms.get(alike.name) or (_person(alike.name, full) if unsure else alike.name))
    return named


def _full_names(found: Sequence[Mention]) -> dict[str, str]:
    """The full name for each last name that only one person bears."""
    bearers: dict[str, set[str]] = {}
    for m in found:
        if m.kind == "person" and not m.nominal and len(m.name.split()) > 1:
            bearers.setdefault(_bare(m.name.split()[-1]), set()).add(m.name)
    longest = {last: max(sorted(names), key=len) for last, names in bearers.items()}
    return {k: n for k, n in longest.items() if all(_bare(n).endswith(_bare(other)) for other in bearers[k])}


def _person(name: str, full: dict[str, str]) -> str:
    """The full name that ends in this name."""
    return full.get(_bare(name).split()[-1], name)


def _group(article: Article, mention: Mention, groups: list[tuple[set[str], str]]) -> str:
    """The name of the earlier group that this noun stands for: modifiers of one are all in the other.

    A bare noun stands for a group only with "the" or the like ("the militias"); without, it is "" for no one.
    """
    mine = {word.lower() for word in mention.name.split()[:-1]}
    before = article.text[max(mention.start - 10, 0) : mention.start]
    if not mine and not DEFINITE.search(before):
        return ""
    shared = (
        other for theirs, other in groups[: -RECENT - 1 : -1] if mine <= theirs or (theirs and theirs <= mine)
    )
    name = next(shared, mention.name)
    groups.append((mine, name))
    return name


def _apposed(article: Article, found: Sequence[Mention]) -> dict[int, int]:
    """Mentions that name again the one beside them: "X, the envoy," and "its commander, Gen. X,"."""
    same: dict[int, int] = {}
    for i, (a, b) in enumerate(pairwise(found)):
        between, after = article.text[a.end : b.start], article.text[b.end : b.end + 1]
        owner = article.text[b.end : b.end + 2] in ("’s", "'s")
        named = not a.nominal and a.kind == b.kind == "person" and not owner
        if named and re.fullmatch(r",\s(?:the|an?|another)\s", between):
            same[i + 1] = i
        single = a.nominal and a.name.split()[-1].lower() == a.head and not b.nominal
        fits = a.kind == b.kind or (a.kind in ("group", "organisation") and not b.known)
        if (
            single
            and fits
            and after in (",", ".", ";")
            and re.fullmatch(r",\s(?:[A-Z][\w.]*\s){0,3}", between)
        ):
            same[i] = i + 1
    return same


def _bare(name: str) -> str:
    return PARTICLE.sub("", name).lower()


def _acronyms(article: Article, found: Sequence[Mention]) -> dict[str, str]:
    """Acronyms that stand in brackets right behind a name."""
    return {
        b.name: a.name
        for a, b in pairwise(found)
        if article.text[a.end : b.start].strip() == "("
        and b.name.isupper()
        and article.text[b.end : b.end + 1] == ")"
    }


def _counts(group: Sequence[Mention]) -> bool:
    """Whether it is an actor: not "a spokesman" or "the group", which stand for another each time."""
    if any(not m.nominal or any(c.isupper() for c in m.name) for m in group):
        return True
    plural = group[0].name.split()[-1].lower() != group[0].head
    modified = group[0].kind == "group" and " " in group[0].name
    return modified or (
        len(group) > 1 and group[0].kind != "person" and (plural or group[0].kind == "organisation")
    )


def _row(article: Article, name: str, group: Sequence[Mention]) -> dict[str, Any]:
    forms = {article.text[m.start : m.end] for m in group} - {name}
    kinds = Counter(m.kind for m in group)
    return {
        "id": slug(name),
        "name": name,
        "kind": kinds.most_common(1)[0][0],
        "aliases": sorted(forms),
        "mentions": [[m.start, m.end] for m in group],
        "start": group[0].start,
        "end": group[0].end,
    }
