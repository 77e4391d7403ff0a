"""Compare two runs: what they found differently (`readout.comparison`) and which inputs differ, as data and as text."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from readout.articles.article import Article
from readout.comparison import FINDINGS, Part, Rows, Values, agree_closely, describe_values, list_changes
from readout.errors import UserError
from readout.evidence.statements import tie_clause
from readout.text import one_line
from readout.wording import capitalize, count, english_list, tone_label, with_article
from readout_app.runs.manifest import Manifest

MOST_LINES = 8  # one line a change
_WIDEST = 44  # characters of a cell of the table
_ACTS = {"opposes": "opposing", "supports": "supporting"}
_RUNS = {(1,): "the first run", (2,): "the second run", (1, 2): "both runs"}

_Row = Mapping[str, Any]


class RunResults(NamedTuple):
    """The results of a run by the JSON contract, and its manifest, None where it has none that can be read."""

    results: Mapping[str, Any]
    manifest: Manifest | None = None


def load_results(path: Path) -> RunResults:
    """Read the results and the manifest of a run folder, or those beside a results.json.

    Raises UserError where there are no results to read.
    """
    file = path / "results.json" if path.is_dir() else path
    manifest = Manifest.find(file.parent)
    if path.is_dir() and not file.is_file():
        if manifest is None or manifest.status == "done":
            raise UserError(f"{path}: has no results.json; give a run folder")
        reason = manifest.error or manifest.status
        raise UserError(f"{path}: this run did not finish ({reason}), so it has no results; give one that is done")
    mend = "give a run folder or its results.json"
    try:
        results = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); {mend}") from None
    except (ValueError, RecursionError):
        results = None
    if not isinstance(results, dict):
        raise UserError(f"{file}: is no JSON object; {mend}")
    return RunResults(results, manifest)


def diff_runs(first: RunResults, second: RunResults) -> dict[str, list[Values]]:
    """Return what the second run found differently than the first, as JSON types.

    Returns:
        `findings` and `inputs`: the changes, and `not_compared`: what a run lacks, as of `list_changes`.
    """
    if not (first.manifest and second.manifest):  # the manifest knows more inputs than the results
        first, second = RunResults(first.results), RunResults(second.results)
    findings, without = list_changes(FINDINGS, first.results, second.results)
    inputs, more = list_changes(INPUTS, first, second)
    return {"findings": findings, "inputs": inputs, "not_compared": [*without, *more]}


def _input(read: Callable[[Mapping[str, Any]], Mapping[str, Any]], manifest_key: str = "") -> Part:
    """A kind of input, read from the manifest at that key, else from the results; what has no value is left out."""

    def settings(run: RunResults) -> Rows:
        whole = run.manifest.model_dump() if run.manifest else {}
        values = whole[manifest_key] if manifest_key in whole else read(run.results)
        return {str(name): {"value": value} for name, value in values.items() if value is not None}

    return Part(settings, agree_closely)


def _versions(results: Mapping[str, Any]) -> Mapping[str, Any]:
    provenance = results["provenance"]
    return {"readout": provenance["readout"], "python": provenance["python"], **provenance["packages"]}


INPUTS = {
    "article": _input(lambda results: {"text": results["article"]["sha256"]}),
    "parameter": _input(lambda results: results["provenance"]["parameters"], "parameters"),
    "file": _input(lambda results: {"aliases": results["provenance"]["corrections"]["sha256"]}, "files"),
    "version": _input(_versions, "versions"),
    "model": _input(lambda results: results["provenance"]["models"]),
    "notebook": _input(lambda results: results["notebook"], "notebook"),
}


def describe_changes(diff: Mapping[str, Any]) -> str:
    """Say how much differs, then list it as a table, and last name what could not be compared."""
    findings, inputs = diff["findings"], diff["inputs"]
    number = f"{count(len(findings), 'finding')} and {count(len(inputs), 'input')}"
    rows = [(row["part"], row["what"], _value(row["before"]), _value(row["after"])) for row in (*findings, *inputs)]
    table = _align_table(("finding or input", "what", "before", "after"), rows)
    parts = [f"{capitalize(number)} differ.", table]
    if not (findings or inputs):
        parts = ["Nothing differs: no finding and no input."]
    for runs, where in _RUNS.items():
        has = "have" if len(runs) > 1 else "has"
        if names := [row["part"] for row in diff["not_compared"] if tuple(row["lacking"]) == runs]:
            parts.append(f"Not compared, as {where} {has} none: {english_list(names)}.")
    return "\n\n".join(parts)


def describe_comparison(articles: Sequence[Article], rows: Sequence[_Row]) -> str:
    """Say which two articles they are and in how much they differ, then list it as a table."""
    names = [" · ".join(filter(None, (each.title, each.source, str(each.published or "")))) for each in articles]
    heads = ("finding", "what", "first", "second")
    columns = ("part", "what", "first", "second")
    cells = [[row[key] if isinstance(row[key], str) else "–" for key in columns] for row in rows]
    parts = [f"first:  {one_line(names[0])}\nsecond: {one_line(names[1])}", _how_many_differ(rows)]
    return "\n\n".join([*parts, _align_table(heads, cells)] if rows else parts)


def _how_many_differ(findings: Sequence[_Row]) -> str:
    return f"{capitalize(count(len(findings), 'finding'))} {'differs' if len(findings) == 1 else 'differ'}."


def finding_lines(diff: Mapping[str, Any]) -> list[str]:
    """Return one line for each finding that changed, after a first that counts them; at most `MOST_LINES` of them.

    `New tie: US → Iran, supports (fairly sure).`
    """
    findings = diff["findings"]
    lines = [_how_many_differ(findings), *map(_change_line, findings[:MOST_LINES])]
    more = len(findings) - MOST_LINES
    return [*lines, f"{more:,} more: readout diff lists all."] if more > 0 else lines


def main_change(diff: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    """Return the change that says most as a clause without a full stop, "" where none can be said in one.

    First comes a tie that turned, then a new one, one that is gone, and a tone towards an actor. `kinds` are those of
    the actors, by their names.

        >>> rows = [{"part": "tie", "what": "Iran → US", "change": "changed",
        ...          "before": {"label": "opposes"}, "after": {"label": "supports", "confidence": 0.9}}]
        >>> main_change({"findings": rows}, {"US": "place"})
        'Iran turned from opposing to supporting the US'
    """

    def rank(row: _Row) -> tuple[bool, int, float]:
        sureness = (row["after"] or {}).get("confidence") or 0
        return row["part"] != "tie", ["changed", "new", "gone"].index(row["change"]), -sureness

    rows = sorted((row for row in diff["findings"] if row["part"] in ("tie", "tone towards")), key=rank)
    return next(filter(None, (_clause_of(row, kinds) for row in rows)), "")


def describe_turn(tie: tuple[str, str], before: str, after: str, kinds: Mapping[str, str]) -> str:
    """Return how a tie (source, target) turned: "Iran turned from opposing to supporting the US"."""
    subject, _, target = tie_clause({"source": tie[0], "target": tie[1], "label": after}, kinds)
    return f"{subject} turned from {_ACTS[before]} to {_ACTS[after]} {target}"


def describe_tie(tie: tuple[str, str], label: str, kinds: Mapping[str, str]) -> str:
    """Return what a new tie (source, target) is: "Iran now opposes the US"."""
    subject, verb, target = tie_clause({"source": tie[0], "target": tie[1], "label": label}, kinds)
    return f"{subject} now {verb} {target}"


def _clause_of(row: _Row, kinds: Mapping[str, str]) -> str:
    """A change of a tie or of a tone towards an actor, in words; "" where it is too small, or of two minds."""
    before, after = ((row[side] or {}).get("label", "") for side in ("before", "after"))
    if row["part"] == "tone towards":
        tones = ("negative", "neutral", "positive")
        if before == after or before not in tones or after not in tones:
            return ""
        name = with_article(row["what"], kinds.get(row["what"], ""))
        return f"The tone towards {name} turned from {tone_label(before)} to {tone_label(after)}"
    source, _, target = row["what"].partition(" → ")
    if row["change"] == "changed" and before != after and before in _ACTS and after in _ACTS:
        return describe_turn((source, target), before, after, kinds)
    if row["change"] == "new" and after in _ACTS:
        return describe_tie((source, target), after, kinds)
    if row["change"] == "gone" and before in _ACTS:
        subject, verb, whom = tie_clause({"source": source, "target": target, "label": before}, kinds)
        return f"{subject} no longer {verb} {whom}"
    return ""


def _change_line(row: _Row) -> str:
    head = {"new": "new {}", "gone": "{} gone", "changed": "{} changed"}[row["change"]].format(row["part"])
    before, after = _value(row["before"]), _value(row["after"])
    values = {"new": after, "gone": before, "changed": f"{after}; before {before}"}[row["change"]]
    return f"{capitalize(head)}: {one_line(row['what'])}, {values}."


def _align_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows below their heads as text in columns, each cell on one line and cut where it is long."""
    cells = [[one_line(cell, limit=_WIDEST) for cell in line] for line in (heads, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def _value(values: _Row | None) -> str:
    """What a run found or was given, in few words."""
    match values:
        case {"value": list(items)}:
            return one_line(", ".join(map(str, items))) or "none"
        case {"value": str(text)} if re.fullmatch("[0-9a-f]{64}", text):
            return f"{text[:12]}…"  # a hash
        case _:
            return describe_values(dict(values) if values else None) or "–"
