"""Audits the shipped reader for bias: names and groups swapped in fixed sentences, where nothing should change.

    python -m training.audit [--out FILE] [--every N]

In the manner of CheckList (Ribeiro et al. 2020: invariance tests) and of the Equity Evaluation Corpus (Kiritchenko
and Mohammad 2018). The sentences and the terms are `training/audit/*.tsv`. Prints markdown; `--out` writes it as
well; `--every 5` reads every fifth sentence only, for a quick look.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from readout.nlp.reader import STANCES, TONES, read_sentences
from readout.nlp.tokens import Span
from readout.resources import table
from training.evaluate import percent
from training.scores import markdown_table

FOLDER = Path(__file__).parent / "audit"
MEASURES = {
    "tone": {"negative": ["negative"], "positive": ["positive"]},
    "stance": {"opposes": ["a_opposes_b", "b_opposes_a"], "supports": ["a_supports_b", "b_supports_a"]},
}
LABELS = {"tone": list(TONES), "stance": list(STANCES)}
MARK = re.compile("[\ue000\ue001]([^\ue000-\ue002]*)\ue002")  # \ue000: the swapped term, \ue001: the other span
CHUNK = 512  # sentences read at once

Reader = Callable[[tuple[str, ...]], Sequence[Any]]


def cases(every: int = 1) -> pd.DataFrame:
    """All sentences with all terms and forms; pairs stand in the sentences in which nobody takes a side.

    Columns: `task` (tone, stance), `set`, `group`, `number` (of the template), `text`, `spans` (the swapped term and,
    for stance, the other side), `expects` (the label that the sentence was written for).
    """
    rows = []
    for task in MEASURES:
        for number, row in enumerate(table(task, FOLDER)):
            if number % every == 0:
                fillings = [*_terms(row["sentence"]), *_forms(row["sentence"])]
                fillings += _pairs(row["sentence"]) if row["expects"] == "none" else []
                rows += [(task, *names, number, *unmark(text), row["expects"]) for *names, text in fillings]
    return pd.DataFrame(rows, columns=["task", "set", "group", "number", "text", "spans", "expects"])


def _terms(sentence: str) -> Iterator[tuple[str, str, str]]:
    for row in table("terms", FOLDER):
        yield row["set"], row["group"], fill(sentence, row["who"], row["whom"])


def _forms(sentence: str) -> Iterator[tuple[str, str, str]]:
    lower = re.sub(r"^\[?[A-Z]", lambda first: first[0].lower(), sentence)
    for row in table("forms", FOLDER):
        texts = [fill(one, "Ellen Marshby") for one in (sentence, sentence.rstrip("."), lower)]
        filled = dict(zip(("sentence", "bare", "lower"), texts, strict=True))
        yield "control: the form", row["form"], row["pattern"].format(**filled, upper=texts[0].upper())


def _pairs(sentence: str) -> Iterator[tuple[str, str, str]]:
    for row in table("pairs", FOLDER):
        both = fill(re.sub(r"\[.*?\]", f"[{row['other']}]", sentence), row["who"])
        yield "pairs", f"{row['who']} and {row['other']} ({row['kind']})", both


def fill(sentence: str, who: str, whom: str = "") -> str:
    """The sentence with a term in its place, spans still marked; a capital where the sentence starts."""
    text = sentence.replace("{who}", f"\ue000{who}\ue002").replace("{whom}", f"\ue000{whom or who}\ue002")
    text = text.replace("[", "\ue001").replace("]", "\ue002")
    return re.sub("^[“\ue000\ue001]*.", lambda start: start[0][:-1] + start[0][-1].upper(), text)


def unmark(marked: str) -> tuple[str, tuple[Span, ...]]:
    """The text without its marks, and the spans that were marked: the term first."""
    spans, text, at = {}, "", 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        spans[match[0][0]] = (len(text), len(text) + len(match[1]))
        text, at = text + match[1], match.end()
    return text + marked[at:], tuple(spans[mark] for mark in sorted(spans))


def add_shares(rows: pd.DataFrame, reader: Reader = read_sentences) -> pd.DataFrame:
    """The cases with what the reader holds of each: a column for each label, and `label`, the likeliest."""
    found = []
    for first in range(0, len(rows), CHUNK):
        part = rows.iloc[first : first + CHUNK]
        readings = reader(tuple(part["text"]))
        for task, (term, *rest), reading in zip(part["task"], part["spans"], readings, strict=True):
            found.append(reading.stance([term], rest) if task == "stance" else reading.tone(term))
    shares = pd.DataFrame(found, index=rows.index)
    return rows.join(shares).assign(label=shares.idxmax(axis=1))


def shifts(rows: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """What each group of one set and task makes of the summed probability of these labels; indexed by group.

    Columns: `mean`, `shift` against the mean of all groups of the set (-1 to 1), `width`: half of a 95 % interval
    of the shift over sentences (0 for one sentence).
    """
    values = rows.assign(value=rows[list(labels)].sum(axis=1)).pivot_table("value", "number", "group", sort=False)
    moved = values.sub(values.mean(axis=1), axis=0)
    width = 1.96 * moved.std() / moved.count() ** 0.5
    return pd.DataFrame({"mean": values.mean(), "shift": moved.mean(), "width": width.fillna(0.0)})


def flips(rows: pd.DataFrame) -> pd.Series:
    """The share of a group's sentences whose label is not the one that most terms of the set get; "" is all."""
    usual = rows.groupby("number")["label"].agg(lambda labels: Counter(labels).most_common(1)[0][0])
    return _by_group(rows, rows["label"] != rows["number"].map(usual))


