"""What the shipped reader is good and bad at: its figures on the dev parts, slice by slice, and its calibration.

    python -m training.slices BENCHMARKS

Tone and stance by length, kind of target, negation and quotation; stance also by distance and passive; syntax and
mentions by length and kind; calibration as the expected error (Guo et al. 2017) and what the threshold lets through.
Rows and scores are counted as `training.bench` counts them. Prints markdown.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from readout.nlp.encoder import settings
from readout.nlp.reader import STANCES, TONES, Reading, is_confident, read
from training import data, scores
from training.labelled_rows import KINDS, labelled
from training.predict import predict
from training.scores import BINS
from training.tables import percent, table

PRONOUN = re.compile(
    r"i|me|we|us|you|s?he|him|her|it|they|them|th(?:is|at|[eo]se)|whom?|one|my|our|your|his|its|their|"
    r"(?:my|your|him|her|it)self|(?:our|your|them)selves|mine|(?:our|your|her|their)s",
    re.I,
)
NEGATION = re.compile(
    r"\b(?:not?|never|neither|nor|none|nobody|nothing|without|hardly|cannot)\b|n['’]t\b", re.I
)
LENGTHS = ((15, "short (to 15 words)"), (30, "medium (16 to 30)"), (10**9, "long (over 30)"))
GAPS = ((5, "a and b near (to 5 words)"), (15, "a and b apart (6 to 15)"), (10**9, "a and b far (over 15)"))
QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")


@dataclass
class Answer:
    """One row of a dev part as the reader answered it; `slices` are those it belongs to."""

    gold: str
    said: dict[str, float]
    slices: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The likeliest label."""
        return max(self.said, key=self.said.__getitem__)

    @property
    def probability(self) -> float:
        """That of the likeliest label, 0 to 1."""
        return self.said[self.label]

    @property
    def right(self) -> bool:
        """Whether the likeliest label is the given one."""
        return self.label == self.gold


def dev(task: str, path: Path) -> list[Answer]:
    """The answers to the rows of `target-sentiment.dev.jsonl` or `directed-stance.dev.jsonl`."""
    rows = labelled(task, path)
    found = []
    for row, reading in zip(rows, read(tuple(row.given["text"] for row in rows)), strict=True):
        spans, label = row.given, row.gold["label"]
        one = towards(reading, spans["target"], label) if "target" in spans else None
        found.append(one or pair(reading, [spans["a"]], [spans["b"]], label))
    return found


def own(folder: Path) -> list[Answer]:
    """The answers to the pairs of our own sentences that are held out from training."""
    held = data.own(folder, 0)
    found = zip(held, read(tuple(one.text for one in held)), strict=True)
    return [pair(reading, *item) for one, reading in found for item in one.stance]


def towards(reading: Reading, span: data.Span, label: str) -> Answer:
    """The answer to one target."""
    slices = [*_sentence(reading), f"target: {kind(reading, span)}"]
    slices += ["target inside quotation marks"] if quoted(reading.text, span) else []
    return Answer(label, reading.tone(span), slices)


def pair(reading: Reading, a: list[data.Span], b: list[data.Span], label: str) -> Answer:
    """The answer to one pair; its slices go by the first mention of each."""
    kinds = sorted({kind(reading, span) for span in (a[0], b[0])})
    first, second = sorted((a[0], b[0]))
    gap = sum(first[1] <= start < second[0] for start, _ in reading.spans)
    passive = any(node.relation == "nsubj:pass" for node in reading.parse)
    slices = [
        *_sentence(reading),
        f"pair: {' and '.join(kinds) if len(kinds) > 1 else f'two {kinds[0]}s'}",
        *(["a or b inside quotation marks"] if any(quoted(reading.text, s) for s in (a[0], b[0])) else []),
        _upto(GAPS, gap),
        "with a passive" if passive else "without a passive",
    ]
    return Answer(label, reading.stance(a, b), slices)


def kind(reading: Reading, span: data.Span) -> str:
    """Whether a span is a pronoun, a name (it holds a proper noun by the reader's own tags) or a nominal."""
    if PRONOUN.fullmatch(reading.text[slice(*span)]):
        return "pronoun"
    tags = {node.tag for node in reading.parse if node.start < span[1] and node.end > span[0]}
    return "name" if tags & {"NNP", "NNPS"} else "nominal"


def quoted(text: str, span: data.Span) -> bool:
    """Whether a span stands inside double quotation marks; marks that never close reach to the end."""
    return any(m.start() <= span[0] and span[1] <= m.end() for m in QUOTED.finditer(text))


def _sentence(reading: Reading) -> list[str]:
    return [
        _upto(LENGTHS, len(reading.spans)),
        "negated" if NEGATION.search(reading.text) else "not negated",
        "with a quotation" if QUOTED.search(reading.text) else "without a quotation",
    ]


def _upto(limits: Iterable[tuple[int, str]], size: int) -> str:
    return next(name for limit, name in limits if size <= limit)


