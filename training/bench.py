"""Measures one analysis on a labelled file, and keeps what it predicts.

    python -m training.bench TASK FILE [--predictions OUT]
    python -m training.bench real FOLDER

Prints the figures, one a line. `real` counts on whole articles that were read by hand (`real.py`). Any other TASK is
one of `labelled_rows.TASKS`; a row that lacks something is named with what it lacks. With --predictions what is
predicted is written as JSON Lines, and the file may have no labels.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from readout.errors import UserError
from training import scores
from training.labelled_rows import KINDS, ROLES, SENTENCE_STANCES, TASKS, Row, labelled
from training.predict import predict
from training.real import measure_real, render_figures

Prediction = dict[str, Any]
Figures = dict[str, float]
REAL = "real"
LEFT_OUT = {"None", "Not in the list"}  # the author, and names that the annotators had not listed


def bench(task: str, path: Path, predictions: Path | None = None) -> Figures:
    """Return the figures of a task (one of `TASKS`) on a file: `n`, its rows, then each measure by name.

    Measures run from 0 to 1, higher is better, but for ECE (lower is better). `predictions` is where one JSON
    object for each row is written; with it a file may have no labels, and there is only `n`. Raises UserError
    where the file is wrong (see `labelled`) and OSError where the predictions cannot be written.
    """
    rows = labelled(task, path)
    if predictions:
        if predictions.resolve() == path.resolve():
            raise UserError(f"{path}: the predictions would overwrite it; give another --predictions")
        _write(predictions, "", mode="a")  # better to fail before the work than after it
    elif not rows[0].gold:
        raise UserError(f"{path}: {rows[0].where}: has no label; give labels, or --predictions OUT to predict only")
    predicted = list(predict(task, [row.given for row in rows]))
    if predictions:
        _write(predictions, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predicted))
    return {"n": len(rows), **(measure(task, rows, predicted) if rows[0].gold else {})}


def measure(task: str, rows: Sequence[Row], predicted: Sequence[Prediction]) -> Figures:
    """The measures of a task by name; `predicted` holds one prediction for each row."""
    return MEASURES[task](rows, predicted)


def _write(out: Path, text: str, *, mode: str = "w") -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        reason = error.strerror or error
        raise OSError(f"{out}: cannot be written ({reason}); give another --predictions") from None


def _labels(rows: Sequence[Row], predicted: Sequence[Prediction]) -> Figures:
    gold, labels = [row.gold["label"] for row in rows], [row["label"] for row in predicted]
    right = [g == p for g, p in zip(gold, labels, strict=True)]
    top = [max(row["probabilities"].values()) for row in predicted]
    return {
        "macro-F1": scores.macro_f1(gold, labels),
        "accuracy": scores.accuracy(gold, labels),
        "ECE": scores.expected_calibration_error(right, top),
        **{f"F1 {name}": f1 for name, f1 in scores.label_f1(gold, labels).items()},
    }


def _mentions(rows: Sequence[Row], predicted: Sequence[Prediction]) -> Figures:
    """Typed and plain F1; of each scheme by itself where the file has both."""
    schemes: dict[str, list[tuple[Any, Any]]] = {}
    for row, prediction in zip(rows, predicted, strict=True):
        schemes.setdefault(row.given["scheme"], []).append((row.gold["entities"], prediction["entities"]))
    figures: Figures = {}
    for scheme, pairs in schemes.items():
        gold, mine = zip(*pairs, strict=True)
        name = f"{scheme} " if len(schemes) > 1 else ""
        figures |= {f"{name}n": len(pairs)} if name else {}
        for title, typed in (("typed F1", True), ("span F1", False)):
            figures[name + title] = scores.span_f1(gold, mine, KINDS[scheme], typed=typed)
    return figures


def _syntax(rows: Sequence[Row], predicted: Sequence[Prediction]) -> Figures:
    words = sum(len(row.gold["heads"]) for row in rows)
    return {"words": words, **scores.attachment([row.gold for row in rows], predicted)}


def _acts(rows: Sequence[Row], predicted: Sequence[Prediction]) -> Figures:
    """Conflict or cooperation, the quad (as the row has it: a promise of aid is verbal), the root act."""
    both = [row.gold for row in rows], predicted
    quads = [[row["quad"] for row in some] for some in both]
    return {
        "macro-F1 binary": scores.macro_f1(*([quad.split()[-1] for quad in some] for some in quads)),
        "macro-F1 quad": scores.macro_f1(*quads),
        "macro-F1 root": scores.macro_f1(*([row["act"] for row in some] for some in both)),
    }


def _keyphrases(rows: Sequence[Row], predicted: Sequence[Prediction]) -> Figures:
    gold, mine = [row.gold["keys"] for row in rows], [row["keys"] for row in predicted]
    return {f"F1@{top}": scores.keyphrase_f1(gold, mine, top) for top in (5, 10, 15)}


def _attribution(rows: Sequence[Row], predicted: Sequence[Prediction]) -> Figures:
    def spans(role: str, articles: Sequence[Prediction]) -> list[list[scores.Span]]:
        return [[span for report in article["attributions"] for span in report[role]] for article in articles]

    texts, gold = [row.given["text"] for row in rows], [row.gold for row in rows]
    return {f"{role} F1": scores.overlap_f1(texts, spans(role, gold), spans(role, predicted)) for role in ROLES}


def _triplets(rows: Sequence[Row], predicted: Sequence[Prediction]) -> Figures:
    def triplet(sentence: str | int, row: Prediction) -> scores.Triplet:
        return int(sentence), row["subject"], row["sentiment"], row["object"]

    gold = [
        [
            triplet(number, stance)
            for number, stances in row.gold["annotations"][SENTENCE_STANCES].items()
            for stance in stances
            if not LEFT_OUT & {stance["subject"], stance["object"]}
        ]
        for row in rows
    ]
    mine = [[triplet(stance["sentence"], stance) for stance in row["triplets"]] for row in predicted]
    return scores.triplet_scores(gold, mine)


MEASURES: dict[str, Callable[[Sequence[Row], Sequence[Prediction]], Figures]] = {
    "target-sentiment": _labels,
    "directed-stance": _labels,
    "mentions": _mentions,
    "syntax": _syntax,
    "acts": _acts,
    "keyphrases": _keyphrases,
    "attribution": _attribution,
    "triplets": _triplets,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: 0 all done, 1 the predictions cannot be written, 2 the call or the file is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m training.bench", description="Measure one analysis on a labelled file."
    )
    tasks = (*TASKS, REAL)
    parser.add_argument("task", choices=tasks, metavar="TASK", help=", ".join(tasks))
    parser.add_argument("file", type=Path, metavar="FILE", help="a folder for real")
    parser.add_argument("--predictions", type=Path, metavar="OUT", help="write what is predicted as JSON Lines")
    options = parser.parse_args(arguments)
    try:
        if options.task == REAL:
            print(render_figures(measure_real(options.file)))
            return 0
        figures = bench(options.task, options.file, options.predictions)
    except (UserError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2 if isinstance(error, UserError) else 1
    for name, figure in figures.items():
        print(f"{name}  {figure:.3f}" if isinstance(figure, float) else f"{name}  {figure}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
