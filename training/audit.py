"""Audits the shipped reader for bias: names and groups swapped in fixed sentences, where nothing should change.

    python -m training.audit [--out FILE] [--every N]

In the manner of CheckList (Ribeiro et al. 2020: invariance tests) and of the Equity Evaluation Corpus (Kiritchenko
and Mohammad 2018). The sentences and the terms are `training/audit/*.tsv`. Prints markdown; `--out` writes it as
well; `--every 5` reads every fifth sentence only, for a quick look.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from readout.nlp.reader import STANCES, TONES, read
from training.evaluate import percent
from training.scores import markdown_table

FOLDER = Path(__file__).parent / "audit"
MEASURES = {
    "tone": {"negative": ("negative",), "positive": ("positive",)},
    "stance": {"opposes": ("a_opposes_b", "b_opposes_a"), "supports": ("a_supports_b", "b_supports_a")},
}
LABELS = {"tone": TONES, "stance": STANCES}
MARK = re.compile(
    "[\ue000\ue001]([^\ue000-\ue002]*)\ue002"
)  # \ue000: the swapped term, \ue001: the other span
CHUNK = 512  # sentences read at once

Reader = Callable[[tuple[str, ...]], Sequence[Any]]


@dataclass(frozen=True)
class Case:
    """One filled sentence: `spans` are the swapped term and, for stance, the other side; `number` its template."""

    task: str
    set: str
    group: str
    number: int
    text: str
    spans: tuple[tuple[int, int], ...]
    expects: str


@dataclass(frozen=True)
class Shift:
    """What a group makes of a measure: its mean, and the shift against the mean of all groups of its set.

    Both are probabilities, -1 to 1 for the shift; `width` is half of a 95 % interval of the shift over sentences.
    """

    mean: float
    shift: float
    width: float


def cases(every: int = 1) -> list[Case]:
    """All sentences with all terms and forms; pairs stand in the sentences in which nobody takes a side."""
    found = []
    for task in ("tone", "stance"):
        for number, row in enumerate(rows(FOLDER / f"{task}.tsv")):
            if number % every == 0:
                fillings = [*_terms(row["sentence"]), *_forms(row["sentence"])]
                fillings += _pairs(row["sentence"]) if row["expects"] == "none" else []
                found += [Case(task, s, g, number, *placed(text), row["expects"]) for s, g, text in fillings]
    return found


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table with a header line; lines that start with "# " are notes."""
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def _terms(sentence: str) -> Iterator[tuple[str, str, str]]:
    for row in rows(FOLDER / "terms.tsv"):
        yield row["set"], row["group"], filled(sentence, row["who"], row["whom"])


def _forms(sentence: str) -> Iterator[tuple[str, str, str]]:
    lower = re.sub(r"^\[?[A-Z]", lambda first: first[0].lower(), sentence)
    for row in rows(FOLDER / "forms.tsv"):
        texts = [filled(one, "Ellen Marshby") for one in (sentence, sentence.rstrip("."), lower)]
        named = dict(zip(("sentence", "bare", "lower"), texts, strict=True))
        yield "control: the form", row["form"], row["pattern"].format(**named, upper=texts[0].upper())


def _pairs(sentence: str) -> Iterator[tuple[str, str, str]]:
    for row in rows(FOLDER / "pairs.tsv"):
        both = filled(re.sub(r"\[.*?\]", f"[{row['other']}]", sentence), row["who"])
        yield "pairs", f"{row['who']} and {row['other']} ({row['kind']})", both


def filled(sentence: str, who: str, whom: str = "") -> str:
    """The sentence with a term in its place, spans still marked; a capital where the sentence starts."""
    text = sentence.replace("{who}", f"\ue000{who}\ue002").replace("{whom}", f"\ue000{whom or who}\ue002")
    text = text.replace("[", "\ue001").replace("]", "\ue002")
    return re.sub("^[“\ue000\ue001]*.", lambda start: start[0][:-1] + start[0][-1].upper(), text)


