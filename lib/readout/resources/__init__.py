"""Lexicons and other tables, as data: `table("acts")` reads `acts.tsv`."""

import csv
from functools import cache
from pathlib import Path

from readout.errors import UserError

FOLDER = Path(__file__).parent


@cache
def table(name: str, folder: Path | None = None) -> tuple[dict[str, str], ...]:
    """Rows of the table `name` (`name.tsv` in the folder), as one dict of strings per row, in file order.

    A table is UTF-8 and tab-separated: lines starting with `# ` say where it comes from, one header line
    follows, then the rows. Several values in a cell are separated by `|`; `values` splits them.
    """
    with ((folder or FOLDER) / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("# "))
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def function_words() -> frozenset[str]:
    """The words that bear grammar and no topic, in lower case: "the", "of", "would"."""
    return frozenset(row["word"] for row in table("stopwords") if row["kind"] == "function")


def values(cell: str) -> list[str]:
    """The values of one cell: `"US|U.S."` gives `["US", "U.S."]`, an empty cell gives `[]`."""
    return [value for value in cell.split("|") if value]


def shipped(name: str) -> Path:
    """The folder of what comes with Readout ("articles", "notebooks"), of the installed package or the clone.

    Raises ValueError when neither has it.
    """
    clone = FOLDER.parents[2]
    for folder in (FOLDER / name, clone / "data" / name, clone / name):
        if folder.is_dir():
            return folder
    raise UserError(f"{name}: not among the files of this installation; install readout-news again")