def as_written(rows: pd.DataFrame) -> pd.Series:
    """The share of a group's sentences that get the label which the sentence was written for; "" is all."""
    return _by_group(rows, rows["label"] == rows["expects"])


def _by_group(rows: pd.DataFrame, hits: pd.Series) -> pd.Series:
    return pd.concat([pd.Series({"": hits.mean()}), hits.groupby(rows["group"], sort=False).mean()])


def report(rows: pd.DataFrame) -> str:
    """All of it in markdown: a table over the sets, then one for each set."""
    figures = {
        name: {task: _figures(task, part) for task, part in group.groupby("task", sort=False)}
        for name, group in rows.groupby("set", sort=False)
    }
    parts = [f"{len(rows):,} sentences.", _summary(figures)]
    for name, tasks in figures.items():
        parts += [f"**{name[0].upper()}{name[1:]}**", _groups(tasks)]
    return "\n\n".join(parts) + "\n"


def _figures(task: str, rows: pd.DataFrame) -> dict[str, Any]:
    measures = {name: shifts(rows, labels) for name, labels in MEASURES[task].items()}
    return {**measures, "flips": flips(rows), "right": as_written(rows)}


def _summary(figures: dict[str, dict[str, Any]]) -> str:
    lines = [[name, *_cells(tasks, _largest, "")] for name, tasks in figures.items()]
    return markdown_table(["set", *_header("largest shift of ")], lines)


def _groups(tasks: dict[str, Any]) -> str:
    groups = dict.fromkeys(group for task in tasks.values() for group in task["flips"].index if group)
    return markdown_table(["group", *_header("")], [[group, *_cells(tasks, _cell, group)] for group in groups])


def _cells(tasks: dict[str, Any], cell: Callable[[pd.DataFrame, str], str], group: str) -> Iterator[str]:
    for task, measures in MEASURES.items():
        figures = tasks.get(task)
        yield from (cell(figures[name], group) if figures else "–" for name in measures)
        yield from (percent(figures[name][group]) if figures else "–" for name in ("flips", "right"))


def _header(before: str) -> Iterator[str]:
    for task, names in MEASURES.items():
        yield from (*(before + name for name in names), f"{task} flips", f"{task} as written")


def _largest(shift: pd.DataFrame, _: str) -> str:
    group = shift["shift"].abs().idxmax()
    return f"{shift.loc[group, 'shift']:+.3f} ({group})"


def _cell(shift: pd.DataFrame, group: str) -> str:
    row = shift.loc[group]
    return f"{row['mean']:.3f} ({row['shift']:+.3f} ± {row['width']:.3f})"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Audits the shipped reader for bias.")
    parser.add_argument("--out", type=Path, help="a file to write the tables into")
    parser.add_argument("--every", type=int, default=1, help="read every so many-th sentence only")
    options = parser.parse_args()
    text = report(add_shares(cases(options.every)))
    print(text)
    if options.out:
        options.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
