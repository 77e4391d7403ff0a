"""`readout bench`: figures of a labelled file, predictions in the formats of the benchmarks, messages."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from readout.articles.article import Article
from readout.nlp.reader import ACTS, STANCES, TONES
from readout.resources import table
from readout_app.bench import measure as benches
from readout_app.bench.labelled_rows import FIELDS, TASKS, labelled
from readout_app.bench.predict import predict
from readout_app.cli import main
from support import SHARED

THERE = SHARED / "benchmarks"
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
TOLD = [{"subject": "Iran", "sentiment": "NEG", "object": "United States"}]
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
        {
            "id": "q",
            "text": SAID,
            "attributions": [{"source": [[18, 30]], "cue": [[31, 35]], "content": [[0, 17]]}],
        }
    ],
    "triplets": [
        {"id": "t", "sentences": [SAID, "", TEXT], "annotations": {"sentence-level stances": {"2": TOLD}}}
    ],
}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Makes the small labelled file of a task, its rows changed by a function."""

    def make(task: str, change: Any = lambda row: row) -> Path:
        path = tmp_path / f"{task}.labelled"
        if task == "syntax":
            path.write_text(change(TREE), encoding="utf-8")
            return path
        return write(path, [change(dict(row)) for row in ROWS[task]])

    return make


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["bench", *map(str, words)])


def predicted(task: str, path: Path) -> list[dict[str, Any]]:
    out = path.with_suffix(".out")
    result = call(task, path, "--predictions", out)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_labels_are_those_of_the_reader_and_the_table_of_acts() -> None:
    assert {"negative", "neutral", "positive"} == set(TONES)
    for task, labels in (("target-sentiment", TONES), ("directed-stance", STANCES)):
        check = FIELDS[task][1]["label"]
        assert [check(name, {}) for name in labels] == [""] * len(labels)
    codes = [row["act"] for row in table("acts")]
    assert len(codes) == 15
    assert [FIELDS["acts"][1]["act"](name, {}) for name in codes] == [""] * 15


# The figures, with predictions put in place of the model's


@pytest.mark.parametrize(
    ("task", "said", "printed"),
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
            [
                {"act": "ACCUSE", "quad": "verbal conflict"},
                {"act": "AID", "quad": "material cooperation"},
            ],
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
    task: str, said: list[dict[str, Any]], printed: str, file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benches, "predict", lambda *_: iter(said))
    result = call(task, file(task))
    assert (result.exit_code, result.stdout, result.stderr) == (0, printed, "")


def test_mentions_of_one_scheme_are_not_named_after_it(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benches, "predict", lambda _, rows: ({"entities": [[0, 4, "place"]]} for _ in rows))
    path = file("mentions", lambda row: {**row, "scheme": "names"})
    assert call("mentions", path).stdout == "n  2\ntyped F1  0.333\nspan F1  0.333\n"


def test_triplets_of_the_author_or_of_unlisted_names_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [{**TOLD[0], "subject": "None"}, {**TOLD[0], "object": "Not in the list"}, TOLD[0]]
    row = {**ROWS["triplets"][0], "annotations": {"sentence-level stances": {"2": told}}}
    said = {"sentence": 2, "subject": "Iran", "sentiment": "NEG", "object": "United States"}
    monkeypatch.setattr(benches, "predict", lambda *_: iter([{"id": "t", "triplets": [said]}]))
    assert call("triplets", write(tmp_path / "t", [row])).stdout.endswith("recall  1.000\nF1  1.000\n")


# Predictions


def test_label_predictions_are_the_likeliest_of_all_labels(file: Any) -> None:
    for task, labels in (("target-sentiment", TONES), ("directed-stance", STANCES)):
        found = predicted(task, file(task))
        assert len(found) == len(ROWS[task])
        for one in found:
            assert list(one) == ["label", "probabilities"]
            assert sorted(one["probabilities"]) == sorted(labels)
            assert all(type(p) is float for p in one["probabilities"].values())
            assert sum(one["probabilities"].values()) == pytest.approx(1, abs=1e-4)
            assert one["probabilities"][one["label"]] == max(one["probabilities"].values())


def test_syntax_predicts_a_tree_over_the_words_of_the_file(file: Any) -> None:
    (one,) = predicted("syntax", file("syntax"))
    assert list(one) == ["heads", "relations", "tags"]
    assert [len(part) for part in one.values()] == [5, 5, 5]
    assert all(type(head) is int and 0 <= head <= 5 for head in one["heads"])
    assert one["heads"].count(0) == 1
    assert all(isinstance(name, str) for name in one["relations"] + one["tags"])


