"""Whose side a speaker takes: what is said of others in quotations and reported speech."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from readout.nlp.document import Document
from readout.nlp.reader import VERDICTS, Reading, read
from readout.nlp.tokens import Span
from readout.nlp.trees import Tree

SIDES = ["source", "target", *VERDICTS, "start", "end"]
Spoken = tuple[
    str, str, Tree, list[Span], Span
]  # source, target, the sentence, the target's places in it, its own


def sides(doc: Document, attributions: pd.DataFrame, *, target: str = "") -> pd.DataFrame:
    """Which side each speaker shows of the actors named in the words said, sentence by sentence.

    With `target`, of that one alone.

    Columns: `source` (the speaker: an actor's name, else the source's own words), `target` (an actor's name);
    `none, supports, opposes` (probabilities that sum to 1); `start, end` (the sentence). The probability of a
    side is the geometric mean of the reader's verdict on the two and of its tone towards the target: bad news of
    someone is no stance, and a stance without tone is rare. Words within words belong to the inner speaker. A
    sentence in the middle of a quotation, where its speaker does not stand, is read as "X said: …".
    """
    rows, open_ = [], list[Spoken]()
    for (source, k, whom), (spans, said_by) in spoken(doc, attributions).items():
        if target and whom != target:
            continue
        tree, place = doc.trees[k], (doc.trees[k].start, doc.trees[k].end)
        there = tree.local_spans(spans)
        here = [
            one
            for one in (*tree.local_spans(doc.mentions.get(source, [])), *tree.local_spans(said_by))
            if one not in there
        ]
        if here and there:
            rows.append((source, whom, *_side(tree.reading, list(dict.fromkeys(here)), there), *place))
        elif there:
            open_.append((source, whom, tree, there, place))
    rows += _told(open_)
    rows.sort(key=lambda row: row[-2:])
    return pd.DataFrame(rows, columns=SIDES)


def together(verdict: Mapping[str, float], tone: Mapping[str, float]) -> dict[str, float]:
    """The sides of a verdict held against the tone towards the target: none, supports, opposes; sums to 1."""
    supports = math.sqrt(verdict["supports"] * tone["positive"])
    opposes = math.sqrt(verdict["opposes"] * tone["negative"])
    return {"none": 1 - supports - opposes, "supports": supports, "opposes": opposes}


def _side(reading: Reading, source: Sequence[Span], target: Sequence[Span]) -> Iterable[float]:
    return together(reading.side(source, target), reading.tone(*target)).values()


def spoken(
    doc: Document, attributions: pd.DataFrame
) -> dict[tuple[str, int, str], tuple[list[Span], list[Span]]]:
    """Who speaks of whom in which sentence: where the target stands, and the source of the words."""
    mentions = sorted((start, end, name) for name, spans in doc.mentions.items() for start, end in spans)
    firsts = [start for start, _, _ in mentions]
    said = attributions.to_dict("records")
    contents = sorted(((span, n) for n, one in enumerate(said) for span in one["content"]), key=_length)
    owner: dict[int, int] = {}
    for (start, end), n in contents:  # the longest first, so that an inner one overrules
        owner.update(dict.fromkeys(range(bisect_left(firsts, start), bisect_left(firsts, end)), n))
    found: dict[tuple[str, int, str], tuple[list[Span], list[Span]]] = {}
    for m, n in sorted(owner.items()):
        start, end, name = mentions[m]
        speaker = said[n]["speaker"]
        if isinstance(speaker, str) and speaker != name:
            key = (speaker, doc.sentence_at(start), name)
            found.setdefault(key, ([], said[n]["source"]))[0].append((start, end))
    return found


def _length(content: tuple[Sequence[int], int]) -> int:
    return content[0][0] - content[0][1]


def _told(open_: Sequence[Spoken]) -> Iterator[tuple[object, ...]]:
    """The sides in sentences where the speaker does not stand, with the speaker put before them."""
    leads = [f"{source} said: " for source, *_ in open_]
    texts = tuple(lead + tree.reading.text for lead, (_, _, tree, _, _) in zip(leads, open_, strict=True))
    for lead, reading, (source, target, _, spans, place) in zip(leads, read(texts), open_, strict=True):
        moved = [(start + len(lead), end + len(lead)) for start, end in spans]
        yield source, target, *_side(reading, [(0, len(source))], moved), *place
