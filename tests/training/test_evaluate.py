"""How often results are right: each figure counted from labelled files, none written by hand; and slice by slice."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from readout.analysis import measured
from readout.nlp.reader import TONES
from readout.resources import table
from training import evaluate

RAIN = "It rained all day and the people of the town went home before the evening came."
LONG = "long (over 30)"
TEXT = "Norland condemned the Sudish navy on Monday."
SPANS = {"source": [0, 7], "target": [22, 33]}
TREE = """# text = Norland fined Sudia.
1\tNorland\tNorland\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
2\tfined\tfine\tVERB\tVBD\t_\t0\troot\t_\t_
3\tSudia\tSudia\tPROPN\tNNP\t_\t2\tobj\t_\t_
4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_
"""
ROWS: dict[str, list[dict[str, Any]]] = {
    "target-sentiment": [
        {"text": TEXT, "target": [22, 33], "label": label} for label in ("negative", "neutral", "neutral")
    ],
    "directed-stance": [
        {"text": TEXT, "a": [0, 7], "b": [22, 33], "label": label}
        for label in ("a_opposes_b", "b_opposes_a", "a_supports_b", "none")
    ],
    "mentions": [{"text": TEXT, "scheme": "names", "entities": [[0, 7, "place"]]}],
    "acts": [{"text": TEXT, **SPANS, "act": "ACCUSE", "quad": "verbal conflict"}],
    "keyphrases": [{"id": "k", "text": TEXT, "keys": ["navy"]}],
    "attribution": [{"id": "q", "text": TEXT, "attributions": []}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for task, rows in ROWS.items():
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{task}.dev.jsonl").write_text(text, "utf-8")
    (tmp_path / "syntax.dev.conllu").write_text(TREE, "utf-8")
    for part in ("labels", "texts"):
        (tmp_path / "real" / part).mkdir(parents=True)
    for name, sign in (("one", "-"), ("two", "+")):
        label = {
            "file": f"{name}.txt",
            "ties": [{"source": ["Norland"], "target": ["Sudish navy"], "sign": sign}],
            "actors": [{"names": ["Norland"], "kind": "place"}],
            "attributions": [],
            "tone": [],
            "keyphrases": ["navy"],
        }
        (tmp_path / "real" / "labels" / f"{name}.json").write_text(json.dumps(label), "utf-8")
        (tmp_path / "real" / "texts" / f"{name}.txt").write_text(f"{TEXT} {RAIN}", "utf-8")
    return tmp_path


def test_a_label_counts_as_given_where_a_report_gives_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("negative", "neutral", "positive")
    said = [{"probabilities": dict(zip(names, p, strict=True))} for p in ((1, 0, 0), (0.98, 0.02, 0), (0.3, 0.4, 0.3))]
    monkeypatch.setattr(evaluate, "predict", lambda *_: iter(said))
    monkeypatch.setattr("readout.nlp.reader.settings", lambda: {"threshold": {"tone": 0.9}})
    monkeypatch.setattr(evaluate, "bench", lambda task, _: {"macro-F1": {"target-sentiment": 0.25}[task]})
    # given: negative, right, and negative, wrong; the third is unsure
    assert [row[2:4] for row in evaluate.tone(folder)] == [(1 / 2, 2), (2 / 3, 3), (0.25, 3)]


def test_ties_are_counted_in_sign_and_direction(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [[("a", "opposes", "b")], [("a", "opposes", "b"), ("b", "opposes", "a")], [], [("b", "supports", "a")]]
    frames = (pd.DataFrame(rows, columns=["source", "label", "target"]) for rows in made)
    monkeypatch.setattr(evaluate, "ties_of", lambda *_: next(frames))
    # given: four, of which right the first and the third; labelled: three, of which found two
    assert [row[2:4] for row in evaluate.stance(folder)] == [(2 / 4, 4), (2 / 3, 3)]


def test_the_table_is_written_as_the_library_reads_it_and_ships_with_these_rows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {(row["analysis"], row["measure"]) for row in table("measured")}
    monkeypatch.setattr(evaluate, "FOLDER", folder)
    evaluate.main(folder)
    with monkeypatch.context() as context:
        context.setattr("readout.resources.FOLDER", folder)
        table.cache_clear()
        frame = measured()
    table.cache_clear()
    assert frame.columns.tolist() == list(evaluate.Rate._fields)
    assert frame["measure"].is_unique
    counted = set(zip(frame["analysis"], frame["measure"], strict=True))
    assert counted <= shown
    assert shown - counted <= {names[:2] for names in evaluate.REAL.values()}  # what the made articles do not have
    real = frame[frame["data"] == "in 2 real news articles, read by hand"].set_index("measure")
    assert real.loc["actors that are found", ["figure", "n", "low", "high"]].tolist() == [1.0, 2, 1.0, 1.0]


def test_nothing_is_written_where_a_file_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "FOLDER", folder)
    (folder / "syntax.dev.conllu").unlink()
    with pytest.raises(ValueError, match=r"syntax\.dev\.conllu: cannot be read"):
        evaluate.main(folder)
    assert not (folder / "measured.tsv").exists()


# --- slice by slice


def answer(gold: str, label: str, p: float, *slices: str) -> tuple[str, dict[str, float], list[str]]:
    return gold, dict.fromkeys(TONES, (1 - p) / 2) | {label: p}, list(slices)


def test_slices_have_their_own_figures() -> None:
    frame = evaluate.answers([answer("negative", "negative", 0.8, "negated"), answer("neutral", "negative", 0.8, LONG)])
    assert evaluate.by_slice(frame, TONES).splitlines()[2:] == [
        "| all | 2 | 0.333 | 0.500 | 0.67 | 0.00 | – |",
        f"| {LONG} | 1 | 0.000 | 0.000 | – | 0.00 | – |",
        "| negated | 1 | 1.000 | 1.000 | 1.00 | – | – |",
    ]


def test_what_a_threshold_lets_through_and_how_reliable_probabilities_are() -> None:
    frame = evaluate.answers([answer("negative", "negative", 0.95), answer("neutral", "negative", 0.55)])
    lines = evaluate.calibration({"tone": frame}, lambda _, p: p > 0.6).splitlines()
    # gaps of 0.05 and 0.55, a half each
    assert lines[2] == "| tone | 2 | 0.300 | – | 50 % | 1.000 |"
    assert lines[-2:] == ["| tone, 0.5 to 0.6 | 1 | 0.550 | 0.000 |", "| tone, 0.9 to 1.0 | 1 | 0.950 | 1.000 |"]


def test_none_is_no_answer() -> None:
    frame = evaluate.answers([("none", {"none": 0.9}, []), ("none", {"a_opposes_b": 0.9}, [])])
    first = evaluate.calibration({"stance": frame}, lambda _, p: p > 0.6).splitlines()[2]
    assert first == "| stance | 2 | 0.400 | – | 50 % | 0.000 |"


@pytest.mark.parametrize(
    ("text", "word", "inside"),
    [
        ("“Ada lied,” said Bo.", "Ada", True),
        ("“Ada lied,” said Bo.", "Bo", False),
        ('Bo said "Ada lied" today.', "Ada", True),
        ("Bo said: “Ada lied.", "Ada", True),
        ("Ada lied.", "Ada", False),
    ],
)
def test_quotation_marks(text: str, word: str, inside: bool) -> None:
    start = text.index(word)
    assert evaluate.is_quoted(text, (start, start + len(word))) is inside


def test_kinds_of_targets() -> None:
    nodes = [SimpleNamespace(start=0, end=3, tag="NNP"), SimpleNamespace(start=8, end=14, tag="NNS")]
    reading = SimpleNamespace(text="Ada saw guards and them", parse=nodes)
    spans = [(0, 3), (8, 14), (19, 23)]
    assert [evaluate.span_kind(reading, span) for span in spans] == ["name", "nominal", "pronoun"]
