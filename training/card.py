"""Fills the figures into MODEL_CARD.md: everything between `<!-- name -->` and `<!-- /name -->`.

    python -m training.card TRAINED BENCHMARKS [--kept-audit]

Measures the shipped files on the dev parts (`evaluate.py`), audits them (`audit.py`), and writes both as
TRAINED/slices.md and TRAINED/audit.md. `--kept-audit` takes TRAINED/audit.md as it is, if it is younger than the model.
The table of what each rule is worth is filled in by `ablate.py`.
"""

import argparse
import re
from pathlib import Path

import pandas as pd

from readout.nlp.model_files import MODEL
from training import audit, evaluate, scores
from training.evaluate import Measured
from training.scores import markdown_table

CARD = Path(__file__).parents[1] / "MODEL_CARD.md"


def fill(card: str, blocks: dict[str, str]) -> str:
    """The card with these blocks between their marks. Raises ValueError where a block does not stand there once."""
    for name, text in blocks.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        card, count = pattern.subn(lambda marks, text=text: f"{marks[1]}\n{text.strip()}\n\n{marks[2]}", card)
        if count != 1:
            raise ValueError(f"the block {name} stands {count} times in the card; mark it once, from start to end")
    return card


def figures(found: Measured, folder: Path = MODEL) -> str:
    """The figures that were asked for beside those that the shipped files reach, and the sizes of the files."""
    _, _, _, las, tags = found.syntax["all"]
    lines = [
        ["tone towards a target, macro-F1", "≥ 0.84", _macro(found.tone)],
        ["stance between two spans, macro-F1 of five", "≥ 0.58", _macro(found.stance)],
        ["syntax, LAS", "≥ 0.88", f"{las:.3f}"],
        ["tags", "≥ 0.95", f"{tags:.3f}"],
        ["names, typed F1 (person, organisation, place)", "≥ 0.78", f"{found.mentions['typed'][-1]:.3f}"],
        ["calibration error, tone", "≤ 0.05", f"{evaluate.expected_error(found.tone):.3f}"],
        ["calibration error, stance", "≤ 0.05", f"{evaluate.expected_error(found.stance):.3f}"],
    ]
    files = [[f"`{path.name}`", f"{path.stat().st_size / 1e6:.1f}"] for path in sorted(folder.iterdir())]
    table = markdown_table(["on the dev parts, with the files as they ship", "asked for", "measured"], lines)
    return f"{table}\n\n{markdown_table(['file', 'MB'], files)}"


def _macro(answers: pd.DataFrame) -> str:
    return f"{scores.macro_f1(answers['gold'], answers['label']):.3f}"


def _audit(path: Path, *, kept: bool) -> str:
    if kept and path.stat().st_mtime < (MODEL / "encoder.onnx").stat().st_mtime:
        raise ValueError(f"{path} is older than the model; leave --kept-audit out")
    if not kept:
        path.write_text(audit.report(audit.add_shares(audit.cases())), "utf-8")
    return path.read_text("utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Fills the figures into MODEL_CARD.md.")
    parser.add_argument("trained", type=Path, help="folder that slices.md and audit.md are kept in")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--kept-audit", action="store_true", help="take TRAINED/audit.md as it is")
    options = parser.parse_args()
    measured = evaluate.measured(options.benchmarks)
    slices = evaluate.report(measured)
    (options.trained / "slices.md").write_text(slices, "utf-8")
    audited = _audit(options.trained / "audit.md", kept=options.kept_audit)
    blocks = {"measured": figures(measured), "slices": slices, "audit": audited}
    CARD.write_text(fill(CARD.read_text("utf-8"), blocks), "utf-8")


if __name__ == "__main__":
    main()
