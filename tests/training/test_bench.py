"""`python -m training.bench`: figures of a labelled file, predictions in the formats of the benchmarks, messages."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from readout.nlp.document import Document
from readout.nlp.reader import ACTS, STANCES, TONES
from support import SHARED
from training import bench
from training.labelled_rows import TASKS, labelled
from training.predict import predict

BENCHMARKS = SHARED / "benchmarks"
TEXT = "Iran condemned the United States on Monday."
SAID = "“The law is bad,” the minister said. Mr. Smith praised the court."
TREE = """# text = Dogs don't bark.
1\tDogs\tdog\tNOUN\tNNS\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tbark\tbark\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_
5.1\tbark\tbark\tVERB\tVB\t_\t_\t_\t4:conj\t_
"""
STANCE = {"subject": "Iran", "sentiment": "NEG", "object": "United States"}
ROWS: dict[str, list[dict[str, Any]]] = {
    "target-sentiment": [
        {"text": TEXT, "target": [19, 32], "label": "negative"},
        {"text": TEXT, "target": [0, 4], "label": "neutral"},
        {"text": SAID, "target": [55, 64], "label": "positive"},
    ],
    "directed-stance": [
        {"text": TEXT, "a": [0, 4], "b": [19, 32], "label": "a_opposes_b"},
        {"text": SAID, "a": [37, 46], "b": [55, 64], "label": "a_supports_b"},
    ],
    "mentions": [
        {"text": TEXT, "scheme": "names", "entities": [[0, 4, "place"], [19, 32, "place"]]},
        {"text": SAID, "scheme": "nominal", "entities": [[18, 30, "person"], [41, 46, "person"]]},
    ],
    "acts": [
        {"text": TEXT, "source": [0, 4], "target": [19, 32], "act": "ACCUSE", "quad": "verbal conflict"},
        {"text": SAID, "source": [41, 46], "target": [4, 7], "act": "AID", "quad": "verbal cooperation"},
    ],
    "keyphrases": [{"id": "k", "text": SAID, "keys": ["law", "minister"]}],
    "attribution": [
        {"id": "q", "text": SAID, "attributions": [{"source": [[18, 30]], "cue": [[31, 35]], "content": [[0, 17]]}]}
    ],
    "triplets": [
        {"id": "t", "sentences": [SAID, "", TEXT], "annotations": {"sentence-level stances": {"2": [STANCE]}}}
    ],
}
File = Callable[..., Path]


@pytest.fixture
def file(tmp_path: Path) -> File:
    """Makes the small labelled file of a task, its rows changed by a function."""

    def make(task: str, change: Callable[[Any], Any] = lambda row: row) -> Path:
        rows = [json.dumps(change(dict(row))) + "\n" for row in ROWS.get(task, ())]
        path = tmp_path / f"{task}.labelled"
        path.write_text("".join(rows) or change(TREE), encoding="utf-8")
        return path

    return make


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Calls the command: exit code, standard output, standard error."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        try:
            code = bench.main(list(map(str, words)))
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return run


def predicted(task: str, path: Path) -> list[dict[str, Any]]:
    out = path.with_suffix(".out")
    bench.bench(task, path, out)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


# The figures, with predictions put in place of the model's


@pytest.mark.parametrize(
    ("task", "predictions", "printed"),
    [
        (
            "target-sentiment",
            [
                {"label": "negative", "probabilities": {"negative": 0.8, "neutral": 0.1, "positive": 0.1}},
                {"label": "negative", "probabilities": {"negative": 0.6, "neutral": 0.4, "positive": 0.0}},
                {"label": "positive", "probabilities": {"negative": 0.1, "neutral": 0.0, "positive": 0.9}},
            ],
            # F1: negative 2/3, neutral 0, positive 1; gaps of 0.2, 0.6 and 0.1, a third each
            "n  3\nmacro-F1  0.556\naccuracy  0.667\nECE  0.300\n"
            "F1 negative  0.667\nF1 neutral  0.000\nF1 positive  1.000\n",
        ),
        (
            "mentions",
            [
                {"entities": [[0, 4, "place"], [19, 32, "organisation"]]},
                {"entities": [[18, 30, "person"], [0, 3, "weapon"]]},
            ],
            "n  2\nnames n  1\nnames typed F1  0.500\nnames span F1  1.000\n"
            "nominal n  1\nnominal typed F1  0.667\nnominal span F1  0.667\n",
        ),
        (
            "syntax",
            [
                {
                    "heads": [4, 4, 4, 0, 1],
                    "relations": ["nsubj:pass", "aux", "dep", "root", "punct"],
                    "tags": ["NNS", "VB", "RB", "VB", "."],
                }
            ],
            "n  1\nwords  5\nUAS  0.800\nLAS  0.600\ntags  0.800\n",
        ),
        (
            "acts",
            [{"act": "ACCUSE", "quad": "verbal conflict"}, {"act": "AID", "quad": "material cooperation"}],
            "n  2\nmacro-F1 binary  1.000\nmacro-F1 quad  0.333\nmacro-F1 root  1.000\n",
        ),
        (
            "keyphrases",
            [{"id": "k", "keys": ["laws", "court", "Smith"]}],
            "n  1\nF1@5  0.400\nF1@10  0.400\nF1@15  0.400\n",
        ),
        (
            "attribution",
            [{"id": "q", "attributions": [{"source": [[18, 30]], "cue": [], "content": [[0, 8]]}]}],
            # content: "The law" of "The law is bad"
            "n  1\nsource F1  1.000\ncue F1  0.000\ncontent F1  0.667\n",
        ),
        (
            "triplets",
            [
                {
                    "id": "t",
                    "triplets": [
                        {"sentence": 2, "subject": "Iran", "sentiment": "NEG", "object": "United States"},
                        {"sentence": 0, "subject": "Smith", "sentiment": "POS", "object": "court"},
                    ],
                }
            ],
            "n  1\nprecision  0.500\nrecall  1.000\nF1  0.667\n",
        ),
    ],
    ids=lambda value: value if value in TASKS else "",
)
def test_figures(
    task: str, predictions: list[dict[str, Any]], printed: str, file: File, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "predict", lambda *_: iter(predictions))
    assert call(task, file(task)) == (0, printed, "")


def test_triplets_of_the_author_or_of_unlisted_names_are_left_out(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    stances = [{**STANCE, "subject": "None"}, {**STANCE, "object": "Not in the list"}, STANCE]
    path = file("triplets", lambda row: row | {"annotations": {"sentence-level stances": {"2": stances}}})
    predictions = [{"id": "t", "triplets": [{"sentence": 2, **STANCE}]}]
    monkeypatch.setattr(bench, "predict", lambda *_: iter(predictions))
    assert bench.bench("triplets", path) == {"n": 1, "precision": 1, "recall": 1, "F1": 1}


# Predictions


def test_label_predictions_are_the_likeliest_of_all_labels(file: File) -> None:
    for task, names in (("target-sentiment", TONES), ("directed-stance", STANCES)):
        rows = predicted(task, file(task))
        assert len(rows) == len(ROWS[task])
        for row in rows:
            shares = row["probabilities"]
            assert sorted(shares) == sorted(names)
            assert sum(shares.values()) == pytest.approx(1, abs=1e-4)
            assert shares[row["label"]] == max(shares.values())


def test_syntax_predicts_a_tree_over_the_words_of_the_file(file: File) -> None:
    (row,) = labelled("syntax", file("syntax"))
    assert [row.given["text"][start:end] for start, end in row.given["words"]] == [*("Dogs", "do", "n't", "bark", ".")]
    assert row.gold["heads"] == (4, 4, 4, 0, 4)
    (tree,) = predicted("syntax", file("syntax"))
    assert {name: len(values) for name, values in tree.items()} == {"heads": 5, "relations": 5, "tags": 5}
    assert tree["heads"].count(0) == 1


def test_predictions_stand_in_the_text(file: File) -> None:
    for row, given in zip(predicted("mentions", file("mentions")), ROWS["mentions"], strict=True):
        assert all(0 <= start < end <= len(given["text"]) for start, end, _ in row["entities"])
    (reports,) = predicted("attribution", file("attribution"))
    spans = [span for report in reports["attributions"] for role in report.values() for span in role]
    assert spans
    assert all(0 <= start < end <= len(SAID) for start, end in spans)
    (phrases,) = predicted("keyphrases", file("keyphrases"))
    assert phrases["keys"]
    assert all(key in SAID for key in phrases["keys"])


def acts_frame(*rows: tuple[str, str, str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source", "target", "act", "modality", "negated"])


@pytest.mark.parametrize(
    ("acts", "act", "quad"),
    [
        ([("source", "target", "AID", "actual", False)], "AID", "material cooperation"),
        ([("source", "target", "AID", "intended", False)], "AGREE", "verbal cooperation"),
        ([("source", "target", "AID", "actual", True)], "REJECT", "verbal conflict"),
        ([("source", "target", "AID", "required", False)], "REQUEST", "verbal conflict"),
        ([("source", "target", "COERCE", "possible", False)], "THREATEN", "verbal conflict"),
        ([("source", "target", "REJECT", "intended", True)], "REJECT", "verbal conflict"),
        ([("source", "target", "COERCE", "actual", True)], "CONSULT", "verbal cooperation"),
        ([("target", "source", "AID", "actual", False)], "CONSULT", "verbal cooperation"),
        (
            [("source", "target", "YIELD", "actual", False), ("source", "target", "AID", "actual", False)],
            "YIELD",
            "material cooperation",
        ),
        ([], "CONSULT", "verbal cooperation"),
    ],
)
def test_acts_weighs_the_first_act_from_source_to_target_and_what_the_reader_holds_likeliest(
    acts: list[tuple[str, str, str, str, bool]], act: str, quad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = dict.fromkeys(ACTS, 0.05) | {"CONSULT": 0.3}
    monkeypatch.setattr("training.predict.acts", lambda *_: acts_frame(*acts))
    monkeypatch.setattr("readout.nlp.reader.Reading.act", lambda *_: dict(shares))
    assert list(predict("acts", [{"text": TEXT, "source": [0, 4], "target": [19, 32]}])) == [{"act": act, "quad": quad}]


def test_triplets_are_the_sentences_of_each_tie_counted_with_the_empty_ones(
    file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tied(doc: Document) -> pd.DataFrame:
        assert [sentence.text for sentence in doc.article.sentences] == [SAID, TEXT]
        first, last = ([tree.start, tree.end] for tree in doc.trees)
        rows = [("A", "opposes", "B", [first, last], "deeds"), ("B", "supports", "A", [last], "words")]
        return pd.DataFrame(rows, columns=["source", "label", "target", "evidence", "by"])

    monkeypatch.setattr("training.predict.ties_of", tied)
    names = ("sentence", "subject", "sentiment", "object")
    expected = [(0, "A", "NEG", "B"), (2, "A", "NEG", "B"), (2, "B", "POS", "A")]
    assert predicted("triplets", file("triplets")) == [
        {"id": "t", "triplets": [dict(zip(names, row, strict=True)) for row in expected]}
    ]


def test_predictors_are_given_no_label(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()

    def spy(task: str, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        seen.update(*rows)
        return iter(list(predict(task, rows)))

    monkeypatch.setattr(bench, "predict", spy)
    for task in TASKS:
        bench.bench(task, file(task))
    assert seen == {"text", "target", "a", "b", "source", "id", "scheme", "sentences", "words"}


def test_a_file_without_labels_is_predicted_and_not_measured(file: File, call: Any, tmp_path: Path) -> None:
    path = file("keyphrases", lambda row: {"id": row["id"], "text": row["text"]})
    out = tmp_path / "new" / "folder" / "out"
    assert call("keyphrases", path, "--predictions", out) == (0, "n  1\n", "")
    assert out.read_text(encoding="utf-8").startswith('{"id": "k"')


def test_rows_are_predicted_in_their_order_over_many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(predict("mentions", ROWS["mentions"] * 3))
    monkeypatch.setattr("training.predict.BATCH", 2)
    assert list(predict("mentions", ROWS["mentions"] * 3)) == whole


# Messages


def line(task: str, **changes: Any) -> str:
    return json.dumps({k: v for k, v in {**ROWS[task][0], **changes}.items() if v is not ...})


@pytest.mark.parametrize(
    ("task", "content", "message"),
    [
        # the key, and what is valid
        (
            "target-sentiment",
            line("target-sentiment", label="unsure"),
            "line 1: label: Input should be 'negative', 'neutral' or 'positive'",
        ),
        ("acts", line("acts") + "\n\n" + line("acts", target=...), "line 3: target: Field required"),
        ("acts", "text\n", "line 1: Invalid JSON: expected ident at line 1 column 2"),
        (
            "target-sentiment",
            line("target-sentiment", target=[19, 99]),
            "line 1: target: [19, 99] is no place in the text; give 0 <= start < end <= 43",
        ),
        (
            "attribution",
            line("attribution", attributions=[{"source": [], "cue": [[4, 4]], "content": []}]),
            "line 1: attributions: [4, 4] is no place in the text; give 0 <= start < end <= 65",
        ),
        (
            "triplets",
            line("triplets", annotations={"sentence-level stances": {"3": []}}),
            'line 1: annotations: there is no sentence "3"; number the sentences from 0',
        ),
        # labels
        ("acts", line("acts", quad=...), 'line 1: has no "quad"; give each row: act, quad'),
        (
            "keyphrases",
            line("keyphrases") + "\n" + line("keyphrases", keys=...),
            "line 2: has no label, but others have; give each row its label",
        ),
        (
            "keyphrases",
            line("keyphrases", keys=...),
            "line 1: has no label; give labels, or --predictions OUT to predict only",
        ),
        # CoNLL-U
        ("syntax", TREE.replace("# text", "# texts"), 'sentence 1: has no text; put "# text = …" above it'),
        (
            "syntax",
            TREE.replace("\n4\t", "\n5\t"),
            "sentence 1: its words are not numbered in order; number them from 1",
        ),
        (
            "syntax",
            TREE.replace("bark.", "bite."),
            'sentence 1: "bark" is not the next word of the text; put it right in either',
        ),
        ("syntax", TREE.replace("4\tnsubj", "6\tnsubj"), "sentence 1: head 6 of word 1 is no other word; give 0 to 5"),
        ("syntax", TREE.replace("nsubj", "_"), "sentence 1: word 1 has no tag or no relation; give each word both"),
        ("syntax", "1 Dogs\n", "sentence 1: Invalid line format, line must contain either tabs or two spaces."),
        # the file
        ("acts", "", "has no rows; give JSON Lines, one row a line"),
        ("syntax", "\n", "has no rows; give CoNLL-U"),
        ("acts", b'{"id": "caf\xe9"}\n', "is not UTF-8; save it as UTF-8"),
        ("acts", None, "cannot be read (No such file or directory); check the path"),
    ],
)
def test_a_wrong_file_ends_with_2_and_one_line(
    task: str, content: str | bytes | None, message: str, tmp_path: Path, call: Any
) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert call(task, path) == (2, "", f"bench: {path}: {message}\n")


def test_a_wrong_task_ends_with_2_and_help_names_all(call: Any) -> None:
    code, _, message = call("tone", "x.jsonl")
    assert code == 2
    assert "choose from" in message
    assert all(re.search(rf"[ ,]{task}\b", call("--help")[1]) for task in TASKS)


def test_predictions_that_cannot_be_written_end_with_1_before_any_work(
    file: File, tmp_path: Path, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "predict", None)
    message = f"bench: {tmp_path}: cannot be written (Is a directory); give another --predictions\n"
    assert call("acts", file("acts"), "--predictions", tmp_path) == (1, "", message)


def test_predictions_never_overwrite_the_labelled_file(file: File, call: Any) -> None:
    path = file("acts")
    before = path.read_bytes()
    message = f"bench: {path}: the predictions would overwrite it; give another --predictions\n"
    assert call("acts", path, "--predictions", path) == (2, "", message)
    assert path.read_bytes() == before


@pytest.mark.skipif(not BENCHMARKS.exists(), reason="needs the labelled files, which are not ours to ship")
@pytest.mark.parametrize("task", TASKS)
def test_the_dev_parts_are_read_whole(task: str) -> None:
    path = BENCHMARKS / f"{task}.dev.{'conllu' if task == 'syntax' else 'jsonl'}"
    rows = labelled(task, path)
    lines = path.read_text(encoding="utf-8").split("\n")
    sentences = sum(line.startswith("# text = ") for line in lines)
    assert len(rows) == (sentences if task == "syntax" else len(lines) - 1)
    assert all(row.gold for row in rows)
