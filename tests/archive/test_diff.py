"""What two runs found differently: results by hand, and the changes as lines, as a table and as data."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout_app.archive.diff import (
    MOST_LINES,
    RunResults,
    describe_changes,
    diff_runs,
    finding_lines,
    load_results,
    main_change,
)
from readout_app.runs.manifest import Manifest
from support.command import call
from support.past_runs import manifest

FOUND: dict[str, Any] = {
    "schema": 1,
    "article": {"sha256": "a" * 64},
    "actors": [
        {"id": "iran", "name": "Iran", "kind": "place"},
        {"id": "us", "name": "US", "kind": "place"},
        {"id": "militias", "name": "militias", "kind": "group"},
    ],
    "attributions": [{"speaker": "Iran", "direct": True}, {"speaker": None, "direct": False}],
    "sentiment": {
        "polarity": -0.1,
        "author": -0.2,
        "quoted": None,
        "targets": [
            {"target": "Iran", "label": "negative", "negative": 0.7, "positive": 0.1},
            {"target": "US", "label": "unsure", "negative": 0.4, "positive": 0.3},
        ],
    },
    "stance": {
        "ties": [
            {"source": "militias", "target": "US", "label": "opposes", "confidence": 0.9},
            {"source": "Iran", "target": "US", "label": "opposes", "confidence": 0.7},
        ],
        "toward": [{"source": "author", "target": "rain", "label": "unsure", "favor": 0.3, "against": 0.3}],
    },
    "keywords": [{"phrase": phrase} for phrase in "abcdefgh"],
    "provenance": {
        "readout": "1.0",
        "models": {"reader": "1"},
        "parameters": {"targets": ["rain"]},
        "corrections": {"sha256": ""},
        "python": "3.11",
        "packages": {"nltk": "3.9"},
    },
}


RUN = Manifest.model_validate_json(
    json.dumps(
        manifest(
            notebook={"name": "stance", "sha256": "b" * 64},
            parameters={"top": 10, "aliases": ""},
            versions={"readout": "1.0"},
        )
    )
)


def compared(first: dict[str, Any], second: dict[str, Any], *manifests: Manifest) -> dict[str, Any]:
    before, after = (*manifests, None, None)[:2]
    return diff_runs(RunResults(first, before), RunResults(second, after))


def changed(*steps: tuple[str, Any]) -> dict[str, Any]:
    """The results with other values at some paths; a path that ends in `+` adds to a list."""
    found = deepcopy(FOUND)
    for path, value in steps:
        *before, last = path.split(".")
        node: Any = found
        for part in before:
            node = node[int(part) if part.isdigit() else part]
        if last == "+":
            node.append(value)
        elif value is None:
            del node[int(last) if last.isdigit() else last]
        else:
            node[int(last) if last.isdigit() else last] = value
    return found


def lines(*steps: tuple[str, Any]) -> list[str]:
    """The findings that the steps change, a line each."""
    return finding_lines(compared(FOUND, changed(*steps)))[1:]


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (
            ("stance.ties.+", {"source": "US", "target": "Iran", "label": "supports", "confidence": 0.61}),
            "New tie: US → Iran, supports (fairly sure).",
        ),
        (("stance.ties.0", None), "Tie gone: militias → US, opposes (sure)."),
        (("stance.ties.0.label", "supports"), "Tie changed: militias → US, supports (sure); before opposes (sure)."),
        (("stance.ties.1.confidence", 0.8), "Tie changed: Iran → US, opposes (sure); before opposes (fairly sure)."),
        (
            ("stance.ties.+", {"source": "Iran", "target": "US", "label": "supports", "confidence": 0.65}),
            "Tie changed: Iran → US, opposes and supports (fairly sure); before opposes (fairly sure).",
        ),
        (("sentiment.author", -0.26), "Tone changed: author, −0.26; before −0.20."),
        (("sentiment.quoted", 0.3), "New tone: quoted voices, +0.30."),
        (
            ("sentiment.targets.0.label", "unsure"),
            "Tone towards changed: Iran, unsure (−0.60); before hostile (−0.60).",
        ),
        (
            ("stance.toward.0.label", "against"),
            "Stance asked for changed: author towards rain, against (0.00); before unsure (0.00).",
        ),
        (("stance.toward.0", None), "Stance asked for gone: author towards rain, unsure (0.00)."),
        (("actors.+", {"id": "iraq", "name": "Iraq", "kind": "place"}), "New actor: Iraq, place."),
        (("actors.2", None), "Actor gone: militias, group."),
        (("attributions.+", {"speaker": "US", "direct": False}), "New speaker: US, 1 statement, none quoted."),
        (
            ("attributions.+", {"speaker": "Iran", "direct": False}),
            "Speaker changed: Iran, 2 statements, 1 quoted; before 1 statement, 1 quoted.",
        ),
        (("attributions.1", None), "Speaker gone: no source named, 1 statement, none quoted."),
        (
            ("attributions.+", {"speaker": "It", "direct": False}),
            "Speaker changed: no source named, 2 statements, none quoted; before 1 statement, none quoted.",
        ),
        (("keywords.+", {"phrase": "new"}), "New keyphrase: new, rank 9."),
        (("keywords", [{"phrase": phrase} for phrase in "bcdaefgh"]), "Keyphrase changed: a, rank 4; before rank 1."),
    ],
)
def test_one_change_is_one_line(step: tuple[str, Any], line: str) -> None:
    assert lines(step) == [line]


@pytest.mark.parametrize(
    "step",
    [
        ("sentiment.author", -0.204),
        ("sentiment.targets.0.negative", 0.703),
        ("stance.ties.0.confidence", 0.95),
        ("keywords", [{"phrase": phrase} for phrase in "bcadefgh"]),
        ("actors.0.kind", "group"),
        ("sentiment.targets.+", {"target": "X", "label": "unsure", "negative": 0.1, "positive": 0.1}),
    ],
)
def test_what_reads_the_same_is_no_change(step: tuple[str, Any]) -> None:
    assert lines(step) == []


def test_many_changes_are_counted_and_cut_but_the_table_has_all() -> None:
    many = [{"id": f"a{n}", "name": f"A{n}", "kind": "place"} for n in range(20)]
    diff = compared(FOUND, changed(("actors", many)))
    first, *rest = finding_lines(diff)
    assert first == "23 findings differ."
    assert (len(rest), rest[-1]) == (MOST_LINES + 1, "15 more: readout diff lists all.")
    assert describe_changes(diff).count("\nactor ") == 23


def test_inputs_are_compared_by_the_manifests_where_both_have_one() -> None:
    second = RUN.model_copy(
        update={
            "notebook": RUN.notebook.model_copy(update={"sha256": "c" * 64}),
            "parameters": {"top": 3, "aliases": "aliases.tsv", "targets": ["rain", "sun"]},
            "files": {"aliases": "d" * 64},
            "versions": {"readout": "1.1"},
        }
    )
    results = changed(("article.sha256", "e" * 64), ("provenance.models.reader", "2"))
    diff = compared(FOUND, results, RUN, second)
    assert describe_changes(diff).splitlines() == [
        "No findings and 8 inputs differ.",
        "",
        "finding or input  what     before         after",
        "article           text     aaaaaaaaaaaa…  eeeeeeeeeeee…",
        "parameter         top      10             3",
        "parameter         aliases  none           aliases.tsv",
        "parameter         targets  –              rain, sun",
        "file              aliases  –              dddddddddddd…",
        "version           readout  1.0            1.1",
        "model             reader   1              2",
        "notebook          sha256   bbbbbbbbbbbb…  cccccccccccc…",
    ]


def test_without_manifests_the_results_say_what_they_know() -> None:
    results = changed(("provenance.packages.nltk", "4"), ("provenance.corrections.sha256", "f"))
    diff = compared(FOUND, results, RUN)
    assert [(row["part"], row["what"]) for row in diff["inputs"]] == [("file", "aliases"), ("version", "nltk")]
    assert diff["not_compared"] == [{"part": "notebook", "lacking": [1, 2]}]


def test_parts_that_a_run_lacks_are_left_out_and_named() -> None:
    diff = compared({"keywords": FOUND["keywords"]}, changed(("keywords", 5), ("provenance", None)))
    assert describe_changes(diff).split("\n\n") == [
        "Nothing differs: no finding and no input.",
        "Not compared, as the first run has none: "
        "tie, tone, tone towards, stance asked for, actor, speaker and article.",
        "Not compared, as the second run has none: keyphrase.",
        "Not compared, as both runs have none: parameter, file, version, model and notebook.",
    ]


def test_names_cannot_steer_a_terminal() -> None:
    hostile = {"id": "x", "name": "\x1b[31mIran\u202e\r\nx", "kind": "place\u202e"}
    diff = compared(FOUND, changed(("actors.+", hostile), ("actors.+", {"id": "n", "name": "N" * 60, "kind": "place"})))
    assert finding_lines(diff)[1] == "New actor: [31mIran x, place."
    assert describe_changes(diff).split("\n\n")[1].split("\n") == [
        f"finding or input  what{' ' * 42}before  after",
        f"actor             [31mIran x{' ' * 36}–       place",
        f"actor             {'N' * 43}…  –       place",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(sorted(FOUND)), part, max_size=3),
    max_leaves=10,
)


@settings(max_examples=15)
@given(st.sampled_from([*FOUND, "sentiment.targets", "stance.ties", "provenance.packages", "article.sha256"]), JSON)
def test_whatever_a_part_holds_it_is_compared_or_left_out(path: str, value: Any) -> None:
    for first, second in ((FOUND, changed((path, value))), (changed((path, value)), FOUND)):
        assert describe_changes(compared(first, second))
        assert finding_lines(compared(first, second))


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    for name, found in (("one", FOUND), ("two", changed(("actors.2", None)))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_text(json.dumps(found))
    return tmp_path / "one", tmp_path / "two"


def test_the_command_tells_and_ends_with_0(runs: tuple[Path, Path]) -> None:
    one, two = runs
    result = call("diff", one, two / "results.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("1 finding and no inputs differ.\n\nfinding or input  what")
    assert finding_lines(compared(FOUND, deepcopy(FOUND))) == ["No findings differ."]
    same = call("diff", one, one / ".." / "one")
    assert (same.exit_code, same.stdout.splitlines()[0]) == (0, "Nothing differs: no finding and no input.")
    assert same.stderr.endswith("are one run; compare two of those that index.html lists\n")


def test_the_command_gives_data(runs: tuple[Path, Path]) -> None:
    result = call("diff", *runs, "--format", "json")
    assert json.loads(result.stdout) == diff_runs(*map(load_results, runs))
    assert json.loads(result.stdout)["findings"] == [
        {
            "part": "actor",
            "what": "militias",
            "change": "gone",
            "before": {"name": "militias", "kind": "group"},
            "after": None,
        }
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (None, "cannot be read (No such file or directory); give a run folder or its results.json"),
        ({}, "has no results.json; give a run folder"),
        (
            {"manifest.json": json.dumps(manifest(status="failed", error="KeyError: x"))},
            "this run did not finish (KeyError: x), so it has no results; give one that is done",
        ),
        ({"results.json": "[]"}, "is no JSON object; give a run folder or its results.json"),
        ({"results.json": "{"}, "is no JSON object; give a run folder or its results.json"),
    ],
)
def test_a_run_that_cannot_be_read_ends_with_1_and_one_line(
    runs: tuple[Path, Path], files: dict[str, str] | None, message: str
) -> None:
    broken = runs[0].parent / "broken"
    if files is not None:
        broken.mkdir()
    for name, text in (files or {}).items():
        (broken / name).write_text(text)
    result = call("diff", runs[0], broken)
    named = broken / "results.json" if "results.json" in (files or {}) else broken
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"readout: {named}: {message}\n")


def change(part: str, what: str, before: object, after: object, **more: object) -> dict[str, object]:
    """A row of a diff, by the labels before and after; None where there is none."""
    kind = "changed" if before and after else "new" if after else "gone"
    sides = {"before": before and {"label": before}, "after": after and {"label": after, **more}}
    return {"part": part, "what": what, "change": kind, **sides}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], ""),
        ([change("tie", "Iran → US", "opposes", "supports")], "Iran turned from opposing to supporting the US"),
        ([change("tie", "militias → Iran", "supports", "opposes")], "Militias turned from supporting to opposing Iran"),
        ([change("tie", "militias → US", None, "opposes")], "Militias now oppose the US"),
        ([change("tie", "Iran → US", "opposes", None)], "Iran no longer opposes the US"),
        ([change("tie", "Iran → US", "opposes", "opposes and supports")], ""),  # of two minds
        ([change("tie", "Iran → US", "opposes", "opposes")], ""),  # surer, no more
        (
            [change("tone towards", "US", "neutral", "negative")],
            "The tone towards the US turned from neutral to hostile",
        ),
        ([change("tone towards", "US", "unsure", "negative")], ""),
        ([change("keyphrase", "a fine", None, "x")], ""),
        (  # what turned comes first, then what is new, gone, and tones; of several the surest
            [
                change("tone towards", "US", "neutral", "negative"),
                change("tie", "Iran → US", "opposes", None),
                change("tie", "Iran → Norland", None, "opposes", confidence=0.9),
                change("tie", "Iran → Sudia", "opposes", "supports", confidence=0.6),
                change("tie", "Norland → Sudia", "opposes", "supports", confidence=0.8),
            ],
            "Norland turned from opposing to supporting Sudia",
        ),
    ],
)
def test_the_change_that_says_most(rows: list[dict[str, object]], expected: str) -> None:
    kinds = {"US": "place", "Iran": "place", "militias": "group", "Norland": "place", "Sudia": "place"}
    assert main_change({"findings": rows}, kinds) == expected
