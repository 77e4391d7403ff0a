"""Trains the head that says which side someone shows in a sentence, on sentences of our own.

    python -m training.verdict

`voices.tsv` and `issues.tsv` teach the difference between taking a side and bearing news; the other own sentences count
for less.
Each fifth in turn is read by a network trained on the others: from these the threshold is found from which on 85 of
100 sides are right that speakers show of those they speak of, as `sides` finds them. Writes the weights into
heads.npz, the threshold ("words") into reader.json.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from readout.analyses.attribution import all_attributions
from readout.analyses.voiced_stance import spoken, together
from readout.nlp.reader import VERDICTS, read
from training.calibrate import SETTINGS, report, threshold, write
from training.data import Example, own
from training.predict import pair_of
from training.probe import fit, keep, parts, said
from training.scores import label_f1

DATA = Path(__file__).parent / "data"
LESS, PARTS, RIGHT = 0.3, 5, 0.85
# a text, what is seen of two of its actors, the tone towards the second, the verdict, whether one speaks of the other
Row = tuple[str, np.ndarray, dict[str, float], int, bool]


def main() -> None:
    """Counts on held-out parts, then trains on all."""
    voices = {one.text for files in ("voices.tsv", "issues.tsv") for one in own(DATA, files=files)}
    rows = [row for one in own(DATA) for row in pairs(one)]
    seen = torch.tensor(np.stack([row[1] for row in rows]))
    labels = torch.tensor([row[3] for row in rows])
    counts = torch.tensor([1.0 if row[0] in voices else LESS for row in rows])
    part, found = parts([row[0] for row in rows], PARTS), np.zeros((len(rows), len(VERDICTS)))
    for n in range(PARTS):
        held = part == n
        found[held] = said(fit(seen[~held], labels[~held], counts[~held]), seen[held])
    heard = [n for n, row in enumerate(rows) if row[0] in voices and row[4]]
    least = sides([rows[n] for n in heard], found[heard])
    keep({f"verdict_{name}": value for name, value in fit(seen, labels, counts).items()})
    known = json.loads(SETTINGS.read_text("utf-8"))
    known["threshold"]["words"] = least
    write(known)


def pairs(one: Example) -> Iterator[Row]:
    """Each two actors of a sentence, both ways."""
    (reading,) = read((one.text,))
    places = list(dict.fromkeys(tuple(spans) for a, b, _ in one.stance for spans in (a, b)))
    doc = pair_of(one.text, **{str(n): spans for n, spans in enumerate(places)})
    told = {(source, target) for source, _, target in spoken(doc, all_attributions(doc))}
    for a, b, label in one.stance:
        for source, target, first in ((a, b, "a"), (b, a, "b")):
            verdict = label.split("_")[1] if label[:2] == f"{first}_" else "none"
            speaks = tuple(str(places.index(tuple(spans))) for spans in (source, target)) in told
            seen = reading.side_features(source, target)
            yield one.text, seen, reading.tone(*target), VERDICTS.index(verdict), speaks


def sides(rows: list[Row], found: np.ndarray) -> float:
    """The threshold for sides as `sides.together` makes them of verdict and tone; prints how often they are right."""
    gold = [VERDICTS[row[3]] for row in rows]
    print("verdicts:", len(rows), label_f1(gold, [VERDICTS[n] for n in found.argmax(1)]))
    made = [
        together(dict(zip(VERDICTS, one, strict=True)), row[2]) for one, row in zip(found, rows, strict=True)
    ]
    best = [max(VERDICTS[1:], key=lambda name: one[name]) for one in made]
    shares = np.array([one[name] for one, name in zip(made, best, strict=True)])
    right = np.array([g == name for g, name in zip(gold, best, strict=True)])
    least = threshold(shares, right, RIGHT)
    report(shares, right, least)
    print(f"found: {right[shares >= least].sum() / sum(g != 'none' for g in gold):.3f}")
    return least


if __name__ == "__main__":
    main()
