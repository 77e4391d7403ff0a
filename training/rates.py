"""Counts how often results are right on the dev parts, with the files as they ship: the table that reports show.

    python -m training.rates BENCHMARKS

Writes `measured.tsv` into the library's resources. What `training.bench` measures is taken from it; labels towards a
target and ties are counted by the very rules that decide whether a report shows them. The dev parts of these two
also chose the thresholds (`calibrate.py`), so their shares of right results lie near what was asked for there.
What holds in whole articles is counted on our own, those that are held out (`gold.py`).
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from readout.analyses.sentiment import label
from readout.resources import FOLDER
from training import gold
from training.bench import bench
from training.labelled_rows import labelled
from training.predict import pair_of, predict, ties_of

Rate = tuple[str, str, float, int, str]
COLUMNS = ("analysis", "measure", "figure", "n", "data")
NOTE = "# Counted by training/rates.py; its docstring names the method, MODEL_CARD.md the data.\n"
OWN = Path(__file__).parents[1] / "tests" / "gold"
WHOLE = {  # measure of gold.py: the analysis, and in words what is right of those given and found of those there
    "tone towards actors": (
        "tone",
        "tones of a whole article towards an actor that are right, where one is given",
        "tones towards actors that are found",
    ),
    "ties": ("stance", "ties that are right", "ties that are found"),
    "actors": ("actors", "actors that are right", "actors that are found"),
    "links between mentions": (
        "actors",
        "links between two names of one actor that are right",
        "links between two names of one actor that are found",
    ),
    "speakers": (
        "attribution",
        "reports with the right speaker, of those given",
        "reports found with their speaker, of those there",
    ),
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


def main(folder: Path) -> None:
    """Counts everything, and only then writes the table."""
    write(FOLDER / "measured.tsv", [*tone(folder), *stance(folder), *benched(folder), *whole()])


def tone(folder: Path) -> Iterator[Rate]:
    """How often a label towards a target is right and how often one is given, and macro-F1."""
    path, data = folder / "target-sentiment.dev.jsonl", "targets of NewsMTSC dev"
    rows = labelled("target-sentiment", path)
    said = [label(one["probabilities"]) for one in predict("target-sentiment", [row.given for row in rows])]
    right = [row.gold["label"] == one for row, one in zip(rows, said, strict=True) if one != "unsure"]
    always = bench("target-sentiment", path)["macro-F1"]
    yield (
        "tone",
        "labels towards a target that are right, where one is given",
        _share(right),
        len(right),
        data,
    )
    yield (
        "tone",
        "targets for which a label is given; the rest are unsure",
        len(right) / len(rows),
        len(rows),
        data,
    )
    yield "tone", "macro-F1 if the likeliest label were always given", always, len(rows), data


def stance(folder: Path) -> Iterator[Rate]:
    """How often a tie between two given spans is right in sign and direction, and how many ties are found."""
    right, found = [], []
    for row in labelled("directed-stance", folder / "directed-stance.dev.jsonl"):
        frame = ties_of(pair_of(row.given["text"], a=[row.given["a"]], b=[row.given["b"]]))
        said = [f"{one.source}_{one.label}_{one.target}" for one in frame.itertuples()]
        right += [one == row.gold["label"] for one in said]
        found += [row.gold["label"] in said] if row.gold["label"] != "none" else []
    data = "pairs of Park et al. dev"
    yield "stance", "ties that are right in sign and direction", _share(right), len(right), data
    yield "stance", "labelled ties that are found", _share(found), len(found), data


def benched(folder: Path) -> Iterator[Rate]:
    """The figures that `training.bench` prints."""
    for task, (data, analysis, measures) in BENCHED.items():
        figures = bench(task, folder / f"{task}.dev.{'conllu' if task == 'syntax' else 'jsonl'}")
        for name, words in measures.items():
            yield analysis, words, figures[name], int(figures.get("words", figures["n"])), data


def whole() -> Iterator[Rate]:
    """How often findings are right, and how many are found, in our own articles that are held out."""
    pairs = gold.read(OWN, "held-out")
    data = "in articles of our own (held-out)"
    counts = gold.counts(pairs)
    for name, (analysis, right, found) in WHOLE.items():
        precision, recall = counts[name].shares()
        yield analysis, right, precision, counts[name].given, data
        yield analysis, found, recall, counts[name].there, data
    best = "the ten best phrases against a person's choice, mean F1"
    yield "keywords", best, gold.keyphrases(pairs), len(pairs), "articles of our own (held-out)"


def write(path: Path, rates: Iterable[Rate]) -> None:
    """The table, figures with three places."""
    lines = [
        COLUMNS,
        *((analysis, words, f"{figure:.3f}", str(n), data) for analysis, words, figure, n, data in rates),
    ]
    path.write_text(NOTE + "".join("\t".join(line) + "\n" for line in lines), "utf-8")


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
