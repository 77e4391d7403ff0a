"""Compare two runs: what they found differently (`readout.comparison`), and which inputs differ."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from readout.comparison import FINDINGS, Part, Rows, Values, agree_closely, list_changes
from readout.errors import UserError
from readout_app.runs.manifest import Manifest


class RunResults(NamedTuple):
    """The results of a run by the JSON contract, and its manifest, None where it has none that can be read."""

    results: Mapping[str, Any]
    manifest: Manifest | None = None


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
