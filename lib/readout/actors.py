"""Who is in the article: mentions joined into actors under one name each."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from readout.article import Article
from readout.language import Chunk
from readout.mentions import Mention, mentions

COLUMNS = ["id", "name", "kind", "aliases", "mentions", "start", "end"]
PARTICLE = re.compile(r"^(?:al|el|bin|ibn)[- ]", re.IGNORECASE)


def actors(article: Article, *, aliases: str = "") -> pd.DataFrame:
    """Everyone the article speaks of, most mentioned first.

    Columns: `id` (the name as a slug: stable across articles), `name`, `kind` (person, organisation, place,
    group, issue), `aliases` (other forms used, sorted), `mentions` (`[start, end]` offsets into the text),
    `start, end` (the first mention). Short names join the full name that ends in them ("Pompeo"), acronyms
    in brackets the name before them, capitals and buildings their country's government, a bare group the
    last group with that head noun. A common noun counts as an actor if a name modifies it, if it comes twice,
    or if it is a group with a modifier ("foreign troops").
    `aliases` is a user's own table (see `mentions.read_aliases`).
    """
    groups: dict[str, list[Mention]] = {}
    found = mentions(article, aliases)
    names = _names(article, found)
    for mention, name in zip(found, names, strict=True):
        groups.setdefault(name, []).append(mention)
    rows = [_row(article, name, group) for name, group in groups.items() if _counts(group)]
    rows.sort(key=lambda row: (-len(row["mentions"]), row["start"]))
    return pd.DataFrame(rows, columns=COLUMNS)


class Finder:
    """Which actor a noun phrase names; made once per article because every analysis asks for each phrase."""

    def __init__(self, frame: pd.DataFrame, article: Article) -> None:
        self._bounds = [(s.start, s.end) for s in article.sentences]
        rows = zip(frame["name"], frame["kind"], frame["mentions"], strict=True)
        self._spans = sorted((s, e, name, kind) for name, kind, spans in rows for s, e in spans)

    def at(self, start: int, end: int) -> str | None:
        """The actor whose mention overlaps `[start, end)`, the last if there are several; None for none."""
        found = [name for s, e, name, _ in self._spans if s < end and start < e]
        return found[-1] if found else None

    def of(self, phrase: Chunk) -> str | None:
        """The actor that the head of a noun phrase names, or a simple pronoun stands for."""
        if phrase.head.tag in ("PRP", "PRP$"):
            return self._before(phrase.start, phrase.head.text.lower())
        head = phrase.head
        return next((n for s, e, n, _ in self._spans if s <= head.start and head.end <= e), None)

    def within(self, phrase: Chunk) -> list[str]:
        """All actors named in a phrase, also before its head ("the US warning")."""
        return [n for s, e, n, _ in self._spans if phrase.start <= s and e <= phrase.end]

    def _before(self, start: int, pronoun: str) -> str | None:
        """The antecedent of "he", "she" or "it" where it is clear.

        It is looked for in the sentence before the pronoun, then in the sentence before that: for "it" the
        first organisation or place, since that is most often the subject; for a person the only one there.
        """
        kinds = {"he": ("person",), "she": ("person",), "it": ("organisation", "place")}.get(pronoun, ())
        here = next((i for i, (s, e) in enumerate(self._bounds) if s <= start < e), 0)
        for first, _ in self._bounds[here : max(here - 2, -1) : -1] if here else self._bounds[:1]:
            near = [n for s, _, n, kind in self._spans if first <= s < start and kind in kinds]
            if near:
                return near[0] if pronoun == "it" or len(set(near)) == 1 else None
        return None


def slug(name: str) -> str:
    """The name in lower-case ASCII with hyphens: "Qassem Soleimani" gives "qassem-soleimani"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "unnamed"


def _names(article: Article, found: Sequence[Mention]) -> list[str]:
    """The actor's name for each mention."""
    full = [m.name for m in found if m.kind == "person" and not m.nominal and len(m.name.split()) > 1]
    acronyms = _acronyms(article, found)
    named: list[str] = []
    groups: list[tuple[Mention, str]] = []
    for mention in found:
        if mention.name in acronyms:
            named.append(acronyms[mention.name])
        elif mention.nominal:
            named.append(_group(mention, groups))
            groups.append((mention, named[-1]))
        elif mention.known or mention.kind != "person":
            named.append(mention.name)
        else:
            named.append(_person(mention.name, full))
    return named


def _person(name: str, full: Iterable[str]) -> str:
    """The longest full name that ends in this name, if only one person bears it."""
    last = _bare(name)
    fitting = sorted({f for f in full if _bare(f.split()[-1]) == last.split()[-1]}, key=len)
    if not fitting:
        return name
    return fitting[-1] if all(_bare(fitting[-1]).endswith(_bare(f)) for f in fitting) else name


def _group(mention: Mention, groups: Sequence[tuple[Mention, str]]) -> str:
    """The name of the earlier group this nominal stands for: same head noun, modifiers of one in the other."""
    mine = _modifiers(mention)
    for other, name in reversed(groups):
        theirs = _modifiers(other)
        if other.head == mention.head and (mine <= theirs or theirs <= mine and theirs):
            return name
    return mention.name


def _modifiers(mention: Mention) -> set[str]:
    return {word.lower() for word in mention.name.split()[:-1]}


def _bare(name: str) -> str:
    return PARTICLE.sub("", name).lower()


def _acronyms(article: Article, found: Sequence[Mention]) -> dict[str, str]:
    """Acronyms that stand in brackets right behind a name."""
    pairs = zip(found, found[1:], strict=False)
    return {
        b.name: a.name
        for a, b in pairs
        if article.text[a.end : b.start].strip() == "(" and b.name.isupper() and article.text[b.end : b.end + 1] == ")"
    }


def _counts(group: Sequence[Mention]) -> bool:
    named = any(not m.nominal or any(c.isupper() for c in m.name) for m in group)
    return named or len(group) > 1 or (group[0].kind == "group" and " " in group[0].name)


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