def placed(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without its marks, and the spans that were marked: the term first."""
    found, text, at = {}, "", 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        found[match[0][0]] = (len(text), len(text) + len(match[1]))
        text, at = text + match[1], match.end()
    return text + marked[at:], tuple(found[mark] for mark in sorted(found))


def probabilities(some: Sequence[Case], reader: Reader = read) -> list[dict[str, float]]:
    """What the reader says of each case: a probability for each label."""
    found = []
    for first in range(0, len(some), CHUNK):
        part = some[first : first + CHUNK]
        for case, reading in zip(part, reader(tuple(case.text for case in part)), strict=True):
            one, *rest = case.spans
            found.append(reading.stance([one], rest) if case.task == "stance" else reading.tone(one))
    return found


def shifts(some: Sequence[Case], said: Sequence[dict[str, float]], labels: Sequence[str]) -> dict[str, Shift]:
    """The shift of each group of one set and task, for the summed probability of these labels."""
    values: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for case, one in zip(some, said, strict=True):
        values[case.group][case.number].append(sum(one[label] for label in labels))
    means = {group: {n: mean(v) for n, v in numbers.items()} for group, numbers in values.items()}
    usual = {n: mean(one[n] for one in means.values()) for n in next(iter(means.values()))}
    found = {}
    for group, one in means.items():
        moved = [one[n] - usual[n] for n in one]
        width = 1.96 * stdev(moved) / len(moved) ** 0.5 if len(moved) > 1 else 0.0
        found[group] = Shift(mean(one.values()), mean(moved), width)
    return found


def flips(some: Sequence[Case], said: Sequence[dict[str, float]]) -> dict[str, float]:
    """The share of a group's sentences whose label is not the one that most terms of the set get; "" is all."""
    labels = [max(one, key=one.__getitem__) for one in said]
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for case, label in zip(some, labels, strict=True):
        votes[case.number][label] += 1
    usual = {n: votes[n].most_common(1)[0][0] for n in votes}
    found = defaultdict(list)
    for case, label in zip(some, labels, strict=True):
        for group in ("", case.group):
            found[group].append(label != usual[case.number])
    return {group: mean(one) for group, one in found.items()}


def right(some: Sequence[Case], said: Sequence[dict[str, float]]) -> dict[str, float]:
    """The share of a group's sentences that get the label which the sentence was written for; "" is all."""
    found = defaultdict(list)
    for case, one in zip(some, said, strict=True):
        for group in ("", case.group):
            found[group].append(max(one, key=one.__getitem__) == case.expects)
    return {group: mean(one) for group, one in found.items()}


def report(some: Sequence[Case], said: Sequence[dict[str, float]]) -> str:
    """All of it in markdown: a table over the sets, then one for each set."""
    sets: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for n, case in enumerate(some):
        sets[case.set][case.task].append(n)
    found = {
        name: {task: _figures(task, [some[n] for n in places], [said[n] for n in places])
               for task, places in tasks.items()}
        for name, tasks in sets.items()
    }  # fmt: skip
    parts = [f"{len(some):,} sentences.", _summary(found)]
    for name, tasks in found.items():
        parts += [f"**{name[0].upper()}{name[1:]}**", _groups(tasks)]
    return "\n\n".join(parts) + "\n"


def _figures(task: str, some: Sequence[Case], said: Sequence[dict[str, float]]) -> dict[str, Any]:
    found: dict[str, Any] = {name: shifts(some, said, labels) for name, labels in MEASURES[task].items()}
    return {**found, "flips": flips(some, said), "right": right(some, said)}


def _summary(found: dict[str, dict[str, Any]]) -> str:
    lines = []
    for name, tasks in found.items():
        line = [name]
        for task, measures in MEASURES.items():
            figures = tasks.get(task)
            line += [_largest(figures[m]) if figures else "–" for m in measures]
            line += [percent(figures[m][""]) if figures else "–" for m in ("flips", "right")]
        lines.append(line)
    return markdown_table(["set", *_heads("largest shift of ")], lines)


def _largest(some: dict[str, Shift]) -> str:
    group = max(some, key=lambda one: abs(some[one].shift))
    return f"{some[group].shift:+.3f} ({group})"


def _groups(tasks: dict[str, Any]) -> str:
    groups = dict.fromkeys(group for task in tasks.values() for group in task["flips"] if group)
    lines = []
    for group in groups:
        line = [group]
        for task, measures in MEASURES.items():
            figures = tasks.get(task)
            line += [_cell(figures[m][group]) if figures else "–" for m in measures]
            line += [percent(figures[m][group]) if figures else "–" for m in ("flips", "right")]
        lines.append(line)
    return markdown_table(["group", *_heads("")], lines)


def _heads(before: str) -> list[str]:
    return [
        head
        for task, names in MEASURES.items()
        for head in (*(before + m for m in names), f"{task} flips", f"{task} as written")
    ]


def _cell(one: Shift) -> str:
    return f"{one.mean:.3f} ({one.shift:+.3f} ± {one.width:.3f})"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Audits the shipped reader for bias.")
    parser.add_argument("--out", type=Path, help="a file to write the tables into")
    parser.add_argument("--every", type=int, default=1, help="read every so many-th sentence only")
    options = parser.parse_args()
    some = cases(options.every)
    found = report(some, probabilities(some))
    print(found)
    if options.out:
        options.out.write_text(found, "utf-8")


if __name__ == "__main__":
    main()
