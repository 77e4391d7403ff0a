"""Counts how often findings are right on whole articles: those in a folder that are annotated by hand.

    python -m training.gold tests/gold

Prints one table for each part. Of the held-out part only totals may be looked at (`tests/gold/README.md`).
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from readout.analyses.results import analyze
from training.goldset import PARTS, Attribution, Gold, Span, Tie, gold_set, plain
from training.scores import keyphrase_f1
from training.tables import table

TOP = 10
Found = dict[str, Any]  # what `analysis.analyze` gives


class Count(NamedTuple):
    """How many of those given are right, and how many of those there are found."""

    right: int
    given: int
    found: int
    there: int

    def shares(self) -> tuple[float, float]:
        """Precision and recall; 0 of nothing."""
        return tuple(part / whole if whole else 0.0 for part, whole in (self[:2], self[2:]))


def main(folder: Path) -> None:
    """The totals of each part, and of all."""
    pairs = read(folder)
    for part in (*PARTS, "all"):
        some = [(one, found) for one, found in pairs if part in (one.part, "all")]
        print(f"\n{part}: {len(some)} articles\n\n{totals(some)}")


def totals(pairs: Sequence[tuple[Gold, Found]]) -> str:
    """All measures as a table: how often right and of how many."""
    lines = []
    for name, count in counts(pairs).items():
        right, found = count.shares()
        lines.append((name, f"{right:.2f} of {count.given}", f"{found:.2f} of {count.there}"))
    head = table(("", "right of those given", "found of those there"), lines)
    left = sum(tie in one.arguable for one, found in pairs for tie in _tied(one, found))
    return (
        f"{head}\n\nties on arguable pairs, not counted: {left}\nkeyphrases: F1@{TOP} {keyphrases(pairs):.3f}"
    )


def read(folder: Path, part: str = "") -> list[tuple[Gold, Found]]:
    """The articles of a part, all where none is given, with what is found in them."""
    return [(one, analyze(one.article)) for one in gold_set(folder) if part in (one.part, "")]


def counts(pairs: Sequence[tuple[Gold, Found]]) -> dict[str, Count]:
    """The counts of each measure over articles with what was found in them.

    A tie is right if source, sign and target are; on a pair that is arguable it does not count. An attribution
    given is right if at least half of its words lie in one gold content; a gold one is found if at least half
    of its words lie in those given. A speaker is right if it is the same actor, or the same words where it is
    none. An actor is found under any of its own names. Links are pairs of mentions, different in words, that
    belong to one actor, over the mentions that both sides know (pairwise, not B³). Tone counts where a label
    is given.
    """
    return {name: _total(measure(*pair) for pair in pairs) for name, measure in MEASURES.items()}


def keyphrases(pairs: Sequence[tuple[Gold, Found]]) -> float:
    """Mean F1 of the ten best keyphrases (`scores.keyphrase_f1`)."""
    said = [[row["phrase"] for row in found["keywords"]] for _, found in pairs]
    return keyphrase_f1([one.keyphrases for one, _ in pairs], said, TOP)


def ties(one: Gold, found: Found) -> Count:
    """Ties by source, sign and target; those on arguable pairs left out."""
    counted = [tie for tie in _tied(one, found) if tie not in one.arguable]
    right = [tie for tie in counted if tie in one.ties]
    return Count(len(right), len(counted), len(set(right)), len(one.ties))


def attributions(one: Gold, found: Found) -> Count:
    """Attributions by their content."""
    return _reports(one, found, lambda *_: True)


def speakers(one: Gold, found: Found) -> Count:
    """Attributions by content and speaker."""
    key = _keys(one, found)
    return _reports(one, found, lambda gold, said: _speaks(one, said["speaker"], key, gold.speakers))


def actors(one: Gold, found: Found) -> Count:
    """Actors by name."""
    key = _keys(one, found)
    named = [key(actor["name"]) for actor in found["actors"]]
    right = [name for name in named if name in one.actors]
    return Count(len(right), len(named), len(set(right)), len(one.actors))


def links(one: Gold, found: Found) -> Count:
    """Pairs of mentions of one actor."""
    text = one.article.text
    said = {(s, e): actor["name"] for actor in found["actors"] for s, e in actor["mentions"]}
    known = [(m, said[span]) for m in one.mentions if (span := _same((m.start, m.end), said))]
    both = given = there = 0
    for (m, a), (n, b) in combinations(known, 2):
        if plain(text[m.start : m.end]) != plain(text[n.start : n.end]):
            both += m.key == n.key and a == b
            there += m.key == n.key
            given += a == b
    return Count(both, given, both, there)


def tone(one: Gold, found: Found) -> Count:
    """Tone towards the actors for which it is clear."""
    key = _keys(one, found)
    wanted = {name: actor.tone for name, actor in one.actors.items() if actor.tone}
    said = [(key(t["target"]), t["label"]) for t in found["sentiment"]["targets"] if t["label"] != "unsure"]
    counted = [(name, label) for name, label in said if name in wanted]
    right = [name for name, label in counted if wanted[name] == label]
    return Count(len(right), len(counted), len(set(right)), len(wanted))


MEASURES: dict[str, Callable[[Gold, Found], Count]] = {
    "ties": ties,
    "speakers": speakers,
    "attributions": attributions,
    "actors": actors,
    "links between mentions": links,
    "tone towards actors": tone,
}


def _total(some: Iterable[Count]) -> Count:
    return Count(*map(sum, zip(*some, strict=True)))


def _tied(one: Gold, found: Found) -> list[Tie]:
    key = _keys(one, found)
    return [(key(t["source"]), t["label"], key(t["target"])) for t in found["stance"]["ties"]]


def _keys(one: Gold, found: Found) -> Callable[[str], str]:
    """Which gold actor a name found is a form of; where it is of none, the name itself.

    Of several with that form it is the one that it shares the most mentions with.
    """
    spans = {actor["name"]: {tuple(span) for span in actor["mentions"]} for actor in found["actors"]}

    def key(name: str) -> str:
        same = [name_ for name_, actor in one.actors.items() if plain(name) in actor.forms]
        mine = spans.get(name, set())
        shared = {k: sum((m.start, m.end) in mine for m in one.mentions if m.key == k) for k in same}
        return max(same, key=lambda k: shared[k], default=f"={name}")

    return key


def _reports(one: Gold, found: Found, holds: Callable[[Attribution, Found], bool]) -> Count:
    """The attributions given that belong to a gold one and hold; and the gold ones that those cover by half."""
    wanted = [_words(one.article.text, gold.content) for gold in one.attributions]
    covered: dict[int, set[int]] = {}
    right = 0
    for said in found["attributions"]:
        mine = _words(one.article.text, said["content"])
        held = [
            (len(words & mine) / len(words | mine), n)
            for n, words in enumerate(wanted)
            if 2 * len(words & mine) >= len(mine) > 0 and holds(one.attributions[n], said)
        ]
        if held:
            right += 1
            covered.setdefault(max(held)[1], set()).update(mine)
    hit = sum(2 * len(words & wanted[n]) >= len(wanted[n]) for n, words in covered.items())
    return Count(right, len(found["attributions"]), hit, len(wanted))


def _speaks(one: Gold, name: str | None, key: Callable[[str], str], wanted: frozenset[str]) -> bool:
    """Whether a speaker is one of those wanted; a source's own words may be fewer or more than those wanted."""
    if name is None:
        return not wanted
    if key(name) in one.actors:
        return key(name) in wanted
    words = set(plain(name).split())
    return any(
        words <= other or other <= words for other in (set(w.split()) for w in wanted - one.actors.keys())
    )


def _words(text: str, spans: Iterable[Sequence[int]]) -> set[int]:
    """Where the words within spans begin."""
    return {
        n
        for start, end in spans
        for n in range(start, end)
        if text[n].isalnum() and not (n > start and text[n - 1].isalnum())
    }


def _same(span: Span, said: Iterable[Span]) -> Span | None:
    """The mention found that shares the most letters with this one: at least half, or up to the same end."""
    start, end = span
    shares = {(s, e): max(min(e, end) - max(s, start), 0) / (max(e, end) - min(s, start)) for s, e in said}
    near = [other for other, share in shares.items() if share >= 0.5 or (share and other[1] == end)]
    return max(near, key=lambda other: shares[other], default=None)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