def test_syntax_places_words_in_the_text(file: Any) -> None:
    (row,) = labelled("syntax", file("syntax"))
    text, words = row.given["text"], row.given["words"]
    assert [text[start:end] for start, end in words] == ["Dogs", "do", "n't", "bark", "."]
    assert row.gold["heads"] == (4, 4, 4, 0, 4)


def test_mentions_predicts_spans_with_types(file: Any) -> None:
    found = predicted("mentions", file("mentions"))
    for one, row in zip(found, ROWS["mentions"], strict=True):
        assert list(one) == ["entities"]
        for start, end, kind in one["entities"]:
            assert 0 <= start < end <= len(row["text"])
            assert isinstance(kind, str)


def deeds(*rows: tuple[str, str, str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source", "target", "act", "modality", "negated"])


@pytest.mark.parametrize(
    ("found", "act", "quad"),
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
    found: list[tuple[str, str, str, str, bool]], act: str, quad: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = dict.fromkeys(ACTS, 0.05) | {"CONSULT": 0.3}
    monkeypatch.setattr("readout_app.bench.predict.acts", lambda *_: deeds(*found))
    monkeypatch.setattr("readout.nlp.reader.Reading.act", lambda *_: dict(shares))
    (one,) = predict("acts", [{"text": TEXT, "source": [0, 4], "target": [19, 32]}])
    assert one == {"act": act, "quad": quad}


def test_acts_looks_for_acts_between_the_two_spans_of_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(article: Article, actors: pd.DataFrame) -> pd.DataFrame:
        assert [one.text for one in article.sentences] == [SAID]
        assert actors[["name", "mentions"]].to_dict("split")["data"] == [
            ["source", [[41, 46]]],
            ["target", [[4, 7]]],
        ]
        return deeds(("source", "target", "AID", "actual", False))

    monkeypatch.setattr("readout_app.bench.predict.acts", look)
    assert len(list(predict("acts", [{"text": SAID, "source": [41, 46], "target": [4, 7]}]))) == 1


def test_keyphrases_predicts_the_phrases_of_the_article(file: Any) -> None:
    (one,) = predicted("keyphrases", file("keyphrases"))
    assert list(one) == ["id", "keys"]
    assert one["id"] == "k"
    assert all(isinstance(key, str) for key in one["keys"])


def test_attribution_predicts_the_spans_of_each_role(file: Any) -> None:
    (one,) = predicted("attribution", file("attribution"))
    assert one["id"] == "q"
    for said in one["attributions"]:
        assert list(said) == ["source", "cue", "content"]
        assert all(0 <= start < end <= len(SAID) for spans in said.values() for start, end in spans)


def test_triplets_are_the_sentences_of_each_tie_counted_with_the_empty_ones(
    file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tied(article: Article, *_: Any) -> pd.DataFrame:
        assert [one.text for one in article.sentences] == [SAID, TEXT]
        first, last = ([one.start, one.end] for one in article.sentences)
        assert [article.text[slice(*one)] for one in (first, last)] == [SAID, TEXT]
        rows = [("A", "opposes", "B", [first, last], "deeds"), ("B", "supports", "A", [last], "words")]
        return pd.DataFrame(rows, columns=["source", "label", "target", "evidence", "by"])

    monkeypatch.setattr("readout_app.bench.predict.ties", tied)
    told = [(0, "A", "NEG", "B"), (2, "A", "NEG", "B"), (2, "B", "POS", "A")]
    names = ("sentence", "subject", "sentiment", "object")
    assert predicted("triplets", file("triplets")) == [
        {"id": "t", "triplets": [dict(zip(names, one, strict=True)) for one in told]}
    ]


OTHER = {
    "label": "neutral",
    "entities": [],
    "act": "YIELD",
    "quad": "material cooperation",
    "keys": ["Monday"],
    "attributions": [],
    "annotations": {"sentence-level stances": {}, "entity lists": [["X"]]},
}


@pytest.mark.parametrize("task", FIELDS)
def test_predictions_do_not_depend_on_labels(task: str, file: Any) -> None:
    labels = FIELDS[task][1]
    other = OTHER | ({"label": "none"} if task == "directed-stance" else {})
    given = predicted(task, file(task))
    assert predicted(task, file(task, lambda row: {**row, **{k: other[k] for k in labels}})) == given
    assert predicted(task, file(task, lambda row: {k: v for k, v in row.items() if k not in labels})) == given


def test_parses_do_not_depend_on_the_tree(file: Any) -> None:
    def bare(tree: str) -> str:
        rows = [line.split("\t") for line in tree.splitlines()]
        return "\n".join(line[0] if len(line) == 1 else "\t".join([*line[:2], *["_"] * 8]) for line in rows)

    given = predicted("syntax", file("syntax"))
    assert predicted("syntax", file("syntax", bare)) == given
    changed = file("syntax", lambda tree: tree.replace("NNS\t_\t4\tnsubj", "VB\t_\t2\tdep"))
    assert predicted("syntax", changed) == given


def test_predictors_are_given_no_label(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def spy(task: str, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        seen.extend(set(row) for row in rows)
        return iter(list(predict(task, rows)))

    monkeypatch.setattr(benches, "predict", spy)
    allowed = {"text", "target", "a", "b", "source", "id", "scheme", "sentences", "words"}
    for task in TASKS:
        assert call(task, file(task)).exit_code == 0
    assert all(names <= allowed or names == {"text", "source", "target"} for names in seen)


def test_a_file_without_labels_is_predicted_and_not_measured(file: Any, tmp_path: Path) -> None:
    path = file("keyphrases", lambda row: {"id": row["id"], "text": row["text"]})
    result = call("keyphrases", path, "--predictions", tmp_path / "new" / "folder" / "out")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "n  1\n", "")
    assert (tmp_path / "new" / "folder" / "out").read_text(encoding="utf-8").startswith('{"id": "k"')


def test_rows_are_predicted_in_their_order_over_many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row | {"n": n} for n, row in enumerate(ROWS["mentions"] * 3)]
    whole = list(predict("mentions", rows))
    monkeypatch.setattr("readout_app.bench.predict.BATCH", 2)
    assert list(predict("mentions", rows)) == whole


def test_a_lone_surrogate_is_written_as_json(tmp_path: Path) -> None:
    path = tmp_path / "odd"
    path.write_text('{"id": "\\ud800", "text": "The law.", "keys": []}\n', encoding="utf-8")
    assert predicted("keyphrases", path)[0]["id"] == "\ud800"


# Messages


def line(task: str, **changes: Any) -> str:
    row = {**ROWS[task][0], **changes}
    return json.dumps({k: v for k, v in row.items() if v is not ...})


@pytest.mark.parametrize(
    ("task", "content", "message"),
    [
        ("acts", "", "has no rows; give JSON Lines, one row a line"),
        ("syntax", "\n", "has no rows; give CoNLL-U"),
        ("acts", "text\n", "line 1: is no JSON object; give JSON Lines, one object a line"),
        ("acts", "[1]\n", "line 1: is no JSON object; give JSON Lines, one object a line"),
        (
            "acts",
            line("acts") + "\n\n" + line("acts", target=...),
            'line 3: has no "target"; give each row: text, source, target',
        ),
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
        (
            "target-sentiment",
            line("target-sentiment", target=[19, 99]),
            'line 1: "target" is [19, 99], which is no place in a text of 43 characters; '
            "give 0 <= start < end <= 43",
        ),
        (
            "target-sentiment",
            line("target-sentiment", target=[4, 4]),
            'line 1: "target" is [4, 4], which is no place in a text of 43 characters; '
            "give 0 <= start < end <= 43",
        ),
        (
            "target-sentiment",
            line("target-sentiment", target="Iran"),
            'line 1: "target" is no place in the text; give [start, end]',
        ),
        (
            "target-sentiment",
            line("target-sentiment", label="unsure"),
            'line 1: "label" is "unsure"; give one of: negative, neutral, positive',
        ),
        (
            "mentions",
            line("mentions", scheme="all"),
            'line 1: "scheme" is "all"; give one of: names, nominal',
        ),
        (
            "mentions",
            line("mentions", entities=[[0, 4]]),
            'line 1: "entities" is wrong; give [[start, end, type], …]',
        ),
        ("keyphrases", line("keyphrases", text=7), 'line 1: "text" is no text; give it in quotation marks'),
        (
            "keyphrases",
            line("keyphrases", keys="oil"),
            'line 1: "keys" is no list of texts; give [text, …]',
        ),
        (
            "attribution",
            line("attribution", attributions=[{"source": []}]),
            'line 1: "attributions" is wrong; give a list of objects, each with lists of [start, end]: '
            "source, cue, content",
        ),
        (
            "attribution",
            line("attribution", attributions=[{"source": [], "cue": [[0, 700]], "content": []}]),
            'line 1: "attributions" is [0, 700], which is no place in a text of 65 characters; '
            "give 0 <= start < end <= 65",
        ),
        (
            "triplets",
            line("triplets", annotations=[]),
            'line 1: "annotations" has no "sentence-level stances"; '
            "give a list of triplets for each sentence that has any",
        ),
        (
            "triplets",
            line("triplets", annotations={"sentence-level stances": {"3": []}}),
            'line 1: "annotations" names a sentence "3" that is not there; number the sentences from 0',
        ),
        (
            "triplets",
            line("triplets", annotations={"sentence-level stances": {"2": [{"subject": "Iran"}]}}),
            'line 1: "annotations" of sentence 2 is wrong; '
            "give a list of objects: subject, sentiment (POS or NEG), object",
        ),
        (
            "syntax",
            TREE.replace("\tSpaceAfter=No", ""),
            "line 6: has 9 columns; give CoNLL-U, ten columns parted by tabs",
        ),
        (
            "syntax",
            TREE.replace("# text", "# texts"),
            'line 2: its sentence has no text; put "# text = …" above it',
        ),
        (
            "syntax",
            TREE.replace("\n4\t", "\n5\t"),
            'line 6: word "5" should be 4; number the words from 1',
        ),
        (
            "syntax",
            TREE.replace("bark.", "bite."),
            'line 6: "bark" is not the next word of the text; put it right in "# text" or here',
        ),
        (
            "syntax",
            TREE.replace("4\tnsubj", "6\tnsubj"),
            'line 2: head "6" is no other word; give 0 for the root or one of 1 to 5',
        ),
        (
            "syntax",
            TREE.replace("4\tnsubj", "_\tnsubj"),
            'line 2: head "_" is no other word; give 0 for the root or one of 1 to 5',
        ),
        (
            "syntax",
            TREE.replace("nsubj", "_"),
            "line 2: column 8 is empty; give each word a tag and a relation",
        ),
    ],
)
def test_a_wrong_file_ends_with_2_and_one_line(task: str, content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    result = call(task, path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"readout: {path}: {message}\n"


def test_a_missing_file_ends_with_2_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "missing.jsonl"
    result = call("acts", path)
    assert result.exit_code == 2
    assert result.stderr == f"readout: {path}: cannot be read (No such file or directory); check the path\n"


def test_a_file_that_is_not_utf_8_ends_with_2_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "latin"
    path.write_bytes(b'{"id": "caf\xe9"}\n')
    result = call("keyphrases", path)
    assert (result.exit_code, result.stderr) == (2, f"readout: {path}: is not UTF-8; save it as UTF-8\n")


def test_an_unknown_task_ends_with_2_and_names_the_others() -> None:
    result = call("tone", "x.jsonl")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("Error: Invalid value for 'TASK': 'tone' is not one of ")
    assert all(task in result.stderr for task in TASKS)


def test_help_names_every_task() -> None:
    assert all(re.search(rf"[ ,]{task}\b", call("--help").stdout) for task in TASKS)


def test_predictions_that_cannot_be_written_end_with_1_before_any_work(
    file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benches, "predict", None)
    result = call("acts", file("acts"), "--predictions", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"readout: {tmp_path}: cannot be written ({os.strerror(21)}); give another --predictions\n"
    )


def test_predictions_never_overwrite_the_labelled_file(file: Any) -> None:
    path = file("acts")
    before = path.read_bytes()
    result = call("acts", path, "--predictions", path)
    assert result.exit_code == 2
    assert result.stderr == (
        f"readout: {path}: the predictions would overwrite it; give another --predictions\n"
    )
    assert path.read_bytes() == before


@pytest.mark.skipif(not THERE.exists(), reason="needs the labelled files, which are not ours to ship")
@pytest.mark.parametrize("task", TASKS)
def test_the_dev_parts_are_read_whole(task: str) -> None:
    path = THERE / f"{task}.dev.{'conllu' if task == 'syntax' else 'jsonl'}"
    rows = labelled(task, path)
    lines = path.read_text(encoding="utf-8").split("\n")
    counted = sum(one.startswith("# text = ") for one in lines) if task == "syntax" else len(lines) - 1
    assert len(rows) == counted
    assert all(row.gold for row in rows)
