"""What two runs found differently, matched by actor, pair and phrase, and what differs in their inputs."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from readout.errors import UserError
from readout.wording import certainty

CLOSE = 0.005  # what is nearer reads the same with two decimals
FIRST = 20  # of the keyphrases; what is not among them in either run is not compared
MOVED = 2  # ranks that a keyphrase may move unsaid

Values = dict[str, Any]
Side = Mapping[str, Any]  # of one run: `found` (its results) and `manifest` (empty where there is none)


def load(path: Path) -> Side:
    """The results and the manifest of a run folder, or those beside a results.json.

    Raises ValueError where there are no results to read.
    """
    file = path / "results.json" if path.is_dir() else path
    manifest = _object(file.parent / "manifest.json") if (file.parent / "manifest.json").is_file() else {}
    if path.is_dir() and not file.is_file():
        if manifest.get("status", "done") != "done":
            raise UserError(
                f"{path}: this run did not finish ({manifest.get('error') or manifest['status']}), so it has no "
                "results; give one that is done"
            )
        raise UserError(f"{path}: has no results.json; give a run folder")
    return {"found": _object(file), "manifest": manifest}


def differences(first: Side, second: Side) -> dict[str, Any]:
    """What the second run found differently than the first, as JSON types.

    `findings` and `inputs`: each difference with its `part`, `what` it is of, its `change` (new, gone, changed)
    and the values `before` and `after`; `not_compared`: each part that a run lacks, with the runs (1, 2) that
    lack it.
    """
    sides = (first, second)
    found = {part: [_read(read, side["found"]) for side in sides] for part, read in PARTS.items()}
    whole = bool(first["manifest"] and second["manifest"])
    asked = [_inputs(side, whole=whole) for side in sides]
    given = {kind: [facts[kind] for facts in asked] for kind in asked[0]}
    return {
        "findings": [change for part, both in found.items() for change in _changes(part, *both)],
        "inputs": [change for kind, both in given.items() for change in _changes(kind, *both)],
        "not_compared": [
            {"part": part, "lacking": [n for n, one in enumerate(both, 1) if one is None]}
            for part, both in {**found, **given}.items()
            if None in both
        ],
    }


def _object(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(
            f"{path}: cannot be read ({error.strerror}); give a run folder or its results.json"
        ) from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UserError(f"{path}: is no JSON object; give a run folder or its results.json")
    return found


def _read(read: Callable[[Side], dict[str, Values]], found: Side) -> dict[str, Values] | None:
    """A part of the results by what its rows are of; None where they do not have it in the form of the contract."""
    try:
        return read(found)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        return None


def _tone(found: Side) -> dict[str, Values]:
    means = {"author": "author", "quoted voices": "quoted", "whole article": "polarity"}
    tones = {what: found["sentiment"][key] for what, key in means.items()}
    return {what: {"polarity": float(value)} for what, value in tones.items() if value is not None}


def _targets(found: Side) -> dict[str, Values]:
    rows = found["sentiment"]["targets"]
    return {
        row["target"]: {"label": row["label"], "value": round(row["positive"] - row["negative"], 4)}
        for row in rows
    }


def _ties(found: Side) -> dict[str, Values]:
    """Ties by their pair; where a pair has both signs, the surer is the first of its labels."""
    kinds = {row["name"]: row["kind"] for row in found.get("actors", ())}
    pairs: dict[str, Values] = {}
    for row in sorted(found["stance"]["ties"], key=lambda row: -row["confidence"]):
        source, target = row["source"], row["target"]
        one = pairs.setdefault(f"{source} → {target}", {"label": row["label"]})
        if row["label"] not in one["label"].split(" and "):
            one["label"] += f" and {row['label']}"
        one.setdefault("confidence", row["confidence"])
        one.setdefault("certainty", certainty(row["confidence"]))
        one |= {"source": source, "target": target, "kinds": [kinds.get(source, ""), kinds.get(target, "")]}
    return pairs


def _toward(found: Side) -> dict[str, Values]:
    return {
        f"{row['source']} towards {row['target']}": {
            "label": row["label"],
            "value": round(row["favor"] - row["against"], 4),
        }
        for row in found["stance"]["toward"]
    }


def _actors(found: Side) -> dict[str, Values]:
    return {str(row["id"]): {"name": row["name"], "kind": row["kind"]} for row in found["actors"]}


def _speakers(found: Side) -> dict[str, Values]:
    said: dict[str, Values] = {}
    for row in found["attributions"]:
        one = said.setdefault(row["speaker"] or "no source named", {"passages": 0, "quoted": 0})
        one["passages"] += 1
        one["quoted"] += bool(row["direct"])
    return said


def _keywords(found: Side) -> dict[str, Values]:
    return {row["phrase"]: {"rank": n} for n, row in enumerate(found["keywords"], 1)}


PARTS: dict[str, Callable[[Side], dict[str, Values]]] = {
    "tone": _tone,
    "tone towards": _targets,
    "tie": _ties,
    "stance asked for": _toward,
    "actor": _actors,
    "speaker": _speakers,
    "keyphrase": _keywords,
}


def _changes(
    part: str, first: dict[str, Values] | None, second: dict[str, Values] | None
) -> Iterator[dict[str, Any]]:
    """What differs between two runs in one part, as rows; nothing where one of them lacks it."""
    if first is None or second is None:
        return
    for what in dict.fromkeys([*first, *second]):
        before, after = first.get(what), second.get(what)
        if _minor(part, before, after):
            continue
        change = "new" if before is None else "gone" if after is None else "changed"
        shown = (after or before or {}).get("name", what)
        yield {"part": part, "what": shown, "change": change, "before": before, "after": after}


def _minor(part: str, before: Values | None, after: Values | None) -> bool:
    """Whether a difference is none, or not to be told."""
    ranks = [side["rank"] for side in (before, after) if side and part == "keyphrase"]
    if ranks and min(ranks) > FIRST:
        return True
    if before is None or after is None:
        return part == "tone towards"  # of an actor that came or went, which is a finding of its own
    if part in ("actor", "tie"):
        return all(before[key] == after[key] for key in ("label", "certainty") if key in before)
    if ranks:
        return bool(max(ranks) - min(ranks) <= MOVED)
    return before.keys() == after.keys() and all(_near(before[key], after[key]) for key in before)


def _near(one: Any, other: Any) -> bool:
    near = isinstance(one, float) and isinstance(other, float) and abs(one - other) < CLOSE
    return bool(near or one == other)


def _inputs(side: Side, *, whole: bool) -> dict[str, dict[str, Values] | None]:
    """What a run says of each kind of input, None where it does not; `whole`: from its manifest, which knows more."""
    found, manifest = side["found"], side["manifest"] if whole else {}
    versions = {"readout": _at(found, "provenance", "readout"), "python": _at(found, "provenance", "python")}
    packages = _at(found, "provenance", "packages")
    made = {**versions, **packages} if isinstance(packages, Mapping) else None
    said = {
        "article": {"text": _at(found, "article", "sha256")},
        "parameter": _at(manifest, "parameters") if whole else _at(found, "provenance", "parameters"),
        "file": _at(manifest, "files")
        if whole
        else {"aliases": _at(found, "provenance", "corrections", "sha256")},
        "version": _at(manifest, "versions") if whole else made,
        "model": _at(found, "provenance", "models"),
        "notebook": _at(manifest, "notebook"),
    }
    return {kind: _known(facts) for kind, facts in said.items()}


def _known(facts: Any) -> dict[str, Values] | None:
    if not isinstance(facts, Mapping) or (facts and all(value is None for value in facts.values())):
        return None
    return {str(name): {"value": value} for name, value in facts.items() if value is not None}


def _at(node: Any, *keys: str) -> Any:
    for key in keys:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node
