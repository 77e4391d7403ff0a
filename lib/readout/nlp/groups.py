"""Groups without a name of their own: which earlier one "the militias" or "police" means."""

import re
from collections.abc import Sequence

from readout.articles.article import Article
from readout.nlp.names import Mention

RECENT = 20  # a group further back than this many others is no longer what "the group" means
DEFINITE = re.compile(r"\b(?:the|this|that|these|those|both)\s+$", re.IGNORECASE)
# Nouns that mean many without a plural, and those of which each state has one.
COLLECTIVE = frozenset(["police", "staff", "personnel", "media"])
STATE = frozenset(["government", "army", "military", "police", "parliament"])
# Nouns that news uses for the same many, by lemma.
SAME = {"demonstrator": "protester", "protestor": "protester", "officer": "police", "policeman": "police"}
SAME |= {"educator": "teacher", "lawmaker": "legislator", "villager": "resident", "soldier": "troop"}


class Groups:
    """The groups named so far, by head noun and number."""

    def __init__(self, article: Article, mentions: Sequence[Mention]) -> None:
        self._article = article
        self._groups: dict[tuple[str, bool], list[tuple[set[str], str, int]]] = {}
        self._named: dict[tuple[str, bool], set[str]] = {}  # those with a name in theirs: "Hong Kong police"
        self._mentions = mentions
        for m in mentions:
            if m.nominal and not m.name.islower() and " " in m.name:
                self._named.setdefault(_noun_key(m), set()).add(m.name)

    def resolve(self, i: int, mention: Mention) -> tuple[str, int]:
        """Return the name of the earlier group that this noun stands for, and the number of the mention that has it.

        All modifiers of one are all in the other. A bare noun for one stands for a group only with "the" or the like
        ("the group"); without, it is "" for no one. A bare noun for many ("protesters", "police") is the one
        group of that noun that has a name.
        """
        groups = self._groups.setdefault(_noun_key(mention), [])
        modifiers = {word.lower() for word in mention.name.split()[:-1]}
        before = self._article.text[max(mention.start - 10, 0) : mention.start]
        many = _means_many(mention)
        bare = not modifiers and not DEFINITE.search(before)
        if bare and (not many or self._article.text.startswith((" of ", " from "), mention.end)):
            return (mention.name if mention.acts and many else ""), -1  # "soldiers of Iraq"
        recent = groups[: -RECENT - 1 : -1]
        if many and not modifiers:
            recent.sort(key=lambda group: bool(group[0]))  # the bare ones first
        fitting = ((name, at) for others, name, at in recent if modifiers <= others or (others and others <= modifiers))
        named = self._named.get(_noun_key(mention), set()) if many and not modifiers else ()
        new = next(iter(named)) if len(named) == 1 else mention.name
        name, at = next(fitting, (new, -1))
        state = self._state_between(i, at) if not modifiers and mention.head in STATE else None
        if state is not None:
            return (state if mention.head == "government" else ""), i
        groups.append((modifiers, name, i))
        return name, at

    def _state_between(self, i: int, at: int) -> str | None:
        """Whose a bare "the government" is, where a later paragraph than the last one's names another state's army.

        "" if that state is not named by itself, None if no other state's is named.
        """
        last = self._mentions[at]
        apart = at >= 0 and "\n\n" in self._article.text[last.end : self._mentions[i].start]
        between = [m.name.split() for m in self._mentions[at + 1 : i] if apart and not m.name.islower()]
        others = [" ".join(words[:-1]) for words in between if words[-1] in STATE]
        states = [name for name in others if name.split()[:1] != last.name.split()[:1]]
        named = {m.name for m in self._mentions if not m.nominal}
        return (states[-1] if states[-1] in named else "") if states else None


def _means_many(mention: Mention) -> bool:
    last = mention.name.split()[-1].lower()
    return last != mention.head or last in COLLECTIVE


def _noun_key(mention: Mention) -> tuple[str, bool]:
    """What a group goes by: its noun, or the commoner one for the same ("demonstrators"), and its number."""
    many = _means_many(mention)
    return (SAME.get(mention.head, mention.head) if many else mention.head), many
