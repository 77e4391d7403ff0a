"""When two names mean one: names in what was found, held against the names that a label accepts."""

import re
from collections.abc import Mapping, Sequence

Entry = Mapping[str, object]  # a labelled actor: `names`, `kind`


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


LITTLE = _set("the a an of and al for in to on its his her their")
TITLES = _set(
    "mr mrs ms sir dame lord dr sen senator rep president prime minister general gen judge secretary chancellor "
    "queen king prince jr emperor us u"
)
# words that a longer name may add behind the shorter one without being of another ("Trump administration")
LOOSE = _set(
    "state government republic administration regime leadership kingdom authoritie party official international "
    "news jr sr ii iii co ltd inc corp company group plc movement"
)
# words that are no name by themselves
BARE = (LOOSE | TITLES) | _set(
    "ministry spokesman spokeswoman office leader agency organisation organization force member man men people "
    "country city committee department council chief director side move decision report statement law"
)
COMPASS = _set("south north east west southern northern eastern western new anti non")


def words(name: str) -> list[str]:
    """Its words in lower case, without articles, prepositions and possessive endings."""
    spaced = re.sub(r"[’'](s\b)?", " ", name.replace("-", " ").lower())
    return [word for word in re.findall(r"\w+", spaced) if word not in LITTLE]


def singular_words(name: str) -> list[str]:
    """The words without the s of a plural."""
    return [word[:-1] if len(word) > 4 and word[-1] == "s" and word[-2] != "s" else word for word in words(name)]


def is_same(name: str, options: Sequence[str]) -> bool:
    """Whether a name means what any of the options does.

    All words of the one are among those of the other, and what the longer one adds is no other head ("Trump
    administration" is Trump's; "Hong Kong court" is not Hong Kong) and no point of the compass (South Sudan).
    """
    mine = singular_words(name)
    for option in options:
        theirs = singular_words(option)
        if mine and set(mine) == set(theirs):
            return True
        short, long, whole = (mine, theirs, option) if len(set(mine)) < len(set(theirs)) else (theirs, mine, name)
        added = set(long) - set(short)
        telling = short is theirs or set(short) - BARE
        if set(short) < set(long) and telling and not added & COMPASS and _ends_loosely(whole, short):
            return True
    return False


def _ends_loosely(whole: str, short: Sequence[str]) -> bool:
    """Whether in the words that carry a name only loose ones stand behind those of the shorter one.

    These are not X in "X's Y", and not Y in "X of Y".
    """
    own = re.split(r"[’']s?\s+(?=\w)", whole)[-1]
    head = singular_words(own if "," in own else re.split(r"\s(?:of|for|in)\s", own)[0])
    last = max((n for n, word in enumerate(head) if word in short), default=-1)
    return set(head[last + 1 :]) <= LOOSE


def owners(name: str, entries: Sequence[Entry]) -> set[int]:
    """The labelled actors whose name it is, strictly; a surname that several share is nobody's."""
    marks = [_ownership(name, entry) for entry in entries]
    whole = [n for n, mark in enumerate(marks) if mark == 2]
    part = [n for n, mark in enumerate(marks) if mark == 1]
    return set(whole or (part if len(part) == 1 else ()))


def _ownership(name: str, entry: Entry) -> int:
    """2: one of the actor's names; 1: a part of the person's full name, which is the first; 0: neither."""
    mine, names = set(words(name)), [set(words(option)) for option in entry["names"]]
    if mine in names:
        return 2
    if entry["kind"] != "person" or re.search(r"[’']s?\s+\w", name):
        return 0
    if any(option <= mine <= option | TITLES for option in names):
        return 2
    return int(bool(mine - TITLES) and mine - TITLES <= names[0])


def is_near(phrase: str, other: str) -> bool:
    """Whether the stems of one phrase are all among those of the other."""
    mine, theirs = _stems(phrase), _stems(other)
    return bool(mine & theirs) and (mine <= theirs or theirs <= mine)


def _stems(phrase: str) -> set[str]:
    return {re.sub(r"(ies|ing|ed|es|s|e|y)$", "", word) if len(word) > 4 else word for word in singular_words(phrase)}
