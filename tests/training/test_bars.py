"""What the model reaches on every fortieth row of the dev parts, with the files as they ship, and must not lose.

The floors lie some points below what was last measured on these rows: they catch a mistake, and leave room for new
weights. `python -m training.bench TASK FILE` measures a whole part. Needs ../shared: CI has it.
"""

import re
from pathlib import Path

import pytest

from support import SHARED
from training.bench import bench

FOLDER = SHARED / "benchmarks"
STEP = 40


@pytest.mark.skipif(not FOLDER.exists(), reason="needs the labelled data, which is not ours to ship")
@pytest.mark.parametrize(
    ("task", "least", "most"),
    [
        ("target-sentiment", {"macro-F1": 0.65}, {"ECE": 0.2}),
        ("directed-stance", {"accuracy": 0.72}, {"ECE": 0.2}),
        ("mentions", {"typed F1": 0.60}, {}),
        ("syntax", {"LAS": 0.84, "tags": 0.93}, {}),
    ],
)
def test_the_model_reaches_its_bars(task: str, least: dict[str, float], most: dict[str, float], tmp_path: Path) -> None:
    (whole,) = FOLDER.glob(f"{task}.dev.*")
    sample = tmp_path / whole.name
    rows = re.split(r"(?<=\n\n)" if task == "syntax" else r"(?<=\n)", whole.read_text(encoding="utf-8"))
    sample.write_text("".join(rows[::STEP]), encoding="utf-8")
    figures = bench(task, sample)
    print(figures)
    assert {name: figure for name in least if (figure := figures[name]) < least[name]} == {}
    assert {name: figure for name in most if (figure := figures[name]) > most[name]} == {}
