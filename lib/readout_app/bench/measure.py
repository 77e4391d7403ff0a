"""Measures one analysis on a labelled file, and keeps what it predicts."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from readout.errors import UserError
from readout_app.bench import scores
from readout_app.bench.labelled_rows import KINDS, ROLES, STANCES, Row, labelled
from readout_app.bench.predict import predict

Prediction = dict[str, Any]
LEFT_OUT = {"None", "Not in the list"}  # the author, and names that the annotators had not listed


def bench(task: str, path: Path, predictions: Path | None = None) -> dict[str, float]:
    """The figures of a task (one of `labelled.TASKS`) on a file: `n`, its rows, then each measure by name.

    Measures run from 0 to 1, higher = better, but for ECE (lower = better). `predictions` is where one JSON
    object for each row is written; with it a file may have no labels, and there is only `n`. Raises
    ValueError where the file is wrong (see `labelled`) and OSError where the predictions cannot be written.
    """
    rows = labelled(task, path)
    told = bool(rows[0].gold)
    if predictions:
        if predictions.resolve() == path.resolve():
            raise UserError(f"{path}: the predictions would overwrite it; give another --predictions")
        _write(predictions, "", mode="a")  # better to fail before the work than after it
    elif not told:
        raise UserError(
            f"{path}: line {rows[0].line}: has no label; give labels, or --predictions OUT to predict only"
        )
    said = list(predict(task, [row.given for row in rows]))
    if predictions:
        _write(predictions, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in said))
    return {"n": len(rows), **(MEASURES[task](rows, said) if told else {})}


def _write(out: Path, text: str, *, mode: str = "w") -> None:
    """A lone surrogate in a text is written as a JSON escape, which is what it came from."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        reason = error.strerror or error
        raise OSError(f"{out}: cannot be written ({reason}); give another --predictions") from None


def _labels(rows: Sequence[Row], said: Sequence[Prediction]) -> dict[str, float]:
    gold, labels = [row.gold["label"] for row in rows], [one["label"] for one in said]
    right = [g == s for g, s in zip(gold, labels, strict=True)]
    top = [max(one["probabilities"].values()) for one in said]
    return {
        "macro-F1": scores.macro_f1(gold, labels),
        "accuracy": scores.accuracy(gold, labels),
        "ECE": scores.expected_calibration_error(right, top),
        **{f"F1 {name}": f1 for name, f1 in scores.label_f1(gold, labels).items()},
    }


def _mentions(rows: Sequence[Row], said: Sequence[Prediction]) -> dict[str, float]:
    """Typed and plain F1; of each scheme by itself where the file has both."""
    schemes: dict[str, list[tuple[Any, Any]]] = {}
    for row, one in zip(rows, said, strict=True):
        schemes.setdefault(row.given["scheme"], []).append((row.gold["entities"], one["entities"]))
    found: dict[str, float] = {}
    for scheme, pairs in schemes.items():
        gold, mine = zip(*pairs, strict=True)
        name = f"{scheme} " if len(schemes) > 1 else ""
        found |= {f"{name}n": len(pairs)} if name else {}
        for measure, typed in (("typed F1", True), ("span F1", False)):
            found[name + measure] = scores.span_f1(gold, mine, KINDS[scheme], typed=typed)
    return found


def _syntax(rows: Sequence[Row], said: Sequence[Prediction]) -> dict[str, float]:
    words = sum(len(row.gold["heads"]) for row in rows)
    return {"words": words, **scores.attachment([row.gold for row in rows], said)}


def _acts(rows: Sequence[Row], said: Sequence[Prediction]) -> dict[str, float]:
    """Conflict or cooperation, the quad (as the row has it: a promise of aid is verbal), the root act."""
    both = [row.gold for row in rows], said
    quads = [[one["quad"] for one in some] for some in both]
    return {
        "macro-F1 binary": scores.macro_f1(*([quad.split()[-1] for quad in some] for some in quads)),
        "macro-F1 quad": scores.macro_f1(*quads),
        "macro-F1 root": scores.macro_f1(*([one["act"] for one in some] for some in both)),
    }


def _keyphrases(rows: Sequence[Row], said: Sequence[Prediction]) -> dict[str, float]:
    gold, mine = [row.gold["keys"] for row in rows], [one["keys"] for one in said]
    return {f"F1@{top}": scores.keyphrase_f1(gold, mine, top) for top in (5, 10, 15)}


def _attribution(rows: Sequence[Row], said: Sequence[Prediction]) -> dict[str, float]:
    def spans(role: str, some: Sequence[Prediction]) -> list[list[scores.Span]]:
        return [[span for one in row["attributions"] for span in one[role]] for row in some]

    texts, gold = [row.given["text"] for row in rows], [row.gold for row in rows]
    return {f"{role} F1": scores.overlap_f1(texts, spans(role, gold), spans(role, said)) for role in ROLES}


def _triplets(rows: Sequence[Row], said: Sequence[Prediction]) -> dict[str, float]:
    def tie(sentence: str | int, one: Prediction) -> scores.Triplet:
        return int(sentence), one["subject"], one["sentiment"], one["object"]

    gold = [
        [
            tie(n, one)
            for n, some in told.items()
            for one in some
            if not LEFT_OUT & {one["subject"], one["object"]}
        ]
        for told in (row.gold["annotations"][STANCES] for row in rows)
    ]
    return scores.triplet_scores(gold, [[tie(t["sentence"], t) for t in one["triplets"]] for one in said])


MEASURES: dict[str, Callable[[Sequence[Row], Sequence[Prediction]], dict[str, float]]] = {
    "target-sentiment": _labels,
    "directed-stance": _labels,
    "mentions": _mentions,
    "syntax": _syntax,
    "acts": _acts,
    "keyphrases": _keyphrases,
    "attribution": _attribution,
    "triplets": _triplets,
}
