"""Markdown tables of figures."""

from collections.abc import Iterable, Sequence

FORMS = {int: ",", float: ".3f"}


def table(header: Sequence[str], lines: Iterable[Sequence[str | int | float]]) -> str:
    """A markdown table of texts, counts and shares; all columns but the first are figures."""
    rows = [[x if isinstance(x, str) else format(x, FORMS[type(x)]) for x in line] for line in lines]
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (header, rule, *rows))


def percent(share: float) -> str:
    """A share as whole per cent."""
    return f"{share:.0%}".replace("%", " %")
