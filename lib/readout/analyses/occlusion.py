"""Why a sentence speaks of a target as it does: what each of its words adds, found by leaving it out."""

import pandas as pd

from readout.nlp.document import Document
from readout.nlp.reader import Reading, read
from readout.nlp.trees import Tree

COLUMNS = ["target", "word", "contribution", "value", "evidence", "start", "end"]
FUNCTION = (
    "CC",
    "DT",
    "EX",
    "IN",
    "POS",
    "PRP",
    "PRP$",
    "TO",
    "WDT",
    "WP",
)  # tags of words that only join others
LONGEST = 80  # words of a sentence that is read again without each of them: the work grows with the square


def contributions(doc: Document, targets: pd.DataFrame, top: int = 5) -> pd.DataFrame:
    """What each word adds to the tone towards the first `top` targets, in the sentence that is clearest of each.

    The sentence is read again without the word (erasure: Li, Monroe and Jurafsky 2016); the contribution is
    how much the value, the positive less the negative probability, was higher with it: below 0 the word makes
    the tone more hostile, above 0 more friendly. Contributions need not add up to the value. The target's
    own words and function words stay. Columns: `target`, `word`, `contribution` (-2 to +2), `value` (-1 to +1, of
    the whole sentence), `evidence` (the sentence, `[start, end]`), `start, end` (the word). Of sentences longer
    than 80 words none is chosen.
    """
    rows = []
    for target, evidence in zip(targets["target"].head(top), targets["evidence"], strict=False):
        here = [(doc.tree_at(start), [start, end]) for start, end in evidence]
        short = [(tree, place) for tree, place in here if len(tree.words) <= LONGEST]
        if short:
            tree, place = max(
                short, key=lambda one: abs(_value(one[0].reading, one[0].local_spans(doc.mentions[target])))
            )
            rows += [
                (target, *row[:3], [place], *row[3:])
                for row in _without(tree, tree.local_spans(doc.mentions[target]))
            ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _without(tree: Tree, spans: list[tuple[int, int]]) -> list[tuple[str, float, float, int, int]]:
    """Each word with what it adds and the value of the sentence, all read in one call."""
    text, whole = tree.reading.text, _value(tree.reading, spans)
    words = [
        (word.start - tree.start, word.end - tree.start)
        for word in tree.words
        if any(sign.isalnum() for sign in word.text) and word.tag not in FUNCTION
    ]
    asked = [(s, e) for s, e in words if not any(s < end and start < e for start, end in spans)]
    blanked = tuple(text[:start] + " " * (end - start) + text[end:] for start, end in asked)
    readings = read(blanked, tuple(() for _ in blanked)) if blanked else ()
    return [
        (
            text[start:end],
            round(whole - _value(reading, spans), 4),
            round(whole, 4),
            tree.start + start,
            tree.start + end,
        )
        for (start, end), reading in zip(asked, readings, strict=True)
    ]


def _value(reading: Reading, spans: list[tuple[int, int]]) -> float:
    shares = reading.tone(*spans)
    return shares["positive"] - shares["negative"]
