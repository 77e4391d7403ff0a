"""Counts how often findings are right on whole articles: those in a folder that are annotated by hand.

    python -m training.gold tests/gold
    python -m training.gold --check FILE…

Prints one table for each part. Of the parts test and held-out only totals may be looked at (`tests/gold/README.md`).
With --check it names every problem of the files (see `gold_format`).
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from readout.analyses.sentiment import label
from readout.analysis import analyze
from readout.errors import UserError
from readout.nlp.document import Document
from readout.nlp.trees import parse_sentences
from training.gold_format import PARTS, Attribution, Gold, Span, Tie, check, plain, read_folder
from training.scores import keyphrase_f1, label_f1, markdown_table

TOP = 10
Found = dict[str, Any]  # what `find` gives
Pair = tuple[Gold, Found]


class Count(NamedTuple):
    """How many of those given are right, and how many of those there are found."""

    right: int
    given: int
    found: int
    there: int

    def shares(self) -> tuple[float, float]:
        """Precision and recall; 0 of nothing."""
        return tuple(part / whole if whole else 0.0 for part, whole in (self[:2], self[2:]))


def totals(pairs: Sequence[Pair]) -> str:
    """All measures as a table: how often right and of how many."""
    lines = []
    for name, count in counts(pairs).items():
        right, found = count.shares()
        lines.append((name, f"{right:.2f} of {count.given}", f"{found:.2f} of {count.there}"))
    head = markdown_table(("", "right of those given", "found of those there"), lines)
    arguable = sum(tie in gold.arguable for gold, found in pairs for tie in _ties_given(gold, found))
    wrong, looking = looks_tied(pairs)
    more = [f"ties on arguable pairs, not counted: {arguable}"]
    more += [f"pairs that only look tied, given as ties: {wrong} of {looking}"] if looking else []
    more += [f"keyphrases: F1@{TOP} {keyphrases(pairs):.3f}"]
    more += [f"tone in single sentences: macro-F1 {sentence_tone(pairs):.3f}"] if has_tones(pairs) else []
    return f"{head}\n\n" + "\n".join(more)


def read(folder: Path, part: str = "") -> list[Pair]:
    """The articles of a part, all where none is given, with what is found in them."""
    return [(gold, find(gold)) for gold in read_folder(folder) if part in (gold.part, "")]


def find(gold: Gold) -> Found:
    """What is found in the article, and as `tones` the reader's shares for each row of its tones.

    These are read where the article marks the actor in that sentence; None where it does not.
    """
    doc = Document(gold.article, parse_sentences(gold.article), pd.DataFrame())
    spans: dict[str, list[Span]] = {}
    for mention in gold.mentions:
        spans.setdefault(mention.key, []).append((mention.start, mention.end))
    by_sentence = {row.actor: doc.tones(spans.get(row.actor, ())) for row in gold.tones}
    shares = [by_sentence[row.actor].get(doc.sentence_at(row.place[0])) for row in gold.tones]
    return {**analyze(gold.article), "tones": shares}


def counts(pairs: Sequence[Pair]) -> dict[str, Count]:
    """The counts of each measure over articles with what was found in them.

    A tie is right if source, sign and target are; on a pair that is arguable it does not count. An attribution
    given is right if at least half of its words lie in one gold content; a gold one is found if at least half
    of its words lie in those given. A speaker is right if it is the same actor, or the same words where it is
    none. An actor is found under any of its own names. Links are pairs of mentions, different in words, that
    belong to one actor, over the mentions that both sides know (pairwise, not B³). Tone counts where a label
    is given; that in single sentences is read at the places that the article marks. What is neither given nor there
    has no count.
    """
    totals = {name: _total(measure(*pair) for pair in pairs) for name, measure in MEASURES.items()}
    return {name: count for name, count in totals.items() if count.given or count.there}


def looks_tied(pairs: Sequence[Pair]) -> tuple[int, int]:
    """Of the pairs that only look tied how many are given as ties, and how many there are."""
    given = sum(tie in set(_ties_given(gold, found)) for gold, found in pairs for tie in gold.looks_tied)
    return given, sum(len(gold.looks_tied) for gold, _ in pairs)


def has_tones(pairs: Sequence[Pair]) -> bool:
    """Whether any tone is annotated in single sentences."""
    return any(gold.tones for gold, _ in pairs)


def sentence_tone(pairs: Sequence[Pair]) -> float:
    """Macro-F1 of the tone in single sentences if the likeliest label were always given; "" where none is read."""
    wanted = [row.tone for gold, _ in pairs for row in gold.tones]
    given = [max(shares, key=shares.__getitem__) if shares else "" for _, found in pairs for shares in found["tones"]]
    figures = label_f1(wanted, given)
    return sum(figures[name] for name in {*wanted}) / len({*wanted})


def keyphrases(pairs: Sequence[Pair]) -> float:
    """Mean F1 of the ten best keyphrases (`scores.keyphrase_f1`)."""
    said = [[row["phrase"] for row in found["keywords"]] for _, found in pairs]
    return keyphrase_f1([gold.keyphrases for gold, _ in pairs], said, TOP)


def ties(gold: Gold, found: Found) -> Count:
    """Ties by source, sign and target; those on arguable pairs left out."""
    counted = [tie for tie in _ties_given(gold, found) if tie not in gold.arguable]
    right = [tie for tie in counted if tie in gold.ties]
    return Count(len(right), len(counted), len(set(right)), len(gold.ties))


def attributions(gold: Gold, found: Found) -> Count:
    """Attributions by their content."""
    return _reports(gold, found, lambda *_: True)


def speakers(gold: Gold, found: Found) -> Count:
    """Attributions by content and speaker."""
    key = match_names(gold, found)
    return _reports(gold, found, lambda wanted, given: _speaks(gold, given["speaker"], key, wanted.speakers))


def actors(gold: Gold, found: Found) -> Count:
    """Actors by name."""
    key = match_names(gold, found)
    named = [key(actor["name"]) for actor in found["actors"]]
    right = [name for name in named if name in gold.actors]
    return Count(len(right), len(named), len(set(right)), len(gold.actors))


def links(gold: Gold, found: Found) -> Count:
    """Pairs of mentions of one actor."""
    text = gold.article.text
    said = {(s, e): actor["name"] for actor in found["actors"] for s, e in actor["mentions"]}
    known = [(m, said[span]) for m in gold.mentions if (span := _same((m.start, m.end), said))]
    both = given = there = 0
    for (m, a), (n, b) in combinations(known, 2):
        if plain(text[m.start : m.end]) != plain(text[n.start : n.end]):
            both += m.key == n.key and a == b
            there += m.key == n.key
            given += a == b
    return Count(both, given, both, there)


def tone(gold: Gold, found: Found) -> Count:
    """Tone towards the actors for which it is clear."""
    key = match_names(gold, found)
    wanted = {name: actor.tone for name, actor in gold.actors.items() if actor.tone}
    said = [(key(t["target"]), t["label"]) for t in found["sentiment"]["targets"] if t["label"] != "unsure"]
    counted = [(name, label) for name, label in said if name in wanted]
    right = [name for name, label in counted if wanted[name] == label]
    return Count(len(right), len(counted), len(set(right)), len(wanted))


def tone_in_sentences(gold: Gold, found: Found) -> Count:
    """Tone towards actors in single sentences, where a label is given."""
    labels = [label(shares) if shares else "unsure" for shares in found["tones"]]
    right = sum(row.tone == name for row, name in zip(gold.tones, labels, strict=True))
    return Count(right, sum(name != "unsure" for name in labels), right, len(labels))


MEASURES: dict[str, Callable[[Gold, Found], Count]] = {
    "ties": ties,
    "speakers": speakers,
    "attributions": attributions,
    "actors": actors,
    "links between mentions": links,
    "tone towards actors": tone,
    "tone in single sentences": tone_in_sentences,
}


def _total(some: Iterable[Count]) -> Count:
    return Count(*map(sum, zip(*some, strict=True)))


def _ties_given(gold: Gold, found: Found) -> list[Tie]:
    key = match_names(gold, found)
    return [(key(t["source"]), t["label"], key(t["target"])) for t in found["stance"]["ties"]]


def match_names(gold: Gold, found: Found) -> Callable[[str], str]:
    """Return which gold actor a name found is a form of; where it is of none, the name itself.

    Of several with that form it is the one that it shares the most mentions with.
    """
    spans = {actor["name"]: {tuple(span) for span in actor["mentions"]} for actor in found["actors"]}

    def key(name: str) -> str:
        same = [name_ for name_, actor in gold.actors.items() if plain(name) in actor.forms]
        mine = spans.get(name, set())
        shared = {k: sum((m.start, m.end) in mine for m in gold.mentions if m.key == k) for k in same}
        return max(same, key=lambda k: shared[k], default=f"={name}")

    return key


def _reports(gold: Gold, found: Found, holds: Callable[[Attribution, Found], bool]) -> Count:
    """The attributions given that belong to a gold one and hold; and the gold ones that those cover by half."""
    wanted = [_words(gold.article.text, one.content) for one in gold.attributions]
    covered: dict[int, set[int]] = {}
    right = 0
    for said in found["attributions"]:
        mine = _words(gold.article.text, said["content"])
        held = [
            (len(words & mine) / len(words | mine), n)
            for n, words in enumerate(wanted)
            if 2 * len(words & mine) >= len(mine) > 0 and holds(gold.attributions[n], said)
        ]
        if held:
            right += 1
            covered.setdefault(max(held)[1], set()).update(mine)
    hit = sum(2 * len(words & wanted[n]) >= len(wanted[n]) for n, words in covered.items())
    return Count(right, len(found["attributions"]), hit, len(wanted))


def _speaks(gold: Gold, name: str | None, key: Callable[[str], str], wanted: frozenset[str]) -> bool:
    """Whether a speaker is one of those wanted; a source's own words may be fewer or more than those wanted."""
    if name is None:
        return not wanted
    if key(name) in gold.actors:
        return key(name) in wanted
    words = set(plain(name).split())
    return any(words <= other or other <= words for other in (set(w.split()) for w in wanted - gold.actors.keys()))


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


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: 0 all done, 1 a file has problems, 2 a file or a folder is wrong."""
    parser = argparse.ArgumentParser(prog="python -m training.gold", description="Count what is right.")
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of annotated articles")
    parser.add_argument("--check", type=Path, nargs="+", default=[], metavar="FILE", help="name all problems")
    options = parser.parse_args(arguments)
    if bool(options.folder) == bool(options.check):
        parser.error("give either a folder or --check FILE…")
    paths = [path for path in options.check if path.name != "README.md"]
    problems = [f"{path}: {problem}" for path in paths for problem in check(path)]
    if options.check:
        print(*problems, sep="\n", end="\n" if problems else "")
        return int(bool(problems))
    try:
        pairs = read(options.folder)
    except UserError as error:
        print(f"gold: {error}", file=sys.stderr)
        return 2
    for part in (*PARTS, "all"):
        some = [pair for pair in pairs if part in (pair[0].part, "all")]
        if some:
            print(f"\n{part}: {len(some)} articles\n\n{totals(some)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
