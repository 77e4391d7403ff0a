"""Finds the temperatures and the thresholds of the reader on the dev parts, with the files as they ship.

    python -m training.calibrate BENCHMARKS

Temperature (Guo et al. 2017): the divisor of the logits under which the dev labels are likeliest. Threshold: the
lowest probability from which on 90 of 100 labels given on the dev part are right; for stance 80, of the labels other
than "none". Writes all into reader.json and prints them.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from readout.nlp.encoder import settings
from readout.nlp.model_files import MODEL, note_hashes
from readout.nlp.reader import STANCES, TONES
from training.labelled_rows import labelled
from training.predict import label_shares
from training.scores import expected_calibration_error

RIGHT = {"tone": 0.9, "stance": 0.8}
STEP = 0.01
SETTINGS = MODEL / "reader.json"


def main(folder: Path) -> None:
    """Tone, then stance."""
    known = json.loads(SETTINGS.read_text("utf-8"))
    known |= {"temperature": {"tone": 1.0, "stance": 1.0}, "threshold": {}}
    write(known)
    for task, name, labels in (("tone", "target-sentiment", TONES), ("stance", "directed-stance", STANCES)):
        logits, gold = dev_logits(name, folder / f"{name}.dev.jsonl", labels)
        known["temperature"][task] = temperature(logits, gold)
        shares = softmax(logits / known["temperature"][task])
        best, right = shares.max(1), shares.argmax(1) == gold
        counted = (shares.argmax(1) > 0) | (task == "tone")  # "none" is no stance
        known["threshold"][task] = threshold(best[counted], right[counted], RIGHT[task])
        error = expected_calibration_error(right, best)
        print(f"{task}: temperature {known['temperature'][task]}, calibration error {error:.4f}")
        print_shares(best[counted], right[counted], known["threshold"][task])
    write(known)


def write(known: dict[str, Any]) -> None:
    """Puts the settings where the library reads them."""
    SETTINGS.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    note_hashes()
    settings.cache_clear()


def print_shares(best: np.ndarray, right: np.ndarray, least: float) -> None:
    """How many labels this threshold gives, and how many of them are right."""
    given = best >= least
    share = f"{right[given].mean():.3f}" if given.any() else "none"
    print(f"  threshold {least}: {given.sum()} of {len(best)} given, of these right {share}")


def dev_logits(task: str, path: Path, labels: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The logits (up to a constant a row) and the numbers of the labels."""
    rows = labelled(task, path)
    shares = [[row[label] for label in labels] for row in label_shares([row.given for row in rows])]
    gold = np.array([labels.index(row.gold["label"]) for row in rows])
    return np.log(np.maximum(np.array(shares, np.float64), 1e-12)), gold


def softmax(logits: np.ndarray) -> np.ndarray:
    """The shares of the labels, each row's sum 1."""
    odds = np.exp(logits - logits.max(1, keepdims=True))
    return odds / odds.sum(1, keepdims=True)


def temperature(logits: np.ndarray, gold: np.ndarray) -> float:
    """The best of 0.5, 0.51 … 2.5."""
    tried = np.arange(0.5, 2.5, STEP)
    losses = [-np.log(softmax(logits / t)[np.arange(len(gold)), gold]).mean() for t in tried]
    return round(float(tried[int(np.argmin(losses))]), 2)


def threshold(best: np.ndarray, right: np.ndarray, share: float, *, least: float = 0.3) -> float:
    """The lowest probability from which on this share of labels is right; 1 where there is none."""
    for tried in np.round(np.arange(least, 1.0, STEP), 2):
        given = best >= tried
        if given.any() and right[given].mean() >= share:
            return round(float(tried), 2)
    return 1.0


if __name__ == "__main__":
    before = SETTINGS.read_text("utf-8")
    try:
        main(Path(sys.argv[1]))
    except BaseException:
        write(json.loads(before))  # half of the settings is worse than the old ones
        raise