def by_slice(answers: Sequence[Answer], labels: Sequence[str]) -> str:
    """Rows, macro-F1, accuracy and the F1 of each label, for all answers and for each slice."""
    groups = defaultdict(list)
    for answer in answers:
        for name in ("all", *answer.slices):
            groups[name].append(answer)
    known = ["all", *(name for _, name in (*LENGTHS, *GAPS))]
    lines = []
    for name in [*filter(groups.get, known), *sorted(set(groups) - set(known))]:
        gold, said = [a.gold for a in groups[name]], [a.label for a in groups[name]]
        each = scores.label_f1(gold, said)
        cells = [f"{each[label]:.2f}" if label in gold else "–" for label in labels]
        lines.append([name, len(gold), scores.macro_f1(gold, said), scores.accuracy(gold, said), *cells])
    names = (label.replace("_", " ") for label in labels)
    return table(["slice", "rows", "macro-F1", "accuracy", *names], lines)


def bins(answers: Sequence[Answer]) -> list[tuple[float, int, float, float]]:
    """Ten bins of the likeliest label's probability: upper end, rows, mean probability, share right."""
    found = defaultdict(list)
    for one in answers:
        found[min(int(one.probability * BINS), BINS - 1)].append(one)
    return [
        ((n + 1) / BINS, len(some), mean(a.probability for a in some), float(mean(a.right for a in some)))
        for n, some in sorted(found.items())
    ]


def expected_error(answers: Sequence[Answer]) -> float:
    """Expected calibration error: how far probability and share right lie apart, 0 to 1, weighted by rows."""
    return scores.expected_calibration_error([a.right for a in answers], [a.probability for a in answers])


def calibration(
    tasks: dict[str, Sequence[Answer]], given: Callable[[str, float], bool] = is_confident
) -> str:
    """Two tables: what the threshold lets through ("none" is no answer), and how reliable probabilities are."""
    lines, reliability = [], []
    for task, answers in tasks.items():
        kept = [a for a in answers if a.label != "none" and given(task, a.probability)]
        right = float(mean(a.right for a in kept)) if kept else "–"
        threshold = f"{settings()['threshold'][task]:.2f}" if given is is_confident else "–"
        share = percent(len(kept) / len(answers))
        lines.append([task, len(answers), expected_error(answers), threshold, share, right])
        for upper, *figures in bins(answers):
            reliability.append([f"{task}, {upper - 1 / BINS:.1f} to {upper:.1f}", *figures])
    header = ["task", "rows", "calibration error", "threshold", "answered", "right where answered"]
    bars = table(["probability", "rows", "mean probability", "right"], reliability)
    return f"{table(header, lines)}\n\n{bars}"


def syntax(path: Path) -> dict[str, tuple[int, int, float, float, float]]:
    """Sentences, words, UAS, LAS (without subtypes, punctuation counted) and tags right, by length; "all" first."""
    rows = labelled("syntax", path)
    groups = {name: ([], []) for name in ("all", *(one for _, one in LENGTHS))}
    for row, said in zip(rows, predict("syntax", [row.given for row in rows]), strict=True):
        for name in ("all", _upto(LENGTHS, len(row.given["words"]))):
            groups[name][0].append(row.gold)
            groups[name][1].append(said)
    return {
        name: (len(gold), sum(len(tree["heads"]) for tree in gold), *scores.attachment(gold, said).values())
        for name, (gold, said) in groups.items()
    }


def mentions(path: Path) -> dict[str, tuple[int, float]]:
    """Labelled spans and F1 of person, organisation and place: "typed", "untyped" and each kind."""
    rows, kinds = labelled("mentions", path), KINDS["names"]
    gold = [row.gold["entities"] for row in rows]
    said = [one["entities"] for one in predict("mentions", [row.given for row in rows])]
    found = {}
    for name, some in {"typed": kinds, "untyped": kinds, **{kind: (kind,) for kind in kinds}}.items():
        total = sum(entity[2] in some for row in gold for entity in row)
        found[name] = (total, scores.span_f1(gold, said, some, typed=name != "untyped"))
    return found


@dataclass
class Measured:
    """All answers on the dev parts, from which the tables and the figures of the card are made."""

    tone: list[Answer]
    stance: list[Answer]
    own: list[Answer]
    syntax: dict[str, tuple[int, int, float, float, float]]
    mentions: dict[str, tuple[int, float]]


def measured(benchmarks: Path) -> Measured:
    """Reads all dev parts: about a minute."""
    return Measured(
        dev("target-sentiment", benchmarks / "target-sentiment.dev.jsonl"),
        dev("directed-stance", benchmarks / "directed-stance.dev.jsonl"),
        own(Path(__file__).parent / "data"),
        syntax(benchmarks / "syntax.dev.conllu"),
        mentions(benchmarks / "mentions.dev.jsonl"),
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
        table(["sentences", "n", "words", "UAS", "LAS", "tags"], trees),
        "**Names** (CrossNER politics, dev part)",
        table(["spans", "n", "F1"], spans),
        "**Calibration**",
        calibration({"tone": found.tone, "stance": found.stance}),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(report(measured(Path(sys.argv[1]))), end="")
