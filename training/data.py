"""The labelled sentences that train the reader, as examples of one shape each."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from readout.nlp.tokens import split_words
from training.labelled_rows import labelled

Span = tuple[int, int]
KINDS = {"p": "person", "o": "organisation", "l": "place", "n": "nationality", "g": "organisation"}
NAMES = ("person", "organisation", "place", "event", "other")
NOMINALS = ("person", "organisation", "place", "nationality", "weapon", "platform")
MERGED = frozenset(["nsubj:pass", "obl:agent", "nmod:poss", "compound:prt", "acl:relcl"])
PAIR = re.compile(r"\[([12]) ([^\[\]]+)\]")
MARKED = re.compile(r"\[(\d+) ([polngi]) ([^\[\]]+)\]")


@dataclass
class Example:
    """One sentence with whatever is known of it; `task` says what it trains.

    tone: (spans of the target, label); stance: (spans of a, spans of b, label); entities: (start, end, type);
    words, tags, heads (-1 the root) and relations: one for each word.
    """

    text: str
    task: str
    tone: list[tuple[list[Span], str]] = field(default_factory=list)
    stance: list[tuple[list[Span], list[Span], str]] = field(default_factory=list)
    entities: list[tuple[int, int, str]] = field(default_factory=list)
    words: list[Span] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)


def tone(path: Path) -> list[Example]:
    """NewsMTSC: one example a sentence, with all its targets; rows that stand twice count once."""
    found: dict[str, Example] = {}
    for row in labelled("target-sentiment", path):
        one = found.setdefault(row.given["text"], Example(row.given["text"], "tone"))
        item = ([tuple(row.given["target"])], row.gold["label"])
        if item not in one.tone:
            one.tone.append(item)
    return list(found.values())


def stance(path: Path) -> list[Example]:
    """Park, Pan and Joo 2021: one example a sentence, with all its pairs; rows that stand twice count once."""
    found: dict[str, Example] = {}
    for row in labelled("directed-stance", path):
        one = found.setdefault(row.given["text"], Example(row.given["text"], "stance"))
        item = ([tuple(row.given["a"])], [tuple(row.given["b"])], row.gold["label"])
        if item not in one.stance:
            one.stance.append(item)
    return list(found.values())


def mentions(path: Path, scheme: str) -> list[Example]:
    """The sentences of one scheme ("names" or "nominal") with their words."""
    rows = [row for row in labelled("mentions", path) if row.given["scheme"] == scheme]
    return [
        Example(text, scheme, entities=[tuple(e) for e in row.gold["entities"]], words=split_words(text))
        for row in rows
        for text in [row.given["text"]]
    ]


def own(folder: Path, part: int | None = None, *, parts: int = 5, files: str = "*.tsv") -> list[Example]:
    """Our own sentences: all ties and nominal groups of each; every fifth is held out as part 0.

    `part` None gives all, 0 the held-out fifth, 1 the rest; of the `files` those count that list ties.
    """
    found = []
    for path in sorted(folder.glob(files)):
        head, *lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")]
        for number, line in enumerate(lines if head.startswith("sentence\tties\t") else ()):
            if part is None or (number % parts == 0) == (part == 0):
                found.append(_own(line))
    return found


def _own(line: str) -> Example:
    marked, ties, _ = line.split("\t")
    text, spans, entities, at = "", defaultdict(list), [], 0
    for match in MARKED.finditer(marked):
        text += marked[at : match.start()]
        span = (len(text), len(text) + len(match[3]))
        text, at = text + match[3], match.end()
        spans[match[1]].append(span)
        if match[2] in KINDS:
            entities.append((*span, KINDS[match[2]]))
    text += marked[at:]
    labels = {}
    for tie in ties.split():
        source, sign, target = re.fullmatch(r"(\d+)([-+])(\d+)", tie).groups()
        labels[source, target] = "supports" if sign == "+" else "opposes"
    one = Example(text, "own", entities=entities, words=split_words(text))
    ids = list(spans)
    for n, a in enumerate(ids):
        for b in ids[n + 1 :]:
            said = [f"a_{labels[a, b]}_b"] if (a, b) in labels else []
            said += [f"b_{labels[b, a]}_a"] if (b, a) in labels else []
            one.stance.append((spans[a], spans[b], said[0] if said else "none"))
    return one


def acts(path: Path) -> Iterator[tuple[str, str, Span, Span]]:
    """Our own sentences with an act: its code, the text, the places of who does it and to whom."""
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith(("# ", "act\t")):
            act, marked = line.split("\t")
            text, spans, at = "", {}, 0
            for match in PAIR.finditer(marked):
                text += marked[at : match.start()]
                spans[match[1]] = (len(text), len(text) + len(match[2]))
                text, at = text + match[2], match.end()
            yield act, text + marked[at:], spans["1"], spans["2"]


def syntax(path: Path) -> list[Example]:
    """CoNLL-U: words by their place in the text, Penn tags, heads and relations (subtypes merged but five)."""
    return [
        Example(
            row.given["text"],
            "syntax",
            words=list(row.given["words"]),
            tags=list(row.gold["tags"]),
            heads=[head - 1 for head in row.gold["heads"]],
            relations=[name if name in MERGED else name.split(":")[0] for name in row.gold["relations"]],
        )
        for row in labelled("syntax", path)
    ]
