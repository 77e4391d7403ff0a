"""Fills the figures into MODEL_CARD.md: everything between `<!-- name -->` and `<!-- /name -->`.

    python -m training.card TRAINED BENCHMARKS [--kept-audit]

Measures the shipped files on the dev parts (`slices.py`), audits them (`audit.py`), writes both as TRAINED/slices.md
and TRAINED/audit.md, and takes the table of tries from `training/tries.tsv`, whose row `shipped` is the model that
ships. `--kept-audit` takes TRAINED/audit.md as it is, if it is younger than the model.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from readout.nlp.encoder import MODEL
from training import audit, scores, slices
from training.slices import Measured
from training.tables import table

ROOT = Path(__file__).parents[1]
TRIES = ROOT / "training" / "tries.tsv"
FIGURES = ("tone", "stance", "las", "tags", "names", "nominal")
SHIPPED = "shipped"


def filled(card: str, blocks: dict[str, str]) -> str:
    """The card with these blocks between their marks; a `ValueError` where card and blocks do not match."""
    marked = re.findall(r"<!-- ([a-z]+) -->", card)
    if sorted(marked) != sorted(blocks):
        raise ValueError(
            f"the card has the blocks {', '.join(sorted(marked)) or 'none'}, the figures are for "
            f"{', '.join(sorted(blocks)) or 'none'}; each must stand there once"
        )
    for name, text in blocks.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = card.partition(start)
        if end not in rest:
            raise ValueError(f"the block {name} of the card never ends; add {end}")
        card = f"{before}{start}\n\n{text.strip()}\n\n{end}{rest.partition(end)[2]}"
    return card


def tries(rows: Sequence[dict[str, str]]) -> str:
    """The table of everything tried; figures of the dev parts, before quantisation unless the note says so."""
    lines = [
        [row["try"], row["change"], *(row[name] or "–" for name in FIGURES), row["note"]] for row in rows
    ]
    return table(["try", "what changed", *FIGURES, "note"], lines)


def measured(found: Measured, rows: Sequence[dict[str, str]], folder: Path = MODEL) -> str:
    """The figures that were asked for beside those that the shipped files reach, and the sizes of the files."""
    _, _, _, las, tags = found.syntax["all"]
    nominal = next((row["nominal"] for row in rows if row["try"] == SHIPPED), "")
    lines = [
        ["tone towards a target, macro-F1", "≥ 0.785", _macro(found.tone)],
        ["stance between two spans, macro-F1 of five", "≥ 0.58", _macro(found.stance)],
        ["syntax, LAS", "≥ 0.86", f"{las:.3f}"],
        ["tags", "≥ 0.95", f"{tags:.3f}"],
        ["names, typed F1 (person, organisation, place)", "≥ 0.72", f"{found.mentions['typed'][-1]:.3f}"],
        ["nominal groups, span F1 in five folds", "≥ 0.60", nominal or "–"],
        ["calibration error, tone", "≤ 0.05", f"{slices.expected_error(found.tone):.3f}"],
        ["calibration error, stance", "≤ 0.05", f"{slices.expected_error(found.stance):.3f}"],
    ]
    files = [[f"`{one.name}`", f"{one.stat().st_size / 1e6:.1f}"] for one in sorted(folder.iterdir())]
    figures = table(["on the dev parts, with the files as they ship", "asked for", "measured"], lines)
    return f"{figures}\n\n{table(['file', 'MB'], files)}"


def _macro(answers: Sequence[slices.Answer]) -> str:
    return f"{scores.macro_f1([a.gold for a in answers], [a.label for a in answers]):.3f}"


def _audit(kept: Path | None, out: Path) -> str:
    if kept:
        if kept.stat().st_mtime < (MODEL / "encoder.onnx").stat().st_mtime:
            raise ValueError(f"{kept} is older than the model; leave --kept-audit out")
        return kept.read_text("utf-8")
    some = audit.cases()
    text = audit.report(some, audit.probabilities(some))
    out.write_text(text, "utf-8")
    return text


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Fills the figures into MODEL_CARD.md.")
    parser.add_argument("trained", type=Path, help="folder that slices.md and audit.md are kept in")
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--kept-audit", action="store_true", help="take TRAINED/audit.md as it is")
    options = parser.parse_args()
    rows = audit.rows(TRIES)
    found = slices.measured(options.benchmarks)
    by_slice, audited = slices.report(found), options.trained / "audit.md"
    (options.trained / "slices.md").write_text(by_slice, "utf-8")
    blocks = {
        "measured": measured(found, rows),
        "slices": by_slice,
        "audit": _audit(audited if options.kept_audit else None, audited),
        "tries": tries(rows),
    }
    card = ROOT / "MODEL_CARD.md"
    card.write_text(filled(card.read_text("utf-8"), blocks), "utf-8")


if __name__ == "__main__":
    main()
