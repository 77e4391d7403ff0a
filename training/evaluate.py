"""How often the shipped files are right on the dev parts and on our own articles.

    python -m training.evaluate BENCHMARKS

Writes `measured.tsv` into the library's resources: the table that reports show. What `training.bench` measures is taken
from it; labels towards a target and ties are counted by the very rules that decide whether a report shows them. The
dev parts of these two also chose the thresholds (`calibrate.py`), so their shares of right results lie near what was
asked for there. What holds in whole articles is counted on real ones that nobody here wrote (`real.py`), with the
interval in which 90 of 100 draws of such articles lie.

For MODEL_CARD.md (`card.py`) the same, slice by slice: tone and stance by length, kind of target, negation and
quotation; stance also by distance and passive; syntax and mentions by length and kind; calibration as the expected
error (Guo et al. 2017) and what the threshold lets through.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from readout.analyses.sentiment import label
from readout.nlp.encoder import settings
from readout.nlp.reader import STANCES, TONES, Reading, is_confident, read_sentences
from readout.nlp.tokens import Span
from readout.resources import FOLDER
from training import scores
from training.bench import bench, measure
from training.data import read_own
from training.labelled_rows import KINDS, labelled
from training.predict import pair_of, predict, ties_of
from training.real import measure_real, read_labels
from training.scores import markdown_table

NOTE = "# Counted by training/evaluate.py; its docstring names the method, MODEL_CARD.md the data.\n"
REAL = {  # measure of real.py: the analysis, what is counted in words, and the role of it in sentences of a page
    "ties right": ("stance", "ties that are right", "right"),
    "ties found": ("stance", "ties a careful reader notes that are found", "found"),
    "leanings right": ("stance", "leanings (below the threshold of a tie) that are right", "leanings"),
    "ties and leanings found": ("stance", "ties a careful reader notes that are found, leanings counted", ""),
    "statements with the right speaker": ("attribution", "statements found with the right speaker", "found"),
    "rows right": ("attribution", "statements given that are right, speaker and words", "right"),
    "actors found": ("actors", "actors that are found", "found"),
    "tone right where one is given": ("tone", "tones towards an actor that are right, where one is given", "right"),
    "tone unsure": ("tone", "actors whose tone is unsure", ""),
    "keyphrases F1@10": ("keywords", "the ten best phrases against a person's choice, mean F1", "right"),
}
BENCHED = {  # task: the data, the analysis, and in words each figure of the bench that is shown
    "acts": (
        "events of PLV",
        "acts",
        {
            "macro-F1 binary": "conflict or cooperation, macro-F1",
            "macro-F1 quad": "conflict or cooperation, verbal or material, macro-F1",
            "macro-F1 root": "which of 15 acts, macro-F1",
        },
    ),
    "mentions": (
        "sentences of CrossNER politics dev",
        "actors",
        {"span F1": "mentions of persons, organisations and places, F1 of exact spans"},
    ),
    "attribution": (
        "articles of PolNeAR dev",
        "attribution",
        {f"{role} F1": f"words of the {role}, F1" for role in ("source", "cue", "content")},
    ),
    "keyphrases": ("articles of 500N-KPCrowd", "keywords", {"F1@10": "the ten best phrases, mean F1"}),
    "syntax": (
        "words of UD English EWT dev",
        "syntax",
        {"LAS": "words with the right head and relation", "tags": "words with the right tag"},
    ),
}


class Rate(NamedTuple):
    """One row of the table: a figure from 0 to 1, on how many, and its interval where one was counted."""

    analysis: str
    measure: str
    figure: float
    n: int
    data: str
    low: float | str = ""
    high: float | str = ""
    role: str = ""


PRONOUN = re.compile(
    r"i|me|we|us|you|s?he|him|her|it|they|them|th(?:is|at|[eo]se)|whom?|one|my|our|your|his|its|their|"
    r"(?:my|your|him|her|it)self|(?:our|your|them)selves|mine|(?:our|your|her|their)s",
    re.I,
)
NEGATION = re.compile(r"\b(?:not?|never|neither|nor|none|nobody|nothing|without|hardly|cannot)\b|n['’]t\b", re.I)
LENGTHS = ((15, "short (to 15 words)"), (30, "medium (16 to 30)"), (10**9, "long (over 30)"))
GAPS = ((5, "a and b near (to 5 words)"), (15, "a and b apart (6 to 15)"), (10**9, "a and b far (over 15)"))
QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")


# --- the table that reports show


def main(folder: Path) -> None:
    """Counts everything, and only then writes the table."""
    write(FOLDER / "measured.tsv", [*whole(folder), *tone(folder), *stance(folder), *benched(folder)])


def tone(folder: Path) -> Iterator[Rate]:
    """How often a label towards a target is right and how often one is given, and macro-F1."""
    path, data = folder / "target-sentiment.dev.jsonl", "targets of NewsMTSC dev"
    rows = labelled("target-sentiment", path)
    labels = [label(one["probabilities"]) for one in predict("target-sentiment", [row.given for row in rows])]
    right = [row.gold["label"] == name for row, name in zip(rows, labels, strict=True) if name != "unsure"]
    given = "labels towards a target that are right, where one is given"
    yield Rate("tone", given, scores.share(sum(right), len(right)), len(right), data)
    unsure = "targets for which a label is given; the rest are unsure"
    yield Rate("tone", unsure, len(right) / len(rows), len(rows), data)
    always = bench("target-sentiment", path)["macro-F1"]
    yield Rate("tone", "macro-F1 if the likeliest label were always given", always, len(rows), data)


def stance(folder: Path) -> Iterator[Rate]:
    """How often a tie between two given spans is right in sign and direction, and how many ties are found."""
    right, found = [], []
    for row in labelled("directed-stance", folder / "directed-stance.dev.jsonl"):
        given = span_ties(row.given)
        right += [name == row.gold["label"] for name in given]
        found += [row.gold["label"] in given] if row.gold["label"] != "none" else []
    data = "pairs of Park et al. dev"
    figure = scores.share(sum(right), len(right))
    yield Rate("stance", "ties that are right in sign and direction", figure, len(right), data)
    yield Rate("stance", "labelled ties that are found", scores.share(sum(found), len(found)), len(found), data)


def span_ties(given: dict) -> list[str]:
    """The ties between the two spans of a row of directed stance, as its labels name them."""
    frame = ties_of(pair_of(given["text"], a=[given["a"]], b=[given["b"]]))
    return [f"{tie.source}_{tie.label}_{tie.target}" for tie in frame.itertuples()]


def benched(folder: Path) -> Iterator[Rate]:
    """The figures that `training.bench` prints."""
    for task, (data, analysis, measures) in BENCHED.items():
        figures = bench(task, folder / f"{task}.dev.{'conllu' if task == 'syntax' else 'jsonl'}")
        for name, words in measures.items():
            yield Rate(analysis, words, figures[name], int(figures.get("words", figures["n"])), data)


def whole(folder: Path) -> Iterator[Rate]:
    """How often findings are right, and how many are found, in real articles."""
    found = measure_real(folder / "real")
    data = f"in {len(read_labels(folder / 'real'))} real news articles, read by hand"
    for name, (analysis, words, role) in REAL.items():
        if name in found:
            one = found[name]
            yield Rate(analysis, words, one.value, one.of, data, one.low, one.high, role)


def write(path: Path, rates: Iterable[Rate]) -> None:
    """The table, figures with three places; low and high are empty where no interval was counted."""
    lines = [
        Rate._fields,
        *(tuple(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in r) for r in rates),
    ]
    path.write_text(NOTE + "".join("\t".join(line) + "\n" for line in lines), "utf-8")


# --- slice by slice


def answers(rows: Iterable[tuple[str, dict[str, float], list[str]]]) -> pd.DataFrame:
    """What the reader answers: from the given label, its probabilities and the slices of each row.

    Columns: `gold`, `label` (the likeliest), `probability` (of that), `right`, `slices` (those it belongs to).
    """
    frame = pd.DataFrame(
        [(gold, max(shares, key=shares.__getitem__), max(shares.values()), slices) for gold, shares, slices in rows],
        columns=["gold", "label", "probability", "slices"],
    )
    return frame.assign(right=frame["gold"] == frame["label"])


def dev_answers(task: str, path: Path) -> pd.DataFrame:
    """The answers to the rows of `target-sentiment.dev.jsonl` or `directed-stance.dev.jsonl`."""
    rows = labelled(task, path)
    ends = ("target",) if task == "target-sentiment" else ("a", "b")
    readings = read_sentences(tuple(row.given["text"] for row in rows))
    return answers(
        _answer(reading, row.gold["label"], *([row.given[end]] for end in ends))
        for row, reading in zip(rows, readings, strict=True)
    )


def own_answers() -> pd.DataFrame:
    """The answers to the pairs of our own sentences that are held out from training."""
    examples = read_own(part=0)
    rows = zip(examples, read_sentences(tuple(example.text for example in examples)), strict=True)
    return answers(_answer(reading, name, a, b) for example, reading in rows for a, b, name in example.stance)


def _answer(reading: Reading, gold: str, *sides: list[Span]) -> tuple[str, dict[str, float], list[str]]:
    """The label, the probabilities and the slices of a target or a pair; its slices go by the first mention of each."""
    ends = sorted(side[0] for side in sides)
    slices = [
        _up_to(LENGTHS, len(reading.spans)),
        "negated" if NEGATION.search(reading.text) else "not negated",
        "with a quotation" if QUOTED.search(reading.text) else "without a quotation",
    ]
    quoted = any(is_quoted(reading.text, span) for span in ends)
    kinds = sorted({span_kind(reading, span) for span in ends})
    if len(sides) == 1:
        slices += [f"target: {kinds[0]}", *(["target inside quotation marks"] if quoted else [])]
        return gold, reading.tone(*sides[0]), slices
    passive = any(node.relation == "nsubj:pass" for node in reading.parse)
    slices += [
        f"pair: {' and '.join(kinds) if len(kinds) > 1 else f'two {kinds[0]}s'}",
        *(["a or b inside quotation marks"] if quoted else []),
        _up_to(GAPS, sum(ends[0][1] <= start < ends[1][0] for start, _ in reading.spans)),
        "with a passive" if passive else "without a passive",
    ]
    return gold, reading.stance(*sides), slices


def span_kind(reading: Reading, span: Span) -> str:
    """Whether a span is a pronoun, a name (it holds a proper noun by the reader's own tags) or a nominal."""
    if PRONOUN.fullmatch(reading.text[slice(*span)]):
        return "pronoun"
    tags = {node.tag for node in reading.parse if node.start < span[1] and node.end > span[0]}
    return "name" if tags & {"NNP", "NNPS"} else "nominal"


def is_quoted(text: str, span: Span) -> bool:
    """Whether a span stands inside double quotation marks; marks that never close reach to the end."""
    return any(m.start() <= span[0] and span[1] <= m.end() for m in QUOTED.finditer(text))


def _up_to(limits: Iterable[tuple[int, str]], size: int) -> str:
    return next(name for limit, name in limits if size <= limit)


def by_slice(frame: pd.DataFrame, labels: Sequence[str]) -> str:
    """Rows, macro-F1, accuracy and the F1 of each label, for all answers and for each slice."""
    known = [name for _, name in (*LENGTHS, *GAPS)]
    slices = dict(list(frame.explode("slices").groupby("slices")))
    order = [*(name for name in known if name in slices), *sorted(slices.keys() - set(known))]
    lines = []
    for name, group in [("all", frame), *((name, slices[name]) for name in order)]:
        each = scores.label_f1(group["gold"], group["label"])
        cells = [f"{each[label]:.2f}" if (group["gold"] == label).any() else "–" for label in labels]
        figures = scores.macro_f1(group["gold"], group["label"]), float(group["right"].mean())
        lines.append([name, len(group), *figures, *cells])
    names = (label.replace("_", " ") for label in labels)
    return markdown_table(["slice", "rows", "macro-F1", "accuracy", *names], lines)


def expected_error(frame: pd.DataFrame) -> float:
    """Expected calibration error: how far probability and share right lie apart, 0 to 1, weighted by rows."""
    return scores.expected_calibration_error(frame["right"], frame["probability"])


def calibration(tasks: dict[str, pd.DataFrame], given: Callable[[str, float], bool] = is_confident) -> str:
    """Two tables: what the threshold lets through ("none" is no answer), and how reliable probabilities are."""
    lines, reliability = [], []
    for task, frame in tasks.items():
        kept = frame[(frame["label"] != "none") & frame["probability"].map(lambda p, task=task: given(task, p))]
        right = float(kept["right"].mean()) if len(kept) else "–"
        threshold = f"{settings()['threshold'][task]:.2f}" if given is is_confident else "–"
        share = percent(len(kept) / len(frame))
        lines.append([task, len(frame), expected_error(frame), threshold, share, right])
        bins = (frame["probability"] * scores.BINS).astype(int).clip(upper=scores.BINS - 1)
        for n, group in frame.groupby(bins):
            name = f"{task}, {n / scores.BINS:.1f} to {(n + 1) / scores.BINS:.1f}"
            means = group[["probability", "right"]].mean().astype(float)
            reliability.append([name, len(group), *map(float, means)])
    header = ["task", "rows", "calibration error", "threshold", "answered", "right where answered"]
    bars = markdown_table(["probability", "rows", "mean probability", "right"], reliability)
    return f"{markdown_table(header, lines)}\n\n{bars}"


def syntax_figures(path: Path) -> dict[str, tuple[int, int, float, float, float]]:
    """Sentences, words, UAS, LAS (without subtypes, punctuation counted) and tags right, by length; "all" first."""
    rows = labelled("syntax", path)
    groups: dict[str, list[Any]] = {name: [] for name in ("all", *(name for _, name in LENGTHS))}
    for pair in zip(rows, predict("syntax", [row.given for row in rows]), strict=True):
        for name in ("all", _up_to(LENGTHS, len(pair[0].given["words"]))):
            groups[name].append(pair)
    return {
        name: (len(pairs), *measure("syntax", *zip(*pairs, strict=True)).values()) for name, pairs in groups.items()
    }


def mention_figures(path: Path) -> dict[str, tuple[int, float]]:
    """Labelled spans and F1 of person, organisation and place: "typed", "untyped" and each kind."""
    rows, kinds = labelled("mentions", path), KINDS["names"]
    wanted = [row.gold["entities"] for row in rows]
    found = [row["entities"] for row in predict("mentions", [row.given for row in rows])]
    figures = {}
    for name, some in {"typed": kinds, "untyped": kinds, **{kind: (kind,) for kind in kinds}}.items():
        total = sum(entity[2] in some for row in wanted for entity in row)
        figures[name] = (total, scores.span_f1(wanted, found, some, typed=name != "untyped"))
    return figures


class Measured(NamedTuple):
    """All answers on the dev parts, from which the tables and the figures of the card are made."""

    tone: pd.DataFrame
    stance: pd.DataFrame
    own: pd.DataFrame
    syntax: dict[str, tuple[int, int, float, float, float]]
    mentions: dict[str, tuple[int, float]]


def measured(benchmarks: Path) -> Measured:
    """Reads all dev parts: about a minute."""
    return Measured(
        dev_answers("target-sentiment", benchmarks / "target-sentiment.dev.jsonl"),
        dev_answers("directed-stance", benchmarks / "directed-stance.dev.jsonl"),
        own_answers(),
        syntax_figures(benchmarks / "syntax.dev.conllu"),
        mention_figures(benchmarks / "mentions.dev.jsonl"),
    )


def report(found: Measured) -> str:
    """All tables in markdown."""
    trees, spans = ([[name, *row] for name, row in some.items()] for some in (found.syntax, found.mentions))
    parts = [
        "**Tone towards a target** (NewsMTSC, dev part)",
        by_slice(found.tone, TONES),
        "**Stance between two spans** (Park, Pan and Joo, dev part)",
        by_slice(found.stance, STANCES),
        "**Stance in our own sentences** (the fifth that is held out)",
        by_slice(found.own, STANCES),
        "**Syntax** (UD English EWT, dev part)",
        markdown_table(["sentences", "n", "words", "UAS", "LAS", "tags"], trees),
        "**Names** (CrossNER politics, dev part)",
        markdown_table(["spans", "n", "F1"], spans),
        "**Calibration**",
        calibration({"tone": found.tone, "stance": found.stance}),
    ]
    return "\n\n".join(parts) + "\n"


def percent(share: float) -> str:
    """A share as whole per cent."""
    return f"{share:.0%}".replace("%", " %")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
