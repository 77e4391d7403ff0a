"""Compare two runs: what they found differently, matched by actor, pair and phrase, and which inputs differ."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from readout.errors import UserError
from readout.wording import UNNAMED, certainty
from readout_app.runs.manifest import Manifest

CLOSE = 0.005  # numbers that are nearer read the same with two decimals
TOP_KEYPHRASES = 20  # a keyphrase that is in neither run's top is not compared
SMALL_MOVE = 2  # ranks

Values = dict[str, Any]
Rows = dict[str, Values]  # by what each row is of


class RunResults(NamedTuple):
    """The results of a run by the JSON contract, and its manifest, None where it has none that can be read."""

    results: Mapping[str, Any]
    manifest: Manifest | None = None


class Part(NamedTuple):
    """A kind of finding or input: how a run's rows are read, and which differences are too small to report.

    The rule gets the values before and after; those that are missing are empty.
    """

    read: Callable[[RunResults], Rows]
    is_minor: Callable[[Values, Values], bool]


def load_results(path: Path) -> RunResults:
    """Read the results and the manifest of a run folder, or those beside a results.json.

    Raises UserError where there are no results to read.
    """
    file = path / "results.json" if path.is_dir() else path
    manifest = None
    with suppress(UserError, OSError):
        manifest = Manifest.read(file.parent)
    if path.is_dir() and not file.is_file():
        if manifest is None or manifest.status == "done":
            raise UserError(f"{path}: has no results.json; give a run folder")
        reason = manifest.error or manifest.status
        raise UserError(
            f"{path}: this run did not finish ({reason}), so it has no results; give one that is done"
        )
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


def diff_runs(first: RunResults, second: RunResults) -> dict[str, Any]:
    """Return what the second run found differently than the first, as JSON types.

    Returns:
        `findings` and `inputs`: each difference with its `part`, `what` it is of, its `change` (new, gone or changed)
        and the values `before` and `after`, None where there is none; `not_compared`: each part that a run lacks,
        with the runs (1, 2) that are `lacking` it.
    """
    if not (first.manifest and second.manifest):  # the manifest knows more inputs than the results
        first, second = RunResults(first.results), RunResults(second.results)
    diff: dict[str, list[Values]] = {"findings": [], "inputs": [], "not_compared": []}
    for kind, parts in (("findings", FINDINGS), ("inputs", INPUTS)):
        for name, part in parts.items():
            before, after = _read_rows(part, first), _read_rows(part, second)
            if before is None or after is None:
                lacking = [number for number, rows in ((1, before), (2, after)) if rows is None]
                diff["not_compared"].append({"part": name, "lacking": lacking})
            else:
                diff[kind] += _changes(name, part, before, after)
    return diff


def _read_rows(part: Part, run: RunResults) -> Rows | None:
    """The rows of a part; None where the run does not have it in the form of the contract."""
    try:
        return part.read(run)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        return None


def _changes(name: str, part: Part, first: Rows, second: Rows) -> Iterator[Values]:
    for key in first | second:
        before, after = first.get(key, {}), second.get(key, {})
        if not part.is_minor(before, after):
            change = "changed" if before and after else "new" if after else "gone"
            what = (after or before).get("name", key)
            yield {
                "part": name,
                "what": what,
                "change": change,
                "before": before or None,
                "after": after or None,
            }


def _agree(before: Values, after: Values, *keys: str) -> bool:
    """Whether these values (all, if none is given) are equal, or too close to read differently."""
    return all(_is_close(before.get(key), after.get(key)) for key in keys or before | after)


def _is_close(value: Any, other: Any) -> bool:
    both = isinstance(value, float) and isinstance(other, float)
    return bool(value == other or (both and abs(value - other) < CLOSE))


def _is_small_move(before: Values, after: Values) -> bool:
    ranks = [row["rank"] for row in (before, after) if row]
    return min(ranks) > TOP_KEYPHRASES or (len(ranks) == 2 and max(ranks) - min(ranks) <= SMALL_MOVE)


def _ties(run: RunResults) -> Rows:
    """Ties by their pair; where a pair has both signs, the surer is the first of its labels."""
    pairs: Rows = {}
    for row in sorted(run.results["stance"]["ties"], key=lambda row: -row["confidence"]):
        label, confidence = row["label"], row["confidence"]
        tie = {"label": label, "confidence": confidence, "certainty": certainty(confidence)}
        pair = pairs.setdefault(f"{row['source']} → {row['target']}", tie)
        if label not in pair["label"].split(" and "):
            pair["label"] += f" and {label}"
    return pairs


def _tones(run: RunResults) -> Rows:
    keys = {"author": "author", "quoted voices": "quoted", "whole article": "polarity"}
    tones = {voice: run.results["sentiment"][key] for voice, key in keys.items()}
    return {voice: {"polarity": float(tone)} for voice, tone in tones.items() if tone is not None}


def _labels(rows: list[Values], what: str, positive: str, negative: str) -> Rows:
    """Rows with a label, and how far one probability is above the other; `what` is filled with the row's values."""
    return {
        what.format(**row): {"label": row["label"], "value": round(row[positive] - row[negative], 4)}
        for row in rows
    }


def _actors(run: RunResults) -> Rows:
    return {str(row["id"]): {"name": row["name"], "kind": row["kind"]} for row in run.results["actors"]}


def _speakers(run: RunResults) -> Rows:
    speakers: Rows = {}
    for row in run.results["attributions"]:
        speaker = speakers.setdefault(row["speaker"] or UNNAMED, {"passages": 0, "quoted": 0})
        speaker["passages"] += 1
        speaker["quoted"] += bool(row["direct"])
    return speakers


def _keyphrases(run: RunResults) -> Rows:
    return {row["phrase"]: {"rank": rank} for rank, row in enumerate(run.results["keywords"], 1)}


FINDINGS = {
    "tie": Part(_ties, lambda before, after: _agree(before, after, "label", "certainty")),
    "tone": Part(_tones, _agree),
    "tone towards": Part(
        lambda run: _labels(run.results["sentiment"]["targets"], "{target}", "positive", "negative"),
        # an actor that came or went is a finding of its own
        lambda before, after: not (before and after) or _agree(before, after),
    ),
    "stance asked for": Part(
        lambda run: _labels(run.results["stance"]["toward"], "{source} towards {target}", "favor", "against"),
        _agree,
    ),
    "actor": Part(_actors, lambda before, after: bool(before and after)),
    "speaker": Part(_speakers, _agree),
    "keyphrase": Part(_keyphrases, _is_small_move),
}


def _input(read: Callable[[Mapping[str, Any]], Mapping[str, Any]], manifest_key: str = "") -> Part:
    """A kind of input, read from the manifest at that key, else from the results; what has no value is left out."""

    def settings(run: RunResults) -> Rows:
        whole = run.manifest.model_dump() if run.manifest else {}
        values = whole[manifest_key] if manifest_key in whole else read(run.results)
        return {str(name): {"value": value} for name, value in values.items() if value is not None}

    return Part(settings, _agree)


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
