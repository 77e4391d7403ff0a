"""What two runs found differently: results by hand, told in words, as a table and as data."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from readout_app.archive.diff import differences, load
from readout_app.archive.diff_text import told
from readout_app.cli import main

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


def compared(first: dict[str, Any], second: dict[str, Any], *manifests: dict[str, Any]) -> dict[str, Any]:
    one, other = manifests or ({}, {})
    return differences({"found": first, "manifest": one}, {"found": second, "manifest": other})


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


def words(*steps: tuple[str, Any]) -> str:
    """The first paragraph on what differs from the results, in one line."""
    return " ".join(told(compared(FOUND, changed(*steps))).split("\n\n")[0].split())


def test_equal_runs_are_told_in_one_line() -> None:
    found = compared(FOUND, deepcopy(FOUND))
    assert {key: found[key] for key in ("findings", "inputs")} == {"findings": [], "inputs": []}
    both = {
        "notebook": {"name": "stance", "sha256": "b"},
        "parameters": {},
        "files": {},
        "versions": {"x": "1"},
    }
    assert told(compared(FOUND, FOUND, both, both)) == "Nothing differs: no finding and no input."


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            ("stance.ties.+", {"source": "US", "target": "Iran", "label": "supports", "confidence": 0.61}),
            "New tie: the US supports Iran (fairly sure).",
        ),
        (("stance.ties.0", None), "Tie gone: militias oppose the US (sure)."),
        (
            ("stance.ties.0.label", "supports"),
            "Tie turned: militias support the US (sure; before: opposes, sure).",
        ),
        (("stance.ties.1.confidence", 0.8), "Tie now sure, before fairly sure: Iran opposes the US."),
        (
            ("stance.ties.+", {"source": "Iran", "target": "US", "label": "supports", "confidence": 0.65}),
            "Tie turned: Iran opposes and supports the US (fairly sure; before: opposes, fairly sure).",
        ),
        (
            ("sentiment.author", -0.26),
            "The tone of the author’s own voice: clearly negative (−0.26), before clearly negative (−0.20).",
        ),
        (("sentiment.quoted", 0.3), "The tone of quoted voices: clearly positive (+0.30), before none."),
        (
            ("sentiment.targets.0.label", "unsure"),
            "Tone towards Iran: unsure (−0.60), before negative (−0.60).",
        ),
        (
            ("sentiment.targets.1.positive", 0.5),
            "Tone towards the US: unsure (+0.10), before unsure (−0.10).",
        ),
        (
            ("sentiment.targets.1.positive", 0.33),
            "Tone towards the US: labelled as before, by values less than 0.05 apart.",
        ),
        (
            ("stance.toward.0.label", "against"),
            "The author towards rain: against (0.00), before unsure (0.00).",
        ),
        (("stance.toward.0", None), "Stance gone: the author towards rain, unsure (0.00)."),
        (("actors.+", {"id": "iraq", "name": "Iraq", "kind": "place"}), "New actor: Iraq."),
        (("actors.2", None), "Actor gone: militias."),
        (("attributions.+", {"speaker": "US", "direct": False}), "New speaker: US."),
        (
            ("attributions.+", {"speaker": "Iran", "direct": False}),
            "Changed speaker: Iran (1 passage, 1 quoted; then 2 passages, 1 quoted).",
        ),
        (("attributions.1", None), "Speaker gone: no source named."),
        (("keywords.+", {"phrase": "new"}), "New keyphrase: “new”."),
    ],
)
def test_one_difference_is_one_sentence(step: tuple[str, Any], said: str) -> None:
    assert words(step) == f"One finding differs. {said}"


def test_several_are_counted_and_listed() -> None:
    said = words(
        ("actors.+", {"id": "iraq", "name": "Iraq", "kind": "place"}),
        ("actors.+", {"id": "oman", "name": "Oman", "kind": "place"}),
        ("stance.ties.0", None),
        ("keywords", [{"phrase": phrase} for phrase in "bcdaefgh"]),
    )
    assert said == (
        "Four findings differ. Tie gone: militias oppose the US (sure). New actors: Iraq and Oman. "
        "Changed keyphrase: “a” (place 1, then place 4)."
    )


def test_many_are_named_in_the_table_only() -> None:
    many = [{"id": f"a{n}", "name": f"A{n}", "kind": "place"} for n in range(20)]
    second = changed(("actors", many), ("stance.ties", []))
    second["stance"]["ties"] = [
        {"source": "Iran", "target": f"A{n}", "label": "opposes", "confidence": 0.9} for n in range(8)
    ]
    text = told(compared(FOUND, second))
    assert text.startswith("33 findings differ. Tie gone: militias oppose the US (sure).")
    flat = " ".join(text.split())
    assert "The table has 4 more ties." in flat
    assert "New actors: A0, A1, A2, A3, A4, A5 and 14 more. Actors gone: Iran, US and militias." in flat
    assert text.count("\nactor ") == 23


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
def test_what_reads_the_same_is_no_difference(step: tuple[str, Any]) -> None:
    assert compared(FOUND, changed(step))["findings"] == []


def test_keyphrases_far_down_are_not_compared() -> None:
    long = [{"phrase": f"p{n}"} for n in range(30)]
    first = changed(("keywords", long))
    assert compared(first, changed(("keywords", [*long[:25], {"phrase": "new"}])))["findings"] == []
    moved = [long[24], *long[:24], *long[25:]]
    assert [
        (row["what"], row["change"], row["before"], row["after"])
        for row in compared(first, changed(("keywords", moved)))["findings"]
    ] == [("p24", "changed", {"rank": 25}, {"rank": 1})]


def test_inputs_are_compared_by_the_manifests_where_both_have_one() -> None:
    manifest = {
        "notebook": {"name": "stance", "sha256": "b" * 64},
        "parameters": {"top": 10, "aliases": ""},
        "files": {},
        "versions": {"readout": "1.0"},
    }
    other = {
        "notebook": {"name": "stance", "sha256": "c" * 64},
        "parameters": {"top": 3, "aliases": "aliases.tsv", "targets": ["rain", "sun"]},
        "files": {"aliases": "d" * 64},
        "versions": {"readout": "1.1"},
    }
    found = compared(
        FOUND, changed(("article.sha256", "e" * 64), ("provenance.models.reader", "2")), manifest, other
    )
    assert found["findings"] == []
    text = " ".join(told(found).split("finding or input")[0].split())
    assert text == (
        "No finding differs. What differs in the inputs: the article’s text; parameters top (10, then 3), aliases "
        "(none, then aliases.tsv) and targets (–, then rain, sun); file aliases; version readout (1.0, then 1.1); "
        "model reader (1, then 2); the notebook."
    )


def test_without_manifests_the_results_say_what_they_know() -> None:
    found = compared(
        FOUND, changed(("provenance.packages.nltk", "4"), ("provenance.corrections.sha256", "f"))
    )
    assert [(row["part"], row["what"]) for row in found["inputs"]] == [
        ("file", "aliases"),
        ("version", "nltk"),
    ]
    assert found["not_compared"] == [{"part": "notebook", "lacking": [1, 2]}]


def test_parts_that_a_run_lacks_are_left_out_and_named() -> None:
    found = compared({"keywords": FOUND["keywords"]}, changed(("keywords", 5), ("provenance", None)))
    assert found["findings"] == found["inputs"] == []
    assert " ".join(told(found).split()) == (
        "Nothing differs: no finding and no input. Not compared: the tone (the first run has none); the tone towards "
        "actors (the first run has none); ties (the first run has none); the stance asked for (the first run has "
        "none); actors (the first run has none); speakers (the first run has none); keyphrases (the second run has "
        "none); the article’s text (the first run has none); parameters (neither run has any); your own files "
        "(neither run has any); versions (neither run has any); models (neither run has any); the notebook "
        "(neither run has any)."
    )


def test_the_table_is_aligned_and_cut() -> None:
    text = told(compared(FOUND, changed(("actors.+", {"id": "x", "name": "N" * 60, "kind": "group"}))))
    assert text.split("\n\n")[-1].split("\n") == [
        f"finding or input  what{' ' * 42}before  after",
        f"actor             {'N' * 43}…  –       group",
    ]


def test_names_cannot_steer_a_terminal() -> None:
    hostile = {"id": "x", "name": "\x1b[31mIran\u202e\r\nx", "kind": "place"}
    text = told(compared(FOUND, changed(("actors.+", hostile))))
    assert "New actor: [31mIran x." in text
    assert all(sign.isprintable() or sign == "\n" for sign in text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(sorted(FOUND)), part, max_size=3)
    ),
    max_leaves=10,
)


@given(
    st.sampled_from([*FOUND, "sentiment.targets", "stance.ties", "provenance.packages", "article.sha256"]),
    JSON,
)
def test_whatever_a_part_holds_it_is_compared_or_left_out(path: str, value: Any) -> None:
    for first, second in ((FOUND, changed((path, value))), (changed((path, value)), FOUND)):
        assert told(compared(first, second))


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    for name, found in (("one", FOUND), ("two", changed(("actors.2", None)))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_text(json.dumps(found))
    return tmp_path / "one", tmp_path / "two"


def test_the_command_tells_and_ends_with_0(runs: tuple[Path, Path]) -> None:
    one, two = runs
    result = call(one, two / "results.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("One finding differs. Actor gone: militias.\n")
    assert call(one, one).exit_code == 0


def test_the_command_gives_data(runs: tuple[Path, Path]) -> None:
    result = call(*runs, "--format", "json")
    assert json.loads(result.stdout) == json.loads(json.dumps(differences(*map(load, runs))))
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
        ({}, "has no results.json; give a run folder"),
        (
            {"manifest.json": '{"status": "failed", "error": "KeyError: x"}'},
            "this run did not finish (KeyError: x), so it has no results; give one that is done",
        ),
        ({"results.json": "[]"}, "is no JSON object; give a run folder or its results.json"),
        ({"results.json": "{"}, "is no JSON object; give a run folder or its results.json"),
    ],
)
def test_a_run_that_cannot_be_read_ends_with_1_and_one_line(
    runs: tuple[Path, Path], files: dict[str, str], message: str
) -> None:
    broken = runs[0].parent / "broken"
    broken.mkdir()
    for name, text in files.items():
        (broken / name).write_text(text)
    result = call(runs[0], broken)
    named = broken / "results.json" if "results.json" in files else broken
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"readout: {named}: {message}\n")


def test_a_run_that_is_not_there_is_named(runs: tuple[Path, Path]) -> None:
    result = call(runs[0], "nowhere")
    assert result.exit_code == 1
    assert result.stderr == (
        "readout: nowhere: cannot be read (No such file or directory); give a run folder or its results.json\n"
    )
    assert call(runs[0]).exit_code == 2
